import type { HistoryEvent } from '../engine/base/events';
import type { Nanos } from '../engine/base/timestamp';
import type { Completion } from '../language/completion';
import type { Hover } from '../language/hover';
import type { HistoryColumns } from '../history/history-columns';
import type { RunMark } from './kept-runs';
import type { AuditAt } from './run-audit';
import type { RunCounts } from './run-counts';
import type { ReadName, RunReads } from './run-reads';
import type { OutputFile } from '../scenario/import/output-file';
import type { Scenario, ScenarioView } from '../scenario/scenario';
import type { ExportedFile, ExportRequest, SharedLink } from './run-share';
import type { ShelfAnswer, ShelfName, WorkspaceShelf } from './workspace-shelf';

/**
 * What the page asks of the worker that hosts the engine. Plain data both ways; columns come by transfer. The page drives: virtual time
 * passes only in `advance`.
 */

/** Settings of a run; `start` is decimal text because a message cannot carry every bigint everywhere. */
export interface RunSettings {
  readonly seed: number;
  readonly start: string;
  readonly nodes: number;
  readonly version: string;
  readonly localities: readonly string[];
}

/** How a run stands after something was done to it. */
export interface RunUpdate {
  /** Rises with each run: events of different runs have nothing to do with each other. */
  readonly run: number;
  readonly settings: RunSettings;
  readonly script: string;
  /** Entries of the script that have been begun. */
  readonly taken: number;
  /** Whether the script has been carried out to its end. */
  readonly idle: boolean;
  /** Whether everything has settled: nothing more would happen but the passing of time. */
  readonly settled: boolean;
  readonly now: Nanos;
  /** Which of the workspace's runs this is, and how many others are kept. */
  readonly mark: RunMark;
  readonly kept: number;
  readonly history: HistoryColumns;
}

/** How a workspace is kept: written, about to be, or not, and then why. */
export type StorageState =
  | { readonly kind: 'saved' }
  /** Something has been done since it was written last. */
  | { readonly kind: 'saving' }
  | { readonly kind: 'memory'; readonly reason: string }
  /** Another tab writes; `canTakeOver`: this one may ask to. */
  | { readonly kind: 'read-only'; readonly reason: string; readonly canTakeOver: boolean };

export interface WorkspaceInfo {
  readonly id: string;
  readonly title: string;
  readonly description: string;
  readonly view: ScenarioView;
  /** Members of the scenario that are only kept and given back, as JSON text; empty where there are none. */
  readonly extras: string;
}

export interface Opened {
  readonly workspace: WorkspaceInfo;
  readonly storage: StorageState;
  readonly update: RunUpdate;
  /** True when there was nothing before: the page shows its finished example. */
  readonly fresh: boolean;
  /** The script asks for more work than is done unasked: it stands where that was used up, and waits to be run. */
  readonly isCut: boolean;
  /** What could not be read back and was rebuilt from the script, in a sentence; null when all was well. */
  readonly repaired: string | null;
}

export interface LinkOpened {
  readonly ok: boolean;
  /** Why the link was refused; null when it was opened. */
  readonly problem: string | null;
  readonly opened: Opened | null;
  /** The link carries a digest and this build shows something else. */
  readonly differs: boolean;
  /** What was noticed while real output was read, a sentence each. */
  readonly remarks: readonly string[];
}

export interface Appended {
  readonly update: RunUpdate;
  /** Where the lines begin in the new script. */
  readonly offset: number;
}

/** What `runThrough` gives back; `isDone` unless there was too much work for one call. */
export interface RunThrough {
  readonly update: RunUpdate;
  readonly isDone: boolean;
}

/** What `undo` gives back. */
export interface Undone {
  readonly update: RunUpdate;
  /** Set where a branch was taken back: the moment at which it was cut, and what had stood in the editor then if that had not been run. */
  readonly branch: { readonly at: Nanos; readonly draft: string | null } | null;
}

/** A kept run that is shown again. */
export interface RunShown {
  readonly update: RunUpdate;
  /** What stood in the editor when it was left, where that was not the script. */
  readonly draft: string | null;
}

/** A run of the workspace, as a list tells it. */
export interface RunListed extends RunMark {
  readonly isShown: boolean;
  readonly seed: number;
  /** How far it has been worked out. */
  readonly now: Nanos;
  readonly counts: RunCounts;
  /** Whether its editor held something that had not been run. */
  readonly hasDraft: boolean;
  /** Lines of its script that the shown run's has not, and the other way round. */
  readonly lines: { readonly added: number; readonly removed: number };
}

