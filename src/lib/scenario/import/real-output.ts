import type { FeedTerms, HistoryEvent } from '../../engine/base/events';
import { Epoch, isBefore, MAX_TIMESTAMP, MIN_TIMESTAMP, type Timestamp } from '../../engine/base/timestamp';
import { readEnvelope, type EnvelopeContent } from './envelope';
import { ImportError, textOfFile, type OutputFile } from './output-file';
import { readOutputLines, type OutputMessage } from './output-lines';

/**
 * Real changefeed output as history (design §10), so that timeline and audit work on what a production cluster has sent. Nothing of the
 * cluster is known: no commits, no jobs, no checkpoints.
 */
export interface RealOutput {
  readonly events: readonly HistoryEvent[];
  readonly epoch: Epoch;
  /** Where each event stands, by its seq. */
  readonly places: readonly { readonly file: string; readonly line: number }[];
  /** What was noticed while reading: a sentence each, beginning with the file. */
  readonly remarks: readonly string[];
}

type Row = Extract<EnvelopeContent, { kind: 'row' }>;
interface ReadMessage {
  readonly message: OutputMessage;
  readonly content: EnvelopeContent;
}

const SINK = 'imported';

/**
 * Reads files of one changefeed. Cloud storage files are taken in the order of their names, as the naming promises (reference §3.5);
 * others in the order given. A line's own order is the order of emission.
 * @throws ImportError for the first thing that cannot be read, with file and line
 */
export function readRealOutput(files: readonly OutputFile[]): RealOutput {
  const remarks: string[] = [];
  const read = [...files]
    .sort(byName)
    .flatMap((file) => readOutputLines(file.name, textOfFile(file)))
    .flatMap((message) => readMessage(message, remarks));
  noteOffsets(read, remarks);
  const kept = dropVagueResolved(read, remarks);
  const epoch = epochOf(kept);
  return { ...makeEvents(kept, epoch), epoch, remarks };
}

const byName = (a: OutputFile, b: OutputFile): number => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0);

function readMessage(message: OutputMessage, remarks: string[]): ReadMessage[] {
  if (message.value === null) {
    const text = `${message.file}, line ${message.line}: a message without value tells no time; it is left out.`;
    if (remarks.length < 100) remarks.push(text);
    return [];
  }
  const content = readEnvelope(message.value);
  if (!content) throw new ImportError(message, 'the message is no JSON object.');
  if (content.kind === 'row') {
    if (content.updated === null)
      throw new ImportError(
        message,
        'the message tells no time; only output of a feed made WITH updated or mvcc_timestamp can be judged.'
      );
    if (message.key === null && content.key === null)
      throw new ImportError(
        message,
        'the message has no key; make the feed WITH key_in_value, or print keys beside values.'
      );
  }
  return [{ message, content }];
}

/** Kafka counts a partition's records up; a consumer that prints them otherwise has been rewound, or two outputs were mixed. */
function noteOffsets(read: readonly ReadMessage[], remarks: string[]): void {
  const newest = new Map<string, OutputMessage>();
  for (const { message } of read) {
    if (message.offset === null) continue;
    const place = `${message.topic ?? ''}\u0000${message.partition ?? ''}`;
    const last = newest.get(place);
    if (last && last.offset! >= message.offset)
      remarks.push(
        `${message.file}, line ${message.line}: offset ${message.offset} of partition ${message.partition ?? '?'} stands behind offset ${last.offset}.`
      );
    newest.set(place, message);
  }
}

/**
 * A resolved timestamp goes to every partition. Where lines do not name theirs and the same one stands there several times, several
 * partitions are mixed, and which messages it covers cannot be told.
 */
function dropVagueResolved(read: readonly ReadMessage[], remarks: string[]): ReadMessage[] {
  const seen = new Set<string>();
  let isVague = false;
  for (const { message, content } of read) {
    if (content.kind !== 'resolved' || message.path !== null || message.partition !== null) continue;
    const text = `${message.file} ${message.topic ?? ''} ${content.resolved}`;
    isVague ||= seen.has(text);
    seen.add(text);
  }
  if (!isVague) return [...read];
  remarks.push(
    'Resolved timestamps repeat and their partitions are not shown, so they are left out; print partitions to have them judged.'
  );
  return read.filter(
    ({ message, content }) => content.kind === 'row' || message.path !== null || message.partition !== null
  );
}

/** Time zero is the earliest time that any message names. */
function epochOf(read: readonly ReadMessage[]): Epoch {
  let earliest: bigint | null = null;
  for (const { message, content } of read) {
    const text = content.kind === 'row' ? (content.mvcc ?? content.updated!) : content.resolved;
    const wall = /^\d{1,19}(?=\.\d{1,10}$|$)/.exec(text)?.[0];
    if (wall === undefined) throw badTime(message, text);
    const ns = BigInt(wall);
    if (earliest === null || ns < earliest) earliest = ns;
  }
  return new Epoch(earliest ?? 0n);
}

