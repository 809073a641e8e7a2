import { describe, expect, it } from 'vitest';
import { toBase64 } from '$lib/engine/base/base64';
import { SINK_PARAMS, type ParamDef, type ParamGroup } from '$lib/engine/sinks/params';
import { printEvent } from '$lib/history/print';
import { makeScenario } from '$lib/scenario/scenario';
import { runScenario } from '../../../../src/cli/run-scenario';

/**
 * The canary of guarantee N23: a secret put into every parameter of every sink never shows in history, and `redacted` in its place gives
 * the same history to the byte.
 */

const CANARY = 'canary-4711-secret';
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const ENCODED = toBase64(bytes(CANARY));
const CERTIFICATE = toBase64(bytes(`-----BEGIN CERTIFICATE-----\n${CANARY}\n-----END CERTIFICATE-----\n`));

function history(script: string): string {
  const { log, epoch } = runScenario(makeScenario({ script }), { settle: true });
  const lines: string[] = [];
  let seq = 0;
  for (const event of log) lines.push(printEvent(event, seq++, epoch));
  return lines.join('\n');
}

/** Where secrets of a kind of sink may stand: an URI that is whole without the parameter, or with the others it needs. */
const URIS: Partial<Record<ParamGroup, { uri: string; needs?: Record<string, string> }>> = {
  kafka: {
    uri: 'kafka://h?tls_enabled=true&sasl_enabled=true',
    needs: { sasl_user: 'u', sasl_password: 'p' }
  },
  'confluent-cloud': {
    uri: 'confluent-cloud://h?a=b'.replace('a=b', ''),
    needs: { api_key: 'k', api_secret: 's' }
  },
  'azure-event-hub': {
    uri: 'azure-event-hub://n.servicebus.windows.net:9093?',
    needs: { shared_access_key_name: 'n', shared_access_key: 'k' }
  },
  s3: { uri: 's3://b/p?AUTH=specified', needs: { AWS_ACCESS_KEY_ID: 'i', AWS_SECRET_ACCESS_KEY: 's' } },
  gs: { uri: 'gs://b/p?AUTH=specified', needs: { CREDENTIALS: 'Zm9v' } },
  azure: { uri: 'azure://c/p?AZURE_ACCOUNT_NAME=n', needs: { AZURE_ACCOUNT_KEY: 'Zm9v' } },
  webhook: { uri: 'webhook-https://h/p?' },
  pubsub: { uri: 'gcpubsub://p?region=r' }
};

function secretFor({ kind }: ParamDef): string {
  if (kind === 'certificate') return CERTIFICATE;
  return kind === 'base64' ? ENCODED : CANARY;
}

function withParam(group: ParamGroup, name: string, value: string): string {
  const { uri, needs = {} } = URIS[group]!; // asked for those that are there
  const pairs: Record<string, string> = { ...needs, [name]: value };
  if (name === 'client_cert') pairs.client_key = CERTIFICATE;
  if (name === 'client_key') pairs.client_cert = CERTIFICATE;
  const query = Object.entries(pairs).map(([n, v]) => `${n}=${encodeURIComponent(v)}`);
  return `${uri}${uri.endsWith('?') ? '' : '&'}${query.join('&')}`;
}

const table = "CREATE TABLE foo (a INT PRIMARY KEY, b STRING);\nINSERT INTO foo VALUES (1, 'x');\n";
const later = `
SELECT job_id, description, sink_uri FROM [SHOW CHANGEFEED JOBS];
SHOW JOBS;
INSERT INTO foo VALUES (2, 'y');
\\wait 5s
`;

/** Every statement that takes the URI of a sink. */
const statements = (uri: string): string =>
  `${table}CREATE CHANGEFEED FOR foo INTO '${uri}' WITH min_checkpoint_frequency='1s';
CREATE EXTERNAL CONNECTION c AS '${uri}';
SHOW EXTERNAL CONNECTIONS;
SHOW CREATE EXTERNAL CONNECTION c;
CREATE CHANGEFEED FOR foo INTO 'external://c';
CREATE CHANGEFEED FOR nothing INTO '${uri}';
CREATE CHANGEFEED FOR foo INTO '${uri}&unknown_one=1';
CREATE CHANGEFEED FOR foo INTO '${uri}' WITH nonsense;
CREATE CHANGEFEED FOR foo INTO '${uri}' WITH WITH;
CREATE SCHEDULE s FOR CHANGEFEED foo INTO '${uri}' RECURRING '@daily';
SHOW SCHEDULES;${later}`;

