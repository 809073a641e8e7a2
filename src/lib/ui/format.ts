import type { ClusterEvent, CommitEvent, HistoryEvent, RequestEvent } from '../engine/base/events';
import type { Epoch, Nanos } from '../engine/base/timestamp';
import type { HitKind } from '../timeline/hit';
import { shortId } from '../timeline/labels';
import { formatClock } from '../timeline/time-format';

/** Short texts for rows, labels and sentences. */

/** Decimals of a second wherever a moment is told: enough to tell neighbours apart, few enough to read. */
export const CLOCK_DECIMALS = 3;

export const clock = (t: Nanos): string => formatClock(t, CLOCK_DECIMALS);

/** A whole number with its thousands parted: 12,000. By hand, since the browser's own way takes twenty milliseconds to begin. */
export const grouped = (n: number): string => String(n).replace(/\B(?=(?:\d{3})+$)/g, ',');

/** SQL on one line, cut to what fits. */
export function shortSql(sql: string, most = 90): string {
  const line = sql.replace(/\s+/g, ' ').trim();
  return line.length > most ? `${line.slice(0, most - 1)}…` : line;
}

/** The wall-clock time of a moment in UTC, to the millisecond. */
export function wallClock(epoch: Epoch, t: Nanos): string {
  const { seconds, nanos } = epoch.unix(t);
  return new Date(seconds * 1000 + Math.floor(nanos / 1_000_000))
    .toISOString()
    .replace('T', ' ')
    .replace('Z', ' UTC');
}

/** An HLC text in two parts: what it has in common with the start of the run, and what tells it apart. */
export function splitHlc(hlc: string, epoch: Epoch): readonly [string, string] {
  const start = epoch.wallText(0);
  let common = 0;
  while (common < hlc.length && hlc[common] === start[common]) common++;
  // Never in the middle of the last six digits: those are always worth reading.
  common = Math.min(common, Math.max(0, hlc.indexOf('.') - 6));
  return [hlc.slice(0, common), hlc.slice(common)];
}

/** JSON laid out for reading; other text as it is. Numbers keep their digits, because nothing is parsed into numbers. */
export function prettyJson(text: string): string {
  try {
    JSON.parse(text);
  } catch {
    return text;
  }
  return layOutJson(text);
}

/** Puts line breaks into a valid JSON text; short arrays stay on their line. */
function layOutJson(text: string): string {
  let out = '';
  let depth = 0;
  for (let i = 0; i < text.length; i++) {
    const c = text[i];
    if (c === '"') {
      const end = stringEnd(text, i);
      out += text.slice(i, end);
      i = end - 1;
    } else if (c === '{' || c === '[') {
      const close = text.indexOf(c === '{' ? '}' : ']', i);
      const inner = text.slice(i + 1, close);
      if (inner.trim() === '' || (c === '[' && inner.length < 40 && !/[{[]/.test(inner))) {
        out += text.slice(i, close + 1);
        i = close;
      } else out += `${c}\n${'  '.repeat(++depth)}`;
    } else if (c === '}' || c === ']') out += `\n${'  '.repeat(--depth)}${c}`;
    else if (c === ',') out += `,\n${'  '.repeat(depth)}`;
    else if (c === ':') out += ': ';
    else if (!/\s/.test(c)) out += c;
  }
  return out;
}

function stringEnd(text: string, start: number): number {
  let i = start + 1;
  while (i < text.length && text[i] !== '"') i += text[i] === '\\' ? 2 : 1;
  return i + 1;
}

export interface JsonPiece {
  readonly text: string;
  readonly kind: 'key' | 'string' | 'number' | 'word' | 'mark';
}

/** JSON text in pieces for colouring. Text that is none comes back as one piece. */
export function jsonPieces(text: string): JsonPiece[] {
  const pieces: JsonPiece[] = [];
  const token = /"(?:[^"\\]|\\.)*"(\s*:)?|-?\d[\d.eE+-]*|true|false|null|[^"\dtfn-]+|[\s\S]/g;
  for (const [piece, colon] of text.matchAll(token)) {
    if (piece.startsWith('"') && piece.length > 1)
      if (colon !== undefined)
        pieces.push({ text: piece.slice(0, -colon.length), kind: 'key' }, { text: colon, kind: 'mark' });
      else pieces.push({ text: piece, kind: 'string' });
    else if (/^-?\d/.test(piece)) pieces.push({ text: piece, kind: 'number' });
    else if (/^(true|false|null)$/.test(piece)) pieces.push({ text: piece, kind: 'word' });
    else pieces.push({ text: piece, kind: 'mark' });
  }
  return pieces;
}

