import { runConfig } from '../../../src/cli/run-scenario';
import { Engine } from '../../../src/lib/engine/cluster/engine';
import { PastRows } from '../../../src/lib/engine/cluster/past-rows';
import { Epoch, MIN_TIMESTAMP, NS_PER_SECOND, type Nanos } from '../../../src/lib/engine/base/timestamp';
import { HistoryLog } from '../../../src/lib/history/log';
import { printEvent } from '../../../src/lib/history/print';
import { makeScenario } from '../../../src/lib/scenario/scenario';
import { readScript } from '../../../src/lib/scenario/script';
import type { TestRun } from './audited-run';

const END: Nanos = 86_400 * NS_PER_SECOND;

/** A run that is carried on event by event, so that a test can do something between any two of them. */
export class SteppedRun {
  readonly #config;
  readonly log = new HistoryLog();
  engine: Engine;

  constructor(script: string, seed = 1) {
    const scenario = makeScenario({ script });
    this.#config = { ...runConfig(scenario), seed };
    this.engine = Engine.start(this.#config, this.log);
    this.engine.submit(readScript(scenario.script));
  }

  /** Handles a number of events, or fewer where the script comes to its end. @returns whether it has */
  step(events: number): boolean {
    return this.engine.isIdle || this.engine.advance(END, events, true).reached === 'idle';
  }

  /** Lets time pass, whatever the script does meanwhile. */
  wait(ns: Nanos): void {
    this.engine.advance(this.engine.now + ns);
  }

  /** Runs the script to its end, and on for a while. */
  finish(more: Nanos): TestRun {
    if (!this.engine.isIdle) this.engine.advance(END, Number.MAX_SAFE_INTEGER, true);
    this.wait(more);
    return {
      events: [...this.log],
      epoch: new Epoch(this.#config.start),
      engine: this.engine,
      rows: new PastRows(this.engine.cluster),
      settled: this.engine.isSettled(this.engine.highestCommit ?? MIN_TIMESTAMP)
    };
  }

  /** Goes on from a snapshot of this very moment, as a reader does who closes the page and comes back. */
  reload(): void {
    this.engine = Engine.restore(this.engine.snapshot(), this.log);
  }
}

/** A history as text, to be compared. */
export const printed = ({ events, epoch }: TestRun): string =>
  events.map((event, seq) => printEvent(event, seq, epoch)).join('\n');
