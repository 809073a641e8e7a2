import { positionOf, type SqlError } from '../base/errors';
import { redactedPlace } from './redact';
import type { Outcome, SentStatement } from './session-state';

/** How statements end, as history tells it. */

export function errorOutcome(error: SqlError): Outcome {
  return {
    kind: 'error',
    sqlstate: error.sqlstate,
    message: error.message,
    detail: error.detail ?? null,
    hint: error.hint ?? null,
    span: error.span ?? null
  };
}

/**
 * Where a statement's error lies in the script: its own place, moved by where the statement begins. Secrets before it count as long as
 * what is shown for them (design §7).
 */
export function scriptPosition(
  sent: Pick<SentStatement, 'text' | 'line' | 'column'>,
  span: { offset: number; length: number } | null
): { line: number; column: number; length?: number } {
  if (!span) return { line: sent.line, column: sent.column };
  const shown = redactedPlace(sent.text, span);
  const at = positionOf(shown.text, shown.span);
  return {
    line: sent.line + at.line - 1,
    column: at.line === 1 ? sent.column + at.column - 1 : at.column,
    length: shown.span.length
  };
}
