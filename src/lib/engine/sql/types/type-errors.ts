import { SqlError } from '../../base/errors';
import type { SqlType } from './type';
import { typeName, typeWord } from './type-name';

/** The wordings for values that do not fit their type. */

/** Longest piece of a value that a message repeats: a megabyte of digits helps nobody. */
const SHOWN_MAX = 200;

/** A value as a message shows it, quoted and cut off. */
export function shown(text: string): string {
  return JSON.stringify(text.length > SHOWN_MAX ? `${text.slice(0, SHOWN_MAX)}…` : text);
}

/** Text that is no value of a type. */
export function cannotParse(text: string, type: SqlType, detail?: string): SqlError {
  const message = `could not parse ${shown(text)} as type ${typeWord(type)}`;
  return new SqlError('22P02', detail === undefined ? message : `${message}: ${detail}`);
}

/** Text that is no date, time or interval: these have an SQLSTATE of their own. */
export function cannotParseTime(kind: string, text: string, reason: string): SqlError {
  return new SqlError('22007', `parsing as type ${kind}: ${reason}: ${shown(text)}`);
}

/** A part of a date or time that no calendar or clock has. */
export function fieldOutOfRange(field: string, value: number | string): SqlError {
  return new SqlError('22008', `field ${field} value ${value} is out of range`, {
    hint: 'another "datestyle" setting may read the parts in another order'
  });
}

export function intOutOfRange(type?: SqlType): SqlError {
  const narrow = type?.family === 'int' && type.width < 64;
  return new SqlError(
    '22003',
    narrow ? `integer out of range for type ${typeWord(type)}` : 'integer out of range'
  );
}

export function floatOutOfRange(): SqlError {
  return new SqlError('22003', 'float out of range');
}

export function decimalOutOfRange(): SqlError {
  return new SqlError('22003', 'decimal out of range');
}

export function timestampOutOfRange(text: string): SqlError {
  return new SqlError('22008', `timestamp ${shown(text)} exceeds supported timestamp bounds`);
}

export function dateOutOfRange(): SqlError {
  return new SqlError('22008', 'date is out of range');
}

export function intervalOutOfRange(): SqlError {
  return new SqlError('22008', 'interval out of range');
}

export function divisionByZero(): SqlError {
  return new SqlError('22012', 'division by zero');
}

export function invalidCast(from: SqlType, to: SqlType): SqlError {
  return new SqlError('42846', `invalid cast: ${typeWord(from)} -> ${typeWord(to)}`);
}

export function valueTooLong(type: SqlType): SqlError {
  return new SqlError('22001', `value too long for type ${typeName(type)}`);
}
