import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { runScenario } from '../../../../src/cli/run-scenario';
import type { HistoryEvent } from '../../../../src/lib/engine/base/events';
import { makeScenario } from '../../../../src/lib/scenario/scenario';

/**
 * Reference §2 line by line: options, values and combinations that CREATE CHANGEFEED refuses, and the notices it gives. Each line of the data
 * names what the answer must mention; the wording is our own.
 */
interface Line {
  readonly about: string;
  readonly setup: readonly string[];
  readonly sql: string;
  readonly kind: 'error' | 'notice';
  readonly sqlstate?: string;
  readonly mentions: readonly string[];
  readonly not_mentions?: readonly string[];
}

const lines = readFileSync(join(import.meta.dirname, '../../../data/changefeeds/options.jsonl'), 'utf8')
  .split('\n')
  .filter(Boolean)
  .map((line) => JSON.parse(line) as Line);

it.each(lines)('$about: $sql', ({ setup, sql, kind, sqlstate, mentions, not_mentions = [] }) => {
  const script = [...setup, sql].map((statement) => `${statement};\n`).join('');
  const { log } = runScenario(makeScenario({ script }), { settle: false });
  const events = [...log];
  const last = setup.length + 1;
  const answers = events.filter(
    (event): event is Extract<HistoryEvent, { type: 'error' | 'notice' }> =>
      (event.type === 'error' || event.type === 'notice') && event.statement === last
  );
  const told = answers.filter((event) => event.type === kind);
  expect(told.length, JSON.stringify(answers)).toBeGreaterThan(0);
  expect(answers.some((event) => event.type === 'error')).toBe(kind === 'error');
  if (sqlstate !== undefined) expect(told[0].type === 'error' && told[0].sqlstate).toBe(sqlstate);
  const text = told.map((event) => `${event.message} ${event.hint ?? ''}`).join('\n');
  for (const word of mentions) expect(text).toContain(word);
  for (const word of not_mentions) expect(text).not.toContain(word);
});
