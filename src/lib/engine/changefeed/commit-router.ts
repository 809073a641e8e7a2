import { isVersionAfter } from '../storage/mvcc';
import type { CommitListener, Storage } from '../storage/storage';
import type { CommittedWrite, TxnState } from '../storage/txn-state';
import type { AggregatorRunner } from './aggregator';
import type { Feed, Flow } from './feed';

/** A live span of a flow. */
interface Watcher {
  readonly feed: Feed;
  readonly flow: Flow;
  readonly aggregator: number;
  readonly span: number;
}

interface CommitRouterHost {
  readonly storage: Storage;
  readonly feeds: ReadonlyMap<number, Feed>;
  runner(feed: Feed, flow: Flow, aggregator: number): AggregatorRunner;
}

/** Hears of every commit, and hands each written row to the aggregators that watch it. */
export class CommitRouter implements CommitListener {
  readonly #host: CommitRouterHost;
  /** By index; derived from the flows and made anew after a change. */
  #watchers: Map<number, Watcher[]> | null = null;

  constructor(host: CommitRouterHost) {
    this.#host = host;
  }

  /** Flows have begun, ended or gone live. */
  flowsChanged(): void {
    this.#watchers = null;
  }

  committed(_txn: TxnState, writes: readonly CommittedWrite[]): void {
    const watchers = (this.#watchers ??= this.#findWatchers());
    if (watchers.size === 0) return;
    const batches = new Map<
      Flow,
      Map<number, { runner: AggregatorRunner; items: ReturnType<AggregatorRunner['makeItem']>[] }>
    >();
    for (const { index, key, version } of writes) {
      for (const watcher of watchers.get(index) ?? []) {
        const span = watcher.flow.aggregators[watcher.aggregator].spans[watcher.span];
        if (key < span.start || (span.end !== undefined && key >= span.end)) continue;
        // A rangefeed tells nothing at or below the time it was started at.
        if (!isVersionAfter(version, span.resolved)) continue;
        let byAggregator = batches.get(watcher.flow);
        if (!byAggregator) batches.set(watcher.flow, (byAggregator = new Map()));
        let batch = byAggregator.get(watcher.aggregator);
        if (!batch) {
          batch = { runner: this.#host.runner(watcher.feed, watcher.flow, watcher.aggregator), items: [] };
          byAggregator.set(watcher.aggregator, batch);
        }
        batch.items.push(
          batch.runner.makeItem(watcher.span, key, version, this.#host.storage.rangeOf(index, key))
        );
      }
    }
    for (const byAggregator of batches.values())
      for (const { runner, items } of byAggregator.values()) runner.deliver(items);
  }

  #findWatchers(): Map<number, Watcher[]> {
    const watchers = new Map<number, Watcher[]>();
    for (const feed of this.#host.feeds.values()) {
      const flow = feed.flow;
      if (!flow) continue;
      flow.aggregators.forEach((agg, aggregator) => {
        // A backfill interrupts nothing: its aggregator went live before.
        if (agg.phase !== 'live' && agg.boundary === null) return;
        agg.spans.forEach((s, span) => {
          const list = watchers.get(s.index) ?? [];
          list.push({ feed, flow, aggregator, span });
          watchers.set(s.index, list);
        });
      });
    }
    return watchers;
  }
}
