import { createContext } from 'svelte';
import type { Playground } from './playground.svelte';
import type { Theme } from './theme.svelte';
import type { Turns } from './turns';

/** What every component of a playground reaches without being handed it through all that stand between. */
export interface PageContext {
  readonly playground: Playground;
  readonly theme: Theme;
  /** Where parts wait while the page opens; without it they stand at once. */
  readonly turns?: Turns;
}

export const [pageContext, setPageContext] = createContext<PageContext>();
