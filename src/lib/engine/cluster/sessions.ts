import { assert } from '../base/assert';
import { positionOf, SqlError } from '../base/errors';
import { makeRandom, nextInt, type RandomState } from '../base/random';
import { NS_PER_MS, laterOf, type Nanos, type Timestamp } from '../base/timestamp';
import { makeStagedChanges, StagedCatalog, type StagedChanges } from '../catalog/catalog';
import type { Descriptor } from '../catalog/descriptors';
import { observeTimestamp, tickClock } from '../storage/nodes';
import { Blocked, Restart, type TxnMark, type TxnState } from '../storage/txn';
import { redactedPlace } from './redact';
import type { Cluster } from './cluster';
import { closeCursors } from './cursors';
import { errors } from './errors';
import { internalError } from './internal-error';
import {
  LEASE,
  type ActiveStatement,
  type CommitAction,
  type OpenTransaction,
  type Outcome,
  type SentStatement,
  type SessionState
} from './session-state';
import { Unavailable } from './row-access';
import { WaitsForJob } from './schema/claims';
import { variableIsOn, variableText } from './session-variables';
import { WORK_NS, type StatementContext, type StatementResult } from './statement';

/**
 * Sessions: each takes one statement at a time, runs it in its transaction and tells its result when its virtual time is up.
 *
 * A statement runs whole, in one event. Where it meets another transaction's intent its writes are undone and it runs again from
 * its start when that transaction has ended; a statement that is a transaction of its own is retried by the server, a later one of
 * an explicit transaction only if its reads still hold, else the client gets 40001.
 */

/** Time of a statement before it takes effect and after, over and above what it does. */
const OVERHEAD_MIN_NS = 300_000;
const OVERHEAD_MAX_NS = 900_000;
/** A statement that waits longer for a lock than this is left to wait, and the script goes on (design §6). */
export const LEFT_WAITING_NS = 100 * NS_PER_MS;
/** Server-side retries of one statement before the client is asked to do it. */
const MAX_RETRIES = 50;
/** Rows of a result that history keeps (design §7). */
const RESULT_ROWS = 10_000;

export interface SessionsState {
  sessions: Map<string, SessionState>;
  random: RandomState;
  /** Number of the next session that the cluster makes by itself, for a stream. */
  nextStream: number;
}

export const makeSessionsState = (seed: number): SessionsState => ({
  sessions: new Map(),
  random: makeRandom(seed, 'sessions'),
  nextStream: 1
});

export function makeSession(name: string, user: string, node: number): SessionState {
  return {
    name,
    loginUser: user,
    user,
    node,
    database: 'defaultdb',
    variables: new Map(),
    transaction: null,
    idleSince: null,
    terminated: null,
    queue: [],
    active: null,
    prepared: new Map(),
    cursors: new Map(),
    stream: null
  };
}

export type SessionDue =
  | {
      readonly kind: 'session.exec';
      readonly session: string;
      readonly statement: number;
      readonly attempt: number;
    }
  | { readonly kind: 'session.return'; readonly session: string; readonly statement: number }
  | { readonly kind: 'session.leftWaiting'; readonly session: string; readonly statement: number }
  | {
      readonly kind: 'session.timeout';
      readonly session: string;
      readonly statement: number;
      readonly reason: TimeoutReason;
      /** The attempt whose wait for a lock has become too long; null for the statement as a whole. */
      readonly attempt: number | null;
    }
  | { readonly kind: 'session.idle'; readonly session: string; readonly since: Nanos };

type TimeoutReason = 'statement' | 'transaction' | 'lock';

/** What BEGIN says of a transaction. */
export interface TransactionParts {
  readonly readOnly: boolean;
  readonly isolation?: TxnState['isolation'];
  readonly priority?: TxnState['priority'];
}

export class Sessions {
  readonly #cluster: Cluster;
  readonly #state: SessionsState;
  /** The transaction of the statement that is being run; only within one event. */
  #attemptedTxn = 0;

  constructor(cluster: Cluster, state: SessionsState) {
    this.#cluster = cluster;
    this.#state = state;
  }

  get all(): Iterable<SessionState> {
    return this.#state.sessions.values();
  }

  find(name: string): SessionState | undefined {
    return this.#state.sessions.get(name);
  }

