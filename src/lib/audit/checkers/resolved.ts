import type { ClusterEvent } from '../../engine/base/events';
import {
  isAtOrBefore,
  isBefore,
  nextTimestamp,
  NS_PER_MS,
  sameTimestamp,
  type Nanos,
  type Timestamp
} from '../../engine/base/timestamp';
import { Checker, type CheckerContext } from '../checker';
import type {
  BatchFacts,
  CheckpointFacts,
  CommitFacts,
  Facts,
  FlowFacts,
  MessageFacts,
  ResolvedFacts,
  SettleFacts
} from '../model/facts';
import type { FeedModel } from '../model/feed-model';
import type { SentVersion } from '../model/sent';

const question = 'Exactly when may I trust resolved?';

/** Where resolved timestamps are read: a partition, or the whole sink where it has none. */
const endpoint = (
  feed: FeedModel,
  place: { readonly sink: string; readonly topic: string | null; readonly partition: number | null }
): string => `${feed.name}\u0000${place.sink}\u0000${place.topic ?? ''}\u0000${place.partition ?? ''}`;

interface Published {
  readonly resolved: Timestamp;
  readonly seq: number;
  readonly flow: number;
}

/** G3 and G4: what a resolved timestamp promises at the place where it is read. */
export class ResolvedPromise extends Checker {
  readonly #promise;
  readonly #rising;
  readonly #published = new Map<string, Published>();
  /** Seq of the last delivery of a feed that was not acknowledged: after it the same value may come again. */
  readonly #failed = new Map<string, number>();

  constructor(context: CheckerContext) {
    super(context);
    this.#promise = context.judge({
      id: 'G3',
      question,
      name: 'Behind a resolved timestamp nothing new at or below it arrives',
      facts: 'first messages behind a resolved timestamp'
    });
    this.#rising = context.judge({
      id: 'G4',
      question,
      name: 'Resolved timestamps of a partition never fall',
      facts: 'resolved timestamps'
    });
  }

  override message({ feed, event, seq, copy, scan }: MessageFacts): void {
    if (copy > 1 || scan?.isLate) return;
    const there = this.#published.get(endpoint(feed, event));
    const everywhere = this.#published.get(
      endpoint(feed, { sink: event.sink, topic: null, partition: null })
    );
    const published = there ?? everywhere;
    if (!published) return;
    // A version that a checkpoint has made forget is a copy, and says so itself.
    if (event.emission > 1) return;
    this.#promise.count();
    if (isBefore(published.resolved, event.updated)) return;
    const evidence = [published.seq, seq];
    const sentence = `Key ${event.key ?? ''}: the version of ${this.hlc(event.updated)} first arrived behind the resolved timestamp ${this.hlc(published.resolved)}.`;
    // What is promised in writing is `<`; at the timestamp itself real output is only worth a look.
    if (this.context.isOutput && sameTimestamp(event.updated, published.resolved))
      this.#promise.remark(feed.name, evidence, sentence);
    else this.#promise.breach(feed.name, evidence, sentence);
  }

  override batch({ feed, event, seq }: BatchFacts): void {
    if (event.outcome !== 'ok') this.#failed.set(feed.name, seq);
  }

  override resolved({ feed, event, seq }: ResolvedFacts): void {
    this.#rising.count();
    const place = endpoint(feed, event);
    const last = this.#published.get(place);
    const flow = feed.flow?.flow ?? 0;
    if (last) this.#compare(feed, last, { resolved: event.resolved, seq, flow });
    if (!last || isBefore(last.resolved, event.resolved) || flow !== last.flow)
      this.#published.set(place, { resolved: event.resolved, seq, flow });
  }

  #compare(feed: FeedModel, last: Published, now: Published): void {
    if (isBefore(now.resolved, last.resolved))
      this.#rising.breach(
        feed.name,
        [last.seq, now.seq],
        `Resolved fell from ${this.hlc(last.resolved)} to ${this.hlc(now.resolved)}.`
      );
    else if (
      sameTimestamp(now.resolved, last.resolved) &&
      now.flow === last.flow &&
      (this.#failed.get(feed.name) ?? -1) < last.seq
    )
      this.#rising.breach(
        feed.name,
        [last.seq, now.seq],
        `Resolved ${this.hlc(now.resolved)} was sent twice by one flow, without a failed delivery.`
      );
  }
}

