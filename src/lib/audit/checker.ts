import type { ClusterEvent, FaultEvent } from '../engine/base/events';
import type { Epoch } from '../engine/base/timestamp';
import type { Guarantee, Judge } from './judge';
import type {
  BatchFacts,
  CheckpointFacts,
  CommitFacts,
  Facts,
  FlowFacts,
  JobFacts,
  MessageFacts,
  ResolvedFacts,
  ScanFacts,
  SettleFacts
} from './model/facts';
import type { RunModel } from './model/run-model';

/** What a checker works with. */
export interface CheckerContext {
  readonly model: RunModel;
  readonly epoch: Epoch;
  /** The history was put together from a real changefeed's output: nobody knows what was committed and what the job did. */
  readonly isOutput: boolean;
  /** Opens the book of a guarantee. */
  judge(guarantee: Guarantee): Judge;
}

/**
 * Judges one guarantee, or a few that look at the same facts. Each method is told of one kind of event, in order of seq; what a checker
 * has no use for it leaves alone.
 */
export abstract class Checker {
  protected readonly context: CheckerContext;

  constructor(context: CheckerContext) {
    this.context = context;
  }

  /** Every event, before anything else is told of it. */
  event(_facts: Facts): void {}
  commit(_facts: CommitFacts): void {}
  flow(_facts: FlowFacts): void {}
  scan(_facts: ScanFacts): void {}
  message(_facts: MessageFacts): void {}
  batch(_facts: BatchFacts): void {}
  checkpoint(_facts: CheckpointFacts): void {}
  resolved(_facts: ResolvedFacts): void {}
  /** A checkpoint or resolved timestamp has been told: what it covers must have arrived. */
  settled(_facts: SettleFacts): void {}
  job(_facts: JobFacts): void {}
  cluster(_facts: Facts<ClusterEvent>): void {}
  fault(_facts: Facts<FaultEvent>): void {}
  /** The history has come to its end. */
  end(_last: Facts): void {}

  protected hlc(ts: { readonly wall: number; readonly logical: number }): string {
    return this.context.epoch.hlc(ts);
  }
}
