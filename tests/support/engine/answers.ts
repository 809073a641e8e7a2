import type { HistoryEvent } from '../../../src/lib/engine/base/events';
import { runScript } from './script-run';

/**
 * What each statement of a script answered, in the order of the answers: `session: rows` (cells by a blank, rows by `|`), the
 * tag where there are no rows, or the SQLSTATE.
 */
export function answers(script: string): string[] {
  return answersIn(runScript(script).events);
}

function answersIn(events: readonly HistoryEvent[]): string[] {
  const sessions = new Map<number, string>();
  const told: string[] = [];
  for (const event of events) {
    if (event.type === 'statement') sessions.set(event.statement, event.session);
    if (event.type === 'result' && event.tag !== '') {
      const rows = event.rows.map((row) => row.map((cell) => cell ?? 'NULL').join(' ')).join('|');
      told.push(`${sessions.get(event.statement)}: ${event.columns.length > 0 ? rows : event.tag}`);
    }
    if (event.type === 'error') told.push(`${sessions.get(event.statement)}: ${event.sqlstate}`);
  }
  return told;
}
