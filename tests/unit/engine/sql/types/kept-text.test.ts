import { describe, expect, it } from 'vitest';
import type { OtherType } from '../../../../../src/lib/engine/sql/types/type';
import {
  bytesOfKept,
  jsonOfKept,
  orderOfKept,
  parseKept
} from '../../../../../src/lib/engine/sql/types/kept-text';

const type = (name: string, more: Partial<OtherType> = {}): OtherType => ({ family: 'other', name, ...more });
const hex = (bytes: Uint8Array | undefined): string => Buffer.from(bytes ?? []).toString('hex');

describe('canonical texts', () => {
  it.each([
    ['pg_lsn', 'a/0', 'A/0'],
    ['pg_lsn', '16/b374d848', '16/B374D848'],
    ['pg_lsn', '0001/00ff', '1/FF'],
    ['refcursor', 'any "text"', 'any "text"'],
    ['ltree', 'Top.a-1.b_2', 'Top.a-1.b_2'],
    ['ltree', '', ''],
    ['box2d', ' box( 1 2 , 3.5 -4 )', 'BOX(1 2,3.5 -4)'],
    ['vector', ' [1, 2.50,-3e2 ] ', '[1,2.5,-300]'],
    ['vector', '[0.1]', '[0.1]'],
    ['tsvector', 'fox:2 brown', "'brown' 'fox':2"],
    ['tsvector', 'a:1,2 a:2B a:1D b', "'a':1,2B 'b'"],
    ['tsvector', `'it''s' 'a b':3`, "'a b':3 'it' 's'"],
    ['tsvector', String.raw`d\:e \ x`, "' x' 'd:e'"],
    ['tsvector', '', ''],
    ['tsquery', 'fox & !dog', "'fox' & !'dog'"],
    ['tsquery', 'a & (b | !c) <-> d:*ab', "'a' & ( 'b' | !'c' ) <-> 'd':*AB"],
    ['tsquery', '!(a&b)|c', "!( 'a' & 'b' ) | 'c'"],
    ['tsquery', 'a <2> b', "'a' <2> 'b'"],
    ['tsquery', '((a))', "'a'"]
  ])('%s %j', (name, text, out) => {
    expect(parseKept(text, type(name))).toBe(out);
  });

  it('the canonical text reads back as itself', () => {
    for (const [name, text] of [
      ['tsvector', "'a b':3,5A 'it''s'"],
      ['tsquery', "'a' & ( 'b' | !'c' ) <-> 'd'"],
      ['vector', '[1,2.5,-3]'],
      ['geometry', '0101000000000000000000F03F0000000000000040']
    ])
      expect(parseKept(text.replace("''s", "\\'s"), type(name))).toBe(text);
  });
});

describe('texts that are none', () => {
  it.each([
    [type('pg_lsn'), '1', '22P02'],
    [type('pg_lsn'), '1/100000000', '22P02'],
    [type('ltree'), 'a..b', '22P02'],
    [type('box2d'), 'BOX(1,2)', '22P02'],
    [type('vector'), '1,2', '22P02'],
    [type('vector', { dims: 3 }), '[1,2]', '22000'],
    [type('tsvector'), "'a", '42601'],
    [type('tsvector'), 'a:x', '42601'],
    [type('tsquery'), 'a b', '42601'],
    [type('tsquery'), 'a &', '42601'],
    [type('tsquery'), '(a', '42601'],
    [type('tsquery'), '('.repeat(100_000), '54001'],
    [type('geometry'), 'POINT(1', '22P02'],
    [type('geometry'), 'POINT(1 2) x', '22P02'],
    [type('geometry'), '01FFFFFFFF', '22P02'],
    [type('geometry'), '0102000000FFFFFFFF', '22P02'],
    [type('geometry'), 'GEOMETRYCOLLECTION('.repeat(100_000), '54001'],
    [type('geometry', { shape: 'POINT' }), 'LINESTRING(0 0, 1 1)', '22023'],
    [type('geometry', { srid: 4326 }), 'POINT(0 0)', '22023'],
    [type('jsonpath'), '$.a', '0A000']
  ])('%j %.30j', (of, text, sqlstate) => {
    expect(() => parseKept(text, of)).toThrow(expect.objectContaining({ sqlstate }));
  });
});

// The bytes are those of the Avro values in CockroachDB's documentation of changefeeds for POINT(1.0 1.0).
describe('shapes', () => {
  it.each([
    [
      'geometry',
      'POINT(1.0 1.0)',
      '0101000000000000000000f03f000000000000f03f',
      '{"coordinates": [1, 1], "type": "Point"}'
    ],
    [
      'geography',
      'POINT(1.0 1.0)',
      '0101000020e6100000000000000000f03f000000000000f03f',
      '{"coordinates": [1, 1], "type": "Point"}'
    ]
  ])('%s %s', (name, text, bytes, json) => {
    const datum = parseKept(text, type(name));
    expect(datum).toBe(bytes.toUpperCase());
    expect(hex(bytesOfKept(datum, type(name)))).toBe(bytes);
    expect(jsonOfKept(datum, type(name))).toBe(json);
  });

  it.each([
    ['LINESTRING(0 0, 1.5 -1)', '{"coordinates": [[0, 0], [1.5, -1]], "type": "LineString"}'],
    ['POLYGON((0 0,1 0,1 1,0 0))', '{"coordinates": [[[0, 0], [1, 0], [1, 1], [0, 0]]], "type": "Polygon"}'],
    ['MULTIPOINT(1 2, (3 4))', '{"coordinates": [[1, 2], [3, 4]], "type": "MultiPoint"}'],
    ['MULTILINESTRING((0 0,1 1))', '{"coordinates": [[[0, 0], [1, 1]]], "type": "MultiLineString"}'],
    [
      'MULTIPOLYGON(((0 0,1 0,1 1,0 0)))',
      '{"coordinates": [[[[0, 0], [1, 0], [1, 1], [0, 0]]]], "type": "MultiPolygon"}'
    ],
    [
      'GEOMETRYCOLLECTION(POINT(1 2),LINESTRING(0 0,1 1))',
      '{"geometries": [{"coordinates": [1, 2], "type": "Point"}, {"coordinates": [[0, 0], [1, 1]], "type": "LineString"}], "type": "GeometryCollection"}'
    ],
    ['POINT EMPTY', '{"coordinates": [], "type": "Point"}'],
    ['POLYGON EMPTY', '{"coordinates": [], "type": "Polygon"}'],
    ['00000000013FF00000000000004000000000000000', '{"coordinates": [1, 2], "type": "Point"}']
  ])('%s as GeoJSON, by way of its bytes', (text, json) => {
    const datum = parseKept(text, type('geometry'));
    expect(jsonOfKept(datum, type('geometry'))).toBe(json);
    expect(parseKept(datum, type('geometry'))).toBe(datum);
  });
});

describe('order', () => {
  it.each([
    ['pg_lsn', '2/0', '10/0'],
    ['pg_lsn', '1/2', '1/10'],
    ['ltree', 'a.z', 'a-b']
  ])('%s: %s before %s', (name, a, b) => {
    expect(orderOfKept(a, type(name)) < orderOfKept(b, type(name))).toBe(true);
  });
});
