import type { HistoryColumns } from '../history/history-columns';
import type { HistoryEvent } from '../engine/base/events';
import type { Nanos } from '../engine/base/timestamp';
import { copyColumns } from '../history/copy-columns';
import { complete, type Completion } from '../language/completion';
import { hoverAt, type Hover } from '../language/hover';
import { decodeLink } from '../scenario/link';
import { ImportError, type OutputFile } from '../scenario/import/output-file';
import { readRealOutput } from '../scenario/import/real-output';
import { isScenarioFile, readScenarioFile } from '../share/scenario-file';
import {
  DEFAULT_VIEW,
  makeScenario,
  ScenarioError,
  type Scenario,
  type ScenarioView
} from '../scenario/scenario';
import type {
  Appended,
  RunThrough,
  LinkOpened,
  Opened,
  PlaygroundApi,
  RunListed,
  RunShown,
  RunSettings,
  RunUpdate,
  StorageState,
  Undone,
  WorkspaceInfo
} from './api';
import type { RunsState } from './kept-runs';
import { RunAudit, type AuditAt } from './run-audit';
import { RunReads, type ReadName } from './run-reads';
import { RunHost } from './run-host';
import {
  digestOf,
  exportFile,
  shareLink,
  type ExportedFile,
  type ExportRequest,
  type SharedLink
} from './run-share';
import { RunDesk } from './run-desk';
import { listRuns } from './run-list';
import { isSettled, playAtOnce, runToEnd } from './run-to-end';
import { configOf, restoreRun } from './restore-run';
import type { Found, StoredRun, WorkspaceStore } from './store';
import { printExtras } from './workspace-scenario';
import type { ShelfAnswer, ShelfName, WorkspaceShelf } from './workspace-shelf';

/**
 * The worker's side of the page: one workspace, its run, and the store behind it. Knows no worker and no page, so tests use it as it
 * is and the page runs it on its own thread where a frame forbids workers.
 */

