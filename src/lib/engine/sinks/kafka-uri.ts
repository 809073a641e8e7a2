import type { SinkUri } from './sink-uri';
import { uriError } from './sink-uri';
import { checkClientCertificate, UriParams } from './uri-params';

/** A Kafka sink's URI, checked as CockroachDB checks it (reference §3.4). The far end is a mock: credentials are not used. */
export interface KafkaUri {
  /** Bootstrap addresses with their ports, as they name the cluster. */
  readonly bootstrap: string;
  readonly topicName: string | undefined;
  readonly topicPrefix: string;
}

export type KafkaScheme = 'kafka' | 'confluent-cloud' | 'azure-event-hub';

const DEFAULT_PORT = 9092;
const MECHANISMS = ['AWS_MSK_IAM', 'OAUTHBEARER', 'PLAIN', 'SCRAM-SHA-256', 'SCRAM-SHA-512'];
const OAUTH_ONLY = [
  'sasl_client_id',
  'sasl_client_secret',
  'sasl_token_url',
  'sasl_grant_type',
  'sasl_scopes'
];
const AWS_ONLY = ['sasl_aws_region', 'sasl_aws_iam_role_arn', 'sasl_aws_iam_session_name'];

/** @throws SqlError XXUUU naming the parameter */
export function checkKafkaUri(uri: SinkUri, scheme: KafkaScheme): KafkaUri {
  const params = new UriParams(uri, scheme);
  if (uri.host === '') throw uriError(`${scheme}:// names no broker`, `${scheme}://host:9092`);
  if (params.isGiven('topic_name') && !params.has('topic_name'))
    throw uriError('param topic_name must not be empty');
  if (params.has('schema_topic')) throw uriError('schema_topic is not yet supported');
  switch (scheme) {
    case 'kafka':
      checkTls(params);
      checkSasl(params);
      break;
    case 'confluent-cloud':
      params.required('api_key', scheme);
      params.required('api_secret', scheme);
      checkSettled(params);
      break;
    case 'azure-event-hub':
      checkEitherSpelling(params, 'shared_access_key_name', 'SharedAccessKeyName');
      checkEitherSpelling(params, 'shared_access_key', 'SharedAccessKey');
      checkSettled(params);
      break;
  }
  params.refuseUnknown('kafka sink');
  return {
    bootstrap: uri.host.split(',').map(withPort).join(','),
    topicName: params.text('topic_name'),
    topicPrefix: params.text('topic_prefix') ?? ''
  };
}

const withPort = (host: string): string => (/:\d+$/.test(host) ? host : `${host}:${DEFAULT_PORT}`);

function checkTls(params: UriParams): void {
  const enabled = params.bool('tls_enabled') ?? false;
  for (const name of enabled ? [] : ['ca_cert', 'client_cert'])
    if (params.has(name)) throw uriError(`${name} requires tls_enabled=true`);
  if (enabled) checkClientCertificate(params);
}

function checkSasl(params: UriParams): void {
  if (!params.bool('sasl_enabled')) {
    if (params.has('sasl_handshake'))
      throw uriError('sasl_enabled must be enabled to configure SASL handshake behavior (sasl_handshake)');
    if (params.has('sasl_mechanism'))
      throw uriError('sasl_enabled must be enabled to configure SASL mechanism (sasl_mechanism)');
    const stray = ['sasl_user', 'sasl_password', ...OAUTH_ONLY, ...AWS_ONLY].find((name) => params.has(name));
    if (stray) throw uriError(`sasl_enabled must be enabled if ${stray} is provided`);
    return;
  }
  const mechanism = params.text('sasl_mechanism') ?? 'PLAIN';
  // Spelled so by the pages of v21.2.
  const chosen = mechanism.replace(/^SASL-/, '');
  if (!MECHANISMS.includes(chosen))
    throw uriError(
      `param sasl_mechanism must be one of ${MECHANISMS.join(', ')}, not '${mechanism.slice(0, 40)}'`
    );
  checkMechanism(chosen, params);
}

function checkMechanism(mechanism: string, params: UriParams): void {
  const requireAll = (names: readonly string[]) => {
    for (const name of names)
      if (!params.has(name))
        throw uriError(`${name} must be provided when SASL is enabled using mechanism ${mechanism}`);
  };
  if (mechanism === 'OAUTHBEARER')
    return requireAll(['sasl_client_id', 'sasl_client_secret', 'sasl_token_url']);
  const oauth = OAUTH_ONLY.find((name) => params.has(name));
  if (oauth) throw uriError(`${oauth} is only a valid parameter for sasl_mechanism=OAUTHBEARER`);
  requireAll(mechanism === 'AWS_MSK_IAM' ? AWS_ONLY : ['sasl_user', 'sasl_password']);
}

/** Event Hubs' keys may be written in snake case, or as Azure writes them, but not both ways. */
function checkEitherSpelling(params: UriParams, snake: string, camel: string): void {
  if (params.has(snake) && params.has(camel))
    throw uriError(`scheme azure-event-hub cannot specify both ${snake} and ${camel}`);
  if (!params.has(camel)) params.required(snake, 'azure-event-hub');
}

/** Parameters that the scheme settles by itself may be given only with the value it gives them. */
function checkSettled(params: UriParams): void {
  for (const name of ['tls_enabled', 'sasl_enabled', 'sasl_handshake'])
    if (params.bool(name) === false)
      throw uriError(`unsupported value false for parameter ${name}, please use true instead`);
  const mechanism = params.text('sasl_mechanism');
  if (mechanism !== undefined && mechanism !== 'PLAIN')
    throw uriError(
      `unsupported value ${mechanism.slice(0, 40)} for parameter sasl_mechanism, please use PLAIN instead`
    );
}
