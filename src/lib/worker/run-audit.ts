import { Audit } from '../audit/audit';
import type { AuditReport } from '../audit/report';
import { Epoch, type Nanos } from '../engine/base/timestamp';
import { PastRows } from '../engine/cluster/past-rows';
import type { RunHost } from './run-host';

/** An audit of a run as of a moment; where the work allowed was used up, of an earlier one. */
export interface AuditAt {
  readonly report: AuditReport;
  /** Whether every event up to the moment that was asked for has been judged. */
  readonly isComplete: boolean;
}

/** The audit of one run, which follows the playhead: on with it, and from the start again when it goes back. */
export class RunAudit {
  readonly #host: RunHost;
  #audit: Audit;
  #judged = 0;
  #until: Nanos = 0;

  constructor(host: RunHost) {
    this.#host = host;
    this.#audit = this.#begin();
  }

  #begin(): Audit {
    const { config, engine, isOutput } = this.#host;
    const epoch = new Epoch(config.start);
    this.#judged = 0;
    this.#until = 0;
    return isOutput
      ? new Audit({ epoch, origin: 'output' })
      : new Audit({ epoch, rows: new PastRows(engine.cluster) });
  }

  /** History from a seq on is another one now. */
  cut(from: number): void {
    if (from < this.#judged) this.#audit = this.#begin();
  }

  /** Judges everything up to a moment. @param maxEvents how many to judge at most in this call */
  at(until: Nanos, maxEvents: number): AuditAt {
    if (until < this.#until) this.#audit = this.#begin();
    const { log } = this.#host;
    const end = Math.min(log.length, this.#judged + maxEvents);
    let isComplete = false;
    while (this.#judged < end && !isComplete) {
      const event = log.at(this.#judged);
      isComplete = event.t > until;
      if (isComplete) break;
      this.#audit.take(event);
      this.#until = event.t;
      this.#judged++;
    }
    return { report: this.#audit.report(), isComplete: isComplete || this.#judged === log.length };
  }
}
