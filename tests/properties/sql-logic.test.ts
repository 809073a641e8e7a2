import { describe, expect, it } from 'vitest';
import { SqlError } from '../../src/lib/engine/base/errors';
import { Bench } from '../support/sql/bench';
import { RandomQueries, type From } from '../support/sql/random-queries';

/**
 * Logic oracles: what a query answers is held against what the same query answers when it is asked in another way. Ternary logic
 * partitioning (TLP) asks for the rows where a condition is true, false and unknown, which together are all rows; NoREC asks for the
 * condition's value in each row, which no index can help with.
 */
const SEEDS = Array.from({ length: Number(process.env.SEEDS ?? '40') }, (_, i) => i + 1);
/** Conditions for each seed: with the queries that each takes, more than 20,000 in all. */
const ROUNDS = 190;

const sorted = (rows: readonly (readonly (string | null)[])[]): string[] =>
  rows.map((row) => JSON.stringify(row)).sort();

class Oracle {
  readonly #bench = new Bench();
  readonly #queries: RandomQueries;
  asked = 0;

  constructor(seed: number) {
    this.#queries = new RandomQueries(seed);
    for (const statement of this.#queries.tables()) this.#bench.exec(statement);
  }

  #rows(sql: string): (string | null)[][] {
    this.asked++;
    return this.#bench.rows(sql);
  }

  round(): { readonly said: unknown; readonly meant: unknown; readonly sql: string } {
    const from = this.#queries.from();
    const condition = this.#queries.condition(from);
    return this.#queries.pick([
      () => this.#rowsOf(from, condition),
      () => this.#distinct(from, condition),
      () => this.#groups(from, condition),
      () => this.#count(from, condition),
      () => this.#having(from, condition)
    ])();
  }

  /** The rows of the parts together are all rows. */
  #rowsOf(from: From, condition: string) {
    const columns = [...from.ints, ...from.texts].join(', ');
    const sql = `SELECT ${columns} FROM ${from.text}`;
    const parts = [condition, `NOT (${condition})`, `(${condition}) IS NULL`];
    const said = sorted(parts.flatMap((part) => this.#rows(`${sql} WHERE ${part}`)));
    return { said, meant: sorted(this.#rows(sql)), sql: `${sql} WHERE ${condition}` };
  }

  #distinct(from: From, condition: string) {
    const sql = `SELECT DISTINCT ${this.#queries.pick(from.ints)}, ${this.#queries.pick(from.texts)} FROM ${from.text}`;
    const union = `${sql} WHERE ${condition} UNION ${sql} WHERE NOT (${condition}) UNION ${sql} WHERE (${condition}) IS NULL`;
    return { said: sorted(this.#rows(union)), meant: sorted(this.#rows(sql)), sql: union };
  }

  /** Counts, sums and extremes of the parts make up those of all. */
  #groups(from: From, condition: string) {
    const [by, value] = [this.#queries.pick(from.texts), this.#queries.pick(from.ints)];
    const part = (where: string) =>
      `SELECT ${by} AS g, count(*) AS n, sum(${value}) AS s, min(${value}) AS lo, max(${value}) AS hi FROM ${from.text} WHERE ${where} GROUP BY ${by}`;
    const parts = [condition, `NOT (${condition})`, `(${condition}) IS NULL`].map(part).join(' UNION ALL ');
    const sql = `SELECT g, sum(n), sum(s), min(lo), max(hi) FROM (${parts}) AS p GROUP BY g`;
    return { said: sorted(this.#rows(sql)), meant: sorted(this.#rows(part('true'))), sql };
  }

  /** NoREC: rows that are found are as many as there are rows of which the condition says yes. */
  #count(from: From, condition: string) {
    const sql = `SELECT count(*) FROM ${from.text} WHERE ${condition}`;
    const [[found]] = this.#rows(sql);
    const said = this.#rows(`SELECT (${condition}) IS TRUE FROM ${from.text}`);
    return { said: Number(found), meant: said.filter(([yes]) => yes === 't').length, sql };
  }

  #having(from: From, condition: string) {
    const by = this.#queries.pick(from.ints);
    const limit = this.#queries.int(0, 8);
    const base = `SELECT ${by}, count(*) FROM ${from.text} WHERE (${condition}) IS NOT FALSE GROUP BY ${by}`;
    const parts = [`count(*) > ${limit}`, `NOT count(*) > ${limit}`, `(count(*) > ${limit}) IS NULL`];
    const said = sorted(parts.flatMap((part) => this.#rows(`${base} HAVING ${part}`)));
    return { said, meant: sorted(this.#rows(base)), sql: base };
  }
}

describe('logic oracles', () => {
  let asked = 0;
  it.each(SEEDS)('seed %i', (seed) => {
    const oracle = new Oracle(seed);
    for (let round = 0; round < ROUNDS; round++) {
      try {
        const { said, meant, sql } = oracle.round();
        expect(said, `seed ${seed}: ${sql}`).toEqual(meant);
      } catch (error) {
        if (!(error instanceof SqlError)) throw error;
        // Numbers may grow out of range; nothing else in these queries can fail.
        expect(error.sqlstate, `seed ${seed}: ${error.message}`).toBe('22003');
      }
    }
    asked += oracle.asked;
  });

  it('has asked at least 20,000 queries', () => {
    if (process.env.SEEDS === undefined) expect(asked).toBeGreaterThan(20_000);
    else expect(asked).toBeGreaterThan(0);
  });
});
