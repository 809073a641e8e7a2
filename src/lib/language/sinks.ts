import type { SinkFamily } from '../engine/changefeed/option-table';
import type { ParamGroup } from '../engine/sinks/params';

/** Sinks by the scheme of their URI (reference §3). */

export interface SchemeDoc {
  readonly scheme: string;
  readonly group: ParamGroup;
  readonly family: SinkFamily;
  readonly about: string;
  /** A URI to begin with. */
  readonly example: string;
}

const scheme = (
  name: string,
  group: ParamGroup,
  family: SinkFamily,
  about: string,
  rest: string
): SchemeDoc => ({
  scheme: name,
  group,
  family,
  about,
  example: `${name}://${rest}`
});

export const SCHEMES: readonly SchemeDoc[] = [
  scheme('kafka', 'kafka', 'kafka', 'Kafka: one topic for each table', 'localhost:9092'),
  scheme('confluent-cloud', 'confluent-cloud', 'kafka', 'Confluent Cloud', 'pkc-1.aws.confluent.cloud:9092'),
  scheme(
    'azure-event-hub',
    'azure-event-hub',
    'kafka',
    'Azure Event Hubs',
    'namespace.servicebus.windows.net:9093'
  ),
  scheme('webhook-https', 'webhook', 'webhook', 'a webhook over HTTPS', 'localhost:8443/changes'),
  scheme('gcpubsub', 'pubsub', 'pubsub', 'Google Cloud Pub/Sub', 'project?region=us-east1'),
  scheme('s3', 's3', 'cloud', 'files in Amazon S3', 'bucket/path'),
  scheme('gs', 'gs', 'cloud', 'files in Google Cloud Storage', 'bucket/path'),
  scheme('azure-blob', 'azure', 'cloud', 'files in Azure Blob Storage', 'container/path'),
  scheme('nodelocal', 'nodelocal', 'cloud', 'files on a node', '1/path'),
  scheme('userfile', 'userfile', 'cloud', 'files in the cluster', '/path'),
  scheme('file-https', 'http', 'cloud', 'files put to an HTTP server', 'localhost:8080/path'),
  scheme('pulsar', 'pulsar', 'pulsar', 'Apache Pulsar', 'localhost:6650'),
  scheme('null', 'null', 'null', 'counts messages and drops them', '')
];

/** Other spellings of schemes. */
const SAME: ReadonlyMap<string, string> = new Map([
  ['webhook-http', 'webhook-https'],
  ['azure', 'azure-blob'],
  ['azure-storage', 'azure-blob'],
  ['file-http', 'file-https'],
  ['http', 'file-https'],
  ['https', 'file-https']
]);

/** What a URI's scheme means. */
export function schemeOf(uri: string): SchemeDoc | undefined {
  const given = /^([\w+-]+):/.exec(uri)?.[1].toLowerCase();
  if (given === undefined) return undefined;
  const plain = given.replace(/^experimental-/, '');
  const name = SAME.get(plain) ?? plain;
  return SCHEMES.find(({ scheme: known }) => known === name);
}
