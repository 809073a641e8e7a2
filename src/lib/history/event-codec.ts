import { unreachable } from '../engine/base/assert';
import type {
  BatchEvent,
  CommitEvent,
  CommitWrite,
  FileEvent,
  HistoryEvent,
  HistoryEventType,
  MessageCause,
  MessageEvent,
  RequestEvent,
  ResolvedEvent,
  ResultEvent
} from '../engine/base/events';
import { timestamp } from '../engine/base/timestamp';
import { commitText, parseCommitText } from './commit-text';
import type { Context } from './event-types';
import { numberAt, textAt, type Segment, type SegmentWriter } from './segment';

/**
 * How each type of event lies in the columns of a segment. The types that come by the hundred thousand have a layout of
 * their own, given by `Columns`; the others keep their fields as JSON text. `-1` stands for null in a number column.
 */

/** The columns of `message` events, which the timeline and the panels read without decoding. */
export const MESSAGE = {
  first: 0,
  checkpoint: 1,
  commit: 2,
  offset: 3,
  batch: 4,
  emission: 5,
  range: 6,
  partitionAttempt: 7
};
/** What the context of a `message` holds, in order. */
export const MESSAGE_CONTEXT = {
  job: 0,
  statement: 1,
  sink: 2,
  topic: 3,
  table: 4,
  family: 5,
  cause: 6,
  flow: 7,
  node: 8,
  updatedWall: 9,
  updatedLogical: 10
};
export const COMMIT = { txn: 0, statement: 1, writes: 2, range: 3 };
export const COMMIT_CONTEXT = { session: 0, table: 1, family: 2, op: 3 };
export const STATEMENT = { statement: 0, line: 1, column: 2 };
export const RESULT = { statement: 0, rows: 1 };
export const BATCH = { statement: 0, batch: 1, attempt: 2, messages: 3, stored: 4, flow: 5, node: 6 };
export const BATCH_CONTEXT = { job: 0, sink: 1, outcome: 2, error: 3 };
export const RESOLVED = { statement: 0, partition: 1, offset: 2 };
export const RESOLVED_CONTEXT = { job: 0, sink: 1, topic: 2, value64: 3, path: 4 };
/** Files and requests: JSON text, with columns by which they are found. */
export const STORED = { statement: 0, batch: 1, attempt: 2, status: 3 };
export const STORED_CONTEXT = { job: 0, sink: 1 };
/** `statement` of the types kept as JSON, so that results can be found without reading texts. */
export const OTHER = { statement: 0 };

const PARTITIONS = 0x8000;
const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

type Intern = (values: Context) => number;

/** Appends one event to a segment that has room. */
export function writeEvent(out: SegmentWriter, event: HistoryEvent, type: number, intern: Intern): void {
  switch (event.type) {
    case 'message':
      return writeMessage(out, event, type, intern);
    case 'commit':
      return writeCommit(out, event, type, intern);
    case 'statement':
      out.begin(type, event.t, intern([event.session]));
      out.number(STATEMENT.statement, event.statement);
      out.number(STATEMENT.line, event.line);
      out.number(STATEMENT.column, event.column);
      out.text(event.sql);
      return;
    case 'result':
      return writeResult(out, event, type, intern);
    case 'batch':
      return writeBatch(out, event, type, intern);
    case 'resolved':
      return writeResolved(out, event, type, intern);
    case 'file':
    case 'request':
      return writeStored(out, event, type, intern);
    default: {
      const { t, type: _type, ...rest } = event;
      out.begin(type, t, -1);
      out.number(OTHER.statement, 'statement' in event ? event.statement : -1);
      const at = mainTimestamp(event);
      if (at) out.timestamp(at.wall, at.logical);
      out.text(JSON.stringify(rest));
    }
  }
}

