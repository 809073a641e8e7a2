import { parseStatement, parseStatements } from '../../src/lib/engine/sql/parse/parser';
import { mixedStatements } from './support/mixed-statements';
import { BenchRun, check } from './support/run';
import { median, msOf, type Measured, type Workload } from './support/workload';

/** SQL over many rows at once, and what many versions cost in memory. */

const TABLE = 'CREATE TABLE t (id INT PRIMARY KEY, g INT, v INT, name TEXT);\n';
const MEGABYTE = 1_000_000;
const STATEMENT_ROWS = 50_000;
/** Runs over the mixed statements, most of them when all is compiled. */
const PARSE_RUNS = 15;
/** Statements of a measured kind. */
const STATEMENTS = 31;

const row = (i: number) => `(${i}, ${i % 100}, ${i * 7}, 'name ${i}')`;
const values = (from: number, count: number): string =>
  `INSERT INTO t VALUES ${Array.from({ length: count }, (_, i) => row(from + i)).join(', ')};\n`;

const generated = (from: number, count: number): string =>
  `INSERT INTO t SELECT i, i % 100, i * 7, 'name ' || i::STRING FROM generate_series(${from}, ${from + count - 1}) AS g (i);\n`;

/**
 * Rows a second of statements of 10,000 rows, one after another into one table. They follow upon one another as in a script: a collection
 * that is forced in between makes the engine of JavaScript forget much of what it has learnt, and the next statement learn it anew.
 */
async function inserted(statement: (from: number) => string): Promise<Measured> {
  const run = new BenchRun();
  run.script(TABLE);
  let from = 0;
  const rate = (seconds: number) => 10_000 / seconds;
  const next = async () => {
    const text = statement((from += 10_000));
    const used = process.cpuUsage();
    const ms = await msOf(() => run.script(text));
    const { user, system } = process.cpuUsage(used);
    return { rate: rate(ms / 1000), ofProcessor: rate((user + system) / 1e6) };
  };
  const found: Awaited<ReturnType<typeof next>>[] = [];
  for (let i = 0; i < STATEMENTS; i++) found.push(await next());
  const collected = await median(async () => (await next()).rate, STATEMENTS);
  check(run.count('error') === 0, 'statements succeed');
  const middle = (of: (rates: (typeof found)[number]) => number) =>
    found.map(of).sort((a, b) => a - b)[STATEMENTS >> 1];
  return {
    unit: 'rows/s',
    playground: middle((rates) => rates.rate),
    more: {
      'a second of processor time': middle((rates) => rates.ofProcessor),
      'after a forced collection': collected
    }
  };
}

function filled(rows: number): BenchRun {
  const run = new BenchRun();
  run.script(TABLE);
  for (let from = 0; from < rows; from += STATEMENT_ROWS)
    run.script(generated(from, Math.min(STATEMENT_ROWS, rows - from)));
  return run;
}

