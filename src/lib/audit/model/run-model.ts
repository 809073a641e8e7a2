import type {
  CheckpointEvent,
  ClusterEvent,
  FeedTerms,
  FlowEvent,
  HistoryEvent,
  JobEvent,
  MessageEvent,
  ResolvedEvent,
  ScanEvent,
  SchemaChangeEvent,
  WatchedTarget
} from '../../engine/base/events';
import {
  isAtOrBefore,
  isBefore,
  MAX_TIMESTAMP,
  sameTimestamp,
  type Nanos,
  type Timestamp
} from '../../engine/base/timestamp';
import type { RowReader } from '../../history/row-reader';
import type { CheckpointFacts, FlowFacts, JobFacts, MessageFacts } from './facts';
import { FeedModel, type KnownScan, type Required, type Settled } from './feed-model';
import { Ledger, type ColumnChange, type LedgerWrite } from './ledger';
import type { Copy, SentVersion } from './sent';
import { shownRow } from './shown-row';

/** The run as its history tells it: what was committed, what each feed owes, what its far end has stored. */
export class RunModel {
  readonly ledger = new Ledger();
  readonly feeds = new Map<string, FeedModel>();
  readonly #rows: RowReader | undefined;
  readonly #jobs = new Map<string, { status: JobEvent['status']; seq: number }>();

  constructor(rows: RowReader | undefined) {
    this.#rows = rows;
  }

  /** The feed that an event names, made when it is first heard of. */
  feedOf({ job, statement }: { readonly job: string | null; readonly statement: number }): FeedModel {
    const name = job ?? `statement ${statement}`;
    let feed = this.feeds.get(name);
    if (!feed) this.feeds.set(name, (feed = new FeedModel(name, job, statement)));
    return feed;
  }

  /** The feed of an event that names the job alone. */
  feedOfJob(job: string): FeedModel | undefined {
    return this.feeds.get(job);
  }

  // --- what feeds owe ----------------------------------------------------------------------------------------------

  /** @returns what the commit wrote, table by table */
  commit(event: Extract<HistoryEvent, { type: 'commit' }>, seq: number): LedgerWrite[] {
    const writes = this.ledger.noteCommit(event, seq);
    for (const feed of this.feeds.values()) {
      if (!this.#isOwed(feed) || feed.hasEnded) continue;
      if (feed.covers(event.mvcc)) for (const write of writes) this.#owe(feed, write, event.t);
      for (const scan of feed.scans)
        if (isAtOrBefore(event.mvcc, scan.at)) this.#oweLateRows(feed, scan, writes, event.t);
    }
    return writes;
  }

  /** Committed below the time of a scan that has been asked for already: the scan waits for it, or ought to. */
  #oweLateRows(feed: FeedModel, scan: KnownScan, writes: readonly LedgerWrite[], t: Nanos): void {
    for (const { table, family, key, mvcc, commit, op } of writes)
      if (
        table === scan.table &&
        op !== 'delete' &&
        feed.watches(table, family) &&
        this.#isStored(feed.familyTarget(table, family), { table, family, key }, scan.at) &&
        this.#isChosen(feed, { table, family, key }, scan)
      )
        feed.pending.add({ kind: scan.kind, table, family, key, updated: scan.at, mvcc, because: commit, t });
  }

  #owe(feed: FeedModel, write: LedgerWrite, t: Nanos): void {
    if (write.idle || (write.omitted && !feed.terms?.all_writes)) return;
    if (!feed.watches(write.table, write.family)) return;
    const { table, family, key, mvcc, commit } = write;
    if (!this.#isChosen(feed, { table, family, key }, { at: mvcc, kind: 'change' })) return;
    feed.pending.add({ kind: 'change', table, family, key, updated: mvcc, mvcc, because: commit, t });
  }

