import { sveltekit } from '@sveltejs/kit/vite';
import { playwright } from '@vitest/browser-playwright';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';
import { classicScripts } from './src/cli/tools/classic-scripts.mjs';
import { launchOptions } from './tests/support/chromium.ts';

const shim = fileURLToPath(new URL('src/lib/engine/encode/avro/util-shim.ts', import.meta.url));

/** What every import that comes late goes through. Monaco has such imports too: it would be taken into the first layer that does, and with it every page. */
const PRELOADING = { name: 'preloading', test: /vite\/preload-helper/, priority: 100 };

/**
 * Monaco's layers, from the bottom up: what stands on a layer is in none of those below it. A file for each, because each runs in a task of
 * its own (src/lib/editor/load-monaco.ts), and because a file for every set of modules that two parts share would be ninety.
 */
function monacoLayers() {
  return [
    'base',
    'platform',
    'editor/common',
    'editor/browser/(?!widget)',
    'editor/browser',
    'editor/contrib',
    'editor'
  ].map((path, i, { length }) => ({
    name: `monaco-${path.replaceAll(/\W+/g, '-')}`,
    test: new RegExp(`/monaco-editor/esm/vs/${path}`),
    priority: length - i
  }));
}

const CAMPAIGNS = ['tests/properties/{changefeeds,kill-points}.test.ts'];

export default defineConfig({
  plugins: [sveltekit(), classicScripts(fileURLToPath(new URL('.', import.meta.url)))],
  worker: { format: 'es' },
  build: { rolldownOptions: { output: { codeSplitting: { groups: [PRELOADING, ...monacoLayers()] } } } },
  // Which build a stored snapshot is of: one for each time that the site is built.
  define: { __BUILD__: JSON.stringify(Date.now().toString(36)) },
  // avsc wants four functions of Node's module; a browser has none of them.
  resolve: { alias: [{ find: /^util$/, replacement: shim }] },
  // Found late, inside workers; named here so that the first run in dev and in tests does not reload.
  optimizeDeps: {
    entries: ['src/**/*.svelte', 'src/**/*.ts', 'tests/components/**/*.ts'],
    include: [
      'dexie',
      'comlink',
      'sorted-btree',
      'fflate',
      'decimal.js',
      'avsc/etc/browser/avsc-types.js',
      'buffer'
    ]
  },
  test: {
    expect: { requireAssertions: true },
    // Vitest leaves a core to whoever watches; on two cores that is half of them.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    projects: [
      {
        extends: true,
        test: {
          name: 'node',
          environment: 'node',
          include: ['tests/{unit,data,scenarios,properties}/**/*.test.ts'],
          exclude: ['tests/unit/worker/**', ...CAMPAIGNS],
          // The engine is a function of its input: files may share what they have loaded, which is most of their time.
          isolate: false,
          testTimeout: 120_000
        }
      },
      {
        extends: true,
        test: {
          // Each keeps every core busy by itself (tests/support/audit/workers.ts): one after another, when nothing else runs.
          name: 'campaigns',
          environment: 'node',
          include: CAMPAIGNS,
          testTimeout: 120_000,
          maxWorkers: 1,
          sequence: { groupOrder: 1 }
        }
      },
      {
        extends: true,
        test: {
          // Each of these makes a browser's storage of its own, and modules remember the one they have met.
          name: 'storage',
          environment: 'node',
          include: ['tests/unit/worker/**/*.test.ts'],
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
