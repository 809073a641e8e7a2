import type { SqlType } from '../types/type';
import { MIRRORED } from './comparison';
import type { KeyBound } from './rel';
import { boolConst, nullConst, type CompareOp, type Scalar } from './scalar';
import { scalarKey } from './scalar-key';
import { isVolatile, readRegisters } from './walk';

/**
 * What conditions say about single columns of a table, in the form that spans of an index are made of. They only narrow
 * the search: every row found is still held against the whole filter.
 */
export interface ColumnConditions {
  /** The column has one of these values. */
  equal: { readonly values: readonly Scalar[]; readonly matchesNull: boolean } | undefined;
  low: KeyBound | undefined;
  high: KeyBound | undefined;
}

/** Lists longer than this would make more spans than reading the index through. */
const MAX_VALUES = 10_000;

/** Gathers conditions on the columns of the row in a register, by the key of the column's expression. */
export function keyConditions(filter: readonly Scalar[], register: number): Map<string, ColumnConditions> {
  const found = new Map<string, ColumnConditions>();
  for (const condition of filter) new Gatherer(found, register).gather(condition);
  return found;
}

class Gatherer {
  readonly #found: Map<string, ColumnConditions>;
  readonly #register: number;

  constructor(found: Map<string, ColumnConditions>, register: number) {
    this.#found = found;
    this.#register = register;
  }

  gather(condition: Scalar): void {
    switch (condition.kind) {
      case 'column':
      case 'virtual':
        this.#equal(condition, [boolConst(condition.type, true)], false);
        return;
      case 'not':
        if (condition.operand.kind === 'column' || condition.operand.kind === 'virtual')
          this.#equal(condition.operand, [boolConst(condition.type, false)], false);
        return;
      case 'compare':
        this.#compare(condition.left, condition.op, condition.right, condition.comparison.type);
        return;
      case 'distinct':
        if (condition.not && condition.comparison.type) this.#bothWays(condition.left, condition.right, true);
        return;
      case 'is':
        if (condition.test === 'null' && !condition.not)
          this.#equal(condition.operand, [nullConst(condition.operand.type)], true);
        return;
      case 'in':
        if (!condition.not && condition.comparison.type) this.#members(condition.left, condition.items);
        return;
      case 'or':
        this.#alternatives(condition.operands);
        return;
      case 'quantified':
        if (condition.op === '=' && !condition.all && condition.right.kind === 'array')
          this.#members(condition.left, condition.right.items);
        return;
      case 'binary':
        if (condition.op === 'LIKE') this.#prefix(condition.left, condition.right);
    }
  }

  #compare(left: Scalar, op: CompareOp, right: Scalar, type: SqlType | undefined): void {
    if (!type || op === '!=') return;
    if (left.kind === 'tuple' && right.kind === 'tuple') {
      this.#compareTuples(left.items, op, right.items);
      return;
    }
    if (op === '=') {
      this.#bothWays(left, right, false);
      return;
    }
    this.#bound(left, op, right);
    this.#bound(right, MIRRORED[op], left);
  }

  /** Of rows, equality says the same of every pair; an order only bounds the first. */
  #compareTuples(left: readonly Scalar[], op: CompareOp, right: readonly Scalar[]): void {
    if (op === '=') {
      left.forEach((item, i) => this.#compare(item, '=', right[i], item.type));
    } else if (left.length > 0) {
      const loose = op === '<' ? '<=' : op === '>' ? '>=' : op;
      this.#compare(left[0], loose, right[0], left[0].type);
    }
  }

  #bothWays(left: Scalar, right: Scalar, matchesNull: boolean): void {
    this.#equal(left, [right], matchesNull);
    this.#equal(right, [left], matchesNull);
  }

  #members(left: Scalar, items: readonly Scalar[]): void {
    if (items.length === 0 || items.length > MAX_VALUES) return;
    if (left.kind !== 'tuple') {
      this.#equal(left, items, false);
      return;
    }
    left.items.forEach((part, i) => {
      const values = items.map((item) => (item.kind === 'tuple' ? item.items[i] : undefined));
      if (values.every((value) => value !== undefined)) this.#equal(part, distinctValues(values), false);
    });
  }

  /** `a = 1 OR a = 2` is `a IN (1, 2)`. */
  #alternatives(operands: readonly Scalar[]): void {
    const values: Scalar[] = [];
    let column: Scalar | undefined;
    for (const operand of operands) {
      if (operand.kind !== 'compare' || operand.op !== '=' || !operand.comparison.type) return;
      const own = this.#isColumn(operand.left) ? operand.left : operand.right;
      if (!this.#isColumn(own) || (column && scalarKey(column) !== scalarKey(own))) return;
      column = own;
      values.push(own === operand.left ? operand.right : operand.left);
    }
    if (column && values.length <= MAX_VALUES) this.#equal(column, values, false);
  }

  /** `LIKE 'abc%'` bounds the column by the pattern's beginning, which is worked out when the pattern is known. */
  #prefix(left: Scalar, pattern: Scalar): void {
    if (left.type.family !== 'string' || !this.#isColumn(left) || !this.#isGiven(pattern)) return;
    const conditions = this.#conditionsOf(left);
    const bound: KeyBound = { value: pattern, inclusive: true, prefix: true };
    conditions.low ??= bound;
    conditions.high ??= bound;
  }

  #equal(column: Scalar, values: readonly Scalar[], matchesNull: boolean): void {
    if (
      !this.#isColumn(column) ||
      !values.every((value) => this.#isGiven(value) && isKeyOf(column.type, value.type))
    )
      return;
    const conditions = this.#conditionsOf(column);
    if (!conditions.equal || values.length < conditions.equal.values.length)
      conditions.equal = { values, matchesNull };
  }

  #bound(column: Scalar, op: CompareOp, value: Scalar): void {
    if (!this.#isColumn(column) || !this.#isGiven(value) || !isKeyOf(column.type, value.type)) return;
    const conditions = this.#conditionsOf(column);
    const bound: KeyBound = { value, inclusive: op === '<=' || op === '>=', prefix: false };
    if (op === '>' || op === '>=') conditions.low = bound;
    else conditions.high = bound;
  }

  #conditionsOf(column: Scalar): ColumnConditions {
    const key = scalarKey(column);
    let conditions = this.#found.get(key);
    if (!conditions)
      this.#found.set(key, (conditions = { equal: undefined, low: undefined, high: undefined }));
    return conditions;
  }

  /** A column of the row, or an expression over it such as an index may have. */
  #isColumn(scalar: Scalar): boolean {
    if (scalar.kind === 'column' || scalar.kind === 'virtual') return scalar.register === this.#register;
    if (scalar.kind === 'const' || scalar.kind === 'literal' || scalar.kind === 'tuple') return false;
    const read = readRegisters(scalar);
    return read.size === 1 && read.has(this.#register);
  }

  /** Known before the row is read, and the same for the whole scan. */
  #isGiven(scalar: Scalar): boolean {
    return !readRegisters(scalar).has(this.#register) && !isVolatile(scalar);
  }
}

/** Whether values of a type may be encoded as keys of a column's type. */
function isKeyOf(column: SqlType, value: SqlType): boolean {
  if (value.family === 'unknown') return true;
  if (column.family === 'array' || column.family === 'tuple' || column.family === 'jsonb') return false;
  return column.family === value.family;
}

function distinctValues(values: readonly Scalar[]): Scalar[] {
  const seen = new Set<string>();
  return values.filter((value) => {
    const key = value.kind === 'literal' ? `literal ${value.index}` : scalarKey(value);
    return !seen.has(key) && seen.add(key);
  });
}
