import { Buffer } from 'buffer';
import type { Type } from 'avsc';
import { normalizeInt, type WideInt } from '../../base/datum';
import { AvscType, avscTypes } from './avsc-no-eval';
import { isUnion, type AvroRecord, type AvroType } from './schema';

/**
 * The bytes of Avro messages (reference §4.11): a zero, the schema's id in four bytes, big-endian, then Avro's binary form, which avsc
 * writes. The library sees fields and records under names of our own: a column may be called `__proto__`.
 */

/** A value as the writer takes it: null, or the value of the branch that its kind tells. Bytes come from `avroBytes`. */
export type AvroValue =
  null | boolean | number | bigint | string | Uint8Array | readonly AvroValue[] | AvroRecordValue;

/** Made by `recordValue`. */
export interface AvroRecordValue {
  readonly [field: string]: AvroValue;
}

const FIELD_NAMES: string[] = [];

const fieldName = (i: number): string => (FIELD_NAMES[i] ??= `f${i}`);

/** A record's value. @param values in the order of its fields */
export function recordValue(values: readonly AvroValue[]): AvroRecordValue {
  const record: Record<string, AvroValue> = {};
  for (let i = 0; i < values.length; i++) record[fieldName(i)] = values[i];
  return record;
}

/** The same bytes as the library's own kind of them. */
export const avroBytes = (bytes: Uint8Array): Uint8Array =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);

const TWO_32 = 0x1_0000_0000;
/** Where a long stands while the library packs it: it is read before the next is written. */
const scratch = Buffer.alloc(8);

/** Longs beyond 2^53 are bigints, which the library's own longs refuse. */
const LONG = avscTypes.LongType.__with({
  fromBuffer: (bytes: Buffer) => normalizeInt(bytes.readBigInt64LE()),
  toBuffer: (value: WideInt) => {
    if (typeof value === 'bigint') scratch.writeBigInt64LE(value);
    else {
      scratch.writeUInt32LE(value >>> 0, 0);
      scratch.writeInt32LE(Math.floor(value / TWO_32), 4);
    }
    return scratch;
  },
  fromJSON: (value: unknown) => value,
  toJSON: (value: unknown) => value,
  isValid: (value: unknown) => typeof value === 'bigint' || Number.isSafeInteger(value),
  compare: (a: WideInt, b: WideInt) => (a < b ? -1 : a > b ? 1 : 0)
});

/** A schema as the library is given it. */
type Inner = string | { readonly type: string; readonly [member: string]: unknown } | readonly Inner[];

function inner(type: AvroType, nextName: () => string): Inner {
  if (typeof type === 'string') return type;
  if (isUnion(type)) return type.map((branch) => inner(branch, nextName));
  switch (type.type) {
    case 'record':
      return {
        type: 'record',
        name: nextName(),
        fields: type.fields.map((field, i) => ({ name: fieldName(i), type: inner(field.type, nextName) }))
      };
    case 'array':
      return { type: 'array', items: inner(type.items, nextName) };
    default:
      return type.type;
  }
}

const HEADER_BYTES = 5;

/** Writes messages of one schema. */
export class WireWriter {
  readonly #type: Type;

  constructor(schema: AvroRecord) {
    let records = 0;
    this.#type = AvscType.forSchema(
      inner(schema, () => `r${records++}`) as Parameters<typeof AvscType.forSchema>[0], // valid by its making
      { wrapUnions: false, typeHook: (given) => (given === 'long' ? LONG : undefined) }
    );
  }

  write(id: number, value: AvroRecordValue): Uint8Array {
    const body = this.#type.toBuffer(value);
    const message = new Uint8Array(HEADER_BYTES + body.length);
    new DataView(message.buffer).setUint32(1, id);
    message.set(body, HEADER_BYTES);
    return message;
  }
}
