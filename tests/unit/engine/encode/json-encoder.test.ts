import { describe, expect, it } from 'vitest';
import type { Datum } from '$lib/engine/base/datum';
import { timestamp } from '$lib/engine/base/timestamp';
import { JsonEncoder, makeRowKeyWriter, type JsonEncoderOptions } from '$lib/engine/encode/json-encoder';
import { tableShape } from '$lib/engine/encode/row-shape';
import type { RowChange } from '$lib/engine/encode/row-change';
import { DECIMAL, FLOAT, INT, JSONB, STRING, arrayOf } from '$lib/engine/sql/types/type';
import {
  benchTable,
  change,
  EPOCH,
  FOO,
  fooShape,
  JSON_OPTIONS,
  PLAIN_SHAPE,
  SOURCE
} from '../../../support/engine/table-bench';

const encoder = (options: Partial<JsonEncoderOptions>, target = 'foo') =>
  new JsonEncoder({
    options: { ...JSON_OPTIONS, ...options },
    topic: target,
    target,
    epoch: EPOCH,
    source: { ...SOURCE, updated: options.updated ?? false, mvccTimestamp: options.mvccTimestamp ?? false }
  });

const T = '1700000001000000000.0000000002';
const insert = change(fooShape, [1, 'x']);
const update = change(fooShape, [1, 'y'], { before: [1, 'x'] });
const remove = change(fooShape, [1, 'y'], { before: [1, 'y'], deleted: true });

/** Rows of reference §4.3–4.6. */
const ENVELOPES: {
  name: string;
  options: Partial<JsonEncoderOptions>;
  in: RowChange;
  out: string | null;
}[] = [
  { name: 'wrapped insert', options: {}, in: insert, out: '{"after": {"a": 1, "b": "x"}}' },
  { name: 'wrapped update', options: {}, in: update, out: '{"after": {"a": 1, "b": "y"}}' },
  { name: 'wrapped delete', options: {}, in: remove, out: '{"after": null}' },
  {
    name: 'wrapped updated',
    options: { updated: true },
    in: insert,
    out: `{"after": {"a": 1, "b": "x"}, "updated": "${T}"}`
  },
  {
    name: 'wrapped delete with mvcc_timestamp',
    options: { mvccTimestamp: true },
    in: remove,
    out: `{"after": null, "mvcc_timestamp": "${T}"}`
  },
  {
    name: 'wrapped diff, insert',
    options: { diff: true },
    in: insert,
    out: '{"after": {"a": 1, "b": "x"}, "before": null}'
  },
  {
    name: 'wrapped diff, update',
    options: { diff: true },
    in: update,
    out: '{"after": {"a": 1, "b": "y"}, "before": {"a": 1, "b": "x"}}'
  },
  {
    name: 'wrapped diff, delete',
    options: { diff: true },
    in: remove,
    out: '{"after": null, "before": {"a": 1, "b": "y"}}'
  },
  {
    name: 'wrapped with everything, in byte order of the names',
    options: { diff: true, keyInValue: true, topicInValue: true, mvccTimestamp: true, updated: true },
    in: insert,
    out: `{"after": {"a": 1, "b": "x"}, "before": null, "key": [1], "mvcc_timestamp": "${T}", "topic": "foo", "updated": "${T}"}`
  },
  { name: 'bare insert', options: { envelope: 'bare' }, in: insert, out: '{"a": 1, "b": "x"}' },
  {
    name: 'bare delete keeps the key',
    options: { envelope: 'bare' },
    in: remove,
    out: '{"a": 1, "b": null}'
  },
  {
    name: 'bare with metadata',
    options: { envelope: 'bare', updated: true, mvccTimestamp: true, keyInValue: true, topicInValue: true },
    in: insert,
    out: `{"__crdb__": {"key": [1], "mvcc_timestamp": "${T}", "topic": "foo", "updated": "${T}"}, "a": 1, "b": "x"}`
  },
  { name: 'row insert', options: { envelope: 'row' }, in: insert, out: '{"a": 1, "b": "x"}' },
  { name: 'row delete is a tombstone', options: { envelope: 'row' }, in: remove, out: null },
  {
    name: 'row updated',
    options: { envelope: 'row', updated: true },
    in: insert,
    out: `{"__crdb__": {"updated": "${T}"}, "a": 1, "b": "x"}`
  },
  { name: 'key_only', options: { envelope: 'key_only', updated: true }, in: insert, out: null }
];

