import { unreachable } from '../../base/assert';
import type {
  CommonTableExpr,
  IndexHint,
  JoinExpr,
  LockingItem,
  OrderItem,
  Query,
  QueryBody,
  SelectClause,
  SelectItem,
  TableAlias,
  TableExpr,
  WithClause
} from '../ast/select';
import { rowExprs } from '../ast/values';
import { printExpr, printExprs, printWindow } from './expr';
import { printName, printNames, printTableName, printTableNames, quoteAnyName, quoteName } from './names';
import { printStatement } from './statement';
import { printType } from './types';

/** Queries and what stands in FROM. */

export function printQuery(query: Query): string {
  let text = (query.with ? printWith(query.with) : '') + printBody(query.body);
  if (query.orderBy.length > 0) text += ` ${printOrderBy(query.orderBy)}`;
  text += printLimit(query);
  if (query.offset) text += ` OFFSET ${printExpr(query.offset)}`;
  return text + query.locking.map(printLocking).join('');
}

/** The clause with a blank behind it. */
export function printWith(clause: WithClause): string {
  return `WITH ${clause.recursive ? 'RECURSIVE ' : ''}${clause.tables.map(printCommonTable).join(', ')} `;
}

function printCommonTable({ name, columns, materialized, statement }: CommonTableExpr): string {
  const list = columns.length > 0 ? ` (${printNames(columns)})` : '';
  return `${printName(name)}${list} AS ${materialized ? `${materialized} ` : ''}(${printStatement(statement)})`;
}

function printBody(body: QueryBody): string {
  switch (body.kind) {
    case 'select':
      return printSelect(body);
    case 'values':
      return `VALUES ${body.rows.map((_, i) => `(${printExprs(rowExprs(body, i))})`).join(', ')}`;
    case 'parenQuery':
      return `(${printQuery(body.query)})`;
    case 'setOperation':
      return body.operands.map(printBody).join(` ${body.op}${body.all ? ' ALL' : ''} `);
    default:
      return unreachable(body);
  }
}

function printSelect(select: SelectClause): string {
  if (select.tableForm) return `TABLE ${printTableExpr(select.from[0])}`;
  const parts = ['SELECT'];
  if (select.distinct) parts.push('DISTINCT');
  if (select.distinctOn.length > 0) parts.push(`DISTINCT ON (${printExprs(select.distinctOn)})`);
  // A target list that is empty leaves its blank, as in CockroachDB.
  parts.push(printItems(select.items));
  if (select.from.length > 0) parts.push(`FROM ${printTableExprs(select.from)}`);
  if (select.asOf) parts.push(printAsOf(select.asOf));
  if (select.where) parts.push(`WHERE ${printExpr(select.where)}`);
  if (select.groupBy.length > 0) parts.push(`GROUP BY ${printExprs(select.groupBy)}`);
  if (select.having) parts.push(`HAVING ${printExpr(select.having)}`);
  if (select.windows.length > 0)
    parts.push(
      `WINDOW ${select.windows.map((w) => `${printName(w.name)} AS ${printWindow(w.spec)}`).join(', ')}`
    );
  return parts.join(' ');
}

export function printAsOf(time: Parameters<typeof printExpr>[0]): string {
  return `AS OF SYSTEM TIME ${printExpr(time)}`;
}

export function printItems(items: readonly SelectItem[]): string {
  return items
    .map(({ expr, alias }) => printExpr(expr) + (alias ? ` AS ${quoteAnyName(alias.text)}` : ''))
    .join(', ');
}

/** `ORDER BY …` */
export function printOrderBy(items: readonly OrderItem[]): string {
  return `ORDER BY ${items.map(printOrderItem).join(', ')}`;
}

