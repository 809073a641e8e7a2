import type {
  FlowReason,
  HistoryEvent,
  HistoryEventType,
  JobStatus,
  ScanEvent,
  ScanKind
} from '../engine/base/events';
import type { Nanos } from '../engine/base/timestamp';
import {
  BATCH,
  BATCH_CONTEXT,
  COMMIT,
  OTHER,
  RESOLVED,
  RESOLVED_CONTEXT,
  RESULT,
  STATEMENT
} from '../history/event-codec';
import { typeNumber } from '../history/event-types';
import { retryError } from '../history/job-state';
import type { EventColumns } from './columns';
import { feedId } from './sieve';

/**
 * What stands above the lanes: statements, notes, transactions, faults, and for each feed its status, checkpoints, high-water mark and
 * resolved timestamps. Statements, batches and resolved timestamps are read from columns; the rest, which is sparse, from whole events.
 */

/** The sparse types, of which the page holds whole events. */
export const SPARSE_TYPES: readonly HistoryEventType[] = [
  'flow',
  'checkpoint',
  'job',
  'note',
  'fault',
  'schema_change',
  'cluster',
  'scan',
  'txn'
];

/** A stretch of time; `to` is null while it lasts. */
export interface Stretch {
  readonly seq: number;
  readonly from: Nanos;
  to: Nanos | null;
}

export interface StatusStretch extends Stretch {
  readonly status: JobStatus | 'retrying';
}

export interface FaultStretch extends Stretch {
  readonly fault: number | string;
  /** What is struck: a sink's address, a node, a link between nodes. */
  readonly target: string;
  /** What is wrong with it: `down`, `slow`, `kill`. */
  readonly kind: string;
  readonly label: string;
}

export interface TxnStretch extends Stretch {
  readonly txn: number;
  readonly session: string;
  outcome: 'open' | 'committed' | 'aborted';
  /**
   * When a statement of it first returned written rows: from then on it holds resolved timestamps back. Null for one that has only
   * read, or has written inside of a WITH, of which no result tells.
   */
  wrote: Nanos | null;
}

/** A scan that a feed makes. Nodes scan their parts at the same time: that is one stretch. */
export interface ScanStretch extends Stretch {
  readonly kind: ScanKind;
  readonly table: string;
  /** Nodes that have not finished their part. */
  nodes: number;
}

export interface StatementMark {
  readonly seq: number;
  readonly t: Nanos;
  readonly statement: number;
  readonly line: number;
  readonly session: string;
  /** When it returned; null while it runs. */
  returned: Nanos | null;
  failed: boolean;
}

/** A step of the persisted high-water mark, or a resolved timestamp that went out. */
export interface Promised {
  readonly seq: number;
  readonly t: Nanos;
  /** The time up to which everything has been sent; null for no progress yet. */
  readonly covers: Nanos | null;
}

export interface FlowStart {
  readonly seq: number;
  readonly t: Nanos;
  readonly flow: number;
  readonly reason: FlowReason;
}

/** One feed: a job, or a sinkless feed by its statement. */
export interface FeedTrack {
  readonly id: string;
  readonly job: string | null;
  readonly statement: number;
  readonly statuses: StatusStretch[];
  readonly checkpoints: Promised[];
  readonly resolved: Promised[];
  readonly flows: FlowStart[];
  readonly scans: ScanStretch[];
  /** Batches that the far end took, as seqs … */
  readonly batches: number[];
  /** … and those that it did not, or did not confirm. */
  readonly failures: { readonly seq: number; readonly t: Nanos }[];
}

export interface Labelled {
  readonly seq: number;
  readonly t: Nanos;
  readonly label: string;
}

/** Tags of statements that have written at least one row. */
const WRITES = /^(?:INSERT 0|UPDATE|DELETE) [1-9]/;

const STATEMENT_TYPE = typeNumber('statement');
const RESULT_TYPE = typeNumber('result');
const ERROR_TYPE = typeNumber('error');
const COMMIT_TYPE = typeNumber('commit');
const BATCH_TYPE = typeNumber('batch');
const RESOLVED_TYPE = typeNumber('resolved');
const SPARSE_NUMBERS = new Set(SPARSE_TYPES.map(typeNumber));

/** Whether events of a type, told by name or number, are those of which the page holds the whole. */
export const isSparse = (type: number | HistoryEventType): boolean =>
  SPARSE_NUMBERS.has(typeof type === 'number' ? type : typeNumber(type));

const FINISHED: ReadonlySet<string> = new Set(['canceled', 'failed', 'succeeded']);

