import * as Comlink from 'comlink';
import type { PlaygroundApi } from './api';
import { IN_MEMORY } from './in-memory';

/** How the page reaches the engine: in a worker, or on its own thread where a frame forbids workers (design §11). */
export interface Connection {
  readonly api: PlaygroundApi;
  readonly where: 'worker' | 'page';
  close(): void;
}

/** How long a worker may take to answer for the first time. */
const HANDSHAKE_MS = 8000;

/** @param keeps whether workspaces are kept in this browser */
export async function connect(keeps = true): Promise<Connection> {
  return (await connectWorker(keeps)) ?? connectPage(keeps);
}

async function connectWorker(keeps: boolean): Promise<Connection | undefined> {
  let worker: Worker;
  try {
    const name = keeps ? '' : IN_MEMORY;
    worker = new Worker(new URL('./playground.worker.ts', import.meta.url), { type: 'module', name });
  } catch {
    return undefined;
  }
  const remote = Comlink.wrap<PlaygroundApi>(worker);
  const answered = await Promise.race([
    remote.flush().then(
      () => true,
      () => false
    ),
    new Promise<boolean>((resolve) => {
      worker.addEventListener('error', () => resolve(false), { once: true });
      setTimeout(() => resolve(false), HANDSHAKE_MS);
    })
  ]);
  if (!answered) {
    worker.terminate();
    return undefined;
  }
  return { api: remote as unknown as PlaygroundApi, where: 'worker', close: () => worker.terminate() };
}

async function connectPage(keeps: boolean): Promise<Connection> {
  const [{ Playground }, { MemoryStore, openStore }] = await Promise.all([
    import('./playground'),
    import('./store')
  ]);
  const store = keeps ? await openStore() : new MemoryStore('An embed keeps nothing.');
  return { api: new Playground(store), where: 'page', close: () => {} };
}
