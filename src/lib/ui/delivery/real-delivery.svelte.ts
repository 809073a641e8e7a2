import { afterSending, type Remark } from '../../delivery/doctor';
import {
  isDelivery,
  sealed,
  type DeliveryRequest,
  type FromDelivery,
  type Outcome,
  type ToDelivery
} from '../../delivery/protocol';
import type { RequestEvent } from '../../engine/base/events';
import type { Playground } from '../state/playground.svelte';
import { goesTo, isSame, requestsOf, type SentRequest } from './recorded-answers';

/**
 * Real deliveries of one visit (design §11): requests of the run to the one host that was named go out through the delivery document, and
 * their answers come into the script as `\reply` lines. What has been sent once is never sent again, whatever is undone.
 */

export class RealDelivery {
  readonly #playground: Playground;
  /** Of the simulated requests: `https://host:port`. */
  readonly #from: string;
  /** Where they really go: the same, or plain http on loopback. */
  readonly #to: string;
  readonly #window: Window;
  /** Requests that went out, by number. */
  // eslint-disable-next-line svelte/prefer-svelte-reactivity -- nothing is drawn from it
  readonly #sent = new Map<number, SentRequest>();
  readonly #stopWatching: () => void;
  #answered: ((outcome: Outcome) => void) | null = null;
  #isHere: () => void = () => {};
  readonly #here = new Promise<void>((resolve) => (this.#isHere = resolve));
  #isBusy = false;
  #swaps: number;
  #remarks = $state.raw<readonly (Remark & { readonly request: number })[]>([]);
  #state = $state<'on' | 'sending' | 'paused' | 'off'>('on');

  constructor(playground: Playground, hosts: { readonly from: string; readonly to: string }, window: Window) {
    this.#playground = playground;
    this.#swaps = playground.running.swaps;
    this.#from = hosts.from;
    this.#to = hosts.to;
    this.#window = window;
    addEventListener('message', this.#receive);
    this.#stopWatching = $effect.root(() => {
      $effect(() => {
        void playground.view.version;
        void this.#look();
      });
    });
  }

  get state(): 'on' | 'sending' | 'paused' | 'off' {
    return this.#state;
  }

  get host(): string {
    return this.#to;
  }

  /** The doctor's words, newest first. */
  get remarks(): readonly (Remark & { readonly request: number })[] {
    return this.#remarks;
  }

  stop(): void {
    this.#state = 'off';
    this.#stopWatching();
    removeEventListener('message', this.#receive);
    this.#answered?.({ kind: 'stopped' });
    this.#window.close();
  }

  /** After a delivery that sent nothing: once more. */
  tryAgain(): void {
    this.#state = 'on';
    void this.#look();
  }

  readonly #receive = (event: MessageEvent): void => {
    if (event.source !== this.#window || event.origin !== location.origin || !isDelivery(event.data)) return;
    const message = event.data as unknown as FromDelivery;
    if (message.type === 'here') this.#isHere();
    else if (message.type === 'outcome') this.#answered?.(message.outcome);
    else if (message.type === 'stopped') this.stop();
  };

  #tell(message: ToDelivery): void {
    this.#window.postMessage(sealed(message), location.origin);
  }

  /** Whether another run is shown than the one whose requests may go out: of that one nothing does before somebody says so. */
  #isOtherRun(): boolean {
    const { swaps } = this.#playground.running;
    const isOther = swaps !== this.#swaps;
    this.#swaps = swaps;
    return isOther;
  }

  /** Sends the first request of the run that has only the mock's answer. */
  async #look(): Promise<void> {
    if (this.#state !== 'on' || this.#isBusy) return;
    this.#isBusy = true;
    try {
      for (;;) {
        const next = await this.#next();
        if (this.#isOtherRun()) this.#state = 'paused';
        if (!next || this.#state !== 'on') break;
        await this.#send(next.number, next.event);
      }
    } finally {
      this.#isBusy = false;
    }
  }

  /** Requests of a run are numbered in the order of their events. */
  async #next(): Promise<{ readonly number: number; readonly event: RequestEvent } | null> {
    for (const [i, event] of (await requestsOf(this.#playground)).entries()) {
      if (!goesTo(event, this.#from)) continue;
      const sent = this.#sent.get(i + 1);
      if (sent && !isSame(sent, event)) {
        // An edit has made another request of it: its answers go, and nothing more is sent before somebody says so.
        this.#sent.set(i + 1, { url: event.url, body: event.body });
        this.#state = 'paused';
        return null;
      }
      if (!event.real && !sent) return { number: i + 1, event };
    }
    return null;
  }

  async #send(number: number, event: RequestEvent): Promise<void> {
    const { transport, workspace } = this.#playground;
    const goesOn = transport.isPlaying || transport.isRunningToEnd;
    // Virtual time stands still while the request is out.
    transport.pause();
    transport.seek(event.t);
    this.#state = 'sending';
    await this.#here;
    this.#tell({ type: 'start', origin: this.#to });
    const request = { id: number, url: this.#to + event.url.slice(this.#from.length), body: event.body };
    const outcome = await this.#outcomeOf(request);
    this.#remarks = [{ ...afterSending(outcome, location.origin), request: number }, ...this.#remarks].slice(
      0,
      50
    );
    const reply = replyOf(number, outcome);
    if (reply === null) {
      if (this.#isOn) this.#state = 'paused';
      if (outcome.kind !== 'stopped') workspace.notify('warning', this.#remarks[0].text);
      return;
    }
    this.#sent.set(number, { url: event.url, body: event.body });
    if (this.#isOtherRun()) {
      // Its answer has no place in the run that is shown now.
      if (this.#isOn) this.#state = 'paused';
      return;
    }
    await this.#playground.insertAt(this.#momentFor(event.t), reply, `Answer ${number}`);
    if (!this.#isOn) return;
    this.#state = 'on';
    if (goesOn) transport.play();
  }

  /** Asked anew after each wait: Stop may have been pressed in the meantime. */
  get #isOn(): boolean {
    return (this.#state as string) !== 'off';
  }

  #outcomeOf(request: DeliveryRequest): Promise<Outcome> {
    return new Promise((resolve) => {
      this.#answered = (outcome) => {
        this.#answered = null;
        resolve(outcome);
      };
      this.#tell({ type: 'send', request });
    });
  }

  /** The latest moment before the request at which the script stands still, so that a line put there is carried out in time. */
  #momentFor(t: number): number {
    const { view, workspace } = this.#playground;
    const marks = view.tracks.statements;
    let at = t - 1;
    for (let i = marks.length - 1; i >= 0; i--) {
      const { t: begun, returned } = marks[i];
      const isWait = workspace.outline.entries[i]?.text.startsWith('\\wait') ?? false;
      if (!isWait && begun <= at && (returned === null || returned > at)) at = begun - 1;
    }
    return Math.max(0, at);
  }
}

/** The line that the answer becomes; null where nothing was sent. */
function replyOf(number: number, outcome: Outcome): string | null {
  if (outcome.kind === 'confirmed') return `\\reply ${number} ${outcome.status} after ${outcome.ms}ms`;
  // Which of the redirects it was is kept from the page.
  if (outcome.kind === 'redirected') return `\\reply ${number} 302 after ${outcome.ms}ms`;
  if (outcome.kind === 'unreadable') return `\\reply ${number} unreadable after ${outcome.ms}ms`;
  return null;
}
