import type { Datum, Row } from '../../base/datum';
import { SqlError } from '../../base/errors';
import type { CascadeWriter, InboundKey, KeyLookup, OutboundKey, TableWriter } from '../plan/mutation';
import { columnById, type ForeignKeyAction, type TableSchema } from '../plan/schema';
import { assignDatum } from '../types/cast';
import { equalDatums, hashKeyOf } from '../types/compare';
import { encodeKeyPart } from '../types/key-encoding';
import { datumToSql } from '../types/sql-literal';
import { sameType } from '../types/type';
import type { Compiler } from './compiler';
import type { RowAccess, RowLock } from './context';
import type { Eval, Frame } from './frame';
import { baseAccess } from './statement-snapshot';
import { prefixEnd, RowWriter } from './row-writer';

/**
 * Foreign keys of the tables a statement writes. Nothing is looked up while rows are written: what was removed and what
 * came is noted, then actions are carried out (a queue, however deep they cascade), then everything is checked.
 */
export class ForeignKeys {
  readonly #writer: TableWriter;
  readonly #cascades: ReadonlyMap<number, CompiledCascade>;

  constructor(writer: TableWriter, cascades: ReadonlyMap<number, CascadeWriter>, compiler: Compiler) {
    this.#writer = writer;
    const compiled = new Map<number, CompiledCascade>();
    for (const [table, cascade] of cascades) {
      compiled.set(table, {
        keys: cascade.writer,
        writer: new RowWriter(cascade.writer, compiler),
        defaults: new Map([...cascade.defaults].map(([slot, expr]) => [slot, compiler.scalar(expr)])),
        onUpdate: cascade.onUpdate.map(({ expr, ...set }) => ({ ...set, value: compiler.scalar(expr) }))
      });
    }
    this.#cascades = compiled;
  }

  start(): KeyChanges {
    const { outbound, inbound } = this.#writer.foreignKeys;
    return outbound.length + inbound.length === 0 ? NO_KEYS : new Changes(this.#writer, this.#cascades);
  }
}

/** What one statement does to keys that foreign keys know of. */
export interface KeyChanges {
  inserted(row: Row): void;
  updated(oldRow: Row, row: Row, changed: ReadonlySet<number>): void;
  deleted(row: Row): void;
  /** Carries out actions and checks what is left. @throws SqlError 23503 */
  settle(frame: Frame): void;
}

const nothing = (): void => undefined;
/** Of a table that no foreign key knows of. */
const NO_KEYS: KeyChanges = { inserted: nothing, updated: nothing, deleted: nothing, settle: nothing };

interface CompiledCascade {
  readonly keys: TableWriter;
  readonly writer: RowWriter;
  readonly defaults: ReadonlyMap<number, Eval>;
  readonly onUpdate: readonly { readonly slot: number; readonly column: number; readonly value: Eval }[];
}

/** A referenced key that is gone: deleted, or replaced by another. */
interface LostKey {
  readonly values: readonly Datum[];
  readonly replacement: readonly Datum[] | undefined;
}

/** A referencing key that has come, and by what kind of statement. */
interface NewKey {
  readonly values: readonly Datum[];
  readonly by: 'insert' | 'update';
}

class Changes implements KeyChanges {
  readonly #writer: TableWriter;
  readonly #cascades: ReadonlyMap<number, CompiledCascade>;
  /** Keys lost and not yet acted upon, by the foreign key that may miss them. */
  readonly #pending = new Map<InboundKey, LostKey[]>();
  /** To be checked at the end. */
  readonly #lost = new Map<InboundKey, LostKey[]>();
  readonly #new = new Map<OutboundKey, NewKey[]>();

  constructor(writer: TableWriter, cascades: ReadonlyMap<number, CompiledCascade>) {
    this.#writer = writer;
    this.#cascades = cascades;
  }

  inserted(row: Row): void {
    this.#noteNew(this.#writer, row, undefined, 'insert');
  }

