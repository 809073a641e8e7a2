import { describe, expect, it } from 'vitest';
import { answers } from '../../../support/engine/answers';
import { runScript } from '../../../support/engine/script-run';

const SETUP = `CREATE TABLE t (k INT PRIMARY KEY, v INT); INSERT INTO t VALUES (1, 10), (2, 20), (3, 30);\n`;

/** What the script answers behind its set-up. */
const run = (script: string) => answers(SETUP + script).slice(2);

type Case = readonly [name: string, script: string, answers: readonly string[]];

const LOCKS: readonly Case[] = [
  [
    'FOR UPDATE keeps writers waiting until its transaction ends',
    `BEGIN; SELECT v FROM t WHERE k = 1 FOR UPDATE;
     \\session b
     UPDATE t SET v = v + 1 WHERE k = 1;
     \\session root
     UPDATE t SET v = 100 WHERE k = 1; COMMIT;
     \\wait 1s
     SELECT v FROM t WHERE k = 1;`,
    ['root: BEGIN', 'root: 10', 'root: UPDATE 1', 'root: COMMIT', 'b: UPDATE 1', 'root: 101']
  ],
  [
    'plain reads pass a lock',
    `BEGIN; SELECT v FROM t WHERE k = 1 FOR UPDATE;
     \\session b
     SELECT v FROM t WHERE k = 1;`,
    ['root: BEGIN', 'root: 10', 'b: 10']
  ],
  [
    'NOWAIT fails, SKIP LOCKED leaves the row out',
    `BEGIN; SELECT v FROM t WHERE k = 2 FOR UPDATE;
     \\session b
     SELECT v FROM t FOR UPDATE NOWAIT;
     SELECT v FROM t FOR UPDATE SKIP LOCKED;`,
    ['root: BEGIN', 'root: 20', 'b: 55P03', 'b: 10|30']
  ],
  [
    'two may hold FOR SHARE, and neither may write then',
    `BEGIN ISOLATION LEVEL READ COMMITTED; SELECT v FROM t WHERE k = 1 FOR SHARE;
     \\session b
     BEGIN ISOLATION LEVEL READ COMMITTED; SELECT v FROM t WHERE k = 1 FOR SHARE;
     SET lock_timeout = '20ms'; UPDATE t SET v = 0 WHERE k = 1;`,
    ['root: BEGIN', 'root: 10', 'b: BEGIN', 'b: 10', 'b: SET', 'b: 55P03']
  ],
  [
    'a lock outlives a rollback to a savepoint',
    `BEGIN; SAVEPOINT s; SELECT v FROM t WHERE k = 1 FOR UPDATE; ROLLBACK TO SAVEPOINT s;
     \\session b
     SELECT v FROM t WHERE k = 1 FOR UPDATE NOWAIT;`,
    ['root: BEGIN', 'root: SAVEPOINT', 'root: 10', 'root: ROLLBACK', 'b: 55P03']
  ],
  [
    'an uncommitted write keeps readers waiting',
    `BEGIN; UPDATE t SET v = 11 WHERE k = 1;
     \\session b
     SELECT v FROM t WHERE k = 1;
     \\session root
     ROLLBACK;
     \\wait 1s`,
    ['root: BEGIN', 'root: UPDATE 1', 'root: ROLLBACK', 'b: 10']
  ],
  [
    'lock_timeout ends a wait',
    `BEGIN; UPDATE t SET v = 11 WHERE k = 1;
     \\session b
     SET lock_timeout = '50ms'; SELECT v FROM t WHERE k = 1; SELECT v FROM t WHERE k = 2;`,
    ['root: BEGIN', 'root: UPDATE 1', 'b: SET', 'b: 55P03', 'b: 20']
  ],
  [
    'statement_timeout ends a statement, waiting or at work',
    `BEGIN; UPDATE t SET v = 11 WHERE k = 1;
     \\session b
     SET statement_timeout = '80ms'; SELECT v FROM t WHERE k = 1; SELECT count(*) FROM generate_series(1, 1000000);`,
    ['root: BEGIN', 'root: UPDATE 1', 'b: SET', 'b: 57014', 'b: 57014']
  ],
  [
    'a circle of waits is broken at the youngest',
    `BEGIN; UPDATE t SET v = 0 WHERE k = 1;
     \\session b
     BEGIN; UPDATE t SET v = 0 WHERE k = 2;
     \\session root
     \\send
     UPDATE t SET v = 0 WHERE k = 2;
     \\wait 10ms
     \\session b
     UPDATE t SET v = 0 WHERE k = 1; ROLLBACK;
     \\wait 1s
     \\session root
     COMMIT;`,
    [
      'root: BEGIN',
      'root: UPDATE 1',
      'b: BEGIN',
      'b: UPDATE 1',
      'b: 40001',
      'b: ROLLBACK',
      'root: UPDATE 1',
      'root: COMMIT'
    ]
  ]
];

