import type { Datum } from '../../base/datum';
import { SqlError } from '../../base/errors';
import type { CatalogView } from '../../catalog/catalog';
import {
  columnById,
  listedIndexes,
  namedIndexes,
  type ColumnDef,
  type IndexDef,
  type TableDef,
  type ViewDef
} from '../../catalog/descriptors';
import { ddlErrors } from '../../catalog/ddl/errors';
import { explicitKeys } from '../../catalog/ddl/keys';
import {
  constraintDetails,
  createDatabaseSql,
  createIndexSql,
  createSequenceSql,
  createTableSql,
  createTypeSql,
  createViewSql,
  foreignKeySql,
  plainExpr,
  schemaQualified
} from '../../catalog/ddl/show-create';
import { typeSql } from '../../catalog/ddl/type-sql';
import { Authority } from '../../catalog/privileges';
import { quoteName } from '../../sql/print/names';
import type { TableName } from '../../sql/ast/name';
import type { ShowStatement } from '../../sql/ast/show';
import { compareStrings } from '../../sql/types/string-order';
import { arrayOf, BOOL, FLOAT, INT, STRING } from '../../sql/types/type';
import type { FoundObject } from '../names';
import type { StatementResult } from '../statement';
import { writtenName } from './ddl-host';
import type { ShowRequest } from './show';
import { column, listing } from './show-listing';
import { zoneStatement } from './show-zones';

/** SHOW of what a table is made of, and SHOW CREATE. */

type Of<W extends ShowStatement['what']> = Extract<ShowStatement, { what: W }>;

/** @throws SqlError 42P01, 42501 for somebody without any privilege on it */
export function relationNamed(name: TableName, { ctx, runner }: ShowRequest): FoundObject {
  const found = runner
    .names(ctx.session, ctx.catalog)
    .find({ catalog: name.catalog, schema: name.schema, object: name.table, span: name.span });
  if (!found || found.object.kind === 'type') throw ddlErrors.undefinedRelation(writtenName(name), name.span);
  new Authority(ctx.catalog).requireAny(ctx.session.user, found.object, name.span);
  return found;
}

/** @throws SqlError 42809 besides */
export function tableNamed(name: TableName, request: ShowRequest): TableDef {
  const { object } = relationNamed(name, request);
  if (object.kind !== 'table') throw ddlErrors.wrongKind(writtenName(name), 'table', name.span);
  return object;
}

const shownColumns = (table: TableDef): ColumnDef[] =>
  table.columns.filter((c) => c.state === 'public' && !c.inaccessible);

// --- COLUMNS -------------------------------------------------------------------------------------------------------

export function showColumns({ table: name, comment }: Of<'columns'>, request: ShowRequest): StatementResult {
  const { object } = relationNamed(name, request);
  const { catalog } = request.ctx;
  const columns = [
    column('column_name', STRING),
    column('data_type', STRING),
    column('is_nullable', BOOL),
    column('column_default', STRING),
    column('generation_expression', STRING),
    column('indices', arrayOf(STRING)),
    column('is_hidden', BOOL),
    ...(comment ? [column('comment', STRING)] : [])
  ];
  if (object.kind === 'view')
    return listing(
      columns,
      object.columns.map((c) => [
        c.name,
        typeSql(c.type, catalog),
        true,
        null,
        '',
        [],
        false,
        ...(comment ? [null] : [])
      ])
    );
  if (object.kind === 'sequence')
    return listing(
      columns,
      [
        ['last_value', 'INT8'],
        ['log_cnt', 'INT8'],
        ['is_called', 'BOOL']
      ].map(([n, type]) => [n, type, false, null, '', [], false, ...(comment ? [null] : [])])
    );
  if (object.kind !== 'table') throw ddlErrors.wrongKind(name.table, 'table', name.span);
  return listing(
    columns,
    shownColumns(object).map((c) => [
      c.name,
      typeSql(c.type, catalog),
      c.nullable,
      c.defaultSql === undefined ? null : plainExpr(c.defaultSql, catalog),
      c.computed ? plainExpr(c.computed.sql, catalog) : '',
      indexesWith(object, c).sort(compareStrings),
      c.hidden,
      ...(comment ? [c.comment ?? null] : [])
    ])
  );
}

