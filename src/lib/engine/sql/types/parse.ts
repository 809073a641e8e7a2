import type { Datum } from '../../base/datum';
import { SqlError } from '../../base/errors';
import { checkBits, notBits, parseBits } from './bit';
import { parseBytes } from './bytes-text';
import { parseDate, parseTime, parseTimestamp, parseTimestampTz, parseTimeTz } from './datetime';
import { fitDecimal, parseDecimalText } from './decimal';
import { enumRank } from './enum';
import { parseFloat64, toFloatWidth } from './float';
import { parseInet } from './inet';
import { checkIntWidth, parseInt64 } from './int';
import { parseInterval } from './interval-parse';
import { canonicalJson } from './json';
import { parseKept } from './kept-text';
import type { SessionFormat } from './session-format';
import { charCount, firstChars } from './string-order';
import { splitArray, splitTuple } from './text-list';
import { cannotParse, valueTooLong } from './type-errors';
import { typeOid } from './type-oid';
import { typeFromRef } from './type-ref';
import type { CollatedType, OidType, SqlType, StringType } from './type';
import { parseUuid, whyNoUuid } from './uuid';

/**
 * The datum that a text means as a value of a type: what a cast from STRING gives, and what a string constant becomes
 * where another type is wanted. Widths are enforced as an assignment does (too long is an error); an explicit cast cuts
 * strings and bits itself, before or after.
 * @throws SqlError 22P02 for text that is no such value, 22007 and 22008 for dates, times and intervals, 22001, 22003,
 * 22026 for values that do not fit, 0A000 for types without values here
 */
export function parseDatum(text: string, type: SqlType, format: SessionFormat): Datum {
  switch (type.family) {
    case 'bool':
      return parseBool(text, type);
    case 'int': {
      const value = parseInt64(text.trim());
      if (value === undefined) throw notAnInt(text, type);
      return checkIntWidth(value, type);
    }
    case 'float': {
      const value = parseFloat64(text.trim());
      if (value === undefined) throw cannotParse(text, type);
      return toFloatWidth(value, type);
    }
    case 'decimal': {
      const value = parseDecimalText(text.trim());
      if (value === undefined) throw cannotParse(text, type);
      return fitDecimal(value, type);
    }
    case 'string':
    case 'collated':
      return fitString(text, type);
    case 'bytes': {
      const bytes = parseBytes(text);
      if (!bytes) throw cannotParse(text, type);
      return bytes;
    }
    case 'bit': {
      const bits = parseBits(text);
      if (bits === undefined) throw notBits(text);
      return checkBits(bits, type);
    }
    case 'date':
      return parseDate(text, format);
    case 'time':
      return parseTime(text, type.precision, format);
    case 'timetz':
      return parseTimeTz(text, type.precision, format);
    case 'timestamp':
      return parseTimestamp(text, type.precision, format);
    case 'timestamptz':
      return parseTimestampTz(text, type.precision, format);
    case 'interval':
      return parseInterval(text, type, format.intervalStyle === 'sql_standard');
    case 'uuid': {
      const uuid = parseUuid(text);
      if (uuid === undefined) throw cannotParse(text, type, whyNoUuid(text));
      return uuid;
    }
    case 'inet':
      return parseInet(text);
    case 'jsonb':
      return canonicalJson(text);
    case 'oid':
      return parseOid(text, type, format);
    case 'enum':
      return enumRank(text, type);
    case 'array':
      return splitArray(text).map((item) => (item === null ? null : parseDatum(item, type.elem, format)));
    case 'tuple': {
      const items = splitTuple(text);
      if (items.length !== type.elems.length) throw cannotParse(text, type, 'malformed record literal');
      return items.map((item, i) => (item === null ? null : parseDatum(item, type.elems[i], format)));
    }
    case 'void':
      return '';
    case 'unknown':
    case 'any':
    case 'anytuple':
    case 'anyenum':
      throw cannotParse(text, type);
    case 'other':
      return parseKept(text, type);
  }
}