/** Memory in use once everything that can be collected has been. */
function bytesUsed(): number {
  globalThis.gc?.();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

export const workloads: readonly Workload[] = [
  {
    name: 'INSERT of 10,000 rows in one statement',
    measure: async () => ({
      ...(await inserted((from) => values(from, 10_000))),
      // Bounded by the row's way into the tree of keys (a fifth, half of it in the tree), a collector that copies rows and versions, which
      // all stay (a quarter), reading the text twice, for its end and its tokens (a seventh), and the commit with its event (a seventh).
      // Literals are read where they stand, column by column, and cost a twentieth.
      target: 200_000
    })
  },
  {
    name: 'INSERT of 10,000 rows by SELECT',
    // As above with an expression a column in place of the text.
    measure: async () => ({ ...(await inserted((from) => generated(from, 10_000))), target: 200_000 })
  },
  {
    // Bounded by fetching versions and rows from memory (half) and one call a row for each operator; times of versions are not looked at
    // where nothing can be newer than the reader, and nodes of the tree hold 128 keys, for a scan searches each leaf for its bounds. A
    // forced collection between statements leaves the processor's caches to the sweeper, which goes on beside the scan. It would take
    // compiled code as well: where no object of a shape is left, V8 drops the code that knows the shape, so one frame and one context of a
    // statement are always there (a fifth of the figure without them).
    name: 'scan and aggregate, table of 100,000 rows',
    measure: async () => {
      const rows = 100_000;
      const run = filled(rows);
      const scan = () => run.script('SELECT count(*), sum(v), max(g) FROM t WHERE g >= 0;\n');
      const ms: number[] = [];
      for (let i = 0; i < STATEMENTS; i++) ms.push(await msOf(scan));
      check(run.lastRows[0][0] === String(rows), 'rows');
      const collected = await median(() => msOf(scan), STATEMENTS);
      return {
        unit: 'rows/s',
        playground: (rows * 1000) / ms.sort((a, b) => a - b)[STATEMENTS >> 1],
        target: 5_000_000,
        more: { 'after a forced collection': (rows * 1000) / collected }
      };
    }
  },
  {
    // Bounded by hashing: one entry for each row of the smaller side, one look-up for each of the other.
    name: 'join of two tables of 100,000 rows',
    measure: async () => {
      const run = filled(100_000);
      run.script(
        'CREATE TABLE u (id INT PRIMARY KEY, t_id INT, w INT);\n' +
          'INSERT INTO u SELECT i, (i * 7919) % 100000, i FROM generate_series(0, 99999) AS g (i);\n'
      );
      const join = 'SELECT count(*), sum(t.v + u.w) FROM u JOIN t ON t.id = u.t_id;\n';
      const playground = await median(() => msOf(() => run.script(join)), 5);
      check(run.lastRows[0][0] === '100000', 'rows');
      return { unit: 'ms', lessIsBetter: true, playground, target: 300 };
    }
  },
  {
    name: 'memory of one million versions',
    measure: async () => {
      const before = bytesUsed();
      const run = filled(200_000);
      for (let i = 0; i < 4; i++) run.script(`UPDATE t SET v = v + ${i + 1};\n`);
      const used = bytesUsed() - before;
      // What history tells of the commits is no part of the versions.
      const history = run.log
        .segments()
        .reduce((sum, { text, type }) => sum + text.length + 61 * type.length, 0);
      return {
        unit: 'MB',
        lessIsBetter: true,
        // A version is an object of ten fields with its row: about 200 bytes where pointers take eight.
        playground: (used - history) / MEGABYTE,
        target: 400,
        more: { 'MB of history': history / MEGABYTE }
      };
    }
  },
  {
    // Bounded by making nodes and spans, half of it by the collector, since every tree is kept until the last is there.
    name: 'parsing a large script',
    measure: async () => {
      const text = Array.from(
        { length: 20_000 },
        (_, i) => `UPDATE t SET v = v + ${i}, name = 'name ${i}' WHERE id = ${i} AND g < 100;\n`
      ).join('');
      const ms = await median(() => msOf(() => parseStatements(text)), 5);
      return { unit: 'MB/s', playground: text.length / 1000 / ms, target: 10 };
    }
  },
  {
    // Each statement is read by itself, as a run does. Bounded by the lexer (a quarter: words and their look-up among the keywords) and by
    // making nodes and spans, in functions so many that V8 has compiled the last of them only after 100,000 statements: the first run
    // goes at a fifth of the speed. Behind a row that kept its trees it is a third slower: having seen nodes live long, V8 makes them where
    // the old ones are (`--no-allocation-site-pretenuring` takes that away). No run of the engine keeps trees in such numbers.
    name: 'parsing mixed statements',
    measure: async () => {
      const texts = mixedStatements(1200);
      const bytes = texts.reduce((sum, text) => sum + text.length, 0);
      const whole = `${texts.join(';\n')};\n`;
      const runs: { took: number; cpu: number }[] = [];
      const ms = await median(async () => {
        const used = process.cpuUsage();
        const took = await msOf(() => texts.forEach((text) => parseStatement(text)));
        runs.push({ took, cpu: process.cpuUsage(used).user / 1000 });
        return took;
      }, PARSE_RUNS);
      const cpu = runs.map((run) => run.cpu).sort((a, b) => a - b)[PARSE_RUNS >> 1];
      const kept = await median(() => msOf(() => parseStatements(whole)), 5);
      return {
        unit: 'MB/s',
        playground: bytes / 1000 / ms,
        target: 10,
        more: {
          'a second of processor time': bytes / 1000 / cpu,
          'the first run': bytes / 1000 / runs[0].took,
          'every tree kept': whole.length / 1000 / kept
        }
      };
    }
  }
];