/** Names of the indexes that hold a column; the primary one holds all that is stored. */
function indexesWith(table: TableDef, { id, computed }: ColumnDef): string[] {
  const names = listedIndexes(table)
    .filter((i) => indexColumns(table, i).some((part) => part.column === id))
    .map((i) => i.name);
  const inPrimary = !computed?.virtual || table.primary.keys.some((key) => key.column === id);
  return inPrimary ? [...names, table.primary.name] : names;
}

// --- INDEXES -------------------------------------------------------------------------------------------------------

interface IndexPart {
  readonly column: number;
  readonly direction: 'ASC' | 'DESC' | 'N/A';
  readonly storing: boolean;
  /** Part of every index without being asked for: the shard, the primary key's columns. */
  readonly implicit: boolean;
}

/** The columns of an index as SHOW INDEXES lists them. */
export function indexColumns(table: TableDef, index: IndexDef): IndexPart[] {
  const region = table.locality?.kind === 'regional by row' ? table.locality.column : undefined;
  const parts: IndexPart[] = index.keys.map(({ column: id, descending }) => ({
    column: id,
    direction: descending ? 'DESC' : 'ASC',
    storing: false,
    implicit: id === index.sharded?.column || id === index.region
  }));
  // CockroachDB puts the region before every index; here only the rows themselves lie by region.
  if (region !== undefined && !parts.some((part) => part.column === region))
    parts.unshift({ column: region, direction: 'ASC', storing: false, implicit: true });
  const has = (id: number): boolean => parts.some((part) => part.column === id);
  if (index.id === table.primary.id) {
    for (const { id, computed, state } of table.columns)
      if (!has(id) && !computed?.virtual && state === 'public')
        parts.push({ column: id, direction: 'N/A', storing: true, implicit: false });
    return parts;
  }
  for (const id of index.storing)
    parts.push({ column: id, direction: 'N/A', storing: true, implicit: false });
  for (const { column: id, descending } of table.primary.keys)
    if (!has(id))
      parts.push({
        column: id,
        direction: descending ? 'DESC' : 'ASC',
        storing: index.unique,
        implicit: true
      });
  return parts;
}

export function showIndexes({ table: name, comment }: Of<'indexes'>, request: ShowRequest): StatementResult {
  return indexListing([tableNamed(name, request)], comment, request);
}

export function showDatabaseIndexes(
  { database, comment }: Of<'databaseIndexes'>,
  request: ShowRequest
): StatementResult {
  const { ctx, runner } = request;
  const found = runner.names(ctx.session, ctx.catalog).database(database.text, database.span);
  const tables = ctx.catalog
    .children(found.id)
    .flatMap((schema) => ctx.catalog.children(schema.id))
    .filter((d): d is TableDef => d.kind === 'table');
  return indexListing(tables, comment, request);
}

function indexListing(tables: readonly TableDef[], comment: boolean, { ctx }: ShowRequest): StatementResult {
  const rows = tables.flatMap((table) =>
    namedIndexes(table)
      .filter((index) => index.state === 'public')
      .flatMap((index) =>
        indexRows(table, index, ctx.catalog).map((row) => (comment ? [...row, index.comment ?? null] : row))
      )
  );
  rows.sort(
    (a, b) =>
      compareStrings(String(a[0]), String(b[0])) ||
      compareStrings(String(a[1]), String(b[1])) ||
      Number(a[3]) - Number(b[3])
  );
  return listing(
    [
      column('table_name', STRING),
      column('index_name', STRING),
      column('non_unique', BOOL),
      column('seq_in_index', INT),
      column('column_name', STRING),
      column('definition', STRING),
      column('direction', STRING),
      column('storing', BOOL),
      column('implicit', BOOL),
      column('visible', BOOL),
      column('visibility', FLOAT),
      ...(comment ? [column('comment', STRING)] : [])
    ],
    rows
  );
}

