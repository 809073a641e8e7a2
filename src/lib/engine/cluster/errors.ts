import { SqlError, type Span } from '../base/errors';

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

  queryCanceled: () => new SqlError('57014', 'query execution canceled'),

  restartTransaction: (why: string, code: string) =>
    new SqlError('40001', `restart transaction: TransactionRetryWithProtoRefreshError: ${why} (${code})`, {
      hint: 'ROLLBACK and run the transaction again'
    }),

  transactionFailed: () =>
    new SqlError('25P02', 'current transaction is aborted, commands ignored until end of transaction block'),

  noTransaction: () => new SqlError('25P01', 'there is no transaction in progress'),

  transactionInProgress: () => new SqlError('XXUUU', 'there is already a transaction in progress'),

  noSavepoint: (name: string, span?: Span) =>
    new SqlError('3B001', `savepoint "${name}" does not exist`, { span }),

  readOnly: (what: string) => new SqlError('25006', `cannot execute ${what} in a read-only transaction`),

  unsupported: (feature: string, instead?: string, span?: Span) =>
    new SqlError('0A000', `${feature}: CockroachDB accepts this; the playground does not simulate it`, {
      hint: instead,
      span
    }),

  commandUnsupported: (command: string) => new SqlError('0A000', `${command} is not simulated`),

  unknownCommand: (command: string, nearest: string | undefined) =>
    new SqlError('42601', `unknown command ${command}`, nearest ? { hint: `did you mean ${nearest}?` } : {}),

  badArgument: (command: string, message: string, hint?: string) =>
    new SqlError('22023', `${command}: ${message}`, hint ? { hint } : {})
};
