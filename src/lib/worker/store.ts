import type { Nanos } from '../engine/base/timestamp';
import type { RunConfig } from '../engine/cluster/state';
import type { HistoryLog } from '../history/log';
import type { Scenario, ScenarioView } from '../scenario/scenario';
import type { StorageState } from './api';
import { DexieStore } from './dexie-store';
import type { RunsState } from './kept-runs';
import type { RunHost, SavedRun } from './run-host';
import type { WorkspaceShelf } from './workspace-shelf';

/**
 * Where workspaces are kept: in this browser, in a few large records (design §2.1). Writing happens behind the run's back, at most twice a
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
  readonly runs: RunsState;
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
  /** Which run of the workspace this is, and the others that are kept. */
  readonly runs: RunsState;
  /** Snapshot and history, where they are whole and fit together. */
  readonly state: (SavedRun & { readonly log: HistoryLog }) | null;
  /** What was damaged, in a sentence. */
  readonly problem: string | null;
}

/** What was found in this browser. */
export interface Found {
  readonly run: StoredRun | null;
  /** A workspace's copy, where the database has lost the workspace itself. */
  readonly copy: FoundCopy | null;
  /** What was lost or cannot be read, in a sentence; null when all was well. */
  readonly problem: string | null;
}

export interface FoundCopy {
  /** Of the workspace; null where a record lies under it that is left as it is. */
  readonly id: string | null;
  readonly scenario: Scenario;
  readonly runs: RunsState;
}

export interface WorkspaceStore {
  readonly state: StorageState;
  /** Every workspace that is kept; null where none can be. */
  readonly shelf: WorkspaceShelf | null;
  /** Called with every new state; the present one is told at once. */
  watch(listener: (state: StorageState) => void): void;
  openLast(): Promise<Found>;
  /** Makes this tab the writer of the workspace that another tab holds, as that one has stored it. */
  takeOver(): Promise<Found>;
  /** Opens a workspace that is kept; the one before has been written by then. @returns why it cannot be opened, in a sentence */
  openOne(id: string): Promise<Found | string>;
  /**
   * A new workspace's id; from now on it is the one last used. What was asked for before has been written by then.
   * @param id where it is one that the database has lost
   */
  create(id?: string): Promise<string>;
  /** No workspace is shown any more. What was asked for before has been written by then. */
  leave(): Promise<void>;
  /** Asks for writing; the newest request wins. */
  save(request: SaveRequest): void;
  /** Waits until what was asked for has been written. */
  flush(): Promise<StorageState>;
}

export const NOTHING_FOUND: Found = { run: null, copy: null, problem: null };

/** Keeps nothing. */
export class MemoryStore implements WorkspaceStore {
  readonly state: StorageState;
  readonly shelf = null;

  constructor(reason: string) {
    this.state = { kind: 'memory', reason };
  }

  watch(listener: (state: StorageState) => void): void {
    listener(this.state);
  }

  async openLast(): Promise<Found> {
    return NOTHING_FOUND;
  }

  async takeOver(): Promise<Found> {
    return NOTHING_FOUND;
  }

  async openOne(): Promise<string> {
    return 'This browser keeps no workspaces here.';
  }

  async create(): Promise<string> {
    return 'memory';
  }

  async leave(): Promise<void> {}

  save(): void {}

  async flush(): Promise<StorageState> {
    return this.state;
  }
}

/** Opens the browser's storage, or a store in memory that says why. */
export async function openStore(): Promise<WorkspaceStore> {
  try {
    return await DexieStore.open();
  } catch {
    return new MemoryStore(
      'This browser gives no storage here: what you do is gone when you leave the page.'
    );
  }
}
