import { GRANTABLE, ROLE_OPTIONS } from '../engine/catalog/privileges';
import { CLUSTER_SETTINGS } from '../engine/catalog/cluster-settings';
import { STORAGE_PARAMETERS } from '../engine/catalog/ddl/storage-params';
import { ZONE_VARIABLES } from '../engine/catalog/zones';
import { changefeedOption, OPTIONS, type OptionDef } from '../engine/changefeed/option-table';
import { SESSION_VARIABLES } from '../engine/cluster/session-variables';
import { SINK_PARAMS } from '../engine/sinks/params';
import { allFunctions, functionInfo, lookupFunction } from '../engine/sql/builtins/registry';
import type { Expected, Slot } from '../engine/sql/parse/expected';
import { parseStatement } from '../engine/sql/parse/parser';
import type { Scope, ScopeTable } from '../engine/sql/parse/scope';
import { quoteName } from '../engine/sql/print/names';
import { builtinTypeNames } from '../engine/sql/types/type-ref';
import { SqlError } from '../engine/base/errors';
import type { Candidate } from './completion';
import { queryColumns, type NamedColumn, type NamedTable, type ScriptNames } from './script-names';
import { SCHEMES, schemeOf } from './sinks';

/** What each kind of slot offers. */

export interface Source {
  readonly text: string;
  /** Where the statement begins, and the caret. */
  readonly from: number;
  readonly offset: number;
  readonly expected: Expected;
  readonly names: ScriptNames;
  readonly scope: Scope;
}

/** What a slot can be filled with, best first. */
export function candidates(slot: Slot, source: Source): Candidate[] {
  const { names } = source;
  switch (slot.kind) {
    case 'table':
      return tables(source, ['table', 'view', 'sequence']);
    case 'view':
      return tables(source, ['view']);
    case 'sequence':
      return tables(source, ['sequence']);
    case 'column':
      return columns(source);
    case 'index':
      return parts(source, (table) => table.indexes);
    case 'constraint':
      return parts(source, (table) => table.constraints);
    case 'family':
      return parts(source, (table) => table.families);
    case 'type':
      return [...plain(names.types.keys(), 'type'), ...plain(TYPES, 'type')];
    case 'function':
      return functions(source);
    case 'database':
      return plain(names.databases, 'name');
    case 'schema':
      return plain(names.schemas, 'name');
    case 'role':
      return plain(names.roles, 'name');
    case 'savepoint':
      return plain(names.savepoints, 'name');
    case 'prepared_statement':
      return plain(names.prepared, 'name');
    case 'cursor':
      return plain(names.cursors, 'name');
    default:
      return settings(slot, source);
  }
}

function settings(slot: Slot, source: Source): Candidate[] {
  switch (slot.kind) {
    case 'privilege':
      return plain(new Set(Object.values(GRANTABLE).flat()), 'keyword');
    case 'role_option':
      return plain(ROLE_OPTIONS, 'keyword');
    case 'job':
      return [
        { label: '(SELECT job_id FROM [SHOW CHANGEFEED JOBS])', kind: 'value', docs: 'the only changefeed' }
      ];
    case 'external_connection':
      return plain(source.names.connections, 'name');
    case 'sink_uri':
      return sinkUris(source);
    case 'changefeed_option':
      return changefeedOptions(source);
    case 'schedule_option':
      return plain(['first_run', 'on_execution_failure', 'on_previous_running'], 'option', ' = ');
    case 'option_value':
      return optionValues(slot.detail ?? '', source);
    case 'storage_parameter':
      return plain(STORAGE_PARAMETERS, 'setting', ' = ');
    case 'zone_setting':
      return plain(ZONE_VARIABLES, 'setting', ' = ');
    case 'cluster_setting':
      return clusterSettings(source);
    case 'session_variable':
      return SESSION_VARIABLES.map(({ name, initial }) => ({
        label: name,
        kind: 'setting',
        detail: initial
      }));
    case 'explain_option':
      return plain(['VERBOSE', 'TYPES', 'OPT', 'DISTSQL', 'VEC', 'DEBUG'], 'keyword');
    default:
      return [];
  }
}

/** Types that scripts use; the other spellings of them are accepted but not offered. */
const TYPES: readonly string[] = builtinTypeNames()
  .filter((name) => !/^(_|reg|"char"|name$|oid|serial\d)/.test(name))
  .map((name) => name.toUpperCase())
  .sort();

function plain(labels: Iterable<string>, kind: Candidate['kind'], behind = ''): Candidate[] {
  return [...labels].map((label) => ({
    label,
    kind,
    insert: (kind === 'name' ? quoteName(label) : label) + behind
  }));
}

