import type { Nanos } from '../../engine/base/timestamp';
import type { OutputFile } from '../../scenario/import/output-file';
import type { Scenario, ScenarioView } from '../../scenario/scenario';
import type { EarlyText } from '../opening/early-text.svelte';
import { DeliveryDesk } from '../delivery/delivery-desk.svelte';
import type { LinkOpened, Opened, PlaygroundApi } from '../../worker/api';
import type { ExportedFile, ExportKind, ExportRequest, SharedLink } from '../../worker/run-share';
import { Announcer } from './announcer.svelte';
import { AuditView } from './audit-view.svelte';
import { EventReader } from './event-reader.svelte';
import { PageLayout } from './page-layout.svelte';
import { failureSentence, presentScenario } from './present-scenario';
import { Leaving } from './leaving.svelte';
import { GivenUpError, RunClient } from './run-client';
import { RunView } from './run-view.svelte';
import { Running, type Flash, type Undoable } from './running.svelte';
import { Runs } from './runs.svelte';
import { Selection } from './selection.svelte';
import { Transport } from './transport.svelte';
import { UNASKED, Workspace } from './workspace.svelte';
import { Workspaces } from './workspaces.svelte';

const MUCH_WORK = 'This script asks for more work than is done unasked, so it has been carried out in part.';

/** Topics of what is said about opening something; the next opening is of something else. */
const OPENING = ['refused', 'repaired', 'differs', 'remarks'] as const;
const MOST_REMARKS = 3;

export type Phase = 'opening' | 'ready' | 'failed';

/** One playground on a page: its state, and everything that can be done with it. Two on one page share nothing. */
export class Playground {
  readonly view = new RunView();
  readonly client: RunClient;
  readonly reader: EventReader;
  readonly transport: Transport;
  readonly selection = new Selection();
  readonly workspace = new Workspace(this.view);
  readonly announcer = new Announcer();
  readonly layout = new PageLayout();
  readonly audit: AuditView;
  readonly deliveries = new DeliveryDesk();
  readonly running: Running;
  readonly runs: Runs;
  readonly workspaces: Workspaces;
  readonly leaving: Leaving;
  #phase = $state<Phase>('opening');
  #isStuck = $state(false);
  #busy = $state(0);
  #early: EarlyText | null = null;
  #askedLine = $state.raw<{ readonly line: number } | null>(null);

  constructor(api: PlaygroundApi) {
    this.client = new RunClient(api, this.view, (isStuck) => (this.#isStuck = isStuck));
    this.reader = new EventReader(this.client, this.view);
    this.audit = new AuditView(this.client);
    this.transport = new Transport(this.client, this.view);
    const { client, view, transport, workspace, selection, announcer } = this;
    const working = <T>(work: () => Promise<T>) => this.#working(work);
    const hasRuns = () => this.runs.isOffered;
    this.running = new Running({ client, view, transport, workspace, selection, hasRuns, working });
    this.runs = new Runs({ client, view, running: this.running, announcer });
    this.workspaces = new Workspaces({ client, workspace, announcer, playground: this });
    this.leaving = new Leaving({
      workspace,
      flush: () => client.ask((api) => api.flush()),
      exportFile: () => this.exportFile('scenario', '')
    });
  }

  get phase(): Phase {
    return this.#phase;
  }

  /** Whether the worker has not answered for long. */
  get isStuck(): boolean {
    return this.#isStuck;
  }

  /** Whether this is a first visit that still shows the example as it came. */
  get isFresh(): boolean {
    return this.running.isFresh;
  }

  /** The newest press of a button, while the script is still what it made of it. */
  get undoable(): Undoable | null {
    return this.running.undoable;
  }

  get flash(): Flash | null {
    return this.running.flash;
  }

  /** The line of the script that should be brought into view; a new object for each request. */
  get askedLine(): { readonly line: number } | null {
    return this.#askedLine;
  }

  /** Brings a line of the script into view. @param line from 1 */
  showLine(line: number): void {
    this.#askedLine = { line };
  }

  get isBusy(): boolean {
    return this.#busy > 0;
  }

  // --- opening -------------------------------------------------------------------------------------------------------

  /**
   * Goes on with another worker in place of one that did not answer: shows what was saved, and the script as it was written. Nothing of it is
   * carried out again by itself, since it may be what the worker did not come back from.
   */
  async restart(api: PlaygroundApi): Promise<void> {
    const { draft, info, isKept } = this.workspace;
    const scenario = presentScenario(info, this.view.facts.settings, draft);
    this.transport.pause();
    this.#isStuck = false;
    this.client.replace(api);
    await this.#working(async () => {
      let opened = isKept ? await this.#change((a) => a.open(scenario)) : null;
      // The lock of the worker before may still be on its way back.
      if (opened?.storage.kind === 'read-only') opened = await this.#change((a) => a.takeOver(scenario));
      if (opened?.workspace.id !== info.id) opened = await this.#change((a) => a.openNew(scenario));
      this.#show(opened);
      this.workspace.edit(draft);
      this.workspace.notify(
        'warning',
        'The simulation was started anew. It shows what was saved; the script is as you wrote it and waits to be run.'
      );
    });
  }

