import type { Expr } from '../ast/expr';
import type { Name, RoleSpec, SchemaName } from '../ast/name';
import type { CreateForm, Show, ShowJobs, ShowStatement } from '../ast/show';
import type { Statement } from '../ast/statement';
import type { Keyword } from '../lex/keywords';
import type { Cursor } from './cursor';
import { expr } from './expr';
import { jobsOfSchedules } from './job';
import {
  indexName,
  name,
  objectName,
  roleSpec,
  roleSpecs,
  schemaName,
  settingName,
  tableName
} from './names';
import { optWithOptions, textOrPlaceholder } from './options';
import { otherByRule, otherStatement } from './other';
import { showGrantTarget } from './role';
import { atQuery } from './select';
import { sessionVariable } from './session';
import { bracketedExprs } from './table-def';
import { anyQuery, stringConstant } from './txn';
import { zoneTarget } from './zone';

/**
 * SHOW. The words behind it are session variables too where nothing else begins with them; those that a playground never
 * answers (backups, traces, virtual clusters …) are read by the grammar of `other.ts`.
 */

type Reader = (p: Cursor) => Show;

const READERS: ReadonlyMap<Keyword, Reader> = new Map<Keyword, Reader>([
  ['COLUMNS', (p) => ({ what: 'columns', table: fromTable(p), comment: optComment(p) })],
  ['CONSTRAINT', (p) => ({ what: 'constraints', table: fromTable(p), comment: optComment(p) })],
  ['CONSTRAINTS', (p) => ({ what: 'constraints', table: fromTable(p), comment: optComment(p) })],
  ['INDEX', indexes],
  ['INDEXES', indexes],
  ['KEYS', indexes],
  ['TRIGGERS', (p) => ({ what: 'triggers', table: fromTable(p) })],
  ['POLICIES', policies],
  ['PARTITIONS', partitions],
  ['DATABASES', (p) => ({ what: 'databases', comment: optComment(p) })],
  ['SCHEMAS', (p) => ({ what: 'schemas', database: optFrom(p), comment: optComment(p) })],
  ['TABLES', (p) => ({ what: 'tables', from: optFromSchema(p), comment: optComment(p) })],
  ['SEQUENCES', (p) => ({ what: 'sequences', database: optFrom(p) })],
  ['ENUMS', (p) => ({ what: 'enums', from: optFromSchema(p) })],
  ['FUNCTIONS', (p) => ({ what: 'functions', from: optFromSchema(p) })],
  ['PROCEDURES', (p) => ({ what: 'procedures', from: optFromSchema(p) })],
  ['TYPES', (p) => ({ what: 'types', comment: optComment(p) })],
  ['ROLES', () => ({ what: 'roles' })],
  ['USERS', () => ({ what: 'users' })],
  ['LOCALITY', () => ({ what: 'locality' })],
  ['GRANTS', grants],
  ['JOBS', (p) => ({ what: 'jobs', jobs: jobs(p, 'ALL') })],
  ['JOB', (p) => ({ what: 'jobs', jobs: job(p, 'ALL') })],
  ['SCHEDULES', (p) => ({ what: 'schedules', status: undefined, executor: optExecutor(p), id: undefined })],
  ['SCHEDULE', schedule],
  ['RANGES', ranges],
  ['RANGE', rangeForRow],
  ['REGIONS', regions],
  ['STATISTICS', statistics],
  ['SYNTAX', (p) => ({ what: 'syntax', statement: stringConstant(p) })],
  ['QUERIES', (p) => ({ what: queryWord(p, -1), all: false, scope: 'CLUSTER' })],
  ['STATEMENTS', (p) => ({ what: queryWord(p, -1), all: false, scope: 'CLUSTER' })],
  ['SESSIONS', (p) => ({ what: queryWord(p, -1), all: false, scope: 'CLUSTER' })],
  ['TRANSACTIONS', (p) => ({ what: queryWord(p, -1), all: false, scope: 'CLUSTER' })]
]);

/** Forms that begin with two words or more: asked one after the other. */
type Attempt = (p: Cursor) => Show | undefined;

