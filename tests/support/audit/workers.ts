import { mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { rolldown } from 'rolldown';

/**
 * Long campaigns on all cores: what works on the tasks is bundled once, so that it runs as fast as the product does, and every core takes
 * the next task when it is done with one.
 */
const ROOT = join(import.meta.dirname, '../../..');

/**
 * @param entry a module of this folder that answers each message of its parent with one message
 * @param take is told of results as they come, in no particular order
 */
export async function inWorkers<Task, Result>(
  entry: string,
  tasks: readonly Task[],
  take: (result: Result, task: Task) => void
): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'campaign-'));
  try {
    const file = await bundled(entry, folder);
    const left = tasks.values();
    await Promise.all(Array.from({ length: availableParallelism() }, () => work(file, left, take)));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function bundled(entry: string, folder: string): Promise<string> {
  const build = await rolldown({
    input: join(import.meta.dirname, entry),
    platform: 'node',
    resolve: { alias: { $lib: join(ROOT, 'src/lib') } },
    logLevel: 'silent'
  });
  const file = join(folder, 'worker.mjs');
  await build.write({ file, format: 'es', codeSplitting: false });
  await build.close();
  return file;
}

/** One worker, until no task is left. Its own failure, and its end before an answer, fail the campaign. */
async function work<Task, Result>(
  file: string,
  left: Iterator<Task>,
  take: (result: Result, task: Task) => void
): Promise<void> {
  // Runs make much that lives briefly: a small young generation costs several per cent of the time.
  const worker = new Worker(file, { resourceLimits: { maxYoungGenerationSizeMb: 96 } });
  try {
    await new Promise<void>((resolve, reject) => {
      let task: Task;
      const next = () => {
        const following = left.next();
        if (following.done) return resolve();
        task = following.value;
        worker.postMessage(task);
      };
      worker.on('message', (result: Result) => {
        take(result, task);
        next();
      });
      worker.on('error', reject);
      worker.on('exit', (code) => reject(new Error(`a worker ended with status ${code} before it was done`)));
      next();
    });
  } finally {
    worker.removeAllListeners('exit');
    await worker.terminate();
  }
}