  /** Makes this tab the one that writes the workspace, as the other tab has stored it. */
  async takeOver(): Promise<void> {
    const { draft, info, isDirty } = this.workspace;
    this.transport.pause();
    await this.#working(async () => {
      this.#show(
        await this.#change((api) => api.takeOver(presentScenario(info, this.view.facts.settings, draft)))
      );
      if (isDirty) this.workspace.edit(draft);
    });
  }

  #change(call: (api: PlaygroundApi) => Promise<Opened>): Promise<Opened> {
    return this.client.change(call, ({ update }) => update);
  }

  /** Opens the scenario of a link's fragment, or else the workspace last used, or else the given example. */
  async open(first: Scenario, fragment: string): Promise<void> {
    if (/(^#?|&)s=/.test(fragment) && (await this.openLink(fragment))) return;
    await this.#working(async () => {
      const opened = await this.#change((api) => api.open(first));
      this.#show(opened);
      if (opened.repaired !== null) this.workspace.notify('warning', opened.repaired);
    });
  }

  /**
   * Goes on with what was typed before the simulation was there.
   * @param first the scenario whose script it is; where something else has been opened, it becomes a workspace of its own
   */
  async takeEarly(early: EarlyText, first: Scenario): Promise<void> {
    if (this.workspace.draft !== early.original) {
      if (!early.isEdited) return;
      await this.openNew(first);
    }
    this.#early = early;
    this.workspace.edit(early.text);
  }

  /** What the editor begins with instead of nothing: undo and caret. */
  get early(): EarlyText | null {
    return this.#early;
  }

  /** Opens a link in a workspace of its own. @returns whether it could be opened; if not, a notice says why */
  async openLink(fragment: string): Promise<boolean> {
    return this.#openFound((api) => api.openLink(fragment));
  }

  /** Opens a workspace that is kept. @returns whether it could be opened; if not, a notice says why */
  async openWorkspace(id: string): Promise<boolean> {
    return this.#openFound((api) => api.openWorkspace(id));
  }

  async #openFound(open: (api: PlaygroundApi) => Promise<LinkOpened>): Promise<boolean> {
    this.transport.pause();
    if (!(await this.leaving.mayLeave())) return false;
    this.workspace.keepDraft();
    for (const topic of OPENING) this.workspace.withdraw(topic);
    return this.#working(async () => {
      const answer = await this.client.change(open, ({ opened }) => opened?.update ?? null);
      if (!answer.opened) {
        this.workspace.notify('error', answer.problem ?? 'This cannot be opened.', 'refused');
        return false;
      }
      this.#show(answer.opened);
      const { repaired } = answer.opened;
      if (repaired !== null) this.workspace.notify('warning', repaired, 'repaired');
      if (answer.differs)
        this.workspace.notify(
          'warning',
          'This build shows something else than the one that made this link or file: the messages differ.',
          'differs'
        );
      if (answer.remarks.length > 0)
        this.workspace.notify('info', answer.remarks.slice(0, MOST_REMARKS).join(' '), 'remarks');
      return true;
    });
  }

  /** Opens a scenario, a script or a changefeed's output. @returns whether it could be opened; if not, a notice says why */
  async openFiles(files: readonly OutputFile[]): Promise<boolean> {
    return this.#openFound((api) => api.openFiles(files));
  }

  /** Begins anew with a scenario, in a workspace of its own: what was there before stays stored. */
  async openNew(scenario: Scenario): Promise<void> {
    if (!(await this.leaving.mayLeave())) return;
    this.workspace.keepDraft();
    for (const topic of OPENING) this.workspace.withdraw(topic);
    await this.#working(async () => this.#show(await this.#change((api) => api.openNew(scenario))));
  }

  #show(opened: Opened): void {
    const { workspace, storage, update, fresh } = opened;
    this.workspace.show(workspace, storage, update.script);
    this.selection.clear();
    this.running.begin(fresh);
    this.transport.setSpeed(workspace.view.speed);
    this.transport.seek(workspace.view.at ?? update.now);
    if (workspace.view.selected !== null && workspace.view.selected < this.view.columns.length)
      this.selection.jumpTo(workspace.view.selected);
    if (opened.isCut)
      this.workspace.notify('info', MUCH_WORK, UNASKED, {
        label: 'Run to the end',
        act: () => void this.runToEnd()
      });
    this.layout.choose(workspace.view.panes[0] ?? 'messages');
    this.layout.chooseTimeline(workspace.view.timeline ?? null);
    this.#phase = 'ready';
  }

  fail(): void {
    this.#phase = 'failed';
  }

  /** Does something that takes a while; what goes wrong becomes a notice, and the page stays usable. */
  async #working<T>(work: () => Promise<T>): Promise<T> {
    this.#busy++;
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof GivenUpError)) this.workspace.notify('error', failureSentence(error));
      throw error;
    } finally {
      this.#busy--;
    }
  }

  // --- running -------------------------------------------------------------------------------------------------------

  /** A new run of the whole script on a fresh cluster, played from its start; the one before is kept. */
  runAll(): Promise<void> {
    this.workspace.withdraw(UNASKED);
    return this.running.runAll();
  }

  /** Runs a stretch of the script. @param from to offsets of the stretch in the draft */
  runEntry(index: number): Promise<void> {
    return this.running.runEntry(index);
  }

  runSelection(from: number, to: number): Promise<void> {
    return this.running.runSelection(from, to);
  }

  /** Puts lines into the script and carries them out, at the playhead: what every button does. */
  append(lines: string, label: string, session?: string): Promise<void> {
    return this.running.append(lines, label, session);
  }

  /** Puts lines into the script at a moment that has passed; what came after it is worked out anew, up to the run's present. */
  insertAt(at: Nanos, lines: string, label: string): Promise<void> {
    return this.running.insertAt(at, lines, label);
  }

  /** Takes the newest press of a button back: the run is as if it had not happened. */
  undo(): Promise<void> {
    return this.running.undo();
  }

  /** Plays on with the script as it is written now. */
  play(): Promise<void> {
    return this.running.play();
  }

  async toggle(): Promise<void> {
    if (this.transport.isPlaying || this.transport.isRunningToEnd) this.transport.pause();
    else await this.play();
  }

  runToEnd(): Promise<void> {
    this.workspace.withdraw(UNASKED);
    return this.running.runToEnd();
  }

  // --- keeping and sharing -------------------------------------------------------------------------------------------

  get shownView(): ScenarioView {
    const at: Nanos | null = this.transport.isAtPresent ? null : this.transport.at;
    const { panel, timelineChoice: timeline } = this.layout;
    const panes = panel === 'messages' ? [] : [panel];
    const { speed } = this.transport;
    return { at, selected: this.selection.seq, panes, speed, ...(timeline && { timeline }) };
  }

  /** While something is carried out, the moment shown is on its way; it is kept once that is over. */
  async keepView(): Promise<void> {
    if (this.#phase !== 'ready' || this.#busy > 0) return;
    const view = this.shownView;
    await this.client.ask((api) => api.saveView(view));
  }

  /** Has everything written now, as before the page is left. */
  async flush(): Promise<void> {
    await this.client.ask((api) => api.flush());
  }

  async rename(title: string): Promise<void> {
    this.workspace.rename(title);
    await this.client.ask((api) => api.rename(title));
  }

  /** A link to this run. @param at the moment it opens at; this one where none is given */
  async link(at?: Nanos): Promise<SharedLink> {
    return this.#working(async () => {
      const view = await this.#sharedView(at);
      return this.client.ask((api) => api.link(view));
    });
  }

  /** The digest of what the run shows up to a moment (design §9). */
  digest(at: Nanos): Promise<string> {
    return this.client.ask((api) => api.digest(at));
  }

  /** This run as a file. @param base the page's address without its fragment */
  exportFile(kind: ExportKind, base: string): Promise<ExportedFile> {
    return this.#working(async () => this.#export({ kind, base, view: await this.#sharedView() }));
  }

  /** This run as a block for another page. @param at the moment at which its frame begins */
  exportBlock(base: string, embed: ExportRequest['embed'], at: Nanos): Promise<ExportedFile> {
    return this.#working(async () =>
      this.#export({ kind: 'block', base, embed, view: await this.#sharedView(at) })
    );
  }

  #export(request: ExportRequest): Promise<ExportedFile> {
    return this.client.ask((api) => api.exportFile(request));
  }

  /** What is shared is what is written, at a moment that does not move. */
  async #sharedView(at?: Nanos): Promise<ScenarioView> {
    await this.running.takeOver();
    const view = this.shownView;
    return { ...view, at: at ?? view.at ?? this.view.now };
  }
}
