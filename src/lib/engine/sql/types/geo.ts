import { SqlError } from '../../base/errors';
import { fromHex, toHex } from './bytes-text';

/**
 * Shapes in the plane and on the globe, as far as they can be stored and shown: read from WKT (`SRID=4326;POINT(1 2)`)
 * or from the hexadecimal EWKB that SQL prints, kept as that, shown as GeoJSON in messages (reference §4.9).
 */

type Position = readonly [x: number, y: number];

/** The coordinates of GeoJSON, which nest as deep as the kind of the shape asks. */
type Coordinates = Position | readonly Coordinates[];

interface Shape {
  readonly kind: number;
  readonly coordinates: Coordinates;
  /** Of a collection. */
  readonly parts?: readonly Shape[];
}

/** Kinds by their number in WKB, 1 and on. */
const KINDS = [
  'Point',
  'LineString',
  'Polygon',
  'MultiPoint',
  'MultiLineString',
  'MultiPolygon',
  'GeometryCollection'
] as const;
const POINT = 1;
const MULTI_POINT = 4;
const COLLECTION = 7;
/** How many lists lie around the positions of a kind. */
const LISTS: readonly number[] = [0, 0, 1, 2, 1, 2, 3, 0];

const GLOBE_SRID = 4326;
const HAS_SRID = 0x2000_0000;
const MAX_DEPTH = 100;

/** What a column says of its shapes: `GEOMETRY(POINT, 4326)`. */
export interface ShapeLimits {
  readonly shape?: string;
  readonly srid?: number;
}

/**
 * The EWKB, as upper-case hexadecimal digits, of a shape in WKT or EWKB.
 * @throws SqlError 22P02 for text that is neither, 22023 for a shape that the column does not take
 */
export function parseGeo(text: string, onGlobe: boolean, limits: ShapeLimits): string {
  const hex = /^\s*(0[01][0-9a-f]+)\s*$/i.exec(text);
  const { shape, srid } = hex ? fromEwkb(hex[1], text) : fromWkt(text);
  const number = srid === 0 && onGlobe ? GLOBE_SRID : srid;
  checkLimits(shape, number, limits);
  return toHex(Uint8Array.from(ewkb(shape, number))).toUpperCase();
}

/** The bytes of a shape that `parseGeo` has made. */
export function geoBytes(datum: string): Uint8Array {
  return fromHex(datum)!; // made by parseGeo
}

/** `{"coordinates": [1, 2], "type": "Point"}`. */
export function geoJson(datum: string): string {
  return printShape(fromEwkb(datum, datum).shape);
}

const unreadable = (text: string): SqlError =>
  new SqlError('22P02', `error parsing EWKT or EWKB: ${JSON.stringify(text.slice(0, 60))}`, {
    hint: "a shape is written 'POINT(1 2)' or 'SRID=4326;LINESTRING(0 0, 1 1)'"
  });

function checkLimits({ kind }: Shape, srid: number, limits: ShapeLimits): void {
  const wanted = limits.shape;
  const found = KINDS[kind - 1];
  if (wanted !== undefined && wanted !== 'GEOMETRY' && wanted !== found.toUpperCase())
    throw new SqlError('22023', `geometry type ${found} does not match column type ${wanted}`);
  if (limits.srid && limits.srid !== srid)
    throw new SqlError('22023', `geometry SRID ${srid} does not match column SRID ${limits.srid}`);
}

// --- WKT -------------------------------------------------------------------------------------------------------------

const TOKEN = /\s*(?:([a-zA-Z]+)|([-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?)|([(),]))\s*/y;

/** Reads one shape behind another. */
class WktReader {
  readonly #text: string;
  #at: number;

  constructor(text: string, at: number) {
    this.#text = text;
    this.#at = at;
  }

  whole(): Shape {
    const shape = this.#shape(0);
    if (this.#at < this.#text.length) throw unreadable(this.#text);
    return shape;
  }

  #shape(depth: number): Shape {
    if (depth > MAX_DEPTH)
      throw new SqlError('54001', `shapes are nested more than ${MAX_DEPTH} levels deep`);
    const word = this.#next()[1]?.toUpperCase();
    const kind = KINDS.findIndex((name) => name.toUpperCase() === word) + 1;
    if (kind === 0) throw unreadable(this.#text);
    const isEmpty = this.#eatWord('EMPTY');
    if (kind === COLLECTION)
      return { kind, coordinates: [], parts: isEmpty ? [] : this.#list(() => this.#shape(depth + 1)) };
    if (isEmpty) return { kind, coordinates: [] };
    if (kind === MULTI_POINT)
      return {
        kind,
        coordinates: this.#list(() =>
          this.#sees('(') ? this.#list(() => this.#position())[0] : this.#position()
        )
      };
    const coordinates = this.#nested(LISTS[kind] + (kind === POINT ? 1 : 0));
    return { kind, coordinates: kind === POINT ? (coordinates as readonly Coordinates[])[0] : coordinates };
  }

  #nested(lists: number): Coordinates {
    return lists === 0 ? this.#position() : this.#list(() => this.#nested(lists - 1));
  }

  #list<T>(item: () => T): T[] {
    this.#expect('(');
    const items = [item()];
    while (this.#sees(',')) {
      this.#expect(',');
      items.push(item());
    }
    this.#expect(')');
    return items;
  }

  #position(): Position {
    const [x, y] = [this.#number(), this.#number()];
    return [x, y];
  }

  #number(): number {
    const value = Number(this.#next()[2] ?? NaN);
    if (!Number.isFinite(value)) throw unreadable(this.#text);
    return value;
  }

  #expect(sign: string): void {
    if (this.#next()[3] !== sign) throw unreadable(this.#text);
  }

  #sees(sign: string): boolean {
    return this.#peek()?.[3] === sign;
  }

  #eatWord(word: string): boolean {
    if (this.#peek()?.[1]?.toUpperCase() !== word) return false;
    this.#next();
    return true;
  }

  #peek(): RegExpExecArray | null {
    TOKEN.lastIndex = this.#at;
    return TOKEN.exec(this.#text);
  }

  #next(): RegExpExecArray {
    const token = this.#peek();
    if (!token) throw unreadable(this.#text);
    this.#at += token[0].length;
    return token;
  }
}

