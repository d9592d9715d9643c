import { readFileSync } from 'node:fs';
import { expect, test } from '@playwright/test';
import { SMALL, SOVIET, at } from './server';

test('the first view tells in a sentence, and draws against the record', async ({ page }) => {
  await page.goto(at(SOVIET));
  await expect(page.locator('h1')).toContainText(/In (about )?\d+ of 100 worlds\s+.* is First Secretary at the end of December 1964\./);
  await expect(page.getByText('Baseline', { exact: false }).first()).toContainText('95 % interval');
  await expect(page.getByRole('img', { name: /First Secretary/ })).toBeVisible();
  await expect(page.locator('.sec svg[role=img] circle.dot').first()).toBeAttached();
});

test('a pin is set from the card, told in red, kept in the address, and undone', async ({ page }) => {
  await page.goto(at(SOVIET, 'open=division'));
  await page.getByRole('button', { name: /^Pin to “/ }).last().click();
  await expect(page.locator('h1 .chg')).toContainText(/\d+/);
  await expect(page.getByText('Paired, world by world')).toBeVisible();
  await expect(page).toHaveURL(new RegExp('pin=division:'));
  await page.getByRole('button', { name: /^undo/ }).first().click();
  await expect(page.locator('h1 .chg')).toHaveCount(0);
  await page.goBack();
  await expect(page.locator('h1 .chg')).toBeVisible();
});

test('a question of the model is asked by picking it', async ({ page }) => {
  await page.goto(at(SMALL));
  await page.getByLabel('Ask one of the questions').selectOption('loyal_committee');
  await expect(page.locator('h1 .chg')).toContainText(/The committee never changes its chair: .*\d+/);
  await expect(page).toHaveURL(new RegExp('what-if=loyal_committee'));
});

test('a chart has a table and is kept as CSV, SVG and PNG', async ({ page }) => {
  await page.goto(at(SMALL));
  await expect(page.locator('h1')).toContainText('In');
  const kept = async (name: RegExp) => {
    const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name }).first().click()]);
    return readFileSync(await download.path());
  };
  const csv = (await kept(/^Save this chart.*CSV/)).toString();
  expect(csv.split('\n')[0]).toMatch(/^date,/);
  expect(csv.split('\n').length).toBeGreaterThan(10);
  const svg = (await kept(/^Save this chart.*SVG/)).toString();
  expect(svg).toMatch(/^<svg xmlns/);
  expect(svg).not.toContain('var(--');
  expect((await kept(/^Save this chart.*PNG/)).subarray(1, 4).toString()).toBe('PNG');
  await page.getByRole('button', { name: 'table' }).first().click();
  await expect(page.locator('table.tab tbody tr').first()).toBeVisible();
});

test('worlds are drawn as a fan, as twenty, or as one', async ({ page }) => {
  await page.goto(at(SOVIET, 'worlds=64'));
  await page.getByRole('button', { name: '20 worlds' }).first().click();
  await expect(page.locator('path.world')).toHaveCount(20);
  await page.getByRole('button', { name: 'one world' }).first().click();
  await expect(page.locator('path.world')).toHaveCount(1);
});

test('the axis is moved by keys, and what it looks at is in the address', async ({ page }) => {
  await page.goto(at(SOVIET));
  const slider = page.getByRole('slider', { name: 'Look at a step' });
  await slider.focus();
  await slider.press('Home');
  await expect(slider).toHaveAttribute('aria-valuetext', 'March 1953');
  await expect(page).toHaveURL(new RegExp('at=1953-03'));
});

test('the view is kept as one file that works offline', async ({ page, context }) => {
  await page.goto(at(SMALL));
  await expect(page.locator('h1')).toContainText('In');
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'Save this view' }).click()]);
  const text = readFileSync(await download.path()).toString();
  expect(text).not.toMatch(/<script|<link/);
  const offline = await context.newPage();
  await offline.setContent(text);
  await expect(offline.locator('h1')).toContainText('In');
  const colour = await offline.locator('body').evaluate((body) => getComputedStyle(body).backgroundColor);
  expect(colour).toBe('rgb(246, 241, 231)');
});

test('a card says what weighs with those who decide, and leads to their seats', async ({ page }) => {
  await page.goto(at(SOVIET, 'open=division&worlds=64'));
  const reasons = page.locator('.reasons');
  await expect(reasons.getByRole('rowheader', { name: 'farms need men of their own' })).toBeVisible();
  await expect(reasons.getByRole('rowheader', { name: /luck of the day/ })).toBeVisible();
  await reasons.getByRole('link', { name: /^world \d+/ }).first().click();
  await expect(page).toHaveURL(/view=board/);
  await expect(page.locator('.seat').first()).toBeVisible();
});

test('the record stands beside the worlds: under the first office, and in its table', async ({ page }) => {
  await page.goto(at(SOVIET, 'worlds=64&at=1957-06'));
  await expect(page.locator('svg#office circle.dot')).toHaveCount(2);
  await expect(page.getByText('● recorded: Nikita Khrushchev')).toBeVisible();
});

test('claims stand on the timeline where they are settled, and say whether they hold when they are asked', async ({ page }) => {
  await page.goto(at(SMALL, 'at=1951-12'));
  await expect(page.getByRole('img', { name: /Claims by the step/ })).toBeVisible();
  await page.getByText(/^The (\d+ )?claims? that (is|are) settled in December 1951$/).click();
  await expect(page.getByRole('link', { name: 'Anna loses the chair' })).toBeVisible();
  await page.getByRole('button', { name: 'Which of them hold?' }).click();
  await expect(page.getByText(/^\d+ hold, \d+ fail$/)).toBeVisible();
});
