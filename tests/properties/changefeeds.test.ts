import { describe, expect, it } from 'vitest';
import type { Failure } from '../support/audit/campaign';
import type { BlockResult, SeedBlock } from '../support/audit/campaign-worker';
import { FAULT_KINDS, OPTIONS, PHASES } from '../support/audit/coverage';
import { inWorkers } from '../support/audit/workers';

/**
 * Random clusters, tables, changefeeds, transactions, schema changes and faults, judged by every guarantee of the audit and by what a
 * reader of the far end has in the end. `SEEDS=10001-20000 npx vitest run --project campaigns changefeeds` tries others.
 */

const ALL = '1-5000';
const SEEDS = process.env.SEEDS ?? ALL;
const [FROM, TO] = SEEDS.split('-').map(Number);
const PER_TASK = 50;
const LIMIT_MS = 15 * 60_000;

const blocks: readonly SeedBlock[] = Array.from({ length: Math.ceil((TO - FROM + 1) / PER_TASK) }, (_, i) => {
  const from = FROM + i * PER_TASK;
  return { from, to: Math.min(from + PER_TASK - 1, TO) };
});

describe(`random scripts about changefeeds, seeds ${SEEDS}`, () => {
  const covered = new Map<string, number>();

  it(
    'keep every guarantee',
    async () => {
      const failures: Failure[] = [];
      await inWorkers<SeedBlock, BlockResult>('campaign-worker.ts', blocks, (result) => {
        failures.push(...result.failures);
        for (const [what, times] of result.covered) covered.set(what, (covered.get(what) ?? 0) + times);
      });
      expect(failures.map(told).join('\n')).toBe('');
    },
    LIMIT_MS
  );

  // Coverage is asked of the campaign as it stands, not of a few seeds that somebody looks at.
  describe.runIf(SEEDS === ALL)('meet', () => {
    const times = (what: string) => covered.get(what) ?? 0;

    it.each(FAULT_KINDS)('the fault %s often', (kind) => {
      expect(times(kind)).toBeGreaterThanOrEqual(200);
    });

    it.each(OPTIONS)('the option %s often', (option) => {
      expect(times(`option ${option}`)).toBeGreaterThanOrEqual(50);
    });

    it('faults in each phase of a feed', () => {
      const pairs = FAULT_KINDS.flatMap((kind) => PHASES.map((phase) => `${kind} / ${phase}`));
      const rare = pairs.filter((pair) => times(pair) < 5);
      // Some meet by chance alone: a sink that hangs while its feed waits to try again, for one.
      expect(rare.length, rare.join(', ')).toBeLessThanOrEqual(pairs.length / 6);
    });
  });
});

/** A failure as it can be run again: `cli run FILE --audit --seed SEED --nodes NODES`. */
const told = ({ seed, nodes, faults, script }: Failure): string =>
  `--seed ${seed} --nodes ${nodes}\n${faults.join('\n')}\n\n${script}\n`;
