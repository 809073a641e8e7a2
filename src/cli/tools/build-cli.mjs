// Bundles the command line into one file that `node` starts in well under 150 ms.
import { mkdirSync, renameSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { rolldown } from 'rolldown';

/** @param {string} root repository @param {string} file bundle to write */
export const buildCli = (root, file) => bundleForNode(root, 'src/cli/main.ts', file);

/** @param {string} root repository @param {string} input module in it @param {string} file bundle to write */
export async function bundleForNode(root, input, file) {
  const build = await rolldown({
    input: join(root, input),
    platform: 'node',
    resolve: { alias: { $lib: join(root, 'src/lib') } },
    logLevel: 'silent'
  });
  // Written aside and renamed, so that two runs at once never see half a bundle.
  const folder = join(dirname(file), `build-${process.pid}`);
  mkdirSync(folder, { recursive: true });
  await build.write({
    dir: folder,
    format: 'es',
    entryFileNames: basename(file),
    codeSplitting: false,
    sourcemap: false
  });
  await build.close();
  renameSync(join(folder, basename(file)), file);
  rmSync(folder, { recursive: true, force: true });
}
