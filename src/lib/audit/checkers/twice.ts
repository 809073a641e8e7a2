import type { MessageEvent } from '../../engine/base/events';
import { isAtOrBefore, isBefore, type Timestamp } from '../../engine/base/timestamp';
import { Checker, type CheckerContext } from '../checker';
import type { BatchFacts, CheckpointFacts, FlowFacts, MessageFacts, SettleFacts } from '../model/facts';
import type { FeedModel } from '../model/feed-model';
import type { Copy } from '../model/sent';
import type { DuplicateCause, DuplicateCount } from '../report';

const question = 'Why twice?';

/** G10: every duplicate has a cause. Duplicates are no violation; one that nothing explains is. */
export class Duplicates extends Checker {
  readonly #judge;
  /** Attempts that failed or were not answered. */
  readonly #failed = new Set<string>();
  readonly #counts = new Map<DuplicateCause, { count: number; example: readonly [number, number] }>();

  constructor(context: CheckerContext) {
    super(context);
    this.#judge = context.judge({
      id: 'G10',
      question,
      name: 'Every duplicate has a cause: a restart, or a batch that had to be sent again',
      facts: 'duplicates'
    });
  }

  get counts(): DuplicateCount[] {
    return [...this.#counts]
      .map(([cause, { count, example }]) => ({ cause, count, example }))
      .sort((a, b) => b.count - a.count);
  }

  override batch({ feed, event }: BatchFacts): void {
    if (event.outcome !== 'ok') this.#failed.add(attempt(feed, event));
  }

  override message({ feed, event, seq, copy, previous, version }: MessageFacts): void {
    if (copy === 1 || !previous) return;
    this.#judge.count();
    const cause = this.#causeOf(feed, event, previous);
    if (!cause) {
      this.#judge.breach(
        feed.name,
        [previous.seq, seq],
        `Key ${event.key ?? ''}: the version of ${this.hlc(event.updated)} was stored again by the same flow, and no batch had failed.`
      );
      return;
    }
    const known = this.#counts.get(cause);
    if (known) known.count++;
    else this.#counts.set(cause, { count: 1, example: [version.first.seq, seq] });
    if ((event.cause === 'replay') !== (event.flow !== version.first.flow))
      this.#judge.breach(
        feed.name,
        [version.first.seq, seq],
        `Key ${event.key ?? ''}: the copy names the cause ${event.cause}, but ${event.flow === version.first.flow ? 'the same flow' : 'another flow'} sent it first.`
      );
  }

  #causeOf(feed: FeedModel, event: MessageEvent, previous: Copy): DuplicateCause | undefined {
    if (this.context.isOutput) return 'of a cause that output does not tell';
    if (event.flow > previous.flow) return 'replay after a restart';
    if (event.flow < previous.flow) return 'late batch of an ended flow';
    if (event.batch !== previous.batch || event.attempt <= previous.attempt) return undefined;
    for (let no = previous.attempt; no < event.attempt; no++)
      if (!this.#failed.has(attempt(feed, { ...event, attempt: no }))) return undefined;
    return 'batch sent again';
  }
}

const attempt = (
  feed: FeedModel,
  { flow, batch, attempt: no }: { readonly flow: number; readonly batch: number; readonly attempt: number }
): string => `${feed.name} ${flow} ${batch} ${no}`;

/** G11: a restart repeats exactly what lies above its checkpoint. */
export class ExactReplay extends Checker {
  readonly #judge;
  readonly #altered = new Set<string>();

