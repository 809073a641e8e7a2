import type { RunListed } from './api';
import type { KeptRun, RunShelf } from './kept-runs';
import { countSent } from './run-counts';
import type { RunHost } from './run-host';

/** The runs of a workspace as a list, the newest first, each beside the one that is shown. */
export function listRuns(shelf: RunShelf, host: RunHost): RunListed[] {
  const { present, kept } = shelf.state;
  const shown: KeptRun = {
    ...present,
    config: host.config,
    script: host.script,
    draft: null,
    now: host.now,
    counts: countSent(host.log),
    keptAt: 0
  };
  return [...kept, shown]
    .sort((a, b) => b.id - a.id)
    .map(({ id, name, isNamed, madeAt, from, cutAt, now, counts, config, script, draft }) => ({
      id,
      name,
      isNamed,
      madeAt,
      from,
      cutAt,
      now,
      counts,
      isShown: id === present.id,
      seed: config.seed,
      hasDraft: draft !== null,
      lines: compareLines(host.script, script)
    }));
}

/** How many lines one script has that the other has not, each counted as often as it stands there. */
function compareLines(a: string, b: string): { readonly added: number; readonly removed: number } {
  if (a === b) return { added: 0, removed: 0 };
  const counts = new Map<string, number>();
  for (const line of linesOf(a)) counts.set(line, (counts.get(line) ?? 0) - 1);
  for (const line of linesOf(b)) counts.set(line, (counts.get(line) ?? 0) + 1);
  let added = 0;
  let removed = 0;
  for (const count of counts.values()) {
    if (count > 0) added += count;
    else removed -= count;
  }
  return { added, removed };
}

const linesOf = (text: string): string[] =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
