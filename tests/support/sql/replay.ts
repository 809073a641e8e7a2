import { compareTimestamps, type Timestamp } from '../../../src/lib/engine/base/timestamp';
import { makeRandom, nextChance, nextInt, type RandomState } from '../../../src/lib/engine/base/random';
import { eventsOf } from './histories';

/**
 * Random histories over tables with secondary and unique indexes and a foreign key, judged by doing them again: the transactions that
 * were committed, one after another in the order of their timestamps in one session, must get every answer that they got.
 */

const IDS = 5;
const GROUPS = 3;

export interface ReplayScript {
  /** What makes the tables. */
  readonly setup: readonly string[];
  /** The sessions mixed at random. */
  readonly mixed: readonly string[];
}

/** A script of transactions whose statements are mixed at random; each session ends what it has begun. */
export function randomReplayScript(seed: number): ReplayScript {
  const random = makeRandom(seed, 'replay');
  const sessions = ['a', 'b', 'c', 'd'].slice(0, nextInt(random, 2, 4));
  const queues = sessions.map(() =>
    Array.from({ length: nextInt(random, 1, 3) }, () => transaction(random)).flat()
  );
  const mixed: string[] = [];
  for (let open = queues.filter((queue) => queue.length > 0); open.length > 0;) {
    const queue = open[nextInt(random, 0, open.length - 1)];
    mixed.push(`\\session ${sessions[queues.indexOf(queue)]}`, queue.shift()!); // it is not empty
    if (nextChance(random, 1, 10)) mixed.push(disturbance(random));
    open = queues.filter((each) => each.length > 0);
  }
  return { setup: setup(random), mixed };
}

function setup(random: RandomState): string[] {
  const action = pick(random, ['NO ACTION', 'CASCADE', 'SET NULL']);
  const onUpdate = pick(random, ['NO ACTION', 'CASCADE']);
  return [
    'CREATE TABLE p (id INT PRIMARY KEY, g INT, u INT UNIQUE, v INT, INDEX (g), INDEX (v) WHERE g = 1);',
    `CREATE TABLE c (id INT PRIMARY KEY, p INT REFERENCES p ON DELETE ${action} ON UPDATE ${onUpdate}${nextChance(random, 1, 2) ? ', INDEX (p)' : ''});`,
    'INSERT INTO p VALUES (0, 0, 0, 0), (1, 1, 1, 0), (2, 2, NULL, 0);',
    'INSERT INTO c VALUES (0, 0), (1, 1);',
    ...(nextChance(random, 1, 4) ? ['ALTER TABLE p SPLIT AT VALUES (1), (3);'] : [])
  ];
}

function disturbance(random: RandomState): string {
  const node = nextInt(random, 1, 3);
  switch (nextInt(random, 0, 5)) {
    case 0:
      return `\\lease p ${nextInt(random, 0, IDS)} to ${node}`;
    case 1:
      return `\\session splitter\nALTER TABLE p SPLIT AT VALUES (${nextInt(random, 0, IDS)});`;
    case 2:
      return `\\node ${node} clock ${pick(random, ['+', '-'])}${nextInt(random, 1, 200)}ms`;
    case 3:
      return `\\session past\nSELECT count(*) FROM p AS OF SYSTEM TIME '-${nextInt(random, 1, 40)}ms';`;
    case 4:
      return '\\wait 3500ms';
    default:
      return '\\wait 20ms';
  }
}

function pick<T>(random: RandomState, from: readonly T[]): T {
  return from[nextInt(random, 0, from.length - 1)];
}

function transaction(random: RandomState): string[] {
  if (nextChance(random, 1, 4)) return [nextChance(random, 1, 2) ? write(random) : stampedRead(random)];
  const priority = nextChance(random, 1, 8) ? ` PRIORITY ${pick(random, ['HIGH', 'LOW'])}` : '';
  const body = Array.from({ length: nextInt(random, 1, 4) }, () => {
    if (nextChance(random, 1, 6)) return ['SAVEPOINT s;', write(random), 'ROLLBACK TO SAVEPOINT s;'];
    return [nextChance(random, 1, 2) ? read(random) : write(random)];
  }).flat();
  const end = nextChance(random, 1, 10) ? ['ROLLBACK;'] : [STAMP, 'COMMIT;'];
  return [`BEGIN${priority};`, ...body, ...end];
}

/** Says at which moment a transaction reads. */
const STAMP = 'SELECT cluster_logical_timestamp() AS stamp;';

function stampedRead(random: RandomState): string {
  const where = condition(random);
  return `SELECT array_agg(id ORDER BY id), sum(v), cluster_logical_timestamp() AS stamp FROM p WHERE ${where};`;
}