  constructor(context: CheckerContext) {
    super(context);
    this.#judge = context.judge({
      id: 'G11',
      question,
      name: 'A restart repeats everything above its checkpoint and nothing at or below it',
      facts: 'messages of restarted flows'
    });
  }

  /** ALTER CHANGEFEED writes other spans than its last checkpoint told. */
  override flow({ feed, event, previous }: FlowFacts): void {
    if (JSON.stringify(previous?.terms) === JSON.stringify(event.terms)) this.#altered.delete(feed.name);
    else this.#altered.add(feed.name);
  }

  /** From where a restarted flow repeats a row; undefined where that cannot be told. */
  #startOf(
    feed: FeedModel,
    row: { readonly table: number | undefined; readonly key: string | null; readonly at: Timestamp }
  ): Timestamp | null | undefined {
    const highWater = feed.flow?.high_water ?? null;
    const { flowFrom } = feed;
    // What an ALTER has made of a scan that was under way is told by no checkpoint.
    if (highWater === null && this.#altered.has(feed.name)) return undefined;
    if (!flowFrom || flowFrom.spans.length === 0) return highWater;
    const { table, key, at } = row;
    if (table === undefined || key === null || this.#altered.has(feed.name)) return undefined;
    const progress = this.context.model.spanProgress(feed, flowFrom, { table, key, at });
    if (!progress) return progress === null ? highWater : undefined;
    return highWater && isBefore(progress, highWater) ? highWater : progress;
  }

  override message({ feed, event, seq, scan, table, rowKey }: MessageFacts): void {
    const { flow } = feed;
    if (!flow || flow.flow !== event.flow || flow.reason === 'start' || scan?.isLate) return;
    this.#judge.count();
    const from = this.#startOf(feed, { table, key: rowKey, at: event.updated }) ?? flow.high_water;
    if (!from || isBefore(from, event.updated)) return;
    this.#judge.breach(
      feed.name,
      [feed.flowSeq, seq],
      `Key ${event.key ?? ''}: the flow began at ${this.hlc(from)} and yet sent the version of ${this.hlc(event.updated)}.`
    );
  }

  /** What was emitted before the restart and lay above the checkpoint has been emitted again by now. */
  override settled({ feed, seq, settled }: SettleFacts): void {
    const { flow } = feed;
    // A stream writes no checkpoints that would tell from where it goes on.
    if (feed.job === null || feed.terms?.acks === 'none') return;
    if (!flow || flow.flow === 1) return;
    for (const { required, sent } of settled) {
      // Spans that had come further than the high-water mark go on from where they were.
      const { table, key, updated: at } = required;
      const from = this.#startOf(feed, { table, key, at });
      if (!sent || from === undefined || (from && isAtOrBefore(required.updated, from))) continue;
      this.#judge.count();
      if (sent.lastFlow >= flow.flow) continue;
      this.#judge.breach(
        feed.name,
        [sent.last.seq, feed.flowSeq, seq],
        `Key ${required.key}: the version of ${this.hlc(required.updated)} lies above the checkpoint of the restart and was not sent again.`
      );
    }
  }
}

/** G13: copies are counted 1, 2, 3 … and lead back to the first. */
export class EmissionCount extends Checker {
  readonly #judge;

  constructor(context: CheckerContext) {
    super(context);
    this.#judge = context.judge({
      id: 'G13',
      question,
      name: 'Copies of a version are counted without holes and lead back to the first',
      facts: 'messages'
    });
  }

  override message({ feed, event, seq, copy, version }: MessageFacts): void {
    // What a checkpoint covers is forgotten here as there.
    if (copy === 1 && feed.highWater && isAtOrBefore(event.updated, feed.highWater)) return;
    this.#judge.count();
    const first = copy === 1 ? null : version.first.seq;
    if (event.emission === copy && event.first === first) return;
    this.#judge.breach(
      feed.name,
      [version.first.seq, seq],
      `Key ${event.key ?? ''}: copy ${copy} of the version of ${this.hlc(event.updated)} is counted as ${event.emission}.`
    );
  }
}

/** What is on its way in one feed's present flow. */
interface InFlight {
  flow: number;
  /** The batch that holds a key until it is acknowledged. */
  readonly holders: Map<string, { readonly batch: number; readonly seq: number }>;
  readonly batches: Map<number, { readonly keys: Set<string>; size: number | null; seq: number }>;
}

/** G14: what a batch is, it stays, and no two on their way share a key. */
export class Batches extends Checker {
  readonly #judge;
  readonly #feeds = new Map<string, InFlight>();
  readonly #stored = new Map<string, number>();