describe('JSON envelopes', () => {
  it.each(ENVELOPES)('$name', ({ options, in: input, out }) => {
    expect(encoder(options).encode(input)).toEqual({ key: '[1]', value: out });
  });

  it('sorts members by bytes, metadata of the bare envelope among them', () => {
    const table = benchTable([
      { name: 'a', type: INT },
      { name: 'B', type: INT },
      { name: 'é', type: INT },
      { name: '_', type: INT },
      { name: '\u{1F366}', type: INT },
      { name: '\uFF5E', type: INT }
    ]);
    const shape = tableShape(table, undefined, PLAIN_SHAPE);
    expect(
      encoder({ envelope: 'bare', keyInValue: true }).encode(change(shape, [1, 2, 3, 4, 5, 6])).value
    ).toBe('{"B": 2, "_": 4, "__crdb__": {"key": [1]}, "a": 1, "é": 3, "～": 6, "🍦": 5}');
  });

  it('lets the metadata stand where a column has its name', () => {
    const shape = tableShape(
      benchTable([
        { name: 'a', type: INT },
        { name: '__crdb__', type: INT }
      ]),
      undefined,
      PLAIN_SHAPE
    );
    const bare = encoder({ envelope: 'bare', keyInValue: true });
    expect(bare.encode(change(shape, [1, 2])).value).toBe('{"__crdb__": {"key": [1]}, "a": 1}');
    expect(encoder({ envelope: 'bare' }).encode(change(shape, [1, 2])).value).toBe('{"__crdb__": 2, "a": 1}');
  });

  it('keeps columns called __proto__ and constructor', () => {
    const shape = tableShape(
      benchTable([
        { name: 'id', type: INT },
        { name: '__proto__', type: JSONB },
        { name: 'constructor', type: STRING }
      ]),
      undefined,
      PLAIN_SHAPE
    );
    const row: Datum[] = [1, '{"a": 2}', 'c'];
    expect(encoder({ diff: true }).encode(change(shape, row, { before: [1, '{"a": 1}', null] })).value).toBe(
      '{"after": {"__proto__": {"a": 2}, "constructor": "c", "id": 1}, ' +
        '"before": {"__proto__": {"a": 1}, "constructor": null, "id": 1}}'
    );
  });

  it('writes keys in key order, with the forms of their types', () => {
    const table = benchTable(
      [
        { name: 'x', type: INT },
        { name: 'city', type: STRING },
        { name: 'f', type: FLOAT },
        { name: 'd', type: DECIMAL }
      ],
      { key: ['city', 'f', 'd', 'x'] }
    );
    expect(makeRowKeyWriter(table)([7, 'a"b', 10, '10.0'])).toBe('["a\\"b", 1E+1, 10.0, 7]');
  });

  it('leaves a key_column out of the key inside the value', () => {
    const shape = tableShape(FOO, undefined, { ...PLAIN_SHAPE, keyColumn: 'b' });
    const keyed = encoder({ keyInValue: true });
    expect(keyed.encode(change(shape, [1, 'x']))).toEqual({
      key: '["x"]',
      value: '{"after": {"a": 1, "b": "x"}, "key": [1]}'
    });
    expect(keyed.encode(change(shape, [1, 'x'], { deleted: true })).key).toBe('[null]');
  });

  it('omits virtual columns, or gives them as null', () => {
    const table = benchTable([
      { name: 'a', type: INT },
      { name: 'v', type: INT, virtual: true }
    ]);
    const omitted = tableShape(table, undefined, PLAIN_SHAPE);
    const nulls = tableShape(table, undefined, { ...PLAIN_SHAPE, virtualColumns: 'null' });
    expect(encoder({}).encode(change(omitted, [1, 2])).value).toBe('{"after": {"a": 1}}');
    expect(encoder({}).encode(change(nulls, [1, 2])).value).toBe('{"after": {"a": 1, "v": null}}');
  });

  it('shows the columns of one family, and hidden columns', () => {
    const table = benchTable(
      [
        { name: 'rowid', type: INT, hidden: true },
        { name: 'name', type: STRING },
        { name: 'owner', type: STRING }
      ],
      {
        families: [
          ['primary', ['rowid', 'name']],
          ['secondary', ['owner']]
        ]
      }
    );
    const shapes = table.families.map((family) => tableShape(table, family, PLAIN_SHAPE));
    const row: Datum[] = [4, 'Toby', 'Ashley'];
    expect(shapes.map((shape) => encoder({}).encode(change(shape, row)))).toEqual([
      { key: '[4]', value: '{"after": {"name": "Toby", "rowid": 4}}' },
      { key: '[4]', value: '{"after": {"owner": "Ashley"}}' }
    ]);
  });

  it('tells a JSON null from an SQL NULL where asked to, at the top of a column only', () => {
    const shape = tableShape(
      benchTable([
        { name: 'id', type: INT },
        { name: 'j', type: JSONB },
        { name: 'js', type: arrayOf(JSONB) }
      ]),
      undefined,
      PLAIN_SHAPE
    );
    const values = (row: Datum[], jsonNullAsObject: boolean) =>
      encoder({ jsonNullAsObject }).encode(change(shape, row)).value;
    expect(values([1, 'null', ['null']], false)).toBe('{"after": {"id": 1, "j": null, "js": [null]}}');
    expect(values([1, 'null', ['null']], true)).toBe(
      '{"after": {"id": 1, "j": {"__crdb_json_null__": true}, "js": [null]}}'
    );
    expect(values([1, null, null], true)).toBe('{"after": {"id": 1, "j": null, "js": null}}');
    expect(values([1, '{"a": null}', null], true)).toBe('{"after": {"id": 1, "j": {"a": null}, "js": null}}');
  });

  it('reads before by its own version of the table', () => {
    const older = tableShape(FOO, undefined, PLAIN_SHAPE);
    const newer = tableShape(
      benchTable([
        { name: 'a', type: INT },
        { name: 'b', type: STRING },
        { name: 'c', type: INT }
      ]),
      undefined,
      PLAIN_SHAPE
    );
    const backfilled = change(newer, [1, 'x', 7], { before: [1, 'x', 7], beforeShape: older });
    expect(encoder({ diff: true }).encode(backfilled).value).toBe(
      '{"after": {"a": 1, "b": "x", "c": 7}, "before": {"a": 1, "b": "x"}}'
    );
  });
});

