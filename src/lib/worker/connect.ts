import * as Comlink from 'comlink';
import type { PlaygroundApi } from './api';

/** How the page reaches the engine: in a worker, or on its own thread where a frame forbids workers (design §11). */
export interface Connection {
  readonly api: PlaygroundApi;
  readonly where: 'worker' | 'page';
  close(): void;
}

/** How long a worker may take to answer for the first time. */
const HANDSHAKE_MS = 8000;

export async function connect(): Promise<Connection> {
  return (await connectWorker()) ?? connectPage();
}

async function connectWorker(): Promise<Connection | undefined> {
  let worker: Worker;
  try {
    worker = new Worker(new URL('./playground.worker.ts', import.meta.url), { type: 'module' });
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

async function connectPage(): Promise<Connection> {
  const [{ Playground }, { openStore }] = await Promise.all([import('./playground'), import('./store')]);
  return { api: new Playground(await openStore()), where: 'page', close: () => {} };
}
