import { SqlError, type Span } from '../base/errors';

/**
 * The headers of `extra_headers`: a JSON object of strings (reference §2.2).
 * @param text null where the option is not given
 * @throws SqlError 22023
 */
export function parseExtraHeaders(
  text: string | null,
  span: Span | undefined
): (readonly [string, string])[] {
  if (text === null) return [];
  const refused = (message: string) => new SqlError('22023', `extra_headers ${message}`, { span });
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    throw refused(`is no JSON: '${text.slice(0, 60)}'`);
  }
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed))
    throw refused('must be a JSON object of strings');
  return Object.entries(parsed).map(([name, value]) => {
    if (typeof value !== 'string') throw refused(`has a value of "${name}" that is no string`);
    return [name, value] as const;
  });
}
