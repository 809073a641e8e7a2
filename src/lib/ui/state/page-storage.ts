/**
 * The browser's small storage, for what is convenient and may be lost: theme, pane sizes, a draft between two runs. Everything in a try,
 * because in a sandboxed frame even reading the property throws.
 */

const PREFIX = 'changefeed-playground.';

export function readStored(name: string): string | null {
  try {
    return localStorage.getItem(PREFIX + name);
  } catch {
    return null;
  }
}

/** Keeps a text, or forgets it when it is null. */
export function store(name: string, value: string | null): void {
  try {
    if (value === null) localStorage.removeItem(PREFIX + name);
    else localStorage.setItem(PREFIX + name, value);
  } catch {
    // Denied or full: nothing that matters is lost.
  }
}

/** The same as an object that libraries take. */
export const pageStorage = {
  getItem: readStored,
  setItem: (name: string, value: string) => store(name, value)
};
