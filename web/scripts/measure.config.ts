import { defineConfig } from '@playwright/test';
import suite from '../playwright.config';

/** The browser of the suite, without its servers. */
export default defineConfig({ ...suite, testDir: '.', testMatch: process.env.SCRIPT ?? 'measure.ts', webServer: [], timeout: 3_600_000, reporter: 'line' });
