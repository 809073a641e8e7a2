import type { StatementOf } from '../statement';
import { SqlError } from '../../base/errors';
import type { Expr } from '../../sql/ast/expr';
import { DECIMAL } from '../../sql/types/type';
import type { TransactionModes } from '../../sql/ast/txn';
import type { Timestamp } from '../../base/timestamp';
import { Restart, type Isolation, type Priority } from '../../storage/txn-state';
import { evaluateMoment, followerReadMoment } from '../as-of';
import type { Cluster } from '../cluster';
import { errors } from '../errors';
import type { SessionState } from '../session-state';
import { readsAreOfFollowers, variableIsOn } from '../session-variables';
import { defaultParts, RESTART_SAVEPOINT } from '../session-transactions';
import { done, type Handlers, type StatementContext } from '../statement';
import type { StatementRunner } from '../statement-runner';

/** BEGIN, COMMIT, ROLLBACK, savepoints and SET TRANSACTION. */
export function registerTransactions(handlers: Handlers, cluster: Cluster, runner: StatementRunner): void {
  const { transactions } = cluster.sessions;
  handlers.on('empty', () => done(''));

  handlers.on('begin', ({ modes }, ctx) => {
    const { session } = ctx;
    if (session.transaction) throw errors.transactionInProgress();
    refuseDeferrable(modes);
    const defaults = defaultParts(session);
    transactions.begin(session, {
      readOnly: modes.readOnly ?? (modes.asOf !== undefined || defaults.readOnly),
      isolation: isolationOf(cluster, modes, ctx) ?? defaults.isolation,
      priority: priorityOf(modes) ?? defaults.priority
    });
    if (modes.asOf) {
      try {
        fixMoment(cluster, runner, modes.asOf, ctx);
      } catch (error) {
        transactions.rollBack(session);
        throw error;
      }
    } else if (readsAreOfFollowers(session)) readAt(ctx, followerReadMoment(cluster));
    return done('BEGIN');
  });

  handlers.on('commit', (_statement, { session, statement, notice }) => {
    const transaction = session.transaction;
    if (!transaction) {
      // With autocommit_before_ddl a schema change may have ended it already, which is no error then.
      if (!variableIsOn(session, 'autocommit_before_ddl')) throw errors.noTransaction();
      notice('there is no transaction in progress', undefined, 'WARNING');
      return done('COMMIT');
    }
    if (transaction.released) {
      session.transaction = null;
      return done('COMMIT');
    }
    if (transaction.failed) {
      transactions.rollBack(session);
      return done('ROLLBACK');
    }
    try {
      return { ...done('COMMIT'), jobs: transactions.commit(session, statement) };
    } catch (error) {
      transactions.rollBack(session);
      throw error instanceof Restart ? errors.restartTransaction(error.reason) : error;
    }
  });

  handlers.on('rollback', (_statement, { session, notice }) => {
    const { transaction } = session;
    if (!transaction) {
      if (!variableIsOn(session, 'autocommit_before_ddl')) throw errors.noTransaction();
      notice('there is no transaction in progress', undefined, 'WARNING');
      return done('ROLLBACK');
    }
    if (transaction.released) {
      // What has been committed cannot be rolled back; the tag says so.
      session.transaction = null;
      return done('COMMIT');
    }
    transactions.rollBack(session);
    return done('ROLLBACK');
  });

  handlers.on('showCommitTimestamp', (_statement, { session, statement }) => {
    const { transaction } = session;
    const jobs = transaction && !transaction.released ? commitAndStay(cluster, session, statement) : [];
    if (!session.lastCommit) throw errors.noPreviousTransaction();
    return {
      tag: 'SHOW COMMIT TIMESTAMP',
      columns: [{ name: 'commit_timestamp', type: DECIMAL }],
      rows: [[cluster.epoch.hlc(session.lastCommit)]],
      work: 0,
      jobs
    };
  });

  handlers.on('savepoint', ({ name }, { session }) => {
    if (!session.transaction) throw errors.noTransaction();
    transactions.savepoint(session, name.text);
    return done('SAVEPOINT');
  });

  handlers.on('releaseSavepoint', ({ name }, { session, statement }) => {
    const { transaction } = session;
    if (!transaction) throw errors.noTransaction();
    if (!transactions.release(session, name.text)) throw errors.noSavepoint(name.text, name.span);
    if (name.text === RESTART_SAVEPOINT) releaseByCommit(cluster, session, statement);
    return done('RELEASE');
  });

  handlers.on('rollbackToSavepoint', ({ name }, { session }) => {
    if (!session.transaction) throw errors.noTransaction();
    if (!transactions.rollBackTo(session, name.text)) throw errors.noSavepoint(name.text, name.span);
    return done('ROLLBACK');
  });

  handlers.on('setTransaction', (statement, ctx) => {
    setTransaction(cluster, runner, statement, ctx);
    return done('SET TRANSACTION');
  });
}

/** Releasing the savepoint of the retry protocol commits; a transaction that cannot may still be rolled back to it. */
function releaseByCommit(cluster: Cluster, session: SessionState, statement: number): void {
  try {
    commitAndStay(cluster, session, statement);
  } catch (error) {
    cluster.sessions.transactions.savepoint(session, RESTART_SAVEPOINT);
    throw error;
  }
}

