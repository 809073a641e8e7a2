import { describe, expect, it } from 'vitest';
import type { Datum } from '$lib/engine/base/datum';
import { toHex } from '$lib/engine/sql/types/bytes-text';
import {
  AvroEncoder,
  AvroResolvedEncoder,
  type AvroEncoderOptions
} from '$lib/engine/encode/avro/avro-encoder';
import { twosComplement } from '$lib/engine/encode/avro/column-type';
import type { RowChange, SchemaIds, SchemaRequest } from '$lib/engine/encode/row-change';
import { tableShape, type RowShape } from '$lib/engine/encode/row-shape';
import {
  arrayOf,
  BYTES,
  DATE,
  DECIMAL,
  FLOAT,
  INET,
  INT,
  INTERVAL,
  JSONB,
  STRING,
  UUID,
  VARBIT,
  type SqlType
} from '$lib/engine/sql/types/type';
import {
  benchTable,
  change,
  EPOCH,
  FOO,
  fooShape,
  PLAIN_SHAPE,
  SOURCE
} from '../../../../support/engine/table-bench';

const OPTIONS: AvroEncoderOptions = {
  envelope: 'wrapped',
  updated: false,
  mvccTimestamp: false,
  diff: false,
  enrichedSource: false,
  avroPrefix: null
};

/** A registry that gives ids as schemas are asked for, and remembers them. */
class Ids implements SchemaIds {
  readonly known = new Map<string, string>();

  find({ subject, schema }: SchemaRequest): number {
    if (!this.known.has(subject)) this.known.set(subject, schema);
    return [...this.known.keys()].indexOf(subject) + 1;
  }

  schema(subject: string): { name: string; fields: { name: string; type: unknown }[] } {
    return JSON.parse(this.known.get(subject) ?? 'null') as {
      name: string;
      fields: { name: string; type: unknown }[];
    };
  }
}

const encoder = (options: Partial<AvroEncoderOptions> = {}, target = 'foo', ids = new Ids()) =>
  new AvroEncoder({
    options: { ...OPTIONS, ...options },
    target,
    table: target.split('.')[0],
    epoch: EPOCH,
    source: { ...SOURCE, updated: options.updated ?? false, mvccTimestamp: options.mvccTimestamp ?? false },
    ids
  });

const T = '1700000001000000000.0000000002';
const insert = change(fooShape, [1, 'x']);
const update = change(fooShape, [1, 'y'], { before: [1, 'x'] });
const remove = change(fooShape, [1, 'y'], { before: [1, 'y'], deleted: true });

const row = (b: string | null) => `{"foo":{"a":{"long":1},"b":${b === null ? 'null' : `{"string":"${b}"}`}}}`;
const text = (member: string, value: string) => `"${member}":{"string":"${value}"}`;

describe('values by envelope (reference §4.11)', () => {
  const cases: { name: string; options?: Partial<AvroEncoderOptions>; in: RowChange; out: string | null }[] =
    [
      { name: 'insert', in: insert, out: `{"after":${row('x')}}` },
      { name: 'delete', in: remove, out: '{"after":null}' },
      {
        name: 'update with diff',
        options: { diff: true },
        in: update,
        out: `{"before":${row('x').replace('foo', 'foo_before')},"after":${row('y')}}`
      },
      {
        name: 'insert with diff',
        options: { diff: true },
        in: insert,
        out: `{"before":null,"after":${row('x')}}`
      },
      {
        name: 'both timestamps',
        options: { updated: true, mvccTimestamp: true },
        in: insert,
        out: `{"after":${row('x')},${text('updated', T)},${text('mvcc_timestamp', T)}}`
      },
      { name: 'bare', options: { envelope: 'bare' }, in: insert, out: `{"record":${row('x')}}` },
      {
        name: 'bare delete keeps the key',
        options: { envelope: 'bare' },
        in: remove,
        out: `{"record":${row(null)}}`
      },
      { name: 'key_only', options: { envelope: 'key_only' }, in: insert, out: null },
      {
        name: 'enriched',
        options: { envelope: 'enriched' },
        in: update,
        out: `{"after":${row('y')},"ts_ns":{"long":1700000002000000000},${text('op', 'u')}}`
      },
      {
        name: 'enriched delete with diff',
        options: { envelope: 'enriched', diff: true },
        in: remove,
        out: `{"before":${row('y').replace('foo', 'foo_before')},"after":null,"ts_ns":{"long":1700000002000000000},${text('op', 'd')}}`
      },
      {
        name: 'a prefix is the namespace',
        options: { avroPrefix: 'super' },
        in: insert,
        out: `{"after":${row('x').replace('foo', 'super.foo')}}`
      }
    ];
  it.each(cases)('$name', ({ options, in: given, out }) => {
    expect(encoder(options).encode(given)).toMatchObject({ key: '{"a":{"long":1}}', value: out });
  });

  it('has the source as a record of which every member may be null', () => {
    const { value } = encoder({ envelope: 'enriched', enrichedSource: true, updated: true }).encode(insert);
    expect(JSON.parse(value!.replace('1700000001000000000}', '"N"}'))).toMatchObject({
      source: {
        source: {
          changefeed_sink: { string: 'kafka' },
          crdb_internal_table_id: { int: 104 },
          database_name: { string: 'defaultdb' },
          mvcc_timestamp: null,
          primary_keys: { array: ['a'] },
          ts_hlc: { string: T },
          ts_ns: { long: 'N' }
        }
      }
    });
  });

  it('has resolved timestamps in an envelope of their own', () => {
    const ids = new Ids();
    const resolved = new AvroResolvedEncoder('foo', { avroPrefix: null }, ids);
    expect(resolved.encode(T).value).toBe(`{"resolved":{"string":"${T}"}}`);
    expect(ids.known.get('foo-value')).toBe(
      '{"type":"record","name":"foo_envelope","fields":[{"type":["null","string"],"name":"resolved","default":null}]}'
    );
  });
});

