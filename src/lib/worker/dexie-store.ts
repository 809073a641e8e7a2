import type { StorageState } from './api';
import { Database, FencedError, isReadable, NOTHING_STORED, type HeadRow, type Stored } from './database';
import { FileMirror, LAST_COPY, type Mirror } from './mirror';
import type { RunsState } from './kept-runs';
import { NOTHING_FOUND, type Found, type FoundCopy, type SaveRequest, type WorkspaceStore } from './store';
import { printCopy, readCopy } from './workspace-copy';
import { WorkspaceShelf } from './workspace-shelf';
import { workspaceScenario } from './workspace-scenario';
import { WriterLock } from './writer-lock';

/** Requests within this time are written as one. */
const WRITE_EVERY_MS = 500;
/** How long the browser may take to open the database, and to write. */
const OPEN_TIMEOUT_MS = 2000;
const WRITE_TIMEOUT_MS = 10_000;
/** A connection that was lost is opened anew after this, and a write that failed is tried again after that. */
const REOPEN_AFTER_MS = 100;
const RETRY_AFTER_MS = 5000;

const REASONS = {
  otherTab: 'This workspace is open in another tab; what you do here is not saved.',
  takenOver: 'Another tab has taken this workspace over; what you do here is not saved.',
  newerTab: 'A newer version was opened in another tab; reload this page to go on with it.',
  newer:
    'A newer version has stored its work in this browser, which this one leaves alone: reload to get it. What you do now is not saved.',
  silent: 'This browser’s storage does not answer: what you do now is not saved until it does.',
  full: 'The browser has no room left: what you do now is not saved.',
  failed: 'Saving failed: what you do now is not saved.'
} as const;

const HEAD_DAMAGED = 'The workspace that was stored here is damaged; it was set aside and left as it is.';
const CANNOT_OPEN = {
  gone: 'This workspace is no longer there.',
  damaged: 'This workspace is damaged, and there is no copy of it; it was left as it is.',
  newer: 'A newer version has stored this workspace: reload the page to get it.'
} as const;

/** Workspaces in IndexedDB, written by one tab at a time, with a copy of each one's text in a file. */
export class DexieStore implements WorkspaceStore {
  readonly #database: Database;
  readonly #mirror: Mirror = new FileMirror();
  readonly #lock = new WriterLock(() => this.#becomeReadOnly(REASONS.takenOver));
  readonly #shelf: WorkspaceShelf;
  #listener: (state: StorageState) => void = () => {};
  #state: StorageState = { kind: 'saved' };
  /** Whether the database can be written at all: it is open, and of this version. */
  #isUsable = true;
  /** The workspace that this tab shows, and the number that its writes carry. */
  #id = '';
  #fence = 0;
  #stored: Stored = NOTHING_STORED;
  #written: Done | null = null;
  #request: SaveRequest | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #writing: Promise<void> | null = null;

  private constructor(database: Database) {
    this.#database = database;
    this.#shelf = new WorkspaceShelf(database, this.#mirror, this.#lock);
    // A newer build wants to change the database: what is still to be written goes first, then it may.
    database.on('versionchange', (event) => {
      if (event.newVersion === null) return;
      void this.#giveWay();
      return false;
    });
  }

  /** @throws what the browser throws where it gives no storage */
  static async open(): Promise<DexieStore> {
    const database = new Database();
    const store = new DexieStore(database);
    const opening = Promise.resolve(database.open());
    const isOpen = await Promise.race([opening.then(() => true), after(OPEN_TIMEOUT_MS).then(() => false)]);
    if (!isOpen) store.#waitFor(opening);
    else if (database.isNewer) store.#leaveAlone();
    return store;
  }

  get state(): StorageState {
    return this.#state;
  }

  get shelf(): WorkspaceShelf | null {
    return this.#isUsable ? this.#shelf : null;
  }

  watch(listener: (state: StorageState) => void): void {
    this.#listener = listener;
    listener(this.#state);
  }

  #become(state: StorageState): void {
    const isSame = state.kind === this.#state.kind && reasonOf(state) === reasonOf(this.#state);
    this.#state = state;
    if (!isSame) this.#listener(state);
  }

