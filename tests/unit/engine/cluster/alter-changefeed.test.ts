import { describe, expect, it } from 'vitest';
import { runScript } from '../../../support/engine/script-run';

// Reference §1.3, rule by rule.

const START = `
CREATE TABLE foo (a INT PRIMARY KEY, b STRING);
CREATE TABLE bar (a INT PRIMARY KEY);
INSERT INTO foo VALUES (1, 'x');
INSERT INTO bar VALUES (1), (2);
CREATE CHANGEFEED FOR foo INTO 'kafka://k' WITH resolved = '1s';
\\gset
\\wait 40s
PAUSE JOB :job_id;
\\wait 1s
`;

describe('ALTER CHANGEFEED is refused', () => {
  it.each<{ clause: string; error: string }>([
    { clause: 'ADD foo', error: 'XXUUU target TABLE "foo" is already watched' },
    { clause: 'ADD nope', error: '42P01 relation "nope" does not exist' },
    { clause: 'DROP bar', error: 'XXUUU target TABLE "bar" is already not watched' },
    { clause: 'DROP foo', error: 'XXUUU cannot drop all targets' },
    { clause: 'DROP foo FAMILY f', error: 'is already not watched' },
    { clause: "SET cursor = '0'", error: '22023 cannot alter option "cursor"' },
    { clause: "SET initial_scan = 'no'", error: '22023 cannot alter option "initial_scan"' },
    { clause: "SET end_time = '2030-01-01'", error: '22023 cannot alter option "end_time"' },
    { clause: 'UNSET no_initial_scan', error: '22023 cannot alter option "no_initial_scan"' },
    { clause: 'SET nonsense', error: '22023 invalid option "nonsense"' },
    { clause: 'UNSET nonsense', error: '22023 invalid option "nonsense"' },
    { clause: 'UNSET sink', error: '22023 cannot unset option sink' },
    {
      clause: "SET sink = 'nodelocal://1/x'",
      error: 'new sink type "nodelocal" does not match original sink type "kafka"'
    },
    { clause: 'ADD bar WITH updated', error: '22023 invalid option "updated"' },
    { clause: 'ADD bar WITH initial_scan, no_initial_scan', error: 'cannot specify both' },
    { clause: "ADD bar WITH initial_scan = 'only'", error: "22023 initial_scan='only'" },
    { clause: 'SET format = csv', error: '22023' }
  ])('$clause', ({ clause, error }) => {
    const { errors } = runScript(`${START} ALTER CHANGEFEED :job_id ${clause};`);
    expect(errors).toHaveLength(1);
    expect(errors[0]).toContain(error);
  });

  it('for a job that is not paused, not a changefeed, unknown, or no number', () => {
    const { errors } = runScript(`${START}
      RESUME JOB :job_id;
      ALTER CHANGEFEED :job_id ADD bar;
      ALTER CHANGEFEED 123 ADD bar;
      ALTER CHANGEFEED 'abc' ADD bar;
      ALTER CHANGEFEED (SELECT 1) ADD bar;`);
    expect(errors.map((error) => error.slice(0, 5))).toEqual(['XXUUU', '42704', '42804', '0A000']);
    expect(errors[0]).toContain('is not paused');
  });

  it('for a table that is younger than the high-water mark', () => {
    const { errors } = runScript(
      `${START} CREATE TABLE baz (a INT PRIMARY KEY); ALTER CHANGEFEED :job_id ADD baz;`
    );
    expect(errors[0]).toContain('table "baz" was created after');
  });
});

const RESUMED = `
RESUME JOB :job_id;
\\wait 5s
INSERT INTO bar VALUES (3);
INSERT INTO foo VALUES (2, 'y');
\\wait 5s
`;

