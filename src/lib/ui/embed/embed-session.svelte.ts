import type { EmbedOptions } from '../../embed/options';
import type { FromFrame, Id, Received, ToFrame } from '../../embed/protocol';
import { decodeLink } from '../../scenario/link';
import { makeScenario, readScenario, ScenarioError, type Scenario } from '../../scenario/scenario';
import type { Playground } from '../state/playground.svelte';
import type { Theme } from '../state/theme.svelte';

/** How much work a moment that lies ahead may take to reach, as for a link (design §5a). */
const SEEK_WORK = 200_000;
const AUDIT_EVENTS = 4_000_000;

/** What the page around the frame asks for, done to the playground in it. */
export class EmbedSession {
  readonly #playground: Playground;
  readonly #theme: Theme;
  readonly #say: (message: FromFrame, id?: Id) => void;
  #scenario = $state.raw<Scenario | null>(null);
  #problem = $state<string | null>(null);
  #isStarted = $state(false);
  /** One request after the other: the next one meets the state that this one leaves. */
  #last: Promise<unknown> = Promise.resolve();

  constructor(
    playground: Playground,
    theme: Theme,
    say: (message: FromFrame, id?: Id) => void,
    fragment: string
  ) {
    this.#playground = playground;
    this.#theme = theme;
    this.#say = say;
    try {
      this.#scenario = decodeLink(fragment);
    } catch (error) {
      this.#problem = sentenceOf(error);
    }
  }

  /** What the address or the page has brought, also while it waits for a click. */
  get scenario(): Scenario | null {
    return this.#scenario;
  }

  get problem(): string | null {
    return this.#problem;
  }

  get isStarted(): boolean {
    return this.#isStarted;
  }

  /** Begins as the address says. */
  begin({ theme, run }: EmbedOptions): void {
    if (theme !== 'auto') this.#theme.show(theme);
    if (run === 'load' && this.#scenario) void this.do({ type: 'run' });
  }

  do(message: Received<ToFrame>): Promise<void> {
    const done = this.#last
      .then(() => this.#act(message))
      .catch((error: unknown) => {
        this.#say({ type: 'error', message: sentenceOf(error) }, message.id);
      });
    this.#last = done;
    return done;
  }

  async #act(message: Received<ToFrame>): Promise<void> {
    const { id } = message;
    switch (message.type) {
      case 'load':
        await this.#show(
          message.scenario === undefined
            ? makeScenario({ script: message.script ?? '' })
            : readScenario(message.scenario)
        );
        return this.#tellState(id);
      case 'run':
        if (this.#isStarted) await this.#playground.runAll();
        else await this.#start();
        return this.#tellState(id);
      case 'seek':
        await this.#start();
        await this.#seek(message.at ?? this.#noteAt(message.note ?? ''));
        return this.#tellState(id);
      case 'state':
        return this.#tellState(id);
      case 'check':
        await this.#start();
        return this.#check(id);
      case 'theme':
        this.#theme.show(message.value === 'auto' ? 'system' : message.value);
    }
  }

  async #start(): Promise<void> {
    if (this.#isStarted) return;
    if (!this.#scenario) throw new ScenarioError(this.#problem ?? 'There is nothing to run yet.');
    await this.#show(this.#scenario);
  }

  async #show(scenario: Scenario): Promise<void> {
    this.#scenario = scenario;
    this.#problem = null;
    await this.#playground.openNew(scenario);
    this.#isStarted = true;
  }

  async #seek(at: number): Promise<void> {
    const { transport, client, view } = this.#playground;
    transport.pause();
    if (at > view.now) await client.run((api) => api.advance(Math.round(at), SEEK_WORK));
    transport.seek(at);
  }

  /** The moment of a note, which `\note` has put into the run. */
  #noteAt(text: string): number {
    const found = this.#playground.view.tracks.notes.find(({ label }) => label === text);
    if (!found) throw new ScenarioError(`No note says '${text.slice(0, 80)}'.`);
    return found.t;
  }

  async #tellState(id: Id): Promise<void> {
    const { transport } = this.#playground;
    const { at } = transport;
    const digest = this.#isStarted ? await this.#playground.digest(at) : null;
    this.#say({ type: 'state', at, running: transport.isPlaying || transport.isRunningToEnd, digest }, id);
  }

  /** Guarantees that do not hold, and `digest` where this build shows something else than the scenario's author saw. */
  async #check(id: Id): Promise<void> {
    const { view, client } = this.#playground;
    const { report } = await client.ask((api) => api.audit(view.now, AUDIT_EVENTS));
    const failed = report.guarantees.filter(({ verdict }) => verdict === 'violated').map((g) => g.id);
    const recorded = this.#scenario?.digest;
    const moment = this.#scenario?.view.at ?? view.now;
    if (recorded !== undefined && recorded !== (await this.#playground.digest(moment))) failed.push('digest');
    this.#say({ type: 'check', ok: failed.length === 0, failed }, id);
  }
}

function sentenceOf(error: unknown): string {
  return error instanceof Error ? error.message : 'That did not work.';
}
