import { Engine } from '../../../src/lib/engine/cluster/engine';
import { DEFAULT_RUN } from '../../../src/lib/engine/cluster/state';
import type { HistoryEvent } from '../../../src/lib/engine/base/events';
import { makeRandom, nextChance, nextInt, type RandomState } from '../../../src/lib/engine/base/random';
import { NS_PER_SECOND } from '../../../src/lib/engine/base/timestamp';
import { readScript } from '../../../src/lib/scenario/script';

/**
 * Random histories of several sessions for a checker in the manner of Elle: each write puts a number of its own behind the list of a
 * key, so that every list that is read tells which writes were there and in which order.
 */

export interface HistoryTxn {
  readonly session: string;
  readonly committed: boolean;
  readonly appends: readonly { readonly key: number; readonly id: number }[];
  readonly reads: readonly { readonly key: number; readonly list: readonly number[] }[];
}

export interface SessionHistory {
  readonly txns: readonly HistoryTxn[];
  /** The lists at the end, by key. */
  readonly final: ReadonlyMap<number, readonly number[]>;
  readonly script: string;
}

const KEYS = 3;

/** A script of transactions whose statements are mixed at random; each session ends what it has begun. */
export function randomHistoryScript(seed: number): string {
  const random = makeRandom(seed, 'history');
  const sessions = ['a', 'b', 'c', 'd'].slice(0, nextInt(random, 2, 4));
  let id = 0;
  const queues = sessions.map(() =>
    Array.from({ length: nextInt(random, 1, 2) }, () => transaction(random, () => ++id)).flat()
  );
  const lines = [
    'CREATE TABLE r (k INT PRIMARY KEY, v STRING);',
    `INSERT INTO r VALUES ${Array.from({ length: KEYS }, (_, k) => `(${k}, '')`).join(', ')};`,
    ...(nextChance(random, 1, 4) ? ['ALTER TABLE r SPLIT AT VALUES (1);', '\\lease r 1 to 2'] : [])
  ];
  for (let open = queues.filter((queue) => queue.length > 0); open.length > 0;) {
    const queue = open[nextInt(random, 0, open.length - 1)];
    lines.push(`\\session ${sessions[queues.indexOf(queue)]}`, queue.shift()!); // it is not empty
    if (nextChance(random, 1, 12)) lines.push('\\wait 300ms');
    open = queues.filter((each) => each.length > 0);
  }
  return [...lines, '\\wait 10s', '\\session end', 'SELECT k, v FROM r;'].join('\n');
}

function transaction(random: RandomState, newId: () => number): string[] {
  const priority = nextChance(random, 1, 6) ? ` PRIORITY ${nextChance(random, 1, 2) ? 'HIGH' : 'LOW'}` : '';
  const body = Array.from({ length: nextInt(random, 1, 4) }, () => {
    const key = nextInt(random, 0, KEYS - 1);
    switch (nextInt(random, 0, 5)) {
      case 0:
      case 1:
      case 2:
        return [`UPDATE r SET v = v || '${newId()},' WHERE k = ${key};`];
      case 3:
        return [`SELECT k, v FROM r WHERE k = ${key}${nextChance(random, 1, 4) ? ' FOR UPDATE' : ''};`];
      case 4:
        return [`SELECT k, v FROM r;`];
      default:
        return [
          'SAVEPOINT s;',
          `UPDATE r SET v = v || '${newId()},' WHERE k = ${key};`,
          'ROLLBACK TO SAVEPOINT s;'
        ];
    }
  }).flat();
  return [`BEGIN${priority};`, ...body, nextChance(random, 1, 8) ? 'ROLLBACK;' : 'COMMIT;'];
}

/** Runs a script on a cluster of its own. */
export function eventsOf(script: string, seed = 1): HistoryEvent[] {
  const events: HistoryEvent[] = [];
  const engine = Engine.start(
    { ...DEFAULT_RUN, seed },
    {
      append: (event: HistoryEvent) => events.push(event) - 1,
      get length() {
        return events.length;
      }
    }
  );
  engine.submit(readScript(script));
  engine.advance(3600 * NS_PER_SECOND, Number.MAX_SAFE_INTEGER, true);
  return events;
}

