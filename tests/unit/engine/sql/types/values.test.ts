import { describe, expect, it } from 'vitest';
import type { Datum } from '$lib/engine/base/datum';
import { castDatum } from '$lib/engine/sql/types/cast';
import { compareDatums, equalDatums, hashKey } from '$lib/engine/sql/types/compare';
import { csvForm, csvRecord } from '$lib/engine/sql/types/csv-form';
import { formatDatum } from '$lib/engine/sql/types/format';
import { jsonForm } from '$lib/engine/sql/types/json-form';
import { bytesOfKey, datumsToBytes, encodeKeyPart, keyOfBytes } from '$lib/engine/sql/types/key-encoding';
import { parseDatum } from '$lib/engine/sql/types/parse';
import { DEFAULT_FORMAT } from '$lib/engine/sql/types/session-format';
import { datumToSql } from '$lib/engine/sql/types/sql-literal';
import * as T from '$lib/engine/sql/types/type';
import { toHex } from '$lib/engine/sql/types/bytes-text';
import { codeOf } from '../../../../support/sql-state';

const MOOD: T.EnumType = {
  family: 'enum',
  id: 7,
  name: 'mood',
  schema: 'public',
  def: {
    members: [
      { rank: 1, label: 'sad' },
      { rank: 1.5, label: 'meh' },
      { rank: 2, label: 'happy' },
      { rank: 3, label: 'soon', readOnly: true }
    ]
  }
};
const CHAR5: T.StringType = { family: 'string', variant: 'char', width: 5 };
const VARCHAR3: T.StringType = { family: 'string', variant: 'varchar', width: 3 };
const BIT3: T.BitType = { family: 'bit', varying: false, width: 3 };
const GERMAN: T.CollatedType = { family: 'collated', variant: 'string', locale: 'de' };

