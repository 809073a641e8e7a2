import { describe, expect, it } from 'vitest';
import { answers } from '../../../support/engine/answers';

const SETUP = `CREATE TABLE t (a INT PRIMARY KEY, b STRING); INSERT INTO t VALUES (1, 'x'), (2, 'y'), (3, 'z');\n`;

const run = (script: string) => answers(SETUP + script).slice(2);

type Case = readonly [name: string, script: string, answers: readonly string[]];

const PREPARED: readonly Case[] = [
  [
    'placeholders take the types that their places want',
    `PREPARE p AS SELECT b FROM t WHERE a = $1 OR b = upper($2) LIMIT $3; EXECUTE p(1, 'q', 5);`,
    ['root: PREPARE', 'root: x']
  ],
  [
    'a placeholder has one type in all its places',
    `PREPARE p AS INSERT INTO t(a) VALUES ($1) RETURNING $1 + 1; EXECUTE p(7);`,
    ['root: PREPARE', 'root: 8']
  ],
  ['types may be said', `PREPARE p(INT) AS SELECT $1; EXECUTE p(3);`, ['root: PREPARE', 'root: 3']],
  [
    'a type that was said is cast where another is wanted',
    `PREPARE p(STRING) AS UPDATE t SET a = $1 WHERE b = 'z'; EXECUTE p('30'); EXECUTE p('crab');`,
    ['root: PREPARE', 'root: UPDATE 1', 'root: 22P02']
  ],
  ['one without a type is refused', `PREPARE p AS SELECT $1;`, ['root: 42P18']],
  [
    'a member list decides its placeholders',
    `PREPARE p AS SELECT 1 IN ($1, $2); EXECUTE p(5, 1);`,
    ['root: PREPARE', 'root: t']
  ],
  [
    'a list of NULL and placeholders decides nothing',
    `PREPARE p AS SELECT $1 IN ($2, NULL);`,
    ['root: 42P18']
  ],
  [
    'NULL is a value like others',
    `PREPARE p AS SELECT a FROM t WHERE b IS DISTINCT FROM $1 ORDER BY a; EXECUTE p(NULL);`,
    ['root: PREPARE', 'root: 1|2|3']
  ],
  [
    'names are taken once, and forgotten by DEALLOCATE',
    `PREPARE p AS SELECT 1; PREPARE p AS SELECT 2; DEALLOCATE p; DEALLOCATE p; EXECUTE p;`,
    ['root: PREPARE', 'root: 42P05', 'root: DEALLOCATE', 'root: 26000', 'root: 26000']
  ],
  [
    'DEALLOCATE ALL forgets everything',
    `PREPARE p AS SELECT 1; PREPARE q AS SELECT 1; DEALLOCATE ALL; EXECUTE q;`,
    ['root: PREPARE', 'root: PREPARE', 'root: DEALLOCATE ALL', 'root: 26000']
  ],
  [
    'as many arguments as placeholders',
    `PREPARE p AS SELECT $1::INT; EXECUTE p; EXECUTE p(1, 2);`,
    ['root: PREPARE', 'root: 42601', 'root: 42601']
  ],
  [
    'arguments are values, not names or queries',
    `PREPARE p AS SELECT $1::INT; EXECUTE p(a); EXECUTE p((SELECT 1)); EXECUTE p(max(1)); EXECUTE p(true);`,
    ['root: PREPARE', 'root: 42601', 'root: 42601', 'root: 42803', 'root: 42809']
  ],
  [
    'columns may change their names but not their types',
    `PREPARE p AS SELECT * FROM t WHERE a = 1; ALTER TABLE t RENAME b TO c; EXECUTE p;
     ALTER TABLE t ADD COLUMN d INT; EXECUTE p;`,
    ['root: PREPARE', 'root: ALTER TABLE', 'root: 1 x', 'root: ALTER TABLE', 'root: 0A000']
  ],
  [
    'other statements than queries have placeholders too',
    `PREPARE p AS PAUSE JOB $1; EXECUTE p(123);
     PREPARE s(STRING) AS SET application_name = $1; EXECUTE s('hello'); SHOW application_name;
     PREPARE f AS CREATE CHANGEFEED FOR t INTO $1; EXECUTE f('null://'); SELECT sink_uri FROM [SHOW CHANGEFEED JOBS];`,
    [
      'root: PREPARE',
      'root: 42704',
      'root: PREPARE',
      'root: SET',
      'root: hello',
      'root: PREPARE',
      expect.stringMatching(/^root: \d+$/) as unknown as string,
      'root: null://'
    ]
  ],
  [
    'a prepared statement outlives the transaction that was rolled back, and belongs to its session',
    `BEGIN; PREPARE p AS SELECT 1; ROLLBACK; EXECUTE p;
     \\session b
     EXECUTE p;`,
    ['root: BEGIN', 'root: PREPARE', 'root: ROLLBACK', 'root: 1', 'b: 26000']
  ],
  [
    'DISCARD ROWS leaves the rows out',
    `PREPARE p AS SELECT 1; EXECUTE p DISCARD ROWS;`,
    ['root: PREPARE', 'root: ']
  ],
  [
    'pg_prepared_statements tells of them',
    `PREPARE p AS SELECT $1::INT + a FROM t; SELECT name, statement, parameter_types FROM pg_prepared_statements;`,
    ['root: PREPARE', 'root: p SELECT $1::INT + a FROM t {INT8}']
  ],
  ['outside of PREPARE a placeholder has no value', `SELECT $1;`, ['root: 42P02']]
];

