import { printTable } from '../../../src/cli/table';
import { runScenario } from '../../../src/cli/run-scenario';
import { firstDifference } from '../../../src/cli/verify';
import { printEvent } from '../../../src/lib/history/print';
import { makeScenario } from '../../../src/lib/scenario/scenario';

/**
 * Scenarios as pairs of files: a script, and what it shows. Beside `name.sql` lies either `name.ndjson`, the whole history as the command
 * line prints it, or `name.table`, the lines of `--format table` for the event types that the script's first comment names:
 *
 *     -- shows: message, resolved, checkpoint
 */
export type RecordingKind = 'ndjson' | 'table';

/** The kind of record a script wants when it has none yet. */
export function kindOf(script: string): RecordingKind {
  return shownTypes(script) ? 'table' : 'ndjson';
}

function shownTypes(script: string): ReadonlySet<string> | undefined {
  const m = /^-- shows: (.+)$/m.exec(script);
  return m ? new Set(m[1].split(',').map((type) => type.trim())) : undefined;
}

/** Runs a script as `cli run` does and prints what is recorded of it, each line with its end. */
export function record(script: string, kind: RecordingKind): string {
  const { log, epoch } = runScenario(makeScenario({ script }), { settle: true });
  const shown = kind === 'table' ? shownTypes(script) : undefined;
  const lines: string[] = [];
  let seq = 0;
  for (const event of log) {
    if (kind === 'ndjson') lines.push(printEvent(event, seq++, epoch));
    else if (!shown || shown.has(event.type)) lines.push(printTable(event, epoch));
  }
  return lines.map((line) => `${line}\n`).join('');
}

/** The first difference between a record and what the script shows now, in words; null when there is none. */
export function differenceOf(script: string, kind: RecordingKind, recorded: string): string | null {
  const made = record(script, kind);
  if (kind === 'ndjson') return firstDifference(recorded, made.split('\n').slice(0, -1));
  if (recorded === made) return null;
  const [before, now] = [recorded.split('\n'), made.split('\n')];
  const at = now.findIndex((line, i) => line !== before[i]);
  const i = at < 0 ? now.length : at;
  return `line ${i + 1}:\n- ${before[i] ?? '(end)'}\n+ ${now[i] ?? '(end)'}`;
}