/** Reads one event back, equal to what was written. */
export function readEvent(
  segment: Segment,
  index: number,
  types: readonly HistoryEventType[],
  contexts: readonly Context[]
): HistoryEvent {
  const type = types[segment.type[index]];
  const t = segment.t[index];
  const number = (column: number) => numberAt(segment, column, index);
  const context = contexts[segment.context[index]] ?? [];
  const text = decoder.decode(textAt(segment, index));
  const at = () => timestamp(segment.wall[index], segment.logical[index]);
  switch (type) {
    case 'message':
      return readMessage(t, context, number, text, at());
    case 'commit':
      return readCommit(t, context, number, text, at());
    case 'statement':
      return {
        t,
        type,
        statement: number(STATEMENT.statement),
        session: context[0] as string,
        sql: text,
        line: number(STATEMENT.line),
        column: number(STATEMENT.column)
      };
    case 'result':
      return readResult(t, context, number, text);
    case 'batch':
      return {
        t,
        type,
        job: context[BATCH_CONTEXT.job] as string | null,
        statement: number(BATCH.statement),
        flow: number(BATCH.flow),
        node: number(BATCH.node),
        sink: context[BATCH_CONTEXT.sink] as string,
        batch: number(BATCH.batch),
        attempt: number(BATCH.attempt),
        messages: number(BATCH.messages),
        stored: number(BATCH.stored),
        outcome: context[BATCH_CONTEXT.outcome] as BatchEvent['outcome'],
        error: context[BATCH_CONTEXT.error] as string | null
      };
    case 'resolved':
      return readResolved(t, context, number, text, at());
    case 'error':
    case 'notice':
    case 'note':
    case 'txn':
    case 'flow':
    case 'scan':
    case 'file':
    case 'request':
    case 'registry':
    case 'checkpoint':
    case 'job':
    case 'schema_change':
    case 'cluster':
    case 'fault':
    case 'audit':
      return { t, type, ...(JSON.parse(text) as object) } as HistoryEvent;
    default:
      return unreachable(type);
  }
}

function writeStored(
  out: SegmentWriter,
  event: FileEvent | RequestEvent,
  type: number,
  intern: Intern
): void {
  const { t, type: _type, ...rest } = event;
  out.begin(type, t, intern([event.job, event.sink]));
  out.number(STORED.statement, event.statement);
  out.number(STORED.batch, event.batch ?? -1);
  out.number(STORED.attempt, event.type === 'request' ? event.attempt : 1);
  out.number(STORED.status, event.type === 'request' ? (event.status ?? -1) : -1);
  out.text(JSON.stringify(rest));
}

function mainTimestamp(event: HistoryEvent): { wall: number; logical: number } | null {
  switch (event.type) {
    case 'flow':
    case 'checkpoint':
    case 'job':
      return event.high_water;
    case 'scan':
      return event.at;
    case 'schema_change':
      return event.mvcc;
    default:
      return null;
  }
}

function writeMessage(out: SegmentWriter, event: MessageEvent, type: number, intern: Intern): void {
  const sameTime = event.updated.wall === event.mvcc.wall && event.updated.logical === event.mvcc.logical;
  const context = intern([
    event.job,
    event.statement,
    event.sink,
    event.topic,
    event.table,
    event.family,
    event.cause,
    event.flow,
    event.node,
    sameTime ? null : event.updated.wall,
    sameTime ? null : event.updated.logical
  ]);
  out.begin(type, event.t, context);
  out.timestamp(event.mvcc.wall, event.mvcc.logical);
  out.number(MESSAGE.first, event.first ?? -1);
  out.number(MESSAGE.checkpoint, event.checkpoint ?? -1);
  out.number(MESSAGE.commit, event.commit ?? -1);
  out.number(MESSAGE.offset, event.offset ?? -1);
  out.number(MESSAGE.batch, event.batch);
  out.number(MESSAGE.emission, event.emission);
  out.number(MESSAGE.range, event.range);
  out.number(MESSAGE.partitionAttempt, (event.partition ?? -1) + 1 + event.attempt * PARTITIONS);
  const { key, value, row, table_id, key_base64, value_base64, headers, path } = event;
  const plain =
    row === undefined &&
    table_id === undefined &&
    key_base64 === undefined &&
    value_base64 === undefined &&
    path === undefined &&
    isEmpty(headers);
  // Lengths go first, in UTF-16 units: keys and values may hold any character.
  out.text(
    `${key === null ? -1 : key.length},${value === null ? -1 : value.length};` +
      (key ?? '') +
      (value ?? '') +
      (plain ? '' : JSON.stringify({ row, table_id, key_base64, value_base64, path, headers }))
  );
}