/** Rows of reference §4.7. */
const ENRICHED: { name: string; options: Partial<JsonEncoderOptions>; in: RowChange; out: string }[] = [
  {
    name: 'insert',
    options: {},
    in: insert,
    out: '{"after": {"a": 1, "b": "x"}, "op": "c", "ts_ns": 1700000002000000000}'
  },
  {
    name: 'update is told from insert without diff',
    options: {},
    in: update,
    out: '{"after": {"a": 1, "b": "y"}, "op": "u", "ts_ns": 1700000002000000000}'
  },
  {
    name: 'delete with diff',
    options: { diff: true },
    in: remove,
    out: '{"after": null, "before": {"a": 1, "b": "y"}, "op": "d", "ts_ns": 1700000002000000000}'
  },
  {
    name: 'updated without source shows nothing; key_in_value an object',
    options: { updated: true, keyInValue: true },
    in: insert,
    out: '{"after": {"a": 1, "b": "x"}, "key": {"a": 1}, "op": "c", "ts_ns": 1700000002000000000}'
  },
  {
    name: 'source with timestamps',
    options: { enrichedSource: true, updated: true, mvccTimestamp: true },
    in: change(fooShape, [1, 'x'], { mvcc: timestamp(5) }),
    out:
      '{"after": {"a": 1, "b": "x"}, "op": "c", "source": {"changefeed_sink": "kafka", ' +
      '"cluster_id": "1f2e3d4c-0000-4000-8000-000000000001", "cluster_name": "", "crdb_internal_table_id": 104, ' +
      '"database_name": "defaultdb", "db_version": "v26.2.0", "job_id": "1053639803034894337", ' +
      '"mvcc_timestamp": "1700000000000000005.0000000000", "node_id": "1", "node_name": "localhost", ' +
      '"origin": "cockroachdb", "primary_keys": ["a"], "schema_name": "public", ' +
      '"source_node_locality": "region=us-east1", "table_name": "foo", ' +
      `"ts_hlc": "${T}", "ts_ns": 1700000001000000000}, "ts_ns": 1700000002000000000}`
  },
  {
    name: 'schema with key_in_value: key behind after',
    options: { enrichedSchema: true, keyInValue: true, diff: true },
    in: insert,
    out:
      '{"payload": {"after": {"a": 1, "b": "x"}, "before": null, "key": {"a": 1}, "op": "c", "ts_ns": 1700000002000000000}, ' +
      '"schema": {"fields": [' +
      '{"field": "before", "fields": [{"field": "a", "optional": false, "type": "int64"}, {"field": "b", "optional": true, "type": "string"}], "name": "foo.before.value", "optional": true, "type": "struct"}, ' +
      '{"field": "after", "fields": [{"field": "a", "optional": false, "type": "int64"}, {"field": "b", "optional": true, "type": "string"}], "name": "foo.after.value", "optional": false, "type": "struct"}, ' +
      '{"field": "key", "fields": [{"field": "a", "optional": false, "type": "int64"}], "name": "foo.key", "optional": false, "type": "struct"}, ' +
      '{"field": "ts_ns", "optional": false, "type": "int64"}, {"field": "op", "optional": false, "type": "string"}], ' +
      '"name": "cockroachdb.envelope", "optional": false, "type": "struct"}}'
  }
];

