import type { Expr } from '../ast/expr';
import type { Statement } from '../ast/statement';
import type { Cursor } from './cursor';
import { name, tableName } from './names';
import { optAsOf, optWhere } from './select';
import { iconst64 } from './types';

/** ANALYZE and CREATE STATISTICS. */

/** ANALYZE t; ANALYSE is the same word. */
export function analyze(p: Cursor): Statement {
  const offset = p.offset;
  p.expectOneOf('ANALYZE', 'ANALYSE');
  const table = tableName(p);
  return {
    kind: 'statistics',
    analyze: true,
    name: undefined,
    columns: [],
    table,
    tableId: undefined,
    options: '',
    asOf: undefined,
    where: undefined,
    span: p.spanFrom(offset)
  };
}

export function createStatistics(p: Cursor, offset: number): Statement {
  p.expect('STATISTICS');
  const given = name(p, 'new_name');
  const columns = p.eat('ON') ? p.list((c) => name(c, 'column')) : [];
  p.expect('FROM');
  const tableId = p.eat('[') ? iconst64(p) : undefined;
  if (tableId !== undefined) p.expect(']');
  const table = tableId === undefined ? tableName(p) : undefined;
  const from = p.offset;
  const { asOf, where } = statisticsOptions(p);
  const options = p.text.slice(from, p.tokens.ends[p.pos - 1]);
  const span = p.spanFrom(offset);
  return {
    kind: 'statistics',
    analyze: false,
    name: given,
    columns,
    table,
    tableId,
    options,
    asOf,
    where,
    span
  };
}

/** Each option at most once, in any order; WITH OPTIONS before them needs one at least. */
function statisticsOptions(p: Cursor): { asOf: Expr | undefined; where: Expr | undefined } {
  let asOf: Expr | undefined;
  let where: Expr | undefined;
  const seen = new Set<string>();
  const once = (option: string) => {
    if (seen.has(option)) p.fail(`${option} specified multiple times`);
    seen.add(option);
  };
  const isListed = p.eatAll('WITH', 'OPTIONS');
  for (;;) {
    if (p.eat('THROTTLING')) {
      once('THROTTLING FRACTION');
      if (p.kind !== 'decimal' || !(Number(p.tokenText()) < 1))
        p.fail('THROTTLING fraction must be between 0 and 1');
      p.next();
    } else if (p.eatAll('USING', 'EXTREMES')) once('USING EXTREMES');
    else if (p.at('AS')) {
      once('AS OF');
      asOf = optAsOf(p) ?? p.fail();
    } else if (p.at('WHERE')) {
      once('WHERE');
      where = optWhere(p);
    } else break;
  }
  if (seen.has('USING EXTREMES') && where) p.fail('USING EXTREMES and WHERE may not be specified together');
  if (isListed && seen.size === 0) p.fail();
  return { asOf, where };
}
