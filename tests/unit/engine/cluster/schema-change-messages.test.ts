import { describe, expect, it } from 'vitest';
import { runScript } from '../../../support/engine/script-run';

// Reference §6.2, line by line: what a feed sends for each DDL under each class of events and each policy.

interface Change {
  readonly ddl: string;
  /** Whether it is an event of the class `default`, of `column_changes`. */
  readonly event: readonly [byDefault: boolean, columnChanges: boolean];
  /** Row 1 as the copy of a backfill shows it. */
  readonly copy?: string;
  /** Row 2, written afterwards. */
  readonly next: string;
  readonly nextKey?: string;
  readonly table?: string;
  readonly before?: string;
  readonly insert?: string;
  /** Row 1 at the beginning. */
  readonly seed?: string;
  readonly first?: string;
}

const NEVER = [false, false] as const;
const COLUMN = [false, true] as const;
const ALWAYS = [true, true] as const;
const X = '{"a": 1, "b": "x"}';
const Y = '{"a": 2, "b": "y"}';

const CHANGES: readonly Change[] = [
  {
    ddl: 'ALTER TABLE t ADD COLUMN c INT',
    event: COLUMN,
    copy: '{"a": 1, "b": "x", "c": null}',
    next: '{"a": 2, "b": "y", "c": null}'
  },
  {
    ddl: 'ALTER TABLE t ADD COLUMN c INT DEFAULT NULL',
    event: COLUMN,
    copy: '{"a": 1, "b": "x", "c": null}',
    next: '{"a": 2, "b": "y", "c": null}'
  },
  {
    ddl: 'ALTER TABLE t ADD COLUMN c INT DEFAULT 5',
    event: ALWAYS,
    copy: '{"a": 1, "b": "x", "c": 5}',
    next: '{"a": 2, "b": "y", "c": 5}'
  },
  {
    ddl: 'ALTER TABLE t ADD COLUMN c INT NOT NULL DEFAULT 5',
    event: ALWAYS,
    copy: '{"a": 1, "b": "x", "c": 5}',
    next: '{"a": 2, "b": "y", "c": 5}'
  },
  {
    ddl: "ALTER TABLE t ADD COLUMN c STRING AS (b || '?') STORED",
    event: ALWAYS,
    copy: '{"a": 1, "b": "x", "c": "x?"}',
    next: '{"a": 2, "b": "y", "c": "y?"}'
  },
  { ddl: "ALTER TABLE t ADD COLUMN c STRING AS (b || '?') VIRTUAL", event: NEVER, next: Y },
  {
    ddl: 'ALTER TABLE t ADD COLUMN c INT NOT VISIBLE',
    event: NEVER,
    next: '{"a": 2, "b": "y", "c": null}'
  },
  {
    ddl: 'ALTER TABLE t DROP COLUMN b',
    event: ALWAYS,
    copy: '{"a": 1}',
    insert: 'INSERT INTO t VALUES (2)',
    next: '{"a": 2}'
  },
  {
    ddl: 'ALTER TABLE t DROP COLUMN v',
    table: "a INT PRIMARY KEY, b STRING, v STRING AS (b || '!') VIRTUAL",
    event: NEVER,
    next: Y
  },
  { ddl: 'ALTER TABLE t RENAME COLUMN b TO c', event: NEVER, next: '{"a": 2, "c": "y"}' },
  { ddl: 'ALTER TABLE t RENAME TO u', insert: "INSERT INTO u VALUES (2, 'y')", event: NEVER, next: Y },
  {
    ddl: 'ALTER TABLE t ALTER COLUMN b TYPE STRING',
    table: 'a INT PRIMARY KEY, b INT',
    seed: 'INSERT INTO t VALUES (1, 7)',
    first: '{"a": 1, "b": 7}',
    event: ALWAYS,
    copy: '{"a": 1, "b": "7"}',
    next: Y
  },
  {
    ddl: 'ALTER TABLE t ALTER COLUMN b TYPE VARCHAR(20)',
    table: 'a INT PRIMARY KEY, b VARCHAR(10)',
    event: NEVER,
    next: Y
  },
  { ddl: "ALTER TABLE t ALTER COLUMN b SET DEFAULT 'z'", event: NEVER, next: Y },
  { ddl: 'ALTER TABLE t ALTER COLUMN b SET NOT NULL', event: NEVER, next: Y },
  { ddl: 'CREATE INDEX ON t (b)', event: NEVER, next: Y },
  { ddl: 'ALTER TABLE t ADD CONSTRAINT k CHECK (a > 0)', event: NEVER, next: Y },
  { ddl: "COMMENT ON TABLE t IS 'hello'", event: NEVER, next: Y },
  { ddl: 'GRANT SELECT ON t TO u1', before: 'CREATE USER u1;', event: NEVER, next: Y },
  { ddl: 'ALTER TABLE t CONFIGURE ZONE USING gc.ttlseconds = 3600', event: NEVER, next: Y },
  {
    ddl: 'ALTER TABLE t ALTER PRIMARY KEY USING COLUMNS (a, b)',
    table: 'a INT PRIMARY KEY, b STRING NOT NULL',
    event: NEVER,
    next: Y,
    nextKey: '[2, "y"]'
  },
  {
    ddl: "ALTER TYPE e ADD VALUE 'y'",
    before: "CREATE TYPE e AS ENUM ('x');",
    table: 'a INT PRIMARY KEY, b e',
    event: NEVER,
    next: Y
  }
];

