import { formatDuration } from '../engine/base/duration';
import { NS_PER_SECOND } from '../engine/base/timestamp';
import type { ScriptEntry } from '../scenario/script';

/**
 * How a live action becomes a line of the script (design §5a): the script stays the whole truth of a run, so pressing a button at some
 * moment puts its line where the run is at that moment, with the wait before it spelled out.
 */

/** Nanoseconds as an exact argument of `\wait`, as somebody would have typed it: `90s`, `1.995513582s`, `350ms`. */
function formatWait(ns: number): string {
  for (const [unit, size] of WHOLE_UNITS) if (ns >= size && ns % size === 0) return `${ns / size}${unit}`;
  return formatDuration(ns).replace('µ', 'u');
}

const WHOLE_UNITS = [
  ['h', 3600 * NS_PER_SECOND],
  ['m', 60 * NS_PER_SECOND],
  ['s', NS_PER_SECOND]
] as const;

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

/** How a branch is cut (design §5a). */
export interface Cut {
  readonly position: RunPosition;
  /** Time since the statement that the script waits for was sent; null where it waits for none that could have been sent by itself. */
  readonly sentNs: number | null;
  /** How many webhook requests there have been: recorded answers to later ones belong to requests that the branch does not make. */
  readonly requests: number;
}

/**
 * The script up to a moment, with lines behind it: what has not begun by then is left out.
 * @returns the new text and where the lines begin in it
 */
export function branchAt(
  script: string,
  entries: readonly ScriptEntry[],
  cut: Cut,
  lines: string,
  session?: string
): { text: string; offset: number } {
  const { position, sentNs, requests } = cut;
  const begun = entries.slice(0, position.taken);
  const last = begun.at(-1);
  let log = script.slice(0, last?.endOffset ?? 0);
  let wait = position.idleNs;
  if (last && position.waiting) {
    log = log.slice(0, last.offset);
    wait = position.waiting.passedNs;
  } else if (last && sentNs !== null) {
    // The statement is still out: what comes now does not wait for it.
    log = `${withLineOfItsOwn(log.slice(0, last.offset))}\\send\n${log.slice(last.offset)}`;
    wait = sentNs;
  }
  for (const entry of [...begun].reverse())
    if (Number(RECORDED_ANSWER.exec(entry.text)?.[1] ?? 0) > requests) log = withoutLine(log, entry.offset);
  const head = withEnd(closeStatement(log, last)) + (wait > 0 ? `\\wait ${formatWait(wait)}\n` : '');
  return { text: head + inSession(lines, session, position.session), offset: head.length };
}

const RECORDED_ANSWER = /^\\reply\s+(\d+)\s/;

/** Lines for a session, and back to the one the script is in. */
function inSession(lines: string, session: string | undefined, present: string): string {
  if (session === undefined || session === present) return withEnd(lines);
  return `\\session ${session}\n${withEnd(lines)}\\session ${present}\n`;
}

const withLineOfItsOwn = (text: string): string => (/(^|\n)[ \t]*$/.test(text) ? text : `${text}\n`);

/** Without the line that a command stands on. */
function withoutLine(text: string, offset: number): string {
  const from = text.lastIndexOf('\n', offset) + 1;
  const to = text.indexOf('\n', offset);
  return text.slice(0, from) + (to < 0 ? '' : text.slice(to + 1));
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
  const body = inSession(lines, session, position.session);
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