function tables({ expected, names, scope }: Source, kinds: readonly NamedTable['kind'][]): Candidate[] {
  const owner = expected.qualifier.at(-1);
  const own = names.tables.filter(
    (table) =>
      kinds.includes(table.kind) &&
      (owner === undefined ||
        owner === table.schema ||
        owner === table.database ||
        (owner === 'public' && !table.schema))
  );
  const found: Candidate[] = own.map((table) => ({
    label: table.name,
    kind: 'table',
    detail: table.kind,
    docs: describeColumns(table.columns),
    insert: quoteName(table.name)
  }));
  if (owner !== undefined) return found;
  return [
    ...scope.withTables.map(({ alias }) => ({ label: alias ?? '', kind: 'table', detail: 'WITH' }) as const),
    ...found
  ];
}

/** `a INT8, b STRING` */
export function describeColumns(columns: readonly NamedColumn[]): string {
  return columns.map(({ name, type }) => (type === '' ? name : `${name} ${type}`)).join(', ');
}

function columns(source: Source): Candidate[] {
  const { expected, scope } = source;
  const owner = expected.qualifier.at(-1);
  const among = scope.tables.filter(
    (table) => owner === undefined || table.alias === owner || table.name?.table === owner
  );
  const found: Candidate[] = among.flatMap((table) =>
    columnsOf(table, source).map(({ name, type }) => ({
      label: name,
      kind: 'column' as const,
      detail: type,
      docs: table.alias === undefined ? '' : `column of ${table.alias}`,
      insert: quoteName(name)
    }))
  );
  if (owner !== undefined) return found;
  // With several tables a column is often qualified.
  const aliases: Candidate[] = scope.tables.flatMap(({ alias }) =>
    alias === undefined ? [] : [{ label: alias, kind: 'table', insert: quoteName(alias) }]
  );
  return [...found, ...cdcColumns(source), ...(scope.tables.length > 1 ? aliases : [])];
}

/** The columns of a table of the scope, as far as the script tells. */
export function columnsOf(
  table: ScopeTable,
  { text, names, scope }: Pick<Source, 'text' | 'names' | 'scope'>
): NamedColumn[] {
  if (table.columns.length > 0) return table.columns.map((name) => ({ name, type: '' }));
  const { name } = table;
  if (name) {
    const withTable = name.schema === undefined && scope.withTables.find(({ alias }) => alias === name.table);
    if (withTable && withTable !== table) return columnsOf(withTable, { text, names, scope });
    return names.table(name)?.columns ?? [];
  }
  return table.query
    ? columnsOfText(text.slice(table.query.offset, table.query.offset + table.query.length), names)
    : [];
}

function columnsOfText(query: string, names: ScriptNames): NamedColumn[] {
  try {
    const statement = parseStatement(query);
    return statement.kind === 'query' ? queryColumns(statement, names) : [];
  } catch (error) {
    if (!(error instanceof SqlError)) throw error;
    return [];
  }
}

/** What the query of a changefeed has beside its table's columns (reference §7.2). */
function cdcColumns(source: Source): Candidate[] {
  if (!makesFeed(source)) return [];
  return [
    {
      label: 'cdc_prev',
      kind: 'column',
      detail: 'tuple',
      docs: 'the row before the change; NULL for a new row'
    },
    { label: 'event_op()', kind: 'function', detail: 'STRING', docs: 'insert, update or delete' },
    {
      label: 'event_schema_timestamp()',
      kind: 'function',
      detail: 'DECIMAL',
      docs: 'timestamp of the table version'
    },
    {
      label: 'changefeed_creation_timestamp()',
      kind: 'function',
      detail: 'DECIMAL',
      docs: 'when the changefeed was created'
    }
  ];
}

/** Names of parts of the tables in scope, or of all tables where there is none. */
function parts({ names, scope }: Source, of: (table: NamedTable) => readonly string[]): Candidate[] {
  const inScope = scope.tables.flatMap(({ name }) => (name && names.table(name)) ?? []);
  const among = inScope.length > 0 ? inScope : names.tables;
  return plain(
    among.flatMap((table) => of(table)),
    'name'
  );
}

/** Functions with their signatures. Those of schemas of their own are offered behind the schema. */
function functions({ expected }: Source): Candidate[] {
  const prefix = expected.qualifier.length > 0 ? `${expected.qualifier.join('.')}.` : '';
  if (prefix === '' && expected.typed === '') return [];
  return allFunctions()
    .filter(({ name }) => (prefix === '' ? !name.includes('.') : name.startsWith(prefix)))
    .map(({ name, doc }) => {
      const label = name.slice(prefix.length);
      return { label, kind: 'function', detail: signatures(name)[0] ?? '', docs: doc, insert: `${label}(` };
    });
}

