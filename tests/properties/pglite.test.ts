import { PGlite } from '@electric-sql/pglite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SqlError } from '../../src/lib/engine/base/errors';
import { Bench } from '../support/sql/bench';
import { RandomQueries } from '../support/sql/random-queries';

/**
 * The same queries over the same rows, asked of PostgreSQL: where CockroachDB speaks as PostgreSQL does, both answer alike. Values are
 * compared as text and NULLs are put first by name, since the two differ there.
 */
const SEEDS = Array.from({ length: 12 }, (_, i) => i + 1);
const ROUNDS = 150;

const sorted = (rows: readonly (readonly (string | null)[])[]): string[] =>
  rows.map((row) => JSON.stringify(row)).sort();

/** A query whose rows have one order, or none that matters. */
function randomQuery(queries: RandomQueries): { readonly sql: string; readonly ordered: boolean } {
  const from = queries.from();
  const where = `${from.text} WHERE ${queries.condition(from)}`;
  const [a, b] = [queries.pick(from.ints), queries.pick(from.ints)];
  const text = queries.pick(from.texts);
  const all = [...from.ints, ...from.texts];
  const list = all.map((column) => `${column}::TEXT`).join(', ');
  const order = all
    .map((column) => `${column} ${queries.pick(['ASC NULLS FIRST', 'DESC NULLS LAST'])}`)
    .join(', ');
  const other = `SELECT (x + ${queries.int(0, 2)})::TEXT, z FROM u`;
  const expr = queries.intExpr(from, 2);
  return queries.pick([
    { sql: `SELECT ${list} FROM ${where}`, ordered: false },
    {
      sql: `SELECT ${list} FROM ${where} ORDER BY ${order} LIMIT ${queries.int(0, 9)} OFFSET ${queries.int(0, 3)}`,
      ordered: true
    },
    { sql: `SELECT (${expr})::TEXT, ${queries.textExpr(from)} FROM ${where}`, ordered: false },
    { sql: `SELECT DISTINCT ${text}, ${a}::TEXT FROM ${where}`, ordered: false },
    {
      sql: `SELECT ${text}, count(*)::TEXT, count(DISTINCT ${a})::TEXT, sum(${a})::TEXT, min(${b})::TEXT, bool_and(${a} > ${queries.int(-3, 9)})::TEXT FROM ${where} GROUP BY ${text}`,
      ordered: false
    },
    {
      sql: `SELECT ${a}::TEXT, max(${text}), count(*) FILTER (WHERE ${queries.condition(from, 1)})::TEXT FROM ${where} GROUP BY ${a} HAVING count(*) > ${queries.int(0, 4)}`,
      ordered: false
    },
    {
      sql: `SELECT ${a}::TEXT, rank() OVER w::TEXT, dense_rank() OVER w::TEXT, sum(${b}) OVER (w RANGE UNBOUNDED PRECEDING)::TEXT FROM ${where} WINDOW w AS (PARTITION BY ${text} ORDER BY ${a} NULLS FIRST)`,
      ordered: false
    },
    { sql: framesQuery(queries, where, { a, b, text, order }), ordered: false },
    {
      sql: `SELECT ${a}::TEXT, row_number() OVER (ORDER BY ${order})::TEXT, lag(${b}) OVER (ORDER BY ${order})::TEXT FROM ${where}`,
      ordered: false
    },
    {
      sql: `SELECT ${a}::TEXT, ${text} FROM ${where} ${queries.pick(['UNION', 'UNION ALL', 'EXCEPT', 'EXCEPT ALL', 'INTERSECT', 'INTERSECT ALL'])} ${other}`,
      ordered: false
    },
    {
      sql: `WITH c AS (SELECT ${a} AS i, ${text} AS s FROM ${where}) SELECT p.i::TEXT, q.s FROM c AS p JOIN c AS q ON p.i = q.i AND p.s < q.s`,
      ordered: false
    },
    {
      sql: `SELECT DISTINCT ON (${a}) ${list} FROM ${where} ORDER BY ${a} NULLS FIRST, ${order}`,
      ordered: true
    },
    {
      sql: `SELECT t.k::TEXT, l.n::TEXT FROM t LEFT JOIN LATERAL (SELECT count(*) AS n FROM u WHERE u.x < t.b) AS l ON true WHERE t.k > ${queries.int(0, 20)}`,
      ordered: false
    }
  ]);
}

