import {
  BATCH,
  MESSAGE,
  MESSAGE_CONTEXT,
  OTHER,
  RESOLVED,
  RESOLVED_CONTEXT,
  RESULT,
  STORED_CONTEXT
} from '../../history/event-codec';
import { typeNumber } from '../../history/event-types';
import { lowerBound, type EventColumns } from '../../timeline/columns';

/**
 * Which events belong where, by seq: what each statement gave, what each partition holds, what each sinkless feed streamed. Read from
 * columns as history grows; texts are not looked at.
 */

/** Seqs in rising order. */
export type SeqList = number[];

export interface TopicIndex {
  readonly sink: string;
  readonly topic: string;
  /** Messages and resolved timestamps of all partitions, as they went out. */
  readonly seqs: SeqList;
  /** Messages and resolved timestamps by partition, in order of offset. */
  readonly partitions: SeqList[];
}

const MESSAGE_TYPE = typeNumber('message');
const RESOLVED_TYPE = typeNumber('resolved');
const RESULT_TYPE = typeNumber('result');
const ERROR_TYPE = typeNumber('error');
const NOTICE_TYPE = typeNumber('notice');
const BATCH_TYPE = typeNumber('batch');
const FILE_TYPE = typeNumber('file');
const REQUEST_TYPE = typeNumber('request');
const REGISTRY_TYPE = typeNumber('registry');

export class RunIndex {
  readonly #columns: EventColumns;
  /** Every message and resolved timestamp, as they went out. */
  readonly deliveries: SeqList = [];
  /** Second and later copies. */
  readonly duplicates: SeqList = [];
  readonly topics: TopicIndex[] = [];
  /** Results, errors and notices by statement. */
  readonly outcomes = new Map<number, SeqList>();
  /** Rows of sinkless feeds by statement. */
  readonly streams = new Map<number, SeqList>();
  /** Batches by the statement of their feed. */
  readonly batches = new Map<number, SeqList>();
  /** Files by their sink, requests by theirs. */
  readonly files = new Map<string, SeqList>();
  readonly requests = new Map<string, SeqList>();
  /** Schemas that the registry took. */
  readonly registrations: SeqList = [];
  #byContext = new Map<object, TopicIndex | null>();
  #taken = 0;

  constructor(columns: EventColumns) {
    this.#columns = columns;
  }

  /** Catches up with the columns, of which those from `from` on are new. */
  update(from: number): void {
    if (from < this.#taken) this.#truncate(from);
    for (let seq = this.#taken; seq < this.#columns.length; seq++) this.#take(seq);
    this.#taken = this.#columns.length;
  }

  #take(seq: number): void {
    const columns = this.#columns;
    switch (columns.typeNumberAt(seq)) {
      case MESSAGE_TYPE: {
        this.deliveries.push(seq);
        if (columns.numberAt(MESSAGE.emission, seq) > 1) this.duplicates.push(seq);
        const context = columns.contextAt(seq);
        const { job, statement, sink, topic } = MESSAGE_CONTEXT;
        if (context[job] === null) push(this.streams, context[statement] as number, seq);
        // Attempt and partition share a column; partition counts from 1 there, 0 standing for none.
        const partition = (columns.numberAt(MESSAGE.partitionAttempt, seq) & 0x7fff) - 1;
        return this.#toPartition(seq, partition, context[sink] as string, context[topic] as string | null);
      }
      case RESOLVED_TYPE: {
        this.deliveries.push(seq);
        const context = columns.contextAt(seq);
        if (context[RESOLVED_CONTEXT.job] === null)
          push(this.streams, columns.numberAt(RESOLVED.statement, seq), seq);
        const sink = context[RESOLVED_CONTEXT.sink] as string;
        return this.#toPartition(
          seq,
          columns.numberAt(RESOLVED.partition, seq),
          sink,
          context[RESOLVED_CONTEXT.topic] as string | null
        );
      }
      case RESULT_TYPE:
        return push(this.outcomes, columns.numberAt(RESULT.statement, seq), seq);
      case ERROR_TYPE:
      case NOTICE_TYPE:
        return push(this.outcomes, columns.numberAt(OTHER.statement, seq), seq);
      case FILE_TYPE:
        return push(this.files, columns.contextAt(seq)[STORED_CONTEXT.sink] as string, seq);
      case REQUEST_TYPE:
        return push(this.requests, columns.contextAt(seq)[STORED_CONTEXT.sink] as string, seq);
      case REGISTRY_TYPE:
        this.registrations.push(seq);
        return;
      case BATCH_TYPE:
        return push(this.batches, columns.numberAt(BATCH.statement, seq), seq);
    }
  }

  #toPartition(seq: number, partition: number, sink: string, name: string | null): void {
    if (partition < 0 || name === null) return;
    const context = this.#columns.contextAt(seq);
    let topic = this.#byContext.get(context) ?? undefined;
    if (!topic) {
      topic = this.topics.find((t) => t.sink === sink && t.topic === name);
      if (!topic) this.topics.push((topic = { sink, topic: name, seqs: [], partitions: [] }));
      this.#byContext.set(context, topic);
    }
    while (topic.partitions.length <= partition) topic.partitions.push([]);
    topic.partitions[partition].push(seq);
    topic.seqs.push(seq);
  }

  #truncate(length: number): void {
    cut(this.deliveries, length);
    cut(this.duplicates, length);
    cut(this.registrations, length);
    for (const map of [this.outcomes, this.streams, this.batches]) cutAll(map, length);
    for (const map of [this.files, this.requests]) cutAll(map, length);
    for (let i = this.topics.length - 1; i >= 0; i--) {
      cut(this.topics[i].seqs, length);
      for (const partition of this.topics[i].partitions) cut(partition, length);
      if (this.topics[i].partitions.every((p) => p.length === 0)) this.topics.splice(i, 1);
    }
    this.#byContext = new Map();
    this.#taken = length;
  }
}

function push<K>(map: Map<K, SeqList>, key: K, seq: number): void {
  const list = map.get(key);
  if (list) list.push(seq);
  else map.set(key, [seq]);
}

function cutAll<K>(map: Map<K, SeqList>, length: number): void {
  for (const [key, list] of map) {
    cut(list, length);
    if (list.length === 0) map.delete(key);
  }
}

function cut(list: SeqList, length: number): void {
  list.length = lowerBound(list, length);
}

/** How many of a rising list of seqs come before a seq. */
export const countBefore = (list: readonly number[], seq: number): number => lowerBound(list, seq);
