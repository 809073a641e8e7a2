import type { SinkUri } from './sink-uri';
import { UriParams, uriError } from './uri-params';

/** A Kafka sink's URI, checked as CockroachDB checks it (reference §3.4). The far end is a mock: credentials are not used. */
export interface KafkaUri {
  /** Bootstrap addresses with their ports, as they name the cluster. */
  readonly bootstrap: string;
  readonly topicName: string | undefined;
  readonly topicPrefix: string;
}

const DEFAULT_PORT = 9092;
const MECHANISMS = ['PLAIN', 'SCRAM-SHA-256', 'SCRAM-SHA-512', 'OAUTHBEARER', 'AWS_MSK_IAM'];
const OAUTH_ONLY = [
  'sasl_client_id',
  'sasl_client_secret',
  'sasl_token_url',
  'sasl_grant_type',
  'sasl_scopes'
];

/** @throws SqlError XXUUU naming the parameter */
export function checkKafkaUri(uri: SinkUri): KafkaUri {
  const params = new UriParams(uri);
  if (uri.host === '') throw uriError(`${uri.scheme}:// names no broker`, 'kafka://host:9092');
  const topicName = params.takeFilled('topic_name');
  const topicPrefix = params.take('topic_prefix') ?? '';
  if (params.has('schema_topic')) throw uriError('schema_topic is not yet supported');
  if (uri.scheme === 'confluent-cloud') checkConfluentCloud(params);
  else if (uri.scheme === 'azure-event-hub') checkEventHub(params);
  else {
    checkTls(params);
    checkSasl(params);
  }
  params.finish();
  return { bootstrap: uri.host.split(',').map(withPort).join(','), topicName, topicPrefix };
}

const withPort = (host: string): string => (/:\d+$/.test(host) ? host : `${host}:${DEFAULT_PORT}`);

function checkTls(params: UriParams): void {
  const enabled = params.takeBool('tls_enabled') ?? false;
  params.takeBool('insecure_tls_skip_verify');
  const caCert = params.takeBase64('ca_cert');
  checkClientCertificate(params, enabled);
  if (caCert !== undefined && !enabled) throw uriError('ca_cert requires tls_enabled=true');
}

/** Certificate and key of a client require each other; with Kafka both require TLS. */
function checkClientCertificate(params: UriParams, tlsEnabled: boolean): void {
  const cert = params.takeBase64('client_cert');
  const key = params.takeBase64('client_key');
  if (cert !== undefined && !tlsEnabled) throw uriError('client_cert requires tls_enabled=true');
  if (cert !== undefined && key === undefined) throw uriError('client_cert requires client_key to be set');
  if (key !== undefined && cert === undefined) throw uriError('client_key requires client_cert to be set');
}

function checkSasl(params: UriParams): void {
  const enabled = params.takeBool('sasl_enabled') ?? false;
  const handshakeGiven = params.has('sasl_handshake');
  params.takeBool('sasl_handshake');
  const mechanism = params.take('sasl_mechanism');
  const given = new Map<string, string>();
  for (const name of [
    'sasl_user',
    'sasl_password',
    ...OAUTH_ONLY,
    'sasl_aws_region',
    'sasl_aws_iam_role_arn',
    'sasl_aws_iam_session_name'
  ]) {
    const value = name === 'sasl_client_secret' ? params.takeBase64(name) : params.take(name);
    if (value !== undefined) given.set(name, value);
  }
  if (!enabled) {
    const stray = [
      ...(handshakeGiven ? ['sasl_handshake'] : []),
      ...(mechanism === undefined ? [] : ['sasl_mechanism']),
      ...given.keys()
    ];
    if (stray.length > 0) throw uriError(`sasl_enabled must be enabled if ${stray[0]} is provided`);
    return;
  }
  const chosen = mechanism ?? 'PLAIN';
  if (!MECHANISMS.includes(chosen))
    throw uriError(
      `param sasl_mechanism must be one of ${MECHANISMS.join(', ')}, not '${chosen.slice(0, 40)}'`
    );
  checkMechanism(chosen, given);
}

function checkMechanism(mechanism: string, given: ReadonlyMap<string, string>): void {
  const requireAll = (names: readonly string[]) => {
    for (const name of names)
      if (!given.has(name))
        throw uriError(`${name} must be provided when SASL is enabled using mechanism ${mechanism}`);
  };
  if (mechanism === 'OAUTHBEARER') requireAll(['sasl_client_id', 'sasl_client_secret', 'sasl_token_url']);
  else
    for (const name of OAUTH_ONLY)
      if (given.has(name)) throw uriError(`${name} is only a valid parameter for sasl_mechanism=OAUTHBEARER`);
  if (mechanism === 'AWS_MSK_IAM')
    requireAll(['sasl_aws_region', 'sasl_aws_iam_role_arn', 'sasl_aws_iam_session_name']);
  if (mechanism === 'PLAIN' || mechanism.startsWith('SCRAM')) requireAll(['sasl_user', 'sasl_password']);
}

function checkConfluentCloud(params: UriParams): void {
  for (const name of ['api_key', 'api_secret'])
    if (!params.take(name)) throw uriError(`scheme confluent-cloud requires parameter ${name}`);
  checkFixed(params, { tls_enabled: true, sasl_enabled: true, sasl_handshake: true });
  const mechanism = params.take('sasl_mechanism');
  if (mechanism !== undefined && mechanism !== 'PLAIN')
    throw uriError('scheme confluent-cloud requires sasl_mechanism=PLAIN');
  params.takeBool('insecure_tls_skip_verify');
  params.takeBase64('ca_cert');
}

function checkEventHub(params: UriParams): void {
  for (const name of ['shared_access_key_name', 'shared_access_key'])
    if (!params.take(name)) throw uriError(`scheme azure-event-hub requires parameter ${name}`);
  checkFixed(params, { tls_enabled: true, sasl_enabled: true, sasl_handshake: true });
  const mechanism = params.take('sasl_mechanism');
  if (mechanism !== undefined && mechanism !== 'PLAIN')
    throw uriError('scheme azure-event-hub requires sasl_mechanism=PLAIN');
  params.takeBool('insecure_tls_skip_verify');
  params.takeBase64('ca_cert');
}

/** Parameters that the scheme settles by itself may be given only with the value it gives them. */
function checkFixed(params: UriParams, fixed: Readonly<Record<string, boolean>>): void {
  for (const [name, value] of Object.entries(fixed)) {
    const given = params.takeBool(name);
    if (given !== undefined && given !== value) throw uriError(`this scheme requires ${name}=${value}`);
  }
}
