import { describe, expect, it } from 'vitest';
import { printTable } from '../../src/cli/table';
import { renderBlock } from '../../src/cli/render';
import { runScenario } from '../../src/cli/run-scenario';
import { auditEvents } from '$lib/audit/audit-events';
import { consoleCommand, consoleLine } from '$lib/consumers/console';
import { DEFAULT_EMBED } from '$lib/embed/options';
import { toBase64 } from '$lib/engine/base/base64';
import type { HistoryEvent } from '$lib/engine/base/events';
import { SINK_PARAMS } from '$lib/engine/sinks/params';
import { formatLogLine, logLine } from '$lib/history/log-lines';
import { printEvent } from '$lib/history/print';
import { encodeLink, decodeLink } from '$lib/scenario/link';
import { DEFAULT_VIEW, makeScenario, printScenario } from '$lib/scenario/scenario';
import { stripSecrets } from '$lib/share/secrets';
import { timelineSvg } from '$lib/timeline/timeline-svg';
import { curlOf, describeEvent, prettyJson } from '$lib/ui/format';
import type { ExportKind } from '$lib/worker/run-share';
import { Playground } from '$lib/worker/playground';
import { MemoryStore } from '$lib/worker/store';
import { auditRun } from '../../src/cli/audit';

/**
 * Recognisable secrets, one for every place that may hold one, and every surface on which what happened is shown, copied, exported or
 * linked: none may show any (design §7, §11).
 */

const secrets: string[] = [];
/** A secret of its own for each place, as letters and digits, which stand alike in URIs, SQL and JSON. */
function secret(): string {
  const made = `s3cr3t${String(secrets.length).padStart(3, '0')}x`;
  secrets.push(made);
  return made;
}

const base64 = (text: string) => toBase64(new TextEncoder().encode(text));
const certificate = () => base64(`-----BEGIN CERTIFICATE-----\n${secret()}\n-----END CERTIFICATE-----\n`);

function valueOf(kind: string): string {
  const value = kind === 'certificate' ? certificate() : kind === 'base64' ? base64(secret()) : secret();
  return encodeURIComponent(value);
}

/** Addresses with every parameter that each kind of sink takes and that is no harmless one. */
const BASES: Readonly<Record<string, string>> = {
  kafka: 'kafka://HOST:9092?sasl_enabled=true&tls_enabled=true',
  'confluent-cloud': 'confluent-cloud://HOST:9092?tls_enabled=true',
  'azure-event-hub': 'azure-event-hub://HOST.servicebus.windows.net:9093?tls_enabled=true',
  s3: 's3://HOST/p?AUTH=specified',
  gs: 'gs://HOST/p?AUTH=specified',
  azure: 'azure://HOST/p?AZURE_ACCOUNT_NAME=n',
  http: 'https://HOST/p?file_size=1MB',
  webhook: 'webhook-https://HOST/p?insecure_tls_skip_verify=true',
  pubsub: 'gcpubsub://HOST?region=r',
  sql: 'postgresql://HOST/p?sslmode=require'
};

function sinks(): string[] {
  let hosts = 0;
  const host = () => `h${hosts++}.test`;
  return Object.entries(BASES).flatMap(([group, base]) => {
    const params = SINK_PARAMS[group as keyof typeof SINK_PARAMS].filter(({ harmless }) => !harmless);
    const each = params.map(({ name, kind }) => `${base.replace('HOST', host())}&${name}=${valueOf(kind)}`);
    const all = `${base.replace('HOST', host())}&${params.map(({ name, kind }) => `${name}=${valueOf(kind)}`).join('&')}`;
    const user = base.replace('HOST', `${secret()}:${secret()}@${host()}`);
    const unknown = `${base.replace('HOST', host())}&nobody_knows_${group.replaceAll('-', '_')}=${secret()}`;
    return [...each, all, user, unknown];
  });
}

