import type { Expr } from '../ast/expr';
import type { SelectClause, SelectItem } from '../ast/select';
import { SqlError } from '../../base/errors';
import type { SqlType } from '../types/type';
import { expandTuple } from './check-collections';
import type { Checker, PlannedQuery } from './checker';
import { invalidColumnReference, notImplemented, syntax } from './errors';
import { GroupingRule, planGroupKeys } from './grouping';
import { outputName } from './output-name';
import { planFrom } from './plan-from';
import { flattened, outputExpr, planSelectOrder, type OutputColumns } from './plan-order';
import { QueryBlock, type Clause } from './query-block';
import { registerColumns, type LockRequest, type QueryPlanner, type QueryTail } from './query-planner';
import type { Rel, SortKey } from './rel';
import { bare } from './same-type';
import type { Scalar } from './scalar';
import { scalarKey } from './scalar-key';
import { Scope, type ScopeColumn } from './scope';
import { conjunctsOf, outputRegisters } from './walk';

/**
 * Plans one SELECT with the clauses around it. Expressions are checked first, all of them, because any may hold an
 * aggregate or window function; the operators are put together after that, in the order in which SQL evaluates them.
 */
export function planSelect(
  planner: QueryPlanner,
  select: SelectClause,
  tail: QueryTail,
  outer: Scope | undefined,
  wanted: readonly SqlType[] | undefined
): PlannedQuery {
  return new SelectPlan(planner, select, tail, outer).plan(wanted);
}

/** The result columns of a SELECT while it is planned. */
interface Output extends OutputColumns {
  readonly columns: readonly ScopeColumn[];
}

class SelectPlan {
  readonly #planner: QueryPlanner;
  readonly #select: SelectClause;
  readonly #tail: QueryTail;
  readonly #outer: Scope | undefined;
  readonly #block: QueryBlock;

  constructor(planner: QueryPlanner, select: SelectClause, tail: QueryTail, outer: Scope | undefined) {
    this.#planner = planner;
    this.#select = select;
    this.#tail = tail;
    this.#outer = outer;
    this.#block = new QueryBlock(planner.context, namedWindows(select, planner));
  }

