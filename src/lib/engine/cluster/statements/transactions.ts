import type { TransactionModes } from '../../sql/ast/txn';
import type { Isolation, Priority } from '../../storage/txn';
import { Restart } from '../../storage/txn';
import type { Cluster } from '../cluster';
import { errors } from '../errors';
import { variableIsOn, variableText } from '../session-variables';
import { done, type Handlers } from '../statement';

/** BEGIN, COMMIT, ROLLBACK and savepoints. */
export function registerTransactions(handlers: Handlers, cluster: Cluster): void {
  handlers.on('empty', () => done(''));

  handlers.on('begin', (statement, { session, notice }) => {
    if (session.transaction) throw errors.transactionInProgress();
    const { readOnly } = statement.modes;
    const isolation = isolationOf(
      statement.modes,
      variableText(session, 'default_transaction_isolation'),
      notice
    );
    cluster.sessions.begin(session, {
      readOnly: readOnly ?? variableIsOn(session, 'default_transaction_read_only'),
      isolation,
      priority: (statement.modes.priority?.toLowerCase() as Priority | undefined) ?? 'normal'
    });
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
    if (transaction.failed) {
      cluster.sessions.rollBack(session);
      return done('ROLLBACK');
    }
    try {
      return { ...done('COMMIT'), jobs: cluster.sessions.commit(session, statement) };
    } catch (error) {
      if (!(error instanceof Restart)) throw error;
      cluster.sessions.rollBack(session);
      throw errors.restartTransaction(
        'what the transaction read was changed by another one',
        'RETRY_SERIALIZABLE'
      );
    }
  });

  handlers.on('rollback', (_statement, { session, notice }) => {
    if (!session.transaction) {
      if (!variableIsOn(session, 'autocommit_before_ddl')) throw errors.noTransaction();
      notice('there is no transaction in progress', undefined, 'WARNING');
      return done('ROLLBACK');
    }
    cluster.sessions.rollBack(session);
    return done('ROLLBACK');
  });

  handlers.on('savepoint', ({ name }, { session }) => {
    if (!session.transaction) throw errors.noTransaction();
    cluster.sessions.savepoint(session, name.text);
    return done('SAVEPOINT');
  });

  handlers.on('releaseSavepoint', ({ name }, { session }) => {
    if (!session.transaction) throw errors.noTransaction();
    if (!cluster.sessions.release(session, name.text)) throw errors.noSavepoint(name.text, name.span);
    return done('RELEASE');
  });

  handlers.on('rollbackToSavepoint', ({ name }, { session }) => {
    if (!session.transaction) throw errors.noTransaction();
    if (!cluster.sessions.rollBackTo(session, name.text)) throw errors.noSavepoint(name.text, name.span);
    return done('ROLLBACK');
  });
}

/** Weaker levels than CockroachDB has are raised to the next it has. */
function isolationOf(modes: TransactionModes, initial: string, notice: (message: string) => void): Isolation {
  switch (modes.isolation) {
    case undefined:
      return initial === 'read committed' ? 'read committed' : 'serializable';
    case 'READ COMMITTED':
      return 'read committed';
    case 'READ UNCOMMITTED':
      notice('READ UNCOMMITTED was upgraded to READ COMMITTED');
      return 'read committed';
    default:
      return 'serializable';
  }
}
