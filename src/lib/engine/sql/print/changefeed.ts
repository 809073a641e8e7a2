import { unreachable } from '../../base/assert';
import type {
  AlterChangefeedCommand,
  AlterChangefeedStatement,
  ChangefeedQuery,
  ChangefeedSource,
  ChangefeedTarget,
  CheckExternalConnectionStatement,
  CreateChangefeedStatement,
  CreateScheduleStatement,
  ExternalConnectionStatement,
  OptionNode,
  TableFilter,
  TextOrPlaceholder
} from '../ast/changefeed';
import { printExpr } from './expr';
import { printString } from './literals';
import { printName, printNames, printTableName, printTableNames, quoteName } from './names';
import { printItems, printTableExpr } from './select';

/** Changefeeds, schedules and external connections. Secrets are not taken out here: what is printed reads back. */

export function printText(text: TextOrPlaceholder): string {
  return text.kind === 'placeholder' ? `$${text.index}` : printString(text.text);
}

/** `a, b = 'c'` */
export function printOptions(options: readonly OptionNode[]): string {
  return options
    .map(({ name, value }) => quoteName(name) + (value ? ` = ${printText(value)}` : ''))
    .join(', ');
}

/** ` WITH OPTIONS (…)` or nothing. */
export function printWithOptions(options: readonly OptionNode[]): string {
  return options.length > 0 ? ` WITH OPTIONS (${printOptions(options)})` : '';
}

export function printCreateChangefeed(statement: CreateChangefeedStatement): string {
  const { experimental, source, sink, options } = statement;
  const head = `${experimental ? 'EXPERIMENTAL' : 'CREATE'} CHANGEFEED`;
  const into = sink ? ` INTO ${printText(sink)}` : '';
  if (source.kind === 'query')
    return `${head}${into}${printWithOptions(options)} AS ${printChangefeedQuery(source.query)}`;
  return `${head} FOR ${printSource(source)}${into}${printWithOptions(options)}`;
}

function printSource(source: Exclude<ChangefeedSource, { kind: 'query' }>): string {
  if (source.kind === 'targets') return printTargets(source.targets);
  return `DATABASE ${printName(source.database)}${source.filter ? ` ${printFilter(source.filter)}` : ''}`;
}

function printFilter({ kind, tables }: TableFilter): string {
  return `${kind} TABLES ${printTableNames(tables)}`;
}

export function printTargets(targets: readonly ChangefeedTarget[]): string {
  return targets
    .map(
      ({ table, family }) => `TABLE ${printTableName(table)}${family ? ` FAMILY ${printName(family)}` : ''}`
    )
    .join(', ');
}

export function printChangefeedQuery({ items, from, where }: ChangefeedQuery): string {
  const filter = where ? ` WHERE ${printExpr(where)}` : '';
  return `SELECT ${printItems(items)} FROM ${printTableExpr(from)}${filter}`;
}

export function printAlterChangefeed({ job, commands }: AlterChangefeedStatement): string {
  return `ALTER CHANGEFEED ${printExpr(job)} ${commands.map(printCommand).join(' ')}`;
}

function printCommand(command: AlterChangefeedCommand): string {
  switch (command.kind) {
    case 'add': {
      const options = command.options.length > 0 ? ` WITH ${printOptions(command.options)}` : '';
      return `ADD ${printTargets(command.targets)}${options}`;
    }
    case 'drop':
      return `DROP ${printTargets(command.targets)}`;
    case 'set':
      return `SET ${printOptions(command.options)}`;
    case 'unset':
      return `UNSET ${printNames(command.names)}`;
    case 'setFilter':
      return `SET ${printFilter(command.filter)}`;
    case 'unsetFilter':
      return `UNSET ${command.filter} TABLES`;
    default:
      return unreachable(command);
  }
}

export function printCreateSchedule(statement: CreateScheduleStatement): string {
  const { ifNotExists, label, source, sink, options, recurring, scheduleOptions } = statement;
  const name = `${ifNotExists ? ' IF NOT EXISTS' : ''}${label ? ` ${printText(label)}` : ''}`;
  const targets = source.kind === 'query' ? '' : ` ${printSource(source)}`;
  const query = source.kind === 'query' ? ` AS ${printChangefeedQuery(source.query)}` : '';
  const extra = scheduleOptions.length > 0 ? ` WITH SCHEDULE OPTIONS ${printOptions(scheduleOptions)}` : '';
  const feed = `${targets} INTO ${printText(sink)}${printWithOptions(options)}${query}`;
  return `CREATE SCHEDULE${name} FOR CHANGEFEED${feed} RECURRING ${printText(recurring)}${extra}`;
}

export function printExternalConnection(statement: ExternalConnectionStatement): string {
  const word = statement.kind === 'createExternalConnection' ? 'CREATE' : 'ALTER';
  const conditions = `${statement.ifExists ? 'IF EXISTS ' : ''}${statement.ifNotExists ? 'IF NOT EXISTS ' : ''}`;
  return `${word} EXTERNAL CONNECTION ${conditions}${printText(statement.name)} AS ${printText(statement.uri)}`;
}

export function printCheckConnection(statement: CheckExternalConnectionStatement): string {
  const options = [
    ...(statement.transfer ? [`TRANSFER = ${printText(statement.transfer)}`] : []),
    ...(statement.time ? [`TIME = ${printText(statement.time)}`] : []),
    ...(statement.concurrently ? [`CONCURRENTLY = ${printExpr(statement.concurrently)}`] : [])
  ];
  const list = options.length > 0 ? ` WITH ${options.join(', ')}` : '';
  return `CHECK EXTERNAL CONNECTION ${printText(statement.uri)}${list}`;
}
