import type { CatalogView } from '../catalog';
import {
  listedIndexes,
  namedIndexes,
  type ColumnDef,
  type DatabaseDef,
  type EnumTypeDef,
  type ForeignKeyDef,
  type IndexDef,
  type Locality,
  type SchemaObject,
  type SequenceDef,
  type TableDef,
  type ViewDef
} from '../descriptors';
import { parseExpression, parseStatement } from '../../sql/parse/parser';
import { printStatement } from '../../sql/print/statement';
import { printExpr } from '../../sql/print/expr';
import { quoteName } from '../../sql/print/names';
import type { AnnotateExpr } from '../../sql/ast/expr';
import type { TypeRef } from '../../sql/ast/type';
import { quoteSql } from '../../sql/types/sql-literal';
import { explicitKeys } from './keys';
import { localityOf } from './regions';
import { mapTree } from './tree';
import { typeSql } from './type-sql';

/**
 * SHOW CREATE: a statement that makes the object again, in CockroachDB's layout (sql/show_create.go). Names are quoted where
 * they must be, so that the text reads back to the same object whatever they are made of.
 */

const names = (list: readonly string[]): string => list.map(quoteName).join(', ');

/** `public.t`. */
export function schemaQualified(object: SchemaObject, view: CatalogView): string {
  return `${quoteName(view.get(object.schema)?.name ?? 'public')}.${quoteName(object.name)}`;
}

/** A kept expression as it is shown: sequences by name instead of id. */
export function shownExpr(sql: string, view: CatalogView): string {
  if (!sql.includes(':::REGCLASS') && !sql.includes('.')) return sql;
  const expr = parseExpression(sql);
  const named = mapTree(expr, (node) => {
    // Types of users stand without their database.
    if (node.kind === 'type' && (node as Partial<TypeRef>).catalog !== undefined)
      return { ...node, catalog: undefined };
    const { kind, operand, type } = node as Partial<AnnotateExpr>;
    if (kind !== 'annotate' || type?.name !== 'REGCLASS' || operand?.kind !== 'int') return node;
    const sequence = view.get(Number(operand.text));
    if (sequence?.kind !== 'sequence') return node;
    return parseExpression(`${quoteSql(schemaQualified(sequence, view))}::REGCLASS`);
  });
  return named === expr ? sql : printExpr(named);
}

// --- tables --------------------------------------------------------------------------------------------------------

export interface TableOptions {
  readonly foreignKeys: boolean;
}

/** CREATE TABLE without the semicolon at its end, comments behind it. */
export function createTableSql(
  table: TableDef,
  view: CatalogView,
  options: TableOptions = { foreignKeys: true }
): string {
  const lines = [
    ...shownColumns(table).map((column) => columnSql(column, view)),
    `CONSTRAINT ${quoteName(table.primary.name)} ${indexSql(table, table.primary, view)}`,
    ...(options.foreignKeys ? table.foreignKeys.map((key) => foreignKeyLine(table, key, view)) : []),
    ...listedIndexes(table)
      .filter((index) => index.state === 'public')
      .map((index) => indexSql(table, index, view)),
    ...familyLines(table),
    ...table.checks
      .filter((check) => !check.hidden)
      .map(
        (check) =>
          `CONSTRAINT ${quoteName(check.name)} CHECK (${shownExpr(check.sql, view)})${check.validated ? '' : ' NOT VALID'}`
      ),
    ...table.indexes
      .filter((index) => index.unlisted === 'without index' && index.state === 'public')
      .map((index) => `CONSTRAINT ${quoteName(index.name)} ${withoutIndexSql(table, index, view)}`)
  ];
  return [
    `CREATE TABLE ${schemaQualified(table, view)} (\n\t${lines.join(',\n\t')}\n)`,
    storageClause(table),
    localityClause(table, view),
    comments(table, view)
  ].join('');
}

const shownColumns = (table: TableDef): ColumnDef[] =>
  table.columns.filter((column) => column.state === 'public' && !column.inaccessible);

function columnSql(column: ColumnDef, view: CatalogView): string {
  const parts = [quoteName(column.name), typeSql(column.type, view)];
  if (column.hidden) parts.push('NOT VISIBLE');
  parts.push(column.nullable ? 'NULL' : 'NOT NULL');
  if (column.identity)
    parts.push(
      `GENERATED ${column.identity.toUpperCase()} AS IDENTITY${column.identitySql ? ` (${column.identitySql})` : ''}`
    );
  else if (column.defaultSql !== undefined) parts.push(`DEFAULT ${shownExpr(column.defaultSql, view)}`);
  if (column.onUpdateSql !== undefined) parts.push(`ON UPDATE ${shownExpr(column.onUpdateSql, view)}`);
  if (column.computed)
    parts.push(
      `AS (${shownExpr(column.computed.sql, view)}) ${column.computed.virtual ? 'VIRTUAL' : 'STORED'}`
    );
  return parts.join(' ');
}

