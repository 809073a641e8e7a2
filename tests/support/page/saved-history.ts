import type { HistoryEvent } from '../../../src/lib/engine/base/events';

/** Members that hold moments, as `history/print.ts` prints them. */
const TIMES: ReadonlySet<string> = new Set(['mvcc', 'updated', 'resolved', 'high_water', 'at', 'until']);
const HLC = /^(\d+)\.(\d{10})$/;

/** The events of a run that was printed as NDJSON, as a page has them: moments counted from the first of them. */
export function savedHistory(ndjson: string): HistoryEvent[] {
  const lines = ndjson.trim().split('\n');
  const begin = wallOf(String((JSON.parse(lines[0]) as { t: string }).t));
  return lines.map((line) => {
    const {
      seq: _,
      t,
      ...event
    } = JSON.parse(line, (name, value: unknown) => {
      const m = TIMES.has(name) && typeof value === 'string' ? HLC.exec(value) : null;
      return m ? { wall: Number(BigInt(m[1]) - begin), logical: Number(m[2]) } : value;
    }) as { seq: number; t: string };
    return { ...event, t: Number(wallOf(t) - begin) } as HistoryEvent;
  });
}

const wallOf = (hlc: string): bigint => BigInt(hlc.split('.')[0]);
