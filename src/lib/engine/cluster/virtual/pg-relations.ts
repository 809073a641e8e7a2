import { columnById, namedIndexes, type IndexDef, type TableDef } from '../../catalog/descriptors';
import { constraintDetails, plainExpr } from '../../catalog/ddl/show-create';
import { isUniqueOn } from '../../catalog/ddl/keys';
import { typeOid } from '../../sql/types/type-oid';
import type { SqlType } from '../../sql/types/type';
import { estimatedRows } from '../statements/show-names';
import { constraintsOf } from '../statements/show-table';
import {
  listedDatabases,
  objectsOf,
  schemasOf,
  type Placed,
  type VirtualRequest,
  type VirtualRow
} from './define';
import { constraintOid, defaultOid, indexOid, roleOid } from './oids';
import { typeLength, typeModifier } from './pg-types';
/** Rows of `pg_catalog` about tables, views and sequences: their columns, indexes, constraints and comments. */

const visibleColumns = (table: TableDef): TableDef['columns'] =>
  table.columns.filter((c) => c.state === 'public' && !c.inaccessible);

/** Position of a column as `attnum` counts it: its id, which never changes. */
const attnum = (column: { readonly id: number }): number => column.id;

// --- relations -----------------------------------------------------------------------------------------------------

export function* classes(request: VirtualRequest): Iterable<VirtualRow> {
  const { catalog } = request;
  for (const { schema, object } of objectsOf(request, ['table', 'view', 'sequence'])) {
    const base: VirtualRow = {
      oid: object.id,
      relname: object.name,
      relnamespace: schema.id,
      reltype: 0,
      reloftype: 0,
      relowner: roleOid(catalog, object.privileges.owner),
      relam: 0,
      relfilenode: 0,
      reltablespace: 0,
      reltoastrelid: 0,
      relisshared: false,
      relpersistence: 'p',
      relistemp: false,
      relchecks: 0,
      relhasoids: false,
      relhasrules: false,
      relhastriggers: false,
      relhassubclass: false,
      relfrozenxid: 0,
      relforcerowsecurity: false,
      relispartition: false,
      relispopulated: true,
      relrowsecurity: false
    };
    if (object.kind !== 'table') {
      const columns = object.kind === 'view' ? object.columns.length : 3;
      yield {
        ...base,
        relkind: object.kind === 'view' ? 'v' : 'S',
        relnatts: columns,
        relhasindex: false,
        relhaspkey: false
      };
      continue;
    }
    yield {
      ...base,
      relkind: object.materialized ? 'm' : 'r',
      relnatts: visibleColumns(object).length,
      relchecks: object.checks.length,
      relhasindex: true,
      relhaspkey: true,
      reltuples: estimatedRows(object, request)
    };
    for (const index of namedIndexes(object))
      yield {
        ...base,
        oid: indexOid(object, index),
        relname: index.name,
        relkind: 'i',
        relnatts: index.keys.length,
        relhasindex: false,
        relhaspkey: false
      };
  }
}

export function* attributes(request: VirtualRequest): Iterable<VirtualRow> {
  const row = (relation: number, name: string, type: SqlType, number: number): VirtualRow => ({
    attrelid: relation,
    attname: name,
    atttypid: typeOid(type),
    attstattarget: 0,
    attlen: typeLength(type),
    attnum: number,
    attndims: type.family === 'array' ? 1 : 0,
    attcacheoff: -1,
    atttypmod: typeModifier(type),
    attnotnull: false,
    atthasdef: false,
    attidentity: '',
    attgenerated: '',
    attisdropped: false,
    attislocal: true,
    attinhcount: 0,
    attcollation: type.family === 'string' ? 3_403_232_968 : 0,
    atthasmissing: false,
    attishidden: false
  });
  for (const { object } of objectsOf(request, ['table', 'view', 'sequence'])) {
    if (object.kind === 'view') {
      for (const [i, { name, type }] of object.columns.entries()) yield row(object.id, name, type, i + 1);
      continue;
    }
    if (object.kind !== 'table') continue;
    for (const column of visibleColumns(object))
      yield {
        ...row(object.id, column.name, column.type, attnum(column)),
        attnotnull: !column.nullable,
        atthasdef: column.defaultSql !== undefined || column.computed !== undefined,
        attidentity: column.identity === 'always' ? 'a' : column.identity ? 'd' : '',
        attgenerated: column.computed ? (column.computed.virtual ? 'v' : 's') : '',
        attishidden: column.hidden
      };
    for (const index of namedIndexes(object))
      for (const [i, key] of index.keys.entries()) {
        const column = columnById(object, key.column);
        yield row(indexOid(object, index), column.name, column.type, i + 1);
      }
  }
}

