import { toBase64 } from '../base/base64';
import type { MessageEvent } from '../base/events';
import type { Place, Recorder } from '../sinks/far/store';
import type { Batch, RowMessage } from '../sinks/sink';
import { countEmission } from './emissions';
import type { Feed } from './feed';
import type { FeedHost } from './host';

/** Tells history of everything that a far end stores of one batch (design §7). */
export function makeRecorder(host: FeedHost, feed: Feed, batch: Batch): Recorder {
  const { history } = host;
  const about = {
    t: host.now,
    job: feed.job,
    statement: feed.statement,
    sink: feed.spec.sink.shown
  };
  return {
    row: (message, place) =>
      history.append(messageEvent(feed, batch, { message, place, seq: history.length, host })),
    resolved: (message, place) =>
      history.append({
        type: 'resolved',
        ...about,
        topic: message.topic,
        ...place,
        resolved: message.resolved,
        value: message.value,
        ...(message.valueBytes ? { value_base64: toBase64(message.valueBytes) } : {})
      }),
    file: ({ path, bytes, compression, rows, content, contentBytes, fields }) => {
      feed.counters.flushedBytes += bytes;
      history.append({
        type: 'file',
        ...about,
        path,
        bytes,
        batch: batch.no,
        content,
        ...(contentBytes ? { content_base64: toBase64(contentBytes) } : {}),
        ...(fields ? { fields } : {}),
        ...(rows ? { rows, compression } : {})
      });
    },
    request: ({ body, status, error, real, retryAfter }) => {
      const { sink } = feed.spec;
      if (sink.type !== 'webhook') return;
      history.append({
        type: 'request',
        ...about,
        url: sink.url,
        headers: sink.headers,
        body,
        batch: batch.no,
        attempt: batch.attempt,
        status,
        error,
        real,
        ...(retryAfter === undefined ? {} : { retry_after: String(retryAfter) })
      });
    }
  };
}

/** An event while it is made. */
type Unfinished<T> = { -readonly [name in keyof T]: T[name] };

/** Run for every message: the members that most of them lack are set afterwards, so that the others all have one shape. */
function messageEvent(
  feed: Feed,
  batch: Batch,
  { message, place, seq, host }: { message: RowMessage; place: Place; seq: number; host: FeedHost }
): MessageEvent {
  const flow = batch.client.flow;
  const emission = countEmission(feed.emissions, message, flow, seq);
  const count = host.seams.counted(emission.count);
  const replayed = emission.count > 1 && emission.flow !== flow;
  const startedFrom = feed.flow?.no === flow ? feed.flow.startedFrom : null;
  const event: Unfinished<MessageEvent> = {
    t: host.now,
    type: 'message',
    job: feed.job,
    statement: feed.statement,
    sink: feed.spec.sink.shown,
    topic: message.topic,
    partition: place.partition,
    offset: place.offset,
    key: message.key,
    value: message.value,
    headers: message.headers,
    mvcc: message.mvcc,
    updated: message.updated,
    table: message.table,
    family: message.family,
    cause: replayed ? 'replay' : message.cause,
    emission: count,
    first: count > 1 ? emission.first : null,
    checkpoint: replayed ? startedFrom : null,
    commit: message.commit,
    flow,
    range: message.range,
    node: batch.node,
    batch: batch.no,
    attempt: batch.attempt
  };
  if (message.tableId !== undefined) event.table_id = message.tableId;
  if (message.row !== undefined) event.row = message.row;
  if (message.keyBytes) event.key_base64 = toBase64(message.keyBytes);
  if (message.valueBytes) event.value_base64 = toBase64(message.valueBytes);
  if (place.path !== undefined) event.path = place.path;
  return event;
}
