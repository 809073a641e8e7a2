import { describe, expect, it } from 'vitest';
import { runScript } from '../../../support/engine/script-run';

// Reference §9: what follows the cluster setting `version`.

const inVersion = (version: string, script: string) =>
  runScript(`SET CLUSTER SETTING version = '${version}'; ${script}`);

const WATCHED = `CREATE TABLE t (id INT PRIMARY KEY);
  INSERT INTO t VALUES (1);
  CREATE CHANGEFEED FOR t INTO 'kafka://k' WITH resolved, min_checkpoint_frequency = '1s';`;

describe('resolved timestamps', () => {
  it.each([
    { version: '26.2', whole: true },
    { version: '25.3', whole: true },
    { version: '25.2', whole: false },
    { version: '21.2', whole: false }
  ])('of $version are whole seconds: $whole', ({ version, whole }) => {
    const { events } = inVersion(
      version,
      `${WATCHED}
\\wait 20s`
    );
    const values = events.flatMap((e) => (e.type === 'resolved' ? [e.value!] : [])).slice(1);
    expect(values.length).toBeGreaterThan(2);
    expect(values.every((value) => value.includes('000000000.0000000000'))).toBe(whole);
  });
});

describe('a column with a default', () => {
  const MESSAGES = {
    plain: 't [1] {"after": {"id": 1}}',
    added: 't [1] {"after": {"id": 1, "likes": true}}'
  };
  const script = `${WATCHED}
    \\wait 5s
    ALTER TABLE t ADD COLUMN likes BOOL DEFAULT true;
    \\wait 20s`;

  it('gives an extra copy of each row in v21.2, by the physical rewrite (§6.3)', () => {
    expect(inVersion('21.2', script).messages).toEqual([MESSAGES.plain, MESSAGES.plain, MESSAGES.added]);
  });

  it('gives one copy since the declarative schema changer', () => {
    expect(inVersion('23.1', script).messages).toEqual([MESSAGES.plain, MESSAGES.added]);
  });
});

describe('what came later', () => {
  const SETUP = 'CREATE TABLE t (id INT PRIMARY KEY, FAMILY f (id));';
  const errorsIn = (version: string, statement: string) =>
    inVersion(version, `${SETUP} ${statement}`).events.flatMap((e) =>
      e.type === 'error' ? [`${e.sqlstate} ${e.message} ${e.hint}`] : []
    );

  it.each([
    { since: '22.1', before: '21.2', statement: "CREATE CHANGEFEED FOR t FAMILY f INTO 'kafka://k'" },
    { since: '22.1', before: '21.2', statement: "CREATE CHANGEFEED FOR t INTO 's3://b?AUTH=implicit'" },
    {
      since: '22.1',
      before: '21.2',
      statement: "CREATE CHANGEFEED FOR t INTO 'gcpubsub://p?AUTH=implicit&region=r'"
    },
    { since: '22.2', before: '22.1', statement: "CREATE CHANGEFEED INTO 'kafka://k' AS SELECT id FROM t" },
    { since: '22.2', before: '22.1', statement: "CREATE EXTERNAL CONNECTION e AS 'kafka://k'" },
    { since: '23.1', before: '22.2', statement: 'CREATE CHANGEFEED FOR t' },
    {
      since: '23.1',
      before: '22.2',
      statement: "CREATE SCHEDULE s FOR CHANGEFEED TABLE t INTO 's3://b?AUTH=implicit' RECURRING '@daily'"
    },
    { since: '24.1', before: '23.2', statement: "CREATE CHANGEFEED FOR t INTO 'pulsar://p'" }
  ])('$statement is known since v$since', ({ since, before, statement }) => {
    expect(errorsIn(since, statement)).toEqual([]);
    expect(errorsIn(before, statement)[0]).toContain(`came with v${since}`);
  });

  it('and is refused where it stands, by name', () => {
    expect(errorsIn('21.2', 'ALTER CHANGEFEED 1 SET resolved')[0]).toMatch(
      /^0A000 ALTER CHANGEFEED came with v22\.1/
    );
  });

  it('what v21.2 had is taken there', () => {
    expect(errorsIn('21.2', 'EXPERIMENTAL CHANGEFEED FOR t')).toEqual([]);
    expect(errorsIn('21.2', "CREATE CHANGEFEED FOR t INTO 'experimental-s3://b?AUTH=implicit'")).toEqual([]);
  });
});

describe('SHOW CHANGEFEED JOBS', () => {
  const LIST = `CREATE TABLE t (id INT PRIMARY KEY);
    CREATE CHANGEFEED FOR t INTO 'kafka://k' WITH updated;
    SHOW CHANGEFEED JOBS;`;
  const columnsOf = (version: string) =>
    inVersion(version, LIST)
      .events.flatMap((e) => (e.type === 'result' ? [e.columns.map(({ name }) => name)] : []))
      .at(-1);

  it.each([
    { version: '21.2', topics: false, readable: false },
    { version: '23.1', topics: true, readable: false },
    { version: '26.2', topics: true, readable: true }
  ])('of $version has the columns of then', ({ version, topics, readable }) => {
    const columns = columnsOf(version);
    expect(columns?.includes('topics')).toBe(topics);
    expect(columns?.includes('readable_high_water_timestamptz')).toBe(readable);
  });

  it.each([
    { version: '23.1', text: 'WITH updated' },
    { version: '26.2', text: 'WITH OPTIONS (updated)' }
  ])('of $version describes options as $text', ({ version, text }) => {
    expect(inVersion(version, LIST).rows[0][1]).toBe(
      `CREATE CHANGEFEED FOR TABLE t INTO 'kafka://k' ${text}`
    );
  });
});

describe('ALTER CHANGEFEED … ADD of a watched table', () => {
  const script = `CREATE TABLE t (id INT PRIMARY KEY);
    CREATE CHANGEFEED FOR t INTO 'kafka://k';
    \\gset
    PAUSE JOB :job_id;
    \\wait 1s
    ALTER CHANGEFEED :job_id ADD t;`;

  it.each([
    { version: '25.4', errors: 0 },
    { version: '26.2', errors: 1 }
  ])('of $version fails $errors times', ({ version, errors }) => {
    expect(inVersion(version, script).errors).toHaveLength(errors);
  });
});
