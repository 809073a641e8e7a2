import type { CommitEvent, CommitWrite, SchemaChangeEvent, WriteOp } from '../../engine/base/events';
import { isAtOrBefore, isBefore, sameTimestamp, type Timestamp } from '../../engine/base/timestamp';

/**
 * What was committed, as `commit` and `schema_change` events tell it: every version of every key, table by table. It is the
 * store of the guarantees (B1) as far as history goes: which versions there are, not what is in them.
 */

export interface CommittedVersion {
  readonly mvcc: Timestamp;
  readonly op: WriteOp;
  /** Seq of the commit. */
  readonly commit: number;
  readonly omitted: boolean;
}

/** A write with the table that its name meant. */
export interface LedgerWrite extends CommittedVersion {
  readonly table: number;
  readonly family: string;
  readonly key: string;
  /** A deletion of nothing: it may or may not have a message (reference §5.5). */
  readonly idle: boolean;
}

/** A schema change that changefeeds may send a table again for. */
export interface ColumnChange {
  readonly table: number;
  readonly columns: 'copied' | 'added';
  readonly mvcc: Timestamp;
  readonly seq: number;
}

class TableLedger {
  /** Versions of each key, oldest first, by family. */
  readonly families = new Map<string, Map<string, CommittedVersion[]>>();
  /** When all rows were removed last: TRUNCATE or DROP. */
  removedAt: Timestamp | null = null;
  /** Writes came under a name that another table had too: they may be this one's. */
  hasGaps = false;
  /** When the primary key changed, oldest first: rows of before have had other keys since. */
  readonly rekeyedAt: Timestamp[] = [];
  /** Changes of columns that may ask for a copy of every row. */
  readonly copies: ColumnChange[] = [];
  /** When each version of the table became valid, and its number. */
  readonly versions: { readonly mvcc: Timestamp; readonly version: number; readonly seq: number }[] = [];
}

export class Ledger {
  readonly #tables = new Map<number, TableLedger>();
  /** Every table that has ever had a name. */
  readonly #named = new Map<string, Set<number>>();
  /** The tables that have it now: more than one where schemas differ. */
  readonly #current = new Map<string, Set<number>>();
  /** The last commit, while tables that it made itself are still to be told. */
  #lastCommit: { readonly event: CommitEvent; readonly seq: number } | null = null;

