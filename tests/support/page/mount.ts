import type { Component } from 'svelte';
import type { HistoryEvent } from '../../../src/lib/engine/base/events';
import { render } from 'vitest-browser-svelte';
import { FIRST_SCENARIO } from '../../../src/lib/ui/first-scenario';
import { Playground } from '../../../src/lib/ui/state/playground.svelte';
import { Theme } from '../../../src/lib/ui/state/theme.svelte';
import { employeesHistory } from './employees-history';
import { FakePlayground } from './fake-playground';
import Host from './Host.svelte';

/** A component within a page that shows a history at its end, the employees example if no other. @param given props, or what makes them of the page's playground */
export async function mount<Props extends Record<string, unknown>>(
  component: Component<Props>,
  given: Props | ((playground: Playground) => Props),
  history: readonly HistoryEvent[] = employeesHistory()
) {
  const fake = new FakePlayground(history);
  const playground = new Playground(fake);
  await playground.open(FIRST_SCENARIO, '');
  const props = typeof given === 'function' ? given(playground) : given;
  const screen = render(Host, { props: { page: { playground, theme: new Theme() }, component, props } });
  return { screen: await screen, playground, fake };
}
