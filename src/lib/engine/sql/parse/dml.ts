import type {
  DeleteStatement,
  InsertStatement,
  OnConflict,
  Returning,
  SetClause,
  TruncateStatement,
  UpdateStatement
} from '../ast/dml';
import type { Expr } from '../ast/expr';
import type { Name } from '../ast/name';
import type { WithClause } from '../ast/select';
import { NAME } from '../lex/keywords';
import { type Cursor, NONE } from './cursor';
import { inList } from './brackets';
import { expr } from './expr';
import { name, nameList } from './names';
import { limitOnly, optWhere, orderItems, queryFrom, selectItems } from './select';
import { insertTarget, mutationTarget, relation, tableExprs } from './table-expr';

/** INSERT, UPSERT, UPDATE, DELETE and TRUNCATE, each behind a WITH clause that may be read already. */

export function insert(p: Cursor, withTables: WithClause | undefined, offset: number): InsertStatement {
  const upsert = p.expectOneOf('INSERT', 'UPSERT') === 'UPSERT';
  p.expect('INTO');
  const target = insertTarget(p);
  let columns: readonly Name[] = NONE;
  let source: InsertStatement['source'];
  if (p.eatAll('DEFAULT', 'VALUES')) source = undefined;
  else {
    if (p.at('(') && beginsColumnList(p)) columns = p.parenList(columnTarget);
    source = queryFrom(p);
  }
  const onConflict = !upsert && p.at('ON') ? conflictClause(p) : undefined;
  const returning = optReturning(p);
  return {
    kind: 'insert',
    upsert,
    with: withTables,
    target,
    columns,
    source,
    onConflict,
    returning,
    span: p.spanFrom(offset)
  };
}

/** Brackets behind the table hold its columns, unless a query stands in them. */
function beginsColumnList(p: Cursor): boolean {
  const next = p.peek(1);
  if (next === 'caret') return true;
  return p.isNameAhead(1, NAME) && !(next === 'VALUES' && p.peek(2) === '(');
}

/** A column to be written. A part of a column (`a.b`) cannot be. */
function columnTarget(p: Cursor): Name {
  const column = name(p, 'column');
  if (p.kind === '.') p.unsupported('writing a part of a column');
  return column;
}

function conflictClause(p: Cursor): OnConflict {
  const offset = p.offset;
  p.expectAll('ON', 'CONFLICT');
  let columns: readonly Name[] = [];
  let arbiterWhere: Expr | undefined;
  let constraint: Name | undefined;
  const isTargeted = p.at('(') || p.at('ON');
  if (p.at('(')) {
    columns = nameList(p, 'column');
    arbiterWhere = optWhere(p);
  } else if (p.eatAll('ON', 'CONSTRAINT')) constraint = name(p, 'constraint');
  p.expect('DO');
  let set: SetClause[] | undefined;
  let where: Expr | undefined;
  // Without a target only DO NOTHING is defined.
  if (!isTargeted || p.at('NOTHING')) p.expect('NOTHING');
  else {
    p.expectAll('UPDATE', 'SET');
    set = p.list(setClause);
    where = optWhere(p);
  }
  return { columns, arbiterWhere, constraint, set, where, span: p.spanFrom(offset) };
}

function setClause(p: Cursor): SetClause {
  const offset = p.offset;
  if (p.at('(')) {
    const columns = p.parenList(columnTarget);
    p.expect('=');
    const value = inList(p);
    return { tuple: true, columns, value, span: p.spanFrom(offset) };
  }
  const column = columnTarget(p);
  p.expect('=');
  const value = expr(p);
  return { tuple: false, columns: [column], value, span: p.spanFrom(offset) };
}

export function optReturning(p: Cursor): Returning | undefined {
  const offset = p.offset;
  if (!p.eat('RETURNING')) return undefined;
  const items = p.eat('NOTHING') ? [] : selectItems(p);
  return { items, span: p.spanFrom(offset) };
}

export function update(p: Cursor, withTables: WithClause | undefined, offset: number): UpdateStatement {
  p.expect('UPDATE');
  const target = mutationTarget(p);
  p.expect('SET');
  const set = p.list(setClause);
  const from = p.eat('FROM') ? tableExprs(p) : NONE;
  const where = optWhere(p);
  const orderBy = p.at('ORDER') ? orderItems(p, true) : NONE;
  const { limit, limitAll } = limitOnly(p);
  const returning = optReturning(p);
  return {
    kind: 'update',
    with: withTables,
    target,
    set,
    from,
    where,
    orderBy,
    limit,
    limitAll,
    returning,
    span: p.spanFrom(offset)
  };
}

export function remove(p: Cursor, withTables: WithClause | undefined, offset: number): DeleteStatement {
  p.expect('DELETE');
  const batch = p.eat('BATCH') ? { size: batchSize(p) } : undefined;
  p.expect('FROM');
  const target = mutationTarget(p);
  const using = p.eat('USING') ? tableExprs(p) : NONE;
  const where = optWhere(p);
  const orderBy = p.at('ORDER') ? orderItems(p, true) : NONE;
  const { limit, limitAll } = limitOnly(p);
  const returning = optReturning(p);
  const span = p.spanFrom(offset);
  return {
    kind: 'delete',
    with: withTables,
    batch,
    target,
    using,
    where,
    orderBy,
    limit,
    limitAll,
    returning,
    span
  };
}

/** `(SIZE n, …)`: the last one counts. */
function batchSize(p: Cursor): Expr | undefined {
  if (!p.at('(')) return undefined;
  const sizes = p.parenList((c) => {
    c.expect('SIZE');
    return expr(c);
  });
  return sizes[sizes.length - 1];
}

export function truncate(p: Cursor): TruncateStatement {
  const offset = p.offset;
  p.expect('TRUNCATE');
  p.eat('TABLE');
  const tables = p.list(relation);
  const behavior = p.eatOneOf('CASCADE', 'RESTRICT');
  return { kind: 'truncate', tables, behavior, span: p.spanFrom(offset) };
}