function script(change: Change, options: string): string {
  return `
${change.before ?? ''}
CREATE TABLE t (${change.table ?? 'a INT PRIMARY KEY, b STRING'});
${change.seed ?? "INSERT INTO t VALUES (1, 'x')"};
CREATE CHANGEFEED FOR t INTO 'kafka://k' WITH min_checkpoint_frequency = '1s', ${options};
\\gset
\\wait 8s
${change.ddl};
\\wait 12s
${change.insert ?? "INSERT INTO t VALUES (2, 'y')"};
\\wait 8s
SELECT status FROM [SHOW CHANGEFEED JOB :job_id];
`;
}

const after = (row: string, key: string): string => `t ${key} {"after": ${row}}`;

describe.each(CHANGES)('$ddl', (change) => {
  const first = after(change.first ?? X, '[1]');
  const next = after(change.next, change.nextKey ?? '[2]');
  const copy = change.copy === undefined ? [] : [after(change.copy, '[1]')];

  it.each([
    { events: 'default', isEvent: change.event[0] },
    { events: 'column_changes', isEvent: change.event[1] }
  ])('schema_change_events=$events', ({ events, isEvent }) => {
    const run = (policy: string) => {
      const { messages, rows, errors } = runScript(
        script(change, `schema_change_events = '${events}', schema_change_policy = '${policy}'`)
      );
      expect(errors).toEqual([]);
      return { messages, status: rows[0][0] };
    };
    expect(run('backfill')).toEqual({
      messages: [first, ...(isEvent ? copy : []), next],
      status: 'running'
    });
    expect(run('nobackfill')).toEqual({ messages: [first, next], status: 'running' });
    expect(run('stop')).toEqual(
      isEvent ? { messages: [first], status: 'failed' } : { messages: [first, next], status: 'running' }
    );
  });
});

describe('what always ends a feed', () => {
  it.each([
    { ddl: 'TRUNCATE t', says: /"t" was truncated/ },
    { ddl: 'DROP TABLE t', says: /"t" was dropped/ },
    { ddl: 'ALTER TABLE t ADD COLUMN c INT CREATE FAMILY f2', says: /famil/ }
  ])('$ddl', ({ ddl, says }) => {
    const { rows } = runScript(`
CREATE TABLE t (a INT PRIMARY KEY, b STRING);
CREATE CHANGEFEED FOR t INTO 'kafka://k' WITH min_checkpoint_frequency = '1s';
\\gset
\\wait 5s
${ddl};
\\wait 10s
SELECT status, error FROM [SHOW CHANGEFEED JOB :job_id];
`);
    expect(rows[0][0]).toBe('failed');
    expect(rows[0][1]).toMatch(says);
  });
});
