import { SqlError } from '../base/errors';
import { NS_PER_MS, type Nanos } from '../base/timestamp';
import { errors } from './errors';
import type { SessionState } from './session-state';

/** The time that session variables give to statements, transactions and doing nothing. */

/** When a statement that began at a moment must have ended, and what says so; undefined where nothing does. */
export function deadlineOf(
  session: SessionState,
  begunAt: Nanos
): { readonly at: Nanos; readonly reason: 'statement' | 'transaction' } | undefined {
  if (session.variables.size === 0) return undefined;
  const limit = timeoutOf(session, 'statement_timeout');
  const ofStatement = limit > 0 ? begunAt + limit : Infinity;
  const { transaction } = session;
  const whole =
    transaction && !transaction.implicit && !transaction.failed
      ? timeoutOf(session, 'transaction_timeout')
      : 0;
  const ofTransaction = transaction && whole > 0 ? transaction.begunAt + whole : Infinity;
  if (ofTransaction < ofStatement) return { at: ofTransaction, reason: 'transaction' };
  return limit > 0 ? { at: ofStatement, reason: 'statement' } : undefined;
}

/** How long a session may do nothing; 0 for as long as it likes. */
export function idleLimit(session: SessionState): Nanos {
  if (session.variables.size === 0) return 0;
  const always = timeoutOf(session, 'idle_in_session_timeout');
  const within = session.transaction ? timeoutOf(session, 'idle_in_transaction_session_timeout') : 0;
  return within > 0 && (always === 0 || within < always) ? within : always;
}

/** A statement's work would last beyond its deadline, at which it is answered. */
export class TimedOut extends SqlError {
  readonly until: Nanos;
  constructor(until: Nanos, reason: 'statement' | 'transaction') {
    const { sqlstate, message } = errors.timeout(reason);
    super(sqlstate, message);
    this.until = until;
  }
}

/** A timeout of the session; 0 for none. */
export function timeoutOf(
  session: SessionState,
  variable:
    | 'statement_timeout'
    | 'lock_timeout'
    | 'transaction_timeout'
    | 'idle_in_session_timeout'
    | 'idle_in_transaction_session_timeout'
): Nanos {
  const text = session.variables.get(variable);
  return text === undefined ? 0 : Number(text) * NS_PER_MS;
}
