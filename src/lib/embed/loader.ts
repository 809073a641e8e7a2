import { themeAround, watchPage } from './host-theme';
import { embedOptionsOf, printEmbedOptions } from './options';
import { readFromFrame, sealed, type FromFrame, type ToFrame } from './protocol';
import { clampHeight, heightOf, USUAL_HEIGHT } from './size';

/**
 * `embed.js`: upgrades `<changefeed-playground link="…">` elements of somebody's page (design §9). What the element holds is shown until its
 * frame is there: the static block, which needs none of this. It stays in the page as it is, only out of sight, and what is added stands in
 * a shadow tree, so that a framework that made the page, or is about to take it over, finds it as it left it. Frames are made when they come
 * near the viewport, or at a click. Elements of the page with `data-seek` or `data-run` drive them.
 */

/** The folder this script came from: where the frame lives. */
const BASE = (() => {
  const own = document.currentScript;
  return own instanceof HTMLScriptElement && own.src !== '' ? new URL('./', own.src).href : null;
})();

/** How far from the viewport a frame begins to load. */
const NEAR = '300px';
/** How long a frame may take to speak for the first time. */
const PATIENCE_MS = 15_000;

/** By the object model, since a page's policy may forbid styles that are written. */
const STYLE = new CSSStyleSheet();
STYLE.replaceSync(`
:host { display: block }
:host([hidden]) { display: none }
iframe { display: block; width: 100%; height: 0; border: 0; color-scheme: normal }
button { padding: 6px 14px; border: 1px solid; border-radius: 6px; background: none; color: inherit; font: 600 14px/20px system-ui, sans-serif; cursor: pointer }
`);

class ChangefeedPlayground extends HTMLElement {
  static observedAttributes = ['theme', 'height'];
  readonly #root = this.attachShadow({ mode: 'open' });
  /** The static block. */
  readonly #slot = document.createElement('slot');
  #frame: HTMLIFrameElement | null = null;
  /** Said before the frame was ready; a page may not stack up more. */
  #waiting: ToFrame[] = [];
  #isReady = false;
  #near: IntersectionObserver | null = null;
  #button: HTMLButtonElement | null = null;
  #note: HTMLElement | null = null;
  #patience: ReturnType<typeof setTimeout> | undefined;
  #unwatch: (() => void) | undefined;
  /** What the frame shows itself in. */
  #theme: 'light' | 'dark' = 'light';

