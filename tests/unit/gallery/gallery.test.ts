import { describe, expect, it, test } from 'vitest';
import { auditRun } from '../../../src/cli/audit';
import { runScenario } from '../../../src/cli/run-scenario';
import {
  DOCS_BASE,
  matches,
  outcomeOf,
  previewOf,
  scenarioOf,
  type GalleryExample
} from '../../../src/lib/gallery/example';
import { GALLERY } from '../../../src/lib/gallery/gallery';

/** Every example of the gallery is run, audited, and does what it says. */

/** What a reader would find: keys, values, headers and paths. */
function runOf(example: GalleryExample) {
  const run = runScenario(scenarioOf(example), { settle: true });
  const events = [...run.log];
  const messages = events.flatMap((event) => (event.type === 'message' ? [event] : []));
  const text = messages
    .map((m) => `${m.key} ${m.value} ${JSON.stringify(m.headers)} ${m.path ?? ''}`)
    .join('\n');
  const errors = events.flatMap((event) => (event.type === 'error' ? [event.message] : []));
  return { run, messages, text, errors };
}

describe('the gallery', () => {
  test.each(GALLERY.map((example) => [example.id, example] as const))('%s', (_id, example) => {
    const { messages: count, copies, errors: failing = 0, shows = [], lacks = [] } = example.claims;
    const { run, messages, text, errors } = runOf(example);
    expect(errors, errors.join('\n')).toHaveLength(failing);
    expect({ messages: messages.length, copies: messages.filter((m) => m.emission > 1).length }).toEqual({
      messages: count,
      copies
    });
    for (const part of shows) expect(text).toContain(part);
    for (const part of lacks) expect(text).not.toContain(part);
    const report = auditRun(run);
    const broken = report.guarantees.filter(({ verdict }) => verdict === 'violated').map((g) => g.id);
    expect(broken).toEqual([]);
  });

  it('has at least 24 examples, each with a task for a title and a name of its own', () => {
    expect(GALLERY.length).toBeGreaterThanOrEqual(24);
    expect(new Set(GALLERY.map(({ id }) => id)).size).toBe(GALLERY.length);
    expect(new Set(GALLERY.map(({ title }) => title)).size).toBe(GALLERY.length);
    for (const { title, about, minutes } of GALLERY) {
      expect(title).toMatch(/^[A-Z][^.]{8,70}$/);
      expect(about).toMatch(/\.$/);
      expect(minutes).toBeGreaterThan(0);
    }
  });

  it.each([
    'changefeed-examples',
    'changefeed-for',
    'create-changefeed',
    'alter-changefeed',
    'cdc-queries',
    'changefeed-messages',
    'changefeed-message-envelopes',
    'changefeeds-on-tables-with-column-families',
    'create-schedule-for-changefeed'
  ])('has examples of the documentation page %s, with a link', (page) => {
    const examples = GALLERY.filter(({ docs }) => docs?.startsWith(`${page}.html#`));
    expect(examples.length).toBeGreaterThan(0);
    for (const example of examples)
      expect(scenarioOf(example).description).toContain(`${DOCS_BASE}${example.docs}`);
  });

  it('is searched by what its examples say and do', () => {
    const found = (search: string) =>
      GALLERY.filter((example) => matches(example, search)).map(({ id }) => id);
    expect(found('duplicate restart')).toContain('duplicate-after-restart');
    expect(found('event_op')).toContain('query-only-deletes');
    expect(found('why resolved')).toContain('why-resolved-waits');
    expect(found('no such thing')).toEqual([]);
  });

  it('shows of each script first what makes its feed', () => {
    expect(previewOf('CREATE TABLE t (id INT);\n\nCREATE CHANGEFEED FOR t;\n\\wait 2s\nSELECT 1;\n', 2)).toBe(
      'CREATE CHANGEFEED FOR t;\n\\wait 2s'
    );
    for (const { script } of GALLERY) expect(previewOf(script, 1)).toContain('CHANGEFEED');
  });

  it('tells in words what a run holds', () => {
    expect(outcomeOf({ messages: 1, copies: 0 })).toBe('1 message');
    expect(outcomeOf({ messages: 7, copies: 2 })).toBe('7 messages, 2 of them sent again');
  });
});
