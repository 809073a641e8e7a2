import { SqlError } from '../../base/errors';
import type { Datum, Interval, TimeTz, WideInt } from '../../base/datum';
import { formatTimeTzLong } from '../../sql/types/datetime';
import { quantize, toDecimal } from '../../sql/types/decimal';
import { textOf } from '../../sql/types/format';
import { formatIso } from '../../sql/types/interval';
import { bytesOfKept } from '../../sql/types/kept-text';
import { DEFAULT_FORMAT } from '../../sql/types/session-format';
import type { DecimalType, OtherType, SqlType } from '../../sql/types/type';
import { typeName } from '../../sql/types/type-name';
import { isUnion, orNull, type AvroType, type AvroUnion } from './schema';
import { avroBytes, type AvroValue } from './wire';

/** SQL types in Avro (table of reference §4.11). */

export interface AvroColumn {
  readonly schema: AvroUnion;
  /** @throws SqlError XXUUU for a value that Avro cannot hold: terminal for the changefeed */
  write(datum: Datum): AvroValue;
}

/** @throws SqlError XXUUU for a type that has no form in Avro: terminal for the changefeed */
export function avroColumn(type: SqlType): AvroColumn {
  const { schema, write } = notNull(type);
  const union: AvroUnion = isUnion(schema) ? ['null', ...schema] : orNull(schema);
  return { schema: union, write: (datum) => (datum === null || datum === undefined ? null : write(datum)) };
}

interface NotNull {
  readonly schema: AvroType;
  readonly write: (datum: NonNullable<Datum>) => AvroValue;
}

const as =
  <T extends AvroValue>() =>
  (datum: NonNullable<Datum>): AvroValue =>
    datum as T;

function notNull(type: SqlType): NotNull {
  switch (type.family) {
    case 'int':
      return { schema: 'long', write: as<WideInt>() };
    case 'bool':
      return { schema: 'boolean', write: as<boolean>() };
    case 'float':
      return { schema: 'double', write: as<number>() };
    case 'string':
    case 'collated':
    case 'jsonb':
    case 'uuid':
    case 'inet':
      return { schema: 'string', write: as<string>() };
    case 'timetz':
      return { schema: 'string', write: (datum) => formatTimeTzLong(datum as TimeTz) };
    case 'enum':
      return { schema: 'string', write: (datum) => textOf(datum, type, DEFAULT_FORMAT) };
    case 'interval':
      return { schema: 'string', write: (datum) => formatIso(datum as Interval) };
    case 'bytes':
      return { schema: 'bytes', write: (datum) => avroBytes(datum as Uint8Array) };
    case 'date':
      return { schema: { type: 'int', logicalType: 'date' }, write: finiteDate };
    case 'time':
      return { schema: { type: 'long', logicalType: 'time-micros' }, write: as<number>() };
    case 'timestamp':
    case 'timestamptz':
      return { schema: { type: 'long', logicalType: 'timestamp-micros' }, write: finiteMoment };
    case 'decimal':
      return decimalColumn(type);
    case 'bit':
      return { schema: { type: 'array', items: 'long' }, write: (datum) => bitWords(datum as string) };
    case 'array': {
      const item = itemColumn(type.elem, type);
      return {
        schema: { type: 'array', items: item.schema },
        write: (datum) => (datum as readonly Datum[]).map((element) => item.write(element))
      };
    }
    case 'other':
      return byName(type);
    default:
      throw notSupported(type);
  }
}

function itemColumn(elem: SqlType, array: SqlType): AvroColumn {
  try {
    return avroColumn(elem);
  } catch (error) {
    if (!(error instanceof SqlError)) throw error;
    throw new SqlError('XXUUU', `could not create item schema for ${typeName(array)}: ${error.message}`);
  }
}

/** Types that the engine keeps as text. */
function byName(type: OtherType): NotNull {
  switch (type.name) {
    case 'tsvector':
    case 'tsquery':
    case 'box2d':
    case 'pg_lsn':
    case 'refcursor':
    case 'ltree':
      return { schema: 'string', write: (datum) => textOf(datum, type, DEFAULT_FORMAT) };
    case 'geometry':
    case 'geography':
      return { schema: 'bytes', write: (datum) => avroBytes(bytesOfKept(datum as string, type)!) }; // shapes have bytes
    default:
      throw notSupported(type);
  }
}

const notSupported = (type: SqlType): SqlError =>
  new SqlError('XXUUU', `type ${typeName(type)} not yet supported with avro`);

function finiteDate(datum: NonNullable<Datum>): number {
  if (!Number.isFinite(datum)) throw new SqlError('XXUUU', 'infinite date not yet supported with avro');
  return datum as number;
}

/** The bounds of TIMESTAMP, which `infinity` stands for, are no instants of Go's time. */
function finiteMoment(datum: NonNullable<Datum>): WideInt {
  if (typeof datum === 'number' && !Number.isFinite(datum))
    throw new SqlError('XXUUU', 'infinite timestamp not yet supported with avro');
  return datum as WideInt;
}

/** Finite values are bytes at the column's scale; the others are strings. */
function decimalColumn(type: DecimalType): NotNull {
  if (!type.precision) throw new SqlError('XXUUU', 'decimal with no precision not yet supported with avro');
  const scale = type.scale ?? 0;
  const bytes: AvroType = { type: 'bytes', logicalType: 'decimal', precision: type.precision, scale };
  return {
    schema: [bytes, 'string'],
    write: (datum) => {
      const value = toDecimal(datum as string);
      if (value.form !== 'finite') return datum as string;
      // A column's values fit its scale, so nothing is rounded off.
      const { neg, coeff } = quantize(value, -scale, 'half-up') ?? value;
      return avroBytes(twosComplement(neg ? -coeff : coeff));
    }
  };
}

/** The shortest big-endian two's complement of a number: at least one byte. */
export function twosComplement(value: bigint): Uint8Array {
  const magnitude = value < 0n ? -value - 1n : value;
  const length = Math.floor(magnitude === 0n ? 0 : magnitude.toString(2).length / 8) + 1;
  const bytes = new Uint8Array(length);
  let rest = BigInt.asUintN(length * 8, value);
  for (let i = length - 1; i >= 0; i--, rest >>= 8n) bytes[i] = Number(rest & 0xffn);
  return bytes;
}

const WORD_BITS = 64;

/** The number of bits used in the last word, then the words: big-endian, the last one filled from the left. */
function bitWords(bits: string): WideInt[] {
  const words: WideInt[] = [];
  for (let i = 0; i < bits.length; i += WORD_BITS)
    words.push(BigInt.asIntN(WORD_BITS, BigInt(`0b${bits.slice(i, i + WORD_BITS).padEnd(WORD_BITS, '0')}`)));
  return [bits.length === 0 ? 0 : bits.length - (words.length - 1) * WORD_BITS, ...words];
}
