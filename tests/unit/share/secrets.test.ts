import { describe, expect, it } from 'vitest';
import { runScenario } from '../../../src/cli/run-scenario';
import { historyDigest } from '../../../src/lib/scenario/digest';
import { decodeLink, encodeLink } from '../../../src/lib/scenario/link';
import { makeScenario, printScenario } from '../../../src/lib/scenario/scenario';
import { stripSecrets } from '../../../src/lib/share/secrets';

const CANARY = 'S3CR3TKEYS3CR3T';
const strip = (script: string) => stripSecrets(makeScenario({ script }));

describe('what is shared has no secrets', () => {
  it.each([
    {
      name: 'in the URI of an external connection',
      in: `CREATE EXTERNAL CONNECTION c AS 's3://b?AWS_ACCESS_KEY_ID=A&AWS_SECRET_ACCESS_KEY=${CANARY}';`
    },
    { name: 'in user information', in: `CREATE CHANGEFEED FOR t INTO 'webhook-https://u:${CANARY}@h/p';` },
    {
      name: 'in an option',
      in: `CREATE CHANGEFEED FOR t INTO 'webhook-https://h' WITH webhook_auth_header = 'Basic ${CANARY}';`
    },
    { name: 'in a backslash command', in: `\\sink 'kafka://h:9092?sasl_password=${CANARY}' down` },
    { name: 'in a comment', in: `-- was kafka://u:${CANARY}@h:9092\nSELECT 1;` },
    { name: 'in a statement that does not end', in: `CREATE CHANGEFEED FOR t INTO 'kafka://u:${CANARY}@h` },
    { name: 'behind the last statement', in: `SELECT 1;\n-- kafka://u:${CANARY}@h\n` }
  ])('$name', ({ in: script }) => {
    const { scenario, places } = strip(script);
    expect(printScenario(scenario)).not.toContain(CANARY);
    expect(places).toHaveLength(1);
  });

  it('title, description and members that are only kept included', () => {
    const uri = `kafka://u:${CANARY}@h:9092`;
    const { scenario, places } = stripSecrets({
      ...makeScenario({ script: '', title: uri, description: `see ${uri}` }),
      lesson: { steps: [{ text: uri }] },
      others: new Map([['__proto__', [uri]]])
    });
    expect(printScenario(scenario)).not.toContain(CANARY);
    expect(places).toEqual(['the title', 'the description', 'its member __proto__', 'the lesson']);
  });

  it('and says in which lines they stood', () => {
    const uri = `kafka://u:${CANARY}@h`;
    const { places, doubts } = strip(
      `-- it was | ${uri}\n-- with pipes\nSELECT 1; -- ${uri}\n\nCREATE CHANGEFEED FOR t\n  INTO '${uri}'\n  WITH diff;\n-- ${uri}`
    );
    expect(places).toEqual([1, 3, 6, 8].map((line) => `line ${line} of the script`));
    expect(doubts).toEqual([]);
  });

  it('harmless scripts pass as they are, to the byte', () => {
    const script =
      "-- hello\n\\wait 5s\nCREATE CHANGEFEED FOR t INTO 'kafka://h:9092?topic_prefix=a' WITH updated\\gset x_\n\n-- end\n";
    expect(strip(script)).toMatchObject({ scenario: { script }, places: [], doubts: [] });
  });

  it('and shows the same run', () => {
    const script = `CREATE TABLE t (id INT PRIMARY KEY);
CREATE CHANGEFEED FOR TABLE t INTO 'kafka://h:9092?tls_enabled=true&sasl_enabled=true&sasl_user=me&sasl_password=${CANARY}' WITH updated;
INSERT INTO t VALUES (1);
\\wait 5s
`;
    const digest = (text: string) => {
      const { log, epoch } = runScenario(makeScenario({ script: text }), { settle: true });
      return historyDigest(log, epoch, Number.MAX_SAFE_INTEGER);
    };
    const shared = decodeLink(encodeLink(strip(script).scenario))!.script;
    expect(shared).not.toContain(CANARY);
    expect(digest(shared)).toBe(digest(script));
  });
});

describe('doubts that only the author can settle', () => {
  it.each([
    {
      name: 'a secret that is repeated in a comment',
      in: `CREATE EXTERNAL CONNECTION c AS 's3://b?AWS_ACCESS_KEY_ID=A&AWS_SECRET_ACCESS_KEY=${CANARY}'; -- it is ${CANARY}`,
      out: [/Line 1.*repeats a secret/]
    },
    {
      name: 'a password in a comment',
      in: '-- password is hunter2hunter2\nSELECT 1;',
      out: [/Line 1.*password/]
    },
    {
      name: 'none in the lines beside a secret',
      in: `CREATE TABLE office_dogs (id INT PRIMARY KEY);\nCREATE CHANGEFEED FOR office_dogs INTO 's3://bucket?AWS_ACCESS_KEY_ID=A&AWS_SECRET_ACCESS_KEY=${CANARY}';\nINSERT INTO office_dogs VALUES (1);`,
      out: []
    },
    { name: 'a key by its form', in: "INSERT INTO t VALUES ('AKIAIOSFODNN7EXAMPLE');", out: [/Line 1.*AWS/] },
    {
      name: 'none',
      in: "CREATE TABLE passwords (id INT PRIMARY KEY, token STRING);\nINSERT INTO t VALUES ('kafka');",
      out: []
    }
  ])('$name', ({ in: script, out }) => {
    const { doubts } = strip(script);
    expect(doubts).toHaveLength(out.length);
    out.forEach((pattern, i) => expect(doubts[i]).toMatch(pattern));
  });
});
