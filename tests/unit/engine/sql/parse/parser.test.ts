import { describe, expect, it } from 'vitest';
import { SqlError } from '../../../../../src/lib/engine/base/errors';
import {
  parseExpression,
  parseScriptLenient,
  parseStatement,
  parseStatements
} from '../../../../../src/lib/engine/sql/parse/parser';

function errorOf(run: () => unknown): SqlError {
  try {
    run();
  } catch (error) {
    if (error instanceof SqlError) return error;
    throw error;
  }
  throw new Error('it parsed');
}

describe('accepted', () => {
  it.each([
    'SELECT 1;',
    '-- only a comment',
    '',
    '/* a /* nested */ comment */ SELECT 1',
    "SELECT $$it's$$ || $tag$ $$ $tag$",
    "SELECT 'a'\n'b'",
    'SELECT .5, 1., 1e5, 0x1F FROM t',
    '\ufeffSELECT 1',
    'SELECT a.b.c.d, a.*, (b).c FROM a',
    'SELECT year, month FROM t year',
    'SELECT a FROM t WHERE (a, b) IN ((1, 2), (3, 4)) AND (a, b) > (1, 2)',
    'SELECT 1 FROM a, LATERAL (SELECT a.x) AS b WHERE EXISTS (SELECT 1)',
    "SELECT ARRAY[1,2][1], ARRAY(SELECT 1), '{}'::INT[]",
    'ALTER BACKUP SCHEDULE 814155335856521217 SET LABEL x',
    'ALTER INDEX t@i SET (skip_unique_checks = true)',
    "ALTER CHANGEFEED 123 ADD a, b WITH initial_scan = 'yes' DROP c SET diff UNSET resolved",
    "CREATE CHANGEFEED FOR t INTO 'null://' WITH OPTIONS (min_checkpoint_frequency = '1s', updated)",
    'CREATE FUNCTION f(a INT) RETURNS INT LANGUAGE SQL AS $$ SELECT a $$',
    "BACKUP DATABASE d INTO 's3://b' AS OF SYSTEM TIME '-10s' WITH revision_history"
  ])('%s', (text) => {
    expect(() => parseStatement(text)).not.toThrow();
  });

  it('long chains and lists without nesting', () => {
    expect(() => parseStatement(`SELECT 1${' UNION ALL SELECT 1'.repeat(5000)}`)).not.toThrow();
    expect(() => parseStatement(`SELECT a IN (${'1,'.repeat(200_000)}1)`)).not.toThrow();
    expect(() => parseStatement(`SELECT a FROM t WHERE ${'a = 1 OR '.repeat(20_000)} b`)).not.toThrow();
    expect(() => parseStatement(`SELECT ${'/*'.repeat(50_000)}${'*/'.repeat(50_000)} 1`)).not.toThrow();
  });
});