const KIND_WORDS: Readonly<Record<HitKind, string>> = {
  commit: 'Commit',
  'commit-delete': 'Commit of a delete',
  scan: 'Message of a scan',
  emission: 'Message',
  delete: 'Message of a delete',
  duplicate: 'Message, sent again',
  'duplicate-delete': 'Message of a delete, sent again',
  statement: 'Statement',
  note: 'Note',
  'schema-change': 'Schema change',
  fault: 'Fault',
  txn: 'Transaction',
  checkpoint: 'Checkpoint',
  resolved: 'Resolved timestamp',
  failure: 'Batch that failed',
  flow: 'Start of the feed',
  status: 'Job status',
  cluster: 'Cluster',
  file: 'File',
  request: 'Request',
  batch: 'Batch',
  registration: 'Schema registered',
  scanning: 'Scan'
};

export const kindWords = (kind: HitKind): string => KIND_WORDS[kind];

/** `2nd copy`, `3rd copy`, `11th copy`. */
export function ordinalCopy(emission: number): string {
  const tens = emission % 100;
  const ending = tens >= 11 && tens <= 13 ? 'th' : (['th', 'st', 'nd', 'rd'][emission % 10] ?? 'th');
  return `${emission}${ending} copy`;
}

/** What an event is called in one line, for lists and for screen readers. */
export function describeEvent(event: HistoryEvent): string {
  switch (event.type) {
    case 'message':
      return `${event.emission > 1 ? `${ordinalCopy(event.emission)} of ` : ''}${event.table} ${event.key ?? '(no key)'} → ${event.topic ?? event.sink}`;
    case 'resolved':
      return `resolved, ${event.topic ?? event.sink}${event.partition === null ? '' : ` partition ${event.partition}`}`;
    case 'commit':
      return describeWrites(event.writes);
    case 'statement':
      return shortSql(event.sql);
    case 'result':
      return event.tag;
    case 'error':
      return `${event.sqlstate}: ${event.message}`;
    case 'notice':
      return event.message;
    case 'note':
      return event.text;
    case 'checkpoint':
      return 'the high-water mark was saved';
    case 'job':
      return `job ${shortId(event.job)} ${event.status}`;
    case 'flow':
      return `feed started (${FLOW_WORDS[event.reason]})`;
    case 'batch':
      return `batch ${event.batch}, attempt ${event.attempt}: ${event.outcome}`;
    case 'fault':
      return `${event.target} ${event.kind} ${event.state}s`;
    case 'cluster':
      return describeCluster(event);
    case 'schema_change':
      return `${event.table} version ${event.version}`;
    case 'scan':
      return `${event.kind.replace('_', '-')} scan of ${event.table} ${event.state}s`;
    case 'txn':
      return `transaction ${event.txn} of ${event.session}: ${event.state}`;
    case 'file':
      return event.path;
    case 'request':
      return `${event.url}: ${event.status ?? 'no answer'}`;
    case 'registry':
      return `${event.subject} version ${event.version}`;
    case 'audit':
      return `${event.guarantee}: ${event.ok ? 'holds' : 'violated'}`;
  }
}

/** Writes that are told one by one; of the others only how many there are. */
const WRITES_TOLD = 3;

function describeWrites(writes: CommitEvent['writes']): string {
  const told = writes.slice(0, WRITES_TOLD).map((w) => `${w.op} ${w.table} ${w.key}`);
  const rest = writes.length - told.length;
  return rest > 0 ? `${told.join(', ')} and ${grouped(rest)} more` : told.join(', ');
}

function describeCluster({ kind, target, value }: ClusterEvent): string {
  switch (kind) {
    case 'node':
      return `node ${target} is ${value}`;
    case 'protect':
      return value === 'released'
        ? `the protected timestamp of ${target} was released`
        : `old versions are protected from garbage collection for ${target}`;
    case 'compatibility':
      return `compatibility of ${target === '' ? 'all subjects' : target}: ${value}`;
    case 'split':
    case 'lease':
    case 'setting':
    case 'gc':
      return `${kind} ${target}: ${value}`;
  }
}

export const FLOW_WORDS = {
  start: 'created',
  resume: 'resumed',
  retry: 'retried after an error',
  node_lost: 'a node was lost',
  drain: 'a node drained',
  alter: 'altered',
  boundary: 'schema change'
} as const;

/** A request as a command line that makes it again. */
export function curlOf({ url, headers, body }: RequestEvent): string {
  const quoted = (text: string) => `'${text.replaceAll("'", `'\\''`)}'`;
  const lines = Object.entries(headers).map(([name, value]) => `-H ${quoted(`${name}: ${value}`)}`);
  return ['curl -X POST', ...lines, `--data ${quoted(body)}`, quoted(url)].join(' \\\n  ');
}

export { shortId };
