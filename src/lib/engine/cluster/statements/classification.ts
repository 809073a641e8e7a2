import { releaseOf, type Release } from '../../base/release';
import type { ShowStatement } from '../../sql/ast/show';
import type { Statement, StatementKind } from '../../sql/ast/statement';

/**
 * What becomes of each kind of statement: it runs, or it is refused with what to use instead. The dispatcher's answers and the
 * documentation both come from here; a kind that is missing does not compile.
 */

export interface StatementClass {
  /** The statement as documentation names it. */
  readonly name: string;
  /** What to do instead, for one that is refused; undefined for one that runs. */
  readonly instead?: string;
  /** The release that brought it, of the statements about changefeeds; undefined for what v21.2 had (reference §9). */
  readonly since?: Release;
}

const runs = (name: string, since?: Release): StatementClass =>
  since === undefined ? { name } : { name, since };
const refused = (name: string, instead: string): StatementClass => ({ name, instead });

const TWO_PHASE = 'COMMIT commits in one step';

export const STATEMENTS: Readonly<Record<StatementKind, StatementClass>> = {
  query: runs('SELECT, VALUES, TABLE, WITH'),
  insert: runs('INSERT, UPSERT'),
  update: runs('UPDATE'),
  delete: runs('DELETE'),
  truncate: runs('TRUNCATE'),

  createTable: runs('CREATE TABLE'),
  createTableAs: runs('CREATE TABLE … AS'),
  createIndex: runs('CREATE INDEX'),
  dropIndex: runs('DROP INDEX'),
  alterTable: runs('ALTER TABLE'),
  renameRelation: runs('ALTER TABLE, VIEW, SEQUENCE … RENAME TO'),
  setRelationSchema: runs('ALTER TABLE, VIEW, SEQUENCE … SET SCHEMA'),
  setRelationOwner: runs('ALTER TABLE, VIEW, SEQUENCE … OWNER TO'),
  setTableLocality: runs('ALTER TABLE … SET LOCALITY'),
  setTableLogged: runs('ALTER TABLE … SET LOGGED, SET UNLOGGED'),
  split: runs('ALTER TABLE, INDEX … SPLIT AT'),
  unsplit: runs('ALTER TABLE, INDEX … UNSPLIT'),
  scatter: runs('ALTER TABLE, INDEX … SCATTER'),
  relocate: refused('ALTER TABLE, INDEX … RELOCATE', '\\lease TABLE [KEY] to N moves the lease of a range'),
  relocateRange: refused('ALTER RANGE … RELOCATE', '\\lease TABLE [KEY] to N moves the lease of a range'),
  renameIndex: runs('ALTER INDEX … RENAME TO'),
  alterIndexVisible: runs('ALTER INDEX … VISIBLE, NOT VISIBLE'),
  alterIndexPartition: refused(
    'ALTER INDEX … PARTITION BY',
    'ALTER INDEX … SPLIT AT cuts an index into ranges'
  ),
  configureZone: runs('CONFIGURE ZONE'),
  createDatabase: runs('CREATE DATABASE'),
  alterDatabase: runs('ALTER DATABASE'),
  createSchema: runs('CREATE SCHEMA'),
  alterSchema: runs('ALTER SCHEMA'),
  dropRelation: runs('DROP TABLE, VIEW, SEQUENCE'),
  dropDatabase: runs('DROP DATABASE'),
  dropSchema: runs('DROP SCHEMA'),
  dropType: runs('DROP TYPE'),
  createType: runs('CREATE TYPE'),
  createFunction: runs('CREATE FUNCTION … LANGUAGE SQL'),
  dropFunction: runs('DROP FUNCTION'),
  alterType: runs('ALTER TYPE'),
  createView: runs('CREATE VIEW'),
  alterViewOptions: runs('ALTER VIEW … SET, RESET'),
  refreshView: runs('REFRESH MATERIALIZED VIEW'),
  createSequence: runs('CREATE SEQUENCE'),
  alterSequence: runs('ALTER SEQUENCE'),
  comment: runs('COMMENT ON'),
  statistics: refused('CREATE STATISTICS, ANALYZE', 'plans do not depend on statistics here: leave it out'),

  begin: runs('BEGIN'),
  commit: runs('COMMIT'),
  rollback: runs('ROLLBACK'),
  savepoint: runs('SAVEPOINT'),
  releaseSavepoint: runs('RELEASE SAVEPOINT'),
  rollbackToSavepoint: runs('ROLLBACK TO SAVEPOINT'),
  showCommitTimestamp: runs('SHOW COMMIT TIMESTAMP'),
  setTransaction: runs('SET TRANSACTION'),
  prepareTransaction: refused('PREPARE TRANSACTION', TWO_PHASE),
  commitPrepared: refused('COMMIT PREPARED', TWO_PHASE),
  rollbackPrepared: refused('ROLLBACK PREPARED', TWO_PHASE),
  prepare: runs('PREPARE'),
  execute: runs('EXECUTE'),
  deallocate: runs('DEALLOCATE'),
  discard: runs('DISCARD'),
  declareCursor: runs('DECLARE … CURSOR'),
  fetch: runs('FETCH'),
  move: runs('MOVE'),
  closeCursor: runs('CLOSE'),

  set: runs('SET, USE'),
  setTracing: refused('SET TRACING', 'the timeline shows what each statement does'),
  reset: runs('RESET'),
  setClusterSetting: runs('SET CLUSTER SETTING'),
  setSessionAuthorization: refused(
    'SET SESSION AUTHORIZATION',
    'RESET ROLE gives the session its own role back'
  ),

  createChangefeed: runs('CREATE CHANGEFEED, EXPERIMENTAL CHANGEFEED FOR'),
  alterChangefeed: runs('ALTER CHANGEFEED', releaseOf(22, 1)),
  createChangefeedSchedule: runs('CREATE SCHEDULE FOR CHANGEFEED', releaseOf(23, 1)),
  createExternalConnection: runs('CREATE EXTERNAL CONNECTION', releaseOf(22, 2)),
  alterExternalConnection: runs('ALTER EXTERNAL CONNECTION', releaseOf(25, 4)),
  dropExternalConnection: runs('DROP EXTERNAL CONNECTION', releaseOf(22, 2)),
  checkExternalConnection: runs('CHECK EXTERNAL CONNECTION', releaseOf(25, 1)),
  controlJobs: runs('PAUSE, RESUME, CANCEL JOB'),
  alterJobOwner: runs('ALTER JOB … OWNER TO'),
  controlSchedules: runs('PAUSE, RESUME, DROP SCHEDULE'),
  cancelQueries: runs('CANCEL QUERY'),
  cancelSessions: runs('CANCEL SESSION'),

  createRole: runs('CREATE ROLE, USER'),
  alterRole: runs('ALTER ROLE, USER'),
  alterRoleSet: runs('ALTER ROLE … SET, RESET'),
  dropRole: runs('DROP ROLE, USER'),
  grant: runs('GRANT privileges'),
  revoke: runs('REVOKE privileges'),
  grantRole: runs('GRANT roles'),
  revokeRole: runs('REVOKE roles'),
  alterDefaultPrivileges: runs('ALTER DEFAULT PRIVILEGES'),
  reassignOwned: runs('REASSIGN OWNED'),
  dropOwned: runs('DROP OWNED'),

  show: runs('SHOW'),
  explain: runs('EXPLAIN'),
  other: refused('statements of other parts of CockroachDB', 'see the single statements'),
  empty: runs('a statement of nothing')
};

