import { SqlError, type Span } from '../../base/errors';
import { BOOL, INT } from '../types/type';
import { typeWord } from '../types/type-name';
import type { TableName } from '../ast/name';
import type {
  DerivedTable,
  JoinExpr,
  ParenJoin,
  StatementTable,
  TableAlias,
  TableById,
  TableExpr,
  TableRef
} from '../ast/select';
import { comparisonOf } from './comparison';
import { invalidColumnReference, syntax, typeMismatch, undefinedTable } from './errors';
import { planFunctionTable } from './plan-function-table';
import { planStatementTable } from './plan-statement-table';
import { planView } from './plan-view';
import { scanTable } from './table-scan';
import { checkNames, isPlace, mergedColumn, onlyColumn, sharedNames } from './using-columns';
import { registerColumns, type LockRequest, type QueryPlanner } from './query-planner';
import type { RowLock } from '../exec/context';
import type { CteBinding } from './ctes';
import type { JoinType, Rel } from './rel';
import { columnScalar, type Scalar } from './scalar';
import { type ResolvedRelation } from './schema';
import { Scope, tableText, type ScopeColumn, type ScopeSource } from './scope';
import { conjunctsOf, freeRegisters, outputRegisters } from './walk';

/** Plans FROM: tables, views, subqueries, functions and the joins between them. */

/** The rows of a FROM clause and the names they are known by. */
export interface From {
  readonly rel: Rel;
  readonly sources: readonly ScopeSource[];
  /** What `*` and bare names see; a column merged by USING once. */
  readonly columns: readonly ScopeColumn[];
}

const NOTHING: From = { rel: { kind: 'oneRow' }, sources: [], columns: [] };

export function planFrom(
  planner: QueryPlanner,
  tables: readonly TableExpr[],
  outer: Scope | undefined,
  locks: readonly LockRequest[]
): From {
  const builder = new FromPlan(planner, outer, locks);
  if (tables.length === 0) {
    builder.checkLocks(NOTHING);
    return NOTHING;
  }
  const from = tables.reduce<From | undefined>((left, table) => {
    const right = builder.table(table, left);
    return left ? builder.crossed(left, right, planner.context.at(table.span)) : right;
  }, undefined)!; // there is a table
  builder.checkLocks(from);
  return from;
}

class FromPlan {
  readonly #planner: QueryPlanner;
  readonly #outer: Scope | undefined;
  readonly #locks: readonly LockRequest[];

  constructor(planner: QueryPlanner, outer: Scope | undefined, locks: readonly LockRequest[]) {
    this.#planner = planner;
    this.#outer = outer;
    this.#locks = locks;
  }

  /**
   * Plans one table expression.
   * @param left what stands before it in FROM: LATERAL queries and functions may read it
   */
  table(table: TableExpr, left: From | undefined): From {
    const { context } = this.#planner;
    return context.nested(context.at(table.span), () => {
      switch (table.kind) {
        case 'table':
          return this.#tableRef(table);
        case 'tableById':
          return this.#tableById(table);
        case 'derived':
          return this.#derived(table, left);
        case 'join':
          return this.#join(table, left);
        case 'parenJoin':
          return this.#parenJoin(table, left);
        case 'functionTable': {
          const { rel, columns, name } = planFunctionTable(this.#planner, table, this.#lateralScope(left));
          return named(
            this.#ordinality(rel, columns, table.ordinality),
            table.alias,
            name,
            context.at(table.span)
          );
        }
        case 'statementTable':
          return this.#statement(table);
      }
    });
  }

  /** Every row of one side with every row of the other. */
  crossed(left: From, right: From, span: Span | undefined): From {
    checkNames(left, right, span);
    return {
      rel: join('inner', left.rel, right.rel, []),
      sources: [...left.sources, ...right.sources],
      columns: [...left.columns, ...right.columns]
    };
  }

  checkLocks(from: From): void {
    for (const { item } of this.#locks)
      for (const { table: name, schema, span: at } of item.of) {
        const span = this.#planner.context.at(at);
        if (schema !== undefined)
          throw syntax(`FOR ${item.strength} must specify unqualified relation names`, span);
        if (!from.sources.some((source) => source.name === name))
          throw new SqlError(
            '42P01',
            `relation "${name}" in FOR ${item.strength} clause not found in FROM clause`,
            { span }
          );
      }
  }

  #lateralScope(left: From | undefined): Scope | undefined {
    if (!left) return this.#outer;
    return new Scope({ parent: this.#outer, sources: left.sources, columns: left.columns });
  }

  #ordinality(
    rel: Rel,
    columns: readonly ScopeColumn[],
    wanted: boolean
  ): { rel: Rel; columns: readonly ScopeColumn[] } {
    if (!wanted) return { rel, columns };
    const register = this.#planner.context.newRegister();
    const number = columnScalar(register, 0, 'ordinality', INT);
    return {
      rel: { kind: 'ordinality', input: rel, register },
      columns: [...columns, { name: 'ordinality', type: INT, expr: number, hidden: false }]
    };
  }

  #tableRef(table: TableRef): From {
    const { context, ctes } = this.#planner;
    const span = context.at(table.name.span);
    const cte = table.name.schema === undefined ? ctes.find(table.name.table) : undefined;
    if (cte) {
      const planned = this.#cte(cte, table.name.table, span);
      return named(
        this.#ordinality(planned.rel, planned.columns, table.ordinality),
        table.alias,
        table.name.table,
        span
      );
    }
    return this.#resolved(this.#resolve(table.name), table.name.table, table, span);
  }

  #resolve(name: TableName): ResolvedRelation {
    const { context, ctes } = this.#planner;
    const span = context.at(name.span);
    try {
      const found = context.catalog.relation(name);
      if (found) return found;
    } catch (error) {
      throw error instanceof SqlError ? error.at(span) : error;
    }
    throw undefinedTable(tableText(name), span, [...context.catalog.relationNames(), ...ctes.names()]);
  }