const CURSORS: readonly Case[] = [
  [
    'rows are fetched from the first to the last',
    `BEGIN; DECLARE c CURSOR FOR SELECT a FROM t ORDER BY a; FETCH 1 c; FETCH FORWARD ALL FROM c; FETCH c; COMMIT;`,
    ['root: BEGIN', 'root: DECLARE CURSOR', 'root: 1', 'root: 2|3', 'root: ', 'root: COMMIT']
  ],
  [
    'ABSOLUTE, RELATIVE, FIRST and MOVE',
    `BEGIN; DECLARE c CURSOR FOR SELECT generate_series(1, 20); FETCH FIRST c; FETCH FIRST c; FETCH RELATIVE 3 c;
     FETCH ABSOLUTE 13 c; FETCH ABSOLUTE 13 c; MOVE 2 c; FETCH NEXT c; FETCH 0 c; FETCH ABSOLUTE 50 c; FETCH c;`,
    [
      'root: BEGIN',
      'root: DECLARE CURSOR',
      'root: 1',
      'root: 1',
      'root: 4',
      'root: 13',
      'root: 13',
      'root: MOVE 2',
      'root: 16',
      'root: ',
      'root: ',
      'root: '
    ]
  ],
  ...['FETCH -1 c', 'FETCH PRIOR c', 'FETCH LAST c', 'MOVE BACKWARD ALL c', 'FETCH ABSOLUTE 1 c'].map(
    (step): Case => [
      `${step} would go back`,
      `BEGIN; DECLARE c CURSOR FOR SELECT a FROM t; FETCH 2 c; ${step}; ROLLBACK;`,
      ['root: BEGIN', 'root: DECLARE CURSOR', 'root: 1|2', 'root: 55000', 'root: ROLLBACK']
    ]
  ),
  [
    'a cursor does not see what is written after it was declared',
    `BEGIN; DECLARE c CURSOR FOR SELECT a FROM t ORDER BY a; INSERT INTO t VALUES (0, 'w'); FETCH ALL c;`,
    ['root: BEGIN', 'root: DECLARE CURSOR', 'root: INSERT 0 1', 'root: 1|2|3']
  ],
  [
    'it ends with its transaction',
    `DECLARE c CURSOR FOR SELECT 1; BEGIN; DECLARE c CURSOR FOR SELECT 1; COMMIT; FETCH c; CLOSE c;`,
    ['root: 25P01', 'root: BEGIN', 'root: DECLARE CURSOR', 'root: COMMIT', 'root: 34000', 'root: 34000']
  ],
  [
    'WITH HOLD it outlives a commit, but no rollback',
    `BEGIN; DECLARE c CURSOR WITH HOLD FOR SELECT a FROM t; COMMIT; FETCH 2 c;
     BEGIN; DECLARE d CURSOR WITH HOLD FOR SELECT 1; ROLLBACK; FETCH c; FETCH d; CLOSE ALL; FETCH c;`,
    [
      'root: BEGIN',
      'root: DECLARE CURSOR',
      'root: COMMIT',
      'root: 1|2',
      'root: BEGIN',
      'root: DECLARE CURSOR',
      'root: ROLLBACK',
      'root: 3',
      'root: 34000',
      'root: CLOSE CURSOR ALL',
      'root: 34000'
    ]
  ],
  [
    'names are taken once',
    `BEGIN; DECLARE c CURSOR FOR SELECT 1; DECLARE c CURSOR FOR SELECT 2;`,
    ['root: BEGIN', 'root: DECLARE CURSOR', 'root: 42P03']
  ],
  [
    'a cursor changes nothing',
    `BEGIN; DECLARE c CURSOR FOR WITH x AS (DELETE FROM t RETURNING a) SELECT * FROM x;`,
    ['root: BEGIN', 'root: 0A000']
  ],
  [
    'SCROLL is refused by name',
    `BEGIN; DECLARE c SCROLL CURSOR FOR SELECT 1;`,
    ['root: BEGIN', 'root: 0A000']
  ],
  [
    'a schema change beside an open cursor is refused',
    `SET autocommit_before_ddl = off; BEGIN; DECLARE c CURSOR FOR SELECT 1; ALTER TABLE t ADD COLUMN c INT;`,
    ['root: SET', 'root: BEGIN', 'root: DECLARE CURSOR', 'root: 0A000']
  ],
  [
    'pg_cursors tells of them',
    `BEGIN; DECLARE c CURSOR FOR SELECT 1, 2; SELECT name, statement, is_holdable FROM pg_cursors;`,
    ['root: BEGIN', 'root: DECLARE CURSOR', 'root: c SELECT 1, 2 f']
  ]
];

