import { describe, expect, it } from 'vitest';
import { runScript } from '../../../support/engine/script-run';

// Reference §1.7 and §1.10.

describe('CREATE EXTERNAL CONNECTION checks its URI as a sink would', () => {
  it.each<{ uri: string; says: string }>([
    { uri: 's3:///?AUTH=implicit', says: 'bucket' },
    { uri: 'nodelocal:///foo', says: 'nodelocal' },
    { uri: 'nodelocal://a/foo', says: 'node ID' },
    { uri: 'azure-storage://b/p?AZURE_ACCOUNT_KEY=Zm9v', says: 'AZURE_ACCOUNT_NAME' },
    { uri: 'gs://b/p?INVALIDPARAM=baz', says: 'INVALIDPARAM' },
    { uri: 'kafka://b:9092?INVALIDPARAM=baz', says: 'INVALIDPARAM' },
    { uri: 'kafka://b?tls_enabled=true&ca_cert=Zm9vCg=11', says: 'ca_cert' },
    { uri: 'pulsar://b', says: 'pulsar' }
  ])('$uri', ({ uri, says }) => {
    const { errors } = runScript(`CREATE EXTERNAL CONNECTION c AS '${uri}';`);
    expect(errors).toHaveLength(1);
    expect(errors[0]).toContain(says);
  });
});

describe('an external connection', () => {
  it('shows no secret, and says that CockroachDB would', () => {
    const { rows, events } = runScript(`
CREATE EXTERNAL CONNECTION c AS 's3://b?AUTH=specified&AWS_ACCESS_KEY_ID=k3y&AWS_SECRET_ACCESS_KEY=s3cr3t';
SHOW EXTERNAL CONNECTIONS;
SHOW CREATE EXTERNAL CONNECTION c;`);
    expect(rows[0][1]).toContain("CREATE EXTERNAL CONNECTION 'c' AS 's3://b?AUTH=specified");
    expect(JSON.stringify(events)).not.toContain('s3cr3t');
    expect(events.some((e) => e.type === 'notice' && e.message.includes('redacted'))).toBe(true);
  });

  it('keeps its name: 42710, or nothing with IF NOT EXISTS', () => {
    const { rows, errors } = runScript(`
CREATE EXTERNAL CONNECTION c AS 'kafka://one';
CREATE EXTERNAL CONNECTION c AS 'kafka://two';
CREATE EXTERNAL CONNECTION IF NOT EXISTS c AS 'kafka://two';
DROP EXTERNAL CONNECTION nothing;
SELECT connection_uri, connection_type FROM [SHOW EXTERNAL CONNECTIONS];`);
    expect(errors).toEqual(["42710 external connection with connection name 'c' already exists"]);
    expect(rows).toEqual([['kafka://one', 'STORAGE']]);
  });

  it('is a sink, to which a statement may add parameters', () => {
    const { messages, rows } = runScript(`
CREATE TABLE foo (a INT PRIMARY KEY);
INSERT INTO foo VALUES (1);
CREATE EXTERNAL CONNECTION c AS 'kafka://one?topic_prefix=p_';
CREATE CHANGEFEED FOR foo INTO 'external://c?topic_name=zz';
\\gset
\\wait 5s
SELECT sink_uri, description FROM [SHOW CHANGEFEED JOB :job_id];`);
    expect(messages).toEqual(['p_zz [1] {"after": {"a": 1}}']);
    expect(rows).toEqual([
      ['external://c?topic_name=zz', "CREATE CHANGEFEED FOR TABLE foo INTO 'external://c?topic_name=zz'"]
    ]);
  });

  it('that does not exist is named with the statement that would make it', () => {
    const { events } = runScript(
      `CREATE TABLE foo (a INT PRIMARY KEY);\nCREATE CHANGEFEED FOR foo INTO 'external://c';`
    );
    expect(events.find((e) => e.type === 'error')).toMatchObject({
      sqlstate: '42704',
      hint: expect.stringContaining("CREATE EXTERNAL CONNECTION 'c' AS")
    });
  });
});