/** P1 and P2: the high-water mark. */
export class HighWater extends Checker {
  readonly #never;
  readonly #minimum;

  constructor(context: CheckerContext) {
    super(context);
    this.#never = context.judge({
      id: 'P1',
      question,
      name: 'The high-water mark never falls',
      facts: 'checkpoints'
    });
    this.#minimum = context.judge({
      id: 'P2',
      question,
      name: 'The high-water mark is the least progress of any span, and nothing is committed below it any more',
      facts: 'checkpoints with a high-water mark'
    });
  }

  override checkpoint({ feed, event, seq, previous, previousSeq }: CheckpointFacts): void {
    this.#never.count();
    const before = previous?.high_water ?? null;
    const now = event.high_water;
    if (before && (!now || isBefore(now, before)))
      this.#never.breach(
        feed.name,
        [previousSeq, seq],
        `The high-water mark fell from ${this.hlc(before)} to ${now ? this.hlc(now) : 'none'}.`
      );
    if (!now) return;
    this.#minimum.count();
    const behind = event.spans.find(({ resolved }) => isBefore(resolved, now));
    if (behind)
      this.#minimum.breach(
        feed.name,
        [seq],
        `The high-water mark ${this.hlc(now)} is above what ${behind.table} ${behind.start} had reached, ${this.hlc(behind.resolved)}.`
      );
  }

  override commit({ writes, seq }: CommitFacts): void {
    for (const feed of this.context.model.feeds.values()) {
      const { highWater, terms } = feed;
      const below =
        highWater &&
        writes.find(
          ({ table, family, mvcc }) =>
            feed.watches(table, family) &&
            isAtOrBefore(mvcc, highWater) &&
            // Without a scan, what lies below its beginning is not the feed's, whenever it is committed.
            (terms?.initial_scan !== 'no' || isBefore(terms.since, mvcc))
        );
      if (below)
        this.#minimum.breach(
          feed.name,
          [feed.checkpointSeq, seq],
          `Key ${below.key} was committed at ${this.hlc(below.mvcc)}, below the high-water mark ${this.hlc(highWater)}.`
        );
    }
  }
}

/** P3: a checkpoint covers only what the sink has acknowledged. */
export class FlushBeforeCheckpoint extends Checker {
  readonly #judge;
  /** Versions whose batches have not been answered yet, by flow, batch and attempt. */
  readonly #open = new Map<string, SentVersion[]>();

  constructor(context: CheckerContext) {
    super(context);
    this.#judge = context.judge({
      id: 'P3',
      question,
      name: 'A checkpoint covers only what the sink has acknowledged',
      facts: 'messages under checkpoints'
    });
  }

  override message({ feed, event, version }: MessageFacts): void {
    const batch = batchOf(feed, event);
    const list = this.#open.get(batch);
    if (list) list.push(version);
    else this.#open.set(batch, [version]);
  }

  override batch({ feed, event }: BatchFacts): void {
    const batch = batchOf(feed, event);
    const versions = this.#open.get(batch);
    if (!versions) return;
    this.#open.delete(batch);
    if (event.outcome === 'ok') for (const version of versions) version.acknowledged = true;
  }

  override settled({ feed, event, seq, settled }: SettleFacts): void {
    if (event.type !== 'checkpoint' || feed.terms?.acks === 'none') return;
    for (const { required, sent } of settled) {
      if (!sent) continue;
      this.#judge.count();
      if (!sent.acknowledged)
        this.#judge.breach(
          feed.name,
          [sent.first.seq, seq],
          `Key ${required.key}: the checkpoint covers ${this.hlc(required.updated)} before the sink had acknowledged it.`
        );
    }
  }
}

const batchOf = (
  feed: FeedModel,
  { flow, batch, attempt }: { readonly flow: number; readonly batch: number; readonly attempt: number }
): string => `${feed.name} ${flow} ${batch} ${attempt}`;

