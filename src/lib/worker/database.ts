import Dexie, { type Table } from 'dexie';
import { PlainCodec } from '../engine/base/plain-codec';
import type { Nanos } from '../engine/base/timestamp';
import type { Context } from '../history/event-types';
import { HistoryLog } from '../history/log';
import type { Segment } from '../history/segment';
import { DEFAULT_VIEW, type ScenarioView } from '../scenario/scenario';
import { BUILD } from './build';
import { isMark, packRun, unpackRun } from './kept-run-record';
import { firstRun, type KeptRun, type RunMark, type RunsState } from './kept-runs';
import { isNewerRecord, openRecord, sealRecord } from './record';
import type { SavedRun } from './run-host';
import { packedSize, packSegment, unpackSegment } from './segment-record';
import type { SaveRequest, StoredRun } from './store';

/**
 * What lies in IndexedDB (design §2.1): for each workspace a head (its script and settings, the truth), and history segments with a snapshot
 * that only save the time of working the run out again. Whoever writes carries a fencing number, and one that another tab has raised since is
 * refused in the same transaction (guarantee W5).
 */

export interface HeadRow {
  readonly id: string;
  readonly usedAt: number;
  /** Rises with each tab that takes the workspace over; absent in rows of before. */
  readonly fence?: number;
  /** What all of the workspace takes up, as far as it is known. */
  readonly bytes?: number;
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

/** A kept run of a workspace; a row of its own, since it is written once and most heads are written often. */
export interface RunRow {
  readonly workspace: string;
  readonly id: number;
  readonly record: Uint8Array;
}

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
  /** Entries of the script; absent in records of before. */
  readonly commands?: number;
  readonly now: Nanos;
  /** Absent in records of before, which knew one run. */
  readonly mark?: RunMark;
  readonly lastRun?: number;
}

/** What is stored of a workspace, without its history. */
export interface StoredTexts extends Omit<StoredRun, 'state' | 'problem'> {
  readonly commands?: number;
  /** Whether every kept run could be read. */
  readonly areRunsWhole: boolean;
}

/** What this tab knows to lie in the database. */
export interface Stored {
  readonly segments: readonly Segment[];
  readonly runs: readonly KeptRun[];
}

export const NOTHING_STORED: Stored = { segments: [], runs: [] };

interface SnapshotHead extends SavedRun {
  /** Which build's engine the snapshot is a state of; absent in records of before. */
  readonly build?: string;
  readonly contexts: readonly Context[];
}

/** Another tab has taken the workspace over. */
export class FencedError extends Error {
  override readonly name = 'FencedError';
}

export const DATABASE_NAME = 'changefeed-playground';
const DATABASE_VERSION = 2;
const DAMAGED = 'Part of what was stored is damaged; the run was made again from its script.';
const RUN_DAMAGED = 'One of the runs that were kept is damaged; it was set aside and left as it is.';

const codec = new PlainCodec();

export class Database extends Dexie {
  heads!: Table<HeadRow, string>;
  segments!: Table<SegmentRow, [string, number]>;
  snapshots!: Table<SnapshotRow, string>;
  runs!: Table<RunRow, [string, number]>;

  constructor() {
    super(DATABASE_NAME);
    this.version(DATABASE_VERSION).stores({
      heads: 'id, usedAt',
      segments: '[workspace+index], workspace',
      snapshots: 'workspace',
      runs: '[workspace+id], workspace'
    });
  }

  /** Whether a later build has made the database another one: then nothing in it is read or written. */
  get isNewer(): boolean {
    // Dexie multiplies its version numbers by ten.
    return this.backendDB().version >= (this.verno + 1) * 10;
  }

  lastHead(): Promise<HeadRow | undefined> {
    return this.heads.orderBy('usedAt').last();
  }

  /** Makes this tab the writer of a workspace, which is the one last used from then on. @returns the number that its writes carry */
  async raiseFence(id: string): Promise<number> {
    return this.transaction('rw', this.heads, async () => {
      const row = await this.heads.get(id);
      const fence = (row?.fence ?? 0) + 1;
      if (row) await this.heads.put({ ...row, fence, usedAt: Date.now() });
      return fence;
    });
  }

