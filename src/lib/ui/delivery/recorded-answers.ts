import type { RequestEvent } from '../../engine/base/events';
import type { Playground } from '../state/playground.svelte';

/** A request of a run, as far as its answer belongs to it. */
export interface SentRequest {
  readonly url: string;
  readonly body: string;
}

export const isSame = (a: SentRequest, b: SentRequest): boolean => a.url === b.url && a.body === b.body;

/** Whether a request is for an origin, `https://host:port`. Not by its text: `:30` is the beginning of `:3000`. */
export const goesTo = (request: SentRequest, origin: string): boolean =>
  new URL(request.url).origin === origin;

/** Every request of the run, numbered as `\reply` counts them: in the order of their events, from 1. */
export async function requestsOf({ view, client }: Playground): Promise<RequestEvent[]> {
  const seqs = [...view.index.requests.values()].flat().sort((a, b) => a - b);
  const events = await client.ask((api) => api.events(seqs));
  return events.filter((event) => event.type === 'request');
}

/**
 * Answers that a script holds as `\reply` lines belong to the requests that they were given to. Where an edit makes one of these requests
 * another one, its answer and those after it are taken out of the script, and the mock endpoint answers.
 */
export class RecordedAnswers {
  readonly #playground: Playground;
  /** Which run the answers that are known belong to. */
  #swaps = -1;
  /** Requests with a recorded answer as they were first seen, by number. */
  readonly #known = new Map<number, SentRequest>();
  #looked = '';
  #isLooking = false;

  constructor(playground: Playground) {
    this.#playground = playground;
  }

  /** Compares the run as it is shown with what was answered; to be called whenever the run has changed. */
  async check(): Promise<void> {
    const { view, running } = this.#playground;
    const requests = [...view.index.requests.values()].reduce((sum, list) => sum + list.length, 0);
    const state = `${running.swaps} ${view.facts.run} ${view.cuts} ${requests}`;
    if (this.#isLooking || state === this.#looked) return;
    this.#isLooking = true;
    this.#looked = state;
    try {
      await this.#look();
    } finally {
      this.#isLooking = false;
    }
  }

  async #look(): Promise<void> {
    const { swaps } = this.#playground.running;
    if (swaps !== this.#swaps) this.#known.clear();
    this.#swaps = swaps;
    for (const [i, event] of (await requestsOf(this.#playground)).entries()) {
      if (!event.real) continue;
      const known = this.#known.get(i + 1);
      if (!known) this.#known.set(i + 1, { url: event.url, body: event.body });
      else if (!isSame(known, event)) return this.#dropFrom(i + 1);
    }
  }

  async #dropFrom(number: number): Promise<void> {
    const { workspace, client } = this.#playground;
    for (const n of [...this.#known.keys()]) if (n >= number) this.#known.delete(n);
    const kept = workspace.draft
      .split('\n')
      .filter((line) => Number(/^\s*\\reply\s+(\d+)\s/.exec(line)?.[1] ?? 0) < number)
      .join('\n');
    await client.run((api) => api.setScript(kept));
    workspace.settle(kept);
    workspace.notify(
      'info',
      `Request ${number} is another one since the script was changed: its recorded answer and those after it were dropped, and the mock endpoint answers.`
    );
  }
}
