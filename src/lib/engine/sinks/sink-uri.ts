import { SqlError } from '../base/errors';

/**
 * Sink URIs as text: taken apart, and shown without their secrets. Values must be percent-encoded (reference §3.1); nothing
 * is normalised, because host and path are shown again as they were typed.
 */
export interface SinkUri {
  /** Lower case. */
  readonly scheme: string;
  /** `user:password` before the host, still encoded. */
  readonly userInfo?: string;
  /** Host and port, or bucket, or project. */
  readonly host: string;
  /** With its leading slash, or empty. */
  readonly path: string;
  /** Parameters in the order given, decoded. */
  readonly params: readonly (readonly [string, string])[];
}

/** @throws SqlError XXUUU for text that is no URI */
export function parseSinkUri(text: string): SinkUri {
  const m = /^([a-zA-Z][a-zA-Z0-9+.-]*):\/\/([^/?#]*)([^?#]*)(?:\?([^#]*))?(?:#.*)?$/s.exec(text);
  if (!m)
    throw new SqlError(
      'XXUUU',
      `'${text.slice(0, 40)}' is no URI: a sink begins with a scheme such as kafka://`
    );
  const [, scheme, authority, path, query = ''] = m;
  if (/[\s\p{Cc}]/u.test(authority + path))
    throw new SqlError('XXUUU', 'sink URI holds a blank or control character: encode it as %20 or the like');
  const at = authority.lastIndexOf('@');
  if (/%(?![0-9a-fA-F]{2})/.test(authority + path))
    throw new SqlError('XXUUU', "sink URI holds a '%' that begins no percent-encoded character");
  return {
    scheme: scheme.toLowerCase(),
    ...(at >= 0 ? { userInfo: authority.slice(0, at) } : {}),
    host: authority.slice(at + 1),
    path,
    params: query === '' ? [] : query.split('&').filter(Boolean).map(parseParam)
  };
}

function parseParam(pair: string): readonly [string, string] {
  const eq = pair.indexOf('=');
  const decode = (part: string) => {
    try {
      return decodeURIComponent(part.replaceAll('+', ' '));
    } catch {
      throw new SqlError('XXUUU', 'sink URI holds a parameter that is not percent-encoded');
    }
  };
  return eq < 0 ? [decode(pair), ''] : [decode(pair.slice(0, eq)), decode(pair.slice(eq + 1))];
}

/**
 * Parameters that may be shown. Everything else is a secret: secrets have leaked again and again through parameters that
 * nobody had thought of (guarantees §1.12), so the list is of the harmless ones.
 */
const HARMLESS_PARAMS: ReadonlySet<string> = new Set([
  'topic_name',
  'topic_prefix',
  'tls_enabled',
  'insecure_tls_skip_verify',
  'sasl_enabled',
  'sasl_handshake',
  'sasl_mechanism',
  'sasl_grant_type',
  'sasl_scopes',
  'sasl_aws_region',
  'file_size',
  'partition_format',
  'S3_STORAGE_CLASS',
  'AUTH',
  'AWS_REGION',
  'AWS_ENDPOINT',
  'AZURE_ACCOUNT_NAME',
  'AZURE_ENVIRONMENT',
  'GOOGLE_BILLING_PROJECT',
  'region',
  'with_table_name_attribute',
  'delay',
  'shared_access_key_name',
  'schema_topic',
  'timeout'
]);

const SHOWN = 'redacted';

/** The URI with user information and every parameter that is not known to be harmless replaced by `redacted`. */
export function redactUri(text: string): string {
  const m = /^([a-zA-Z][a-zA-Z0-9+.-]*:\/\/)([^/?#]*)([^?#]*)(\?[^#]*)?(#.*)?$/s.exec(text);
  if (!m) return text;
  const [, scheme, authority, path, query] = m;
  const at = authority.lastIndexOf('@');
  const host = at < 0 ? authority : `${SHOWN}@${authority.slice(at + 1)}`;
  return (
    scheme +
    host +
    path +
    (query === undefined ? '' : `?${query.slice(1).split('&').map(redactParam).join('&')}`)
  );
}

function redactParam(pair: string): string {
  const eq = pair.indexOf('=');
  if (eq < 0) return pair;
  return HARMLESS_PARAMS.has(pair.slice(0, eq)) ? pair : `${pair.slice(0, eq)}=${SHOWN}`;
}

/** What faults and far ends are matched by: scheme, host and path without parameters. */
export function sinkAddress(uri: SinkUri): string {
  return `${uri.scheme}://${uri.host}${uri.path}`;
}