function isEmpty(object: object): boolean {
  for (const _ in object) return false;
  return true;
}

function readMessage(
  t: number,
  context: Context,
  number: (column: number) => number,
  text: string,
  mvcc: { wall: number; logical: number }
): MessageEvent {
  const lengthsEnd = text.indexOf(';');
  const comma = text.indexOf(',');
  const keyLength = Number(text.slice(0, comma));
  const valueLength = Number(text.slice(comma + 1, lengthsEnd));
  const valueStart = lengthsEnd + 1 + Math.max(keyLength, 0);
  const extra = text.slice(valueStart + Math.max(valueLength, 0));
  const updatedWall = context[MESSAGE_CONTEXT.updatedWall] as number | null;
  const partitionAttempt = number(MESSAGE.partitionAttempt);
  const partition = (partitionAttempt % PARTITIONS) - 1;
  const rest = extra === '' ? {} : (JSON.parse(extra) as Partial<MessageEvent>);
  return {
    t,
    type: 'message',
    job: context[MESSAGE_CONTEXT.job] as string | null,
    statement: context[MESSAGE_CONTEXT.statement] as number,
    sink: context[MESSAGE_CONTEXT.sink] as string,
    topic: context[MESSAGE_CONTEXT.topic] as string | null,
    partition: partition < 0 ? null : partition,
    offset: nullable(number(MESSAGE.offset)),
    key: keyLength < 0 ? null : text.slice(lengthsEnd + 1, valueStart),
    value: valueLength < 0 ? null : text.slice(valueStart, valueStart + valueLength),
    headers: {},
    mvcc,
    updated:
      updatedWall === null ? mvcc : timestamp(updatedWall, context[MESSAGE_CONTEXT.updatedLogical] as number),
    table: context[MESSAGE_CONTEXT.table] as string,
    family: context[MESSAGE_CONTEXT.family] as string,
    cause: context[MESSAGE_CONTEXT.cause] as MessageCause,
    emission: number(MESSAGE.emission),
    first: nullable(number(MESSAGE.first)),
    checkpoint: nullable(number(MESSAGE.checkpoint)),
    commit: nullable(number(MESSAGE.commit)),
    flow: context[MESSAGE_CONTEXT.flow] as number,
    range: number(MESSAGE.range),
    node: context[MESSAGE_CONTEXT.node] as number,
    batch: number(MESSAGE.batch),
    attempt: Math.floor(partitionAttempt / PARTITIONS),
    ...rest
  };
}

const nullable = (n: number): number | null => (n === -1 ? null : n);

function writeCommit(out: SegmentWriter, event: CommitEvent, type: number, intern: Intern): void {
  const [first] = event.writes;
  const isPlain = event.writes.length === 1 && !first.omitted && first.table_id === undefined;
  const only = isPlain ? first : undefined;
  out.begin(
    type,
    event.t,
    intern(only ? [event.session, only.table, only.family, only.op] : [event.session, null, null, null])
  );
  out.timestamp(event.mvcc.wall, event.mvcc.logical);
  out.number(COMMIT.txn, event.txn);
  out.number(COMMIT.statement, event.statement);
  out.number(COMMIT.writes, event.writes.length);
  out.number(COMMIT.range, only?.range ?? -1);
  out.text(only ? only.key : commitText(event.writes));
}

