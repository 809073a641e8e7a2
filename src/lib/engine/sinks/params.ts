/**
 * Every parameter that a sink's URI may have (reference §3.1–3.9), as data: the checks, the list of unknown ones, redaction and
 * completion all read this one table.
 */

/** How a value is checked. Certificates are base64 of PEM text. */
export type ParamKind = 'text' | 'bool' | 'base64' | 'certificate' | 'duration';

export interface ParamDef {
  readonly name: string;
  readonly kind: ParamKind;
  /** Whether its value may be shown. What is not said to be harmless is a secret (guarantees §1.12). */
  readonly harmless: boolean;
}

export type ParamGroup =
  | 'kafka'
  | 'confluent-cloud'
  | 'azure-event-hub'
  | 's3'
  | 'gs'
  | 'azure'
  | 'nodelocal'
  | 'userfile'
  | 'http'
  | 'webhook'
  | 'pubsub'
  | 'pulsar'
  | 'null'
  | 'sql'
  | 'registry';

const shown = (name: string, kind: ParamKind = 'text'): ParamDef => ({ name, kind, harmless: true });
const secret = (name: string, kind: ParamKind = 'text'): ParamDef => ({ name, kind, harmless: false });

const TOPIC = [shown('topic_name'), shown('topic_prefix'), shown('schema_topic')];
const TLS_FILES = [
  secret('ca_cert', 'certificate'),
  secret('client_cert', 'certificate'),
  secret('client_key', 'certificate')
];
const SKIP_VERIFY = shown('insecure_tls_skip_verify', 'bool');
/** What Confluent Cloud and Event Hubs settle by themselves and let be given with that value only. */
const SETTLED = [
  shown('tls_enabled', 'bool'),
  shown('sasl_enabled', 'bool'),
  shown('sasl_handshake', 'bool'),
  shown('sasl_mechanism')
];
const STORAGE = [shown('file_size'), shown('partition_format'), shown('topic_prefix')];

export const SINK_PARAMS: Readonly<Record<ParamGroup, readonly ParamDef[]>> = {
  kafka: [
    ...TOPIC,
    ...SETTLED,
    SKIP_VERIFY,
    ...TLS_FILES,
    secret('sasl_user'),
    secret('sasl_password'),
    secret('sasl_client_id'),
    secret('sasl_client_secret', 'base64'),
    secret('sasl_token_url'),
    shown('sasl_grant_type'),
    shown('sasl_scopes'),
    shown('sasl_aws_region'),
    secret('sasl_aws_iam_role_arn'),
    secret('sasl_aws_iam_session_name')
  ],
  'confluent-cloud': [...TOPIC, ...SETTLED, SKIP_VERIFY, secret('api_key'), secret('api_secret')],
  'azure-event-hub': [
    ...TOPIC,
    ...SETTLED,
    shown('shared_access_key_name'),
    shown('SharedAccessKeyName'),
    secret('shared_access_key'),
    secret('SharedAccessKey')
  ],
  s3: [
    ...STORAGE,
    shown('AUTH'),
    secret('AWS_ACCESS_KEY_ID'),
    secret('AWS_SECRET_ACCESS_KEY'),
    secret('AWS_SESSION_TOKEN'),
    secret('ASSUME_ROLE'),
    shown('AWS_ENDPOINT'),
    shown('AWS_REGION'),
    shown('AWS_USE_PATH_STYLE', 'bool'),
    shown('AWS_SKIP_CHECKSUM', 'bool'),
    shown('AWS_SKIP_TLS_VERIFY', 'bool'),
    shown('AWS_SERVER_ENC_MODE'),
    secret('AWS_SERVER_KMS_ID'),
    shown('S3_STORAGE_CLASS')
  ],
  gs: [
    ...STORAGE,
    shown('AUTH'),
    secret('CREDENTIALS', 'base64'),
    secret('BEARER_TOKEN'),
    secret('ASSUME_ROLE'),
    shown('GOOGLE_BILLING_PROJECT')
  ],
  azure: [
    ...STORAGE,
    shown('AUTH'),
    shown('AZURE_ACCOUNT_NAME'),
    secret('AZURE_ACCOUNT_KEY'),
    shown('AZURE_ENVIRONMENT'),
    secret('AZURE_CLIENT_ID'),
    secret('AZURE_CLIENT_SECRET'),
    secret('AZURE_TENANT_ID')
  ],
  nodelocal: STORAGE,
  userfile: STORAGE,
  http: STORAGE,
  // Further parameters belong to the endpoint and are passed on (reference §3.7).
  webhook: [SKIP_VERIFY, ...TLS_FILES],
  pubsub: [
    shown('topic_name'),
    shown('region'),
    shown('AUTH'),
    secret('CREDENTIALS', 'base64'),
    secret('ASSUME_ROLE'),
    shown('with_table_name_attribute', 'bool')
  ],
  pulsar: TOPIC,
  null: [shown('delay', 'duration')],
  sql: [secret('sslcert'), secret('sslkey'), shown('sslmode'), secret('sslrootcert')],
  registry: [...TLS_FILES, shown('timeout', 'duration')]
};

const BY_NAME: ReadonlyMap<string, ParamDef> = new Map(
  Object.values(SINK_PARAMS)
    .flat()
    .map((param) => [param.name, param])
);

/** A parameter by its name, whichever sinks have it. */
export function sinkParam(name: string): ParamDef | undefined {
  return BY_NAME.get(name);
}
