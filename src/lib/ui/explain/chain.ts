import type { BatchEvent, HistoryEvent, MessageEvent } from '../../engine/base/events';
import type { Nanos, Timestamp } from '../../engine/base/timestamp';

/**
 * Why a message was emitted, step by step: from the statement that wrote the row, or the scan that read it, to the place where the far end
 * stored it. Every step is an event that the message or its neighbours link to; nothing is found by comparing texts.
 */

export type ChainKind =
  | 'statement'
  | 'transaction'
  | 'version'
  | 'scan'
  | 'range'
  | 'feed'
  | 'encoder'
  | 'batch'
  | 'attempt'
  | 'far-end';

export interface ChainStep {
  readonly kind: ChainKind;
  /** What the step is, in a few words. */
  readonly text: string;
  /** The event that the step is; null for what is told by a field of another. */
  readonly seq: number | null;
  readonly t: Nanos | null;
  /** The line of the script, for a statement. */
  readonly line: number | null;
  /** Whether the step went wrong, such as an attempt that the far end refused. */
  readonly failed: boolean;
}

/** Finds events by what others record of them. Whatever is still on its way is undefined. */
export interface ChainSource {
  at(seq: number): HistoryEvent | undefined;
  statementSeq(statement: number): number | undefined;
  /** Where a transaction was begun, if by a statement of its own. */
  txnSeq(txn: number): number | undefined;
  flowSeq(statement: number, flow: number): number | undefined;
  /** The scan that read a row: of this flow and table, as of this moment. */
  scanSeq(flow: FlowName, table: string, at: Timestamp): number | undefined;
  /** Every attempt at a batch, in order. */
  attemptSeqs(flow: FlowName, batch: number): readonly number[];
  /** The file that holds a message, or the request that carried it. */
  storedSeq(message: MessageEvent, seq: number): number | undefined;
}

export interface FlowName {
  readonly statement: number;
  readonly flow: number;
}

/** The chain of a message, first cause first. */
export function chainOf(message: MessageEvent, seq: number, source: ChainSource): ChainStep[] {
  return [
    ...causeSteps(message, source),
    ...feedSteps(message, source),
    ...sendingSteps(message, source),
    farEnd(message, seq, source)
  ];
}

const step = (kind: ChainKind, text: string, more: Partial<ChainStep> = {}): ChainStep => ({
  kind,
  text,
  seq: null,
  t: null,
  line: null,
  failed: false,
  ...more
});

/** The step of an event, with its number and moment. */
function eventStep(
  kind: ChainKind,
  seq: number | undefined,
  source: ChainSource,
  text: (event: HistoryEvent) => string
) {
  const event = seq === undefined ? undefined : source.at(seq);
  return event && seq !== undefined ? [step(kind, text(event), { seq, t: event.t })] : [];
}

function statementStep(statement: number, source: ChainSource): ChainStep[] {
  const seq = source.statementSeq(statement);
  const event = seq === undefined ? undefined : source.at(seq);
  if (event?.type !== 'statement' || seq === undefined) return [];
  return [step('statement', event.sql, { seq, t: event.t, line: event.line })];
}

/** How the row came to be as the message tells it. */
function causeSteps(message: MessageEvent, source: ChainSource): ChainStep[] {
  if (message.commit === null) return scanSteps(message, source);
  const commit = source.at(message.commit);
  if (commit?.type !== 'commit') return [];
  const begun = source.txnSeq(commit.txn);
  return [
    ...statementStep(commit.statement, source),
    step(
      'transaction',
      `transaction ${commit.txn} of session ${commit.session}, ${begun === undefined ? 'of this statement alone' : 'which had been begun before'}`,
      { seq: begun ?? null }
    ),
    step(
      'version',
      `${commit.writes.length === 1 ? 'one row' : `${commit.writes.length} rows`} committed; the row's version carries this timestamp`,
      {
        seq: message.commit,
        t: commit.t
      }
    ),
    step('range', `range r${message.range} on node n${message.node} passed it to its rangefeed`)
  ];
}

function scanSteps(message: MessageEvent, source: ChainSource): ChainStep[] {
  const seq = source.scanSeq(message, message.table, message.updated);
  const kind = message.cause === 'backfill' ? 'a backfill after a schema change' : 'the initial scan';
  return [
    ...eventStep('scan', seq, source, () => `${kind} read ${message.table} as of one moment`),
    step('range', `range r${message.range} on node n${message.node} gave the row`)
  ];
}

function feedSteps(message: MessageEvent, source: ChainSource): ChainStep[] {
  const seq = source.flowSeq(message.statement, message.flow);
  const name = message.job === null ? 'the stream' : `job ${message.job}`;
  const flow = seq === undefined ? undefined : source.at(seq);
  const terms = flow?.type === 'flow' ? flow.terms : undefined;
  return [
    ...eventStep('feed', seq, source, () =>
      message.flow === 1
        ? `${name} was running`
        : `${name} was in its flow ${message.flow}, after a new start`
    ),
    step('encoder', terms ? `encoded as ${terms.format}, envelope ${terms.envelope}` : 'encoded')
  ];
}

function sendingSteps(message: MessageEvent, source: ChainSource): ChainStep[] {
  const attempts = source.attemptSeqs(message, message.batch).flatMap((seq) => {
    const event = source.at(seq);
    return event?.type === 'batch' ? [{ seq, event }] : [];
  });
  const size = attempts[0]?.event.messages;
  return [
    step(
      'batch',
      `batch ${message.batch}${size === undefined ? '' : ` of ${size === 1 ? 'one message' : `${size} messages`}`}`
    ),
    ...attempts.map(({ seq, event }) =>
      step('attempt', attemptText(event), { seq, t: event.t, failed: event.outcome !== 'ok' })
    )
  ];
}

function attemptText({ attempt, outcome, stored, error }: BatchEvent): string {
  switch (outcome) {
    case 'ok':
      return `attempt ${attempt}: confirmed`;
    case 'ack_lost':
      return `attempt ${attempt}: stored, but its confirmation was lost`;
    case 'timeout':
      return `attempt ${attempt}: no answer in time`;
    case 'failed':
      return `attempt ${attempt}: refused${stored > 0 ? ` after ${stored} had been stored` : ''}${error === null ? '' : ` (${error})`}`;
  }
}

function farEnd(message: MessageEvent, seq: number, source: ChainSource): ChainStep {
  const stored = source.storedSeq(message, seq);
  return step('far-end', placeText(message), { seq: stored ?? seq, t: message.t });
}

function placeText({ topic, partition, offset, path, sink, job }: MessageEvent): string {
  if (path !== undefined) return `a line of ${path}`;
  if (partition !== null) return `topic ${topic}, partition ${partition}, offset ${offset}`;
  return job === null ? 'a row of the stream' : `taken by ${sink}`;
}
