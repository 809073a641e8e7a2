import { NS_PER_SECOND, type Nanos } from '../../engine/base/timestamp';
import type { ClusterEvent, FaultEvent } from '../../engine/base/events';
import { Checker, type CheckerContext } from '../checker';
import type { Judge } from '../judge';
import type { BatchFacts, Facts, FlowFacts, JobFacts, MessageFacts, SettleFacts } from '../model/facts';
import type { FeedModel, Settled } from '../model/feed-model';

const question = 'Did everything arrive?';

const NOT_ACKNOWLEDGED =
  'Not promised here: with RequiredAcks=NONE the changefeed never learns what the brokers have stored.';

/** What is promised only where deliveries are acknowledged. */
function isPromised({ terms }: FeedModel, judge: Judge): boolean {
  if (terms?.acks !== 'none') return true;
  judge.excuse(NOT_ACKNOWLEDGED);
  return false;
}

/** G5, G20 and P5: whatever a checkpoint or resolved timestamp covers has been stored before it. */
export class NothingLost extends Checker {
  readonly #lost;
  readonly #backfill;
  readonly #silent;

  constructor(context: CheckerContext) {
    super(context);
    this.#lost = context.judge({
      id: 'G5',
      question,
      name: 'Every change that high-water and resolved cover has been stored',
      facts: 'changes and scanned rows'
    });
    this.#backfill = context.judge({
      id: 'G20',
      question,
      name: 'A schema change that asks for it sends every row of its table again, and of no other',
      facts: 'backfilled rows'
    });
    this.#silent = context.judge({
      id: 'P5',
      question,
      name: 'Resolved does not go on while data has stopped',
      facts: 'advances over changes'
    });
  }

  override settled({ feed, seq, settled, upTo }: SettleFacts): void {
    if (!isPromised(feed, this.#lost) || settled.length === 0) return;
    for (const debt of settled) this.#judgeDebt(feed, debt, seq);
    if (feed.terms?.resolved_ns === null) return;
    this.#silent.count();
    if (settled.some(({ sent }) => sent)) return;
    this.#silent.breach(
      feed.name,
      [settled[0].required.because, seq],
      `Progress went on to ${this.hlc(upTo)} over ${settled.length === 1 ? 'a change that has not' : `${settled.length} changes of which none has`} arrived.`
    );
  }

  #judgeDebt(feed: FeedModel, { required, sent }: Settled, seq: number): void {
    const judge = required.kind === 'backfill' ? this.#backfill : this.#lost;
    judge.count();
    if (sent) return;
    const what = required.kind === 'change' ? 'the change' : 'the copy';
    judge.breach(
      feed.name,
      [required.because, seq],
      `Key ${required.key}: ${what} of ${this.hlc(required.updated)} had not been stored when it was promised.`
    );
  }

  override message({ feed, event, seq, copy, scan, table }: MessageFacts): void {
    if (copy > 1 || event.cause !== 'backfill' || table === undefined) return;
    this.#backfill.count();
    if (scan?.kind === 'backfill' && this.context.model.ledger.isSchemaChange(table, scan.at)) return;
    this.#backfill.breach(
      feed.name,
      [seq],
      `Key ${event.key ?? ''}: a backfill copy at ${this.hlc(event.updated)}, at which ${event.table} had no backfill.`
    );
  }
}

/** G21: whether delivery is promised at all. */
export class Acknowledgements extends Checker {
  readonly #judge;

  constructor(context: CheckerContext) {
    super(context);
    this.#judge = context.judge({
      id: 'G21',
      question,
      name: 'The sink acknowledges what it stores',
      facts: 'changefeeds'
    });
  }

  override flow({ feed, previous }: FlowFacts): void {
    if (!previous && feed.terms && isPromised(feed, this.#judge)) this.#judge.count();
  }
}

/** P10: a feed that has succeeded has delivered everything in its range, and nothing follows. */
export class Complete extends Checker {
  readonly #judge;
  /** What a checkpoint has covered before it was acknowledged. */
  readonly #covered = new Map<string, Settled[]>();

  constructor(context: CheckerContext) {
    super(context);
    this.#judge = context.judge({
      id: 'P10',
      question,
      name: 'Succeeded means complete, and nothing comes after',
      facts: 'changefeeds that succeeded'
    });
  }

  override settled({ feed, settled }: SettleFacts): void {
    const early = settled.filter(({ sent }) => !sent?.acknowledged);
    if (early.length === 0) return;
    const known = this.#covered.get(feed.name);
    if (known) known.push(...early);
    else this.#covered.set(feed.name, early);
  }

  override job({ feed, event, seq }: JobFacts): void {
    if (!feed || event.status !== 'succeeded' || feed.terms?.acks === 'none') return;
    this.#judge.count();
    const debts = [...(this.#covered.get(feed.name) ?? []), ...this.context.model.settleAll(feed)];
    const lost = debts.find(({ sent }) => !sent?.acknowledged);
    if (!lost) return;
    this.#judge.breach(
      feed.name,
      [lost.required.because, seq],
      `The job succeeded before the change of key ${lost.required.key} at ${this.hlc(lost.required.updated)} was stored and acknowledged.`
    );
  }

  override message({ feed, seq, event }: MessageFacts): void {
    if (feed.status !== 'succeeded') return;
    this.#judge.breach(
      feed.name,
      [feed.statusSeq, seq],
      `Key ${event.key ?? ''} was stored after the job had succeeded.`
    );
  }
}

