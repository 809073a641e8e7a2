import { createRequire } from 'node:module';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { decompress } from 'fzstd';
import { runScenario } from '../../../../src/cli/run-scenario';
import { fromBase64 } from '$lib/engine/base/base64';
import { gzip, zstd, zstdSize } from '$lib/engine/base/compression';
import type { FileEvent, HistoryEvent } from '$lib/engine/base/events';
import { makeRandom, nextInt } from '$lib/engine/base/random';
import { partitionOf } from '$lib/engine/sinks/far/kafka-cluster';
import { makeScenario } from '$lib/scenario/scenario';

/**
 * What far ends receive, read by implementations that the encoders share nothing with: Apache's Avro library, the hash of another Kafka
 * client, an FNV of its own, a second Parquet reader, and Node's and another package's decompression. None of them has types.
 */
const load = createRequire(import.meta.url);

interface AvroType {
  fromBuffer(bytes: Buffer): unknown;
  toString(value: unknown): string;
}
// Its main file wants a package that it does not name.
const avro = load('avro-js/lib/schemas.js') as { createType(schema: unknown): AvroType };
const murmur2 = load('kafkajs/src/producer/partitioners/default/murmur2.js') as (key: Buffer) => number;
const fnv = load('fnv-plus') as { hash(text: string, bits: 32): { dec(): string } };
interface ParquetReader {
  getCursor(columns: readonly (readonly [name: string])[]): {
    next(): Promise<Record<string, unknown> | null>;
  };
  close(): Promise<void>;
}
const parquet = load('parquetjs-lite') as {
  ParquetReader: { openBuffer(bytes: Buffer): Promise<ParquetReader> };
};

const eventsOf = (script: string): HistoryEvent[] => {
  const { log } = runScenario(makeScenario({ script }), { settle: true });
  return [...log];
};

const bytesOf = (base64: string | undefined): Buffer => Buffer.from(fromBase64(base64 ?? '') ?? []);

/** A message's text without the logical types in the names of branches, of which this library knows nothing. */
const withoutLogical = (text: string): unknown =>
  JSON.parse(text.replace(/"(bytes|int|long)\.[a-z-]+":/g, '"$1":'));

describe('Avro in Confluent’s wire format, read by Apache’s library', () => {
  const TYPES: readonly (readonly [type: string, literal: string])[] = [
    ['INT8', '-4503599627370495'],
    ['INT2', '7'],
    ['BOOL', 'true'],
    ['FLOAT8', '0.1'],
    ['FLOAT4', '-0.5'],
    ['STRING', "'ä€😀'"],
    ['VARCHAR(3)', "'abc'"],
    ['BYTES', "b'\\x00\\xff\\x7f'"],
    ['DECIMAL(10, 2)', '-12345.67'],
    ['DECIMAL(20, 0)', '170141183460469231'],
    ['DATE', "'1969-12-31'"],
    ['TIME', "'23:59:59.999999'"],
    ['TIMETZ', "'01:02:03+04'"],
    ['TIMESTAMP', "'2026-01-02 03:04:05.000006'"],
    ['TIMESTAMPTZ', "'1900-01-02 03:04:05.000006+00'"],
    ['INTERVAL', "'1 mon 2 days 03:04:05'"],
    ['UUID', "'63616665-6630-3064-6465-616462656562'"],
    ['INET', "'10.0.0.1/8'"],
    ['JSONB', '\'{"a": [1, null]}\''],
    // This library loses numbers beyond 2^53, and bits are written from the highest on.
    ['BIT(22)', "B'0000000000000000000011'"],
    ['VARBIT', "B''"],
    ['INT8[]', 'ARRAY[1, NULL, -3]'],
    ['STRING[]', 'ARRAY[]'],
    ['mood', "'glad'"]
  ];
  const columns = TYPES.map(([type], i) => `c${i} ${type}`).join(', ');
  const values = TYPES.map(([, literal]) => literal).join(', ');
  const table = `CREATE TYPE mood AS ENUM ('glad', 'sad');
CREATE TABLE t (id INT PRIMARY KEY, ${columns});
INSERT INTO t VALUES (1, ${values});
INSERT INTO t (id) VALUES (2);
`;

  // Not the enriched envelope: its `ts_ns` is beyond the numbers that this library has.
  it.each([
    '',
    ', diff, updated, mvcc_timestamp',
    ', envelope=bare',
    ', envelope=key_only',
    ", avro_schema_prefix='pre_'",
    ", resolved='10s'"
  ])('keys and values%s', (options) => {
    const events = eventsOf(
      `${table}CREATE CHANGEFEED FOR TABLE t INTO 'kafka://k' WITH format=avro, confluent_schema_registry='http://r'${options};
\\wait 5s
UPDATE t SET c0 = 5 WHERE id = 1;
DELETE FROM t WHERE id = 2;
\\wait 30s
`
    );
    const types = new Map<number, AvroType>();
    for (const event of events)
      if (event.type === 'registry') types.set(event.id, avro.createType(JSON.parse(event.schema)));
    const decode = (base64: string | undefined): unknown => {
      const bytes = bytesOf(base64);
      expect(bytes[0]).toBe(0);
      const type = types.get(bytes.readUInt32BE(1));
      expect(type).toBeDefined();
      const value = type!.fromBuffer(bytes.subarray(5)); // just asked
      return JSON.parse(type!.toString(value));
    };
    const messages = events.flatMap((event) => (event.type === 'message' ? [event] : []));
    expect(messages.length).toBeGreaterThanOrEqual(4);
    for (const { key, key_base64, value, value_base64 } of messages) {
      expect(decode(key_base64)).toEqual(withoutLogical(key!)); // a Kafka feed has keys
      if (value !== null) expect(decode(value_base64)).toEqual(withoutLogical(value));
    }
    for (const event of events)
      if (event.type === 'resolved') expect(decode(event.value_base64)).toEqual(withoutLogical(event.value));
  });
});