const ATTEMPTS: readonly Attempt[] = [
  (p) => (p.eat('CREATE') ? create(p) : undefined),
  (p) => (p.eat('ALL') ? all(p) : undefined),
  (p) => (p.eatAll('CLUSTER', 'SETTINGS') ? { what: 'clusterSettings', all: false } : undefined),
  (p) =>
    p.eatAll('PUBLIC', 'CLUSTER')
      ? (p.expect('SETTINGS'), { what: 'clusterSettings', all: false })
      : undefined,
  (p) => (p.eatAll('CLUSTER', 'SETTING') ? clusterSetting(p) : undefined),
  (p) =>
    p.eatAll('CLUSTER', 'RANGES')
      ? { what: 'ranges', of: { kind: 'cluster' }, options: rangeOptions(p) }
      : undefined,
  (p) => scopedQueries(p, false),
  (p) =>
    p.eatAll('AUTOMATIC', 'JOBS') ? { what: 'jobs', jobs: { ...NO_JOBS, type: 'AUTOMATIC' } } : undefined,
  (p) => (p.eatAll('CHANGEFEED', 'JOBS') ? { what: 'jobs', jobs: jobs(p, 'CHANGEFEED') } : undefined),
  (p) => (p.eatAll('CHANGEFEED', 'JOB') ? { what: 'jobs', jobs: job(p, 'CHANGEFEED') } : undefined),
  (p) => statusSchedules(p),
  (p) => (p.at('EXTERNAL') ? externalConnections(p) : undefined),
  (p) => (p.eatAll('SYSTEM', 'GRANTS') ? { what: 'systemGrants', for: optGrantees(p) } : undefined),
  (p) => (p.eatAll('DEFAULT', 'PRIVILEGES') ? defaultPrivileges(p) : undefined),
  (p) => (p.eatAll('DEFAULT', 'SESSION') ? roleSettings(p) : undefined),
  (p) => (p.eatAll('SUPER', 'REGIONS') ? superRegions(p) : undefined),
  (p) => (p.eatAll('SURVIVAL', 'GOAL') ? survivalGoal(p) : undefined),
  (p) => (p.eatAll('ZONE', 'CONFIGURATIONS') ? { what: 'zoneConfigurations' } : undefined),
  (p) => (p.eatAll('ZONE', 'CONFIGURATION') ? zoneConfiguration(p) : undefined),
  (p) => (p.eatAll('FULL', 'TABLE') ? (p.expect('SCANS'), { what: 'fullScans' }) : undefined),
  (p) => (p.eatAll('SAVEPOINT', 'STATUS') ? { what: 'savepointStatus' } : undefined),
  (p) => (p.eat('TRANSACTION') ? transactionStatus(p) : undefined),
  (p) => (p.eatAll('LAST', 'QUERY') ? lastQueryStatistics(p) : undefined)
];

/** SHOW … . `preparable` is false at the top of a statement, where SHOW COMMIT TIMESTAMP may stand too. */
export function show(p: Cursor, preparable: boolean): Statement {
  const offset = p.offset;
  p.expect('SHOW');
  if (!preparable && p.eatAll('COMMIT', 'TIMESTAMP'))
    return { kind: 'showCommitTimestamp', span: p.spanFrom(offset) };
  const other = otherStatement(p, 'SHOW', offset);
  if (other) return other;
  const reader = READERS.get(p.kind as Keyword);
  if (reader) {
    p.next();
    return node(p, offset, reader(p));
  }
  if (p.kind === 'caret') for (const word of READERS.keys()) p.at(word);
  for (const attempt of ATTEMPTS) {
    const found = attempt(p);
    if (!found) continue;
    const isSettings = found.what === 'clusterSetting' || found.what === 'clusterSettings';
    if (isSettings && p.eat('FOR'))
      return otherByRule(p, 'for_cluster', 'SHOW CLUSTER SETTINGS FOR VIRTUAL CLUSTER', offset);
    return node(p, offset, found);
  }
  p.eat('SESSION');
  return node(p, offset, { what: 'variable', name: sessionVariable(p) });
}

function node(p: Cursor, offset: number, what: Show): ShowStatement {
  return { kind: 'show', ...what, span: p.spanFrom(offset) };
}

