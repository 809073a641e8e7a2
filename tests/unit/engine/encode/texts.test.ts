import { describe, expect, it } from 'vitest';
import type { Datum } from '$lib/engine/base/datum';
import { columnDefinition } from '$lib/engine/encode/column-definition';
import { compactJson } from '$lib/engine/encode/compact-json';
import { CsvEncoder } from '$lib/engine/encode/csv-encoder';
import { constantHeaders, NO_HEADERS, rowHeaders } from '$lib/engine/encode/headers';
import { ProtobufEncoder } from '$lib/engine/encode/protobuf-encoder';
import { tableShape } from '$lib/engine/encode/row-shape';
import {
  arrayOf,
  BOOL,
  BYTES,
  DECIMAL,
  FLOAT,
  INT,
  JSONB,
  STRING,
  TIMESTAMP,
  TIMESTAMPTZ
} from '$lib/engine/sql/types/type';
import {
  benchTable,
  change,
  EPOCH,
  fooShape,
  JSON_OPTIONS,
  PLAIN_SHAPE,
  SOURCE
} from '../../../support/engine/table-bench';

describe('headers', () => {
  it.each<{ name: string; in: Datum | undefined; out: Record<string, string> }>([
    { name: 'strings as they are', in: '{"a": "x y", "b": "\\"q\\""}', out: { a: 'x y', b: '"q"' } },
    { name: 'numbers and booleans as JSON', in: '{"n": 1.50, "t": true}', out: { n: '1.50', t: 'true' } },
    { name: 'no nulls, arrays, objects', in: '{"a": [1], "n": null, "o": {}}', out: {} },
    { name: 'none for SQL NULL', in: null, out: {} },
    { name: 'none for a row without the column', in: undefined, out: {} },
    { name: 'none for JSON null', in: 'null', out: {} },
    { name: 'none for what is no object', in: '["a"]', out: {} }
  ])('from a JSONB column: $name', ({ in: column, out }) => {
    expect({ ...rowHeaders(NO_HEADERS, column) }).toEqual(out);
  });

  it('add to the constant ones, whatever their names', () => {
    const constant = constantHeaders([['__proto__', 'p']]);
    const headers = rowHeaders(constant, '{"constructor": "c"}');
    expect(Object.entries(headers)).toEqual([
      ['__proto__', 'p'],
      ['constructor', 'c']
    ]);
    expect(Object.entries(rowHeaders(constant, '[]'))).toEqual([['__proto__', 'p']]);
  });
});

describe('compact JSON of older releases', () => {
  it.each([
    {
      name: 'blanks between tokens go',
      in: '{"after": {"a": 1, "b": "x y"}}',
      out: '{"after":{"a":1,"b":"x y"}}'
    },
    { name: 'strings keep theirs', in: '{"a, b": "c: d"}', out: '{"a, b":"c: d"}' },
    { name: 'escapes are stepped over', in: '["\\\\", "\\" , "]', out: '["\\\\","\\" , "]' },
    {
      name: 'signs of HTML are escaped',
      in: '["<a href=\\"&\\">"]',
      out: '["\\u003ca href=\\"\\u0026\\"\\u003e"]'
    }
  ])('$name', ({ in: text, out }) => {
    expect(compactJson(text)).toBe(out);
  });
});