  updated(oldRow: Row, row: Row, changed: ReadonlySet<number>): void {
    this.#noteUpdate(this.#writer, oldRow, row, changed);
  }

  deleted(row: Row): void {
    this.#noteDelete(this.#writer, row);
  }

  settle(frame: Frame): void {
    for (let next = this.#takePending(); next; next = this.#takePending())
      this.#act(frame, next.key, next.lost);
    for (const [key, lost] of this.#lost) for (const each of lost) this.#checkLost(frame, key, each);
    for (const [key, added] of this.#new) this.#checkNew(frame, key, added);
  }

  #noteNew(writer: TableWriter, row: Row, changed: ReadonlySet<number> | undefined, by: NewKey['by']): void {
    for (const key of writer.foreignKeys.outbound) {
      if (changed && !key.foreignKey.columns.some((column) => changed.has(column))) continue;
      append(this.#new, key, { values: valuesOf(row, key.childSlots), by });
    }
  }

  #noteUpdate(writer: TableWriter, oldRow: Row, row: Row, changed: ReadonlySet<number>): void {
    this.#noteNew(writer, row, changed, 'update');
    for (const key of writer.foreignKeys.inbound) {
      if (!key.foreignKey.tableColumns.some((column) => changed.has(column))) continue;
      const values = valuesOf(oldRow, key.parentSlots);
      const replacement = valuesOf(row, key.parentSlots);
      if (!values.includes(null) && !sameValues(values, replacement, key.lookup))
        append(this.#pending, key, { values, replacement });
    }
  }

  #noteDelete(writer: TableWriter, row: Row): void {
    for (const key of writer.foreignKeys.inbound) {
      const values = valuesOf(row, key.parentSlots);
      if (!values.includes(null)) append(this.#pending, key, { values, replacement: undefined });
    }
  }

  #takePending(): { key: InboundKey; lost: LostKey[] } | undefined {
    for (const [key, lost] of this.#pending) {
      this.#pending.delete(key);
      return { key, lost };
    }
    return undefined;
  }

  #act(frame: Frame, key: InboundKey, lost: readonly LostKey[]): void {
    const byAction = new Map<ForeignKeyAction, LostKey[]>();
    for (const each of lost) append(byAction, each.replacement ? key.onUpdate : key.onDelete, each);
    for (const [action, keys] of byAction) {
      if (action === 'no action' || action === 'restrict')
        for (const each of keys) append(this.#lost, key, each);
      else this.#cascade(frame, key, action, keys);
    }
  }

  /** Changes the rows that refer to lost keys. */
  #cascade(frame: Frame, key: InboundKey, action: ForeignKeyAction, lost: readonly LostKey[]): void {
    const cascade = this.#cascades.get(key.child.id)!; // planned for every foreign key with an action
    const { writer } = cascade;
    for (const { key: rowKey, row, lost: reason } of referringRows(frame, key, lost)) {
      if (action === 'cascade' && !reason.replacement) {
        writer.delete(frame, rowKey, row);
        this.#noteDelete(cascade.keys, row);
        continue;
      }
      const changed = new Set(key.foreignKey.columns);
      const next = new Array<Datum>(key.child.nextSlot);
      for (let i = 0; i < next.length; i++) next[i] = row[i] ?? null;
      key.childSlots.forEach((slot, i) => (next[slot] = newValue(frame, cascade, action, key, reason, i)));
      for (const { slot, column, value } of cascade.onUpdate) {
        if (changed.has(column)) continue;
        next[slot] = value(frame);
        changed.add(column);
      }
      const all = writer.recompute(frame, next, changed);
      writer.update(frame, rowKey, row, next, all);
      this.#noteUpdate(cascade.keys, row, next, all);
    }
  }

  /** A key nobody may miss: either it is there again, or nobody refers to it. */
  #checkLost(frame: Frame, key: InboundKey, lost: LostKey): void {
    const referring = referringRows(frame, key, [lost]);
    if (referring.length === 0) return;
    if (isThere(frame, key.parentLookup, lost.values)) return;
    const { foreignKey, child, parent } = key;
    const names = foreignKey.tableColumns.map((column) => columnById(parent, column).name).join(', ');
    const what = lost.replacement ? 'update' : 'delete';
    throw new SqlError(
      '23503',
      `${what} on table "${parent.name}" violates foreign key constraint "${foreignKey.name}" on table "${child.name}"`,
      {
        detail: `Key (${names})=(${shown(lost.values, key.lookup)}) is still referenced from table "${child.name}".`
      }
    );
  }

