import type { HistoryEvent } from '../lib/engine/base/events';
import type { Epoch } from '../lib/engine/base/timestamp';

/** One event as a line for people: seconds since the start, type, and what matters of it. */
export function printTable(event: HistoryEvent, epoch: Epoch): string {
  const seconds = (event.t / 1e9).toFixed(6).padStart(14);
  return `${seconds}  ${event.type.padEnd(13)}  ${summary(event, epoch)}`;
}

function summary(event: HistoryEvent, epoch: Epoch): string {
  switch (event.type) {
    case 'statement':
      return `${event.session}> ${event.sql.replace(/\s+/g, ' ')}`;
    case 'result':
      return [
        event.tag,
        ...event.rows.slice(0, 20).map((row) => `  ${row.map((cell) => cell ?? 'NULL').join(' | ')}`)
      ].join('\n');
    case 'error':
      return `${event.sqlstate}: ${event.message}${event.hint ? ` (${event.hint})` : ''}`;
    case 'notice':
      return event.message;
    case 'note':
      return event.text;
    case 'commit':
      return `${epoch.hlc(event.mvcc)}  ${event.writes.map((w) => `${w.op} ${w.table} ${w.key}`).join(', ')}`;
    case 'message': {
      const again = event.emission > 1 ? `  (copy ${event.emission}, first was ${String(event.first)})` : '';
      return `${event.topic ?? ''}/${event.partition ?? '-'}@${event.offset ?? '-'}  ${event.key ?? ''}  ${event.value ?? ''}${again}`;
    }
    case 'resolved':
      return `${event.topic ?? ''}/${event.partition ?? '-'}  ${event.value}`;
    case 'checkpoint':
      return `job ${event.job}  high-water ${event.high_water ? epoch.hlc(event.high_water) : 'none'}`;
    case 'job':
      return `job ${event.job}  ${event.status}${event.error ? `: ${event.error}` : ''}`;
    default: {
      const { t: _t, type: _type, ...rest } = event;
      return JSON.stringify(rest);
    }
  }
}
