import { decodeLink } from '../scenario/link';
import type { Scenario } from '../scenario/scenario';

/**
 * `frame-static.js`: what a frame shows without the playground, from the scenario in its address. A classic script, since modules do not load
 * in a frame without an origin unless the host allows them for everybody.
 */

const ID = 'static-layer';

function main(): void {
  const root = document.documentElement;
  if (root.dataset.playground === 'on' || document.getElementById(ID)) return;
  const layer = make('section', '');
  layer.id = ID;
  layer.append(...contents());
  document.body.append(layer);
  // It may only have been late.
  new MutationObserver((_changes, observer) => {
    if (root.dataset.playground !== 'on') return;
    layer.remove();
    observer.disconnect();
  }).observe(root, { attributes: true, attributeFilter: ['data-playground'] });
}

function contents(): HTMLElement[] {
  const parts: HTMLElement[] = [];
  const { scenario, problem } = scenarioHere();
  if (scenario) {
    parts.push(make('h1', scenario.title || 'Changefeed scenario'));
    if (scenario.description) parts.push(make('p', scenario.description));
    const script = make('pre', scenario.script);
    script.tabIndex = 0;
    parts.push(script);
  } else parts.push(make('p', problem));
  const link = make('a', 'Open in the playground') as HTMLAnchorElement;
  link.href = new URL(`../${location.hash}`, location.href).href;
  link.target = '_blank';
  link.rel = 'noopener';
  parts.push(link);
  if (self.origin === 'null')
    parts.push(
      make(
        'p',
        'For the author of this page: this frame is sandboxed without allow-same-origin, and the playground’s server does not allow its ' +
          'files to every origin, so it cannot run here. Add allow-same-origin to the frame’s sandbox, or have the server send ' +
          'Access-Control-Allow-Origin: *.'
      )
    );
  return parts;
}

function scenarioHere(): { readonly scenario: Scenario | null; readonly problem: string } {
  try {
    return { scenario: decodeLink(location.hash), problem: 'This address holds no scenario.' };
  } catch (error) {
    return { scenario: null, problem: error instanceof Error ? error.message : 'This link is damaged.' };
  }
}

/** Text only: nothing of a scenario becomes markup. */
function make(tag: string, text: string): HTMLElement {
  const element = document.createElement(tag);
  element.textContent = text;
  return element;
}

if (document.readyState === 'loading') document.addEventListener('DOMContentLoaded', main);
else main();