describe('bytes', () => {
  it('are those of the example of the reference', () => {
    const bar = benchTable([{ name: 'a', type: INT }], { name: 'bar' });
    const shape = tableShape(bar, undefined, PLAIN_SHAPE);
    const bytes = [0, 1].map((a) => {
      const { keyBytes, valueBytes } = barEncoder.encode(change(shape, [a]));
      return [toHex(keyBytes!), toHex(valueBytes!)];
    });
    expect(bytes).toEqual([
      ['00000000010200', '0000000002020200'],
      ['00000000010202', '0000000002020202']
    ]);
  });
  const barEncoder = encoder({}, 'bar');
});

describe('schemas and subjects', () => {
  it('ask for the key before the value, and for nothing more once both are known', () => {
    const known = new Map<string, number>();
    const asking = new AvroEncoder({
      options: OPTIONS,
      target: 'foo',
      table: 'foo',
      epoch: EPOCH,
      source: SOURCE,
      ids: { find: ({ subject }) => known.get(subject) }
    });
    expect(asking.missingSchema(insert)?.subject).toBe('foo-key');
    known.set('foo-key', 1);
    expect(asking.missingSchema(insert)?.subject).toBe('foo-value');
    known.set('foo-value', 2);
    expect(asking.missingSchema(insert)).toBeUndefined();
  });

  it('carry the SQL definition of each column, NOT NULL too', () => {
    const ids = new Ids();
    encoder({}, 'foo', ids).encode(insert);
    expect(ids.known.get('foo-key')).toBe(
      '{"type":"record","name":"foo","fields":[{"type":["null","long"],"name":"a","default":null,"__crdb__":"a INT8 NOT NULL"}]}'
    );
    expect(Object.keys(ids.schema('foo-value'))).toEqual(['type', 'name', 'fields']);
  });

  it('name families, prefixes and strange names', () => {
    const table = benchTable(
      [
        { name: 'a', type: INT },
        { name: '☃ b', type: STRING },
        { name: '1', type: INT }
      ],
      {
        families: [
          ['most', ['a', '☃ b']],
          ['rest', ['1']]
        ],
        name: '☃'
      }
    );
    const ids = new Ids();
    const shape = tableShape(table, table.families[0], PLAIN_SHAPE);
    const { value } = encoder({ avroPrefix: 'p' }, '☃.most', ids).encode(change(shape, [1, 'x', 2]));
    expect([...ids.known.keys()]).toEqual(['p_u2603_.most-key', 'p_u2603_.most-value']);
    expect(value).toBe(
      '{"after":{"p._u2603__u002e_most":{"a":{"long":1},"_u2603__u0020_b":{"string":"x"}}}}'
    );
  });

  it('has columns called as members of every object are', () => {
    const names = ['__proto__', 'constructor', 'toString', 'f0'];
    const table = benchTable(names.map((name) => ({ name, type: INT })));
    const { value } = encoder().encode(change(tableShape(table, undefined, PLAIN_SHAPE), [1, 2, 3, 4]));
    expect(value).toBe(
      '{"after":{"foo":{"__proto__":{"long":1},"constructor":{"long":2},"toString":{"long":3},"f0":{"long":4}}}}'
    );
  });

  it('key_column makes the key of that column alone', () => {
    const shape = tableShape(FOO, undefined, { ...PLAIN_SHAPE, keyColumn: 'b' });
    expect(encoder().encode(change(shape, [1, 'x'])).key).toBe('{"b":{"string":"x"}}');
  });
});

