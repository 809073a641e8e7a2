import { makeRandom, nextChance, nextInt, type RandomState } from '../../../src/lib/engine/base/random';

/**
 * Random tables and queries over them, in the part of SQL that CockroachDB and PostgreSQL have in common. Nothing in it can fail but by
 * arithmetic, and no two ways of working it out may differ.
 */
export class RandomQueries {
  readonly #random: RandomState;
  #aliases = 0;

  constructor(seed: number) {
    this.#random = makeRandom(seed, 'queries');
  }

  /** Statements that make the two tables, with NULLs and values that come more than once. */
  tables(): string[] {
    const t = Array.from(
      { length: 30 },
      (_, i) => `(${i}, ${this.#cell()}, ${this.#text()}, ${this.#flag()})`
    );
    const u = new Set(Array.from({ length: 12 }, () => `${this.int(0, 6)}, ${this.int(-3, 9)}`));
    return [
      'CREATE TABLE t (k INT PRIMARY KEY, b INT, c TEXT, e BOOL)',
      'CREATE TABLE u (x INT, y INT, z TEXT, PRIMARY KEY (x, y))',
      'CREATE INDEX t_b ON t (b)',
      'CREATE INDEX t_cb ON t (c, b DESC)',
      'CREATE INDEX t_part ON t (b) WHERE k > 10',
      'CREATE UNIQUE INDEX u_yx ON u (y, x)',
      `INSERT INTO t VALUES ${t.join(', ')}`,
      `INSERT INTO u VALUES ${[...u].map((key) => `(${key}, ${this.#text()})`).join(', ')}`
    ];
  }

  int(low: number, high: number): number {
    return nextInt(this.#random, low, high);
  }

  chance(of: number, outOf: number): boolean {
    return nextChance(this.#random, of, outOf);
  }

  pick<T>(items: readonly T[]): T {
    return items[this.int(0, items.length - 1)];
  }

  /** A FROM clause with the columns that it gives, by kind. */
  from(): From {
    const t = { ints: ['t.k', 't.b'], texts: ['t.c'], bools: ['t.e'] };
    const u = { ints: ['u.x', 'u.y'], texts: ['u.z'], bools: [] };
    const both = { ints: [...t.ints, ...u.ints], texts: [...t.texts, ...u.texts], bools: t.bools };
    switch (this.int(0, 5)) {
      case 0:
      case 1:
        return { text: 't', ...t };
      case 2:
        return { text: 'u', ...u };
      case 3:
        return { text: 't, u', ...both };
      default: {
        const how = this.pick(['JOIN', 'LEFT JOIN', 'RIGHT JOIN', 'FULL JOIN']);
        const on = `${this.pick(t.ints)} = ${this.pick(u.ints)}${this.chance(1, 3) ? ` AND t.b <> ${this.int(-2, 5)}` : ''}`;
        return { text: `t ${how} u ON ${on}`, ...both };
      }
    }
  }

  /** A condition over columns, of some depth. */
  condition(from: Columns, depth = 3): string {
    if (depth > 0 && this.chance(3, 5)) {
      const [a, b] = [this.condition(from, depth - 1), this.condition(from, depth - 1)];
      return this.pick([
        `(${a} AND ${b})`,
        `(${a} OR ${b})`,
        `(${a} OR ${b})`,
        `(NOT ${a})`,
        `((${a}) IS TRUE)`
      ]);
    }
    const int = () => this.intExpr(from, 1);
    switch (this.int(0, 11)) {
      case 0:
        return `${int()} IN (${this.#ints()})`;
      case 1:
        return `${int()} NOT IN (${this.#ints()})`;
      case 2:
        return `${int()} BETWEEN ${this.int(-2, 4)} AND ${this.int(0, 9)}`;
      case 3:
        return `${this.pick([...from.ints, ...from.texts])} IS ${this.pick(['NULL', 'NOT NULL'])}`;
      case 4:
        return `${this.textExpr(from)} LIKE '${this.pick(['a%', '%b', '_', 'ab%', '%', 'c'])}'`;
      case 5:
        return `${this.textExpr(from)} ${this.#order()} '${this.#word()}'`;
      case 6:
        return from.bools.length > 0 ? this.pick(from.bools) : `${int()} > 2`;
      case 7:
        return `${int()} IS DISTINCT FROM ${int()}`;
      case 8:
        return this.#subquery(from);
      case 9:
        return `${this.pick(from.ints)} ${this.#order()} ${this.int(-3, 9)}`;
      default:
        return `${int()} ${this.#order()} ${int()}`;
    }
  }

  intExpr(from: Columns, depth: number): string {
    if (depth === 0 || this.chance(2, 3))
      return this.chance(3, 4) ? this.pick(from.ints) : String(this.int(-3, 9));
    const [a, b] = [this.intExpr(from, depth - 1), this.intExpr(from, depth - 1)];
    return this.pick([
      `(${a} + ${b})`,
      `(${a} - ${b})`,
      `(${a} * ${b})`,
      `COALESCE(${a}, ${b})`,
      `NULLIF(${a}, ${b})`,
      `abs(${a})`,
      `length(${this.textExpr(from)})`,
      `(CASE WHEN ${this.condition(from, 0)} THEN ${a} ELSE ${b} END)`,
      `GREATEST(${a}, ${b})`
    ]);
  }

  textExpr(from: Columns): string {
    const column = this.pick(from.texts);
    return this.pick([
      column,
      column,
      `upper(${column})`,
      `(${column} || 'b')`,
      `COALESCE(${column}, 'none')`
    ]);
  }

  #subquery(from: Columns): string {
    const name = `s${this.#aliases++}`;
    const outer = this.pick(from.ints);
    return this.pick([
      `EXISTS (SELECT 1 FROM u AS ${name} WHERE ${name}.x = ${outer})`,
      `${outer} IN (SELECT ${name}.b FROM t AS ${name} WHERE ${name}.k > ${this.int(0, 25)})`,
      `${outer} NOT IN (SELECT ${name}.y FROM u AS ${name})`,
      `${outer} > (SELECT min(${name}.b) FROM t AS ${name} WHERE ${name}.k < ${outer})`,
      `${outer} = ANY (SELECT ${name}.x FROM u AS ${name})`,
      `${outer} < ALL (SELECT ${name}.y FROM u AS ${name} WHERE ${name}.x = ${this.int(0, 6)})`
    ]);
  }

  #order(): string {
    return this.pick(['=', '<>', '<', '<=', '>', '>=']);
  }

  #ints(): string {
    const items = Array.from({ length: this.int(1, 4) }, () => String(this.int(-3, 9)));
    return [...items, ...(this.chance(1, 6) ? ['NULL'] : [])].join(', ');
  }

  #cell(): string {
    return this.chance(1, 5) ? 'NULL' : String(this.int(-3, 9));
  }

  #word(): string {
    return this.pick(['a', 'ab', 'b', 'ba', 'c', 'abc', '']);
  }

  #text(): string {
    return this.chance(1, 5) ? 'NULL' : `'${this.#word()}'`;
  }

  #flag(): string {
    return this.pick(['true', 'false', 'NULL']);
  }
}

/** Columns in reach, by kind; there is always an integer and a text. */
export interface Columns {
  readonly ints: readonly string[];
  readonly texts: readonly string[];
  readonly bools: readonly string[];
}

export interface From extends Columns {
  readonly text: string;
}