  open(name: string, user: string): SessionState {
    const session = makeSession(name, user, this.#gateway() ?? 1);
    this.#state.sessions.set(name, session);
    return session;
  }

  /** A session for a sinkless feed, named after its number. */
  openStream(from: SessionState, feed: number, statement: number): SessionState {
    const session = this.open(`stream${this.#state.nextStream++}`, from.loginUser);
    session.user = from.user;
    session.database = from.database;
    session.stream = { feed, statement };
    return session;
  }

  /** Ends a session and what it runs: its transaction is rolled back, its stream ends. */
  close(session: SessionState): void {
    if (session.transaction) this.#rollBack(session, session.transaction);
    if (session.stream) this.#cluster.endStream(session.stream.feed, errors.queryCanceled());
    const { active } = session;
    session.active = null;
    session.queue = [];
    this.#state.sessions.delete(session.name);
    if (active) this.#tell(active, errorOutcome(errors.connectionClosed(session.name)));
  }

  /** CANCEL QUERY: what a session runs fails, or the stream it is ends. */
  cancelStatement(session: SessionState): void {
    if (session.stream) return this.#cluster.endStream(session.stream.feed, errors.queryCanceled());
    const { active } = session;
    if (!active || active.outcome) return;
    active.waitsOn = null;
    active.waitsForJobs = [];
    active.held = null;
    this.#finish(session, active, errorOutcome(errors.queryCanceled()), 0);
  }

  /** Every session of a node that has gone loses its transaction; its next statement finds another gateway. */
  nodeLost(node: number): void {
    for (const session of [...this.#state.sessions.values()]) {
      if (session.node !== node) continue;
      const { active, transaction } = session;
      if (transaction) this.#rollBack(session, transaction);
      if (session.stream) this.#cluster.endStream(session.stream.feed, errors.nodeGone(node));
      if (active && active.outcome === null) {
        active.outcome = errorOutcome(errors.nodeGone(node));
        active.waitsOn = null;
        this.#returnAfter(session, active, 0);
      }
    }
  }

  send(session: SessionState, sent: SentStatement): void {
    session.queue.push(sent);
    if (session.active) {
      this.#scheduleLeftWaiting(session, sent.statement);
    } else this.#beginNext(session);
  }

  #beginNext(session: SessionState): void {
    const sent = session.queue.shift();
    if (!sent) return;
    const { statement, text, line, column, sentAt } = sent;
    session.active = {
      statement,
      text,
      line,
      column,
      sentAt,
      waitsOn: null,
      blockedAt: null,
      begunAt: this.#cluster.now,
      waitingSince: null,
      waitsForJobs: [],
      held: null,
      attempts: 0,
      outcome: null
    };
    session.idleSince = null;
    const deadline = deadlineOf(session, this.#cluster.now);
    if (deadline && deadline.at > this.#cluster.now)
      this.#scheduleTimeout(session, sent.statement, deadline.reason, deadline.at - this.#cluster.now);
    this.#scheduleExec(session, session.active, this.#overhead() + this.#cluster.nodeDelay(session.node));
  }

  #scheduleTimeout(session: SessionState, statement: number, reason: TimeoutReason, limit: Nanos): void {
    const attempt = reason === 'lock' ? session.active!.attempts : null; // a lock is waited for by what is active
    this.#cluster.schedule(limit, {
      kind: 'session.timeout',
      session: session.name,
      statement,
      reason,
      attempt
    });
  }

  #overhead(): Nanos {
    return nextInt(this.#state.random, OVERHEAD_MIN_NS, OVERHEAD_MAX_NS);
  }

