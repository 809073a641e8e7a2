import { readStored, store } from './page-storage';

export type ThemeChoice = 'system' | 'light' | 'dark';

/** Light or dark: the system's unless the reader has chosen. The choice stands as `data-theme` on the document. */
export class Theme {
  readonly #keeps: boolean;
  #choice = $state<ThemeChoice>('system');
  #systemIsDark = $state(false);

  /** @param options.keeps whether the choice is kept in this browser; an embed's belongs to the page around it */
  constructor({ keeps }: { readonly keeps: boolean } = { keeps: true }) {
    this.#keeps = keeps;
    if (keeps) this.#choice = readChoice();
    else this.show('system');
    const query = matchMedia('(prefers-color-scheme: dark)');
    this.#systemIsDark = query.matches;
    query.addEventListener('change', () => (this.#systemIsDark = query.matches));
  }

  get choice(): ThemeChoice {
    return this.#choice;
  }

  get isDark(): boolean {
    return this.#choice === 'system' ? this.#systemIsDark : this.#choice === 'dark';
  }

  choose(choice: ThemeChoice): void {
    if (this.#keeps) store('theme', choice === 'system' ? null : choice);
    this.show(choice);
  }

  /** Shows a theme without keeping it. */
  show(choice: ThemeChoice): void {
    this.#choice = choice;
    if (choice === 'system') delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = choice;
  }
}

function readChoice(): ThemeChoice {
  const stored = readStored('theme');
  return stored === 'light' || stored === 'dark' ? stored : 'system';
}
