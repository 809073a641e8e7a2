import { BATCH_CONTEXT } from '../../history/event-codec';
import { WRITE_OPS } from '../../history/key-index';
import { lowerBound } from '../../timeline/columns';
import type { HitKind } from '../../timeline/hit';
import { MARK_KINDS, messageKind } from '../../timeline/marks';
import type { RunView } from './run-view.svelte';

/** The mark of an event, by which timeline, lists and inspector name it. */
export function kindOfEvent(view: RunView, seq: number): HitKind {
  const { columns } = view;
  if (seq >= columns.length) return 'note';
  switch (columns.typeAt(seq)) {
    case 'message':
      return MARK_KINDS[messageKind(columns, seq)];
    case 'commit': {
      const at = lowerBound(columns.writes.seq, seq);
      const isDelete = columns.writes.seq[at] === seq && WRITE_OPS[columns.writes.op[at]] === 'delete';
      return isDelete ? 'commit-delete' : 'commit';
    }
    case 'batch':
      return columns.contextAt(seq)[BATCH_CONTEXT.outcome] === 'ok' ? 'batch' : 'failure';
    case 'resolved':
      return 'resolved';
    case 'checkpoint':
      return 'checkpoint';
    case 'note':
      return 'note';
    case 'fault':
      return 'fault';
    case 'cluster':
      return isNodeEvent(view, seq) ? 'fault' : 'cluster';
    case 'file':
      return 'file';
    case 'request':
      return 'request';
    case 'schema_change':
      return 'schema-change';
    case 'txn':
      return 'txn';
    case 'job':
      return 'status';
    case 'flow':
      return 'flow';
    case 'registry':
      return 'registration';
    case 'scan':
      return 'scanning';
    default:
      return 'statement';
  }
}

function isNodeEvent(view: RunView, seq: number): boolean {
  const event = view.sparse(seq);
  return event?.type === 'cluster' && event.kind === 'node';
}
