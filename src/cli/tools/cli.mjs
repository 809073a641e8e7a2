// `npm run cli -- …`: builds the command line's bundle when it is missing or older than the sources, then runs it in this process.
import { existsSync, readdirSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '../../..');
const bundle = join(root, '.bundles/cli.mjs');

/** The newest change below a folder, in milliseconds. */
function newest(folder) {
  let latest = 0;
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    const at = entry.isDirectory() ? newest(path) : statSync(path).mtimeMs;
    if (at > latest) latest = at;
  }
  return latest;
}

function isStale() {
  if (!existsSync(bundle)) return true;
  const built = statSync(bundle).mtimeMs;
  return ['src/lib', 'src/cli', 'package-lock.json'].some((path) => {
    const full = join(root, path);
    return (statSync(full).isDirectory() ? newest(full) : statSync(full).mtimeMs) > built;
  });
}

if (isStale()) {
  const { buildCli } = await import('./build-cli.mjs');
  await buildCli(root, bundle);
}
await import(pathToFileURL(bundle).href);