/** What the transactions of a script read and wrote, by what the cluster answered. */
export function historyOf(script: string, seed: number): SessionHistory {
  const statements = new Map<number, { session: string; sql: string }>();
  const open = new Map<
    string,
    { appends: HistoryTxn['appends'][number][]; reads: HistoryTxn['reads'][number][] }
  >();
  const saved = new Map<string, number>();
  const txns: HistoryTxn[] = [];
  const final = new Map<number, number[]>();
  for (const event of eventsOf(script, seed)) {
    if (event.type === 'statement')
      statements.set(event.statement, { session: event.session, sql: event.sql });
    if (event.type !== 'result' && event.type !== 'error') continue;
    const { session, sql } = statements.get(event.statement)!; // told before its answer
    const txn = open.get(session);
    if (event.type === 'error') {
      if (txn && /^COMMIT/.test(sql)) {
        txns.push({ session, committed: false, ...txn });
        open.delete(session);
      }
      continue;
    }
    if (/^BEGIN/.test(sql)) open.set(session, { appends: [], reads: [] });
    else if (/^(COMMIT|ROLLBACK)$/.test(sql) && txn) {
      txns.push({ session, committed: event.tag === 'COMMIT', ...txn });
      open.delete(session);
    } else if (/^SAVEPOINT/.test(sql)) saved.set(session, txn?.appends.length ?? 0);
    else if (/^ROLLBACK TO/.test(sql) && txn) txn.appends.length = saved.get(session) ?? 0;
    else if (/^UPDATE/.test(sql) && txn) {
      const [, id, key] = /'(\d+),' WHERE k = (\d+)/.exec(sql)!; // as it was made
      txn.appends.push({ key: Number(key), id: Number(id) });
    } else if (/^SELECT/.test(sql))
      for (const [key, list] of event.rows) {
        const ids = (list ?? '')
          .split(',')
          .filter((part) => part !== '')
          .map(Number);
        if (txn) txn.reads.push({ key: Number(key), list: ids });
        else if (session === 'end') final.set(Number(key), ids);
      }
  }
  return { txns, final, script };
}

/** What of a history no serial order of its transactions explains; empty for a serializable one. */
export function anomaliesOf({ txns, final }: SessionHistory): string[] {
  const found: string[] = [];
  const writer = new Map<number, number>();
  txns.forEach((txn, i) => txn.appends.forEach(({ id }) => writer.set(id, i)));
  const after = new Map<number, Set<number>>(txns.map((_, i) => [i, new Set<number>()]));
  const edge = (from: number | undefined, to: number | undefined) => {
    if (from !== undefined && to !== undefined && from !== to) after.get(from)?.add(to);
  };
  for (const [key, list] of final) {
    for (const id of list)
      if (!txns[writer.get(id) ?? -1]?.committed)
        found.push(`key ${key} holds ${id}, which was not committed`);
    for (let i = 1; i < list.length; i++) edge(writer.get(list[i - 1]), writer.get(list[i]));
  }
  txns.forEach((txn, i) => {
    if (!txn.committed) return;
    for (const { key, id } of txn.appends)
      if (!final.get(key)?.includes(id)) found.push(`the committed ${id} is lost from key ${key}`);
    for (const { key, list } of txn.reads) {
      const whole = final.get(key) ?? [];
      if (list.some((id, at) => whole[at] !== id))
        found.push(`${list} was read of key ${key}, which is ${whole}`);
      const before = list.filter((id) => writer.get(id) !== i);
      edge(writer.get(before.at(-1) ?? -1), i);
      edge(i, writer.get(whole[list.length] ?? -1));
    }
    // A session sees its own transactions one after another.
    edge(
      txns.findLastIndex((other, at) => at < i && other.committed && other.session === txn.session),
      i
    );
  });
  const circle = circleIn(after);
  if (circle) found.push(`a circle: ${circle.map((i) => `${txns[i].session}#${i}`).join(' → ')}`);
  return found;
}

function circleIn(after: ReadonlyMap<number, ReadonlySet<number>>): number[] | undefined {
  const done = new Set<number>();
  const path: number[] = [];
  const visit = (node: number): number[] | undefined => {
    if (path.includes(node)) return path.slice(path.indexOf(node));
    if (done.has(node)) return undefined;
    path.push(node);
    for (const next of after.get(node) ?? []) {
      const circle = visit(next);
      if (circle) return circle;
    }
    path.pop();
    done.add(node);
    return undefined;
  };
  for (const node of after.keys()) {
    const circle = visit(node);
    if (circle) return circle;
  }
  return undefined;
}