export class TrackIndex {
  readonly #columns: EventColumns;
  statements: StatementMark[] = [];
  notes: Labelled[] = [];
  schemaChanges: Labelled[] = [];
  faults: FaultStretch[] = [];
  txns: TxnStretch[] = [];
  feeds: FeedTrack[] = [];
  /** Jobs that have not begun a flow: a feed that is about to, or a job of another kind, which has no row here. */
  #others: FeedTrack[] = [];
  #taken = 0;

  constructor(columns: EventColumns) {
    this.#columns = columns;
  }

  /**
   * Catches up with the columns, of which those from `from` on are new.
   * @param sparse whole events of the sparse types, by seq
   */
  update(from: number, sparse: ReadonlyMap<number, HistoryEvent>): void {
    // What is drawn here is little; after a cut it is simply read again.
    if (from < this.#taken) this.#clear();
    for (let seq = this.#taken; seq < this.#columns.length; seq++) this.#take(seq, sparse);
    this.#taken = this.#columns.length;
  }

  #clear(): void {
    this.statements = [];
    this.notes = [];
    this.schemaChanges = [];
    this.faults = [];
    this.txns = [];
    this.feeds = [];
    this.#others = [];
    this.#taken = 0;
  }

  #take(seq: number, sparse: ReadonlyMap<number, HistoryEvent>): void {
    const columns = this.#columns;
    const type = columns.typeNumberAt(seq);
    switch (type) {
      case STATEMENT_TYPE:
        this.statements[columns.numberAt(STATEMENT.statement, seq) - 1] = {
          seq,
          t: columns.tAt(seq),
          statement: columns.numberAt(STATEMENT.statement, seq),
          line: columns.numberAt(STATEMENT.line, seq),
          session: columns.contextAt(seq)[0] as string,
          returned: null,
          failed: false
        };
        return;
      case RESULT_TYPE:
        this.#noteWrite(columns.numberAt(RESULT.statement, seq), String(columns.contextAt(seq)[0]));
        return this.#returned(columns.numberAt(RESULT.statement, seq), columns.tAt(seq), false);
      case ERROR_TYPE:
        return this.#returned(columns.numberAt(OTHER.statement, seq), columns.tAt(seq), true);
      case COMMIT_TYPE:
        return this.#endTxn(columns.numberAt(COMMIT.txn, seq), columns.tAt(seq), 'committed');
      case BATCH_TYPE:
        return this.#takeBatch(seq);
      case RESOLVED_TYPE:
        return this.#takeResolved(seq);
      default: {
        const event = sparse.get(seq);
        if (event) this.#takeSparse(seq, event);
      }
    }
  }

