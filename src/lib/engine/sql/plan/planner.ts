import type { Datum } from '../../base/datum';
import { SqlError } from '../../base/errors';
import type { Expr } from '../ast/expr';
import type { Query } from '../ast/select';
import type { Statement } from '../ast/statement';
import { Compiler } from '../exec/compiler';
import { compileCte, startCtes } from '../exec/compile-with';
import type { ExecContext } from '../exec/context';
import { Frame, type Eval } from '../exec/frame';
import { StatementSnapshot } from '../exec/statement-snapshot';
import type { SqlType } from '../types/type';
import { explainPlan } from './explain';
import { Optimizer } from './optimize';
import { PlanContext, type LiteralSlot, type TableUse } from './plan-context';
import { planMutation } from './plan-mutation';
import { isMutation, type MutationStatement } from './plan-statement-table';
import { QueryPlanner } from './query-planner';
import type { CteDef, Rel } from './rel';
import type { Scalar } from './scalar';
import type { OutputColumn, PlanCatalog, PlanSession } from './schema';
import { visitRels } from './walk';

/** Takes the rows of a result, one after another; true means that no more are wanted. The row is the taker's to keep. */
export type Emit = (row: Datum[]) => boolean;

/** A statement that is ready to run, any number of times. */
export interface Plan {
  readonly kind: 'query' | MutationStatement['kind'];
  /** Empty where the statement gives no rows. */
  readonly columns: readonly OutputColumn[];
  /** Whether running it may write, and what writing is called in errors. */
  readonly mutates: boolean;
  readonly verb: string;
  /** Ids of the tables and views that it reads or writes, and what for. */
  readonly tables: readonly number[];
  readonly uses: readonly TableUse[];
  /** False when planning looked at the value of a literal: the plan is for this text only. */
  readonly cacheable: boolean;
  readonly literals: readonly LiteralSlot[];
  /** The command tag of the PostgreSQL protocol: `INSERT 0 2`, `SELECT 3`. */
  tag(rowCount: number): string;
  /**
   * Runs the plan.
   * @param literals the values of the literals, in the order of `literals`; those of the planned text when left out
   * @returns how many rows were changed, or given by a query
   * @throws SqlError as the statement's values and constraints have it; whatever the context throws flies through
   */
  run(ctx: ExecContext, emit: Emit, literals?: readonly Datum[]): number;
  /** The plan as text, one operator a line, as EXPLAIN shows it. */
  explain(): string;
}

/** Whether a statement is one that `planStatement` takes. */
export function isPlannable(statement: Statement): statement is Query | MutationStatement {
  return statement.kind === 'query' || isMutation(statement);
}

/**
 * Plans a query or a data-modifying statement.
 * @param text the statement's text, which the spans of its tree point into
 * @param wanted types that constants in a query's columns are read as
 * @throws SqlError for names, types and forms that do not fit; 0A000 for what CockroachDB has and the playground has not
 */
export function planStatement(
  statement: Statement,
  text: string,
  catalog: PlanCatalog,
  session: PlanSession,
  wanted?: readonly SqlType[]
): Plan {
  if (!isPlannable(statement)) throw new SqlError('0A000', `a ${statement.kind} statement has no plan`);
  const context = new PlanContext(catalog, session, text);
  const planner = new QueryPlanner(context);
  const planned = isMutation(statement)
    ? planMutation(planner, statement)
    : planner.planQuery(statement, undefined, wanted);
  const columns = planned.columns?.filter((column) => !column.hidden) ?? [];
  const optimizer = new Optimizer(planner);
  const exprs = columns.map((column) => column.expr);
  const rel = optimizer.optimize(planned.rel, exprs);
  return new CompiledPlan({
    kind: statement.kind,
    rel,
    hoisted: context.hoisted.map((cte) => optimizer.cte(cte)),
    columns: columns.map(({ name, type }) => ({ name, type })),
    exprs: exprs.map((expr) => optimizer.scalar(expr)),
    context,
    upsert: statement.kind === 'insert' && statement.upsert
  });
}

interface PlanParts {
  readonly kind: Plan['kind'];
  readonly rel: Rel;
  /** Data-modifying row sources, run before everything else. */
  readonly hoisted: readonly CteDef[];
  readonly columns: readonly OutputColumn[];
  readonly exprs: readonly Scalar[];
  readonly context: PlanContext;
  readonly upsert: boolean;
}

class CompiledPlan implements Plan {
  readonly kind: Plan['kind'];
  readonly columns: readonly OutputColumn[];
  readonly mutates: boolean;
  readonly uses: readonly TableUse[];
  readonly tables: readonly number[];
  readonly cacheable: boolean;
  readonly literals: readonly LiteralSlot[];
  readonly #parts: PlanParts;
  readonly #run: ReturnType<Compiler['rel']>;
  readonly #hoisted: Parameters<typeof startCtes>[0];
  readonly #exprs: readonly Eval[];
  readonly #compiler: Compiler;
  readonly #values: readonly Datum[];
  /** Reads must see tables as they were before the statement although it writes meanwhile. */
  readonly #needsSnapshot: boolean;

