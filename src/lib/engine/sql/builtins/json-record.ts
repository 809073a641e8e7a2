import type { Datum } from '../../base/datum';
import { SqlError } from '../../base/errors';
import { isArray, isObject, printJson, type Json } from '../types/json';
import { canonicalJson } from '../types/json';
import { parseDatum } from '../types/parse';
import type { SessionFormat } from '../types/session-format';
import type { SqlType, TupleType } from '../types/type';

/** Rows from JSON objects: `json_populate_record` and its kin. */

/** The record type that a row is to have. @throws SqlError 42804 */
export function recordType(type: SqlType): TupleType {
  if (type.family === 'unknown' || (type.family === 'tuple' && !type.labels) || type.family === 'anytuple') {
    throw new SqlError('42804', 'anonymous records cannot be used with json{b}_populate_record{set}');
  }
  if (type.family !== 'tuple')
    throw new SqlError('42804', 'first argument of json{b}_populate_record{set} must be a record type');
  return type;
}

/** A row with the members of an object in it; what the object has not is as in the row given. @throws SqlError 22023, 22P02 … */
export function populate(
  base: readonly Datum[] | null,
  json: Json,
  type: TupleType,
  format: SessionFormat
): Datum[] {
  if (!isObject(json)) throw new SqlError('22023', 'expected a JSON object');
  return type.elems.map((elem, i) => {
    const member = json.get(type.labels?.[i] ?? '');
    return member === undefined ? (base?.[i] ?? null) : datumOf(member, elem, format);
  });
}

/** A JSON value as one of a type. @throws SqlError as reading its text does, 22P02 for another kind of value */
function datumOf(json: Json, type: SqlType, format: SessionFormat): Datum {
  if (json === null) return null;
  switch (type.family) {
    case 'jsonb':
      return canonicalJson(printJson(json));
    case 'array':
      if (!isArray(json)) throw new SqlError('22P02', 'expected a JSON array');
      return json.map((item) => datumOf(item, type.elem, format));
    case 'tuple':
      return populate(null, json, type, format);
    default:
      return parseDatum(typeof json === 'string' ? json : printJson(json), type, format);
  }
}
