import { parquetMetadata, parquetReadObjects, type SchemaElement } from 'hyparquet';
import { gunzipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import type { Datum } from '$lib/engine/base/datum';
import { ParquetEncoder, type ParquetEncoderOptions } from '$lib/engine/encode/parquet-encoder';
import { writeParquet } from '$lib/engine/encode/parquet-writer';
import type { RowChange } from '$lib/engine/encode/row-change';
import { tableShape } from '$lib/engine/encode/row-shape';
import {
  arrayOf,
  BIT,
  BOOL,
  BYTES,
  DATE,
  DECIMAL,
  FLOAT,
  FLOAT4,
  INET,
  INT,
  INT4,
  INTERVAL,
  JSONB,
  OID,
  STRING,
  TIME,
  TIMESTAMP,
  TIMESTAMPTZ,
  TIMETZ,
  tupleOf,
  UUID,
  type SqlType
} from '$lib/engine/sql/types/type';
import { benchTable, change, EPOCH, fooShape, PLAIN_SHAPE } from '../../../support/engine/table-bench';

const PLAIN: ParquetEncoderOptions = { updated: false, mvccTimestamp: false, diff: false };
const T = '1700000001000000000.0000000002';

const encoder = (options: Partial<ParquetEncoderOptions> = {}) =>
  new ParquetEncoder({ options: { ...PLAIN, ...options }, epoch: EPOCH });

const insert = change(fooShape, [1, 'x']);
const update = change(fooShape, [1, 'y'], { before: [1, 'x'] });
const remove = change(fooShape, [1, 'y'], { before: [1, 'y'], deleted: true });

describe('rows for Parquet (reference §4.12)', () => {
  const cases: { name: string; options?: Partial<ParquetEncoderOptions>; in: RowChange; out: string }[] = [
    { name: 'insert', in: insert, out: '{"a": 1, "b": "x", "__crdb__event_type": "c"}' },
    { name: 'update without diff', in: update, out: '{"a": 1, "b": "y", "__crdb__event_type": "c"}' },
    { name: 'delete keeps the key', in: remove, out: '{"a": 1, "b": null, "__crdb__event_type": "d"}' },
    {
      name: 'update with diff and timestamps',
      options: { diff: true, updated: true, mvccTimestamp: true },
      in: update,
      out: `{"a": 1, "b": "y", "__crdb__event_type": "u", "__crdb__updated": "${T}", "__crdb__mvcc_timestamp": "${T}", "__crdb__before": {"a": 1, "b": "x"}}`
    },
    {
      name: 'insert with diff',
      options: { diff: true },
      in: insert,
      out: '{"a": 1, "b": "x", "__crdb__event_type": "c", "__crdb__before": null}'
    }
  ];
  it.each(cases)('$name', ({ options, in: given, out }) => {
    expect(encoder(options).encode(given)).toMatchObject({ key: '[1]', value: out });
  });
});

describe('files', () => {
  const types = {
    a: INT,
    b: STRING,
    c: FLOAT,
    d: { family: 'bool' } as const,
    e: BYTES,
    f: JSONB,
    g: arrayOf(INT),
    h: DECIMAL
  };
  const table = benchTable(Object.entries(types).map(([name, type]) => ({ name, type })));
  const shape = tableShape(table, undefined, PLAIN_SHAPE);
  const rows = [
    [1, 'ä', 0.5, true, new Uint8Array([0, 255]), '{"k": [1]}', [1, null], '1.50'],
    [9223372036854775807n, null, null, null, null, null, null, null]
  ].map((row) => encoder({ diff: true }).encode(change(shape, row)).parquet!);
  const read = [
    {
      a: 1n,
      b: 'ä',
      c: 0.5,
      d: true,
      f: '{"k": [1]}',
      g: [1n, null],
      h: '1.50',
      __crdb__event_type: 'c',
      __crdb__before: null
    },
    {
      a: 9223372036854775807n,
      b: null,
      c: null,
      d: null,
      f: null,
      g: undefined,
      h: null,
      __crdb__event_type: 'c',
      __crdb__before: null
    }
  ];

  it.each([null, 'gzip', 'zstd'] as const)(
    'are read back by another reader, compression %s',
    async (compression) => {
      const bytes = writeParquet(rows, compression);
      const file = bytes.slice().buffer;
      const columns = Object.keys(read[0]);
      const stored = (page: Uint8Array) => page.subarray(16); // a frame of one stored block
      const objects = await parquetReadObjects({
        file,
        columns,
        compressors: { GZIP: (page) => gunzipSync(page), ZSTD: stored }
      });
      expect(objects).toEqual(read);
      expect(parquetMetadata(file).row_groups[0].columns[0].meta_data?.codec).toBe(
        { gzip: 'GZIP', zstd: 'ZSTD', none: 'UNCOMPRESSED' }[compression ?? 'none']
      );
    }
  );

  it('are the same bytes each time', () => {
    expect(writeParquet(rows, 'gzip')).toEqual(writeParquet(rows, 'gzip'));
  });
});

/** What util/parquet/schema.go makes of each type, but for DECIMAL, which is text here. */
describe('kinds of columns', () => {
  const string: Partial<SchemaElement> = {
    type: 'BYTE_ARRAY',
    converted_type: 'UTF8',
    logical_type: { type: 'STRING' }
  };
  const micros = 1_700_000_000_123_456;
  const cases: {
    name: string;
    type: SqlType;
    datum: Datum;
    element: Partial<SchemaElement>;
    read: unknown;
  }[] = [
    {
      name: 'INT8',
      type: INT,
      datum: -5,
      element: { type: 'INT64', logical_type: { type: 'INTEGER', bitWidth: 64, isSigned: true } },
      read: -5n
    },
    { name: 'INT4', type: INT4, datum: -5, element: { type: 'INT32' }, read: -5 },
    { name: 'OID', type: OID, datum: 4294967295, element: { type: 'INT32' }, read: -1 },
    { name: 'BOOL', type: BOOL, datum: false, element: { type: 'BOOLEAN' }, read: false },
    { name: 'FLOAT4', type: FLOAT4, datum: 0.5, element: { type: 'FLOAT' }, read: 0.5 },
    { name: 'FLOAT8', type: FLOAT, datum: 0.1, element: { type: 'DOUBLE' }, read: 0.1 },
    { name: 'DECIMAL', type: DECIMAL, datum: '1.50', element: string, read: '1.50' },
    { name: 'STRING that is empty', type: STRING, datum: '', element: string, read: '' },
    { name: 'BIT', type: BIT, datum: '1', element: { type: 'BYTE_ARRAY' }, read: '1' },
    {
      name: 'UUID',
      type: UUID,
      datum: '63616665-6630-3064-6465-616462656562',
      element: { type: 'FIXED_LEN_BYTE_ARRAY', type_length: 16, logical_type: { type: 'UUID' } },
      read: '63616665-6630-3064-6465-616462656562'
    },
    {
      name: 'JSONB',
      type: JSONB,
      datum: '{"b": [1, null], "a": "x"}',
      element: { type: 'BYTE_ARRAY', logical_type: { type: 'JSON' } },
      read: '{"b": [1, null], "a": "x"}'
    },
    {
      name: 'TIME',
      type: TIME,
      datum: 3_600_000_001,
      element: {
        type: 'INT64',
        converted_type: 'TIME_MICROS',
        logical_type: { type: 'TIME', isAdjustedToUTC: true, unit: 'MICROS' }
      },
      read: 3_600_000_001n
    },
    {
      name: 'TIMETZ',
      type: TIMETZ,
      datum: { micros: 3_600_000_000, offsetSeconds: 7200 },
      element: string,
      read: '01:00:00+02'
    },
    { name: 'DATE', type: DATE, datum: 19675, element: string, read: '2023-11-14' },
    {
      name: 'TIMESTAMP',
      type: TIMESTAMP,
      datum: micros,
      element: string,
      read: '2023-11-14 22:13:20.123456'
    },
    {
      name: 'TIMESTAMPTZ',
      type: TIMESTAMPTZ,
      datum: micros,
      element: string,
      read: '2023-11-14 22:13:20.123456+00'
    },
    {
      name: 'INTERVAL',
      type: INTERVAL,
      datum: { months: 1, days: 2, micros: 0 },
      element: string,
      read: '1 mon 2 days'
    },
    { name: 'INET', type: INET, datum: '10.0.0.1/8', element: string, read: '10.0.0.1/8' }
  ];

  it.each(cases)('$name', async ({ type, datum, element, read }) => {
    const { elements, values } = await writtenAndRead(type, [datum, null]);
    expect(elements).toMatchObject([{ name: 'v', repetition_type: 'OPTIONAL', ...element }]);
    expect(values).toEqual([read, null]);
  });

  it('an array is a list, in which NULL, an empty list and a list of NULL differ', async () => {
    const { elements, values } = await writtenAndRead(arrayOf(STRING), [['a', null], [], [null], null]);
    expect(elements).toMatchObject([
      { name: 'v', repetition_type: 'OPTIONAL', logical_type: { type: 'LIST' }, num_children: 1 },
      { name: 'list', repetition_type: 'REPEATED', num_children: 1 },
      { name: 'element', repetition_type: 'OPTIONAL', ...string }
    ]);
    expect(values).toEqual([['a', null], [], [null], null]);
  });

  it('a tuple has no kind', () => {
    expect(() => encoder().encode(change(shapeOf(tupleOf([INT])), [1, [1]]))).toThrow(
      /parquet writer does not support the type family/
    );
  });

  const shapeOf = (type: SqlType) =>
    tableShape(
      benchTable([
        { name: 'k', type: INT },
        { name: 'v', type }
      ]),
      undefined,
      PLAIN_SHAPE
    );

  /** The schema of a file of one column's values, without its root and what the feed adds, and the values as another package reads them. */
  async function writtenAndRead(type: SqlType, data: readonly Datum[]) {
    const shape = shapeOf(type);
    const rows = data.map((datum, i) => encoder().encode(change(shape, [i, datum])).parquet!); // every row has one
    const file = writeParquet(rows, null).slice().buffer;
    const elements = parquetMetadata(file).schema.slice(2, -1);
    const objects = await parquetReadObjects({ file, columns: ['v'] });
    return { elements, values: objects.map(({ v }) => (v ?? null) as unknown) };
  }
});
