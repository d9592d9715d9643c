// How long a visitor waits, in a real browser: from a moved slider or a pin to the first painted answer, to so many worlds, and what the first view weighs.
// Not part of the suite: `npm run measure`, on a machine that does nothing else.

import { spawn } from 'node:child_process';
import { gzipSync } from 'node:zlib';
import { test, type Page } from '@playwright/test';
import { binary } from '../tests/e2e/server';

const PORT = 19540;
/** How long a reader looks at a card before he pins. */
const READING_MS = 3000;
const TURNS = Number(process.env.TURNS ?? 40);
/** Decisions of different years, each opened and pinned to one option after another. */
const DECISIONS = ['amnesty', 'response[Poland]', 'councils', 'division', 'report'];
/** A page that is already there, or one of the script's own. */
const ROOT = process.env.PAGE ?? `http://127.0.0.1:${PORT}/`;

const quantile = (values: number[], level: number) => [...values].sort((one, other) => one - other)[Math.min(values.length - 1, Math.floor(level * values.length))] ?? NaN;
const told = (values: number[]) => `median ${quantile(values, 0.5).toFixed(0)} ms, 95 % ${quantile(values, 0.95).toFixed(0)} ms, of ${values.length}`;

/** From an input to the frame in which its first answer is painted. */
async function painted(page: Page, act: () => Promise<void>): Promise<number> {
  await page.evaluate(() => {
    const marks = window as unknown as { ended: Promise<number> };
    marks.ended = new Promise((resolve) => {
      let began = 0;
      const look = () => {
        if (!began || !document.querySelector('[data-answer=current]')) return;
        watch.disconnect();
        requestAnimationFrame(() => setTimeout(() => resolve(performance.now() - began)));
      };
      const watch = new MutationObserver(look);
      // An answer that is known stands at once, and is never marked as old.
      const begin = (event: Event) => {
        began ||= event.timeStamp;
        setTimeout(look);
      };
      for (const kind of ['input', 'click']) document.addEventListener(kind, begin, { capture: true, once: true });
      watch.observe(document.body, { subtree: true, attributes: true, attributeFilter: ['data-answer'] });
    });
  });
  await act();
  return page.evaluate(() => (window as unknown as { ended: Promise<number> }).ended);
}

test('how long a visitor waits', async ({ page }) => {
  const server = process.env.PAGE ? null : spawn(binary(), ['serve', '--port', String(PORT)], { stdio: 'ignore' });
  try {
    while (!(await fetch(`${ROOT}api/v1/model`).then((response) => response.ok, () => false))) await new Promise((resolve) => setTimeout(resolve, 200));
    const weighed: Promise<number>[] = [];
    let first = true;
    page.on('response', (response) => {
      if (first && /\.(js|css)$/.test(response.url())) weighed.push(response.body().then((body) => gzipSync(body).length));
    });
    const began = Date.now();
    await page.goto(ROOT);
    await page.locator('h1 .n').waitFor();
    console.log(`first sentence after opening: ${Date.now() - began} ms`);
    first = false;
    const bytes = (await Promise.all(weighed)).reduce((sum, one) => sum + one, 0);
    console.log(`first view: ${(bytes / 1024).toFixed(1)} KB of scripts and styles, gzipped`);

    const [pins, read, again]: [number[], number[], number[]] = [[], [], []];
    const pin = page.getByRole('button', { name: /^Pin to “/ });
    while (pins.length < TURNS) {
      for (const decision of DECISIONS) {
        await page.goto('about:blank');
        await page.goto(`${ROOT}#v=1&open=${decision}`);
        await pin.first().waitFor();
        const options = [...Array(Math.min(3, await pin.count())).keys()];
        for (const option of options) {
          await page.locator('h1 .n').first().waitFor();
          pins.push(await painted(page, () => pin.nth(option).click()));
        }
        for (const option of options.slice(0, -1)) again.push(await painted(page, () => pin.nth(option).click()));
        // A reader opens the card, reads what may come out, and pins.
        await page.goto('about:blank');
        await page.goto(`${ROOT}#v=1&open=${decision}`);
        await page.locator('h1 .n').first().waitFor();
        await page.waitForTimeout(READING_MS);
        read.push(await painted(page, () => pin.first().click()));
      }
    }
    console.log(`pin as soon as the card is there, to first painted answer: ${told(pins)}`);
    console.log(`pin after the card was read: ${told(read)}`);
    console.log(`a pin that was asked before: ${told(again)}`);

    const slides: number[] = [];
    await page.goto('about:blank');
    await page.goto(ROOT);
    await page.locator('h1 .n').waitFor();
    await page.getByRole('heading', { name: 'Assumptions' }).click();
    const slider = page.getByRole('slider', { name: /^Value of/ }).first();
    await slider.focus();
    for (let turn = 0; turn < TURNS; turn++) slides.push(await painted(page, () => slider.press('ArrowRight')));
    console.log(`slider to first painted answer: ${told(slides)}`);

    const thousand: number[] = [];
    for (let turn = 0; turn < 8; turn++) {
      await page.goto('about:blank');
      await page.goto(`${ROOT}#v=1&worlds=1024&open=report`);
      await page.getByRole('progressbar').waitFor({ state: 'detached' });
      const from = Date.now();
      await pin.nth(turn % 2).click();
      await page.locator('h1 .chg').waitFor();
      await page.getByRole('progressbar').waitFor({ state: 'detached' });
      thousand.push(Date.now() - from);
    }
    console.log(`pin to 1 024 worlds: ${told(thousand)}`);
  } finally {
    server?.kill();
  }
});
