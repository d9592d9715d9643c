import AxeBuilder from '@axe-core/playwright';
import { expect, test } from '@playwright/test';
import { SMALL, SOVIET, at } from './server';

test('the ledger of the Soviet model has failing claims first, and a page for each', async ({ page }) => {
  await page.goto(at(SOVIET, 'view=ledger&worlds=256'));
  await expect(page.locator('h1')).toContainText(/\d+ of \d+ claims hold, \d+ fail\./);
  await expect(page.locator('.grp').first()).toContainText('Fail');
  await page.getByRole('searchbox').fill('overruled');
  await page.getByRole('list').getByRole('link', { name: /is overruled by the Central Committee/ }).click();
  await expect(page.locator('h1')).toContainText('overruled');
  await expect(page.getByText('It comes out so in')).toBeVisible({ timeout: 40_000 });
});

test('a claim says what is counted, which worlds to read, and what moves it', async ({ page }) => {
  await page.goto(at(SMALL, 'view=claim&claim=A2'));
  await expect(page.getByText(/It comes out so in \d+ of 100 worlds/)).toBeVisible();
  await expect(page.locator('.mono').first()).toContainText('at(chair, 1951-12) = Boris');
  await expect(page.getByRole('heading', { name: 'When it happens, if it happens' })).toHaveCount(0);
  await page.getByRole('button', { name: /Ask both what-ifs/ }).click();
  await expect(page.getByRole('link', { name: 'The two get on' })).toBeVisible();
  await page.getByRole('button', { name: 'Ask it' }).click();
  await expect(page.getByRole('rowheader', { name: /by lot/ })).toBeVisible();
  await page.getByRole('link', { name: /^world \d+/ }).first().click();
  await expect(page.locator('h1')).toContainText(/World \d+/);
});

test('claims are set beside luck', async ({ page }) => {
  await page.goto(at(SMALL, 'view=ledger'));
  await expect(page.locator('h1')).toContainText('claims hold');
  await page.getByRole('button', { name: /drawn by lot/ }).click();
  await expect(page.locator('.lot', { hasText: /\d/ }).first()).toBeVisible();
});

test('a change marks the claims that it moves', async ({ page }) => {
  await page.goto(at(SMALL, 'view=ledger&what-if=peace'));
  await expect(page.locator('.sh .chg').first()).toBeVisible();
  await page.getByRole('button', { name: 'moved by your change' }).click();
  await expect(page.getByRole('link', { name: 'Anna loses the chair' })).toBeVisible();
  await expect(page.getByRole('link', { name: 'There is no claim of this name' })).toHaveCount(0);
});

test('the board shows who holds what', async ({ page }) => {
  await page.goto(at(SOVIET, 'view=board&worlds=256'));
  await expect(page.locator('li h2').first()).toBeVisible();
  await expect(page.locator('li', { hasText: 'First Secretary' }).first().locator('tbody tr').first()).toContainText(/\d/);
  const slider = page.getByRole('slider', { name: 'Step' });
  await slider.focus();
  await slider.press('Home');
  await expect(page.locator('h1')).toContainText('March 1953');
  await expect(page.locator('li', { hasText: 'Minister of Defence' }).first()).toContainText('● recorded: Nikolai Bulganin, since March 1953');
});

test('a vote is replayed seat by seat, and turned', async ({ page }) => {
  await page.goto(at(SMALL, 'view=board&world=1&subject=new_chair&at=1951-03'));
  await expect(page.locator('.seat')).toHaveCount(3);
  await expect(page.locator('.head h3')).toContainText('2 for “Boris takes the chair”, 1 for “Anna stays”');
  await page.locator('.seat.for').last().click();
  await expect(page.getByText('with 1 vote turned: Anna stays')).toBeVisible();
  await page.getByRole('button', { name: 'Pin this turned vote in all worlds' }).click();
  await expect(page.locator('h1 .chg')).toBeVisible();
  await expect(page).toHaveURL(new RegExp('what-if=pin\\+vote\\+of\\+'));
});

test('a decision leads to a world in which it is voted on', async ({ page }) => {
  await page.goto(at(SOVIET, 'view=board&subject=report&worlds=64'));
  await expect(page.locator('.seat').first()).toBeVisible({ timeout: 40_000 });
  await expect(page).toHaveURL(/world=\d+/);
  expect(await page.locator('.seat').count()).toBeGreaterThan(5);
});

