import { typeText } from '../explain/avro-fields';

/**
 * A message in Confluent's Avro form taken apart by its schema: which bytes say what. Written for people who look into a message, and
 * shares no code with what wrote it; a stored history may hold anything, so damage is told as a sentence.
 */

export interface AvroPart {
  /** Where its bytes begin, the branch of a union among them, and how many there are. */
  readonly at: number;
  readonly length: number;
  /** How deep in records and arrays. */
  readonly depth: number;
  readonly name: string;
  /** As people say it: `long`, `bytes, decimal(10,2)`, `record foo`. */
  readonly type: string;
  /** Null for what is told by the parts behind it. */
  readonly value: string | null;
}

export interface AvroParts {
  readonly parts: readonly AvroPart[];
  /** A sentence, where the bytes do not follow the schema from there on. */
  readonly problem: string | null;
}

/** Deeper values than any that a changefeed writes. */
const MOST_DEPTH = 16;
/** Parts of one message that are made. */
const MOST_PARTS = 500;
/** Of a text or of bytes. */
const MOST_SHOWN = 80;

/** Digits behind a point, and bytes of a number, that are read as one. */
const MOST_SCALE = 1000;

class Unreadable extends Error {
  override readonly name = 'Unreadable';
}

/** @param bytes a zero, four bytes of the schema's id, the value @param schema as it was posted */
export function avroParts(bytes: Uint8Array, schema: string): AvroParts {
  const walk = new Walk(bytes);
  try {
    walk.header();
    walk.value(parsed(schema), { name: '', depth: 0, from: walk.at });
    walk.end();
    return { parts: walk.parts, problem: null };
  } catch (error) {
    if (error instanceof Unreadable) return { parts: walk.parts, problem: error.message };
    throw error;
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Unreadable('The schema is no JSON.');
  }
}

