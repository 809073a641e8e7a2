import { embedOptionsOf } from '../lib/embed/options';
import { heightOf } from '../lib/embed/size';
import { historyDigest } from '../lib/scenario/digest';
import { encodeLink } from '../lib/scenario/link';
import type { Scenario } from '../lib/scenario/scenario';
import { stripSecrets } from '../lib/share/secrets';
import { picturedUntil, staticBlock } from '../lib/share/static-block';
import { runScenario } from './run-scenario';

/** Where the playground lives when nobody says otherwise: a link that names no host leads to the page's own. */
const NOWHERE = './';

/** The static block of an embed, with the link that this build makes of the scenario. */
export function renderBlock(given: Scenario, options: ReadonlyMap<string, string>): string {
  const { scenario } = stripSecrets(given);
  const { log, epoch, engine } = runScenario(scenario, { settle: true });
  const until = scenario.view.at ?? engine.now;
  const shown = {
    ...scenario,
    view: { ...scenario.view, at: until },
    digest: historyDigest(log, epoch, until)
  };
  const base = (options.get('base') ?? NOWHERE).replace(/\/*$/, '/');
  return staticBlock({
    scenario,
    events: log,
    epoch,
    until: picturedUntil(until, engine.now),
    link: base + encodeLink(shown),
    options: embedOptionsOf((name) => options.get(name) ?? null),
    height: heightOf(options.get('height') ?? null)
  });
}
