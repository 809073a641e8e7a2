import type { StoredContent } from './decode';

/** Reading files that may be damaged, so that they can neither hang the page nor fill it. */

/** How long one file may take. */
const READ_MS = 5000;
/** Larger files are downloaded, not shown. */
const MAX_SHOWN_BYTES = 16 * 1024 * 1024;

/** What a stored file holds. @param bytes which the caller keeps */
export async function readStored(path: string, bytes: Uint8Array<ArrayBuffer>): Promise<StoredContent> {
  if (bytes.length > MAX_SHOWN_BYTES)
    return { kind: 'unreadable', problem: 'The file is larger than 16 MiB: download it to look into it.' };
  const worker = beginWorker();
  const answer = worker && (await askWorker(worker, path, bytes));
  if (answer) return answer;
  // A frame that forbids workers.
  const { decodeStored } = await import('./decode');
  return decodeStored(path, bytes);
}

function beginWorker(): Worker | undefined {
  try {
    return new Worker(new URL('./decode.worker.ts', import.meta.url), { type: 'module' });
  } catch {
    return undefined;
  }
}

/** @returns undefined where the worker never began */
async function askWorker(
  worker: Worker,
  path: string,
  bytes: Uint8Array<ArrayBuffer>
): Promise<StoredContent | undefined> {
  const slow: StoredContent = {
    kind: 'unreadable',
    problem: 'The file is damaged: reading it comes to no end.'
  };
  const dead: StoredContent = { kind: 'unreadable', problem: 'The file is damaged: reading it failed.' };
  let hasBegun = false;
  let timer: ReturnType<typeof setTimeout> | undefined;
  try {
    return await new Promise((resolve) => {
      const end = (): void => resolve(hasBegun ? slow : undefined);
      timer = setTimeout(end, READ_MS);
      worker.onerror = () => resolve(hasBegun ? dead : undefined);
      worker.onmessage = ({ data }: MessageEvent<'ready' | StoredContent>) => {
        if (data !== 'ready') return resolve(data);
        hasBegun = true;
        clearTimeout(timer);
        timer = setTimeout(end, READ_MS);
        worker.postMessage({ path, bytes });
      };
    });
  } finally {
    clearTimeout(timer);
    worker.terminate();
  }
}