function fromTable(p: Cursor): ReturnType<typeof tableName> {
  p.expect('FROM');
  return tableName(p);
}

function optComment(p: Cursor): boolean {
  return p.eatAll('WITH', 'COMMENT');
}

/** `FROM d` or nothing. */
function optFrom(p: Cursor): Name | undefined {
  return p.eat('FROM') ? name(p, 'database') : undefined;
}

/** `FROM d`, `FROM d.s` or nothing. */
function optFromSchema(p: Cursor): SchemaName | undefined {
  return p.eat('FROM') ? schemaName(p) : undefined;
}

function indexes(p: Cursor): Show {
  p.expect('FROM');
  // DATABASE is a table's name where no other name follows it.
  if (
    p.kind === 'DATABASE' &&
    p.peek(1) !== 'eof' &&
    p.peek(1) !== 'WITH' &&
    p.peek(1) !== '.' &&
    p.peek(1) !== ']' &&
    p.peek(1) !== ')'
  ) {
    p.next();
    return { what: 'databaseIndexes', database: name(p, 'database'), comment: optComment(p) };
  }
  p.at('DATABASE');
  return { what: 'indexes', table: tableName(p), comment: optComment(p) };
}

function policies(p: Cursor): Show {
  p.expect('FOR');
  return { what: 'policies', table: tableName(p) };
}

function partitions(p: Cursor): Show {
  p.expect('FROM');
  switch (p.expectOneOf('TABLE', 'DATABASE', 'INDEX')) {
    case 'TABLE':
      return { what: 'partitions', of: { kind: 'table', table: tableName(p) } };
    case 'DATABASE':
      return { what: 'partitions', of: { kind: 'database', name: name(p, 'database') } };
    case 'INDEX': {
      let ahead = 1;
      while (p.peek(ahead) === '.') ahead += 2;
      if (p.peek(ahead) !== '@' || p.peek(ahead + 1) !== '*')
        return { what: 'partitions', of: { kind: 'index', index: indexName(p) } };
      const table = tableName(p);
      p.expectAll('@', '*');
      return { what: 'partitions', of: { kind: 'allIndexes', table } };
    }
  }
}

function create(p: Cursor): Show {
  if (p.eat('ALL')) return createAll(p);
  if (startsNoun(p)) {
    const word = p.eatOneOf(
      'TABLE',
      'VIEW',
      'SEQUENCE',
      'DATABASE',
      'INDEXES',
      'SECONDARY',
      'FUNCTION',
      'PROCEDURE',
      'TRIGGER',
      'SCHEDULE',
      'EXTERNAL'
    );
    if (word) return createNoun(p, word);
  }
  return createRelation(p, undefined);
}

/** The nouns are names of tables too, where no name follows. */
function startsNoun(p: Cursor): boolean {
  const next = p.peek(1);
  return (
    p.kind === 'caret' || (next !== 'eof' && next !== 'WITH' && next !== '.' && next !== ']' && next !== ')')
  );
}

type Noun =
  | 'TABLE'
  | 'VIEW'
  | 'SEQUENCE'
  | 'DATABASE'
  | 'INDEXES'
  | 'SECONDARY'
  | 'FUNCTION'
  | 'PROCEDURE'
  | 'TRIGGER'
  | 'SCHEDULE'
  | 'EXTERNAL';

function createNoun(p: Cursor, word: Noun): Show {
  switch (word) {
    case 'TABLE':
    case 'VIEW':
      return createRelation(p, word);
    case 'SEQUENCE':
      return { what: 'createTable', form: word, name: tableName(p, 'sequence'), option: undefined };
    case 'DATABASE':
      return { what: 'createDatabase', name: name(p, 'database') };
    case 'SECONDARY':
      p.expect('INDEXES');
      return { what: 'createIndexes', secondary: true, table: fromTable(p) };
    case 'INDEXES':
      return { what: 'createIndexes', secondary: false, table: fromTable(p) };
    case 'FUNCTION':
    case 'PROCEDURE':
      return { what: 'createRoutine', procedure: word === 'PROCEDURE', name: objectName(p, 'function') };
    case 'TRIGGER': {
      const trigger = name(p, 'new_name');
      p.expect('ON');
      return { what: 'createTrigger', name: trigger, table: tableName(p) };
    }
    case 'SCHEDULE':
      p.offer('schedule');
      return { what: 'createSchedules', id: expr(p) };
    case 'EXTERNAL':
      p.expect('CONNECTION');
      return { what: 'createExternalConnections', name: textOrPlaceholder(p, 'external_connection') };
  }
}

