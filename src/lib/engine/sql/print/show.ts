import { unreachable } from '../../base/assert';
import type { RangeOwner } from '../ast/ddl';
import type { Show, ShowGrantTarget, ShowJobs } from '../ast/show';
import { printText, printWithOptions } from './changefeed';
import { printRangeOwner, printZoneTarget } from './ddl';
import { printExpr, printExprs } from './expr';
import { printString } from './literals';
import {
  printName,
  printNames,
  printObjectName,
  printRole,
  printRoles,
  printSchemaName,
  printSettingName,
  printTableName
} from './names';
import { printGrantTarget } from './role';
import { printQuery } from './select';

/** SHOW statements. */

export function printShow(show: Show): string {
  return `SHOW ${printWhat(show)}`;
}

const PLAIN = {
  roles: 'ROLES',
  users: 'USERS',
  locality: 'LOCALITY',
  fullScans: 'FULL TABLE SCANS',
  savepointStatus: 'SAVEPOINT STATUS'
} as const;

function printWhat(show: Show): string {
  switch (show.what) {
    case 'variable':
      return printVariable(show.name);
    case 'clusterSetting':
      return `CLUSTER SETTING ${printSettingName(show.name)}`;
    case 'clusterSettings':
      return `${show.all ? 'ALL' : 'PUBLIC'} CLUSTER SETTINGS`;
    case 'columns':
    case 'constraints':
    case 'indexes':
      return `${show.what.toUpperCase()} FROM ${printTableName(show.table)}${comment(show)}`;
    case 'databaseIndexes':
      return `INDEXES FROM DATABASE ${printName(show.database)}${comment(show)}`;
    case 'triggers':
      return `TRIGGERS FROM ${printTableName(show.table)}`;
    case 'policies':
      return `POLICIES FOR ${printTableName(show.table)}`;
    case 'partitions':
      return `PARTITIONS FROM ${printOf(show.of)}`;
    case 'databases':
    case 'types':
      return `${show.what.toUpperCase()}${comment(show)}`;
    case 'schemas':
      return `SCHEMAS${show.database ? ` FROM ${printName(show.database)}` : ''}${comment(show)}`;
    case 'tables':
      return `TABLES${show.from ? ` FROM ${printSchemaName(show.from)}` : ''}${comment(show)}`;
    case 'sequences':
      return `SEQUENCES${show.database ? ` FROM ${printName(show.database)}` : ''}`;
    case 'enums':
    case 'functions':
    case 'procedures':
      return `${show.what.toUpperCase()}${show.from ? ` FROM ${printSchemaName(show.from)}` : ''}`;
    case 'roles':
    case 'users':
    case 'locality':
    case 'fullScans':
    case 'savepointStatus':
      return PLAIN[show.what];
    case 'transactionStatus':
      return `TRANSACTION ${show.which}`;
    case 'externalConnections':
      return show.name ? `EXTERNAL CONNECTION ${printText(show.name)}` : 'EXTERNAL CONNECTIONS';
    case 'jobs':
      return printJobs(show.jobs);
    default:
      return printMore(show);
  }
}

type More = Exclude<
  Show,
  {
    what:
      | 'variable'
      | 'clusterSetting'
      | 'clusterSettings'
      | 'columns'
      | 'constraints'
      | 'indexes'
      | 'databaseIndexes'
      | 'triggers'
      | 'policies'
      | 'partitions'
      | 'databases'
      | 'types'
      | 'schemas'
      | 'tables'
      | 'sequences'
      | 'enums'
      | 'functions'
      | 'procedures'
      | keyof typeof PLAIN
      | 'transactionStatus'
      | 'externalConnections'
      | 'jobs';
  }
>;

function printMore(show: More): string {
  switch (show.what) {
    case 'createTable': {
      const option = show.option ? ` WITH ${show.option}` : '';
      return `CREATE ${show.form ? `${show.form} ` : ''}${printTableName(show.name)}${option}`;
    }
    case 'createDatabase':
      return `CREATE DATABASE ${printName(show.name)}`;
    case 'createIndexes':
      return `CREATE ${show.secondary ? 'SECONDARY ' : ''}INDEXES FROM ${printTableName(show.table)}`;
    case 'createRoutine':
      return `CREATE ${show.procedure ? 'PROCEDURE' : 'FUNCTION'} ${printObjectName(show.name)}`;
    case 'createTrigger':
      return `CREATE TRIGGER ${printName(show.name)} ON ${printTableName(show.table)}`;
    case 'createAll':
      return `CREATE ALL ${show.objects}`;
    case 'createSchedules':
      return show.id ? `CREATE SCHEDULE ${printExpr(show.id)}` : 'CREATE ALL SCHEDULES';
    case 'createExternalConnections':
      return show.name
        ? `CREATE EXTERNAL CONNECTION ${printText(show.name)}`
        : 'CREATE ALL EXTERNAL CONNECTIONS';
    case 'grants':
      return `GRANTS${show.on ? ` ON ${printShowGrantTarget(show.on)}` : ''}${grantees(show)}`;
    case 'systemGrants':
      return `SYSTEM GRANTS${grantees(show)}`;
    case 'defaultPrivileges':
      return printDefaultPrivileges(show);
    case 'schedules':
      return printSchedules(show);
    case 'queries':
    case 'sessions':
    case 'transactions':
      return `${show.all ? 'ALL ' : ''}${show.scope} ${show.what === 'queries' ? 'STATEMENTS' : show.what.toUpperCase()}`;
    case 'ranges':
      return printRanges(show);
    case 'rangeForRow':
      return `RANGE FROM ${printRangeOwner(show.of)} FOR ROW (${printExprs(show.row)})`;
    case 'statistics': {
      const json = show.json ? 'USING JSON ' : '';
      return `STATISTICS ${json}FOR TABLE ${printTableName(show.table)}${printWithOptions(show.options)}`;
    }
    case 'zoneConfigurations':
      return 'ZONE CONFIGURATIONS';
    case 'zoneConfiguration':
      return `ZONE CONFIGURATION FROM ${printZoneTarget(show.target)}`;
    case 'regions':
      return printRegions(show);
    case 'survivalGoal':
      return `SURVIVAL GOAL FROM DATABASE${show.database ? ` ${printName(show.database)}` : ''}`;
    case 'roleSettings':
      return `DEFAULT SESSION VARIABLES FOR ROLE ${show.role ? printRole(show.role) : 'ALL'}`;
    case 'syntax':
      return `SYNTAX ${printString(show.statement)}`;
    case 'lastQueryStatistics': {
      const columns = show.columns.length > 0 ? ` RETURNING ${printNames(show.columns)}` : '';
      return `LAST QUERY STATISTICS${columns}`;
    }
    default:
      return unreachable(show);
  }
}