test('any number leads back to what it rests on, down to a number that the visitor can set', async ({ page }) => {
  await page.goto(at(SMALL, 'view=why&world=1&subject=new_chair&at=1951-03'));
  await expect(page.locator('h1')).toContainText('decided: change');
  await expect(page.locator('article')).toHaveCount(3);
  await expect(page.getByRole('navigation', { name: 'The way back' })).toBeVisible();
  await page.goto(at(SMALL, 'view=why&world=1&subject=temper&at=1951-03'));
  await page.getByRole('link', { name: 'Set it yourself' }).click();
  await expect(page.locator('.diff')).toContainText('how often they fall out');
  await expect(page).toHaveURL(/set=temper:[\d.]+\+1\/year/);
});

test('one world is told, and found by a condition', async ({ page }) => {
  await page.goto(at(SMALL, 'view=world&world=1'));
  await expect(page.getByText(/Boris takes the chair/)).toBeVisible();
  await page.getByLabel('A world in which').fill('at(chair, 1951-12) = Anna');
  await page.getByRole('button', { name: 'Look for one' }).click();
  await expect(page.getByText(/In \d.* worlds\./)).toBeVisible();
});

test('the document is read with the values that come out of it', async ({ page }) => {
  await page.goto(at(SOVIET, 'view=model&chapter=2'));
  await expect(page.locator('article pre').first()).toBeVisible();
  await expect(page.getByRole('img', { name: /the table below/ })).toBeVisible();
  await page.getByRole('navigation', { name: 'Chapters' }).getByRole('link').nth(2).click();
  await expect(page).toHaveURL(new RegExp('chapter=3'));
});

test('how far to believe it: sources, forecasts, what is left out', async ({ page }) => {
  await page.goto(at(SMALL, 'view=credibility'));
  await expect(page.getByText('are assumptions')).toBeVisible();
  await page.getByRole('button', { name: 'Compute it' }).last().click();
  await expect(page.getByRole('rowheader', { name: 'all' }).first()).toBeVisible();
});

test('assumptions stand apart from decisions', async ({ page }) => {
  await page.goto(at(SMALL));
  await page.getByRole('heading', { name: 'Assumptions' }).click();
  await page.getByRole('searchbox', { name: 'Find by word' }).fill('would like the chair');
  const slider = page.getByRole('slider', { name: /^Value of/ }).first();
  await slider.focus();
  await slider.press('ArrowRight');
  await expect(page.locator('.diff')).toContainText('compared with the model as shipped');
  await expect(page.locator('.diff')).toContainText('Decisions: as they fall');
  await expect(page).toHaveURL(new RegExp('set=ambition:'));
  await page.getByLabel('The two who cannot stand each other').last().uncheck();
  await expect(page.locator('.diff')).toContainText('off: The two who cannot stand each other');
  await page.goto(at(SMALL, 'pin=new_chair:stay&set=ambition:0.3'));
  await expect(page.locator('.diff')).toContainText('on both sides');
});

test('a condition says how many worlds it leaves, and that they are too few', async ({ page }) => {
  await page.goto(at(SMALL));
  await page.getByRole('heading', { name: 'Keep only some worlds' }).click();
  await page.getByLabel('Condition').fill('at(chair, 1950-12) = Boris');
  await page.getByRole('button', { name: 'How many are left?' }).click();
  await expect(page.getByText(/\d+ of .* worlds are left\./)).toBeVisible();
  await page.getByRole('button', { name: 'Keep only these worlds' }).click();
  await expect(page.locator('.diff')).toContainText('Only worlds in which');
  await page.goto('about:blank');
  await page.goto(at(SMALL, 'worlds=64&where=at(chair,+1950-04)+=+Boris'));
  await expect(page.locator('h1')).toContainText('Too few worlds are left');
});

test('a claim that looks out for something says when it happens', async ({ page }) => {
  await page.goto(at(SOVIET, 'view=claim&claim=F1'));
  await expect(page.getByRole('heading', { name: 'When it happens, if it happens' })).toBeVisible();
  await expect(page.getByText(/It does in \d+ worlds: in one of ten of them by .* 195[678]/)).toBeVisible();
  await page.getByText('How many worlds in each step').click();
  await expect(page.getByRole('rowheader', { name: /195[678]/ }).first()).toBeVisible();
});

