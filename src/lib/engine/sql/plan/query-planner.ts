import type { Span } from '../../base/errors';
import type { Expr } from '../ast/expr';
import type { LockingItem, Query, QueryBody } from '../ast/select';
import type { RowLock } from '../exec/context';
import { INT, type SqlType } from '../types/type';
import { parseExpression } from '../parse/parser';
import { Checker, type PlannedQuery, type SubqueryPlanner } from './checker';
import { Ctes } from './ctes';
import { argumentType, notImplemented, syntax } from './errors';
import type { PlanContext } from './plan-context';
import { planOutputOrder } from './plan-order';
import { planSelect } from './plan-select';
import { planSet } from './plan-set';
import { planValues } from './plan-values';
import { planWith } from './plan-with';
import type { Rel } from './rel';
import { columnScalar, type Scalar } from './scalar';
import { Scope, type ScopeColumn } from './scope';

/** The clauses around a query's body, with those of brackets merged in. */
export interface QueryTail {
  readonly orderBy: Query['orderBy'];
  readonly limit: Expr | undefined;
  readonly offset: Expr | undefined;
  readonly locking: readonly LockingItem[];
}

/** What FOR UPDATE asks of the tables of a SELECT; `of` names some of them, empty means all. */
export interface LockRequest {
  readonly lock: RowLock;
  readonly of: readonly string[];
  /** The clause, for queries in FROM, which it is handed on to. */
  readonly item: LockingItem;
}

/**
 * Plans queries into operators. One instance knows one set of WITH tables; queries with their own get another one.
 */
export class QueryPlanner implements SubqueryPlanner {
  readonly context: PlanContext;
  readonly ctes: Ctes;

  constructor(context: PlanContext, ctes: Ctes = new Ctes(undefined)) {
    this.context = context;
    this.ctes = ctes;
  }

  planSubquery(query: Query, scope: Scope, wanted: readonly SqlType[] | undefined): PlannedQuery {
    return this.planQuery(query, scope, wanted);
  }

  /**
   * Plans a query.
   * @param outer what the queries around it offer; a column found there makes this one correlated
   * @param wanted types of the columns, where the surroundings say them
   * @param locking FOR UPDATE clauses of a query around it that mean this one too
   */
  planQuery(
    query: Query,
    outer: Scope | undefined,
    wanted: readonly SqlType[] | undefined,
    locking: readonly LockingItem[] = []
  ): PlannedQuery {
    return this.context.nested(query.span, () => {
      const { body, tail: own, withTables } = mergedTail(query, this.context);
      const tail = locking.length === 0 ? own : { ...own, locking: [...own.locking, ...locking] };
      const { planner, defs } = withTables
        ? planWith(this, withTables, outer, query)
        : { planner: this as QueryPlanner, defs: [] };
      const planned = planner.#planBody(body, tail, outer, wanted);
      return defs.length === 0
        ? planned
        : { ...planned, rel: { kind: 'with', ctes: defs, input: planned.rel } };
    });
  }

  /** A planner that knows other WITH tables; undefined for none at all. */
  withCtes(ctes: Ctes | undefined): QueryPlanner {
    return new QueryPlanner(this.context, ctes);
  }

  /**
   * An expression of the catalog over the columns of a table: a default, a check, a computed column.
   * @throws SqlError as checking does, without a place in the statement
   */
  tableExpr(
    sql: string,
    columns: readonly ScopeColumn[],
    wanted: SqlType | undefined,
    place: string
  ): Scalar {
    return this.context.foreignText(() => {
      const scope = new Scope({ parent: undefined, sources: [{ name: undefined, columns }], columns });
      return this.checker(scope, place).check(parseExpression(sql), wanted);
    });
  }

  /** A checker for expressions that see a scope. */
  checker(scope: Scope, place: string): Checker {
    return new Checker(this.context, scope, this, place);
  }

