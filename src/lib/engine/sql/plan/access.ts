import { SqlError } from '../../base/errors';
import { impliesPredicate } from './implication';
import { keyConditions, type ColumnConditions } from './key-conditions';
import type { QueryPlanner } from './query-planner';
import {
  isNarrowed,
  type IndexAccess,
  type IndexSpans,
  type JoinRel,
  type KeyEquality,
  type KeyRange,
  type Rel,
  type ScanRel,
  type SortKey
} from './rel';
import { columnById, type IndexSchema, type TableSchema } from './schema';
import { columnScalar, type Scalar } from './scalar';
import { scalarKey } from './scalar-key';
import { writtenColumns } from './table-writer';
import { substituted } from './substitute';
import { conjunctsOf, mapParts, outputRegisters, readRegisters } from './walk';

/** Chooses by which index a table is read, and whether the order of an index makes a sort needless. */

/** Guesses about rows, for choosing between ways only. */
const TABLE_ROWS = 1000;
const ROWS_PER_VALUE = 10;
const RANGE_SHARE = 0.3;
/** Reading a row through a secondary index costs two look-ups. */
const DETOUR = 2;
/** Most spans that lists of values for several columns may multiply into. */
const MAX_SPANS = 10_000;
/** Longest OR of which each part is looked into. */
const MAX_ALTERNATIVES = 100;

export class AccessChooser {
  readonly #planner: QueryPlanner;
  /** Guesses for joins: each further table of a chain asks for those of all before it. */
  readonly #joinRows = new WeakMap<JoinRel, number>();

  constructor(planner: QueryPlanner) {
    this.#planner = planner;
  }

  /**
   * The scan by the index that promises the fewest rows.
   * @param order wanted keys, where an index that gives them is worth having
   * @throws SqlError when hints leave no way
   */
  choose(scan: ScanRel, order: readonly SortKey[]): ScanRel {
    const conditions = keyConditions(scan.filter, scan.register);
    let best: { access: IndexAccess; cost: number } | undefined;
    for (const index of this.#candidates(scan)) {
      const access = this.#narrowed(scan, index, conditions);
      let cost = costOf(scan.table, access);
      if (order.length > 0 && this.#matchOrder(scan, access, order) === undefined)
        cost += TABLE_ROWS * DETOUR;
      if (!best || cost < best.cost) best = { access, cost };
    }
    if (!best)
      throw new SqlError(
        '42809',
        `index "${scan.hint.index?.name}" is a partial index that does not contain all the rows needed to execute this query`
      );
    const { access } = best;
    if (scan.hint.noFullScan && !isNarrowed(access) && access.index.predicateSql === undefined)
      throw new SqlError('XXUUU', 'could not produce a query plan conforming to the NO_FULL_SCAN hint');
    return {
      ...scan,
      access: scan.hint.reverse ? { ...access, reverse: true } : access,
      entry: this.#entry(scan, access.index)
    };
  }

  /** How many rows an operator may give, as a guess. */
  estimate(rel: Rel): number {
    switch (rel.kind) {
      case 'oneRow':
        return 1;
      case 'values':
        return rel.rows.length;
      case 'scan':
        return Math.max(
          1,
          rowsOf(rel.table, rel.access) / powerOfTwo(Math.min(3, rel.filter.length - rel.access.equal.length))
        );
      case 'filter':
        return Math.max(1, this.estimate(rel.input) / 3);
      case 'project':
      case 'ordinality':
      case 'window':
      case 'sort':
      case 'distinct':
        return this.estimate(rel.input);
      case 'limit':
        return rel.limit?.kind === 'const' || rel.limit?.kind === 'literal'
          ? Math.min(100, this.estimate(rel.input))
          : 100;
      case 'group':
        return rel.scalar ? 1 : this.estimate(rel.input);
      case 'join': {
        let rows = this.#joinRows.get(rel);
        if (rows === undefined) this.#joinRows.set(rel, (rows = this.#estimateJoin(rel)));
        return rows;
      }
      default:
        return 100;
    }
  }

  #estimateJoin({ left, right, algorithm, on }: JoinRel): number {
    const rows = [this.estimate(left), this.estimate(right)];
    return algorithm === 'loop' && on.length === 0 ? rows[0] * rows[1] : Math.max(rows[0], rows[1]);
  }

  /** Whether a scan finds its rows by given values of leading columns, at least one of them from elsewhere. */
  isLookup(scan: ScanRel, reads: (scalar: Scalar) => boolean): boolean {
    return scan.access.equal.some((equality) => equality.values.some(reads));
  }

