import {
  makeScenario,
  printScenario,
  readScenario,
  type Scenario,
  type ScenarioView
} from '../scenario/scenario';
import type { WorkspaceInfo } from './api';
import type { RunHost } from './run-host';

/** A workspace as the scenario that it is, without a digest. */
export function workspaceScenario(
  { config, script }: Pick<RunHost, 'config' | 'script'>,
  { title, description, extras }: Pick<WorkspaceInfo, 'title' | 'description' | 'extras'>,
  view: ScenarioView
): Scenario {
  return {
    ...makeScenario({
      title,
      description,
      seed: config.seed,
      start: String(config.start),
      cluster: { nodes: config.nodes, version: config.version, localities: config.localities },
      script,
      view
    }),
    ...readExtras(extras)
  };
}

/** The members of a scenario that the page does not use but has to give back, as text. */
export function printExtras({ lesson, others }: Pick<Scenario, 'lesson' | 'others'>): string {
  if (lesson === undefined && others.size === 0) return '';
  const empty = makeScenario({ script: '' });
  return printScenario({ ...empty, others, ...(lesson === undefined ? {} : { lesson }) });
}

function readExtras(extras: string): Pick<Scenario, 'lesson' | 'others'> {
  if (extras === '') return { others: new Map() };
  const { lesson, others } = readScenario(JSON.parse(extras));
  return { others, ...(lesson === undefined ? {} : { lesson }) };
}
