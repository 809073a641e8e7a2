import { assert } from '../base/assert';
import { laterOf, type Timestamp } from '../base/timestamp';
import { makeStagedChanges, StagedCatalog, type StagedChanges } from '../catalog/catalog';
import { ddlErrors } from '../catalog/ddl/errors';
import type { Descriptor } from '../catalog/descriptors';
import { observeTimestamp, tickClock } from '../storage/nodes';
import { Restart, type TxnMark, type TxnState } from '../storage/txn-state';
import type { Cluster } from './cluster';
import { closeCursors } from './cursors';
import { errors } from './errors';
import { publish } from './schema/publishing';
import type { CommitAction, OpenTransaction, Savepoint, SentStatement, SessionState } from './session-state';
import { deadlineOf, TimedOut } from './session-timeouts';
import { variableIsOn, variableText } from './session-variables';
import { restoreVariables } from './variable-changes';
import { WORK_NS, type StatementContext, type StatementResult } from './statement';

/** The transactions of sessions: how they begin, what a statement does in one, savepoints, and how they end. */

/** What BEGIN says of a transaction. */
export interface TransactionParts {
  readonly readOnly: boolean;
  readonly isolation?: TxnState['isolation'];
  readonly priority?: TxnState['priority'];
}

export class SessionTransactions {
  readonly #cluster: Cluster;
  #attempted = 0;

  constructor(cluster: Cluster) {
    this.#cluster = cluster;
  }

  /** The transaction of the statement that is being run; only within one event. */
  get attempted(): number {
    return this.#attempted;
  }