function script(): string {
  const uris = sinks();
  const feed = (i: number, uri: string) =>
    `CREATE CHANGEFEED FOR TABLE t INTO '${uri}' WITH updated;
CREATE EXTERNAL CONNECTION c${i} AS '${uri}';
SHOW CREATE EXTERNAL CONNECTION c${i};
CREATE CHANGEFEED FOR TABLE t INTO 'external://c${i}' WITH updated;
CREATE CHANGEFEED FOR TABLE missing INTO '${uri}';
CREATE CHANGEFEED FOR TABLE t INTO '${uri}' WITH nonsense;
CREATE SCHEDULE s${i} FOR CHANGEFEED t INTO '${uri}' RECURRING '@daily';
\\sink '${uri}' down for 1s`;
  return `-- the old one was kafka://${secret()}:${secret()}@old:9092?sasl_password=${secret()}
/* and s3://b?AWS_SECRET_ACCESS_KEY=${secret()} */
CREATE TABLE t (id INT PRIMARY KEY, s STRING);
INSERT INTO t VALUES (1, 'x');
${uris.map((uri, i) => feed(i, uri)).join('\n')}
CREATE CHANGEFEED FOR TABLE t INTO 'webhook-https://w.test/p' WITH webhook_auth_header = 'Basic ${secret()}', extra_headers = '{"Authorization": "Bearer ${secret()}", "X-Api-Key": "${secret()}"}';
CREATE CHANGEFEED FOR TABLE t INTO 'webhook-https://w2.test/p' WITH webhook_auth_header = ${secret()};
CREATE CHANGEFEED FOR TABLE t INTO 'kafka://k1.test' WITH format = avro, confluent_schema_registry = 'https://${secret()}:${secret()}@r.test?ca_cert=${encodeURIComponent(certificate())}&timeout=5s';
\\gset feed_
ALTER CHANGEFEED :feed_job_id SET sink = 'kafka://${secret()}:${secret()}@k2.test';
PAUSE JOB :feed_job_id;
\\wait 1s
ALTER CHANGEFEED :feed_job_id SET sink = 'kafka://k1.test?sasl_enabled=true&sasl_user=${secret()}&sasl_password=${secret()}';
RESUME JOB :feed_job_id;
CREATE CHANGEFEED FOR TABLE t INTO 'kafka://u:${secret()}@open ;
SELECT 1;
';
CREATE CHANGEFEED FOR TABLE t INTO e'kafka\\x3a//${secret()}:${secret()}@k3.test';
CREATE CHANGEFEED FOR TABLE t INTO $$kafka://${secret()}:${secret()}@k4.test$$;
CREATE CHANGEFEED FOR TABLE t 'kafka://${secret()}:${secret()}@k5.test';
\\sink 'kafka://${secret()}:${secret()}@k6.test' nonsense
\\note see kafka://${secret()}:${secret()}@k7.test
\\nonsense kafka://${secret()}:${secret()}@k8.test
SELECT 'kafka://${secret()}:${secret()}@k11.test'::INT;
SELECT * FROM pg_prepared_statements;
EXPLAIN CREATE CHANGEFEED FOR TABLE t INTO 'kafka://${secret()}:${secret()}@k13.test';
SHOW CREATE TABLE t;
SELECT * FROM t;
BEGIN;
SHOW SESSIONS;
SHOW QUERIES;
COMMIT;
SHOW CHANGEFEED JOBS;
SHOW JOBS;
SHOW SCHEDULES;
SHOW EXTERNAL CONNECTIONS;
SELECT * FROM system.jobs;
SELECT * FROM system.external_connections;
SELECT * FROM crdb_internal.jobs;
SELECT * FROM crdb_internal.cluster_queries;
SELECT * FROM crdb_internal.cluster_sessions;
SELECT * FROM crdb_internal.create_statements;
SELECT * FROM crdb_internal.statement_statistics;
SELECT * FROM crdb_internal.node_statement_statistics;
SELECT * FROM system.scheduled_jobs;
SELECT * FROM system.eventlog;
\\wait 60s
INSERT INTO t VALUES (3, 'y');
\\wait 60s
`;
}

const SCRIPT = script();
const TITLE = `To kafka://${secret()}:${secret()}@title.test`;
const SCENARIO = makeScenario({
  title: TITLE,
  description: `See [it](https://${secret()}:${secret()}@description.test/?token=${secret()}).`,
  script: SCRIPT
});

/** Secrets that a text shows as they are, each with what is around it. */
function found(text: string): string[] {
  return [...text.matchAll(/.{0,60}s3cr3t\d{3}x.{0,30}/g)].map(([around]) => around).slice(0, 5);
}

/** Secrets that were planted as base64, which has no letters in common with what it codes. */
const PACKED = [...new Set(SCRIPT.match(/(?:czNjcjN0|LS0tLS1CRUdJTi)[A-Za-z0-9+/]*/g))];

function expectClean(name: string, text: string): void {
  expect(found(text), name).toEqual([]);
  expect(
    PACKED.filter((word) => text.includes(word)),
    name
  ).toEqual([]);
}

