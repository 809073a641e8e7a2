import { DEFAULT_VIEW, makeScenario, type Scenario } from '../scenario/scenario';

/** A task that somebody comes with, as a scenario that shows it. Its claims are checked by running it. */
export interface GalleryExample {
  readonly id: string;
  /** The task, as a person would say it: "See a duplicate after a restart". */
  readonly title: string;
  /** What to look at, in a sentence or two. */
  readonly about: string;
  readonly topic: Topic;
  /** How long it takes to understand. */
  readonly minutes: number;
  /** The page of CockroachDB's documentation whose example it is, with its anchor. */
  readonly docs?: string;
  readonly script: string;
  readonly claims: Claims;
}

export const TOPICS = [
  'First steps',
  'Sent twice',
  'Order and resolved',
  'Starting and stopping',
  'Schema changes',
  'Queries',
  'Envelopes and formats',
  'Sinks',
  'Faults'
] as const;

export type Topic = (typeof TOPICS)[number];

/** What the gallery says of a run, and a test finds in it. */
export interface Claims {
  /** Deliveries in all, copies included. */
  readonly messages: number;
  /** Deliveries beyond the first of the same version. */
  readonly copies: number;
  /** Statements that fail, because failing is what they show. */
  readonly errors?: number;
  /** Texts that occur in a key, value or header of some message, or in a path. */
  readonly shows?: readonly string[];
  /** Texts that occur in none. */
  readonly lacks?: readonly string[];
}

/** Where the documentation that the examples come from lives. */
export const DOCS_BASE = 'https://www.cockroachlabs.com/docs/v26.2/';

export function scenarioOf({ title, about, script, docs }: GalleryExample): Scenario {
  const description = docs === undefined ? about : `${about}\n\n[Documentation](${DOCS_BASE}${docs})`;
  return makeScenario({ title, description, script, view: { ...DEFAULT_VIEW, speed: 10 } });
}

/** What a run of it holds, in words. */
export function outcomeOf({ messages, copies }: Claims): string {
  const count = messages === 1 ? '1 message' : `${messages} messages`;
  return copies === 0 ? count : `${count}, ${copies} of them sent again`;
}

/** The first lines that tell what an example is about: from the statement that makes its feed on. */
export function previewOf(script: string, most: number): string {
  const lines = script.split('\n').filter((line) => line.trim() !== '');
  const from = Math.max(
    0,
    lines.findIndex((line) => line.includes('CHANGEFEED'))
  );
  return lines.slice(from, from + most).join('\n');
}

/** Whether every word of a search occurs in what is told of an example or in its script. */
export function matches(example: GalleryExample, search: string): boolean {
  const { title, about, topic, script, docs = '' } = example;
  const text = `${title} ${about} ${topic} ${docs} ${script}`.toLowerCase();
  return search
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word));
}