  /** Tells of a transaction in history. */
  tell(
    session: SessionState,
    txn: number,
    state: 'begin' | 'aborted' | 'restarted' | 'pushed',
    by: number | null = null
  ): void {
    this.#cluster.history.append({
      type: 'txn',
      t: this.#cluster.now,
      txn,
      session: session.name,
      state,
      blocked_by: by
    });
  }

  /** Begins an explicit transaction. */
  begin(session: SessionState, parts: TransactionParts): void {
    const transaction = this.#makeTransaction(session, false, parts);
    this.tell(session, transaction.txn, 'begin');
  }

  /** The transaction a statement runs in: the open one, or one of its own. */
  transactionFor(session: SessionState, atLeast: Timestamp | undefined): OpenTransaction {
    if (session.transaction) return session.transaction;
    return this.#makeTransaction(session, true, defaultParts(session), atLeast);
  }

  #makeTransaction(
    session: SessionState,
    implicit: boolean,
    parts: TransactionParts,
    atLeast?: Timestamp
  ): OpenTransaction {
    const txn = this.#beginTxn(session, parts, { recordsReads: !implicit, atLeast });
    return (session.transaction = {
      txn: txn.id,
      implicit,
      begunAt: this.#cluster.now,
      readOnly: parts.readOnly,
      failed: false,
      mustRestart: false,
      released: false,
      changedVariables: [],
      asOf: null,
      statements: 0,
      savepoints: [],
      staged: makeStagedChanges(),
      actions: []
    });
  }

  #beginTxn(
    session: SessionState,
    { isolation, priority }: Omit<TransactionParts, 'readOnly'>,
    { recordsReads, atLeast }: { recordsReads: boolean; atLeast: Timestamp | undefined }
  ): TxnState {
    const node = this.#cluster.storage.node(session.node);
    if (atLeast) observeTimestamp(node, atLeast);
    const ts = tickClock(node, this.#cluster.now);
    return this.#cluster.storage.txns.begin({
      session: session.name,
      node: session.node,
      ts: atLeast ? laterOf(ts, atLeast) : ts,
      startedAt: this.#cluster.now,
      // One statement that commits with its transaction reads and writes at one moment, unless others may make it write later.
      recordsReads: recordsReads || this.#cluster.storage.txns.hasOpen,
      isolation,
      priority
    });
  }

  /** @throws SqlError 40001 when another transaction has aborted this one */
  #txnOf(transaction: OpenTransaction): TxnState {
    const txn = this.#cluster.storage.txns.get(transaction.txn);
    if (!txn) throw errors.restartTransaction('aborted');
    return txn;
  }

  /**
   * Runs a statement's work in its transaction and commits it where it is a transaction of its own.
   * @throws whatever the work throws, after its writes have been undone
   */
  inTransaction(
    session: SessionState,
    active: SentStatement,
    atLeast: Timestamp | undefined,
    work: (ctx: StatementContext) => StatementResult
  ): StatementResult {
    const transaction = this.transactionFor(session, atLeast);
    const { txns } = this.#cluster.storage;
    const txn = this.#txnOf(transaction);
    this.#attempted = txn.id;
    if (transaction.asOf) txns.fixAt(txn, transaction.asOf);
    else if (txn.isolation === 'read committed' && !transaction.implicit)
      txns.renewSnapshot(txn, tickClock(this.#cluster.storage.node(session.node), this.#cluster.now));
    const mark = this.#cluster.storage.txns.mark(txn);
    // Nothing is staged before the first statement of a transaction, which most statements are.
    const staged = transaction.staged.objects.size === 0 ? undefined : copyStaged(transaction.staged);
    const { generation } = transaction.staged;
    const actions = [...transaction.actions];
    try {
      const result = work(this.#context(session, active, transaction, txn));
      this.#checkTime(session, result.work);
      if (!transaction.implicit) return result;
      const jobs = this.commit(session, active.statement);
      return jobs.length > 0 ? { ...result, jobs } : result;
    } catch (error) {
      this.#undo(
        session,
        transaction,
        txn,
        { mark, staged: staged ?? { objects: new Map(), generation }, actions },
        error
      );
      throw error;
    }
  }

  /** A statement whose work takes longer than its time allows is cancelled before it has any effect. */
  #checkTime(session: SessionState, work: number): void {
    const deadline = deadlineOf(session, session.active?.begunAt ?? this.#cluster.now);
    if (deadline && this.#cluster.now + work * WORK_NS > deadline.at)
      throw new TimedOut(deadline.at, deadline.reason);
  }

  #context(
    session: SessionState,
    active: SentStatement,
    transaction: OpenTransaction,
    txn: TxnState
  ): StatementContext {
    return {
      session,
      statement: active.statement,
      text: active.text,
      txn,
      implicit: transaction.implicit,
      catalog: new StagedCatalog(this.#cluster.catalog, transaction.staged),
      notice: (message, hint, severity = 'NOTICE') =>
        this.#cluster.notice(active.statement, message, hint, severity),
      onCommit: (action) => transaction.actions.push(action)
    };
  }

  #undo(
    session: SessionState,
    transaction: OpenTransaction,
    txn: TxnState,
    before: { mark: TxnMark; staged: StagedChanges; actions: CommitAction[] },
    error: unknown
  ): void {
    const { txns } = this.#cluster.storage;
    if (txns.get(txn.id)) txns.undoTo(txn, before.mark);
    transaction.staged = before.staged;
    this.#dropActions(transaction.actions.slice(before.actions.length));
    transaction.actions = before.actions;
    // A statement that has failed; `#finish` ends its transaction.
    if (error instanceof Error) return;
    // It will run again. One of its own begins anew then; a later one may go on where its reads still hold.
    txns.forgetReads(txn, before.mark);
    if (transaction.implicit) {
      txns.abort(txn);
      session.transaction = null;
    } else if (error instanceof Restart && txns.moveReads(txn, error.readTs)) throw new Retry();
  }

  /**
   * Commits the session's transaction.
   * @returns the schema change jobs it has started, which the statement waits for
   * @throws Restart when its reads do not hold, SqlError 40001 when it has been aborted; then nothing is committed
   */
  commit(session: SessionState, statement: number): string[] {
    const transaction = session.transaction;
    assert(transaction, () => `session ${session.name} has no transaction to commit`);
    const { storage, history, now } = this.#cluster;
    const txn = this.#txnOf(transaction);
    const { objects } = transaction.staged;
    const published = objects.size === 0 ? [] : [...objects.values()];
    if (published.some((object) => object.kind === 'table' && object.keyDropped))
      throw ddlErrors.keyDropped();
    // A new version of a table lies above every row that was written by the one before.
    if (published.length > 0) txn.writeTs = laterOf(txn.writeTs, this.#cluster.schemaTick(session.node));
    storage.txns.prepareCommit(txn);
    observeTimestamp(storage.node(session.node), txn.writeTs);
    const writes = storage.txns.intents(txn);
    if (writes.length > 0) {
      const seq = history.append({
        type: 'commit',
        t: now,
        txn: txn.id,
        session: session.name,
        statement,
        mvcc: txn.writeTs,
        writes: this.#cluster.writtenRows.describe(writes)
      });
      storage.commit(txn, seq, writes);
      this.#cluster.noteCommit(txn.writeTs);
    } else storage.commit(txn, -1, writes);
    session.transaction = null;
    session.lastCommit = txn.writeTs;
    restoreVariables(session, transaction);
    if (session.cursors.size > 0) closeCursors(session, true);
    if (published.length > 0) publish(this.#cluster, published, txn.writeTs, statement);
    for (const action of transaction.actions) this.#cluster.carryOut(action);
    this.#cluster.sessions.transactionEnded(txn.id);
    return this.#cluster.schemaChangesOf(transaction.actions);
  }

  rollBack(session: SessionState): void {
    if (session.transaction) this.#rollBack(session, session.transaction);
  }

  #rollBack(session: SessionState, transaction: OpenTransaction): void {
    const txn = this.#cluster.storage.txns.get(transaction.txn);
    session.transaction = null;
    session.lastCommit = null;
    restoreVariables(session, transaction);
    if (session.cursors.size > 0 && !transaction.implicit) closeCursors(session, false);
    this.#dropActions(transaction.actions);
    if (txn) this.#cluster.storage.txns.abort(txn);
    if (!transaction.implicit && txn) this.tell(session, transaction.txn, 'aborted');
    this.#cluster.sessions.transactionEnded(transaction.txn);
  }

  #dropActions(actions: readonly CommitAction[]): void {
    for (const action of actions) this.#cluster.dropAction(action);
  }

  /** @throws SqlError 42601 for `cockroach_restart` anywhere but first, 40001 as statements do */
  savepoint(session: SessionState, name: string): void {
    const transaction = session.transaction;
    assert(transaction, () => 'a savepoint outside a transaction');
    const txn = this.#txnOf(transaction);
    if (name === RESTART_SAVEPOINT) {
      if (transaction.savepoints.length === 1 && transaction.savepoints[0].name === name)
        transaction.savepoints = [];
      if (transaction.savepoints.length > 0 || txn.reads.length > 0 || txn.writes.length > 0)
        throw errors.notFirstSavepoint(name);
    }
    transaction.savepoints.push({
      name,
      isInitial: txn.reads.length === 0 && txn.writes.length === 0 && transaction.staged.generation === 0,
      mark: this.#cluster.storage.txns.mark(txn),
      staged: copyStaged(transaction.staged),
      actions: [...transaction.actions],
      changedVariables: transaction.changedVariables.length
    });
  }

  /**
   * Takes everything back since a savepoint, which stays. `cockroach_restart` begins the transaction anew, also one that must.
   * @returns false when there is none of that name
   * @throws SqlError 40001 for another savepoint of a transaction that must begin anew, 0A000 over changes of the schema
   */
  rollBackTo(session: SessionState, name: string): boolean {
    const transaction = session.transaction;
    const index = transaction?.savepoints.findLastIndex((s) => s.name === name) ?? -1;
    if (!transaction || index < 0) return false;
    const savepoint = transaction.savepoints[index];
    refuseOverDdl(transaction, savepoint, this.#cluster.storage.txns.get(transaction.txn)?.priority);
    const txn = this.#cluster.storage.txns.get(transaction.txn);
    if (name === RESTART_SAVEPOINT) this.#beginAnew(session, transaction, txn);
    else if (!txn || transaction.mustRestart) throw errors.restartedBeyondSavepoint(name);
    else this.#cluster.storage.txns.undoTo(txn, savepoint.mark);
    transaction.savepoints.length = index + 1;
    transaction.staged = copyStaged(savepoint.staged);
    this.#dropActions(transaction.actions.slice(savepoint.actions.length));
    transaction.actions = [...savepoint.actions];
    restoreVariables(session, transaction, savepoint.changedVariables);
    transaction.failed = false;
    transaction.mustRestart = false;
    return true;
  }

  #beginAnew(session: SessionState, transaction: OpenTransaction, before: TxnState | undefined): void {
    const { txns } = this.#cluster.storage;
    if (before) txns.abort(before);
    const next = this.#beginTxn(session, before ?? {}, { recordsReads: true, atLeast: before?.writeTs });
    this.tell(session, transaction.txn, 'restarted');
    this.#cluster.sessions.transactionEnded(transaction.txn);
    transaction.txn = next.id;
    this.tell(session, next.id, 'begin');
  }

  /** Forgets a savepoint and those after it. @returns false when there is none of that name */
  release(session: SessionState, name: string): boolean {
    const transaction = session.transaction;
    const index = transaction?.savepoints.findLastIndex((s) => s.name === name) ?? -1;
    if (!transaction || index < 0) return false;
    transaction.savepoints.length = index;
    return true;
  }

  /**
   * The open transaction of a session, for a statement that changes how it goes on.
   * @throws SqlError 40001 when another transaction has aborted it
   */
  openTxn(session: SessionState): { transaction: OpenTransaction; txn: TxnState } | undefined {
    const { transaction } = session;
    if (!transaction || transaction.implicit) return undefined;
    return { transaction, txn: this.#txnOf(transaction) };
  }
}

/** The savepoint of the client-side retry protocol: released, it commits; rolled back to, the transaction begins anew. */
export const RESTART_SAVEPOINT = 'cockroach_restart';

/**
 * As checkRollbackValidity in CockroachDB: changes of the schema are taken back with the whole transaction, or with a savepoint that was
 * taken before anything else.
 * @throws SqlError 0A000
 */
function refuseOverDdl(
  { staged }: OpenTransaction,
  savepoint: Savepoint,
  priority: TxnState['priority'] | undefined
): void {
  if (staged.generation === savepoint.staged.generation) return;
  if (!savepoint.isInitial) throw errors.rollbackAfterDdl();
  if (priority === 'high') throw errors.rollbackOfHighPriority();
}

/** How a transaction is where nothing is said. */
export function defaultParts(session: SessionState): TransactionParts {
  if (session.variables.size === 0) return NORMAL_PARTS;
  return {
    readOnly: variableIsOn(session, 'default_transaction_read_only'),
    isolation:
      variableText(session, 'default_transaction_isolation') === 'read committed'
        ? 'read committed'
        : 'serializable',
    priority: variableText(session, 'default_transaction_priority') as TxnState['priority']
  };
}

const NORMAL_PARTS: TransactionParts = { readOnly: false };

/** A statement of an explicit transaction that may run again at once, at its transaction's moved timestamp. */
export class Retry extends Restart {
  constructor() {
    super('write_too_old', { wall: 0, logical: 0 });
  }
}

function copyStaged(staged: StagedChanges): StagedChanges {
  return { objects: new Map<number, Descriptor>(staged.objects), generation: staged.generation };
}
