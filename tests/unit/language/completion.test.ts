import { describe, expect, it } from 'vitest';
import { SINK_SCHEMES } from '../../../src/lib/engine/sinks/make-spec';
import { COMMAND_NAMES } from '../../../src/lib/engine/cluster/commands';
import { complete, type Completion } from '../../../src/lib/language/completion';
import { hoverAt } from '../../../src/lib/language/hover';
import { COMMAND_DOCS } from '../../../src/lib/language/script-commands';
import { SCHEMES, schemeOf } from '../../../src/lib/language/sinks';

/** A script before the statement at the caret. */
const SCRIPT = `CREATE TABLE users (id UUID PRIMARY KEY, name STRING, "Age" INT, FAMILY small (id, name), INDEX by_name (name));
CREATE TYPE mood AS ENUM ('sad', 'ok');
CREATE TABLE orders (id INT PRIMARY KEY, user_id UUID, total DECIMAL(10,2));
ALTER TABLE orders ADD COLUMN note STRING, DROP COLUMN total;
CREATE VIEW names AS SELECT id, name AS called FROM users;
CREATE EXTERNAL CONNECTION out AS 'kafka://broker:9092';
CREATE TABLE gone (a INT);
DROP TABLE gone;
\\session alice
`;

/** Completions where the bar stands in the last statement. */
function at(statement: string): { labels: string[]; all: Completion[]; text: string } {
  const offset = SCRIPT.length + statement.indexOf('|');
  const text = SCRIPT + statement.replace('|', '');
  const all = complete(text, offset);
  return { labels: all.map(({ label }) => label), all, text };
}

describe('completion offers what the parser expects, with the names of the script', () => {
  const offered: readonly { in: string; has: string[]; lacks?: string[] }[] = [
    { in: '|', has: ['SELECT', 'INSERT INTO', 'CREATE', 'PAUSE'], lacks: ['FROM', 'WHERE'] },
    { in: 'SELECT * FROM |', has: ['users', 'orders', 'names', 'LATERAL'], lacks: ['gone', 'WHERE'] },
    { in: 'SELECT | FROM users', has: ['id', 'name', 'Age', 'CASE'], lacks: ['user_id'] },
    {
      in: 'SELECT o.| FROM users u JOIN orders o ON true',
      has: ['user_id', 'note'],
      lacks: ['name', 'total']
    },
    { in: 'SELECT | FROM names', has: ['id', 'called'] },
    { in: 'WITH w AS (SELECT id AS x FROM users) SELECT | FROM w', has: ['x'] },
    { in: 'WITH w AS (SELECT 1) SELECT * FROM |', has: ['w', 'users'] },
    { in: 'SELECT d.| FROM (SELECT note FROM orders) AS d', has: ['note'], lacks: ['user_id'] },
    { in: 'SELECT id FROM users UNION SELECT | FROM orders', has: ['user_id'], lacks: ['name'] },
    { in: 'SELECT * FROM users WHERE id IN (SELECT | FROM orders)', has: ['user_id', 'name'] },
    { in: 'INSERT INTO orders (|', has: ['user_id', 'note'], lacks: ['name'] },
    { in: 'UPDATE users SET |', has: ['name'] },
    { in: 'ALTER TABLE users DROP COLUMN |', has: ['IF EXISTS', 'name'] },
    { in: 'DROP INDEX users@|', has: ['by_name'] },
    { in: 'SELECT 1::|', has: ['mood', 'STRING', 'DECIMAL'] },
    { in: 'GRANT CHANGEFEED ON TABLE |', has: ['users'] },
    { in: 'CREATE CHANGEFEED |', has: ['FOR', 'INTO', 'AS SELECT'] },
    { in: 'CREATE CHANGEFEED FOR |', has: ['users', 'TABLE', 'DATABASE'] },
    { in: 'CREATE CHANGEFEED FOR users |', has: ['FAMILY', 'INTO', 'WITH'] },
    { in: "CREATE CHANGEFEED FOR users INTO '|'", has: ['external://out', 'kafka://broker:9092'] },
    { in: "CREATE CHANGEFEED FOR users INTO 'kafka://h?|'", has: ['topic_prefix=', 'sasl_mechanism='] },
    { in: "CREATE CHANGEFEED FOR users INTO 'gcpubsub://p?|'", has: ['region='], lacks: ['sasl_mechanism='] },
    {
      in: "CREATE CHANGEFEED FOR users INTO 'kafka://h' WITH |",
      has: ['kafka_sink_config', 'diff'],
      lacks: ['webhook_sink_config']
    },
    {
      in: 'CREATE CHANGEFEED FOR users WITH diff, |',
      has: ['updated'],
      lacks: ['diff', 'kafka_sink_config']
    },
    { in: 'CREATE CHANGEFEED FOR users WITH envelope = |', has: ['wrapped', 'enriched', 'key_only'] },
    { in: 'CREATE CHANGEFEED AS SELECT | FROM users', has: ['cdc_prev', 'event_op()', 'name'] },
    { in: 'ALTER CHANGEFEED 1 |', has: ['ADD', 'DROP', 'SET', 'UNSET'] },
    { in: 'SET CLUSTER SETTING kv.|', has: ['rangefeed.enabled'] },
    { in: 'SET |', has: ['timezone', 'CLUSTER SETTING'] },
    { in: 'SELECT lowe|', has: ['lower'] },
    { in: 'CREATE TABLE |', has: ['IF NOT EXISTS'] },
    { in: 'SHOW CHANGEFEED |', has: ['JOB', 'JOBS'] },
    { in: '\\|', has: ['\\wait', '\\sink', '\\session'] },
    { in: '\\session |', has: ['alice', 'root'] },
    { in: '\\sink |', has: ["'kafka://broker:9092'"] },
    { in: "\\sink 'kafka://broker:9092' s|", has: ['slow'] },
    { in: "SELECT 'a |'", has: [], lacks: ['SELECT'] },
    { in: 'SELECT 1 -- a |', has: [], lacks: ['FROM'] },
    { in: 'SELECT 1 /* | */', has: [], lacks: ['FROM'] }
  ];
  it.each(offered)('$in', (row) => {
    const { labels } = at(row.in);
    expect(labels).toEqual(expect.arrayContaining(row.has));
    for (const label of row.lacks ?? []) expect(labels).not.toContain(label);
  });

  it('replaces the word at the caret, not what stands around it', () => {
    const { all, text } = at('SELECT na|me FROM users');
    const name = all.find(({ label }) => label === 'name');
    expect(name && text.slice(name.from, name.to)).toBe('name');
  });

  it('puts what begins with the typed letters first', () => {
    expect(at('SET tim|').labels[0]).toBe('timezone');
  });

  it('writes keywords as the statement does', () => {
    expect(at('select * from users wh|').all[0].insert).toBe('where');
    expect(at('SELECT * FROM users WH|').all[0].insert).toBe('WHERE');
  });

  it('quotes names that need it', () => {
    expect(at('SELECT | FROM users').all.find(({ label }) => label === 'Age')?.insert).toBe('"Age"');
  });

  it('tells what an option does and takes', () => {
    const format = at('CREATE CHANGEFEED FOR users WITH form|').all[0];
    expect(format).toMatchObject({ label: 'format', kind: 'option', insert: 'format = ' });
    expect(format.detail).toContain("'avro'");
    expect(format.docs).not.toBe('');
  });

  it('offers keywords of the next clause with the words that must follow', () => {
    expect(at('SELECT * FROM users |').labels).toEqual(
      expect.arrayContaining(['GROUP BY', 'ORDER BY', 'AS OF SYSTEM TIME', 'WHERE'])
    );
  });
});

