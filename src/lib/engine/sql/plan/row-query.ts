import type { Datum, Row } from '../../base/datum';
import { SqlError } from '../../base/errors';
import type { Expr } from '../ast/expr';
import type { SelectItem } from '../ast/select';
import { Compiler } from '../exec/compiler';
import type { ExecContext } from '../exec/context';
import { Frame } from '../exec/frame';
import { compareDatums } from '../types/compare';
import { typeWord } from '../types/type-name';
import { keyConditions, type ColumnConditions } from './key-conditions';
import { Optimizer } from './optimize';
import { PlanContext } from './plan-context';
import { planItem } from './plan-select';
import { QueryPlanner } from './query-planner';
import type { KeyBound } from './rel';
import type { Scalar } from './scalar';
import type { RowScope } from './scalar-api';
import type { OutputColumn, PlanCatalog, PlanSession } from './schema';
import { conjunctsOf, readRegisters } from './walk';
import { typeMismatch } from './errors';

/** The query of a CDC query: one row in, one row or none out (reference §7.1). */
export interface RowQuery {
  /** A repeated name has `_1`, `_2`, … from its second use on (reference §7.3). */
  readonly columns: readonly OutputColumn[];
  readonly exprs: readonly Scalar[];
  readonly filter: Scalar | undefined;
  /** @param rows one row for each source of the scope; undefined where the filter does not hold */
  eval(rows: readonly Row[], ctx: ExecContext): Row | undefined;
  /** Whether the filter can be seen to hold for no row: constants that are not true, conditions that exclude one another. */
  matchesNothing(notNull: (register: number, slot: number) => boolean, ctx: ExecContext): boolean;
}

/**
 * Compiles a target list and a filter over rows that come one by one.
 * @param text the text that their spans point into
 * @throws SqlError as a SELECT would
 */
export function compileRowQuery(
  query: { readonly items: readonly SelectItem[]; readonly where: Expr | undefined },
  text: string,
  rows: RowScope,
  catalog: PlanCatalog,
  session: PlanSession
): RowQuery {
  const context = new PlanContext(catalog, session, text);
  context.cacheable = false;
  for (let i = 0; i < rows.registers; i++) context.newRegister();
  const planner = new QueryPlanner(context);
  const optimizer = new Optimizer(planner);
  const checker = planner.checker(rows.scope, 'CDC queries');
  const outputs = query.items.flatMap((item) => planItem(checker, item, undefined));
  const exprs = outputs.map(({ expr }) => optimizer.scalar(expr));
  const filter = query.where && optimizer.scalar(filterOf(checker.check(query.where)));
  const compiler = new Compiler(context.memos);
  const evals = compiler.scalars(exprs);
  const test = filter && compiler.scalar(filter);
  const frameOf = (given: readonly Row[], ctx: ExecContext): Frame => {
    const frame = new Frame(ctx, { registers: context.registers, literals: [], memos: compiler.memos });
    given.forEach((row, i) => (frame.rows[i] = row));
    return frame;
  };
  return {
    columns: uniqueNames(outputs.map(({ name }, i) => ({ name, type: exprs[i].type }))),
    exprs,
    filter,
    eval(given, ctx) {
      const frame = frameOf(given, ctx);
      if (test && test(frame) !== true) return undefined;
      return evals.map((evaluate) => evaluate(frame));
    },
    matchesNothing(notNull, ctx) {
      if (!filter) return false;
      const valueOf = (scalar: Scalar) => {
        if (readRegisters(scalar).size > 0) return undefined;
        try {
          return compiler.scalar(scalar)(frameOf([], ctx));
        } catch (error) {
          // What cannot be worked out fails when the first row comes.
          if (error instanceof SqlError) return undefined;
          throw error;
        }
      };
      return new Contradictions(valueOf, notNull, rows.registers).within(conjunctsOf(filter));
    }
  };
}

function filterOf(scalar: Scalar): Scalar {
  if (scalar.type.family !== 'bool' && scalar.type.family !== 'unknown')
    throw typeMismatch(`argument of WHERE must be type bool, not type ${typeWord(scalar.type)}`, scalar.span);
  return scalar;
}

function uniqueNames(columns: readonly OutputColumn[]): OutputColumn[] {
  const uses = new Map<string, number>();
  const taken = new Set(columns.map(({ name }) => name));
  return columns.map((column) => {
    let use = uses.get(column.name) ?? 0;
    let name = column.name;
    if (use > 0) {
      while (taken.has((name = `${column.name}_${use}`))) use++;
      taken.add(name);
    }
    uses.set(column.name, use + 1);
    return { ...column, name };
  });
}

