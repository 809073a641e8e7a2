import { describe, expect, it } from 'vitest';
import { runScenario } from '../../../src/cli/run-scenario';
import { fromBase64 } from '$lib/engine/base/base64';
import { makeRandom, nextInt } from '$lib/engine/base/random';
import { printEvent } from '$lib/history/print';
import { makeScenario } from '$lib/scenario/scenario';
import { decodeStored } from '$lib/ui/stored/decode';
import { leafText } from '$lib/ui/stored/parquet-values';

/** What panels show of a bucket's files is read from the bytes that a saved history keeps, with nothing of the engine. */

const TABLE = `
CREATE TYPE mood AS ENUM ('glad', 'sad');
CREATE TABLE t (
  id INT PRIMARY KEY, s STRING, d DECIMAL(10, 2), ts TIMESTAMPTZ, dt DATE, tm TIME, u UUID, j JSONB, b BYTES,
  f FLOAT, ok BOOL, m mood, l STRING[], "__proto__" STRING, "constructor" INT4
);
INSERT INTO t VALUES (
  1, 'ä', 1.50, '2026-01-02 03:04:05.000006', '2026-01-02', '03:04:05.5', '63616665-6630-3064-6465-616462656562', '{"k": [1, null]}', 'ab',
  0.1, true, 'glad', ARRAY['x', NULL], 'p', -7
), (9223372036854775807, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
`;

