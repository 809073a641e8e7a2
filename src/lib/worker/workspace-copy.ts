import { parseScenario, printScenario, ScenarioError, type Scenario } from '../scenario/scenario';
import { firstRun, type KeptRun, type RunsState } from './kept-runs';
import { isKeptRun, isMark } from './kept-run-record';

/**
 * A workspace as the one text of its copy (guarantee W4): its scenario, and as much of its kept runs as a copy has room for. The runs are a
 * member that a build without them takes for one of a later build and keeps.
 */

const MEMBER = 'runs';
/** How long the texts of all runs in a copy may be together: it is written again with every change. */
const RUNS_CHARS = 1_000_000;

export function printCopy(scenario: Scenario, { present, kept, lastId }: RunsState): string {
  if (kept.length === 0 && lastId === 1 && !present.isNamed) return printScenario(scenario);
  const runs = { present, lastId, kept: newest(kept).map(toPlain) };
  return printScenario({ ...scenario, others: new Map([...scenario.others, [MEMBER, runs]]) });
}

/** @returns null for a copy that is no scenario, as of a file that was cut */
export function readCopy(text: string): { readonly scenario: Scenario; readonly runs: RunsState } | null {
  try {
    const scenario = parseScenario(text);
    const others = new Map(scenario.others);
    const runs = readRuns(others.get(MEMBER));
    others.delete(MEMBER);
    return { scenario: { ...scenario, others }, runs };
  } catch (error) {
    if (error instanceof ScenarioError) return null;
    throw error;
  }
}

function readRuns(value: unknown): RunsState {
  const { present, lastId, kept } = (value ?? {}) as { readonly [K in keyof RunsState]?: unknown };
  if (!isMark(present) || !Array.isArray(kept)) return firstRun();
  const runs = kept.map(fromPlain).filter(isKeptRun);
  const ids = [
    present.id,
    ...runs.map(({ id }) => id),
    Number.isSafeInteger(lastId) ? (lastId as number) : 0
  ];
  return { present, kept: runs, lastId: Math.max(...ids) };
}

/** The newest whose texts are short enough together. */
function newest(runs: readonly KeptRun[]): KeptRun[] {
  let left = RUNS_CHARS;
  const fits = ({ script, draft }: KeptRun) => (left -= script.length + (draft?.length ?? 0)) >= 0;
  return [...runs].reverse().filter(fits).reverse();
}

/** JSON knows no large whole numbers. */
const toPlain = ({ config, ...run }: KeptRun) => ({
  ...run,
  config: { ...config, start: String(config.start) }
});

function fromPlain(value: unknown): unknown {
  const { config, ...run } = (value ?? {}) as { config?: { start?: unknown } };
  const start = config?.start;
  if (typeof start !== 'string' || !/^\d{1,19}$/.test(start)) return undefined;
  return { ...run, config: { ...config, start: BigInt(start) } };
}
