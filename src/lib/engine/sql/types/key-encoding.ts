import { unreachable } from '../../base/assert';
import type { Datum, Interval, TimeTz, WideInt } from '../../base/datum';
import { MICROS_PER_SECOND, SECONDS_PER_DAY, splitMicros } from './calendar';
import { collationKey } from './collation';
import { timeTzMicros } from './compare';
import { reduced, toDecimal } from './decimal';
import { inetParts } from './inet';
import { intervalLength } from './interval';
import { isArray, isNumber, isObject, parseJson, sortedMembers, type Json } from './json';
import { orderOfKept } from './kept-text';
import type { SqlType } from './type';
import { encodeUtf8 } from './utf8';

/**
 * Values as index keys: *binary strings*, JavaScript strings of characters 0-255 that stand for one byte each, so that
 * `<` on strings is the order of bytes and so of values. The bytes are CockroachDB's (pkg/util/encoding), except that an
 * enum is encoded by its rank and a collated string by the key of its collation here; descending parts are the complement of the
 * ascending ones. No part is a prefix of another of its type, so keys are parts one after another.
 */

const NULL = '\x00';
const FLOAT_NAN = '\x02';
const FLOAT_NEGATIVE = '\x03';
const FLOAT_ZERO = '\x04';
const FLOAT_POSITIVE = '\x05';
const BYTES_MARKER = '\x12';
const TIME_MARKER = '\x14';
const INTERVAL_HUGE_NEGATIVE = '\x15';
const INTERVAL_MARKER = '\x16';
const INTERVAL_HUGE_POSITIVE = '\x17';
const DECIMAL_NAN = '\x18';
const DECIMAL_NEGATIVE_INFINITY = '\x19';
const DECIMAL_NEGATIVE_LARGE = 0x1a;
const DECIMAL_NEGATIVE_MEDIUM = 0x25;
const DECIMAL_NEGATIVE_SMALL = 0x26;
const DECIMAL_ZERO = '\x27';
const DECIMAL_POSITIVE_SMALL = 0x28;
const DECIMAL_POSITIVE_MEDIUM = 0x29;
const DECIMAL_POSITIVE_LARGE = 0x34;
const DECIMAL_INFINITY = '\x35';
const BIT_MARKER = '\x3a';
const TIMETZ_MARKER = '\x3c';
const ARRAY_MARKER = '\x3f';
const VOID_MARKER = '\x44';
const JSON_EMPTY_ARRAY = '\x45';
const JSON_NULL = '\x46';
const JSON_STRING = '\x47';
const JSON_NUMBER = '\x48';
const JSON_FALSE = '\x49';
const JSON_TRUE = '\x4a';
const JSON_ARRAY = '\x4b';
const JSON_OBJECT = '\x4c';
/** Ends what has any number of parts; NULL inside an array is one above, to come after the end. */
const TERMINATOR = '\x00';
const NULL_IN_ARRAY = '\x01';

const BYTE: readonly string[] = Array.from({ length: 256 }, (_, i) => String.fromCharCode(i));
/** Integers up to here are one byte. */
const SMALL_INT = 109;
const SMALL_INTS: readonly string[] = Array.from({ length: SMALL_INT + 1 }, (_, i) => BYTE[0x88 + i]);

/** The key of one value in ascending or descending order. */
export function encodeKeyPart(datum: Datum, type: SqlType, descending: boolean): string {
  const ascending = datum === null ? NULL : encode(datum, type);
  return descending ? complement(ascending) : ascending;
}

/** The bytes of several values in ascending order, one after another: `crdb_internal.datums_to_bytes`. */
export function datumsToBytes(datums: readonly Datum[], types: readonly SqlType[]): Uint8Array {
  let key = '';
  for (let i = 0; i < datums.length; i++) key += encodeKeyPart(datums[i], types[i], false);
  return bytesOfKey(key);
}

/** A binary string as bytes. */
export function bytesOfKey(key: string): Uint8Array {
  const bytes = new Uint8Array(key.length);
  for (let i = 0; i < key.length; i++) bytes[i] = key.charCodeAt(i);
  return bytes;
}

