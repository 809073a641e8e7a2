import { describe, expect, it } from 'vitest';
import { SqlError } from '$lib/engine/base/errors';
import { NEWEST_RELEASE } from '$lib/engine/base/release';
import {
  makeSinkSpec,
  mergeExternalUri,
  sinkFamilyOf,
  type SinkContext,
  type SinkOptions
} from '$lib/engine/sinks/make-spec';
import type { SinkSpec } from '$lib/engine/sinks/spec';
import { OPTIONS, SETTINGS } from '../../../support/engine/sink-bench';

const make = (uri: string, options: Partial<SinkOptions> = {}, context: Partial<SinkContext> = {}) =>
  makeSinkSpec(uri, { options: { ...OPTIONS, ...options }, settings: SETTINGS, ...context });

function refusal(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    if (error instanceof SqlError) return `${error.sqlstate} ${error.message} ${error.hint ?? ''}`;
    throw error;
  }
  return 'accepted';
}

/** URIs that are refused, with words that the error must have. */
const REFUSED: { uri: string; words: string[]; options?: Partial<SinkOptions> }[] = [
  { uri: 'nosuchscheme://x', words: ['unsupported sink: nosuchscheme'] },
  { uri: 'kafka%3A%2F%2Fnope%0A', words: ['no scheme found for sink URL'] },
  { uri: '://x', words: ['no scheme'] },
  { uri: 'kafka://', words: ['kafka://host:9092'] },
  { uri: 'kafka://b:99999', words: ['invalid port'] },
  { uri: 'kafka://b:0', words: ['invalid port'] },
  { uri: 'kafka://b\r\nHost: evil', words: ['control character'] },
  { uri: 'kafka://b/?topic_name=%zz', words: ['percent-encoded'] },
  { uri: 'kafka://b?topic_name=a;sasl_password=b', words: ["';'"] },
  { uri: 'kafka://nope/?kafka_topic_prefix=foo', words: ['unknown kafka sink', 'kafka_topic_prefix'] },
  { uri: 'kafka://nope/?b=1&a=2', words: ['unknown kafka sink query parameters: a, b'] },
  { uri: 'kafka://nope/?schema_topic=foo', words: ['schema_topic is not yet supported'] },
  { uri: 'kafka://nope/?topic_name=', words: ['topic_name'] },
  { uri: 'kafka://nope/?tls_enabled=foo', words: ['param tls_enabled must be a bool'] },
  {
    uri: 'kafka://nope/?tls_enabled=true&insecure_tls_skip_verify=foo',
    words: ['param insecure_tls_skip_verify must be a bool']
  },
  { uri: 'kafka://nope/?ca_cert=!', words: ['param ca_cert must be base 64 encoded'] },
  { uri: 'kafka://nope/?&ca_cert=Zm9v', words: ['ca_cert requires tls_enabled=true'] },
  { uri: 'kafka://nope/?client_cert=!', words: ['param client_cert must be base 64 encoded'] },
  { uri: 'kafka://nope/?client_key=!', words: ['param client_key must be base 64 encoded'] },
  { uri: 'kafka://nope/?client_cert=Zm9v', words: ['client_cert requires tls_enabled=true'] },
  { uri: 'kafka://nope/?tls_enabled=true&client_cert=Zm9v', words: ['client_cert requires client_key'] },
  { uri: 'kafka://nope/?tls_enabled=true&client_key=Zm9v', words: ['client_key requires client_cert'] },
  {
    uri: 'kafka://nope/?tls_enabled=true&client_cert=Zm9v&client_key=Zm9v',
    words: ['invalid client certificate']
  },
  { uri: 'kafka://nope/?sasl_enabled=maybe', words: ['param sasl_enabled must be a bool'] },
  {
    uri: 'kafka://nope/?sasl_enabled=true&sasl_user=x&sasl_password=y&sasl_handshake=maybe',
    words: ['param sasl_handshake must be a bool']
  },
  { uri: 'kafka://nope/?sasl_handshake=false', words: ['sasl_enabled must be enabled', 'handshake'] },
  { uri: 'kafka://nope/?sasl_mechanism=SCRAM-SHA-256', words: ['sasl_enabled must be enabled', 'mechanism'] },
  { uri: 'kafka://nope/?sasl_user=a', words: ['sasl_enabled must be enabled if sasl_user is provided'] },
  {
    uri: 'kafka://nope/?sasl_password=a',
    words: ['sasl_enabled must be enabled if sasl_password is provided']
  },
  { uri: 'kafka://nope/?sasl_enabled=true', words: ['sasl_user must be provided when SASL is enabled'] },
  {
    uri: 'kafka://nope/?sasl_enabled=true&sasl_user=a',
    words: ['sasl_password must be provided when SASL is enabled']
  },
  {
    uri: 'kafka://nope/?sasl_enabled=true&sasl_mechanism=SCRAM-SHA-256',
    words: ['sasl_user must be provided when SASL is enabled using mechanism SCRAM-SHA-256']
  },
  {
    uri: 'kafka://nope/?sasl_enabled=true&sasl_mechanism=OAUTHBEARER',
    words: ['sasl_client_id must be provided when SASL is enabled using mechanism OAUTHBEARER']
  },
  {
    uri: 'kafka://nope/?sasl_enabled=true&sasl_client_id=a',
    words: ['sasl_client_id is only a valid parameter for sasl_mechanism=OAUTHBEARER']
  },
  {
    uri: 'kafka://nope/?sasl_enabled=true&sasl_mechanism=unsupported',
    words: [
      'param sasl_mechanism must be one of AWS_MSK_IAM, OAUTHBEARER, PLAIN, SCRAM-SHA-256, SCRAM-SHA-512',
      "'unsupported'"
    ]
  },
  {
    uri: 'kafka://nope/?sasl_enabled=true&sasl_mechanism=AWS_MSK_IAM',
    words: ['sasl_aws_region must be provided']
  },
  { uri: 'confluent-cloud://b', words: ['scheme confluent-cloud requires parameter api_key'] },
  { uri: 'confluent-cloud://b?api_key=k', words: ['requires parameter api_secret'] },
  {
    uri: 'confluent-cloud://b?api_key=k&api_secret=s&sasl_mechanism=SCRAM-SHA-256',
    words: ['unsupported value SCRAM-SHA-256', 'sasl_mechanism', 'PLAIN']
  },
  { uri: 'confluent-cloud://b?api_key=k&api_secret=s&tls_enabled=false', words: ['tls_enabled', 'true'] },
  {
    uri: 'azure-event-hub://nope:9999?SharedAccessKey=a&shared_access_key=b&shared_access_key_name=c',
    words: ['scheme azure-event-hub cannot specify both shared_access_key and SharedAccessKey']
  },
  {
    uri: 'azure-event-hub://nope:9999?shared_access_key_name=c',
    words: ['requires parameter shared_access_key']
  },
  { uri: 'webhook-http://fake-host', words: ['sink requires webhook-https'] },
  {
    uri: 'webhook-https://fake-host?insecure_tls_skip_verify=foo',
    words: ['param insecure_tls_skip_verify must be a bool']
  },
  { uri: 'webhook-https://fake-host?ca_cert=?', words: ['param ca_cert must be base 64 encoded'] },
  { uri: 'webhook-https://fake-host?ca_cert=Zm9v', words: ['failed to parse certificate data'] },
  { uri: 'webhook-https://fake-host?client_cert=Zm9v', words: ['client_cert requires client_key'] },
  { uri: 'webhook-https://fake-host?client_key=Zm9v', words: ['client_key requires client_cert'] },
  { uri: 'gcpubsub://foo', words: ['region', 'unordered'] },
  { uri: 'gcpubsub://?region=r', words: ['missing project name'] },
  { uri: 'gcpubsub://p?region=r&AUTH=specified', words: ['missing credentials parameter', 'CREDENTIALS'] },
  {
    uri: 'gcpubsub://p?region=r&with_table_name_attribute=x',
    words: ['param with_table_name_attribute must be a bool']
  },
  { uri: 'pulsar://b:6650?topic_prefix=a', words: ['0A000', 'topic_prefix is not yet supported'] },
  { uri: 'null://?delay=soon', words: ['delay', '"soon"'] },
  { uri: 'null://?dealy=1s', words: ['unknown null sink query parameters: dealy'] },
  { uri: 's3:///path', words: ['s3 URI must specify a target bucket'] },
  { uri: 's3://b?AUTH=specified', words: ['AUTH', 'AWS_ACCESS_KEY_ID is not set'] },
  { uri: 's3://b?AWS_ACCESS_KEY_ID=a', words: ['AWS_SECRET_ACCESS_KEY is not set'] },
  { uri: 's3://b?AUTH=magic', words: ['unsupported value magic for AUTH'] },
  { uri: 's3://b?partition_format=weekly', words: ['invalid partition_format of weekly', 'daily'] },
  { uri: 's3://b?file_size=much', words: ['file_size', '"much"'] },
  { uri: 's3://b?bucket=x', words: ['unknown S3 query parameters: bucket'] },
  { uri: 's3://b?AWS_SERVER_ENC_MODE=rot13', words: ['AWS_SERVER_ENC_MODE', 'rot13'] },
  { uri: 's3://b?AWS_SERVER_ENC_MODE=aws:kms', words: ['AWS_SERVER_KMS_ID'] },
  { uri: 'gs://b?AUTH=specified', words: ['CREDENTIALS is not set'] },
  { uri: 'gs://b?AUTH=specified&CREDENTIALS=!', words: ['param CREDENTIALS must be base 64 encoded'] },
  { uri: 'azure://c/p', words: ['AZURE_ACCOUNT_NAME'] },
  { uri: 'azure://c/p?AZURE_ACCOUNT_NAME=n&AZURE_CLIENT_ID=i', words: ['exactly one authentication method'] },
  { uri: 'azure://c/p?AZURE_ACCOUNT_NAME=n&AUTH=implicit&AZURE_ACCOUNT_KEY=k', words: ['AZURE_ACCOUNT_KEY'] },
  { uri: 'nodelocal:///x', words: ['must be a node ID'] },
  { uri: 'nodelocal://here/x', words: ['must be a node ID'] },
  { uri: 'nodelocal://1/../../../etc', words: ['must not leave the external directory'] },
  { uri: 'nodelocal://1/x?topic_name=a', words: ['unknown nodelocal query parameters: topic_name'] },
  { uri: 'experimental-http://x/%zz', words: ["'%'"] },
  {
    uri: 'experimental-sql://d/?confluent_schema_registry=foo&weird=bar',
    words: ['unknown SQL sink query parameters: confluent_schema_registry, weird']
  },
  { uri: 'experimental-sql://d', words: ['must specify database'] },
  { uri: 'experimental-sql://d/db', words: ['0A000', 'experimental-sql'] },
  {
    uri: 'kafka://b',
    options: { format: 'avro', registry: 'ftp://r' },
    words: ['unsupported scheme: "ftp"']
  },
  {
    uri: 'kafka://b',
    options: { format: 'avro', registry: 'https://r/?ca_cert=!' },
    words: ['param ca_cert must be base 64 encoded']
  },
  {
    uri: 'kafka://b',
    options: { format: 'avro', registry: 'https://r/?ca_cert=Zm9v' },
    words: ['failed to parse certificate data']
  },
  {
    uri: 'kafka://b',
    options: { format: 'avro', registry: 'https://r/?timeout=x' },
    words: ['timeout', '"x"']
  }
];

