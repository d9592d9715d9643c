import { defineConfig } from '@playwright/test';
import { SMALL, SOVIET, binary } from './tests/e2e/server';

/** Nothing is asserted of speed: only what never comes is given up. `npm run measure` says how long things take. */
const LONG_MS = 300_000;

const serve = (model: string, port: number) => ({
  command: `${binary()} serve --model ${model} --port ${port} --threads 1`,
  url: `http://127.0.0.1:${port}/api/v1/model`,
  timeout: LONG_MS,
  reuseExistingServer: !process.env.CI,
});

export default defineConfig({
  testDir: 'tests/e2e',
  workers: 1,
  timeout: 3 * LONG_MS,
  expect: { timeout: LONG_MS },
  reporter: process.env.CI ? 'line' : 'list',
  use: {
    launchOptions: {
      executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
      args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
    },
    viewport: { width: 1280, height: 900 },
    trace: 'off',
  },
  webServer: [serve('ussr-1953', SOVIET), serve('tutorial/quarrel', SMALL)],
});
