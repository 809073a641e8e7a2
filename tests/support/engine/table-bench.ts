import type { Datum, Row } from '../../../src/lib/engine/base/datum';
import { Epoch, timestamp } from '../../../src/lib/engine/base/timestamp';
import type { ColumnDef, TableDef } from '../../../src/lib/engine/catalog/descriptors';
import type { FeedSource } from '../../../src/lib/engine/encode/change-source';
import type { JsonEncoderOptions } from '../../../src/lib/engine/encode/json-encoder';
import type { RowChange } from '../../../src/lib/engine/encode/row-change';
import {
  keyOnly,
  tableShape,
  type RowShape,
  type ShapeOptions
} from '../../../src/lib/engine/encode/row-shape';
import { INT, STRING, type SqlType } from '../../../src/lib/engine/sql/types/type';

/** Tables and changes by hand, for tests of encoders: no storage, no SQL. */

export interface BenchColumn {
  readonly name: string;
  readonly type: SqlType;
  readonly nullable?: boolean;
  readonly hidden?: boolean;
  readonly virtual?: boolean;
  readonly defaultSql?: string;
}

export function benchTable(
  columns: readonly BenchColumn[],
  more: {
    readonly name?: string;
    readonly key?: readonly string[];
    readonly families?: readonly (readonly [string, readonly string[]])[];
    readonly version?: number;
  } = {}
): TableDef {
  const defs: ColumnDef[] = columns.map(({ name, type, nullable, hidden, virtual, defaultSql }, i) => ({
    id: i + 1,
    name,
    type,
    slot: i,
    nullable: nullable ?? !(more.key ?? [columns[0].name]).includes(name),
    hidden: hidden ?? false,
    state: 'public',
    ...(defaultSql === undefined ? {} : { defaultSql }),
    ...(virtual ? { computed: { sql: 'a + 1', virtual: true } } : {})
  }));
  const id = (name: string) => defs.find((column) => column.name === name)!.id;
  return {
    kind: 'table',
    id: 104,
    name: more.name ?? 'foo',
    version: more.version ?? 1,
    modified: timestamp(-1),
    dropped: false,
    privileges: { owner: 'root', grants: [] },
    database: 100,
    schema: 101,
    created: timestamp(-1),
    columns: defs,
    primary: {
      id: 1,
      name: 'foo_pkey',
      storage: 1,
      unique: true,
      keys: (more.key ?? [columns[0].name]).map((name) => ({ column: id(name), descending: false })),
      storing: [],
      constraint: true,
      notVisible: false,
      inverted: false,
      state: 'public'
    },
    indexes: [],
    families: more.families
      ? more.families.map(([name, names], i) => ({ id: i, name, columns: names.map(id) }))
      : [{ id: 0, name: 'primary', columns: defs.map((column) => column.id) }],
    checks: [],
    foreignKeys: [],
    nextColumn: defs.length + 1,
    nextIndex: 2,
    nextFamily: 1,
    nextSlot: defs.length,
    params: [],
    schemaLocked: false,
    temporary: false
  };
}

export const PLAIN_SHAPE: ShapeOptions = {
  virtualColumns: 'omitted',
  keyColumn: null,
  headersColumn: null,
  resolveType: (type) => type
};

/** The sample table of reference §4.2. */
export const FOO = benchTable([
  { name: 'a', type: INT },
  { name: 'b', type: STRING }
]);

export const fooShape = tableShape(FOO, undefined, PLAIN_SHAPE);

export const EPOCH = new Epoch(1_700_000_000_000_000_000n);

export const JSON_OPTIONS: JsonEncoderOptions = {
  envelope: 'wrapped',
  updated: false,
  mvccTimestamp: false,
  diff: false,
  keyInValue: false,
  topicInValue: false,
  jsonNullAsObject: false,
  enrichedSource: false,
  enrichedSchema: false
};

export const SOURCE: FeedSource = {
  sink: 'kafka',
  clusterId: '1f2e3d4c-0000-4000-8000-000000000001',
  dbVersion: 'v26.2.0',
  jobId: '1053639803034894337',
  updated: false,
  mvccTimestamp: false,
  localityOf: (node) => (node === 1 ? 'region=us-east1' : ''),
  namesOf: () => ({ database: 'defaultdb', schema: 'public' })
};

/** A change one second after the start of the run, encoded a second later by node 1. */
export function change(
  shape: RowShape,
  row: readonly Datum[],
  more: Partial<Omit<RowChange, 'shape' | 'row'>> = {}
): RowChange {
  const shown: Row = more.deleted ? keyOnly(row, shape) : row;
  return {
    shape,
    row: shown,
    keyRow: shown,
    deleted: false,
    before: null,
    beforeShape: shape,
    updated: timestamp(1_000_000_000, 2),
    mvcc: timestamp(1_000_000_000, 2),
    now: 2_000_000_000,
    node: 1,
    ...more
  };
}