function createRelation(p: Cursor, form: CreateForm): Show {
  const table = tableName(p);
  const option = p.eat('WITH') ? p.expectOneOf('REDACT', 'IGNORE_FOREIGN_KEYS') : undefined;
  return { what: 'createTable', form, name: table, option };
}

function createAll(p: Cursor): Show {
  const word = p.expectOneOf('SCHEMAS', 'TABLES', 'TRIGGERS', 'TYPES', 'ROUTINES', 'SCHEDULES', 'EXTERNAL');
  if (word === 'SCHEDULES') return { what: 'createSchedules', id: undefined };
  if (word !== 'EXTERNAL') return { what: 'createAll', objects: word };
  p.expect('CONNECTIONS');
  return { what: 'createExternalConnections', name: undefined };
}

/** SHOW ALL, and what ALL may stand before. */
function all(p: Cursor): Show {
  if (p.eatAll('CLUSTER', 'SETTINGS')) return { what: 'clusterSettings', all: true };
  if (p.eatAll('ZONE', 'CONFIGURATIONS')) return { what: 'zoneConfigurations' };
  return scopedQueries(p, true) ?? { what: 'variable', name: 'all' };
}

function clusterSetting(p: Cursor): Show {
  if (p.eat('ALL')) return { what: 'clusterSettings', all: true };
  return { what: 'clusterSetting', name: settingName(p, 'cluster_setting') };
}

const QUERY_WORDS = ['QUERIES', 'STATEMENTS', 'SESSIONS', 'TRANSACTIONS'] as const;

/** `[CLUSTER | LOCAL] QUERIES | STATEMENTS | SESSIONS | TRANSACTIONS` */
function scopedQueries(p: Cursor, isAll: boolean): Show | undefined {
  const isScoped = (p.at('CLUSTER') || p.at('LOCAL')) && isQueryWord(p, 1);
  if (!isScoped && !isQueryWord(p, 0)) return undefined;
  const scope = isScoped && p.kind === 'LOCAL' ? 'LOCAL' : 'CLUSTER';
  if (isScoped) p.next();
  const what = queryWord(p, 0);
  p.next();
  return { what, all: isAll, scope };
}

function isQueryWord(p: Cursor, ahead: number): boolean {
  if (p.peek(ahead) === 'caret') {
    for (const word of QUERY_WORDS) p.recorder?.keyword(word);
    return false;
  }
  return (QUERY_WORDS as readonly string[]).includes(p.peek(ahead));
}

/** What the word some tokens from here lists. */
function queryWord(p: Cursor, ahead: number): 'queries' | 'sessions' | 'transactions' {
  const word = p.tokens.kinds[p.pos + ahead];
  return word === 'SESSIONS' ? 'sessions' : word === 'TRANSACTIONS' ? 'transactions' : 'queries';
}

const NO_JOBS: ShowJobs = {
  type: 'ALL',
  id: undefined,
  query: undefined,
  scheduleId: undefined,
  scheduleQuery: undefined,
  block: false,
  options: []
};

/** SHOW [CHANGEFEED] JOBS …, behind JOBS. */
function jobs(p: Cursor, type: 'ALL' | 'CHANGEFEED'): ShowJobs {
  if (type === 'ALL' && p.at('FOR')) {
    const selection = jobsOfSchedules(p);
    if (selection.kind === 'schedule') return { ...NO_JOBS, scheduleId: selection.id };
    return { ...NO_JOBS, scheduleQuery: selection.query };
  }
  if (type === 'ALL' && p.eatAll('WHEN', 'COMPLETE')) return { ...NO_JOBS, query: anyQuery(p), block: true };
  const query =
    p.at('(') || (p.kind === 'WITH' ? beginsCommonTable(p) : atQuery(p)) ? anyQuery(p) : undefined;
  return { ...NO_JOBS, type, query, options: jobOptions(p, type) };
}

