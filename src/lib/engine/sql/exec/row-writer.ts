import type { Datum, Row } from '../../base/datum';
import { SqlError } from '../../base/errors';
import { notNull } from '../plan/errors';
import type { IndexWriter, KeyPart, TableWriter } from '../plan/mutation';
import type { TableSchema } from '../plan/schema';
import { encodeKeyPart } from '../types/key-encoding';
import { datumToSql } from '../types/sql-literal';
import type { Compiler } from './compiler';
import type { Eval, Frame } from './frame';

/** Writes rows of one table: fills computed columns, holds every constraint but foreign keys, keeps the indexes. */
export class RowWriter {
  readonly table: TableSchema;
  readonly register: number;
  readonly #computed: readonly { slot: number; expr: Eval; column: number; dependsOn: ReadonlySet<number> }[];
  readonly #notNull: TableWriter['notNull'];
  readonly #checks: readonly { sql: string; condition: Eval }[];
  readonly #primary: CompiledIndex;
  readonly #secondary: readonly CompiledIndex[];
  readonly #families: FamilyBits;

  constructor(writer: TableWriter, compiler: Compiler) {
    this.table = writer.table;
    this.register = writer.register;
    this.#computed = writer.computed.map((computed) => ({
      ...computed,
      expr: compiler.scalar(computed.expr)
    }));
    this.#notNull = writer.notNull;
    this.#checks = writer.checks.map(({ sql, condition }) => ({
      sql,
      condition: compiler.scalar(condition)
    }));
    this.#primary = new CompiledIndex(writer.primary, writer.register, compiler);
    this.#secondary = writer.indexes.map((index) => new CompiledIndex(index, writer.register, compiler));
    this.#families = new FamilyBits(writer.table);
  }

  /** The row's primary key. */
  keyOf(frame: Frame, row: Row): string {
    return this.#primary.keyOf(frame, row);
  }

  /** Fills a new row's computed columns and checks it; afterwards it stands in the writer's register. */
  complete(frame: Frame, row: Datum[]): void {
    this.fill(frame, row);
    this.check(frame, row);
  }

  /** Fills a new row's computed columns, which its key may be made of. */
  fill(frame: Frame, row: Datum[]): void {
    frame.rows[this.register] = row;
    for (const { slot, expr } of this.#computed) row[slot] = expr(frame);
  }

  /**
   * Works out again what depends on changed columns.
   * @returns the changed columns with the computed ones among them
   */
  recompute(frame: Frame, row: Datum[], changed: ReadonlySet<number>): ReadonlySet<number> {
    frame.rows[this.register] = row;
    let all = changed;
    for (const { slot, column, expr, dependsOn } of this.#computed) {
      if (![...dependsOn].some((id) => changed.has(id))) continue;
      if (all === changed) all = new Set(changed);
      (all as Set<number>).add(column);
      row[slot] = expr(frame);
    }
    this.check(frame, row);
    return all;
  }

  /**
   * Inserts a completed row.
   * @returns its key
   * @throws SqlError 23505
   */
  insert(frame: Frame, row: Row): string {
    const { access } = frame;
    const key = this.#primary.keyOf(frame, row);
    frame.ctx.budget(1 + this.#secondary.length);
    if (access.getLatest(this.#primary.storage, key)) throw this.#primary.duplicate(frame, row);
    this.#enter(frame, key, row, undefined);
    access.put(this.#primary.storage, key, row, this.#families.ofNew(row));
    return key;
  }

  /**
   * Puts a completed row in the place of another.
   * @returns its key
   * @throws SqlError 23505
   */
  update(frame: Frame, oldKey: string, oldRow: Row, row: Row, changed: ReadonlySet<number>): string {
    const { access } = frame;
    const key = this.#primary.keyOf(frame, row);
    frame.ctx.budget(1 + this.#secondary.length);
    if (key === oldKey) {
      this.#enter(frame, key, row, oldRow);
      access.put(this.#primary.storage, key, row, this.#families.ofChange(changed));
      return key;
    }
    this.delete(frame, oldKey, oldRow);
    if (access.getLatest(this.#primary.storage, key)) throw this.#primary.duplicate(frame, row);
    this.#enter(frame, key, row, undefined);
    access.put(this.#primary.storage, key, row, this.#families.ofNew(row));
    return key;
  }

  delete(frame: Frame, key: string, row: Row): void {
    frame.ctx.budget(1);
    frame.access.delete(this.#primary.storage, key, this.#primary.keyRow(row));
  }

  /** A row that stands in the way of a new one in a unique index, if there is one. */
  conflicting(frame: Frame, index: CompiledIndex, row: Row): { key: string; row: Row } | undefined {
    return index.conflicting(frame, row, undefined, this.#primary);
  }

  /** The compiled forms of some of the table's indexes. */
  indexesNamed(ids: readonly number[]): CompiledIndex[] {
    return [this.#primary, ...this.#secondary].filter((index) => ids.includes(index.id));
  }

  /** NOT NULL and CHECK of the row in the writer's register. @throws SqlError 23502, 23514 */
  check(frame: Frame, row: Row): void {
    for (const { slot, name } of this.#notNull) {
      const value = row[slot];
      if (value === null || value === undefined) throw notNull(name);
    }
    for (const { sql, condition } of this.#checks) {
      if (condition(frame) === false)
        throw new SqlError('23514', `failed to satisfy CHECK constraint (${sql})`);
    }
  }

  /** Enters a row in the secondary indexes, after making sure that unique ones have no other with its key. */
  #enter(frame: Frame, key: string, row: Row, oldRow: Row | undefined): void {
    if (this.#secondary.length === 0) return;
    const before = oldRow && this.#secondary.map((index) => index.keyOf(frame, oldRow));
    frame.rows[this.register] = row;
    const entries = this.#secondary.map((index, i) => {
      if (!index.holds(frame, row)) return undefined;
      const entry = index.keyOf(frame, row);
      // An unchanged entry is there already; a row that a partial index left out before gets one again, which does no harm.
      if (before && before[i] === entry && !index.isPartial) return undefined;
      if (index.unique && index.conflicting(frame, row, key, this.#primary))
        throw index.duplicate(frame, row);
      return entry;
    });
    this.#secondary.forEach((index, i) => {
      const entry = entries[i];
      if (entry !== undefined) frame.access.addIndexEntry(index.storage, entry + key, key);
    });
  }
}

/** Which families a write touches: a bit for each. */
class FamilyBits {
  static readonly ALL = -1;
  readonly #byColumn = new Map<number, number>();
  readonly #slots: readonly { slot: number; bit: number }[];
  readonly #first: number;
  readonly #isSingle: boolean;

  constructor({ families, columns }: TableSchema) {
    this.#isSingle = families.length <= 1;
    this.#first = families.length === 0 ? 0 : 1 << families[0].id;
    for (const family of families)
      for (const column of family.columns) this.#byColumn.set(column, 1 << family.id);
    this.#slots = columns.flatMap(({ id, slot }) => {
      const bit = this.#byColumn.get(id);
      return bit === undefined || bit === this.#first ? [] : [{ slot, bit }];
    });
  }

  /** A new row has a pair for its first family, and for each other one with something in it. */
  ofNew(row: Row): number {
    if (this.#isSingle) return FamilyBits.ALL;
    let bits = this.#first;
    for (const { slot, bit } of this.#slots) if ((row[slot] ?? null) !== null) bits |= bit;
    return bits;
  }

  /** A change writes the families of the columns it sets, whatever their values. */
  ofChange(columns: ReadonlySet<number>): number {
    if (this.#isSingle) return FamilyBits.ALL;
    let bits = 0;
    for (const column of columns) bits |= this.#byColumn.get(column) ?? 0;
    return bits === 0 ? this.#first : bits;
  }
}

interface CompiledPart extends KeyPart {
  readonly evaluate: Eval;
}

/** One index of a table as its rows are written. */
export class CompiledIndex {
  readonly id: number;
  readonly storage: number;
  readonly unique: boolean;
  readonly isPartial: boolean;
  readonly #parts: readonly CompiledPart[];
  readonly #predicate: Eval | undefined;
  readonly #register: number;
  readonly #name: string;
  readonly #shard: number | undefined;
  readonly #region: number | undefined;

  constructor({ index, keys, predicate }: IndexWriter, register: number, compiler: Compiler) {
    this.id = index.id;
    this.storage = index.storage;
    this.unique = index.unique;
    this.isPartial = predicate !== undefined;
    this.#parts = keys.map((key) => ({ ...key, evaluate: compiler.scalar(key.expr) }));
    this.#predicate = predicate && compiler.scalar(predicate);
    this.#register = register;
    this.#name = index.name;
    this.#shard = index.sharded?.column;
    this.#region = index.region;
  }

  /** The encoded key columns of a row. */
  keyOf(frame: Frame, row: Row): string {
    let key = '';
    for (const part of this.#parts)
      key += encodeKeyPart(this.#value(frame, row, part), part.type, part.descending);
    return key;
  }

  /** Only the slots of the key, for a tombstone. */
  keyRow(row: Row): Row {
    const kept: Datum[] = [];
    for (const { slot } of this.#parts) {
      if (slot === undefined) continue;
      while (kept.length < slot) kept.push(null);
      kept[slot] = row[slot] ?? null;
    }
    return kept;
  }

  /** Whether a row is to have an entry. */
  holds(frame: Frame, row: Row): boolean {
    if (!this.#predicate) return true;
    frame.rows[this.#register] = row;
    return this.#predicate(frame) === true;
  }

  /**
   * Another row with the same key. Rows with a NULL in their key never conflict.
   * @param own the row's own primary key, which does not count
   */
  conflicting(
    frame: Frame,
    row: Row,
    own: string | undefined,
    primary: CompiledIndex
  ): { key: string; row: Row } | undefined {
    const { access } = frame;
    if (this === primary) {
      const key = this.keyOf(frame, row);
      const found = access.getLatest(this.storage, key);
      return found ? { key, row: found.row } : undefined;
    }
    if (!this.holds(frame, row) || this.#parts.some((part) => this.#value(frame, row, part) === null))
      return undefined;
    const prefix = this.keyOf(frame, row);
    const candidates: string[] = [];
    access.scanIndex(this.storage, primary.storage, prefix, prefixEnd(prefix), false, (key) => {
      if (key !== own) candidates.push(key);
      return false;
    });
    for (const key of candidates) {
      frame.ctx.budget(1);
      const found = access.getLatest(primary.storage, key);
      // The entry may be of a version long gone.
      if (found && this.keyOf(frame, found.row) === prefix && this.holds(frame, found.row))
        return { key, row: found.row };
    }
    return undefined;
  }

  duplicate(frame: Frame, row: Row): SqlError {
    const parts = this.#parts.filter((part) => part.column !== this.#shard && part.column !== this.#region);
    const names = parts.map((part) => part.name).join(', ');
    const values = parts.map((part) => datumToSql(this.#value(frame, row, part), part.type)).join(', ');
    return new SqlError('23505', `duplicate key value violates unique constraint "${this.#name}"`, {
      detail: `Key (${names})=(${values}) already exists.`
    });
  }

  #value(frame: Frame, row: Row, part: CompiledPart): Datum {
    if (part.slot !== undefined) return row[part.slot] ?? null;
    frame.rows[this.#register] = row;
    return part.evaluate(frame);
  }
}

/** The end of all keys that begin with a prefix; undefined when none lies behind them. */
export function prefixEnd(prefix: string): string | undefined {
  for (let i = prefix.length - 1; i >= 0; i--) {
    const code = prefix.charCodeAt(i);
    if (code < 0xff) return prefix.slice(0, i) + String.fromCharCode(code + 1);
  }
  return undefined;
}
