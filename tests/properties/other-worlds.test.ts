import { describe, expect, it } from 'vitest';
import { auditOf, findingsOf, runScript, type TestRun } from '../support/audit/audited-run';
import { farEndFaults } from '../support/audit/far-end';

/**
 * Nothing scripts a duplicate: with another random source, other nodes and other ranges the same lines repeat other messages, and every
 * guarantee holds all the same.
 */
const SEEDS = [1, 2, 3, 77, 4_000_000_000];
const NODES = [1, 3, 5];
const LAYOUTS: readonly (readonly number[])[] = [[], [10], [5, 9, 14, 18]];

const WRITES = Array.from({ length: 40 }, (_, i) => [
  `UPSERT INTO t VALUES (${(i * 7) % 20}, 'v${i}'), (${(i * 3) % 20}, 'w${i}');`,
  '\\wait 130ms'
]).flat();

function script({ splits, nodes }: { readonly splits: readonly number[]; readonly nodes: number }): string {
  const piece = (from: number, to: number) => WRITES.slice(from, to).join('\n');
  return `
CREATE TABLE t (id INT PRIMARY KEY, v STRING);
${splits.map((at, i) => `ALTER TABLE t SPLIT AT VALUES (${at});\n\\lease t ${at} to ${((i + 1) % nodes) + 1}`).join('\n')}
CREATE CHANGEFEED FOR TABLE t INTO 'kafka://k' WITH updated, resolved, min_checkpoint_frequency = '1s';
\\gset
\\wait 4s
${piece(0, 24)}
\\node 2 kill
${piece(24, 40)}
\\node 2 restart
\\wait 12s
${piece(40, 60)}
PAUSE JOB :job_id;
${piece(60, 70)}
RESUME JOB :job_id;
\\sink 'kafka://k' lose-acks 1
${piece(70, 80)}
\\wait 20s`;
}

/** What came more than once, and how often, in the order of its last copy. */
const duplicatesOf = ({ events }: TestRun): string =>
  events
    .flatMap((event) =>
      event.type === 'message' && event.emission > 1 ? [`${event.value} ${event.emission}`] : []
    )
    // Times differ in any case; which rows come twice is what counts.
    .map((text) => text.replace(/"updated": "[^"]*"/, ''))
    .join('\n');

const worlds = SEEDS.flatMap((seed) =>
  NODES.flatMap((nodes) => LAYOUTS.map((splits) => ({ seed, nodes, splits })))
);

describe('the same lines in other worlds', () => {
  const duplicates = new Map<string, string>();

  it.each(worlds)(
    'seed $seed, $nodes nodes, ranges from $splits: every guarantee holds',
    ({ seed, nodes, splits }) => {
      const run = runScript(script({ splits, nodes }), { seed, nodes });
      expect(findingsOf(auditOf(run))).toEqual([]);
      expect(farEndFaults(run)).toEqual([]);
      expect(run.settled).toBe(true);
      duplicates.set(`${seed} ${nodes} ${splits.join()}`, duplicatesOf(run));
    }
  );

  it('repeat other messages', () => {
    const distinct = new Set(duplicates.values());
    expect([...duplicates.values()].every((text) => text !== '')).toBe(true);
    // Checkpoints follow the reports of the ranges, every three seconds, so that some worlds agree.
    expect(distinct.size).toBeGreaterThan(10);
  });

  it.each(['seed', 'nodes', 'splits'] as const)('repeat other messages when only %s is another', (what) => {
    const first = worlds[worlds.length - 1];
    const others = worlds.filter((world) =>
      (['seed', 'nodes', 'splits'] as const).every((name) => name === what || world[name] === first[name])
    );
    const distinct = new Set(
      others.map(({ seed, nodes, splits }) => duplicates.get(`${seed} ${nodes} ${splits.join()}`))
    );
    expect(distinct.size).toBeGreaterThan(1);
  });
});
