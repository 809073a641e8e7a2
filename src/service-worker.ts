/// <reference no-default-lib="true"/>
/// <reference lib="esnext" />
/// <reference lib="webworker" />
import { base, build, files, prerendered, version } from '$service-worker';

/**
 * Everything works without network after the first visit (design §11): each version of the site has a cache of its own and is served from it
 * as a whole, so an open page never gets files of another version. A newer version waits until a page lets it take over.
 */

declare const self: ServiceWorkerGlobalScope;

const PREFIX = 'changefeed-playground-';
const CACHE = PREFIX + version;
/** Scripts that are put into the site beside its modules. */
const CLASSIC = ['embed.js', 'frame.js', 'frame-static.js', 'deliver.js'].map((name) => `${base}/${name}`);
const ALL = [...new Set([...build, ...files, ...prerendered, ...CLASSIC])];

self.addEventListener('install', (event) => {
  event.waitUntil(caches.open(CACHE).then((cache) => cache.addAll(ALL)));
});

self.addEventListener('activate', (event) => {
  event.waitUntil(forgetOldVersions());
});

/** Keeps the newest version and the one before it, whose pages may still be open. */
async function forgetOldVersions(): Promise<void> {
  const names = (await caches.keys()).filter((name) => name.startsWith(PREFIX) && name !== CACHE);
  await Promise.all(names.slice(0, -1).map((name) => caches.delete(name)));
}

self.addEventListener('message', (event) => {
  if (event.data === 'take over') void self.skipWaiting();
});

self.addEventListener('fetch', (event) => {
  const url = new URL(event.request.url);
  // What goes elsewhere is nobody's business here: the delivery document asks the network itself.
  if (event.request.method !== 'GET' || url.origin !== location.origin) return;
  event.respondWith(answer(event.request, url));
});

async function answer(request: Request, url: URL): Promise<Response> {
  const cache = await caches.open(CACHE);
  const options = { ignoreSearch: true, ignoreVary: true };
  const known = (await cache.match(request, options)) ?? (await caches.match(request, options));
  if (known) return known;
  try {
    const response = await fetch(request);
    // Parts of workers are not among the files that are known beforehand.
    if (response.ok && url.pathname.includes('/_app/immutable/')) await cache.put(request, response.clone());
    return response;
  } catch (error) {
    // As a host would: a page under another path would not find its own parts.
    const folder = `${url.pathname}/`;
    if (request.mode === 'navigate' && url.pathname !== `${base}/`)
      return Response.redirect((await cache.match(folder)) ? folder : `${base}/`);
    throw error;
  }
}
