import { describe, expect, it } from 'vitest';
import { runScript } from '../../../support/engine/script-run';

// Reference §1.5 and §1.9: schedules and row-level TTL on virtual time. Runs begin at 22:13:20, so the next minute is 40 s away.

const TABLE = `
CREATE TABLE foo (a INT PRIMARY KEY, b STRING);
INSERT INTO foo VALUES (1, 'x');
`;

describe('CREATE SCHEDULE FOR CHANGEFEED is refused', () => {
  it.each<{ statement: string; error: string }>([
    {
      statement: "foo INTO 'null://' WITH initial_scan = 'yes' RECURRING '@daily'",
      error: '22023 initial_scan'
    },
    {
      statement: "foo INTO 'null://' WITH no_initial_scan RECURRING '@daily'",
      error: '22023 no_initial_scan'
    },
    { statement: "foo INTO 'null://' WITH diff RECURRING '@daily'", error: 'diff' },
    { statement: "foo INTO 'null://' WITH updated RECURRING '@daily'", error: 'updated' },
    { statement: "foo INTO 'null://' WITH mvcc_timestamp RECURRING '@daily'", error: 'mvcc_timestamp' },
    { statement: "foo INTO 'null://' WITH resolved RECURRING '@daily'", error: 'resolved' },
    { statement: "nope INTO 'null://' RECURRING '@daily'", error: '42P01 relation "nope" does not exist' },
    { statement: "foo INTO 'nowhere://' RECURRING '@daily'", error: 'unsupported sink: nowhere' },
    {
      statement: "foo INTO 'null://' RECURRING 'sometimes'",
      error: "22023 error parsing schedule expression: 'sometimes'"
    },
    { statement: "foo INTO 'null://' RECURRING '61 * * * *'", error: "'61 * * * *'" },
    {
      statement: "foo INTO 'null://' RECURRING '@daily' WITH SCHEDULE OPTIONS on_previous_running = maybe",
      error: '22023 "maybe" is not a valid on_previous_running; valid values are [start|skip|wait]'
    },
    {
      statement: "foo INTO 'null://' RECURRING '@daily' WITH SCHEDULE OPTIONS nonsense = 1",
      error: '22023 invalid option "nonsense"'
    },
    {
      statement: "foo INTO 'null://' RECURRING '@daily' WITH SCHEDULE OPTIONS first_run = 'soon'",
      error: "22023 could not parse first_run='soon'"
    }
  ])('$statement', ({ statement, error }) => {
    const { errors, rows } = runScript(
      `${TABLE}CREATE SCHEDULE FOR CHANGEFEED ${statement};\nSELECT count(*) FROM [SHOW SCHEDULES];`
    );
    expect(errors).toHaveLength(1);
    expect(errors[0]).toContain(error);
    expect(rows).toEqual([['0']]);
  });
});

