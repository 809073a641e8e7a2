import { assert } from './assert';

/**
 * Writes state out as bytes and reads it back (design §2). The state of a run is a tree of plain data, so one codec
 * serves all of it; what is no plain data (an ordered map of a library) is registered with a pair of functions.
 *
 * Not one of the usual formats, because what they lose would show: MessagePack and CBOR libraries turn `-0` into `0`
 * and `undefined` into `null`, a structured clone has no bytes to checksum. Equal trees give equal bytes.
 */

/** How instances of one class are written and read. `name` stands in the bytes and must stay. */
export interface ClassCodec<T> {
  readonly name: string;
  readonly type: new (...args: never[]) => T;
  save(value: T): unknown;
  load(saved: unknown): T;
}

const enum Tag {
  Null,
  Undefined,
  False,
  True,
  Integer,
  Double,
  BigInt,
  Text,
  Bytes,
  Array,
  Map,
  Set,
  Object,
  Instance,
  Float64Array
}

/** Integers up to this are written in seven-bit groups; the sign is the lowest bit. */
const VARINT_LIMIT = 4_503_599_627_370_496; // 2⁵²

export class PlainCodec {
  readonly #classes: readonly ClassCodec<object>[];

  constructor(classes: readonly ClassCodec<never>[] = []) {
    this.#classes = classes as unknown as readonly ClassCodec<object>[];
  }

  encode(value: unknown): Uint8Array {
    const writer = new Writer();
    this.#write(writer, value);
    return writer.finish();
  }

  /** @throws InternalError for bytes that no `encode` made */
  decode(bytes: Uint8Array): unknown {
    const reader = new Reader(bytes);
    const value = this.#read(reader);
    assert(reader.atEnd, () => 'snapshot has bytes behind its end');
    return value;
  }

