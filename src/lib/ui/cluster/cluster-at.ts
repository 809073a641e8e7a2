import type { HistoryEvent } from '../../engine/base/events';
import type { Nanos } from '../../engine/base/timestamp';
import type { RangeView } from '../../worker/read-types';

/** The cluster as of a moment: what the store says of the present, taken back event by event. */

export interface NodeAt {
  readonly id: number;
  readonly state: 'up' | 'down' | 'draining';
  /** Nodes that it cannot talk to, while a partition lasts. */
  readonly cutFrom: readonly number[];
}

/** A flow of a feed: who coordinates it, who aggregates, and where it sends. */
export interface FlowAt {
  readonly id: string;
  readonly job: string | null;
  readonly statement: number;
  readonly coordinator: number;
  readonly nodes: readonly number[];
  readonly seq: number;
}

export type Events = Iterable<readonly [number, HistoryEvent]>;

/** Leaseholders of a moment, by range; ranges that a later split made are left out. */
export function rangesAt(ranges: readonly RangeView[], events: Events, at: Nanos): RangeView[] {
  const holders = new Map(ranges.map(({ id, leaseholder }) => [id, leaseholder]));
  const later = [...events].filter(([, event]) => event.t > at).reverse();
  for (const [, event] of later) {
    if (event.type !== 'cluster' || event.range === undefined) continue;
    if (event.kind === 'split') holders.delete(event.range);
    else if (event.kind === 'lease' && event.from !== undefined && holders.has(event.range))
      holders.set(event.range, nodeNumber(event.from));
  }
  return ranges.flatMap((range) => {
    const leaseholder = holders.get(range.id);
    return leaseholder === undefined ? [] : [{ ...range, leaseholder }];
  });
}

const nodeNumber = (name: string): number => Number(name.replace('n', ''));

export function nodesAt(events: Events, at: Nanos, count: number): NodeAt[] {
  const states = new Map<number, NodeAt['state']>();
  /** Partitions that last, by the number of their fault: pairs of nodes. */
  const cuts = new Map<number, readonly (readonly [number, number])[]>();
  for (const [, event] of events) {
    if (event.t > at) break;
    if (event.type === 'cluster' && event.kind === 'node') {
      const { value } = event;
      if (value === 'up' || value === 'down' || value === 'draining') states.set(Number(event.target), value);
    } else if (event.type === 'fault' && event.kind === 'partition') {
      if (event.state === 'end') cuts.delete(event.fault);
      else cuts.set(event.fault, pairsOf(event.target));
    }
  }
  const pairs = [...cuts.values()].flat();
  return Array.from({ length: count }, (_, i) => ({
    id: i + 1,
    state: states.get(i + 1) ?? 'up',
    cutFrom: [...new Set(pairs.flatMap(([a, b]) => (a === i + 1 ? [b] : b === i + 1 ? [a] : [])))].sort(
      (a, b) => a - b
    )
  }));
}

/** `1 from 2,3 one-way` as pairs of nodes. */
function pairsOf(target: string): (readonly [number, number])[] {
  const [from, , to] = target.split(' ');
  return (to ?? '').split(',').map((other) => [Number(from), Number(other)] as const);
}

/** Flows that run at a moment: the newest of each feed that is running. */
export function flowsAt(events: Events, at: Nanos): FlowAt[] {
  const flows = new Map<string, FlowAt>();
  for (const [seq, event] of events) {
    if (event.t > at) break;
    if (event.type === 'flow') {
      const { job, statement, coordinator, nodes } = event;
      const id = job ?? `statement ${statement}`;
      flows.set(id, { id, job, statement, coordinator, nodes, seq });
    } else if (event.type === 'job' && event.status !== 'running' && event.status !== 'pending')
      flows.delete(event.job);
  }
  return [...flows.values()];
}

/** Flows by where they send; a stream without a sink sends to its client. */
export function sinksOf(
  flows: readonly FlowAt[],
  uriOf: (flow: FlowAt) => string | undefined
): { readonly uri: string; readonly flows: readonly FlowAt[] }[] {
  const found = new Map<string, FlowAt[]>();
  for (const flow of flows) {
    const uri =
      uriOf(flow) ?? (flow.job === null ? 'SQL client' : 'sink of a feed that has sent nothing yet');
    found.set(uri, [...(found.get(uri) ?? []), flow]);
  }
  return [...found].map(([uri, own]) => ({ uri, flows: own }));
}
