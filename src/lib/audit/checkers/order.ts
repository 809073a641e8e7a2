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

/** G2: a key stays in one partition, the one that its hash names. */
export class OnePartition extends Checker {
  readonly #judge;
  /** Partitions of topics, as a script has ordered them; a new topic has one. */
  readonly #ordered = new Map<string, number>();
  readonly #topics = new Map<string, number>();

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
    this.#ordered.set(name, count);
    for (const [topic, known] of this.#topics)
      if (topic.endsWith(`\u0000${name}`)) this.#topics.set(topic, Math.max(known, count));
  }

  /** A topic is made by whatever reaches it first. */
  override resolved({ event }: ResolvedFacts): void {
    if (event.topic !== null) this.#partitions(`${event.sink}\u0000${event.topic}`, event.topic);
  }

  override message({ feed, event, seq, key }: MessageFacts): void {
    if (event.partition === null || event.key === null) return;
    const topic = `${event.sink}\u0000${event.topic ?? ''}`;
    const count = this.#partitions(topic, event.topic ?? '');
    this.#judge.count();
    const before = key.partition;
    key.partition = { number: event.partition, seq, of: count };
    if (before && before.of === count && before.number !== event.partition && !feed.terms?.key_column) {
      this.#judge.breach(
        feed.name,
        [before.seq, seq],
        `Key ${event.key} went to partition ${event.partition}, and to partition ${before.number} before.`
      );
      return;
    }
    const due = this.#partitionOf(feed, event.key_base64, event.key, count);
    if (due === undefined || due === event.partition) return;
    this.#judge.breach(
      feed.name,
      [seq],
      `Key ${event.key} went to partition ${event.partition}; its hash names partition ${due} of ${count}.`
    );
  }

  #partitions(topic: string, name: string): number {
    let count = this.#topics.get(topic);
    if (count === undefined) this.#topics.set(topic, (count = this.#ordered.get(name) ?? 1));
    return count;
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