function foreignKeyLine(table: TableDef, key: ForeignKeyDef, view: CatalogView): string {
  return `CONSTRAINT ${quoteName(key.name)} ${foreignKeySql(table, key, view)}`;
}

/** `FOREIGN KEY (a) REFERENCES public.t(b) ON DELETE CASCADE`. */
export function foreignKeySql(table: TableDef, key: ForeignKeyDef, view: CatalogView): string {
  const target = view.get(key.table);
  if (target?.kind !== 'table') return 'FOREIGN KEY ()';
  const columns = (of: TableDef, ids: readonly number[]): string => names(ids.map((id) => nameOf(of, id)));
  const action = (clause: string, what: string): string =>
    what === 'no action' ? '' : ` ${clause} ${what.toUpperCase()}`;
  return [
    `FOREIGN KEY (${columns(table, key.columns)}) REFERENCES ${targetName(table, target, view)}(${columns(target, key.tableColumns)})`,
    key.match === 'full' ? ' MATCH FULL' : '',
    action('ON DELETE', key.onDelete),
    action('ON UPDATE', key.onUpdate),
    key.validated ? '' : ' NOT VALID'
  ].join('');
}

/** A table as another one's foreign key names it. */
function targetName(table: TableDef, target: TableDef, view: CatalogView): string {
  const name = schemaQualified(target, view);
  if (target.database === table.database) return name;
  return `${quoteName(view.get(target.database)?.name ?? '')}.${name}`;
}

const nameOf = (table: TableDef, id: number): string => table.columns.find((c) => c.id === id)?.name ?? '?';

/** One unnamed family is said by nothing. */
function familyLines(table: TableDef): string[] {
  if (table.families.length === 1 && table.families[0].name === 'primary') return [];
  return table.families.map((family) => {
    const columns = family.columns.filter((id) =>
      table.columns.some((c) => c.id === id && c.state === 'public')
    );
    return `FAMILY ${quoteName(family.name)} (${names(columns.map((id) => nameOf(table, id)))})`;
  });
}

function storageClause(table: TableDef): string {
  const params = table.params.map(([key, value]) => `${key} = ${value}`);
  if (table.schemaLocked) params.push('schema_locked = true');
  return params.length > 0 ? ` WITH (${params.join(', ')})` : '';
}

function localityClause(table: TableDef, view: CatalogView): string {
  const locality = localityOf(table, view);
  return locality ? ` LOCALITY ${localitySql(locality, table)}` : '';
}

export function localitySql(locality: Locality, table: TableDef): string {
  switch (locality.kind) {
    case 'global':
      return 'GLOBAL';
    case 'regional by table':
      return locality.region === undefined
        ? 'REGIONAL BY TABLE IN PRIMARY REGION'
        : `REGIONAL BY TABLE IN ${quoteName(locality.region)}`;
    case 'regional by row': {
      const name = nameOf(table, locality.column);
      return name === 'crdb_region' ? 'REGIONAL BY ROW' : `REGIONAL BY ROW AS ${quoteName(name)}`;
    }
  }
}

function comments(table: TableDef, view: CatalogView): string {
  const name = schemaQualified(table, view);
  const lines: string[] = [];
  const add = (what: string, text: string | undefined): void => {
    if (text !== undefined) lines.push(`COMMENT ON ${what} IS ${quoteSql(text)}`);
  };
  add(`TABLE ${name}`, table.comment);
  for (const column of table.columns) add(`COLUMN ${name}.${quoteName(column.name)}`, column.comment);
  for (const index of namedIndexes(table)) add(`INDEX ${name}@${quoteName(index.name)}`, index.comment);
  const constraints: [string, string | undefined][] = [
    ...(table.constraintComments ?? []).map(([name, text]): [string, string | undefined] => [name, text]),
    ...table.checks.map((c): [string, string | undefined] => [c.name, c.comment]),
    ...table.foreignKeys.map((k): [string, string | undefined] => [k.name, k.comment])
  ];
  for (const [constraint, text] of constraints) add(`CONSTRAINT ${quoteName(constraint)} ON ${name}`, text);
  return lines.map((line) => `;\n${line}`).join('');
}