  #scheduleExec(session: SessionState, active: ActiveStatement, delay: Nanos): void {
    active.attempts++;
    this.#cluster.schedule(delay, {
      kind: 'session.exec',
      session: session.name,
      statement: active.statement,
      attempt: active.attempts
    });
  }

  #scheduleLeftWaiting(session: SessionState, statement: number): void {
    this.#cluster.schedule(LEFT_WAITING_NS, {
      kind: 'session.leftWaiting',
      session: session.name,
      statement
    });
  }

  handle(due: SessionDue): void {
    const session = this.#state.sessions.get(due.session);
    const active = session?.active;
    switch (due.kind) {
      case 'session.exec':
        if (
          session &&
          active?.statement === due.statement &&
          active.attempts === due.attempt &&
          !active.outcome
        )
          this.#exec(session, active);
        return;
      case 'session.return':
        if (session && active?.statement === due.statement && active.outcome)
          this.#return(session, active, active.outcome);
        return;
      case 'session.leftWaiting': {
        const waits =
          active?.statement === due.statement
            ? active.waitsOn !== null || (active.waitsForJobs.length > 0 && !active.held)
            : session?.queue.some((s) => s.statement === due.statement);
        if (waits) this.#cluster.statementLeftWaiting(due.statement);
        return;
      }
      case 'session.timeout':
        if (session && active?.statement === due.statement && !active.outcome)
          this.#timedOut(session, active, due);
        return;
      case 'session.idle':
        if (session && session.idleSince === due.since) this.#terminate(session);
    }
  }

  // --- running a statement -----------------------------------------------------------------------------------------

  #exec(session: SessionState, active: ActiveStatement): void {
    const gateway = this.#reconnect(session);
    if (!gateway) return this.#finish(session, active, errorOutcome(errors.noNode()), 0);
    active.waitsOn = null;
    active.blockedAt = null;
    if (session.terminated) return this.#tellTermination(session, active, session.terminated);
    try {
      const deadline = deadlineOf(session, active.begunAt);
      if (deadline && deadline.at <= this.#cluster.now) throw errors.timeout(deadline.reason);
      const result = this.#cluster.run(session, active);
      const outcome: Outcome = result.streams
        ? { kind: 'streams' }
        : {
            kind: 'result',
            tag: result.tag,
            columns: this.#cluster.resultColumns(result),
            rows: this.#cluster.resultRows(session, result, RESULT_ROWS),
            rowCount: result.rows.length
          };
      if (result.jobs && result.jobs.length > 0) {
        active.held = { outcome, work: result.work };
        active.waitsForJobs = [...result.jobs];
      } else this.#finish(session, active, outcome, result.work);
    } catch (error) {
      this.#interrupted(session, active, error);
    }
  }

  #timedOut(
    session: SessionState,
    active: ActiveStatement,
    { reason, attempt }: { reason: TimeoutReason; attempt: number | null }
  ): void {
    if (reason !== 'lock') return this.#giveUp(session, active, errors.timeout(reason));
    if (active.attempts !== attempt || active.waitsOn === null || !active.blockedAt) return;
    const { index, key } = active.blockedAt;
    this.#giveUp(session, active, errors.lockTimeout(this.#cluster.describeRow(index, key)));
  }

  /** Ends a statement that waits. */
  #giveUp(session: SessionState, active: ActiveStatement, error: SqlError): void {
    active.waitsOn = null;
    active.waitsForJobs = [];
    active.held = null;
    this.#finish(session, active, errorOutcome(error), 0);
  }

  /** The session's gateway, another one where its node is down; undefined when no node is up. */
  #reconnect(session: SessionState): number | undefined {
    if (this.#cluster.storage.node(session.node).up) return session.node;
    const gateway = this.#gateway();
    if (gateway !== undefined) session.node = gateway;
    return gateway;
  }

  #gateway(): number | undefined {
    return this.#cluster.storage.liveNodes[0]?.id;
  }

  #interrupted(session: SessionState, active: ActiveStatement, error: unknown): void {
    if (error instanceof Blocked) return this.#blocked(session, active, error);
    if (error instanceof Unavailable) return this.#wait(session, active, LEASE);
    if (error instanceof Restart) return this.#restart(session, active, error);
    if (error instanceof WaitsForJob) return this.#waitForJob(session, active, error.job);
    const { transaction } = session;
    const again = error instanceof SqlError && error.sqlstate === '40001' && transaction;
    if (again && this.#mayRetry(session, active)) {
      if (transaction.implicit) this.#rollBack(session, transaction);
      return this.#scheduleExec(session, active, this.#overhead());
    }
    const told = internalError(error, this.#cluster.state.run.seed, `statement ${active.statement}`);
    const wait = error instanceof TimedOut ? Math.max(0, error.until - this.#cluster.now) : 0;
    this.#finish(session, active, errorOutcome(told), wait / WORK_NS);
  }

  #blocked(session: SessionState, active: ActiveStatement, blocked: Blocked): void {
    if (this.#pushes(blocked)) return this.#scheduleExec(session, active, 0);
    active.blockedAt = blocked.index === 0 ? null : { index: blocked.index, key: blocked.key };
    this.#wait(session, active, blocked.txn);
    const limit = timeoutOf(session, 'lock_timeout');
    if (limit > 0 && active.waitsOn !== null) this.#scheduleTimeout(session, active.statement, 'lock', limit);
  }

  /** Moves the transaction that is in the way, or aborts it, where the statement may. */
  #pushes({ txn: id, push }: Blocked): boolean {
    const { txns } = this.#cluster.storage;
    const other = txns.get(id);
    const holder = [...this.all].find((session) => session.transaction?.txn === id);
    if (!push || !other || !holder?.transaction) return false;
    if (push.kind === 'timestamp') {
      txns.pushAbove(other, push.above);
      this.#tellTxn(holder, id, 'pushed', this.#attemptedTxn);
      return true;
    }
    const { active } = holder;
    this.#abortEarly(holder, this.#attemptedTxn);
    if (active && active.waitsOn !== null && !active.outcome)
      this.#giveUp(holder, active, errors.restartTransaction('aborted'));
    return true;
  }

  #wait(session: SessionState, active: ActiveStatement, on: number): void {
    if (on !== LEASE && this.#breaksDeadlock(session, active, on)) return;
    if (active.waitingSince === null) {
      active.waitingSince = this.#cluster.now;
      this.#scheduleLeftWaiting(session, active.statement);
    }
    active.waitsOn = on;
    if (on !== LEASE)
      this.#cluster.history.append({
        type: 'txn',
        t: this.#cluster.now,
        txn: this.#attemptedTxn,
        session: session.name,
        state: 'waiting',
        blocked_by: on
      });
  }

  #waitForJob(session: SessionState, active: ActiveStatement, job: string): void {
    active.waitsForJobs = [job];
    if (active.waitingSince !== null) return;
    active.waitingSince = this.#cluster.now;
    this.#scheduleLeftWaiting(session, active.statement);
  }

  /** A schema change job has ended: its statement answers, and those that waited for it begin again. */
  jobEnded(job: string, error: SqlError | undefined): void {
    for (const session of this.all) {
      const { active } = session;
      if (!active?.waitsForJobs.includes(job) || active.outcome) continue;
      active.waitsForJobs = active.waitsForJobs.filter((id) => id !== job);
      const { held } = active;
      if (held && error) held.outcome = errorOutcome(error);
      if (active.waitsForJobs.length > 0) continue;
      active.held = null;
      if (held) this.#finish(session, active, held.outcome, held.work);
      else this.#scheduleExec(session, active, this.#overhead());
    }
  }

  /**
   * Whether waiting would close a circle of transactions that wait for one another. The one that began last is aborted, which is
   * either this one or one that waits.
   */
  #breaksDeadlock(session: SessionState, active: ActiveStatement, on: number): boolean {
    const own = session.transaction;
    if (!own || own.implicit) return false;
    const circle: SessionState[] = [];
    for (let txn = on; ;) {
      const holder = [...this.all].find((s) => s.transaction?.txn === txn);
      if (!holder) return false;
      if (holder === session) break;
      circle.push(holder);
      if (holder.active?.waitsOn == null || holder.active.waitsOn === LEASE) return false;
      txn = holder.active.waitsOn;
    }
    const youngest = [session, ...circle].reduce((a, b) => (a.transaction!.txn > b.transaction!.txn ? a : b)); // all hold one
    if (youngest === session) {
      this.#finish(session, active, errorOutcome(errors.restartTransaction('deadlock')), 0);
      return true;
    }
    const victim = youngest.active!; // it waits
    this.#giveUp(youngest, victim, errors.restartTransaction('deadlock'));
    this.#abortEarly(youngest);
    return false;
  }

  /** Gives up a transaction's intents and locks before its ROLLBACK, so that others can go on. */
  #abortEarly(session: SessionState, by: number | null = null): void {
    const transaction = session.transaction;
    const txn = transaction && this.#cluster.storage.txns.get(transaction.txn);
    if (!transaction || !txn) return;
    this.#cluster.storage.txns.abort(txn);
    this.#tellTxn(session, transaction.txn, 'aborted', by);
    this.#wake(transaction.txn);
  }

  #restart(session: SessionState, active: ActiveStatement, restart: Restart): void {
    if (this.#mayRetry(session, active) || (restart instanceof Retry && active.attempts < MAX_RETRIES)) {
      this.#tellTxn(session, this.#attemptedTxn, 'restarted');
      this.#cluster.noteRestart(session, restart.readTs);
      return this.#scheduleExec(session, active, this.#overhead());
    }
    this.#finish(session, active, errorOutcome(errors.restartTransaction(restart.reason)), 0);
  }

  /** Whether the server runs a statement again by itself: nothing of its transaction has been told to the client. */
  #mayRetry({ transaction }: SessionState, { attempts }: ActiveStatement): boolean {
    return attempts < MAX_RETRIES && (!transaction || transaction.implicit || transaction.statements === 0);
  }

  /** Runs statements that waited for a transaction which has ended, or for a lease that has moved. */
  #wake(txn: number): void {
    for (const session of this.all) {
      const active = session.active;
      if (active?.waitsOn !== txn || active.outcome) continue;
      active.waitsOn = null;
      this.#scheduleExec(session, active, this.#overhead());
    }
  }

  leaseMoved(): void {
    this.#wake(LEASE);
  }

  /** A transaction has ended: who waited for it may try again. */
  transactionEnded(txn: number): void {
    this.#wake(txn);
    this.#cluster.schemaChanges.transactionEnded(txn);
  }

  #finish(session: SessionState, active: ActiveStatement, outcome: Outcome, work: number): void {
    const { transaction } = session;
    if (outcome.kind === 'error' && transaction) {
      if (transaction.implicit) this.#rollBack(session, transaction);
      else {
        transaction.failed = true;
        if (outcome.sqlstate === '40001') transaction.mustRestart = true;
      }
    } else if (transaction && !isBegin(outcome)) transaction.statements++;
    active.outcome = outcome;
    this.#returnAfter(session, active, this.#overhead() + Math.round(work * WORK_NS));
  }

  #returnAfter(session: SessionState, active: ActiveStatement, delay: Nanos): void {
    this.#cluster.schedule(delay + this.#cluster.nodeDelay(session.node), {
      kind: 'session.return',
      session: session.name,
      statement: active.statement
    });
  }

  #return(session: SessionState, active: ActiveStatement, outcome: Outcome): void {
    session.active = null;
    this.#tell(active, outcome);
    if (!session.active) this.#beginNext(session);
    if (!session.active) this.#rest(session);
  }

  /** Nothing is left to run: from now on the session is idle, perhaps with a transaction open. */
  #rest(session: SessionState): void {
    const { now } = this.#cluster;
    session.idleSince = now;
    const limit = idleLimit(session);
    if (limit > 0) this.#cluster.schedule(limit, { kind: 'session.idle', session: session.name, since: now });
  }

  /** An idle session ends; who goes on talking to it is told so, and then has a new one. */
  #terminate(session: SessionState): void {
    session.terminated = session.transaction ? 'idle-in-transaction' : 'idle session';
    if (session.transaction) this.#rollBack(session, session.transaction);
    const fresh = makeSession(session.name, session.loginUser, session.node);
    Object.assign(session, { ...fresh, terminated: session.terminated });
  }

  #tellTermination(
    session: SessionState,
    active: ActiveStatement,
    why: NonNullable<SessionState['terminated']>
  ): void {
    session.terminated = null;
    this.#finish(session, active, errorOutcome(errors.idleTooLong(why)), 0);
  }

  #tell(active: ActiveStatement, outcome: Outcome): void {
    const { history, now } = this.#cluster;
    if (outcome.kind === 'result') {
      const truncated = outcome.rowCount > RESULT_ROWS;
      history.append({
        type: 'result',
        t: now,
        statement: active.statement,
        tag: outcome.tag,
        columns: outcome.columns,
        rows: outcome.rows,
        ...(truncated ? { truncated: true as const, row_count: outcome.rowCount } : {})
      });
    } else if (outcome.kind === 'error') this.#cluster.tellError(active, outcome);
    this.#cluster.statementReturned(active.statement, outcome);
  }

  #tellTxn(
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

  // --- transactions ------------------------------------------------------------------------------------------------

  /** Begins an explicit transaction. */
  begin(session: SessionState, parts: TransactionParts): void {
    const transaction = this.#makeTransaction(session, false, parts);
    this.#tellTxn(session, transaction.txn, 'begin');
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
      recordsReads,
      ...(isolation ? { isolation } : {}),
      ...(priority ? { priority } : {})
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
    this.#attemptedTxn = txn.id;
    if (transaction.asOf) txns.fixAt(txn, transaction.asOf);
    else if (txn.isolation === 'read committed' && !transaction.implicit)
      txns.renewSnapshot(txn, tickClock(this.#cluster.storage.node(session.node), this.#cluster.now));
    const mark = this.#cluster.storage.txns.mark(txn);
    const staged = copyStaged(transaction.staged);
    const actions = [...transaction.actions];
    try {
      const result = work(this.#context(session, active, transaction, txn));
      this.#checkTime(session, result.work);
      if (!transaction.implicit) return result;
      const jobs = this.commit(session, active.statement);
      return jobs.length > 0 ? { ...result, jobs } : result;
    } catch (error) {
      this.#undo(session, transaction, txn, { mark, staged, actions }, error);
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
    const published = [...transaction.staged.objects.values()];
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
        writes: this.#cluster.describeWrites(writes)
      });
      storage.commit(txn, seq);
      this.#cluster.noteCommit(txn.writeTs);
    } else storage.commit(txn, -1);
    session.transaction = null;
    restoreVariables(session, transaction, { all: false });
    if (session.cursors.size > 0) closeCursors(session, true);
    if (published.length > 0) this.#cluster.publish(published, txn.writeTs, statement);
    for (const action of transaction.actions) this.#cluster.carryOut(action);
    this.transactionEnded(txn.id);
    return this.#cluster.schemaChangesOf(transaction.actions);
  }

  rollBack(session: SessionState): void {
    if (session.transaction) this.#rollBack(session, session.transaction);
  }

  #rollBack(session: SessionState, transaction: OpenTransaction): void {
    const txn = this.#cluster.storage.txns.get(transaction.txn);
    session.transaction = null;
    restoreVariables(session, transaction, { all: true });
    if (session.cursors.size > 0 && !transaction.implicit) closeCursors(session, false);
    this.#dropActions(transaction.actions);
    if (txn) this.#cluster.storage.txns.abort(txn);
    if (!transaction.implicit && txn) this.#tellTxn(session, transaction.txn, 'aborted');
    this.transactionEnded(transaction.txn);
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
      mark: this.#cluster.storage.txns.mark(txn),
      staged: copyStaged(transaction.staged),
      actions: [...transaction.actions]
    });
  }

  /**
   * Takes everything back since a savepoint, which stays. `cockroach_restart` begins the transaction anew, also one that must.
   * @returns false when there is none of that name
   * @throws SqlError 40001 for another savepoint of a transaction that must begin anew
   */
  rollBackTo(session: SessionState, name: string): boolean {
    const transaction = session.transaction;
    const index = transaction?.savepoints.findLastIndex((s) => s.name === name) ?? -1;
    if (!transaction || index < 0) return false;
    const savepoint = transaction.savepoints[index];
    const txn = this.#cluster.storage.txns.get(transaction.txn);
    if (name === RESTART_SAVEPOINT) this.#beginAnew(session, transaction, txn);
    else if (!txn || transaction.mustRestart) throw errors.restartedBeyondSavepoint(name);
    else this.#cluster.storage.txns.undoTo(txn, savepoint.mark);
    transaction.savepoints.length = index + 1;
    transaction.staged = copyStaged(savepoint.staged);
    this.#dropActions(transaction.actions.slice(savepoint.actions.length));
    transaction.actions = [...savepoint.actions];
    transaction.failed = false;
    transaction.mustRestart = false;
    return true;
  }

  #beginAnew(session: SessionState, transaction: OpenTransaction, before: TxnState | undefined): void {
    const { txns } = this.#cluster.storage;
    if (before) txns.abort(before);
    const next = this.#beginTxn(session, before ?? {}, { recordsReads: true, atLeast: before?.writeTs });
    this.#tellTxn(session, transaction.txn, 'restarted');
    this.transactionEnded(transaction.txn);
    transaction.txn = next.id;
    this.#tellTxn(session, next.id, 'begin');
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

