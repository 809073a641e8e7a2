import { makeScenario, type Scenario } from '../../scenario/scenario';
import type { RunSettings, WorkspaceInfo } from '../../worker/api';

/** What is written, as a scenario at its very beginning: nothing of the script is carried out by opening it. */
export function presentScenario(
  { title, description, view }: WorkspaceInfo,
  { seed, start, nodes, version, localities }: RunSettings,
  script: string
): Scenario {
  const cluster = { nodes, version, localities };
  return makeScenario({ title, description, seed, start, cluster, script, view: { ...view, at: 0 } });
}

/** What went wrong in the simulation, for the person in front of it. */
export function failureSentence(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return text.startsWith('internal error')
    ? `The simulation stopped: ${text}. Run all begins anew; please report the script with its seed.`
    : `That did not work: ${text}`;
}
