import { readScript } from '../scenario/script';
import { renameRecord, type Database, type HeadRow, type RunRow } from './database';
import { LAST_COPY, type Mirror } from './mirror';
import { scenarioFile, type ExportedFile } from './run-share';
import { printCopy, readCopy } from './workspace-copy';
import { workspaceScenario } from './workspace-scenario';
import type { WriterLock } from './writer-lock';

/**
 * Every workspace that this browser keeps, the one that is shown among them: the database's, and those of which only the copy is left. What a
 * tab is writing is not touched here.
 */

/** A workspace, as a list tells it. */
export interface WorkspaceListed {
  readonly id: string;
  readonly title: string;
  /** Milliseconds since 1970 of this browser's clock. */
  readonly usedAt: number;
  /** What it takes up here; null where that is not known. */
  readonly bytes: number | null;
  /** Statements and backslash commands of its script. */
  readonly commands: number;
  /** How many runs it has, the newest among them. */
  readonly runs: number;
  /** The beginning of its script. */
  readonly begins: string;
  /** `copy`: only its copy is left; `damaged`, `newer`: its record cannot be read, and is left as it is. */
  readonly state: 'kept' | 'copy' | 'damaged' | 'newer';
  /** Whether its text lies outside the database as well. */
  readonly hasCopy: boolean;
  /** Whether some tab has it open and writes it. */
  readonly isOpen: boolean;
}

/** What a page may ask of it. */
export type ShelfName = 'list' | 'rename' | 'duplicate' | 'remove' | 'putBack' | 'exportFile';
export type ShelfAnswer<Name extends ShelfName> = Awaited<ReturnType<WorkspaceShelf[Name]>>;

interface Removed {
  readonly head: HeadRow | undefined;
  readonly runs: readonly RunRow[];
  readonly copy: string | null;
}

const PROBLEMS = {
  open: 'Another tab has this workspace open; close it there first.',
  gone: 'This workspace is no longer there.',
  unreadable: 'This workspace cannot be read, so this cannot be done with it.'
} as const;

/** How much of a script a list shows. */
const BEGINS_CHARS = 120;

export class WorkspaceShelf {
  readonly #database: Database;
  readonly #mirror: Mirror;
  readonly #lock: WriterLock;
  /** What has been removed since the page was opened, so that it can be put back: texts, of which history is made again. */
  readonly #removed = new Map<string, Removed>();
  #covering: Promise<void> | null = null;

  constructor(database: Database, mirror: Mirror, lock: WriterLock) {
    this.#database = database;
    this.#mirror = mirror;
    this.#lock = lock;
  }

