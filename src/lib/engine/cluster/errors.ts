import { SqlError, type Span } from '../base/errors';
import { releaseName, type Release } from '../base/release';

/** Why a transaction has to begin again: `reason` of storage's `Restart`. */
export type RestartReason = 'write_too_old' | 'serializable' | 'aborted' | 'deadlock' | 'uncertainty';

const RESTART_WORDS: Readonly<Record<RestartReason, string>> = {
  write_too_old:
    'TransactionRetryError: retry txn (RETRY_WRITE_TOO_OLD - WriteTooOldError: another transaction has written a row that this one writes)',
  serializable:
    'TransactionRetryError: retry txn (RETRY_SERIALIZABLE - failed preemptive refresh: another transaction has changed what this one read)',
  aborted:
    'TransactionAbortedError(ABORT_REASON_PUSHER_ABORTED): a transaction of higher priority has aborted this one',
  deadlock:
    'TransactionAbortedError(ABORT_REASON_PUSHER_ABORTED): it waited in a circle with others, and the deadlock was broken',
  uncertainty:
    'ReadWithinUncertaintyIntervalError: a value it read was written by a clock that is ahead of its own'
};

/** Wordings of the cluster's own errors (style §6): sessions, transactions, commands. */
export const errors = {
  noNode: () =>
    new SqlError('08006', 'no node of the cluster can be reached', {
      hint: '\\node N restart brings a node back'
    }),

  nodeGone: (node: number) =>
    new SqlError('08006', `connection to node ${node} was lost`, {
      hint: 'the next statement connects to another node'
    }),

  connectionClosed: (session: string) => new SqlError('08006', `session ${session} was closed`),

  noSession: (session: string) => new SqlError('08003', `session ${session} does not exist`),

  noUser: (name: string) =>
    new SqlError('28000', `user "${name}" does not exist`, { hint: `CREATE USER ${name}` }),

  noLogin: (name: string) =>
    new SqlError('28000', `user "${name}" does not have login privilege`, {
      hint: `ALTER ROLE ${name} WITH LOGIN`
    }),

  queryCanceled: () => new SqlError('57014', 'query execution canceled'),

  /** The words between are what retry loops and searches look for. */
  restartTransaction: (reason: RestartReason) =>
    new SqlError(
      '40001',
      `restart transaction: TransactionRetryWithProtoRefreshError: ${RESTART_WORDS[reason]}`,
      { hint: 'ROLLBACK and run the transaction again' }
    ),

  restartedBeyondSavepoint: (name: string) =>
    new SqlError(
      '40001',
      `restart transaction: TransactionRetryWithProtoRefreshError: cannot rollback to "${name}" after a transaction restart`,
      { hint: 'ROLLBACK and run the transaction again' }
    ),

  lockNotAvailable: (row: string) => new SqlError('55P03', `could not obtain lock on row ${row}`),

  lockTimeout: (row: string) =>
    new SqlError('55P03', `canceling statement due to lock timeout on row ${row}`),

  timeout: (of: 'statement' | 'transaction') =>
    new SqlError('57014', `query execution canceled due to ${of} timeout`),

  idleTooLong: (what: 'idle session' | 'idle-in-transaction') =>
    new SqlError(
      what === 'idle session' ? '57P05' : '25P03',
      `terminating connection due to ${what} timeout`,
      { hint: 'the next statement begins a new session' }
    ),

  transactionFailed: () =>
    new SqlError('25P02', 'current transaction is aborted, commands ignored until end of transaction block'),

  noTransaction: () => new SqlError('25P01', 'there is no transaction in progress'),

  noPreviousTransaction: () => new SqlError('25000', 'no previous transaction'),

  transactionReleased: () =>
    new SqlError(
      '25000',
      'current transaction is committed, commands ignored until end of transaction block'
    ),

  transactionInProgress: () => new SqlError('25001', 'there is already a transaction in progress'),

  fixedTooLate: (what: 'reads' | 'writes') =>
    new SqlError('XXUUU', `cannot set fixed timestamp, the transaction has already performed ${what}`),

  writesThePast: () => new SqlError('42601', 'AS OF SYSTEM TIME specified with READ WRITE mode'),

  inconsistentMoment: (explicit: boolean) =>
    new SqlError(
      'XXUUU',
      'inconsistent AS OF SYSTEM TIME timestamp: the transaction reads at another moment',
      explicit ? { hint: 'try SET TRANSACTION AS OF SYSTEM TIME' } : {}
    ),

  collected: (at: string, threshold: string) =>
    new SqlError('XXUUU', `batch timestamp ${at} must be after replica GC threshold ${threshold}`, {
      hint: 'gc.ttlseconds of the table says how long old versions are kept'
    }),

  notFirstSavepoint: (name: string) =>
    new SqlError('42601', `SAVEPOINT "${name}" needs to be the first statement in a transaction`),

  rollbackAfterDdl: () =>
    new SqlError('0A000', 'ROLLBACK TO SAVEPOINT not yet supported after DDL statements', {
      hint: 'ROLLBACK the whole transaction, or take the savepoint before its first statement'
    }),

  rollbackOfHighPriority: () =>
    new SqlError('0A000', 'cannot use ROLLBACK TO SAVEPOINT in a HIGH PRIORITY transaction containing DDL'),

  runningTransaction: (what: string) =>
    new SqlError('25001', `cannot change the ${what} of a running transaction`),

  noSavepoint: (name: string, span?: Span) =>
    new SqlError('3B001', `savepoint "${name}" does not exist`, { span }),

  readOnly: (what: string) => new SqlError('25006', `cannot execute ${what} in a read-only transaction`),

  unsupported: (feature: string, instead?: string, span?: Span) =>
    new SqlError('0A000', `${feature}: CockroachDB accepts this; the playground does not simulate it`, {
      hint: instead,
      span
    }),

  /** What this cluster's release does not know yet (reference §9). */
  tooNew: (feature: string, since: Release, span?: Span) =>
    new SqlError('0A000', `${feature} came with ${releaseName(since)}, and this cluster's version is older`, {
      hint: 'RESET CLUSTER SETTING version goes back to the newest',
      span
    }),

  unknownCommand: (command: string, nearest: string | undefined) =>
    new SqlError('42601', `unknown command ${command}`, nearest ? { hint: `did you mean ${nearest}?` } : {}),

  badArgument: (command: string, message: string, hint?: string) =>
    new SqlError('22023', `${command}: ${message}`, hint ? { hint } : {})
};
