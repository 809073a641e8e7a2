import { fromBase64 } from '../../engine/base/base64';
import { fnv1a, murmur2 } from '../../engine/base/hash';
import { isAtOrBefore, isBefore, type Timestamp } from '../../engine/base/timestamp';
import { Checker, type CheckerContext } from '../checker';
import type { Facts, MessageFacts, ResolvedFacts } from '../model/facts';
import type { FeedModel } from '../model/feed-model';

const question = 'In order?';

/** G1: first copies of a key come in the order of their commits. */
export class KeyOrder extends Checker {
  readonly #judge;

  constructor(context: CheckerContext) {
    super(context);
    this.#judge = context.judge({
      id: 'G1',
      question,
      name: 'Versions of one key first arrive in the order of their commits',
      facts: 'first messages'
    });
  }

  override message({ feed, event, seq, copy, newestBefore }: MessageFacts): void {
    if (copy > 1) return;
    if (feed.terms?.unordered)
      return this.#judge.excuse('Not promised here: the changefeed was made with the option unordered.');
    if (feed.terms?.acks === 'none')
      return this.#judge.excuse(
        'Not promised here: with RequiredAcks=NONE a version that got lost comes again behind newer ones.'
      );
    this.#judge.count();
    if (!newestBefore || isBefore(newestBefore.updated, event.updated)) return;
    this.#judge.breach(
      feed.name,
      [newestBefore.first.seq, seq],
      `Key ${event.key ?? ''}: the version of ${this.hlc(event.updated)} first arrived after the newer one of ${this.hlc(newestBefore.updated)}.`
    );
  }
}

const encoder = new TextEncoder();
const TOPIC_COMMAND = /^\\topic\s+(?:'([^']*)'|"([^"]*)"|(\S+))\s+partitions\s+(\d+)/;

/** A topic as far as history tells: nothing says when it was made, which may have been by a batch that was not taken. */
interface KnownTopic {
  /** How many partitions it may have, the likeliest first. What lies in it leaves fewer and fewer of them. */
  counts: readonly number[];
  /** How often it may have grown. */
  grown: number;
}

/** G2: a key stays in one partition, the one that its hash names. */
export class OnePartition extends Checker {
  readonly #judge;
  /** Partitions of topics, as a script has ordered them one after the other; a new topic has as many as were ordered last, or one. */
  readonly #ordered = new Map<string, number[]>();
  readonly #topics = new Map<string, KnownTopic>();

  constructor(context: CheckerContext) {
    super(context);
    this.#judge = context.judge({
      id: 'G2',
      question,
      name: 'A key stays in one partition, the one its hash names',
      facts: 'messages in partitions'
    });
  }

  override event({ event }: Facts): void {
    if (event.type !== 'statement') return;
    const match = TOPIC_COMMAND.exec(event.sql);
    if (!match) return;
    const name = match[1] ?? match[2] ?? match[3];
    const count = Number(match[4]);
    const orders = this.#ordered.get(name);
    if (orders) orders.push(count);
    else this.#ordered.set(name, [count]);
    for (const [topic, known] of this.#topics)
      if (topic.endsWith(`\u0000${name}`) && known.counts.some((each) => each < count)) {
        known.counts = [...new Set(known.counts.map((each) => Math.max(each, count)))];
        known.grown++;
      }
  }

  override resolved({ event }: ResolvedFacts): void {
    if (event.topic === null) return;
    const { partition } = event;
    const known = this.#topic(`${event.sink}\u0000${event.topic}`, event.topic);
    if (partition !== null) known.counts = known.counts.filter((count) => count > partition);
  }

  override message({ feed, event, seq, key }: MessageFacts): void {
    const { partition } = event;
    if (partition === null || event.key === null) return;
    const known = this.#topic(`${event.sink}\u0000${event.topic ?? ''}`, event.topic ?? '');
    this.#judge.count();
    const before = key.partition;
    key.partition = { number: partition, seq, of: known.grown };
    if (before && before.of === known.grown && before.number !== partition && !feed.terms?.key_column) {
      this.#judge.breach(
        feed.name,
        [before.seq, seq],
        `Key ${event.key} went to partition ${partition}, and to partition ${before.number} before.`
      );
      return;
    }
    const due = known.counts.map((count) =>
      this.#partitionOf(feed, event.key_base64, event.key ?? '', count)
    );
    const fitting = known.counts.filter((_, i) => due[i] === undefined || due[i] === partition);
    if (fitting.length > 0) {
      known.counts = fitting;
      return;
    }
    this.#judge.breach(
      feed.name,
      [seq],
      `Key ${event.key} went to partition ${partition}; its hash names partition ${due[0]} of ${known.counts[0]}.`
    );
  }

  /** A topic that is seen for the first time. It never shrinks, so it has what was ordered when it was made, or more of what came later. */
  #topic(topic: string, name: string): KnownTopic {
    let known = this.#topics.get(topic);
    if (!known) {
      const counts = new Set<number>();
      let most = 0;
      for (const order of (this.#ordered.get(name) ?? [1]).toReversed())
        counts.add((most = Math.max(most, order)));
      this.#topics.set(topic, (known = { counts: [...counts], grown: 0 }));
    }
    return known;
  }

  /** Reference §3.4; undefined where history does not say how keys are hashed. */
  #partitionOf(
    { terms }: FeedModel,
    bytes: string | undefined,
    key: string,
    count: number
  ): number | undefined {
    const data = bytes === undefined ? encoder.encode(key) : fromBase64(bytes);
    if (!data) return undefined;
    switch (terms?.partitioner) {
      case 'fnv-1a':
        return Math.abs((fnv1a(data) | 0) % count);
      case 'murmur2':
        return (murmur2(data) & 0x7fffffff) % count;
      default:
        return undefined;
    }
  }
}

