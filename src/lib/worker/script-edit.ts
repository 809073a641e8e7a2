import type { ScriptEntry } from '../scenario/script';

/**
 * How a live action becomes a line of the script (design §5a): the script stays the whole truth of a run, so pressing a button at some
 * moment puts its line where the run is at that moment, with the wait before it spelled out.
 */

/** Nanoseconds as the shortest exact argument of `\wait`. */
export function formatWait(ns: number): string {
  const units: readonly (readonly [string, number])[] = [
    ['h', 3_600_000_000_000],
    ['m', 60_000_000_000],
    ['s', 1_000_000_000],
    ['ms', 1_000_000],
    ['us', 1000],
    ['ns', 1]
  ];
  for (const [unit, size] of units) {
    if (ns >= size && ns % size === 0) return `${ns / size}${unit}`;
  }
  const seconds = Math.floor(ns / 1_000_000_000);
  const rest = String(ns % 1_000_000_000)
    .padStart(9, '0')
    .replace(/0+$/, '');
  return `${seconds}.${rest}s`;
}

/** Where in the script a run stands. */
export interface RunPosition {
  /** How many entries have been begun. */
  readonly taken: number;
  /** Time since the last entry returned, while nothing is under way. */
  readonly idleNs: number;
  /** How much of a `\wait` that is under way has passed and is left; null when none is. */
  readonly waiting: { readonly passedNs: number; readonly leftNs: number } | null;
  /** The session the script is in. */
  readonly session: string;
}

/** The script with lines put in at the run's position. @returns the new text and where the lines begin in it */
export function insertAt(
  script: string,
  entries: readonly ScriptEntry[],
  position: RunPosition,
  lines: string,
  session?: string
): { text: string; offset: number } {
  const last = position.taken === 0 ? undefined : entries[position.taken - 1];
  const back = session !== undefined && session !== position.session ? position.session : undefined;
  const body =
    (back === undefined ? '' : `\\session ${session}\n`) +
    withEnd(lines) +
    (back === undefined ? '' : `\\session ${back}\n`);
  if (last && position.waiting) {
    const before = script.slice(0, last.offset);
    const after = script.slice(last.endOffset).replace(/^[ \t]*\n/, '');
    const head = position.waiting.passedNs > 0 ? `\\wait ${formatWait(position.waiting.passedNs)}\n` : '';
    const tail = position.waiting.leftNs > 0 ? `\\wait ${formatWait(position.waiting.leftNs)}\n` : '';
    return { text: before + head + body + tail + after, offset: before.length + head.length };
  }
  const end = last ? last.endOffset : 0;
  const before = withEnd(closeStatement(script.slice(0, end), last));
  const after = script.slice(end).replace(/^[ \t]*\n/, '');
  const head = position.idleNs > 0 ? `\\wait ${formatWait(position.idleNs)}\n` : '';
  return { text: before + head + body + after, offset: before.length + head.length };
}

/** A last statement may lack its semicolon; with a line behind it, it needs one. */
function closeStatement(text: string, last: ScriptEntry | undefined): string {
  if (!last || last.kind === 'command' || last.gset || /;\s*$/.test(text)) return text;
  return `${text};`;
}

const withEnd = (text: string): string => (text === '' || text.endsWith('\n') ? text : `${text}\n`);