/** One column `v` of a type beside the key. */
function shapeOf(type: SqlType): RowShape {
  const table = benchTable([
    { name: 'a', type: INT },
    { name: 'v', type }
  ]);
  return tableShape(table, undefined, PLAIN_SHAPE);
}

const decimal = (precision: number, scale: number): SqlType => ({ family: 'decimal', precision, scale });
const bits = (first: string) => first.padEnd(64, '0');

describe('types (table of reference §4.11)', () => {
  const LONG = ['null', 'long'];
  const TEXT = ['null', 'string'];
  const micros = (logicalType: string) => ['null', { type: 'long', logicalType }];
  const dec = (precision: number, scale: number) => [
    'null',
    { type: 'bytes', logicalType: 'decimal', precision, scale },
    'string'
  ];
  const array = (items: unknown) => ['null', { type: 'array', items }];
  const cases: { name: string; type: SqlType; in: Datum; schema: unknown; out: string }[] = [
    {
      name: 'largest INT',
      type: INT,
      in: 9223372036854775807n,
      schema: LONG,
      out: '{"long":9223372036854775807}'
    },
    {
      name: 'smallest INT',
      type: INT,
      in: -9223372036854775808n,
      schema: LONG,
      out: '{"long":-9223372036854775808}'
    },
    {
      name: 'INT at 2^53 - 1',
      type: INT,
      in: 9007199254740991,
      schema: LONG,
      out: '{"long":9007199254740991}'
    },
    { name: 'INT below zero', type: INT, in: -4294967297, schema: LONG, out: '{"long":-4294967297}' },
    {
      name: 'BOOL',
      type: { family: 'bool' },
      in: true,
      schema: ['null', 'boolean'],
      out: '{"boolean":true}'
    },
    { name: 'FLOAT', type: FLOAT, in: 1.2, schema: ['null', 'double'], out: '{"double":1.2}' },
    {
      name: 'FLOAT infinity',
      type: FLOAT,
      in: -Infinity,
      schema: ['null', 'double'],
      out: '{"double":-1e999}'
    },
    { name: 'STRING', type: STRING, in: 'ä"\n', schema: TEXT, out: '{"string":"ä\\"\\n"}' },
    {
      name: 'BYTES',
      type: BYTES,
      in: new Uint8Array([255, 0, 65]),
      schema: ['null', 'bytes'],
      out: '{"bytes":"ÿ\\u0000A"}'
    },
    {
      name: 'DATE',
      type: DATE,
      in: 17898,
      schema: ['null', { type: 'int', logicalType: 'date' }],
      out: '{"int.date":17898}'
    },
    {
      name: 'TIME',
      type: { family: 'time' },
      in: 11045000000,
      schema: micros('time-micros'),
      out: '{"long.time-micros":11045000000}'
    },
    {
      name: 'TIMETZ',
      type: { family: 'timetz' },
      in: { micros: 11045000000, offsetSeconds: 7200 },
      schema: TEXT,
      out: '{"string":"03:04:05+02:00:00"}'
    },
    {
      name: 'TIMESTAMP',
      type: { family: 'timestamp' },
      in: 1546398245000000,
      schema: micros('timestamp-micros'),
      out: '{"long.timestamp-micros":1546398245000000}'
    },
    {
      name: 'TIMESTAMPTZ',
      type: { family: 'timestamptz' },
      in: -1,
      schema: micros('timestamp-micros'),
      out: '{"long.timestamp-micros":-1}'
    },
    {
      name: 'INTERVAL',
      type: INTERVAL,
      in: { months: 14, days: 3, micros: 14706000000 },
      schema: TEXT,
      out: '{"string":"P1Y2M3DT4H5M6S"}'
    },
    {
      name: 'INTERVAL with signs of its parts',
      type: INTERVAL,
      in: { months: 0, days: 2, micros: -1500000 },
      schema: TEXT,
      out: '{"string":"P2DT-1.5S"}'
    },
    {
      name: 'UUID',
      type: UUID,
      in: '27f4f4c9-e35a-45dd-9b79-5ff0f9b5fbb0',
      schema: TEXT,
      out: '{"string":"27f4f4c9-e35a-45dd-9b79-5ff0f9b5fbb0"}'
    },
    { name: 'INET', type: INET, in: '190.0.0.0/24', schema: TEXT, out: '{"string":"190.0.0.0/24"}' },
    { name: 'JSONB', type: JSONB, in: '{"b": 1}', schema: TEXT, out: '{"string":"{\\"b\\": 1}"}' },
    { name: 'JSON null', type: JSONB, in: 'null', schema: TEXT, out: '{"string":"null"}' },
    {
      name: 'DECIMAL(4,1)',
      type: decimal(4, 1),
      in: '1.2',
      schema: dec(4, 1),
      out: '{"bytes.decimal":"\\f"}'
    },
    {
      name: 'DECIMAL scaled up',
      type: decimal(12, 2),
      in: '1E+2',
      schema: dec(12, 2),
      out: '{"bytes.decimal":"\'\\u0010"}'
    },
    {
      name: 'DECIMAL below zero',
      type: decimal(4, 1),
      in: '-12.8',
      schema: dec(4, 1),
      out: '{"bytes.decimal":"\u0080"}'
    },
    {
      name: 'DECIMAL zero',
      type: decimal(4, 0),
      in: '0',
      schema: dec(4, 0),
      out: '{"bytes.decimal":"\\u0000"}'
    },
    { name: 'DECIMAL NaN', type: decimal(4, 1), in: 'NaN', schema: dec(4, 1), out: '{"string":"NaN"}' },
    {
      name: 'DECIMAL -Infinity',
      type: decimal(4, 1),
      in: '-Infinity',
      schema: dec(4, 1),
      out: '{"string":"-Infinity"}'
    },
    {
      name: 'VARBIT',
      type: VARBIT,
      in: '010',
      schema: array('long'),
      out: '{"array":[3,4611686018427387904]}'
    },
    {
      name: 'VARBIT of 129 bits',
      type: VARBIT,
      in: `${bits('0')}${bits('1')}1`,
      schema: array('long'),
      out: '{"array":[1,0,-9223372036854775808,-9223372036854775808]}'
    },
    {
      name: 'ENUM',
      type: { family: 'enum', id: 1, name: 'switch', def: { members: [{ rank: 1, label: 'open' }] } },
      in: 1,
      schema: TEXT,
      out: '{"string":"open"}'
    },
    {
      name: 'ARRAY',
      type: arrayOf(INT),
      in: [42, null, 43],
      schema: array(LONG),
      out: '{"array":[{"long":42},null,{"long":43}]}'
    },
    { name: 'empty ARRAY', type: arrayOf(STRING), in: [], schema: array(TEXT), out: '{"array":[]}' },
    {
      name: 'ARRAY of decimals',
      type: arrayOf(decimal(4, 1)),
      in: ['1.2', 'NaN'],
      schema: array(dec(4, 1)),
      out: '{"array":[{"bytes.decimal":"\\f"},{"string":"NaN"}]}'
    },
    { name: 'NULL', type: arrayOf(INT), in: null, schema: array(LONG), out: 'null' }
  ];
  it.each(cases)('$name', ({ type, in: datum, schema, out }) => {
    const ids = new Ids();
    const { value } = encoder({}, 'foo', ids).encode(change(shapeOf(type), [1, datum]));
    expect(value).toBe(`{"after":{"foo":{"a":{"long":1},"v":${out}}}}`);
    const after = ids.schema('foo-value').fields[0].type as [null, { fields: { type: unknown }[] }];
    expect(after[1].fields[1].type).toEqual(schema);
  });

  it.each([
    {
      name: 'DECIMAL without precision',
      type: DECIMAL,
      words: 'decimal with no precision not yet supported with avro'
    },
    {
      name: 'OID',
      type: { family: 'oid', variant: 'oid' } as SqlType,
      words: 'type OID not yet supported with avro'
    },
    {
      name: 'VECTOR',
      type: { family: 'other', name: 'vector' } as SqlType,
      words: 'type VECTOR not yet supported with avro'
    },
    { name: 'ARRAY of them', type: arrayOf(DECIMAL), words: 'could not create item schema for DECIMAL[]' }
  ])('has none for $name', ({ type, words }) => {
    expect(() => encoder().missingSchema(change(shapeOf(type), [1, null]))).toThrow(words);
    expect(() => encoder().missingSchema(change(shapeOf(type), [1, null]))).toThrow('column v');
  });

  it('has no infinite date', () => {
    expect(() => encoder().encode(change(shapeOf(DATE), [1, Infinity]))).toThrow('infinite date');
  });

  it.each([
    [0n, '00'],
    [127n, '7f'],
    [128n, '0080'],
    [-128n, '80'],
    [-129n, 'ff7f'],
    [255n, '00ff'],
    [-1n, 'ff'],
    [-32768n, '8000']
  ])('writes %s in as few bytes as hold it', (value, hex) => {
    expect(toHex(twosComplement(value))).toBe(hex);
  });
});
