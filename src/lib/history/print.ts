import type { HistoryEvent } from '../engine/base/events';
import type { Epoch, Timestamp } from '../engine/base/timestamp';

/**
 * History as the contract has it (design §7): one JSON object an event with `seq`, `t`, `type` first, times as absolute
 * HLC text.
 */

/** Members that hold inner timestamps, at any depth. */
const TIMES: ReadonlySet<string> = new Set([
  'mvcc',
  'updated',
  'resolved',
  'high_water',
  'at',
  'until',
  'since',
  'end'
]);

/** One line of NDJSON, without the line end. */
export function printEvent(event: HistoryEvent, seq: number, epoch: Epoch): string {
  const { t, type, ...rest } = event;
  const head = `{"seq":${seq},"t":"${epoch.hlc({ wall: t, logical: 0 })}","type":"${type}"`;
  const body = JSON.stringify(rest, function (name, value: unknown) {
    return TIMES.has(name) && isTimestamp(value) ? epoch.hlc(value) : value;
  });
  return body === '{}' ? `${head}}` : `${head},${body.slice(1)}`;
}

function isTimestamp(value: unknown): value is Timestamp {
  return typeof value === 'object' && value !== null && 'wall' in value && 'logical' in value;
}