function readCommit(
  t: number,
  context: Context,
  number: (column: number) => number,
  text: string,
  mvcc: { wall: number; logical: number }
): CommitEvent {
  const writes =
    context[COMMIT_CONTEXT.table] !== null
      ? [
          {
            table: context[COMMIT_CONTEXT.table] as string,
            family: context[COMMIT_CONTEXT.family] as string,
            key: text,
            op: context[COMMIT_CONTEXT.op] as CommitWrite['op'],
            range: number(COMMIT.range)
          }
        ]
      : parseCommitText(text);
  return {
    t,
    type: 'commit',
    txn: number(COMMIT.txn),
    session: context[COMMIT_CONTEXT.session] as string,
    statement: number(COMMIT.statement),
    mvcc,
    writes
  };
}

function writeResult(out: SegmentWriter, event: ResultEvent, type: number, intern: Intern): void {
  out.begin(
    type,
    event.t,
    intern([event.tag, event.columns.length === 0 ? null : JSON.stringify(event.columns)])
  );
  out.number(RESULT.statement, event.statement);
  out.number(RESULT.rows, event.rows.length);
  if (event.truncated)
    out.text(JSON.stringify({ rows: event.rows, truncated: true, row_count: event.row_count }));
  else if (event.rows.length > 0) out.text(JSON.stringify({ rows: event.rows }));
}

function readResult(
  t: number,
  context: Context,
  number: (column: number) => number,
  text: string
): ResultEvent {
  return {
    t,
    type: 'result',
    statement: number(RESULT.statement),
    tag: context[0] as string,
    columns: context[1] === null ? [] : (JSON.parse(context[1] as string) as ResultEvent['columns']),
    rows: [],
    ...(text === '' ? {} : (JSON.parse(text) as Partial<ResultEvent>))
  };
}

function writeBatch(out: SegmentWriter, event: BatchEvent, type: number, intern: Intern): void {
  out.begin(type, event.t, intern([event.job, event.sink, event.outcome, event.error]));
  out.number(BATCH.statement, event.statement);
  out.number(BATCH.batch, event.batch);
  out.number(BATCH.attempt, event.attempt);
  out.number(BATCH.messages, event.messages);
  out.number(BATCH.stored, event.stored);
  out.number(BATCH.flow, event.flow);
  out.number(BATCH.node, event.node);
}

function writeResolved(out: SegmentWriter, event: ResolvedEvent, type: number, intern: Intern): void {
  const context = intern([
    event.job,
    event.sink,
    event.topic,
    event.value_base64 ?? null,
    event.path ?? null
  ]);
  out.begin(type, event.t, context);
  out.timestamp(event.resolved.wall, event.resolved.logical);
  out.number(RESOLVED.statement, event.statement);
  out.number(RESOLVED.partition, event.partition ?? -1);
  out.number(RESOLVED.offset, event.offset ?? -1);
  out.text(event.value);
}

function readResolved(
  t: number,
  context: Context,
  number: (column: number) => number,
  text: string,
  resolved: { wall: number; logical: number }
): ResolvedEvent {
  const value64 = context[RESOLVED_CONTEXT.value64] as string | null;
  const path = context[RESOLVED_CONTEXT.path] as string | null;
  return {
    t,
    type: 'resolved',
    job: context[RESOLVED_CONTEXT.job] as string | null,
    statement: number(RESOLVED.statement),
    sink: context[RESOLVED_CONTEXT.sink] as string,
    topic: context[RESOLVED_CONTEXT.topic] as string | null,
    partition: nullable(number(RESOLVED.partition)),
    offset: nullable(number(RESOLVED.offset)),
    resolved,
    value: text,
    ...(value64 === null ? {} : { value_base64: value64 }),
    ...(path === null ? {} : { path })
  };
}
