import { encodeLink } from '../scenario/link';
import { readScript } from '../scenario/script';
import { ScenarioError, type Scenario } from '../scenario/scenario';

/** How long a link may be where people paste it, and what can be left out to make it shorter (playgrounds.md D2). */

export interface LinkLimit {
  readonly where: string;
  readonly chars: number;
}

export const LINK_LIMITS: readonly LinkLimit[] = [
  { where: 'a Discord message', chars: 2000 },
  { where: 'a Slack message', chars: 4000 },
  { where: 'a GitHub comment', chars: 8000 },
  { where: 'an address bar', chars: 32_000 }
];

/** A shorter link, and what it lacks. */
export interface ShorterLink {
  readonly lacks: string;
  readonly fragment: string;
}

/** Links that say less, longest first; none that is no shorter. @param taken entries of the script that have been begun */
export function shorterLinks(scenario: Scenario, fragment: string, taken: number): ShorterLink[] {
  const entries = readScript(scenario.script);
  const bare = entries.map((entry) => scenario.script.slice(entry.offset, entry.endOffset)).join('\n');
  const begun =
    taken > 0 && taken < entries.length ? scenario.script.slice(0, entries[taken - 1].endOffset) : null;
  const ways: readonly (readonly [string, Scenario])[] = [
    ['the description', { ...scenario, description: '' }],
    ['the comments of the script', { ...scenario, script: bare }],
    [
      'comments, description and the check that another build shows the same',
      withoutDigest({ ...scenario, description: '', script: bare })
    ],
    ...(begun === null ? [] : ([['what comes after this moment', { ...scenario, script: begun }]] as const))
  ];
  const made: ShorterLink[] = [];
  for (const [lacks, shorter] of ways) {
    const link = tryLink(shorter);
    if (link !== null && link.length < fragment.length) made.push({ lacks, fragment: link });
  }
  return made.sort((a, b) => b.fragment.length - a.fragment.length);
}

function withoutDigest({ digest: _digest, ...scenario }: Scenario): Scenario {
  return scenario;
}

function tryLink(scenario: Scenario): string | null {
  try {
    return encodeLink(scenario);
  } catch (error) {
    if (error instanceof ScenarioError) return null;
    throw error;
  }
}
