// The pictures in docs: one question answered in four clicks. `npm run pictures` after the page or the model has changed.

import { spawn } from 'node:child_process';
import { expect, test, type Page } from '@playwright/test';
import { binary } from '../tests/e2e/server';

const PORT = 19541;
const ROOT = `http://127.0.0.1:${PORT}/`;
const FOLDER = '../docs/page';

const settled = async (page: Page) => {
  await expect(page.getByRole('progressbar')).toHaveCount(0);
  await page.mouse.move(2, 2);
};

test('pictures', async ({ page }) => {
  const own = process.env.PAGE ? null : spawn(binary(), ['serve', '--port', String(PORT)], { stdio: 'ignore' });
  const root = process.env.PAGE ?? ROOT;
  try {
    while (!(await fetch(`${root}api/v1/model`).then((response) => response.ok, () => false))) await new Promise((resolve) => setTimeout(resolve, 200));
    await page.setViewportSize({ width: 1180, height: 860 });
    await page.goto(root);
    await settled(page);
    await page.screenshot({ path: `${FOLDER}/1-the-decade.png` });

    await page.getByRole('button', { name: /^Are the regional committees to be divided by branch/ }).click();
    await page.getByRole('button', { name: 'Pin to “they stay whole”' }).click();
    await expect(page.locator('h1 .chg')).toBeVisible();
    await settled(page);
    await page.screenshot({ path: `${FOLDER}/2-the-answer.png` });
    await page.locator('.card').evaluate((card) => card.scrollIntoView({ block: 'center' }));
    await page.screenshot({ path: `${FOLDER}/3-the-pin.png` });

    await page.getByRole('link', { name: 'Ledger' }).click();
    await expect(page.locator('h1')).toContainText('claims hold');
    await settled(page);
    await page.getByRole('button', { name: 'moved by your change' }).click();
    await page.locator('.bar2').evaluate((bar) => bar.scrollIntoView());
    await page.screenshot({ path: `${FOLDER}/4-what-hangs-on-it.png` });

    await page.goto(`${root}#v=1&view=board&subject=removal[First_Secretary]`);
    await expect(page.locator('.seat').first()).toBeVisible({ timeout: 120_000 });
    await settled(page);
    await page.locator('section.part h2').evaluate((head) => head.scrollIntoView());
    await page.screenshot({ path: `${FOLDER}/5-a-vote.png` });
  } finally {
    own?.kill();
  }
});
