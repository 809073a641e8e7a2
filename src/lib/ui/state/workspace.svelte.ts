import type { StorageState, WorkspaceInfo } from '../../worker/api';
import { DEFAULT_VIEW } from '../../scenario/scenario';
import { keepDraft, readDraft } from './drafts';
import { ScriptOutline } from './script-outline';
import type { RunView } from './run-view.svelte';

/** A sentence above the page that stays until it is closed. */
export interface Notice {
  readonly id: number;
  readonly kind: 'info' | 'warning' | 'error';
  readonly text: string;
  /** What it is about, where a newer one about the same takes its place. */
  readonly topic?: string;
  /** What can be done about it, by a button. */
  readonly action?: NoticeAction;
}

export interface NoticeAction {
  readonly label: string;
  readonly act: () => void;
}

/** The topic of what a script asks for and is not given unasked. */
export const UNASKED = 'unasked';

/** How long after the last key a draft is written down. */
const DRAFT_DELAY_MS = 300;

/**
 * The script that is being written, and what is known about where it is kept. The draft may be ahead of the run: it is taken over when
 * something is run.
 */
export class Workspace {
  readonly #view: RunView;
  #info = $state.raw<WorkspaceInfo>({ id: '', title: '', description: '', view: DEFAULT_VIEW, extras: '' });
  #storage = $state.raw<StorageState>({ kind: 'saved' });
  #draft = $state('');
  /** What can be had again: what was opened, or what has been written since. */
  #safe = { script: '', kept: 0 };
  #notices = $state.raw<readonly Notice[]>([]);
  #lastNotice = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  readonly #outline = $derived(new ScriptOutline(this.#draft));

  constructor(view: RunView) {
    this.#view = view;
  }

  get info(): WorkspaceInfo {
    return this.#info;
  }

  get storage(): StorageState {
    return this.#storage;
  }

  /** Whether what is done here is written into this browser. */
  get isKept(): boolean {
    return this.#storage.kind === 'saved' || this.#storage.kind === 'saving';
  }

  /** Whether something has been done here that only this page knows, so that it is lost with it. */
  get isUnsaved(): boolean {
    const { script, kept } = this.#safe;
    return !this.isKept && (this.#draft !== script || this.#view.facts.kept > kept);
  }

  get draft(): string {
    return this.#draft;
  }

  get outline(): ScriptOutline {
    return this.#outline;
  }

  /** Whether the script has been changed since the run took it over. */
  get isDirty(): boolean {
    return this.#draft !== this.#view.facts.script;
  }

  /** Whether the change touches what has been carried out, so that the run shows something else than the script says. */
  get isPastChanged(): boolean {
    if (!this.isDirty) return false;
    const { script, taken } = this.#view.facts;
    const run = new ScriptOutline(script);
    return run.entries.slice(0, taken).some(({ text, line }, i) => {
      const now = this.outline.entries[i];
      return !now || now.text !== text || now.line !== line;
    });
  }

  get notices(): readonly Notice[] {
    return this.#notices;
  }

  /** Another workspace is shown. @param script what its run has; a draft that was kept for it wins */
  show(info: WorkspaceInfo, storage: StorageState, script: string): void {
    this.withdraw(UNASKED);
    // What was to be written down is of the workspace before.
    clearTimeout(this.#timer);
    this.#info = info;
    this.#storage = storage;
    this.#draft = (this.isKept ? readDraft(info.id) : null) ?? script;
    this.#safe = { script, kept: this.#view.facts.kept };
  }

  setStorage(storage: StorageState): void {
    this.#storage = storage;
    const { script, kept } = this.#view.facts;
    if (storage.kind === 'saved') this.#safe = { script, kept };
  }

  /** The script has been edited. */
  edit(text: string): void {
    if (text === this.#draft) return;
    this.#draft = text;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.keepDraft(), DRAFT_DELAY_MS);
  }

  /** The run has taken the script over, or brought another: there is no draft of its own any more. */
  settle(script: string): void {
    this.#draft = script;
    clearTimeout(this.#timer);
    keepDraft(this.#info.id, null);
  }

  /** Writes the draft down now, as before the page or the workspace is left. */
  keepDraft(): void {
    if (this.isKept) keepDraft(this.#info.id, this.isDirty ? this.#draft : null);
  }

  rename(title: string): void {
    this.#info = { ...this.#info, title };
  }

  /** @param topic where a notice about the same that still stands is to go */
  notify(kind: Notice['kind'], text: string, topic?: string, action?: NoticeAction): void {
    if (this.#notices.some((n) => n.text === text)) return;
    if (topic !== undefined) this.withdraw(topic);
    this.#notices = [
      ...this.#notices,
      { id: ++this.#lastNotice, kind, text, ...(topic && { topic }), ...(action && { action }) }
    ];
  }

  /** What was said about a topic is over. */
  withdraw(topic: string): void {
    if (this.#notices.some((n) => n.topic === topic))
      this.#notices = this.#notices.filter((n) => n.topic !== topic);
  }

  dismiss(id: number): void {
    this.#notices = this.#notices.filter((n) => n.id !== id);
  }
}