describe('no surface shows a secret', () => {
  const made = runScenario(SCENARIO, { settle: true });
  const { log, epoch, engine } = made;
  const events: HistoryEvent[] = [...log];

  it('the script plants enough of them', () => {
    expect(secrets.length).toBeGreaterThan(120);
    expect(PACKED.length).toBeGreaterThan(10);
    expect(found(SCRIPT)).not.toEqual([]);
    expect(events.filter(({ type }) => type === 'message').length).toBeGreaterThan(20);
    expect(events.filter(({ type }) => type === 'request').length).toBeGreaterThan(2);
    expect(events.filter(({ type }) => type === 'file').length).toBeGreaterThan(2);
  });

  it('history as the command line prints it, in both formats, the audit with it', () => {
    const all = [...events, ...auditEvents(auditRun(made), engine.now)];
    all.forEach((event, seq) => {
      expectClean(`event ${seq}`, printEvent(event, seq, epoch));
      expectClean(`line ${seq}`, printTable(event, epoch));
    });
  });

  it('lines of logs, words for events, and what the inspector copies', () => {
    events.forEach((event, seq) => {
      const line = logLine(event);
      const texts = [
        line ? formatLogLine(line, event.t, epoch) : '',
        describeEvent(event),
        ...(event.type === 'request' ? [curlOf(event), prettyJson(event.body)] : []),
        ...(event.type === 'message'
          ? [
              consoleLine(event, { keys: true, partitions: true }),
              consoleCommand(event.sink, event.topic ?? '', { keys: true, avro: true, registry: event.sink })
            ]
          : [])
      ];
      expectClean(`event ${seq}`, texts.join('\n'));
    });
  });

  it('the picture', () => {
    expectClean(
      'SVG',
      timelineSvg(events, {
        title: stripSecrets(SCENARIO).scenario.title,
        width: 900,
        hasLegend: true,
        idPrefix: 'x'
      })
    );
  });

  it('links, scenario files and blocks of the command line', () => {
    const { scenario, places } = stripSecrets(SCENARIO);
    expect(places.length).toBeGreaterThan(100);
    expectClean('scenario', printScenario(scenario));
    expectClean('link', printScenario(decodeLink(encodeLink(scenario))!)); // just made
    expectClean('block', renderBlock(SCENARIO, new Map()));
  });

  it('everything that the page is given: columns, tables, exports, links', async () => {
    const playground = new Playground(new MemoryStore('a test keeps nothing'));
    const opened = await playground.openNew(SCENARIO);
    await playground.runToEnd(Number.MAX_SAFE_INTEGER);
    expectClean(
      'columns',
      JSON.stringify([opened.update.history, await playground.events(events.map((_, i) => i))], (_, v) =>
        typeof v === 'bigint' ? String(v) : v
      )
    );
    const base = 'https://docs.test/';
    for (const kind of ['scenario', 'markdown', 'ndjson', 'csv', 'block'] as ExportKind[]) {
      const { name, text } = await playground.exportFile({
        kind,
        view: DEFAULT_VIEW,
        base,
        embed: { options: DEFAULT_EMBED, height: null }
      });
      expectClean(kind, name + text);
    }
    const { fragment, shorter, doubts, stripped } = await playground.link(DEFAULT_VIEW);
    for (const link of [fragment ?? '', ...shorter.map((way) => way.fragment)])
      expectClean('link', link === '' ? '' : printScenario(decodeLink(link)!)); // just made
    expectClean('what is said of a link', [...doubts, ...stripped].join('\n'));
  });
});

/** What rows and comments hold is data and stays what it is; the statement that put it there is shown without. */
describe('an address among data', () => {
  it.each([
    "INSERT INTO t VALUES (1, 'URI')",
    "SELECT 'URI' AS address",
    "PREPARE p AS SELECT 'URI'",
    "EXPLAIN SELECT * FROM t WHERE s = 'URI'",
    "COMMENT ON TABLE t IS 'goes to URI'",
    "ALTER TABLE t ALTER COLUMN s SET DEFAULT 'URI'",
    "SET application_name = 'URI'",
    '\\note as URI says',
    '\\nonsense URI'
  ])('%s', (statement) => {
    const uri = 'kafka://me:s3cr3t000x@h?sasl_password=s3cr3t001x';
    const text = `CREATE TABLE t (id INT PRIMARY KEY, s STRING);\n${statement.replace('URI', uri)}${statement.startsWith('\\') ? '' : ';'}\n`;
    const { log } = runScenario(makeScenario({ script: text }), { settle: true });
    const events = [...log];
    const told = events.filter(({ type }) => type === 'statement' || type === 'note' || type === 'error');
    expect(told.length).toBeGreaterThan(1);
    expectClean(statement, JSON.stringify(told));
    expectClean(statement, printScenario(stripSecrets(makeScenario({ script: text })).scenario));
  });
});
