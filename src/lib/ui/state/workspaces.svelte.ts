import type { PlaygroundApi } from '../../worker/api';
import type { ShelfAnswer, ShelfName, WorkspaceListed, WorkspaceShelf } from '../../worker/workspace-shelf';
import { save } from '../parts/save-file';
import type { Announcer } from './announcer.svelte';
import { keepDraft, readDraft } from './drafts';
import { OfferedDialog } from './offered-dialog.svelte';
import type { RunClient } from './run-client';
import type { Workspace } from './workspace.svelte';

interface Parts {
  readonly client: RunClient;
  readonly workspace: Workspace;
  readonly announcer: Announcer;
  readonly playground: {
    openWorkspace(id: string): Promise<boolean>;
    rename(title: string): Promise<void>;
  };
}

/** A workspace of the list, as the page tells it. */
export interface WorkspaceRow extends WorkspaceListed {
  readonly name: string;
  readonly isShown: boolean;
  /** Whether its editor holds something that has not been run. */
  readonly hasDraft: boolean;
}

/** The workspaces that this browser keeps: the list of them while it is open, and what is done to one. */
export class Workspaces extends OfferedDialog {
  readonly #parts: Parts;
  /** Null until it has been read, and where nothing is kept. */
  #list = $state.raw<readonly WorkspaceRow[] | null>(null);
  #isLoaded = $state(false);
  /** The one deleted last, while it can be put back. */
  #deleted = $state.raw<WorkspaceRow | null>(null);
  #deletedDraft: string | null = null;
  /** Why what was asked for last was not done. */
  #problem = $state.raw<string | null>(null);

  constructor(parts: Parts) {
    super();
    this.#parts = parts;
  }

  get isLoaded(): boolean {
    return this.#isLoaded;
  }

  /** The one used last first; null where nothing is kept. */
  get list(): readonly WorkspaceRow[] | null {
    return this.#list;
  }

  get deleted(): WorkspaceRow | null {
    return this.#deleted;
  }

  get problem(): string | null {
    return this.#problem;
  }

  override open(): void {
    super.open();
    this.#deleted = null;
    this.#problem = null;
    this.#isLoaded = false;
    this.#parts.workspace.keepDraft();
    void this.load();
  }

  /** Reads the list anew. */
  async load(): Promise<void> {
    const list = await this.#ask('list', []);
    const { id } = this.#parts.workspace.info;
    this.#list =
      list?.map((listed) => ({
        ...listed,
        name: nameOf(listed),
        isShown: listed.id === id,
        hasDraft: readDraft(listed.id) !== null
      })) ?? null;
    this.#isLoaded = true;
  }

  async show({ id, name }: WorkspaceRow): Promise<void> {
    this.close();
    if (await this.#parts.playground.openWorkspace(id))
      this.#parts.announcer.say(`${name} is open; the workspace before is kept.`);
  }

  async rename(row: WorkspaceRow, title: string): Promise<void> {
    if (title === row.title) return;
    if (row.isShown) await this.#parts.playground.rename(title);
    else this.#problem = await this.#ask('rename', [row.id, title]);
    await this.load();
  }

  async duplicate(row: WorkspaceRow): Promise<void> {
    const title = copyTitle(row.title, this.#list ?? []);
    const made = await this.#ask('duplicate', [row.id, title]);
    this.#problem = typeof made === 'string' ? made : null;
    if (typeof made === 'object' && made !== null) {
      keepDraft(made.id, readDraft(row.id));
      this.#parts.announcer.say(`${title} was made.`);
    }
    await this.load();
  }

  async delete(row: WorkspaceRow): Promise<void> {
    this.#problem = await this.#ask('remove', [row.id]);
    if (this.#problem === null) {
      this.#deleted = row;
      this.#deletedDraft = readDraft(row.id);
      keepDraft(row.id, null);
      this.#parts.announcer.say(`${row.name} was deleted.`);
    }
    await this.load();
  }

  async putBack(): Promise<void> {
    const row = this.#deleted;
    if (!row) return;
    this.#deleted = null;
    this.#problem = await this.#ask('putBack', [row.id]);
    if (this.#problem === null) {
      keepDraft(row.id, this.#deletedDraft);
      this.#parts.announcer.say(`${row.name} is back.`);
    }
    await this.load();
  }

  async exportFile(row: WorkspaceRow): Promise<void> {
    const file = await this.#ask('exportFile', [row.id]);
    this.#problem = null;
    if (file) {
      save(file.name, file.text);
      const { length } = file.stripped;
      if (length > 0)
        this.#problem = `${length === 1 ? 'A secret was' : `${length} secrets were`} left out of the file.`;
    } else this.#problem = 'This workspace cannot be read, so there is no file of it.';
  }

  #ask<Name extends ShelfName>(
    name: Name,
    args: Parameters<WorkspaceShelf[Name]>
  ): Promise<ShelfAnswer<Name> | null> {
    return this.#parts.client.ask((api: PlaygroundApi) => api.shelf(name, args));
  }
}

function nameOf({ title, state, begins }: WorkspaceListed): string {
  if (state === 'damaged') return 'Damaged workspace';
  if (state === 'newer') return 'Workspace of a newer version';
  return title === '' ? `Untitled${begins === '' ? '' : `: ${begins.slice(0, 30)}`}` : title;
}

/** `Title (2)`, or the next number that no other workspace has. */
function copyTitle(title: string, others: readonly WorkspaceListed[]): string {
  const base = title.replace(/ \(\d+\)$/, '') || 'Untitled';
  const taken = new Set(others.map((other) => other.title));
  let number = 2;
  while (taken.has(`${base} (${number})`)) number++;
  return `${base} (${number})`;
}
