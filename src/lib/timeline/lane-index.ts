import { MESSAGE, MESSAGE_CONTEXT, RESOLVED, RESOLVED_CONTEXT } from '../history/event-codec';
import { typeNumber } from '../history/event-types';
import type { EventColumns } from './columns';
import { NO_FILTER } from './filter';
import { compareKeys } from './key-order';
import { MarkLists, MarkStore, NO_MARKS, type Marks } from './mark-lists';
import { commitKind, messageKind, refOf } from './marks';
import { Sieve, feedId } from './sieve';

/**
 * Which marks lie in which lane: one lane a row key, in groups by table and feed, or by topic, partition, node or job. Grows with history;
 * nothing is worked out again unless history is cut.
 */

export const GROUPINGS = ['table', 'topic', 'partition', 'node', 'job'] as const;
export type Grouping = (typeof GROUPINGS)[number];

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
  /** The table of all its lanes; null where they are of several. */
  readonly table: string | null;
  /** The feed of all its messages; null for a table that none has sent anything of, and for a node, which serves many. */
  readonly feed: FeedName | null;
  /** Where the group is of one. */
  readonly partition: number | null;
  readonly node: number | null;
  /** Key numbers in the order of lanes. */
  readonly keys: readonly number[];
  /** Messages by key number. */
  readonly messages: Marks;
  /** Commits by key number. */
  readonly commits: Marks;
  /** Resolved timestamps that went where the group's messages go, as seqs. */
  readonly resolved: readonly number[];
}

interface Group {
  readonly id: string;
  /** Groups stand in this order, then in order of appearance. */
  readonly order: string;
  readonly tables: Set<string>;
  readonly feed: FeedName | null;
  readonly partition: number | null;
  readonly node: number | null;
  readonly keys: number[];
  readonly known: Set<number>;
  isSorted: boolean;
  readonly messages: MarkLists;
  /** A node's own: only what it has sent. Null where the commits of a key show in every group that has the key. */
  readonly commits: MarkLists | null;
  readonly resolved: number[];
}

interface TableKeys {
  readonly keys: number[];
  readonly known: Set<number>;
  isSorted: boolean;
  readonly groups: Group[];
}

/** A feed, and the group of each partition or node that its messages of one context go to. */
type ContextGroups = Map<number, Group>;

const MESSAGE_TYPE = typeNumber('message');
const RESOLVED_TYPE = typeNumber('resolved');
/** Above so many keys lanes keep the order in which they came. */
const SORT_UP_TO = 2000;

export class LaneIndex {
  readonly grouping: Grouping;
  readonly #columns: EventColumns;
  readonly #sieve: Sieve;
  readonly #store = new MarkStore();
  #commits = new MarkLists(this.#store);
  readonly #tables = new Map<string, TableKeys>();
  readonly #groups = new Map<string, Group>();
  readonly #byContext = new Map<object, ContextGroups>();
  /** By feed: those that name no topic, and all where groups are of tables, which resolved timestamps do not name. */
  readonly #resolved = new Map<string, number[]>();
  #writesTaken = 0;
  #taken = 0;

  constructor(columns: EventColumns, grouping: Grouping = 'table', sieve = new Sieve(NO_FILTER, columns)) {
    this.#columns = columns;
    this.grouping = grouping;
    this.#sieve = sieve;
  }