  #write(out: Writer, value: unknown): void {
    switch (typeof value) {
      case 'undefined':
        return out.byte(Tag.Undefined);
      case 'boolean':
        return out.byte(value ? Tag.True : Tag.False);
      case 'number':
        if (Number.isSafeInteger(value) && Math.abs(value) < VARINT_LIMIT && !Object.is(value, -0)) {
          out.byte(Tag.Integer);
          return out.varint(value < 0 ? -value * 2 - 1 : value * 2);
        }
        out.byte(Tag.Double);
        return out.double(value);
      case 'bigint':
        out.byte(Tag.BigInt);
        return out.text(value.toString());
      case 'string':
        out.byte(Tag.Text);
        return out.text(value);
      case 'object':
        return value === null ? out.byte(Tag.Null) : this.#writeObject(out, value);
      default:
        assert(false, () => `state holds a ${typeof value}`);
    }
  }

  #writeObject(out: Writer, value: object): void {
    if (Array.isArray(value)) {
      out.byte(Tag.Array);
      out.varint(value.length);
      for (let i = 0; i < value.length; i++) this.#write(out, value[i]);
    } else if (value instanceof Map) {
      out.byte(Tag.Map);
      out.varint(value.size);
      for (const [key, item] of value) {
        this.#write(out, key);
        this.#write(out, item);
      }
    } else if (value instanceof Set) {
      out.byte(Tag.Set);
      out.varint(value.size);
      for (const item of value) this.#write(out, item);
    } else if (value instanceof Uint8Array) {
      out.byte(Tag.Bytes);
      out.bytes(value);
    } else if (value instanceof Float64Array) {
      out.byte(Tag.Float64Array);
      out.varint(value.length);
      for (const item of value) out.double(item);
    } else {
      const prototype: unknown = Object.getPrototypeOf(value);
      if (prototype === Object.prototype || prototype === null) this.#writeMembers(out, value);
      else this.#writeInstance(out, value);
    }
  }

  #writeMembers(out: Writer, value: object): void {
    const members = Object.entries(value).filter(([, item]) => item !== undefined);
    out.byte(Tag.Object);
    out.varint(members.length);
    for (const [name, item] of members) {
      out.name(name);
      this.#write(out, item);
    }
  }

  #writeInstance(out: Writer, value: object): void {
    const index = this.#classes.findIndex((codec) => value instanceof codec.type);
    assert(index >= 0, () => `state holds a ${value.constructor.name}, which no codec knows`);
    out.byte(Tag.Instance);
    out.name(this.#classes[index].name);
    this.#write(out, this.#classes[index].save(value));
  }

  #read(reader: Reader): unknown {
    const tag: Tag = reader.byte();
    switch (tag) {
      case Tag.Null:
        return null;
      case Tag.Undefined:
        return undefined;
      case Tag.False:
        return false;
      case Tag.True:
        return true;
      case Tag.Integer: {
        const zigzag = reader.varint();
        return zigzag % 2 === 0 ? zigzag / 2 : -(zigzag + 1) / 2;
      }
      case Tag.Double:
        return reader.double();
      case Tag.BigInt:
        return BigInt(reader.text());
      case Tag.Text:
        return reader.text();
      case Tag.Bytes:
        return reader.bytes();
      case Tag.Array:
        return Array.from({ length: reader.count() }, () => this.#read(reader));
      case Tag.Map: {
        const map = new Map<unknown, unknown>();
        for (let n = reader.count(); n > 0; n--) {
          const key = this.#read(reader);
          map.set(key, this.#read(reader));
        }
        return map;
      }
      case Tag.Set:
        return new Set(Array.from({ length: reader.count() }, () => this.#read(reader)));
      case Tag.Object: {
        const object: Record<string, unknown> = {};
        for (let n = reader.count(); n > 0; n--) {
          const name = reader.name();
          // Defined, not assigned: a member called __proto__ must stay a member.
          const value = this.#read(reader);
          if (name === '__proto__')
            Object.defineProperty(object, name, {
              value,
              enumerable: true,
              writable: true,
              configurable: true
            });
          else object[name] = value;
        }
        return object;
      }
      case Tag.Instance: {
        const name = reader.name();
        const codec = this.#classes.find((c) => c.name === name);
        assert(codec, () => `snapshot holds a '${name}', which no codec knows`);
        return codec.load(this.#read(reader));
      }
      case Tag.Float64Array:
        return Float64Array.from({ length: reader.count() }, () => reader.double());
      default:
        return assert(false, () => `snapshot has an unknown tag ${String(tag)}`);
    }
  }
}

/** A growing buffer. Member names are written once and then by number: states repeat few names very often. */
class Writer {
  #buffer = new Uint8Array(4096);
  #view = new DataView(this.#buffer.buffer);
  #length = 0;
  readonly #names = new Map<string, number>();
  readonly #encoder = new TextEncoder();

  #reserve(more: number): void {
    if (this.#length + more <= this.#buffer.length) return;
    const larger = new Uint8Array(Math.max(this.#buffer.length * 2, this.#length + more));
    larger.set(this.#buffer);
    this.#buffer = larger;
    this.#view = new DataView(larger.buffer);
  }

  byte(value: number): void {
    this.#reserve(1);
    this.#buffer[this.#length++] = value;
  }

  varint(value: number): void {
    this.#reserve(8);
    while (value >= 0x80) {
      this.#buffer[this.#length++] = (value % 0x80) | 0x80;
      value = Math.floor(value / 0x80);
    }
    this.#buffer[this.#length++] = value;
  }

  double(value: number): void {
    this.#reserve(8);
    this.#view.setFloat64(this.#length, value);
    this.#length += 8;
  }

  bytes(value: Uint8Array): void {
    this.varint(value.length);
    this.#reserve(value.length);
    this.#buffer.set(value, this.#length);
    this.#length += value.length;
  }

  text(value: string): void {
    // Ordered keys are strings of bytes, most other text is short: the length goes first, so encode aside when long.
    if (value.length < 32) {
      this.#reserve(value.length * 3 + 1);
      const { written } = this.#encoder.encodeInto(value, this.#buffer.subarray(this.#length + 1));
      this.#buffer[this.#length] = written;
      this.#length += written + 1;
    } else this.bytes(this.#encoder.encode(value));
  }

  name(value: string): void {
    const known = this.#names.get(value);
    if (known !== undefined) return this.varint(known + 1);
    this.varint(0);
    this.text(value);
    this.#names.set(value, this.#names.size);
  }

  finish(): Uint8Array {
    return this.#buffer.slice(0, this.#length);
  }
}

class Reader {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  #at = 0;
  readonly #names: string[] = [];
  readonly #decoder = new TextDecoder('utf-8', { ignoreBOM: true });

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  get atEnd(): boolean {
    return this.#at === this.#bytes.length;
  }

  byte(): number {
    assert(this.#at < this.#bytes.length, () => 'snapshot ends early');
    return this.#bytes[this.#at++];
  }

  varint(): number {
    let value = 0;
    let weight = 1;
    for (;;) {
      const byte = this.byte();
      value += (byte & 0x7f) * weight;
      if (byte < 0x80) return value;
      weight *= 0x80;
      assert(weight <= VARINT_LIMIT * 2, () => 'snapshot has an overlong number');
    }
  }

  /** A count of items to come; each takes at least one byte, which bounds what damaged bytes can ask for. */
  count(): number {
    const count = this.varint();
    assert(count <= this.#bytes.length - this.#at, () => 'snapshot announces more than it holds');
    return count;
  }

  double(): number {
    assert(this.#at + 8 <= this.#bytes.length, () => 'snapshot ends early');
    this.#at += 8;
    return this.#view.getFloat64(this.#at - 8);
  }

  bytes(): Uint8Array {
    const length = this.count();
    this.#at += length;
    return this.#bytes.slice(this.#at - length, this.#at);
  }

  text(): string {
    const length = this.count();
    this.#at += length;
    return this.#decoder.decode(this.#bytes.subarray(this.#at - length, this.#at));
  }

  name(): string {
    const known = this.varint();
    if (known === 0) {
      const name = this.text();
      this.#names.push(name);
      return name;
    }
    assert(known <= this.#names.length, () => 'snapshot uses a name before it is told');
    return this.#names[known - 1];
  }
}
