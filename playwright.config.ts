import { defineConfig } from '@playwright/test';
import { launchOptions } from './tests/support/chromium.ts';

/** Journeys against the built site, served under a sub-path by a plain static server (`npm run build` first). */
const PORT = 4173;

export default defineConfig({
  testDir: 'tests/e2e',
  timeout: 60_000,
  expect: { timeout: 10_000 },
  // Chromium itself dies about once in seventy launches on small machines.
  retries: 1,
  workers: 2,
  fullyParallel: true,
  reporter: [['list']],
  use: {
    baseURL: `http://127.0.0.1:${PORT}/some/sub/path/`,
    launchOptions,
    // Offline use has a journey of its own; the others need not wait for megabytes to be stored.
    serviceWorkers: 'block',
    viewport: { width: 1440, height: 900 },
    // The tour through the example is shown by one journey; the others begin at its end.
    contextOptions: { reducedMotion: 'reduce' }
  },
  webServer: {
    command: `node tests/support/serve-build.mjs --port ${PORT}`,
    url: `http://127.0.0.1:${PORT}/some/sub/path/`,
    reuseExistingServer: false
  }
});