// --- indexes -------------------------------------------------------------------------------------------------------

/** An index as an element of CREATE TABLE; the primary one without its name, which stands before it. */
export function indexSql(table: TableDef, index: IndexDef, view: CatalogView): string {
  const primary = index.id === table.primary.id;
  const head = primary
    ? 'PRIMARY KEY'
    : `${index.unique ? 'UNIQUE ' : ''}${index.inverted ? 'INVERTED ' : ''}INDEX ${quoteName(index.name)}`;
  return `${head} ${indexBody(table, index, view)}`;
}

/** CREATE INDEX, as SHOW CREATE INDEXES prints it. */
export function createIndexSql(table: TableDef, index: IndexDef, view: CatalogView): string {
  const kind = `${index.unique ? 'UNIQUE ' : ''}${index.inverted ? 'INVERTED ' : ''}`;
  return `CREATE ${kind}INDEX ${quoteName(index.name)} ON ${schemaQualified(table, view)} ${indexBody(table, index, view)}`;
}

function indexBody(table: TableDef, index: IndexDef, view: CatalogView): string {
  const stored = index.storing.map((id) => nameOf(table, id));
  const params = [
    ...(index.sharded ? [`bucket_count=${index.sharded.buckets}`] : []),
    ...(index.params ?? []).map(([key, value]) => `${key}=${value}`)
  ];
  return [
    `(${indexElements(table, index, view)})`,
    index.sharded ? ' USING HASH' : '',
    stored.length > 0 ? ` STORING (${names(stored)})` : '',
    params.length > 0 ? ` WITH (${params.join(', ')})` : '',
    index.predicateSql === undefined ? '' : ` WHERE ${shownExpr(index.predicateSql, view)}`,
    index.visibility !== undefined
      ? ` VISIBILITY ${index.visibility}`
      : index.notVisible
        ? ' NOT VISIBLE'
        : ''
  ].join('');
}

/** `UNIQUE WITHOUT INDEX (a, b)`. */
function withoutIndexSql(table: TableDef, index: IndexDef, view: CatalogView): string {
  const columns = names(explicitKeys(index).map((id) => nameOf(table, id)));
  const where = index.predicateSql === undefined ? '' : ` WHERE ${shownExpr(index.predicateSql, view)}`;
  return `UNIQUE WITHOUT INDEX (${columns})${where}${index.validated === false ? ' NOT VALID' : ''}`;
}

/** `a ASC, lower(b) DESC`. */
function indexElements(table: TableDef, index: IndexDef, view: CatalogView): string {
  const explicit = explicitKeys(index);
  const keys = index.keys.filter((key) => explicit.includes(key.column));
  return keys
    .map(({ column: id, descending }, i) => {
      const column = table.columns.find((c) => c.id === id);
      const shown =
        column?.inaccessible && column.computed
          ? expressionElement(column.computed.sql, view)
          : quoteName(nameOf(table, id));
      const last = index.inverted && i === keys.length - 1;
      return last ? shown : `${shown} ${descending ? 'DESC' : 'ASC'}`;
    })
    .join(', ');
}

/** Anything but a call stands in brackets. */
function expressionElement(sql: string, view: CatalogView): string {
  const shown = shownExpr(sql, view);
  return parseExpression(sql).kind === 'call' ? shown : `(${shown})`;
}

// --- other objects -------------------------------------------------------------------------------------------------

/** Types of users stand without their database, as in expressions. */
function shownQuery(sql: string): string {
  if (!sql.includes('::') && !/\bCAST\b/i.test(sql)) return sql;
  const statement = parseStatement(sql);
  const shown = mapTree(statement, (node) =>
    node.kind === 'type' && (node as Partial<TypeRef>).catalog !== undefined
      ? { ...node, catalog: undefined }
      : node
  );
  return shown === statement ? sql : printStatement(shown);
}

export function createViewSql(object: ViewDef | TableDef, view: CatalogView): string {
  const query = shownQuery(object.kind === 'view' ? object.querySql : (object.materialized?.querySql ?? ''));
  const columns =
    object.kind === 'view'
      ? object.columns.map((c) => c.name)
      : object.columns.filter((c) => !c.hidden).map((c) => c.name);
  const kind = object.kind === 'view' ? 'VIEW' : 'MATERIALIZED VIEW';
  const invoker = object.kind === 'view' && object.securityInvoker ? ' WITH (security_invoker = true)' : '';
  return `CREATE ${kind} ${schemaQualified(object, view)} (\n\t${columns.map(quoteName).join(',\n\t')}\n)${invoker} AS ${query}`;
}