describe('locks', () => {
  it.each(LOCKS)('%s', (_name, script, expected) => {
    expect(run(script)).toEqual(expected);
  });

  it('names the row that is locked', () => {
    const { errors } = runScript(`${SETUP}BEGIN; SELECT * FROM t WHERE k = 2 FOR UPDATE;
      \\session b
      SELECT * FROM t FOR UPDATE NOWAIT;`);
    expect(errors).toEqual(['55P03 could not obtain lock on row (k)=(2) in t@t_pkey']);
  });
});

const PRIORITIES: readonly Case[] = [
  [
    'a writer of high priority aborts one of normal priority',
    `BEGIN; UPDATE t SET v = 1 WHERE k = 1;
     \\session b
     BEGIN PRIORITY HIGH; UPDATE t SET v = 2 WHERE k = 1; COMMIT;
     \\session root
     SELECT 1; COMMIT; SELECT v FROM t WHERE k = 1;`,
    [
      'root: BEGIN',
      'root: UPDATE 1',
      'b: BEGIN',
      'b: UPDATE 1',
      'b: COMMIT',
      'root: 40001',
      'root: ROLLBACK',
      'root: 2'
    ]
  ],
  [
    'a COMMIT learns that the transaction was aborted',
    `BEGIN PRIORITY LOW; UPDATE t SET v = 1 WHERE k = 1;
     \\session b
     UPDATE t SET v = 2 WHERE k = 1;
     \\session root
     COMMIT; SELECT v FROM t WHERE k = 1;`,
    ['root: BEGIN', 'root: UPDATE 1', 'b: UPDATE 1', 'root: 40001', 'root: 2']
  ],
  [
    'a reader of high priority moves a writer above itself and reads what was there',
    `BEGIN; UPDATE t SET v = 1 WHERE k = 1;
     \\session b
     BEGIN; SET TRANSACTION PRIORITY HIGH; SELECT v FROM t WHERE k = 1; COMMIT;
     \\session root
     COMMIT; SELECT v FROM t WHERE k = 1;`,
    [
      'root: BEGIN',
      'root: UPDATE 1',
      'b: BEGIN',
      'b: SET TRANSACTION',
      'b: 10',
      'b: COMMIT',
      'root: COMMIT',
      'root: 1'
    ]
  ],
  [
    'low priority waits for normal',
    `BEGIN; UPDATE t SET v = 1 WHERE k = 1;
     \\session b
     SET default_transaction_priority = 'low'; UPDATE t SET v = 2 WHERE k = 1;
     \\session root
     COMMIT;
     \\wait 1s
     SELECT v FROM t WHERE k = 1;`,
    ['root: BEGIN', 'root: UPDATE 1', 'b: SET', 'root: COMMIT', 'b: UPDATE 1', 'root: 2']
  ],
  [
    'an intent that lies below what its transaction has risen to is moved as well',
    `BEGIN; UPDATE t SET v = 1 WHERE k = 1;
     \\session b
     BEGIN PRIORITY HIGH; SELECT v FROM t WHERE k = 3;
     \\wait 10ms
     \\session c
     SELECT v FROM t WHERE k = 2;
     \\session root
     UPDATE t SET v = 2 WHERE k = 2;
     \\session b
     SELECT v FROM t WHERE k = 1; COMMIT;
     \\session root
     COMMIT;`,
    [
      'root: BEGIN',
      'root: UPDATE 1',
      'b: BEGIN',
      'b: 30',
      'c: 20',
      'root: UPDATE 1',
      'b: 10',
      'b: COMMIT',
      'root: COMMIT'
    ]
  ]
];

describe('priorities', () => {
  it.each(PRIORITIES)('%s', (_name, script, expected) => {
    expect(run(script)).toEqual(expected);
  });
});

