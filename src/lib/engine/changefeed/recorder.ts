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
      history.append({ ...about, ...messageEvent(feed, batch, { message, place, seq: history.length }) }),
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
    file: ({ path, bytes, compression, rows, content, contentBytes }) =>
      history.append({
        type: 'file',
        ...about,
        path,
        bytes,
        batch: batch.no,
        content,
        ...(contentBytes ? { content_base64: toBase64(contentBytes) } : {}),
        ...(rows ? { rows, compression } : {})
      }),
    request: ({ body, status, error }) => {
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
        real: false
      });
    }
  };
}

function messageEvent(
  feed: Feed,
  batch: Batch,
  { message, place, seq }: { message: RowMessage; place: Place; seq: number }
): Omit<MessageEvent, 't' | 'job' | 'statement' | 'sink'> {
  const flow = batch.client.flow;
  const emission = countEmission(feed.emissions, message, flow, seq);
  const replayed = emission.count > 1 && emission.flow !== flow;
  const startedFrom = feed.flow?.no === flow ? feed.flow.startedFrom : null;
  return {
    type: 'message',
    topic: message.topic,
    partition: place.partition,
    offset: place.offset,
    key: message.key,
    value: message.value,
    ...(message.row === undefined ? {} : { row: message.row }),
    ...(message.keyBytes ? { key_base64: toBase64(message.keyBytes) } : {}),
    ...(message.valueBytes ? { value_base64: toBase64(message.valueBytes) } : {}),
    headers: message.headers,
    mvcc: message.mvcc,
    updated: message.updated,
    table: message.table,
    family: message.family,
    cause: replayed ? 'replay' : message.cause,
    emission: emission.count,
    first: emission.count > 1 ? emission.first : null,
    checkpoint: replayed ? startedFrom : null,
    commit: message.commit,
    flow,
    range: message.range,
    node: batch.node,
    batch: batch.no,
    attempt: batch.attempt,
    ...(place.path === undefined ? {} : { path: place.path })
  };
}
