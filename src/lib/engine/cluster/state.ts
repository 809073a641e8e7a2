import { makeWorkloadsState, type WorkloadsState } from './workload/workloads';
import type { SchedulerState } from '../base/scheduler';
import { makeSchedulerState } from '../base/scheduler';
import { makeRandom, type RandomState } from '../base/random';
import type { Timestamp } from '../base/timestamp';
import { makeCatalogState, type CatalogState } from '../catalog/catalog';
import type { SettingsState } from '../catalog/cluster-settings';
import { makeChangefeedsState, type ChangefeedsState } from '../changefeed/changefeeds';
import type { FeedDue } from '../changefeed/host';
import { makeFarEndsState, type FarEndsState } from '../sinks/far/far-ends';
import { makeStorageState, type StorageState } from '../storage/storage';
import { makeClientState, type ClientState } from './client';
import type { ConnectionDue } from './connection-watch';
import type { UniqueIdState } from './ids';
import type { JobsState } from './jobs';
import type { SchemaChangesState } from './schema/change-state';
import type { ReclaimDue, ReclaimsState } from './schema/reclaim';
import type { SchemaChangeDue } from './schema/schema-changes';
import type { SchedulesState } from './schedules/schedule-state';
import type { ScheduleDue } from './schedules/schedules';
import type { TtlDue, TtlRunsState } from './schedules/ttl-jobs';
import { makeSequencesState, type SequencesState } from './sequences';
import { makeSessionsState, type SessionDue, type SessionsState } from './sessions';

/** What a run is made of before its script (design §5a). */
export interface RunConfig {
  /** 0 … 2³²−1 */
  readonly seed: number;
  /** Nanoseconds since 1970 of virtual time zero. */
  readonly start: bigint;
  /** 1 … 9 */
  readonly nodes: number;
  readonly version: string;
  /** Locality text of each node, such as `region=us-east1,zone=a`; shorter than the cluster is fine. */
  readonly localities: readonly string[];
}

export const DEFAULT_RUN: RunConfig = {
  seed: 1,
  start: 1_700_000_000_000_000_000n,
  nodes: 3,
  version: '26.2',
  localities: []
};

/** Everything that may be due. */
export type Due =
  | FeedDue
  | SessionDue
  | { readonly kind: 'client.turn' }
  | SchemaChangeDue
  | ScheduleDue
  | TtlDue
  | ReclaimDue
  | ConnectionDue
  | { readonly kind: 'job.settle'; readonly job: string }
  | { readonly kind: 'node.leases'; readonly node: number }
  | { readonly kind: 'fault.end'; readonly fault: number }
  | { readonly kind: 'workload.tick'; readonly run: number };

/** The whole of a run between two events: plain data but for what `storageCodecs` name. */
export interface EngineState {
  readonly format: 1;
  readonly run: RunConfig;
  scheduler: SchedulerState<Due>;
  storage: StorageState;
  catalog: CatalogState;
  settings: SettingsState;
  farEnds: FarEndsState;
  feeds: ChangefeedsState;
  jobs: JobsState;
  sessions: SessionsState;
  schemaChanges: SchemaChangesState;
  schedules: SchedulesState;
  ttlRuns: TtlRunsState;
  reclaims: ReclaimsState;
  /** Bugs put in by `\\plant`. */
  planted: string[];
  workloads: WorkloadsState;
  client: ClientState;
  ids: UniqueIdState;
  sequences: SequencesState;
  /** Chance of the cluster itself: report phases, unclaimed latencies. */
  random: RandomState;
  clusterId: string;
  /** The latest commit of rows there has been. */
  highestCommit: Timestamp | null;
}

export function makeEngineState(run: RunConfig): EngineState {
  const localities = Array.from({ length: run.nodes }, (_, i) => run.localities[i] ?? '');
  return {
    format: 1,
    run,
    scheduler: makeSchedulerState(),
    storage: makeStorageState(localities),
    catalog: makeCatalogState(),
    settings: new Map(run.version === DEFAULT_RUN.version ? [] : [['version', run.version]]),
    farEnds: makeFarEndsState(),
    feeds: makeChangefeedsState(),
    jobs: new Map(),
    sessions: makeSessionsState(run.seed),
    schemaChanges: new Map(),
    schedules: new Map(),
    ttlRuns: new Map(),
    reclaims: new Map(),
    planted: [],
    workloads: makeWorkloadsState(),
    client: makeClientState(),
    ids: { last: 0 },
    sequences: makeSequencesState(),
    random: makeRandom(run.seed, 'cluster'),
    clusterId: '',
    highestCommit: null
  };
}
