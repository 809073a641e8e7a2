import { unreachable } from '../../base/assert';
import type {
  AlterDatabaseAction,
  AlterTypeStatement,
  CommentStatement,
  CommentTarget,
  CreateDatabaseStatement,
  CreateTypeStatement,
  CreateViewStatement,
  RangeOwner,
  RelocateRangeStatement,
  RoleSetting,
  StatisticsStatement,
  ZoneAction,
  ZoneSetting,
  ZoneTarget
} from '../ast/ddl';
import type { Name } from '../ast/name';
import type { CreateIndexStatement } from '../ast/table-def';
import { printExpr, printExprs } from './expr';
import { printString } from './literals';
import {
  dottedName,
  printIndexName,
  printName,
  printNames,
  printObjectName,
  printRole,
  printSchemaName,
  printSettingName,
  printTableName,
  quoteAnyName,
  quoteName
} from './names';
import { printAsOf, printQuery } from './select';
import { printIndexBody } from './table-def';
import { printType } from './types';

/** Databases, types, views, zones and the other things that are defined. */

export function printCreateDatabase(statement: CreateDatabaseStatement): string {
  const { regions, superRegion } = statement;
  const parts = [
    `CREATE DATABASE${statement.ifNotExists ? ' IF NOT EXISTS' : ''} ${printName(statement.name)}`
  ];
  const text = (word: string, value: string | undefined) => {
    if (value !== undefined) parts.push(`${word} = ${printString(value)}`);
  };
  text('TEMPLATE', statement.template);
  text('ENCODING', statement.encoding);
  text('LC_COLLATE', statement.lcCollate);
  text('LC_CTYPE', statement.lcCtype);
  if (statement.connectionLimit !== undefined) parts.push(`CONNECTION LIMIT = ${statement.connectionLimit}`);
  if (statement.primaryRegion) parts.push(`PRIMARY REGION ${printName(statement.primaryRegion)}`);
  if (regions.length > 0) parts.push(`REGIONS = ${printNames(regions)}`);
  if (statement.survival) parts.push(`SURVIVE ${statement.survival}`);
  if (statement.placement) parts.push(`PLACEMENT ${statement.placement}`);
  if (statement.owner) parts.push(`OWNER = ${printRole(statement.owner)}`);
  if (superRegion)
    parts.push(`SUPER REGION ${printName(superRegion.name)} VALUES ${printNames(superRegion.regions)}`);
  if (statement.secondaryRegion) parts.push(`SECONDARY REGION ${printName(statement.secondaryRegion)}`);
  return parts.join(' ');
}

export function printDatabaseAction(action: AlterDatabaseAction): string {
  switch (action.kind) {
    case 'rename':
      return `RENAME TO ${printName(action.to)}`;
    case 'owner':
      return `OWNER TO ${printRole(action.owner)}`;
    case 'convertToSchema':
      return `CONVERT TO SCHEMA WITH PARENT ${printName(action.parent)}`;
    case 'addRegion':
      return `ADD REGION ${action.ifNotExists ? 'IF NOT EXISTS ' : ''}${printName(action.region)}`;
    case 'dropRegion':
      return `DROP REGION ${action.ifExists ? 'IF EXISTS ' : ''}${printName(action.region)}`;
    case 'primaryRegion':
      return `PRIMARY REGION ${printName(action.region)}`;
    case 'secondaryRegion':
      return `SET SECONDARY REGION ${printName(action.region)}`;
    case 'dropSecondaryRegion':
      return `DROP SECONDARY REGION${action.ifExists ? ' IF EXISTS' : ''}`;
    case 'addSuperRegion':
    case 'alterSuperRegion': {
      const word = action.kind === 'addSuperRegion' ? 'ADD' : 'ALTER';
      return `${word} SUPER REGION ${printName(action.region)} VALUES ${printNames(action.regions)}`;
    }
    case 'dropSuperRegion':
      return `DROP SUPER REGION ${printName(action.region)}`;
    case 'survive':
      return `SURVIVE ${action.goal}`;
    case 'placement':
      return `PLACEMENT ${action.placement}`;
    case 'locality': {
      const region = action.region ? ` IN ${printName(action.region)}` : '';
      return `ALTER LOCALITY ${action.global ? 'GLOBAL' : 'REGIONAL'}${region} ${printZoneAction(action.zone)}`;
    }
    case 'set':
      return printRoleSetting(action.setting);
    default:
      return unreachable(action);
  }
}

