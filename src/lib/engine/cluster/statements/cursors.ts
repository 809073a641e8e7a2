import { SqlError, type Span } from '../../base/errors';
import type { FetchStatement } from '../../sql/ast/txn';
import type { Cluster } from '../cluster';
import { advance } from '../cursors';
import { unknownPrepared } from '../prepared';
import type { CursorState, SessionState } from '../session-state';
import { done, type Handlers } from '../statement';
import type { StatementRunner } from '../statement-runner';
import { resetAll, resetRole } from './settings';

/**
 * What a session keeps under names of its own: cursors and prepared statements.
 *
 * Simpler than CockroachDB: a cursor's rows are all read when it is declared. Nothing shows the difference, since a cursor sees the
 * database as it was then in any case.
 */
export function registerCursors(handlers: Handlers, cluster: Cluster, runner: StatementRunner): void {
  handlers.on('declareCursor', (statement, ctx) => {
    const { name, query, hold, span } = statement;
    const { session, text } = ctx;
    if (statement.binary) throw refused('DECLARE BINARY CURSOR', span);
    if (statement.scroll) throw refused('DECLARE SCROLL CURSOR', span);
    if (ctx.implicit && !hold)
      throw new SqlError('25P01', 'DECLARE CURSOR can only be used in transaction blocks', {
        span,
        hint: 'BEGIN first, or declare it WITH HOLD'
      });
    if (session.cursors.has(name.text))
      throw new SqlError('42P03', `cursor "${name.text}" already exists`, { span: name.span });
    if (hold && query.locking.length > 0)
      throw new SqlError('0A000', 'DECLARE CURSOR WITH HOLD must not contain locking', {
        span,
        detail: 'Holdable cursors must be READ ONLY.'
      });
    if (runner.plan(query, ctx).mutates)
      throw new SqlError('0A000', 'DECLARE CURSOR must not contain data-modifying statements in WITH', {
        span
      });
    const { columns, rows, work } = runner.query(query, text, ctx);
    session.cursors.set(name.text, {
      query: text.slice(query.span.offset, query.span.offset + query.span.length),
      columns,
      rows,
      passed: 0,
      hold,
      committed: false,
      declaredAt: cluster.now
    });
    return done('DECLARE CURSOR', work);
  });

  handlers.on('fetch', (statement, { session }) => {
    const cursor = cursorNamed(session, statement);
    const rows = advance(cursor, statement);
    return { tag: `FETCH ${rows.length}`, columns: cursor.columns, rows, work: rows.length };
  });

  handlers.on('move', (statement, { session }) => {
    const rows = advance(cursorNamed(session, statement), statement);
    return done(`MOVE ${rows.length}`, rows.length);
  });

  handlers.on('closeCursor', ({ name }, { session }) => {
    if (!name) session.cursors.clear();
    else if (!session.cursors.delete(name.text)) throw unknownCursor(name.text, name.span);
    return done(name ? 'CLOSE CURSOR' : 'CLOSE CURSOR ALL');
  });

  handlers.on('prepare', (statement, ctx) => {
    runner.prepare(statement, ctx);
    return done('PREPARE');
  });

  handlers.on('deallocate', ({ name }, { session }) => {
    if (!name) session.prepared.clear();
    else if (!session.prepared.delete(name.text)) throw unknownPrepared(name.text, name.span);
    return done(name ? 'DEALLOCATE' : 'DEALLOCATE ALL');
  });

  handlers.on('discard', ({ what }, ctx) => {
    const { session } = ctx;
    if (what === 'ALL') {
      if (!ctx.implicit) throw new SqlError('25001', 'DISCARD ALL cannot run inside a transaction block');
      resetRole(session);
      resetAll(session);
      session.prepared.clear();
      session.cursors.clear();
    }
    // There are no temporary tables here, and what TEMP would drop is none.
    if (what !== 'TEMP') cluster.sequences.forget(session.name);
    return done(`DISCARD ${what}`);
  });
}

function refused(feature: string, span: Span): SqlError {
  return new SqlError('0A000', `unimplemented: ${feature}`, {
    span,
    hint: 'a cursor without that word is read forward, as text'
  });
}

function cursorNamed({ cursors }: SessionState, { cursor }: FetchStatement): CursorState {
  const found = cursors.get(cursor.text);
  if (!found) throw unknownCursor(cursor.text, cursor.span);
  return found;
}

function unknownCursor(name: string, span: Span): SqlError {
  return new SqlError('34000', `cursor "${name}" does not exist`, { span });
}
