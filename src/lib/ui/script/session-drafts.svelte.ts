import { SvelteMap } from 'svelte/reactivity';
import { EditHistory } from '../../editor/edit-history';
import { Parking } from '../../editor/parking';

/**
 * What stands typed in the sessions of a workspace, so that neither another tab nor a reload loses it. Kept for as long as the browser's tab
 * is: what has not been sent is nobody else's business.
 */

/** What an editor of a session leaves for the next one. */
export interface SessionDesk {
  readonly history: EditHistory;
  readonly parking: Parking;
  caret: number;
}

const KEY = 'changefeed-playground.sessions.';

export class SessionDrafts {
  readonly #workspace: string;
  readonly #texts: SvelteMap<string, string>;
  // eslint-disable-next-line svelte/prefer-svelte-reactivity -- nothing that is shown depends on it
  readonly #desks = new Map<string, SessionDesk>();

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

  desk(session: string): SessionDesk {
    let desk = this.#desks.get(session);
    if (!desk)
      this.#desks.set(session, (desk = { history: new EditHistory(), parking: new Parking(), caret: 0 }));
    return desk;
  }

  /** Another workspace is shown. */
  close(): void {
    for (const { parking } of this.#desks.values()) parking.close();
    this.#desks.clear();
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
