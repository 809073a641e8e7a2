import type { Drawing } from './hit';
import { MARK_KINDS, kindOf, marksWithin } from './marks';
import type { Shape } from './shapes';

/** What each mark means, in the words that legend, pictures and lessons share. */
export interface LegendEntry {
  readonly kind: Exclude<Shape, 'dot' | 'small-cross'>;
  readonly name: string;
  readonly text: string;
}

export const LEGEND: readonly LegendEntry[] = [
  { kind: 'commit', name: 'Commit', text: 'A row is written: the upper line of its lane.' },
  {
    kind: 'emission',
    name: 'Message',
    text: 'Its first copy reaches the sink: the lower line, joined to its commit.'
  },
  { kind: 'scan', name: 'Scan', text: 'A message of an initial scan or a backfill.' },
  { kind: 'duplicate', name: 'Sent again', text: 'A later copy of a message: at-least-once delivery.' },
  { kind: 'delete', name: 'Delete', text: 'A message that a row is gone.' },
  { kind: 'failure', name: 'Failed batch', text: 'The sink did not take it; it is tried again.' },
  {
    kind: 'checkpoint',
    name: 'Checkpoint',
    text: 'The job record is saved; the arrow goes back to the time it covers.'
  },
  {
    kind: 'resolved',
    name: 'Resolved',
    text: 'A promise: nothing new at or below this time will follow.'
  }
];

/** The entries of marks that lie within the stretch of time that a drawing shows. */
export function legendOf({ columns, layout, scale }: Drawing): LegendEntry[] {
  const found = new Set<Shape>();
  const inView = columns.within(scale.from, scale.to);
  const look = (marks: Uint32Array) => {
    const [from, to] = marksWithin(marks, inView);
    for (let i = from; i < to; i++) found.add(MARK_KINDS[kindOf(marks[i])]);
  };
  const isShown = ({ t }: { readonly t: number }) => t >= scale.from && t <= scale.to;
  for (const row of layout.rows) {
    if (row.kind === 'feed') {
      const { failures, checkpoints, resolved } = row.feed;
      if (failures.some(isShown)) found.add('failure');
      if (checkpoints.some(isShown)) found.add('checkpoint');
      if (resolved.some(isShown)) found.add('resolved');
    } else if (row.kind === 'group') {
      for (const key of row.group.keys)
        for (const marks of [row.group.commits.get(key), row.group.messages.get(key)]) if (marks) look(marks);
    }
  }
  if (found.has('commit-delete')) found.add('commit');
  if (found.has('duplicate-delete')) found.add('duplicate');
  return LEGEND.filter(({ kind }) => found.has(kind));
}