describe('refused', () => {
  const rows: readonly { in: string; sqlstate?: string; at: string; mentions?: RegExp; hint?: RegExp }[] = [
    { in: 'SELEC 1', at: 'SELEC', mentions: /at or near "selec": syntax error/, hint: /SELECT/ },
    { in: 'SELECT * FORM t', at: 'FORM', hint: /FROM/ },
    { in: 'SELECT * FROM t WERE a = 1', at: 'a', hint: /WHERE instead of WERE/ },
    { in: 'CREATE CHANGEFED FOR t', at: 'CHANGEFED', hint: /CHANGEFEED/ },
    { in: 'GRANT ALL ON t TO user', at: 'user', hint: /"user"/ },
    { in: 'INSERT t VALUES (1)', at: 't', hint: /INTO/ },
    { in: "CREATE CHANGEFEED FOR t INTO 'x' WITH", at: '', mentions: /EOF/, hint: /option/ },
    { in: 'SELECT a = b = c', at: '= c' },
    { in: 'SELECT (1', at: '', mentions: /EOF/ },
    { in: "SELECT 'abc", at: "'abc", mentions: /unterminated string/ },
    { in: 'SELECT /* abc', at: '/*', mentions: /unterminated comment/ },
    { in: 'SELECT 1e', at: '1e' },
    { in: 'SELECT 0x', at: '0x' },
    { in: 'SELECT 12ab', at: '12a', mentions: /trailing junk/ },
    { in: 'CREATE TABLE "" (a INT)', at: '""' },
    { in: "SELECT e'\\xff'", sqlstate: '22021', at: "e'\\xff'" },
    { in: 'SELECT “hello”', at: '“hello”', hint: /'/ },
    { in: 'SELECT 1\u00a0+ 1', at: '' },
    { in: 'SELECT 1; SELECT 2', at: 'SELECT 2' },
    { in: 'CREATE TABLE t (a INT PRIMARY)', at: ')' },
    { in: 'CREATE AGGREGATE a', sqlstate: '0A000', at: 'AGGREGATE' },
    {
      in: 'ALTER BACKUP SCHEDULE 99999999999999999999 SET LABEL x',
      sqlstate: '22003',
      at: '99999999999999999999'
    },
    { in: `SELECT ${'('.repeat(10_000)}1${')'.repeat(10_000)}`, sqlstate: '54001', at: '(' },
    { in: `SELECT ${'- '.repeat(5000)}1`, sqlstate: '54001', at: '-' },
    { in: `SELECT ${'NOT '.repeat(5000)}true`, sqlstate: '54001', at: 'NOT' },
    { in: `SELECT ${'(SELECT '.repeat(2000)}1${')'.repeat(2000)}`, sqlstate: '54001', at: '' }
  ];
  it.each(rows)('$in', (row) => {
    const error = errorOf(() => parseStatement(row.in));
    expect(error.sqlstate).toBe(row.sqlstate ?? '42601');
    if (row.mentions) expect(error.message).toMatch(row.mentions);
    if (row.hint) expect(error.hint).toMatch(row.hint);
    const { span } = error;
    expect(span).toBeDefined();
    if (span && row.at !== '')
      expect(row.in.slice(span.offset)).toSatisfy((rest: string) => rest.startsWith(row.at));
  });
});

it('says which statement of several is wrong, and reads the others', () => {
  const { statements, errors } = parseScriptLenient('SELECT 1; SELEC 2; SELECT 3; SELECT (;');
  expect(statements).toHaveLength(2);
  expect(errors.map(({ span }) => span?.offset)).toEqual([10, 37]);
});

it('keeps semicolons of a routine body together', () => {
  const text = 'CREATE FUNCTION f() RETURNS INT BEGIN ATOMIC SELECT 1; SELECT 2; END; SELECT 3';
  expect(parseStatements(text).map(({ kind }) => kind)).toEqual(['other', 'query']);
});

describe('trees', () => {
  it.each([
    ['a OR b AND c', { kind: 'or', operands: [{ kind: 'column' }, { kind: 'and' }] }],
    ['1 + 2 * 3', { kind: 'binary', op: '+', right: { op: '*' } }],
    ['2 ^ 3 ^ 2', { kind: 'binary', op: '^', left: { op: '^' } }],
    ['-a ^ 2', { kind: 'binary', op: '^', left: { kind: 'unary' } }],
    ['a IS NOT DISTINCT FROM false', { kind: 'is', test: 'FALSE', not: false }],
    ['a NOT IN (1)', { kind: 'in', not: true }],
    ['"A".b', { kind: 'column', column: 'b', table: { table: 'A' } }],
    ['Á', { kind: 'column', column: 'á' }]
  ])('%s', (text, tree) => {
    expect(parseExpression(text)).toMatchObject(tree);
  });

  it('numbers literals in text order', () => {
    expect(parseExpression("f(1, 'a', 2.5)")).toMatchObject({ args: [{ lit: 0 }, { lit: 1 }, { lit: 2 }] });
  });
});