/** Takes back what SET LOCAL changed in a transaction, or all that SET changed in one that came to nothing. */
function restoreVariables(
  { variables }: SessionState,
  { changedVariables }: OpenTransaction,
  { all }: { all: boolean }
): void {
  for (const { name, before, local } of changedVariables.toReversed()) {
    if (!all && !local) continue;
    if (before === undefined) variables.delete(name);
    else variables.set(name, before);
  }
}

/** The savepoint of the client-side retry protocol: released, it commits; rolled back to, the transaction begins anew. */
export const RESTART_SAVEPOINT = 'cockroach_restart';

/** BEGIN gives nothing to the client that a retry of the transaction could take back. */
const isBegin = (outcome: Outcome): boolean => outcome.kind === 'result' && outcome.tag === 'BEGIN';

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

/** When a statement that began at a moment must have ended, and what says so; undefined where nothing does. */
function deadlineOf(
  session: SessionState,
  begunAt: Nanos
): { readonly at: Nanos; readonly reason: 'statement' | 'transaction' } | undefined {
  if (session.variables.size === 0) return undefined;
  const limit = timeoutOf(session, 'statement_timeout');
  const ofStatement = limit > 0 ? begunAt + limit : Infinity;
  const { transaction } = session;
  const whole =
    transaction && !transaction.implicit && !transaction.failed
      ? timeoutOf(session, 'transaction_timeout')
      : 0;
  const ofTransaction = transaction && whole > 0 ? transaction.begunAt + whole : Infinity;
  if (ofTransaction < ofStatement) return { at: ofTransaction, reason: 'transaction' };
  return limit > 0 ? { at: ofStatement, reason: 'statement' } : undefined;
}