describe('privileges on connections', () => {
  it.each<{ grant: string; statement: string; error: string }>([
    {
      grant: '',
      statement: "CREATE EXTERNAL CONNECTION d AS 'kafka://k'",
      error: '42501 only users with the EXTERNALCONNECTION system privilege'
    },
    {
      grant: 'GRANT SYSTEM EXTERNALCONNECTION TO u',
      statement: "CREATE EXTERNAL CONNECTION d AS 'kafka://k'",
      error: ''
    },
    {
      grant: '',
      statement: "CREATE CHANGEFEED FOR foo INTO 'external://c'",
      error: '42501 user u does not have USAGE'
    },
    {
      grant: 'GRANT USAGE ON EXTERNAL CONNECTION c TO u',
      statement: "CREATE CHANGEFEED FOR foo INTO 'external://c'",
      error: ''
    },
    { grant: '', statement: 'DROP EXTERNAL CONNECTION c', error: '42501 user u does not have DROP' },
    { grant: 'GRANT DROP ON EXTERNAL CONNECTION c TO u', statement: 'DROP EXTERNAL CONNECTION c', error: '' },
    {
      grant: '',
      statement: "ALTER EXTERNAL CONNECTION c AS 'kafka://k'",
      error: '42501 user u does not have UPDATE'
    },
    {
      grant: 'GRANT UPDATE ON EXTERNAL CONNECTION c TO u',
      statement: "ALTER EXTERNAL CONNECTION c AS 'kafka://k'",
      error: ''
    },
    { grant: '', statement: 'SHOW EXTERNAL CONNECTION c', error: '42501 must have USAGE' },
    {
      grant: '',
      statement: 'SHOW CREATE EXTERNAL CONNECTION c',
      error: '42501 must have VIEWCLUSTERMETADATA'
    },
    {
      grant: 'SET CLUSTER SETTING changefeed.permissions.require_external_connection_sink.enabled = true',
      statement: "CREATE CHANGEFEED FOR foo INTO 'kafka://k'",
      error: '42501 user u may only use external connection sinks'
    }
  ])('$statement after "$grant"', ({ grant, statement, error }) => {
    const { errors } = runScript(`
CREATE TABLE foo (a INT PRIMARY KEY);
CREATE EXTERNAL CONNECTION c AS 'kafka://k';
CREATE USER u;
GRANT CHANGEFEED ON TABLE foo TO u;
${grant};
SET ROLE u;
${statement};`);
    if (error === '') expect(errors).toEqual([]);
    else expect(errors[0]).toContain(error);
  });
});

describe('a connection that changes under a running feed', () => {
  const script = (between: string) => `
CREATE EXTERNAL CONNECTION x AS 'kafka://one';
CREATE TABLE t (a INT PRIMARY KEY);
CREATE CHANGEFEED FOR t INTO 'external://x' WITH min_checkpoint_frequency = '1s';
\\gset
\\wait 5s
${between}
INSERT INTO t VALUES (1);
\\wait 5s
`;
  const clusterOf = (between: string) =>
    runScript(`${script(between)}ALTER EXTERNAL CONNECTION x AS 'kafka://three';`).events.flatMap((e) =>
      e.type === 'flow' ? [e.reason] : []
    );

  it('is looked up again every 15 s', () => {
    const alter = "ALTER EXTERNAL CONNECTION x AS 'kafka://two';\n";
    expect(clusterOf(`${alter}\\wait 6s`)).toEqual(['start', 'retry']);
    expect(clusterOf(`${alter}\\wait 17s`).slice(0, 2)).toEqual(['start', 'retry']);
  });

  it('is looked up when the feed is resumed', () => {
    const { events, errors } = runScript(
      script(
        "PAUSE JOB :job_id;\n\\wait 3s\nALTER EXTERNAL CONNECTION x AS 'kafka://two';\nRESUME JOB :job_id;\n\\sink 'kafka://one' down"
      )
    );
    expect(errors).toEqual([]);
    expect(events.filter((e) => e.type === 'message')).toHaveLength(1);
  });
});
