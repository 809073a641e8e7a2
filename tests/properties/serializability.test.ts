import { describe, expect, it } from 'vitest';
import { anomaliesOf, historyOf, randomHistoryScript } from '../support/sql/histories';
import { brokenByReadCommitted, randomReplayScript, replayed } from '../support/sql/replay';

/** Transactions of several sessions at once: whatever they do to each other, there is an order in which they did it alone. */
const HISTORIES = Number(process.env.HISTORIES ?? '2000');
const PIECE = 100;
const pieces = Array.from({ length: Math.ceil(HISTORIES / PIECE) }, (_, i) => i * PIECE);

describe('random histories are serializable', () => {
  let committed = 0;
  let aborted = 0;
  it.each(pieces)('from seed %i on', (from) => {
    for (let seed = from; seed < Math.min(from + PIECE, HISTORIES); seed++) {
      const script = randomHistoryScript(seed);
      const history = historyOf(script, seed);
      expect(anomaliesOf(history), `seed ${seed}:\n${script}`).toEqual([]);
      committed += history.txns.filter((txn) => txn.committed).length;
      aborted += history.txns.filter((txn) => !txn.committed).length;
    }
  });

  it('is no matter of transactions that all fail, or never meet', () => {
    expect(committed).toBeGreaterThan(2 * aborted);
    expect(aborted).toBeGreaterThan(HISTORIES / 20);
  });
});

describe('random histories over indexes and foreign keys can be done again one transaction after another', () => {
  const REPLAYS = Math.ceil(HISTORIES / 5);
  let committed = 0;
  it.each(pieces.slice(0, Math.ceil(REPLAYS / PIECE)))('from seed %i on', (from) => {
    for (let seed = from; seed < Math.min(from + PIECE, REPLAYS); seed++) {
      const script = randomReplayScript(seed);
      const { differences, ...counted } = replayed(script, seed);
      expect(differences, `seed ${seed}:\n${[...script.setup, ...script.mixed].join('\n')}`).toEqual([]);
      committed += counted.committed;
    }
  });

  it('and keep every constraint where some are READ COMMITTED', () => {
    for (let seed = 0; seed < REPLAYS / 4; seed++) {
      const script = randomReplayScript(seed);
      expect(brokenByReadCommitted(script, seed), `seed ${seed}`).toEqual([]);
    }
  });

  it('is no matter of transactions that all fail', () => {
    expect(committed).toBeGreaterThan(2 * REPLAYS);
  });
});

describe('the checker', () => {
  const txn = (appends: [number, number][], reads: [number, number[]][]) => ({
    session: `s${appends.join()}`,
    committed: true,
    appends: appends.map(([key, id]) => ({ key, id })),
    reads: reads.map(([key, list]) => ({ key, list }))
  });

  it('finds write skew', () => {
    const txns = [txn([[1, 1]], [[2, []]]), txn([[2, 2]], [[1, []]])];
    const final = new Map([
      [1, [1]],
      [2, [2]]
    ]);
    expect(anomaliesOf({ txns, final, script: '' })).toEqual([expect.stringContaining('circle')]);
  });

  it('finds a lost update', () => {
    const txns = [txn([[1, 1]], [[1, []]]), txn([[1, 2]], [[1, []]])];
    expect(anomaliesOf({ txns, final: new Map([[1, [2]]]), script: '' })).toContain(
      'the committed 1 is lost from key 1'
    );
  });

  it('takes histories of READ COMMITTED for what they are', () => {
    const seeds = Array.from({ length: 150 }, (_, seed) => seed);
    const found = seeds.flatMap((seed) => {
      const script = randomHistoryScript(seed).replaceAll('BEGIN', 'BEGIN ISOLATION LEVEL READ COMMITTED');
      return anomaliesOf(historyOf(script, seed));
    });
    expect(found.length).toBeGreaterThan(0);
  });
});
