import { compactJson } from '../encode/compact-json';
import type { Headers } from '../encode/headers';
import type { EncodedRow } from '../encode/row-change';
import type { SinkSpec } from './spec';

/**
 * A row's value as its sink sends it: Pub/Sub and Pulsar wrap key, value and topic into one text (reference §3.8, §3.9), and
 * sinks of older releases write rows without blanks (§9).
 */
export function asReceived(sink: SinkSpec, topic: string, row: EncodedRow): EncodedRow {
  switch (sink.type) {
    case 'webhook':
      return sink.compact && !sink.csv && row.value !== null
        ? { ...row, value: compactJson(row.value) }
        : row;
    case 'pubsub':
      return sink.csv ? row : { ...row, value: envelope(row, topic, sink.lowerCase) };
    case 'pulsar':
      return sink.csv ? row : { ...row, value: envelope(row, topic, false) };
    default:
      return row;
  }
}

/** No spaces between the outer members; the inner parts keep theirs. */
function envelope({ key, value }: EncodedRow, topic: string, lowerCase: boolean): string {
  const quoted = JSON.stringify(topic);
  return lowerCase
    ? compactJson(`{"key":${key ?? 'null'},"value":${value ?? 'null'},"topic":${quoted}}`)
    : `{"Key":${key ?? ''},"Value":${value ?? ''},"Topic":${quoted}}`;
}

/** The attributes of a row's message: Pub/Sub's, on request, say which table it is of (reference §3.8). */
export function withAttributes(sink: SinkSpec, table: string, headers: Headers): Headers {
  if (sink.type !== 'pubsub' || !sink.tableNameAttribute) return headers;
  return Object.assign(Object.create(null) as Record<string, string>, headers, { TABLE_NAME: table });
}
