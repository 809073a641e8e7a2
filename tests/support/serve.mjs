import { createServer } from 'node:http';
import { readFile, stat } from 'node:fs/promises';
import { extname, join, normalize, sep } from 'node:path';
import { gzipSync } from 'node:zlib';

/**
 * Serves the built site under a sub-path, as a documentation site would.
 * Files as they are, nothing cached, nothing rewritten: what works here works on any static host.
 */

const TYPES = new Map([
  ['.html', 'text/html; charset=utf-8'],
  ['.js', 'text/javascript; charset=utf-8'],
  ['.mjs', 'text/javascript; charset=utf-8'],
  ['.css', 'text/css; charset=utf-8'],
  ['.json', 'application/json'],
  ['.svg', 'image/svg+xml'],
  ['.ttf', 'font/ttf'],
  ['.woff2', 'font/woff2'],
  ['.webmanifest', 'application/manifest+json'],
  ['.txt', 'text/plain; charset=utf-8']
]);

/**
 * @param {{ root: string, base: string, isOpen?: boolean, isPacked?: boolean, change?: (file: string, text: string) => string }} site
 *   `isOpen`: whether pages without an origin of their own may load its files; `isPacked`: with gzip, as most hosts send texts; `change`: texts
 *   that are served otherwise than they are stored
 * @returns {import('node:http').Server}
 */
export function makeServer({ root, base, isOpen = true, isPacked = false, change }) {
  /** @type {Map<string, Buffer>} */
  const packed = new Map();
  return createServer(async (request, response) => {
    const path = decodeURIComponent(new URL(request.url ?? '/', 'http://localhost').pathname);
    const file = path.startsWith(base) ? await find(root, path.slice(base.length)) : undefined;
    if (!file) {
      response.writeHead(404, { 'content-type': 'text/plain' }).end('not found');
      return;
    }
    const type = TYPES.get(extname(file)) ?? 'application/octet-stream';
    // Free for every origin, as static hosts serve public files: in a sandboxed frame the page's own origin is none.
    const leave = isOpen ? { 'access-control-allow-origin': '*' } : {};
    const headers = { 'content-type': type, 'cache-control': 'no-store', ...leave };
    const content = await readFile(file);
    if (isPacked && /^text|json|javascript|svg/.test(type)) {
      if (!packed.has(file)) packed.set(file, gzipSync(content));
      response.writeHead(200, { ...headers, 'content-encoding': 'gzip' }).end(packed.get(file));
      return;
    }
    const isText = /\.(js|html)$/.test(file);
    response.writeHead(200, headers).end(change && isText ? change(file, content.toString('utf8')) : content);
  });
}

/** @param {string} root @param {string} path */
async function find(root, path) {
  const file = normalize(join(root, path));
  if (file !== root && !file.startsWith(root + sep)) return undefined;
  for (const candidate of [file, join(file, 'index.html')]) {
    const found = await stat(candidate).catch(() => undefined);
    if (found?.isFile()) return candidate;
  }
  return undefined;
}