/** Bytes as a binary string. */
export function keyOfBytes(bytes: Uint8Array): string {
  let key = '';
  for (let i = 0; i < bytes.length; i++) key += BYTE[bytes[i]];
  return key;
}

function complement(key: string): string {
  let out = '';
  for (let i = 0; i < key.length; i++) out += BYTE[255 - key.charCodeAt(i)];
  return out;
}

function encode(datum: Datum, type: SqlType): string {
  switch (type.family) {
    case 'int':
    case 'oid':
    case 'time':
      return encodeInt(datum as WideInt);
    case 'string':
      return encodeString(datum as string);
    case 'collated':
      return encodeString(collationKey(datum as string, type.locale));
    case 'bool':
      return datum ? SMALL_INTS[1] : SMALL_INTS[0];
    case 'float':
    case 'enum':
      return encodeFloat(datum as number);
    case 'decimal':
      return encodeDecimal(datum as string);
    case 'bytes':
      return encodeBytes(datum as Uint8Array);
    case 'uuid':
      return encodeUuid(datum as string);
    case 'inet':
      return encodeInet(datum as string);
    case 'date':
      return encodeInt(boundedDays(datum as number));
    case 'timestamp':
    case 'timestamptz':
      return encodeTimestamp(datum as WideInt);
    case 'timetz': {
      const value = datum as TimeTz;
      return TIMETZ_MARKER + encodeInt(timeTzMicros(value)) + encodeInt(0 - value.offsetSeconds);
    }
    case 'interval':
      return encodeInterval(datum as Interval);
    case 'bit':
      return encodeBits(datum as string);
    case 'jsonb':
      return encodeJson(parseJson(datum as string));
    case 'array': {
      let key = ARRAY_MARKER;
      for (const item of datum as readonly Datum[])
        key += item === null ? NULL_IN_ARRAY : encode(item, type.elem);
      return key + TERMINATOR;
    }
    case 'tuple':
      return (datum as readonly Datum[]).map((item, i) => encodeKeyPart(item, type.elems[i], false)).join('');
    case 'void':
      return VOID_MARKER;
    case 'unknown':
    case 'any':
    case 'anytuple':
    case 'anyenum':
      return encodeString(String(datum));
    case 'other':
      return encodeString(orderOfKept(datum as string, type));
    default:
      return unreachable(type);
  }
}

/**
 * An integer: one byte up to 109, else a byte that tells sign and length and the bytes of the number, largest first.
 * Negative numbers count down from a length, so more bytes come earlier.
 */
function encodeInt(value: WideInt): string {
  if (typeof value === 'number') {
    if (value >= 0) {
      if (value <= SMALL_INT) return SMALL_INTS[value];
      return value <= 0xffffffff ? encodeSmall(value, true) : encodeLarge(value, true);
    }
    return value >= -0xff_ffff ? encodeSmall(value, false) : encodeLarge(value, false);
  }
  return encodeBig(value);
}

/** Up to four bytes, by bit operations, which work on 32 bits of two's complement. */
function encodeSmall(value: number, positive: boolean): string {
  const size = positive ? value : -value;
  const length = size <= 0xff ? 1 : size <= 0xffff ? 2 : size <= 0xffffff ? 3 : 4;
  let key = BYTE[positive ? 0xf5 + length : 0x88 - length];
  for (let shift = 8 * (length - 1); shift >= 0; shift -= 8) key += BYTE[(value >>> shift) & 255];
  return key;
}

/** Numbers of five to seven bytes, as two halves. */
function encodeLarge(value: number, positive: boolean): string {
  const high = Math.floor(value / 0x100000000);
  const low = value - high * 0x100000000;
  const size = positive ? value : -value;
  let length = 4;
  for (let limit = 0x100000000; limit <= size; limit *= 256) length++;
  let key = BYTE[positive ? 0xf5 + length : 0x88 - length];
  for (let i = length - 1; i >= 0; i--) {
    key += BYTE[i >= 4 ? (high >>> (8 * (i - 4))) & 255 : (low >>> (8 * i)) & 255];
  }
  return key;
}