describe('CSV', () => {
  const shape = tableShape(
    benchTable([
      { name: 'id', type: INT },
      { name: 's', type: STRING },
      { name: 'b', type: BYTES },
      { name: 't', type: TIMESTAMP },
      { name: 'y', type: BOOL },
      { name: 'f', type: FLOAT }
    ]),
    undefined,
    PLAIN_SHAPE
  );
  it.each<{ name: string; in: Datum[]; out: string }>([
    {
      name: 'columns in table order, in their SQL text',
      in: [1, 'Ann', Uint8Array.of(1, 255), 1_546_398_245_000_000, true, 1.5],
      out: '1,Ann,\\x01ff,2019-01-02 03:04:05,true,1.5'
    },
    {
      name: 'NULL as a word, nothing as nothing',
      in: [1, '', null, null, null, null],
      out: '1,,NULL,NULL,NULL,NULL'
    },
    {
      name: 'quotes where they are needed',
      in: [1, 'a "b", c\nd', null, null, false, null],
      out: '1,"a ""b"", c\nd",NULL,NULL,false,NULL'
    },
    { name: 'a blank in front', in: [1, ' x', null, null, null, null], out: '1," x",NULL,NULL,NULL,NULL' }
  ])('$name', ({ in: row, out }) => {
    // A record does not say the names of its fields: whoever shows it gets them beside it.
    const fields = ['id', 's', 'b', 't', 'y', 'f'];
    expect(new CsvEncoder().encode(change(shape, row))).toEqual({ key: '', value: out, fields });
  });
});

describe('protobuf as JSON', () => {
  const encoder = (options: object) =>
    new ProtobufEncoder({
      options: { ...JSON_OPTIONS, ...options },
      topic: 'foo',
      epoch: EPOCH,
      source: SOURCE
    });
  it('nests the row in values and leaves out what is not there', () => {
    const wrapped = encoder({ diff: true, keyInValue: true });
    expect(wrapped.encode(change(fooShape, [1, 'x']))).toEqual({
      key: '{"a": 1}',
      value: '{"after": {"values": {"a": 1, "b": "x"}}, "key": {"a": 1}}'
    });
    expect(wrapped.encode(change(fooShape, [1, 'x'], { deleted: true, before: [1, 'x'] })).value).toBe(
      '{"before": {"values": {"a": 1, "b": "x"}}, "key": {"a": 1}}'
    );
  });
  it('keeps metadata of the bare envelope beside the values', () => {
    expect(encoder({ envelope: 'bare', topicInValue: true }).encode(change(fooShape, [1, null])).value).toBe(
      '{"__crdb__": {"topic": "foo"}, "values": {"a": 1, "b": null}}'
    );
  });
  it('numbers the operations of the enriched envelope', () => {
    expect(
      encoder({ envelope: 'enriched' }).encode(change(fooShape, [1, 'y'], { before: [1, 'x'] })).value
    ).toBe('{"after": {"values": {"a": 1, "b": "y"}}, "op": 2, "ts_ns": 1700000002000000000}');
  });
  it('has a form for each type', () => {
    const shape = tableShape(
      benchTable([
        { name: 'a', type: INT },
        { name: 'b', type: BYTES },
        { name: 'd', type: DECIMAL },
        { name: 'f', type: FLOAT },
        { name: 'j', type: JSONB },
        { name: 'l', type: arrayOf(STRING) },
        { name: 't', type: TIMESTAMPTZ }
      ]),
      undefined,
      PLAIN_SHAPE
    );
    const row: Datum[] = [1, Uint8Array.of(104, 105), '2.500', Infinity, '{"x": 1}', ['a', null], 0];
    expect(encoder({ envelope: 'bare' }).encode(change(shape, row)).value).toBe(
      '{"values": {"a": 1, "b": "aGk=", "d": "2.500", "f": "Infinity", "j": "{\\"x\\": 1}", "l": ["a", null], "t": "1970-01-01T00:00:00Z"}}'
    );
  });
});

describe('column definitions', () => {
  const table = benchTable([
    { name: 'a', type: INT },
    { name: 'b', type: STRING },
    { name: 'Up', type: { family: 'decimal', precision: 4, scale: 2 } },
    { name: '🍦', type: INT, nullable: false, defaultSql: '7' }
  ]);
  it.each([
    { name: 'a', out: 'a INT8 NOT NULL' },
    { name: 'b', out: 'b STRING' },
    { name: 'Up', out: '"Up" DECIMAL(4,2)' },
    { name: '🍦', out: '🍦 INT8 NOT NULL DEFAULT 7' }
  ])('$out', ({ name, out }) => {
    expect(columnDefinition(table.columns.find((column) => column.name === name)!)).toBe(out);
  });
});
