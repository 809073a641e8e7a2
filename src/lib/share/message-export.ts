import type { HistoryEvent, MessageEvent, ResolvedEvent } from '../engine/base/events';
import type { Epoch, Nanos } from '../engine/base/timestamp';
import { printEvent } from '../history/print';

/** What the far ends received up to a moment, as files for other programs. */

type Delivered = MessageEvent | ResolvedEvent;

/** Messages and resolved timestamps up to a moment, with their seq. */
export function* deliveredUntil(
  events: Iterable<HistoryEvent>,
  until: Nanos
): Generator<readonly [number, Delivered]> {
  let seq = 0;
  for (const event of events) {
    if (event.t > until) return;
    if (event.type === 'message' || event.type === 'resolved') yield [seq, event];
    seq++;
  }
}

/** One JSON object a line, as the command line prints them (design §7). */
export function messagesNdjson(events: Iterable<HistoryEvent>, epoch: Epoch, until: Nanos): string {
  let text = '';
  for (const [seq, event] of deliveredUntil(events, until)) text += `${printEvent(event, seq, epoch)}\n`;
  return text;
}

const CSV_COLUMNS = [
  'seq',
  't',
  'type',
  'sink',
  'topic',
  'partition',
  'offset',
  'key',
  'value',
  'updated',
  'emission'
];

/** A row for each message, by RFC 4180: an empty field is null, an empty text has quotes. */
export function messagesCsv(events: Iterable<HistoryEvent>, epoch: Epoch, until: Nanos): string {
  let text = `${CSV_COLUMNS.join(',')}\r\n`;
  for (const [seq, event] of deliveredUntil(events, until)) {
    const { t, type, sink, topic, partition, offset, value } = event;
    const own =
      event.type === 'message'
        ? { key: event.key, time: epoch.hlc(event.updated), emission: event.emission }
        : { key: null, time: epoch.hlc(event.resolved), emission: null };
    const cells = [
      seq,
      epoch.hlc({ wall: t, logical: 0 }),
      type,
      sink,
      topic,
      partition,
      offset,
      own.key,
      value
    ];
    text += `${[...cells, own.time, own.emission].map(csvCell).join(',')}\r\n`;
  }
  return text;
}

function csvCell(value: string | number | null): string {
  if (value === null) return '';
  return typeof value === 'number' ? String(value) : `"${value.replaceAll('"', '""')}"`;
}