export function printOrderItem(item: OrderItem): string {
  const direction = item.direction ? ` ${item.direction}` : '';
  if (item.kind === 'orderBy')
    return printExpr(item.expr) + direction + (item.nulls ? ` NULLS ${item.nulls}` : '');
  const table = printTableName(item.table);
  return (
    (item.index === undefined ? `PRIMARY KEY ${table}` : `INDEX ${table}@${quoteAnyName(item.index)}`) +
    direction
  );
}

/** With a blank before it, or nothing. */
export function printLimit({ limit, limitAll }: Pick<Query, 'limit' | 'limitAll'>): string {
  if (limit) return ` LIMIT ${printExpr(limit)}`;
  return limitAll ? ' LIMIT ALL' : '';
}

function printLocking({ strength, of, wait }: LockingItem): string {
  return ` FOR ${strength}${of.length > 0 ? ` OF ${printTableNames(of)}` : ''}${wait === 'BLOCK' ? '' : ` ${wait}`}`;
}

export function printTableExprs(tables: readonly TableExpr[]): string {
  return tables.map(printTableExpr).join(', ');
}

export function printTableExpr(table: TableExpr): string {
  if (table.kind === 'join') return printJoin(table);
  const lateral =
    (table.kind === 'derived' || table.kind === 'functionTable') && table.lateral ? 'LATERAL ' : '';
  const hint =
    (table.kind === 'table' || table.kind === 'tableById') && table.hint ? printHint(table.hint) : '';
  const ordinality = table.ordinality ? ' WITH ORDINALITY' : '';
  return (
    lateral + printSource(table) + hint + ordinality + (table.alias ? ` AS${printAlias(table.alias)}` : '')
  );
}

function printSource(table: Exclude<TableExpr, JoinExpr>): string {
  switch (table.kind) {
    case 'table':
      return printTableName(table.name);
    case 'tableById': {
      const columns = table.columns ? `(${table.columns.join(', ')})` : '';
      return `[${table.id}${columns} AS${printAlias(table.ownAlias)}]`;
    }
    case 'derived':
      return `(${printQuery(table.query)})`;
    case 'parenJoin':
      return `(${printTableExpr(table.join)})`;
    case 'functionTable': {
      const items = table.items.map(
        ({ call, alias }) => printExpr(call) + (alias ? ` AS${printAlias(alias)}` : '')
      );
      return `ROWS FROM (${items.join(', ')})`;
    }
    case 'statementTable':
      return `[${printStatement(table.statement)}]`;
    default:
      return unreachable(table);
  }
}

/** With a blank before each of its parts. */
function printAlias({ name, columns }: TableAlias): string {
  const list = columns.map(
    (column) => quoteName(column.name) + (column.type ? ` ${printType(column.type)}` : '')
  );
  return (name ? ` ${printName(name)}` : '') + (list.length > 0 ? ` (${list.join(', ')})` : '');
}

function printJoin(join: JoinExpr): string {
  const words = [
    printTableExpr(join.left),
    join.natural ? 'NATURAL' : '',
    join.explicit ? join.type : '',
    join.hint ?? '',
    'JOIN',
    printTableExpr(join.right),
    join.on ? `ON ${printExpr(join.on)}` : '',
    join.using ? `USING (${printNames(join.using)})` : ''
  ];
  return words.filter((word) => word !== '').join(' ');
}

/** `@index`, `@{FORCE_INDEX=i,ASC}` */
function printHint(hint: IndexHint): string {
  const index =
    hint.index !== undefined
      ? quoteAnyName(hint.index)
      : hint.indexId !== undefined
        ? `[${hint.indexId}]`
        : '';
  const flags = [
    ...(hint.direction ? [hint.direction] : []),
    ...hint.flags,
    ...hint.zigzag.map((of) => `FORCE_ZIGZAG=${typeof of === 'number' ? `[${of}]` : quoteAnyName(of)}`)
  ];
  if (index !== '' && flags.length === 0) return `@${index}`;
  return `@{${[...(index === '' ? [] : [`FORCE_INDEX=${index}`]), ...flags].join(',')}}`;
}
