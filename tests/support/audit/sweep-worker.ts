import { parentPort } from 'node:worker_threads';
import { HARMS, putAwayEvery, struckAt, undisturbed, type Undisturbed } from './sweep';

/** One script with one harm, or put away and taken up again where no harm is named. */
export interface SweepTask {
  readonly name: string;
  readonly script: string;
  readonly harm: number | null;
  /** How many moments of the run are tried, evenly spread; Infinity for every event. */
  readonly moments: number;
}

export interface SweepResult {
  readonly runs: number;
  readonly events: number;
  readonly faults: readonly string[];
}

/** Each script runs undisturbed once, for all harms that this worker does to it. */
const known = new Map<string, Undisturbed>();

function undisturbedOnce(script: string): Undisturbed {
  let run = known.get(script);
  if (!run) known.set(script, (run = undisturbed(script)));
  return run;
}

function sweep({ name, script, harm, moments }: SweepTask): SweepResult {
  const like = undisturbedOnce(script);
  const { events, history } = like;
  const stride = Math.max(1, Math.floor(events / moments));
  if (harm === null) {
    const same = putAwayEvery(script, stride) === history;
    return {
      runs: 1,
      events,
      faults: same ? [] : [`${name}: put away every ${stride} events, it goes on otherwise`]
    };
  }
  const faults: string[] = [];
  let runs = 0;
  // Each harm begins at another event, so that together they meet more of them.
  for (let at = harm % stride; at < events; at += stride) {
    runs++;
    const found = struckAt(script, { harm: HARMS[harm], at, like });
    if (found.length > 0) faults.push(`${name}: ${HARMS[harm].name} at event ${at}\n${found.join('\n')}`);
  }
  return { runs, events, faults };
}

parentPort?.on('message', (task: SweepTask) => parentPort?.postMessage(sweep(task)));
