import { describe, expect, it } from 'vitest';
import { runScript } from '../../support/engine/script-run';

// Design §8: a run goes on behind its last line until it has settled, and no schema change or backfill is under way then.

const FEED = `CREATE TABLE t (a INT PRIMARY KEY, b STRING);
INSERT INTO t VALUES (1, 'x');
CREATE CHANGEFEED FOR t INTO 'kafka://k';
\\wait 5s
`;
const lastStatus = ({ events }: ReturnType<typeof runScript>) =>
  events.flatMap((e) => (e.type === 'job' && e.statement === 3 ? [e.status] : [])).at(-1);

describe('a script that ends with a schema change', () => {
  it('shows the copy of the table that it calls for', () => {
    const { messages } = runScript(`${FEED}ALTER TABLE t ADD COLUMN c INT DEFAULT 5;`);
    expect(messages).toEqual([
      't [1] {"after": {"a": 1, "b": "x"}}',
      't [1] {"after": {"a": 1, "b": "x", "c": 5}}'
    ]);
  });

  it.each(['DROP TABLE t;', 'TRUNCATE t;'])('%s shows the end of the feed', (line) => {
    expect(lastStatus(runScript(FEED + line))).toBe('failed');
  });

  it('does not wait for a table that no running feed watches', () => {
    const waited = runScript(`${FEED}CREATE TABLE other (a INT PRIMARY KEY);`).events.at(-1)!.t;
    expect(waited).toBeLessThan(6e9);
  });
});
