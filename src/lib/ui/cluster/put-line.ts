import type { Nanos } from '../../engine/base/timestamp';
import type { Playground } from '../state/playground.svelte';

/** Puts a line into the script at a moment: one that has passed, or else the run's present. */
export async function putLine(playground: Playground, at: Nanos, line: string, label: string): Promise<void> {
  if (at >= playground.view.now) await playground.append(line, label);
  else await playground.insertAt(Math.max(Math.round(at), 0), line, label);
}
