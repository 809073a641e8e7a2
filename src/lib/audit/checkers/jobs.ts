import type { ClusterEvent, FaultEvent, JobStatus } from '../../engine/base/events';
import {
  isAtOrBefore,
  isBefore,
  NS_PER_SECOND,
  previousTimestamp,
  type Nanos,
  type Timestamp
} from '../../engine/base/timestamp';
import { retryError } from '../../history/job-state';
import { Checker, type CheckerContext } from '../checker';
import type {
  CheckpointFacts,
  Facts,
  FlowFacts,
  JobFacts,
  MessageFacts,
  ResolvedFacts,
  ScanFacts
} from '../model/facts';
import type { FeedModel } from '../model/feed-model';

const question = 'Does the job keep its word?';

/** Documented moves (reference §8.4). A status may be told again. */
const MOVES: Readonly<Record<JobStatus, readonly JobStatus[]>> = {
  pending: ['running', 'pause-requested', 'cancel-requested', 'failed'],
  running: ['pause-requested', 'cancel-requested', 'reverting', 'succeeded'],
  'pause-requested': ['paused', 'cancel-requested', 'running'],
  paused: ['running', 'cancel-requested'],
  'cancel-requested': ['reverting', 'canceled'],
  reverting: ['canceled', 'failed'],
  canceled: [],
  failed: [],
  succeeded: []
};

/** P7: jobs move as documented and never leave an end. */
export class StatusMoves extends Checker {
  readonly #judge;

  constructor(context: CheckerContext) {
    super(context);
    this.#judge = context.judge({
      id: 'P7',
      question,
      name: 'A job moves between its statuses as documented and never leaves an end',
      facts: 'moves'
    });
  }

  override job({ event, seq, previous }: JobFacts): void {
    if (previous?.status === event.status) return;
    this.#judge.count();
    if (!previous) {
      if (event.status !== 'pending' && event.status !== 'running')
        this.#judge.breach(event.job, [seq], `The job begins as ${event.status}.`);
      return;
    }
    if (MOVES[previous.status].includes(event.status)) return;
    this.#judge.breach(
      event.job,
      [previous.seq, seq],
      `The job moved from ${previous.status} to ${event.status}.`
    );
  }
}

/** P8: a paused job sends nothing and stays where it is. What was on its way when it paused may still arrive. */
export class PausedIsSilent extends Checker {
  readonly #judge;
  /** Highest batch that had been seen before the pause. */
  readonly #paused = new Map<string, { readonly seq: number; readonly t: Nanos }>();

  constructor(context: CheckerContext) {
    super(context);
    this.#judge = context.judge({
      id: 'P8',
      question,
      name: 'A paused job sends nothing and its high-water mark stands still',
      facts: 'pauses'
    });
  }

  override job({ feed, event, seq }: JobFacts): void {
    if (!feed) return;
    if (event.status !== 'paused') {
      this.#paused.delete(feed.name);
      return;
    }
    this.#judge.count();
    this.#paused.set(feed.name, { seq, t: event.t });
  }

  override message({ feed, event, seq }: MessageFacts): void {
    this.#look(feed, event.t, seq, 'A message was stored');
  }

  override resolved({ feed, event, seq }: ResolvedFacts): void {
    this.#look(feed, event.t, seq, 'A resolved timestamp was sent');
  }

  override checkpoint({ feed, event, seq }: CheckpointFacts): void {
    const paused = this.#paused.get(feed.name);
    if (paused) this.#breach(feed, paused.seq, seq, 'A checkpoint was written');
    void event;
  }

  #look(feed: FeedModel, t: Nanos, seq: number, what: string): void {
    const paused = this.#paused.get(feed.name);
    if (paused && t - paused.t > ON_ITS_WAY_NS) this.#breach(feed, paused.seq, seq, what);
  }

  #breach(feed: FeedModel, paused: number, seq: number, what: string): void {
    this.#judge.breach(feed.name, [paused, seq], `${what} while the job was paused.`);
  }
}

/** How long a request that had been sent may take to be stored. */
const ON_ITS_WAY_NS = NS_PER_SECOND;

const FIRST_WAIT_NS = NS_PER_SECOND;
/** The cap of 30 s with a fifth on top, and what it takes to begin. */
const LONGEST_WAIT_NS = 37 * NS_PER_SECOND;

/** P9: retryable errors are retried after a while, terminal ones end the feed and say why. */
export class ErrorsSorted extends Checker {
  readonly #judge;
  readonly #transient = new Map<string, { readonly seq: number; readonly t: Nanos }>();
  #nodesDown = false;
  #settingsChanged = false;

