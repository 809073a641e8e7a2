import { describe, expect, it } from 'vitest';
import { answers } from '../../../support/engine/answers';

/** What statements hold besides the rows they name: places of an index without a row, and rows that foreign keys refer to. */

const SETUP = `CREATE TABLE p (id INT PRIMARY KEY, g INT, INDEX (g));
  CREATE TABLE c (id INT PRIMARY KEY, p INT REFERENCES p, INDEX (p));
  INSERT INTO p VALUES (1, 1), (2, 2);\n`;

const run = (script: string) => answers(SETUP + script).slice(3);

type Case = readonly [name: string, script: string, answers: readonly string[]];

const PHANTOMS: readonly Case[] = [
  [
    'of two who count a group by its index and then join it, one begins again',
    `BEGIN; SELECT count(*) FROM p WHERE g = 7;
     \\session b
     BEGIN; SELECT count(*) FROM p WHERE g = 8; INSERT INTO p VALUES (4, 7); COMMIT;
     \\session root
     INSERT INTO p VALUES (3, 8); COMMIT;`,
    [
      'root: BEGIN',
      'root: 0',
      'b: BEGIN',
      'b: 0',
      'b: INSERT 0 1',
      'b: COMMIT',
      'root: INSERT 0 1',
      'root: 40001'
    ]
  ],
  [
    'a row that moves into a group is seen by nobody who counted it before',
    `BEGIN; SELECT count(*) FROM p WHERE g = 7;
     \\session b
     BEGIN; SELECT count(*) FROM p WHERE g = 8; UPDATE p SET g = 7 WHERE id = 1; COMMIT;
     \\session root
     UPDATE p SET g = 8 WHERE id = 2; COMMIT;`,
    [
      'root: BEGIN',
      'root: 0',
      'b: BEGIN',
      'b: 0',
      'b: UPDATE 1',
      'b: COMMIT',
      'root: UPDATE 1',
      'root: 40001'
    ]
  ]
];

describe('places of an index', () => {
  it.each(PHANTOMS)('%s', (_name, script, expected) => {
    expect(run(script)).toEqual(expected);
  });
});

const REFERENCES: readonly Case[] = [
  [
    'READ COMMITTED holds the row that a new one refers to',
    `SET default_transaction_isolation = 'read committed';
     BEGIN; INSERT INTO c VALUES (1, 1);
     \\session b
     SET lock_timeout = '20ms'; DELETE FROM p WHERE id = 1;
     \\session root
     COMMIT;
     \\session b
     DELETE FROM p WHERE id = 1;`,
    ['root: SET', 'root: BEGIN', 'root: INSERT 0 1', 'b: SET', 'b: 55P03', 'root: COMMIT', 'b: 23503']
  ],
  [
    'READ COMMITTED waits for who may be about to refer to the row that it deletes',
    `BEGIN; INSERT INTO c VALUES (1, 1);
     \\session b
     BEGIN ISOLATION LEVEL READ COMMITTED; DELETE FROM p WHERE id = 1;
     \\session root
     COMMIT;
     \\wait 1s
     \\session b
     COMMIT; SELECT count(*) FROM p;`,
    ['root: BEGIN', 'root: INSERT 0 1', 'b: BEGIN', 'root: COMMIT', 'b: 23503', 'b: ROLLBACK', 'b: 2']
  ],
  [
    'a serializable transaction waits for READ COMMITTED to have deleted what it refers to',
    `BEGIN ISOLATION LEVEL READ COMMITTED; DELETE FROM p WHERE id = 1;
     \\session b
     INSERT INTO c VALUES (1, 1);
     \\session root
     COMMIT;
     \\wait 1s
     SELECT count(*) FROM c;`,
    ['root: BEGIN', 'root: DELETE 1', 'root: COMMIT', 'b: 23503', 'root: 0']
  ],
  [
    'a serializable transaction does so when its session asks for it',
    `SET enable_shared_locking_for_serializable = on; SET enable_implicit_fk_locking_for_serializable = on;
     BEGIN; INSERT INTO c VALUES (1, 1);
     \\session b
     SET lock_timeout = '20ms'; UPDATE p SET g = 9 WHERE id = 1;`,
    ['root: SET', 'root: SET', 'root: BEGIN', 'root: INSERT 0 1', 'b: SET', 'b: 55P03']
  ]
];

describe('rows that are referred to', () => {
  it.each(REFERENCES)('%s', (_name, script, expected) => {
    expect(run(script)).toEqual(expected);
  });
});

const SHARED: readonly Case[] = [
  [
    'is a plain read of a serializable transaction',
    'BEGIN; SELECT g FROM p WHERE id = 1 FOR SHARE;',
    ['root: BEGIN', 'root: 1', 'b: SET', 'b: UPDATE 1']
  ],
  [
    'locks where the session wants shared locks',
    'SET enable_shared_locking_for_serializable = on; BEGIN; SELECT g FROM p WHERE id = 1 FOR SHARE;',
    ['root: SET', 'root: BEGIN', 'root: 1', 'b: SET', 'b: 55P03']
  ],
  [
    'locks in READ COMMITTED',
    'BEGIN ISOLATION LEVEL READ COMMITTED; SELECT g FROM p WHERE id = 1 FOR SHARE;',
    ['root: BEGIN', 'root: 1', 'b: SET', 'b: 55P03']
  ]
];

describe('FOR SHARE', () => {
  it.each(SHARED)('%s', (_name, script, expected) => {
    const writer = `\n\\session b\nSET lock_timeout = '20ms'; UPDATE p SET g = 5 WHERE id = 1;`;
    expect(run(script + writer)).toEqual(expected);
  });
});
