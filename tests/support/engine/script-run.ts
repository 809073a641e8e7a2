import { runScenario } from '../../../src/cli/run-scenario';
import type { HistoryEvent } from '../../../src/lib/engine/base/events';
import { makeScenario } from '../../../src/lib/scenario/scenario';

/** What a script shows, in the form in which tests say what they expect. */
export interface ScriptRun {
  readonly events: readonly HistoryEvent[];
  /** Row messages in the order of their emission: `topic key value`. */
  readonly messages: readonly string[];
  /** `SQLSTATE message` of each statement that failed. */
  readonly errors: readonly string[];
  /** Rows of the last statement that gave any. */
  readonly rows: readonly (readonly (string | null)[])[];
}

/** Runs a script in this process until nothing is left to do. */
export function runScript(script: string): ScriptRun {
  const { log } = runScenario(makeScenario({ script }), { settle: true });
  const events = [...log];
  return {
    events,
    messages: events.flatMap((e) => (e.type === 'message' ? [`${e.topic} ${e.key} ${e.value}`] : [])),
    errors: events.flatMap((e) => (e.type === 'error' ? [`${e.sqlstate} ${e.message}`] : [])),
    rows: events.flatMap((e) => (e.type === 'result' && e.rows.length > 0 ? [e.rows] : [])).at(-1) ?? []
  };
}