function encodeBig(value: bigint): string {
  const positive = value >= 0n;
  const size = positive ? value : -value;
  const length = Math.ceil(size.toString(16).length / 2);
  const bits = BigInt.asUintN(8 * length, value);
  let key = BYTE[positive ? 0xf5 + length : 0x88 - length];
  for (let i = length - 1; i >= 0; i--) key += BYTE[Number((bits >> BigInt(8 * i)) & 255n)];
  return key;
}

/** What keeps a string from being its own bytes: NUL, which is escaped, and everything beyond ASCII. */
const NOT_PLAIN = /[\0\u0080-\uffff]/;

function encodeString(text: string): string {
  return NOT_PLAIN.test(text) ? encodeBytes(encodeUtf8(text)) : `${BYTES_MARKER}${text}\x00\x01`;
}

/** A zero byte is followed by ff, the end is 00 01: a shorter string comes before any that goes on. */
function encodeBytes(bytes: Uint8Array): string {
  let key = BYTES_MARKER;
  for (let i = 0; i < bytes.length; i++) key += bytes[i] === 0 ? '\x00\xff' : BYTE[bytes[i]];
  return `${key}\x00\x01`;
}

/** The value of a hexadecimal digit in lower case. */
function hexDigit(code: number): number {
  return code < 0x3a ? code - 0x30 : code - 0x57;
}

/** The sixteen bytes of a UUID, read from its text: pairs of digits with dashes between some. */
function encodeUuid(text: string): string {
  let key = BYTES_MARKER;
  for (let i = 0; i < 36; i += 2) {
    if (text.charCodeAt(i) === 0x2d) i++;
    const byte = hexDigit(text.charCodeAt(i)) * 16 + hexDigit(text.charCodeAt(i + 1));
    key += byte === 0 ? '\x00\xff' : BYTE[byte];
  }
  return `${key}\x00\x01`;
}

const view = new DataView(new ArrayBuffer(8));

function encodeFloat(value: number): string {
  if (value !== value) return FLOAT_NAN;
  if (value === 0) return FLOAT_ZERO;
  view.setFloat64(0, value);
  const flip = value < 0 ? 255 : 0;
  let key = value < 0 ? FLOAT_NEGATIVE : FLOAT_POSITIVE;
  for (let i = 0; i < 8; i++) key += BYTE[view.getUint8(i) ^ flip];
  return key;
}

/**
 * A decimal: its power of one hundred in or behind the marker, then two digits a byte (2n+1, the last one 2n), then a
 * terminator; of a negative number all of that in complement.
 */
function encodeDecimal(text: string): string {
  const d = reduced(toDecimal(text));
  if (d.form === 'nan') return DECIMAL_NAN;
  if (d.form === 'infinite') return d.neg ? DECIMAL_NEGATIVE_INFINITY : DECIMAL_INFINITY;
  if (d.coeff === 0n) return DECIMAL_ZERO;
  let digits = d.coeff.toString();
  const power = d.exp + digits.length;
  const hundreds = Math.ceil(power / 2);
  if (hundreds * 2 !== power) digits = `0${digits}`;
  if (digits.length % 2 !== 0) digits += '0';
  const pairs: number[] = [];
  for (let i = 0; i < digits.length; i += 2) pairs.push(2 * Number(digits.slice(i, i + 2)) + 1);
  pairs[pairs.length - 1] -= 1;
  const mantissa = pairs.map((pair) => BYTE[d.neg ? 255 - pair : pair]).join('') + TERMINATOR;
  if (hundreds >= 0 && hundreds <= 10) {
    return BYTE[d.neg ? DECIMAL_NEGATIVE_MEDIUM - hundreds : DECIMAL_POSITIVE_MEDIUM + hundreds] + mantissa;
  }
  if (hundreds < 0) {
    return d.neg
      ? BYTE[DECIMAL_NEGATIVE_SMALL] + encodeInt(-hundreds) + mantissa
      : BYTE[DECIMAL_POSITIVE_SMALL] + encodeFalling(-hundreds) + mantissa;
  }
  return d.neg
    ? BYTE[DECIMAL_NEGATIVE_LARGE] + encodeFalling(hundreds) + mantissa
    : BYTE[DECIMAL_POSITIVE_LARGE] + encodeInt(hundreds) + mantissa;
}