const ISOLATION: readonly Case[] = [
  [
    'SERIALIZABLE reads one moment',
    `BEGIN; SELECT v FROM t WHERE k = 1;
     \\session b
     UPDATE t SET v = 11 WHERE k = 1;
     \\session root
     SELECT v FROM t WHERE k = 1; COMMIT;`,
    ['root: BEGIN', 'root: 10', 'b: UPDATE 1', 'root: 10', 'root: COMMIT']
  ],
  [
    'READ COMMITTED reads anew with each statement',
    `BEGIN ISOLATION LEVEL READ COMMITTED; SELECT v FROM t WHERE k = 1;
     \\session b
     UPDATE t SET v = 11 WHERE k = 1;
     \\session root
     SELECT v FROM t WHERE k = 1; UPDATE t SET v = v + 1 WHERE k = 1; COMMIT; SELECT v FROM t WHERE k = 1;`,
    ['root: BEGIN', 'root: 10', 'b: UPDATE 1', 'root: 11', 'root: UPDATE 1', 'root: COMMIT', 'root: 12']
  ],
  [
    'write skew: one of the two must begin again',
    `BEGIN; SELECT sum(v) FROM t;
     \\session b
     BEGIN; SELECT sum(v) FROM t;
     \\session root
     UPDATE t SET v = 0 WHERE k = 1;
     \\session b
     UPDATE t SET v = 0 WHERE k = 2; COMMIT;
     \\session root
     COMMIT;`,
    [
      'root: BEGIN',
      'root: 60',
      'b: BEGIN',
      'b: 60',
      'root: UPDATE 1',
      'b: UPDATE 1',
      'b: COMMIT',
      'root: 40001'
    ]
  ],
  [
    'a change that has been written over since is a change',
    `BEGIN; SELECT v FROM t WHERE k = 1;
     \\session b
     BEGIN; SELECT v FROM t WHERE k = 2; UPDATE t SET v = 11 WHERE k = 1;
     \\session root
     UPDATE t SET v = 21 WHERE k = 2;
     \\session b
     COMMIT; UPDATE t SET v = 12 WHERE k = 1;
     \\session root
     COMMIT;`,
    [
      'root: BEGIN',
      'root: 10',
      'b: BEGIN',
      'b: 20',
      'b: UPDATE 1',
      'root: UPDATE 1',
      'b: COMMIT',
      'b: UPDATE 1',
      'root: 40001'
    ]
  ],
  [
    'a statement that read what has changed since cannot write it',
    `BEGIN; SELECT v FROM t WHERE k = 1;
     \\session b
     UPDATE t SET v = 11 WHERE k = 1;
     \\session root
     UPDATE t SET v = v + 1 WHERE k = 1; SELECT 1; ROLLBACK;`,
    ['root: BEGIN', 'root: 10', 'b: UPDATE 1', 'root: 40001', 'root: 25P02', 'root: ROLLBACK']
  ],
  [
    'the level of a transaction that has read cannot change',
    `BEGIN; SELECT v FROM t WHERE k = 1; SET TRANSACTION ISOLATION LEVEL READ COMMITTED; ROLLBACK;
     BEGIN; SET TRANSACTION ISOLATION LEVEL READ COMMITTED; SHOW TRANSACTION ISOLATION LEVEL; COMMIT;
     SHOW transaction_isolation;`,
    [
      'root: BEGIN',
      'root: 10',
      'root: 25001',
      'root: ROLLBACK',
      'root: BEGIN',
      'root: SET TRANSACTION',
      'root: read committed',
      'root: COMMIT',
      'root: serializable'
    ]
  ]
];

describe('isolation', () => {
  it.each(ISOLATION)('%s', (_name, script, expected) => {
    expect(run(script)).toEqual(expected);
  });
});