function expectSame(secret: (value: string) => string, value: string): void {
  const made = history(secret(value));
  expect(made).not.toContain(value);
  for (const part of [CANARY, ENCODED, encodeURIComponent(ENCODED)]) expect(made).not.toContain(part);
  expect(made).toBe(history(secret('redacted')));
}

describe('a secret never shows and never tells', () => {
  const rows = Object.keys(URIS).flatMap((group) =>
    SINK_PARAMS[group as ParamGroup]
      .filter((param) => !param.harmless)
      .map((param) => ({ group: group as ParamGroup, param, name: param.name }))
  );

  it.each(rows)('$group $name', ({ group, param }) => {
    expectSame((value) => statements(withParam(group, param.name, value)), secretFor(param));
  });

  it.each([
    { name: 'a parameter that nobody knows', uri: (v: string) => `webhook-https://h/p?token=${v}` },
    {
      name: 'a name that is percent-encoded',
      uri: (v: string) => `kafka://h?sasl_enabled=true&sasl_user=u&sasl%5Fpassword=${v}`
    },
    { name: 'user information', uri: (v: string) => `kafka://user:${v}@h?tls_enabled=true` },
    {
      name: 'a URI inside a parameter',
      uri: (v: string) => `s3://b/p?AUTH=implicit&AWS_ENDPOINT=${encodeURIComponent(`https://u:${v}@e/`)}`
    }
  ])('$name', ({ uri }) => {
    expectSame((value) => statements(uri(value)), CANARY);
  });

  it.each([
    {
      name: 'the registry',
      options: (v: string) => `format=avro, confluent_schema_registry='https://u:${v}@r/?timeout=5s'`
    },
    {
      name: "the registry's certificate",
      options: (v: string) => `format=avro, confluent_schema_registry='https://r/?ca_cert=${v}'`,
      value: CERTIFICATE.replaceAll('+', '%2B').replaceAll('=', '%3D')
    },
    { name: 'a header', options: (v: string) => `extra_headers='{"Authorization": "${v}"}'` }
  ])('$name of a Kafka feed', ({ options, value }) => {
    expectSame(
      (v) => `${table}CREATE CHANGEFEED FOR foo INTO 'kafka://h' WITH ${options(v)};${later}`,
      value ?? CANARY
    );
  });

  it('the header of a webhook', () => {
    const script = (v: string) =>
      `${table}CREATE CHANGEFEED FOR foo INTO 'webhook-https://h' WITH webhook_auth_header='${v}', extra_headers='{"X-Api-Key": "${v}"}';${later}`;
    expectSame(script, CANARY);
  });

  const secret = (v: string) => `kafka://h?sasl_enabled=true&sasl_user=u&sasl_password=${v}`;
  it.each([
    {
      name: 'blanks in a secret',
      script: (v: string) => `CREATE CHANGEFEED FOR foo INTO '${secret(`${v} ${v}`)}';`
    },
    {
      name: 'a quote in a secret',
      script: (v: string) => `CREATE CHANGEFEED FOR foo INTO '${secret(`a''${v}`)}';`
    },
    {
      name: 'an escaped literal',
      script: (v: string) => `CREATE CHANGEFEED FOR foo INTO e'${secret(v).replace('://', '\\x3a//')}';`
    },
    { name: 'a dollar literal', script: (v: string) => `CREATE CHANGEFEED FOR foo INTO $x$${secret(v)}$x$;` },
    {
      name: 'a literal that stands where none may',
      script: (v: string) => `CREATE CHANGEFEED FOR foo '${secret(v)}';`
    },
    {
      name: 'a command',
      script: (v: string) => `\\sink '${secret(v)}' down\n\\sink '${secret(v)}' nonsense`
    },
    { name: 'a comment', script: (v: string) => `SELECT 1 -- ${secret(v)}\n;` },
    {
      name: 'a literal that does not end',
      script: (v: string) => `CREATE CHANGEFEED FOR foo INTO '${secret(v)}`
    }
  ])('$name', ({ script }) => {
    const made = history(`${table}${script(CANARY)}`);
    expect(made).not.toContain(CANARY);
    expect(made).toBe(history(`${table}${script('redacted')}`));
  });
});