  connectedCallback(): void {
    if (this.#frame) return;
    this.#root.adoptedStyleSheets = [STYLE];
    this.#root.replaceChildren(this.#slot);
    this.#unwatch = watchPage(this.#follow);
    this.#follow();
    if (this.#source === null) return;
    if (this.getAttribute('run') === 'click') return this.#offer();
    this.#near = new IntersectionObserver(
      (entries) => {
        if (entries.some((entry) => entry.isIntersecting)) this.open();
      },
      { rootMargin: NEAR }
    );
    this.#near.observe(this);
  }

  disconnectedCallback(): void {
    this.#near?.disconnect();
    clearTimeout(this.#patience);
    this.#unwatch?.();
    window.removeEventListener('message', this.#receive);
    this.#frame?.remove();
    this.#button?.remove();
    [this.#frame, this.#button, this.#isReady, this.#waiting] = [null, null, false, []];
  }

  attributeChangedCallback(name: string): void {
    if (name === 'theme') this.#follow();
    else if (this.#isReady) this.#setHeight(heightOf(this.getAttribute('height')) ?? USUAL_HEIGHT);
  }

  get #options() {
    return embedOptionsOf((name) => this.getAttribute(name));
  }

  /** The address of the playground and the scenario; null where the element has none that can be used. */
  get #source(): { readonly base: string; readonly payload: string } | null {
    const link = this.getAttribute('link') ?? '';
    const [address, fragment = ''] = link.split('#');
    const payload = fragment.split('&').find((part) => /^s=\d+\.[\w-]+$/.test(part));
    const base = BASE ?? (/^https?:/.test(address) ? address : null);
    return payload === undefined || base === null ? null : { base, payload };
  }

  /** The theme that was asked for, or that of the page around as it is now. */
  get #themeNow(): 'light' | 'dark' {
    const { theme } = this.#options;
    return theme === 'auto' ? themeAround(this) : theme;
  }

  /** The picture of the static block knows nothing but the scheme of what it stands in. */
  readonly #follow = (): void => {
    const theme = this.#themeNow;
    this.#slot.style.colorScheme = theme;
    if (theme === this.#theme) return;
    this.#theme = theme;
    if (this.#isReady) this.tell({ type: 'theme', value: theme });
  };

  /** A button over the static block: nothing of the playground is loaded before it is pressed. */
  #offer(): void {
    if (this.#button) return;
    const button = document.createElement('button');
    button.type = 'button';
    button.textContent = this.getAttribute('label') ?? '▷ Run it here';
    button.addEventListener('click', () => this.open());
    this.#button = button;
    this.#root.prepend(button);
  }

  /** Loads the frame, which takes the place of the static block once it has something to show. */
  open(): void {
    const source = this.#source;
    if (this.#frame || !source) return;
    this.#near?.disconnect();
    const frame = document.createElement('iframe');
    // Whoever got here has seen or clicked it.
    const options = printEmbedOptions({ ...this.#options, theme: this.#theme, run: 'load' });
    frame.src = `${new URL('embed/', source.base).href}#${source.payload}&${options}`;
    frame.title = this.getAttribute('name') ?? 'Changefeed playground';
    frame.allow = 'clipboard-write';
    frame.loading = 'eager';
    this.#frame = frame;
    this.#note?.remove();
    window.addEventListener('message', this.#receive);
    this.#root.prepend(frame);
    this.#patience = setTimeout(() => this.#giveUp(), PATIENCE_MS);
  }

  /** The frame speaks: nothing static is shown any more. It stays where it is, since a frame that is moved loads anew. */
  #show(): void {
    clearTimeout(this.#patience);
    for (const child of [...this.#root.children]) if (child !== this.#frame) child.remove();
    this.#setHeight(heightOf(this.getAttribute('height')) ?? USUAL_HEIGHT);
  }

  /** The playground's host is away, or this page is offline: the static block stays, and the button offers another try. */
  #giveUp(): void {
    window.removeEventListener('message', this.#receive);
    this.#frame?.remove();
    this.#frame = null;
    this.#waiting = [];
    this.#button?.remove();
    this.#button = null;
    this.#offer();
    this.#note = document.createElement('p');
    this.#note.setAttribute('role', 'status');
    this.#note.textContent = 'The playground cannot be reached just now.';
    this.#root.prepend(this.#note);
  }

  /** Says something to the frame, when it can hear it. */
  tell(message: ToFrame): void {
    const source = this.#source;
    // What is asked of a frame that waits is a reason to make it.
    if (!this.#frame) this.open();
    if (this.#isReady && source && this.#frame)
      this.#frame.contentWindow?.postMessage(sealed(message), new URL(source.base).origin);
    else if (this.#waiting.length < 20) this.#waiting.push(message);
  }

  readonly #receive = (event: MessageEvent): void => {
    const source = this.#source;
    if (!this.#frame || event.source !== this.#frame.contentWindow || !source) return;
    if (event.origin !== new URL(source.base).origin) return;
    const message = readFromFrame(event.data);
    if (message) this.#heard(message);
  };

  #heard(message: FromFrame): void {
    if (message.type === 'ready') {
      this.#isReady = true;
      this.#show();
      // The first message tells the frame whose page it is in.
      const waiting = [{ type: 'theme', value: this.#theme } as const, ...this.#waiting];
      this.#waiting = [];
      waiting.forEach((said) => this.tell(said));
    } else if (message.type === 'height' && heightOf(this.getAttribute('height')) === null)
      this.#setHeight(clampHeight(message.px));
    this.dispatchEvent(new CustomEvent(`playground-${message.type}`, { detail: message }));
  }

  #setHeight(px: number): void {
    if (this.#frame) this.#frame.style.height = `${px}px`;
  }
}

/** The embed that a sentence speaks of: the one it names, else the last one before it, else the first after it. */
function embedOf(element: Element): ChangefeedPlayground | null {
  const name = element.getAttribute('data-playground');
  const named = name === null ? null : document.getElementById(name);
  if (named instanceof ChangefeedPlayground) return named;
  const all = [...document.querySelectorAll('changefeed-playground')].filter(
    (found) => found instanceof ChangefeedPlayground
  );
  const before = all.filter(
    (found) => element.compareDocumentPosition(found) & Node.DOCUMENT_POSITION_PRECEDING
  );
  return before.at(-1) ?? all[0] ?? null;
}

const UNITS: ReadonlyMap<string, number> = new Map([
  ['ns', 1],
  ['us', 1e3],
  ['ms', 1e6],
  ['s', 1e9],
  ['m', 60e9],
  ['h', 3600e9]
]);

/** `12s`, `350ms` as nanoseconds; anything else is the text of a note. */
function seekOf(text: string): ToFrame {
  const m = /^(\d+(?:\.\d+)?)(ns|us|ms|s|m|h)$/.exec(text.trim());
  if (!m) return { type: 'seek', note: text };
  return { type: 'seek', at: Math.round(Number(m[1]) * (UNITS.get(m[2]) ?? 1)) };
}

function pressed(event: Event): void {
  const target = event.target instanceof Element ? event.target.closest('[data-seek], [data-run]') : null;
  const embed = target && embedOf(target);
  if (!target || !embed) return;
  event.preventDefault();
  const moment = target.getAttribute('data-seek');
  if (target.hasAttribute('data-run')) embed.tell({ type: 'run' });
  if (moment !== null) embed.tell(seekOf(moment));
  embed.scrollIntoView({ block: 'nearest' });
}

if (!customElements.get('changefeed-playground')) {
  customElements.define('changefeed-playground', ChangefeedPlayground);
  document.addEventListener('click', pressed);
}