/** The signatures of a function, each once. */
export function signatures(name: string): string[] {
  return [...new Set((lookupFunction(name) ?? []).map(({ signature }) => signature))];
}

export function functionDocs(name: string): string | undefined {
  return functionInfo(name)?.doc;
}

/** A dotted name is taken as a whole: what stands before the caret is part of the label. */
function clusterSettings({ expected }: Source): Candidate[] {
  const prefix = expected.qualifier.map((part) => `${part}.`).join('');
  return CLUSTER_SETTINGS.filter(({ name }) => name.startsWith(prefix)).map(
    ({ name, initial, description }) => ({
      label: name.slice(prefix.length),
      kind: 'setting',
      detail: initial,
      docs: description
    })
  );
}

/** The sink that the statement sends to, if it says so before the caret. */
function sinkOf({ text, from, offset }: Source): string | undefined {
  return /\binto\s+'([^']*)'/i.exec(text.slice(from, offset))?.[1];
}

/** Whether the statement makes a changefeed, rather than altering one or scheduling some. */
function makesFeed({ text, from }: Source): boolean {
  return /^\s*create\s+changefeed\b/i.test(text.slice(from));
}

function changefeedOptions(source: Source): Candidate[] {
  const uri = sinkOf(source);
  const family = uri === undefined ? (makesFeed(source) ? 'sinkless' : undefined) : schemeOf(uri)?.family;
  const given = new Set(
    [...source.text.slice(source.from, source.offset).matchAll(/\b([a-z_]{4,})\b/gi)].map(([word]) =>
      word.toLowerCase()
    )
  );
  return OPTIONS.filter(
    (option) =>
      !option.retired &&
      (!given.has(option.name) || option.name === source.expected.typed) &&
      (family === undefined || option.sinks === undefined || option.sinks.includes(family))
  ).map((option) => ({
    label: option.name,
    kind: 'option',
    detail: optionDetail(option),
    docs: option.description,
    insert: option.kind === 'flag' || option.valueOptional ? option.name : `${option.name} = `
  }));
}

/** What an option takes, in a few words: `'json' | 'avro'`, `duration, default 30s`. */
export function optionDetail({ kind, values, initial }: OptionDef): string {
  const takes = values ? values.map((value) => `'${value}'`).join(' | ') : kind;
  return initial === undefined ? takes : `${takes}, default ${initial}`;
}

const EXAMPLES: Readonly<Record<string, readonly string[]>> = {
  duration: ['1s', '10s', '30s', '1m'],
  timestamp: ['-10s'],
  json: ['{"Flush": {"Messages": 100, "Frequency": "1s"}}']
};

function optionValues(name: string, source: Source): Candidate[] {
  const option = changefeedOption(name);
  const isInString = source.expected.replaces === 'string';
  if (option) {
    const values = option.values ?? EXAMPLES[option.kind] ?? [];
    const initial = option.initial;
    return values.map((value) => ({
      label: value,
      kind: 'value',
      insert: `'${value}'`,
      docs: value === initial ? 'the default' : ''
    }));
  }
  const variable = SESSION_VARIABLES.find((known) => known.name === name);
  const values = variable?.kind === 'bool' ? ['on', 'off'] : (variable?.values ?? []);
  return values.map((value) => ({
    label: value,
    kind: 'value',
    insert: /^\w+$/.test(value) && !isInString ? value : `'${value}'`
  }));
}

/** Schemes, what the script uses already, and behind a question mark the parameters of the scheme. */
function sinkUris({ expected, names }: Source): Candidate[] {
  const { typed } = expected;
  const query = typed.indexOf('?');
  const scheme = schemeOf(typed);
  if (query >= 0 && scheme) {
    const head = typed.slice(0, Math.max(query, typed.lastIndexOf('&')) + 1);
    const given = new Set([...typed.matchAll(/[?&](\w+)=/g)].map(([, name]) => name));
    return SINK_PARAMS[scheme.group]
      .filter(({ name }) => !given.has(name))
      .map(({ name, kind, harmless }) => ({
        label: `${name}=`,
        kind: 'option',
        detail: kind,
        docs: harmless ? '' : 'a secret: it is redacted wherever it would be shown',
        insert: `'${head}${name}='`
      }));
  }
  const connections = [...names.connections].map((name) => ({
    label: `external://${name}`,
    about: 'external connection'
  }));
  const used = [...names.sinks].map((uri) => ({ label: uri, about: 'used in this script' }));
  const begun = SCHEMES.map(({ example, about }) => ({ label: example, about }));
  return [...connections, ...used, ...begun]
    .filter(({ label }) => label.startsWith(typed))
    .map(({ label, about }) => ({
      label,
      kind: 'sink',
      docs: about,
      insert: `'${label.replaceAll("'", "''")}'`
    }));
}
