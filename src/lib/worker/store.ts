import Dexie, { type Table } from 'dexie';
import { PlainCodec } from '../engine/base/plain-codec';
import type { Nanos } from '../engine/base/timestamp';
import type { RunConfig } from '../engine/cluster/state';
import type { Context } from '../history/event-types';
import { HistoryLog } from '../history/log';
import type { Segment } from '../history/segment';
import { DEFAULT_VIEW, type ScenarioView } from '../scenario/scenario';
import type { StorageState } from './api';
import { openRecord, sealRecord } from './record';
import type { RunHost, SavedRun } from './run-host';

/**
 * Where workspaces are kept: IndexedDB through Dexie, in a few large records (design §2.1). The script with its settings is the truth;
 * history segments and a snapshot only save the time of working it out again. Writing happens behind the run's back, at most twice a
 * second; where the browser denies storage everything goes on in memory and the state says so.
 */

/** What is written. */
export interface SaveRequest {
  readonly id: string;
  readonly title: string;
  readonly description: string;
  readonly view: ScenarioView;
  readonly extras: string;
  readonly host: RunHost;
}

export interface StoredRun {
  readonly id: string;
  readonly title: string;
  readonly description: string;
  readonly view: ScenarioView;
  readonly extras: string;
  readonly config: RunConfig;
  readonly script: string;
  readonly now: Nanos;
  /** Snapshot and history, where they are whole and fit together. */
  readonly state: (SavedRun & { readonly log: HistoryLog }) | null;
  /** What was damaged, in a sentence. */
  readonly problem: string | null;
}

export interface WorkspaceStore {
  readonly state: StorageState;
  openLast(): Promise<{ readonly run: StoredRun | null }>;
  /** A new workspace's id; from now on it is the one last used. */
  create(): Promise<string>;
  /** Asks for writing; the newest request wins. */
  save(request: SaveRequest): void;
  /** Waits until what was asked for has been written. */
  flush(): Promise<StorageState>;
}

interface HeadRow {
  readonly id: string;
  readonly usedAt: number;
  readonly record: Uint8Array;
}

interface SegmentRow {
  readonly workspace: string;
  readonly index: number;
  readonly record: Uint8Array;
}

interface SnapshotRow {
  readonly workspace: string;
  readonly record: Uint8Array;
}

class Database extends Dexie {
  heads!: Table<HeadRow, string>;
  segments!: Table<SegmentRow, [string, number]>;
  snapshots!: Table<SnapshotRow, string>;

  constructor() {
    super('changefeed-playground');
    this.version(1).stores({
      heads: 'id, usedAt',
      segments: '[workspace+index], workspace',
      snapshots: 'workspace'
    });
  }
}

const codec = new PlainCodec();
/** Requests within this time are written as one. */
const WRITE_EVERY_MS = 500;
/** How long the browser may take to open the database. */
const OPEN_TIMEOUT_MS = 2000;

interface Head {
  readonly title: string;
  readonly description: string;
  readonly view: ScenarioView;
  /** Absent in records of before. */
  readonly extras?: string;
  readonly seed: number;
  readonly start: bigint;
  readonly nodes: number;
  readonly version: string;
  readonly localities: readonly string[];
  readonly script: string;
  readonly now: Nanos;
}

interface SnapshotHead extends SavedRun {
  readonly contexts: readonly Context[];
}

/** Keeps nothing. */
export class MemoryStore implements WorkspaceStore {
  readonly state: StorageState;

  constructor(reason: string) {
    this.state = { kind: 'memory', reason };
  }

  async openLast(): Promise<{ run: null }> {
    return { run: null };
  }

  async create(): Promise<string> {
    return 'memory';
  }

  save(): void {}

  async flush(): Promise<StorageState> {
    return this.state;
  }
}

