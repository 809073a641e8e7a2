import type { StagedChanges } from '../catalog/catalog';
import type { Nanos, Timestamp } from '../base/timestamp';
import type { Feed } from '../changefeed/feed';
import type { Datum } from '../base/datum';
import type { TypeRef } from '../sql/ast/type';
import type { SqlType } from '../sql/types/type';
import type { TxnMark } from '../storage/txn-state';
import type { IntSize } from './int-size';

/** `waitsOn` of a statement that needs a range without a live leaseholder. */
export const LEASE = 0;

/** A client connection, as plain data. */
export interface SessionState {
  readonly name: string;
  /** Who opened it. */
  readonly loginUser: string;
  /** Whose privileges its statements have: another role's after SET ROLE. */
  user: string;
  /** The node it is connected to: its gateway. Another one once that node is down. */
  node: number;
  database: string;
  /** Session variables that differ from their defaults. */
  variables: Map<string, string>;
  transaction: OpenTransaction | null;
  /** When its last transaction committed; null before the first one and after one that did not. */
  lastCommit: Timestamp | null;
  /** Since when nothing has run in it; null while something does. */
  idleSince: Nanos | null;
  /** It was idle for too long and has lost all it held: the next statement is told. */
  terminated: 'idle session' | 'idle-in-transaction' | null;
  /** Statements sent and not begun, in order. */
  queue: SentStatement[];
  active: ActiveStatement | null;
  /** What PREPARE has named. */
  prepared: Map<string, PreparedStatement>;
  /** What DECLARE has named. */
  cursors: Map<string, CursorState>;
  /** The sinkless feed it streams; it takes no statements meanwhile. */
  stream: SessionStream | null;
}

/** A sinkless feed and the statement that streams it, with its place in the script. */
export interface SessionStream extends Pick<SentStatement, 'statement' | 'line' | 'column'> {
  readonly feed: number;
}

/** A statement that EXECUTE runs by its name. It is read and planned anew each time, with the tables as they are then. */
export interface PreparedStatement {
  readonly text: string;
  /** `default_int_size` when it was prepared. */
  readonly intSize: IntSize;
  /** Types of its first placeholders, where PREPARE said them. */
  readonly types: readonly TypeRef[];
  /** Types of its columns, which must stay as they are; null where planning does not say them. */
  readonly columns: readonly string[] | null;
  /** Types of its placeholders, as they are printed; `unknown` where the argument decides. */
  readonly parameters: readonly string[];
  readonly preparedAt: Nanos;
}

/** A cursor: the rows that its query had when it was declared, and how far they have been fetched. */
export interface CursorState {
  readonly query: string;
  readonly columns: readonly { readonly name: string; readonly type: SqlType }[];
  readonly rows: readonly (readonly Datum[])[];
  /** Rows that have been passed: the next one has this index. It stands behind the last row one step further on. */
  passed: number;
  /** WITH HOLD: it outlives the transaction, once that has committed. */
  readonly hold: boolean;
  /** Its transaction has committed. */
  committed: boolean;
  readonly declaredAt: Nanos;
}

/** What of a session decides how names and values are read: kept by what a session has made and goes on without it. */
export type SessionSettings = Pick<SessionState, 'loginUser' | 'user' | 'database' | 'variables'>;

export interface SentStatement {
  readonly statement: number;
  /** After variables have been put in. */
  readonly text: string;
  readonly line: number;
  readonly column: number;
  readonly sentAt: Nanos;
}

export interface ActiveStatement extends SentStatement {
  /** The transaction whose intent is in the way, or `LEASE` while a range has no leaseholder. */
  waitsOn: number | null;
  /** The row that is in the way. */
  blockedAt: { readonly index: number; readonly key: string } | null;
  /** When it came to its turn. */
  readonly begunAt: Nanos;
  waitingSince: Nanos | null;
  /** Schema change jobs that must end first: its own, or one that is changing what it wants to change. */
  waitsForJobs: string[];
  /** What it answers once its own jobs have ended. */
  held: { outcome: Outcome; readonly work: number } | null;
  /** How often it has been begun. */
  attempts: number;
  /** What is told when it returns. */
  outcome: Outcome | null;
}

/** How a statement ended; told in history when it returns. */
export type Outcome =
  | {
      readonly kind: 'result';
      readonly tag: string;
      readonly columns: readonly { readonly name: string; readonly type: string }[];
      readonly rows: readonly (readonly (string | null)[])[];
      readonly rowCount: number;
    }
  | {
      readonly kind: 'error';
      readonly sqlstate: string;
      readonly message: string;
      readonly detail: string | null;
      readonly hint: string | null;
      readonly span: { readonly offset: number; readonly length: number } | null;
    }
  /** A sinkless feed that goes on in a session of its own: nothing is told until it ends. */
  | { readonly kind: 'streams' };

/** An explicit transaction (or one that a statement alone makes up, while it waits). */
export interface OpenTransaction {
  /** Another one after ROLLBACK TO SAVEPOINT cockroach_restart. */
  txn: number;
  readonly implicit: boolean;
  readonly begunAt: Nanos;
  readOnly: boolean;
  /** An error has happened: only ROLLBACK is understood. */
  failed: boolean;
  /** That error was one to begin again for (40001). */
  mustRestart: boolean;
  /** `RELEASE SAVEPOINT cockroach_restart` has committed it; only COMMIT is understood. */
  released: boolean;
  /** What SET LOCAL changed within it, oldest first. */
  changedVariables: { readonly name: string; readonly before: string | undefined }[];
  /** The moment that it reads at, set with AS OF SYSTEM TIME. */
  asOf: Timestamp | null;
  /** Statements that have returned within it. */
  statements: number;
  savepoints: Savepoint[];
  staged: StagedChanges;
  actions: CommitAction[];
}

export interface Savepoint {
  readonly name: string;
  /** Nothing had been done in the transaction. */
  readonly isInitial: boolean;
  readonly mark: TxnMark;
  readonly staged: StagedChanges;
  readonly actions: readonly CommitAction[];
  /** How many changes of SET LOCAL came before it. */
  readonly changedVariables: number;
}

/** What ALTER CHANGEFEED makes of a paused feed. */
export interface AlteredFeed extends Pick<Feed, 'spec' | 'highWater' | 'spans'> {
  readonly description: string;
}

/** What waits for a transaction's commit; plain data, because the transaction may stay open. */
export type CommitAction =
  | { readonly kind: 'startJob'; readonly job: string }
  | { readonly kind: 'startStream'; readonly feed: number }
  | { readonly kind: 'armSchedule'; readonly schedule: string }
  | { readonly kind: 'alterFeed'; readonly feed: number; readonly to: AlteredFeed };
