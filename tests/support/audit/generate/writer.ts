import { nextChance, nextInt, type RandomState } from '../../../../src/lib/engine/base/random';

/** What a random script has made so far, as far as its later lines depend on it. */

export interface TableShape {
  name: string;
  readonly kind: TableKind;
  /** Columns added and not dropped again. */
  readonly added: string[];
  /** Whether each row lies in a region of its own. */
  byRow: boolean;
  /** The name of the column that begins as `v`. */
  text: string;
  gone: boolean;
}

export type TableKind =
  'simple' | 'pair' | 'families' | 'types' | 'child' | 'expiring' | 'hashed' | 'regional';

export const SINK_KINDS = ['kafka', 'cloud', 'webhook', 'null', 'pubsub', 'pulsar', 'sinkless'] as const;
export type SinkKind = (typeof SINK_KINDS)[number];

export interface MadeFeed {
  /** Of the variable that holds its job. */
  readonly name: string;
  readonly sink: SinkKind;
  /** Without parameters: what `\sink` matches. */
  readonly uri: string;
  paused: boolean;
}

/** Writes a script line by line; every choice comes from the seed. */
export class Writer {
  readonly #random: RandomState;
  readonly lines: string[] = [];
  readonly tables: TableShape[] = [];
  readonly feeds: MadeFeed[] = [];
  readonly schedules: string[] = [];
  readonly nodes: number;
  /** Sessions with a transaction open. */
  readonly open = new Set<string>();
  feedsMade = 0;
  /** A table of another database has the name of the first one. */
  hasNamesake = false;
  /** The database has regions. */
  hasRegions = false;
  hasTwoRegions = false;
  /** The tables of `\\workload` are there. */
  hasWorkload = false;
  #session = 'root';
  #namesMade = 0;
  #tablesMade = 0;

  constructor(random: RandomState, nodes: number) {
    this.#random = random;
    this.nodes = nodes;
  }

  int(low: number, high: number): number {
    return nextInt(this.#random, low, high);
  }

  chance(of: number, outOf: number): boolean {
    return nextChance(this.#random, of, outOf);
  }

  pick<T>(list: readonly T[]): T {
    return list[this.int(0, list.length - 1)];
  }

  say(...lines: string[]): void {
    this.lines.push(...lines);
  }

  /** A table that is there, if one is. */
  get table(): TableShape {
    const there = this.tables.filter(({ gone }) => !gone);
    return this.pick(there.length > 0 ? there : this.tables);
  }

  get feed(): MadeFeed | undefined {
    return this.feeds.length > 0 ? this.pick(this.feeds) : undefined;
  }

  get session(): string {
    return this.#session;
  }

  useSession(name: string): void {
    if (this.#session === name) return;
    this.#session = name;
    this.say(`\\session ${name}`);
  }

  newTableName(): string {
    return `t${++this.#tablesMade}`;
  }

  newColumnName(): string {
    return `c${this.#namesMade++}`;
  }
}

/** Something that may happen in a script. */
export interface Feature {
  readonly name: string;
  /** How often it is chosen among the others while it is switched on. */
  readonly weight: number;
  readonly make: (w: Writer) => void;
}
