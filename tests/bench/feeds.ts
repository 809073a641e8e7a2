import { timestamp } from '../../src/lib/engine/base/timestamp';
import { BenchRun, check } from './support/run';
import { median, type Measured, type Workload } from './support/workload';

/**
 * Changefeeds alone: what the engine does from committed rows to messages stored at the far end and told to history. The
 * statements that commit the rows are not counted.
 */

const TABLE = 'CREATE TABLE t (id INT PRIMARY KEY, n INT, name STRING);\n';
const KAFKA = "CREATE CHANGEFEED FOR TABLE t INTO 'kafka://k:9092'";
const MEGABYTE = 1_000_000;

const generated = (from: number, to: number): string =>
  `INSERT INTO t SELECT i, i * 7, 'name ' || i::STRING FROM generate_series(${from}, ${to}) AS g (i);\n`;

/** Commits rows in statements of 50,000, so that no statement is larger than those of a run by hand. */
function commit(run: BenchRun, rows: number): void {
  for (let from = 0; from < rows; from += 50_000)
    run.script(generated(from + 1, Math.min(from + 50_000, rows)));
}

/** Seconds from the statement that makes a feed until all rows are delivered. */
function seconds(run: BenchRun, rows: number): number {
  const began = performance.now();
  while (run.count('message') < rows) run.wait(1);
  return (performance.now() - began) / 1000;
}

/** Messages a second of a feed that catches up with committed rows. */
function catchUpRate(options: string, rows: number): number {
  const run = new BenchRun();
  run.script(TABLE);
  const cursor = String(run.engine.cluster.epoch.hlc(timestamp(run.engine.now)));
  commit(run, rows);
  globalThis.gc?.();
  run.script(`${KAFKA} WITH cursor = '${cursor}'${options};\n`);
  const rate = rows / seconds(run, rows);
  check(run.count('message') === rows, 'messages');
  return rate;
}

/**
 * Bounded by what is made and soon thrown away: a change, a message and an event of about 250 bytes each for every row, so
 * that a third of the time is the collector's; then writing history (a tenth) and the text of the message (a tenth).
 */
async function rate(options: string): Promise<Measured> {
  return { unit: 'messages/s', playground: await median(() => catchUpRate(options, 100_000)) };
}

export const workloads: readonly Workload[] = [
  {
    name: 'changefeed of 100,000 committed rows, JSON into Kafka',
    measure: async () => ({ ...(await rate('')), target: 150_000 })
  },
  {
    name: 'changefeed of 100,000 committed rows, JSON into Kafka with diff and updated',
    measure: async () => ({ ...(await rate(', diff, updated')), target: 100_000 })
  },
  {
    name: 'changefeed, cost of a message from 10,000 to 1,000,000',
    measure: async () => {
      const few = await median(() => catchUpRate('', 10_000));
      const many = catchUpRate('', 1_000_000);
      return {
        // Nothing on the way of a message looks at more than the batches in flight and one path of a tree.
        unit: 'times as dear',
        lessIsBetter: true,
        playground: few / many,
        target: 1.25,
        more: { 'messages/s of 10,000': few, 'messages/s of 1,000,000': many }
      };
    }
  },
  {
    name: 'initial scan of 1,000,000 rows',
    measure: async () => {
      const run = new BenchRun();
      run.script(TABLE);
      commit(run, 1_000_000);
      globalThis.gc?.();
      const began = performance.now();
      run.script(`${KAFKA} WITH initial_scan = 'only';\n`);
      while (run.count('message') < 1_000_000) run.wait(1);
      const playground = performance.now() - began;
      globalThis.gc?.();
      const { heapUsed, external } = process.memoryUsage();
      return {
        unit: 'ms',
        lessIsBetter: true,
        playground,
        target: 8000,
        more: {
          // Rows, their versions, and the history of the million commits and messages; at most 600 are allowed.
          'MB in use': (heapUsed + external) / MEGABYTE,
          'MB resident, garbage too': process.memoryUsage().rss / MEGABYTE
        }
      };
    }
  },
  {
    name: 'a virtual day of ten idle changefeeds',
    measure: async () => ({
      unit: 'ms',
      lessIsBetter: true,
      target: 1000,
      playground: await median(() => {
        const run = new BenchRun();
        run.script(TABLE + generated(1, 10) + `${KAFKA} WITH initial_scan = 'no', resolved;\n`.repeat(10));
        run.wait(60);
        const began = performance.now();
        run.wait(86_400);
        return performance.now() - began;
      })
    })
  }
];
