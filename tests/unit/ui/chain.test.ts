import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { GALLERY } from '../../../src/lib/gallery/gallery';
import { EMPLOYEES_SCRIPT } from '../../../src/lib/ui/first-scenario';
import { chainOf, type ChainKind } from '../../../src/lib/ui/explain/chain';
import { RecordedLinks } from '../../support/page/recorded-links';

const folder = join(import.meta.dirname, '../../scenarios');
const SCRIPTS = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) =>
  name.endsWith('.sql')
);

/** Where every chain begins: with what wrote the row, or with what read it. */
const CAUSES: readonly ChainKind[] = ['statement', 'scan'];
/** What every chain holds once, whatever the feed. */
const ONCE: readonly ChainKind[] = ['range', 'feed', 'encoder', 'batch', 'far-end'];

function checkScript(script: string): number {
  const links = new RecordedLinks(script);
  for (const [seq, message] of links.messages()) {
    const steps = chainOf(message, seq, links);
    const kinds = steps.map((step) => step.kind);
    expect(CAUSES).toContain(kinds[0]);
    expect(kinds.filter((kind) => CAUSES.includes(kind))).toHaveLength(1);
    for (const kind of ONCE) expect(kinds.filter((k) => k === kind)).toEqual([kind]);
    expect(kinds.at(-1)).toBe('far-end');
    for (const { seq: linked } of steps) if (linked !== null) expect(links.at(linked)).toBeDefined();
  }
  return links.messages().length;
}

describe('every emission has one chain, from a statement or a scan to the far end', () => {
  it('in the example of the first visit', () => {
    expect(checkScript(EMPLOYEES_SCRIPT)).toBe(10);
  });

  it.each(GALLERY)('in the example $id of the gallery', ({ script, claims }) => {
    expect(checkScript(script) > 0).toBe(claims.messages > 0);
  });

  it.each(SCRIPTS)('in %s', (name) => {
    expect(checkScript(readFileSync(join(folder, name), 'utf8'))).toBeGreaterThanOrEqual(0);
  });
});

it('a batch that was tried again shows every attempt, and what the far end said', () => {
  const links = new RecordedLinks(`CREATE TABLE t (id INT PRIMARY KEY);
CREATE CHANGEFEED FOR t INTO 'webhook-https://hook.example.com' WITH updated;
\\sink 'webhook-https://hook.example.com' reply 503 times 2
INSERT INTO t VALUES (1);
\\wait 30s
`);
  const [[seq, message]] = links.messages();
  const attempts = chainOf(message, seq, links).filter((step) => step.kind === 'attempt');
  expect(attempts.map((step) => step.failed)).toEqual([true, true, false]);
  expect(attempts[0].text).toContain('503');
  const farEnd = chainOf(message, seq, links).at(-1);
  expect(farEnd?.seq !== null && farEnd && links.at(farEnd.seq ?? -1)?.type).toBe('request');
});

it('a row that a transaction of several statements wrote goes back to its transaction', () => {
  const links = new RecordedLinks(`CREATE TABLE t (id INT PRIMARY KEY);
CREATE CHANGEFEED FOR t INTO 's3://bucket/x?AUTH=implicit' WITH updated;
BEGIN;
INSERT INTO t VALUES (1);
COMMIT;
\\wait 90s
`);
  const [[seq, message]] = links.messages();
  const steps = chainOf(message, seq, links);
  const transaction = steps.find((step) => step.kind === 'transaction');
  expect(transaction?.text).toContain('had been begun before');
  expect(links.at(transaction?.seq ?? -1)?.type).toBe('txn');
  expect(links.at(steps.at(-1)?.seq ?? -1)).toMatchObject({ type: 'file', path: message.path });
});