/**
 * Commits the open transaction, which then waits for its COMMIT and takes nothing else.
 * @returns the schema change jobs it has started
 * @throws SqlError 40001 when it cannot commit; it may still be rolled back to a savepoint then
 */
function commitAndStay(cluster: Cluster, session: SessionState, statement: number): string[] {
  const transaction = session.transaction!; // the callers have looked
  try {
    const jobs = cluster.sessions.transactions.commit(session, statement);
    session.transaction = { ...transaction, released: true, savepoints: [], actions: [] };
    return jobs;
  } catch (error) {
    throw error instanceof Restart ? errors.restartTransaction(error.reason) : error;
  }
}

function setTransaction(
  cluster: Cluster,
  runner: StatementRunner,
  { session: isSession, modes }: StatementOf<'setTransaction'>,
  ctx: StatementContext
): void {
  const { session } = ctx;
  refuseDeferrable(modes);
  const isolation = isolationOf(cluster, modes, ctx);
  const priority = priorityOf(modes);
  if (isSession) {
    if (modes.asOf) setDefaultMoment(session, modes.asOf);
    if (isolation) session.variables.set('default_transaction_isolation', isolation);
    if (priority) session.variables.set('default_transaction_priority', priority);
    if (modes.readOnly !== undefined)
      session.variables.set('default_transaction_read_only', modes.readOnly ? 'on' : 'off');
    return;
  }
  const open = cluster.sessions.transactions.openTxn(session);
  if (!open) {
    if (!variableIsOn(session, 'autocommit_before_ddl')) throw errors.noTransaction();
    return ctx.notice('there is no transaction in progress', undefined, 'WARNING');
  }
  const { transaction, txn } = open;
  const isUsed = txn.reads.length > 0 || txn.writes.length > 0;
  if (isolation && isolation !== txn.isolation) {
    if (isUsed) throw errors.runningTransaction('isolation level');
    txn.isolation = isolation;
  }
  if (priority && priority !== txn.priority) {
    if (isUsed) throw errors.runningTransaction('user priority');
    txn.priority = priority;
  }
  if (modes.asOf) {
    if (isUsed) throw errors.fixedTooLate(txn.writes.length > 0 ? 'writes' : 'reads');
    fixMoment(cluster, runner, modes.asOf, ctx);
  }
  if (modes.readOnly === false && transaction.asOf) throw errors.writesThePast();
  if (modes.readOnly !== undefined) transaction.readOnly = modes.readOnly;
}

/** @throws SqlError 0A000, as CockroachDB has it */
function refuseDeferrable({ deferrable }: TransactionModes): void {
  if (deferrable) throw new SqlError('0A000', 'unimplemented: DEFERRABLE transactions');
}

/** @throws SqlError 22023 for another moment than that of follower reads */
function setDefaultMoment(session: SessionState, expr: Expr): void {
  if (expr.kind !== 'call' || expr.name.object !== 'follower_read_timestamp')
    throw new SqlError(
      '22023',
      'unsupported default AS OF SYSTEM TIME expression, only follower_read_timestamp() is allowed',
      { span: expr.span }
    );
  session.variables.set('default_transaction_use_follower_reads', 'on');
}

/** Makes the open transaction read at a moment in the past. */
function fixMoment(
  cluster: Cluster,
  runner: StatementRunner,
  expr: NonNullable<TransactionModes['asOf']>,
  ctx: StatementContext
): void {
  const { session } = ctx;
  let moment: Timestamp | undefined;
  cluster.sessions.transactions.inTransaction(session, session.active!, undefined, (inner) => {
    moment = evaluateMoment(cluster, runner, expr, { ...inner, text: ctx.text });
    return done('');
  });
  readAt(ctx, moment);
}

function readAt({ session }: StatementContext, moment: Timestamp | undefined): void {
  const transaction = session.transaction!; // the callers have begun one
  transaction.asOf = moment ?? null;
  transaction.readOnly = true;
}

function priorityOf({ priority }: TransactionModes): Priority | undefined {
  return priority?.toLowerCase() as Priority | undefined;
}

/** Levels that CockroachDB has not, or that are switched off, are raised to the next it has. */
function isolationOf(
  cluster: Cluster,
  { isolation }: TransactionModes,
  { notice }: Pick<StatementContext, 'notice'>
): Isolation | undefined {
  return isolation && isolationLevel(cluster, isolation.toLowerCase(), notice);
}

export function isolationLevel(
  cluster: Cluster,
  level: string,
  notice: (message: string) => void
): Isolation {
  if (level === 'serializable' || level === 'repeatable read' || level === 'snapshot') return 'serializable';
  if (cluster.settings.text('sql.txn.read_committed_isolation.enabled') !== 'true') {
    notice(`${level.toUpperCase()} isolation level is not allowed here; upgrading to SERIALIZABLE`);
    return 'serializable';
  }
  if (level === 'read uncommitted') notice('READ UNCOMMITTED was upgraded to READ COMMITTED');
  return 'read committed';
}
