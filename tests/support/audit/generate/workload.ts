import type { Writer } from './writer';

/** Tables whose rows are written by sessions of a workload, beside everything else; what is watched of them has names of other kinds. */
const WATCHED = [
  'FOR movr.users, movr.rides',
  'FOR movr.vehicle_location_histories',
  'FOR movr.vehicles, movr.user_promo_codes'
];

export function workload(w: Writer): void {
  w.useSession('root');
  if (!w.hasWorkload) {
    w.hasWorkload = true;
    w.say('\\workload init movr');
    const no = ++w.feedsMade;
    const uri = `kafka://broker${no}`;
    const scan = w.pick(['', ", initial_scan = 'no'", ', diff']);
    w.say(
      `CREATE CHANGEFEED ${w.pick(WATCHED)} INTO '${uri}' WITH updated, resolved, min_checkpoint_frequency = '1s'${scan} \\gset f${no}_`
    );
    w.feeds.push({ name: `f${no}_job_id`, sink: 'kafka', uri, paused: false });
  }
  w.say(`\\workload run movr --duration ${w.int(1, 6)}s --rate ${w.int(2, 8)} --sessions ${w.int(1, 3)}`);
}
