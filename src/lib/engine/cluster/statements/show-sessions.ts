import type { Datum } from '../../base/datum';
import { makeRandom } from '../../base/random';
import { SqlError } from '../../base/errors';
import type { ShowStatement } from '../../sql/ast/show';
import { parseStatement } from '../../sql/parse/parser';
import { BOOL, INT, INTERVAL, STRING, TIMESTAMPTZ, UUID } from '../../sql/types/type';
import { uuidOf, type Cluster } from '../cluster';
import { redactStatement } from '../redact';
import type { OpenTransaction, SessionState } from '../session-state';
import { variableText } from '../session-variables';
import type { StatementResult } from '../statement';
import type { ShowRequest } from './show';
import { column, listing } from './show-listing';

/** SHOW SESSIONS, QUERIES, TRANSACTIONS and what the session itself is at. */

type Of<W extends ShowStatement['what']> = Extract<ShowStatement, { what: W }>;

/** Sessions and queries are called by 32 hexadecimal digits, of which the last 8 are the node. */
export function sessionId(cluster: Cluster, session: SessionState): string {
  return hexId(cluster, `session ${session.name}`, session.node);
}

export function queryId(cluster: Cluster, statement: number, node: number): string {
  return hexId(cluster, `query ${statement}`, node);
}

/** How listings name a transaction. @param id its number in the run */
export function transactionId(cluster: Cluster, id: number): string {
  return uuidOf(makeRandom(cluster.state.run.seed, `transaction ${id}`));
}

function hexId(cluster: Cluster, what: string, node: number): string {
  const hex = uuidOf(makeRandom(cluster.state.run.seed, what)).replaceAll('-', '');
  return hex.slice(0, 24) + node.toString(16).padStart(8, '0');
}

const CLIENT = '127.0.0.1:26257';

const isolationOf = (session: SessionState): string => variableText(session, 'default_transaction_isolation');

/** The text of what a session runs; the statement that asks is running too. */
function activeText(session: SessionState): string {
  if (session.stream) return 'CREATE CHANGEFEED';
  return session.active ? redactStatement(session.active.text) : '';
}

export const SESSION_COLUMNS = [
  column('node_id', INT),
  column('session_id', STRING),
  column('status', STRING),
  column('user_name', STRING),
  column('authentication_method', STRING),
  column('client_address', STRING),
  column('application_name', STRING),
  column('active_queries', STRING),
  column('last_active_query', STRING),
  column('session_start', TIMESTAMPTZ),
  column('active_query_start', TIMESTAMPTZ),
  column('num_txns_executed', INT),
  column('trace_id', INT),
  column('goroutine_id', INT),
  column('isolation_level', STRING)
];

export function sessionRows(cluster: Cluster): Datum[][] {
  return [...cluster.sessions.all].map((session) => [
    session.node,
    sessionId(cluster, session),
    session.active || session.stream ? 'ACTIVE' : 'IDLE',
    session.user,
    'cert-password',
    CLIENT,
    variableText(session, 'application_name'),
    activeText(session),
    '',
    cluster.epoch.micros(0),
    session.active ? cluster.epoch.micros(session.active.sentAt) : null,
    0,
    0,
    0,
    isolationOf(session).toUpperCase()
  ]);
}

/** Others than admins and those with VIEWACTIVITY see their own sessions alone. */
function visible(rows: Datum[][], userColumn: number, { ctx, authority }: ShowRequest): Datum[][] {
  const all =
    authority.hasOption(ctx.session.user, 'VIEWACTIVITY') ||
    authority.hasOption(ctx.session.user, 'VIEWACTIVITYREDACTED');
  return all ? rows : rows.filter((row) => row[userColumn] === ctx.session.user);
}

export function showSessions(
  _statement: Of<'queries' | 'sessions' | 'transactions'>,
  request: ShowRequest
): StatementResult {
  return listing(SESSION_COLUMNS, visible(sessionRows(request.cluster), 3, request));
}

export const QUERY_COLUMNS = [
  column('query_id', STRING),
  column('node_id', INT),
  column('session_id', STRING),
  column('user_name', STRING),
  column('start', TIMESTAMPTZ),
  column('query', STRING),
  column('client_address', STRING),
  column('application_name', STRING),
  column('distributed', BOOL),
  column('full_scan', BOOL),
  column('phase', STRING),
  column('isolation_level', STRING),
  column('num_txn_retries', INT),
  column('num_txn_auto_retries', INT)
];

export function queryRows(cluster: Cluster): Datum[][] {
  const rows: Datum[][] = [];
  for (const session of cluster.sessions.all) {
    const statement = session.active?.statement ?? session.stream?.statement;
    if (statement === undefined) continue;
    rows.push([
      queryId(cluster, statement, session.node),
      session.node,
      sessionId(cluster, session),
      session.user,
      cluster.epoch.micros(session.active?.sentAt ?? 0),
      activeText(session),
      CLIENT,
      variableText(session, 'application_name'),
      false,
      false,
      'executing',
      isolationOf(session).toUpperCase(),
      0,
      Math.max(0, (session.active?.attempts ?? 1) - 1)
    ]);
  }
  return rows;
}

