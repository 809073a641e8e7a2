import type { Statement, StatementKind, StatementOf } from '../ast/statement';
import { printAlterTable } from './alter-table';
import {
  printAlterChangefeed,
  printCheckConnection,
  printCreateChangefeed,
  printCreateSchedule,
  printExternalConnection,
  printText
} from './changefeed';
import {
  printAlterType,
  printComment,
  printCreateDatabase,
  printCreateIndex,
  printCreateType,
  printCreateView,
  printDatabaseAction,
  printOptAsOf,
  printRangeOwner,
  printRelocateRange,
  printStatistics,
  printZoneAction,
  printZoneTarget
} from './ddl';
import { printDelete, printInsert, printUpdate } from './dml';
import { printExpr, printExprs } from './expr';
import { printString } from './literals';
import {
  printIndexName,
  printName,
  printObjectName,
  printRole,
  printRoles,
  printSchemaName,
  printSettingName,
  printTableName,
  printTableNames,
  quoteAnyName
} from './names';
import {
  printAlterRole,
  printAlterRoleSet,
  printCreateRole,
  printDefaultPrivileges,
  printGrant,
  printGrantRole,
  roleWord
} from './role';
import { printCreateFunction, printDropFunction } from './routine';
import { printQuery } from './select';
import { printShow, printVariable } from './show';
import {
  printCreateTable,
  printCreateTableAs,
  printLocality,
  printPartitionBy,
  printSequenceOptions,
  printVisibility
} from './table-def';
import { printChain, printDeclareCursor, printFetch, printModes, printPrepare } from './txn';

/**
 * Statements in CockroachDB's canonical form: what SHOW CREATE, job descriptions and stored view queries show. What is
 * printed reads back as the same tree, but for brackets that the printer adds and for `OtherStatement`, which keeps its text.
 */
export function printStatement(statement: Statement): string {
  // Each printer takes the statements of its own kind, which the table's type says and indexing it forgets.
  const print = PRINTERS[statement.kind] as (statement: Statement) => string;
  return print(statement);
}

type Printers = { readonly [K in StatementKind]: (statement: StatementOf<K>) => string };

const ifExists = (statement: { readonly ifExists: boolean }) => (statement.ifExists ? 'IF EXISTS ' : '');
const ifNotExists = (statement: { readonly ifNotExists: boolean }) =>
  statement.ifNotExists ? 'IF NOT EXISTS ' : '';
const behavior = (statement: { readonly behavior: string | undefined }) =>
  statement.behavior ? ` ${statement.behavior}` : '';