export function createSequenceSql(sequence: SequenceDef, view: CatalogView): string {
  const { min, max, increment, start, width, virtual, cache } = sequence;
  return [
    `CREATE SEQUENCE ${schemaQualified(sequence, view)}`,
    width === undefined ? '' : ` AS INT${width / 8}`,
    ` MINVALUE ${min} MAXVALUE ${max} INCREMENT ${increment} START ${start}`,
    virtual ? ' VIRTUAL' : '',
    cache > 1 ? ` ${sequence.cachedBy === 'session' ? 'PER SESSION' : 'PER NODE'} CACHE ${cache}` : ''
  ].join('');
}

export function createTypeSql(type: EnumTypeDef, view: CatalogView): string {
  return `CREATE TYPE ${schemaQualified(type, view)} AS ENUM (${type.def.members.map((m) => quoteSql(m.label)).join(', ')})`;
}

export function createDatabaseSql(database: DatabaseDef): string {
  const base = `CREATE DATABASE ${quoteName(database.name)}`;
  if (database.primaryRegion === undefined) return base;
  const regions = (database.regions ?? []).map((region) => JSON.stringify(region)).join(', ');
  return `${base} PRIMARY REGION ${JSON.stringify(database.primaryRegion)} REGIONS = ${regions} SURVIVE ${(database.survival ?? 'zone').toUpperCase()} FAILURE`;
}

// --- as PostgreSQL's catalog has it --------------------------------------------------------------------------------

/** Families whose constants need no word about their type. */
const PLAIN_TYPES: ReadonlySet<string> = new Set(['INT8', 'FLOAT8', 'DECIMAL', 'STRING', 'BOOL']);

/** An expression without type annotations, as information_schema and SHOW COLUMNS print it: `42`, `'foo'`, `now()`. */
export function plainExpr(sql: string, view: CatalogView): string {
  const shown = shownExpr(sql, view);
  if (!shown.includes(':::')) return shown;
  const plain = mapTree(parseExpression(shown), (node) => {
    const { kind, operand, type } = node as Partial<AnnotateExpr>;
    if (kind !== 'annotate' || !operand || !type) return node;
    const obvious = operand.kind !== 'string' || !type.builtIn || PLAIN_TYPES.has(type.name);
    return obvious ? operand : { kind: 'cast', form: 'short', operand, type, span: operand.span };
  });
  return printExpr(plain);
}

/** A constraint's definition for SHOW CONSTRAINTS and pg_get_constraintdef. */
export function constraintDetails(table: TableDef, name: string, view: CatalogView): string | undefined {
  const check = table.checks.find((c) => c.name === name);
  if (check) return `CHECK ((${plainExpr(check.sql, view)}))${check.validated ? '' : ' NOT VALID'}`;
  const key = table.foreignKeys.find((k) => k.name === name);
  if (key) return foreignKeySql(table, key, view).replace(/ REFERENCES public\./, ' REFERENCES ');
  const index = [table.primary, ...table.indexes].find((i) => i.unique && i.name === name);
  if (!index) return undefined;
  const where = index.predicateSql === undefined ? '' : ` WHERE (${plainExpr(index.predicateSql, view)})`;
  if (index.unlisted === 'without index')
    return withoutIndexSql(table, { ...index, predicateSql: undefined }, view).replace(
      /( NOT VALID)?$/,
      (end) => where + end
    );
  const kind = index.id === table.primary.id ? 'PRIMARY KEY' : 'UNIQUE';
  const hash = index.sharded ? ` USING HASH WITH (bucket_count=${index.sharded.buckets})` : '';
  return `${kind} (${indexElements(table, index, view)})${hash}${where}`;
}

/** CREATE INDEX as `pg_indexes.indexdef` prints it. */
export function pgIndexDefinition(table: TableDef, index: IndexDef, view: CatalogView): string {
  const name = `${quoteName(view.get(table.database)?.name ?? '')}.${schemaQualified(table, view)}`;
  const stored = index.storing.map((id) => nameOf(table, id));
  return [
    `CREATE ${index.unique ? 'UNIQUE ' : ''}INDEX ${quoteName(index.name)} ON ${name} USING ${index.inverted ? 'gin' : 'btree'}`,
    ` (${indexElements(table, index, view)})`,
    index.sharded ? ` USING HASH WITH (bucket_count=${index.sharded.buckets})` : '',
    stored.length > 0 ? ` STORING (${names(stored)})` : '',
    index.predicateSql === undefined ? '' : ` WHERE (${plainExpr(index.predicateSql, view)})`
  ].join('');
}
