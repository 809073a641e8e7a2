import { describe, expect, it } from 'vitest';
import { runScript } from '../../../support/engine/script-run';

const SMALL = `
CREATE TABLE t (a INT PRIMARY KEY, s STRING);
ALTER TABLE t CONFIGURE ZONE USING range_min_bytes = 0, range_max_bytes = 3000;
`;
const FILL = "INSERT INTO t SELECT i, repeat('x', 50) FROM generate_series(1, 100) AS g (i);\n";
const RANGES = 'SELECT start_key FROM [SHOW RANGES FROM TABLE t];';

describe('a range that grows beyond range_max_bytes', () => {
  it('splits where half of that lies on the left', () => {
    // A row takes 17 + 2 + (1 + 8) + (1 + 50) bytes: twenty of them make more than 1500.
    const starts = runScript(SMALL + FILL + RANGES).rows.map(([start]) => start);
    expect(starts.slice(0, 3)).toEqual(['…/<TableMin>', '…/1/21', '…/1/41']);
  });

  it('is split when its rows came before the limit, and by a row that grows', () => {
    const { events, rows } = runScript(`
CREATE TABLE t (a INT PRIMARY KEY, s STRING);
${FILL}
ALTER TABLE t CONFIGURE ZONE USING range_min_bytes = 0, range_max_bytes = 6000;
UPDATE t SET s = repeat('y', 3000) WHERE a = 1;
${RANGES}`);
    const splits = events.flatMap((e) => (e.type === 'cluster' && e.kind === 'split' ? [e.value] : []));
    // 78 bytes a row: 39 of them make more than 3000.
    expect(splits[0]).toBe('/40');
    expect(rows.length).toBe(splits.length + 1);
  });

  it('is never cut inside a row', () => {
    const { rows } = runScript(`${SMALL}INSERT INTO t VALUES (1, repeat('x', 10000)), (2, 'y');\n${RANGES}`);
    expect(rows).toEqual([['…/<TableMin>'], ['…/1/2']]);
  });

  it('counts rows that an ALTER PRIMARY KEY has moved', () => {
    const { rows } = runScript(
      `${SMALL}${FILL}ALTER TABLE t ALTER PRIMARY KEY USING COLUMNS (a DESC);\n${RANGES}`
    );
    expect(rows.length).toBe(5);
  });

  it('is no matter for a table that goes after its rows have moved', () => {
    const { errors } = runScript(
      `${SMALL}${FILL}ALTER TABLE t ALTER PRIMARY KEY USING COLUMNS (a DESC);\nDROP TABLE t;`
    );
    expect(errors).toEqual([]);
  });

  it('does a changefeed no harm', () => {
    const { messages, errors } = runScript(
      `${SMALL}CREATE CHANGEFEED FOR t INTO 'kafka://k';\n\\wait 1s\n${FILL}UPDATE t SET s = 'z' WHERE a > 90;`
    );
    expect(errors).toEqual([]);
    expect(messages.length).toBe(110);
    expect(new Set(messages).size).toBe(110);
  });

  it('wants range_min_bytes below range_max_bytes', () => {
    const { errors } = runScript(
      'CREATE TABLE t (a INT); ALTER TABLE t CONFIGURE ZONE USING range_max_bytes = 100;'
    );
    expect(errors).toEqual([
      '22023 could not validate zone config: RangeMinBytes 134217728 is greater than or equal to RangeMaxBytes 100'
    ]);
  });
});

describe('SPLIT AT', () => {
  it('is enforced until WITH EXPIRATION says, for ever without, and no more after UNSPLIT AT', () => {
    const shown = (statements: string) =>
      runScript(
        `CREATE TABLE t (a INT PRIMARY KEY);\n${statements}SELECT split_enforced_until FROM [SHOW RANGES FROM TABLE t];`
      ).rows.map(([until]) => until);
    const split = 'ALTER TABLE t SPLIT AT VALUES (5);\n';
    expect(shown(split)).toEqual([null, '2262-04-11 23:47:16.854776']);
    expect(shown("ALTER TABLE t SPLIT AT VALUES (5) WITH EXPIRATION '2200-01-01';\n")).toEqual([
      null,
      '2200-01-01 00:00:00'
    ]);
    expect(shown(`${split}ALTER TABLE t UNSPLIT AT VALUES (5);\n`)).toEqual([null, null]);
  });
});