/** Keywords that name variables where only few words may. */
const VARIABLE_WORDS: ReadonlyMap<string, string> = new Map([
  ['timezone', 'timezone'],
  ['all', 'ALL'],
  ['role', 'ROLE'],
  ['session_user', 'SESSION_USER'],
  ['client_encoding', 'client_encoding']
]);

export function printVariable(name: string): string {
  return VARIABLE_WORDS.get(name) ?? printSettingName(name);
}

function comment(show: { comment: boolean }): string {
  return show.comment ? ' WITH COMMENT' : '';
}

function grantees(show: Extract<Show, { what: 'grants' | 'systemGrants' }>): string {
  return show.for.length > 0 ? ` FOR ${printRoles(show.for)}` : '';
}

function printOf(of: Extract<Show, { what: 'partitions' }>['of']): string {
  if (of.kind === 'database') return `DATABASE ${printName(of.name)}`;
  return of.kind === 'allIndexes' ? `INDEX ${printTableName(of.table)}@*` : printRangeOwner(of);
}

function printShowGrantTarget(on: ShowGrantTarget): string {
  if (on.kind === 'roles') return on.roles.length > 0 ? `ROLE ${printRoles(on.roles)}` : 'ROLE';
  return on.kind === 'allSchemas' ? `SCHEMA ${printName(on.database)}.*` : printGrantTarget(on);
}

function printDefaultPrivileges(show: Extract<Show, { what: 'defaultPrivileges' }>): string {
  let text = 'DEFAULT PRIVILEGES';
  if (!show.forRoles) text += ' FOR ALL ROLES';
  else if (show.forRoles.length > 0)
    text += ` FOR ${show.grantee ? 'GRANTEE' : 'ROLE'} ${printRoles(show.forRoles)}`;
  return text + (show.schema ? ` IN SCHEMA ${printName(show.schema)}` : '');
}

function printJobs(jobs: ShowJobs): string {
  const type = jobs.type === 'ALL' ? '' : `${jobs.type} `;
  let text = `${type}${jobs.id ? 'JOB' : 'JOBS'}${jobs.block ? ' WHEN COMPLETE' : ''}`;
  if (jobs.id) text += ` ${printExpr(jobs.id)}`;
  if (jobs.query) text += ` ${printQuery(jobs.query)}`;
  if (jobs.scheduleId) text += ` FOR SCHEDULE ${printExpr(jobs.scheduleId)}`;
  if (jobs.scheduleQuery) text += ` FOR SCHEDULES ${printQuery(jobs.scheduleQuery)}`;
  return text + (jobs.options.length > 0 ? ` WITH ${jobs.options.join(', ')}` : '');
}

function printSchedules(show: Extract<Show, { what: 'schedules' }>): string {
  if (show.id) return `SCHEDULE ${printExpr(show.id)}`;
  return `${show.status ? `${show.status} ` : ''}SCHEDULES${show.executor ? ` FOR ${show.executor}` : ''}`;
}

function printRanges({ of, options }: Extract<Show, { what: 'ranges' }>): string {
  const list = options.length > 0 ? ` WITH ${options.join(', ')}` : '';
  if (!of) return `RANGES${list}`;
  if (of.kind === 'cluster') return `CLUSTER RANGES${list}`;
  if (of.kind === 'currentCatalog') return `RANGES FROM CURRENT_CATALOG${list}`;
  const owner: RangeOwner | undefined = of.kind === 'database' ? undefined : of;
  const from = owner
    ? printRangeOwner(owner)
    : of.kind === 'database'
      ? `DATABASE ${printName(of.name)}`
      : '';
  return `RANGES FROM ${from}${list}`;
}

function printRegions({ from, database }: Extract<Show, { what: 'regions' }>): string {
  const name = database ? ` ${printName(database)}` : '';
  if (!from) return 'REGIONS';
  return from === 'SUPER' ? `SUPER REGIONS FROM DATABASE${name}` : `REGIONS FROM ${from}${name}`;
}