  #becomeReadOnly(reason: string): void {
    this.#request = null;
    this.#become({ kind: 'read-only', reason, canTakeOver: this.#isUsable });
  }

  // --- opening -------------------------------------------------------------------------------------------------------

  /** Goes on in memory, and writes what there is by then when the database opens after all. */
  #waitFor(opening: Promise<unknown>): void {
    this.#isUsable = false;
    this.#become({ kind: 'memory', reason: REASONS.silent });
    opening.then(
      () => {
        if (this.#database.isNewer) return this.#leaveAlone();
        this.#isUsable = true;
        if (this.#request) this.#begin();
      },
      () => {}
    );
  }

  #leaveAlone(): void {
    this.#isUsable = false;
    this.#request = null;
    this.#database.close();
    this.#become({ kind: 'memory', reason: REASONS.newer });
  }

  async #giveWay(): Promise<void> {
    await this.flush();
    this.#isUsable = false;
    this.#database.close();
    this.#becomeReadOnly(REASONS.newerTab);
  }

  async openLast(): Promise<Found> {
    if (!this.#isUsable) return NOTHING_FOUND;
    const last = await this.#database.lastHead();
    return last ? this.#open(last) : { ...NOTHING_FOUND, copy: await this.#newestCopy() };
  }

  async openOne(id: string): Promise<Found | string> {
    await this.flush();
    if (!this.#isUsable) return reasonOf(this.#state);
    const row = await this.#database.heads.get(id);
    const state = row ? isReadable(row.record) : 'gone';
    if (row && state === true) return this.#open(row);
    const copy = state === 'newer' ? null : await this.#readCopy(id);
    return copy
      ? { ...NOTHING_FOUND, copy: { ...copy, id: row ? null : id } }
      : CANNOT_OPEN[state as 'newer'];
  }

  async #open(row: HeadRow): Promise<Found> {
    // What could not be written must not be written as part of this one.
    this.#request = null;
    if (await this.#lock.take(row.id)) return this.#openAsWriter(row.id);
    this.#id = row.id;
    this.#becomeReadOnly(REASONS.otherTab);
    return this.#read(row);
  }

  async takeOver(): Promise<Found> {
    await this.#lock.steal(this.#id);
    return this.#openAsWriter(this.#id);
  }

  async #openAsWriter(id: string): Promise<Found> {
    this.#id = id;
    try {
      this.#fence = await this.#database.raiseFence(id);
    } catch {
      // A full disk: reading goes on, and writing will tell.
    }
    this.#become({ kind: 'saved' });
    const row = await this.#database.heads.get(id);
    return row ? this.#read(row) : { ...NOTHING_FOUND, copy: await this.#readCopy(id) };
  }

  async #read(row: HeadRow): Promise<Found> {
    const run = await this.#database.read(row);
    if (run === 'damaged') {
      const copy = (await this.#readCopy(row.id)) ?? (await this.#newestCopy());
      return { run: null, copy: copy && { ...copy, id: null }, problem: HEAD_DAMAGED };
    }
    if (run === 'newer') {
      this.#leaveAlone();
      return NOTHING_FOUND;
    }
    this.#stored = { segments: run.state?.log.segments() ?? [], runs: run.runs.kept };
    this.#written = { script: run.script, runs: run.runs };
    return { run, copy: null, problem: run.problem };
  }

  async #readCopy(id: string): Promise<FoundCopy | null> {
    const text = await this.#mirror.read(id);
    const copy = text === null ? null : readCopy(text);
    return copy && { ...copy, id: id === LAST_COPY ? null : id };
  }

  /** Of the copies that can be read. */
  async #newestCopy(): Promise<FoundCopy | null> {
    for (const { id } of [...(await this.#mirror.list())].reverse()) {
      const copy = await this.#readCopy(id);
      if (copy) return copy;
    }
    return null;
  }

  async create(id: string = crypto.randomUUID()): Promise<string> {
    // The newest request wins: what belongs to the workspace before must not be the one that loses.
    await this.leave();
    this.#id = id;
    this.#fence = 1;
    this.#stored = NOTHING_STORED;
    this.#written = null;
    await this.#lock.take(id);
    if (this.#isUsable && this.#state.kind === 'read-only') this.#become({ kind: 'saved' });
    return id;
  }

  async leave(): Promise<void> {
    await this.flush();
    // What could not be written must not be written as part of the next workspace.
    this.#request = null;
    this.#id = '';
    this.#lock.release();
  }

  // --- writing -------------------------------------------------------------------------------------------------------

  get #mayWrite(): boolean {
    return this.#isUsable && this.#state.kind !== 'read-only';
  }

  save(request: SaveRequest): void {
    if (this.#state.kind === 'read-only') return;
    this.#request = request;
    if (!this.#isUsable) return;
    // Time that passes is written as well, but what must not be lost is what somebody has done.
    if (this.#state.kind === 'saved' && isBehind(this.#written, request)) this.#become({ kind: 'saving' });
    if (!this.#writing) this.#schedule();
  }

  #schedule(): void {
    const delay = this.#state.kind === 'memory' ? RETRY_AFTER_MS : WRITE_EVERY_MS;
    this.#timer ??= setTimeout(() => this.#begin(), delay);
  }

  async flush(): Promise<StorageState> {
    if (this.#writing) await this.#writing;
    if (this.#request && this.#mayWrite) this.#begin();
    // Somebody else who has waited may have begun it.
    if (this.#writing) await this.#writing;
    await this.#mirror.flush();
    return this.#state;
  }

  #begin(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#writing ??= this.#write();
  }

  async #write(): Promise<void> {
    const request = this.#request;
    this.#request = null;
    if (request && this.#mayWrite) {
      // Time may pass in the run while this is written; what counts is what it was.
      const written = { script: request.host.script, runs: request.runs };
      try {
        this.#stored = await this.#attempt(request);
        this.#written = written;
        const scenario = workspaceScenario(request.host, request, request.view);
        this.#mirror.keep(request.id, printCopy(scenario, request.runs));
        void this.#shelf.coverAll();
        this.#become({ kind: isBehind(written, this.#request) ? 'saving' : 'saved' });
      } catch (error) {
        if (error instanceof FencedError) this.#becomeReadOnly(REASONS.takenOver);
        else if (this.#mayWrite) {
          this.#request ??= request;
          this.#become({ kind: 'memory', reason: isFull(error) ? REASONS.full : REASONS.failed });
        }
      }
    }
    this.#writing = null;
    if (this.#request && this.#mayWrite) this.#schedule();
  }

  /** @returns what lies in the database now */
  async #attempt(request: SaveRequest): Promise<Stored> {
    const database = this.#database;
    try {
      return await within(WRITE_TIMEOUT_MS, database.write(request, this.#fence, this.#stored));
    } catch (error) {
      if (isFull(error)) {
        return within(WRITE_TIMEOUT_MS, this.#writeScripts(request));
      }
      if (!isLost(error)) throw error;
      database.close();
      await after(REOPEN_AFTER_MS);
      await within(OPEN_TIMEOUT_MS, database.open());
      return within(WRITE_TIMEOUT_MS, database.write(request, this.#fence, NOTHING_STORED));
    }
  }

  async #writeScripts(request: SaveRequest): Promise<Stored> {
    const stored = this.#stored;
    try {
      return await this.#database.writeScripts(request, this.#fence, stored);
    } catch (error) {
      // The script that is written comes before those that were.
      if (isFull(error)) await this.#database.writeScripts(request, this.#fence, stored, stored.runs);
      throw error;
    }
  }
}

const reasonOf = (state: StorageState): string => ('reason' in state ? state.reason : '');

/** What somebody has done, as far as it must not be lost. */
interface Done {
  readonly script: string;
  readonly runs: RunsState;
}

/** Whether something has been done since. */
const isBehind = (written: Done | null, request: SaveRequest | null): boolean =>
  request !== null && (request.host.script !== written?.script || request.runs !== written.runs);

/** How long one step of waiting is. */
const STEP_MS = 500;

/**
 * Waits in steps: a thread that was held up, or a machine that slept, has all its timers due at once, and what has come meanwhile must be heard
 * before it is said that nothing answered.
 */
async function after(ms: number): Promise<void> {
  for (let left = ms; left > 0; left -= STEP_MS)
    await new Promise((resolve) => setTimeout(resolve, Math.min(left, STEP_MS)));
}

async function within<T>(ms: number, work: PromiseLike<T>): Promise<T> {
  let isDone = false;
  const late = async (): Promise<never> => {
    for (let left = ms; left > 0 && !isDone; left -= STEP_MS) await after(STEP_MS);
    throw new Error('storage did not answer');
  };
  const waiting = late();
  // Where the work was in time nobody hears of it.
  waiting.catch(() => undefined);
  try {
    return await Promise.race([work, waiting]);
  } finally {
    isDone = true;
  }
}

/** Dexie reports a full disk as an abort with the real reason inside (guarantees §1.7). */
function namesOf(error: unknown): readonly (string | undefined)[] {
  const { name, inner } = (error ?? {}) as { name?: string; inner?: { name?: string } | null };
  return [name, inner?.name];
}

const isFull = (error: unknown): boolean => namesOf(error).includes('QuotaExceededError');

/** What browsers say of a connection that is no more (guarantee W10). */
const LOST = new Set(['DatabaseClosedError', 'InvalidStateError', 'UnknownError', 'OpenFailedError']);
const isLost = (error: unknown): boolean =>
  namesOf(error).some((name) => name !== undefined && LOST.has(name));
