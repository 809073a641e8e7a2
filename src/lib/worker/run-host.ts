import { DEFAULT_RUN, type RunConfig } from '../engine/cluster/state';
import { Engine } from '../engine/cluster/engine';
import type { HistoryEvent, HistorySink } from '../engine/base/events';
import { MAX_RUN_NS, type Epoch, type Nanos } from '../engine/base/timestamp';
import { KeyIndex } from '../history/key-index';
import { HistoryLog } from '../history/log';
import { readScript, type ScriptEntry } from '../scenario/script';
import { countRequests } from './run-counts';
import type { Cut, RunPosition } from './script-edit';

/**
 * One run and its script: advances the engine, keeps snapshots on the way, and goes back to the nearest one when the script changes
 * behind what has been carried out. Nothing here knows about workers or pages.
 */

/** A snapshot with what it takes to go on from it. */
export interface SavedRun {
  readonly snapshot: Uint8Array;
  readonly at: Nanos;
  readonly events: number;
  readonly taken: number;
  readonly restedAt: Nanos;
}

/** A state to go back to. */
interface Checkpoint {
  /** Entries begun when it was taken. */
  readonly taken: number;
  readonly at: Nanos;
  readonly events: number;
  /** Whether the script had come to rest before: lines added to it since would have begun earlier than this. */
  readonly rested: boolean;
  /** When the script had last come to rest by then. */
  readonly restedAt: Nanos;
  readonly snapshot: Uint8Array;
}

/** What a real changefeed has sent was asked to run: a sentence for the person, no fault of the program. */
export class NotRunnableError extends Error {
  override readonly name = 'NotRunnableError';

  constructor() {
    super('this is what a real changefeed has sent, which cannot be run; begin a new workspace.');
  }
}

/** Events between two snapshots, and how many are kept. */
const SNAPSHOT_EVERY = 20_000;
const SNAPSHOTS_KEPT = 24;

/** Appends to the log and numbers keys on the way. */
class IndexedLog implements HistorySink {
  readonly log: HistoryLog;
  readonly keys: KeyIndex;

  constructor(log: HistoryLog, keys: KeyIndex) {
    this.log = log;
    this.keys = keys;
  }

  get length(): number {
    return this.log.length;
  }

  append(event: HistoryEvent): number {
    this.keys.add(event);
    return this.log.append(event);
  }
}

export class RunHost {
  readonly config: RunConfig;
  #history = new IndexedLog(new HistoryLog(), new KeyIndex());
  #engine: Engine;
  #script = '';
  #entries: ScriptEntry[] = [];
  /** Entries handed to the engine before the ones it counts itself. */
  #handed = 0;
  #checkpoints: Checkpoint[] = [];
  /** When the script last came to rest. */
  #restedAt: Nanos = 0;
  /** When the last of imported events happened; null for a run. */
  #outputEnd: Nanos | null = null;

  constructor(config: RunConfig = DEFAULT_RUN) {
    this.config = config;
    this.#engine = Engine.start(config, this.#history);
    this.#keepCheckpoint();
  }

  /** The run of a script, at its beginning. */
  static of(config: RunConfig, script: string): RunHost {
    const host = new RunHost(config);
    host.setScript(script);
    return host;
  }

  get engine(): Engine {
    return this.#engine;
  }

  get log(): HistoryLog {
    return this.#history.log;
  }

  get keys(): KeyIndex {
    return this.#history.keys;
  }

  get script(): string {
    return this.#script;
  }

  get entries(): readonly ScriptEntry[] {
    return this.#entries;
  }

  get now(): Nanos {
    return this.#outputEnd ?? this.#engine.now;
  }

  /** Whether this is no run but what a real changefeed has sent: nothing is known of the cluster, and nothing happens any more. */
  get isOutput(): boolean {
    return this.#outputEnd !== null;
  }

  /** @throws NotRunnableError for imported output */
  assertRunnable(): void {
    if (this.isOutput) throw new NotRunnableError();
  }

  /** Whether every line of the script has been carried out. */
  get isIdle(): boolean {
    return this.#engine.isIdle;
  }

  /** How many entries of the script have been begun. */
  get taken(): number {
    return this.#engine.isIdle ? this.#entries.length : this.#handed + this.#engine.linesTaken;
  }

