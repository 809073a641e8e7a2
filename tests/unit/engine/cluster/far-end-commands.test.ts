import { describe, expect, it } from 'vitest';
import { runScript } from '../../../support/engine/script-run';

// Design §6: the commands that concern far ends. What they do is in tests/scenarios/farends; here is what they refuse.

describe('commands for far ends', () => {
  const refused: { line: string; state: string; mentions: RegExp }[] = [
    { line: "\\sink 'webhook-https://h' reply", state: '22023', mentions: /no list of HTTP statuses/ },
    { line: "\\sink 'webhook-https://h' reply 600", state: '22023', mentions: /'600'/ },
    { line: "\\sink 'webhook-https://h' reply 503 often", state: '22023', mentions: /'often'/ },
    { line: "\\sink 'webhook-https://h' reply 503 times 0", state: '22023', mentions: /number of times/ },
    { line: "\\sink 'webhook-https://h' reply 503 times 2 times 3", state: '22023', mentions: /'times'/ },
    { line: "\\sink 'webhook-https://h' reply 429 retry-after soon", state: '22023', mentions: /'soon'/ },
    {
      line: "\\sink 'webhook-https://h' reply 429 retry-after",
      state: '22023',
      mentions: /duration is missing/
    },
    { line: "\\sink 'webhook-https://h' implode", state: '42601', mentions: /'implode'/ },
    { line: "\\sink 'kafak://h' down", state: '22023', mentions: /scheme 'kafak'/ },
    { line: "\\sink 'kafka://h:0' down", state: '22023', mentions: /port ":0"/ },
    { line: "\\sink 'kafka' down", state: '22023', mentions: /'kafka' is no sink URI/ },
    { line: '\\registry compatibility', state: '22023', mentions: /one of BACKWARD, BACKWARD_TRANSITIVE/ },
    { line: '\\registry compatibility SIDEWAYS', state: '22023', mentions: /'SIDEWAYS'/ },
    { line: "\\registry compatibility FULL 'a' 'b'", state: '22023', mentions: /too much/ },
    { line: '\\reply', state: '22023', mentions: /number of the request/ },
    { line: '\\reply 0 200 after 1ms', state: '22023', mentions: /number of the request/ },
    { line: '\\reply 1 ok after 1ms', state: '22023', mentions: /no HTTP status/ },
    { line: '\\reply 1 200', state: '22023', mentions: /how long/ },
    { line: '\\reply 1 200 after', state: '22023', mentions: /duration is missing/ },
    { line: '\\reply 1 200 after 1ms now', state: '22023', mentions: /'now'/ }
  ];
  it.each(refused)('$line', ({ line, state, mentions }) => {
    const { errors } = runScript(`${line}\nSELECT 1;`);
    expect(errors).toHaveLength(1);
    expect(errors[0]).toMatch(new RegExp(`^${state} `));
    expect(errors[0]).toMatch(mentions);
  });

  it('a topic never loses a partition, made or not', () => {
    const { errors } = runScript(`CREATE TABLE t (id INT PRIMARY KEY);
      CREATE CHANGEFEED FOR t INTO 'kafka://k';
\\topic t partitions 3
\\topic t partitions 3
\\topic t partitions 2
\\topic later partitions 4
\\topic later partitions 1
`);
    expect(errors).toEqual([
      "22023 \\topic: 't' has 3 partitions and never loses one",
      "22023 \\topic: 'later' has 4 partitions and never loses one"
    ]);
  });

  // The newest version has no such column, an older one has it with another type.
  it.each([
    { line: '', status: null },
    { line: '\\registry compatibility full_transitive', status: /t-value\/versions 409 Conflict/ },
    {
      line: "\\registry compatibility BACKWARD_TRANSITIVE 't-value'",
      status: /t-value\/versions 409 Conflict/
    },
    { line: "\\registry compatibility BACKWARD_TRANSITIVE 't-key'", status: null },
    { line: '\\registry compatibility NONE', status: null }
  ])('a column that comes back with another type, after "$line"', ({ line, status }) => {
    const { events } = runScript(`CREATE TABLE t (id INT PRIMARY KEY, b STRING);
      INSERT INTO t VALUES (1, '1');
      CREATE CHANGEFEED FOR t INTO 'kafka://k' WITH format = avro, confluent_schema_registry = 'http://r';
\\wait 5s
${line}
      ALTER TABLE t DROP COLUMN b;
      ALTER TABLE t ADD COLUMN c INT;
      ALTER TABLE t RENAME COLUMN c TO b;
\\wait 5s
      INSERT INTO t VALUES (2, 2);
\\wait 60s
`);
    const jobs = events.flatMap((e) =>
      e.type === 'job' && e.running_status !== null ? [e.running_status] : []
    );
    if (status) expect(jobs.join()).toMatch(status);
    else expect(jobs.join()).toBe('');
  });

  it('a compatibility is told, of all subjects or of one', () => {
    const { events } = runScript("\\registry compatibility FULL\n\\registry compatibility none 't-key'\n");
    expect(events.filter(({ type }) => type === 'cluster')).toMatchObject([
      { kind: 'compatibility', target: '', value: 'FULL' },
      { kind: 'compatibility', target: 't-key', value: 'NONE' }
    ]);
  });

  it('a recorded answer is told as a real one, those of the mock are not', () => {
    const { events } = runScript(`CREATE TABLE t (id INT PRIMARY KEY);
      CREATE CHANGEFEED FOR t INTO 'webhook-https://h/in';
\\reply 1 503 after 20ms
      INSERT INTO t VALUES (1);
\\wait 5s
`);
    const requests = events.flatMap((e) => (e.type === 'request' ? [[e.status, e.real]] : []));
    expect(requests).toEqual([
      [503, true],
      [200, false]
    ]);
  });

  it('an answer that could not be read is none that is late: nothing is sent again by itself', () => {
    const { events } = runScript(`CREATE TABLE t (id INT PRIMARY KEY);
      CREATE CHANGEFEED FOR t INTO 'webhook-https://h/in' WITH webhook_client_timeout = '1s';
\\reply 1 unreadable after 30s
      INSERT INTO t VALUES (1);
\\wait 20s
`);
    expect(events.flatMap((e) => (e.type === 'request' ? [[e.status, e.error, e.real]] : []))).toEqual([
      [null, 'delivered; the answer could not be read', true]
    ]);
    expect(events.flatMap((e) => (e.type === 'batch' ? [e.outcome] : []))).toEqual(['ok']);
  });

  it('Retry-After is told with the answers that fail, in whole seconds', () => {
    const { events } = runScript(`CREATE TABLE t (id INT PRIMARY KEY);
      CREATE CHANGEFEED FOR t INTO 'webhook-https://h/in';
\\sink 'webhook-https://h' reply 429,200 times 2 retry-after 1500ms
      INSERT INTO t VALUES (1);
\\wait 5s
`);
    const requests = events.flatMap((e) => (e.type === 'request' ? [[e.status, e.retry_after]] : []));
    expect(requests).toEqual([
      [429, '2'],
      [200, undefined]
    ]);
  });
});