/** What a write of the job record and the ways between nodes may add or take from a distance. */
const PERSIST_SLACK_NS = 200 * NS_PER_MS;

/** P4: resolved timestamps follow persisted high-water marks, and not more often than was asked. */
export class ResolvedAfterPersist extends Checker {
  readonly #judge;
  /** The last distinct value of each feed in its present flow. */
  readonly #last = new Map<string, { readonly resolved: Timestamp; readonly seq: number }>();
  /** The last advance of each high-water mark in its present flow. */
  readonly #advanced = new Map<string, { readonly to: Timestamp; readonly seq: number; readonly t: Nanos }>();
  #isDraining = false;

  constructor(context: CheckerContext) {
    super(context);
    this.#judge = context.judge({
      id: 'P4',
      question,
      name: 'Resolved is sent after its high-water mark was persisted, and not more often than asked',
      facts: 'resolved timestamps'
    });
  }

  override flow({ feed }: FlowFacts): void {
    this.#last.delete(feed.name);
    this.#advanced.delete(feed.name);
  }

  /** A feed on one node flushes no more often than asked; several nodes do so each by itself. */
  override checkpoint({ feed, event, seq }: CheckpointFacts): void {
    const now = event.high_water;
    const last = this.#advanced.get(feed.name);
    if (!now || (last && isAtOrBefore(now, last.to))) return;
    this.#advanced.set(feed.name, { to: now, seq, t: event.t });
    const often = feed.terms?.min_checkpoint_ns ?? 0;
    if (!last || feed.flow?.nodes.length !== 1 || event.t - last.t >= often - PERSIST_SLACK_NS) return;
    if (this.#isDraining || this.#isBoundary(feed, now) || this.#isBoundary(feed, last.to)) return;
    this.#judge.breach(
      feed.name,
      [last.seq, seq],
      `The high-water mark moved again after ${Math.round((event.t - last.t) / NS_PER_MS)} ms, sooner than min_checkpoint_frequency.`
    );
  }

  /** A node that is drained writes down how far it has come, whenever that is. */
  override cluster({ event }: Facts<ClusterEvent>): void {
    if (event.kind === 'node') this.#isDraining = event.value === 'draining';
  }

  override resolved({ feed, event, seq }: ResolvedFacts): void {
    if (feed.job === null)
      return this.#judge.excuse('A changefeed without a job has no persisted high-water mark.');
    this.#judge.count();
    if (!feed.highWater || isBefore(feed.highWater, event.resolved)) {
      this.#judge.breach(
        feed.name,
        [feed.checkpointSeq, seq],
        `Resolved ${this.hlc(event.resolved)} was sent while the persisted high-water mark was ${feed.highWater ? this.hlc(feed.highWater) : 'none'}.`
      );
      return;
    }
    // Up to where the flow began it may come from the one before, or be sent once more.
    const from = feed.flow?.high_water;
    if (from && isAtOrBefore(event.resolved, from)) return;
    const last = this.#last.get(feed.name);
    if (last && isAtOrBefore(event.resolved, last.resolved)) return;
    this.#last.set(feed.name, { resolved: event.resolved, seq });
    if (!last || this.#isBoundary(feed, event.resolved) || this.#isBoundary(feed, last.resolved)) return;
    const asked = feed.terms?.resolved_ns ?? 0;
    if (event.resolved.wall - last.resolved.wall < asked)
      this.#judge.breach(
        feed.name,
        [last.seq, seq],
        `Resolved moved from ${this.hlc(last.resolved)} to ${this.hlc(event.resolved)}, less than the distance asked for.`
      );
  }

  /** Schema changes and the end of a feed are told at once and exactly. */
  #isBoundary({ terms }: FeedModel, resolved: Timestamp): boolean {
    const next = nextTimestamp(resolved);
    if (terms?.end && sameTimestamp(terms.end, next)) return true;
    if (terms && sameTimestamp(terms.since, resolved)) return true;
    return (terms?.targets ?? []).some(({ table }) =>
      [next, resolved].some((ts) => this.context.model.ledger.isSchemaChange(table, ts))
    );
  }
}
