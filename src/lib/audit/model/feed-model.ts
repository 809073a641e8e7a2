import type {
  CheckpointEvent,
  FeedTerms,
  FlowEvent,
  JobStatus,
  WatchedTarget
} from '../../engine/base/events';
import { isBefore, sameTimestamp, type Nanos, type Timestamp } from '../../engine/base/timestamp';
import { TimestampHeap } from './heap';
import { SentKey, type SentVersion } from './sent';

/** A message that a feed owes its far end. */
export interface Required {
  readonly kind: 'change' | 'initial' | 'backfill';
  readonly table: number;
  readonly family: string;
  readonly key: string;
  readonly updated: Timestamp;
  readonly mvcc: Timestamp;
  /** Seq of the event that it follows from: a commit, or the beginning of a flow or scan. */
  readonly because: number;
  /** When that was. */
  readonly t: Nanos;
}

/** A debt that has fallen due, with what was found stored of it. */
export interface Settled {
  readonly required: Required;
  readonly sentKey: SentKey | undefined;
  readonly sent: SentVersion | undefined;
}

/** A scan that a feed has made, or has to make. */
export interface KnownScan {
  readonly kind: 'initial' | 'backfill';
  readonly table: number;
  readonly at: Timestamp;
  /** Of a target that was added: it is scanned at the high-water mark the feed had (reference §1.3). */
  readonly isLate: boolean;
}

/** One changefeed as history has told it so far. */
export class FeedModel {
  /** The job, or the statement of a sinkless feed. */
  readonly name: string;
  readonly job: string | null;
  readonly statement: number;
  terms: FeedTerms | null = null;
  /** The newest flow, with the seq of its beginning. */
  flow: FlowEvent | null = null;
  flowSeq = -1;
  /** The checkpoint that the newest flow started from, if it is known. */
  flowFrom: CheckpointEvent | null = null;
  status: JobStatus | null = null;
  statusSeq = -1;
  highWater: Timestamp | null = null;
  checkpoint: CheckpointEvent | null = null;
  checkpointSeq = -1;
  /** The highest resolved timestamp it has published anywhere. */
  resolved: Timestamp | null = null;
  readonly sent = new Map<string, SentKey>();
  readonly pending = new TimestampHeap<Required>();
  scans: KnownScan[] = [];
  messages = 0;
  /** Where its newest flow sends; an ALTER may change it. */
  sink = '';

  constructor(name: string, job: string | null, statement: number) {
    this.name = name;
    this.job = job;
    this.statement = statement;
  }

  /** Every change of the targets has a message, under the keys that commits name. */
  get isWhole(): boolean {
    return this.terms !== null && !this.terms.query;
  }

  /** A stream has been closed. */
  isClosed = false;

  get hasEnded(): boolean {
    return (
      this.isClosed || this.status === 'succeeded' || this.status === 'failed' || this.status === 'canceled'
    );
  }

  targetsOf(table: number): readonly WatchedTarget[] {
    return this.terms?.targets.filter((target) => target.table === table) ?? [];
  }

  watches(table: number, family: string): boolean {
    return (
      this.#isSplit(table) ||
      this.targetsOf(table).some((target) => target.family === null || target.family === family)
    );
  }

  /** Whether a family is watched as one, not with the whole row. */
  familyTarget(table: number, family: string): boolean {
    return this.#isSplit(table) || this.targetsOf(table).some((target) => target.family === family);
  }

  #isSplit(table: number): boolean {
    return this.terms?.split_tables?.includes(table) ?? false;
  }

  /** Whether changes of a moment belong to the feed at all. */
  covers(mvcc: Timestamp): boolean {
    const { terms } = this;
    if (!terms || !isBefore(terms.since, mvcc)) return false;
    return terms.initial_scan !== 'only' && (terms.end === null || isBefore(mvcc, terms.end));
  }

  scanAt(table: number, updated: Timestamp): KnownScan | undefined {
    return this.scans.find((scan) => scan.table === table && sameTimestamp(scan.at, updated));
  }

  /** What the present sink has of a key. */
  sentKey(table: number | string, family: string, key: string): SentKey | undefined {
    return this.sent.get(keyText(this.sink, table, family, key));
  }

  openKey(sink: string, table: number | string, family: string, key: string): SentKey {
    const text = keyText(sink, table, family, key);
    let known = this.sent.get(text);
    if (!known) this.sent.set(text, (known = new SentKey()));
    return known;
  }
}

const keyText = (sink: string, table: number | string, family: string, key: string): string =>
  `${sink}\u0000${table}\u0000${family}\u0000${key}`;