  plan(wanted: readonly SqlType[] | undefined): PlannedQuery {
    const select = this.#select;
    const from = planFrom(this.#planner, select.from, this.#outer, lockRequests(this.#tail));
    const scope = new Scope({
      parent: this.#outer,
      sources: from.sources,
      columns: from.columns,
      block: this.#block
    });
    const checker = this.#planner.checker(scope, 'SELECT');
    const where = select.where && this.#within('WHERE', () => checker.checkBool(select.where!, 'WHERE'));
    const keys = this.#within('GROUP BY', () => planGroupKeys(checker, select));
    const output = this.#within('SELECT', () => planItems(checker, select.items, wanted));
    const having = select.having && this.#within('HAVING', () => checker.checkBool(select.having!, 'HAVING'));
    const distinctOn = this.#within('DISTINCT ON', () =>
      select.distinctOn
        .flatMap(flattened)
        .map((expr) => outputExpr(checker, expr, output, 'DISTINCT ON') ?? checker.check(expr))
    );
    const order = this.#within('ORDER BY', () => planSelectOrder(checker, this.#tail.orderBy, output));

    let rel = from.rel;
    if (where) rel = { kind: 'filter', input: rel, conjuncts: conjunctsOf(where) };
    rel = this.#grouped(rel, keys, having, [
      ...output.columns.map((c) => c.expr),
      ...distinctOn,
      ...order.map((k) => k.expr)
    ]);
    if (this.#block.windows.length > 0) {
      this.#refuseLocks('window functions');
      const { windows, windowRegister } = this.#block;
      rel = { kind: 'window', input: rel, calls: windows, register: windowRegister };
    }
    if (this.#block.generators.length > 0) {
      this.#refuseLocks('set-returning functions in the target list');
      const { generators, generatorRegister } = this.#block;
      rel = { kind: 'generate', input: rel, items: generators, register: generatorRegister };
    }
    return this.#finish(rel, output, distinctOn, order);
  }

  #within<T>(clause: Clause, check: () => T): T {
    return this.#block.within(clause, check);
  }

  #grouped(rel: Rel, keys: readonly Scalar[], having: Scalar | undefined, after: readonly Scalar[]): Rel {
    const { aggregates, aggregateRegister, windows } = this.#block;
    const { groupBy } = this.#select;
    if (groupBy.length === 0 && aggregates.length === 0 && !having) return rel;
    if (groupBy.length > 0) this.#refuseLocks('GROUP BY clause');
    if (having) this.#refuseLocks('HAVING clause');
    this.#refuseLocks('aggregate functions');
    const rule = new GroupingRule(this.#planner.context, keys, outputRegisters(rel));
    const inWindows = windows.flatMap((call) => [
      ...call.args,
      ...call.partitionBy,
      ...call.orderBy.map((key) => key.expr)
    ]);
    const inGenerators = this.#block.generators.flatMap((item) => item.args);
    for (const scalar of [...after, ...inWindows, ...inGenerators, ...(having ? [having] : [])])
      rule.check(scalar);
    const group: Rel = {
      kind: 'group',
      input: rel,
      keys,
      aggregates,
      register: aggregateRegister,
      scalar: groupBy.length === 0
    };
    return having ? { kind: 'filter', input: group, conjuncts: conjunctsOf(having) } : group;
  }

  /** DISTINCT, ORDER BY and LIMIT over the select list. */
  #finish(rel: Rel, output: Output, distinctOn: readonly Scalar[], order: readonly SortKey[]): PlannedQuery {
    const { distinct } = this.#select;
    const isPlain = (scalar: Scalar) => scalar.kind === 'column';
    const usesOutput = order.some((key) =>
      output.columns.some((c) => c.expr === key.expr && !isPlain(c.expr))
    );
    const needsProject = distinct || usesOutput || this.#block.generators.length > 0;
    const {
      rel: projected,
      columns,
      renamed
    } = needsProject
      ? this.#projected(rel, output)
      : { rel, columns: output.columns, renamed: (scalar: Scalar) => scalar };
    const keys = order.map((key) => ({ ...key, expr: renamed(key.expr) }));
    let result = projected;
    if (distinct) {
      this.#refuseLocks('DISTINCT clause');
      checkDistinctOrder(keys, columns);
      result = {
        kind: 'distinct',
        input: result,
        keys: columns.map((column) => column.expr),
        duplicateError: undefined,
        nullsDiffer: false
      };
    }
    if (keys.length > 0) result = { kind: 'sort', input: result, keys, top: undefined };
    if (distinctOn.length > 0) {
      this.#refuseLocks('DISTINCT clause');
      const on = distinctOn.map(renamed);
      checkDistinctOn(on, keys);
      result = { kind: 'distinct', input: result, keys: on, duplicateError: undefined, nullsDiffer: false };
    }
    return { rel: this.#planner.limited(result, this.#tail, this.#outer), columns };
  }

  /** Works the select list out into a row of its own; later clauses read it there instead of working it out again. */
  #projected(rel: Rel, output: Output) {
    const register = this.#planner.context.newRegister();
    const exprs = output.columns.map((column) => column.expr);
    const columns = registerColumns(register, output.columns);
    const project: Rel = {
      kind: 'project',
      input: rel,
      register,
      exprs,
      names: output.columns.map((column) => column.name),
      closed: false
    };
    const places = new Map<string, Scalar>();
    exprs.forEach((expr, i) => {
      const key = scalarKey(expr);
      if (!places.has(key)) places.set(key, columns[i].expr);
    });
    const renamed = (scalar: Scalar): Scalar => places.get(scalarKey(scalar)) ?? scalar;
    return { rel: project, columns, renamed };
  }

  #refuseLocks(what: string): void {
    const [item] = this.#tail.locking;
    if (item)
      throw notImplemented(
        `FOR ${item.strength} is not allowed with ${what}`,
        this.#planner.context.at(item.span)
      );
  }
}