export function printRoleSetting(setting: RoleSetting): string {
  if (setting.kind === 'resetAll') return 'RESET ALL';
  if (setting.kind === 'reset') return `RESET ${printSettingName(setting.name)}`;
  return `SET ${printSettingName(setting.name)} = ${printExprs(setting.values)}`;
}

/** `TABLE t` or `INDEX t@i` */
export function printRangeOwner(on: RangeOwner): string {
  return on.kind === 'table' ? `TABLE ${printTableName(on.table)}` : `INDEX ${printIndexName(on.index)}`;
}

export function printRelocateRange({ subject, range, query, from, to }: RelocateRangeStatement): string {
  const store = from ? ` FROM ${printExpr(from)}` : '';
  const move = `RELOCATE ${subject}${store} TO ${printExpr(to)}`;
  if (range) return `ALTER RANGE ${printExpr(range)} ${move}`;
  return `ALTER RANGE ${move} FOR ${query ? printQuery(query) : ''}`;
}

export function printZoneTarget(target: ZoneTarget): string {
  switch (target.kind) {
    case 'range':
      return `RANGE ${quoteAnyName(target.name)}`;
    case 'database':
      return `DATABASE ${printName(target.name)}`;
    case 'table':
      return `${printPartition(target.partition)}TABLE ${printTableName(target.table)}`;
    case 'index':
      return `${printPartition(target.partition)}INDEX ${printIndexName(target.index)}`;
    case 'allIndexes':
      return `${printPartition(target.partition)}INDEX ${printTableName(target.table)}@*`;
    default:
      return unreachable(target);
  }
}

function printPartition(partition: Name | undefined): string {
  return partition ? `PARTITION ${quoteAnyName(partition.text)} OF ` : '';
}

export function printZoneAction(action: ZoneAction): string {
  switch (action.kind) {
    case 'discard':
      return 'CONFIGURE ZONE DISCARD';
    case 'usingDefault':
      return 'CONFIGURE ZONE USING DEFAULT';
    case 'yaml':
      return `CONFIGURE ZONE = ${printExpr(action.config)}`;
    case 'using':
      return `CONFIGURE ZONE USING ${action.settings.map(printZoneSetting).join(', ')}`;
    default:
      return unreachable(action);
  }
}

function printZoneSetting({ name, value }: ZoneSetting): string {
  // The dots are part of the name here.
  return `${quoteName(name)} = ${value ? printExpr(value) : 'COPY FROM PARENT'}`;
}

export function printCreateIndex({ ifNotExists, concurrently, table, index }: CreateIndexStatement): string {
  const unique = index.unique ? 'UNIQUE ' : '';
  const method = index.method === 'FORWARD' ? '' : `${index.method} `;
  const words = `${concurrently ? 'CONCURRENTLY ' : ''}${ifNotExists ? 'IF NOT EXISTS ' : ''}`;
  const name = index.name ? `${quoteName(index.name.text)} ` : '';
  return `CREATE ${unique}${method}INDEX ${words}${name}ON ${printTableName(table)} ${printIndexBody(index)}`;
}