describe('the enriched envelope', () => {
  it.each(ENRICHED)('$name', ({ options, in: input, out }) => {
    expect(encoder({ envelope: 'enriched', ...options }).encode(input).value).toBe(out);
  });

  it('writes keys as objects, with a schema where asked for', () => {
    const plain = encoder({ envelope: 'enriched' }).encode(insert);
    const schema = encoder({ envelope: 'enriched', enrichedSchema: true }, 'db.public.foo').encode(insert);
    expect(plain.key).toBe('{"a": 1}');
    expect(schema.key).toBe(
      '{"payload": {"a": 1}, "schema": {"fields": [{"field": "a", "optional": false, "type": "int64"}], ' +
        '"name": "db.public.foo.key", "optional": false, "type": "struct"}}'
    );
  });

  it('names every type of column in the schema', () => {
    const shape = tableShape(
      benchTable([
        { name: 'a', type: INT },
        { name: 'd', type: { family: 'decimal', precision: 10, scale: 2 } },
        { name: 'f', type: arrayOf(FLOAT) },
        { name: 'j', type: JSONB },
        { name: 't', type: { family: 'timestamptz' } }
      ]),
      undefined,
      PLAIN_SHAPE
    );
    const { value } = encoder({ envelope: 'enriched', enrichedSchema: true }).encode(
      change(shape, [1, '1.00', null, null, null])
    );
    const { schema } = JSON.parse(value!) as { schema: { fields: { fields: object[] }[] } };
    expect(schema.fields[0].fields).toEqual([
      { field: 'a', optional: false, type: 'int64' },
      {
        field: 'd',
        name: 'decimal',
        optional: true,
        parameters: { precision: '10', scale: '2' },
        type: 'float64'
      },
      { field: 'f', items: { optional: false, type: 'float64' }, optional: true, type: 'array' },
      { field: 'j', optional: true, type: 'json' },
      { field: 't', name: 'timestamp', optional: true, type: 'string' }
    ]);
  });
});
