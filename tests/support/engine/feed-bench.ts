import type { HistoryEvent } from '../../../src/lib/engine/base/events';
import { makeRandom, nextInt, type RandomState } from '../../../src/lib/engine/base/random';
import { makeSchedulerState, Scheduler } from '../../../src/lib/engine/base/scheduler';
import { Epoch, timestamp, type Nanos, type Timestamp } from '../../../src/lib/engine/base/timestamp';
import { Catalog, makeCatalogState } from '../../../src/lib/engine/catalog/catalog';
import { ClusterSettings } from '../../../src/lib/engine/catalog/cluster-settings';
import type { TableDef } from '../../../src/lib/engine/catalog/descriptors';
import { NEWEST_RELEASE } from '../../../src/lib/engine/base/release';
import { Changefeeds, makeChangefeedsState } from '../../../src/lib/engine/changefeed/changefeeds';
import type { Feed } from '../../../src/lib/engine/changefeed/feed';
import type { FeedDue } from '../../../src/lib/engine/changefeed/host';
import { settleOptions, type GivenOption } from '../../../src/lib/engine/changefeed/options';
import { TRUE_SEAMS } from '../../../src/lib/engine/changefeed/seams';
import { sinkSettings } from '../../../src/lib/engine/changefeed/sink-settings';
import { FarEnds, makeFarEndsState } from '../../../src/lib/engine/sinks/far/far-ends';
import { makeSinkSpec, sinkFamilyOf } from '../../../src/lib/engine/sinks/make-spec';
import { encodeKeyPart } from '../../../src/lib/engine/sql/types/key-encoding';
import { INT, STRING } from '../../../src/lib/engine/sql/types/type';
import { makeStorageState, Storage, DEFAULT_CLOSED_SETTINGS } from '../../../src/lib/engine/storage/storage';

/** Changefeeds over storage alone, without SQL: a table `t (id INT PRIMARY KEY, v STRING)`, commits by hand, virtual time at will. */
export class FeedBench {
  readonly history: HistoryEvent[] = [];
  readonly scheduler = new Scheduler<FeedDue>(makeSchedulerState());
  readonly storage: Storage;
  readonly catalog = new Catalog(makeCatalogState());
  readonly settings = new ClusterSettings(new Map());
  readonly farEnds = new FarEnds(makeFarEndsState());
  readonly changefeeds: Changefeeds;
  readonly table: TableDef;
  readonly ended: string[] = [];
  paused = false;
  #logical = 0;

  constructor(seed = 1, nodes = 3) {
    const clock = () => this.scheduler.now;
    this.storage = new Storage(makeStorageState(Array.from({ length: nodes }, () => '')), {
      closedSettings: DEFAULT_CLOSED_SETTINGS,
      ttl: () => 14_400_000_000_000,
      get now() {
        return clock();
      }
    });
    const history = {
      append: (event: HistoryEvent) => this.history.push(event) - 1,
      get length() {
        return lengthOf();
      }
    };
    const lengthOf = () => this.history.length;
    const hop = (random: RandomState, from: number, to: number) =>
      from === to ? nextInt(random, 50_000, 200_000) : nextInt(random, 1_000_000, 3_000_000);
    this.changefeeds = new Changefeeds(
      makeChangefeedsState(),
      {
        get now() {
          return clock();
        },
        epoch: new Epoch(1_700_000_000_000_000_000n),
        clusterId: '1f2e3d4c-0000-4000-8000-000000000001',
        storage: this.storage,
        catalog: this.catalog,
        settings: this.settings,
        farEnds: this.farEnds,
        history,
        owner: {
          retrying: () => {},
          failed: (_feed, error) => void this.ended.push(error.message),
          succeeded: () => void this.ended.push('succeeded'),
          progressed: () => {},
          runsOn: () => {},
          expired: (_feed, error) => void this.ended.push(error.message),
          mayRun: () => !this.paused
        },
        schedule: (at, due) => this.scheduler.at(at, due),
        hop,
        nodeDelay: () => 0,
        nextReport: (node, at) =>
          Math.ceil((at - node * 100_000_000) / 3_000_000_000) * 3_000_000_000 + node * 100_000_000,
        seams: TRUE_SEAMS,
        compileQuery: () => {
          throw new Error('the bench has no SQL');
        }
      },
      seed
    );
    this.storage.listen(this.changefeeds.commits);
    this.table = this.#makeTable();
  }