test('a claim says what it hangs on, at which value it turns, and where it is common', async ({ page }) => {
  await page.goto(at(SMALL, 'view=claim&claim=A2'));
  await page.getByRole('button', { name: 'Look through the parameters' }).click();
  await expect(page.getByText('A2 hangs on 3 of 4 parameters beyond chance')).toBeVisible();
  await page.getByRole('button', { name: 'At which value of what Clara puts up with does it turn?' }).click();
  await expect(page.getByText(/A2 turns at patience = /)).toBeVisible();
  await page.getByRole('button', { name: 'Look for such a range' }).click();
  await expect(page.getByText(/where patience is at most .* elsewhere in/).first()).toBeVisible();
  expect((await new AxeBuilder({ page }).withTags(['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa']).analyze()).violations).toEqual([]);
  await page.getByRole('button', { name: 'Look at these worlds only' }).first().click();
  await expect(page).toHaveURL(/where=patience/);
  await expect(page.getByText(/worlds are left/).first()).toBeVisible();
});

test('two persons are exchanged in the same worlds', async ({ page }) => {
  await page.goto(at(SOVIET, 'view=board'));
  await page.getByLabel('Exchange').selectOption('Khrushchev');
  await page.getByLabel(/^with/).selectOption('Malenkov');
  await page.getByRole('button', { name: 'Run the same worlds' }).click();
  await expect(page.getByText(/With .* exchanged, \d+ of \d+ claims move/)).toBeVisible();
  await expect(page.getByRole('columnheader', { name: 'exchanged' })).toBeVisible();
});

test('an experiment goes on when its view is left, and its answer is found again', async ({ page }) => {
  await page.goto(at(SOVIET, 'view=claim&claim=K5'));
  await page.getByRole('button', { name: 'Look through the parameters' }).click();
  await page.getByRole('link', { name: 'Model', exact: true }).click();
  const away = page.getByRole('list', { name: 'Experiments elsewhere' });
  await expect(away.getByRole('link', { name: 'What K5 hangs on' })).toBeVisible();
  await expect(away).toContainText('is answered', { timeout: 60_000 });
  expect((await new AxeBuilder({ page }).withTags(['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa']).analyze()).violations).toEqual([]);
  await away.getByRole('link', { name: 'What K5 hangs on' }).click();
  await expect(page.getByText(/K5 hangs on/).first()).toBeVisible();
  await expect(away).toHaveCount(0);
});

test('what a fit is made to, and the chronicle beside the record, are computed on request', async ({ page }) => {
  await page.goto(at(SOVIET, 'view=credibility'));
  const targets = page.locator('section').filter({ has: page.getByRole('heading', { name: 'What a fit is made to' }) });
  await targets.getByRole('button', { name: 'Compute it' }).click();
  await expect(targets.getByText(/farther out than three standard deviations/)).toBeVisible();
  await expect(targets.getByRole('rowheader')).toHaveCount(15);
  const chronicle = page.locator('section').filter({ has: page.getByRole('heading', { name: 'The chronicle beside the record' }) });
  await chronicle.getByRole('button', { name: 'Compute it' }).click();
  await expect(chronicle.getByRole('heading', { name: 'Up to December 1958: numbers may have been chosen by it' })).toBeVisible();
  await expect(chronicle.getByRole('rowheader').first()).toBeVisible();
  expect((await new AxeBuilder({ page }).withTags(['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa']).analyze()).violations).toEqual([]);
});

test('an assumption says at which value the answer turns', async ({ page }) => {
  await page.goto(at(SMALL));
  await page.getByRole('heading', { name: 'Assumptions' }).click();
  await page.getByRole('searchbox', { name: 'Find by word' }).fill('would like the chair');
  await page.getByRole('button', { name: /^At which value of .* does it turn: / }).first().click();
  await expect(page.getByRole('listitem').filter({ hasText: 'would like the chair' }).first()).toContainText(/ambition (=|from|between|is|at)|whatever ambition/);
});
