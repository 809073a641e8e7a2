import { describe, expect, it } from 'vitest';
import { trySeed, type Failure } from '../support/audit/campaign';

/**
 * Random clusters, tables, changefeeds, transactions, schema changes and faults, judged by every guarantee of the audit and by what a
 * reader of the far end has in the end. `SEEDS=1000-2000 npx vitest run --project node tests/properties` tries others.
 */

const [FROM, TO] = (process.env.SEEDS ?? '1-500').split('-').map(Number);
const PER_TEST = 25;

const blocks = Array.from({ length: Math.ceil((TO - FROM + 1) / PER_TEST) }, (_, i) => {
  const from = FROM + i * PER_TEST;
  return [from, Math.min(from + PER_TEST - 1, TO)] as const;
});

describe('random scripts about changefeeds', () => {
  it.each(blocks)('seeds %i to %i', (from, to) => {
    for (let seed = from; seed <= to; seed++) expect(told(trySeed(seed)), `seed ${seed}`).toBe('');
  });
});

/** A failure as it can be run again: `cli run FILE --audit --seed SEED --nodes NODES`. */
function told(failure: Failure | undefined): string {
  if (!failure) return '';
  const { seed, nodes, faults, script } = failure;
  return `--seed ${seed} --nodes ${nodes}\n${faults.join('\n')}\n\n${script}\n`;
}
