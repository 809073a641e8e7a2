import { auditOf, findingsOf, runScript, violatedBy } from './audited-run';
import type { Coverage } from './coverage';
import { farEndFaults } from './far-end';
import { randomScript } from './generate';

/** What is wrong with a script's run, in lines; nothing when every guarantee holds and the far ends have the tables. */
export function faultsOf(
  script: string,
  options: { readonly seed: number; readonly nodes: number },
  coverage?: Coverage
): string[] {
  const run = runScript(script, options);
  coverage?.take(run.events);
  const report = auditOf(run);
  const internal = run.events.flatMap((event) =>
    (event.type === 'error' || event.type === 'notice') && event.message.startsWith('internal error')
      ? [event.message]
      : []
  );
  return [...internal, ...(violatedBy(report).length > 0 ? findingsOf(report) : []), ...farEndFaults(run)];
}

export interface Failure {
  readonly seed: number;
  readonly nodes: number;
  readonly faults: readonly string[];
  /** The script without every line that the fault does not need. */
  readonly script: string;
}

/** Runs the script of a seed. @returns undefined when nothing is wrong */
export function trySeed(seed: number, coverage?: Coverage): Failure | undefined {
  const { nodes, lines } = randomScript(seed);
  const faults = faultsOf(lines.join('\n'), { seed, nodes }, coverage);
  if (faults.length === 0) return undefined;
  const script = shrinkLines(lines, { seed, nodes }, faults).join('\n');
  return { seed, nodes, faults: faultsOf(script, { seed, nodes }), script };
}

/** How many runs a shrink may take. */
const SHRINK_RUNS = 120;

/** Takes lines out, in ever smaller pieces, as long as the same kind of fault stays. */
function shrinkLines(
  lines: readonly string[],
  options: { readonly seed: number; readonly nodes: number },
  faults: readonly string[]
): readonly string[] {
  const kind = kindOf(faults[0]);
  const still = (candidate: readonly string[]) =>
    faultsOf(candidate.join('\n'), options).some((fault) => kindOf(fault) === kind);
  let best = lines;
  let runs = 0;
  for (let size = Math.ceil(lines.length / 2); size >= 1; size = Math.floor(size / 2)) {
    for (let at = 0; at < best.length && runs < SHRINK_RUNS;) {
      const candidate = [...best.slice(0, at), ...best.slice(at + size)];
      runs++;
      if (still(candidate)) best = candidate;
      else at += size;
    }
  }
  return best;
}

const kindOf = (fault: string): string => fault.split(':')[0];