  flow(event: FlowEvent, seq: number): FlowFacts {
    const feed = this.feedOf(event);
    const previous = feed.flow;
    const isFirst = feed.terms === null;
    feed.flow = event;
    feed.flowSeq = seq;
    feed.flowFrom = event.checkpoint === null ? null : feed.checkpoint;
    const before = feed.terms;
    if (event.terms && JSON.stringify(before) !== JSON.stringify(event.terms)) feed.terms = event.terms;
    if (isFirst && event.terms) this.#oweFromStart(feed, event, seq);
    else if (before && event.terms) {
      this.#changeTargets(feed, before, event);
      this.#changeBackfills(feed, before, event, seq);
    }
    return { event, seq, feed, previous };
  }

  /** The initial scan, and what was committed between a cursor and now. */
  #oweFromStart(feed: FeedModel, event: FlowEvent, seq: number): void {
    const { terms } = event;
    if (!terms) return;
    for (const table of new Set(terms.targets.map((target) => target.table))) {
      if (terms.initial_scan !== 'no')
        this.#oweScan(feed, { kind: 'initial', table, at: terms.since }, { seq, t: event.t });
      if (!this.#isOwed(feed)) continue;
      for (const write of this.ledger.writesAfter(table, terms.since))
        if (feed.covers(write.mvcc)) this.#owe(feed, write, event.t);
      for (const change of this.ledger.columnChangesOf(table))
        this.#oweBackfill(feed, change, { seq: change.seq, t: event.t });
    }
  }

  schemaChange(event: SchemaChangeEvent, seq: number): void {
    const change = this.ledger.noteSchemaChange(event, seq);
    if (!change) return;
    for (const feed of this.feeds.values())
      if (!feed.hasEnded) this.#oweBackfill(feed, change, { seq, t: event.t });
  }