/**
 * G12: what is stored of a key falls into runs of rising versions, none of which leaves out a version in the middle; only a late batch
 * of a flow that has ended stands outside of them.
 */
export class Runs extends Checker {
  readonly #judge;

  constructor(context: CheckerContext) {
    super(context);
    this.#judge = context.judge({
      id: 'G12',
      question,
      name: 'A repetition of a key runs through its versions without leaving one out',
      facts: 'messages after another of their key'
    });
  }

  override message({ feed, event, seq, key, latestBefore, version }: MessageFacts): void {
    if (!latestBefore || (feed.flow && event.flow < feed.flow.flow)) return;
    if (feed.terms?.unordered) return;
    this.#judge.count();
    if (!isBefore(latestBefore.updated, version.updated)) return;
    const next = key.successor(latestBefore);
    if (!next || next === version) return;
    const evidence = [latestBefore.last.seq, next.first.seq, seq];
    const sentence = `Key ${event.key ?? ''}: after the version of ${this.hlc(latestBefore.updated)} came that of ${this.hlc(version.updated)}, without the one of ${this.hlc(next.updated)} between.`;
    if (this.context.isOutput) this.#judge.remark(feed.name, evidence, sentence);
    else this.#judge.breach(feed.name, evidence, sentence);
  }
}

/** What was published in files: names of `.RESOLVED` files and of files that sort behind the newest of them. */
interface FeedFiles {
  /** Rising in name and timestamp. */
  readonly resolved: { readonly path: string; readonly ts: Timestamp; readonly seq: number }[];
  /** First messages, by file. */
  files: { readonly path: string; readonly updated: Timestamp; readonly seq: number }[];
}

/** G19: no row that is new and lies at or below a `.RESOLVED` file stands in a file listed behind it. */
export class FileOrder extends Checker {
  readonly #judge;
  readonly #feeds = new Map<string, FeedFiles>();

  constructor(context: CheckerContext) {
    super(context);
    this.#judge = context.judge({
      id: 'G19',
      question,
      name: 'Files sort by time: behind a .RESOLVED file nothing new is older than it',
      facts: 'rows in files'
    });
  }

  override message({ feed, event, seq, copy, scan }: MessageFacts): void {
    if (event.path === undefined || copy > 1 || scan?.isLate) return;
    this.#judge.count();
    const files = this.#of(feed);
    const covering = files.resolved.findLast(({ path }) => path < event.path!); // a file, or it had left above
    if (covering && isAtOrBefore(event.updated, covering.ts))
      this.#breach(feed, { path: event.path, updated: event.updated, seq }, covering);
    files.files.push({ path: event.path, updated: event.updated, seq });
  }

  override resolved({ feed, event, seq }: ResolvedFacts): void {
    if (event.path === undefined) return;
    const files = this.#of(feed);
    const resolved = { path: event.path, ts: event.resolved, seq };
    const behind = files.files.filter(({ path }) => path > resolved.path);
    for (const row of behind) if (isAtOrBefore(row.updated, resolved.ts)) this.#breach(feed, row, resolved);
    const last = files.resolved.at(-1);
    if (last && last.path > resolved.path && isBefore(last.ts, resolved.ts))
      this.#judge.breach(
        feed.name,
        [last.seq, seq],
        `${resolved.path} sorts before ${last.path} but tells a later time.`
      );
    files.resolved.push(resolved);
    // What sorts before this file sorts before every later one.
    files.files = behind;
  }

  #of(feed: FeedModel): FeedFiles {
    let files = this.#feeds.get(feed.name);
    if (!files) this.#feeds.set(feed.name, (files = { resolved: [], files: [] }));
    return files;
  }

  #breach(
    feed: FeedModel,
    row: { readonly path: string; readonly updated: Timestamp; readonly seq: number },
    resolved: { readonly path: string; readonly seq: number }
  ): void {
    this.#judge.breach(
      feed.name,
      [row.seq, resolved.seq],
      `${row.path} sorts behind ${resolved.path} and holds a new row of ${this.hlc(row.updated)}, which that file covers.`
    );
  }
}