/** What several conditions on one column say together. */
interface Gathered {
  readonly column: ColumnConditions;
  readonly type: Scalar['type'];
}

/** Looks for conditions that no row can meet. */
class Contradictions {
  readonly #valueOf: (scalar: Scalar) => Datum | undefined;
  readonly #notNull: (register: number, slot: number) => boolean;
  readonly #registers: number;

  /** @param valueOf of a constant; undefined for what depends on the row, or fails */
  constructor(
    valueOf: (scalar: Scalar) => Datum | undefined,
    notNull: (register: number, slot: number) => boolean,
    registers: number
  ) {
    this.#valueOf = valueOf;
    this.#notNull = notNull;
    this.#registers = registers;
  }

  /** Whether conditions that must hold together cannot. */
  within(conditions: readonly Scalar[]): boolean {
    if (conditions.some((condition) => this.#neverHolds(condition))) return true;
    for (let register = 0; register < this.#registers; register++) {
      const byColumn = new Map<string, Gathered[]>();
      for (const condition of conditions)
        for (const [key, column] of keyConditions([condition], register)) {
          const bound = column.equal?.values[0] ?? column.low?.value ?? column.high?.value;
          if (!bound) continue;
          const gathered = byColumn.get(key) ?? [];
          gathered.push({ column, type: bound.type });
          byColumn.set(key, gathered);
        }
      for (const gathered of byColumn.values()) if (this.#exclude(gathered)) return true;
    }
    return false;
  }

  #neverHolds(condition: Scalar): boolean {
    const value = this.#valueOf(condition);
    if (value !== undefined) return value !== true;
    if (condition.kind === 'or')
      return condition.operands.every((operand) => this.within(conjunctsOf(operand)));
    // A comparison with NULL is NULL; of rows, the other parts may still decide.
    if (condition.kind === 'compare')
      return [condition.left, condition.right].some(
        (side) => side.type.family !== 'tuple' && this.#valueOf(side) === null
      );
    return (
      condition.kind === 'is' &&
      condition.test === 'null' &&
      !condition.not &&
      condition.operand.kind === 'column' &&
      this.#notNull(condition.operand.register, condition.operand.slot)
    );
  }

  #exclude(gathered: readonly Gathered[]): boolean {
    const known = gathered.filter(({ column }) => this.#isConstant(column));
    const lists = known.flatMap(({ column, type }) =>
      column.equal ? [{ values: column.equal.values.map((value) => this.#valueOf(value) ?? null), type }] : []
    );
    const lows = known.flatMap(({ column, type }) => this.#bound(column.low, type));
    const highs = known.flatMap(({ column, type }) => this.#bound(column.high, type));
    const [first] = lists;
    if (first)
      return !first.values.some(
        (value) =>
          lists.every((list) => list.values.some((other) => sameDatum(value, other, list.type))) &&
          lows.every((low) => isWithin(value, low, 1)) &&
          highs.every((high) => isWithin(value, high, -1))
      );
    return lows.some((low) =>
      highs.some((high) => {
        if (low.value === null || high.value === null) return true;
        const order = compareDatums(low.value, high.value, low.type);
        return order > 0 || (order === 0 && !(low.inclusive && high.inclusive));
      })
    );
  }

  #isConstant({ equal, low, high }: ColumnConditions): boolean {
    const scalars = [...(equal?.values ?? []), ...(low ? [low.value] : []), ...(high ? [high.value] : [])];
    return scalars.every((scalar) => this.#valueOf(scalar) !== undefined);
  }

  /** A bound as a value; the beginning of a LIKE pattern says too little. */
  #bound(bound: KeyBound | undefined, type: Scalar['type']): Bound[] {
    if (!bound || bound.prefix) return [];
    return [{ value: this.#valueOf(bound.value) ?? null, inclusive: bound.inclusive, type }];
  }
}

interface Bound {
  readonly value: Datum;
  readonly inclusive: boolean;
  readonly type: Scalar['type'];
}

/** @param side 1 for a lower bound, -1 for an upper one */
function isWithin(value: Datum, bound: Bound, side: 1 | -1): boolean {
  if (value === null || bound.value === null) return false;
  const order = compareDatums(value, bound.value, bound.type) * side;
  return order > 0 || (order === 0 && bound.inclusive);
}

function sameDatum(a: Datum, b: Datum, type: Scalar['type']): boolean {
  if (a === null || b === null) return a === b;
  return compareDatums(a, b, type) === 0;
}