describe('sink URIs that are refused', () => {
  it.each(REFUSED)('$uri', ({ uri, words, options }) => {
    const error = refusal(() => make(uri, options));
    for (const word of words) expect(error).toContain(word);
  });

  it('an empty URI, with the hint to leave out INTO', () => {
    expect(refusal(() => sinkFamilyOf('', NEWEST_RELEASE))).toContain('omit the SINK clause');
  });

  it('never repeats the value of a secret', () => {
    const uri = 'kafka://b?sasl_enabled=maybe&sasl_password=HUNTER2SECRET';
    expect(refusal(() => make(uri))).not.toContain('HUNTER2SECRET');
  });
});

describe('sink URIs that are accepted', () => {
  it.each<{ uri: string; out: object; options?: Partial<SinkOptions> }>([
    { uri: 'kafka://b', out: { type: 'kafka', bootstrap: 'b:9092', acks: 'one' } },
    { uri: 'KAFKA://a:1,b', out: { type: 'kafka', bootstrap: 'a:1,b:9092', address: 'kafka://a:1,b' } },
    {
      uri: 'kafka://b?tls_enabled=true&ca_cert=LS0tLS1CRUdJTiBDRVJUSUZ&sasl_enabled=true&sasl_user={u}&sasl_password={p}&sasl_mechanism=SCRAM-SHA-256',
      out: { type: 'kafka' }
    },
    { uri: 'confluent-cloud://b:9092?api_key=k&api_secret=s&tls_enabled=true', out: { type: 'kafka' } },
    {
      uri: 'azure-event-hub://n.servicebus.windows.net:9093?SharedAccessKeyName=a&SharedAccessKey=b',
      out: { type: 'kafka' }
    },
    {
      uri: 'webhook-https://h/hook?insecure_tls_skip_verify=true&q=1',
      out: {
        type: 'webhook',
        url: 'https://h/hook?q=redacted',
        headers: { 'Content-Type': 'application/json' },
        timeoutNs: 3_000_000_000
      }
    },
    {
      uri: 'webhook-https://h',
      options: {
        format: 'csv',
        compression: 'gzip',
        webhookAuth: 'Basic abc',
        extraHeaders: [
          ['X-Team', 'cdc'],
          ['X-Api-Key', 'k']
        ]
      },
      out: {
        csv: true,
        headers: {
          'Content-Type': 'text/csv',
          'Content-Encoding': 'gzip',
          'Accept-Encoding': 'gzip',
          'X-Team': 'cdc',
          'X-Api-Key': 'redacted',
          Authorization: 'redacted'
        }
      }
    },
    { uri: 'gcpubsub://p?region=r', out: { type: 'pubsub', tableNameAttribute: false } },
    { uri: 'gcpubsub://p', options: { unordered: true }, out: { type: 'pubsub' } },
    { uri: 'pulsar://b:6650', out: { type: 'pulsar' } },
    { uri: 'null://?delay=10ms', out: { type: 'null', delayNs: 10_000_000 } },
    {
      uri: 's3://b/p?AUTH=implicit&file_size=1KB&partition_format=hourly',
      out: { type: 'cloud', fileSizeBytes: 1000, partitionFormat: 'hourly', extension: '.ndjson' }
    },
    {
      uri: 'nodelocal://self/x',
      options: { compression: 'gzip' },
      out: { extension: '.ndjson.gz', fileSizeBytes: 16 * 1024 * 1024 }
    },
    { uri: 'gs://b?AUTH=specified&CREDENTIALS={ENCODED}', out: { type: 'cloud' } },
    {
      uri: 'userfile:///x',
      options: { format: 'csv', compression: 'zstd' },
      out: { extension: '.csv.zst', compression: 'zstd' }
    },
    {
      uri: 'azure://c/p?AZURE_ACCOUNT_NAME=n&AZURE_ACCOUNT_KEY=k',
      options: { format: 'parquet', compression: 'gzip' },
      out: { extension: '.parquet', parquet: true, compression: 'gzip' }
    },
    {
      uri: 'kafka://b',
      options: { format: 'avro', registry: 'https://user:pass@r:8081/api/?timeout=5s' },
      out: { registry: { address: 'https://r:8081/api', timeoutNs: 5_000_000_000 } }
    }
  ])('$uri', ({ uri, options, out }) => {
    expect(make(uri, options).spec).toMatchObject(out);
  });

  it('has a notice for a scheme on its way out', () => {
    expect(make('experimental-s3://b').notices[0]).toContain('use s3:// instead');
    expect(make('https://b/x').notices[0]).toContain('use file-https:// instead');
    expect(make('s3://b').notices).toEqual([]);
  });

  it('gives topic_name and topic_prefix', () => {
    expect(make('kafka://b?topic_name=all&topic_prefix=p_')).toMatchObject({
      topicName: 'all',
      topicPrefix: 'p_'
    });
    expect(make('s3://b?topic_prefix=p_')).toMatchObject({ topicName: undefined, topicPrefix: 'p_' });
  });

  it('shows an external connection by its name, with its own address for faults', () => {
    const uri = mergeExternalUri(
      'kafka://h:9092?topic_prefix=a_&tls_enabled=true',
      'external://k?topic_prefix=b_'
    );
    expect(uri).toBe('kafka://h:9092?tls_enabled=true&topic_prefix=b_');
    const { spec, topicPrefix } = make(uri, {}, { external: 'external://k?topic_prefix=b_' });
    expect(spec.shown).toBe('external://k?topic_prefix=b_');
    expect(spec.address).toBe('kafka://h:9092');
    expect(topicPrefix).toBe('b_');
  });
});