function condition(random: RandomState): string {
  const group = nextInt(random, 0, GROUPS - 1);
  const id = nextInt(random, 0, IDS);
  return pick(random, [
    `id = ${id}`,
    `g = ${group}`,
    `g = ${group}`,
    `g >= ${group}`,
    `u = ${id}`,
    `g = 1 AND v > 0`,
    `id > ${id}`,
    'true'
  ]);
}

function read(random: RandomState): string {
  const id = nextInt(random, 0, IDS);
  const lock = nextChance(random, 1, 3) ? ` FOR ${pick(random, ['UPDATE', 'SHARE'])}` : '';
  return pick(random, [
    `SELECT id, g, u, v FROM p WHERE ${condition(random)} ORDER BY id${lock};`,
    `SELECT id, g, u, v FROM p WHERE ${condition(random)} ORDER BY id${lock};`,
    `SELECT count(*) FROM p WHERE g = ${nextInt(random, 0, GROUPS - 1)};`,
    `SELECT id FROM p WHERE g = ${nextInt(random, 0, GROUPS - 1)} ORDER BY id DESC LIMIT 1;`,
    `SELECT c.id, p.id, p.v FROM c LEFT JOIN p ON p.id = c.p ORDER BY c.id;`,
    `SELECT id FROM c WHERE p = ${id} ORDER BY id;`
  ]);
}

function write(random: RandomState): string {
  const id = nextInt(random, 0, IDS);
  const other = nextInt(random, 0, IDS);
  const group = nextInt(random, 0, GROUPS - 1);
  const counted = `(SELECT count(*) FROM p WHERE g = ${group})`;
  return pick(random, [
    `INSERT INTO p VALUES (${id}, ${group}, ${other}, 1);`,
    `INSERT INTO p VALUES (${id}, ${group}, NULL, ${counted});`,
    `INSERT INTO p VALUES (${id}, ${group}, ${other}, 1) ON CONFLICT (id) DO UPDATE SET v = p.v + 1, g = excluded.g;`,
    `INSERT INTO p VALUES (${id}, ${group}, ${other}, 1) ON CONFLICT DO NOTHING;`,
    `INSERT INTO p SELECT ${id}, ${group}, NULL, count(*) FROM p WHERE g = ${nextInt(random, 0, GROUPS - 1)} ON CONFLICT (id) DO NOTHING;`,
    `INSERT INTO p VALUES (${id}, ${group}, ${other}, 1) ON CONFLICT (u) DO UPDATE SET v = p.v + 10;`,
    `UPSERT INTO p VALUES (${id}, ${group}, ${other}, 1);`,
    `UPDATE p SET g = ${group} WHERE id = ${id};`,
    `UPDATE p SET v = v + 1 WHERE g = ${group};`,
    `UPDATE p SET v = ${counted} WHERE id = ${id};`,
    `UPDATE p SET u = ${other} WHERE id = ${id};`,
    `UPDATE p SET id = ${other} WHERE id = ${id};`,
    `DELETE FROM p WHERE id = ${id};`,
    `DELETE FROM p WHERE g = ${group};`,
    `INSERT INTO c VALUES (${other}, ${id});`,
    `UPSERT INTO c VALUES (${other}, ${id});`,
    `UPDATE c SET p = ${id} WHERE id = ${other};`,
    `DELETE FROM c WHERE p = ${id};`
  ]);
}

interface Answered {
  readonly sql: string;
  /** Rows without the stamp, or the SQLSTATE. */
  readonly answer: string;
}

interface ReplayTxn {
  readonly statements: readonly Answered[];
  readonly ts: Timestamp;
  /** It wrote nothing, and saw what was committed at its moment. */
  readonly readOnly: boolean;
}

export interface Replayed {
  readonly committed: number;
  readonly aborted: number;
  /** Statements that got another answer when they were done alone. */
  readonly differences: readonly string[];
}

/** Runs a script, and then what it committed once more in order. */
export function replayed({ setup: first, mixed }: ReplayScript, seed: number): Replayed {
  const check = [
    '\\wait 15s',
    '\\session end',
    'SELECT * FROM p ORDER BY id;',
    'SELECT * FROM c ORDER BY id;'
  ];
  const events = answersOf([...first, ...mixed, ...check].join('\n'), seed);
  const { txns, aborted } = transactionsOf(
    events.filter(({ session }) => !/^(root|end|splitter|past)$/.test(session))
  );
  const order = txns
    .map((txn, i) => ({ txn, i }))
    .sort(
      (a, b) =>
        compareTimestamps(a.txn.ts, b.txn.ts) || Number(a.txn.readOnly) - Number(b.txn.readOnly) || a.i - b.i
    )
    .map(({ txn }) => txn);
  const statements = [
    ...order.flatMap((txn) => txn.statements),
    ...events.filter(({ session }) => session === 'end')
  ];
  const alone = answersOf([...first, ...statements.map(({ sql }) => `${sql};`)].join('\n'), seed).slice(
    first.length
  );
  const differences = statements.flatMap(({ sql, answer }, i) =>
    alone[i].answer === answer ? [] : [`${sql}\n  got ${answer}\n  alone ${alone[i].answer}`]
  );
  return { committed: txns.length, aborted, differences };
}