  /**
   * Writes a workspace in one transaction.
   * @param stored what lies there already; of that, what still is the workspace's is not written again
   * @throws FencedError where another tab has become the writer
   */
  async write(request: SaveRequest, fence: number, stored: Stored): Promise<Stored> {
    const { id, host, runs } = request;
    // The run goes on while this is written: all of it is taken now, so that it fits together.
    const head = headRecord(request);
    const segments = host.log.segments();
    let same = 0;
    while (same < stored.segments.length && stored.segments[same] === segments[same]) same++;
    const snapshot: SnapshotHead = { ...host.saved, build: BUILD, contexts: host.log.contexts };
    const snapshotRecord = sealRecord(codec.encode(snapshot));
    await this.transaction('rw', this.all, async () => {
      await this.#assertWriter(id, fence);
      await this.#putRuns(id, runs.kept, stored.runs);
      // What lies there may be less than was written: storage is cleared by people and by browsers.
      const kept = await this.segments
        .where('[workspace+index]')
        .between([id, 0], [id, same], true, false)
        .count();
      const from = kept === same ? same : 0;
      await this.segments.where('[workspace+index]').between([id, segments.length], [id, Infinity]).delete();
      await this.segments.bulkPut(
        segments.slice(from).map((segment, i) => ({
          workspace: id,
          index: from + i,
          record: sealRecord(packSegment(codec, segment))
        }))
      );
      await this.snapshots.put({ workspace: id, record: snapshotRecord });
      await this.#putHead(id, head, fence, sizeOf(head, runs.kept, segments) + snapshotRecord.length);
    });
    return { segments, runs: runs.kept };
  }

  /** Writes the scripts alone, and gives up the workspace's history for the room it takes: a full disk must not cost a script. */
  async writeScripts(
    request: SaveRequest,
    fence: number,
    stored: Stored,
    kept = request.runs.kept
  ): Promise<Stored> {
    const { id } = request;
    const head = headRecord(request);
    await this.transaction('rw', this.all, async () => {
      await this.#assertWriter(id, fence);
      await this.segments.where('workspace').equals(id).delete();
      await this.snapshots.delete(id);
      await this.#putRuns(id, kept, stored.runs);
      await this.#putHead(id, head, fence, sizeOf(head, kept, []));
    });
    return { segments: [], runs: kept };
  }

  /** What a workspace lies in. */
  get all(): Table[] {
    return [this.heads, this.segments, this.snapshots, this.runs];
  }

  /** Only what this tab has put there is taken away again: a record that cannot be read is left as it is. */
  async #putRuns(id: string, kept: readonly KeptRun[], stored: readonly KeptRun[]): Promise<void> {
    const keys = await this.runs.where('workspace').equals(id).primaryKeys();
    const there = new Set(keys.map(([, run]) => run));
    const isThere = (run: KeptRun) => there.has(run.id) && stored.includes(run);
    await this.runs.bulkPut(
      kept.filter((run) => !isThere(run)).map((run) => ({ workspace: id, id: run.id, record: packRun(run) }))
    );
    const left = new Set(kept.map((run) => run.id));
    const gone = stored.filter((run) => !left.has(run.id));
    await this.runs.bulkDelete(gone.map((run) => [id, run.id]));
  }

  async #assertWriter(id: string, fence: number): Promise<void> {
    const row = await this.heads.get(id);
    if ((row?.fence ?? 0) > fence) throw new FencedError('another tab writes this workspace');
  }

  async #putHead(id: string, record: Uint8Array, fence: number, bytes: number): Promise<void> {
    await this.heads.put({ id, usedAt: Date.now(), fence, bytes, record });
  }

  /** @returns 'newer' for a record of a later build, 'damaged' for one that cannot be read */
  async read(row: HeadRow): Promise<StoredRun | 'newer' | 'damaged'> {
    const texts = await this.readTexts(row);
    if (typeof texts === 'string') return texts;
    const { areRunsWhole, ...stored } = texts;
    const state = await this.#readState(row.id);
    return {
      ...stored,
      state: state === 'damaged' ? null : state,
      problem: state === 'damaged' ? DAMAGED : areRunsWhole ? null : RUN_DAMAGED
    };
  }

  /** The same without the history: what it takes to work that out again. */
  async readTexts(row: HeadRow): Promise<StoredTexts | 'newer' | 'damaged'> {
    if (isNewerRecord(row.record)) return 'newer';
    const head = readHead(row.record);
    if (!head) return 'damaged';
    const { title, description, view, extras, script, commands, now, mark, lastRun, ...config } = head;
    const runs = await this.#readRuns(row.id, mark, lastRun);
    return {
      id: row.id,
      title,
      description,
      view: view ?? DEFAULT_VIEW,
      extras: extras ?? '',
      config,
      script,
      ...(commands === undefined ? {} : { commands }),
      now,
      runs: runs.state,
      areRunsWhole: runs.areWhole
    };
  }

  async #readRuns(id: string, mark: RunMark | undefined, lastRun = 1) {
    const rows = await this.runs.where('workspace').equals(id).sortBy('id');
    const runs = rows.map(({ record }) => (isNewerRecord(record) ? 'newer' : unpackRun(record)));
    const kept = runs.filter((run) => run !== undefined && run !== 'newer');
    const present = isMark(mark) ? mark : firstRun().present;
    // Numbers of rows that cannot be read are taken as well: such a row is not written over.
    const lastId = Math.max(lastRun, present.id, ...rows.map((row) => row.id));
    const state: RunsState = { present, kept: kept.sort((a, b) => a.keptAt - b.keptAt), lastId };
    return { state, areWhole: !runs.includes(undefined) };
  }

  async #readState(id: string): Promise<(SavedRun & { log: HistoryLog }) | null | 'damaged'> {
    const row = await this.snapshots.get(id);
    if (!row) return null;
    const rows = await this.segments.where('workspace').equals(id).sortBy('index');
    try {
      return restoreState(
        row.record,
        rows.map(({ record }) => record)
      );
    } catch {
      // Bytes that pass their checksum and still are no run, as of a foreign record: whatever they break, the script is there.
      return 'damaged';
    }
  }
}

