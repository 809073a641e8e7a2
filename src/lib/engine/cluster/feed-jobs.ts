import type { SqlError } from '../base/errors';
import type { Timestamp } from '../base/timestamp';
import type { Feed } from '../changefeed/feed';
import type { FeedOwner } from '../changefeed/host';
import type { Cluster } from './cluster';
import { type JobOwner, type JobRecord } from './jobs';
import type { AlteredFeed, CommitAction } from './session-state';
import { errorOutcome } from './outcome';

/** Ties changefeeds to what a user sees of them: the job of a feed with a sink, the session of a sinkless one. */
export class FeedJobs implements FeedOwner, JobOwner {
  readonly #cluster: Cluster;

  constructor(cluster: Cluster) {
    this.#cluster = cluster;
  }

  // --- the job moves, the feed follows -----------------------------------------------------------------------------

  run(job: JobRecord, reason: 'start' | 'resume'): void {
    const feed = this.#feedOf(job);
    const live = this.#cluster.storage.liveNodes;
    const coordinator =
      live.find((node) => node.id === job.coordinator)?.id ?? live[0]?.id ?? job.coordinator;
    if (reason === 'resume') this.#cluster.connections.refresh(feed);
    this.#cluster.changefeeds.start(feed, reason, coordinator);
  }

  halt(job: JobRecord): void {
    this.#cluster.changefeeds.halt(this.#feedOf(job));
  }

  ended(job: JobRecord): void {
    this.#cluster.changefeeds.end(this.#feedOf(job));
  }

  highWater(job: JobRecord): Timestamp | null {
    return this.#feedOf(job).highWater;
  }

  #feedOf(job: JobRecord): Feed {
    return this.#cluster.changefeeds.get(job.feed!); // a changefeed job has its feed
  }

  #jobOf(feed: Feed): JobRecord | undefined {
    return feed.job === null ? undefined : this.#cluster.jobs.get(feed.job);
  }

  // --- the feed's fate, the job (or session) shows it --------------------------------------------------------------

  retrying(feed: Feed, message: string): void {
    const job = this.#jobOf(feed);
    if (job) this.#cluster.jobs.retrying(job, message);
  }

  failed(feed: Feed, error: SqlError): void {
    const job = this.#jobOf(feed);
    if (!job) return this.endStream(feed.id, error);
    // Asked to pause or end in the meantime, it does that; resumed, it meets the error again.
    if (job.status !== 'running') return;
    if (feed.spec.options.onError === 'pause')
      this.#cluster.jobs.pauseItself(
        job,
        `changefeed failed with error '${error.message}', and on_error=pause keeps it`
      );
    else this.#cluster.jobs.fail(job, error.message);
  }

  succeeded(feed: Feed): void {
    const job = this.#jobOf(feed);
    if (job) {
      // Asked to pause or end in the meantime, it does that; resumed, it finds that nothing is left to do.
      if (job.status === 'running') this.#cluster.jobs.succeed(job);
    } else {
      this.#tellReturned(feed);
      this.endStream(feed.id, undefined);
    }
  }

  /** A stream that is done returns (reference §5.4). Its rows stand in history as messages, so the result only counts them. */
  #tellReturned(feed: Feed): void {
    this.#cluster.history.append({
      type: 'result',
      t: this.#cluster.now,
      statement: feed.statement,
      tag: `EXPERIMENTAL CHANGEFEED ${feed.counters.messages}`,
      columns: [],
      rows: []
    });
  }

  expired(feed: Feed, error: SqlError): void {
    const job = this.#jobOf(feed);
    if (!job) return;
    if (job.status === 'paused') this.#cluster.jobs.cancel(job);
    else if (job.status === 'running') this.#cluster.jobs.fail(job, error.message);
  }

  progressed(feed: Feed): void {
    const job = this.#jobOf(feed);
    if (job) this.#cluster.jobs.progressed(job);
  }

  runsOn(feed: Feed, node: number): void {
    const job = this.#jobOf(feed);
    if (job) job.coordinator = node;
  }

  mayRun(feed: Feed): boolean {
    const job = this.#jobOf(feed);
    if (job) return job.status === 'running';
    return [...this.#cluster.sessions.all].some((session) => session.stream?.feed === feed.id);
  }

  /** ALTER CHANGEFEED has committed: the feed goes on differently when it is resumed. */
  alter(id: number, { spec, highWater, spans, description }: AlteredFeed): void {
    const feed = this.#cluster.changefeeds.get(id);
    Object.assign(feed, { spec, highWater, spans });
    const job = this.#jobOf(feed);
    if (job) this.#cluster.jobs.describe(job, description);
    this.#cluster.changefeeds.altered(feed);
  }

  // --- sinkless feeds ----------------------------------------------------------------------------------------------

  startStream(id: number): void {
    const feed = this.#cluster.changefeeds.get(id);
    this.#cluster.changefeeds.start(feed, 'start', feed.spec.node);
  }

  /** A stream ends: by itself, with an error, or because its session does. */
  endStream(id: number, error: SqlError | undefined): void {
    const feed = this.#cluster.changefeeds.get(id);
    this.#cluster.changefeeds.end(feed);
    const session = [...this.#cluster.sessions.all].find((s) => s.stream?.feed === id);
    if (!session) return;
    const { stream } = session;
    session.stream = null;
    if (error && stream) {
      const outcome = errorOutcome(error);
      if (outcome.kind === 'error') this.#cluster.tellError({ ...stream, text: '' }, outcome);
    }
    this.#cluster.sessions.close(session);
  }

  /** The transaction that made a feed has not committed. */
  forget(action: CommitAction): void {
    if (action.kind === 'startJob') this.#cluster.state.jobs.delete(action.job);
    else if (action.kind === 'startStream') this.endStream(action.feed, undefined);
  }
}