  /** A schema change that a feed sends the table again for owes every row that is there (reference §6.1). */
  #oweBackfill(
    feed: FeedModel,
    change: ColumnChange,
    because: { readonly seq: number; readonly t: Nanos }
  ): void {
    const { table, mvcc, columns } = change;
    const { terms } = feed;
    if (terms?.schema_change_policy !== 'backfill' || !feed.covers(mvcc)) return;
    if (columns === 'added' && terms.schema_change_events !== 'column_changes') return;
    const targets = feed.targetsOf(table);
    // What became of each family alone is not told.
    if (targets.length > 0 && targets.every(({ family }) => family === null))
      this.#oweScan(feed, { kind: 'backfill', table, at: mvcc }, because);
  }

  /** ALTER CHANGEFEED: what is watched no longer is owed no longer, and what is new is owed from the high-water mark on. */
  #changeTargets(feed: FeedModel, before: FeedTerms, { terms, t }: FlowEvent): void {
    const nameOf = ({ table, family, added }: WatchedTarget) => `${table} ${family ?? ''} ${added ?? ''}`;
    const now = terms?.targets ?? [];
    const names = new Set(now.map(nameOf));
    if (before.targets.map(nameOf).join() === now.map(nameOf).join()) return;
    // Dropped and added at once, a table begins anew: without a scan, where none is asked for.
    const added = new Set(now.map(({ table }) => table));
    for (const target of before.targets) if (names.has(nameOf(target))) added.delete(target.table);
    for (const debt of feed.pending.takeUpTo(MAX_TIMESTAMP))
      if (feed.watches(debt.table, debt.family) && !added.has(debt.table)) feed.pending.add(debt);
    const from = feed.highWater ?? terms?.since;
    for (const table of added)
      for (const write of from ? this.ledger.writesAfter(table, from) : [])
        if (feed.covers(write.mvcc)) this.#owe(feed, write, t);
  }

  /** ALTER CHANGEFEED: schema changes above the high-water mark are met under the new policy. */
  #changeBackfills(feed: FeedModel, before: FeedTerms, { terms, t }: FlowEvent, seq: number): void {
    if (!terms) return;
    const policy = (some: FeedTerms) => `${some.schema_change_policy} ${some.schema_change_events}`;
    if (policy(before) === policy(terms)) return;
    const from = feed.highWater ?? terms.since;
    const isAhead = (kind: string, at: Timestamp) => kind === 'backfill' && isBefore(from, at);
    for (const debt of feed.pending.takeUpTo(MAX_TIMESTAMP))
      if (!isAhead(debt.kind, debt.updated)) feed.pending.add(debt);
    feed.scans = feed.scans.filter(({ kind, at }) => !isAhead(kind, at));
    for (const table of new Set(terms.targets.map((target) => target.table)))
      for (const change of this.ledger.columnChangesOf(table))
        if (isBefore(from, change.mvcc)) this.#oweBackfill(feed, change, { seq, t });
  }

  #oweScan(
    feed: FeedModel,
    scan: { readonly kind: 'initial' | 'backfill'; readonly table: number; readonly at: Timestamp },
    because: { readonly seq: number; readonly t: Nanos }
  ): void {
    if (feed.scanAt(scan.table, scan.at)) return;
    const { highWater } = feed;
    feed.scans.push({ ...scan, isLate: highWater !== null && !isBefore(highWater, scan.at) });
    if (!this.#isOwed(feed)) return;
    const { kind, table, at } = scan;
    for (const target of feed.targetsOf(table))
      for (const { family, key, mvcc } of this.#rowsAt(target, at))
        if (this.#isChosen(feed, { table, family, key }, { at, kind }))
          feed.pending.add({
            kind,
            table,
            family,
            key,
            updated: at,
            mvcc,
            because: because.seq,
            t: because.t
          });
  }

  /** Rows that a scan meets, as far as that can be told. */
  #rowsAt(
    { table, family }: WatchedTarget,
    at: Timestamp
  ): { family: string; key: string; mvcc: Timestamp }[] {
    const known = this.ledger.rowsAt(table, family, at);
    if (!known) return [];
    return known
      .filter((row) => this.#isStored(family !== null, { table, ...row }, at))
      .map((row) => ({ family: row.family, key: row.key, mvcc: row.version.mvcc }));
  }

  /** Whether it can be told what a feed has to send: with a query, somebody has to say which rows that chooses. */
  #isOwed(feed: FeedModel): boolean {
    return feed.terms !== null && (!feed.terms.query || this.#rows?.output !== undefined);
  }

  #isChosen(
    feed: FeedModel,
    row: { readonly table: number; readonly family: string; readonly key: string },
    version: { readonly at: Timestamp; readonly kind: 'change' | 'initial' | 'backfill' }
  ): boolean {
    return !feed.terms?.query || typeof this.#rows?.output?.(feed, row, version) === 'string';
  }

  /** A family of which every column is NULL has no pair to be scanned (reference §4.8). */
  #isStored(
    byFamily: boolean,
    { table, family, key }: { readonly table: number; readonly family: string; readonly key: string },
    at: Timestamp
  ): boolean {
    return !byFamily || !this.#rows || this.#rows.rowAt(table, family, key, at) !== null;
  }

  scan(event: ScanEvent, seq: number): { feed: FeedModel; table: number | undefined } {
    const feed = this.feedOf(event);
    const table = this.tableOf(feed, event);
    if (event.state === 'begin' && event.kind !== 'catch_up' && table !== undefined)
      this.#oweScan(feed, { kind: event.kind, table, at: event.at }, { seq, t: event.t });
    return { feed, table };
  }

  /** The watched table that a message or scan means by a name. */
  tableOf(
    feed: FeedModel,
    { table: name, table_id: id }: { readonly table: string; readonly table_id?: number }
  ): number | undefined {
    if (id !== undefined) return feed.targetsOf(id).length > 0 ? id : undefined;
    const tables = [...new Set(feed.terms?.targets.map((target) => target.table))].filter((table) =>
      this.ledger.hasBeenNamed(table, name)
    );
    return tables.length === 1 ? tables[0] : undefined;
  }

  /** A row as the feed's messages have to show it; undefined where that cannot be told. */
  rowAt(
    feed: FeedModel,
    { table, family, key }: { readonly table: number; readonly family: string; readonly key: string },
    at: Timestamp
  ): string | null | undefined {
    const isWhole = feed.targetsOf(table).every((target) => target.family === null);
    return feed.terms?.plain_rows && isWhole ? this.#rows?.rowAt(table, family, key, at) : undefined;
  }

  /** What a feed's query makes of a row; undefined where that cannot be told. */
  outputOf(
    feed: FeedModel,
    row: { readonly table: number; readonly family: string; readonly key: string },
    version: { readonly at: Timestamp; readonly kind: 'change' | 'initial' | 'backfill' }
  ): string | null | undefined {
    return feed.terms?.plain_rows ? this.#rows?.output?.(feed, row, version) : undefined;
  }

  /** The progress of the span that a row lies in, as a checkpoint has it; null for none beyond its high-water mark. */
  spanProgress(
    feed: FeedModel,
    { spans }: CheckpointEvent,
    { table, key, at }: { readonly table: number; readonly key: string; readonly at: Timestamp }
  ): Timestamp | null | undefined {
    const stored = this.#rows?.storedKey?.(table, key, at);
    if (stored === undefined || this.ledger.isRekeyedBefore(table, MAX_TIMESTAMP)) return undefined;
    const span = spans.find(
      ({ table: name, table_id, start, end }) =>
        this.tableOf(feed, { table: name, table_id }) === table &&
        (start === '/Min' || start <= stored) &&
        (end === '/Max' || stored < end)
    );
    return span?.resolved ?? null;
  }

  // --- what was stored ---------------------------------------------------------------------------------------------

  message(event: MessageEvent, seq: number): MessageFacts {
    const feed = this.feedOf(event);
    feed.messages++;
    // What an ended flow had on its way stands outside of the runs of the one that follows.
    const isLate = feed.flow !== null && event.flow < feed.flow.flow;
    if (!isLate) feed.sink = event.sink;
    const table = this.tableOf(feed, event);
    const rowKey = event.row ?? event.key;
    const key = feed.openKey(event.sink, table ?? event.table, event.family, rowKey ?? '');
    if (feed.highWater) key.forget(feed.highWater);
    const newestBefore = key.newest;
    const latestBefore = key.latest;
    const shown = shownRow(event, feed.terms);
    const copy: Copy = { seq, flow: event.flow, batch: event.batch, attempt: event.attempt };
    const known = key.version(event.updated);
    const previous = known?.last ?? null;
    const version = known ?? newVersion(event, copy, { shown, terms: feed.terms });
    if (known) {
      known.last = copy;
      known.copies++;
      known.lastFlow = Math.max(known.lastFlow, event.flow);
    } else {
      key.add(version);
      key.newest = version;
    }
    if (!isLate) key.latest = version;
    const target =
      table === undefined
        ? undefined
        : feed.targetsOf(table).find(({ family }) => family === null || family === event.family);
    const scan = table === undefined ? undefined : this.#scanOf(feed, table, event);
    return {
      event,
      seq,
      feed,
      table,
      target,
      rowKey,
      scan,
      key,
      version,
      copy: version.copies,
      previous,
      newestBefore,
      latestBefore,
      shown
    };
  }

  /** The scan that a message comes from by its time. What was deleted at that very time was told as a change. */
  #scanOf(
    feed: FeedModel,
    table: number,
    { family, row, key, updated }: MessageEvent
  ): KnownScan | undefined {
    const scan = feed.scanAt(table, updated);
    const place = { table, family, key: row ?? key ?? '' };
    const written = scan && this.ledger.versionAt(table, family, place.key, updated);
    if (!written) return scan;
    const isThere =
      written.op !== 'delete' && this.#isStored(feed.familyTarget(table, family), place, updated);
    return isThere ? scan : undefined;
  }

  // --- what was promised -------------------------------------------------------------------------------------------

  checkpoint(event: CheckpointEvent, seq: number): CheckpointFacts | undefined {
    const feed = this.feedOfJob(event.job);
    if (!feed) return undefined;
    const { checkpoint: previous, checkpointSeq: previousSeq } = feed;
    feed.checkpoint = event;
    feed.checkpointSeq = seq;
    if (event.high_water && (!feed.highWater || isBefore(feed.highWater, event.high_water)))
      feed.highWater = event.high_water;
    return { event, seq, feed, previous, previousSeq };
  }

  resolved(event: ResolvedEvent): FeedModel {
    const feed = this.feedOf(event);
    if (!feed.resolved || isBefore(feed.resolved, event.resolved)) feed.resolved = event.resolved;
    return feed;
  }

  /** Takes up every debt that is due by a moment. */
  settle(feed: FeedModel, upTo: Timestamp): Settled[] {
    return feed.pending
      .takeUpTo(upTo)
      .filter((required) => this.#isStillOwed(feed, required))
      .map((required) => settled(feed, required));
  }

  /**
   * A row that a scan had to meet may have been deleted or written again below the scan's time, late. What was committed together
   * with a schema change that sends the table again is owed as its copy.
   */
  #isStillOwed(feed: FeedModel, { kind, table, family, key, updated, mvcc }: Required): boolean {
    const row = this.ledger.visibleAt(table, family, key, updated);
    if (kind === 'change')
      return (
        row?.op === 'delete' ||
        !(feed.scanAt(table, updated) || this.hasGone(feed, { table, family, key }, updated))
      );
    return row !== undefined && row.op !== 'delete' && sameTimestamp(row.mvcc, mvcc);
  }

  /** Whether a family went with the schema change that was committed together with its row. */
  hasGone(
    feed: FeedModel,
    row: { readonly table: number; readonly family: string; readonly key: string },
    at: Timestamp
  ): boolean {
    return (
      feed.familyTarget(row.table, row.family) &&
      this.ledger.isSchemaChange(row.table, at) &&
      !this.#isStored(true, row, at)
    );
  }

  /** Takes up everything that is owed. */
  settleAll(feed: FeedModel): Settled[] {
    return this.settle(feed, MAX_TIMESTAMP);
  }

  /** A stream without a job ends when what it protected is given up. */
  protect({ target, value }: ClusterEvent): void {
    const feed = this.feeds.get(target);
    if (feed?.job === null && value === 'released') feed.isClosed = true;
  }

  job(event: JobEvent, seq: number): JobFacts {
    const previous = this.#jobs.get(event.job);
    this.#jobs.set(event.job, { status: event.status, seq });
    const feed = this.feeds.get(event.job);
    if (feed) {
      feed.status = event.status;
      feed.statusSeq = seq;
    }
    return { event, seq, feed, previous };
  }

  /** The status of a job that has just become known as a changefeed's. */
  noteStatus(feed: FeedModel): void {
    const known = feed.job === null ? undefined : this.#jobs.get(feed.job);
    if (!known || feed.status !== null) return;
    feed.status = known.status;
    feed.statusSeq = known.seq;
  }
}

function newVersion(
  event: MessageEvent,
  copy: Copy,
  { shown, terms }: { readonly shown: MessageFacts['shown']; readonly terms: FeedTerms | null }
): SentVersion {
  return {
    updated: event.updated,
    mvcc: event.mvcc,
    first: copy,
    last: copy,
    copies: 1,
    lastFlow: event.flow,
    acknowledged: false,
    deleted: shown ? shown.after === 'null' : null,
    texts: { key: event.key, value: event.value, terms },
    after: shown?.after ?? null
  };
}

function settled(feed: FeedModel, required: Required): Settled {
  const sentKey = feed.sentKey(required.table, required.family, required.key);
  return { required, sentKey, sent: sentKey?.version(required.updated) };
}
