import { BenchRun, check } from './support/run';
import { PEERS, type Peer } from './support/peers';
import { median, msOf, rateOf, type Measured, type Workload } from './support/workload';

/** SQL against engines that do no changefeed. Every statement is parsed from its text and commits alone. */

const TABLE = 'CREATE TABLE t (id INT PRIMARY KEY, g INT, v INT, name TEXT)';
const INSERTS = 50_000;
/** Runs of an INSERT, of peers as well: during the first two V8 is still compiling, which takes half of their processor time. */
const INSERT_RUNS = 5;
const ROWS = 100_000;
const SELECTS = 20_000;

const row = (i: number) => `(${i}, ${i % 100}, ${i * 7}, 'name ${i}')`;
const insert = (i: number) => `INSERT INTO t VALUES ${row(i)}`;
const select = (i: number) => `SELECT name FROM t WHERE id = ${(i * 7919) % ROWS}`;
const update = (i: number) => `UPDATE t SET v = ${i} WHERE id = ${(i * 7919) % ROWS}`;
const GROUPED = 'SELECT g, count(*), sum(v) FROM t GROUP BY g ORDER BY g';

/** Fills a table in statements of a thousand rows. */
function* fill(): Iterable<string> {
  for (let from = 0; from < ROWS; from += 1000)
    yield `INSERT INTO t VALUES ${Array.from({ length: 1000 }, (_, i) => row(from + i)).join(', ')}`;
}

function script(count: number, statement: (i: number) => string): string {
  return Array.from({ length: count }, (_, i) => `${statement(i)};\n`).join('');
}

/** Inserts with as many feeds as asked for, until every message has been delivered. */
export function insertRate(feeds: readonly string[], count = INSERTS): number {
  return insertRates(feeds, count).wall;
}

/** The same by the clock and by processor time; on a busy machine only the second means something. */
function insertRates(feeds: readonly string[], count: number): { wall: number; cpu: number } {
  const run = new BenchRun();
  run.script(`${TABLE};\n${feeds.join('')}\\wait 1s\n`);
  const text = script(count, insert);
  const used = process.cpuUsage();
  const began = performance.now();
  run.script(text);
  run.wait(1);
  const seconds = (performance.now() - began) / 1000;
  const cpuSeconds = process.cpuUsage(used).user / 1e6;
  check(run.count('commit') === count, 'commits');
  check(run.count('message') === count * feeds.length, 'messages');
  return { wall: count / seconds, cpu: count / cpuSeconds };
}

async function inserts(feeds: readonly string[]): Promise<Pick<Measured, 'playground' | 'more'>> {
  const runs: ReturnType<typeof insertRates>[] = [];
  const playground = await median(() => {
    const rates = insertRates(feeds, INSERTS);
    runs.push(rates);
    return rates.wall;
  }, INSERT_RUNS);
  const cpu = runs.map((rates) => rates.cpu).sort((a, b) => a - b);
  return {
    playground,
    more: { 'a second of processor time': cpu[INSERT_RUNS >> 1], 'the first run': runs[0].wall }
  };
}

async function peers(measure: (peer: Peer) => Promise<number>): Promise<Record<string, number>> {
  const found: Record<string, number> = {};
  for (const peer of PEERS) found[peer.name] = await measure(peer);
  return found;
}

async function peerInserts(peer: Peer): Promise<number> {
  return median(async () => {
    const db = await peer.open();
    await db.exec(TABLE);
    const texts = Array.from({ length: INSERTS }, (_, i) => insert(i));
    const rate = await rateOf(INSERTS, (i) => db.exec(texts[i]));
    await db.close();
    return rate;
  }, INSERT_RUNS);
}

/** A table of 100,000 rows in a peer. */
async function filled(peer: Peer) {
  const db = await peer.open();
  await db.exec(TABLE);
  for (const sql of fill()) await db.exec(sql);
  return db;
}

function filledRun(): BenchRun {
  const run = new BenchRun();
  run.script(`${TABLE};\n`);
  for (const sql of fill()) run.script(`${sql};\n`);
  return run;
}

export const workloads: readonly Workload[] = [
  {
    // Bounded by what surrounds a row: finding its plan (a seventh, two thirds of that reading the literals), a transaction and its commit
    // (a quarter), events of statement, commit and result (a tenth), turns of the session (a fifth). The row itself takes a quarter, half
    // of that in the tree of keys. About a seventh of all that is the collector's, for 7 kB a statement of which 1 kB stays. A first run
    // takes twice the processor time, by the clock less where a core is free: V8 compiles, and compiles again when times no longer fit 32 bits and when there is a second engine.
    name: 'INSERT of one row, no changefeed',
    measure: async () => ({
      unit: 'statements/s',
      ...(await inserts([])),
      peers: await peers(peerInserts),
      target: 30_000
    })
  },
  {
    name: 'INSERT of one row, one JSON changefeed into Kafka',
    measure: async () => ({
      unit: 'statements/s',
      ...(await inserts(["CREATE CHANGEFEED FOR TABLE t INTO 'kafka://k:9092' WITH updated;\n"])),
      target: 20_000
    })
  },
  {
    // As an INSERT without intent and commit; the rows of the result are told as JSON.
    name: 'SELECT by primary key, table of 100,000 rows',
    measure: async () => {
      const run = filledRun();
      const text = script(SELECTS, select);
      const playground = await median(async () => (SELECTS * 1000) / (await msOf(() => run.script(text))));
      check(run.lastRows[0][0]?.startsWith('name ') === true, 'row found');
      return {
        unit: 'statements/s',
        playground,
        peers: await peers(async (peer) => {
          const db = await filled(peer);
          const rate = await median(() => rateOf(SELECTS, (i) => db.rows(select(i)), { timeBoxMs: 1000 }));
          await db.close();
          return rate;
        })
      };
    }
  },
  {
    name: 'UPDATE by primary key, table of 100,000 rows',
    measure: async () => {
      const run = filledRun();
      const text = script(SELECTS, update);
      // Bounded by reading a statement's text and binding its literals into a plan made before, then by an intent and a version.
      const playground = await median(async () => (SELECTS * 1000) / (await msOf(() => run.script(text))));
      check(run.count('error') === 0, 'updates succeed');
      return {
        unit: 'statements/s',
        playground,
        peers: await peers(async (peer) => {
          const db = await filled(peer);
          const rate = await median(() => rateOf(SELECTS, (i) => db.exec(update(i)), { timeBoxMs: 1000 }));
          await db.close();
          return rate;
        })
      };
    }
  },
  {
    name: 'GROUP BY over 100,000 rows',
    measure: async () => {
      const run = filledRun();
      const playground = await median(() => msOf(() => run.script(`${GROUPED};\n`)), 5);
      check(run.lastRows.length === 100 && run.lastRows[1][1] === '1000', 'groups');
      return {
        unit: 'ms',
        lessIsBetter: true,
        playground,
        peers: await peers(async (peer) => {
          const db = await filled(peer);
          const ms = await median(() => msOf(() => db.rows(GROUPED)), 5);
          await db.close();
          return ms;
        })
      };
    }
  }
];