const PRINTERS: Printers = {
  query: printQuery,
  insert: printInsert,
  update: printUpdate,
  delete: printDelete,
  truncate: (s) => `TRUNCATE TABLE ${printTableNames(s.tables)}${behavior(s)}`,

  createTable: printCreateTable,
  createTableAs: printCreateTableAs,
  createIndex: printCreateIndex,
  dropIndex: (s) =>
    `DROP INDEX ${s.concurrently ? 'CONCURRENTLY ' : ''}${ifExists(s)}${s.indexes.map(printIndexName).join(', ')}${behavior(s)}`,
  alterTable: printAlterTable,
  renameRelation: (s) =>
    `ALTER ${s.relation} ${ifExists(s)}${printTableName(s.name)} RENAME TO ${printTableName(s.to)}`,
  setRelationSchema: (s) =>
    `ALTER ${s.relation} ${ifExists(s)}${printTableName(s.name)} SET SCHEMA ${printName(s.schema)}`,
  setRelationOwner: (s) =>
    `ALTER ${s.relation} ${ifExists(s)}${printTableName(s.name)} OWNER TO ${printRole(s.owner)}`,
  setTableLocality: (s) =>
    `ALTER TABLE ${ifExists(s)}${printTableName(s.name)} SET ${printLocality(s.locality)}`,
  setTableLogged: (s) =>
    `ALTER TABLE ${ifExists(s)}${printTableName(s.name)} SET ${s.logged ? '' : 'UN'}LOGGED`,
  split: (s) =>
    `ALTER ${printRangeOwner(s.on)} SPLIT AT ${printQuery(s.at)}${s.expiration ? ` WITH EXPIRATION ${printExpr(s.expiration)}` : ''}`,
  unsplit: (s) => `ALTER ${printRangeOwner(s.on)} UNSPLIT ${s.at ? `AT ${printQuery(s.at)}` : 'ALL'}`,
  scatter: (s) =>
    `ALTER ${printRangeOwner(s.on)} SCATTER${s.from.length > 0 ? ` FROM (${printExprs(s.from)}) TO (${printExprs(s.to)})` : ''}`,
  relocate: (s) => `ALTER ${printRangeOwner(s.on)} RELOCATE ${s.subject} ${printQuery(s.rows)}`,
  relocateRange: printRelocateRange,
  renameIndex: (s) =>
    `ALTER INDEX ${ifExists(s)}${printIndexName(s.index)} RENAME TO ${quoteAnyName(s.to.text)}`,
  alterIndexVisible: (s) =>
    `ALTER INDEX ${ifExists(s)}${printIndexName(s.index)}${printVisibility(s.visibility, true)}`,
  alterIndexPartition: (s) =>
    `ALTER INDEX ${ifExists(s)}${printIndexName(s.index)} ${s.commands.map(printPartitionBy).join(', ')}`,
  configureZone: (s) => `ALTER ${printZoneTarget(s.target)} ${printZoneAction(s.action)}`,

  createDatabase: printCreateDatabase,
  alterDatabase: (s) => `ALTER DATABASE ${printName(s.name)} ${printDatabaseAction(s.action)}`,
  createSchema: (s) => {
    const name = s.name ? printSchemaName(s.name) : '';
    const owner = s.authorization ? `${s.name ? ' ' : ''}AUTHORIZATION ${printRole(s.authorization)}` : '';
    return `CREATE SCHEMA ${ifNotExists(s)}${name}${owner}`;
  },
  alterSchema: (s) => {
    const action =
      s.action.kind === 'rename'
        ? `RENAME TO ${printName(s.action.to)}`
        : `OWNER TO ${printRole(s.action.owner)}`;
    return `ALTER SCHEMA ${printSchemaName(s.name)} ${action}`;
  },
  dropRelation: (s) => `DROP ${s.relation} ${ifExists(s)}${printTableNames(s.names)}${behavior(s)}`,
  dropDatabase: (s) => `DROP DATABASE ${ifExists(s)}${printName(s.name)}${behavior(s)}`,
  dropSchema: (s) => `DROP SCHEMA ${ifExists(s)}${s.names.map(printSchemaName).join(', ')}${behavior(s)}`,
  dropType: (s) => `DROP TYPE ${ifExists(s)}${s.names.map(printObjectName).join(', ')}${behavior(s)}`,
  createType: printCreateType,
  createFunction: printCreateFunction,
  dropFunction: printDropFunction,
  alterType: printAlterType,
  createView: printCreateView,
  alterViewOptions: (s) => {
    const option =
      s.securityInvoker === undefined
        ? 'RESET (security_invoker)'
        : `SET (security_invoker = ${s.securityInvoker})`;
    return `ALTER VIEW ${ifExists(s)}${printTableName(s.name)} ${option}`;
  },
  refreshView: (s) => {
    const word = s.concurrently ? 'CONCURRENTLY ' : '';
    return `REFRESH MATERIALIZED VIEW ${word}${printTableName(s.name)}${printOptAsOf(s.asOf)}${s.data ? ` ${s.data}` : ''}`;
  },
  createSequence: (s) => {
    const options = s.options.length > 0 ? ` ${printSequenceOptions(s.options)}` : '';
    return `CREATE ${s.temporary ? 'TEMPORARY ' : ''}SEQUENCE ${ifNotExists(s)}${printTableName(s.name)}${options}`;
  },
  alterSequence: (s) =>
    `ALTER SEQUENCE ${ifExists(s)}${printTableName(s.name)} ${printSequenceOptions(s.options)}`,
  comment: printComment,
  statistics: printStatistics,

  begin: (s) => `BEGIN TRANSACTION${printModes(s.modes)}`,
  commit: (s) => `COMMIT TRANSACTION${printChain(s.chain)}`,
  rollback: (s) => `ROLLBACK TRANSACTION${printChain(s.chain)}`,
  savepoint: (s) => `SAVEPOINT ${printName(s.name)}`,
  releaseSavepoint: (s) => `RELEASE SAVEPOINT ${printName(s.name)}`,
  showCommitTimestamp: () => 'SHOW COMMIT TIMESTAMP',
  rollbackToSavepoint: (s) => `ROLLBACK TRANSACTION TO SAVEPOINT ${printName(s.name)}`,
  setTransaction: (s) => {
    const words = s.session ? 'SET SESSION CHARACTERISTICS AS TRANSACTION' : 'SET TRANSACTION';
    return words + printModes(s.modes);
  },
  prepareTransaction: (s) => `PREPARE TRANSACTION ${printString(s.gid)}`,
  commitPrepared: (s) => `COMMIT PREPARED ${printString(s.gid)}`,
  rollbackPrepared: (s) => `ROLLBACK PREPARED ${printString(s.gid)}`,
  prepare: printPrepare,
  execute: (s) => {
    const args = s.args.length > 0 ? ` (${printExprs(s.args)})` : '';
    return `EXECUTE ${printName(s.name)}${args}${s.discardRows ? ' DISCARD ROWS' : ''}`;
  },
  deallocate: (s) => `DEALLOCATE ${s.name ? printName(s.name) : 'ALL'}`,
  discard: (s) => `DISCARD ${s.what === 'TEMP' ? 'TEMPORARY' : s.what}`,
  declareCursor: printDeclareCursor,
  fetch: printFetch,
  move: printFetch,
  closeCursor: (s) => `CLOSE ${s.name ? printName(s.name) : 'ALL'}`,

  set: (s) =>
    `SET ${s.scope === 'LOCAL' ? 'LOCAL ' : ''}${printSettingName(s.name)} = ${printExprs(s.values)}`,
  setTracing: (s) => `SET TRACING = ${printExprs(s.values)}`,
  reset: (s) => `RESET ${printVariable(s.name)}`,
  setClusterSetting: (s) =>
    s.value
      ? `SET CLUSTER SETTING ${printSettingName(s.name)} = ${printExpr(s.value)}`
      : `RESET CLUSTER SETTING ${printSettingName(s.name)}`,
  setSessionAuthorization: () => 'SET SESSION AUTHORIZATION DEFAULT',

  createChangefeed: printCreateChangefeed,
  alterChangefeed: printAlterChangefeed,
  createChangefeedSchedule: printCreateSchedule,
  createExternalConnection: printExternalConnection,
  alterExternalConnection: printExternalConnection,
  dropExternalConnection: (s) => `DROP EXTERNAL CONNECTION ${printText(s.name)}`,
  checkExternalConnection: printCheckConnection,

  controlJobs: (s) =>
    `${s.action} ${printJobSelection(s.jobs)}${s.reason ? ` WITH REASON = ${printText(s.reason)}` : ''}`,
  alterJobOwner: (s) => `ALTER JOB ${printExpr(s.job)} OWNER TO ${printRole(s.owner)}`,
  controlSchedules: (s) =>
    s.query
      ? `${s.action} SCHEDULES ${printQuery(s.query)}`
      : `${s.action} SCHEDULE ${s.id ? printExpr(s.id) : ''}`,
  cancelQueries: (s) => printCancel('QUERY', 'QUERIES', s),
  cancelSessions: (s) => printCancel('SESSION', 'SESSIONS', s),

  createRole: printCreateRole,
  alterRole: printAlterRole,
  alterRoleSet: printAlterRoleSet,
  dropRole: (s) => `DROP ${roleWord(s)} ${ifExists(s)}${printRoles(s.names)}`,
  grant: printGrant,
  revoke: printGrant,
  grantRole: printGrantRole,
  revokeRole: printGrantRole,
  alterDefaultPrivileges: printDefaultPrivileges,
  reassignOwned: (s) => `REASSIGN OWNED BY ${printRoles(s.from)} TO ${printRole(s.to)}`,
  dropOwned: (s) => `DROP OWNED BY ${printRoles(s.roles)}${behavior(s)}`,

  show: printShow,
  explain: (s) => {
    const options = s.options.length > 0 ? `(${s.options.join(', ')}) ` : '';
    return `EXPLAIN ${s.analyze ? 'ANALYZE ' : ''}${options}${printStatement(s.statement)}`;
  },
  other: (s) => s.text,
  empty: () => ''
};

function printJobSelection(jobs: Extract<Statement, { kind: 'controlJobs' }>['jobs']): string {
  switch (jobs.kind) {
    case 'job':
      return `JOB ${printExpr(jobs.id)}`;
    case 'jobs':
      return `JOBS ${printQuery(jobs.query)}`;
    case 'schedule':
      return `JOBS FOR SCHEDULE ${printExpr(jobs.id)}`;
    case 'schedules':
      return `JOBS FOR SCHEDULES ${printQuery(jobs.query)}`;
    case 'all':
      return `ALL ${printName(jobs.type)} JOBS`;
  }
}

function printCancel(
  one: string,
  many: string,
  statement: Extract<Statement, { kind: 'cancelQueries' | 'cancelSessions' }>
): string {
  const { id, query } = statement;
  return `CANCEL ${id ? one : many} ${ifExists(statement)}${id ? printExpr(id) : ''}${query ? printQuery(query) : ''}`;
}