  #makeTable(): TableDef {
    const described = {
      version: 1,
      modified: timestamp(-1),
      dropped: false,
      privileges: { owner: 'root', grants: [] }
    };
    const column = { nullable: true, hidden: false, state: 'public' as const };
    const table: TableDef = {
      kind: 'table',
      id: 104,
      name: 't',
      ...described,
      database: 1,
      schema: 2,
      created: timestamp(-1),
      columns: [
        { id: 1, name: 'id', type: INT, slot: 0, ...column },
        { id: 2, name: 'v', type: STRING, slot: 1, ...column }
      ],
      primary: {
        id: 1,
        name: 't_pkey',
        storage: this.storage.addPrimaryIndex(),
        unique: true,
        keys: [{ column: 1, descending: false }],
        storing: [],
        constraint: true,
        notVisible: false,
        inverted: false,
        state: 'public'
      },
      indexes: [],
      families: [{ id: 0, name: 'primary', columns: [1, 2] }],
      checks: [],
      foreignKeys: [],
      nextColumn: 3,
      nextIndex: 2,
      nextFamily: 1,
      nextSlot: 2,
      params: [],
      schemaLocked: false,
      temporary: false
    };
    this.catalog.publish([table]);
    return table;
  }

  key(id: number): string {
    return encodeKeyPart(id, INT, false);
  }

  /** Commits rows in one transaction; a value of null deletes. */
  commit(rows: Record<number, string | null>): Timestamp {
    const ts = timestamp(this.scheduler.now, this.#logical++);
    const txn = this.storage.txns.begin({
      session: 's',
      node: 1,
      ts,
      startedAt: this.scheduler.now,
      recordsReads: false
    });
    for (const [id, v] of Object.entries(rows))
      this.storage.txns.write(txn, {
        index: this.table.primary.storage,
        key: this.key(Number(id)),
        row: v === null ? [Number(id)] : [Number(id), v],
        deleted: v === null,
        families: -1,
        omitted: false
      });
    const seq =
      this.history.push({
        type: 'commit',
        t: this.scheduler.now,
        txn: txn.id,
        session: 's',
        statement: 1,
        mvcc: txn.writeTs,
        writes: []
      }) - 1;
    this.storage.commit(txn, seq);
    return txn.writeTs;
  }

  create(options: Record<string, string | null> = {}, sink = 'kafka://h:9092'): Feed {
    const given: GivenOption[] = Object.entries(options).map(([name, value]) => ({ name, value }));
    const settled = settleOptions(given, {
      sink: sinkFamilyOf(sink, NEWEST_RELEASE),
      query: false,
      queryUsesPrevious: false,
      release: NEWEST_RELEASE,
      partitionAlgEnabled: false
    }).options;
    const now = timestamp(this.scheduler.now, this.#logical++);
    const feed = this.changefeeds.create({
      job: String(this.history.length + 1000),
      statement: 1,
      session: 's',
      spec: {
        targets: [
          {
            table: this.table.id,
            database: 'd',
            schema: 'public',
            statementName: 't',
            tableName: 't',
            byFamily: false,
            topic: 't',
            shownTopic: 't'
          }
        ],
        emptied: [],
        query: null,
        uri: sink,
        options: settled,
        sink: makeSinkSpec(sink, { options: settled, settings: sinkSettings(this.settings) }).spec,
        naming: { sink: sinkFamilyOf(sink, NEWEST_RELEASE), topicName: undefined, topicPrefix: '' },
        statementTime: now,
        startTime: now,
        endTime: null,
        node: 1
      }
    });
    this.changefeeds.start(feed, 'start', 1);
    return feed;
  }

  wait(duration: Nanos): void {
    const until = this.scheduler.now + duration;
    for (let due = this.scheduler.takeUntil(until); due; due = this.scheduler.takeUntil(until))
      this.changefeeds.handle(due);
    this.scheduler.moveTo(until);
  }

  get messages(): Extract<HistoryEvent, { type: 'message' }>[] {
    return this.history.filter((e) => e.type === 'message');
  }

  of<T extends HistoryEvent['type']>(type: T): Extract<HistoryEvent, { type: T }>[] {
    return this.history.filter((e): e is Extract<HistoryEvent, { type: T }> => e.type === type);
  }
}

export const S = 1_000_000_000;
/** Any random stream, for tests that want one. */
export const testRandom = (seed: number) => makeRandom(seed, 'test');
