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

/** What checkers are told, by the name of the method that is told it. */
export interface Told {
  /** Every event, before anything else is told of it. */
  event: Facts;
  commit: CommitFacts;
  flow: FlowFacts;
  scan: ScanFacts;
  message: MessageFacts;
  batch: BatchFacts;
  checkpoint: CheckpointFacts;
  resolved: ResolvedFacts;
  /** A checkpoint or resolved timestamp has been told: what it covers must have arrived. */
  settled: SettleFacts;
  job: JobFacts;
  cluster: Facts<ClusterEvent>;
  fault: Facts<FaultEvent>;
  /** The history has come to its end. */
  end: Facts;
}

/** A method for each kind of thing that a checker wants to be told of. */
export type Listener = { [Kind in keyof Told]?: (facts: Told[Kind]) => void };

/** Judges one guarantee, or a few that look at the same facts, in order of seq. */
export abstract class Checker implements Listener {
  protected readonly context: CheckerContext;

  constructor(context: CheckerContext) {
    this.context = context;
  }

  event?(facts: Told['event']): void;
  commit?(facts: Told['commit']): void;
  flow?(facts: Told['flow']): void;
  scan?(facts: Told['scan']): void;
  message?(facts: Told['message']): void;
  batch?(facts: Told['batch']): void;
  checkpoint?(facts: Told['checkpoint']): void;
  resolved?(facts: Told['resolved']): void;
  settled?(facts: Told['settled']): void;
  job?(facts: Told['job']): void;
  cluster?(facts: Told['cluster']): void;
  fault?(facts: Told['fault']): void;
  end?(facts: Told['end']): void;

  protected hlc(ts: { readonly wall: number; readonly logical: number }): string {
    return this.context.epoch.hlc(ts);
  }
}