/** A link plays up to its moment within this much work; past that it waits for Run (design §5a). */
const LINK_WORK = 200_000;
const RESTORED_FROM_COPY = 'This browser had lost what it stored; the workspace was restored from its copy.';
const OUTPUT_ONLY = {
  kind: 'read-only',
  reason: 'This is what a real changefeed has sent: it is looked at, not run, and not kept in this browser.',
  canTakeOver: false
} as const;
export class Playground implements PlaygroundApi {
  readonly #store: WorkspaceStore;
  readonly #desk = new RunDesk({
    cut: (from) => this.#cut(from),
    replaced: () => this.#forget(),
    kept: () => (this.#isUrgent = true)
  });
  #audit: RunAudit | null = null;
  #reads: RunReads | null = null;
  #runNo = 0;
  /** How long a run to the end waits for everything to settle. */
  #settleLimit: Nanos | null = null;
  #workspace: WorkspaceInfo = { id: '', title: '', description: '', view: DEFAULT_VIEW, extras: '' };
  /** Whether what is saved next is written at once: a run that is only kept there must not wait. */
  #isUrgent = false;
  /** What the page already has of history, contexts and keys. */
  #sent = { events: 0, contexts: 0, keys: 0 };

  constructor(store: WorkspaceStore) {
    this.#store = store;
  }

  get #host(): RunHost {
    return this.#desk.host;
  }

  // --- workspaces --------------------------------------------------------------------------------------------------

  async open(first: Scenario): Promise<Opened> {
    return this.#openStored(await this.#store.openLast(), first);
  }

  async takeOver(first: Scenario): Promise<Opened> {
    return this.#openStored(await this.#store.takeOver(), first);
  }

  async #openStored({ run, copy, problem }: Found, first: Scenario): Promise<Opened> {
    if (run) return this.#openRun(run);
    if (!copy) return { ...(await this.#openScenario(first, problem === null)), repaired: problem };
    const { scenario, runs, id } = copy;
    return { ...(await this.#openScenario(scenario, false, { runs, id })), repaired: RESTORED_FROM_COPY };
  }

  async openWorkspace(id: string): Promise<LinkOpened> {
    const found = await this.#store.openOne(id);
    if (typeof found === 'string') return refused(found);
    const opened = await this.#openStored(found, makeScenario({ script: '' }));
    return { ok: true, problem: null, opened, differs: false, remarks: [] };
  }

  async shelf<Name extends ShelfName>(
    name: Name,
    args: Parameters<WorkspaceShelf[Name]>
  ): Promise<ShelfAnswer<Name> | null> {
    // Of what is shown, the list is to tell what it is now.
    await this.#store.flush();
    const { shelf } = this.#store;
    if (!shelf) return null;
    const method = shelf[name] as unknown as (...args: unknown[]) => Promise<ShelfAnswer<Name>>;
    return method.apply(shelf, args);
  }

  #openRun(run: StoredRun): Opened {
    const { host, repaired } = restoreRun(run);
    this.#desk.open(host, run.runs);
    const { id, title, description, view, extras } = run;
    this.#workspace = { id, title, description, view, extras };
    return { ...this.#opened(false), repaired };
  }

  async openLink(fragment: string): Promise<LinkOpened> {
    return this.#openFound(() => decodeLink(fragment), 'This link holds no scenario.');
  }

  async openFiles(files: readonly OutputFile[]): Promise<LinkOpened> {
    const [first] = files;
    if (files.length === 1 && isScenarioFile(first.name))
      return this.#openFound(() => readScenarioFile(first.name, first.bytes), `${first.name} is empty.`);
    try {
      return await this.#openOutput(files);
    } catch (error) {
      if (error instanceof ImportError) return refused(error.message);
      throw error;
    }
  }

  /** What a real changefeed has sent is looked at and never written: it is a file already. */
  async #openOutput(files: readonly OutputFile[]): Promise<LinkOpened> {
    const { events, epoch, remarks } = readRealOutput(files);
    await this.#store.leave();
    const title = files.length === 1 ? files[0].name : `${files.length} files of a changefeed`;
    this.#workspace = { id: '', title, description: '', view: DEFAULT_VIEW, extras: '' };
    this.#desk.open(RunHost.ofOutput(events, epoch));
    return { ok: true, problem: null, opened: this.#opened(false), differs: false, remarks };
  }

  /** Opens what is found in a workspace of its own. @param find throws a ScenarioError for what cannot be opened, gives null for nothing */
  async #openFound(find: () => Scenario | null, nothing: string): Promise<LinkOpened> {
    try {
      const scenario = find();
      if (!scenario) return refused(nothing);
      const opened = await this.#openScenario(scenario, false);
      const differs = !opened.isCut && this.#differsFrom(scenario);
      return { ok: true, problem: null, opened, differs, remarks: [] };
    } catch (error) {
      if (error instanceof ScenarioError) return refused(error.message);
      throw error;
    }
  }

  async openNew(scenario: Scenario): Promise<Opened> {
    return this.#openScenario(scenario, false);
  }

  /** @param kept what there was of the workspace, where the database has lost it */
  async #openScenario(
    scenario: Scenario,
    fresh: boolean,
    kept?: { readonly runs: RunsState; readonly id: string | null }
  ): Promise<Opened> {
    const { title, description, view, script } = scenario;
    const id = await this.#store.create(kept?.id ?? undefined);
    this.#workspace = { id, title, description, view, extras: printExtras(scenario) };
    const begin = () => RunHost.of(configOf(scenario), script);
    const { host, isCut } = playAtOnce(begin, view.at, LINK_WORK);
    this.#desk.open(host, kept?.runs);
    this.#save();
    return { ...this.#opened(fresh), isCut };
  }

  #differsFrom({ digest, view }: Scenario): boolean {
    return digest !== undefined && digest !== digestOf(this.#host, view.at ?? this.#host.now);
  }

  #opened(fresh: boolean): Opened {
    return {
      workspace: this.#workspace,
      storage: this.#host.isOutput ? OUTPUT_ONLY : this.#store.state,
      update: this.#update(),
      fresh,
      isCut: false,
      repaired: null
    };
  }

  /** Another run is shown: the page gets all of it anew. */
  #forget(): void {
    this.#audit = null;
    this.#reads = null;
    this.#runNo++;
    this.#sent = { events: 0, contexts: 0, keys: 0 };
  }

  // --- the run -----------------------------------------------------------------------------------------------------

  async runAll(script: string, settings: Partial<RunSettings> = {}): Promise<RunUpdate> {
    this.#host.assertRunnable();
    this.#desk.runAll(script, settings);
    return this.#changed();
  }

  async setScript(script: string): Promise<RunUpdate> {
    this.#host.assertRunnable();
    this.#desk.setScript(script);
    return this.#changed();
  }

  async append(script: string, lines: string, session?: string, at?: Nanos): Promise<Appended> {
    this.#host.assertRunnable();
    const offset = this.#desk.append(script, lines, session, at);
    if (at === undefined) this.#standAtPresent();
    return { update: await this.#changed(), offset };
  }

  async branch(draft: string, lines: string, at: Nanos, name: string, session?: string): Promise<Appended> {
    this.#host.assertRunnable();
    const offset = this.#desk.branch(draft, lines, at, name, session);
    this.#standAtPresent();
    return { update: await this.#changed(), offset };
  }

  /** What has been sent is seen at the run's end; a page that goes before it says so comes back there. */
  #standAtPresent(): void {
    const { view } = this.#workspace;
    this.#workspace = { ...this.#workspace, view: { ...view, at: null } };
  }

  async undo(): Promise<Undone | null> {
    const branch = this.#desk.undo();
    return branch === undefined ? null : { update: await this.#changed(), branch };
  }

  async runs(): Promise<readonly RunListed[]> {
    return listRuns(this.#desk.shelf, this.#host);
  }

  async showRun(id: number, draft: string): Promise<RunShown | null> {
    const shown = this.#desk.show(id, draft);
    return shown === undefined ? null : { update: await this.#changed(), draft: shown };
  }

  async renameRun(id: number, name: string): Promise<RunUpdate> {
    this.#desk.shelf.rename(id, name);
    return this.#changed();
  }

  async deleteRun(id: number): Promise<RunUpdate> {
    this.#desk.shelf.delete(id);
    return this.#changed();
  }

  async putBackRun(id: number): Promise<RunUpdate> {
    this.#desk.shelf.putBack(id);
    return this.#changed();
  }

  async advance(until: Nanos, maxWork: number): Promise<RunUpdate> {
    this.#host.advance(until, maxWork);
    return this.#changed();
  }

  async step(limit: Nanos, maxWork: number): Promise<RunUpdate> {
    this.#host.step(limit, maxWork);
    return this.#changed();
  }

  async runThrough(count: number, maxWork: number): Promise<RunThrough> {
    const isDone = this.#host.advanceThrough(count, maxWork);
    return { update: await this.#changed(), isDone };
  }

  async runToEnd(maxWork: number, goesOn = false): Promise<RunUpdate> {
    this.#settleLimit = runToEnd(this.#host, maxWork, goesOn ? this.#settleLimit : null);
    return this.#changed();
  }

  /** History from a seq on is new to the page. */
  #cut(from: number): void {
    this.#sent.events = Math.min(this.#sent.events, from);
    this.#audit?.cut(from);
    this.#reads?.cut(from);
  }

  async #changed(): Promise<RunUpdate> {
    this.#save();
    return this.#update();
  }

  #update(): RunUpdate {
    const host = this.#host;
    const { seed, start, nodes, version, localities } = host.config;
    return {
      run: this.#runNo,
      settings: { seed, start: String(start), nodes, version, localities },
      script: host.script,
      taken: host.taken,
      idle: host.isIdle,
      settled: isSettled(host),
      now: host.now,
      mark: this.#desk.shelf.present,
      kept: this.#desk.shelf.state.kept.length,
      history: this.#newColumns()
    };
  }

  #newColumns(): HistoryColumns {
    const { log, keys } = this.#host;
    const columns = copyColumns(log, keys, this.#sent);
    this.#sent = { events: log.length, contexts: log.contexts.length, keys: keys.keys.length };
    return columns;
  }

  async events(seqs: readonly number[]): Promise<HistoryEvent[]> {
    return seqs.filter((seq) => seq >= 0 && seq < this.#host.log.length).map((seq) => this.#host.log.at(seq));
  }

  async audit(until: Nanos, maxEvents: number): Promise<AuditAt> {
    // Made when it is first asked for: most visits never look.
    this.#audit ??= new RunAudit(this.#host);
    return this.#audit.at(until, maxEvents);
  }

  async read<Name extends ReadName>(
    name: Name,
    args: Parameters<RunReads[Name]>
  ): Promise<ReturnType<RunReads[Name]>> {
    this.#reads ??= new RunReads(this.#host);
    const method = this.#reads[name] as (...args: Parameters<RunReads[Name]>) => ReturnType<RunReads[Name]>;
    return method.apply(this.#reads, args);
  }

  // --- keeping -----------------------------------------------------------------------------------------------------

  async saveView(view: ScenarioView): Promise<void> {
    this.#workspace = { ...this.#workspace, view };
    this.#save();
  }

  async rename(title: string): Promise<void> {
    this.#workspace = { ...this.#workspace, title };
    this.#save();
  }

  #save(): void {
    if (this.#host.isOutput) return;
    this.#store.save({ ...this.#workspace, host: this.#host, runs: this.#desk.shelf.state });
    if (this.#isUrgent) void this.#store.flush();
    this.#isUrgent = false;
  }

  watchStorage(listener: (state: StorageState) => void): void {
    this.#store.watch(listener);
  }

  async flush(): Promise<StorageState> {
    return this.#store.flush();
  }

  async complete(script: string, offset: number): Promise<readonly Completion[]> {
    return complete(script, offset);
  }

  async hover(script: string, offset: number): Promise<Hover | null> {
    return hoverAt(script, offset) ?? null;
  }

  async link(view: ScenarioView): Promise<SharedLink> {
    if (this.#host.isOutput)
      return { fragment: null, problem: OUTPUT_ONLY.reason, stripped: [], doubts: [], shorter: [] };
    return shareLink({ host: this.#host, workspace: this.#workspace }, view);
  }

  async digest(until: Nanos): Promise<string> {
    return digestOf(this.#host, until);
  }

  async exportFile(request: ExportRequest): Promise<ExportedFile> {
    return exportFile({ host: this.#host, workspace: this.#workspace }, request, (until) => {
      this.#audit ??= new RunAudit(this.#host);
      return this.#audit.at(until, Number.MAX_SAFE_INTEGER).report;
    });
  }
}

const refused = (problem: string): LinkOpened => ({
  ok: false,
  problem,
  opened: null,
  differs: false,
  remarks: []
});
