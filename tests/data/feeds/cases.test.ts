import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { HistoryEvent } from '$lib/engine/base/events';
import { makeScenario } from '$lib/scenario/scenario';
import { runScenario } from '../../../src/cli/run-scenario';

/**
 * Changefeeds by what reaches their far end: `cases.jsonl` holds a script a line and what the reference (§2–§4) says comes of it. `raw_key`
 * and `raw_value` are compared to the byte, `key` and `value` as JSON; the last statement of a case with `error` fails with these words.
 */
interface Case {
  readonly name: string;
  readonly script: string;
  readonly messages?: readonly Expected[];
  readonly subjects?: readonly string[];
  readonly file?: {
    readonly name: string;
    readonly lines?: readonly string[];
    readonly json?: readonly unknown[];
    readonly fields?: readonly string[];
  };
  readonly request?: string;
  readonly status?: string;
  /** Of the job's error. */
  readonly words?: readonly string[];
  readonly error?: readonly string[];
}

interface Expected {
  readonly topic: string;
  readonly raw_key?: string | null;
  readonly raw_value?: string | null;
  readonly key?: unknown;
  readonly value?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

const cases = readFileSync(join(import.meta.dirname, 'cases.jsonl'), 'utf8')
  .split('\n')
  .filter(Boolean)
  .map((line) => JSON.parse(line) as Case);

type Of<T extends HistoryEvent['type']> = Extract<HistoryEvent, { type: T }>;

class Run {
  readonly #events: readonly HistoryEvent[];

  constructor(script: string) {
    this.#events = [...runScenario(makeScenario({ script }), { settle: true }).log];
  }

  of<T extends HistoryEvent['type']>(type: T): Of<T>[] {
    return this.#events.filter((event): event is Of<T> => event.type === type);
  }
}

const parsed = (text: string | null): unknown => (text === null ? null : JSON.parse(text));

/** A message as an expectation tells it: only what that names. */
function shown(message: Of<'message'>, like: Expected): Expected {
  return {
    topic: message.topic ?? '',
    ...('raw_key' in like ? { raw_key: message.key } : {}),
    ...('raw_value' in like ? { raw_value: message.value } : {}),
    ...('key' in like ? { key: parsed(message.key) } : {}),
    ...('value' in like ? { value: parsed(message.value) } : {}),
    ...(like.headers ? { headers: { ...message.headers } } : {})
  };
}

/** Texts in an order of their own, members too: rows of different keys come in any. */
const sorted = (items: readonly unknown[]): string[] =>
  items.map((item) => JSON.stringify(item, sortedMembers)).sort();

function sortedMembers(_name: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}

describe('changefeeds by what arrives', () => {
  it.each(cases)('$name', (expected) => {
    const run = new Run(expected.script);
    const errors = run.of('error').map(({ message, hint, detail }) => [message, hint, detail].join(' '));
    if (expected.error) {
      for (const word of expected.error)
        expect(errors.at(-1)?.toLowerCase()).toContain(word.toLowerCase());
      return;
    }
    expect(errors).toEqual([]);
    if (expected.messages) {
      const made = run.of('message').map((message, i) => shown(message, expected.messages![i] ?? expected.messages![0]));
      expect(sorted(made)).toEqual(sorted(expected.messages));
    }
    const subjects = run.of('registry').map(({ subject }) => subject);
    for (const subject of expected.subjects ?? []) expect(subjects).toContain(subject);
    if (expected.file) {
      const { name, lines, json, fields } = expected.file;
      const file = run.of('file').find(({ path }) => new RegExp(name).test(path));
      const found = file?.content.split('\n').filter(Boolean) ?? [];
      if (fields) expect(file?.fields).toEqual(fields);
      if (lines) expect(found).toEqual(lines);
      else expect(found.map(parsed)).toEqual(json);
    }
    if (expected.request) expect(run.of('request').map(({ body }) => body)).toContain(expected.request);
    const job = run.of('job').at(-1);
    if (expected.status) expect(job?.status).toBe(expected.status);
    for (const word of expected.words ?? []) expect(job?.error).toContain(word);
  });
});