export function printCreateType({ ifNotExists, name, labels, fields }: CreateTypeStatement): string {
  const head = `CREATE TYPE ${ifNotExists ? 'IF NOT EXISTS ' : ''}${printObjectName(name)} AS `;
  if (labels) return `${head}ENUM (${labels.map((label) => printString(label.text)).join(', ')})`;
  return `${head}(${(fields ?? []).map((field) => `${printName(field.name)} ${printType(field.type)}`).join(', ')})`;
}

export function printAlterType({ name, action }: AlterTypeStatement): string {
  const head = `ALTER TYPE ${printObjectName(name)} `;
  switch (action.kind) {
    case 'addValue': {
      const { placement } = action;
      const place = placement
        ? ` ${placement.before ? 'BEFORE' : 'AFTER'} ${printString(placement.value.text)}`
        : '';
      return `${head}ADD VALUE ${action.ifNotExists ? 'IF NOT EXISTS ' : ''}${printString(action.value.text)}${place}`;
    }
    case 'dropValue':
      return `${head}DROP VALUE ${printString(action.value.text)}`;
    case 'renameValue':
      return `${head}RENAME VALUE ${printString(action.from.text)} TO ${printString(action.to.text)}`;
    case 'rename':
      return `${head}RENAME TO ${printName(action.to)}`;
    case 'setSchema':
      return `${head}SET SCHEMA ${printName(action.schema)}`;
    case 'owner':
      return `${head}OWNER TO ${printRole(action.owner)}`;
    default:
      return unreachable(action);
  }
}

export function printCreateView(statement: CreateViewStatement): string {
  const { orReplace, temporary, materialized, ifNotExists, name, columns, securityInvoker, query } =
    statement;
  const words = [
    ...[
      'CREATE',
      orReplace ? 'OR REPLACE' : '',
      temporary ? 'TEMPORARY' : '',
      materialized ? 'MATERIALIZED' : ''
    ],
    ...['VIEW', ifNotExists ? 'IF NOT EXISTS' : '', printTableName(name)],
    columns.length > 0 ? `(${printNames(columns)})` : '',
    securityInvoker === undefined ? '' : `WITH ( security_invoker = ${securityInvoker} )`,
    `AS ${printQuery(query)}`,
    materialized ? `WITH ${statement.withData ? '' : 'NO '}DATA` : ''
  ];
  return words.filter((word) => word !== '').join(' ');
}

export function printComment({ on, comment }: CommentStatement): string {
  return `COMMENT ON ${printCommentTarget(on)} IS ${comment === null ? 'NULL' : printString(comment)}`;
}

function printCommentTarget(on: CommentTarget): string {
  switch (on.kind) {
    case 'database':
      return `DATABASE ${printName(on.name)}`;
    case 'schema':
      return `SCHEMA ${printSchemaName(on.name)}`;
    case 'type':
      return `TYPE ${printObjectName(on.name)}`;
    case 'table':
      return `TABLE ${printTableName(on.table)}`;
    case 'column':
      return `COLUMN ${dottedName(on.table?.catalog, on.table?.schema, on.table?.table, on.column.text)}`;
    case 'index':
      return `INDEX ${printIndexName(on.index)}`;
    case 'constraint':
      return `CONSTRAINT ${printName(on.name)} ON ${printTableName(on.table)}`;
    default:
      return unreachable(on);
  }
}

export function printStatistics(statement: StatisticsStatement): string {
  const table = statement.table ? printTableName(statement.table) : `[${statement.tableId}]`;
  if (statement.analyze) return `ANALYZE ${table}`;
  const name = statement.name ? printName(statement.name) : '';
  const columns = statement.columns.length > 0 ? ` ON ${printNames(statement.columns)}` : '';
  const options = statement.options === '' ? '' : ` ${statement.options}`;
  return `CREATE STATISTICS ${name}${columns} FROM ${table}${options}`;
}

/** `AS OF SYSTEM TIME t` with a blank before it, or nothing. */
export function printOptAsOf(time: Parameters<typeof printExpr>[0] | undefined): string {
  return time ? ` ${printAsOf(time)}` : '';
}