export function showQueries(
  _statement: Of<'queries' | 'sessions' | 'transactions'>,
  request: ShowRequest
): StatementResult {
  return listing(QUERY_COLUMNS, visible(queryRows(request.cluster), 3, request));
}

const TRANSACTION_COLUMNS = [
  column('node_id', INT),
  column('txn_id', UUID),
  column('application_name', STRING),
  column('num_stmts', INT),
  column('num_retries', INT),
  column('num_auto_retries', INT),
  column('last_auto_retry_reason', STRING),
  column('isolation_level', STRING)
];

/** `crdb_internal.cluster_transactions`: rows as records of its columns. */
export function* transactionRecords(cluster: Cluster): Iterable<Record<string, Datum>> {
  for (const session of cluster.sessions.all) {
    const txn = session.transaction && cluster.storage.txns.get(session.transaction.txn);
    if (!session.transaction || !txn) continue;
    yield {
      id: transactionId(cluster, txn.id),
      node_id: session.node,
      session_id: sessionId(cluster, session),
      start: cluster.epoch.micros(txn.startedAt),
      application_name: variableText(session, 'application_name'),
      num_stmts: session.transaction.statements,
      num_retries: 0,
      num_auto_retries: 0,
      last_auto_retry_reason: '',
      isolation_level: txn.isolation.toUpperCase(),
      priority: txn.priority,
      quality_of_service: 'regular'
    };
  }
}

function transactionRows(cluster: Cluster): Datum[][] {
  return Array.from(transactionRecords(cluster), ({ id, ...row }) =>
    TRANSACTION_COLUMNS.map(({ name }) => (name === 'txn_id' ? id : row[name]))
  );
}

export function showTransactions(
  _statement: Of<'queries' | 'sessions' | 'transactions'>,
  { cluster }: ShowRequest
): StatementResult {
  return listing(TRANSACTION_COLUMNS, transactionRows(cluster));
}

// --- the session itself --------------------------------------------------------------------------------------------

export function showSavepoints(_statement: ShowStatement, { ctx }: ShowRequest): StatementResult {
  const savepoints = ctx.session.transaction?.savepoints ?? [];
  return listing(
    [column('savepoint_name', STRING), column('is_initial_savepoint', BOOL)],
    savepoints.map(({ name }, i) => [name, i === 0 && name === 'cockroach_restart'])
  );
}

export function showTransactionStatus(
  { which }: Of<'transactionStatus'>,
  { ctx, cluster }: ShowRequest
): StatementResult {
  const transaction = ctx.session.transaction?.implicit ? null : ctx.session.transaction;
  const txn = transaction && cluster.storage.txns.get(transaction.txn);
  switch (which) {
    case 'STATUS':
      return listing(
        [column('TRANSACTION STATUS', STRING)],
        [[transaction ? statusOf(transaction) : 'NoTxn']]
      );
    case 'PRIORITY':
      return listing(
        [column('transaction_priority', STRING)],
        [[txn?.priority ?? variableText(ctx.session, 'default_transaction_priority')]]
      );
    case 'ISOLATION LEVEL':
      return listing(
        [column('transaction_isolation', STRING)],
        [[txn?.isolation ?? isolationOf(ctx.session)]]
      );
  }
}

function statusOf({ failed, released }: OpenTransaction): string {
  if (released) return 'CommitWait';
  return failed ? 'Aborted' : 'Open';
}

export function showSyntax({ statement }: Of<'syntax'>, _request: ShowRequest): StatementResult {
  const columns = [column('field', STRING), column('message', STRING)];
  try {
    parseStatement(statement);
    return listing(columns, [['sql', statement.trim().replace(/;\s*$/, '')]]);
  } catch (error) {
    if (!(error instanceof SqlError)) throw error;
    const rows: Datum[][] = [
      ['error', error.message],
      ['code', error.sqlstate]
    ];
    if (error.detail !== undefined) rows.push(['detail', error.detail]);
    if (error.hint !== undefined) rows.push(['hint', error.hint]);
    return listing(columns, rows);
  }
}

export function showLastQueryStatistics(
  { columns }: Of<'lastQueryStatistics'>,
  _request: ShowRequest
): StatementResult {
  const names =
    columns.length > 0
      ? columns.map((name) => name.text)
      : ['parse_latency', 'plan_latency', 'exec_latency', 'service_latency', 'post_commit_jobs_latency'];
  return listing(
    names.map((name) => column(name, INTERVAL)),
    [names.map(() => ({ months: 0, days: 0, micros: 0 }))]
  );
}
