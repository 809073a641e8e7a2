import { SqlError } from '../../base/errors';
import { Authority } from '../../catalog/privileges';
import type { CancelStatement } from '../../sql/ast/job';
import { STRING } from '../../sql/types/type';
import type { Cluster } from '../cluster';
import type { SessionState } from '../session-state';
import { done, type StatementContext, type StatementResult } from '../statement';
import type { StatementRunner } from '../statement-runner';
import { idsOf } from './ids';
import { queryId, sessionId } from './show-sessions';

/** CANCEL QUERY and CANCEL SESSION. */

export function cancelQueries(
  statement: CancelStatement,
  ctx: StatementContext,
  cluster: Cluster,
  runner: StatementRunner
): StatementResult {
  let canceled = 0;
  for (const id of textsOf(statement, ctx, runner)) {
    const session = [...cluster.sessions.all].find((s) => runs(s, id, cluster));
    if (!session) {
      if (statement.ifExists) continue;
      throw new SqlError('42704', `could not cancel query ${id}: query ID ${id} not found`, {
        span: statement.span,
        hint: 'SHOW QUERIES lists what runs'
      });
    }
    requireMayCancel(session, ctx);
    // A statement that cancels itself is cancelled too, as any.
    if (session === ctx.session) throw new SqlError('57014', 'query execution canceled');
    cluster.sessions.cancelStatement(session);
    canceled++;
  }
  return done(`CANCEL QUERIES ${canceled}`);
}

export function cancelSessions(
  statement: CancelStatement,
  ctx: StatementContext,
  cluster: Cluster,
  runner: StatementRunner
): StatementResult {
  let canceled = 0;
  for (const id of textsOf(statement, ctx, runner)) {
    const session = [...cluster.sessions.all].find((s) => sessionId(cluster, s) === id);
    if (!session) {
      if (statement.ifExists) continue;
      throw new SqlError('42704', `session ID ${id} not found`, {
        span: statement.span,
        hint: 'SHOW SESSIONS lists those that are open'
      });
    }
    requireMayCancel(session, ctx);
    if (session === ctx.session)
      throw new SqlError('0A000', 'a session that cancels itself is not simulated', {
        hint: '\\session NAME close ends a session'
      });
    cluster.sessions.close(session);
    canceled++;
  }
  return done(`CANCEL SESSIONS ${canceled}`);
}

function textsOf(statement: CancelStatement, ctx: StatementContext, runner: StatementRunner): string[] {
  const column =
    statement.kind === 'cancelQueries'
      ? { statement: 'CANCEL QUERIES', name: 'query_id', type: STRING }
      : { statement: 'CANCEL SESSIONS', name: 'session_id', type: STRING };
  return idsOf(statement, column, ctx, runner).map(String);
}

/** Whether a session runs the query of that id: a statement, or the stream of a sinkless changefeed. */
function runs(session: SessionState, id: string, cluster: Cluster): boolean {
  const statement = session.active?.statement ?? session.stream?.statement;
  return statement !== undefined && queryId(cluster, statement, session.node) === id;
}

/** Users cancel what is their own; others need CANCELQUERY, and only admins cancel what an admin runs. @throws SqlError 42501 */
function requireMayCancel(session: SessionState, ctx: StatementContext): void {
  const authority = new Authority(ctx.catalog);
  const { user } = ctx.session;
  if (authority.isAdmin(user) || session.user === user) return;
  if (authority.hasOption(user, 'CANCELQUERY') && !authority.isAdmin(session.user)) return;
  throw new SqlError('42501', `this operation requires the CANCELQUERY system privilege`, {
    detail: `the session belongs to user ${session.user}`
  });
}