  /** The operator with its rows in the wanted order by themselves; undefined when they cannot be had so. */
  ordered(rel: Rel, keys: readonly SortKey[], limited: boolean): Rel | undefined {
    switch (rel.kind) {
      case 'scan':
        return this.#orderedScan(rel, keys, limited);
      case 'filter': {
        const input = this.ordered(rel.input, keys, limited);
        return input && { ...rel, input };
      }
      case 'project': {
        const inner = keys.map((key) => ({ ...key, expr: substituted(key.expr, rel.register, rel.exprs) }));
        const input = this.ordered(rel.input, inner, limited);
        return input && { ...rel, input };
      }
      case 'join': {
        // All ways of joining go through the left side in its order; what the right side sorts by is left to sort.
        if (rel.type === 'full') return undefined;
        const own = new Set(outputRegisters(rel.left));
        if (keys.some(({ expr }) => [...readRegisters(expr)].some((register) => !own.has(register))))
          return undefined;
        const left = this.ordered(rel.left, keys, limited);
        return left && { ...rel, left };
      }
      default:
        return undefined;
    }
  }

  #orderedScan(scan: ScanRel, keys: readonly SortKey[], limited: boolean): Rel | undefined {
    const reverse = this.#matchOrder(scan, scan.access, keys);
    if (reverse !== undefined) return { ...scan, access: { ...scan.access, reverse } };
    // Another index is worth its detour only when few of its rows will be asked for.
    if (!limited || isNarrowed(scan.access) || scan.hint.reverse) return undefined;
    const other = this.choose(scan, keys);
    const turned = this.#matchOrder(other, other.access, keys);
    return turned === undefined ? undefined : { ...other, access: { ...other.access, reverse: turned } };
  }

  /** Whether an access gives rows in an order: undefined when not, else whether it must go backwards. */
  #matchOrder(scan: ScanRel, access: IndexAccess, keys: readonly SortKey[]): boolean | undefined {
    if (access.equal.some((equality) => equality.values.length !== 1)) return undefined;
    const exprs = this.#keyExprs(scan, access.index);
    const fixed = new Set(access.equal.map((_, i) => exprs[i]));
    let at = access.equal.length;
    let reverse: boolean | undefined;
    for (const { expr, descending, nullsFirst } of keys) {
      const key = scalarKey(expr);
      if (fixed.has(key) || expr.kind === 'const') continue;
      // Behind the whole primary key there is nothing left to order.
      if (at >= exprs.length) return access.index === scan.table.primary ? (reverse ?? false) : undefined;
      if (key !== exprs[at] || nullsFirst === descending) return undefined;
      const turned = descending !== access.index.keys[at].descending;
      if (reverse !== undefined && reverse !== turned) return undefined;
      reverse = turned;
      fixed.add(key);
      at++;
    }
    return scan.hint.reverse && reverse === false ? undefined : (reverse ?? false);
  }

  #candidates(scan: ScanRel): readonly IndexSchema[] {
    const { table, hint } = scan;
    const all = hint.index
      ? [hint.index]
      : [table.primary, ...table.indexes.filter((i) => i.state === 'public' && !i.inverted && !i.notVisible)];
    return all.filter((index) => index.predicateSql === undefined || this.#holdsAll(scan, index));
  }

  /** Whether a partial index has every row that the filter lets through. */
  #holdsAll(scan: ScanRel, index: IndexSchema): boolean {
    if (scan.filter.length === 0) return false;
    const columns = writtenColumns(this.#planner, scan.table, scan.register);
    const predicate = this.#planner.tableExpr(index.predicateSql!, columns, undefined, 'index predicate'); // partial indexes only
    return impliesPredicate(scan.filter, predicate, this.#planner.context);
  }

  /** Keys of the index columns' expressions. */
  #keyExprs(scan: ScanRel, index: IndexSchema): string[] {
    return this.#keyScalars(scan, index).map(scalarKey);
  }

  #keyScalars({ table, register }: ScanRel, index: IndexSchema): Scalar[] {
    const keys = index.keys.map((key) => columnById(table, key.column));
    if (keys.every((column) => !column.computed?.virtual))
      return keys.map(({ slot, name, type }) =>
        columnScalar(register, slot, name, this.#planner.context.catalog.hydrate(type))
      );
    const columns = writtenColumns(this.#planner, table, register);
    return keys.map((column) => columns[table.columns.indexOf(column)].expr);
  }

  /** What an entry of a secondary index must begin with to belong to the row. */
  #entry(scan: ScanRel, index: IndexSchema): ScanRel['entry'] {
    if (index === scan.table.primary) return [];
    return this.#keyScalars(scan, index).map((expr, i) => ({
      expr,
      type: expr.type,
      descending: index.keys[i].descending
    }));
  }

  /** The spans of an index that the conditions leave: those all rows must lie in, or those of each part of an OR. */
  #narrowed(
    scan: ScanRel,
    index: IndexSchema,
    conditions: ReadonlyMap<string, ColumnConditions>
  ): IndexAccess {
    const whole = { index, either: [], reverse: false, ...this.#constrained(scan, index, conditions) };
    let best: IndexAccess = whole;
    for (const condition of scan.filter) {
      if (condition.kind !== 'or' || condition.operands.length > MAX_ALTERNATIVES) continue;
      const others = scan.filter.filter((other) => other !== condition);
      const either = condition.operands.map((operand) =>
        this.#constrained(scan, index, keyConditions([...conjunctsOf(operand), ...others], scan.register))
      );
      if (either.some(({ equal, range }) => equal.length === 0 && !range)) continue;
      const access: IndexAccess = { ...whole, equal: [], range: undefined, either };
      if (costOf(scan.table, access) < costOf(scan.table, best)) best = access;
    }
    return best;
  }

  #constrained(
    scan: ScanRel,
    index: IndexSchema,
    conditions: ReadonlyMap<string, ColumnConditions>
  ): IndexSpans {
    const exprs = this.#keyExprs(scan, index);
    const equal: KeyEquality[] = [];
    let range: KeyRange | undefined;
    let spans = 1;
    for (let i = 0; i < index.keys.length; i++) {
      const { column, descending } = index.keys[i];
      const type = this.#planner.context.catalog.hydrate(columnById(scan.table, column).type);
      const found = conditions.get(exprs[i]) ?? this.#derived(scan, index, i, conditions);
      if (found?.equal && spans * found.equal.values.length <= MAX_SPANS) {
        spans *= found.equal.values.length;
        equal.push({ column, type, descending, ...found.equal });
        continue;
      }
      if (found && (found.low || found.high))
        range = { column, type, descending, low: found.low, high: found.high };
      break;
    }
    return { equal, range };
  }

  /**
   * The column of a hash-sharded index is computed from the others: when these are given so is it, else it has as many
   * values as the index has buckets.
   */
  #derived(
    scan: ScanRel,
    index: IndexSchema,
    at: number,
    conditions: ReadonlyMap<string, ColumnConditions>
  ): ColumnConditions | undefined {
    const { table, register } = scan;
    const schema = columnById(table, index.keys[at].column);
    if (!schema.computed) return undefined;
    const columns = writtenColumns(this.#planner, table, register);
    const own = columns[table.columns.indexOf(schema)];
    const expr = this.#planner.tableExpr(schema.computed.sql, columns, own.type, 'computed column');
    const given = this.#givenFrom(expr, register, conditions);
    if (given) return { equal: { values: [given], matchesNull: false }, low: undefined, high: undefined };
    if (index.sharded?.column !== schema.id || conditions.size === 0) return undefined;
    const values = Array.from({ length: index.sharded.buckets }, (_, value): Scalar => ({
      kind: 'const',
      type: own.type,
      span: undefined,
      value
    }));
    return { equal: { values, matchesNull: false }, low: undefined, high: undefined };
  }

  /** A computed column's expression over the values its columns are held to; undefined unless all are. */
  #givenFrom(
    expr: Scalar,
    register: number,
    conditions: ReadonlyMap<string, ColumnConditions>
  ): Scalar | undefined {
    let all = true;
    const given = replaceColumns(expr, register, (column) => {
      const equal = conditions.get(scalarKey(column))?.equal;
      if (equal?.values.length !== 1) all = false;
      return equal?.values[0] ?? column;
    });
    return all ? given : undefined;
  }
}

