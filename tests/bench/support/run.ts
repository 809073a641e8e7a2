import { Engine } from '../../../src/lib/engine/cluster/engine';
import { DEFAULT_RUN } from '../../../src/lib/engine/cluster/state';
import { MAX_RUN_NS, NS_PER_SECOND } from '../../../src/lib/engine/base/timestamp';
import { HistoryLog } from '../../../src/lib/history/log';
import { readScript } from '../../../src/lib/scenario/script';

/** A run of the playground, its history recorded as the page and the command line do. */
export class BenchRun {
  readonly log = new HistoryLog();
  readonly engine = Engine.start(DEFAULT_RUN, this.log);

  /** Runs a script from its text to its last line. */
  script(text: string): void {
    this.engine.submit(readScript(text));
    if (!this.engine.isIdle) this.engine.advance(MAX_RUN_NS, Number.MAX_SAFE_INTEGER, true);
  }

  /** Lets virtual time pass. */
  wait(seconds: number): void {
    this.engine.advance(this.engine.now + seconds * NS_PER_SECOND);
  }

  count(type: string): number {
    let n = 0;
    for (let seq = 0; seq < this.log.length; seq++) if (this.log.typeAt(seq) === type) n++;
    return n;
  }

  /** The rows of the newest result. */
  get lastRows(): readonly (readonly (string | null)[])[] {
    for (let seq = this.log.length - 1; seq >= 0; seq--) {
      const event = this.log.at(seq);
      if (event.type === 'result') return event.rows;
    }
    return [];
  }
}

/** A workload that went wrong has no figure. */
export function check(condition: boolean, what: string): void {
  if (!condition) throw new Error(`the workload is wrong: ${what}`);
}
