import type { Nanos } from '../../engine/base/timestamp';
import { shortId } from '../format';
import type { RunView } from './run-view.svelte';

/** The feeds of a run by what panels call them. */
export interface FeedName {
  /** The job, or `statement 4`: as `Workbench` and history have it. */
  readonly id: string;
  readonly name: string;
}

/** The feeds that had begun at a moment. */
export function feedsAt(view: RunView, at: Nanos): FeedName[] {
  return view.tracks.feeds
    .filter((feed) => (feed.flows[0]?.t ?? Infinity) <= at)
    .map(({ id, job, statement }) => ({
      id,
      name: job === null ? `Stream of statement ${statement}` : `Job ${shortId(job)}`
    }));
}
