import { createContext } from 'svelte';
import type { Playground } from './playground.svelte';
import type { Theme } from './theme.svelte';

/** What every component of a playground reaches without being handed it through all that stand between. */
export interface PageContext {
  readonly playground: Playground;
  readonly theme: Theme;
}

export const [pageContext, setPageContext] = createContext<PageContext>();