function headRecord({ title, description, view, extras, host, runs }: SaveRequest): Uint8Array {
  const { config, script, now, entries } = host;
  const { present: mark, lastId: lastRun } = runs;
  const commands = entries.length;
  const head: Head = { title, description, view, extras, ...config, script, commands, now, mark, lastRun };
  return sealRecord(codec.encode(head));
}

/** The same workspace under another name; undefined for a record that cannot be read. */
export function renameRecord(record: Uint8Array, title: string): Uint8Array | undefined {
  const head = readHead(record);
  return head && sealRecord(codec.encode({ ...head, title }));
}

/** What is told of a workspace's size: runs by the length of their texts, which is nearly all there is of them. */
const sizeOf = (head: Uint8Array, runs: readonly KeptRun[], segments: readonly Segment[]): number =>
  head.length +
  runs.reduce((sum, { script, draft }) => sum + script.length + (draft?.length ?? 0), 0) +
  segments.reduce((sum, segment) => sum + packedSize(segment), 0);

/** @returns null where a snapshot is of another build, whose engine has another state; the script makes the run again */
export function restoreState(
  snapshotRecord: Uint8Array,
  segmentRecords: readonly Uint8Array[]
): (SavedRun & { log: HistoryLog }) | null | 'damaged' {
  if (isNewerRecord(snapshotRecord)) return null;
  const payload = openRecord(snapshotRecord);
  if (!payload) return 'damaged';
  const { contexts, build, ...saved } = codec.decode(payload) as SnapshotHead;
  if (build !== BUILD) return null;
  const segments: Segment[] = [];
  let events = 0;
  for (const record of segmentRecords) {
    const bytes = openRecord(record);
    if (!bytes) return 'damaged';
    const segment = unpackSegment(codec, bytes);
    // A hole, or a tail of an older run behind the newest segments.
    if (segment.from !== events) break;
    segments.push(segment);
    events += segment.count;
  }
  if (events < saved.events) return 'damaged';
  return { ...saved, log: HistoryLog.restore(segments, contexts) };
}

/** Whether a head can be read; else what it is. */
export function isReadable(record: Uint8Array): true | 'newer' | 'damaged' {
  if (isNewerRecord(record)) return 'newer';
  return readHead(record) ? true : 'damaged';
}

/** The script with its settings; undefined for a record that is damaged or none of ours. */
export function readHead(record: Uint8Array): Head | undefined {
  try {
    const payload = openRecord(record);
    const head = payload && (codec.decode(payload) as Partial<Head> | null);
    return isHead(head) ? head : undefined;
  } catch {
    // As above: foreign bytes may break anything.
    return undefined;
  }
}

function isHead(head: Partial<Head> | null | undefined): head is Head {
  return (
    typeof head === 'object' &&
    head !== null &&
    typeof head.title === 'string' &&
    typeof head.description === 'string' &&
    typeof head.script === 'string' &&
    typeof head.seed === 'number' &&
    typeof head.start === 'bigint' &&
    typeof head.nodes === 'number' &&
    typeof head.version === 'string' &&
    Array.isArray(head.localities) &&
    Number.isSafeInteger(head.now)
  );
}