const badTime = (message: OutputMessage, text: string): ImportError =>
  new ImportError(message, `'${text.slice(0, 60)}' is no timestamp.`);

function makeEvents(read: readonly ReadMessage[], epoch: Epoch): Pick<RealOutput, 'events' | 'places'> {
  const time = (message: OutputMessage, text: string): Timestamp => {
    const ts = epoch.parseHlc(text);
    if (!ts) throw badTime(message, text);
    if (!isBefore(ts, MAX_TIMESTAMP))
      throw new ImportError(message, 'the output spans more than a hundred days; split it.');
    return ts;
  };
  const places: { file: string; line: number }[] = [];
  const events: HistoryEvent[] = [];
  const copies = new Map<string, { first: number; count: number }>();
  const offsets = new Map<string, number>();
  let t = 0;
  const add = (event: HistoryEvent, { file, line }: { readonly file: string; readonly line: number }) => {
    events.push(event);
    places.push({ file, line });
  };
  if (read.length > 0) add(startOf(read), read[0].message);
  for (const { message, content } of read) {
    const { topic, partition, path, value } = message;
    const offset = message.offset ?? nextOffset(offsets, message);
    const common = { job: null, statement: 0, sink: SINK, partition, offset, ...(path !== null && { path }) };
    if (content.kind === 'resolved') {
      const resolved = time(message, content.resolved);
      t = Math.max(t, resolved.wall);
      add({ t, type: 'resolved', ...common, topic, resolved, value: value! }, message);
      continue;
    }
    const updated = time(message, content.updated!);
    const mvcc = content.mvcc === null ? updated : time(message, content.mvcc);
    t = Math.max(t, updated.wall);
    const table = topic ?? content.topic ?? stem(message.file);
    const key = message.key ?? content.key!;
    const id = `${table}\u0000${key}\u0000${updated.wall} ${updated.logical}`;
    const known = copies.get(id);
    const seen = known ?? { first: events.length, count: 0 };
    seen.count++;
    if (!known) copies.set(id, seen);
    add(
      {
        t,
        type: 'message',
        ...common,
        topic: topic ?? content.topic,
        key,
        value,
        headers: {},
        mvcc,
        updated,
        table,
        family: '',
        cause: 'change',
        emission: seen.count,
        first: known ? seen.first : null,
        checkpoint: null,
        commit: null,
        flow: 1,
        range: 0,
        node: 0,
        batch: 0,
        attempt: 1
      },
      message
    );
  }
  return { events, places };
}

/** Lines that show no offsets are counted from 0, so that every message has a place. */
function nextOffset(offsets: Map<string, number>, { topic, partition, path }: OutputMessage): number | null {
  if (path !== null || partition === null) return null;
  const place = `${topic ?? ''}\u0000${partition}`;
  const next = offsets.get(place) ?? 0;
  offsets.set(place, next + 1);
  return next;
}

/** `dir/orders.ndjson.gz` → `orders` */
const stem = (file: string): string => file.replace(/^.*\//, '').replace(/(?:\.[a-z]+)+$/i, '');

/** The one flow that all of it is taken for; its terms are what the messages show. */
function startOf(read: readonly ReadMessage[]): HistoryEvent {
  const rows = read.flatMap(({ content }) => (content.kind === 'row' ? [content] : []));
  return {
    t: 0,
    type: 'flow',
    job: null,
    statement: 0,
    flow: 1,
    coordinator: 0,
    nodes: [],
    reason: 'start',
    high_water: null,
    checkpoint: null,
    terms: termsOf(rows, read)
  };
}

function termsOf(rows: readonly Row[], read: readonly ReadMessage[]): FeedTerms {
  const [first] = rows;
  const showsKeys = read.some(({ message, content }) => content.kind === 'row' && message.key !== null);
  return {
    targets: [],
    sink: SINK,
    format: 'json',
    envelope: first?.envelope === 'bare' ? 'row' : (first?.envelope ?? 'wrapped'),
    since: MIN_TIMESTAMP,
    end: null,
    initial_scan: 'no',
    schema_change_policy: 'ignore',
    schema_change_events: 'default',
    diff: first?.hasBefore ?? false,
    updated: true,
    mvcc_timestamp: rows.some(({ mvcc }) => mvcc !== null),
    key_in_value: showsKeys && rows.every(({ key }) => key !== null),
    resolved_ns: null,
    min_checkpoint_ns: 0,
    unordered: false,
    key_column: null,
    query: false,
    plain_rows: false,
    all_writes: false,
    acks: null,
    partitioner: null
  };
}
