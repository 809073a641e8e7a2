import type { HistoryEvent } from '../../../src/lib/engine/base/events';
import type { Nanos } from '../../../src/lib/engine/base/timestamp';
import { DEFAULT_VIEW, type Scenario, type ScenarioView } from '../../../src/lib/scenario/scenario';
import type {
  Appended,
  LinkOpened,
  Opened,
  PlaygroundApi,
  RunThrough,
  RunUpdate,
  StorageState,
  Undone
} from '../../../src/lib/worker/api';
import { findDeliveries } from '../../../src/lib/history/find-text';
import type { AuditAt } from '../../../src/lib/worker/run-audit';
import type { ReadName, RunReads } from '../../../src/lib/worker/run-reads';
import { RecordedHistory } from './columns-of';

/**
 * The worker's side of the page without an engine: a history that is known beforehand is revealed as time passes. A real implementation
 * with a memory, so that component tests can look at what the page has asked for.
 */
export class FakePlayground implements PlaygroundApi {
  readonly #events: readonly HistoryEvent[];
  readonly #history: RecordedHistory;
  #script = '';
  #title = '';
  #run = 1;
  #sent = 0;
  #now: Nanos = 0;
  /** Lines that buttons have put in, newest last. */
  readonly appended: string[] = [];
  readonly kept: ScenarioView[] = [];
  storage: StorageState = { kind: 'saved' };
  isFresh = true;

  constructor(events: readonly HistoryEvent[]) {
    this.#events = events;
    this.#history = new RecordedHistory(events);
  }

  get #end(): Nanos {
    return this.#events.at(-1)?.t ?? 0;
  }

  async open(first: Scenario): Promise<Opened> {
    this.#script = first.script;
    this.#title = first.title;
    this.#now = this.#end;
    return this.#opened(this.isFresh);
  }

  async takeOver(first: Scenario): Promise<Opened> {
    this.storage = { kind: 'saved' };
    return this.open(first);
  }

  async openNew(scenario: Scenario): Promise<Opened> {
    this.#run++;
    this.#sent = 0;
    this.#script = scenario.script;
    this.#title = scenario.title;
    this.#now = scenario.script === '' ? -1 : this.#end;
    return this.#opened(false);
  }

  async openWorkspace(): Promise<LinkOpened> {
    return { ok: false, problem: 'a fake keeps no workspaces', opened: null, differs: false, remarks: [] };
  }

  async shelf(): Promise<null> {
    return null;
  }

  #opened(fresh: boolean): Opened {
    return {
      workspace: {
        id: 'fake',
        title: this.#title,
        description: '',
        view: { ...DEFAULT_VIEW, speed: 10 },
        extras: ''
      },
      storage: this.storage,
      update: this.#update(),
      fresh,
      isCut: false,
      repaired: null
    };
  }

  async openLink(): Promise<LinkOpened> {
    return {
      ok: false,
      problem: 'This link is damaged: part of it is missing.',
      opened: null,
      differs: false,
      remarks: []
    };
  }

  async openFiles(): Promise<LinkOpened> {
    return this.openLink();
  }

  async runAll(script: string): Promise<RunUpdate> {
    this.#script = script;
    this.#run++;
    this.#sent = 0;
    this.#now = 0;
    return this.#update();
  }

  async setScript(script: string): Promise<RunUpdate> {
    this.#script = script;
    return this.#update();
  }

  async append(script: string, lines: string): Promise<Appended> {
    this.appended.push(lines);
    this.#script = `${script}${lines}\n`;
    return { update: this.#update(), offset: script.length };
  }

  async branch(draft: string, lines: string): Promise<Appended> {
    return this.append(draft, lines);
  }

  async undo(): Promise<Undone | null> {
    const lines = this.appended.pop();
    if (lines === undefined) return null;
    this.#script = this.#script.slice(0, -lines.length - 1);
    return { update: this.#update(), branch: null };
  }

  async runs(): Promise<readonly []> {
    return [];
  }

  async showRun(): Promise<null> {
    return null;
  }

  async renameRun(): Promise<RunUpdate> {
    return this.#update();
  }

  async deleteRun(): Promise<RunUpdate> {
    return this.#update();
  }

  async putBackRun(): Promise<RunUpdate> {
    return this.#update();
  }

  async step(limit: Nanos): Promise<RunUpdate> {
    return this.advance(this.#events.find(({ t }) => t > this.#now)?.t ?? limit);
  }

  async advance(until: Nanos): Promise<RunUpdate> {
    this.#now = Math.max(this.#now, until);
    return this.#update();
  }

  async runThrough(): Promise<RunThrough> {
    return { update: await this.runToEnd(), isDone: true };
  }

  async runToEnd(): Promise<RunUpdate> {
    this.#now = Math.max(this.#now, this.#end);
    return this.#update();
  }

  async events(seqs: readonly number[]): Promise<HistoryEvent[]> {
    return seqs.map((seq) => this.#events[seq]).filter((event) => event !== undefined);
  }

  async audit(): Promise<AuditAt> {
    const report = { guarantees: [], messages: 0, resolved: 0, duplicates: [], ok: true };
    return { report, isComplete: true };
  }

  /** A recorded history has no cluster behind it that could be read. */
  async read<Name extends ReadName>(
    name: Name,
    args: Parameters<RunReads[Name]>
  ): Promise<ReturnType<RunReads[Name]>> {
    if (name !== 'find') throw new Error('nothing to read from');
    return findDeliveries(this.#history.log, args[0] as string) as ReturnType<RunReads[Name]>;
  }

  async saveView(view: ScenarioView): Promise<void> {
    this.kept.push(view);
  }

  async rename(title: string): Promise<void> {
    this.#title = title;
  }

  async link(): ReturnType<PlaygroundApi['link']> {
    return { fragment: '#s=1.abc', problem: null, stripped: [], doubts: [], shorter: [] };
  }

  async digest(): Promise<string> {
    return '0123456789abcdef';
  }

  async exportFile(): ReturnType<PlaygroundApi['exportFile']> {
    return { name: 'messages.csv', text: 'seq\r\n', stripped: [] };
  }

  async complete(): Promise<readonly []> {
    return [];
  }

  async hover(): Promise<null> {
    return null;
  }

  async flush(): Promise<StorageState> {
    return this.storage;
  }

  #update(): RunUpdate {
    const to = this.#events.filter((event) => event.t <= this.#now).length;
    const history = this.#history.columns(Math.min(this.#sent, to), to);
    this.#sent = to;
    const taken = this.#events.slice(0, to).filter((event) => event.type === 'statement').length;
    return {
      run: this.#run,
      settings: { seed: 1, start: '1700000000000000000', nodes: 3, version: '26.2', localities: [] },
      script: this.#script,
      taken,
      idle: this.#now >= this.#end,
      settled: this.#now >= this.#end,
      now: Math.max(this.#now, 0),
      mark: { id: 1, name: 'Run 1', isNamed: false, madeAt: 0, from: null, cutAt: null },
      kept: 0,
      history
    };
  }
}