/** A WITH that begins a query and not the options: behind its name there is AS, a column list, or RECURSIVE was said. */
function beginsCommonTable(p: Cursor): boolean {
  return p.peek(2) === 'AS' || p.peek(2) === '(' || p.peek(1) === 'RECURSIVE';
}

/** SHOW [CHANGEFEED] JOB …, behind JOB. */
function job(p: Cursor, type: 'ALL' | 'CHANGEFEED'): ShowJobs {
  const block = type === 'ALL' && p.eatAll('WHEN', 'COMPLETE');
  p.offer('job');
  const id = expr(p);
  return { ...NO_JOBS, type, id, block, options: block ? [] : jobOptions(p, type) };
}

/** `WITH EXECUTION DETAILS, RESOLVED TIMESTAMP`; of changefeeds `WITH WATCHED_TABLES`. */
function jobOptions(p: Cursor, type: 'ALL' | 'CHANGEFEED'): string[] {
  if (!p.eat('WITH')) return [];
  if (type === 'CHANGEFEED') {
    p.expect('WATCHED_TABLES');
    return ['WATCHED_TABLES'];
  }
  const options: string[] = [];
  do {
    const word = p.expectOneOf('EXECUTION', 'RESOLVED');
    p.expect(word === 'EXECUTION' ? 'DETAILS' : 'TIMESTAMP');
    const option = word === 'EXECUTION' ? 'EXECUTION DETAILS' : 'RESOLVED TIMESTAMP';
    if (options.includes(option)) p.failAt(p.pos - 1, `${option} specified multiple times`);
    options.push(option);
  } while (p.eat(','));
  return options;
}

function optExecutor(p: Cursor): 'BACKUP' | 'SQL STATISTICS' | 'CHANGEFEED' | undefined {
  if (!p.eat('FOR')) return undefined;
  const word = p.expectOneOf('BACKUP', 'SQL', 'CHANGEFEED');
  if (word !== 'SQL') return word;
  p.expect('STATISTICS');
  return 'SQL STATISTICS';
}

function statusSchedules(p: Cursor): Show | undefined {
  const status = p.eatAll('RUNNING', 'SCHEDULES')
    ? 'RUNNING'
    : p.eatAll('PAUSED', 'SCHEDULES')
      ? 'PAUSED'
      : undefined;
  return status && { what: 'schedules', status, executor: optExecutor(p), id: undefined };
}

function schedule(p: Cursor): Show {
  p.offer('schedule');
  return { what: 'schedules', status: undefined, executor: undefined, id: expr(p) };
}

function externalConnections(p: Cursor): Show {
  p.expect('EXTERNAL');
  if (p.expectOneOf('CONNECTIONS', 'CONNECTION') === 'CONNECTIONS')
    return { what: 'externalConnections', name: undefined };
  return { what: 'externalConnections', name: textOrPlaceholder(p, 'external_connection') };
}

function grants(p: Cursor): Show {
  const on = p.eat('ON') ? showGrantTarget(p) : undefined;
  return { what: 'grants', on, for: optGrantees(p) };
}

function optGrantees(p: Cursor): RoleSpec[] {
  return p.eat('FOR') ? roleSpecs(p) : [];
}

function defaultPrivileges(p: Cursor): Show {
  let forRoles: readonly RoleSpec[] | undefined = [];
  let grantee = false;
  if (p.eat('FOR')) {
    if (p.eatAll('ALL', 'ROLES')) forRoles = undefined;
    else {
      grantee = p.expectOneOf('GRANTEE', 'ROLE', 'USER', 'GROUP') === 'GRANTEE';
      forRoles = roleSpecs(p);
    }
  }
  const schema = p.eatAll('IN', 'SCHEMA') ? name(p, 'schema') : undefined;
  return { what: 'defaultPrivileges', forRoles, grantee, schema };
}

/** SHOW DEFAULT SESSION VARIABLES FOR ROLE r | ALL, behind SESSION. */
function roleSettings(p: Cursor): Show {
  p.expectAll('VARIABLES', 'FOR');
  const word = p.expectOneOf('ROLE', 'USER', 'GROUP');
  return { what: 'roleSettings', role: word !== 'GROUP' && p.eat('ALL') ? undefined : roleSpec(p) };
}

