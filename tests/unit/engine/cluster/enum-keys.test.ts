import { describe, expect, it } from 'vitest';
import { runScript } from '../../../support/engine/script-run';

/** Keys of enums are written out in many places, each of which must know the labels. */
describe('an enum in the primary key', () => {
  const table = `
CREATE TYPE g AS ENUM ('hello', 'hi');
CREATE TABLE t (x g PRIMARY KEY, y INT NOT NULL);
INSERT INTO t VALUES ('hi', 1), ('hello', 2);
`;

  it('is shown by its label in commits and messages', () => {
    const { events, messages } = runScript(`${table}CREATE CHANGEFEED FOR t INTO 'kafka://k';`);
    const keys = events.flatMap((e) => (e.type === 'commit' ? e.writes.map((write) => write.key) : []));
    expect(keys).toEqual(['["hi"]', '["hello"]']);
    expect(messages).toEqual([
      't ["hello"] {"after": {"x": "hello", "y": 2}}',
      't ["hi"] {"after": {"x": "hi", "y": 1}}'
    ]);
  });

  it.each([
    'ALTER TABLE t ALTER PRIMARY KEY USING COLUMNS (y)',
    "ALTER TABLE t SPLIT AT VALUES ('hi')",
    "CREATE TABLE u (x g PRIMARY KEY REFERENCES t (x)); INSERT INTO u VALUES ('hi')",
    "ALTER TYPE g RENAME VALUE 'hi' TO 'ho'; INSERT INTO t VALUES ('ho', 3) ON CONFLICT (x) DO UPDATE SET y = 3"
  ])('%s', (statement) => {
    expect(runScript(`${table}${statement};`).errors).toEqual([]);
  });
});
