// `npm run bench [-- WORD…]`: the workloads of tests/bench whose names contain the words, this project and its peers side by side in one
// run, one line of JSON each. By hand only: figures of a busy machine say nothing.
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { rolldown } from 'rolldown';
import { installPackages, root, run, runBin } from './prepare.mjs';

installPackages();
installPeers();
const words = process.argv.slice(2);
const bundle = join(root, '.bundles/bench/bench.mjs');
const files = readdirSync(join(root, 'tests/bench')).filter((name) => name.endsWith('.ts'));
if (
  !existsSync(join(root, 'build/index.html')) &&
  !runBin('vite/bin/vite.js', ['build', '--logLevel', 'warn'])
)
  process.exit(1);
await bundleAll();
const { status } = spawnSync(process.execPath, ['--expose-gc', bundle, ...words], {
  cwd: root,
  stdio: 'inherit'
});
process.exit(status ?? 1);

/** The engines to compare with live apart: a clone that never measures never installs them. */
function installPeers() {
  const folder = join(root, '.bundles/peers');
  const lock = 'package-lock.json';
  const source = join(root, 'tests/bench/peers');
  const installed = join(folder, lock);
  if (
    existsSync(join(folder, 'node_modules')) &&
    readFileSync(installed, 'utf8') === readFileSync(join(source, lock), 'utf8')
  )
    return;
  mkdirSync(folder, { recursive: true });
  cpSync(source, folder, { recursive: true });
  if (!run('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], { cwd: folder })) process.exit(1);
}

/** One bundle of every file of workloads, made by an entry that is not written down. */
async function bundleAll() {
  const entry = '\0bench';
  const source = [
    `import { runAll } from ${JSON.stringify(join(root, 'tests/bench/support/main.ts'))};`,
    ...files.map(
      (name, i) => `import * as file${i} from ${JSON.stringify(join(root, 'tests/bench', name))};`
    ),
    `await runAll([${files.map((_, i) => `file${i}`).join(', ')}], process.argv.slice(2));`
  ].join('\n');
  const build = await rolldown({
    input: 'bench',
    platform: 'node',
    resolve: { alias: { $lib: join(root, 'src/lib') } },
    external: [/^playwright/],
    logLevel: 'silent',
    plugins: [
      {
        name: 'bench',
        resolveId: (id) => (id === 'bench' ? entry : undefined),
        load: (id) => (id === entry ? source : undefined)
      }
    ]
  });
  await build.write({
    dir: join(root, '.bundles/bench'),
    format: 'es',
    entryFileNames: 'bench.mjs',
    codeSplitting: false
  });
  await build.close();
}