function fromWkt(text: string): { shape: Shape; srid: number } {
  const prefix = /^\s*SRID=(\d{1,6});/i.exec(text);
  return {
    shape: new WktReader(text, prefix?.[0].length ?? 0).whole(),
    srid: prefix ? Number(prefix[1]) : 0
  };
}

// --- EWKB ------------------------------------------------------------------------------------------------------------

function* ewkb(shape: Shape, srid: number): Generator<number> {
  yield 1;
  yield* uint32((srid === 0 ? shape.kind : shape.kind | HAS_SRID) >>> 0);
  if (srid !== 0) yield* uint32(srid);
  const list = shape.coordinates as readonly Coordinates[];
  if (shape.kind === COLLECTION) yield* counted(shape.parts ?? [], (part) => ewkb(part, 0));
  else if (shape.kind >= MULTI_POINT)
    yield* counted(list, (item) => ewkb({ kind: shape.kind - MULTI_POINT + POINT, coordinates: item }, 0));
  else if (shape.kind === POINT)
    yield* position(list.length === 0 ? [NaN, NaN] : (shape.coordinates as Position));
  else yield* nestedBytes(list, LISTS[shape.kind]);
}

function* nestedBytes(list: readonly Coordinates[], lists: number): Generator<number> {
  yield* counted(list, (item) =>
    lists === 1 ? position(item as Position) : nestedBytes(item as readonly Coordinates[], lists - 1)
  );
}

function* counted<T>(items: readonly T[], bytes: (item: T) => Generator<number>): Generator<number> {
  yield* uint32(items.length);
  for (const item of items) yield* bytes(item);
}

function* uint32(value: number): Generator<number> {
  for (let shift = 0; shift < 32; shift += 8) yield (value >>> shift) & 0xff;
}

function* position([x, y]: Position): Generator<number> {
  yield* new Uint8Array(Float64Array.of(x, y).buffer);
}

/** Reads what `ewkb` writes, and the same with the most significant bytes first. */
class EwkbReader {
  readonly #view: DataView;
  readonly #text: string;
  #at = 0;
  srid = 0;

  constructor(bytes: Uint8Array, text: string) {
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#text = text;
  }

  whole(): Shape {
    const shape = this.#shape(0);
    if (this.#at !== this.#view.byteLength) throw unreadable(this.#text);
    return shape;
  }

  #shape(depth: number): Shape {
    if (depth > MAX_DEPTH)
      throw new SqlError('54001', `shapes are nested more than ${MAX_DEPTH} levels deep`);
    this.#need(5);
    const little = this.#view.getUint8(this.#at++) === 1;
    const code = this.#uint32(little);
    const kind = code & 0xff;
    if (kind < POINT || kind > COLLECTION || (code & ~HAS_SRID) !== kind) throw unreadable(this.#text);
    if (code & HAS_SRID) this.srid = this.#uint32(little);
    if (kind === COLLECTION)
      return { kind, coordinates: [], parts: this.#list(little, 9, () => this.#shape(depth + 1)) };
    if (kind >= MULTI_POINT)
      return { kind, coordinates: this.#list(little, 9, () => this.#shape(depth + 1).coordinates) };
    if (kind === POINT) {
      const [x, y] = this.#position(little);
      return { kind, coordinates: Number.isNaN(x) ? [] : [x, y] };
    }
    return { kind, coordinates: this.#nested(little, LISTS[kind]) };
  }

  #nested(little: boolean, lists: number): Coordinates {
    return lists === 0
      ? this.#position(little)
      : this.#list(little, lists === 1 ? 16 : 4, () => this.#nested(little, lists - 1));
  }

  /** @param least bytes that an item has at least: a count that the rest cannot hold is no count */
  #list<T>(little: boolean, least: number, item: () => T): T[] {
    const count = this.#uint32(little);
    this.#need(count * least);
    return Array.from({ length: count }, item);
  }

  #position(little: boolean): Position {
    this.#need(16);
    const at = this.#at;
    this.#at += 16;
    return [this.#view.getFloat64(at, little), this.#view.getFloat64(at + 8, little)];
  }

  #uint32(little: boolean): number {
    this.#need(4);
    this.#at += 4;
    return this.#view.getUint32(this.#at - 4, little);
  }

  #need(bytes: number): void {
    if (this.#at + bytes > this.#view.byteLength) throw unreadable(this.#text);
  }
}

function fromEwkb(hex: string, text: string): { shape: Shape; srid: number } {
  const bytes = fromHex(hex);
  if (!bytes) throw unreadable(text);
  const reader = new EwkbReader(bytes, text);
  const shape = reader.whole();
  return { shape, srid: reader.srid };
}

// --- GeoJSON ---------------------------------------------------------------------------------------------------------

function printShape({ kind, coordinates, parts }: Shape): string {
  const type = `"type": "${KINDS[kind - 1]}"`;
  return parts
    ? `{"geometries": [${parts.map(printShape).join(', ')}], ${type}}`
    : `{"coordinates": ${printCoordinates(coordinates)}, ${type}}`;
}

function printCoordinates(coordinates: Coordinates): string {
  return `[${coordinates.map((item) => (typeof item === 'number' ? String(item) : printCoordinates(item))).join(', ')}]`;
}
