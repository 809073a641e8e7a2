import type { Timestamp } from '../base/timestamp';
import { hydrateType } from '../catalog/hydrate';
import { primaryKeyColumns, publicColumns, type ColumnDef, type TableDef } from '../catalog/descriptors';
import { makeRowKeyWriter } from '../encode/json-encoder';
import { quoteName } from '../sql/print/names';
import { formatDatum } from '../sql/types/format';
import { DEFAULT_FORMAT } from '../sql/types/session-format';
import { typeName } from '../sql/types/type-name';
import { visibleAt, type Version } from '../storage/mvcc';
import type { Cluster } from './cluster';
import { prettyKey } from './statements/range-keys';

/**
 * Tables as views show them at any moment, past what SQL may read (design §2.4): their columns and rows of then, all versions of a row,
 * and the ranges they lie in. Plain data, made when asked for; no statement reaches it.
 */

/** A user's table at a moment. */
export interface TableView {
  readonly id: number;
  /** With its database where that is not `defaultdb`, with its schema where that is not `public`. */
  readonly name: string;
  /** The same as a statement writes it. */
  readonly sql: string;
  /** The name alone, as history's events have it. */
  readonly table: string;
  readonly columns: readonly { readonly name: string; readonly type: string; readonly inKey: boolean }[];
}

/** A row or one version of it: values as SQL prints them. */
export interface RowView {
  /** The message key: JSON array of the primary key, as `commit` events show it. */
  readonly key: string;
  readonly mvcc: Timestamp;
  /** Null for a deletion. */
  readonly values: readonly (string | null)[] | null;
  /** Seq of the commit event; null while the transaction is open. */
  readonly commit: number | null;
  /** Number of the open transaction whose intent this is; null once committed. */
  readonly intent: number | null;
}

export interface RowsView {
  /** Rows there are in all. */
  readonly count: number;
  /** Rows of the piece that was asked for, in key order. */
  readonly rows: readonly RowView[];
}

/** A range as the store has it at present. */
export interface RangeView {
  readonly id: number;
  readonly table: number;
  /** The first key in readable form; null for the table's beginning. */
  readonly start: string | null;
  readonly leaseholder: number;
}

export class TableViews {
  readonly #cluster: Cluster;

  constructor(cluster: Cluster) {
    this.#cluster = cluster;
  }

  /** Every table of users that existed at a moment, in the order in which they were made. */
  tables(at: Timestamp): TableView[] {
    return this.#tablesAt(at).map((table) => {
      const name = this.#nameOf(table, at);
      return {
        id: table.id,
        name: name.join('.'),
        sql: name.map(quoteName).join('.'),
        table: table.name,
        columns: shownColumns(table).map((column) => ({
          name: column.name,
          type: typeName(this.#typeOf(column)),
          inKey: primaryKeyColumns(table).includes(column)
        }))
      };
    });
  }

  /** The rows of a table at a moment, `count` of them from the `from`-th on. */
  rows(id: number, at: Timestamp, from: number, count: number): RowsView {
    const table = this.#tableAt(id, at);
    if (!table) return { count: 0, rows: [] };
    const show = this.#rowWriter(table);
    const rows: RowView[] = [];
    let n = 0;
    this.#cluster.storage.primary(table.primary.storage).forEach('', undefined, (_key, newest) => {
      const version = visibleAt(newest, at);
      if (version && !version.deleted) {
        if (n >= from && n < from + count) rows.push(show(version));
        n++;
      }
      return false;
    });
    return { count: n, rows };
  }

  /**
   * Every version of a row that there was by a moment, newest first; an intent that is open now comes before them when the moment is the
   * present one. @param key as `commit` events have it
   */
  versions(id: number, key: string, at: Timestamp): RowView[] {
    const table = this.#tableAt(id, at);
    if (!table) return [];
    const keyOf = makeRowKeyWriter(table, (type) => hydrateType(this.#cluster.catalog, type));
    const show = this.#rowWriter(table);
    const found: RowView[] = [];
    this.#cluster.storage.primary(table.primary.storage).forEach('', undefined, (_key, newest) => {
      if (keyOf(newest.row) !== key) return false;
      for (let version: Version | null = newest; version; version = version.prev)
        if (visibleAt(version, at) === version || (version.txn !== 0 && at.wall >= this.#cluster.now))
          found.push(show(version));
      return true;
    });
    return found;
  }

  /** The ranges of every table that there is now, in key order. */
  ranges(): RangeView[] {
    const { storage, catalog } = this.#cluster;
    return catalog.all().flatMap((table) =>
      table.kind !== 'table' || table.id < FIRST_USER_ID
        ? []
        : storage.rangesOf(table.primary.storage).map((range) => ({
            id: range.id,
            table: table.id,
            start: range.start === '' ? null : prettyKey(table, range.start, catalog),
            leaseholder: range.leaseholder
          }))
    );
  }

  #tablesAt(at: Timestamp): TableDef[] {
    const { catalog } = this.#cluster;
    const ids = new Set(catalog.all().map(({ id }) => id));
    for (const id of this.#cluster.state.catalog.objects.keys()) ids.add(id);
    return [...ids]
      .sort((a, b) => a - b)
      .map((id) => this.#tableAt(id, at))
      .filter((table) => table !== undefined);
  }

  #tableAt(id: number, at: Timestamp): TableDef | undefined {
    const table = this.#cluster.catalog.at(id, at);
    return table?.kind === 'table' && id >= FIRST_USER_ID ? table : undefined;
  }

  #nameOf(table: TableDef, at: Timestamp): string[] {
    const { catalog } = this.#cluster;
    const database = catalog.at(table.database, at)?.name;
    const schema = catalog.at(table.schema, at)?.name;
    const parts = [database === 'defaultdb' ? undefined : database, schema === 'public' ? undefined : schema];
    return [...parts, table.name].filter((part) => part !== undefined);
  }

  #typeOf(column: ColumnDef): ColumnDef['type'] {
    return hydrateType(this.#cluster.catalog, column.type);
  }

  #rowWriter(table: TableDef): (version: Version) => RowView {
    const columns = shownColumns(table).map((column) => ({ slot: column.slot, type: this.#typeOf(column) }));
    const keyOf = makeRowKeyWriter(table, (type) => hydrateType(this.#cluster.catalog, type));
    return (version) => ({
      key: keyOf(version.row),
      mvcc: { wall: version.wall, logical: version.logical },
      values: version.deleted
        ? null
        : columns.map(({ slot, type }) => formatDatum(version.row[slot] ?? null, type, DEFAULT_FORMAT)),
      commit: version.txn === 0 ? version.commit : null,
      intent: version.txn === 0 ? null : version.txn
    });
  }
}

/** Below it lie the objects that every cluster begins with. */
const FIRST_USER_ID = 100;

/** Columns that a row has values of; a virtual one is worked out when it is read. */
const shownColumns = (table: TableDef): ColumnDef[] =>
  publicColumns(table).filter((column) => !column.inaccessible && !column.computed?.virtual);
