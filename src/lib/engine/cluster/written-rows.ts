import type { CommitWrite } from '../base/events';
import { primaryKeyColumns, type Descriptor, type TableDef } from '../catalog/descriptors';
import { hydrateType } from '../catalog/hydrate';
import { SharedNames } from '../catalog/shared-names';
import { makeRowKeyWriter } from '../encode/json-encoder';
import { formatDatum } from '../sql/types/format';
import { DEFAULT_FORMAT } from '../sql/types/session-format';
import type { SqlType } from '../sql/types/type';
import type { CommittedWrite } from '../storage/txn-state';
import type { Cluster } from './cluster';
import { makeWriteDescriber, type WriteDescriber } from './commit-writes';

/** Rows of the primary indexes as the history and errors tell of them: by table and key. All it keeps is derived. */
export class WrittenRows {
  readonly #cluster: Cluster;
  readonly #sharedNames: SharedNames;
  /** Tables by their primary index, made anew when the catalog changes. */
  #tables: { generation: number; byIndex: Map<number, TableDef> } = { generation: -1, byIndex: new Map() };
  /** Key writers by table version. */
  #describers = new WeakMap<TableDef, WriteDescriber>();

  constructor(cluster: Cluster) {
    this.#cluster = cluster;
    this.#sharedNames = new SharedNames(cluster.catalog);
  }

  describe(writes: readonly CommittedWrite[]): CommitWrite[] {
    const all: CommitWrite[] = [];
    let last = -1;
    let describe: WriteDescriber | undefined;
    for (const write of writes) {
      // Most writes of a transaction go where the one before went.
      if (!describe || last !== write.index) describe = this.#describerOf(this.tableOf(write.index));
      last = write.index;
      describe(write, all);
    }
    return all;
  }

  #describerOf(table: TableDef): WriteDescriber {
    const known = this.#describers.get(table);
    if (known) return known;
    const describer = makeWriteDescriber(table, {
      keyOf: makeRowKeyWriter(table, (type) => this.#hydrate(type)),
      rangeOf: (index, key) => this.#cluster.storage.rangeOf(index, key).id,
      sharesName: this.#sharedNames.has(table.name)
    });
    this.#describers.set(table, describer);
    return describer;
  }

  /** A row as errors about locks name it: `(k)=(1) in t@t_pkey`. */
  describeRow(index: number, key: string): string {
    const table = this.tableOf(index);
    const row = this.#cluster.storage.primary(index).newest(key)?.row ?? [];
    const columns = primaryKeyColumns(table);
    const values = columns.map(({ slot, type }) => {
      const value = row[slot] ?? null;
      return value === null
        ? 'NULL'
        : formatDatum(value, this.#hydrate(type), { ...DEFAULT_FORMAT, nowMicros: 0 });
    });
    const names = columns.map(({ name }) => name);
    return `(${names.join(',')})=(${values.join(',')}) in ${table.name}@${table.primary.name}`;
  }

  /** The table that an index is the primary one of. */
  tableOf(index: number): TableDef {
    const { catalog } = this.#cluster;
    if (this.#tables.generation !== catalog.generation) this.#forgetTables();
    let table = this.#tables.byIndex.get(index);
    if (!table) {
      table = catalog.all().find((d): d is TableDef => d.kind === 'table' && d.primary.storage === index);
      // A table that this very transaction makes is not published yet.
      table ??= this.#stagedTable(index);
      this.#tables.byIndex.set(index, table);
    }
    return table;
  }

  #forgetTables(): void {
    this.#tables = { generation: this.#cluster.catalog.generation, byIndex: new Map() };
    // Labels of enums may have changed.
    this.#describers = new WeakMap();
  }

  /** A type with the members of its enums, also of those that an open transaction has made. */
  #hydrate(type: SqlType): SqlType {
    return hydrateType({ get: (id) => this.#cluster.catalog.get(id) ?? this.#stagedType(id) }, type);
  }

  #stagedType(id: number): Descriptor | undefined {
    for (const session of this.#cluster.sessions.all) {
      const staged = session.transaction?.staged.objects.get(id);
      if (staged) return staged;
    }
    return undefined;
  }

  #stagedTable(index: number): TableDef {
    for (const session of this.#cluster.sessions.all)
      for (const staged of session.transaction?.staged.objects.values() ?? [])
        if (staged.kind === 'table' && staged.primary.storage === index) return staged;
    throw new Error(`internal error: index ${index} belongs to no table`);
  }
}
