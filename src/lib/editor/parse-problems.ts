import { parseScriptLenient } from '../engine/sql/parse/parser';
import type { Problem } from './editor-handle';

/** One fault a statement, at its token. Commands are not looked at here: the run tells about them. */
export function scriptProblems(text: string): Problem[] {
  return parseScriptLenient(text).errors.map(({ sqlstate, message, hint, span }) => ({
    from: span?.offset ?? 0,
    to: (span?.offset ?? 0) + (span?.length ?? 0),
    sqlstate,
    message,
    hint: hint ?? null,
    source: 'typing'
  }));
}
