import { describe, expect, it } from 'vitest';
import { runScenario } from '../../../src/cli/run-scenario';
import { auditRun } from '../../../src/cli/audit';
import { encodeLink } from '../../../src/lib/scenario/link';
import { makeScenario, printScenario, ScenarioError } from '../../../src/lib/scenario/scenario';
import { runAsMarkdown } from '../../../src/lib/share/markdown';
import { messagesCsv, messagesNdjson } from '../../../src/lib/share/message-export';
import { fileName, readScenarioFile } from '../../../src/lib/share/scenario-file';
import { shorterLinks } from '../../../src/lib/share/shorten';
import { EMPLOYEES_SCRIPT } from '../../../src/lib/ui/first-scenario';

const scenario = makeScenario({ title: 'Pause | twice', script: EMPLOYEES_SCRIPT });
const run = runScenario(scenario, { settle: true });
const all = { events: run.log, epoch: run.epoch, until: Number.MAX_SAFE_INTEGER };

describe('messages as files', () => {
  it('as NDJSON: the events that the far ends received, with the seq they have in history', () => {
    const lines = messagesNdjson(run.log, run.epoch, all.until)
      .trimEnd()
      .split('\n')
      .map((l) => JSON.parse(l));
    expect(lines).toHaveLength(10);
    expect(new Set(lines.map((l) => l.type))).toEqual(new Set(['message']));
    for (const line of lines) expect(run.log.at(line.seq).type).toBe('message');
  });

  it('as CSV: a row a message, quotes doubled, up to the moment shown', () => {
    const rows = messagesCsv(run.log, run.epoch, all.until).trimEnd().split('\r\n');
    expect(rows).toHaveLength(11);
    expect(rows[1]).toContain('"[1]","{""after"": {""id"": 1, ""name"": ""Terry""');
    expect(messagesCsv(run.log, run.epoch, 0).trimEnd().split('\r\n')).toHaveLength(1);
  });
});

describe('a run as Markdown', () => {
  const text = runAsMarkdown({
    scenario,
    ...all,
    until: 100_000_000_000,
    report: auditRun(run),
    link: 'https://x.test/#s=2.abc'
  });

  it('has script, settings, messages with their copies, verdict and link', () => {
    expect(text).toMatch(/^### Pause \\\| twice$/m);
    expect(text).toContain('```sql\n-- A changefeed is paused');
    expect(text).toContain('Seed 1, 3 nodes, CockroachDB 26.2');
    expect(text).toMatch(/\| copy 2 of #\d+ \|$/m);
    expect(text).toMatch(/Guarantees: all \d+ that could be judged hold\./);
    expect(text).toContain('[Open in the playground](https://x.test/#s=2.abc)');
  });

  it('keeps hostile names, values and scripts inside their code', () => {
    const hostile = makeScenario({
      title: '<img src=x onerror=alert(1)> [a](javascript:b) `c`',
      script:
        "CREATE TABLE t (id INT PRIMARY KEY, v STRING);\nCREATE CHANGEFEED FOR t INTO 'kafka://k';\nINSERT INTO t VALUES (1, '| `` <b> ` |\n```\n# x');\n\\wait 5s\n"
    });
    const made = runScenario(hostile, { settle: true });
    const md = runAsMarkdown({
      scenario: hostile,
      events: made.log,
      epoch: made.epoch,
      until: all.until,
      report: null,
      link: null
    });
    expect(md.split('\n')[0]).toBe(
      '### \\<img src=x onerror=alert\\(1\\)\\> \\[a\\]\\(javascript:b\\) \\`c\\`'
    );
    expect(md).toContain('\n````sql\n');
    const row = md.split('\n').find((line) => line.startsWith('| ') && line.includes('<b>'))!;
    // Seven cells: every pipe of the value is escaped.
    expect(row.replaceAll('\\|', '').split('|')).toHaveLength(9);
  });

  it('says how many messages it leaves out', () => {
    const many = makeScenario({
      script:
        "CREATE TABLE t (id INT PRIMARY KEY);\nINSERT INTO t SELECT generate_series(1, 150);\nCREATE CHANGEFEED FOR t INTO 'kafka://k';\n\\wait 5s\n"
    });
    const made = runScenario(many, { settle: true });
    const md = runAsMarkdown({
      scenario: many,
      events: made.log,
      epoch: made.epoch,
      until: all.until,
      report: null,
      link: null
    });
    expect(md).toContain('and 50 more.');
  });
});

describe('files', () => {
  const bytes = (text: string) => new TextEncoder().encode(text);

  it('a scenario comes back with every member, known or not', () => {
    const text =
      '{"version":1,"title":"t","script":"SELECT 1;","unknown":{"keep":"me"},"__proto__":{"polluted":1}}';
    expect(JSON.parse(printScenario(readScenarioFile('x.json', bytes(text))!))).toEqual(JSON.parse(text));
    expect(({} as { polluted?: number }).polluted).toBeUndefined();
  });

  it('a script becomes a scenario named after its file', () => {
    expect(readScenarioFile('C:\\work\\see twice.sql', bytes('SELECT 1;'))).toMatchObject({
      title: 'see twice',
      script: 'SELECT 1;'
    });
  });

  it('other files are for others to read', () => {
    expect(readScenarioFile('t.ndjson', bytes('{}'))).toBeNull();
  });

  it.each([
    { name: 'empty.json', in: bytes(''), out: /empty/ },
    { name: 'blank.sql', in: bytes(' \n'), out: /empty/ },
    { name: 'x.json', in: bytes('{"version":1,}'), out: /not valid JSON/ },
    { name: 'future.json', in: bytes('{"version":2147483647,"script":""}'), out: /newer/ },
    { name: 'list.json', in: bytes('[]'), out: /JSON object/ },
    { name: 'invalid-utf8.json', in: Uint8Array.of(0xff), out: /UTF-8/ },
    {
      name: 'nested.json',
      in: bytes(`{"version":1,"script":"","x":${'['.repeat(5000)}${']'.repeat(5000)}}`),
      out: /deep/
    },
    { name: 'huge.json', in: new Uint8Array(33 * 1024 * 1024), out: /larger/ }
  ])('$name is refused with a sentence', ({ name, in: content, out }) => {
    expect(() => readScenarioFile(name, content)).toThrow(ScenarioError);
    expect(() => readScenarioFile(name, content)).toThrow(out);
  });

  it('are named so that every system takes them', () => {
    expect(fileName('../../etc/passwd: "Ä?"', 'json')).toBe('etc-passwd-ä.json');
    expect(fileName('???', 'md')).toBe('scenario.md');
  });
});

it('shorter links lack what they say and nothing else', () => {
  const long = { ...scenario, description: 'words '.repeat(200), digest: '0123456789abcdef' };
  const ways = shorterLinks(long, encodeLink(long), 3);
  expect(ways.map(({ lacks }) => lacks)).toContain('the description');
  expect(ways.map(({ lacks }) => lacks)).toContain('what comes after this moment');
  for (const { fragment } of ways) expect(fragment.length).toBeLessThan(encodeLink(long).length);
});