const SAVEPOINTS: readonly Case[] = [
  [
    'a savepoint takes back what came after, and the error with it',
    `BEGIN; UPDATE t SET v = 1 WHERE k = 1; SAVEPOINT s; UPDATE t SET v = 2 WHERE k = 1; SELECT 1 // 0; SELECT 1;
     ROLLBACK TO SAVEPOINT s; COMMIT; SELECT v FROM t WHERE k = 1;`,
    [
      'root: BEGIN',
      'root: UPDATE 1',
      'root: SAVEPOINT',
      'root: UPDATE 1',
      'root: 22012',
      'root: 25P02',
      'root: ROLLBACK',
      'root: COMMIT',
      'root: 1'
    ]
  ],
  [
    'released ones are gone, nested ones with them',
    `BEGIN; SAVEPOINT a; SAVEPOINT b; RELEASE SAVEPOINT a; ROLLBACK TO SAVEPOINT b; ROLLBACK;`,
    ['root: BEGIN', 'root: SAVEPOINT', 'root: SAVEPOINT', 'root: RELEASE', 'root: 3B001', 'root: ROLLBACK']
  ],
  [
    'cockroach_restart begins a transaction anew that must',
    `BEGIN; SAVEPOINT cockroach_restart; SELECT v FROM t WHERE k = 1;
     \\session b
     UPDATE t SET v = 11 WHERE k = 1;
     \\session root
     UPDATE t SET v = v + 1 WHERE k = 1; ROLLBACK TO SAVEPOINT cockroach_restart; UPDATE t SET v = v + 1 WHERE k = 1;
     RELEASE SAVEPOINT cockroach_restart; SHOW TRANSACTION STATUS; SELECT 1; COMMIT; SELECT v FROM t WHERE k = 1;`,
    [
      'root: BEGIN',
      'root: SAVEPOINT',
      'root: 10',
      'b: UPDATE 1',
      'root: 40001',
      'root: ROLLBACK',
      'root: UPDATE 1',
      'root: RELEASE',
      'root: CommitWait',
      'root: 25000',
      'root: COMMIT',
      'root: 12'
    ]
  ],
  [
    'another savepoint does not help a transaction that must begin again',
    `BEGIN; SELECT v FROM t WHERE k = 1; SAVEPOINT s;
     \\session b
     UPDATE t SET v = 11 WHERE k = 1;
     \\session root
     UPDATE t SET v = v + 1 WHERE k = 1; ROLLBACK TO SAVEPOINT s; ROLLBACK;`,
    [
      'root: BEGIN',
      'root: 10',
      'root: SAVEPOINT',
      'b: UPDATE 1',
      'root: 40001',
      'root: 40001',
      'root: ROLLBACK'
    ]
  ],
  [
    'cockroach_restart comes first or not at all',
    'BEGIN; SELECT v FROM t WHERE k = 1; SAVEPOINT cockroach_restart; ROLLBACK;',
    ['root: BEGIN', 'root: 10', 'root: 42601', 'root: ROLLBACK']
  ]
];

describe('savepoints', () => {
  it.each(SAVEPOINTS)('%s', (_name, script, expected) => {
    expect(run(script)).toEqual(expected);
  });
});

