import { describe, expect, it } from 'vitest';
import type { HistoryEvent, MessageEvent } from '$lib/engine/base/events';
import { timestamp } from '$lib/engine/base/timestamp';
import { findDeliveries } from '$lib/history/find-text';
import { HistoryLog } from '$lib/history/log';
import { runScript } from '../../support/engine/script-run';

const SCRIPT = `CREATE TABLE people (id INT PRIMARY KEY, name STRING, data BYTES);
CREATE CHANGEFEED FOR people INTO 'kafka://k' WITH resolved = '1s', extra_headers = '{"x": "needle"}';
CREATE CHANGEFEED FOR people INTO 'kafka://l' WITH format = avro, confluent_schema_registry = 'http://r';
CREATE CHANGEFEED FOR people INTO 'kafka://m';
INSERT INTO people VALUES (1, 'Ann', NULL), (12, 'Jürgen', b'\\x00'), (123, 'ann-lee', NULL);
\\wait 40s
`;

describe('finding deliveries by text', () => {
  const { events } = runScript(SCRIPT);
  const log = new HistoryLog();
  for (const event of events) log.append(event);

  /** The obvious way: every event read whole. */
  const slowly = (text: string) =>
    events.flatMap((event, seq) => (contains(event, text.trim().toLowerCase()) ? [seq] : []));

  const needles = [
    'ann',
    'ANN',
    'jürgen',
    'JÜRGEN',
    '[12',
    '12',
    '"id": 1',
    'resolved',
    'people',
    'PEOP',
    '_',
    '}',
    'needle',
    'zzz',
    ' ann ',
    'ü',
    '3,4'
  ];
  it.each(needles)('%s', (text) => {
    expect([...findDeliveries(log, text)]).toEqual(slowly(text));
  });

  it('an empty text finds nothing', () => {
    expect([...findDeliveries(log, '  ')]).toEqual([]);
  });

  it('the lengths that history keeps before key and value are no part of them', () => {
    const message = events.find((e): e is MessageEvent => e.type === 'message')!; // there are several
    const one = new HistoryLog();
    one.append({
      ...message,
      topic: 't',
      key: 'kk',
      value: 'vvv',
      mvcc: timestamp(1),
      updated: timestamp(1),
      headers: {}
    });
    expect([...findDeliveries(one, '2,3')]).toEqual([]);
    expect([...findDeliveries(one, 'kvv')]).toEqual([0]);
  });
});

function contains(event: HistoryEvent, needle: string): boolean {
  if (event.type !== 'message' && event.type !== 'resolved') return false;
  const key = event.type === 'message' ? (event.key ?? '') : '';
  return [event.topic ?? '', `${key}${event.value ?? ''}`].some((text) =>
    text.toLowerCase().includes(needle)
  );
}