const SESSIONS: readonly Case[] = [
  [
    'DISCARD ALL forgets variables, prepared statements and sequences',
    `CREATE SEQUENCE s; SELECT nextval('s'); SET application_name = 'x'; PREPARE p AS SELECT 1; DISCARD ALL;
     SHOW application_name; EXECUTE p; SELECT currval('s');`,
    [
      'root: CREATE SEQUENCE',
      'root: 1',
      'root: SET',
      'root: PREPARE',
      'root: DISCARD ALL',
      'root: $ changefeed playground',
      'root: 26000',
      'root: 55000'
    ]
  ],
  ['DISCARD ALL stands alone', `BEGIN; DISCARD ALL;`, ['root: BEGIN', 'root: 25001']],
  [
    'pg_sleep takes virtual time',
    `SELECT clock_timestamp() - now() > '0s', pg_sleep(2.5), clock_timestamp() - statement_timestamp();`,
    ['root: f t 00:00:02.5']
  ],
  [
    'statement_timeout ends a statement that would take longer',
    `SET statement_timeout = '1s'; SELECT pg_sleep(0.5); SELECT pg_sleep(10);`,
    ['root: SET', 'root: t', 'root: 57014']
  ],
  [
    'transaction_timeout fails the first statement after it, and the transaction with it',
    `SET transaction_timeout = '1s'; BEGIN; SELECT 1;
     \\wait 2s
     SELECT 2; SELECT 3; ROLLBACK; SELECT 4;`,
    ['root: SET', 'root: BEGIN', 'root: 1', 'root: 57014', 'root: 25P02', 'root: ROLLBACK', 'root: 4']
  ],
  [
    'transaction_timeout ends a wait for a lock',
    `SET transaction_timeout = '1s';
     \\session b
     BEGIN; UPDATE t SET b = 'b' WHERE a = 1;
     \\session root
     BEGIN; UPDATE t SET b = 'r' WHERE a = 1;
     \\wait 2s
     ROLLBACK;`,
    ['root: SET', 'b: BEGIN', 'b: UPDATE 1', 'root: BEGIN', 'root: 57014', 'root: ROLLBACK']
  ],
  [
    'idle_in_transaction_session_timeout rolls back and ends the session',
    `SET idle_in_transaction_session_timeout = '1s'; BEGIN; DELETE FROM t;
     \\wait 2s
     SELECT count(*) FROM t; SELECT count(*) FROM t; SHOW idle_in_transaction_session_timeout;`,
    ['root: SET', 'root: BEGIN', 'root: DELETE 3', 'root: 25P03', 'root: 3', 'root: 0']
  ],
  [
    'a session that is idle without a transaction stays',
    `SET idle_in_transaction_session_timeout = '1s';
     \\wait 2s
     SELECT 1;`,
    ['root: SET', 'root: 1']
  ]
];

describe('prepared statements', () => {
  it.each(PREPARED)('%s', (_name, script, expected) => expect(run(script)).toEqual(expected));
});

describe('cursors', () => {
  it.each(CURSORS)('%s', (_name, script, expected) => expect(run(script)).toEqual(expected));
});

describe('sessions', () => {
  it.each(SESSIONS)('%s', (_name, script, expected) => expect(run(script)).toEqual(expected));
});

it('waits exactly as long as a timeout says', () => {
  const told = answers(
    `SET statement_timeout = '1s'; SELECT pg_sleep(10); SELECT now() < '2023-11-14 22:13:22';`
  );
  expect(told).toEqual(['root: SET', 'root: 57014', 'root: t']);
});
