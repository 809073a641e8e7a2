import { expect, it } from 'vitest';
import { SqlError } from '../../../../../src/lib/engine/base/errors';
import { Bench } from '../../../../support/sql/bench';

/** Longer statements are not kept, and their rows of literals are read column by column. */
const LONG = ' '.repeat(20_000);

const TYPES = [
  'INT',
  'INT2',
  'OID',
  'FLOAT',
  'FLOAT4',
  'DECIMAL',
  'DECIMAL(5, 2)',
  'BOOL',
  'STRING',
  'VARCHAR(3)',
  'CHAR(3)',
  'BYTES',
  'DATE',
  'TIMESTAMPTZ',
  'INTERVAL',
  'UUID',
  'JSONB',
  'INT[]',
  'VARBIT(4)'
];

const LITERALS = [
  '0',
  '-0',
  '7',
  '007',
  '0x1F',
  '-12',
  '70000',
  '999999999999999',
  '9223372036854775807',
  '9223372036854775808',
  '-9223372036854775808',
  '-9223372036854775809',
  '1.0',
  '-1.50',
  '123.456',
  '1e3',
  '1e400',
  'NULL',
  'true',
  'FALSE',
  "'a'",
  "'it''s'",
  "'abcd'",
  "'abc   '",
  "'1'",
  "'2024-02-29'",
  "'2024-02-30'",
  "'1 day'",
  "'{1,2}'",
  `'{"a": 1}'`,
  "'00000000-0000-0000-0000-000000000001'",
  "'1010'",
  "'\\x61'",
  "''"
];

function answer(type: string, literal: string, padding: string): unknown {
  const bench = new Bench();
  bench.exec(`CREATE TABLE t (k INT PRIMARY KEY, v ${type})`);
  try {
    bench.exec(`INSERT INTO t${padding} VALUES (1, ${literal}), (2, ${literal})`);
  } catch (error) {
    if (!(error instanceof SqlError)) throw error;
    const { sqlstate, message, detail, span } = error;
    return { sqlstate, message, detail, span: span && { ...span, offset: span.offset - padding.length } };
  }
  return bench.exec('SELECT v FROM t ORDER BY k').datums;
}

it.each(TYPES)('literals become %s in a long statement as they do in a short one', (type) => {
  for (const literal of LITERALS)
    expect([literal, answer(type, literal, LONG)]).toEqual([literal, answer(type, literal, '')]);
});

it.each([
  ["(1, 'a', 3), (2, 'b')", '42601'],
  ["(1, 'a'), (2, 'b', 3)", '42601'],
  ["(1, 'a'), (1, 'b')", '23505'],
  ["(1, 'a'), (NULL, 'b')", '23502'],
  // The value that cannot be read is found before anything is written, the one that is too long only then.
  ["(1, 'a'), (1, 'b'), ('x', 'c')", '22P02'],
  ["(1, 'a'), (1, 'b'), (2, 'too long')", '23505'],
  ["(1, 'a'), (2, 'too long'), (1, 'b')", '22001']
])('%s fails with %s, short or long', (rows, sqlstate) => {
  const failure = (padding: string) => {
    const bench = new Bench();
    bench.exec('CREATE TABLE t (k INT PRIMARY KEY, v VARCHAR(3))');
    const { span, ...error } = bench.error(`INSERT INTO t${padding} VALUES ${rows}`);
    return { ...error, at: span && span.offset - padding.length };
  };
  const long = failure(LONG);
  expect(long).toMatchObject({ sqlstate });
  expect(long).toEqual(failure(''));
});

it.each(['INT AS (k + 1) STORED', 'INT GENERATED ALWAYS AS IDENTITY'])(
  'a column of %s takes no literal',
  (type) => {
    const failure = (padding: string) => {
      const bench = new Bench();
      bench.exec(`CREATE TABLE t (k INT PRIMARY KEY, v ${type})`);
      return bench.error(`INSERT INTO t${padding} VALUES (1, 2)`);
    };
    expect(failure(LONG).message).toBe(failure('').message);
  }
);