/** Text in, then its forms: what a client sees, JSON of messages (reference §4.9), CSV (§4.10) and SQL. */
const FORMS: readonly [T.SqlType, string, string, string, string, string][] = [
  [T.BOOL, 'true', 't', 'true', 'true', 'true'],
  [T.BOOL, ' No ', 'f', 'false', 'false', 'false'],
  [
    T.INT,
    '9223372036854775807',
    '9223372036854775807',
    '9223372036854775807',
    '9223372036854775807',
    '9223372036854775807'
  ],
  [T.FLOAT, '10', '10', '1E+1', '10.0', '10.0'],
  [T.FLOAT, '-0', '-0', '-0', '-0.0', '-0.0'],
  [T.FLOAT, 'NaN', 'NaN', '"NaN"', 'NaN', "'NaN'::FLOAT8"],
  [T.DECIMAL, '53.00', '53.00', '53.00', '53.00', '53.00'],
  [T.DECIMAL, '-inf', '-Infinity', '"-Infinity"', '-Infinity', "'-Infinity'::DECIMAL"],
  [T.STRING, 'a"b\\\u0001ü', 'a"b\\\u0001ü', '"a\\"b\\\\\\u0001ü"', 'a"b\\\u0001ü', "e'a\"b\\\\\\x01ü'"],
  [GERMAN, 'Straße', 'Straße', '"Straße"', 'Straße', "'Straße' COLLATE de"],
  [CHAR5, 'abc  ', 'abc  ', '"abc"', 'abc', "'abc'"],
  [T.BYTES, 'hi', '\\x6869', '"\\\\x6869"', '\\x6869', "'\\x6869'"],
  [
    T.UUID,
    '{27F4F4C9-E35A-45DD-9B79-5FF0F9B5FBB0}',
    '27f4f4c9-e35a-45dd-9b79-5ff0f9b5fbb0',
    '"27f4f4c9-e35a-45dd-9b79-5ff0f9b5fbb0"',
    '27f4f4c9-e35a-45dd-9b79-5ff0f9b5fbb0',
    "'27f4f4c9-e35a-45dd-9b79-5ff0f9b5fbb0'::UUID"
  ],
  [T.DATE, '2024-05-09', '2024-05-09', '"2024-05-09"', '2024-05-09', "'2024-05-09'::DATE"],
  [T.DATE, '-infinity', '-infinity', '"-infinity"', '-infinity', "'-infinity'::DATE"],
  [
    T.TIME,
    '12:18:42.022952',
    '12:18:42.022952',
    '"12:18:42.022952"',
    '12:18:42.022952',
    "'12:18:42.022952'::TIME"
  ],
  [
    T.TIMETZ,
    '12:18:42.02+02',
    '12:18:42.02+02',
    '"12:18:42.02+02:00:00"',
    '12:18:42.02+02',
    "'12:18:42.02+02'::TIMETZ"
  ],
  [
    T.TIMESTAMP,
    '2019-01-02 03:04:05',
    '2019-01-02 03:04:05',
    '"2019-01-02T03:04:05"',
    '2019-01-02 03:04:05',
    "'2019-01-02 03:04:05'::TIMESTAMP"
  ],
  [
    T.TIMESTAMPTZ,
    '2025-05-09 21:20:29.203923Z',
    '2025-05-09 21:20:29.203923+00',
    '"2025-05-09T21:20:29.203923Z"',
    '2025-05-09 21:20:29.203923+00',
    "'2025-05-09 21:20:29.203923+00'::TIMESTAMPTZ"
  ],
  [
    T.INTERVAL,
    'P1DT2H3M4S',
    '1 day 02:03:04',
    '"1 day 02:03:04"',
    '1 day 02:03:04',
    "'1 day 02:03:04'::INTERVAL"
  ],
  [
    T.INET,
    '192.168.0.1/24',
    '192.168.0.1/24',
    '"192.168.0.1/24"',
    '192.168.0.1/24',
    "'192.168.0.1/24'::INET"
  ],
  [T.INET, '192.168.0.1/32', '192.168.0.1', '"192.168.0.1"', '192.168.0.1', "'192.168.0.1'::INET"],
  [T.VARBIT, '10101', '10101', '"10101"', '10101', "B'10101'"],
  [
    T.JSONB,
    '{"color":"black"}',
    '{"color": "black"}',
    '{"color": "black"}',
    '{"color": "black"}',
    `'{"color": "black"}'::JSONB`
  ],
  [T.JSONB, 'null', 'null', 'null', 'null', "'null'::JSONB"],
  [MOOD, 'happy', 'happy', '"happy"', 'happy', "'happy'::public.mood"],
  [
    T.arrayOf(T.INT),
    '{1, NULL ,3}',
    '{1,NULL,3}',
    '[1, null, 3]',
    'ARRAY[1:::INT8,NULL,3:::INT8]',
    'ARRAY[1,NULL,3]'
  ],
  [
    T.arrayOf(T.STRING),
    '{a b,"null","",c\\"d}',
    '{"a b","null","","c\\"d"}',
    '["a b", "null", "", "c\\"d"]',
    `ARRAY['a b':::STRING,'null':::STRING,'':::STRING,'c"d':::STRING]`,
    `ARRAY['a b','null','','c"d']`
  ],
  [T.arrayOf(T.INT), '{}', '{}', '[]', 'ARRAY[]', 'ARRAY[]::INT8[]'],
  [
    T.arrayOf(T.FLOAT),
    '{-1,0.5,1e20,Infinity}',
    '{-1,0.5,1e+20,Infinity}',
    '[-1, 0.5, 1E+20, "Infinity"]',
    "ARRAY[(-1.0):::FLOAT8,0.5:::FLOAT8,1e+20:::FLOAT8,'+Inf':::FLOAT8]",
    "ARRAY[-1.0,0.5,1e+20,'Infinity'::FLOAT8]"
  ],
  [
    T.arrayOf(MOOD),
    '{happy}',
    '{happy}',
    '["happy"]',
    "ARRAY['happy':::public.mood]",
    "ARRAY['happy'::public.mood]"
  ],
  [
    T.tupleOf([T.INT, T.STRING]),
    '(1,"a b")',
    '(1,"a b")',
    '{"f1": 1, "f2": "a b"}',
    '(1, a b)',
    "(1, 'a b')"
  ],
  [
    T.tupleOf([T.INT, T.STRING], ['b', 'a']),
    '(1,)',
    '(1,)',
    '{"a": null, "b": 1}',
    '((1, NULL) AS b, a)',
    '((1, NULL) AS b, a)'
  ],
  [T.OID, '26', '26', '"26"', '26', '26::OID']
];

