import { SqlError } from '../base/errors';

/**
 * Sink URIs as text, taken apart. Values must be percent-encoded (reference §3.1); nothing is normalised, because host and
 * path are shown again as they were typed. How they are shown is in redaction.ts.
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

/** Scheme, authority, path, query. */
export const URI_PARTS = /^([a-zA-Z][a-zA-Z0-9+.-]*:\/\/)([^/?#]*)([^?#]*)(?:\?([^#]*))?(?:#.*)?$/s;

/** @throws SqlError XXUUU for text that is no URI; the message repeats nothing that may be secret */
export function parseSinkUri(text: string): SinkUri {
  const m = URI_PARTS.exec(text);
  if (!m) throw notUri(text);
  const [, scheme, authority, path, query = ''] = m;
  if (/[\s\p{Cc}]/u.test(authority + path))
    throw uriError('sink URI holds a blank or control character', 'write it as %20 or the like');
  if (/%(?![0-9a-fA-F]{2})/.test(authority + path))
    throw uriError("sink URI holds a '%' that begins no percent-encoded character");
  const at = authority.lastIndexOf('@');
  const host = authority.slice(at + 1);
  checkPorts(host);
  return {
    scheme: scheme.slice(0, -3).toLowerCase(),
    ...(at >= 0 ? { userInfo: authority.slice(0, at) } : {}),
    host,
    path,
    params: query === '' ? [] : query.split('&').filter(Boolean).map(parseParam)
  };
}

function notUri(text: string): SqlError {
  const start = text.slice(0, 24).replace(/[?@&].*$/s, '');
  return uriError(`no scheme found for sink URL "${start}"`, 'a sink begins with a scheme such as kafka://');
}

/** Each host of a list has a port from 1 to 65535, or none. */
function checkPorts(host: string): void {
  for (const one of host.split(',')) {
    const port = /:([^:\]]*)$/.exec(one)?.[1];
    if (port === undefined || port === '') continue;
    if (!/^\d{1,5}$/.test(port) || Number(port) > 65535 || port === '0')
      throw uriError(`invalid port ":${port.slice(0, 12)}" after host`);
  }
}

function parseParam(pair: string): readonly [string, string] {
  if (pair.includes(';'))
    throw uriError(
      "sink URI holds a ';' among its parameters",
      "parameters are separated by '&', and %3B is a ';'"
    );
  const [name, value] = splitParam(pair);
  const decoded = [decodeParam(name), decodeParam(value)] as const;
  if (decoded[0] === undefined || decoded[1] === undefined)
    throw uriError('sink URI holds a parameter that is not percent-encoded');
  return [decoded[0], decoded[1]];
}

/** Name and value as they are written; a name alone has an empty value. */
export function splitParam(pair: string): readonly [string, string] {
  const eq = pair.indexOf('=');
  return eq < 0 ? [pair, ''] : [pair.slice(0, eq), pair.slice(eq + 1)];
}

/** Undefined for what is not percent-encoded. */
export function decodeParam(text: string): string | undefined {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    return undefined;
  }
}

/** What faults and far ends are matched by: scheme, host and path without parameters. */
export function sinkAddress(uri: SinkUri): string {
  return `${uri.scheme}://${uri.host}${uri.path}`;
}

export const uriError = (message: string, hint?: string): SqlError =>
  new SqlError('XXUUU', message, hint ? { hint } : {});