  #tableById(table: TableById): From {
    const { context } = this.#planner;
    const span = context.at(table.span);
    const found = context.catalog.relationById(table.id);
    if (!found) throw undefinedTable(`[${table.id}]`, span, []);
    const own = table.ownAlias.name?.text ?? found.relation.name;
    const from = this.#resolved(found, own, { ...table, alias: table.alias ?? table.ownAlias }, span);
    if (!table.columns || found.relation.kind !== 'table') return from;
    const { columns } = found.relation;
    const wanted = table.columns.map((id) => {
      const { name } = columns.find((column) => column.id === id) ?? {};
      const column = from.columns.find((c) => c.name === name);
      if (!column) throw new SqlError('42703', `column [${id}] does not exist`, { span });
      return column;
    });
    return named({ rel: from.rel, columns: wanted }, undefined, from.sources[0].name, span);
  }

  #resolved(
    found: ResolvedRelation,
    name: string,
    table: Pick<TableRef, 'alias' | 'ordinality' | 'hint'>,
    span: Span | undefined
  ): From {
    const { context } = this.#planner;
    const { relation, database, schema } = found;
    const qualified = table.alias ? {} : { database, schema };
    const alias = table.alias?.name?.text ?? name;
    let planned: { rel: Rel; columns: readonly ScopeColumn[]; register?: number };
    switch (relation.kind) {
      case 'table': {
        const lock = this.#lockFor(alias);
        context.use(relation.id, 'SELECT');
        if (lock) context.use(relation.id, 'UPDATE');
        planned = scanTable(this.#planner, relation, alias, { hint: table.hint, lock, span });
        break;
      }
      case 'view':
        context.use(relation.id, 'SELECT');
        planned = planView(this.#planner, relation, span);
        break;
      case 'virtual': {
        context.use(relation.id, 'SELECT');
        const register = context.newRegister();
        const columns = registerColumns(register, relation.columns);
        planned = {
          rel: { kind: 'source', register, name: relation.name, source: relation },
          columns,
          register
        };
        break;
      }
    }
    const { rel, columns } = this.#ordinality(planned.rel, planned.columns, table.ordinality);
    return named({ rel, columns, register: planned.register, ...qualified }, table.alias, name, span);
  }

  #locksOf(name: string | undefined): readonly LockRequest[] {
    return this.#locks.filter(({ of }) => of.length === 0 || (name !== undefined && of.includes(name)));
  }

  /** Of several clauses the strongest lock, and the least waiting. */
  #lockFor(name: string): RowLock | undefined {
    const locks = this.#locksOf(name).map(({ lock }) => lock);
    if (locks.length === 0) return undefined;
    const waits = (['nowait', 'skip', 'block'] as const).find((wait) => locks.some((l) => l.wait === wait));
    return {
      strength: locks.some((lock) => lock.strength === 'update') ? 'update' : 'share',
      wait: waits ?? 'block'
    };
  }

  #cte(cte: CteBinding, name: string, span: Span | undefined): { rel: Rel; columns: readonly ScopeColumn[] } {
    switch (cte.kind) {
      case 'buffer': {
        const register = this.#planner.context.newRegister();
        const rel: Rel = { kind: 'cteScan', name, memo: cte.memo, register };
        return { rel, columns: registerColumns(register, cte.columns) };
      }
      case 'inline': {
        // Inside a subquery it might be run once for every row around it.
        if (cte.outer !== this.#outer) return this.#cte(cte.buffer(), name, span);
        const planned = this.#planner.withCtes(cte.ctes).planQuery(cte.query, cte.outer, undefined);
        return { rel: planned.rel, columns: renamedColumns(planned.columns, cte.names, name, span) };
      }
      case 'rowless':
        throw new SqlError('0A000', `WITH clause "${name}" does not return any columns`, {
          span,
          hint: 'give the statement a RETURNING clause'
        });
    }
  }

  #derived(table: DerivedTable, left: From | undefined): From {
    const outer = table.lateral ? this.#lateralScope(left) : this.#outer;
    const locking = this.#locksOf(table.alias?.name?.text).map(({ item }) => ({ ...item, of: [] }));
    const planned = this.#planner.planQuery(table.query, outer, undefined, locking);
    const span = this.#planner.context.at(table.span);
    return named(
      this.#ordinality(planned.rel, planned.columns, table.ordinality),
      table.alias,
      undefined,
      span
    );
  }

  #statement(table: StatementTable): From {
    const { context } = this.#planner;
    const planned = planStatementTable(this.#planner, table.statement);
    const span = context.at(table.span);
    return named(
      this.#ordinality(planned.rel, planned.columns, table.ordinality),
      table.alias,
      planned.name,
      span
    );
  }

  #parenJoin(table: ParenJoin, left: From | undefined): From {
    const inner = this.table(table.join, left);
    if (!table.alias && !table.ordinality) return inner;
    const { rel, columns } = this.#ordinality(inner.rel, inner.columns, table.ordinality);
    if (!table.alias)
      return { rel, sources: [...inner.sources, { name: undefined, columns: columns.slice(-1) }], columns };
    return named({ rel, columns }, table.alias, undefined, this.#planner.context.at(table.span));
  }

  #join(table: JoinExpr, before: From | undefined): From {
    const span = this.#planner.context.at(table.span);
    const first = this.table(table.left, before);
    const seen = before ? this.crossed(before, first, span) : first;
    const second = this.table(table.right, seen);
    checkNames(first, second, span);
    if (table.type === 'RIGHT' || table.type === 'FULL') this.#refuseLateral(first, second, table.type, span);
    const left = table.type === 'RIGHT' || table.type === 'FULL' ? this.#fixed(first) : first;
    const right = table.type === 'LEFT' || table.type === 'FULL' ? this.#fixed(second) : second;
    const merged = this.#mergedColumns(table, left, right);
    const condition = merged ? merged.on : this.#condition(table, left, right);
    const rel =
      table.type === 'RIGHT'
        ? join('left', right.rel, left.rel, condition)
        : join(JOIN_TYPES[table.type], left.rel, right.rel, condition);
    return {
      rel,
      sources: [...left.sources, ...right.sources],
      columns: merged?.columns ?? [...left.columns, ...right.columns]
    };
  }

  #refuseLateral(left: From, right: From, type: string, span: Span | undefined): void {
    const free = freeRegisters(right.rel);
    if (outputRegisters(left.rel).some((register) => free.has(register)))
      throw new SqlError(
        '42P10',
        `the combining JOIN type must be INNER or LEFT for a LATERAL reference, not ${type}`,
        { span }
      );
  }

  #condition(table: JoinExpr, left: From, right: From): Scalar[] {
    if (!table.on) return [];
    const scope = new Scope({
      parent: this.#outer,
      sources: [...left.sources, ...right.sources],
      columns: [...left.columns, ...right.columns]
    });
    return conjunctsOf(this.#planner.checker(scope, 'ON').checkBool(table.on, 'ON'));
  }

  /**
   * Works columns that are more than places in a row out into a row: where an outer join has no row to give, they must
   * be NULL like all the others.
   */
  #fixed(side: From): From {
    if (
      side.columns.every(({ expr }) => isPlace(expr)) &&
      side.sources.every((s) => s.columns.every((c) => isPlace(c.expr)))
    )
      return side;
    const register = this.#planner.context.newRegister();
    const exprs: Scalar[] = [];
    const names: string[] = [];
    const places = new Map<Scalar, Scalar>();
    const place = (column: ScopeColumn): ScopeColumn => {
      if (isPlace(column.expr)) return column;
      let expr = places.get(column.expr);
      if (!expr) {
        expr = columnScalar(register, exprs.length, column.name, column.type);
        places.set(column.expr, expr);
        exprs.push(column.expr);
        names.push(column.name);
      }
      return { ...column, expr };
    };
    const columns = side.columns.map(place);
    const sources = side.sources.map((source) => ({ ...source, columns: source.columns.map(place) }));
    return {
      rel: { kind: 'project', input: side.rel, register, exprs, names, closed: false },
      sources,
      columns
    };
  }

  /** USING and NATURAL: the shared columns come first and once. */
  #mergedColumns(table: JoinExpr, left: From, right: From) {
    if (!table.using && !table.natural) return undefined;
    const { context } = this.#planner;
    const names: readonly { text: string; span: Span }[] =
      table.using ?? sharedNames(left, right).map((text) => ({ text, span: table.span }));
    const seen = new Set<string>();
    for (const { text: name, span: at } of names) {
      const span = context.at(at);
      if (seen.has(name))
        throw new SqlError('42701', `column name "${name}" appears more than once in USING clause`, { span });
      seen.add(name);
    }
    const on: Scalar[] = [];
    const merged = names.map(({ text: name, span: at }): ScopeColumn => {
      const span = context.at(at);
      const l = onlyColumn(left, name, span);
      const r = onlyColumn(right, name, span);
      const comparison = comparisonOf(l.type, r.type);
      if (!comparison)
        throw typeMismatch(
          `JOIN/USING types ${typeWord(l.type)} for left and ${typeWord(r.type)} for right cannot be matched for column "${name}"`,
          span
        );
      on.push({
        kind: 'compare',
        type: BOOL,
        span: undefined,
        op: '=',
        left: l.expr,
        right: r.expr,
        comparison
      });
      return mergedColumn(table.type, l, r, span);
    });
    const rest = (side: From) => side.columns.filter((column) => column.hidden || !seen.has(column.name));
    return { on, columns: [...merged, ...rest(left), ...rest(right)] };
  }
}

