import { SqlError, type Span } from '../../base/errors';
import type { WindowSpec } from '../ast/expr';
import type { AggregateCall, GeneratorItem, WindowCall } from './rel';
import { columnScalar, type ColumnScalar } from './scalar';
import { hasLiteral, scalarKey } from './scalar-key';
import { isVolatile } from './walk';
import type { PlanContext } from './plan-context';

/** The part of a statement that an expression stands in, as messages name it. */
export type Clause =
  | 'SELECT'
  | 'WHERE'
  | 'ON'
  | 'GROUP BY'
  | 'HAVING'
  | 'ORDER BY'
  | 'DISTINCT ON'
  | 'LIMIT'
  | 'OFFSET'
  | 'VALUES'
  | 'FROM'
  | 'RETURNING'
  | 'UPDATE SET'
  | 'FILTER'
  | 'aggregate'
  | 'window'
  | (string & {});

/** Functions that belong to a whole SELECT and not to one row. */
export type SpecialClass = 'aggregate' | 'window' | 'generator';

/** Clauses evaluated after grouping. */
const AFTER_GROUPING: ReadonlySet<Clause> = new Set<Clause>(['SELECT', 'ORDER BY', 'DISTINCT ON']);

/**
 * One SELECT while it is planned: collects the aggregates, window functions and row generators found in its expressions and
 * gives each a column of a register, so that the expression reads its result like any other column.
 */
export class QueryBlock {
  readonly aggregates: AggregateCall[] = [];
  readonly windows: WindowCall[] = [];
  readonly generators: GeneratorItem[] = [];
  /** The clause whose expressions are being checked; undefined outside of all. */
  clause: Clause | undefined;
  /** Why no generator may stand here, whatever the clause; undefined where one may. */
  #noGenerator: string | undefined;
  readonly aggregateRegister: number;
  readonly windowRegister: number;
  readonly generatorRegister: number;
  #generatorColumns = 0;
  /** Where calls stand by their key, so that one written twice is worked out once. */
  readonly #places = new Map<string, number>();

  readonly #namedWindows: ReadonlyMap<string, WindowSpec>;

  constructor(context: PlanContext, windows: ReadonlyMap<string, WindowSpec> = new Map()) {
    this.#namedWindows = windows;
    this.aggregateRegister = context.newRegister();
    this.windowRegister = context.newRegister();
    this.generatorRegister = context.newRegister();
  }

  /** A window of the WINDOW clause. */
  windowNamed(name: string): WindowSpec | undefined {
    return this.#namedWindows.get(name);
  }

  /** Checks expressions as part of a clause. */
  within<T>(clause: Clause, check: () => T): T {
    const outer = this.clause;
    this.clause = clause;
    try {
      return check();
    } finally {
      this.clause = outer;
    }
  }

  /** Checks expressions among which no generator may be. @param why the message of the error */
  withoutGenerators<T>(why: string, check: () => T): T {
    const outer = this.#noGenerator;
    this.#noGenerator = why;
    try {
      return check();
    } finally {
      this.#noGenerator = outer;
    }
  }

  addAggregate(call: AggregateCall): ColumnScalar {
    const slot = placeOf(this.aggregates, call, this.#places);
    return columnScalar(this.aggregateRegister, slot, call.name, call.type);
  }

  addWindow(call: WindowCall): ColumnScalar {
    const slot = placeOf(this.windows, call, this.#places);
    return columnScalar(this.windowRegister, slot, call.name, call.type);
  }

  /** Adds a generator; its columns stand one after another from the given slot on. */
  addGenerator(item: GeneratorItem): { register: number; slot: number } {
    const slot = this.#generatorColumns;
    this.generators.push(item);
    this.#generatorColumns += item.columns.length;
    return { register: this.generatorRegister, slot };
  }

  /** @throws SqlError 42803, 42P20 or 0A000 where the clause takes no such function */
  allow(what: SpecialClass, span: Span | undefined): void {
    const { clause } = this;
    if (what === 'generator' && this.#noGenerator !== undefined)
      throw new SqlError('0A000', this.#noGenerator, { span });
    const fits =
      clause !== undefined &&
      (AFTER_GROUPING.has(clause) || (what === 'aggregate' && (clause === 'HAVING' || clause === 'window')));
    if (!fits) throw misplaced(what, clause ?? 'this place', span);
  }
}

/** Adds a call to a list unless it is there already. @returns its index */
function placeOf<C extends AggregateCall | WindowCall>(
  list: C[],
  call: C,
  places: Map<string, number>
): number {
  const key = callKey(call);
  const found = key === undefined ? undefined : places.get(key);
  if (found !== undefined) return found;
  if (key !== undefined) places.set(key, list.length);
  list.push(call);
  return list.length - 1;
}

/** Undefined where two calls are never the same, or where that would rest on the values of literals. */
function callKey(call: AggregateCall | WindowCall): string | undefined {
  const sort = call.orderBy.map(({ expr, descending, nullsFirst }) => ({
    expr,
    as: `${descending} ${nullsFirst}`
  }));
  const parts = [
    ...call.args,
    ...sort.map(({ expr }) => expr),
    ...(call.filter ? [call.filter] : []),
    ...('partitionBy' in call ? call.partitionBy : [])
  ];
  if (parts.some((part) => hasLiteral(part) || isVolatile(part))) return undefined;
  const own = 'partitionBy' in call ? windowKey(call) : `distinct ${call.distinct}`;
  const filter = call.filter ? scalarKey(call.filter) : '';
  const order = sort.map(({ expr, as }) => `${scalarKey(expr)} ${as}`).join(', ');
  return own === undefined
    ? undefined
    : `${call.name} (${call.args.map(scalarKey).join(', ')}) ${filter} order ${order} ${own}`;
}

function windowKey({ partitionBy, frame }: WindowCall): string | undefined {
  if (frame.start.offset || frame.end.offset) return undefined;
  const by = partitionBy.map(scalarKey).join(', ');
  return `over ${by} ${frame.mode} ${frame.start.kind} ${frame.end.kind} ${frame.exclude}`;
}

/** A function where there is no group, window or row of its own. */
export function misplaced(what: SpecialClass, clause: Clause, span: Span | undefined): SqlError {
  if (clause === what) return nested(what, span);
  const code = what === 'aggregate' ? '42803' : what === 'window' ? '42P20' : '0A000';
  return new SqlError(code, `${what} functions are not allowed in ${clause}`, { span });
}

function nested(what: SpecialClass, span: Span | undefined): SqlError {
  return new SqlError(what === 'aggregate' ? '42803' : '42P20', `${what} function calls cannot be nested`, {
    span
  });
}
