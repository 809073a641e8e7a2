import { SqlError } from '../base/errors';
import { makeRandom, nextInt, type RandomState } from '../base/random';
import { NS_PER_MS, type Nanos } from '../base/timestamp';
import { Blocked, Restart } from '../storage/txn-state';
import type { Cluster } from './cluster';
import { errors } from './errors';
import { internalError } from './internal-error';
import { errorOutcome } from './outcome';
import { Unavailable } from './row-access';
import { WaitsForJob } from './schema/claims';
import {
  LEASE,
  type ActiveStatement,
  type Outcome,
  type SentStatement,
  type SessionState
} from './session-state';
import { deadlineOf, idleLimit, TimedOut, timeoutOf } from './session-timeouts';
import { Retry, SessionTransactions } from './session-transactions';
import { WORK_NS } from './statement';

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

/** How many times longer than at first a statement waits that has been tried so often: it doubles behind the third time. */
const backoff = (attempts: number): number => {
  let factor = 1;
  for (let i = 3; i < attempts && factor < MAX_BACKOFF; i++) factor *= 2;
  return factor;
};
const MAX_BACKOFF = 2_097_152; // 2²¹ half milliseconds: a quarter of an hour
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
    lastCommit: null,
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

export class Sessions {
  readonly #cluster: Cluster;
  readonly #state: SessionsState;
  readonly transactions: SessionTransactions;

  constructor(cluster: Cluster, state: SessionsState) {
    this.#cluster = cluster;
    this.#state = state;
    this.transactions = new SessionTransactions(cluster);
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
    session.stream = { feed, statement, line: from.active?.line ?? 1, column: from.active?.column ?? 1 };
    return session;
  }

  /** Ends a session and what it runs: its transaction is rolled back, its stream ends. */
  close(session: SessionState): void {
    if (session.transaction) this.transactions.rollBack(session);
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
      if (transaction) this.transactions.rollBack(session);
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
    this.#scheduleExec(session, session.active, this.#overhead() + this.#cluster.delays.ofNode(session.node));
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
            ? active.waitsOn !== null || this.#isHeldUp(active)
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
    this.#giveUp(session, active, errors.lockTimeout(this.#cluster.writtenRows.describeRow(index, key)));
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
      if (transaction.implicit) this.transactions.rollBack(session);
      return this.#scheduleExec(session, active, this.#overhead() * backoff(active.attempts));
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
      this.transactions.tell(holder, id, 'pushed', this.transactions.attempted);
      return true;
    }
    const { active } = holder;
    this.#abortEarly(holder, this.transactions.attempted);
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
        txn: this.transactions.attempted,
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

  /** A schema change job waits for somebody else: the script goes on without the statement that waits for the job. */
  jobHeldUp(job: string): void {
    for (const session of this.all)
      if (session.active?.held && session.active.waitsForJobs.includes(job))
        this.#scheduleLeftWaiting(session, session.active.statement);
  }

  #isHeldUp({ held, waitsForJobs }: ActiveStatement): boolean {
    return held
      ? waitsForJobs.some((job) => this.#cluster.schemaChanges.isHeldUp(job))
      : waitsForJobs.length > 0;
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
    this.transactions.tell(session, transaction.txn, 'aborted', by);
    this.#wake(transaction.txn);
  }

  #restart(session: SessionState, active: ActiveStatement, restart: Restart): void {
    if (this.#mayRetry(session, active) || (restart instanceof Retry && active.attempts < MAX_RETRIES)) {
      this.transactions.tell(session, this.transactions.attempted, 'restarted');
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
      if (transaction.implicit) this.transactions.rollBack(session);
      else if (!transaction.released) {
        transaction.failed = true;
        if (outcome.sqlstate === '40001') transaction.mustRestart = true;
      }
    } else if (transaction && !isBegin(outcome)) transaction.statements++;
    active.outcome = outcome;
    this.#returnAfter(session, active, this.#overhead() + Math.round(work * WORK_NS));
  }

  #returnAfter(session: SessionState, active: ActiveStatement, delay: Nanos): void {
    this.#cluster.schedule(delay + this.#cluster.delays.ofNode(session.node), {
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
    if (session.transaction) this.transactions.rollBack(session);
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
}

/** BEGIN gives nothing to the client that a retry of the transaction could take back. */
const isBegin = (outcome: Outcome): boolean => outcome.kind === 'result' && outcome.tag === 'BEGIN';
