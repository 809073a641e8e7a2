import { describe, expect, it } from 'vitest';
import { Bench } from '../../../../support/sql/bench';
import { rowsText } from '../../../../support/sql/query-cases';

const bench = (action: string): Bench => {
  const made = new Bench();
  made.exec(`
    CREATE TABLE p (id INT PRIMARY KEY);
    CREATE TABLE c (id INT PRIMARY KEY, p_id INT DEFAULT 3 REFERENCES p (id) ${action}, INDEX (p_id));
    INSERT INTO p VALUES (1), (2), (3);
    INSERT INTO c VALUES (10, 1), (11, 2), (12, NULL)`);
  return made;
};

const CASES: readonly (readonly [name: string, action: string, sql: string, children: string])[] = [
  ['ON DELETE CASCADE', 'ON DELETE CASCADE', 'DELETE FROM p WHERE id = 1', '11 2|12 NULL'],
  ['ON DELETE SET NULL', 'ON DELETE SET NULL', 'DELETE FROM p WHERE id = 1', '10 NULL|11 2|12 NULL'],
  ['ON DELETE SET DEFAULT', 'ON DELETE SET DEFAULT', 'DELETE FROM p WHERE id = 1', '10 3|11 2|12 NULL'],
  ['ON UPDATE CASCADE', 'ON UPDATE CASCADE', 'UPDATE p SET id = 9 WHERE id = 2', '10 1|11 9|12 NULL'],
  ['ON UPDATE SET NULL', 'ON UPDATE SET NULL', 'UPDATE p SET id = 9 WHERE id = 2', '10 1|11 NULL|12 NULL'],
  ['a parent without children may go', '', 'DELETE FROM p WHERE id = 3', '10 1|11 2|12 NULL'],
  ['an update that leaves the key', '', 'UPDATE p SET id = id', '10 1|11 2|12 NULL']
];

it.each(CASES)('%s', (_name, action, sql, children) => {
  const made = bench(action);
  made.exec(sql);
  expect(rowsText(made.rows('SELECT * FROM c ORDER BY id'))).toBe(children);
});

describe('refused with 23503', () => {
  it.each([
    [
      'a child without parent',
      'INSERT INTO c VALUES (13, 8)',
      'insert on table "c" violates foreign key constraint "c_p_id_fkey"'
    ],
    [
      'a child that moves to none',
      'UPDATE c SET p_id = 8 WHERE id = 10',
      'update on table "c" violates foreign key constraint "c_p_id_fkey"'
    ],
    [
      'a parent that has children',
      'DELETE FROM p WHERE id = 1',
      'delete on table "p" violates foreign key constraint "c_p_id_fkey" on table "c"'
    ],
    [
      'a parent whose key changes',
      'UPDATE p SET id = 9 WHERE id = 1',
      'update on table "p" violates foreign key constraint "c_p_id_fkey" on table "c"'
    ]
  ])('%s', (_name, sql, message) => {
    const error = bench('').error(sql);
    expect([error.sqlstate, error.message]).toEqual(['23503', message]);
  });
});

it('checks when the statement has ended, so that a row may refer to itself', () => {
  const made = new Bench();
  made.exec(`CREATE TABLE e (id INT PRIMARY KEY, boss INT REFERENCES e (id));
    INSERT INTO e VALUES (1, 2), (2, 2), (3, 1); DELETE FROM e`);
  expect(made.rows('SELECT * FROM e')).toEqual([]);
});

it('follows a chain of cascades far deeper than a call stack', () => {
  const made = new Bench();
  made.exec(`CREATE TABLE n (id INT PRIMARY KEY, up INT REFERENCES n (id) ON DELETE CASCADE, INDEX (up));
    INSERT INTO n SELECT i, NULLIF(i - 1, 0) FROM generate_series(1, 20000) AS g(i);
    DELETE FROM n WHERE id = 1`);
  expect(rowsText(made.rows('SELECT count(*) FROM n'))).toBe('0');
});