/** Opens the browser's storage, or a store in memory that says why. */
export async function openStore(): Promise<WorkspaceStore> {
  try {
    const database = new Database();
    await within(OPEN_TIMEOUT_MS, database.open());
    return new DexieStore(database);
  } catch {
    return new MemoryStore(
      'This browser gives no storage here: what you do is gone when you leave the page.'
    );
  }
}

function within<T>(ms: number, work: PromiseLike<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error('storage did not answer')), ms);
    work.then(
      (value) => {
        clearTimeout(timer);
        resolve(value);
      },
      (error: unknown) => {
        clearTimeout(timer);
        reject(error instanceof Error ? error : new Error(String(error)));
      }
    );
  });
}

class DexieStore implements WorkspaceStore {
  readonly #database: Database;
  state: StorageState = { kind: 'saved' };
  #request: SaveRequest | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #writing: Promise<void> | null = null;
  /** Segments that are stored already, of which workspace's run. */
  #stored: { host: RunHost | null; whole: number } = { host: null, whole: 0 };
  #releaseLock: (() => void) | null = null;

  constructor(database: Database) {
    this.#database = database;
  }

  async openLast(): Promise<{ run: StoredRun | null }> {
    const last = await this.#database.heads.orderBy('usedAt').last();
    if (!last) return { run: null };
    await this.#lock(last.id);
    return { run: await this.#read(last) };
  }

  async create(): Promise<string> {
    const id = crypto.randomUUID();
    this.#releaseLock?.();
    await this.#lock(id);
    return id;
  }

  /** One writer at a time: a second tab on the same workspace is read-only (guarantee W5). */
  async #lock(id: string): Promise<void> {
    const locks = (navigator as { locks?: LockManager }).locks;
    if (!locks) return;
    const held = await new Promise<boolean>((resolve) => {
      void locks
        .request(`changefeed-playground/${id}`, { ifAvailable: true }, (lock) => {
          if (!lock) {
            resolve(false);
            return undefined;
          }
          resolve(true);
          return new Promise<void>((release) => (this.#releaseLock = release));
        })
        .catch(() => resolve(true));
    });
    this.state = held
      ? { kind: 'saved' }
      : {
          kind: 'read-only',
          reason: 'This workspace is open in another tab; what you do here is not saved.'
        };
  }

  async #read(row: HeadRow): Promise<StoredRun | null> {
    const payload = openRecord(row.record);
    if (!payload) return null;
    const { title, description, view, extras, script, now, ...config } = codec.decode(payload) as Head;
    const state = await this.#readState(row.id);
    return {
      id: row.id,
      title,
      description,
      view: view ?? DEFAULT_VIEW,
      extras: extras ?? '',
      config,
      script,
      now,
      state: state === 'damaged' ? null : state,
      problem:
        state === 'damaged'
          ? 'Part of what was stored is damaged; the run was made again from its script.'
          : null
    };
  }

  async #readState(id: string): Promise<(SavedRun & { log: HistoryLog }) | null | 'damaged'> {
    const row = await this.#database.snapshots.get(id);
    if (!row) return null;
    const payload = openRecord(row.record);
    if (!payload) return 'damaged';
    const { contexts, ...saved } = codec.decode(payload) as SnapshotHead;
    const segments: Segment[] = [];
    let events = 0;
    for (const { record } of await this.#database.segments.where('workspace').equals(id).sortBy('index')) {
      const bytes = openRecord(record);
      if (!bytes) return 'damaged';
      const segment = unpackSegment(bytes);
      // A hole, or a tail of an older run behind the newest segments.
      if (segment.from !== events) break;
      segments.push(segment);
      events += segment.count;
    }
    if (events < saved.events) return 'damaged';
    return { ...saved, log: HistoryLog.restore(segments, contexts) };
  }