/** How long a session may do nothing; 0 for as long as it likes. */
function idleLimit(session: SessionState): Nanos {
  if (session.variables.size === 0) return 0;
  const always = timeoutOf(session, 'idle_in_session_timeout');
  const within = session.transaction ? timeoutOf(session, 'idle_in_transaction_session_timeout') : 0;
  return within > 0 && (always === 0 || within < always) ? within : always;
}

/** A statement's work would last beyond its deadline, at which it is answered. */
class TimedOut extends SqlError {
  readonly until: Nanos;
  constructor(until: Nanos, reason: 'statement' | 'transaction') {
    const { sqlstate, message } = errors.timeout(reason);
    super(sqlstate, message);
    this.until = until;
  }
}

/** A timeout of the session; 0 for none. */
function timeoutOf(
  session: SessionState,
  variable:
    | 'statement_timeout'
    | 'lock_timeout'
    | 'transaction_timeout'
    | 'idle_in_session_timeout'
    | 'idle_in_transaction_session_timeout'
): Nanos {
  const text = session.variables.get(variable);
  return text === undefined ? 0 : Number(text) * NS_PER_MS;
}

/** A statement of an explicit transaction that may run again at once, at its transaction's moved timestamp. */
export class Retry extends Restart {
  constructor() {
    super('write_too_old', { wall: 0, logical: 0 });
  }
}

function copyStaged(staged: StagedChanges): StagedChanges {
  return { objects: new Map<number, Descriptor>(staged.objects), generation: staged.generation };
}

export function errorOutcome(error: SqlError): Outcome {
  return {
    kind: 'error',
    sqlstate: error.sqlstate,
    message: error.message,
    detail: error.detail ?? null,
    hint: error.hint ?? null,
    span: error.span ?? null
  };
}

/**
 * Where a statement's error lies in the script: its own place, moved by where the statement begins. Secrets before it count as long as
 * what is shown for them (design §7).
 */
export function scriptPosition(
  sent: Pick<SentStatement, 'text' | 'line' | 'column'>,
  span: { offset: number; length: number } | null
): { line: number; column: number; length?: number } {
  if (!span) return { line: sent.line, column: sent.column };
  const shown = redactedPlace(sent.text, span);
  const at = positionOf(shown.text, shown.span);
  return {
    line: sent.line + at.line - 1,
    column: at.line === 1 ? sent.column + at.column - 1 : at.column,
    length: shown.span.length
  };
}