  /** @returns the change, where rows may have to be sent again for it */
  noteSchemaChange(event: SchemaChangeEvent, seq: number): ColumnChange | undefined {
    const { id, table, mvcc, rows, columns } = event;
    if (id === undefined) return undefined;
    const ledger = this.#table(id);
    ledger.versions.push({ mvcc, version: event.version, seq });
    for (const [name, ids] of this.#current) if (name !== table) ids.delete(id);
    namesOf(this.#named, table).add(id);
    if (rows === 'removed') {
      ledger.removedAt = mvcc;
      // A truncated table keeps its name; a dropped one frees it, and is followed by no other version.
    }
    const isNew = !namesOf(this.#current, table).has(id);
    namesOf(this.#current, table).add(id);
    if (rows === 'rekeyed') ledger.rekeyedAt.push(mvcc);
    // A transaction that makes a table and fills it is told before the table is.
    const last = this.#lastCommit;
    if (isNew && last && sameTimestamp(last.event.mvcc, mvcc))
      for (const write of last.event.writes)
        if (write.table === table && (write.table_id ?? id) === id) this.#note(id, write, last);
    if (!columns) return undefined;
    const change = { table: id, columns, mvcc, seq };
    ledger.copies.push(change);
    return change;
  }

  /** Changes of a table's columns that may ask for a copy of every row. */
  columnChangesOf(table: number): readonly ColumnChange[] {
    return this.#tables.get(table)?.copies ?? [];
  }

  /** The table that a name means now; undefined where history does not tell or two tables share it. */
  tableNamed(name: string): number | undefined {
    const ids = this.#current.get(name);
    if (!ids) return undefined;
    if (ids.size === 1) return [...ids][0];
    // Tables that were dropped since stand behind the one that is there.
    const live = [...ids].filter((id) => this.#table(id).removedAt === null);
    return live.length === 1 ? live[0] : undefined;
  }

  /** Whether a table has ever had a name. */
  hasBeenNamed(table: number, name: string): boolean {
    return this.#named.get(name)?.has(table) ?? false;
  }

  /** Notes the writes of a commit. @returns those whose tables are known */
  noteCommit(event: CommitEvent, seq: number): LedgerWrite[] {
    this.#lastCommit = { event, seq };
    const noted: LedgerWrite[] = [];
    for (const write of event.writes) {
      const table = write.table_id ?? this.tableNamed(write.table);
      if (table !== undefined) noted.push(this.#note(table, write, { event, seq }));
      else for (const id of this.#current.get(write.table) ?? []) this.#table(id).hasGaps = true;
    }
    return noted;
  }

  #note(
    table: number,
    { family, key, op, omitted }: CommitWrite,
    { event, seq }: { event: CommitEvent; seq: number }
  ): LedgerWrite {
    const version = { mvcc: event.mvcc, op, commit: seq, omitted: omitted === true };
    const versions = this.#versionsOf(table, family, key);
    const before = versions.at(-1);
    insertInOrder(versions, version);
    const idle = op === 'delete' && (!before || before.op === 'delete');
    return { ...version, table, family, key, idle };
  }

  /** Every write of a table after a moment, in no particular order. */
  writesAfter(table: number, after: Timestamp): LedgerWrite[] {
    const writes: LedgerWrite[] = [];
    for (const [family, keys] of this.#tables.get(table)?.families ?? [])
      for (const [key, versions] of keys)
        for (let i = versions.length - 1; i >= 0 && isBefore(after, versions[i].mvcc); i--) {
          const before = versions.at(i - 1);
          const idle =
            versions[i].op === 'delete' && (i === 0 || before === undefined || before.op === 'delete');
          writes.push({ ...versions[i], table, family, key, idle });
        }
    return writes;
  }

  /** Whether every write of a table is known. */
  knows(table: number): boolean {
    return this.#tables.get(table)?.hasGaps === false;
  }

  /** The version of a key committed at exactly that time. */
  versionAt(table: number, family: string, key: string, mvcc: Timestamp): CommittedVersion | undefined {
    const visible = this.visibleAt(table, family, key, mvcc);
    return visible && sameTimestamp(visible.mvcc, mvcc) ? visible : undefined;
  }

  /** The newest version of a key at or before a moment, deletions included. */
  visibleAt(table: number, family: string, key: string, at: Timestamp): CommittedVersion | undefined {
    const versions = this.#tables.get(table)?.families.get(family)?.get(key) ?? [];
    return versions[lastAtOrBefore(versions, at)];
  }

  /**
   * The version of a row's family at a moment; of another of its families where that one has never been written: a column that was
   * added since may have given it its first value.
   */
  rowAt(table: number, family: string, key: string, at: Timestamp): CommittedVersion | undefined {
    const own = this.visibleAt(table, family, key, at);
    if (own && own.op !== 'delete') return own;
    let newest = own;
    for (const other of this.#tables.get(table)?.families.keys() ?? []) {
      const version = this.visibleAt(table, other, key, at);
      if (version && (!newest || isBefore(newest.mvcc, version.mvcc))) newest = version;
    }
    return newest;
  }

  /** Keys of the rows that were there at a moment; undefined where the primary key has changed since they were written. */
  rowsAt(
    table: number,
    family: string | null,
    at: Timestamp
  ): { family: string; key: string; version: CommittedVersion }[] | undefined {
    const ledger = this.#tables.get(table);
    if (!ledger || this.isRekeyedBefore(table, at)) return undefined;
    const rows: { family: string; key: string; version: CommittedVersion }[] = [];
    for (const [name, keys] of ledger.families) {
      if (family !== null && family !== name) continue;
      for (const [key, versions] of keys) {
        const version = versions[lastAtOrBefore(versions, at)];
        if (version && version.op !== 'delete' && !this.#wasRemoved(ledger, version, at))
          rows.push({ family: name, key, version });
      }
    }
    return rows;
  }

  isRekeyedBefore(table: number, at: Timestamp): boolean {
    return this.#rekeyedAt(table, at) !== undefined;
  }

  /** Whether what is known of a key at a moment may not be all: the row may have been written under the key it had before. */
  mayHaveHadOtherKey(table: number, version: CommittedVersion | undefined, at: Timestamp): boolean {
    const rekeyedAt = this.#rekeyedAt(table, at);
    return rekeyedAt !== undefined && (!version || isBefore(version.mvcc, rekeyedAt));
  }

  /** The last change of the primary key up to a moment. */
  #rekeyedAt(table: number, at: Timestamp): Timestamp | undefined {
    return this.#table(table).rekeyedAt.findLast((ts) => isAtOrBefore(ts, at));
  }

  /** Whether all rows of a table were removed at some time up to a moment. */
  isRemovedBefore(table: number, at: Timestamp): boolean {
    const { removedAt } = this.#table(table);
    return removedAt !== null && isAtOrBefore(removedAt, at);
  }

  /** Whether a row that a version wrote is there at a moment. */
  isThere(table: number, version: CommittedVersion | undefined, at: Timestamp): boolean {
    return (
      version !== undefined && version.op !== 'delete' && !this.#wasRemoved(this.#table(table), version, at)
    );
  }

  /** The number of the table's version that is valid at a moment. */
  schemaVersionAt(table: number, at: Timestamp): number | undefined {
    return this.#tables.get(table)?.versions.findLast(({ mvcc }) => isAtOrBefore(mvcc, at))?.version;
  }

  /** Whether the table changed at exactly this moment. */
  isSchemaChange(table: number, at: Timestamp): boolean {
    return this.#tables.get(table)?.versions.some(({ mvcc }) => sameTimestamp(mvcc, at)) ?? false;
  }

  #wasRemoved({ removedAt }: TableLedger, version: CommittedVersion, at: Timestamp): boolean {
    return removedAt !== null && isBefore(version.mvcc, removedAt) && isAtOrBefore(removedAt, at);
  }

  #table(id: number): TableLedger {
    let table = this.#tables.get(id);
    if (!table) this.#tables.set(id, (table = new TableLedger()));
    return table;
  }

  #versionsOf(table: number, family: string, key: string): CommittedVersion[] {
    const { families } = this.#table(table);
    let keys = families.get(family);
    if (!keys) families.set(family, (keys = new Map()));
    let versions = keys.get(key);
    if (!versions) keys.set(key, (versions = []));
    return versions;
  }
}

function namesOf(names: Map<string, Set<number>>, name: string): Set<number> {
  let ids = names.get(name);
  if (!ids) names.set(name, (ids = new Set()));
  return ids;
}

function insertInOrder(versions: CommittedVersion[], version: CommittedVersion): void {
  const at = lastAtOrBefore(versions, version.mvcc) + 1;
  // A transaction's last write of a key is the one that counts.
  if (at > 0 && sameTimestamp(versions[at - 1].mvcc, version.mvcc)) versions[at - 1] = version;
  else versions.splice(at, 0, version);
}

/** Index of the newest version at or before a moment; -1 for none. */
function lastAtOrBefore(versions: readonly CommittedVersion[], at: Timestamp): number {
  let low = 0;
  let high = versions.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (isAtOrBefore(versions[middle].mvcc, at)) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
