import { execFileSync } from 'node:child_process';
import { expect, test } from '@playwright/test';
import { SMALL, SOVIET, at, binary, own } from './server';

test('a link, the page and the command give the same numbers', async ({ page }) => {
  await page.goto(at(SOVIET, 'pin=report:silent&worlds=256&set=line_weight:0.8'));
  await expect(page.locator('h1 .chg')).toBeVisible();
  await expect(page.getByRole('progressbar')).toHaveCount(0);
  const told = await page.locator('div.under').innerText();
  await page.getByRole('link', { name: 'Reproduce' }).click();
  await page.getByRole('button', { name: 'the comparison' }).click();
  const command = await page.locator('pre', { hasText: 'presidium what-if' }).innerText();
  const link = await page.locator('pre', { hasText: 'http' }).innerText();
  const words = [...command.matchAll(/"([^"]*)"|'([^']*)'|(\S+)/g)].map(([, one, two, three]) => one ?? two ?? three ?? '');
  const report = JSON.parse(execFileSync(binary(), [...words.slice(1), '--json', '--threads', '1'], { maxBuffer: 1e8 }).toString()) as { rows: { values?: { gained: number; lost: number; without: number; difference: number }[] }[] };
  const first = report.rows.find((row) => row.values)?.values?.[0];
  expect(told).toMatch(new RegExp(`of 256 worlds .* gains ${first?.gained} by the change and loses ${first?.lost}\\.`));
  expect(told).toContain(`Baseline ${((first?.without ?? 0) * 100).toFixed(1)} in 100`);
  // The link opens the same page with the same numbers.
  await page.goto('about:blank');
  await page.goto(link);
  await expect(page.locator('h1 .chg')).toBeVisible();
  await expect(page.getByRole('progressbar')).toHaveCount(0);
  expect(await page.locator('div.under').innerText()).toBe(told);
});

test('a server that is killed and started again is found again, with the changes', async ({ page }) => {
  const server = own('tutorial/quarrel');
  await server.start();
  try {
    await page.goto(at(server.port));
    await expect(page.locator('h1')).toContainText('In');
    const before = await page.locator('h1').innerText();
    await server.kill();
    await expect(page.getByText('The command behind this page has stopped.')).toBeVisible();
    await expect(page.locator('h1')).toHaveText(before);
    await server.start();
    await expect(page.getByText('The command behind this page has stopped.')).toHaveCount(0);
    await page.getByRole('link', { name: 'Ledger' }).click();
    await expect(page.locator('h1')).toContainText('claims hold');
  } finally {
    await server.kill();
  }
});

test('a slow run is stopped, and the answer so far stays', async ({ page }) => {
  await page.goto(at(SOVIET, 'worlds=60000'));
  await expect(page.locator('h1 .n')).toBeVisible();
  await page.getByRole('button', { name: 'Stop' }).first().click();
  await expect(page.getByText(/Stopped after .* worlds\./)).toBeVisible();
  await expect(page.locator('h1 .n')).toBeVisible();
});

test('a newer question takes the place of the older one', async ({ page }) => {
  await page.goto(at(SOVIET, 'worlds=60000'));
  await expect(page.locator('h1 .n')).toBeVisible();
  await page.getByLabel('Ask one of the questions').selectOption('no_speech');
  await expect(page.locator('h1 .chg')).toBeVisible();
});

test('two tabs do not take each other’s answers', async ({ context }) => {
  const [one, other] = [await context.newPage(), await context.newPage()];
  await one.goto(at(SOVIET, 'worlds=1024'));
  await other.goto(at(SOVIET, 'worlds=1024&pin=report:silent'));
  await expect(other.locator('h1 .chg')).toBeVisible();
  await expect(one.locator('h1 .n')).toBeVisible();
  for (const tab of [one, other]) await expect(tab.getByRole('progressbar')).toHaveCount(0);
  await expect(one.locator('h1 .chg')).toHaveCount(0);
});

test('an address that is not understood is told, and what is wrong is refused in words', async ({ page }) => {
  await page.goto(at(SMALL, 'colour=red'));
  await expect(page.getByText('The address says “colour=red”')).toBeVisible();
  await page.goto(at(SMALL, 'where=nonsense'));
  await expect(page.locator('.notice').first()).toContainText('nonsense');
});

test('every model opens in the same page', async ({ page }) => {
  const errors: string[] = [];
  page.on('pageerror', (error) => errors.push(error.message));
  for (const model of ['tutorial/granary', 'tutorial/epidemic', 'tutorial/cabinet']) {
    const server = own(model);
    await server.start();
    try {
      for (const view of ['decade', 'board', 'ledger', 'model', 'credibility', 'reproduce']) {
        await page.goto('about:blank');
        await page.goto(at(server.port, `view=${view}`));
        await expect(page.locator('h1').first()).toBeVisible();
        await expect(page.getByRole('progressbar')).toHaveCount(0);
        await expect(page.locator('.notice')).toHaveCount(0);
      }
    } finally {
      await server.kill();
    }
  }
  expect(errors).toEqual([]);
});