/** The output columns of a select list. */
export function planItems(
  checker: Checker,
  items: readonly SelectItem[],
  wanted: readonly SqlType[] | undefined
): Output {
  const columns: ScopeColumn[] = [];
  const exprs: (Expr | undefined)[] = [];
  const positional = items.every((item) => item.expr.kind !== 'star' && item.expr.kind !== 'access');
  items.forEach((item, i) => {
    for (const column of planItem(checker, item, positional ? wanted?.[i] : undefined)) {
      columns.push(column);
      exprs.push(item.expr);
    }
  });
  return { columns, exprs };
}

/** The columns of one item of a target list: one, or as many as a star stands for. */
export function planItem(checker: Checker, item: SelectItem, wanted: SqlType | undefined): ScopeColumn[] {
  const { expr, alias } = item;
  const inner = bare(expr);
  if (expr.kind === 'star' || (inner.kind === 'access' && inner.by === 'star')) {
    if (alias) throw syntax(`"${checker.textOf(expr)}" cannot be aliased`, checker.at(alias));
  }
  if (expr.kind === 'star')
    return checker.scope
      .expand(expr, checker.at(expr))
      .map((column) => ({ ...column, expr: { ...column.expr, span: checker.at(expr) }, hidden: false }));
  if (inner.kind === 'access' && inner.by === 'star')
    return expandTuple(checker, inner).map(({ name, scalar }) => ({
      name,
      type: scalar.type,
      expr: scalar,
      hidden: false
    }));
  const scalar = checker.check(expr, wanted);
  return [{ name: alias?.text ?? outputName(expr), type: scalar.type, expr: scalar, hidden: false }];
}

function namedWindows(select: SelectClause, planner: QueryPlanner) {
  const named = new Map<string, SelectClause['windows'][number]['spec']>();
  for (const { name, spec } of select.windows) {
    if (named.has(name.text))
      throw new SqlError('42P20', `window "${name.text}" is already defined`, {
        span: planner.context.at(name.span)
      });
    named.set(name.text, spec);
  }
  return named;
}

/** @throws SqlError 42P10 for a sort key that DISTINCT has merged away */
function checkDistinctOrder(keys: readonly SortKey[], columns: readonly ScopeColumn[]): void {
  for (const { expr } of keys) {
    if (!columns.some((column) => column.expr === expr) && expr.kind !== 'const')
      throw invalidColumnReference(
        'for SELECT DISTINCT, ORDER BY expressions must appear in select list',
        expr.span
      );
  }
}

/** The first sort keys must be the DISTINCT ON expressions, in any order, or the rows kept would be arbitrary. */
function checkDistinctOn(on: readonly Scalar[], keys: readonly SortKey[]): void {
  const wanted = new Set(on.map(scalarKey));
  const seen = new Set<string>();
  for (const { expr } of keys) {
    if (seen.size === wanted.size) return;
    const key = scalarKey(expr);
    if (!wanted.has(key))
      throw invalidColumnReference(
        'SELECT DISTINCT ON expressions must match initial ORDER BY expressions',
        expr.span
      );
    seen.add(key);
  }
}

const STRENGTHS = {
  UPDATE: 'update',
  'NO KEY UPDATE': 'update',
  SHARE: 'share',
  'KEY SHARE': 'share'
} as const;
const WAITS = { BLOCK: 'block', 'SKIP LOCKED': 'skip', NOWAIT: 'nowait' } as const;

function lockRequests(tail: QueryTail): LockRequest[] {
  return tail.locking.map((item) => ({
    lock: { strength: STRENGTHS[item.strength], wait: WAITS[item.wait] },
    of: item.of.map((name) => name.table),
    item
  }));
}
