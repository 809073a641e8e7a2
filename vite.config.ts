import { sveltekit } from '@sveltejs/kit/vite';
import { playwright } from '@vitest/browser-playwright';
import { defineConfig } from 'vitest/config';
import { launchOptions } from './tests/support/chromium.ts';

export default defineConfig({
  plugins: [sveltekit()],
  worker: { format: 'es' },
  // Found late, inside workers; named here so that the first run in dev and in tests does not reload.
  optimizeDeps: { include: ['dexie', 'comlink', 'sorted-btree', 'fflate', 'decimal.js'] },
  test: {
    expect: { requireAssertions: true },
    projects: [
      {
        extends: true,
        test: {
          name: 'node',
          environment: 'node',
          include: ['tests/{unit,data,scenarios,properties}/**/*.test.ts'],
          testTimeout: 120_000
        }
      },
      {
        extends: true,
        test: {
          name: 'browser',
          include: ['tests/components/**/*.test.ts'],
          testTimeout: 30_000,
          browser: {
            enabled: true,
            headless: true,
            screenshotFailures: false,
            provider: playwright({ launchOptions }),
            instances: [{ browser: 'chromium' }]
          }
        }
      }
    ]
  }
});
