import type { PlaygroundApi, RunListed, RunUpdate } from '../../worker/api';
import type { RunMark } from '../../worker/kept-runs';
import type { Announcer } from './announcer.svelte';
import { OfferedDialog } from './offered-dialog.svelte';
import type { RunClient } from './run-client';
import type { RunView } from './run-view.svelte';
import type { Running } from './running.svelte';

interface Parts {
  readonly client: RunClient;
  readonly view: RunView;
  readonly running: Running;
  readonly announcer: Announcer;
}

/** The history of runs (design §5a): which one is shown, and the list of all of them while it is open. */
export class Runs extends OfferedDialog {
  readonly #parts: Parts;
  #list = $state.raw<readonly RunListed[]>([]);
  /** The run deleted last, while it can be put back. */
  #deleted = $state.raw<RunListed | null>(null);

  constructor(parts: Parts) {
    super();
    this.#parts = parts;
  }

  /** The run that is shown. */
  get present(): RunMark {
    return this.#parts.view.facts.mark;
  }

  /** How many runs there are, the one that is shown among them. */
  get count(): number {
    return this.#parts.view.facts.kept + 1;
  }

  /** The newest first. */
  get list(): readonly RunListed[] {
    return this.#list;
  }

  get deleted(): RunListed | null {
    return this.#deleted;
  }

  override open(): void {
    super.open();
    this.#deleted = null;
  }

  /** Reads the list anew. */
  async load(): Promise<void> {
    this.#list = await this.#parts.client.ask((api) => api.runs());
  }

  async show(run: RunListed): Promise<void> {
    this.close();
    if (await this.#parts.running.showRun(run.id))
      this.#parts.announcer.say(`${run.name} is shown; the run before is kept in Runs.`);
  }

  async rename(run: RunListed, name: string): Promise<void> {
    if (name === run.name) return;
    await this.#change((api) => api.renameRun(run.id, name));
  }

  async delete(run: RunListed): Promise<void> {
    await this.#change((api) => api.deleteRun(run.id));
    this.#deleted = run;
    this.#parts.announcer.say(`${run.name} was deleted.`);
  }

  async putBack(): Promise<void> {
    const run = this.#deleted;
    if (!run) return;
    this.#deleted = null;
    await this.#change((api) => api.putBackRun(run.id));
    this.#parts.announcer.say(`${run.name} is back.`);
  }

  async #change(call: (api: PlaygroundApi) => Promise<RunUpdate>): Promise<void> {
    await this.#parts.client.run(call);
    await this.load();
  }
}
