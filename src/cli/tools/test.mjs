// `npm test`: installs what is missing (Chromium included) and runs everything.
import { existsSync } from 'node:fs';
import { installPackages, run, runBin } from './prepare.mjs';

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

/** @type {[string, () => boolean][]} */
const steps = [
  ['generated types', () => runBin('@sveltejs/kit/svelte-kit.js', ['sync'])],
  [
    'lint',
    () =>
      runBin('eslint/bin/eslint.js', ['.']) &&
      runBin('prettier/bin/prettier.cjs', ['--check', '--log-level', 'warn', '.'])
  ],
  [
    'types',
    () => runBin('svelte-check/bin/svelte-check', ['--tsconfig', './tsconfig.json', '--threshold', 'error'])
  ],
  ['unit, property, scenario and component tests', () => runBin('vitest/vitest.mjs', ['run'])],
  ['build', () => runBin('vite/bin/vite.js', ['build', '--logLevel', 'warn'])],
  ['browser journeys', () => runBin('@playwright/test/cli.js', ['test'])]
];

for (const [name, step] of steps) {
  const began = performance.now();
  console.log(`\n── ${name}`);
  if (!step()) {
    console.error(`\n✗ ${name} failed`);
    process.exit(1);
  }
  console.log(`✓ ${name} (${((performance.now() - began) / 1000).toFixed(1)} s)`);
}