const JOIN_TYPES: Readonly<Record<'CROSS' | 'INNER' | 'LEFT' | 'FULL', JoinType>> = {
  CROSS: 'inner',
  INNER: 'inner',
  LEFT: 'left',
  FULL: 'full'
};

/** A join before the optimiser has looked at it. */
export function join(type: JoinType, left: Rel, right: Rel, on: readonly Scalar[]): Rel {
  return { kind: 'join', type, left, right, algorithm: 'apply', pairs: [], on };
}

interface Unnamed {
  readonly rel: Rel;
  readonly columns: readonly ScopeColumn[];
  readonly register?: number;
  readonly database?: string;
  readonly schema?: string;
}

/** Rows under a name: the alias, or what they are called by themselves. */
export function named(
  rows: Unnamed,
  alias: TableAlias | undefined,
  own: string | undefined,
  span: Span | undefined
): From {
  const name = alias?.name?.text ?? own;
  const names = alias?.columns.map((column) => column.name) ?? [];
  const columns = renamedColumns(rows.columns, names, name, span);
  const { rel, register, database, schema } = rows;
  return { rel, columns, sources: [{ name, database, schema, columns, register }] };
}

/** New names for the first visible columns. @throws SqlError 42P10 for more names than columns */
function renamedColumns(
  columns: readonly ScopeColumn[],
  names: readonly string[],
  source: string | undefined,
  span: Span | undefined
): readonly ScopeColumn[] {
  if (names.length === 0) return columns;
  const visible = columns.filter((column) => !column.hidden).length;
  if (names.length > visible)
    throw invalidColumnReference(
      `source "${source ?? ''}" has ${visible} columns available but ${names.length} columns specified`,
      span
    );
  let next = 0;
  return columns.map((column) =>
    column.hidden || next >= names.length ? column : { ...column, name: names[next++] }
  );
}