function replaceColumns(expr: Scalar, register: number, replace: (column: Scalar) => Scalar): Scalar {
  if (expr.kind === 'column' && expr.register === register) return replace(expr);
  return mapParts(expr, (part) => replaceColumns(part, register, replace));
}

function rowsOf(table: TableSchema, { index, either, ...spans }: IndexAccess): number {
  if (either.length === 0) return rowsIn(table, index, spans);
  const rows = either.reduce((sum, part) => sum + rowsIn(table, index, part), 0);
  return Math.min(TABLE_ROWS, rows);
}

function rowsIn(table: TableSchema, index: IndexSchema, { equal, range }: IndexSpans): number {
  const lists = equal.reduce((product, equality) => product * equality.values.length, 1);
  const whole = equal.length === index.keys.length && (index.unique || index === table.primary);
  if (whole) return lists;
  const perSpan = equal.length === 0 ? TABLE_ROWS : ROWS_PER_VALUE / powerOfTwo(equal.length - 1);
  const share = range ? (range.low && range.high ? RANGE_SHARE / 2 : RANGE_SHARE) : 1;
  return Math.min(TABLE_ROWS, lists * perSpan * share);
}

function costOf(table: TableSchema, access: IndexAccess): number {
  const rows = rowsOf(table, access);
  if (access.index === table.primary) return rows;
  // A partial index leaves rows out, so that even reading it through saves something.
  const partial = access.index.predicateSql === undefined ? 1 : 0.2;
  return rows * DETOUR * partial + 1;
}

/** 2 to a whole power, the same number in every engine; a negative power is taken as zero. */
function powerOfTwo(power: number): number {
  let result = 1;
  for (let i = 0; i < power; i++) result *= 2;
  return result;
}
