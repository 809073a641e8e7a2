import type {
  AlterChangefeedCommand,
  AlterChangefeedStatement,
  ChangefeedQuery,
  ChangefeedSource,
  ChangefeedTarget,
  CreateChangefeedStatement,
  CreateScheduleStatement,
  TableFilter,
  TextOrPlaceholder
} from '../ast/changefeed';
import type { Name } from '../ast/name';
import type { Statement } from '../ast/statement';
import type { Cursor } from './cursor';
import { expr } from './expr';
import { name, tableName } from './names';
import { optWithOptions, optionList, stringOrPlaceholder, textOrPlaceholder } from './options';
import { optWhere, selectItems } from './select';
import { insertTarget } from './table-expr';

/** Changefeeds, their schedules, external connections (reference §1). */

/** CREATE CHANGEFEED, from its second word on. */
export function createChangefeed(p: Cursor, offset: number): CreateChangefeedStatement {
  p.expect('CHANGEFEED');
  if (p.at('FOR')) {
    const source = p.atAll('FOR', 'DATABASE') ? databaseSource(p) : targetSource(p);
    const sink = optSink(p);
    const options = optWithOptions(p, 'changefeed_option');
    return { kind: 'createChangefeed', experimental: false, source, sink, options, span: p.spanFrom(offset) };
  }
  const sink = optSink(p);
  const options = optWithOptions(p, 'changefeed_option');
  const source = querySource(p);
  return { kind: 'createChangefeed', experimental: false, source, sink, options, span: p.spanFrom(offset) };
}

/** EXPERIMENTAL CHANGEFEED FOR …, from its second word on. */
export function experimentalChangefeed(p: Cursor, offset: number): CreateChangefeedStatement {
  p.expect('CHANGEFEED');
  const source = targetSource(p);
  const options = optWithOptions(p, 'changefeed_option');
  return {
    kind: 'createChangefeed',
    experimental: true,
    source,
    sink: undefined,
    options,
    span: p.spanFrom(offset)
  };
}

function optSink(p: Cursor): TextOrPlaceholder | undefined {
  return p.eat('INTO') ? textOrPlaceholder(p, 'sink_uri') : undefined;
}

function targetSource(p: Cursor): ChangefeedSource {
  p.expect('FOR');
  return { kind: 'targets', targets: targetList(p) };
}

function targetList(p: Cursor): ChangefeedTarget[] {
  return p.list(target);
}

function target(p: Cursor): ChangefeedTarget {
  const offset = p.offset;
  p.eat('TABLE');
  const table = tableName(p);
  const family = p.eat('FAMILY') ? name(p, 'family') : undefined;
  return { table, family, span: p.spanFrom(offset) };
}

/** `FOR DATABASE d [INCLUDE | EXCLUDE TABLES …]` */
function databaseSource(p: Cursor): ChangefeedSource {
  p.expectAll('FOR', 'DATABASE');
  const database = name(p, 'database');
  return { kind: 'database', database, filter: p.atAny('INCLUDE', 'EXCLUDE') ? tableFilter(p) : undefined };
}

function tableFilter(p: Cursor): TableFilter {
  const offset = p.offset;
  const kind = p.expectOneOf('INCLUDE', 'EXCLUDE');
  p.expect('TABLES');
  const tables = p.list((c) => tableName(c));
  return { kind, tables, span: p.spanFrom(offset) };
}

/** `AS SELECT …`: one table, no other clause than WHERE. */
function querySource(p: Cursor): ChangefeedSource {
  p.expect('AS');
  const offset = p.offset;
  p.expect('SELECT');
  const items = selectItems(p);
  p.expect('FROM');
  const from = insertTarget(p);
  const where = optWhere(p);
  const query: ChangefeedQuery = { items, from, where, span: p.spanFrom(offset) };
  return { kind: 'query', query };
}

/** CREATE SCHEDULE … FOR CHANGEFEED, from the label on; the label and IF NOT EXISTS are read already. */
export function changefeedSchedule(
  p: Cursor,
  offset: number,
  head: { ifNotExists: boolean; label: TextOrPlaceholder | undefined }
): CreateScheduleStatement {
  p.expect('CHANGEFEED');
  let source: ChangefeedSource | undefined;
  if (!p.at('INTO')) source = { kind: 'targets', targets: targetList(p) };
  p.expect('INTO');
  const sink = textOrPlaceholder(p, 'sink_uri');
  const options = optWithOptions(p, 'changefeed_option');
  source ??= querySource(p);
  p.expect('RECURRING');
  const recurring = stringOrPlaceholder(p, 'string');
  const scheduleOptions = optScheduleOptions(p);
  const span = p.spanFrom(offset);
  return {
    kind: 'createChangefeedSchedule',
    ...head,
    source,
    sink,
    options,
    recurring,
    scheduleOptions,
    span
  };
}

