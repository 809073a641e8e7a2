import { unreachable } from '../../base/assert';
import type { Datum, Interval, TimeTz, WideInt } from '../../base/datum';
import { compareBytes, toHex } from './bytes-text';
import { collationKey } from './collation';
import { formatDecimal, reduced, toDecimal, compareDecimals } from './decimal';
import { compareFloats } from './float';
import { compareInets } from './inet';
import { compareIntervals, intervalLength } from './interval';
import { isArray, isNumber, isObject, parseJson, quoteJson, sortedMembers, type Json } from './json';
import { orderOfKept } from './kept-text';
import { compareJsonText } from './json-ops';
import { MICROS_PER_SECOND } from './calendar';
import { compareStrings } from './string-order';
import type { SqlType } from './type';

/** The one order of values: of ORDER BY, of comparison operators and of index keys. */

/**
 * Negative, zero or positive as `a` stands before, with or after `b`; NULL stands first. Both are of the type.
 */
export function compareDatums(a: Datum, b: Datum, type: SqlType): number {
  if (a === b) return 0;
  if (a === null) return -1;
  if (b === null) return 1;
  switch (type.family) {
    case 'int':
    case 'oid':
    case 'bool':
    case 'date':
    case 'time':
    case 'timestamp':
    case 'timestamptz':
    case 'enum':
      return (a as WideInt) < (b as WideInt) ? -1 : (a as WideInt) > (b as WideInt) ? 1 : 0;
    case 'float':
      return compareFloats(a as number, b as number);
    case 'decimal':
      return compareDecimals(a as string, b as string);
    case 'collated':
      return compareStrings(collationKey(a as string, type.locale), collationKey(b as string, type.locale));
    case 'string':
    case 'bit':
    case 'uuid':
    case 'void':
      return compareStrings(a as string, b as string);
    case 'bytes':
      return compareBytes(a as Uint8Array, b as Uint8Array);
    case 'timetz':
      return compareTimeTz(a as TimeTz, b as TimeTz);
    case 'interval':
      return compareIntervals(a as Interval, b as Interval);
    case 'other':
      return compareStrings(orderOfKept(a as string, type), orderOfKept(b as string, type));
    case 'inet':
      return compareInets(a as string, b as string);
    case 'jsonb':
      return compareJsonText(a as string, b as string);
    case 'array':
      return compareArrays(a as readonly Datum[], b as readonly Datum[], type.elem);
    case 'tuple':
      return compareTuples(a as readonly Datum[], b as readonly Datum[], type.elems);
    case 'unknown':
    case 'any':
    case 'anytuple':
    case 'anyenum':
      return compareStrings(String(a), String(b));
    default:
      return unreachable(type);
  }
}

/** The moment in UTC that a TIMETZ stands for. */
export function timeTzMicros(value: TimeTz): number {
  return value.micros - value.offsetSeconds * MICROS_PER_SECOND;
}

/** By the moment, then zones further east first. */
function compareTimeTz(a: TimeTz, b: TimeTz): number {
  return timeTzMicros(a) - timeTzMicros(b) || b.offsetSeconds - a.offsetSeconds;
}

/** Element by element; the shorter of two that agree so far comes first. */
function compareArrays(a: readonly Datum[], b: readonly Datum[], elem: SqlType): number {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    const order = compareDatums(a[i], b[i], elem);
    if (order !== 0) return order;
  }
  return a.length - b.length;
}

function compareTuples(a: readonly Datum[], b: readonly Datum[], elems: readonly SqlType[]): number {
  for (let i = 0; i < elems.length; i++) {
    const order = compareDatums(a[i], b[i], elems[i]);
    if (order !== 0) return order;
  }
  return 0;
}

/** True for values that no comparison tells apart; NULL equals NULL here, as for grouping. */
export function equalDatums(a: Datum, b: Datum, type: SqlType): boolean {
  return a === b || compareDatums(a, b, type) === 0;
}

/**
 * A key for `Map` and `Set` that is the same exactly for values that are equal (`1.0` and `1.00`, `1 month` and `30
 * days`): what GROUP BY, DISTINCT and hash joins gather by. Keys of different types may clash.
 */
export function hashKey(datum: Datum, type: SqlType): string | number | bigint | boolean | null {
  if (datum === null) return null;
  switch (type.family) {
    case 'bool':
    case 'int':
    case 'oid':
    case 'date':
    case 'time':
    case 'timestamp':
    case 'timestamptz':
    case 'enum':
      return datum as number;
    case 'float':
      // Map takes NaN for equal to itself, and 0 for -0.
      return datum as number;
    case 'decimal':
      return decimalKey(datum as string);
    case 'bytes':
      return toHex(datum as Uint8Array);
    case 'timetz': {
      const { micros, offsetSeconds } = datum as TimeTz;
      return `${micros} ${offsetSeconds}`;
    }
    case 'interval':
      return intervalLength(datum as Interval).toString();
    case 'jsonb':
      return jsonKey(datum as string);
    case 'collated':
      return collationKey(datum as string, type.locale);
    case 'array':
      return (datum as readonly Datum[]).map((item) => partKey(item, type.elem)).join(',');
    case 'tuple':
      return (datum as readonly Datum[]).map((item, i) => partKey(item, type.elems[i])).join(',');
    default:
      return datum as string;
  }
}

/** A piece of a longer key: quoted where it could hold the comma between pieces. */
function partKey(datum: Datum, type: SqlType): string {
  const key = hashKey(datum, type);
  return typeof key === 'string' ? JSON.stringify(key) : String(key);
}

/** A key for several values at once. */
export function hashKeyOf(datums: readonly Datum[], types: readonly SqlType[]): string {
  let key = '';
  for (let i = 0; i < types.length; i++) key += `${i === 0 ? '' : ','}${partKey(datums[i], types[i])}`;
  return key;
}

function decimalKey(text: string): string {
  // Whole numbers of a plain form are their own key.
  return /^-?\d{1,15}$/.test(text) && !text.endsWith('0') ? text : formatDecimal(reduced(toDecimal(text)));
}

/** JSONB with equal numbers written alike. */
function jsonKey(text: string): string {
  return /\d\.\d|[eE]/.test(text) ? keyOfTree(parseJson(text)) : text;
}

function keyOfTree(json: Json): string {
  if (typeof json === 'string') return quoteJson(json);
  if (isArray(json)) return `[${json.map(keyOfTree).join(', ')}]`;
  if (isObject(json)) {
    return `{${sortedMembers(json)
      .map(([name, value]) => `${quoteJson(name)}: ${keyOfTree(value)}`)
      .join(', ')}}`;
  }
  return isNumber(json) ? decimalKey(json.number) : String(json);
}