describe('forms of a value', () => {
  it.each(FORMS)('%o of %s', (type, text, client, json, csv, sql) => {
    const datum = parseDatum(text, type, DEFAULT_FORMAT);
    expect(formatDatum(datum, type, DEFAULT_FORMAT)).toBe(client);
    expect(jsonForm(datum, type)).toBe(json);
    expect(csvForm(datum, type)).toBe(csv);
    expect(datumToSql(datum, type)).toBe(sql);
  });

  it('of NULL', () => {
    expect(formatDatum(null, T.INT, DEFAULT_FORMAT)).toBeNull();
    expect([jsonForm(null, T.INT), csvForm(null, T.INT), datumToSql(null, T.INT)]).toEqual([
      'null',
      'NULL',
      'NULL'
    ]);
  });

  it('CSV fields are quoted where RFC 4180 asks for it', () =>
    expect(csvRecord(['a', '', 'b,c', 'd"e', ' f', 'g\nh'])).toBe('a,,"b,c","d""e"," f","g\nh"'));

  it('a printed value reads back', () => {
    for (const [type, text] of FORMS) {
      const datum = parseDatum(text, type, DEFAULT_FORMAT);
      const again = parseDatum(formatDatum(datum, type, DEFAULT_FORMAT)!, type, DEFAULT_FORMAT);
      expect(equalDatums(datum, again, type)).toBe(true);
    }
  });
});

describe('text that is no value', () => {
  it.each([
    [T.INT, 'abc', '22P02'],
    [T.INT, '99999999999999999999', '22003'],
    [T.INT2, '40000', '22003'],
    [T.BOOL, 'x', '22P02'],
    [T.BOOL, 'o', '22P02'],
    [T.UUID, '123e4567-e89b-12d3-a456-42661417400', '22P02'],
    [T.UUID, 'nope', '22P02'],
    [BIT3, '2', '22P02'],
    [BIT3, '10', '22026'],
    [T.INET, '1.2.3', '22P02'],
    [T.INET, '1.2.3.4/33', '22P02'],
    [T.BYTES, '\\xabc', '22P02'],
    [T.BYTES, 'a\\1', '22P02'],
    [T.JSONB, '{', '22P02'],
    [MOOD, 'angry', '22P02'],
    [MOOD, 'soon', '55000'],
    [VARCHAR3, 'toolong', '22001'],
    [T.arrayOf(T.INT), '{1', '22P02'],
    [T.arrayOf(T.INT), '{1}x', '22P02'],
    [T.arrayOf(T.INT), '{{1}}', '0A000'],
    [T.arrayOf(T.INT), '{,}', '22P02'],
    [T.tupleOf([T.INT]), '(1,2)', '22P02'],
    [{ family: 'other', name: 'geometry' } as const, 'POINT(1', '22P02'],
    [{ family: 'other', name: 'jsonpath' } as const, '$.a', '0A000']
  ])('%o from %j', (type, text, code) =>
    expect(codeOf(() => parseDatum(text, type, DEFAULT_FORMAT))).toBe(code)
  );

  it('names text and type', () =>
    expect(() => parseDatum('abc', T.INT, DEFAULT_FORMAT)).toThrow('could not parse "abc" as type int'));
});

