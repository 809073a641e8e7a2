import { nextInt } from '../base/random';
import { NS_PER_SECOND, sameTimestamp, type Nanos } from '../base/timestamp';
import { releaseOf } from '../base/release';
import type { Feed } from './feed';
import type { FeedDue, FeedHost } from './host';
import { nodesFor } from './locality';

const FIRST_BACKOFF_NS = NS_PER_SECOND;
/** In releases before 23.2. */
const OLD_FIRST_BACKOFF_NS = 5 * NS_PER_SECOND;

type RestartDue = Extract<FeedDue, { kind: 'feed.restart' }>;

/** When a feed whose flow has ended begins again, and on which node (reference §5.11). */
export class Restarts {
  readonly #host: FeedHost;
  readonly #start: (feed: Feed, reason: RestartDue['reason'], coordinator: number) => void;

  constructor(
    host: FeedHost,
    start: (feed: Feed, reason: RestartDue['reason'], coordinator: number) => void
  ) {
    this.#host = host;
    this.#start = start;
  }

  schedule(feed: Feed, delay: Nanos, reason: RestartDue['reason']): void {
    if (reason === 'retry' || reason === 'node_lost') feed.counters.retries++;
    this.#host.schedule(this.#host.now + delay, {
      kind: 'feed.restart',
      feed: feed.id,
      flow: feed.flows,
      reason
    });
  }

  due(feed: Feed, { flow, reason }: RestartDue): void {
    // Paused, cancelled or started otherwise in the meantime.
    if (feed.flow || feed.flows !== flow || !this.#host.owner.mayRun(feed)) return;
    const coordinator = this.#chooseCoordinator(feed);
    if (coordinator === undefined) return this.schedule(feed, NS_PER_SECOND, reason);
    this.#start(feed, reason, coordinator);
  }

  /** The node of the statement while it lives and may, else the first node that may. */
  #chooseCoordinator(feed: Feed): number | undefined {
    const nodes = nodesFor(feed, this.#host.storage);
    return nodes.find((node) => node.id === feed.spec.node)?.id ?? nodes[0]?.id;
  }

  /** 1 s, doubling up to the cap, with up to a fifth at random; from the beginning again after health or progress. */
  backoff(feed: Feed): Nanos {
    const retry = feed.retry;
    const healthy =
      this.#host.now - retry.failedAt >= this.#host.settings.duration('changefeed.retry_backoff_reset');
    const progressed =
      this.#host.settings.isAtLeast(releaseOf(26, 2)) &&
      feed.highWater !== null &&
      (retry.highWater === null || !sameTimestamp(feed.highWater, retry.highWater));
    if (healthy || progressed) retry.failures = 0;
    let wait = this.#host.settings.isAtLeast(releaseOf(23, 2)) ? FIRST_BACKOFF_NS : OLD_FIRST_BACKOFF_NS;
    const cap = this.#host.settings.duration('changefeed.max_retry_backoff');
    for (let i = 0; i < retry.failures && wait < cap; i++) wait *= 2;
    wait = Math.min(wait, cap);
    retry.failures++;
    retry.failedAt = this.#host.now;
    retry.highWater = feed.highWater;
    return this.#host.seams.backoff(wait + nextInt(feed.random, 0, Math.floor(wait / 5)));
  }
}