export function* attrdefs(request: VirtualRequest): Iterable<VirtualRow> {
  for (const { object } of objectsOf(request, ['table']))
    for (const column of visibleColumns(object)) {
      const sql = column.computed?.sql ?? column.defaultSql;
      if (sql === undefined) continue;
      const shown = plainExpr(sql, request.catalog);
      yield {
        oid: defaultOid(object, column.id),
        adrelid: object.id,
        adnum: attnum(column),
        adbin: shown,
        adsrc: shown
      };
    }
}

// --- indexes and constraints ---------------------------------------------------------------------------------------

/** `indkey` and its kin are vectors, printed as numbers with blanks between. */
const vector = (numbers: readonly number[]): string => numbers.join(' ');

export function* indexes(request: VirtualRequest): Iterable<Placed<TableDef> & { index: IndexDef }> {
  for (const placed of objectsOf(request, ['table']))
    for (const index of namedIndexes(placed.object)) yield { ...placed, index };
}

export function* pgIndex(request: VirtualRequest): Iterable<VirtualRow> {
  for (const { object, index } of indexes(request)) {
    const columns = index.keys.map((key) => columnById(object, key.column));
    const expressions = columns.flatMap((c) =>
      c.inaccessible && c.computed ? [plainExpr(c.computed.sql, request.catalog)] : []
    );
    yield {
      indexrelid: indexOid(object, index),
      indrelid: object.id,
      indnatts: index.keys.length,
      indisunique: index.unique,
      indnullsnotdistinct: false,
      indisprimary: index.id === object.primary.id,
      indisexclusion: false,
      indimmediate: index.unique,
      indisclustered: false,
      indisvalid: index.state === 'public',
      indcheckxmin: false,
      indisready: index.state !== 'delete-only',
      indislive: true,
      indisreplident: false,
      indkey: vector(columns.map((c) => (c.inaccessible ? 0 : attnum(c)))),
      indcollation: vector(columns.map(() => 0)),
      indclass: vector(columns.map(() => 0)),
      indoption: vector(index.keys.map((key) => (key.descending ? 3 : 2))),
      indexprs: expressions.length > 0 ? `{${expressions.join(',')}}` : null,
      indpred: index.predicateSql === undefined ? null : plainExpr(index.predicateSql, request.catalog),
      indnkeyatts: index.keys.length
    };
  }
}

const CONTYPES = { 'PRIMARY KEY': 'p', UNIQUE: 'u', CHECK: 'c', 'FOREIGN KEY': 'f' } as const;
const ACTIONS: ReadonlyMap<string, string> = new Map([
  ['no action', 'a'],
  ['restrict', 'r'],
  ['cascade', 'c'],
  ['set null', 'n'],
  ['set default', 'd']
]);

export function* constraints(request: VirtualRequest): Iterable<VirtualRow> {
  const { catalog } = request;
  for (const { schema, object } of objectsOf(request, ['table']))
    for (const [i, constraint] of constraintsOf(object).entries()) {
      const key = object.foreignKeys.find((k) => k.name === constraint.name);
      const target = key && catalog.get(key.table);
      const backing =
        target?.kind === 'table' && key
          ? namedIndexes(target).find((x) => isUniqueOn(x, key.tableColumns))
          : undefined;
      const own = namedIndexes(object).find((x) => x.name === constraint.name);
      yield {
        oid: constraintOid(object, i),
        conname: constraint.name,
        connamespace: schema.id,
        contype: CONTYPES[constraint.type],
        condeferrable: false,
        condeferred: false,
        convalidated: constraint.validated,
        conrelid: object.id,
        contypid: 0,
        conindid:
          target?.kind === 'table' && backing ? indexOid(target, backing) : own ? indexOid(object, own) : 0,
        confrelid: key?.table ?? 0,
        confupdtype: key ? (ACTIONS.get(key.onUpdate) ?? null) : null,
        confdeltype: key ? (ACTIONS.get(key.onDelete) ?? null) : null,
        confmatchtype: key ? (key.match === 'full' ? 'f' : 's') : null,
        conislocal: true,
        coninhcount: 0,
        connoinherit: true,
        conkey: [...constraint.columns],
        confkey: key ? [...key.tableColumns] : null,
        condef: constraintDetails(object, constraint.name, catalog) ?? '',
        conparentid: 0
      };
    }
}

export function* descriptions(request: VirtualRequest): Iterable<VirtualRow> {
  const row = (objoid: number, objsubid: number, description: string | undefined): VirtualRow[] =>
    description === undefined ? [] : [{ objoid, classoid: 0, objsubid, description }];
  for (const { object } of objectsOf(request, ['table', 'view', 'sequence', 'type'])) {
    yield* row(object.id, 0, object.comment);
    if (object.kind !== 'table') continue;
    for (const column of object.columns) yield* row(object.id, attnum(column), column.comment);
    for (const index of namedIndexes(object)) yield* row(indexOid(object, index), 0, index.comment);
  }
  for (const database of listedDatabases(request))
    for (const schema of schemasOf(request, database)) yield* row(schema.id, 0, schema.comment);
}
