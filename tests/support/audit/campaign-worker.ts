import { parentPort } from 'node:worker_threads';
import { trySeed, type Failure } from './campaign';
import { Coverage } from './coverage';

/** Some seeds of the campaign, one after another. */
export interface SeedBlock {
  readonly from: number;
  readonly to: number;
}

export interface BlockResult {
  readonly failures: readonly Failure[];
  readonly covered: ReadonlyMap<string, number>;
}

parentPort?.on('message', ({ from, to }: SeedBlock) => {
  const coverage = new Coverage();
  const failures: Failure[] = [];
  for (let seed = from; seed <= to; seed++) {
    const failure = trySeed(seed, coverage);
    if (failure) failures.push(failure);
  }
  parentPort?.postMessage({ failures, covered: coverage.counts } satisfies BlockResult);
});
