import type { HistorySink } from '../base/events';
import { PlainCodec } from '../base/plain-codec';
import { MAX_RUN_NS, isAtOrBefore, type Nanos, type Timestamp } from '../base/timestamp';
import { watchedTables } from '../changefeed/schema-feed';
import { storageCodecs } from '../storage/storage';
import type { ClientEntry } from './client';
import { isClientIdle } from './client';
import { Cluster } from './cluster';
import { makeEngineState, type EngineState, type RunConfig } from './state';

/**
 * One run: a deterministic function of its configuration and the script lines submitted (design §2). Everything here is
 * synchronous; time is virtual and passes only in `advance`.
 */

export interface Advanced {
  readonly now: Nanos;
  /** `until`: as far as asked. `work`: the work allowed is used up. `idle`: the script has just come to its end. */
  readonly reached: 'until' | 'work' | 'idle';
}

const codec = new PlainCodec(storageCodecs);

export class Engine {
  readonly #state: EngineState;
  readonly #cluster: Cluster;
  #handled = 0;

  private constructor(state: EngineState, history: HistorySink) {
    this.#state = state;
    this.#cluster = new Cluster(state, history);
  }

  static start(run: RunConfig, history: HistorySink): Engine {
    return new Engine(makeEngineState(run), history);
  }

  /** @param history must hold exactly the events that there were when the snapshot was taken */
  static restore(snapshot: Uint8Array, history: HistorySink): Engine {
    return new Engine(codec.decode(snapshot) as EngineState, history);
  }

  /** The whole state between two events, as bytes; equal states give equal bytes. */
  snapshot(): Uint8Array {
    return codec.encode(this.#state);
  }

  get cluster(): Cluster {
    return this.#cluster;
  }

  get run(): RunConfig {
    return this.#state.run;
  }

  get now(): Nanos {
    return this.#cluster.now;
  }

  /** Whether every submitted line has been carried out. */
  get isIdle(): boolean {
    return isClientIdle(this.#state.client);
  }

  /** How many of the lines submitted since the script last rested have been begun. */
  get linesTaken(): number {
    return this.#state.client.taken;
  }

  /** Hands lines to the client, which begins them in order. */
  submit(entries: readonly ClientEntry[]): void {
    this.#cluster.client.submit(entries);
  }

  /** Takes back the lines that have not begun and puts others in their place. */
  replaceRest(entries: readonly ClientEntry[]): void {
    this.#cluster.client.replaceRest(entries);
  }

  /**
   * Lets virtual time pass up to `until`, the end of the run, or `maxWork` units of work (events handled). Slices of any size give
   * the same history.
   * @param stopWhenIdle also stops behind the event that ends the script
   */
  advance(until: Nanos, maxWork = Number.MAX_SAFE_INTEGER, stopWhenIdle = false): Advanced {
    const end = Math.min(until, MAX_RUN_NS);
    const { scheduler } = this.#cluster;
    let wasIdle = this.isIdle;
    for (let work = 0; work < maxWork; work++) {
      const due = scheduler.takeUntil(end);
      if (!due) {
        scheduler.moveTo(Math.max(end, scheduler.now));
        return { now: this.now, reached: 'until' };
      }
      this.#cluster.handle(due);
      this.#handled++;
      if (stopWhenIdle && !wasIdle && this.isIdle) return { now: this.now, reached: 'idle' };
      wasIdle = this.isIdle;
    }
    return { now: this.now, reached: 'work' };
  }

  /** Events handled, and rows visited by statements and queries of feeds, since this object was made. */
  get workDone(): number {
    return this.#handled + this.#cluster.unitsDone;
  }

  /**
   * Lets statements and queries of feeds do so much and no more: one that would is cancelled in the middle. That is for trying a run out; a run
   * that `wasCut` is not the script's, and whoever tried it out throws it away.
   */
  boundWork(units: number): void {
    this.#cluster.mostUnits = this.#cluster.unitsDone + units;
  }

  get wasCut(): boolean {
    return this.#cluster.wasCut;
  }

  /** When the next thing happens; undefined when nothing is due any more. */
  get nextEventAt(): Nanos | undefined {
    return this.#cluster.scheduler.nextAt;
  }

  /**
   * Whether the run has settled (design §8): nothing is under way, and every running feed has persisted (or streamed, without a
   * sink) everything up to `highest`, and has met every schema change of its tables: the backfill or the end that one calls for is under way.
   */
  isSettled(highest: Timestamp): boolean {
    if (!this.isIdle) return false;
    for (const session of this.#cluster.sessions.all)
      if (session.active || session.queue.length > 0) return false;
    if ([...this.#cluster.storage.txns.open].length > 0) return false;
    for (const feed of this.#cluster.changefeeds.feeds) {
      if (feed.job !== null && this.#cluster.jobs.get(feed.job)?.status !== 'running') continue;
      // A stream that waits to begin again has not ended.
      if (feed.job === null && !feed.flow && !this.#cluster.feedJobs.mayRun(feed)) continue;
      const { highWater } = feed;
      if (!highWater || !isAtOrBefore(highest, highWater)) return false;
      const hasMet = (id: number) =>
        this.#cluster.catalog.versions(id).every(({ modified }) => isAtOrBefore(modified, highWater));
      if (!watchedTables(feed).every(hasMet)) return false;
    }
    return [...this.#cluster.jobs.all].every(
      (job) => !job.status.endsWith('-requested') && job.status !== 'reverting'
    );
  }

  /** The latest commit there has been, or undefined. */
  get highestCommit(): Timestamp | undefined {
    return this.#state.highestCommit ?? undefined;
  }
}
