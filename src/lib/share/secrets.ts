import { redactCommand, redactStatement, redactText } from '../engine/cluster/redact';
import { readScript } from '../scenario/script';
import type { Scenario } from '../scenario/scenario';

/**
 * Scenarios without secrets (design §11): what is shared has stand-ins where URIs and options hold credentials, and whoever shares it is
 * told where. No secret's value influences a run, so the stripped scenario shows the same.
 */

export interface Stripped {
  readonly scenario: Scenario;
  /** Where something was taken out, in words: "line 3 of the script". */
  readonly places: readonly string[];
  /** What still looks like a secret and only its author can judge, one sentence each. */
  readonly doubts: readonly string[];
}

/** What credentials look like wherever they stand. */
const LOOKS_SECRET: readonly (readonly [RegExp, string])[] = [
  [/\bAKIA[0-9A-Z]{16}\b/, 'an AWS access key'],
  [/-----BEGIN [A-Z ]*PRIVATE KEY-----/, 'a private key'],
  [/\bgh[pousr]_[A-Za-z0-9]{20,}/, 'a GitHub token'],
  [/\bxox[abprs]-[A-Za-z0-9-]{10,}/, 'a Slack token'],
  [/\beyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{10,}\./, 'a signed token'],
  [/\b(?:password|passwd|secret|token|api[_ -]?key)\b\s*(?:is|:|=)\s*(?!'?redacted)\S{4,}/i, 'a password']
];
/** Shorter pieces of what was taken out are words that may stand anywhere. */
const SHORTEST_SECRET = 6;

export function stripSecrets(scenario: Scenario): Stripped {
  const places: string[] = [];
  const script = stripScript(scenario.script, places);
  const told = <T>(name: string, value: T): T => {
    const shown = stripValue(value) as T;
    if (JSON.stringify(shown) !== JSON.stringify(value)) places.push(name);
    return shown;
  };
  const stripped: Scenario = {
    ...scenario,
    script,
    title: told('the title', scenario.title),
    description: told('the description', scenario.description),
    others: new Map([...scenario.others].map(([name, value]) => [name, told(`its member ${name}`, value)])),
    ...(scenario.lesson === undefined ? {} : { lesson: told('the lesson', scenario.lesson) })
  };
  return { scenario: stripped, places, doubts: doubtsOf(stripped, secretsOf(scenario.script, script)) };
}

/** A text for others to see, such as a picture's title, without the secrets of addresses in it. */
export const shownText = (text: string): string => redactText(text);

/** Each entry by itself: a backslash command is no SQL. */
function stripScript(script: string, places: string[]): string {
  let text = '';
  let at = 0;
  /** Takes over what lies between `at` and `end`, as it is shown. */
  const pass = (end: number, show: (piece: string) => string) => {
    const piece = script.slice(at, end);
    const shown = show(piece);
    for (const line of changedLines(piece, shown)) {
      const place = `line ${lineOf(script, at) + line} of the script`;
      if (places.at(-1) !== place) places.push(place);
    }
    text += shown;
    at = end;
  };
  for (const entry of readScript(script)) {
    pass(entry.offset, redactText);
    pass(entry.offset + entry.text.length, entry.kind === 'sql' ? redactStatement : redactCommand);
    pass(entry.endOffset, (piece) => piece);
  }
  pass(script.length, redactText);
  return text;
}

/** Numbers, from 0, of the lines of a text that are shown otherwise; of the first one alone where lines are missing. */
function changedLines(text: string, shown: string): number[] {
  const [lines, others] = [text.split('\n'), shown.split('\n')];
  const changed = lines.flatMap((line, i) => (line === others[i] ? [] : [i]));
  return lines.length === others.length ? changed : changed.slice(0, 1);
}

const lineOf = (text: string, offset: number): number => text.slice(0, offset).split('\n').length;

/** Texts at any depth; documents are at most a hundred levels deep. */
function stripValue(value: unknown): unknown {
  if (typeof value === 'string') return redactText(value);
  if (Array.isArray(value)) return value.map(stripValue);
  if (typeof value !== 'object' || value === null) return value;
  const copy = Object.create(null) as Record<string, unknown>;
  for (const [name, item] of Object.entries(value)) copy[name] = stripValue(item);
  return copy;
}

/** Words of the script of which there are fewer now: the values of its secrets. */
function secretsOf(before: string, after: string): string[] {
  if (before === after) return [];
  const wordsOf = (text: string) => text.split(/[\s'"?&=@:/,;()]+/);
  // Lines that were not changed hold no secret, and do not make a word of a changed line less of one.
  const now = linesWithout(after, before);
  const left = new Map<string, number>();
  for (const word of wordsOf(now)) left.set(word, (left.get(word) ?? 0) + 1);
  // What is still there as code, and not in a comment that repeats it, was no secret.
  const kept = new Set(wordsOf(now.replaceAll(/--.*$/gm, '')));
  const gone = new Set<string>();
  for (const word of wordsOf(linesWithout(before, after))) {
    const count = left.get(word) ?? 0;
    if (count > 0) left.set(word, count - 1);
    else if (word.length >= SHORTEST_SECRET && !kept.has(word)) gone.add(word);
  }
  return [...gone];
}

/** The lines of a text that another one has not. */
function linesWithout(text: string, other: string): string {
  const known = new Set(other.split('\n'));
  return text
    .split('\n')
    .filter((line) => !known.has(line))
    .join('\n');
}

function doubtsOf({ script, title, description }: Scenario, secrets: readonly string[]): string[] {
  const doubts: string[] = [];
  const texts = [
    ...script.split('\n').map((line, i) => [`Line ${i + 1} of the script`, line] as const),
    ['The title', title] as const,
    ['The description', description] as const
  ];
  for (const [place, text] of texts) {
    const looks = LOOKS_SECRET.find(([pattern]) => pattern.test(text));
    if (secrets.some((secret) => text.includes(secret)))
      doubts.push(`${place} repeats a secret that was taken out elsewhere.`);
    else if (looks) doubts.push(`${place} holds what looks like ${looks[1]}.`);
  }
  return doubts;
}