  get position(): RunPosition {
    const { waitsFor, session } = this.#engine.cluster.client.state;
    const waiting =
      waitsFor.kind === 'time'
        ? { passedNs: this.now - waitsFor.since, leftNs: waitsFor.until - this.now }
        : null;
    return { taken: this.taken, idleNs: this.isIdle ? this.now - this.#restedAt : 0, waiting, session };
  }

  /** Where a branch that begins here is cut. */
  get cut(): Cut {
    return { position: this.position, sentNs: this.#sentNs, requests: countRequests(this.log) };
  }

  get #sentNs(): number | null {
    const { waitsFor } = this.#engine.cluster.client.state;
    const last = this.#entries[this.taken - 1];
    // What a `\gset` waits for cannot be sent by itself, nor can a line that a command stands for.
    if (waitsFor.kind !== 'statement' || waitsFor.gset || last.kind === 'command') return null;
    const sent = sentAt(this.log, waitsFor.statement);
    return sent === undefined ? null : this.now - sent;
  }

  /** Whether another script would make something else of what has been carried out. */
  changesPast(text: string): boolean {
    return text !== this.#script && commonEntries(this.#entries, readScript(text)) < this.taken;
  }

  /**
   * Gives the run another script. What has been carried out stays where the new script begins with the same entries; else the run goes
   * back to the last snapshot before the difference and catches up to the moment it was at.
   * @returns the seq from which on history is new
   */
  setScript(text: string): number {
    const entries = readScript(text);
    const common = commonEntries(this.#entries, entries);
    const now = this.now;
    const from = this.log.length;
    const { taken } = this;
    this.#script = text;
    if (common >= taken && (!this.#hasRested || entries.length === taken)) {
      this.#entries = entries;
      this.#handOver(taken);
      return from;
    }
    const fits = (c: Checkpoint) => c.taken <= common && (!c.rested || c.taken === entries.length);
    const checkpoint = this.#checkpoints.findLast(fits)!; // the first one is of an empty run
    this.#goBackTo(checkpoint);
    this.#entries = entries;
    this.#handOver(checkpoint.taken);
    this.advance(now, Number.MAX_SAFE_INTEGER);
    return checkpoint.events;
  }

  /**
   * Goes back to an earlier moment, as if the run had not gone on from there.
   * @returns the seq from which on history is new
   */
  goBack(at: Nanos): number {
    if (at >= this.now) return this.log.length;
    const checkpoint = this.#checkpoints.findLast((c) => c.at <= at)!; // the first one is of the run's start
    this.#goBackTo(checkpoint);
    this.#handOver(checkpoint.taken);
    this.advance(at, Number.MAX_SAFE_INTEGER);
    return checkpoint.events;
  }

  /** Whether time has passed since the script came to rest. */
  get #hasRested(): boolean {
    return this.isIdle && this.now > this.#restedAt;
  }

  #handOver(taken: number): void {
    this.#handed = taken;
    this.#engine.replaceRest(this.#entries.slice(taken));
  }

  #goBackTo(checkpoint: Checkpoint): void {
    this.#checkpoints = this.#checkpoints.filter(
      (c) => c.events <= checkpoint.events && c.at <= checkpoint.at
    );
    this.log.truncate(checkpoint.events);
    this.keys.truncate(checkpoint.events);
    this.#engine = Engine.restore(checkpoint.snapshot, this.#history);
    this.#restedAt = checkpoint.restedAt;
  }

  /**
   * Lets virtual time pass. @param maxWork events to handle at most
   * @returns whether `until` has been reached
   */
  advance(until: Nanos, maxWork: number): boolean {
    if (this.isOutput) return true;
    let left = maxWork;
    while (left > 0) {
      const slice = Math.min(left, SNAPSHOT_EVERY);
      const { reached } = this.#engine.advance(until, slice, true);
      if (reached === 'idle') {
        this.#restedAt = this.now;
        this.#keepCheckpoint();
      } else this.#keepCheckpointWhenDue();
      if (reached === 'until') return true;
      left -= slice;
    }
    return false;
  }

  /** Lets virtual time pass until something has happened, and stands at that moment; at `limit` where nothing has, or the work is used up. */
  step(limit: Nanos, maxWork: number): void {
    const { length } = this.log;
    for (let left = maxWork; left > 0 && this.log.length === length && this.now < limit; left--)
      this.advance(limit, 1);
  }

  /** Lets virtual time pass until the script has come to its end, with at most so much work. */
  advanceToIdle(maxWork: number): void {
    if (this.isOutput) return;
    const { reached } = this.#engine.advance(MAX_RUN_NS, maxWork, true);
    if (reached === 'idle') {
      this.#restedAt = this.now;
      this.#keepCheckpoint();
    } else this.#keepCheckpointWhenDue();
  }

  /**
   * Carries the script out through its first entries, with at most so much work, and stands where the last of them has come back: what
   * follows has not begun.
   * @param count of those entries
   * @returns whether they have been carried out
   */
  advanceThrough(count: number, maxWork: number): boolean {
    if (count >= this.#entries.length) {
      if (!this.isIdle) this.advanceToIdle(maxWork);
      return this.isIdle;
    }
    const { taken } = this;
    if (this.isOutput || taken > count) return true;
    this.#engine.replaceRest(this.#entries.slice(taken, count));
    if (!this.isIdle) this.#engine.advance(MAX_RUN_NS, maxWork, true);
    const isDone = this.isIdle;
    this.#handOver(isDone ? count : taken + this.#engine.linesTaken);
    this.#keepCheckpointWhenDue();
    return isDone;
  }

  /** What has to be kept to bring this run back: the newest checkpoint. The rest is replayed. */
  get saved(): SavedRun {
    const { snapshot, at, events, taken } = this.#checkpoints.at(-1)!; // the first one is never given up
    return { snapshot, at, events, taken, restedAt: this.#restedAt };
  }

  /**
   * A run out of its stored history and snapshot.
   * @returns undefined when they do not fit together
   */
  static restore(
    config: RunConfig,
    script: string,
    saved: SavedRun & { readonly log: HistoryLog }
  ): RunHost | undefined {
    if (saved.log.length < saved.events) return undefined;
    const host = new RunHost(config);
    const history = new IndexedLog(saved.log, new KeyIndex());
    saved.log.truncate(saved.events);
    for (const event of saved.log) history.keys.add(event);
    host.#history = history;
    host.#engine = Engine.restore(saved.snapshot, history);
    host.#script = script;
    host.#entries = readScript(script);
    host.#restedAt = saved.restedAt;
    host.#checkpoints.push({
      ...saved,
      rested: saved.taken === host.#entries.length && saved.at > saved.restedAt
    });
    host.#handOver(saved.taken);
    return host;
  }

  /** Imported output in place of a run, on a cluster of which nothing is known. */
  static ofOutput(events: readonly HistoryEvent[], epoch: Epoch): RunHost {
    const host = new RunHost({ ...DEFAULT_RUN, start: epoch.startNs });
    for (const event of events) host.#history.append(event);
    host.#outputEnd = events.at(-1)?.t ?? 0;
    return host;
  }

  #keepCheckpointWhenDue(): void {
    if (this.log.length - (this.#checkpoints.at(-1)?.events ?? 0) >= SNAPSHOT_EVERY) this.#keepCheckpoint();
  }

  #keepCheckpoint(): void {
    this.#checkpoints.push({
      taken: this.taken,
      at: this.now,
      events: this.log.length,
      rested: this.#hasRested,
      restedAt: this.#restedAt,
      snapshot: this.#engine.snapshot()
    });
    // Thin out the middle: the first one and the newest ones are what is gone back to.
    if (this.#checkpoints.length > SNAPSHOTS_KEPT)
      this.#checkpoints = this.#checkpoints.filter(
        (_c, i, all) => i === 0 || i >= all.length / 2 || i % 2 === 0
      );
  }
}

/** When a statement was sent. It is among the newest events, since the script waits for it. */
function sentAt(log: HistoryLog, statement: number): Nanos | undefined {
  for (let seq = log.length - 1; seq >= 0; seq--) {
    if (log.typeAt(seq) !== 'statement') continue;
    const event = log.at(seq);
    if (event.type === 'statement' && event.statement === statement) return event.t;
  }
  return undefined;
}

/** How many entries two scripts have in common from the beginning, text and place alike. */
function commonEntries(a: readonly ScriptEntry[], b: readonly ScriptEntry[]): number {
  let n = 0;
  while (n < a.length && n < b.length && sameEntry(a[n], b[n])) n++;
  return n;
}

function sameGset(a: ScriptEntry['gset'], b: ScriptEntry['gset']): boolean {
  return (
    a?.prefix === b?.prefix &&
    a?.line === b?.line &&
    a?.column === b?.column &&
    a?.more.join(' ') === b?.more.join(' ')
  );
}

function sameEntry(a: ScriptEntry, b: ScriptEntry): boolean {
  return (
    a.kind === b.kind &&
    a.text === b.text &&
    a.line === b.line &&
    a.column === b.column &&
    sameGset(a.gset, b.gset)
  );
}
