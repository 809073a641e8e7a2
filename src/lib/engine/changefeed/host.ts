import type { HistorySink } from '../base/events';
import type { RandomState } from '../base/random';
import type { Epoch, Nanos, Timestamp } from '../base/timestamp';
import type { SqlError } from '../base/errors';
import type { BatchOutcome, Batch, ClientRef } from '../sinks/sink';
import type { FarEnds } from '../sinks/far/far-ends';
import type { Catalog } from '../catalog/catalog';
import type { ClusterSettings } from '../catalog/cluster-settings';
import type { Storage } from '../storage/storage';
import type { FamilyDef, TableDef } from '../catalog/descriptors';
import type { Feed, KvItem } from './feed';
import type { Registration } from './registrations';
import type { Seams } from './seams';
import type { CompiledQuery, FeedQuery } from './feed-query';

/** What changefeeds ask of the cluster around them, and what they have it wake them for. */

/** Which flow of which feed an event is for. One for a flow that has ended since is dropped. */
interface ForFlow {
  readonly feed: number;
  readonly flow: number;
}

interface ForAggregator extends ForFlow {
  readonly aggregator: number;
}

export type FeedDue =
  /** The flow's plan has reached an aggregator. */
  | (ForAggregator & { readonly kind: 'feed.begin' })
  | (ForAggregator & { readonly kind: 'feed.scan' })
  /** Rangefeed events arrive. */
  | (ForAggregator & { readonly kind: 'feed.arrive'; readonly items: readonly KvItem[] })
  /** An aggregator's ranges are asked how far they have resolved … */
  | (ForAggregator & { readonly kind: 'feed.tick'; readonly at: Nanos })
  /** … and their answers arrive behind all events they cover. */
  | (ForAggregator & { readonly kind: 'feed.frontier'; readonly resolved: readonly Timestamp[] })
  | { readonly kind: 'feed.batch'; readonly batch: Batch }
  | {
      readonly kind: 'feed.answer';
      readonly client: ClientRef;
      readonly node: number;
      readonly no: number;
      readonly attempt: number;
      readonly messages: number;
      readonly stored: number;
      readonly outcome: BatchOutcome;
      readonly error: string | null;
      readonly tooLarge: boolean;
    }
  | { readonly kind: 'feed.resend'; readonly client: ClientRef; readonly no: number }
  | { readonly kind: 'feed.timer'; readonly client: ClientRef }
  /** A schema reaches its registry … */
  | { readonly kind: 'feed.register'; readonly client: ClientRef; readonly registration: Registration }
  /** … whose answer, or the time-out, reaches who has asked … */
  | {
      readonly kind: 'feed.registered';
      readonly client: ClientRef;
      readonly registration: Registration;
      readonly id: number | null;
      readonly error: string | null;
    }
  /** … and who is to ask again now. */
  | { readonly kind: 'feed.reregister'; readonly client: ClientRef; readonly registration: Registration }
  /** An aggregator's progress reaches the coordinator. */
  | (ForAggregator & {
      readonly kind: 'feed.report';
      readonly resolved: readonly Timestamp[];
      readonly boundary: Timestamp | null;
      readonly ended: boolean;
    })
  /** The job record has been written. */
  | (ForFlow & { readonly kind: 'feed.persist' })
  /** The coordinator lets an aggregator go on behind a boundary. */
  | (ForAggregator & { readonly kind: 'feed.proceed'; readonly boundary: Timestamp })
  /** A protected timestamp may have become too old. */
  | { readonly kind: 'feed.expiry'; readonly feed: number }
  /** A failed or orphaned feed is to start again. */
  | (ForFlow & {
      readonly kind: 'feed.restart';
      readonly reason: 'retry' | 'node_lost' | 'boundary' | 'drain';
    })
  /** A drained flow has had its time. */
  | (ForFlow & { readonly kind: 'feed.drained' });

/** How a feed's fate shows in its job (or its session, for a sinkless feed). */
export interface FeedOwner {
  /** A retryable error: the job goes on running and says so. */
  retrying(feed: Feed, message: string): void;
  /** A terminal error: `failed`, or `paused` with `on_error=pause`. */
  failed(feed: Feed, error: SqlError): void;
  succeeded(feed: Feed): void;
  /** Its data is no longer protected: a running feed fails, a paused one is canceled. */
  expired(feed: Feed, error: SqlError): void;
  /** Whether it is to run at all: not paused, cancelled or closed. */
  mayRun(feed: Feed): boolean;
  /** The high-water mark has been persisted. */
  progressed(feed: Feed): void;
  /** A flow begins, coordinated by a node. */
  runsOn(feed: Feed, node: number): void;
}

export interface FeedHost {
  readonly now: Nanos;
  readonly epoch: Epoch;
  /** UUID of the cluster. */
  readonly clusterId: string;
  readonly storage: Storage;
  readonly catalog: Catalog;
  readonly settings: ClusterSettings;
  readonly farEnds: FarEnds;
  readonly history: HistorySink;
  readonly owner: FeedOwner;
  schedule(at: Nanos, due: FeedDue): void;
  /**
   * Compiles a feed's query for a version of its table.
   * @throws SqlError when the query no longer fits the table: terminal for the changefeed
   */
  compileQuery(feed: Feed, query: FeedQuery, table: TableDef, family: FamilyDef | undefined): CompiledQuery;
  /** Time of a message between two nodes (or inside one), slow nodes included. */
  hop(random: RandomState, from: number, to: number): Nanos;
  /** Extra time of everything a node does. */
  nodeDelay(node: number): Nanos;
  /** The mechanism, with the bugs that `\\plant` has put in. */
  readonly seams: Seams;
  /** The node's next rangefeed report at or after a moment. */
  nextReport(node: number, at: Nanos): Nanos;
}
