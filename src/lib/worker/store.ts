import type { Nanos } from '../engine/base/timestamp';
import type { RunConfig } from '../engine/cluster/state';
import type { HistoryLog } from '../history/log';
import type { ScenarioView } from '../scenario/scenario';
import type { StorageState } from './api';
import { DexieStore } from './dexie-store';
import type { RunsState } from './kept-runs';
import type { RunHost, SavedRun } from './run-host';

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
  /** The scenario of the newest workspace's copy, where the database has lost the workspace itself. */
  readonly copy: string | null;
  /** What was lost or cannot be read, in a sentence; null when all was well. */
  readonly problem: string | null;
}

export interface WorkspaceStore {
  readonly state: StorageState;
  /** Called with every new state; the present one is told at once. */
  watch(listener: (state: StorageState) => void): void;
  openLast(): Promise<Found>;
  /** Makes this tab the writer of the workspace that another tab holds, as that one has stored it. */
  takeOver(): Promise<Found>;
  /** A new workspace's id; from now on it is the one last used. What was asked for before has been written by then. */
  create(): Promise<string>;
  /** Asks for writing; the newest request wins. */
  save(request: SaveRequest): void;
  /** Waits until what was asked for has been written. */
  flush(): Promise<StorageState>;
}

export const NOTHING_FOUND: Found = { run: null, copy: null, problem: null };

/** Keeps nothing. */
export class MemoryStore implements WorkspaceStore {
  readonly state: StorageState;

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
    return await DexieStore.open();
  } catch {
    return new MemoryStore(
      'This browser gives no storage here: what you do is gone when you leave the page.'
    );
  }
}
