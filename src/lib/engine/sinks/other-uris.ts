import { SqlError } from '../base/errors';
import { NS_PER_SECOND, type Nanos } from '../base/timestamp';
import { redactUri } from './redaction';
import { sinkAddress, uriError, type SinkUri } from './sink-uri';
import type { RegistrySpec } from './spec';
import { checkAuthorities, checkClientCertificate, UriParams } from './uri-params';

/** URIs of webhooks, Pub/Sub, Pulsar, the null sink, SQL and schema registries (reference §3.7–3.9, §4.11). */

/** Parameters that the client keeps to itself; others are sent to the endpoint. */
const WEBHOOK_OWN = ['insecure_tls_skip_verify', 'ca_cert', 'client_cert', 'client_key'];

/** @returns the endpoint's address as it may be shown: https, with the parameters passed on @throws SqlError XXUUU */
export function checkWebhookUri(uri: SinkUri): { readonly url: string } {
  if (uri.scheme === 'webhook-http')
    throw uriError(
      'this sink requires webhook-https, not webhook-http',
      `webhook-https://${uri.host}${uri.path}`
    );
  const params = new UriParams(uri, 'webhook');
  checkAuthorities(params);
  checkClientCertificate(params);
  if (uri.host === '') throw uriError('webhook URI names no host', 'webhook-https://host/path');
  const passed = uri.params.filter(([name]) => !WEBHOOK_OWN.includes(name));
  const query = passed.map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`);
  const text = `https://${uri.host}${uri.path}${query.length === 0 ? '' : `?${query.join('&')}`}`;
  return { url: redactUri(text) };
}

export interface PubsubUri {
  readonly topicName: string | undefined;
  readonly tableNameAttribute: boolean;
}

/** @throws SqlError XXUUU */
export function checkPubsubUri(uri: SinkUri, unordered: boolean): PubsubUri {
  const params = new UriParams(uri, 'pubsub');
  if (uri.host === '') throw uriError('missing project name', 'gcpubsub://project?region=us-east1');
  if (!params.has('region') && !unordered)
    throw uriError(
      'region query parameter not found',
      'gcpubsub without a region requires the WITH unordered option'
    );
  const auth = params.text('AUTH');
  if (auth !== undefined && auth !== 'implicit' && !params.has('CREDENTIALS'))
    throw uriError(`missing credentials parameter: AUTH=${auth.slice(0, 40)} needs CREDENTIALS`);
  if (params.isGiven('topic_name') && !params.has('topic_name'))
    throw uriError('param topic_name must not be empty');
  params.refuseUnknown('pubsub sink');
  return {
    topicName: params.text('topic_name'),
    tableNameAttribute: params.bool('with_table_name_attribute') ?? false
  };
}

/** @throws SqlError 0A000 for what Pulsar sinks do not take yet, XXUUU for the rest */
export function checkPulsarUri(uri: SinkUri): void {
  const params = new UriParams(uri, 'pulsar');
  for (const name of ['topic_prefix', 'topic_name', 'schema_topic'])
    if (params.has(name))
      throw new SqlError('0A000', `${name} is not yet supported by pulsar sinks`, {
        hint: 'topics of Pulsar are named after their tables'
      });
  if (uri.host === '') throw uriError('pulsar URI names no broker', 'pulsar://host:6650');
  params.refuseUnknown('pulsar sink');
}

/** @returns the time that each row takes @throws SqlError XXUUU */
export function checkNullUri(uri: SinkUri): Nanos {
  const params = new UriParams(uri, 'null');
  params.refuseUnknown('null sink');
  return params.duration('delay') ?? 0;
}

/** The sink that writes into a table exists for CockroachDB's own tests. @throws SqlError always: 0A000 once the URI is right */
export function checkSqlUri(uri: SinkUri): never {
  const params = new UriParams(uri, 'sql');
  if (uri.path === '' || uri.host === '') throw uriError('must specify database');
  params.refuseUnknown('SQL sink');
  throw new SqlError('0A000', 'the experimental-sql sink is not simulated', {
    hint: 'a changefeed without INTO streams rows of the same content'
  });
}

/** How long the client of a schema registry waits, unless its URI says otherwise. */
const REGISTRY_TIMEOUT_NS = 30 * NS_PER_SECOND;

/** @param uri `external://` already replaced by what it names @throws SqlError XXUUU */
export function checkRegistryUri(uri: SinkUri): RegistrySpec {
  if (uri.scheme !== 'http' && uri.scheme !== 'https')
    throw uriError(`unsupported scheme: "${uri.scheme}" in confluent_schema_registry`, 'http:// or https://');
  if (uri.host === '') throw uriError('confluent_schema_registry names no host');
  const params = new UriParams(uri, 'registry');
  checkAuthorities(params);
  const [cert, key] = [params.has('client_cert'), params.has('client_key')];
  if (cert !== key) throw uriError('client_cert and client_key must be provided together');
  if (cert) checkClientCertificate(params);
  return {
    address: sinkAddress(uri).replace(/\/+$/, ''),
    timeoutNs: params.duration('timeout') ?? REGISTRY_TIMEOUT_NS
  };
}
