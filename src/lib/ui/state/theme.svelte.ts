import { readStored, store } from './page-storage';

export type ThemeChoice = 'system' | 'light' | 'dark';

/** Light or dark: the system's unless the reader has chosen. The choice stands as `data-theme` on the document. */
export class Theme {
  #choice = $state<ThemeChoice>(readChoice());
  #systemIsDark = $state(false);

  constructor() {
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
    this.#choice = choice;
    store('theme', choice === 'system' ? null : choice);
    if (choice === 'system') delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = choice;
  }
}

function readChoice(): ThemeChoice {
  const stored = readStored('theme');
  return stored === 'light' || stored === 'dark' ? stored : 'system';
}
