import { parquetMetadata, parquetReadObjects } from 'hyparquet';
import { gunzipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { ParquetEncoder, type ParquetEncoderOptions } from '$lib/engine/encode/parquet-encoder';
import { writeParquet } from '$lib/engine/encode/parquet-writer';
import type { RowChange } from '$lib/engine/encode/row-change';
import { tableShape } from '$lib/engine/encode/row-shape';
import { arrayOf, BYTES, DECIMAL, FLOAT, INT, JSONB, STRING } from '$lib/engine/sql/types/type';
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
      g: '{1,NULL}',
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
      g: null,
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
