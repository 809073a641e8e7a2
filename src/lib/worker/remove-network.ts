/**
 * A worker loaded by URL does not inherit the page's policy (design §11): what could reach the network goes before anything of a user's is
 * read.
 */
export function removeNetwork(): void {
  for (const name of [
    'fetch',
    'XMLHttpRequest',
    'WebSocket',
    'EventSource',
    'WebTransport',
    'importScripts',
    'BroadcastChannel'
  ])
    Object.defineProperty(self, name, { value: undefined, writable: false, configurable: false });
}