/** A positive number below 65536 such that larger ones come earlier. */
function encodeFalling(value: number): string {
  return value <= 0xff
    ? BYTE[0x87] + BYTE[255 - value]
    : BYTE[0x86] + BYTE[255 - (value >> 8)] + BYTE[255 - (value & 255)];
}

function encodeInet(datum: string): string {
  const { v6, address, mask } = inetParts(datum);
  const length = v6 ? 16 : 4;
  const bytes = new Uint8Array(2 + length);
  bytes[0] = v6 ? 1 : 0;
  bytes[1] = mask;
  for (let i = 0; i < length; i++) bytes[1 + length - i] = Number((address >> BigInt(8 * i)) & 255n);
  return encodeBytes(bytes);
}

function boundedDays(days: number): WideInt {
  if (days === Infinity) return 9223372036854775807n;
  return days === -Infinity ? -9223372036854775808n : days;
}

function encodeTimestamp(micros: WideInt): string {
  // Seconds that lie beyond every finite moment.
  if (micros === Infinity) return TIME_MARKER + encodeInt(9224318102399) + encodeInt(999999000);
  if (micros === -Infinity) return TIME_MARKER + encodeInt(-210898425600) + encodeInt(0);
  const { days, time } = splitMicros(micros);
  const seconds = Math.floor(time / MICROS_PER_SECOND);
  return (
    TIME_MARKER +
    encodeInt(days * SECONDS_PER_DAY + seconds) +
    encodeInt((time - seconds * MICROS_PER_SECOND) * 1000)
  );
}

const MAX_INT64 = 9223372036854775807n;

function encodeInterval(value: Interval): string {
  const parts = encodeInt(value.months) + encodeInt(value.days);
  const nanos = intervalLength(value) * 1000n;
  if (nanos <= MAX_INT64 && nanos >= -MAX_INT64) return INTERVAL_MARKER + encodeInt(wide(nanos)) + parts;
  // Lengths beyond 64 bits are rare enough to take two numbers.
  const low = BigInt.asUintN(60, nanos);
  const marker = nanos < 0n ? INTERVAL_HUGE_NEGATIVE : INTERVAL_HUGE_POSITIVE;
  return marker + encodeInt(wide((nanos - low) >> 60n)) + encodeInt(wide(low)) + parts;
}

function wide(value: bigint): WideInt {
  const small = Number(value);
  return Number.isSafeInteger(small) ? small : value;
}

/** Words of 64 bits from the left, a terminator, and how many bits of the last word count. */
function encodeBits(bits: string): string {
  let key = BIT_MARKER;
  for (let i = 0; i < bits.length; i += 64)
    key += encodeInt(wide(BigInt(`0b${bits.slice(i, i + 64).padEnd(64, '0')}`)));
  const last = bits.length === 0 ? 0 : bits.length % 64 || 64;
  return key + TERMINATOR + encodeInt(last);
}

function encodeJson(json: Json): string {
  if (json === null) return JSON_NULL;
  if (typeof json === 'boolean') return json ? JSON_TRUE : JSON_FALSE;
  if (typeof json === 'string') return JSON_STRING + encodeString(json);
  if (isArray(json)) {
    if (json.length === 0) return JSON_EMPTY_ARRAY;
    return JSON_ARRAY + encodeInt(json.length) + json.map(encodeJson).join('') + TERMINATOR;
  }
  if (isObject(json)) {
    let key = JSON_OBJECT + encodeInt(json.size);
    for (const [name, value] of sortedMembers(json)) key += encodeString(name) + encodeJson(value);
    return key + TERMINATOR;
  }
  return isNumber(json) ? JSON_NUMBER + encodeDecimal(json.number) : JSON_NULL;
}