describe('ALTER CHANGEFEED changes what a resumed feed does', () => {
  it('ADD without a scan gives the changes from the high-water mark on', () => {
    const { messages } = runScript(`${START} ALTER CHANGEFEED :job_id ADD bar; ${RESUMED}`);
    expect(messages).toEqual([
      'foo [1] {"after": {"a": 1, "b": "x"}}',
      'bar [3] {"after": {"a": 3}}',
      'foo [2] {"after": {"a": 2, "b": "y"}}'
    ]);
  });

  it('ADD WITH initial_scan scans the new table at the high-water mark, and no other', () => {
    const run = runScript(
      `${START} ALTER CHANGEFEED :job_id SET updated ADD bar WITH initial_scan; ${RESUMED}`
    );
    const scanned = run.events.filter(
      (e) => e.type === 'message' && e.cause === 'initial_scan' && e.topic === 'bar'
    );
    expect(scanned.map((e) => e.type === 'message' && e.value)).toEqual([
      '{"after": {"a": 1}, "updated": "1700000030000000000.0000000000"}',
      '{"after": {"a": 2}, "updated": "1700000030000000000.0000000000"}'
    ]);
    expect(run.messages.filter((m) => m.startsWith('foo [1]'))).toHaveLength(1);
  });

  it('clauses count from left to right', () => {
    const { rows } = runScript(
      `${START} ALTER CHANGEFEED :job_id ADD bar DROP bar DROP foo ADD foo SET diff UNSET resolved;`
    );
    expect(rows[0][1]).toBe(
      "CREATE CHANGEFEED FOR TABLE defaultdb.public.foo INTO 'kafka://k' WITH OPTIONS (diff)"
    );
  });

  it('a new sink of the same kind takes what follows', () => {
    const { messages } = runScript(
      `${START} ALTER CHANGEFEED :job_id SET sink = 'kafka://other?topic_prefix=new_'; ${RESUMED}`
    );
    expect(messages).toEqual([
      'foo [1] {"after": {"a": 1, "b": "x"}}',
      'new_foo [2] {"after": {"a": 2, "b": "y"}}'
    ]);
  });

  it('full_table_name leaves the topics of existing targets as they are', () => {
    const { messages } = runScript(
      `${START} ALTER CHANGEFEED :job_id SET full_table_name ADD bar; ${RESUMED}`
    );
    expect(messages.slice(1)).toEqual([
      'defaultdb.public.bar [3] {"after": {"a": 3}}',
      'foo [2] {"after": {"a": 2, "b": "y"}}'
    ]);
  });

  it('is undone by ROLLBACK', () => {
    const { rows } = runScript(`${START}
      BEGIN; ALTER CHANGEFEED :job_id ADD bar; ROLLBACK;
      SELECT full_table_names FROM [SHOW CHANGEFEED JOB :job_id];`);
    expect(rows).toEqual([['{defaultdb.public.foo}']]);
  });

  it('a family is dropped as it was added', () => {
    const { errors, rows } = runScript(`
      CREATE TABLE fam (a INT PRIMARY KEY, b INT, c INT, FAMILY f1 (a, b), FAMILY f2 (c));
      CREATE TABLE bar (a INT PRIMARY KEY);
      CREATE CHANGEFEED FOR TABLE fam FAMILY f1, TABLE bar INTO 'kafka://k';
      \\gset
      PAUSE JOB :job_id;
      \\wait 1s
      ALTER CHANGEFEED :job_id DROP fam;
      ALTER CHANGEFEED :job_id DROP fam FAMILY f1;`);
    expect(errors).toEqual(['XXUUU target TABLE "fam" is already not watched by the changefeed']);
    expect(rows[0][1]).toBe("CREATE CHANGEFEED FOR TABLE defaultdb.public.bar INTO 'kafka://k'");
  });

  it('a table truncated while watched is left out, and cannot come back', () => {
    const { errors, rows } = runScript(`
      CREATE TABLE foo (a INT PRIMARY KEY);
      CREATE TABLE bar (a INT PRIMARY KEY);
      CREATE CHANGEFEED FOR foo, bar INTO 'kafka://k' WITH on_error = 'pause';
      \\gset
      \\wait 40s
      TRUNCATE bar;
      \\wait 5s
      ALTER CHANGEFEED :job_id DROP bar;
      RESUME JOB :job_id;
      INSERT INTO foo VALUES (1);
      \\wait 60s
      PAUSE JOB :job_id;
      \\wait 1s
      ALTER CHANGEFEED :job_id ADD bar;
      SELECT full_table_names FROM [SHOW CHANGEFEED JOB :job_id];`);
    expect(errors).toEqual([
      'XXUUU table "bar" was truncated while the changefeed watched it and cannot be added again'
    ]);
    expect(rows).toEqual([['{defaultdb.public.foo}']]);
  });
});

it('the flow that goes on with an altered feed says so, the next one does not', () => {
  const job = '(SELECT job_id FROM [SHOW CHANGEFEED JOBS])';
  const { events } = runScript(`CREATE TABLE t (a INT PRIMARY KEY);
CREATE CHANGEFEED FOR t INTO 'kafka://k' WITH updated \\gset
\\wait 5s
PAUSE JOB :job_id;
\\wait 1s
ALTER CHANGEFEED :job_id SET diff;
RESUME JOBS ${job};
\\wait 5s
PAUSE JOBS ${job};
\\wait 1s
RESUME JOBS ${job};
\\wait 1s
`);
  expect(events.flatMap((e) => (e.type === 'flow' ? [e.reason] : []))).toEqual(['start', 'alter', 'resume']);
});