  save(request: SaveRequest): void {
    if (this.state.kind !== 'saved') return;
    this.#request = request;
    if (!this.#writing) this.#timer ??= setTimeout(() => this.#begin(), WRITE_EVERY_MS);
  }

  async flush(): Promise<StorageState> {
    while (this.#writing || (this.#request && this.state.kind === 'saved')) {
      if (!this.#writing) this.#begin();
      await this.#writing;
    }
    return this.state;
  }

  #begin(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#writing = this.#write();
  }

  async #write(): Promise<void> {
    const request = this.#request;
    this.#request = null;
    try {
      if (request) await this.#writeRun(request);
    } catch (error) {
      this.state = { kind: 'memory', reason: describeFailure(error) };
    }
    this.#writing = null;
    if (this.#request && this.state.kind === 'saved') this.save(this.#request);
  }

  async #writeRun({ id, title, description, view, extras, host }: SaveRequest): Promise<void> {
    const head: Head = {
      title,
      description,
      view,
      extras,
      ...host.config,
      script: host.script,
      now: host.now
    };
    const saved = host.saved;
    const segments = host.log.segments();
    if (this.#stored.host !== host) this.#stored = { host, whole: 0 };
    // A run that went back has fewer whole segments than were stored; everything from the cut on is written again.
    const from = Math.min(this.#stored.whole, segments.length);
    const rows: SegmentRow[] = segments
      .slice(from)
      .map((segment, i) => ({ workspace: id, index: from + i, record: sealRecord(packSegment(segment)) }));
    const snapshot: SnapshotHead = { ...saved, contexts: host.log.contexts };
    await this.#database.transaction(
      'rw',
      this.#database.heads,
      this.#database.segments,
      this.#database.snapshots,
      async () => {
        await this.#database.heads.put({ id, usedAt: Date.now(), record: sealRecord(codec.encode(head)) });
        await this.#database.segments
          .where('[workspace+index]')
          .between([id, segments.length], [id, Infinity])
          .delete();
        await this.#database.segments.bulkPut(rows);
        await this.#database.snapshots.put({ workspace: id, record: sealRecord(codec.encode(snapshot)) });
      }
    );
    this.#stored.whole = Math.max(segments.length - 1, 0);
  }
}

/** Dexie reports a full disk as an abort with the real reason inside (guarantees §1.7). */
function describeFailure(error: unknown): string {
  const inner =
    (error as { inner?: { name?: string } } | null)?.inner?.name ?? (error as { name?: string } | null)?.name;
  return inner === 'QuotaExceededError'
    ? 'The browser has no room left: what you do now is not saved.'
    : 'Saving failed: what you do now is not saved.';
}

/** A segment as bytes: its columns cut to length. */
function packSegment({
  from,
  count,
  type,
  t,
  context,
  wall,
  logical,
  numbers,
  textEnd,
  text
}: Segment): Uint8Array {
  const width = type.length;
  const cut = new Int32Array((numbers.length / width) * count);
  for (let column = 0; column < numbers.length / width; column++)
    cut.set(numbers.subarray(column * width, column * width + count), column * count);
  const bytes = (column: ArrayBufferView, item: number) =>
    new Uint8Array(column.buffer, column.byteOffset, count * item).slice();
  return codec.encode([
    from,
    count,
    bytes(type, 1),
    bytes(t, 8),
    bytes(context, 4),
    bytes(wall, 8),
    bytes(logical, 4),
    new Uint8Array(cut.buffer),
    bytes(textEnd, 4),
    text.slice(0, count === 0 ? 0 : textEnd[count - 1])
  ]);
}

function unpackSegment(bytes: Uint8Array): Segment {
  const [from, count, ...columns] = codec.decode(bytes) as [number, number, ...Uint8Array[]];
  const [type, t, context, wall, logical, numbers, textEnd, text] = columns;
  const buffer = (column: Uint8Array) => column.slice().buffer;
  return {
    from,
    count,
    type,
    t: new Float64Array(buffer(t)),
    context: new Int32Array(buffer(context)),
    wall: new Float64Array(buffer(wall)),
    logical: new Int32Array(buffer(logical)),
    numbers: new Int32Array(buffer(numbers)),
    textEnd: new Uint32Array(buffer(textEnd)),
    text
  };
}