function indexRows(table: TableDef, index: IndexDef, view: CatalogView): Datum[][] {
  return indexColumns(table, index).map((part, i) => {
    const def = columnById(table, part.column);
    const definition = def.inaccessible && def.computed ? `(${plainExpr(def.computed.sql, view)})` : def.name;
    const visibility = index.visibility === undefined ? (index.notVisible ? 0 : 1) : Number(index.visibility);
    return [
      table.name,
      index.name,
      !index.unique,
      i + 1,
      def.name,
      definition,
      part.direction,
      part.storing,
      part.implicit,
      visibility === 1,
      visibility
    ];
  });
}

// --- CONSTRAINTS ---------------------------------------------------------------------------------------------------

export interface ConstraintRow {
  readonly name: string;
  readonly type: 'PRIMARY KEY' | 'UNIQUE' | 'CHECK' | 'FOREIGN KEY';
  readonly validated: boolean;
  readonly columns: readonly number[];
  readonly comment: string | undefined;
}

/** Every constraint of a table. A unique index counts as one, as in CockroachDB. */
export function constraintsOf(table: TableDef): ConstraintRow[] {
  const comments = new Map(table.constraintComments ?? []);
  const indexes = [table.primary, ...table.indexes].filter(
    (index) => index.unique && index.unlisted !== 'primary key'
  );
  return [
    ...indexes.map((index): ConstraintRow => ({
      name: index.name,
      type: index.id === table.primary.id ? 'PRIMARY KEY' : 'UNIQUE',
      validated: index.validated ?? true,
      columns: explicitKeys(index),
      comment: comments.get(index.name)
    })),
    ...table.checks
      .filter((check) => !check.hidden)
      .map((check): ConstraintRow => ({
        name: check.name,
        type: 'CHECK',
        validated: check.validated,
        columns: check.columns,
        comment: check.comment
      })),
    ...table.foreignKeys.map((key): ConstraintRow => ({
      name: key.name,
      type: 'FOREIGN KEY',
      validated: key.validated,
      columns: key.columns,
      comment: key.comment
    }))
  ];
}

export function showConstraints(
  { table: name, comment }: Of<'constraints'>,
  request: ShowRequest
): StatementResult {
  const table = tableNamed(name, request);
  const { catalog } = request.ctx;
  const rows = constraintsOf(table)
    .sort((a, b) => compareStrings(a.name, b.name))
    .map((c) => [
      table.name,
      c.name,
      c.type,
      constraintDetails(table, c.name, catalog) ?? '',
      c.validated,
      ...(comment ? [c.comment ?? null] : [])
    ]);
  return listing(
    [
      column('table_name', STRING),
      column('constraint_name', STRING),
      column('constraint_type', STRING),
      column('details', STRING),
      column('validated', BOOL),
      ...(comment ? [column('comment', STRING)] : [])
    ],
    rows
  );
}

// --- CREATE --------------------------------------------------------------------------------------------------------

const CREATE_COLUMNS = [column('table_name', STRING), column('create_statement', STRING)];

export function showCreate(statement: Of<'createTable'>, request: ShowRequest): StatementResult {
  const { name, form, option } = statement;
  const { object, database, schema } = relationNamed(name, request);
  const { catalog } = request.ctx;
  // What is qualified is told by as much as it means: `db.t` is db.public.t.
  const isOfDatabase =
    name.catalog !== undefined || (name.schema !== undefined && name.schema !== schema.name);
  const shown = writtenName(isOfDatabase ? { ...name, catalog: database.name, schema: schema.name } : name);
  if (form === 'TABLE' && object.kind !== 'table' && object.kind !== 'view' && object.kind !== 'sequence')
    throw ddlErrors.wrongKind(shown, 'table', name.span);
  if (form === 'VIEW' && object.kind !== 'view' && !(object.kind === 'table' && object.materialized))
    throw ddlErrors.wrongKind(shown, 'view', name.span);
  if (form === 'SEQUENCE' && object.kind !== 'sequence')
    throw ddlErrors.wrongKind(shown, 'sequence', name.span);
  return listing(CREATE_COLUMNS, [
    [
      shown,
      option === 'REDACT'
        ? redacted(createStatement(object, catalog))
        : createStatement(object, catalog, option !== 'IGNORE_FOREIGN_KEYS')
    ]
  ]);
}