describe('a schedule', () => {
  it('says what it will do', () => {
    const { rows, events } = runScript(
      `${TABLE}CREATE SCHEDULE nightly FOR CHANGEFEED foo INTO 'kafka://k' WITH format = csv RECURRING '1 0 * * *';`
    );
    expect(rows[0].slice(1)).toEqual([
      'nightly',
      'ACTIVE',
      '2023-11-15 00:01:00+00',
      '1 0 * * *',
      "CREATE CHANGEFEED FOR TABLE defaultdb.public.foo INTO 'kafka://k' WITH OPTIONS (format = 'csv', initial_scan = 'only')"
    ]);
    const notices = events.flatMap((e) => (e.type === 'notice' ? [e.message] : []));
    expect(notices.some((notice) => notice.includes("initial_scan='only'"))).toBe(true);
  });

  it('scans its table each time, by a job that succeeds', () => {
    const { messages, rows } = runScript(`${TABLE}
CREATE SCHEDULE s FOR CHANGEFEED foo INTO 'kafka://k' RECURRING '* * * * *';
\\wait 50s
INSERT INTO foo VALUES (2, 'y');
\\wait 60s
SELECT status, count(*) FROM [SHOW JOBS FOR SCHEDULES SELECT id FROM [SHOW SCHEDULES]] GROUP BY status;`);
    expect(messages).toEqual([
      'foo [1] {"after": {"a": 1, "b": "x"}}',
      'foo [1] {"after": {"a": 1, "b": "x"}}',
      'foo [2] {"after": {"a": 2, "b": "y"}}'
    ]);
    expect(rows).toEqual([['succeeded', '2']]);
  });

  it('runs at once with first_run = now', () => {
    const { messages } = runScript(`${TABLE}
CREATE SCHEDULE s FOR CHANGEFEED foo INTO 'kafka://k' RECURRING '@daily' WITH SCHEDULE OPTIONS first_run = now;
\\wait 5s`);
    expect(messages).toHaveLength(1);
  });

  it('of a label that is there is left alone by IF NOT EXISTS', () => {
    const { rows, errors } = runScript(`${TABLE}
CREATE SCHEDULE s FOR CHANGEFEED foo INTO 'null://' RECURRING '@daily';
CREATE SCHEDULE IF NOT EXISTS s FOR CHANGEFEED foo INTO 'null://' RECURRING '@hourly';
SELECT label, recurrence FROM [SHOW SCHEDULES];`);
    expect(errors).toEqual([]);
    expect(rows).toEqual([['s', '@daily']]);
  });

  it('does not run while it is paused, and goes on when it is resumed', () => {
    const { messages, rows } = runScript(`${TABLE}
CREATE SCHEDULE s FOR CHANGEFEED foo INTO 'kafka://k' RECURRING '* * * * *';
\\gset
PAUSE SCHEDULE :schedule_id;
\\wait 3m
RESUME SCHEDULE :schedule_id;
\\wait 60s
SELECT schedule_status, on_previous_running, on_execution_failure FROM [SHOW SCHEDULE :schedule_id];`);
    expect(messages).toHaveLength(1);
    expect(rows).toEqual([['ACTIVE', 'WAIT', 'RETRY_SCHED']]);
  });

  it.each([
    { policy: 'pause', status: 'PAUSED', attempts: 1 },
    { policy: 'reschedule', status: 'ACTIVE', attempts: 3 },
    { policy: 'retry', status: 'ACTIVE', attempts: 3 }
  ])('whose changefeed cannot be made: on_execution_failure = $policy', ({ policy, status }) => {
    const { rows } = runScript(`${TABLE}
CREATE SCHEDULE s FOR CHANGEFEED foo INTO 'null://' RECURRING '* * * * *' WITH SCHEDULE OPTIONS on_execution_failure = ${policy};
DROP TABLE foo;
\\wait 3m
SELECT schedule_status, state LIKE '%"foo" does not exist%' FROM [SHOW SCHEDULES];`);
    expect(rows).toEqual([[status, 't']]);
  });

  it('is gone after DROP SCHEDULES', () => {
    const { messages, rows } = runScript(`${TABLE}
CREATE SCHEDULE s FOR CHANGEFEED foo INTO 'kafka://k' RECURRING '* * * * *';
DROP SCHEDULES SELECT id FROM [SHOW SCHEDULES];
\\wait 3m
SELECT count(*) FROM [SHOW SCHEDULES];`);
    expect(messages).toEqual([]);
    expect(rows).toEqual([['0']]);
  });
});

describe('row-level TTL', () => {
  const ttl = (more: string): string => `
CREATE TABLE foo (a INT PRIMARY KEY, x TIMESTAMPTZ) WITH (ttl_expiration_expression = 'x', ttl_job_cron = '* * * * *'${more});
INSERT INTO foo VALUES (1, '2000-01-01'), (2, '2100-01-01');
CREATE CHANGEFEED FOR foo INTO 'kafka://k' WITH key_in_value${more.includes('ignore') ? ', ignore_disable_changefeed_replication' : ''};
`;
  const left = 'SELECT a FROM foo;';

  it('deletes what has expired, and the feed tells', () => {
    const { messages, rows } = runScript(`${ttl('')}\\wait 60s\n${left}`);
    expect(rows).toEqual([['2']]);
    expect(messages.at(-1)).toBe('foo [1] {"after": null, "key": [1]}');
  });

  it.each([
    { name: 'by the table', more: ', ttl_disable_changefeed_replication = true', setting: '' },
    {
      name: 'by the cluster',
      more: '',
      setting: 'SET CLUSTER SETTING sql.ttl.changefeed_replication.disabled = true;\n'
    }
  ])('hides its deletes from feeds: $name', ({ more, setting }) => {
    const { messages, rows } = runScript(`${setting}${ttl(more)}\\wait 60s\n${left}`);
    expect(rows).toEqual([['2']]);
    expect(messages).toHaveLength(2);
  });

  it('rests with ttl_pause, and is over after RESET (ttl)', () => {
    expect(runScript(`${ttl(', ttl_pause = true')}\\wait 3m\n${left}`).rows).toHaveLength(2);
    const reset = `${ttl('')}ALTER TABLE foo RESET (ttl);\n\\wait 3m\nSELECT count(*) FROM [SHOW SCHEDULES];`;
    expect(runScript(reset).rows).toEqual([['0']]);
  });

  it('has a schedule that only the table can drop', () => {
    const { rows, errors } = runScript(
      `${ttl('')}DROP SCHEDULES SELECT id FROM [SHOW SCHEDULES];\nSELECT label, command FROM [SHOW SCHEDULES];`
    );
    expect(errors[0]).toMatch(/^42P16 /);
    expect(rows).toEqual([['row-level-ttl: foo [104]', '{"tableId": 104}']]);
  });
});