describe('casts', () => {
  const cast = (text: string, from: T.SqlType, to: T.SqlType) =>
    formatDatum(
      castDatum(parseDatum(text, from, DEFAULT_FORMAT), from, to, DEFAULT_FORMAT),
      to,
      DEFAULT_FORMAT
    );
  it.each([
    ['3.7', T.DECIMAL, T.INT, '4'],
    ['2.5', T.FLOAT, T.INT, '2'],
    ['2.5', T.DECIMAL, T.INT, '3'],
    ['true', T.BOOL, T.INT, '1'],
    ['true', T.BOOL, T.STRING, 'true'],
    ['10', T.FLOAT, T.DECIMAL, '1E+1'],
    ['hello', T.STRING, VARCHAR3, 'hel'],
    ['hello', T.STRING, T.CHAR, 'h'],
    ['{hello,NULL}', T.STRING, T.arrayOf(VARCHAR3), '{hel,NULL}'],
    ['int[]', T.STRING, T.REGTYPE, 'bigint[]'],
    ['😀bc', T.STRING, { family: 'string', variant: 'string', width: 2 }, '😀b'],
    ['101', T.VARBIT, { family: 'bit', varying: false, width: 5 }, '10100'],
    ['5', T.INT, BIT3, '101'],
    ['-1', T.INT, BIT3, '111'],
    ['111', BIT3, T.INT, '7'],
    ['65', T.INT, T.QUOTED_CHAR, 'A'],
    ['1.2.3.4', T.INET, T.STRING, '1.2.3.4/32'],
    ['2024-05-09', T.DATE, T.TIMESTAMPTZ, '2024-05-09 00:00:00+00'],
    ['2024-05-09 12:00', T.TIMESTAMP, T.DATE, '2024-05-09'],
    ['1715256000', T.INT, T.TIMESTAMP, '2024-05-09 12:00:00'],
    ['2024-05-09 12:00:00.5', T.TIMESTAMP, T.DECIMAL, '1715256000.500000'],
    ['25:30:00', T.INTERVAL, T.TIME, '01:30:00'],
    ['12', T.INT, T.INTERVAL, '00:00:12'],
    ['1.5', T.JSONB, T.INT, '2'],
    ['true', T.JSONB, T.BOOL, 't'],
    ['{1,2}', T.arrayOf(T.INT), T.arrayOf(T.STRING), '{1,2}'],
    ['{1,NULL}', T.arrayOf(T.INT), T.STRING, '{1,NULL}'],
    ['4294967295', T.INT, T.OID, '4294967295'],
    ['-1', T.INT, T.OID, '4294967295'],
    ['happy', MOOD, T.STRING, 'happy']
  ] as [string, T.SqlType, T.SqlType, string][])('%s', (text, from, to, expected) =>
    expect(cast(text, from, to)).toBe(expected)
  );

  it.each([
    ['1e19', T.FLOAT, T.INT, '22003'],
    ['NaN', T.FLOAT, T.INT, '22003'],
    ['40000', T.INT, T.INT2, '22003'],
    ['1', T.INT, T.UUID, '42846'],
    ['"x"', T.JSONB, T.INT, '22023'],
    ['4294967296', T.INT, T.OID, '22003'],
    ['infinity', T.DATE, T.TIMESTAMP, '22008'],
    ['1E+400', T.DECIMAL, T.FLOAT, '22003']
  ] as [string, T.SqlType, T.SqlType, string][])('%s fails', (text, from, to, code) =>
    expect(codeOf(() => cast(text, from, to))).toBe(code)
  );
});

/** Values in rising order, by type: comparison, hash keys and index keys must all agree with it. */
const ORDER: readonly [string, T.SqlType, readonly string[]][] = [
  [
    'INT',
    T.INT,
    [
      '-9223372036854775808',
      '-4294967296',
      '-16777216',
      '-65536',
      '-257',
      '-256',
      '-255',
      '-1',
      '0',
      '109',
      '110',
      '255',
      '256',
      '65536',
      '4294967295',
      '4294967296',
      '9007199254740991',
      '9007199254740993',
      '9223372036854775807'
    ]
  ],
  [
    'DECIMAL',
    T.DECIMAL,
    [
      'NaN',
      '-Infinity',
      '-1E+600',
      '-1E+30',
      '-1.55',
      '-1.5',
      '-1E-30',
      '-1E-600',
      '0',
      '1E-600',
      '1E-30',
      '0.0001',
      '0.001',
      '1',
      '1.5',
      '9.9',
      '10',
      '99',
      '100',
      '12345.678',
      '1E+30',
      '1E+600',
      'Infinity'
    ]
  ],
  ['FLOAT', T.FLOAT, ['NaN', '-Infinity', '-1', '-1e-300', '0', '0.5', '1', '1e300', 'Infinity']],
  ['STRING', T.STRING, ['', 'a', 'a\0', 'a\0b', 'ab', 'aé', 'b', 'é', '\uffff', '😀']],
  ['BYTES', T.BYTES, ['', '\\x00', '\\x0000', '\\x0001', '\\x01', '\\xff', '\\xff00']],
  ['BOOL', T.BOOL, ['false', 'true']],
  [
    'DATE',
    T.DATE,
    ['-infinity', '4714-11-24 BC', '1969-12-31', '1970-01-01', '2024-05-09', '5874897-12-31', 'infinity']
  ],
  [
    'TIMESTAMPTZ',
    T.TIMESTAMPTZ,
    [
      '-infinity',
      '4714-11-24 BC',
      '1960-01-01 00:00:00.5',
      '1970-01-01',
      '2024-05-09 12:00',
      '2300-01-01',
      '294276-12-31',
      'infinity'
    ]
  ],
  ['TIMETZ', T.TIMETZ, ['00:00+15:59', '13:00+01', '12:00+00', '12:00-01', '23:59:59.999999-15:59']],
  [
    'INTERVAL',
    T.INTERVAL,
    [
      '-1000000 years',
      '-100 years',
      '-1 day',
      '00:00:00',
      '00:00:00.000001',
      '1 day',
      '1 month',
      '31 days',
      '100 years',
      '1000000 years'
    ]
  ],
  [
    'UUID',
    T.UUID,
    [
      '00000000-0000-0000-0000-000000000000',
      '27f4f4c9-e35a-45dd-9b79-5ff0f9b5fbb0',
      'ffffffff-0000-0000-0000-000000000000'
    ]
  ],
  ['INET', T.INET, ['10.0.0.0/8', '1.2.3.4', '2001:db8::/32', '::1', '::ffff:1.2.3.4']],
  ['VARBIT', T.VARBIT, ['', '0', '01', '1', '10', '111', '1'.repeat(64), `${'1'.repeat(64)}0`]],
  [
    'JSONB',
    T.JSONB,
    [
      '[]',
      'null',
      '"a"',
      '"b"',
      '-3',
      '1',
      '1.5',
      'false',
      'true',
      '[1]',
      '[2]',
      '[1, 1]',
      '{}',
      '{"a": 1}',
      '{"a": 2}',
      '{"b": 1}',
      '{"a": 1, "b": 2}'
    ]
  ],
  ['INT[]', T.arrayOf(T.INT), ['{}', '{NULL}', '{NULL,1}', '{1}', '{1,2}', '{2}']],
  ['enum', MOOD, ['sad', 'meh', 'happy']]
];