/** What to use instead of a statement of the parts that the playground has not; the first beginning that fits counts. */
export const OTHER_STATEMENTS: readonly (readonly [feature: string, instead: string])[] = [
  ['SHOW BACKUP', 'a link or a script keeps a scenario with all its data'],
  ['BACKUP', 'a link or a script keeps a scenario with all its data'],
  ['RESTORE', 'a script makes its tables again with each run'],
  ['CREATE SCHEDULE FOR BACKUP', 'CREATE SCHEDULE FOR CHANGEFEED exports a table again and again'],
  ['ALTER BACKUP', 'CREATE SCHEDULE FOR CHANGEFEED exports a table again and again'],
  ['IMPORT', 'INSERT INTO … SELECT generate_series(…) makes rows'],
  ['EXPORT', "CREATE CHANGEFEED … WITH initial_scan = 'only', format = csv exports a table"],
  ['COPY', 'INSERT INTO … VALUES (…), (…) writes many rows at once'],
  ['CREATE FUNCTION', 'write the body as a text: AS $$ SELECT … $$'],
  ['ALTER FUNCTION', 'CREATE OR REPLACE FUNCTION changes what a function does'],
  ['CREATE PROCEDURE', 'write its statements into the script'],
  ['CREATE OR REPLACE PROCEDURE', 'write its statements into the script'],
  ['CALL', 'write the statements of the procedure into the script'],
  ['DO', 'write its statements into the script'],
  ['CREATE TRIGGER', 'ON UPDATE expressions and computed columns change rows as they are written'],
  ['CREATE OR REPLACE TRIGGER', 'ON UPDATE expressions and computed columns change rows as they are written'],
  ['CREATE POLICY', 'GRANT privileges on a view of the rows'],
  ['CREATE EXTENSION', 'every builtin function is there from the start'],
  ['CREATE LOGICAL', 'CREATE CHANGEFEED sends the changes of a table on'],
  ['CREATE LOGICALLY', 'CREATE CHANGEFEED sends the changes of a table on'],
  ['LISTEN', 'CREATE CHANGEFEED without INTO streams changes to the session'],
  ['NOTIFY', 'CREATE CHANGEFEED without INTO streams changes to the session'],
  ['UNLISTEN', 'CREATE CHANGEFEED without INTO streams changes to the session']
];

const NOTHING_LIKE_IT = 'the playground is about tables, transactions and changefeeds';

/** Kinds of SHOW that are refused. */
export const REFUSED_SHOWS = {
  createTrigger: refused('SHOW CREATE TRIGGER', 'there are no triggers here')
} satisfies Partial<Record<ShowStatement['what'], StatementClass>>;

export const isRefusedShow = (what: ShowStatement['what']): what is keyof typeof REFUSED_SHOWS =>
  Object.hasOwn(REFUSED_SHOWS, what);

/** What to use instead of a statement that is refused; undefined for one that runs. */
export function insteadOf(statement: Statement): string | undefined {
  if (statement.kind !== 'other') return STATEMENTS[statement.kind].instead;
  const { feature } = statement;
  return OTHER_STATEMENTS.find(([name]) => feature.startsWith(name))?.[1] ?? NOTHING_LIKE_IT;
}