  #returned(statement: number, t: Nanos, failed: boolean): void {
    const mark = this.statements[statement - 1];
    if (!mark) return;
    mark.returned = t;
    mark.failed ||= failed;
    // A stream has no job that could tell its end; its statement does.
    const stream = failed ? this.feeds.find((f) => f.job === null && f.statement === statement) : undefined;
    if (stream) this.#takeStatus(mark.seq, t, stream, 'canceled');
  }

  #noteWrite(statement: number, tag: string): void {
    const mark = this.statements[statement - 1];
    if (!mark || !WRITES.test(tag)) return;
    const txn = this.txns.findLast((x) => x.to === null && x.session === mark.session);
    if (txn) txn.wrote ??= mark.t;
  }

  #endTxn(txn: number, t: Nanos, outcome: 'committed' | 'aborted'): void {
    const open = this.txns.find((x) => x.txn === txn && x.to === null);
    if (!open) return;
    open.to = t;
    open.outcome = outcome;
  }

  #takeBatch(seq: number): void {
    const context = this.#columns.contextAt(seq);
    const statement = this.#columns.numberAt(BATCH.statement, seq);
    const feed = this.#feed(context[BATCH_CONTEXT.job] as string | null, statement);
    if (context[BATCH_CONTEXT.outcome] === 'ok') feed.batches.push(seq);
    else feed.failures.push({ seq, t: this.#columns.tAt(seq) });
  }

  #takeResolved(seq: number): void {
    const context = this.#columns.contextAt(seq);
    const statement = this.#columns.numberAt(RESOLVED.statement, seq);
    const { resolved } = this.#feed(context[RESOLVED_CONTEXT.job] as string | null, statement);
    resolved.push({ seq, t: this.#columns.tAt(seq), covers: this.#columns.wallAt(seq) });
  }

  #takeSparse(seq: number, event: HistoryEvent): void {
    const { t } = event;
    switch (event.type) {
      case 'note':
        this.notes.push({ seq, t, label: event.text });
        return;
      case 'schema_change':
        // The first version is the making of the table, which its statement shows.
        if (event.version > 1) this.schemaChanges.push({ seq, t, label: `${event.table} v${event.version}` });
        return;
      case 'fault':
        if (event.state === 'begin')
          this.faults.push({
            seq,
            from: t,
            to: null,
            fault: event.fault,
            target: event.target,
            kind: event.kind,
            label: `${event.target} ${event.kind}`
          });
        else
          end(
            this.faults.find((f) => f.fault === event.fault && f.to === null),
            t
          );
        return;
      case 'cluster':
        if (event.kind !== 'node') return;
        if (event.value === 'up')
          end(
            this.faults.find((f) => f.fault === `node ${event.target}` && f.to === null),
            t
          );
        else
          this.faults.push({
            seq,
            from: t,
            to: null,
            fault: `node ${event.target}`,
            target: `node ${event.target}`,
            kind: event.value,
            label: `node ${event.target} ${event.value}`
          });
        return;
      case 'txn':
        if (event.state === 'begin')
          this.txns.push({
            seq,
            from: t,
            to: null,
            txn: event.txn,
            session: event.session,
            outcome: 'open',
            wrote: null
          });
        else if (event.state === 'aborted') this.#endTxn(event.txn, t, 'aborted');
        return;
      case 'flow':
        this.#takeFlow(seq, event.job, event.statement, { seq, t, flow: event.flow, reason: event.reason });
        return;
      case 'scan':
        return this.#takeScan(seq, event);
      case 'checkpoint': {
        const feed = this.feeds.find((f) => f.job === event.job);
        if (!feed) return;
        feed.checkpoints.push({ seq, t, covers: event.high_water?.wall ?? null });
        // No event of the job says that an error is over: its progress does.
        if (feed.statuses.at(-1)?.status === 'retrying') this.#takeStatus(seq, t, feed, 'running');
        return;
      }
      case 'job':
        this.#takeStatus(
          seq,
          t,
          this.#feed(event.job, event.statement),
          retryError(event) === null ? event.status : 'retrying'
        );
        return;
    }
  }

  #takeFlow(seq: number, job: string | null, statement: number, flow: FlowStart): void {
    const feed = this.#feed(job, statement);
    if (!this.feeds.includes(feed)) {
      this.#others = this.#others.filter((other) => other !== feed);
      this.feeds.push(feed);
    }
    feed.flows.push(flow);
    // A sinkless feed has no job whose status could be told.
    if (job === null && feed.statuses.length === 0)
      feed.statuses.push({ seq, from: flow.t, to: null, status: 'running' });
  }

  #takeScan(seq: number, { t, job, statement, kind, table, state }: ScanEvent): void {
    const { scans } = this.#feed(job, statement);
    const open = scans.findLast((s) => s.kind === kind && s.table === table && s.to === null);
    if (state === 'begin') {
      if (open) open.nodes++;
      else scans.push({ seq, from: t, to: null, kind, table, nodes: 1 });
    } else if (open && --open.nodes === 0) open.to = t;
  }

  #takeStatus(seq: number, t: Nanos, feed: FeedTrack, status: StatusStretch['status']): void {
    const last = feed.statuses.at(-1);
    if (last?.status === status && last.to === null) return;
    end(last, t);
    feed.statuses.push({ seq, from: t, to: FINISHED.has(status) ? t : null, status });
  }

  #feed(job: string | null, statement: number): FeedTrack {
    const id = feedId(job, statement);
    let feed = this.feeds.find((f) => f.id === id) ?? this.#others.find((f) => f.id === id);
    if (!feed) {
      feed = {
        id,
        job,
        statement,
        statuses: [],
        checkpoints: [],
        resolved: [],
        flows: [],
        scans: [],
        batches: [],
        failures: []
      };
      this.#others.push(feed);
    }
    return feed;
  }
}

function end(stretch: Stretch | undefined, t: Nanos): void {
  if (stretch && stretch.to === null) stretch.to = t;
}

/** The part of a list in order of time that lies within two moments, as indexes `[from, to)`. */
export function between(list: readonly { readonly t: Nanos }[], from: Nanos, to: Nanos): [number, number] {
  const bound = (wanted: Nanos) => {
    let low = 0;
    let high = list.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (list[middle].t < wanted) low = middle + 1;
      else high = middle;
    }
    return low;
  };
  return [bound(from), bound(to)];
}

/** The newest promise at a moment: a checkpoint or resolved timestamp that had been made by then. */
export function promisedAt(list: readonly Promised[], at: Nanos): Promised | undefined {
  let low = 0;
  let high = list.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (list[middle].t <= at) low = middle + 1;
    else high = middle;
  }
  return list[low - 1];
}

/** The status of a feed at a moment; undefined before it was made. */
export function statusAt(feed: FeedTrack, at: Nanos): StatusStretch | undefined {
  return feed.statuses.findLast((s) => s.from <= at);
}
