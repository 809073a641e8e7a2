import type { HistoryEvent } from '../engine/base/events';
import type { Epoch } from '../engine/base/timestamp';
import { unreachable } from '../engine/base/assert';
import type { RowReader } from '../history/row-reader';
import type { CheckerContext, Listener, Told } from './checker';
import { Acknowledgements, Complete, Liveness, NothingLost } from './checkers/arrival';
import {
  Fingerprint,
  KeyInValue,
  Lossless,
  NothingInvented,
  SameBytes,
  SchemaOfItsTime,
  Times,
  Topics,
  TrueBefore,
  WholeTransactions
} from './checkers/content';
import { ErrorsSorted, NoReadBelowGc, PausedIsSilent, Protection, StatusMoves } from './checkers/jobs';
import { FileOrder, KeyOrder, OnePartition, Runs } from './checkers/order';
import { FlushBeforeCheckpoint, HighWater, ResolvedAfterPersist, ResolvedPromise } from './checkers/resolved';
import { Batches, Duplicates, EmissionCount, ExactReplay, OneFlow } from './checkers/twice';
import { Judge } from './judge';
import type { Facts } from './model/facts';
import type { FeedModel, Settled } from './model/feed-model';
import { RunModel } from './model/run-model';
import { QUESTIONS, type AuditReport, type Finding, type GuaranteeReport } from './report';

/** How many findings of a guarantee are kept. */
const KEEP = 20;

/** What a far end's side alone can show (guarantees B2, column R). */
const JUDGED_ON_OUTPUT = new Set([
  'G1',
  'G2',
  'G3',
  'G4',
  'G7',
  'G8',
  'G12',
  'G15',
  'G16',
  'G17',
  'G18',
  'G19'
]);

export interface AuditOptions {
  readonly epoch: Epoch;
  readonly rows?: RowReader;
  readonly keep?: number;
  /** `output`: history was put together from a real changefeed's output; what needs commits, jobs or checkpoints is not judged. */
  readonly origin?: 'run' | 'output';
}

/**
 * Judges a history by the guarantees of changefeeds (guarantees B2, B3), event by event. What was judged while a run played is what
 * would be judged at its end.
 */
export class Audit {
  readonly #model: RunModel;
  readonly #judges: Judge[] = [];
  readonly #duplicates: Duplicates;
  readonly #checkers: readonly Listener[];
  readonly #listeners = new Map<keyof Told, readonly Listener[]>();
  #seq = 0;
  #new: Finding[] = [];
  #messages = 0;
  #resolved = 0;
  #last: HistoryEvent | null = null;

