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
import { NumberList } from '../../history/number-list';
import { lowerBound, type EventColumns } from '../../timeline/columns';

/**
 * Which events belong where, by seq: what each statement gave, what each partition holds, what each sinkless feed streamed. Read from
 * columns as history grows; texts are not looked at.
 */

/** Seqs in rising order. */
export type SeqList = Uint32Array | readonly number[];

/** What one topic holds. Its lists are those of the moment: whoever shows them asks for them again with every version of the run. */
export class TopicIndex {
  readonly sink: string;
  readonly topic: string;
  readonly #seqs = new NumberList(Uint32Array);
  readonly #partitions: NumberList[] = [];

  constructor(sink: string, topic: string) {
    this.sink = sink;
    this.topic = topic;
  }

  /** Messages and resolved timestamps of all partitions, as they went out. */
  get seqs(): Uint32Array {
    return this.#seqs.view;
  }

  /** Messages and resolved timestamps by partition, in order of offset. */
  get partitions(): Uint32Array[] {
    return this.#partitions.map(({ view }) => view);
  }

  push(partition: number, seq: number): void {
    while (this.#partitions.length <= partition) this.#partitions.push(new NumberList(Uint32Array));
    this.#partitions[partition].push(seq);
    this.#seqs.push(seq);
  }

  /** Forgets what came from a seq on. */
  cut(from: number): void {
    for (const list of [this.#seqs, ...this.#partitions]) cutTyped(list, from);
  }
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
  readonly #deliveries = new NumberList(Uint32Array);
  readonly #duplicates = new NumberList(Uint32Array);
  readonly #streams = new Map<number, NumberList>();
  readonly topics: TopicIndex[] = [];
  /** Results, errors and notices by statement. */
  readonly outcomes = new Map<number, number[]>();
  /** Batches by the statement of their feed. */
  readonly batches = new Map<number, number[]>();
  /** Files by their sink, requests by theirs. */
  readonly files = new Map<string, number[]>();
  readonly requests = new Map<string, number[]>();
  /** Schemas that the registry took. */
  readonly registrations: number[] = [];
  #byContext = new Map<object, TopicIndex | null>();
  #taken = 0;

  constructor(columns: EventColumns) {
    this.#columns = columns;
  }

  /** Every message and resolved timestamp by now, as they went out. */
  get deliveries(): Uint32Array {
    return this.#deliveries.view;
  }

  /** Second and later copies. */
  get duplicates(): Uint32Array {
    return this.#duplicates.view;
  }

  /** Rows of a sinkless feed by its statement; undefined for a statement that streams none. */
  stream(statement: number): Uint32Array | undefined {
    return this.#streams.get(statement)?.view;
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
        this.#deliveries.push(seq);
        if (columns.numberAt(MESSAGE.emission, seq) > 1) this.#duplicates.push(seq);
        const context = columns.contextAt(seq);
        const { job, statement, sink, topic } = MESSAGE_CONTEXT;
        if (context[job] === null) this.#toStream(context[statement] as number, seq);
        // Attempt and partition share a column; partition counts from 1 there, 0 standing for none.
        const partition = (columns.numberAt(MESSAGE.partitionAttempt, seq) & 0x7fff) - 1;
        return this.#toPartition(seq, partition, context[sink] as string, context[topic] as string | null);
      }
      case RESOLVED_TYPE: {
        this.#deliveries.push(seq);
        const context = columns.contextAt(seq);
        if (context[RESOLVED_CONTEXT.job] === null)
          this.#toStream(columns.numberAt(RESOLVED.statement, seq), seq);
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

  #toStream(statement: number, seq: number): void {
    let stream = this.#streams.get(statement);
    if (!stream) this.#streams.set(statement, (stream = new NumberList(Uint32Array)));
    stream.push(seq);
  }

  #toPartition(seq: number, partition: number, sink: string, name: string | null): void {
    if (partition < 0 || name === null) return;
    const context = this.#columns.contextAt(seq);
    let topic = this.#byContext.get(context) ?? undefined;
    if (!topic) {
      topic = this.topics.find((t) => t.sink === sink && t.topic === name);
      if (!topic) this.topics.push((topic = new TopicIndex(sink, name)));
      this.#byContext.set(context, topic);
    }
    topic.push(partition, seq);
  }

  #truncate(length: number): void {
    for (const list of [this.#deliveries, this.#duplicates]) cutTyped(list, length);
    cut(this.registrations, length);
    for (const [statement, stream] of this.#streams) {
      cutTyped(stream, length);
      if (stream.length === 0) this.#streams.delete(statement);
    }
    for (const map of [this.outcomes, this.batches]) cutAll(map, length);
    for (const map of [this.files, this.requests]) cutAll(map, length);
    for (let i = this.topics.length - 1; i >= 0; i--) {
      this.topics[i].cut(length);
      if (this.topics[i].seqs.length === 0) this.topics.splice(i, 1);
    }
    this.#byContext = new Map();
    this.#taken = length;
  }
}

function push<K>(map: Map<K, number[]>, key: K, seq: number): void {
  const list = map.get(key);
  if (list) list.push(seq);
  else map.set(key, [seq]);
}

function cutAll<K>(map: Map<K, number[]>, length: number): void {
  for (const [key, list] of map) {
    cut(list, length);
    if (list.length === 0) map.delete(key);
  }
}

function cut(list: number[], length: number): void {
  list.length = lowerBound(list, length);
}

function cutTyped(list: NumberList, length: number): void {
  list.cut(lowerBound(list.view, length));
}

/** How many of a rising list of seqs come before a seq. */
export const countBefore = (list: ArrayLike<number>, seq: number): number => lowerBound(list, seq);
