import { MESSAGE_CONTEXT } from '../history/event-codec';
import { typeNumber } from '../history/event-types';
import type { EventColumns } from './columns';
import { compareKeys } from './key-order';
import {
  commitKind,
  makeMarkList,
  messageKind,
  pushMark,
  refOf,
  truncateMarks,
  type MarkList
} from './marks';

/**
 * Which marks lie in which lane: one lane a row key, grouped by table and, where a table has feeds, once for each feed, because copies
 * are counted by feed. Grows with history; nothing is worked out again.
 */

/** A feed as messages name it. */
export interface FeedName {
  /** The job's id, or null for a sinkless feed. */
  readonly job: string | null;
  /** The statement that made it. */
  readonly statement: number;
  readonly sink: string;
  readonly topic: string | null;
}

export interface LaneGroup {
  readonly id: string;
  readonly table: string;
  /** Null for a table that no feed has sent anything of. */
  readonly feed: FeedName | null;
  /** Key numbers in the order of lanes. */
  readonly keys: readonly number[];
  /** Messages by key number. */
  readonly messages: ReadonlyMap<number, MarkList>;
}

interface TableLanes {
  readonly table: string;
  readonly keys: number[];
  readonly known: Set<number>;
  sorted: boolean;
  readonly feeds: FeedLanes[];
}

interface FeedLanes {
  readonly id: string;
  readonly feed: FeedName;
  readonly messages: Map<number, MarkList>;
}

/** Names the group of a table's lanes under one feed. */
export const groupId = (table: string, job: string | null, statement: number): string =>
  `${table}\u0000${job ?? `statement ${statement}`}`;

const MESSAGE_TYPE = typeNumber('message');
/** Above so many keys lanes keep the order in which they came. */
const SORT_UP_TO = 2000;

export class LaneIndex {
  readonly #columns: EventColumns;
  /** Commits by key number. */
  readonly commits = new Map<number, MarkList>();
  readonly #tables = new Map<string, TableLanes>();
  /** Feed lanes by the context of their messages, so that a message finds its list without making a name. */
  #byContext = new Map<object, FeedLanes>();
  #writesTaken = 0;
  #taken = 0;

  constructor(columns: EventColumns) {
    this.#columns = columns;
  }

  /** Catches up with the columns, of which those from `from` on are new. */
  update(from: number): void {
    if (from < this.#taken) this.#truncate(from);
    this.#takeWrites();
    for (let seq = this.#taken; seq < this.#columns.length; seq++)
      if (this.#columns.typeNumberAt(seq) === MESSAGE_TYPE) this.#takeMessage(seq);
    this.#taken = this.#columns.length;
  }

  #truncate(length: number): void {
    for (const [key, list] of this.commits) {
      truncateMarks(list, length);
      if (list.refs.length === 0) this.commits.delete(key);
    }
    for (const lanes of this.#tables.values()) this.#truncateTable(lanes, length);
    // Contexts from a cut-off branch may come back under other numbers.
    this.#byContext = new Map();
    this.#taken = length;
    this.#writesTaken = Math.min(this.#writesTaken, this.#columns.writes.seq.length);
    while (this.#writesTaken > 0 && this.#columns.writes.seq[this.#writesTaken - 1] >= length)
      this.#writesTaken--;
  }

  #truncateTable(lanes: TableLanes, length: number): void {
    for (let i = lanes.feeds.length - 1; i >= 0; i--) {
      const { messages } = lanes.feeds[i];
      for (const [key, list] of messages) {
        truncateMarks(list, length);
        if (list.refs.length === 0) messages.delete(key);
      }
      if (messages.size === 0) lanes.feeds.splice(i, 1);
    }
    const left = lanes.keys.filter(
      (key) => this.commits.has(key) || lanes.feeds.some((f) => f.messages.has(key))
    );
    lanes.keys.splice(0, lanes.keys.length, ...left);
    lanes.known.clear();
    for (const key of left) lanes.known.add(key);
    if (left.length === 0) this.#tables.delete(lanes.table);
  }

  #takeWrites(): void {
    const { seq, key, op } = this.#columns.writes;
    for (let i = this.#writesTaken; i < seq.length; i++) {
      let list = this.commits.get(key[i]);
      if (!list) this.commits.set(key[i], (list = makeMarkList()));
      pushMark(list, this.#columns.tAt(seq[i]), refOf(seq[i], commitKind(op[i])));
      this.#addKey(this.#table(this.#columns.keys[key[i]].table), key[i]);
    }
    this.#writesTaken = seq.length;
  }

  #takeMessage(seq: number): void {
    const key = this.#columns.messageKeyAt(seq);
    if (key < 0) return;
    const lanes = this.#table(this.#columns.keys[key].table);
    this.#addKey(lanes, key);
    const { messages } = this.#feedLanes(lanes, seq);
    let list = messages.get(key);
    if (!list) messages.set(key, (list = makeMarkList()));
    pushMark(list, this.#columns.tAt(seq), refOf(seq, messageKind(this.#columns, seq)));
  }

  #feedLanes(lanes: TableLanes, seq: number): FeedLanes {
    const context = this.#columns.contextAt(seq);
    const known = this.#byContext.get(context);
    if (known) return known;
    const job = context[MESSAGE_CONTEXT.job] as string | null;
    const statement = context[MESSAGE_CONTEXT.statement] as number;
    const id = groupId(lanes.table, job, statement);
    let feed = lanes.feeds.find((f) => f.id === id);
    if (!feed) {
      const sink = context[MESSAGE_CONTEXT.sink] as string;
      const topic = context[MESSAGE_CONTEXT.topic] as string | null;
      feed = { id, feed: { job, statement, sink, topic }, messages: new Map() };
      lanes.feeds.push(feed);
    }
    this.#byContext.set(context, feed);
    return feed;
  }

  #table(table: string): TableLanes {
    let lanes = this.#tables.get(table);
    if (!lanes)
      this.#tables.set(table, (lanes = { table, keys: [], known: new Set(), sorted: true, feeds: [] }));
    return lanes;
  }

  #addKey(lanes: TableLanes, key: number): void {
    if (lanes.known.has(key)) return;
    lanes.known.add(key);
    lanes.keys.push(key);
    lanes.sorted = false;
  }

  /** The groups as they stand, in order of their table's first row. */
  groups(): LaneGroup[] {
    const groups: LaneGroup[] = [];
    for (const lanes of this.#tables.values()) {
      this.#sort(lanes);
      const { table, keys } = lanes;
      if (lanes.feeds.length === 0) groups.push({ id: table, table, feed: null, keys, messages: new Map() });
      for (const { id, feed, messages } of lanes.feeds) groups.push({ id, table, feed, keys, messages });
    }
    return groups;
  }

  #sort(lanes: TableLanes): void {
    if (lanes.sorted || lanes.keys.length > SORT_UP_TO) return;
    lanes.keys.sort((a, b) => compareKeys(this.#columns.keys[a].key, this.#columns.keys[b].key));
    lanes.sorted = true;
  }
}
