import type { AuditReport } from '../../audit/report';
import type { Nanos } from '../../engine/base/timestamp';
import type { RunClient } from './run-client';

/** Events judged between two answers of the worker, so that playing goes on meanwhile. */
const SLICE = 5000;

/** The newest audit of the run. It is asked for only while somebody looks at it. */
export class AuditView {
  readonly #client: RunClient;
  #report = $state.raw<AuditReport | null>(null);
  #isBehind = $state(false);
  #wanted: Nanos | null = null;
  #asking = false;

  constructor(client: RunClient) {
    this.#client = client;
  }

  get report(): AuditReport | null {
    return this.#report;
  }

  /** Whether what is shown is of an earlier moment than the one that was asked for last. */
  get isBehind(): boolean {
    return this.#isBehind;
  }

  /** Brings the report to a moment; the newest request wins. */
  async ask(at: Nanos): Promise<void> {
    this.#wanted = at;
    if (this.#asking) return;
    this.#asking = true;
    try {
      while (this.#wanted !== null) await this.#step(this.#wanted);
    } finally {
      this.#asking = false;
    }
  }

  async #step(at: Nanos): Promise<void> {
    const { report, isComplete } = await this.#client.ask((api) => api.audit(at, SLICE));
    this.#report = report;
    if (isComplete && this.#wanted === at) this.#wanted = null;
    this.#isBehind = this.#wanted !== null;
  }
}