  /** Catches up with the columns, of which those from `from` on are new. */
  update(from: number): void {
    if (from < this.#taken) this.#clear();
    this.#takeWrites();
    const columns = this.#columns;
    for (let seq = this.#taken; seq < columns.length; seq++) {
      const type = columns.typeNumberAt(seq);
      if (type === MESSAGE_TYPE) this.#takeMessage(seq);
      else if (type === RESOLVED_TYPE) this.#takeResolved(seq);
    }
    this.#taken = columns.length;
  }

  /** After a cut, which is rare, everything is read again. */
  #clear(): void {
    for (const map of [this.#tables, this.#groups, this.#byContext, this.#resolved]) map.clear();
    this.#store.clear();
    this.#commits = new MarkLists(this.#store);
    this.#writesTaken = this.#taken = 0;
  }

  // --- commits ---------------------------------------------------------------------------------------------------------

  #takeWrites(): void {
    const columns = this.#columns;
    const { seq, key, op } = columns.writes;
    for (let i = this.#writesTaken; i < seq.length; i++) {
      if (!this.#sieve.key(key[i])) continue;
      const kind = commitKind(op[i]);
      if (this.#sieve.mark(kind)) this.#commits.push(key[i], refOf(seq[i], kind));
      if (!this.#sieve.wantsMessages) this.#addToTable(key[i]);
    }
    this.#writesTaken = seq.length;
  }

  #addToTable(key: number): void {
    const table = this.#table(this.#columns.keys[key].table);
    if (!addKey(table, key)) return;
    // A commit that no message tells of has no partition and no node.
    if (this.grouping !== 'partition' && this.grouping !== 'node')
      for (const group of table.groups) addKey(group, key);
  }

  #table(name: string): TableKeys {
    let table = this.#tables.get(name);
    if (!table) this.#tables.set(name, (table = { keys: [], known: new Set(), isSorted: true, groups: [] }));
    return table;
  }

  // --- messages --------------------------------------------------------------------------------------------------------

  #takeMessage(seq: number): void {
    const columns = this.#columns;
    const key = columns.messageKeyAt(seq);
    if (key < 0) return;
    const kind = messageKind(columns, seq);
    if (!this.#sieve.message(seq, kind)) return;
    const group = this.#groupOf(seq, columns.keys[key].table);
    addKey(group, key);
    group.messages.push(key, refOf(seq, kind));
    const commit = columns.numberAt(MESSAGE.commit, seq);
    // Each commit once, in order of time, though its messages may come in another.
    if (group.commits && commit >= 0)
      group.commits.insert(key, refOf(commit, commitKind(columns.writeOp(commit, key))));
  }

  #groupOf(seq: number, table: string): Group {
    const context = this.#columns.contextAt(seq);
    const part = this.#partOf(seq, context);
    let groups = this.#byContext.get(context);
    if (!groups) this.#byContext.set(context, (groups = new Map()));
    let group = groups.get(part);
    if (!group) groups.set(part, (group = this.#makeGroup(context, part, table)));
    return group;
  }

  /** The partition or node by which messages of one context are told apart. */
  #partOf(seq: number, context: readonly unknown[]): number {
    if (this.grouping === 'partition')
      return (this.#columns.numberAt(MESSAGE.partitionAttempt, seq) & 0x7fff) - 1;
    return this.grouping === 'node' ? (context[MESSAGE_CONTEXT.node] as number) : 0;
  }

  #makeGroup(context: readonly unknown[], part: number, table: string): Group {
    const feed: FeedName = {
      job: context[MESSAGE_CONTEXT.job] as string | null,
      statement: context[MESSAGE_CONTEXT.statement] as number,
      sink: context[MESSAGE_CONTEXT.sink] as string,
      topic: context[MESSAGE_CONTEXT.topic] as string | null
    };
    const group = this.#group(feed, part, table);
    const keys = this.#table(table);
    group.tables.add(table);
    if (!keys.groups.includes(group)) {
      keys.groups.push(group);
      if (this.grouping !== 'partition' && this.grouping !== 'node')
        for (const key of keys.keys) addKey(group, key);
    }
    return group;
  }

  #group(feed: FeedName, part: number, table: string): Group {
    const place = { table, topic: feed.topic, partition: part };
    const id = groupId(this.grouping, feed, this.grouping === 'node' ? { ...place, node: part } : place);
    let group = this.#groups.get(id);
    if (!group) {
      const isNode = this.grouping === 'node';
      group = {
        id,
        // Tables stay together, though their feeds came at different times.
        order: this.grouping === 'table' ? table : isNode ? String(part).padStart(4, '0') : '',
        tables: new Set(),
        feed: isNode ? null : feed,
        partition: this.grouping === 'partition' && part >= 0 ? part : null,
        node: isNode ? part : null,
        keys: [],
        known: new Set(),
        isSorted: true,
        messages: new MarkLists(this.#store),
        commits: isNode ? new MarkLists(this.#store) : null,
        resolved: []
      };
      this.#groups.set(id, group);
    }
    return group;
  }

  // --- resolved timestamps ---------------------------------------------------------------------------------------------

  #takeResolved(seq: number): void {
    if (this.grouping === 'node' || !this.#sieve.resolved(seq)) return;
    const columns = this.#columns;
    const context = columns.contextAt(seq);
    const feed: FeedName = {
      job: context[RESOLVED_CONTEXT.job] as string | null,
      statement: columns.numberAt(RESOLVED.statement, seq),
      sink: context[RESOLVED_CONTEXT.sink] as string,
      topic: context[RESOLVED_CONTEXT.topic] as string | null
    };
    const list =
      this.grouping === 'table' || feed.topic === null
        ? listOf(this.#resolved, feedId(feed.job, feed.statement))
        : this.#group(feed, columns.numberAt(RESOLVED.partition, seq), '').resolved;
    list.push(seq);
  }

  // --- reading ---------------------------------------------------------------------------------------------------------

  /** The groups as they stand: in order of their tables' first rows, or of partition or node. */
  groups(): LaneGroup[] {
    const tables = [...this.#tables];
    const rank = new Map(tables.map(([name], i) => [name, i]));
    const groups = [...this.#groups.values()].filter(
      (group) => group.keys.length + group.resolved.length > 0
    );
    groups.sort((a, b) =>
      this.grouping === 'table'
        ? (rank.get(a.order) ?? 0) - (rank.get(b.order) ?? 0)
        : a.order < b.order
          ? -1
          : a.order > b.order
            ? 1
            : (a.partition ?? 0) - (b.partition ?? 0)
    );
    const sent = groups.map((group): LaneGroup => {
      this.#sort(group);
      const { id, feed, partition, node, keys, messages, tables: names } = group;
      const [table = null] = names.size === 1 ? names : [];
      const ofFeed = feed && this.#resolved.get(feedId(feed.job, feed.statement));
      const resolved = ofFeed && group.resolved.length === 0 ? ofFeed : group.resolved;
      return {
        id,
        table,
        feed,
        partition,
        node,
        keys,
        messages,
        resolved,
        commits: group.commits ?? this.#commits
      };
    });
    if (this.grouping === 'node' || this.grouping === 'partition') return sent;
    const unsent = tables.flatMap(([table, keys]): LaneGroup[] => {
      if (keys.groups.length > 0 || keys.keys.length === 0) return [];
      this.#sort(keys);
      const nothing = {
        feed: null,
        partition: null,
        node: null,
        messages: NO_MARKS,
        resolved: []
      };
      return [{ id: table, table, keys: keys.keys, commits: this.#commits, ...nothing }];
    });
    if (this.grouping !== 'table') return [...sent, ...unsent];
    const at = ({ table }: LaneGroup) => rank.get(table ?? '') ?? 0;
    return [...sent, ...unsent].sort((a, b) => at(a) - at(b));
  }

  #sort(lanes: { readonly keys: number[]; isSorted: boolean }): void {
    if (lanes.isSorted || lanes.keys.length > SORT_UP_TO) return;
    const infos = this.#columns.keys;
    const rank = new Map([...this.#tables.keys()].map((name, i) => [name, i]));
    const tableRank = (key: number) => rank.get(infos[key].table) ?? 0;
    lanes.keys.sort((a, b) => tableRank(a) - tableRank(b) || compareKeys(infos[a].key, infos[b].key));
    lanes.isSorted = true;
  }

  /** The group that shows a message, by its id. */
  groupIdOf(seq: number): string {
    const context = this.#columns.contextAt(seq);
    const { table } = this.#columns.keys[this.#columns.messageKeyAt(seq)];
    const feed: FeedName = {
      job: context[MESSAGE_CONTEXT.job] as string | null,
      statement: context[MESSAGE_CONTEXT.statement] as number,
      sink: context[MESSAGE_CONTEXT.sink] as string,
      topic: context[MESSAGE_CONTEXT.topic] as string | null
    };
    const part = this.#partOf(seq, context);
    return groupId(this.grouping, feed, { table, topic: feed.topic, partition: part, node: part });
  }
}

interface GroupPlace {
  readonly table: string;
  readonly topic: string | null;
  readonly partition: number;
  readonly node?: number;
}

function groupId(grouping: Grouping, { job, statement, sink }: FeedName, place: GroupPlace): string {
  const feed = feedId(job, statement);
  switch (grouping) {
    case 'table':
      return `${place.table}\u0000${feed}`;
    case 'topic':
      return `${sink}\u0000${place.topic ?? ''}\u0000${feed}`;
    case 'partition':
      return `${sink}\u0000${place.topic ?? ''}\u0000${place.partition}\u0000${feed}`;
    case 'node':
      return `node ${place.node ?? 0}`;
    case 'job':
      return feed;
  }
}

function listOf(map: Map<string, number[]>, key: string): number[] {
  let list = map.get(key);
  if (!list) map.set(key, (list = []));
  return list;
}

/** @returns whether it was not there before */
function addKey(
  lanes: { readonly keys: number[]; readonly known: Set<number>; isSorted: boolean },
  key: number
): boolean {
  if (lanes.known.has(key)) return false;
  lanes.known.add(key);
  lanes.keys.push(key);
  lanes.isSorted = false;
  return true;
}
