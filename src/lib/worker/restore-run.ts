import type { RunConfig } from '../engine/cluster/state';
import type { Scenario } from '../scenario/scenario';
import { RunHost } from './run-host';
import type { StoredRun } from './store';

/** Brings back what this browser had stored. */

export function configOf({ seed, start, cluster }: Scenario): RunConfig {
  return { seed, start: BigInt(start), ...cluster };
}

/** From its snapshot where that is good, else from its script. */
export function restoreRun(stored: StoredRun): { host: RunHost; repaired: string | null } {
  const restored = stored.state && restoreHost(stored, stored.state);
  if (restored) return { host: restored, repaired: stored.problem };
  const host = new RunHost(stored.config);
  host.setScript(stored.script);
  host.advance(stored.now, Number.MAX_SAFE_INTEGER);
  return { host, repaired: stored.problem };
}

function restoreHost({ config, script, now }: StoredRun, state: NonNullable<StoredRun['state']>) {
  try {
    const host = RunHost.restore(config, script, state);
    host?.advance(now, Number.MAX_SAFE_INTEGER);
    return host;
  } catch {
    // A snapshot that passes its checksum and is none of this engine's: whatever it breaks, the script makes the run again.
    return undefined;
  }
}