function optScheduleOptions(p: Cursor): CreateScheduleStatement['scheduleOptions'] {
  if (!p.eat('WITH')) return [];
  p.expectAll('SCHEDULE', 'OPTIONS');
  if (!p.eat('(')) return optionList(p, 'schedule_option');
  const options = optionList(p, 'schedule_option');
  p.expect(')');
  return options;
}

/** `[IF NOT EXISTS] label` of schedules and connections. */
export function labelSpec(p: Cursor): { ifNotExists: boolean; label: TextOrPlaceholder } {
  const ifNotExists = p.eatAll('IF', 'NOT', 'EXISTS');
  return { ifNotExists, label: textOrPlaceholder(p, 'new_name') };
}

/** ALTER CHANGEFEED, from its second word on. */
export function alterChangefeed(p: Cursor, offset: number): AlterChangefeedStatement {
  p.expect('CHANGEFEED');
  p.offer('job');
  const job = expr(p);
  const commands: AlterChangefeedCommand[] = [];
  do commands.push(alterCommand(p));
  while (p.atAny('ADD', 'DROP', 'SET', 'UNSET'));
  return { kind: 'alterChangefeed', job, commands, span: p.spanFrom(offset) };
}

function alterCommand(p: Cursor): AlterChangefeedCommand {
  const offset = p.offset;
  switch (p.expectOneOf('ADD', 'DROP', 'SET', 'UNSET')) {
    case 'ADD': {
      const targets = targetList(p);
      const options = optWithOptions(p, 'changefeed_option');
      return { kind: 'add', targets, options, span: p.spanFrom(offset) };
    }
    case 'DROP':
      return { kind: 'drop', targets: targetList(p), span: p.spanFrom(offset) };
    case 'SET':
      if (atFilter(p)) return { kind: 'setFilter', filter: tableFilter(p), span: p.spanFrom(offset) };
      return { kind: 'set', options: optionList(p, 'changefeed_option'), span: p.spanFrom(offset) };
    case 'UNSET': {
      if (atFilter(p)) {
        const filter = p.expectOneOf('INCLUDE', 'EXCLUDE');
        p.expect('TABLES');
        return { kind: 'unsetFilter', filter, span: p.spanFrom(offset) };
      }
      const names: Name[] = p.list((c) => name(c, 'changefeed_option'));
      return { kind: 'unset', names, span: p.spanFrom(offset) };
    }
  }
}

function atFilter(p: Cursor): boolean {
  return p.atAny('INCLUDE', 'EXCLUDE') && p.peek(1) === 'TABLES';
}

/** CREATE and ALTER EXTERNAL CONNECTION, from EXTERNAL on. */
export function externalConnection(p: Cursor, offset: number, isAlter: boolean): Statement {
  p.expectAll('EXTERNAL', 'CONNECTION');
  const ifExists = isAlter && p.eatAll('IF', 'EXISTS');
  const { ifNotExists, label } = labelSpec(p);
  p.expect('AS');
  const uri = textOrPlaceholder(p, 'sink_uri');
  const kind = isAlter ? 'alterExternalConnection' : 'createExternalConnection';
  return { kind, ifNotExists, ifExists, name: label, uri, span: p.spanFrom(offset) };
}

/** DROP EXTERNAL CONNECTION, from EXTERNAL on. */
export function dropExternalConnection(p: Cursor, offset: number): Statement {
  p.expectAll('EXTERNAL', 'CONNECTION');
  const connection = textOrPlaceholder(p, 'external_connection');
  return { kind: 'dropExternalConnection', name: connection, span: p.spanFrom(offset) };
}

/** CHECK EXTERNAL CONNECTION 'uri' [WITH …]. @throws SqlError 42601 for an option given twice */
export function checkExternalConnection(p: Cursor): Statement {
  const offset = p.offset;
  p.expectAll('CHECK', 'EXTERNAL', 'CONNECTION');
  const uri = textOrPlaceholder(p, 'sink_uri');
  const given = new Map<string, unknown>();
  if (p.eat('WITH')) {
    const isBracketed = p.eatAll('OPTIONS', '(');
    do {
      const word = p.expectOneOf('TRANSFER', 'TIME', 'CONCURRENTLY');
      if (given.has(word)) p.failAt(p.pos - 1, `${word.toLowerCase()} option specified multiple times`);
      p.expect('=');
      given.set(word, word === 'CONCURRENTLY' ? expr(p) : textOrPlaceholder(p, 'string'));
    } while (p.eat(','));
    if (isBracketed) p.expect(')');
  }
  return {
    kind: 'checkExternalConnection',
    uri,
    transfer: given.get('TRANSFER') as TextOrPlaceholder | undefined,
    time: given.get('TIME') as TextOrPlaceholder | undefined,
    concurrently: given.get('CONCURRENTLY') as ReturnType<typeof expr> | undefined,
    span: p.spanFrom(offset)
  };
}
