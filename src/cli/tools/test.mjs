// `npm test`: installs what is missing (Chromium included) and runs everything.
import { existsSync } from 'node:fs';
import { installPackages, run, runBin, runBinAside } from './prepare.mjs';

const chromium = process.env.CHROMIUM_PATH ?? '/usr/bin/chromium';

/** Debian's package, through apt where that works. */
function installChromium() {
  if (existsSync(chromium)) return;
  console.log('Installing Chromium …');
  const sudo = process.getuid?.() === 0 ? [] : ['sudo', '-n'];
  const apt = (...args) => {
    const [command, ...rest] = [...sudo, 'apt-get', ...args];
    return run(command, rest);
  };
  if (!(apt('update', '-qq') && apt('install', '-y', '-qq', 'chromium')) || !existsSync(chromium)) {
    console.error(
      `The browser tests need Chromium at ${chromium}, and apt could not install it.\n` +
        'Install it by hand, or set CHROMIUM_PATH to a Chromium or Chrome of your own.'
    );
    process.exit(1);
  }
}

installPackages();
installChromium();

/** @typedef {[name: string, step: () => boolean | Promise<boolean>]} Step */

/**
 * One group after the other; within a group the chains run side by side, so that both cores have work where a program uses only one.
 * @type {Step[][][]}
 */
const groups = [
  [[['generated types', () => runBin('@sveltejs/kit/svelte-kit.js', ['sync'])]]],
  [
    [
      ['lint', () => runBinAside('eslint/bin/eslint.js', ['.'])],
      ['format', () => runBinAside('prettier/bin/prettier.cjs', ['--check', '--log-level', 'warn', '.'])]
    ],
    [
      [
        'types',
        () =>
          runBinAside('svelte-check/bin/svelte-check', [
            '--tsconfig',
            './tsconfig.json',
            '--threshold',
            'error'
          ])
      ],
      ['build', () => runBinAside('vite/bin/vite.js', ['build', '--logLevel', 'warn'])]
    ]
  ],
  [[['unit, property, scenario and component tests', () => runBin('vitest/vitest.mjs', ['run'])]]],
  [[['browser journeys', () => runBin('@playwright/test/cli.js', ['test'])]]]
];

/** @param {Step[]} chain */
async function runChain(chain) {
  for (const [name, step] of chain) {
    const began = performance.now();
    console.log(`\n── ${name}`);
    if (!(await step())) {
      console.error(`\n✗ ${name} failed`);
      return false;
    }
    console.log(`✓ ${name} (${((performance.now() - began) / 1000).toFixed(1)} s)`);
  }
  return true;
}

for (const chains of groups) if ((await Promise.all(chains.map(runChain))).includes(false)) process.exit(1);