  #checkNew(frame: Frame, key: OutboundKey, added: readonly NewKey[]): void {
    const { foreignKey, child, parent, lookup } = key;
    const types = lookup.columns.map((column) => column.type);
    const found = new Set<string>();
    for (const { values, by } of added) {
      const message = `${by} on table "${child.name}" violates foreign key constraint "${foreignKey.name}"`;
      if (values.includes(null)) {
        if (foreignKey.match === 'full' && values.some((value) => value !== null))
          throw new SqlError('23503', message, {
            detail: 'MATCH FULL does not allow mixing of null and nonnull key values.'
          });
        continue;
      }
      const seen = hashKeyOf(values, types);
      if (found.has(seen)) continue;
      found.add(seen);
      if (isThere(frame, lookup, values)) continue;
      const names = foreignKey.columns.map((id) => columnById(child, id).name).join(', ');
      throw new SqlError('23503', message, {
        detail: `Key (${names})=(${shown(values, lookup)}) is not present in table "${parent.name}".`
      });
    }
  }
}

function append<K, V>(map: Map<K, V[]>, key: K, value: V): void {
  const list = map.get(key);
  if (list) list.push(value);
  else map.set(key, [value]);
}

function valuesOf(row: Row, slots: readonly number[]): Datum[] {
  return slots.map((slot) => row[slot] ?? null);
}

function sameValues(a: readonly Datum[], b: readonly Datum[], lookup: KeyLookup): boolean {
  return a.every((value, i) => equalDatums(value, b[i], lookup.columns[i].type));
}

function shown(values: readonly Datum[], lookup: KeyLookup): string {
  return values.map((value, i) => datumToSql(value, lookup.columns[i].type)).join(', ');
}

function newValue(
  frame: Frame,
  cascade: CompiledCascade,
  action: ForeignKeyAction,
  key: InboundKey,
  lost: LostKey,
  index: number
): Datum {
  if (action !== 'cascade')
    return action === 'set default' ? (cascade.defaults.get(key.childSlots[index])?.(frame) ?? null) : null;
  const value = lost.replacement![index]; // deletions have been dealt with
  const [from, to] = [key.parentLookup.columns[index].type, key.lookup.columns[index].type];
  // A narrower column rounds what it is given; that the key is then missing is found when all is checked.
  return value === null || sameType(from, to) ? value : assignDatum(value, from, to, frame.ctx.format);
}

interface ReferringRow {
  readonly key: string;
  readonly row: Row;
  readonly lost: LostKey;
}

/** The rows that refer to any of some keys: by look-ups, or by reading the table once for all of them. */
function referringRows(frame: Frame, key: InboundKey, lost: readonly LostKey[]): ReferringRow[] {
  const { lookup } = key;
  const found: ReferringRow[] = [];
  if (lookup.index) {
    for (const each of lost)
      visitMatches(frame, lookup, each.values, (rowKey, row) => {
        found.push({ key: rowKey, row, lost: each });
        return false;
      });
    return found;
  }
  const types = lookup.columns.map((column) => column.type);
  const wanted = new Map(lost.map((each) => [hashKeyOf(each.values, types), each]));
  visitAll(frame, lookup.table, (rowKey, row) => {
    const each = wanted.get(hashKeyOf(valuesOf(row, key.childSlots), types));
    if (each) found.push({ key: rowKey, row, lost: each });
    return false;
  });
  return found;
}

