import {
  readToFrame,
  sealed,
  type FromFrame,
  type Id,
  type Received,
  type ToFrame
} from '../../embed/protocol';

/** Messages that a page may send in a second; what is more is dropped, so that a flood leaves the frame usable. */
const PER_SECOND = 50;
const BURST = 100;

/**
 * The line to the page around the frame (design §9). It listens to `window.parent` alone, and from its first valid message on to that
 * page's origin alone; everything else is dropped without an answer.
 */
export class FrameMessages {
  readonly #window: Window;
  readonly #act: (message: Received<ToFrame>) => void;
  readonly #now: () => number;
  #origin: string | null = null;
  #left = BURST;
  #filledAt: number;

  constructor(
    frame: Window,
    act: (message: Received<ToFrame>) => void,
    now: () => number = () => performance.now()
  ) {
    this.#window = frame;
    this.#act = act;
    this.#now = now;
    this.#filledAt = now();
    frame.addEventListener('message', this.#receive);
    // Whose page this is is not known yet, so this says nothing but that somebody listens.
    if (this.isFramed) frame.parent.postMessage(sealed({ type: 'ready' }), '*');
  }

  get isFramed(): boolean {
    return this.#window.parent !== this.#window;
  }

  /** Says something to the page, once it is known. @param id of the message that is answered */
  say(message: FromFrame, id?: Id): void {
    if (this.#origin === null) return;
    // A page without an origin of its own cannot be named.
    this.#window.parent.postMessage(sealed(message, id), this.#origin === 'null' ? '*' : this.#origin);
  }

  close(): void {
    this.#window.removeEventListener('message', this.#receive);
  }

  readonly #receive = (event: MessageEvent): void => {
    if (!this.isFramed || event.source !== this.#window.parent) return;
    if (this.#origin !== null && event.origin !== this.#origin) return;
    if (!this.#mayPass()) return;
    const message = readToFrame(event.data);
    if (!message) return;
    this.#origin = event.origin;
    this.#act(message);
  };

  #mayPass(): boolean {
    const now = this.#now();
    this.#left = Math.min(BURST, this.#left + ((now - this.#filledAt) / 1000) * PER_SECOND);
    this.#filledAt = now;
    if (this.#left < 1) return false;
    this.#left--;
    return true;
  }
}
