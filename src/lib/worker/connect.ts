import * as Comlink from 'comlink';
import type { PlaygroundApi, StorageState } from './api';
import { IN_MEMORY } from './in-memory';

/** How the page reaches the engine: in a worker, or on its own thread where a frame forbids workers (design §11). */
export interface Connection {
  readonly api: PlaygroundApi;
  readonly where: 'worker' | 'page';
  /** Tells how the workspace is kept, now and with every change. */
  watchStorage(listener: (state: StorageState) => void): void;
  /**
   * Gives up a worker that does not answer and begins another one, whose `api` is another object. What was asked of the one before is never
   * answered.
   * @returns undefined where there is no worker to give up
   */
  restart(): Promise<PlaygroundApi | undefined>;
  close(): void;
}

/** How long a worker may take to answer for the first time. */
const HANDSHAKE_MS = 8000;

/** @param keeps whether workspaces are kept in this browser */
export async function connect(keeps = true): Promise<Connection> {
  const worker = await beginWorker(keeps);
  return worker ? new WorkerConnection(worker, keeps) : connectPage(keeps);
}

interface WatchableApi extends PlaygroundApi {
  watchStorage(listener: (state: StorageState) => void): void;
}

interface RunningWorker {
  readonly remote: Comlink.Remote<WatchableApi>;
  end(): void;
}

async function beginWorker(keeps: boolean): Promise<RunningWorker | undefined> {
  let worker: Worker;
  try {
    const name = keeps ? '' : IN_MEMORY;
    worker = new Worker(new URL('./playground.worker.ts', import.meta.url), { type: 'module', name });
  } catch {
    return undefined;
  }
  const remote = Comlink.wrap<WatchableApi>(worker);
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
  const end = () => worker.terminate();
  if (answered) return { remote, end };
  end();
  return undefined;
}

class WorkerConnection implements Connection {
  readonly where = 'worker';
  readonly #keeps: boolean;
  #worker: RunningWorker;
  #listener: ((state: StorageState) => void) | null = null;

  constructor(worker: RunningWorker, keeps: boolean) {
    this.#worker = worker;
    this.#keeps = keeps;
  }

  get api(): PlaygroundApi {
    return this.#worker.remote as unknown as PlaygroundApi;
  }

  watchStorage(listener: (state: StorageState) => void): void {
    this.#listener = listener;
    void this.#worker.remote.watchStorage(Comlink.proxy(listener));
  }

  async restart(): Promise<PlaygroundApi | undefined> {
    this.#worker.end();
    const worker = await beginWorker(this.#keeps);
    if (!worker) return undefined;
    this.#worker = worker;
    if (this.#listener) this.watchStorage(this.#listener);
    return this.api;
  }

  close(): void {
    this.#worker.end();
  }
}

async function connectPage(keeps: boolean): Promise<Connection> {
  const [{ Playground }, { MemoryStore, openStore }] = await Promise.all([
    import('./playground'),
    import('./store')
  ]);
  const store = keeps ? await openStore() : new MemoryStore('An embed keeps nothing.');
  return {
    api: new Playground(store),
    where: 'page',
    watchStorage: (listener) => store.watch(listener),
    restart: () => Promise.resolve(undefined),
    close: () => {}
  };
}