/** Whether a referenced row is there; from now on it stays where plain reads do not see to it. */
function isThere(frame: Frame, lookup: KeyLookup, values: readonly Datum[]): boolean {
  const access = baseAccess(frame.access);
  const { referenceLock } = access;
  const { storage } = lookup.table.primary;
  let found = false;
  visitMatches(
    frame,
    lookup,
    values,
    (key) => (found = !referenceLock || access.get(storage, key, referenceLock) !== null)
  );
  return found;
}

/**
 * How rows are looked up for a foreign key. Where a transaction's reads do not hold, what others are changing has to be waited for:
 * a row may be about to refer to the key that is going.
 */
function lookupLock({ referenceLock }: RowAccess): RowLock | undefined {
  return referenceLock && LATEST;
}

const LATEST: RowLock = { strength: 'latest', wait: 'block' };

type VisitRow = (key: string, row: Row) => boolean;

function visitAll(frame: Frame, table: TableSchema, visit: VisitRow): void {
  const access = baseAccess(frame.access);
  const options = { reverse: false, lock: lookupLock(access) };
  access.scan(table.primary.storage, '', undefined, options, (key, row) => {
    frame.ctx.budget(1);
    return visit(key, row);
  });
}

/** Visits the rows with given values in the columns of a look-up, each once, until the visitor gives true. */
function visitMatches(frame: Frame, lookup: KeyLookup, values: readonly Datum[], visit: VisitRow): void {
  const { table, index, columns } = lookup;
  const matches = (row: Row) =>
    columns.every(({ slot, type }, i) => {
      const value = row[slot] ?? null;
      return value !== null && equalDatums(value, values[i], type);
    });
  if (!index) {
    visitAll(frame, table, (key, row) => matches(row) && visit(key, row));
    return;
  }
  const access = baseAccess(frame.access);
  for (let bucket = 0; bucket < lookup.buckets; bucket++) {
    const prefix = lookupPrefix(lookup, values, bucket);
    if (index === table.primary) {
      if (visitPrimary(frame, access, index.storage, prefix, (key, row) => matches(row) && visit(key, row)))
        return;
    } else if (visitSecondary(frame, access, lookup, prefix, (key, row) => matches(row) && visit(key, row)))
      return;
  }
}

function lookupPrefix(
  { index, order, columns }: KeyLookup,
  values: readonly Datum[],
  bucket: number
): string {
  return order
    .map((position, i) => {
      const { descending } = index!.keys[i]; // look-ups with an order have an index
      return position < 0
        ? encodeKeyPart(bucket, SHARD_TYPE, descending)
        : encodeKeyPart(values[position], columns[position].type, descending);
    })
    .join('');
}

const SHARD_TYPE = { family: 'int', width: 32 } as const;

function visitPrimary(
  frame: Frame,
  access: RowAccess,
  storage: number,
  prefix: string,
  visit: VisitRow
): boolean {
  let stopped = false;
  const options = { reverse: false, lock: lookupLock(access) };
  access.scan(storage, prefix, prefixEnd(prefix), options, (key, row) => {
    frame.ctx.budget(1);
    return (stopped = visit(key, row));
  });
  return stopped;
}

function visitSecondary(
  frame: Frame,
  access: RowAccess,
  lookup: KeyLookup,
  prefix: string,
  visit: VisitRow
): boolean {
  // One row may stand in the index several times, under values it no longer has.
  const keys = new Set<string>();
  const { storage } = lookup.table.primary;
  access.scanIndex(lookup.index!.storage, storage, prefix, prefixEnd(prefix), false, (key) => {
    frame.ctx.budget(1);
    keys.add(key);
    return false;
  });
  for (const key of keys) {
    const found = access.get(storage, key, lookupLock(access));
    if (found && visit(key, found.row)) return true;
  }
  return false;
}