describe('hover', () => {
  const rows: readonly { in: string; code: RegExp; text?: RegExp }[] = [
    { in: 'SELECT na|me FROM users', code: /^name STRING$/ },
    { in: 'SELECT low|er(name) FROM users', code: /^lower\(val: string\) -> string/ },
    { in: 'SELECT * FROM us|ers', code: /^table users$/, text: /name STRING/ },
    {
      in: 'CREATE CHANGEFEED FOR users WITH reso|lved',
      code: /^resolved: duration/,
      text: /resolved timestamps/
    },
    { in: "SET CLUSTER SETTING kv.closed_|timestamp.target_duration = '1s'", code: /target_duration = 3s/ },
    { in: '\\wa|it 10s', code: /\\wait/, text: /virtual time/ }
  ];
  it.each(rows)('$in', (row) => {
    const offset = SCRIPT.length + row.in.indexOf('|');
    const hover = hoverAt(SCRIPT + row.in.replace('|', ''), offset);
    expect(hover?.code).toMatch(row.code);
    if (row.text) expect(hover?.text).toMatch(row.text);
  });

  it('says nothing of keywords, strings and blanks', () => {
    for (const statement of ['SEL|ECT 1', "SELECT 'na|me'", 'SELECT 1 | '])
      expect(
        hoverAt(SCRIPT + statement.replace('|', ''), SCRIPT.length + statement.indexOf('|'))
      ).toBeUndefined();
  });
});

it('every backslash command is documented, and no other', () => {
  expect(COMMAND_DOCS.map(({ name }) => name).sort()).toEqual([...COMMAND_NAMES].sort());
});

it('every scheme offered is one that sinks take, and every one taken is known but SQL', () => {
  for (const { scheme } of SCHEMES) expect(SINK_SCHEMES).toContain(scheme);
  const unknown = SINK_SCHEMES.filter((scheme) => !schemeOf(`${scheme}://x`));
  expect(unknown).toEqual(['experimental-sql']);
});