export interface PlaygroundApi {
  /** The workspace last used in this browser, or a new one with the given scenario. */
  open(first: Scenario): Promise<Opened>;
  /** Makes this tab the writer of the workspace that another one holds, as that one has stored it. */
  takeOver(first: Scenario): Promise<Opened>;
  /** Opens the scenario of a link's fragment in a new workspace. Never touches the one there was. */
  openLink(fragment: string): Promise<LinkOpened>;
  /**
   * Opens a scenario or a script in a new workspace, or files of a real changefeed's output (design §10) to be looked at. Never touches the
   * workspace there was.
   */
  openFiles(files: readonly OutputFile[]): Promise<LinkOpened>;
  /** Begins a new workspace with a scenario. Never touches the one there was. */
  openNew(scenario: Scenario): Promise<Opened>;
  /** Opens a workspace that this browser keeps. */
  openWorkspace(id: string): Promise<LinkOpened>;
  /** Something done to the workspaces that this browser keeps, by its name; null where it keeps none. */
  shelf<Name extends ShelfName>(
    name: Name,
    args: Parameters<WorkspaceShelf[Name]>
  ): Promise<ShelfAnswer<Name> | null>;
  /** A new run of a script on a fresh cluster; the run before stays among the kept ones, unless it is the very same. */
  runAll(script: string, settings?: Partial<RunSettings>): Promise<RunUpdate>;
  /** Takes over an edited script: the run is brought to where it would be with it. */
  setScript(script: string): Promise<RunUpdate>;
  /**
   * Puts lines into the script at the run's present moment, or at an earlier one: what came after that is worked out anew, up to the
   * moment at which the run was.
   */
  append(script: string, lines: string, session?: string, at?: Nanos): Promise<Appended>;
  /**
   * Lines at an earlier moment than the run's present, as a run of their own: the log cut at that moment, and the lines behind it. The run
   * before stays among the kept ones, with what stands in the editor. Answers of real requests that the branch does not make are left out.
   */
  branch(draft: string, lines: string, at: Nanos, name: string, session?: string): Promise<Appended>;
  /** Takes the newest `append` or `branch` back. Null when there is none. */
  undo(): Promise<Undone | null>;
  /** Every run of the workspace, the newest first. */
  runs(): Promise<readonly RunListed[]>;
  /** Shows a kept run in place of the present one, which is kept with what stands in the editor. Null for a run that is not there. */
  showRun(id: number, draft: string): Promise<RunShown | null>;
  /** Gives a run a name, with which it is kept until somebody deletes it; an empty one takes the name away. */
  renameRun(id: number, name: string): Promise<RunUpdate>;
  /** Deletes a kept run; until the page is left it can be put back. */
  deleteRun(id: number): Promise<RunUpdate>;
  putBackRun(id: number): Promise<RunUpdate>;
  /** Lets virtual time pass, in slices that keep the worker answering. */
  advance(until: Nanos, maxWork: number): Promise<RunUpdate>;
  /** Lets virtual time pass until something has happened, and stands there; at `limit` where nothing has. */
  step(limit: Nanos, maxWork: number): Promise<RunUpdate>;
  /**
   * Carries the script out through its first `count` entries, or until the work allowed is used up, and stands where the last of them has
   * come back.
   */
  runThrough(count: number, maxWork: number): Promise<RunThrough>;
  /**
   * Runs the script to its end and on until everything has settled, or ten virtual minutes have passed, or the work allowed is used up.
   * @param goesOn with what a call before had work left to do
   */
  runToEnd(maxWork: number, goesOn?: boolean): Promise<RunUpdate>;
  /** Whole events, for rows in view. */
  events(seqs: readonly number[]): Promise<HistoryEvent[]>;
  /** The guarantees of changefeeds, judged as of a moment, with at most so many events in one call. */
  audit(until: Nanos, maxEvents: number): Promise<AuditAt>;
  /** One of the readings of `RunReads`, by its name. */
  read<Name extends ReadName>(
    name: Name,
    args: Parameters<RunReads[Name]>
  ): Promise<ReturnType<RunReads[Name]>>;
  /** Keeps what the page shows, so that a reload comes back to it. */
  saveView(view: ScenarioView): Promise<void>;
  rename(title: string): Promise<void>;
  /** A link to this run as it is shown, without secrets. @throws nothing: a sentence in `problem` instead */
  link(view: ScenarioView): Promise<SharedLink>;
  /** The digest of what the run shows up to a moment. */
  digest(until: Nanos): Promise<string>;
  /** This run as a file: the scenario, Markdown, or its messages. */
  exportFile(request: ExportRequest): Promise<ExportedFile>;
  /** Everything that has been done has been written. */
  flush(): Promise<StorageState>;
  /** What may stand at an offset of a script, best first. */
  complete(script: string, offset: number): Promise<readonly Completion[]>;
  /** What is known of the word at an offset of a script; null where nothing is. */
  hover(script: string, offset: number): Promise<Hover | null>;
}