  constructor(context: CheckerContext) {
    super(context);
    this.#judge = context.judge({
      id: 'G14',
      question,
      name: 'A failed batch is sent again whole, and no two batches on their way share a key',
      facts: 'batches'
    });
  }

  override flow({ feed, event }: FlowFacts): void {
    this.#feeds.set(feed.name, { flow: event.flow, holders: new Map(), batches: new Map() });
  }

  override message({ feed, event, seq }: MessageFacts): void {
    const counted = attempt(feed, event);
    this.#stored.set(counted, (this.#stored.get(counted) ?? 0) + 1);
    const state = this.#feeds.get(feed.name);
    if (!state || state.flow !== event.flow) return;
    // CSV has no keys: all its rows would share one.
    if (feed.terms?.format === 'csv') return;
    // Rows of two tables of one name may come from two nodes, which know nothing of each other.
    const key = `${event.topic ?? ''}\u0000${event.table_id ?? ''}\u0000${event.key ?? ''}`;
    const holder = state.holders.get(key);
    if (holder && holder.batch !== event.batch)
      this.#judge.breach(
        feed.name,
        [holder.seq, seq],
        `Key ${event.key ?? ''} was in batch ${event.batch} while batch ${holder.batch} with the same key was not acknowledged.`
      );
    state.holders.set(key, { batch: event.batch, seq });
    const batch = state.batches.get(event.batch);
    if (batch) batch.keys.add(key);
    else state.batches.set(event.batch, { keys: new Set([key]), size: null, seq });
  }

  override batch({ feed, event, seq }: BatchFacts): void {
    const counted = attempt(feed, event);
    const stored = this.#stored.get(counted);
    this.#stored.delete(counted);
    const state = this.#feeds.get(feed.name);
    const batch = state?.flow === event.flow ? state.batches.get(event.batch) : undefined;
    // A batch of which nothing is stored may be one of resolved timestamps.
    if (stored === undefined && !batch) return;
    this.#judge.count();
    if (stored !== undefined && stored !== event.stored && feed.terms?.acks !== 'none')
      this.#judge.breach(
        feed.name,
        [batch?.seq ?? seq, seq],
        `Batch ${event.batch} was stored to ${event.stored} of ${event.messages}, but ${stored} messages of it are there.`
      );
    if (!batch || !state) return;
    if (batch.size !== null && batch.size !== event.messages)
      this.#judge.breach(
        feed.name,
        [batch.seq, seq],
        `Batch ${event.batch} had ${batch.size} messages and was sent again with ${event.messages}.`
      );
    batch.size = event.messages;
    if (event.outcome !== 'ok') return;
    state.batches.delete(event.batch);
    for (const key of batch.keys)
      if (state.holders.get(key)?.batch === event.batch) state.holders.delete(key);
  }
}

/** P6: one flow at a time. */
export class OneFlow extends Checker {
  readonly #judge;
  /** The first batch of each feed's newest flow. */
  readonly #firstBatch = new Map<
    string,
    { readonly flow: number; readonly batch: number; readonly seq: number }
  >();

  constructor(context: CheckerContext) {
    super(context);
    this.#judge = context.judge({
      id: 'P6',
      question,
      name: 'One flow of a changefeed at a time sends',
      facts: 'flows'
    });
  }

  override flow({ feed, event, seq, previous }: FlowFacts): void {
    this.#judge.count();
    if (event.flow === (previous?.flow ?? 0) + 1) return;
    this.#judge.breach(feed.name, [seq], `Flow ${event.flow} began after flow ${previous?.flow ?? 0}.`);
  }

  override message({ feed, event, seq }: MessageFacts): void {
    const flow = feed.flow?.flow ?? 0;
    if (event.flow > flow) {
      this.#judge.breach(feed.name, [seq], `A message of flow ${event.flow}, which has not begun.`);
      return;
    }
    const first = this.#firstBatch.get(feed.name);
    if (event.flow === flow) {
      if (first?.flow !== flow) this.#firstBatch.set(feed.name, { flow, batch: event.batch, seq });
      return;
    }
    // What an ended flow had on its way may still be stored; a batch made later may not.
    if (first?.flow === flow && event.batch > first.batch)
      this.#judge.breach(
        feed.name,
        [first.seq, seq],
        `Flow ${event.flow} sent batch ${event.batch} after flow ${flow} had begun to send.`
      );
  }

  override checkpoint({ feed, event, seq }: CheckpointFacts): void {
    if (!feed.flow || event.flow === feed.flow.flow) return;
    this.#judge.breach(
      feed.name,
      [feed.flowSeq, seq],
      `Flow ${event.flow} wrote a checkpoint while flow ${feed.flow.flow} was running.`
    );
  }
}
