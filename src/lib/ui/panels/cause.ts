import type { Nanos } from '../../engine/base/timestamp';
import { NS_PER_SECOND } from '../../engine/base/timestamp';
import type { FeedTrack, Stretch, TrackIndex } from '../../timeline/tracks';
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

/** @param behindNs how far back to look: the latency that is to be explained */
export function causeAt(tracks: TrackIndex, t: Nanos, behindNs: Nanos): Cause | undefined {
  const since = t - Math.max(behindNs, 0);
  const lasted = (stretch: Stretch) => stretch.from <= t && (stretch.to ?? Infinity) >= since;
  const fault = tracks.faults.filter(lasted).sort((a, b) => overlap(b, since, t) - overlap(a, since, t))[0];
  if (fault) return { seq: fault.seq, text: `${fault.label}, since ${clock(fault.from)}` };
  const txn = tracks.txns
    .filter((x) => lasted(x) && (x.to ?? t) - x.from >= LONG_TXN_NS)
    .sort((a, b) => a.from - b.from)[0];
  if (txn)
    return {
      seq: txn.seq,
      text: `transaction ${txn.txn} of session ${txn.session} has been open since ${clock(txn.from)}: resolved timestamps do not pass what it may still write`
    };
  return (
    statusCause(tracks.feeds, lasted) ?? failureCause(tracks.feeds, t) ?? checkpointCause(tracks.feeds, t)
  );
}

const overlap = ({ from, to }: Stretch, since: Nanos, t: Nanos): number =>
  Math.min(to ?? Infinity, t) - Math.max(from, since);

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
