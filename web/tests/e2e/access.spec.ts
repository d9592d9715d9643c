import { gzipSync } from 'node:zlib';
import AxeBuilder from '@axe-core/playwright';
import { expect, test } from '@playwright/test';
import { SMALL, SOVIET, at } from './server';

const VIEWS: Record<string, string> = {
  decade: 'pin=division:keep&open=division&worlds=64',
  board: 'view=board&subject=report&worlds=64',
  ledger: 'view=ledger&worlds=64',
  claim: 'view=claim&claim=F1',
  why: 'view=why&world=13',
  world: 'view=world&world=13',
  model: 'view=model&chapter=3&worlds=64',
  credibility: 'view=credibility',
  reproduce: 'view=reproduce&pin=division:keep',
};
const ready = async (page: import('@playwright/test').Page) => {
  await expect(page.locator('h1').first()).toBeVisible();
  await expect(page.getByRole('progressbar')).toHaveCount(0);
  // An older answer that is still shown is faint.
  await expect(page.locator('.faint')).toHaveCount(0);
  await page.waitForLoadState('networkidle').catch(() => undefined);
};

for (const scheme of ['light', 'dark'] as const) {
  test(`no view has what axe calls a violation: ${scheme}`, async ({ page }) => {
    const found: string[] = [];
    await page.emulateMedia({ colorScheme: scheme });
    for (const [view, hash] of Object.entries(VIEWS)) {
      await page.goto('about:blank');
      await page.goto(at(SOVIET, hash));
      await ready(page);
      if (view === 'decade') await page.getByRole('heading', { name: 'Assumptions' }).click();
      const { violations } = await new AxeBuilder({ page }).withTags(['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa']).analyze();
      found.push(...violations.map(({ id, nodes }) => `${view}: ${id}: ${nodes.map((node) => node.target.join(' ')).slice(0, 3).join(' | ')}`));
    }
    expect(found).toEqual([]);
  });
}

for (const [name, size] of Object.entries({ 'a phone': { width: 390, height: 844 }, 'a page at 200 %': { width: 640, height: 450 }, 'a tablet': { width: 768, height: 1024 } })) {
  test(`nothing runs out of ${name}`, async ({ page }) => {
    await page.setViewportSize(size);
    for (const [view, hash] of Object.entries(VIEWS)) {
      await page.goto('about:blank');
      await page.goto(at(SOVIET, hash));
      await ready(page);
      const over = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
      expect(over, view).toBeLessThanOrEqual(0);
    }
  });
}

test('all is done by keyboard: open a decision, pin it, undo it, go to the ledger', async ({ page }) => {
  await page.goto(at(SMALL));
  await expect(page.locator('h1 .n')).toBeVisible();
  const reach = async (name: RegExp) => {
    for (let tries = 0; tries < 80; tries++) {
      await page.keyboard.press('Tab');
      const label = await page.evaluate(() => document.activeElement?.getAttribute('aria-label') ?? document.activeElement?.textContent ?? '');
      if (name.test(label)) return;
    }
    throw new Error(`not reached by keyboard: ${name}`);
  };
  await reach(/^Shall Boris take the chair/);
  await page.keyboard.press('Enter');
  await reach(/Pin to “Anna stays”|Pin to “stay”/);
  await page.keyboard.press('Space');
  await expect(page.locator('h1 .chg')).toBeVisible();
  await page.locator('a.skip').focus();
  await reach(/^undo/);
  await page.keyboard.press('Enter');
  await expect(page.locator('h1 .chg')).toHaveCount(0);
  await page.locator('a.skip').focus();
  await reach(/^Ledger$/);
  await page.keyboard.press('Enter');
  await expect(page.locator('h1')).toContainText('claims');
});

test('nothing glides under reduced motion, and the replay is stepped', async ({ page }) => {
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await page.clock.install();
  await page.goto(at(SMALL, 'view=board&world=1'));
  await page.getByRole('button', { name: /Replay/ }).first().click();
  await expect(page.locator('.seat.wait')).toHaveCount(3);
  // Longer than all seats take where they do glide.
  await page.clock.runFor(10_000);
  await expect(page.locator('.seat.wait')).toHaveCount(3);
  await page.getByRole('button', { name: 'One seat on' }).click();
  await expect(page.locator('.seat.wait')).toHaveCount(2);
  expect(await page.evaluate(() => document.getAnimations().length)).toBe(0);
});

test('the first view is at most 100 KB of JavaScript, gzipped', async ({ page }) => {
  const scripts: Promise<Buffer>[] = [];
  page.on('response', (response) => {
    if (response.url().endsWith('.js')) scripts.push(response.body());
  });
  await page.goto(at(SMALL));
  await expect(page.locator('h1')).toContainText('In');
  const bytes = (await Promise.all(scripts)).reduce((sum, body) => sum + gzipSync(body).length, 0);
  expect(bytes).toBeGreaterThan(10_000);
  expect(bytes).toBeLessThanOrEqual(100 * 1024);
});

test('nothing is asked of another machine', async ({ page }) => {
  const elsewhere: string[] = [];
  page.on('request', (request) => {
    if (!request.url().startsWith(at(SMALL)) && !/^(data|blob):/.test(request.url())) elsewhere.push(request.url());
  });
  for (const view of ['decade', 'ledger', 'board', 'model', 'credibility']) {
    await page.goto(at(SMALL, `view=${view}`));
    await page.reload();
    await expect(page.locator('h1').first()).toBeVisible();
  }
  expect(elsewhere).toEqual([]);
});