  constructor(parts: PlanParts) {
    const { context } = parts;
    this.kind = parts.kind;
    this.columns = parts.columns;
    this.uses = context.uses;
    this.tables = [...new Set(context.uses.map((use) => use.table))];
    this.literals = context.literals;
    this.#parts = parts;
    this.#compiler = new Compiler(context.memos);
    this.#hoisted = parts.hoisted.map((cte) => ({ cte, fill: compileCte(cte, this.#compiler) }));
    this.#run = this.#compiler.rel(parts.rel);
    this.#exprs = this.#compiler.scalars(parts.exprs);
    this.#values = context.literals.map((literal) => literal.value);
    const found = mutationsIn(parts.rel);
    const isPart = parts.hoisted.length > 0 || found.inCtes;
    this.mutates = parts.kind !== 'query' || isPart;
    this.#needsSnapshot = isPart || found.readsTables;
    // Planning may have come to look at a literal until the very end.
    this.cacheable = context.cacheable;
  }

  tag(rowCount: number): string {
    switch (this.kind) {
      case 'query':
        return `SELECT ${rowCount}`;
      case 'insert':
        return `INSERT 0 ${rowCount}`;
      case 'update':
        return `UPDATE ${rowCount}`;
      case 'delete':
        return `DELETE ${rowCount}`;
    }
  }

  run(ctx: ExecContext, emit: Emit, literals: readonly Datum[] = this.#boundNow(ctx)): number {
    if (this.mutates && ctx.readOnly)
      throw new SqlError('25006', `cannot execute ${this.verb} in a read-only transaction`);
    if (this.#compiler.fullScans.length > 0) ctx.allowFullScans?.(this.#compiler.fullScans);
    const frame = new Frame(ctx, {
      access: this.#needsSnapshot ? new StatementSnapshot(ctx.rows) : ctx.rows,
      registers: this.#parts.context.registers,
      literals,
      memos: this.#compiler.memos
    });
    startCtes(this.#hoisted, frame);
    const exprs = this.#exprs;
    let given = 0;
    this.#run(frame, () => {
      given++;
      if (this.columns.length === 0 && this.kind !== 'query') return false;
      const row = new Array<Datum>(exprs.length);
      for (let i = 0; i < exprs.length; i++) row[i] = exprs[i](frame);
      return emit(row);
    });
    return this.kind === 'query' ? given : frame.affected;
  }

  explain(): string {
    return explainPlan(this.#parts.rel, this.#parts.hoisted);
  }

  /** The literals of the planned text, those read anew whose meaning may have changed since. */
  #boundNow(ctx: ExecContext): readonly Datum[] {
    if (!this.literals.some((literal) => literal.stable)) return this.#values;
    return this.literals.map((literal, i) =>
      literal.stable ? literal.bind(literal.text, ctx.format) : this.#values[i]
    );
  }

  /** What changes data, as errors name it. */
  get verb(): string {
    if (this.kind === 'query') return 'a data-modifying WITH';
    return this.#parts.upsert ? 'UPSERT' : this.kind.toUpperCase();
  }
}

/** Whether WITH tables change data, and whether any mutation reads tables between its writes. */
function mutationsIn(rel: Rel): { inCtes: boolean; readsTables: boolean } {
  let inCtes = false;
  let readsTables = false;
  visitRels(rel, (node) => {
    if (node.kind === 'with' && node.ctes.some((cte) => cte.mutates)) inCtes = true;
    if ('readsTables' in node && node.readsTables) readsTables = true;
  });
  return { inCtes, readsTables };
}

/**
 * The expression of AS OF SYSTEM TIME, looked for in the statement's outermost SELECTs as CockroachDB does; undefined
 * without one. The caller evaluates it (`compileScalar`) before planning, since it decides which catalog is planned with.
 */
export function findAsOf(statement: Statement): Expr | undefined {
  switch (statement.kind) {
    case 'query':
      return queryAsOf(statement);
    case 'explain':
      return findAsOf(statement.statement);
    case 'createTableAs':
      return queryAsOf(statement.query);
    case 'insert':
      return statement.source && queryAsOf(statement.source);
    default:
      return undefined;
  }
}

function queryAsOf(query: Query): Expr | undefined {
  return bodyAsOf(query.body);
}

function bodyAsOf(body: Query['body']): Expr | undefined {
  switch (body.kind) {
    case 'select':
      return body.asOf;
    case 'parenQuery':
      return queryAsOf(body.query);
    case 'setOperation':
      for (const operand of body.operands) {
        const found = bodyAsOf(operand);
        if (found) return found;
      }
      return undefined;
    case 'values':
      return undefined;
  }
}

// What users of the planner need besides, under the one name they know.
export { placedIn, PlanCache } from './plan-cache';
export { compileScalar, makeRowScope, NO_SCOPE } from './scalar-api';