/** Longest wait between two attempts (reference §5.11), with its jitter, and how long a lost node goes unnoticed. */
const RETRY_CAP_NS = 36 * NS_PER_SECOND;
const LIVENESS_NS = 9 * NS_PER_SECOND;
const CLOSED_LAG_NS = 6 * NS_PER_SECOND;
/** More owed at once than this takes time to send, which is no stall. */
const BUSY = 2000;

/** P11: once nothing disturbs it, a feed passes every commit within a bounded time. */
export class Liveness extends Checker {
  readonly #judge;
  #quietSince: Nanos = 0;
  readonly #faults = new Set<number>();
  readonly #down = new Set<string>();
  /** Sessions with a transaction open. */
  readonly #open = new Set<string>();
  readonly #sessions = new Map<number, string>();
  #settingsChanged = false;
  readonly #late = new Set<string>();

  constructor(context: CheckerContext) {
    super(context);
    this.#judge = context.judge({
      id: 'P11',
      question,
      name: 'A feed that nothing disturbs catches up within a bounded time',
      facts: 'changes passed in time'
    });
  }

  override event({ event, seq }: Facts): void {
    if (event.type === 'txn') {
      if (event.state === 'begin') this.#open.add(event.session);
      else if (event.state === 'aborted') this.#open.delete(event.session);
      this.#quietSince = event.t;
    } else if (event.type === 'schema_change') this.#quietSince = event.t;
    else if (event.type === 'statement') this.#sessions.set(event.statement, event.session);
    else if (event.type === 'result') {
      const session = this.#sessions.get(event.statement) ?? '';
      this.#sessions.delete(event.statement);
      // Quiet begins when the last of them has ended, not when it began. One that is rolled back is told as aborted; the tag may be a savepoint's.
      if (event.tag === 'COMMIT' && this.#open.delete(session)) this.#quietSince = event.t;
    }
    for (const feed of this.context.model.feeds.values()) this.#look(feed, event.t, seq);
  }

  #look(feed: FeedModel, now: Nanos, seq: number): void {
    const debt = feed.pending.first;
    if (!debt || !feed.terms || !this.#isQuiet(feed) || this.#late.has(feed.name)) return;
    const bound =
      2 * (CLOSED_LAG_NS + Math.ceil(feed.terms.min_checkpoint_ns * 1.1)) + RETRY_CAP_NS + LIVENESS_NS;
    const since = Math.max(this.#quietSince, debt.t, debt.updated.wall);
    if (now - since <= bound) return;
    // Told once for each stall, not with every event that passes meanwhile.
    this.#late.add(feed.name);
    this.#judge.breach(
      feed.name,
      [debt.because, feed.checkpointSeq, seq],
      `The change of key ${debt.key} at ${this.hlc(debt.updated)} was not passed within ${Math.round(bound / NS_PER_SECOND)} s, although nothing stood in its way.`
    );
  }

  #isQuiet(feed: FeedModel): boolean {
    return (
      this.#faults.size === 0 &&
      this.#down.size === 0 &&
      this.#open.size === 0 &&
      !this.#settingsChanged &&
      feed.job !== null &&
      feed.status === 'running' &&
      feed.pending.size < BUSY &&
      feed.terms?.sink !== 'null'
    );
  }

  override settled({ feed, settled }: SettleFacts): void {
    this.#late.delete(feed.name);
    if (feed.job !== null) this.#judge.count(settled.length);
  }

  override batch({ event }: BatchFacts): void {
    if (event.outcome !== 'ok') this.#quietSince = event.t;
  }

  override flow({ event }: FlowFacts): void {
    this.#quietSince = event.t;
  }

  override job({ event, feed, previous }: JobFacts): void {
    if (!feed || !previous || previous.status !== event.status) this.#quietSince = event.t;
  }

  override cluster({ event }: Facts<ClusterEvent>): void {
    this.#quietSince = event.t;
    if (event.kind === 'setting') this.#settingsChanged = true;
    if (event.kind !== 'node') return;
    if (event.value === 'up') this.#down.delete(event.target);
    else this.#down.add(event.target);
  }

  override fault({ event }: Facts<FaultEvent>): void {
    // A planted bug excuses nothing: it is what the audit is to find.
    if (event.kind === 'plant') return;
    this.#quietSince = event.t;
    if (event.state === 'begin') this.#faults.add(event.fault);
    else this.#faults.delete(event.fault);
  }
}
