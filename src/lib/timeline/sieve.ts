import type { HistoryEvent, HistoryEventType } from '../engine/base/events';
import {
  BATCH,
  BATCH_CONTEXT,
  MESSAGE,
  MESSAGE_CONTEXT,
  RESOLVED,
  RESOLVED_CONTEXT
} from '../history/event-codec';
import { lowerBound, type EventColumns } from './columns';
import { isNoFilter, type Filter, type FilterKind } from './filter';
import { MARK_KINDS, messageKind, type MarkKind } from './marks';

const KIND_OF_MARK: Readonly<Record<MarkKind, readonly FilterKind[]>> = {
  commit: ['commit'],
  'commit-delete': ['commit', 'delete'],
  scan: ['scan', 'message'],
  emission: ['message'],
  delete: ['delete', 'message'],
  duplicate: ['duplicate', 'message'],
  'duplicate-delete': ['duplicate', 'delete', 'message']
};

const KIND_OF_TYPE: Partial<Record<HistoryEventType, FilterKind>> = {
  statement: 'statement',
  note: 'note',
  txn: 'transaction',
  flow: 'checkpoint',
  checkpoint: 'checkpoint',
  job: 'checkpoint',
  resolved: 'resolved',
  scan: 'scan',
  schema_change: 'schema',
  cluster: 'fault',
  fault: 'fault'
};

/** The name of a feed in filters and groups: its job, or its statement where it has none. */
export const feedId = (job: string | null, statement: number): string => job ?? `statement ${statement}`;

/** A filter made ready for one history: which events and keys pass. Reads columns; only loose words need texts, which are matched elsewhere. */
export class Sieve {
  readonly filter: Filter;
  readonly #columns: EventColumns;
  /** Messages that contain the filter's words; null while it has none. */
  readonly #matches: ReadonlySet<number> | null;
  readonly #contexts = new Map<object, boolean>();
  readonly #keys: (boolean | undefined)[] = [];
  readonly #kinds: ReadonlySet<string>;

  constructor(filter: Filter, columns: EventColumns, matches: ReadonlySet<number> | null = null) {
    this.filter = filter;
    this.#columns = columns;
    this.#matches = filter.words.length > 0 ? (matches ?? new Set()) : null;
    this.#kinds = new Set(filter.kind.map((kind) => kind.toLowerCase()));
  }

  /** Whether everything passes. */
  get isOpen(): boolean {
    return isNoFilter(this.filter);
  }

  /** Whether a lane must have a message that passes: a commit alone knows no topic, partition or job. */
  get wantsMessages(): boolean {
    const { topic, partition, job, words } = this.filter;
    return topic.length + partition.length + job.length + words.length > 0;
  }

  kind(kind: FilterKind): boolean {
    return this.#kinds.size === 0 || this.#kinds.has(kind);
  }

  /** By its place in `MARK_KINDS`. */
  mark(kind: number): boolean {
    return this.#kinds.size === 0 || KIND_OF_MARK[MARK_KINDS[kind]].some((k) => this.#kinds.has(k));
  }

  /** By its number in the columns. */
  key(key: number): boolean {
    return (this.#keys[key] ??= this.#takesKey(key));
  }

  #takesKey(number: number): boolean {
    const { table, key } = this.#columns.keys[number];
    return any(this.filter.table, table, sameName) && any(this.filter.key, key, sameKey);
  }

  feed(id: string): boolean {
    return any(this.filter.job, id, (wanted, have) => have.endsWith(wanted.replace('…', '')));
  }

