import type { Datum } from '../../base/datum';
import { SqlError } from '../../base/errors';
import { castToText } from '../types/cast';
import { sessionZone } from '../types/datetime';
import { quoteJson } from '../types/json';
import { makeJsonWriter, type JsonWriter } from '../types/json-form';
import { compareStrings } from '../types/string-order';
import type { TimeZone } from '../types/time-zone';
import type { SqlType } from '../types/type';
import type { EvalContext } from './context';

/** SQL values as JSONB datums. */

/** A function that gives the JSON text of a type's values, with moments by the clock of the session. */
export function jsonOf(type: SqlType): (datum: Datum, ctx: EvalContext) => string {
  let zone: TimeZone | undefined;
  let write: JsonWriter | undefined;
  return (datum, ctx) => {
    const current = sessionZone(ctx.format);
    if (!write || current !== zone) {
      zone = current;
      write = makeJsonWriter(type, zone);
    }
    return write(datum);
  };
}

/** The text of an object from its members, of which the last of a name counts. */
export function objectText(members: ReadonlyMap<string, string>): string {
  const sorted = [...members].sort(([a], [b]) => compareStrings(a, b));
  return `{${sorted.map(([name, value]) => `${quoteJson(name)}: ${value}`).join(', ')}}`;
}

/** A value as the name of a member. @throws SqlError 22023 for values of several parts */
export function memberName(value: Datum, type: SqlType, ctx: EvalContext): string {
  if (type.family === 'array' || type.family === 'tuple' || type.family === 'jsonb') {
    throw new SqlError('22023', 'key value must be scalar, not array, tuple, or json');
  }
  return type.family === 'bool' ? String(value) : castToText(value, type, ctx.format);
}