/** Every constant says its type, so that all of them are found. */
const redacted = (statement: string): string =>
  statement.replace(/(?:'(?:[^']|'')*'|\(-[\d.eE+]+\)|[\d.]+):::/g, '‹×›:::');

/** The statement that makes an object again, semicolon included. */
export function createStatement(
  object: FoundObject['object'],
  view: CatalogView,
  foreignKeys = true
): string {
  switch (object.kind) {
    case 'table':
      if (object.materialized) return `${createViewSql(object, view)};`;
      return `${createTableSql(object, view, { foreignKeys })}${zoneClause(object, view)};`;
    case 'view':
      return `${createViewSql(object, view)};`;
    case 'sequence':
      return `${createSequenceSql(object, view)};`;
    case 'type':
      return `${createTypeSql(object, view)};`;
  }
}

function zoneClause(table: TableDef, view: CatalogView): string {
  const zone = zoneStatement(table, view);
  return zone === undefined ? '' : `;\n${zone}`;
}

export function showCreateDatabase(
  { name }: Of<'createDatabase'>,
  { ctx, runner }: ShowRequest
): StatementResult {
  const database = runner.names(ctx.session, ctx.catalog).database(name.text, name.span);
  return listing(
    [column('database_name', STRING), column('create_statement', STRING)],
    [[database.name, createDatabaseSql(database)]]
  );
}

export function showCreateIndexes(
  { table: name, secondary }: Of<'createIndexes'>,
  request: ShowRequest
): StatementResult {
  const table = tableNamed(name, request);
  const indexes = secondary ? listedIndexes(table) : namedIndexes(table);
  return listing(
    [column('index_name', STRING), column('create_statement', STRING)],
    indexes.map((index) => [index.name, createIndexSql(table, index, request.ctx.catalog)])
  );
}

/** SHOW CREATE ALL: everything of the current database, foreign keys behind the tables they need. */
export function showCreateAll(
  { objects, span }: Of<'createAll'>,
  { ctx, runner }: ShowRequest
): StatementResult {
  const { catalog } = ctx;
  const database = runner.names(ctx.session, catalog).currentDatabase();
  const schemas = catalog.children(database.id).filter((d) => d.kind === 'schema');
  const inside = schemas.flatMap((schema) => catalog.children(schema.id)).sort((a, b) => a.id - b.id);
  const texts: string[] = [];
  switch (objects) {
    case 'SCHEMAS':
      for (const schema of schemas) texts.push(`CREATE SCHEMA ${quoteName(schema.name)};`);
      break;
    case 'TYPES':
      for (const object of inside) if (object.kind === 'type') texts.push(createStatement(object, catalog));
      break;
    case 'TABLES': {
      const tables = inside.filter((d) => d.kind === 'table' && !d.materialized) as TableDef[];
      const readers = inside.filter(
        (d): d is ViewDef | TableDef =>
          d.kind === 'view' || (d.kind === 'table' && d.materialized !== undefined)
      );
      for (const object of inside)
        if (object.kind === 'sequence') texts.push(createStatement(object, catalog));
      for (const table of tables) texts.push(createStatement(table, catalog, false));
      for (const view of readers) texts.push(createStatement(view, catalog));
      for (const table of tables)
        for (const key of table.foreignKeys)
          texts.push(
            `ALTER TABLE ${schemaQualified(table, catalog)} ADD CONSTRAINT ${quoteName(key.name)} ${foreignKeySql(table, key, catalog)};`
          );
      if (tables.some((table) => table.foreignKeys.length > 0))
        texts.push(
          '-- Validate foreign key constraints. These can fail if there was unvalidated data during the SHOW CREATE ALL TABLES'
        );
      for (const table of tables)
        for (const key of table.foreignKeys)
          texts.push(
            `ALTER TABLE ${schemaQualified(table, catalog)} VALIDATE CONSTRAINT ${quoteName(key.name)};`
          );
      break;
    }
    default:
      throw new SqlError(
        '0A000',
        `SHOW CREATE ALL ${objects}: CockroachDB accepts this; the playground does not simulate it`,
        { span }
      );
  }
  return listing(
    [column('create_statement', STRING)],
    texts.map((text) => [text])
  );
}