  /** A message, whose mark is of a kind. */
  message(seq: number, kind: number): boolean {
    const columns = this.#columns;
    const context = columns.contextAt(seq);
    let passes = this.#contexts.get(context);
    if (passes === undefined) {
      const job = context[MESSAGE_CONTEXT.job] as string | null;
      passes =
        this.feed(feedId(job, context[MESSAGE_CONTEXT.statement] as number)) &&
        any(this.filter.topic, (context[MESSAGE_CONTEXT.topic] as string | null) ?? '', sameName);
      this.#contexts.set(context, passes);
    }
    if (!passes || !this.mark(kind) || !this.key(columns.messageKeyAt(seq))) return false;
    return (
      this.#partition((columns.numberAt(MESSAGE.partitionAttempt, seq) & 0x7fff) - 1) &&
      (this.#matches === null || this.#matches.has(seq))
    );
  }

  #partition(partition: number): boolean {
    return this.filter.partition.length === 0 || this.filter.partition.includes(String(partition));
  }

  resolved(seq: number): boolean {
    const columns = this.#columns;
    const context = columns.contextAt(seq);
    const id = feedId(
      context[RESOLVED_CONTEXT.job] as string | null,
      columns.numberAt(RESOLVED.statement, seq)
    );
    const topic = context[RESOLVED_CONTEXT.topic] as string | null;
    const partition = columns.numberAt(RESOLVED.partition, seq);
    return (
      this.kind('resolved') &&
      this.feed(id) &&
      (topic === null || any(this.filter.topic, topic, sameName)) &&
      (partition < 0 || this.#partition(partition))
    );
  }

  /**
   * Any event, for lists.
   * @param sparse the whole event, where the page has it without asking
   */
  event(seq: number, sparse?: HistoryEvent): boolean {
    if (this.isOpen) return true;
    const columns = this.#columns;
    const type = columns.typeAt(seq);
    switch (type) {
      case 'message':
        return this.message(seq, messageKind(columns, seq));
      case 'commit':
        return this.#commit(seq);
      case 'resolved':
        return !this.#wantsRows && this.resolved(seq);
      case 'batch': {
        const context = columns.contextAt(seq);
        const id = feedId(
          context[BATCH_CONTEXT.job] as string | null,
          columns.numberAt(BATCH.statement, seq)
        );
        const failed = context[BATCH_CONTEXT.outcome] !== 'ok';
        return (this.kind('batch') || (failed && this.kind('retry'))) && this.#feedEvent(id);
      }
      default: {
        const kind = KIND_OF_TYPE[type];
        if (kind === undefined || !this.kind(kind)) return false;
        if (sparse && 'job' in sparse && 'statement' in sparse)
          return this.#feedEvent(feedId(sparse.job, sparse.statement));
        if (sparse?.type === 'checkpoint') return this.#feedEvent(sparse.job);
        // What belongs to no feed is left out as soon as feeds are asked for.
        return this.#feedEvent('') && this.filter.job.length === 0;
      }
    }
  }

  /** Whether rows are asked for: then only what tells of a row passes. */
  get #wantsRows(): boolean {
    const { table, key } = this.filter;
    return table.length + key.length > 0 || this.#matches !== null;
  }

  /** Something that a feed did as a whole. */
  #feedEvent(id: string): boolean {
    const { topic, partition } = this.filter;
    return !this.#wantsRows && topic.length + partition.length === 0 && (id === '' || this.feed(id));
  }

  #commit(seq: number): boolean {
    if (this.wantsMessages) return false;
    const { writes } = this.#columns;
    for (let i = lowerBound(writes.seq, seq); i < writes.seq.length && writes.seq[i] === seq; i++)
      if (this.key(writes.key[i]))
        return this.kind('commit') || (writes.op[i] === DELETE && this.kind('delete'));
    return false;
  }
}

/** `delete` in `WRITE_OPS`. */
const DELETE = 2;

const any = (wanted: readonly string[], have: string, same: (wanted: string, have: string) => boolean) =>
  wanted.length === 0 || wanted.some((value) => same(value, have));

const sameName = (wanted: string, have: string) => wanted.toLowerCase() === have.toLowerCase();

/** A key by its JSON text, or by the value of its only column. */
const sameKey = (wanted: string, have: string) =>
  have === wanted || have === `[${wanted}]` || have === `["${wanted}"]`;
