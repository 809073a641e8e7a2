import type { Nanos } from '../../engine/base/timestamp';
import { NS_PER_SECOND } from '../../engine/base/timestamp';
import type { FaultStretch, FeedTrack, Stretch, TrackIndex, TxnStretch } from '../../timeline/tracks';
import { clock } from '../format';

/** Why a feed was behind, slow or silent at a moment: what history says was going on, the most telling first. */
export interface Cause {
  /** The event to look at. */
  readonly seq: number;
  readonly text: string;
}

/** Shorter transactions hold nothing back that anybody would notice. */
const LONG_TXN_NS = NS_PER_SECOND;
/** How long after its failure a batch still explains something. */
const FAILURE_NS = 30 * NS_PER_SECOND;

/**
 * @param tracks of the whole run, or with the feeds that are asked about
 * @param behindNs how far back to look: the latency that is to be explained
 */
export function causeAt(
  { faults, txns, feeds }: Pick<TrackIndex, 'faults' | 'txns' | 'feeds'>,
  t: Nanos,
  behindNs: Nanos
): Cause | undefined {
  const since = t - Math.max(behindNs, 0);
  const lasted = (stretch: Stretch) => stretch.from <= t && (stretch.to ?? Infinity) >= since;
  const struck = faults.filter(lasted).map((fault) => ({ began: fault.from, cause: faultCause(fault) }));
  const held = txns
    .filter((txn) => lasted(txn) && txn.wrote !== null && txn.wrote <= t)
    .filter((txn) => (txn.to ?? t) - txn.from >= LONG_TXN_NS)
    .map((txn) => ({ began: txn.wrote ?? txn.from, cause: txnCause(txn, t) }));
  // What began where progress ended: a node that is long down holds nothing back any more.
  const [nearest] = [...struck, ...held].sort(
    (a, b) => Math.abs(a.began - since) - Math.abs(b.began - since)
  );
  return nearest?.cause ?? statusCause(feeds, lasted) ?? failureCause(feeds, t) ?? checkpointCause(feeds, t);
}

const faultCause = ({ seq, label, from }: FaultStretch): Cause => ({
  seq,
  text: `${label}, since ${clock(from)}`
});

/** Resolved timestamps stay below intents, so below the first row that an open transaction has written (guarantees S4). */
function txnCause({ seq, txn, session, from, to }: TxnStretch, t: Nanos): Cause {
  const who = `transaction ${txn} of session ${session}`;
  const text =
    to === null || to > t
      ? `${who} has been open since ${clock(from)}: until it commits or rolls back, resolved timestamps do not pass what it has written`
      : `${who} was open from ${clock(from)} to ${clock(to)}: until then, resolved timestamps did not pass what it had written`;
  return { seq, text };
}

function statusCause(feeds: readonly FeedTrack[], lasted: (stretch: Stretch) => boolean): Cause | undefined {
  for (const feed of feeds) {
    const held = feed.statuses.find((s) => lasted(s) && (s.status === 'paused' || s.status === 'retrying'));
    if (held) return { seq: held.seq, text: `the job was ${held.status}, from ${clock(held.from)} on` };
  }
  return undefined;
}

function failureCause(feeds: readonly FeedTrack[], t: Nanos): Cause | undefined {
  const failures = feeds.flatMap((feed) => feed.failures);
  const last = failures.findLast((failure) => failure.t <= t && t - failure.t <= FAILURE_NS);
  return last && { seq: last.seq, text: `the sink did not take a batch at ${clock(last.t)}` };
}

function checkpointCause(feeds: readonly FeedTrack[], t: Nanos): Cause | undefined {
  const last = feeds
    .flatMap((feed) => feed.checkpoints)
    .sort((a, b) => a.t - b.t)
    .findLast((checkpoint) => checkpoint.t <= t);
  return (
    last && {
      seq: last.seq,
      text: `nothing is wrong: the last checkpoint was at ${clock(last.t)}, and min_checkpoint_frequency sets when the next one comes`
    }
  );
}