/** Words that begin in the way of these two, in any case; `o` alone could be on or off. */
const TRUE_WORDS = /^(t|tr|tru|true|y|ye|yes|on|1)$/i;
const FALSE_WORDS = /^(f|fa|fal|fals|false|n|no|of|off|0)$/i;

function parseBool(text: string, type: SqlType): boolean {
  const word = text.trim();
  if (TRUE_WORDS.test(word)) return true;
  if (FALSE_WORDS.test(word)) return false;
  throw cannotParse(text, type, 'invalid bool value');
}

/** Digits that are merely too many are out of range, not unreadable. */
function notAnInt(text: string, type: SqlType): SqlError {
  return /^\s*[+-]?\d{19,}\s*$/.test(text)
    ? new SqlError('22003', `${cannotParse(text, type).message}: value out of range`)
    : cannotParse(text, type);
}

/**
 * A string as its type keeps it: CHAR without spaces at its end, `"char"` one character; a VARCHAR that is too long only
 * by spaces loses those.
 * @throws SqlError 22001 when it has more characters than the type allows
 */
export function fitString(text: string, type: StringType | CollatedType): string {
  const { variant, width } = type;
  if (variant === 'string' || variant === 'name') {
    if (width !== undefined && text.length > width && charCount(text) > width) throw valueTooLong(type);
    return text;
  }
  if (variant === '"char"') return firstChars(text, 1);
  const value = variant === 'char' || variant === 'bpchar' ? trimSpaces(text) : text;
  if (width === undefined || value.length <= width) return value;
  const excess = charCount(value) - width;
  if (excess <= 0) return value;
  if (variant === 'varchar' && value.endsWith(' '.repeat(excess)))
    return value.slice(0, value.length - excess);
  throw valueTooLong(type);
}

/** Without the spaces at the end: a loop, since a pattern would try every space in the text. */
export function trimSpaces(text: string): string {
  let end = text.length;
  while (end > 0 && text.charCodeAt(end - 1) === 0x20) end--;
  return end === text.length ? text : text.slice(0, end);
}

/** A number, or the name of what has one. @throws SqlError 22P02, 42P01 and its kin when nothing has that name */
function parseOid(text: string, type: OidType, format: SessionFormat): number {
  if (/^\s*-?\d{1,10}\s*$/.test(text)) return oidFromInt(Number(text));
  if (type.variant === 'oid') throw cannotParse(text, type);
  const oid =
    format.names?.oidOf(type.variant, text) ?? (type.variant === 'regtype' ? builtInOid(text) : undefined);
  if (oid === undefined)
    throw new SqlError(MISSING_CODE[type.variant], `${MISSING_NOUN[type.variant]} "${text}" does not exist`);
  return oid;
}

/** The number of a built-in type by its name, `[]` behind it for an array. */
function builtInOid(text: string): number | undefined {
  const m = /^\s*([a-z0-9_ "]+?)\s*(\[\])?\s*$/i.exec(text.slice(0, 100));
  const type = m && typeFromRef({ name: m[1].toLowerCase(), dims: m[2] ? 1 : 0 });
  return type && type.family !== 'other' ? typeOid(type) : undefined;
}

const MISSING_CODE = {
  oid: '42704',
  regtype: '42704',
  regclass: '42P01',
  regproc: '42883',
  regprocedure: '42883',
  regnamespace: '3F000',
  regrole: '42704'
} as const;
const MISSING_NOUN = {
  oid: 'object',
  regtype: 'type',
  regclass: 'relation',
  regproc: 'function',
  regprocedure: 'function',
  regnamespace: 'namespace',
  regrole: 'role'
} as const;

/** OIDs are 32 bits without sign; a negative integer of 32 bits means the same bits. @throws SqlError 22003 */
export function oidFromInt(value: number | bigint): number {
  if (value < -2147483648 || value > 4294967295) throw new SqlError('22003', `OID out of range: ${value}`);
  const oid = Number(value);
  return oid < 0 ? oid + 4294967296 : oid;
}
