import { sinkParam } from './params';
import { REDACTED, standIn } from './secret-values';
import { decodeParam, splitParam, URI_PARTS } from './sink-uri';

/**
 * URIs and options as they may be shown (reference §8.3). Secrets have leaked again and again through parameters that nobody had
 * thought of, so what is shown is what is known to be harmless (guarantees §1.12); everything else has a stand-in.
 */

/** A URI with user information and every parameter that is not known to be harmless replaced by stand-ins. */
export function redactUri(text: string): string {
  const m = URI_PARTS.exec(text);
  if (!m)
    return text.includes('=') || text.includes('@') ? `${text.replace(/[?@&=].*$/s, '')}?${REDACTED}` : text;
  const [, scheme, authority, path, query] = m;
  const at = authority.lastIndexOf('@');
  const host = at < 0 ? authority : `${REDACTED}@${authority.slice(at + 1)}`;
  const shown = query === undefined ? '' : `?${query.split('&').map(redactParam).join('&')}`;
  return scheme + host + path + shown;
}

/** Names are known by what they decode to, however they are written. A pair that is refused keeps what it is refused for. */
function redactParam(pair: string): string {
  if (!pair.includes('=')) return pair;
  const [name, value] = splitParam(pair);
  const decoded = decodeParam(value);
  if (decoded === undefined) return `${name}=${REDACTED}%`;
  if (pair.includes(';')) return `${name}=${REDACTED};`;
  const def = sinkParam(decodeParam(name) ?? '');
  if (!def?.harmless) return `${name}=${standIn(decoded, def?.kind)}`;
  // A harmless parameter may hold a URI with secrets of its own.
  return decoded.includes('://') ? `${name}=${encodeURIComponent(redactUri(decoded))}` : pair;
}

/** Names of headers that carry credentials. Headers are content of messages, so the others are shown. */
const SECRET_HEADER = /auth|token|secret|passw|credential|api-?_?key|cookie|session|signature|private/i;

export function redactHeader(name: string, value: string): string {
  return SECRET_HEADER.test(name) ? standIn(value, undefined) : value;
}

/** A JSON object of headers with the values of secret ones replaced; other text as it is, since it never becomes headers. */
export function redactHeadersJson(text: string): string {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    return SECRET_HEADER.test(text) ? REDACTED : text;
  }
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) return text;
  const members = Object.entries(parsed as Record<string, unknown>);
  if (!members.some(([name]) => SECRET_HEADER.test(name))) return text;
  const shown = members.map(([name, value]) => {
    const secret = SECRET_HEADER.test(name) && typeof value === 'string';
    return `${JSON.stringify(name)}: ${JSON.stringify(secret ? standIn(value, undefined) : value)}`;
  });
  return `{${shown.join(', ')}}`;
}

/** The value of a changefeed option as job descriptions show it. */
export function redactOption(name: string, value: string): string {
  switch (name) {
    case 'webhook_auth_header':
    case 'extra_headers':
      return standIn(value, undefined);
    case 'confluent_schema_registry':
    case 'sink':
      return redactUri(value);
    default:
      return value;
  }
}