describe('partitions, as other implementations hash keys', () => {
  const random = makeRandom(Number(process.env.SEED ?? 1), 'keys');
  const keys = [
    '',
    '[0]',
    '["a"]',
    '["amsterdam", 7]',
    ...Array.from({ length: 500 }, () =>
      Array.from({ length: nextInt(random, 0, 40) }, () =>
        String.fromCharCode(nextInt(random, 32, 126))
      ).join('')
    )
  ];

  it('murmur2 of kafkajs', () => {
    for (const key of keys)
      for (const n of [1, 3, 4, 8, 64])
        expect(partitionOf(key, n, 'murmur2'), key).toBe((murmur2(Buffer.from(key)) & 0x7fffffff) % n);
  });

  it('fnv-1a of another package', () => {
    for (const key of keys)
      for (const n of [1, 3, 4, 8, 64])
        expect(partitionOf(key, n, 'fnv-1a'), key).toBe(Math.abs((Number(fnv.hash(key, 32).dec()) | 0) % n));
  });
});

describe('compression', () => {
  const random = makeRandom(Number(process.env.SEED ?? 1), 'bytes');
  it.each([0, 1, 1000, 128 * 1024, 128 * 1024 + 1, 300_000])('%i bytes', (length) => {
    const bytes = Uint8Array.from({ length }, (_, i) => (i % 7 === 0 ? nextInt(random, 0, 255) : 65));
    expect(Buffer.compare(gunzipSync(gzip(bytes)), bytes)).toBe(0);
    const packed = zstd(bytes);
    expect(packed).toHaveLength(zstdSize(length));
    expect(Buffer.compare(decompress(packed), bytes)).toBe(0);
  });
});

describe('Parquet, read by a second reader', () => {
  /** This reader knows no number but 1, though it reads the pages of version 2: the number is the footer's first field. */
  function asVersion1(bytes: Buffer): Buffer {
    const footer = bytes.length - 8 - bytes.readUInt32LE(bytes.length - 8);
    expect([...bytes.subarray(footer, footer + 2)]).toEqual([0x15, 0x04]);
    bytes[footer + 1] = 0x02;
    return bytes;
  }

  it.each(['', ", compression='gzip'"])('rows%s', async (options) => {
    const events =
      eventsOf(`CREATE TABLE t (id INT PRIMARY KEY, s STRING, f FLOAT, ok BOOL, d DECIMAL(10, 2), b BYTES, j JSONB, i4 INT4, dt DATE);
INSERT INTO t VALUES (1, 'ä', 0.5, true, 1.50, 'ab', '{"a": 1}', -7, '2026-01-02'), (2, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
CREATE CHANGEFEED FOR TABLE t INTO 's3://b?AUTH=implicit' WITH format=parquet${options};
\\wait 10s
`);
    const file = events.find((event): event is FileEvent => event.type === 'file');
    const reader = await parquet.ParquetReader.openBuffer(asVersion1(bytesOf(file?.content_base64)));
    const names = ['id', 's', 'f', 'ok', 'd', 'b', 'j', 'i4', 'dt'];
    // Of dictionaries, which texts that repeat have, it knows the older mark alone.
    const cursor = reader.getCursor(names.map((name) => [name] as const));
    const rows: unknown[] = [];
    for (let row = await cursor.next(); row; row = await cursor.next()) rows.push(row);
    await reader.close();
    expect(rows).toEqual([
      {
        id: 1n,
        s: 'ä',
        f: 0.5,
        ok: true,
        d: '1.50',
        b: Buffer.from('ab'),
        j: Buffer.from('{"a": 1}'),
        i4: -7,
        dt: '2026-01-02'
      },
      { id: 2n }
    ]);
  });
});
