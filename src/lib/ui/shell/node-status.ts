import type { Nanos } from '../../engine/base/timestamp';
import type { RunView } from '../state/run-view.svelte';

export interface NodeStatus {
  readonly id: number;
  readonly isUp: boolean;
}

/** Which nodes are up at a moment: all, but for those whose last event says otherwise. */
export function nodesAt(view: RunView, at: Nanos): NodeStatus[] {
  const down = new Set<string>();
  for (const [, event] of view.sparseEvents()) {
    if (event.type !== 'cluster' || event.kind !== 'node' || event.t > at) continue;
    if (event.value === 'up') down.delete(event.target);
    else down.add(event.target);
  }
  return Array.from({ length: view.facts.settings.nodes }, (_, i) => ({
    id: i + 1,
    isUp: !down.has(String(i + 1))
  }));
}
