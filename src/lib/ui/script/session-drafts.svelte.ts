import { SvelteMap } from 'svelte/reactivity';

/**
 * What stands typed in the sessions of a workspace, so that neither another tab nor a reload loses it. Kept for as long as the browser's tab
 * is: what has not been sent is nobody else's business.
 */

const KEY = 'changefeed-playground.sessions.';

export class SessionDrafts {
  readonly #workspace: string;
  readonly #texts: SvelteMap<string, string>;

  constructor(workspace: string) {
    this.#workspace = workspace;
    this.#texts = new SvelteMap(readTexts(workspace));
  }

  /** Sessions with a text, also those that have not run anything yet. */
  get names(): readonly string[] {
    return [...this.#texts.keys()];
  }

  text(session: string): string {
    return this.#texts.get(session) ?? '';
  }

  set(session: string, text: string): void {
    this.#texts.set(session, text);
    try {
      sessionStorage.setItem(KEY + this.#workspace, JSON.stringify([...this.#texts]));
    } catch {
      // Denied or full: the text is kept until the page is left.
    }
  }
}

function readTexts(workspace: string): [string, string][] {
  try {
    const kept: unknown = JSON.parse(sessionStorage.getItem(KEY + workspace) ?? '[]');
    if (!Array.isArray(kept)) return [];
    return kept.flatMap((pair: unknown) =>
      Array.isArray(pair) && typeof pair[0] === 'string' && typeof pair[1] === 'string'
        ? [[pair[0], pair[1]] satisfies [string, string]]
        : []
    );
  } catch {
    return [];
  }
}
