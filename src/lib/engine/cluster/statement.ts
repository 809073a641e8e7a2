import type { Datum } from '../base/datum';
import type { NoticeEvent } from '../base/events';
import type { Statement, StatementKind } from '../sql/ast/statement';
import type { SqlType } from '../sql/types/type';
import type { StagedCatalog } from '../catalog/catalog';
import type { TxnState } from '../storage/txn-state';
import type { CommitAction, SessionState } from './session-state';

/**
 * How the dispatcher and those who carry statements out talk to each other. Each kind of statement has one handler, registered
 * by the module that knows about it.
 */

/** Virtual time of one unit of a statement's work: a row read or written. */
export const WORK_NS = 2_000;

/** What a statement gives back. Rows are datums; they become text when the result is told. */
export interface StatementResult {
  readonly tag: string;
  readonly columns: readonly { readonly name: string; readonly type: SqlType }[];
  readonly rows: readonly (readonly Datum[])[];
  /** Rows written or read, which its virtual time goes by: `WORK_NS` each. */
  readonly work: number;
  /** Schema change jobs that the statement returns with: it is answered when they have ended. */
  readonly jobs?: readonly string[];
  /** The statement goes on without its session, which answers when it ends (sinkless changefeeds). */
  readonly streams?: boolean;
}

/** What a handler is given. */
export interface StatementContext {
  readonly session: SessionState;
  /** Number of the statement in history. */
  readonly statement: number;
  readonly text: string;
  /** The transaction it runs in. */
  readonly txn: TxnState;
  /** True where the statement is a transaction of its own. */
  readonly implicit: boolean;
  /** The catalog with the transaction's own changes. */
  readonly catalog: StagedCatalog;
  notice(message: string, hint?: string, severity?: NoticeEvent['severity']): void;
  /** Done once the transaction has committed, or taken back when it does not. */
  onCommit(action: CommitAction): void;
}

export type Handler<S extends Statement = Statement> = (
  statement: S,
  ctx: StatementContext
) => StatementResult;

/** The statements of a kind; a node of several kinds (`savepoint`, `releaseSavepoint` …) belongs to each of them. */
export type StatementOf<K extends StatementKind, S extends Statement = Statement> = S extends {
  readonly kind: infer Kinds;
}
  ? K extends Kinds
    ? S
    : never
  : never;

/** Handlers by kind of statement. */
export class Handlers {
  readonly #byKind = new Map<StatementKind, Handler>();

  on<K extends StatementKind>(kind: K, handler: Handler<StatementOf<K>>): void {
    this.#byKind.set(kind, handler as Handler);
  }

  get(kind: StatementKind): Handler | undefined {
    return this.#byKind.get(kind);
  }
}

/** A result without rows. */
export function done(tag: string, work = 0): StatementResult {
  return { tag, columns: [], rows: [], work };
}
