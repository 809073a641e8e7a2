import { makeRandom, nextInt } from '../../../src/lib/engine/base/random';
import { FAULTS } from './generate/faults';
import { makeFeed } from './generate/feeds';
import { HAPPENINGS, WAITS, WRITES } from './generate/happenings';
import { makeTable } from './generate/tables';
import { Writer, type Feature } from './generate/writer';

/**
 * Random scripts about changefeeds. A seed chooses everything, also which kinds of things happen at all in its script (swarm testing):
 * a fault that is always mixed with all others hides what it does alone.
 */
export interface RandomScript {
  readonly seed: number;
  readonly nodes: number;
  /** Statements and backslash commands, one a line. */
  readonly lines: readonly string[];
}

const SETTINGS: readonly string[] = [
  "kv.closed_timestamp.target_duration = '1s'",
  "changefeed.progress.frontier_persistence.interval = '1s'",
  "changefeed.resolved_timestamp.min_update_interval = '2s'",
  "version = '25.2'",
  "version = '24.1'"
];

export function randomScript(seed: number): RandomScript {
  const random = makeRandom(seed, 'random script');
  const nodes = nextInt(random, 1, 5);
  const w = new Writer(random, nodes);
  for (const setting of SETTINGS) if (w.chance(1, 8)) w.say(`SET CLUSTER SETTING ${setting};`);
  if (w.chance(1, 10)) {
    w.hasRegions = true;
    w.say('ALTER DATABASE defaultdb PRIMARY REGION "us-east1";');
    // A region needs a node of its own.
    w.hasTwoRegions = nodes > 1;
    if (w.hasTwoRegions) w.say('ALTER DATABASE defaultdb ADD REGION "us-west1";');
  }
  for (let i = w.int(1, 3); i > 0; i--) makeTable(w);
  if (w.chance(1, 2)) w.say(`\\topic t1 partitions ${w.int(2, 5)}`);
  const features = [WRITES, WAITS, ...[...HAPPENINGS, ...FAULTS].filter(() => w.chance(1, 4))];
  for (let i = w.int(0, 2); i > 0; i--) WRITES.make(w);
  for (let i = w.int(1, 2); i > 0; i--) makeFeed(w);
  for (let i = w.int(6, 32); i > 0; i--) chosen(w, features).make(w);
  heal(w);
  return { seed, nodes, lines: w.lines };
}

function chosen(w: Writer, features: readonly Feature[]): Feature {
  let at = w.int(
    1,
    features.reduce((sum, { weight }) => sum + weight, 0)
  );
  return features.find(({ weight }) => (at -= weight) <= 0) ?? features[0];
}

/** Everything that stands in a feed's way is taken out of it, and time is left to catch up. */
function heal(w: Writer): void {
  for (const name of w.open) {
    w.useSession(name);
    w.say('COMMIT;', 'ROLLBACK;');
  }
  w.useSession('root');
  w.say('\\heal', '\\registry up', '\\topic auto on');
  for (let node = 1; node <= w.nodes; node++) w.say(`\\node ${node} restart`);
  for (const name of w.schedules) w.say(`DROP SCHEDULE :${name};`);
  for (const { name, uri, sink } of w.feeds) {
    if (sink !== 'null') w.say(`\\sink '${uri}' up`);
    w.say(`RESUME JOB :${name};`);
  }
  w.say('\\wait 40s');
}