  constructor({ epoch, rows, keep = KEEP, origin = 'run' }: AuditOptions) {
    const isOutput = origin === 'output';
    this.#model = new RunModel(rows);
    const context: CheckerContext = {
      model: this.#model,
      epoch,
      isOutput,
      judge: (guarantee) => {
        const judge = new Judge(guarantee, {
          keep,
          onFinding: (finding) => this.#new.push(finding),
          silence:
            isOutput && !JUDGED_ON_OUTPUT.has(guarantee.id)
              ? 'Cannot be checked: output alone does not tell what was committed and what the job did.'
              : null
        });
        this.#judges.push(judge);
        return judge;
      }
    };
    this.#duplicates = new Duplicates(context);
    this.#checkers = [
      this.#duplicates,
      ...[
        FlushBeforeCheckpoint,
        NothingLost,
        Acknowledgements,
        Complete,
        Liveness,
        KeyOrder,
        OnePartition,
        Runs,
        FileOrder,
        ResolvedPromise,
        HighWater,
        ResolvedAfterPersist,
        ExactReplay,
        EmissionCount,
        Batches,
        OneFlow,
        NothingInvented,
        TrueBefore,
        SameBytes,
        Fingerprint,
        KeyInValue,
        Topics,
        Times,
        Lossless,
        SchemaOfItsTime,
        WholeTransactions,
        StatusMoves,
        PausedIsSilent,
        ErrorsSorted,
        Protection,
        NoReadBelowGc
      ].map((Made) => new Made(context))
    ];
  }

  /** Judges the next event of the history. @returns what is new and wrong */
  take(event: HistoryEvent): readonly Finding[] {
    const seq = this.#seq++;
    this.#new = [];
    this.#last = event;
    this.#tell('event', { event, seq });
    this.#judge(event, seq);
    return this.#new;
  }

  #judge(event: HistoryEvent, seq: number): void {
    const model = this.#model;
    switch (event.type) {
      case 'commit': {
        const writes = model.commit(event, seq);
        return this.#tell('commit', { event, seq, writes });
      }
      case 'schema_change':
        return model.schemaChange(event, seq);
      case 'flow': {
        const facts = model.flow(event, seq);
        model.noteStatus(facts.feed);
        return this.#tell('flow', facts);
      }
      case 'scan': {
        const { feed, table } = model.scan(event, seq);
        return this.#tell('scan', { event, seq, feed, table });
      }
      case 'message': {
        this.#messages++;
        const facts = model.message(event, seq);
        return this.#tell('message', facts);
      }
      case 'batch': {
        const feed = model.feedOf(event);
        return this.#tell('batch', { event, seq, feed });
      }
      case 'checkpoint': {
        const facts = model.checkpoint(event, seq);
        if (!facts) return;
        this.#tell('checkpoint', facts);
        if (event.high_water)
          this.#settle(
            facts.feed,
            { event, seq },
            model.settle(facts.feed, event.high_water),
            event.high_water
          );
        return;
      }
      case 'resolved': {
        this.#resolved++;
        const feed = model.resolved(event);
        this.#tell('resolved', { event, seq, feed });
        return this.#settle(feed, { event, seq }, model.settle(feed, event.resolved), event.resolved);
      }
      case 'job': {
        const facts = model.job(event, seq);
        return this.#tell('job', facts);
      }
      case 'cluster':
        if (event.kind === 'protect') model.protect(event);
        return this.#tell('cluster', { event, seq });
      case 'fault':
        return this.#tell('fault', { event, seq });
      case 'statement':
      case 'result':
      case 'error':
      case 'notice':
      case 'note':
      case 'txn':
      case 'file':
      case 'request':
      case 'registry':
      case 'audit':
        return;
      default:
        return unreachable(event);
    }
  }

  #settle(
    feed: FeedModel,
    facts: Facts,
    settled: readonly Settled[],
    upTo: { readonly wall: number; readonly logical: number }
  ): void {
    if (settled.length === 0) return;
    this.#tell('settled', { ...facts, feed, settled, upTo });
    // No flow goes back behind a promise: what was kept for copies to come is not needed any more.
    for (const { sent } of settled) if (sent) sent.texts = null;
  }

  /**
   * The history has come to its end. @param settled whether the run had settled (design §8): then everything that was committed must
   * have arrived
   */
  finish({ settled }: { readonly settled: boolean }): readonly Finding[] {
    this.#new = [];
    const event = this.#last;
    if (!event) return this.#new;
    const facts = { event, seq: this.#seq - 1 };
    this.#tell('end', facts);
    if (!settled) return this.#new;
    for (const feed of this.#model.feeds.values()) {
      // A job has told by its checkpoints how far it has come; a stream tells nothing but its rows.
      if (feed.job !== null || feed.terms === null || feed.hasEnded) continue;
      const debts = this.#model.settleAll(feed);
      const newest = debts.at(-1)?.required.updated;
      if (newest) this.#settle(feed, facts, debts, newest);
    }
    return this.#new;
  }

  report(): AuditReport {
    const guarantees = this.#judges.map((judge) => judge.report()).sort(byQuestion);
    return {
      guarantees,
      messages: this.#messages,
      resolved: this.#resolved,
      duplicates: this.#duplicates.counts,
      ok: guarantees.every(({ verdict }) => verdict !== 'violated')
    };
  }

  /** Tells those that want to be told: most checkers look at two or three kinds of thing. */
  #tell<Kind extends keyof Told>(kind: Kind, facts: Told[Kind]): void {
    let listeners = this.#listeners.get(kind);
    if (!listeners) this.#listeners.set(kind, (listeners = this.#checkers.filter((one) => one[kind])));
    for (const listener of listeners) listener[kind]?.(facts);
  }
}

function byQuestion(a: GuaranteeReport, b: GuaranteeReport): number {
  const rank = ({ question, id }: GuaranteeReport) =>
    QUESTIONS.indexOf(question) * 1000 + (id.startsWith('P') ? 500 : 0) + Number(id.slice(1));
  return rank(a) - rank(b);
}
