import type { HistoryEvent, MessageEvent } from '../../../src/lib/engine/base/events';
import { NS_PER_SECOND, type Timestamp } from '../../../src/lib/engine/base/timestamp';
import type { ChainSource, FlowName } from '../../../src/lib/ui/explain/chain';
import { RunHost } from '../../../src/lib/worker/run-host';

/** Work that is more than any script of the tests takes. */
const ENOUGH = 3_000_000;

/** The links of a script's run, found by looking through all of its events. */
export class RecordedLinks implements ChainSource {
  readonly #events: readonly HistoryEvent[];

  constructor(script: string) {
    const host = new RunHost();
    host.setScript(script);
    host.advanceToIdle(ENOUGH);
    host.advance(host.now + 60 * NS_PER_SECOND, ENOUGH);
    this.#events = [...host.log];
  }

  messages(): (readonly [number, MessageEvent])[] {
    return this.#events.flatMap((event, seq) => (event.type === 'message' ? [[seq, event] as const] : []));
  }

  at(seq: number): HistoryEvent | undefined {
    return this.#events[seq];
  }

  #find(is: (event: HistoryEvent) => boolean): number | undefined {
    const seq = this.#events.findIndex(is);
    return seq < 0 ? undefined : seq;
  }

  statementSeq(statement: number): number | undefined {
    return this.#find((e) => e.type === 'statement' && e.statement === statement);
  }

  txnSeq(txn: number): number | undefined {
    return this.#find((e) => e.type === 'txn' && e.txn === txn && e.state === 'begin');
  }

  flowSeq(statement: number, flow: number): number | undefined {
    return this.#find((e) => e.type === 'flow' && e.statement === statement && e.flow === flow);
  }

  scanSeq({ statement, flow }: FlowName, table: string, at: Timestamp): number | undefined {
    return this.#find(
      (e) =>
        e.type === 'scan' &&
        e.statement === statement &&
        e.flow === flow &&
        e.table === table &&
        e.at.wall === at.wall &&
        e.at.logical === at.logical
    );
  }

  attemptSeqs({ statement, flow }: FlowName, batch: number): readonly number[] {
    return this.#events.flatMap((e, seq) =>
      e.type === 'batch' && e.statement === statement && e.flow === flow && e.batch === batch ? [seq] : []
    );
  }

  storedSeq(message: MessageEvent, seq: number): number | undefined {
    return this.#find((e) =>
      e.type === 'file'
        ? e.path === message.path
        : e.type === 'request' && e.t === message.t && e.batch === message.batch && seq > 0
    );
  }
}
