import { describe, expect, it } from 'vitest';
import { makeRandom, nextChance, nextInt } from '../../src/lib/engine/base/random';
import { eventsOf } from '../support/sql/histories';

/** Transfers between accounts while ranges split, leases move and nodes die: money is neither made nor lost. */
function bankScript(seed: number): string {
  const random = makeRandom(seed, 'bank');
  const account = () => nextInt(random, 1, 6);
  const sum = 'SELECT sum(balance)::INT AS total FROM bank';
  // A client whose connection is lost says no more of that transaction. A script goes on, so each line looks for the variable that is
  // set within the transaction, and gone with it.
  const inside = `current_setting('application_name') = 'inside'`;
  const transfer = () => {
    const amount = nextInt(random, 1, 60);
    return [
      'BEGIN;',
      `SET LOCAL application_name = 'inside';`,
      `UPDATE bank SET balance = balance - ${amount} WHERE id = ${account()} AND ${inside};`,
      `UPDATE bank SET balance = balance + ${amount} WHERE id = ${account()} AND ${inside};`,
      nextChance(random, 1, 6) ? 'ROLLBACK;' : 'COMMIT;'
    ];
  };
  const queues = ['a', 'b', 'c'].map((name) => ({
    name,
    lines: Array.from({ length: 5 }, transfer).flat()
  }));
  const lines = [
    'CREATE TABLE bank (id INT PRIMARY KEY, balance INT NOT NULL CHECK (balance >= 0));',
    'INSERT INTO bank SELECT i, 100 FROM generate_series(1, 6) AS g(i);'
  ];
  for (let open = queues; open.length > 0; open = queues.filter((queue) => queue.lines.length > 0)) {
    const queue = open[nextInt(random, 0, open.length - 1)];
    lines.push(`\\session ${queue.name}`, queue.lines.shift()!); // it is not empty
    switch (nextInt(random, 0, 15)) {
      case 0:
      case 1:
        lines.push(
          '\\session e',
          `${sum};`,
          `\\wait ${nextInt(random, 1, 900)}ms`,
          `${sum} AS OF SYSTEM TIME '-1ms';`
        );
        break;
      case 2:
        lines.push('\\session e', `ALTER TABLE bank SPLIT AT VALUES (${nextInt(random, 2, 6)});`);
        break;
      case 3:
        lines.push(`\\lease bank ${account()} to ${nextInt(random, 1, 3)}`);
        break;
      case 4: {
        const node = nextInt(random, 1, 3);
        lines.push(
          `\\node ${node} kill`,
          `\\wait ${nextInt(random, 1, 12)}s`,
          `\\node ${node} restart`,
          '\\wait 12s'
        );
      }
    }
  }
  return [...lines, '\\wait 30s', '\\session end', `${sum};`].join('\n');
}

describe('the bank', () => {
  it.each(Array.from({ length: 60 }, (_, i) => i + 1))('keeps its money, seed %i', (seed) => {
    const script = bankScript(seed);
    const totals = eventsOf(script, seed).flatMap((event) =>
      event.type === 'result' && event.columns[0]?.name === 'total' ? event.rows.map(([total]) => total) : []
    );
    expect(totals.length).toBeGreaterThan(0);
    expect([...new Set(totals)], script).toEqual(['600']);
  });
});

describe('AS OF SYSTEM TIME', () => {
  it.each(Array.from({ length: 40 }, (_, i) => i + 1))(
    'gives one moment one answer until it is collected, seed %i',
    (seed) => {
      const random = makeRandom(seed, 'past');
      const query = 'SELECT k, v FROM t';
      const lines = [
        'CREATE TABLE t (k INT PRIMARY KEY, v INT, INDEX (v));',
        'ALTER TABLE t CONFIGURE ZONE USING gc.ttlseconds = 60;'
      ];
      for (let moment = 0; moment < 6; moment++) {
        for (let i = nextInt(random, 1, 4); i > 0; i--) {
          const key = nextInt(random, 1, 5);
          lines.push(
            ['UPSERT INTO t VALUES (?, ?);', 'DELETE FROM t WHERE k = ?;', 'UPDATE t SET v = ? WHERE k > ?;'][
              nextInt(random, 0, 2)
            ].replaceAll('?', String(key))
          );
        }
        lines.push(
          `${query};`,
          'SELECT cluster_logical_timestamp() AS ts;',
          `\\gset m${moment}`,
          '\\wait 1s'
        );
        if (moment === 3) lines.push('ALTER TABLE t ADD COLUMN w INT DEFAULT 7;');
        for (let i = 0; i <= moment; i++) lines.push(`${query} AS OF SYSTEM TIME :'m${i}ts';`);
      }
      lines.push('\\wait 120s', '\\gc', `${query} AS OF SYSTEM TIME :'m0ts';`);
      const events = eventsOf(lines.join('\n'), seed);
      const answers = events.flatMap((event) =>
        event.type === 'result' && event.columns[0]?.name === 'k' ? [JSON.stringify(event.rows)] : []
      );
      // Each round asks for the present and then for every moment up to it again.
      let at = 0;
      const first: string[] = [];
      for (let moment = 0; moment < 6; moment++) {
        first.push(answers[at]);
        expect(answers.slice(at + 1, at + 2 + moment), lines.join('\n')).toEqual(first);
        at += 2 + moment;
      }
      const [last] = events.filter((event) => event.type === 'error').slice(-1);
      expect(last?.message).toMatch(/must be after replica GC threshold/);
    }
  );
});