const BOUNDS: readonly Case[] = [
  ['BEGIN within a transaction', 'BEGIN; BEGIN; ROLLBACK;', ['root: BEGIN', 'root: 25001', 'root: ROLLBACK']],
  [
    'a failed transaction understands only its end',
    'BEGIN; SELECT nope; SELECT 1; COMMIT; SELECT 1;',
    ['root: BEGIN', 'root: 42703', 'root: 25P02', 'root: ROLLBACK', 'root: 1']
  ],
  [
    'no transaction',
    'SET autocommit_before_ddl = off; COMMIT; ROLLBACK; SAVEPOINT s; SET TRANSACTION PRIORITY LOW;',
    ['root: SET', 'root: 25P01', 'root: 25P01', 'root: 25P01', 'root: 25P01']
  ],
  [
    'read only',
    `BEGIN READ ONLY; SELECT v FROM t WHERE k = 1; UPDATE t SET v = 0; ROLLBACK;
     BEGIN READ ONLY; SELECT v FROM t FOR UPDATE; ROLLBACK;
     SET default_transaction_read_only = on; DELETE FROM t; CREATE TABLE x (a INT);`,
    [
      'root: BEGIN',
      'root: 10',
      'root: 25006',
      'root: ROLLBACK',
      'root: BEGIN',
      'root: 25006',
      'root: ROLLBACK',
      'root: SET',
      'root: 25006',
      'root: 25006'
    ]
  ],
  [
    'AS OF SYSTEM TIME for a whole transaction',
    `\\wait 10s
     UPDATE t SET v = 11 WHERE k = 1; BEGIN AS OF SYSTEM TIME '-5s'; SELECT v FROM t WHERE k = 1; DELETE FROM t; ROLLBACK;
     BEGIN; SET TRANSACTION AS OF SYSTEM TIME '-5s'; SELECT v FROM t WHERE k = 1; COMMIT;`,
    [
      'root: UPDATE 1',
      'root: BEGIN',
      'root: 10',
      'root: 25006',
      'root: ROLLBACK',
      'root: BEGIN',
      'root: SET TRANSACTION',
      'root: 10',
      'root: COMMIT'
    ]
  ],
  [
    'a transaction that has read cannot go into the past',
    `BEGIN; SELECT v FROM t WHERE k = 1; SET TRANSACTION AS OF SYSTEM TIME '-1ms'; ROLLBACK;
     BEGIN; SELECT v FROM t AS OF SYSTEM TIME '-1ms'; ROLLBACK;`,
    [
      'root: BEGIN',
      'root: 10',
      'root: XXUUU',
      'root: ROLLBACK',
      'root: BEGIN',
      'root: XXUUU',
      'root: ROLLBACK'
    ]
  ],
  [
    'what has been collected cannot be read',
    `ALTER TABLE t CONFIGURE ZONE USING gc.ttlseconds = 60;
     \\wait 20m
     SELECT count(*) FROM t AS OF SYSTEM TIME '-30s'; SELECT count(*) FROM t AS OF SYSTEM TIME '-15m';`,
    ['root: CONFIGURE ZONE 1', 'root: 3', 'root: XXUUU']
  ],
  [
    'SET stays though its transaction is rolled back, SET LOCAL goes back with it',
    `BEGIN; SET application_name = 'a'; SET LOCAL timezone = 'Europe/Rome'; SHOW timezone; COMMIT; SHOW timezone;
     BEGIN; SET application_name = 'b'; ROLLBACK; SHOW application_name;`,
    [
      'root: BEGIN',
      'root: SET',
      'root: SET',
      'root: Europe/Rome',
      'root: COMMIT',
      'root: UTC',
      'root: BEGIN',
      'root: SET',
      'root: ROLLBACK',
      'root: b'
    ]
  ],
  [
    'SET LOCAL goes back with the savepoint before it, to what SET has made of it since',
    `BEGIN; SET LOCAL timezone = -1; SAVEPOINT s; SET LOCAL timezone = -2; SET intervalstyle = 'iso_8601';
     ROLLBACK TO SAVEPOINT s; SHOW timezone; SHOW intervalstyle; SET timezone = -3; COMMIT; SHOW timezone;`,
    [
      'root: BEGIN',
      'root: SET',
      'root: SAVEPOINT',
      'root: SET',
      'root: SET',
      'root: ROLLBACK',
      'root: <-01>+01',
      'root: iso_8601',
      'root: SET',
      'root: COMMIT',
      'root: <-03>+03'
    ]
  ],
  [
    "settings of one's own have a dot in their name, and are empty once they are reset",
    `SET my.note = 'x'; SHOW my.note; SELECT current_setting('My.Note'); RESET my.note; SHOW my.note; SHOW my.other; SET nodot = 1;`,
    ['root: SET', 'root: x', 'root: x', 'root: RESET', 'root: ', 'root: 42704', 'root: 42704']
  ],
  [
    'default_transaction_use_follower_reads: what is read lies behind, and nothing is written',
    `\\wait 6s
     UPDATE t SET v = 77 WHERE k = 1; SET default_transaction_use_follower_reads = on; SELECT v FROM t WHERE k = 1;
     INSERT INTO t VALUES (9, 9); CREATE TABLE made (a INT); BEGIN; SELECT v FROM t WHERE k = 1; UPDATE t SET v = 1; ROLLBACK;
     \\wait 6s
     SELECT v FROM t WHERE k = 1;`,
    [
      'root: UPDATE 1',
      'root: SET',
      'root: 10',
      'root: 25006',
      'root: 25006',
      'root: BEGIN',
      'root: 10',
      'root: 25006',
      'root: ROLLBACK',
      'root: 77'
    ]
  ],
  [
    'DDL within a transaction counts from its commit, and is seen by itself before',
    `SET autocommit_before_ddl = off; BEGIN; CREATE TABLE x (a INT PRIMARY KEY); INSERT INTO x VALUES (1); SELECT a FROM x;
     \\session b
     SELECT a FROM x;
     \\session root
     COMMIT;
     \\session b
     SELECT a FROM x;`,
    [
      'root: SET',
      'root: BEGIN',
      'root: CREATE TABLE',
      'root: INSERT 0 1',
      'root: 1',
      'b: 42P01',
      'root: COMMIT',
      'b: 1'
    ]
  ]
];

describe('what a transaction may do', () => {
  it.each(BOUNDS)('%s', (_name, script, expected) => {
    expect(run(script)).toEqual(expected);
  });
});

describe('clocks that disagree', () => {
  // The session of node 2 begins after the write of node 1 has been told; not to see it would be a stale read.
  const script = `${SETUP}\\node 1 clock +300ms
    UPDATE t SET v = 11 WHERE k = 1;
    \\session b
    SELECT v FROM t WHERE k = 1;`;

  it('a reader sees what was committed before it, also by a clock that is ahead', () => {
    expect(answers(script).at(-1)).toBe('b: 11');
  });
});
