import { SqlError, type Span } from '../base/errors';
import type { TableDef } from '../catalog/descriptors';
import { redactOption } from '../sinks/redaction';
import { topicName } from '../sinks/topic-names';
import { quoteName } from '../sql/print/names';
import type { SinkFamily } from './option-table';
import type { FeedOptions, GivenOption } from './options';
import type { Target, TopicNaming } from './feed';

/** What a CREATE CHANGEFEED makes out of its tables: targets with their topics, notices, the job's description. */

/** A table named by the statement, resolved. */
export interface NamedTable {
  readonly table: TableDef;
  readonly database: string;
  readonly schema: string;
  readonly family: string | undefined;
  readonly span: Span;
}

export interface Naming extends TopicNaming {
  readonly options: Pick<FeedOptions, 'fullTableName' | 'splitFamilies' | 'keyColumn' | 'headersColumn'>;
  /** Full names carry the quotes that SQL needs, as before 25.4: topics then have `_u0022_` in them (reference §9). */
  readonly quotesNames: boolean;
}

/** @throws SqlError for tables and families that cannot be watched (reference §1.1, §2.3, §6.5) */
export function makeTargets(named: readonly NamedTable[], naming: Naming): Target[] {
  const targets: Target[] = [];
  for (const { table, database, schema, family, span } of named) {
    requireColumns(table, naming.options, span);
    const parts = [database, schema, table.name];
    const written = (naming.quotesNames ? parts.map(quoteName) : parts).join('.');
    const statementName = naming.options.fullTableName ? written : table.name;
    for (const chosen of chosenFamilies(table, family, naming.options.splitFamilies, span)) {
      if (targets.some((t) => t.table === table.id && t.family?.id === chosen?.id)) {
        const what = chosen ? `family "${chosen.name}" of "${table.name}"` : `"${table.name}"`;
        throw new SqlError('XXUUU', `${what} is named twice as a target`, { span });
      }
      const familyName = chosen?.name;
      const split = familyName !== undefined && family === undefined;
      targets.push({
        table: table.id,
        database,
        schema,
        statementName: familyName === undefined ? statementName : `${statementName}.${familyName}`,
        tableName: table.name,
        ...(chosen ? { family: chosen } : {}),
        byFamily: family !== undefined,
        topic: topicOf(statementName, familyName, naming),
        shownTopic: split ? placeholderOf(statementName, naming) : topicOf(statementName, familyName, naming)
      });
    }
  }
  return targets;
}

/** The families of a target: none for a plain table, one that was named, or each of a table that is split. */
function chosenFamilies(
  table: TableDef,
  family: string | undefined,
  split: boolean,
  span: Span
): ({ readonly id: number; readonly name: string } | undefined)[] {
  if (family !== undefined) {
    const found = table.families.find((f) => f.name === family);
    if (!found)
      throw new SqlError(
        'XXUUU',
        `"${table.name}" has a nonexistent or removed family "${family}" as a target`,
        {
          span,
          hint: `families of the table: ${table.families.map((f) => f.name).join(', ')}`
        }
      );
    return [{ id: found.id, name: found.name }];
  }
  if (table.families.length === 1) return [undefined];
  if (!split)
    throw new SqlError(
      'XXUUU',
      `"${table.name}" has ${table.families.length} column families: it requires WITH split_column_families, and emits several events for one row then`,
      { span, hint: 'or name a family: FOR TABLE t FAMILY f' }
    );
  return table.families.map(({ id, name }) => ({ id, name }));
}

/** The columns that options name must be there. @throws SqlError 22023 */
export function requireColumns(
  table: TableDef,
  options: Pick<FeedOptions, 'keyColumn' | 'headersColumn'>,
  span: Span | undefined
): void {
  const columnOf = (name: string) => table.columns.find((c) => c.name === name && c.state === 'public');
  for (const name of [options.keyColumn, options.headersColumn])
    if (name !== null && !columnOf(name))
      throw new SqlError('22023', `required column "${name}" is not present on table "${table.name}"`, {
        span
      });
  const headers = options.headersColumn === null ? undefined : columnOf(options.headersColumn);
  if (headers && headers.type.family !== 'jsonb')
    throw new SqlError(
      '22023',
      `column "${headers.name}" of table "${table.name}" has type ${headers.type.family}, headers_json_column_name wants type jsonb`,
      { span }
    );
}

/** The topics of a target under other options or another sink; the names it was made with stay (reference §1.3). */
export function topicsOf(target: Target, naming: TopicNaming): Pick<Target, 'topic' | 'shownTopic'> {
  const table = tableText(target);
  const topic = topicOf(table, target.family?.name, naming);
  return { topic, shownTopic: isSplit(target) ? placeholderOf(table, naming) : topic };
}

/** Whether the target is there because its table is split: its families come and go with the table's (reference §6.5). */
export const isSplit = ({ family, byFamily }: Target): boolean => family !== undefined && !byFamily;

/** The target of a family that a split table has got since the feed was made. */
export function splitTarget(of: Target, family: NonNullable<Target['family']>, naming: TopicNaming): Target {
  const table = tableText(of);
  return {
    ...of,
    statementName: `${table}.${family.name}`,
    family,
    topic: topicOf(table, family.name, naming)
  };
}

const tableText = ({ statementName, family }: Target): string =>
  family ? statementName.slice(0, -(family.name.length + 1)) : statementName;

/** The topics of a split table, all in one. */
function placeholderOf(table: string, naming: TopicNaming): string {
  const plain = topicOf(table, undefined, naming);
  return naming.topicName === undefined ? `${plain}.{family}` : plain;
}

function topicOf(table: string, family: string | undefined, naming: TopicNaming): string {
  return topicName(naming.sink, { table, family, single: naming.topicName, prefix: naming.topicPrefix });
}

/** Notices about the targets (reference §2.6). */
export function targetNotices(
  named: readonly NamedTable[],
  targets: readonly Target[],
  sink: SinkFamily,
  virtualGiven: boolean
): string[] {
  const notices: string[] = [];
  if (sink === 'kafka' || sink === 'pubsub')
    for (const topic of new Set(targets.map((t) => t.shownTopic)))
      notices.push(`changefeed will emit to topic ${topic}`);
  for (const table of new Set(named.map((target) => target.table))) {
    const virtual = table.columns.filter((c) => c.computed?.virtual && !c.hidden);
    for (const { name } of virtualGiven ? [] : virtual)
      notices.push(
        `changefeeds will filter out values for the virtual column ${name} of table ${table.name}; use virtual_columns='null' to emit them as null`
      );
    if (table.families.length > 1)
      notices.push(
        `table ${table.name} has ${table.families.length} column families: the changefeed emits one message for each family of a row`
      );
  }
  return notices;
}

/**
 * `WITH OPTIONS (…)` of a job's description: as given, sorted by name, secrets hidden (reference §8.2).
 * @param bare as releases before 23.2 wrote it: `WITH …`
 */
export function describeOptions(given: readonly GivenOption[], bare: boolean): string {
  if (given.length === 0) return '';
  const shown = [...given]
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .map(({ name, value }) => {
      // An empty value counts as none.
      if (value === null || value === '') return name;
      return `${name} = '${redactOption(name, value).replaceAll("'", "''")}'`;
    });
  return bare ? ` WITH ${shown.join(', ')}` : ` WITH OPTIONS (${shown.join(', ')})`;
}
