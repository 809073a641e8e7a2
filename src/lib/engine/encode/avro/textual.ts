import { jsonString } from '../../sql/types/json-form';
import { branchName, isUnion, type AvroRecord, type AvroType } from './schema';

/**
 * Avro's textual form of a message (reference §4.11), read from the bytes that were sent and the schema that was posted: the other half
 * of `wire.ts`, with which it shares no code, so that what history shows is what a consumer gets.
 */

interface Cursor {
  readonly bytes: Uint8Array;
  readonly view: DataView;
  at: number;
}

type Reader = (cursor: Cursor) => string;

/** A magic byte and the schema's id. */
const HEADER_BYTES = 5;

/** A function that reads messages of one schema as JSON text. */
export function textReader(schema: AvroRecord): (message: Uint8Array) => string {
  const read = reader(schema);
  return (message) =>
    read({
      bytes: message,
      view: new DataView(message.buffer, message.byteOffset, message.byteLength),
      at: HEADER_BYTES
    });
}

function reader(type: AvroType): Reader {
  if (typeof type === 'string') return PRIMITIVES[type];
  if (isUnion(type)) return unionReader(type);
  switch (type.type) {
    case 'record':
      return recordReader(type);
    case 'array':
      return arrayReader(type.items);
    default:
      return PRIMITIVES[type.type];
  }
}

const PRIMITIVES: Readonly<Record<Extract<AvroType, string>, Reader>> = {
  null: () => 'null',
  boolean: (cursor) => (cursor.bytes[cursor.at++] === 1 ? 'true' : 'false'),
  int: (cursor) => String(readLong(cursor)),
  long: (cursor) => String(readLong(cursor)),
  double: readDouble,
  string: (cursor) => jsonString(decoder.decode(readBytes(cursor))),
  bytes: (cursor) => JSON.stringify(latin1(readBytes(cursor)))
};

const decoder = new TextDecoder();

/** A character for each byte. */
function latin1(bytes: Uint8Array): string {
  let text = '';
  for (const byte of bytes) text += String.fromCharCode(byte);
  return text;
}

/** Seven bits a byte, the lowest first, a sign folded into the lowest bit. */
function readLong(cursor: Cursor): number | bigint {
  const { bytes } = cursor;
  let value = 0;
  let unit = 1;
  for (let i = 0; i < 7; i++) {
    const byte = bytes[cursor.at++];
    value += (byte & 0x7f) * unit;
    if (byte < 0x80) return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
    unit *= 128;
  }
  let wide = BigInt(value);
  for (let shift = 49n; ; shift += 7n) {
    const byte = bytes[cursor.at++];
    wide |= BigInt(byte & 0x7f) << shift;
    if (byte < 0x80) return wide % 2n === 0n ? wide / 2n : -(wide + 1n) / 2n;
  }
}

function readBytes(cursor: Cursor): Uint8Array {
  const length = Number(readLong(cursor));
  cursor.at += length;
  return cursor.bytes.subarray(cursor.at - length, cursor.at);
}

/** What is no number in JSON is written as goavro does: null, or a number that is too large to be finite. */
function readDouble(cursor: Cursor): string {
  const value = cursor.view.getFloat64(cursor.at, true);
  cursor.at += 8;
  if (Number.isNaN(value)) return 'null';
  if (!Number.isFinite(value)) return value > 0 ? '1e999' : '-1e999';
  return Object.is(value, -0) ? '-0' : String(value);
}

function unionReader(types: readonly AvroType[]): Reader {
  const branches = types.map((type) => ({
    lead: type === 'null' ? null : `{${jsonString(branchName(type))}:`,
    read: reader(type)
  }));
  return (cursor) => {
    const { lead, read } = branches[Number(readLong(cursor))];
    return lead === null ? 'null' : `${lead}${read(cursor)}}`;
  };
}

function recordReader({ fields }: AvroRecord): Reader {
  const leads = fields.map(({ name }, i) => `${i === 0 ? '' : ','}${jsonString(name)}:`);
  const reads = fields.map(({ type }) => reader(type));
  return (cursor) => {
    let text = '{';
    for (let i = 0; i < reads.length; i++) text += leads[i] + reads[i](cursor);
    return `${text}}`;
  };
}

/** Items come in blocks, each behind its count; a count below zero has the block's size behind it. An empty block ends them. */
function arrayReader(items: AvroType): Reader {
  const read = reader(items);
  return (cursor) => {
    const texts: string[] = [];
    for (let count = Number(readLong(cursor)); count !== 0; count = Number(readLong(cursor))) {
      if (count < 0) readLong(cursor);
      for (let i = Math.abs(count); i > 0; i--) texts.push(read(cursor));
    }
    return `[${texts.join(',')}]`;
  };
}