interface Place {
  readonly name: string;
  readonly depth: number;
  readonly from: number;
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

class Walk {
  readonly parts: AvroPart[] = [];
  at = 0;
  readonly #bytes: Uint8Array;
  readonly #view: DataView;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  header(): void {
    this.#part({ name: 'magic byte', depth: 0, from: 0 }, '', String(this.#take(1)[0]));
    const id = this.#take(4);
    this.#part(
      { name: 'schema id', depth: 0, from: 1 },
      '',
      String(new DataView(id.buffer, id.byteOffset).getUint32(0))
    );
  }

  end(): void {
    const from = this.at;
    if (from === this.#bytes.length) return;
    this.at = this.#bytes.length;
    this.#part({ name: '', depth: 0, from }, 'behind the end', '');
  }

  value(schema: unknown, place: Place): void {
    if (place.depth > MOST_DEPTH) throw new Unreadable('The schema goes deeper than any of a changefeed.');
    if (Array.isArray(schema)) {
      const branch: unknown = schema[Number(this.#long())];
      if (branch === undefined)
        throw new Unreadable(`"${place.name}" names a branch that its schema has not.`);
      return this.value(branch, place);
    }
    const type = isObject(schema) ? schema.type : schema;
    if (isObject(schema) && type === 'record') return this.#record(schema, place);
    if (isObject(schema) && type === 'array') return this.#array(schema.items, place);
    const logical = isObject(schema) ? schema : {};
    this.#part(place, typeText(schema), this.#primitive(type, logical));
  }

  #record(schema: Readonly<Record<string, unknown>>, place: Place): void {
    this.#part(place, `record ${String(schema.name)}`, null);
    for (const field of Array.isArray(schema.fields) ? (schema.fields as unknown[]) : [])
      if (isObject(field))
        this.value(field.type, { name: String(field.name), depth: place.depth + 1, from: this.at });
  }

  /** Blocks of items, each behind its count; a count below zero has the block's size behind it, and an empty block ends them. */
  #array(items: unknown, place: Place): void {
    let index = 0;
    for (let from = place.from; ; from = this.at) {
      const count = Number(this.#long());
      if (count < 0) this.#long();
      const isFirst = from === place.from;
      if (isFirst) this.#part(place, `array of ${typeText(items)}`, count === 0 ? '[]' : null);
      else
        this.#part(
          { name: '', depth: place.depth + 1, from },
          count === 0 ? 'end of the array' : 'block',
          ''
        );
      if (count === 0) return;
      for (let i = Math.abs(count); i > 0; i--)
        this.value(items, { name: `[${index++}]`, depth: place.depth + 1, from: this.at });
    }
  }

  #primitive(type: unknown, { logicalType, scale }: Readonly<Record<string, unknown>>): string {
    switch (type) {
      case 'null':
        return 'null';
      case 'boolean':
        return this.#take(1)[0] === 1 ? 'true' : 'false';
      case 'int':
      case 'long':
        return momentOf(this.#long(), logicalType);
      case 'double': {
        const { at } = this;
        this.#take(8);
        return String(this.#view.getFloat64(at, true));
      }
      case 'string':
        return JSON.stringify(cut(new TextDecoder().decode(this.#take(Number(this.#long())))));
      case 'bytes': {
        const bytes = this.#take(Number(this.#long()));
        return logicalType === 'decimal' &&
          typeof scale === 'number' &&
          scale <= MOST_SCALE &&
          bytes.length <= MOST_SCALE
          ? decimalOf(bytes, scale)
          : cut(`\\x${hexOf(bytes)}`);
      }
      default:
        throw new Unreadable(
          `The schema has a type that no changefeed writes: ${cut(JSON.stringify(type) ?? '')}.`
        );
    }
  }

  #part({ name, depth, from }: Place, type: string, value: string | null): void {
    if (this.parts.length === MOST_PARTS)
      throw new Unreadable(`Only the first ${MOST_PARTS} parts are taken apart.`);
    this.parts.push({ at: from, length: this.at - from, depth, name, type, value });
  }

  /** Seven bits a byte, the lowest first, the sign folded into the lowest bit. */
  #long(): bigint {
    let folded = 0n;
    for (let shift = 0n; shift < 70n; shift += 7n) {
      const [byte] = this.#take(1);
      folded |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return (folded >> 1n) ^ -(folded & 1n);
    }
    throw new Unreadable('A number has no end.');
  }

  #take(count: number): Uint8Array {
    if (count < 0 || this.at + count > this.#bytes.length)
      throw new Unreadable('The bytes end before the schema does.');
    this.at += count;
    return this.#bytes.subarray(this.at - count, this.at);
  }
}

const cut = (text: string): string => (text.length > MOST_SHOWN ? `${text.slice(0, MOST_SHOWN)}…` : text);

const hexOf = (bytes: Uint8Array): string =>
  [...bytes.subarray(0, MOST_SHOWN)].map((byte) => byte.toString(16).padStart(2, '0')).join('');

/** A number as it is stored, and what it means where a logical type says so. */
function momentOf(value: bigint, logicalType: unknown): string {
  const said = (ms: number, digits: (iso: string) => string): string => {
    const moment = new Date(ms);
    return Number.isNaN(moment.getTime()) ? String(value) : `${value} (${digits(moment.toISOString())})`;
  };
  const micros = String(((value % 1_000_000n) + 1_000_000n) % 1_000_000n).padStart(6, '0');
  switch (logicalType) {
    case 'date':
      return said(Number(value) * 86_400_000, (iso) => iso.slice(0, -14));
    case 'time-micros':
      return said(Number(value / 1000n), (iso) => `${iso.slice(-13, -5)}.${micros}`);
    case 'timestamp-micros':
      return said(Math.floor(Number(value) / 1000), (iso) => `${iso.slice(0, -5)}.${micros}`);
    default:
      return String(value);
  }
}

/** Big-endian two's complement, and where its point stands. */
function decimalOf(bytes: Uint8Array, scale: number): string {
  let unscaled = 0n;
  for (const byte of bytes) unscaled = (unscaled << 8n) | BigInt(byte);
  if (bytes.length > 0 && bytes[0] >= 0x80) unscaled -= 1n << BigInt(bytes.length * 8);
  const digits = String(unscaled < 0n ? -unscaled : unscaled).padStart(scale + 1, '0');
  const point = digits.length - scale;
  const text = scale > 0 ? `${digits.slice(0, point)}.${digits.slice(point)}` : digits;
  return unscaled < 0n ? `-${text}` : text;
}