interface SavedFile {
  readonly path: string;
  readonly content: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** The files of a run as its printed history keeps them: lines of JSON, and nothing else. */
function savedFiles(options: string, isResolved = false): SavedFile[] {
  const script = `${TABLE}CREATE CHANGEFEED FOR TABLE t INTO 's3://bucket?AUTH=implicit' WITH ${options};\n\\wait 10s\n`;
  const { log, epoch } = runScenario(makeScenario({ script }), { settle: true });
  const lines = [...log].map((event, seq) => printEvent(event, seq, epoch));
  return lines.flatMap((line) => {
    const event = JSON.parse(line) as {
      type: string;
      path: string;
      content: string;
      content_base64?: string;
    };
    if (event.type !== 'file' || event.path.endsWith('.RESOLVED') !== isResolved) return [];
    const { path, content, content_base64: base64 } = event;
    const bytes = base64 === undefined ? new TextEncoder().encode(content) : fromBase64(base64)!; // printed by us
    return [{ path, content, bytes: bytes.slice() }];
  });
}

describe('a Parquet file', () => {
  const ROWS = [
    [
      '1',
      'ä',
      '1.50',
      '2026-01-02 03:04:05.000006+00',
      '2026-01-02',
      '03:04:05.5',
      '63616665-6630-3064-6465-616462656562',
      '{"k": [1, null]}',
      '\\x6162',
      '0.1',
      'true',
      'glad',
      ['x', null],
      'p',
      '-7',
      'c'
    ],
    ['9223372036854775807', ...Array.from({ length: 14 }, () => null), 'c']
  ];

  it.each([
    { compression: '', codec: 'UNCOMPRESSED' },
    { compression: ", compression='gzip'", codec: 'GZIP' },
    { compression: ", compression='zstd'", codec: 'ZSTD' }
  ])('has rows, types and statistics: $codec', async ({ compression, codec }) => {
    const [{ path, bytes }] = savedFiles(`format='parquet'${compression}`);
    const content = await decodeStored(path, bytes);
    expect(content).toMatchObject({
      kind: 'parquet',
      file: { rowCount: 2, rows: ROWS, writtenBy: 'changefeed playground' }
    });
    if (content.kind !== 'parquet') return;
    const { columns, groups } = content.file;
    expect(columns.map(({ name, stored, meaning }) => `${name} ${stored}: ${meaning}`)).toEqual([
      'id INT64: integer of 64 bits',
      's BYTE_ARRAY: string',
      'd BYTE_ARRAY: string',
      'ts BYTE_ARRAY: string',
      'dt BYTE_ARRAY: string',
      'tm INT64: time, micros, UTC',
      'u FIXED_LEN_BYTE_ARRAY(16): UUID',
      'j BYTE_ARRAY: JSON',
      'b BYTE_ARRAY: bytes',
      'f DOUBLE: float of 64 bits',
      'ok BOOLEAN: boolean',
      'm BYTE_ARRAY: enum',
      'l BYTE_ARRAY: list of string',
      '__proto__ BYTE_ARRAY: string',
      'constructor INT32: integer of 32 bits',
      '__crdb__event_type BYTE_ARRAY: string'
    ]);
    expect(groups).toHaveLength(1);
    expect(groups[0].rows).toBe(2);
    expect(groups[0].chunks[0]).toMatchObject({
      column: 'id',
      codec,
      nulls: 0,
      min: '1',
      max: '9223372036854775807'
    });
    expect(groups[0].chunks[1]).toMatchObject({ column: 's', nulls: 1, min: 'ä', max: 'ä' });
  });

  it('that is damaged gives a sentence, and never more than a moment of work', async () => {
    const seed = Number(process.env.SEED ?? 1);
    const random = makeRandom(seed, 'damaged Parquet');
    const [{ path, bytes }] = savedFiles("format='parquet', updated, diff");
    let refused = 0;
    for (let i = 0; i < 300; i++) {
      const bent = bytes.slice(0, nextInt(random, 0, 3) === 0 ? nextInt(random, 0, bytes.length) : undefined);
      for (let n = nextInt(random, 1, 4); n > 0 && bent.length > 0; n--)
        bent[nextInt(random, 0, bent.length - 1)] = nextInt(random, 0, 255);
      const begin = performance.now();
      const content = await decodeStored(path, bent);
      expect(performance.now() - begin, `seed ${seed}, file ${i}`).toBeLessThan(2000);
      if (content.kind === 'unreadable') refused++;
      else expect(content.kind).toBe('parquet');
    }
    expect(refused).toBeGreaterThan(90);
  });
});

describe('values of Parquet mean what the schema says, exactly', () => {
  const bytes = (...list: number[]) => Uint8Array.from(list);
  it.each([
    {
      name: 'decimal',
      in: [{ type: 'INT64', converted_type: 'DECIMAL', scale: 2 }, -12345n],
      out: '-123.45'
    },
    {
      name: 'decimal below one',
      in: [{ type: 'INT32', logical_type: { type: 'DECIMAL', precision: 9, scale: 4 } }, 7],
      out: '0.0007'
    },
    {
      name: 'decimal of bytes',
      in: [{ type: 'FIXED_LEN_BYTE_ARRAY', converted_type: 'DECIMAL', scale: 1 }, bytes(0xff, 0x85)],
      out: '-12.3'
    },
    {
      name: 'decimal of more digits than a double has',
      in: [
        { type: 'BYTE_ARRAY', converted_type: 'DECIMAL', scale: 3 },
        bytes(0x7f, 255, 255, 255, 255, 255, 255, 255, 255)
      ],
      out: '2361183241434822606.847'
    },
    {
      name: 'timestamp before 1970',
      in: [{ type: 'INT64', converted_type: 'TIMESTAMP_MICROS' }, -1n],
      out: '1969-12-31 23:59:59.999999+00'
    },
    {
      name: 'timestamp to the nanosecond',
      in: [
        { type: 'INT64', logical_type: { type: 'TIMESTAMP', unit: 'NANOS', isAdjustedToUTC: false } },
        1_700_000_000_123_456_789n
      ],
      out: '2023-11-14 22:13:20.123456789'
    },
    {
      name: 'timestamp beyond every calendar',
      in: [{ type: 'INT64', converted_type: 'TIMESTAMP_MILLIS' }, 2n ** 62n],
      out: '4611686018427387904 millis'
    },
    { name: 'date', in: [{ type: 'INT32', converted_type: 'DATE' }, 19675], out: '2023-11-14' },
    {
      name: 'unsigned',
      in: [{ type: 'INT64', converted_type: 'UINT_64' }, -1n],
      out: '18446744073709551615'
    },
    {
      name: 'text that is none',
      in: [{ type: 'BYTE_ARRAY', converted_type: 'UTF8' }, bytes(0xff, 0x00)],
      out: '\\xff00'
    }
  ] as const)('$name', ({ in: [element, value], out }) => {
    expect(leafText({ name: 'c', ...element }, value)).toBe(out);
  });
});

describe('files of text', () => {
  it.each([
    { name: 'NDJSON', options: 'updated' },
    { name: 'gzip', options: "compression='gzip'" },
    { name: 'zstd', options: "compression='zstd'" }
  ])('$name: what was sent, from the stored bytes', async ({ options }) => {
    const files = savedFiles(options);
    expect(files).toHaveLength(1);
    for (const { path, content, bytes } of files) {
      expect(content).toContain('9223372036854775807');
      expect(await decodeStored(path, bytes)).toEqual({ kind: 'text', text: content });
    }
  });

  it.each(['', ", compression='zstd'"])('CSV%s: the text and its records', async (compression) => {
    const [{ path, content, bytes }] = savedFiles(`format='csv', initial_scan='only'${compression}`);
    const stored = await decodeStored(path, bytes);
    expect(stored).toMatchObject({ kind: 'csv', text: content, count: content.split('\n').length - 1 });
    expect(stored.kind === 'csv' && stored.rows.flat()).toContain('9223372036854775807');
  });

  it('resolved timestamps are files of their own', async () => {
    const [{ path, bytes }] = savedFiles("resolved='1s'", true);
    expect(await decodeStored(path, bytes)).toMatchObject({
      kind: 'text',
      text: expect.stringMatching(/^\{"resolved":"\d+\.\d{10}"\}$/)
    });
  });

  const whole = savedFiles("compression='gzip'")[0].bytes;
  const zstd = savedFiles("compression='zstd'")[0].bytes;
  /** A frame of one block that repeats a byte 2 MiB times, and a great many such blocks. */
  const bomb = (): Uint8Array<ArrayBuffer> => {
    const blocks = 1000;
    const out = new Uint8Array(6 + blocks * 4);
    out.set([0x28, 0xb5, 0x2f, 0xfd, 0x00, 0x70]);
    for (let i = 0; i < blocks; i++) {
      const head = (i === blocks - 1 ? 1 : 0) | (1 << 1) | ((128 * 1024) << 3);
      out.set([head & 255, (head >> 8) & 255, head >> 16, 65], 6 + i * 4);
    }
    return out;
  };
  it.each([
    { name: 'gzip that is cut off', path: 'a.ndjson.gz', bytes: whole.slice(0, -9), says: /no whole gzip/ },
    { name: 'gzip that is none', path: 'a.ndjson.gz', bytes: zstd, says: /no whole gzip/ },
    { name: 'zstd that is cut off', path: 'a.ndjson.zst', bytes: zstd.slice(0, -9), says: /no whole zstd/ },
    { name: 'zstd that is none', path: 'a.ndjson.zst', bytes: whole, says: /no whole zstd/ },
    { name: 'a bomb', path: 'a.ndjson.zst', bytes: bomb(), says: /more than 64 MiB/ },
    { name: 'no UTF-8', path: 'a.ndjson', bytes: Uint8Array.of(0xff), says: /no UTF-8/ },
    { name: 'nothing', path: 'a.parquet', bytes: new Uint8Array(0), says: /no whole Parquet/ }
  ])('$name: a sentence', async ({ path, bytes, says }) => {
    expect(await decodeStored(path, bytes)).toMatchObject({
      kind: 'unreadable',
      problem: expect.stringMatching(says)
    });
  });
});