  constructor(context: CheckerContext) {
    super(context);
    this.#judge = context.judge({
      id: 'P9',
      question,
      name: 'Errors that may pass are retried after a wait; the others end or pause the job and are named',
      facts: 'errors'
    });
  }

  override cluster({ event }: Facts<ClusterEvent>): void {
    if (event.kind === 'node') this.#nodesDown ||= event.value !== 'up';
    if (event.kind === 'setting') this.#settingsChanged = true;
  }

  override fault({ event }: Facts<FaultEvent>): void {
    if (event.kind === 'partition') this.#nodesDown = true;
  }

  override job({ feed, event, seq }: JobFacts): void {
    if (!feed) return;
    if (retryError(event) !== null) this.#transient.set(feed.name, { seq, t: event.t });
    else this.#transient.delete(feed.name);
    if (event.status !== 'failed') return;
    this.#judge.count();
    if (!event.error) this.#judge.breach(feed.name, [seq], 'The job failed and does not say why.');
  }

  override flow({ feed, event, seq }: FlowFacts): void {
    const error = this.#transient.get(feed.name);
    this.#transient.delete(feed.name);
    // A stream has no job that would tell its errors.
    if (event.reason !== 'retry' || feed.job === null) return;
    this.#judge.count();
    if (!error) {
      this.#judge.breach(feed.name, [seq], 'The changefeed began again after an error that was not told.');
      return;
    }
    const wait = event.t - error.t;
    if (wait >= FIRST_WAIT_NS && (wait <= LONGEST_WAIT_NS || this.#nodesDown || this.#settingsChanged))
      return;
    this.#judge.breach(
      feed.name,
      [error.seq, seq],
      `The changefeed began again ${wait / NS_PER_SECOND} s after its error.`
    );
  }
}

/** P12: what a feed may still have to read is protected as long as it lives. */
export class Protection extends Checker {
  readonly #judge;
  readonly #protected = new Map<string, { readonly ts: Timestamp; readonly seq: number }>();
  /** Feeds that have ended and whose record is still there. */
  readonly #ended = new Map<string, { readonly seq: number; readonly t: Nanos }>();

  constructor(context: CheckerContext) {
    super(context);
    this.#judge = context.judge({
      id: 'P12',
      question,
      name: 'What a job may still have to read is protected from collection until it ends',
      facts: 'protection records'
    });
  }

  override event({ event, seq }: Facts): void {
    for (const [name, ended] of this.#ended) if (event.t > ended.t) this.#keptTooLong(name, [ended.seq, seq]);
  }

  override end(): void {
    for (const [name, { seq }] of this.#ended) this.#keptTooLong(name, [seq]);
  }

  #keptTooLong(name: string, evidence: readonly number[]): void {
    this.#ended.delete(name);
    this.#judge.breach(name, evidence, 'The job ended and its protected timestamp was not released.');
  }

  override cluster(facts: Facts<ClusterEvent>): void {
    if (facts.event.kind === 'protect') this.#protect(facts);
    else if (facts.event.kind === 'gc') this.#collect(facts);
  }

  #protect({ event, seq }: Facts<ClusterEvent>): void {
    this.#judge.count();
    const name = event.target;
    const feed = this.context.model.feeds.get(name);
    if (event.value === 'released') {
      this.#protected.delete(name);
      this.#ended.delete(name);
      if (feed?.job !== null && feed && !feed.hasEnded)
        this.#judge.breach(
          name,
          [seq],
          `The protection of a job that is ${feed.status ?? 'running'} was released.`
        );
      return;
    }
    const ts = this.context.epoch.parseHlc(event.value);
    if (!ts) return;
    const before = this.#protected.get(name);
    this.#protected.set(name, { ts, seq });
    if (before && isBefore(ts, before.ts))
      this.#judge.breach(name, [before.seq, seq], 'The protected timestamp fell.');
    const highWater = feed?.highWater;
    if (highWater && isBefore(highWater, ts))
      this.#judge.breach(
        name,
        [feed.checkpointSeq, seq],
        `The protected timestamp ${event.value} is above the high-water mark ${this.hlc(highWater)}.`
      );
  }

  #collect({ event, seq }: Facts<ClusterEvent>): void {
    const threshold = this.context.epoch.parseHlc(event.value);
    const table = this.context.model.ledger.tableNamed(event.target);
    if (!threshold || table === undefined) return;
    for (const [name, record] of this.#protected) {
      const feed = this.context.model.feeds.get(name);
      if (!feed || feed.targetsOf(table).length === 0) continue;
      this.#judge.count();
      if (isAtOrBefore(record.ts, threshold))
        this.#judge.breach(
          name,
          [record.seq, seq],
          `Collection of ${event.target} reached ${event.value}, where ${this.hlc(record.ts)} is protected.`
        );
    }
  }

  override job({ feed, event, seq }: JobFacts): void {
    if (feed?.hasEnded && this.#protected.has(feed.name)) this.#ended.set(feed.name, { seq, t: event.t });
  }
}

/** P13: nothing is read below the threshold of collection. */
export class NoReadBelowGc extends Checker {
  readonly #judge;
  readonly #thresholds = new Map<string, { readonly ts: Timestamp; readonly seq: number }>();

  constructor(context: CheckerContext) {
    super(context);
    this.#judge = context.judge({
      id: 'P13',
      question,
      name: 'A scan below what was collected is an error, never fewer rows',
      facts: 'scans of collected tables'
    });
  }

  override cluster({ event, seq }: Facts<ClusterEvent>): void {
    const ts = event.kind === 'gc' ? this.context.epoch.parseHlc(event.value) : undefined;
    if (ts) this.#thresholds.set(event.target, { ts, seq });
  }

  override scan({ feed, event, seq }: ScanFacts): void {
    const threshold = this.#thresholds.get(event.table);
    if (!threshold || event.state !== 'begin') return;
    this.#judge.count();
    // What a catch-up scan reads lies after its time.
    const least = event.kind === 'catch_up' ? previousTimestamp(threshold.ts) : threshold.ts;
    if (isBefore(least, event.at)) return;
    this.#judge.breach(
      feed.name,
      [threshold.seq, seq],
      `${event.table} was scanned at ${this.hlc(event.at)}, and collected up to ${this.hlc(threshold.ts)}.`
    );
  }
}