/** A query over frames that begin and end anywhere. Where rows are counted, the order leaves none apart but those that are alike. */
function framesQuery(
  queries: RandomQueries,
  where: string,
  { a, b, text, order }: Record<'a' | 'b' | 'text' | 'order', string>
): string {
  const mode = queries.pick(['ROWS', 'GROUPS', 'RANGE']);
  const edges = [
    'UNBOUNDED PRECEDING',
    `${queries.int(2, 4)} PRECEDING`,
    `${queries.int(0, 2)} PRECEDING`,
    'CURRENT ROW',
    `${queries.int(0, 2)} FOLLOWING`,
    `${queries.int(2, 4)} FOLLOWING`,
    'UNBOUNDED FOLLOWING'
  ];
  const from = queries.int(0, edges.length - 2);
  const to = queries.int(Math.max(from, 1), edges.length - 1);
  const exclude = queries.pick(['', '', ' EXCLUDE CURRENT ROW', ' EXCLUDE GROUP', ' EXCLUDE TIES']);
  const by = mode === 'RANGE' ? `${a} ${queries.pick(['ASC NULLS FIRST', 'DESC NULLS LAST'])}` : order;
  const calls = [
    `sum(${b})`,
    `count(${b}) FILTER (WHERE ${a} > 1)`,
    `min(${text})`,
    `max(${b})`,
    `bool_or(${b} > 2)`,
    ...(mode === 'RANGE' ? [] : [`first_value(${b})`, `last_value(${text})`, `nth_value(${b}, 2)`])
  ];
  const list = calls.map((call) => `(${call} OVER w)::TEXT`).join(', ');
  return `SELECT ${a}::TEXT, ${list} FROM ${where} WINDOW w AS (PARTITION BY ${queries.pick([text, '1'])} ORDER BY ${by} ${mode} BETWEEN ${edges[from]} AND ${edges[to]}${exclude})`;
}

describe('PostgreSQL answers the same', () => {
  let compared = 0;
  let postgres: PGlite;
  beforeAll(async () => void (postgres = await PGlite.create()), 300_000);
  afterAll(() => postgres.close());

  it.each(SEEDS)('seed %i', async (seed) => {
    await postgres.exec('DROP TABLE IF EXISTS t, u');
    const bench = new Bench();
    const queries = new RandomQueries(seed);
    for (const statement of queries.tables()) {
      bench.exec(statement);
      await postgres.exec(statement);
    }
    for (let round = 0; round < ROUNDS; round++) {
      const { sql, ordered } = randomQuery(queries);
      const meant = await answerOf(postgres, sql);
      const said = rowsOf(bench, sql);
      if (!meant || !said) continue;
      compared++;
      const [ours, theirs] = ordered ? [said.map(print), meant.map(print)] : [sorted(said), sorted(meant)];
      expect(ours, `seed ${seed}: ${sql}`).toEqual(theirs);
    }
  });

  it('in most of the cases, that is: few are out of range for one of them', () => {
    expect(compared).toBeGreaterThan(SEEDS.length * ROUNDS * 0.9);
  });
});

const print = (row: readonly (string | null)[]): string => JSON.stringify(row);

/** Undefined where a number grows out of PostgreSQL's narrower range. */
async function answerOf(postgres: PGlite, sql: string): Promise<(string | null)[][] | undefined> {
  try {
    const { rows } = await postgres.query<(string | null)[]>(sql, [], { rowMode: 'array' });
    return rows;
  } catch (error) {
    expect((error as { code?: string }).code, `${sql}: ${String(error)}`).toMatch(/^22003$/);
    return undefined;
  }
}

function rowsOf(bench: Bench, sql: string): (string | null)[][] | undefined {
  try {
    return bench.rows(sql);
  } catch (error) {
    expect(error instanceof SqlError && error.sqlstate, `${sql}: ${String(error)}`).toBe('22003');
    return undefined;
  }
}
