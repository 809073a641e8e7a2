// `node tests/support/serve-build.mjs [--port 4173] [--base /some/sub/path/]`: the built site for the browser journeys.
import { normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import { makeServer } from './serve.mjs';

const root = normalize(fileURLToPath(new URL('../../build', import.meta.url)));
const base = option('base', '/some/sub/path/');
const port = Number(option('port', '4173'));
makeServer({ root, base }).listen(port, '127.0.0.1', () => console.log(`http://127.0.0.1:${port}${base}`));

/** @param {string} name @param {string} fallback */
function option(name, fallback) {
  const at = process.argv.indexOf(`--${name}`);
  return at < 0 ? fallback : (process.argv[at + 1] ?? fallback);
}