describe('configuration JSON', () => {
  const kafka = (kafkaConfig: string) => make('kafka://b', { kafkaConfig });
  const webhook = (webhookConfig: string) => make('webhook-https://h', { webhookConfig });

  it.each([
    { in: 'not json', words: ['kafka_sink_config', 'unmarshalling json', 'invalid character'] },
    { in: '[]', words: ['must be an object'] },
    { in: '{"Flush": 1}', words: ['Flush must be an object'] },
    { in: '{"Flush": {"Messages": 100}}', words: ['Flush.Frequency is not set'] },
    { in: '{"Flush": {"Messages": -1, "Frequency": "1s"}}', words: ['non-negative', 'Flush.Messages', '-1'] },
    { in: '{"Flush": {"Frequency": "1"}}', words: ['invalid duration "1"'] },
    { in: '{"RequiredAcks": "SOME"}', words: ['RequiredAcks', '"SOME"', 'NONE', 'ONE', 'ALL'] },
    { in: '{"RequiredAcks": 1}', words: ['RequiredAcks must be a string'] },
    { in: '{"Compression": "RAR"}', words: ['Compression', '"RAR"'] },
    { in: '{"Compression": "SNAPPY", "CompressionLevel": 1}', words: ['SNAPPY', 'CompressionLevel'] },
    { in: '{"Compression": "GZIP", "CompressionLevel": 10}', words: ['GZIP', '10'] },
    { in: '{"Compression": "ZSTD", "CompressionLevel": 5}', words: ['ZSTD', '5'] },
    { in: '{"Compression": "LZ4", "CompressionLevel": 1000}', words: ['LZ4', '1000'] },
    { in: '{"ClientID": "a b"}', words: ['ClientID', 'a b'] },
    { in: '{"Version": "new"}', words: ['unknown kafka version', 'new'] }
  ])('kafka_sink_config refuses $in', ({ in: text, words }) => {
    const error = refusal(() => kafka(text));
    expect(error).toMatch(/^22023 /);
    for (const word of words) expect(error).toContain(word);
  });

  it.each<{ in: string; out: Partial<SinkSpec['batching']> }>([
    { in: '{}', out: { flushMessages: 0, flushFrequencyNs: 0, maxMessages: 1000, maxBytes: 1_000_000 } },
    {
      in: '{"Flush": {"MaxMessages": 1, "Frequency": "1s"}, "RequiredAcks": "one"}',
      out: { maxMessages: 1, flushFrequencyNs: 1_000_000_000, maxBytes: SETTINGS.kafkaMaxBytes }
    },
    {
      in: '{"flush": {"messages": 5, "FREQUENCY": "5ms", "Bytes": null, "MaxBytes": 100}}',
      out: { flushMessages: 5, flushFrequencyNs: 5_000_000, flushBytes: 0, maxBytes: 100 }
    },
    {
      in: '{"Compression": "none", "CompressionLevel": 77, "Version": "0.8.2.0", "ClientID": "a-B.c_1"}',
      out: {}
    },
    { in: '{"Compression": "LZ4", "CompressionLevel": 131072}', out: {} }
  ])('kafka_sink_config takes $in', ({ in: text, out }) => {
    expect(kafka(text).spec.batching).toMatchObject(out);
  });

  it('passes over what no sink knows, and says so', () => {
    expect(kafka('{"Flush": {"Speed": 1}, "x": 2}').notices[0]).toContain('"x", "Flush.Speed"');
  });

  it.each([
    { in: 'not json', words: ['unmarshalling json', 'invalid character'] },
    { in: '{"Flush": {"Messages": -100, "Frequency": "1s"}}', words: ['all values must be non-negative'] },
    { in: '{"Flush": {"Messages": 100, "Frequency": "-1s"}}', words: ['all values must be non-negative'] },
    { in: '{"Flush": {"Messages": 100}}', words: ['Flush.Frequency is not set, messages may never be sent'] },
    { in: '{"Flush": {"Frequency": "Zm9v"}}', words: ['time: invalid duration "Zm9v"'] },
    { in: '{"Retry": {"Max": "not valid"}}', words: ["Retry.Max must be either a positive int or 'inf'"] },
    { in: '{"Retry": {"Max": 0}}', words: ['Retry.Max must be a positive integer', "'inf'"] },
    { in: '{"Retry": {"Max": -1}}', words: ['Retry.Max must be a positive integer', "'inf'"] }
  ])('webhook_sink_config refuses $in', ({ in: text, words }) => {
    const error = refusal(() => webhook(text));
    for (const word of ['webhook_sink_config', ...words]) expect(error).toContain(word);
  });

  it.each<{ in: string; out: Partial<SinkSpec['batching']> }>([
    { in: '{}', out: { maxMessages: 1, retryMax: 3, retryBackoffNs: 500_000_000 } },
    { in: '{"Retry": {"Max": "inf"}}', out: { retryMax: Infinity } },
    { in: '{"Retry": {"Max": "7", "Backoff": "10s"}}', out: { retryMax: 7, retryBackoffNs: 10_000_000_000 } },
    {
      in: '{"Flush": {"Messages": 5, "Frequency": "1s"}}',
      out: { flushMessages: 5, flushFrequencyNs: 1_000_000_000, maxMessages: 0 }
    }
  ])('webhook_sink_config takes $in', ({ in: text, out }) => {
    expect(webhook(text).spec.batching).toMatchObject(out);
  });

  it('pubsub_sink_config begins from the defaults of its client', () => {
    const made = make('gcpubsub://p?region=r', { pubsubConfig: '{"Flush": {"Messages": 5}}' });
    expect(made.spec.batching).toMatchObject({
      flushMessages: 5,
      flushBytes: 1_000_000,
      flushFrequencyNs: 10_000_000,
      mixesTopics: false
    });
  });
});