  /** The one used last comes first. */
  async list(): Promise<readonly WorkspaceListed[]> {
    await this.#covering;
    const [rows, copies, held] = await Promise.all([
      this.#database.heads.toArray(),
      this.#mirror.list(),
      this.#lock.heldIds()
    ]);
    const copied = new Set(copies.map(({ id }) => id));
    const known = new Set(rows.map(({ id }) => id));
    const listed: WorkspaceListed[] = [];
    for (const row of rows) {
      const marks = { hasCopy: copied.has(row.id), isOpen: held.has(row.id) };
      listed.push({ ...(await this.#listRow(row)), ...marks });
    }
    for (const { id, writtenAt } of copies) {
      const copy = known.has(id) || id === LAST_COPY ? undefined : await this.#listCopy(id, writtenAt);
      if (copy) listed.push(copy);
    }
    return listed.sort((a, b) => b.usedAt - a.usedAt);
  }

  async #listRow(row: HeadRow): Promise<Omit<WorkspaceListed, 'hasCopy' | 'isOpen'>> {
    const { id, usedAt } = row;
    const bytes = row.bytes ?? null;
    const texts = await this.#database.readTexts(row);
    if (typeof texts === 'string')
      return { id, usedAt, bytes, title: '', commands: 0, runs: 1, begins: '', state: texts };
    const { title, script, commands, runs } = texts;
    return { id, usedAt, bytes, title, ...tell(script, commands), runs: runs.kept.length + 1, state: 'kept' };
  }

  async #listCopy(id: string, usedAt: number): Promise<WorkspaceListed | undefined> {
    const text = await this.#mirror.read(id);
    const copy = text === null ? null : readCopy(text);
    if (text === null || !copy) return undefined;
    const { title, script } = copy.scenario;
    const runs = copy.runs.kept.length + 1;
    const bytes = text.length;
    return { id, usedAt, bytes, title, ...tell(script), runs, state: 'copy', hasCopy: true, isOpen: false };
  }

  /** @returns why it was not done, in a sentence; null when it was */
  async rename(id: string, title: string): Promise<string | null> {
    return this.#whileFree(id, async () => {
      const row = await this.#database.heads.get(id);
      const record = row && renameRecord(row.record, title);
      if (!row || !record) return row ? PROBLEMS.unreadable : PROBLEMS.gone;
      await this.#database.heads.put({ ...row, record });
      await this.#cover(id);
      return null;
    });
  }

  /**
   * A workspace of its own with the same texts, right behind the one that it is made from.
   * @returns its id, or why there is none
   */
  async duplicate(id: string, title: string): Promise<{ readonly id: string } | string> {
    const row = await this.#database.heads.get(id);
    const record = row && renameRecord(row.record, title);
    if (!row || !record) return row ? PROBLEMS.unreadable : PROBLEMS.gone;
    const head = { id: crypto.randomUUID(), usedAt: row.usedAt - 1, bytes: record.length, record };
    await this.#put(head, await this.#runsOf(id));
    await this.#cover(head.id);
    return { id: head.id };
  }

  /** Removes a workspace; until the page is left it can be put back. @returns as `rename` */
  async remove(id: string): Promise<string | null> {
    return this.#whileFree(id, async () => {
      const database = this.#database;
      const [head, runs, copy] = await Promise.all([
        database.heads.get(id),
        this.#runsOf(id),
        this.#mirror.read(id)
      ]);
      await database.transaction('rw', database.all, async () => {
        await database.heads.delete(id);
        await database.snapshots.delete(id);
        await database.segments.where('workspace').equals(id).delete();
        await database.runs.where('workspace').equals(id).delete();
      });
      await this.#mirror.remove(id);
      this.#removed.set(id, { head, runs, copy });
      return null;
    });
  }

  async putBack(id: string): Promise<string | null> {
    const removed = this.#removed.get(id);
    if (!removed) return PROBLEMS.gone;
    return this.#whileFree(id, async () => {
      const { head, runs, copy } = removed;
      if (head) await this.#put(head, runs);
      if (copy !== null) this.#mirror.keep(id, copy);
      await this.#mirror.flush();
      this.#removed.delete(id);
      return null;
    });
  }

  /** A workspace as a file, without secrets; null for what cannot be read. */
  async exportFile(id: string): Promise<ExportedFile | null> {
    const row = await this.#database.heads.get(id);
    const texts = row && (await this.#database.readTexts(row));
    if (typeof texts === 'object')
      return scenarioFile(workspaceScenario({ ...texts }, texts, { ...texts.view, at: null }));
    const text = await this.#mirror.read(id);
    const copy = text === null ? null : readCopy(text);
    return copy && scenarioFile(copy.scenario);
  }

  /** Sees to it that there is a copy of every workspace, those of builds among them that kept one alone. Once a visit. */
  coverAll(): Promise<void> {
    // Whatever the browser denies, the workspaces themselves are where they were.
    this.#covering ??= this.#coverAll().catch(() => undefined);
    return this.#covering;
  }

  async #coverAll(): Promise<void> {
    const copied = new Set((await this.#mirror.list()).map(({ id }) => id));
    const ids = await this.#database.heads.toCollection().primaryKeys();
    for (const id of ids) if (!copied.has(id)) await this.#cover(id);
    await this.#mirror.remove(LAST_COPY);
  }

  async #cover(id: string): Promise<void> {
    const row = await this.#database.heads.get(id);
    const texts = row && (await this.#database.readTexts(row));
    if (typeof texts !== 'object') return;
    this.#mirror.keep(id, printCopy(workspaceScenario(texts, texts, texts.view), texts.runs));
    await this.#mirror.flush();
  }

  #runsOf(id: string): Promise<RunRow[]> {
    return this.#database.runs.where('workspace').equals(id).toArray();
  }

  async #put(head: HeadRow, runs: readonly RunRow[]): Promise<void> {
    const database = this.#database;
    await database.transaction('rw', database.all, async () => {
      await database.heads.put(head);
      await database.runs.bulkPut(runs.map((run) => ({ ...run, workspace: head.id })));
    });
  }

  /** @param work gives why it was not done, as everything here does */
  async #whileFree(id: string, work: () => Promise<string | null>): Promise<string | null> {
    let problem: string | null = null;
    const isFree = await this.#lock.whileFree(id, async () => {
      problem = await work();
    });
    return isFree ? problem : PROBLEMS.open;
  }
}

function tell(script: string, commands = readScript(script).length): { commands: number; begins: string } {
  const begins = script.slice(0, BEGINS_CHARS).replace(/\s+/g, ' ').trim();
  return { commands, begins };
}
