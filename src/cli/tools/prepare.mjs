// What a fresh clone needs before anything else runs: the packages of the lock file.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = join(dirname(fileURLToPath(import.meta.url)), '../../..');

/** Runs a command in the repository, its output shown. @returns {boolean} whether it succeeded */
export function run(command, args, options = {}) {
  const { status } = spawnSync(command, args, { cwd: root, stdio: 'inherit', ...options });
  return status === 0;
}

/** Runs the program of a package. */
export function runBin(name, args, options = {}) {
  return run(process.execPath, [join(root, 'node_modules', name), ...args], options);
}

/**
 * As `runBin`, beside others: its output is shown when it has ended.
 * @param {string} name @param {string[]} args @returns {Promise<boolean>} whether it succeeded
 */
export function runBinAside(name, args) {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [join(root, 'node_modules', name), ...args], { cwd: root });
    /** @type {Buffer[]} */
    const output = [];
    child.stdout.on('data', (chunk) => output.push(chunk));
    child.stderr.on('data', (chunk) => output.push(chunk));
    child.on('close', (code) => {
      process.stdout.write(Buffer.concat(output));
      resolve(code === 0);
    });
  });
}

/** Installs the packages when they are missing or older than the lock file. */
export function installPackages() {
  const installed = join(root, 'node_modules/.package-lock.json');
  const lock = join(root, 'package-lock.json');
  if (existsSync(installed) && statSync(installed).mtimeMs >= statSync(lock).mtimeMs) return;
  console.log('Installing packages …');
  if (!run('npm', ['ci', '--no-audit', '--no-fund'])) {
    console.error('Installing the packages failed; see above.');
    process.exit(1);
  }
}