const CONSTRAINTS = [
  'SELECT id FROM c WHERE p IS NOT NULL AND p NOT IN (SELECT id FROM p@p_pkey);',
  'SELECT u FROM p@p_pkey WHERE u IS NOT NULL GROUP BY u HAVING count(*) > 1;',
  'SELECT id, g FROM p@p_pkey EXCEPT SELECT id, g FROM p@p_g_idx;',
  'SELECT id, g FROM p@p_g_idx EXCEPT SELECT id, g FROM p@p_pkey;'
];

/** Runs a script with transactions of READ COMMITTED among the others. @returns what no mix of them may do, by what was found */
export function brokenByReadCommitted({ setup: first, mixed }: ReplayScript, seed: number): string[] {
  const random = makeRandom(seed, 'isolation');
  const lines = mixed.map((line) =>
    line.startsWith('BEGIN') && nextChance(random, 1, 2) ? 'BEGIN ISOLATION LEVEL READ COMMITTED;' : line
  );
  const answered = answersOf(
    [...first, ...lines, '\\wait 15s', '\\session end', ...CONSTRAINTS].join('\n'),
    seed
  );
  const found = answered.filter(({ session, answer }) => session === 'end' && answer !== 'SELECT 0 []');
  return found.map(({ sql, answer }) => `${sql}: ${answer}`);
}

interface AnsweredStatement extends Answered {
  readonly session: string;
  readonly stamp: Timestamp | undefined;
  readonly tag: string;
  readonly commit: Timestamp | undefined;
}

function answersOf(script: string, seed: number): AnsweredStatement[] {
  const found = new Map<number, AnsweredStatement>();
  const commits = new Map<number, Timestamp>();
  for (const event of eventsOf(script, seed)) {
    if (event.type === 'statement') {
      if (!event.sql.startsWith('\\'))
        found.set(event.statement, {
          session: event.session,
          sql: event.sql,
          answer: 'none',
          stamp: undefined,
          tag: '',
          commit: undefined
        });
    } else if (event.type === 'commit') commits.set(event.statement, event.mvcc);
    else if (event.type === 'error') {
      const statement = found.get(event.statement);
      if (statement) found.set(event.statement, { ...statement, answer: event.sqlstate });
    } else if (event.type === 'result') {
      const stampAt = event.columns.findIndex(({ name }) => name === 'stamp');
      const rows = event.rows.map((row) => row.filter((_, i) => i !== stampAt));
      const statement = found.get(event.statement);
      if (!statement) continue;
      found.set(event.statement, {
        ...statement,
        answer: `${event.tag} ${JSON.stringify(rows)}`,
        tag: event.tag,
        stamp: stampAt < 0 ? undefined : stampOf(event.rows[0][stampAt]!)
      });
    }
  }
  return [...found].map(([statement, answered]) => ({ ...answered, commit: commits.get(statement) }));
}

const START = 1_700_000_000_000_000_000n;

function stampOf(decimal: string): Timestamp {
  const [wall, logical] = decimal.split('.');
  return { wall: Number(BigInt(wall) - START), logical: Number(logical) };
}

/** What was committed; a statement of its own that wrote nothing and says no moment has no place and is left out. */
function transactionsOf(statements: readonly AnsweredStatement[]): { txns: ReplayTxn[]; aborted: number } {
  const open = new Map<string, AnsweredStatement[]>();
  const txns: ReplayTxn[] = [];
  let aborted = 0;
  const add = (list: readonly AnsweredStatement[]) => {
    const commit = list.at(-1)!.commit; // lists are not empty
    const ts = commit ?? list.findLast(({ stamp }) => stamp)?.stamp;
    if (ts) txns.push({ statements: list, ts, readOnly: commit === undefined });
  };
  for (const statement of statements) {
    const list = open.get(statement.session);
    if (/^BEGIN/.test(statement.sql)) open.set(statement.session, [statement]);
    else if (!list) {
      if (statement.tag === '') aborted++;
      else add([statement]);
    } else {
      list.push(statement);
      if (!/^(COMMIT|ROLLBACK)$/.test(statement.sql)) continue;
      open.delete(statement.session);
      if (statement.tag === 'COMMIT') add(list);
      else aborted++;
    }
  }
  return { txns, aborted };
}
