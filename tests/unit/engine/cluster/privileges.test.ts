import { describe, expect, it } from 'vitest';
import { answers } from '../../../support/engine/answers';
import { runScript } from '../../../support/engine/script-run';

// Reference §1.10, and privileges of ordinary statements.

const SETUP = `
CREATE TABLE foo (a INT PRIMARY KEY, b STRING);
CREATE TABLE bar (a INT PRIMARY KEY);
INSERT INTO foo VALUES (1, 'x');
CREATE USER u;
`;

describe('statements need their privileges', () => {
  it.each<{ grants: string; statement: string; error: string }>([
    {
      grants: '',
      statement: 'SELECT * FROM foo',
      error: '42501 user u does not have SELECT privilege on relation foo'
    },
    { grants: 'SELECT', statement: 'SELECT * FROM foo', error: '' },
    {
      grants: 'SELECT',
      statement: "INSERT INTO foo VALUES (2, 'y')",
      error: 'INSERT privilege on relation foo'
    },
    { grants: 'INSERT', statement: "INSERT INTO foo VALUES (2, 'y')", error: '' },
    { grants: 'INSERT', statement: "UPSERT INTO foo VALUES (2, 'y')", error: 'privilege on relation foo' },
    { grants: 'INSERT, SELECT, UPDATE', statement: "UPSERT INTO foo VALUES (2, 'y')", error: '' },
    {
      grants: 'SELECT',
      statement: "UPDATE foo SET b = 'z' WHERE a = 1",
      error: 'UPDATE privilege on relation foo'
    },
    {
      grants: 'UPDATE',
      statement: "UPDATE foo SET b = 'z' WHERE a = 1",
      error: 'SELECT privilege on relation foo'
    },
    { grants: 'SELECT', statement: 'DELETE FROM foo WHERE a = 1', error: 'DELETE privilege on relation foo' },
    { grants: 'SELECT', statement: 'DROP TABLE foo', error: 'DROP privilege on relation foo' },
    { grants: 'SELECT', statement: 'SELECT * FROM system.users', error: 'SELECT privilege on relation users' }
  ])('$statement with $grants', ({ grants, statement, error }) => {
    const grant = grants === '' ? '' : `GRANT ${grants} ON foo TO u;`;
    const { errors } = runScript(`${SETUP}${grant}\nSET ROLE u;\n${statement};`);
    if (error === '') expect(errors).toEqual([]);
    else expect(errors[0]).toContain(error);
  });

  it('a view is read with its owner’s', () => {
    const script = `${SETUP}CREATE VIEW v AS SELECT b FROM foo;\nGRANT SELECT ON v TO u;\nSET ROLE u;\nSELECT * FROM v;\nSELECT * FROM foo;`;
    expect(answers(script).slice(-2)).toEqual(['root: x', 'root: 42501']);
  });
});

describe('SET ROLE', () => {
  it('takes another role’s privileges on and gives them back', () => {
    const script = `${SETUP}SET ROLE u;\nSELECT current_user, session_user;\nSHOW role;\nRESET ROLE;\nSELECT current_user;`;
    expect(answers(script).filter((answer) => !answer.endsWith('SET'))).toEqual(
      expect.arrayContaining(['root: u root', 'root: u', 'root: root'])
    );
  });

  it.each([
    { role: 'nobody', error: '42704' },
    { role: 'admin', error: '42501' },
    { role: 'w', error: '42501' }
  ])('$role by a user who is no member of it', ({ role, error }) => {
    const { errors } = runScript(`${SETUP}CREATE USER w;\n\\session s as u\nSET ROLE ${role};`);
    expect(errors[0]).toContain(error);
  });
});

describe('who may make a changefeed', () => {
  it.each<{ grant: string; feed: string; error: string }>([
    {
      grant: 'GRANT SELECT ON foo TO u',
      feed: 'FOR foo, bar',
      error: "42501 user 'u' requires the 'SELECT' privilege"
    },
    {
      grant: 'GRANT SELECT ON foo TO u',
      feed: "FOR foo INTO 'null://'",
      error: "requires the 'CHANGEFEED' privilege"
    },
    { grant: 'GRANT CHANGEFEED ON TABLE foo TO u', feed: "FOR foo INTO 'null://'", error: '' },
    { grant: 'GRANT CHANGEFEED ON DATABASE defaultdb TO u', feed: "FOR foo, bar INTO 'null://'", error: '' },
    {
      grant: 'GRANT CHANGEFEED ON TABLE foo TO u',
      feed: "FOR foo, bar INTO 'null://'",
      error: "'CHANGEFEED'"
    },
    {
      grant: 'ALTER USER u CONTROLCHANGEFEED; GRANT CHANGEFEED ON TABLE foo TO u',
      feed: "FOR foo INTO 'null://'",
      error: "requires the 'SELECT' privilege"
    },
    {
      grant: 'ALTER USER u CONTROLCHANGEFEED; GRANT SELECT ON TABLE foo TO u',
      feed: "FOR foo INTO 'null://'",
      error: ''
    }
  ])('$feed after $grant', ({ grant, feed, error }) => {
    const { errors } = runScript(`${SETUP}${grant};\nSET ROLE u;\nCREATE CHANGEFEED ${feed};`);
    if (error === '') expect(errors).toEqual([]);
    else expect(errors[0]).toContain(error);
  });

  it.each(['system.jobs', 'system.public.users', 'crdb_internal.jobs'])('nobody for %s', (table) => {
    const { errors } = runScript(`CREATE CHANGEFEED FOR ${table} INTO 'null://';`);
    expect(errors[0]).toMatch(/^42809 .*(system|virtual)/);
  });
});

describe('who may see and control its job', () => {
  const job = `${SETUP}CREATE CHANGEFEED FOR foo INTO 'null://';\n\\gset\n`;
  const seen = 'SELECT count(*) FROM [SHOW CHANGEFEED JOBS];';

  it.each([
    { grant: '', sees: '0' },
    { grant: 'GRANT SYSTEM VIEWJOB TO u;', sees: '1' },
    { grant: 'GRANT SYSTEM CONTROLJOB TO u;', sees: '1' },
    { grant: 'ALTER JOB :job_id OWNER TO u;', sees: '1' }
  ])('"$grant" shows $sees', ({ grant, sees }) => {
    expect(runScript(`${job}${grant}\nSET ROLE u;\n${seen}`).rows).toEqual([[sees]]);
  });

  it.each([
    { grant: '', error: '42501' },
    // What is an admin's no CONTROLJOB reaches.
    { grant: 'GRANT SYSTEM CONTROLJOB TO u;', error: '42501' },
    { grant: 'ALTER JOB :job_id OWNER TO u;', error: '' },
    { grant: 'CREATE USER w; ALTER JOB :job_id OWNER TO w; GRANT SYSTEM CONTROLJOB TO u;', error: '' }
  ])('"$grant" and PAUSE JOB', ({ grant, error }) => {
    const { errors } = runScript(`${job}${grant}\nSET ROLE u;\nPAUSE JOB :job_id;`);
    expect(errors.map((e) => e.slice(0, 5))).toEqual(error === '' ? [] : [error]);
  });
});