function ranges(p: Cursor): Show {
  if (!p.eat('FROM')) return { what: 'ranges', of: undefined, options: rangeOptions(p) };
  switch (p.expectOneOf('TABLE', 'INDEX', 'DATABASE', 'CURRENT_CATALOG')) {
    case 'TABLE':
      return { what: 'ranges', of: { kind: 'table', table: tableName(p) }, options: rangeOptions(p) };
    case 'INDEX':
      return { what: 'ranges', of: { kind: 'index', index: indexName(p) }, options: rangeOptions(p) };
    case 'DATABASE':
      return {
        what: 'ranges',
        of: { kind: 'database', name: name(p, 'database') },
        options: rangeOptions(p)
      };
    case 'CURRENT_CATALOG':
      return { what: 'ranges', of: { kind: 'currentCatalog' }, options: rangeOptions(p) };
  }
}

function rangeOptions(p: Cursor): string[] {
  if (!p.eat('WITH')) return [];
  const options = p.list((c) => c.expectOneOf('TABLES', 'INDEXES', 'DETAILS', 'KEYS', 'EXPLAIN'));
  if (options.includes('TABLES') && options.includes('INDEXES')) p.failAt(p.pos - 1, 'conflicting modes');
  return options;
}

/** SHOW RANGE FROM TABLE t FOR ROW (…) */
function rangeForRow(p: Cursor): Show {
  p.expect('FROM');
  const isTable = p.expectOneOf('TABLE', 'INDEX') === 'TABLE';
  const of = isTable
    ? ({ kind: 'table', table: tableName(p) } as const)
    : ({ kind: 'index', index: indexName(p) } as const);
  p.expectAll('FOR', 'ROW');
  const row: Expr[] = bracketedExprs(p);
  return { what: 'rangeForRow', of, row };
}

function regions(p: Cursor): Show {
  if (!p.eat('FROM')) return { what: 'regions', from: undefined, database: undefined };
  const word = p.expectOneOf('CLUSTER', 'DATABASE', 'ALL');
  if (word === 'CLUSTER') return { what: 'regions', from: 'CLUSTER', database: undefined };
  if (word === 'DATABASE') return { what: 'regions', from: 'DATABASE', database: optName(p) };
  p.expect('DATABASES');
  return { what: 'regions', from: 'ALL DATABASES', database: undefined };
}

function optName(p: Cursor): Name | undefined {
  return endsHere(p) ? undefined : name(p, 'database');
}

/** Whether the statement ends, by itself or inside brackets. */
function endsHere(p: Cursor): boolean {
  return p.kind === 'eof' || p.kind === ')' || p.kind === ']' || p.kind === ';';
}

function superRegions(p: Cursor): Show {
  p.expectAll('FROM', 'DATABASE');
  return { what: 'regions', from: 'SUPER', database: name(p, 'database') };
}

function survivalGoal(p: Cursor): Show {
  p.expectAll('FROM', 'DATABASE');
  return { what: 'survivalGoal', database: optName(p) };
}

function zoneConfiguration(p: Cursor): Show {
  p.expectOneOf('FROM', 'FOR');
  return { what: 'zoneConfiguration', target: zoneTarget(p) };
}

function transactionStatus(p: Cursor): Show {
  const word = p.expectOneOf('ISOLATION', 'PRIORITY', 'STATUS');
  if (word !== 'ISOLATION') return { what: 'transactionStatus', which: word };
  p.expect('LEVEL');
  return { what: 'transactionStatus', which: 'ISOLATION LEVEL' };
}

function statistics(p: Cursor): Show {
  const json = p.eatAll('USING', 'JSON');
  p.expectAll('FOR', 'TABLE');
  const table = tableName(p);
  return { what: 'statistics', json, table, options: optWithOptions(p, 'storage_parameter') };
}

function lastQueryStatistics(p: Cursor): Show {
  p.expect('STATISTICS');
  const columns = p.eat('RETURNING') ? p.list((c) => name(c, 'column')) : [];
  return { what: 'lastQueryStatistics', columns };
}