describe('order', () => {
  it.each(ORDER)('%s', (_name, type, texts) => {
    const values: Datum[] = [null, ...texts.map((text) => parseDatum(text, type, DEFAULT_FORMAT))];
    for (let i = 0; i < values.length; i++) {
      for (let k = 0; k < values.length; k++) {
        expect(Math.sign(compareDatums(values[i], values[k], type))).toBe(Math.sign(i - k));
        expect(
          hashKey(values[i], type) === hashKey(values[k], type) ||
            (i === k && hashKey(values[i], type) !== hashKey(values[i], type))
        ).toBe(i === k);
        const [a, b] = [encodeKeyPart(values[i], type, false), encodeKeyPart(values[k], type, false)];
        expect(a < b ? -1 : a > b ? 1 : 0).toBe(Math.sign(i - k));
        const [c, d] = [encodeKeyPart(values[i], type, true), encodeKeyPart(values[k], type, true)];
        expect(c < d ? -1 : c > d ? 1 : 0).toBe(Math.sign(k - i));
        expect(i !== k && b.startsWith(a)).toBe(false);
      }
    }
  });

  it.each([
    [T.DECIMAL, '1.0', '1.00'],
    [T.DECIMAL, '1E+1', '10'],
    [T.INTERVAL, '1 month', '30 days'],
    [T.JSONB, '{"a": 1.0}', '{"a": 1}'],
    [T.FLOAT, '0', '-0'],
    [T.arrayOf(T.DECIMAL), '{1.0}', '{1}']
  ])('equal values of %o have one hash key', (type, a, b) => {
    const key = (text: string) => hashKey(parseDatum(text, type, DEFAULT_FORMAT), type);
    expect(new Set([key(a), key(b)]).size).toBe(1);
  });
});

describe('key bytes are those of CockroachDB', () => {
  it.each([
    [T.INT, '0', '88'],
    [T.INT, '109', 'f5'],
    [T.INT, '110', 'f66e'],
    [T.INT, '256', 'f70100'],
    [T.INT, '-1', '87ff'],
    [T.INT, '9223372036854775807', 'fd7fffffffffffffff'],
    [T.INT, '-9223372036854775808', '808000000000000000'],
    [T.STRING, 'a\0é', '126100ffc3a90001'],
    [T.FLOAT, '1', '053ff0000000000000'],
    [T.DECIMAL, '1', '2a0200'],
    [T.DECIMAL, '99.01', '2ac70200'],
    [T.DATE, '1970-01-02', '89'],
    [T.TIMESTAMP, '1970-01-01 00:00:01', '148988'],
    [T.BOOL, 'true', '89'],
    [T.UUID, '00000000-0000-0000-0000-000000000001', `12${'00ff'.repeat(15)}010001`]
  ])('%o %s', (type, text, hex) => {
    const key = encodeKeyPart(parseDatum(text, type, DEFAULT_FORMAT), type, false);
    expect(toHex(bytesOfKey(key))).toBe(hex);
    expect(keyOfBytes(bytesOfKey(key))).toBe(key);
  });

  it('parts stand one after another', () =>
    expect(toHex(datumsToBytes([1, null, 'x'], [T.INT, T.INT, T.STRING]))).toBe('890012780001'));
});
