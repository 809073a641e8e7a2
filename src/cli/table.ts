import { unreachable } from '../lib/engine/base/assert';
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
    case 'txn':
      return `${event.session}  transaction ${event.txn} ${event.state}${event.blocked_by === null ? '' : ` for ${event.blocked_by}`}`;
    case 'flow':
      return `${feedOf(event)}  flow ${event.flow} (${event.reason}) from ${event.high_water ? epoch.hlc(event.high_water) : 'the beginning'}, coordinator ${event.coordinator}, nodes ${event.nodes.join(', ')}`;
    case 'scan':
      return `${feedOf(event)}  ${event.kind} of ${event.table} on node ${event.node} at ${epoch.hlc(event.at)}: ${event.state}`;
    case 'batch':
      return `${feedOf(event)}  batch ${event.batch} from node ${event.node}, attempt ${event.attempt}: ${event.outcome}, ${event.stored} of ${event.messages} stored${event.error === null ? '' : `: ${event.error}`}`;
    case 'file':
      return `${event.path}  ${event.bytes} bytes`;
    case 'request':
      return `${event.url}  attempt ${event.attempt}: ${event.status ?? event.error ?? 'no answer'}  ${event.body}`;
    case 'registry':
      return `${event.subject} version ${event.version} has id ${event.id}  ${event.schema}`;
    case 'schema_change':
      return `${event.table} version ${event.version} at ${epoch.hlc(event.mvcc)}`;
    case 'cluster':
      return `${event.kind} ${event.target}: ${event.value}`;
    case 'fault':
      return `${event.kind} ${event.target}: ${event.state}${event.until ? `, until ${epoch.hlc(event.until)}` : ''}`;
    case 'audit':
      return `${event.guarantee}  ${event.ok ? 'holds' : `broken, see ${event.evidence.join(', ')}`}`;
    case 'checkpoint':
      return `job ${event.job}  high-water ${event.high_water ? epoch.hlc(event.high_water) : 'none'}${event.spans.map((s) => `, ${s.table} ${s.start || '…'} to ${s.end || '…'} at ${epoch.hlc(s.resolved)}`).join('')}`;
    case 'job':
      return `job ${event.job}  ${event.status}${event.running_status ? ` (${event.running_status})` : ''}${event.error ? `: ${event.error}` : ''}`;
    default:
      return unreachable(event);
  }
}

/** A feed's job, or the statement of one without a sink. */
function feedOf({ job, statement }: { readonly job: string | null; readonly statement: number }): string {
  return job === null ? `statement ${statement}` : `job ${job}`;
}
