import { parseSize } from '../base/size';
import type { ParamGroup } from './params';
import { uriError, type SinkUri } from './sink-uri';
import { UriParams } from './uri-params';

/** A cloud storage sink's URI (reference §3.5), checked as each provider checks it (pkg/cloud). */
export interface CloudUri {
  readonly fileSizeBytes: number;
  readonly partitionFormat: PartitionFormat;
  readonly topicPrefix: string;
}

export type PartitionFormat = 'daily' | 'hourly' | 'flat';

export type CloudProvider = Extract<ParamGroup, 's3' | 'gs' | 'azure' | 'nodelocal' | 'userfile' | 'http'>;

const PARTITION_FORMATS: readonly PartitionFormat[] = ['daily', 'hourly', 'flat'];
const DEFAULT_FILE_BYTES = 16 * 1024 * 1024;

/** How an error about unknown parameters names the provider. */
const LABELS: Readonly<Record<CloudProvider, string>> = {
  s3: 'S3',
  gs: 'GS',
  azure: 'azure',
  nodelocal: 'nodelocal',
  userfile: 'userfile',
  http: 'http storage'
};

/** @throws SqlError XXUUU naming the parameter or part */
export function checkCloudUri(uri: SinkUri, provider: CloudProvider): CloudUri {
  const params = new UriParams(uri, provider);
  const size = params.text('file_size');
  const fileSizeBytes = size === undefined ? DEFAULT_FILE_BYTES : parseSize(size);
  if (fileSizeBytes === undefined)
    throw uriError(`parsing file_size "${size!.slice(0, 20)}": invalid size`, "a size such as '16MB'"); // given
  const format = params.text('partition_format') ?? 'daily';
  const partitionFormat = PARTITION_FORMATS.find((known) => known === format);
  if (!partitionFormat)
    throw uriError(
      `invalid partition_format of ${format.slice(0, 40)}`,
      `partition_format is one of ${PARTITION_FORMATS.join(', ')}`
    );
  checkProvider(uri, provider, params);
  params.refuseUnknown(LABELS[provider]);
  return { fileSizeBytes, partitionFormat, topicPrefix: params.text('topic_prefix') ?? '' };
}

function checkProvider(uri: SinkUri, provider: CloudProvider, params: UriParams): void {
  switch (provider) {
    case 's3':
      if (uri.host === '') throw uriError('empty host component; s3 URI must specify a target bucket');
      checkAuth(params, ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY']);
      return checkEncryption(params);
    case 'gs':
      if (uri.host === '') throw uriError('empty host component; gs URI must specify a target bucket');
      return checkAuth(params, ['CREDENTIALS'], 'BEARER_TOKEN');
    case 'azure':
      if (uri.host === '') throw uriError('empty host component; azure URI must specify a container');
      if (!params.has('AZURE_ACCOUNT_NAME'))
        throw uriError('azure uri missing "AZURE_ACCOUNT_NAME" parameter');
      return checkAzureAuth(params);
    case 'nodelocal':
      return checkNodelocal(uri);
    case 'http':
      if (uri.host === '') throw uriError('HTTP storage requested but prefix path not provided');
      return;
    case 'userfile':
      return;
  }
}

/**
 * `AUTH` is `implicit` or `specified`, and what is specified must be there, all of it. Simpler than CockroachDB: without `AUTH` and
 * without any credentials nothing is missed, so that examples that leave them out run; the far end is a mock.
 */
function checkAuth(params: UriParams, credentials: readonly string[], instead?: string): void {
  const auth = params.text('AUTH');
  if (auth === 'implicit' || (auth === undefined && !credentials.some((name) => params.has(name)))) return;
  if (auth !== undefined && auth !== 'specified')
    throw uriError(
      `unsupported value ${auth.slice(0, 40)} for AUTH`,
      "AUTH is either 'specified' or 'implicit'"
    );
  const missing = credentials.find((name) => !params.has(name));
  if (missing !== undefined && !(instead !== undefined && params.has(instead)))
    throw uriError(`AUTH is set to 'specified', but ${missing} is not set`);
}

function checkAzureAuth(params: UriParams): void {
  const secrets = ['AZURE_ACCOUNT_KEY', 'AZURE_TENANT_ID', 'AZURE_CLIENT_ID', 'AZURE_CLIENT_SECRET'];
  const given = secrets.filter((name) => params.has(name));
  const auth = params.text('AUTH');
  if (auth !== undefined && auth !== 'implicit' && auth !== 'specified')
    throw uriError(
      `unsupported value ${auth.slice(0, 40)} for AUTH`,
      "AUTH is either 'specified' or 'implicit'"
    );
  if (auth === 'implicit' && given.length > 0)
    throw uriError(`implicit azure auth does not support uri param ${given.join(', ')}`);
  const [key, ...role] = secrets;
  const complete = params.has(key) ? given.length === 1 : role.every((name) => params.has(name));
  if ((given.length > 0 && !complete) || (auth === 'specified' && given.length === 0))
    throw uriError(
      `explicit azure uri requires exactly one authentication method: "${key}" OR all three of ${role
        .map((name) => `"${name}"`)
        .join(', ')}`
    );
}

function checkEncryption(params: UriParams): void {
  const mode = params.text('AWS_SERVER_ENC_MODE');
  if (mode === undefined || mode === 'AES256') return;
  if (mode !== 'aws:kms')
    throw uriError(
      `unsupported server encryption mode ${mode.slice(0, 40)} in AWS_SERVER_ENC_MODE`,
      'supported are aws:kms and AES256'
    );
  if (!params.has('AWS_SERVER_KMS_ID'))
    throw uriError('AWS_SERVER_KMS_ID param must be set when using aws:kms server side encryption mode');
}

function checkNodelocal(uri: SinkUri): void {
  if (uri.host !== 'self' && !/^\d+$/.test(uri.host))
    throw uriError(
      `host component of nodelocal URI must be a node ID: nodelocal://${uri.host}${uri.path}`,
      "nodelocal://1/path, or 'self' for each node's own files"
    );
  let depth = 0;
  for (const part of uri.path.split('/')) {
    if (part === '..') depth--;
    else if (part !== '' && part !== '.') depth++;
    if (depth < 0) throw uriError('path of nodelocal URI must not leave the external directory');
  }
}
