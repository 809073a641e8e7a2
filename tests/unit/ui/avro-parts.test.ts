import { describe, expect, it } from 'vitest';
import { makeScenario } from '$lib/scenario/scenario';
import { bytesOf, schemaIdOf } from '$lib/ui/explain/bytes';
import { avroParts } from '$lib/ui/stored/avro-parts';
import { runScenario } from '../../../src/cli/run-scenario';

/** Avro messages taken apart by the schemas that a saved history holds. */

const REGISTRY = "format = avro, confluent_schema_registry = 'http://registry:8081'";

function messagesOf(script: string) {
  const events = [...runScenario(makeScenario({ script }), { settle: true }).log];
  const schemas = new Map(
    events.flatMap((event) => (event.type === 'registry' ? [[event.id, event.schema] as const] : []))
  );
  return events.flatMap((event) => {
    if (event.type !== 'message' || event.value_base64 === undefined) return [];
    const bytes = bytesOf(null, event.value_base64);
    return [
      {
        bytes,
        schema: schemas.get(schemaIdOf(bytes)!)!,
        ...avroParts(bytes, schemas.get(schemaIdOf(bytes)!)!)
      }
    ];
  });
}

describe('an Avro message', () => {
  it('is told byte by byte', () => {
    const [{ bytes, parts, problem }] = messagesOf(
      'CREATE TABLE dogs (id INT PRIMARY KEY, name STRING, price DECIMAL(6,2), born DATE, seen TIMESTAMP, nap TIME, tags STRING[], photo BYTES, weight FLOAT, good BOOL, gone INT);\n' +
        "INSERT INTO dogs VALUES (-65, 'Pé', -1.5, '1969-12-31', '1969-12-31 23:59:59.5', '13:00:00.25', ARRAY['a', NULL], b'hi', 0.5, true, NULL);\n" +
        `CREATE CHANGEFEED FOR dogs INTO 'kafka://k' WITH ${REGISTRY};\n`
    );
    expect(problem).toBeNull();
    const hex = (at: number, length: number) => Buffer.from(bytes.subarray(at, at + length)).toString('hex');
    expect(
      parts.map(({ at, length, depth, name, type, value }) => [hex(at, length), depth, name, type, value])
    ).toEqual([
      ['00', 0, 'magic byte', '', '0'],
      ['00000002', 0, 'schema id', '', '2'],
      ['', 0, '', 'record dogs_envelope', null],
      ['02', 1, 'after', 'record dogs', null],
      ['028101', 2, 'id', 'long', '-65'],
      ['020650c3a9', 2, 'name', 'string', '"Pé"'],
      ['0204ff6a', 2, 'price', 'bytes, decimal(6,2)', '-1.50'],
      ['0201', 2, 'born', 'int, date', '-1 (1969-12-31)'],
      ['02bf843d', 2, 'seen', 'long, timestamp-micros', '-500000 (1969-12-31T23:59:59.500000)'],
      [expect.stringMatching(/^02/), 2, 'nap', 'long, time-micros', '46800250000 (13:00:00.250000)'],
      ['0204', 2, 'tags', 'array of null or string', null],
      ['020261', 3, '[0]', 'string', '"a"'],
      ['00', 3, '[1]', 'null', 'null'],
      ['00', 3, '', 'end of the array', ''],
      ['02046869', 2, 'photo', 'bytes', '\\x6869'],
      ['02000000000000e03f', 2, 'weight', 'double', '0.5'],
      ['0201', 2, 'good', 'boolean', 'true'],
      ['00', 2, 'gone', 'null', 'null']
    ]);
    // Each byte is told once.
    expect(parts.reduce((sum, { length }) => sum + length, 0)).toBe(bytes.length);
  });

  it('that is damaged is told as far as it goes', () => {
    const [{ bytes, schema, parts }] = messagesOf(
      `CREATE TABLE t (a INT PRIMARY KEY, b STRING);\nINSERT INTO t VALUES (1, 'x');\nCREATE CHANGEFEED FOR t INTO 'kafka://k' WITH ${REGISTRY};\n`
    );
    for (let length = 0; length < bytes.length; length++) {
      const cut = avroParts(bytes.slice(0, length), schema);
      expect(cut.problem).toBe('The bytes end before the schema does.');
      expect(cut.parts.length).toBeLessThan(parts.length);
    }
    const behind = avroParts(Uint8Array.of(...bytes, 7), schema);
    expect(behind.parts.at(-1)).toMatchObject({ at: bytes.length, length: 1, type: 'behind the end' });
  });

  it.each([
    { name: 'no JSON', schema: '{', problem: 'The schema is no JSON.' },
    {
      name: 'a type of its own',
      schema: '{"type":"map"}',
      problem: 'The schema has a type that no changefeed writes: "map".'
    },
    { name: 'a branch too many', schema: '["null"]', problem: '"" names a branch that its schema has not.' },
    {
      name: 'items without end',
      schema: '{"type":"array","items":"null"}',
      problem: 'Only the first 500 parts are taken apart.'
    },
    {
      name: 'records in records',
      schema: `${'{"type":"record","fields":[{"name":"x","type":'.repeat(40)}"null"${'}]}'.repeat(40)}`,
      problem: 'The schema goes deeper than any of a changefeed.'
    }
  ])('of a schema that is wrong: $name', ({ schema, problem }) => {
    expect(avroParts(Uint8Array.of(0, 0, 0, 0, 1, 0xfe, 0xff, 0x7f), schema).problem).toBe(problem);
  });
});
