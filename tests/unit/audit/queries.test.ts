import { describe, expect, it } from 'vitest';
import { auditOf, findingsOf, runScript, violatedBy } from '../../support/audit/audited-run';
import { HistoryEdit } from '../../support/audit/history-edit';

// What a query does not choose is not owed; what it chooses is, like the rows of any other changefeed.

const feed = (query: string, options = '') => `
CREATE TABLE t (id INT PRIMARY KEY, v STRING, n INT);
INSERT INTO t VALUES (1, 'a', 10), (2, 'b', 20), (3, 'c', 30);
CREATE CHANGEFEED INTO 'kafka://k' WITH resolved, min_checkpoint_frequency = '1s'${options} AS ${query};
\\wait 4s
UPDATE t SET n = n + 10;
DELETE FROM t WHERE id = 3;
INSERT INTO t VALUES (4, 'd', 5), (5, 'e', 50);
\\wait 8s`;

const judged = (script: string, id: string): number =>
  auditOf(runScript(script)).guarantees.find((guarantee) => guarantee.id === id)?.judged ?? 0;

describe('changefeeds with a query', () => {
  it.each([
    { name: 'all rows', query: 'SELECT * FROM t', due: 3 + 3 + 1 + 2 },
    {
      name: 'a predicate, which deletions do not meet',
      query: 'SELECT id FROM t WHERE n > 20',
      due: 1 + 2 + 1
    },
    {
      name: 'a predicate on the previous row',
      query: 'SELECT id FROM t WHERE (cdc_prev).n > 20',
      due: 1 + 1
    },
    { name: 'a predicate on the operation', query: "SELECT id FROM t WHERE event_op() = 'delete'", due: 1 }
  ])('$name: what it chooses is owed, and nothing else', ({ query, due }) => {
    expect(findingsOf(auditOf(runScript(feed(query))))).toEqual([]);
    expect(judged(feed(query), 'G5')).toBe(due);
  });

  it('a backfill owes what the query chooses of it', () => {
    const script = `${feed('SELECT * FROM t WHERE n > 20')}\nALTER TABLE t ADD COLUMN w INT DEFAULT 7;\n\\wait 10s`;
    expect(findingsOf(auditOf(runScript(script)))).toEqual([]);
    expect(judged(script, 'G20')).toBeGreaterThan(0);
  });

  it.each(['rows-lost-in-encoding', 'scan-loses-a-row', 'resolved-without-data', 'transaction-torn'])(
    'rows that %s loses are missed',
    (bug) => {
      const script = `\\plant ${bug}\n${feed('SELECT * FROM t WHERE n > 5')}`;
      expect(violatedBy(auditOf(runScript(script)))).toContain('G5');
    }
  );

  it.each([
    { name: 'wrapped', options: ', envelope = wrapped, updated' },
    { name: 'bare', options: ', updated' }
  ])('another value than the query gives is found: $name', ({ options }) => {
    const run = runScript(feed('SELECT id, n * 2 AS twice, (cdc_prev).n AS was FROM t WHERE n > 5', options));
    const edit = new HistoryEdit(run.events);
    const [seq] = edit.messages((message) => message.value?.includes('"twice": 100') ?? false);
    edit.change(seq, 'message', { value: edit.message(seq).value!.replace('"twice": 100', '"twice": 101') }); // found by its value
    expect(violatedBy(auditOf(run))).toEqual([]);
    expect(violatedBy(auditOf(run, edit.events))).toEqual(['G6']);
  });
});
