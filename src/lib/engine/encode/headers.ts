import type { Datum } from '../base/datum';
import { isNumber, isObject, parseJson } from '../sql/types/json';

/** Headers of a message: a null-prototype object, because their names come from users. */
export type Headers = Readonly<Record<string, string>>;

export const NO_HEADERS: Headers = Object.freeze(Object.create(null) as Record<string, string>);

/** The headers that every message of a feed has (`extra_headers`). */
export function constantHeaders(pairs: readonly (readonly [string, string])[]): Headers {
  if (pairs.length === 0) return NO_HEADERS;
  const headers = Object.create(null) as Record<string, string>;
  for (const [name, value] of pairs) headers[name] = value;
  return headers;
}

/**
 * The headers of one row: the constant ones, and one for each member of its JSONB column that is a string (as it is), a
 * number or a boolean (as JSON). Members of other kinds, and columns that hold no object, add none (reference §3.4).
 * @param column the datum of `headers_json_column_name`
 */
export function rowHeaders(constant: Headers, column: Datum | undefined): Headers {
  if (typeof column !== 'string' || column[0] !== '{' || column === '{}') return constant;
  const json = parseJson(column); // a JSONB datum always parses
  if (!isObject(json)) return constant;
  const headers = Object.assign(Object.create(null) as Record<string, string>, constant);
  for (const [name, value] of json) {
    if (typeof value === 'string') headers[name] = value;
    else if (typeof value === 'boolean') headers[name] = String(value);
    else if (isNumber(value)) headers[name] = value.number;
  }
  return headers;
}
