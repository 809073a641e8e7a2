import type { Datum, Row } from '../../base/datum';
import type { Expr } from '../ast/expr';
import { Compiler } from '../exec/compiler';
import type { ExecContext } from '../exec/context';
import { Frame } from '../exec/frame';
import type { SqlType } from '../types/type';
import { assignmentCast, explicitCast } from './casts';
import { Optimizer } from './optimize';
import { PlanContext } from './plan-context';
import { QueryPlanner, registerColumns } from './query-planner';
import { columnScalar, nullConst, type Scalar } from './scalar';
import type { PlanCatalog, PlanSession, TableSchema } from './schema';
import { Scope, type ScopeColumn, type ScopeSource } from './scope';
import { writtenColumns } from './table-writer';

/**
 * Single expressions outside of queries: values of SET and AS OF, defaults, checks, computed columns, and the projections
 * and filters of CDC queries. A `RowScope` says what names they see; evaluating takes one row for each of its sources.
 */

/** What an expression may name, and in which order the rows are handed over. */
export interface RowScope {
  readonly scope: Scope;
  /** How many rows an evaluation takes. */
  readonly registers: number;
}

/** A source of named values: the row of a table, or some extra names such as those of a CDC query. */
export type RowScopeSource =
  | {
      readonly kind: 'table';
      readonly table: TableSchema;
      readonly name: string;
      /** Columns left out of `*` that are usually visible, by id. */
      readonly omit?: ReadonlySet<number>;
      /** Columns that are always NULL, by id. */
      readonly nulls?: ReadonlySet<number>;
    }
  /** The row is the values in order. */
  | {
      readonly kind: 'columns';
      readonly name: string | undefined;
      readonly columns: readonly GivenValue[];
    };

/** A value that comes with each row, or that is one and the same for all. */
export interface GivenValue {
  readonly name: string;
  readonly type: SqlType;
  /** Not part of `*`. */
  readonly hidden?: boolean;
  /** Named by a call without arguments: `event_op()`. */
  readonly called?: boolean;
  /** Set for a constant: expressions of it are known before any row is. */
  readonly value?: Datum;
}

export interface CompiledScalar {
  readonly type: SqlType;
  /** The typed expression, for looking into it (`usageOf`). */
  readonly scalar: Scalar;
  /** @param rows one row for each source of the scope, in their order */
  eval(rows: readonly Row[], ctx: ExecContext): Datum;
}

export interface ScalarOptions {
  /** The type that is wanted: constants take it if they can. */
  readonly wanted?: SqlType;
  /** How the value becomes one of the wanted type: as `::` would, or as an assignment to a column. Left out: not at all. */
  readonly convert?: 'cast' | 'assign';
  /** What the expression is, for messages: `DEFAULT`, `CHECK`, `AS OF SYSTEM TIME`. */
  readonly place?: string;
  /** The expression is kept in the catalog: errors carry no place in the statement. */
  readonly stored?: boolean;
}

/** Nothing to name. */
export const NO_SCOPE: RowScope = { scope: new Scope({ parent: undefined, sources: [] }), registers: 0 };

/** A scope over rows that the caller has. The first sources go first where a name stands in several. */
export function makeRowScope(
  sources: readonly RowScopeSource[],
  catalog: PlanCatalog,
  session: PlanSession
): RowScope {
  const planner = new QueryPlanner(new PlanContext(catalog, session, ''));
  const functions = new Map<string, Scalar>();
  const made = sources.map((source): ScopeSource => {
    const register = planner.context.newRegister();
    if (source.kind === 'table')
      return { name: source.name, columns: tableSource(planner, source, register), register };
    const columns = givenColumns(register, source.columns);
    source.columns.forEach(({ name, called }, i) => {
      if (called) functions.set(name, columns[i].expr);
    });
    return { name: source.name, columns: columns.filter((_, i) => !source.columns[i].called), register };
  });
  return { scope: new Scope({ parent: undefined, sources: made, functions }), registers: made.length };
}

function givenColumns(register: number, values: readonly GivenValue[]): ScopeColumn[] {
  return registerColumns(register, values).map((column, i) => {
    const { value, type } = values[i];
    return value === undefined
      ? column
      : { ...column, expr: { kind: 'const', type, span: undefined, value } satisfies Scalar };
  });
}

function tableSource(
  planner: QueryPlanner,
  { table, omit, nulls }: RowScopeSource & { kind: 'table' },
  register: number
): ScopeColumn[] {
  const columns = writtenColumns(planner, table, register);
  return table.columns.map((column, i) => ({
    ...columns[i],
    expr: nulls?.has(column.id)
      ? nullConst(columns[i].type)
      : column.computed?.virtual
        ? virtualColumn(register, columns[i])
        : columnScalar(register, column.slot, column.name, columns[i].type),
    hidden: column.hidden || column.state !== 'public' || (omit?.has(column.id) ?? false)
  }));
}

function virtualColumn(register: number, { name, type, expr }: ScopeColumn): Scalar {
  return { kind: 'virtual', type, span: undefined, register, name, expr };
}

/**
 * Compiles an expression.
 * @param text the text that its spans point into
 * @throws SqlError as checking an expression of a statement does
 */
export function compileScalar(
  expr: Expr,
  text: string,
  rows: RowScope,
  catalog: PlanCatalog,
  session: PlanSession,
  options: ScalarOptions = {}
): CompiledScalar {
  const context = new PlanContext(catalog, session, text);
  context.cacheable = false;
  for (let i = 0; i < rows.registers; i++) context.newRegister();
  const planner = new QueryPlanner(context);
  const check = () => {
    const checked = planner
      .checker(rows.scope, options.place ?? 'this expression')
      .check(expr, options.wanted);
    return converted(checked, options);
  };
  const scalar = new Optimizer(planner).scalar(options.stored ? context.foreignText(check) : check());
  const compiler = new Compiler(context.memos);
  const evaluate = compiler.scalar(scalar);
  return {
    type: scalar.type,
    scalar,
    eval(given, ctx) {
      const frame = new Frame(ctx, { registers: context.registers, literals: [], memos: compiler.memos });
      given.forEach((row, i) => (frame.rows[i] = row));
      return evaluate(frame);
    }
  };
}

function converted(scalar: Scalar, { wanted, convert, place }: ScalarOptions): Scalar {
  if (!wanted || !convert) return scalar;
  return convert === 'cast'
    ? explicitCast(scalar, wanted, scalar.span)
    : assignmentCast(scalar, wanted, place ?? '');
}