  #planBody(
    body: Exclude<QueryBody, { kind: 'parenQuery' }>,
    tail: QueryTail,
    outer: Scope | undefined,
    wanted: readonly SqlType[] | undefined
  ): PlannedQuery {
    switch (body.kind) {
      case 'select':
        return planSelect(this, body, tail, outer, wanted);
      case 'values':
        return this.#planTail(planValues(this, body, outer, wanted), tail, outer, 'VALUES');
      case 'setOperation':
        return this.#planTail(planSet(this, body, outer, wanted), tail, outer, 'UNION/INTERSECT/EXCEPT');
    }
  }

  /** ORDER BY, LIMIT and OFFSET over what has no FROM: they see the output columns. */
  #planTail(
    planned: PlannedQuery,
    tail: QueryTail,
    outer: Scope | undefined,
    what: 'VALUES' | 'UNION/INTERSECT/EXCEPT'
  ): PlannedQuery {
    if (tail.locking.length > 0) {
      const [{ strength, span }] = tail.locking;
      throw notImplemented(`FOR ${strength} is not allowed with ${what}`, this.context.at(span));
    }
    const sorted = planOutputOrder(this, planned, tail.orderBy, outer);
    return { rel: this.limited(sorted, tail, outer), columns: planned.columns };
  }

  /** LIMIT and OFFSET, whose expressions see no columns. */
  limited(rel: Rel, tail: Pick<QueryTail, 'limit' | 'offset'>, outer: Scope | undefined): Rel {
    if (!tail.limit && !tail.offset) return rel;
    const count = (expr: Expr | undefined, clause: string) => expr && this.rowCount(expr, clause, outer);
    const limit = count(tail.limit, 'LIMIT');
    const offset = count(tail.offset, 'OFFSET');
    if (rel.kind === 'sort' && limit)
      return { kind: 'limit', input: { ...rel, top: { limit, offset } }, limit, offset };
    return { kind: 'limit', input: rel, limit, offset };
  }

  rowCount(expr: Expr, clause: string, _outer: Scope | undefined): Scalar {
    const checker = this.checker(new Scope({ parent: undefined, sources: [] }), clause);
    const scalar = checker.check(expr, INT);
    if (scalar.type.family !== 'int' && scalar.type.family !== 'unknown')
      throw argumentType(clause, 'int', scalar.type, checker.at(expr));
    return scalar;
  }

  /** Makes every column of a query a stored value of one register: what may be kept, joined and read again. */
  materialized(planned: PlannedQuery): PlannedQuery {
    const { rel, columns } = planned;
    if (columns.every((column) => column.expr.kind === 'column')) return planned;
    const register = this.context.newRegister();
    return {
      rel: {
        kind: 'project',
        input: rel,
        register,
        exprs: columns.map((column) => column.expr),
        names: columns.map((column) => column.name),
        closed: true
      },
      columns: registerColumns(register, columns)
    };
  }
}

/** The columns of a row that stands in a register in the given order. */
export function registerColumns(
  register: number,
  columns: readonly (Pick<ScopeColumn, 'name' | 'type'> & { readonly hidden?: boolean })[]
): ScopeColumn[] {
  return columns.map(({ name, type, hidden }, slot) => ({
    name,
    type,
    expr: columnScalar(register, slot, name, type),
    hidden: hidden ?? false
  }));
}

/** Takes the brackets off a query's body. @throws SqlError 42601 when a clause stands both inside and outside */
function mergedTail(query: Query, context: PlanContext) {
  let { body, with: withTables } = query;
  let tail: QueryTail = query;
  while (body.kind === 'parenQuery') {
    const inner: Query = body.query;
    if (inner.with && withTables) throw syntax('multiple WITH clauses not allowed', context.at(inner.span));
    withTables ??= inner.with;
    tail = merge(tail, inner, context);
    ({ body } = inner);
  }
  return { body, tail, withTables };
}

function merge(outer: QueryTail, inner: Query, context: PlanContext): QueryTail {
  const once = (clause: string, both: boolean, span: Span) => {
    if (both) throw syntax(`multiple ${clause} clauses not allowed`, context.at(span));
  };
  once('ORDER BY', outer.orderBy.length > 0 && inner.orderBy.length > 0, inner.span);
  const outerCounts = outer.limit ?? outer.offset;
  const innerCounts = inner.limit ?? inner.offset;
  once('FOR UPDATE', outer.locking.length > 0 && inner.locking.length > 0, inner.span);
  once('LIMIT', outerCounts !== undefined && innerCounts !== undefined, inner.span);
  return {
    orderBy: outer.orderBy.length > 0 ? outer.orderBy : inner.orderBy,
    limit: outer.limit ?? inner.limit,
    offset: outer.offset ?? inner.offset,
    locking: [...outer.locking, ...inner.locking]
  };
}
