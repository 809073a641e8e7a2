import { Engine } from '../lib/engine/cluster/engine';
import type { RunConfig } from '../lib/engine/cluster/state';
import { Epoch, MIN_TIMESTAMP, NS_PER_SECOND, type Nanos } from '../lib/engine/base/timestamp';
import { HistoryLog } from '../lib/history/log';
import { readScript } from '../lib/scenario/script';
import type { Scenario } from '../lib/scenario/scenario';

/** How long a run may take to settle after its last line (design §8). */
const SETTLE_LIMIT_NS = 600 * NS_PER_SECOND;
/** How often it is looked at whether it has. */
const SETTLE_STEP_NS = 100_000_000;
/** Far beyond any script: the line that ends a run is its last one. */
const END: Nanos = 100 * 86_400 * NS_PER_SECOND;

export function runConfig(scenario: Scenario): RunConfig {
  const { seed, start, cluster } = scenario;
  return { seed, start: BigInt(start), ...cluster };
}

/** Runs a scenario's script to its end and, unless told otherwise, until the run has settled. */
export function runScenario(
  scenario: Scenario,
  options: { readonly settle: boolean; readonly until?: Nanos }
): { log: HistoryLog; epoch: Epoch; engine: Engine } {
  const log = new HistoryLog();
  const config = runConfig(scenario);
  const engine = Engine.start(config, log);
  engine.submit(readScript(scenario.script));
  if (!engine.isIdle) engine.advance(options.until ?? END, Number.MAX_SAFE_INTEGER, true);
  if (options.until !== undefined) engine.advance(options.until);
  else if (options.settle) settle(engine);
  return { log, epoch: new Epoch(config.start), engine };
}

function settle(engine: Engine): void {
  const highest = engine.highestCommit ?? MIN_TIMESTAMP;
  const limit = engine.now + SETTLE_LIMIT_NS;
  while (engine.now < limit && !engine.isSettled(highest))
    engine.advance(Math.min(limit, engine.now + SETTLE_STEP_NS));
}
