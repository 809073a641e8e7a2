import type { Expr } from './expr';
import type { Name, Node } from './name';
import type { Query } from './select';
import type { Statement } from './statement';
import type { TypeRef } from './type';

/** Transactions, savepoints, prepared statements, cursors. */

export type IsolationLevel =
  'READ UNCOMMITTED' | 'READ COMMITTED' | 'SNAPSHOT' | 'REPEATABLE READ' | 'SERIALIZABLE';

/** Each mode may be given once. */
export interface TransactionModes {
  readonly isolation: IsolationLevel | undefined;
  readonly priority: 'LOW' | 'NORMAL' | 'HIGH' | undefined;
  readonly readOnly: boolean | undefined;
  readonly deferrable: boolean | undefined;
  readonly asOf: Expr | undefined;
}

/** BEGIN and START TRANSACTION. */
export interface BeginStatement extends Node {
  readonly kind: 'begin';
  readonly modes: TransactionModes;
}

/** COMMIT and END; ROLLBACK and ABORT. `chain`: AND CHAIN, or AND NO CHAIN where false. */
export interface EndTransactionStatement extends Node {
  readonly kind: 'commit' | 'rollback';
  readonly chain: boolean | undefined;
}

/** SAVEPOINT s, RELEASE [SAVEPOINT] s, ROLLBACK TO [SAVEPOINT] s. */
export interface SavepointStatement extends Node {
  readonly kind: 'savepoint' | 'releaseSavepoint' | 'rollbackToSavepoint';
  readonly name: Name;
}

/** SHOW COMMIT TIMESTAMP, which commits an open transaction. */
export interface ShowCommitTimestampStatement extends Node {
  readonly kind: 'showCommitTimestamp';
}

/** SET [SESSION] TRANSACTION …, SET SESSION CHARACTERISTICS AS TRANSACTION … */
export interface SetTransactionStatement extends Node {
  readonly kind: 'setTransaction';
  /** True for SESSION CHARACTERISTICS: the defaults of later transactions. */
  readonly session: boolean;
  readonly modes: TransactionModes;
}

/** The steps of two-phase commit. */
export interface TwoPhaseStatement extends Node {
  readonly kind: 'prepareTransaction' | 'commitPrepared' | 'rollbackPrepared';
  readonly gid: string;
}

/** `PREPARE p [(types)] AS statement`; `AS OPT PLAN '…'` has a plan instead of a statement. */
export interface PrepareStatement extends Node {
  readonly kind: 'prepare';
  readonly name: Name;
  readonly types: readonly TypeRef[];
  readonly statement: Statement | undefined;
  readonly plan: string | undefined;
}

export interface ExecuteStatement extends Node {
  readonly kind: 'execute';
  readonly name: Name;
  readonly args: readonly Expr[];
  readonly discardRows: boolean;
}

/** DEALLOCATE; `name` is undefined for ALL. */
export interface DeallocateStatement extends Node {
  readonly kind: 'deallocate';
  readonly name: Name | undefined;
}

export interface DiscardStatement extends Node {
  readonly kind: 'discard';
  readonly what: 'ALL' | 'SEQUENCES' | 'TEMP';
}

export interface DeclareCursorStatement extends Node {
  readonly kind: 'declareCursor';
  readonly name: Name;
  readonly binary: boolean;
  readonly sensitivity: 'INSENSITIVE' | 'ASENSITIVE' | undefined;
  readonly scroll: boolean | undefined;
  readonly hold: boolean;
  readonly query: Query;
}

/** FETCH and MOVE. `count` is null for ALL. */
export interface FetchStatement extends Node {
  readonly kind: 'fetch' | 'move';
  readonly cursor: Name;
  readonly position: 'RELATIVE COUNT' | 'ABSOLUTE' | 'RELATIVE' | 'FIRST' | 'LAST';
  /** Rows forward, negative for backward; `ALL` for all of them. */
  readonly count: number | 'ALL' | 'BACKWARD ALL';
}

/** CLOSE; `name` is undefined for ALL. */
export interface CloseCursorStatement extends Node {
  readonly kind: 'closeCursor';
  readonly name: Name | undefined;
}
