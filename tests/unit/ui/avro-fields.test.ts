import { describe, expect, it } from 'vitest';
import { avroFields, changedFields } from '../../../src/lib/ui/explain/avro-fields';

const record = (name: string, fields: readonly unknown[]) => ({ type: 'record', name, fields });
const field = (name: string, type: unknown, column?: string) => ({
  name,
  type,
  default: null,
  ...(column === undefined ? {} : { __crdb__: column })
});
const lines = (schema: unknown) =>
  avroFields(JSON.stringify(schema)).map(({ depth, name, type, column }) => [depth, name, type, column]);

describe('the fields of a schema', () => {
  it.each([
    {
      name: 'of a key: columns with what they are in SQL',
      schema: record('foo', [field('a', ['null', 'long'], 'a INT8 NOT NULL')]),
      expected: [[0, 'a', 'null or long', 'a INT8 NOT NULL']]
    },
    {
      name: 'of a value: the row below its envelope',
      schema: record('foo_envelope', [
        field('after', ['null', record('foo', [field('b', ['null', 'string'], 'b STRING')])]),
        field('updated', ['null', 'string'])
      ]),
      expected: [
        [0, 'after', 'null or foo', null],
        [1, 'b', 'null or string', 'b STRING'],
        [0, 'updated', 'null or string', null]
      ]
    },
    {
      name: 'logical types, decimals and arrays',
      schema: record('foo', [
        field('d', ['null', { type: 'int', logicalType: 'date' }]),
        field('n', ['null', { type: 'bytes', logicalType: 'decimal', precision: 10, scale: 2 }, 'string']),
        field('x', ['null', { type: 'array', items: ['null', 'long'] }])
      ]),
      expected: [
        [0, 'd', 'null or int, date', null],
        [0, 'n', 'null or bytes, decimal(10,2) or string', null],
        [0, 'x', 'null or array of null or long', null]
      ]
    },
    {
      name: 'names that objects have by themselves',
      schema: record('foo', [field('__proto__', ['null', 'long']), field('constructor', ['null', 'long'])]),
      expected: [
        [0, '__proto__', 'null or long', null],
        [0, 'constructor', 'null or long', null]
      ]
    }
  ])('$name', ({ schema, expected }) => {
    expect(lines(schema)).toEqual(expected);
  });

  it.each(['', '{', 'null', '[]', '"long"', '{"type":"record"}', '{"type":"record","fields":[1,null,{}]}'])(
    'are none in %s',
    (schema) => {
      expect(avroFields(schema)).toEqual([]);
    }
  );

  it('end at some depth, however deep the records go', () => {
    let schema: unknown = 'long';
    for (let i = 0; i < 100; i++) schema = record('r', [field('f', schema)]);
    expect(avroFields(JSON.stringify(schema)).length).toBeLessThan(20);
  });

  it('differ where one came, went or got another type', () => {
    const before = avroFields(
      JSON.stringify(record('foo', [field('a', ['null', 'long']), field('b', 'int')]))
    );
    const after = avroFields(
      JSON.stringify(record('foo', [field('a', ['null', 'string']), field('c', 'int')]))
    );
    const { added, removed } = changedFields(before, after);
    expect([...added]).toEqual(['.a', '.c']);
    expect(removed.map(({ name, type }) => [name, type])).toEqual([
      ['a', 'null or long'],
      ['b', 'int']
    ]);
  });
});
