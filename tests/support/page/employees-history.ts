import type { HistoryEvent, MessageEvent } from '../../../src/lib/engine/base/events';
import { timestamp } from '../../../src/lib/engine/base/timestamp';
import { EMPLOYEES_SCRIPT } from '../../../src/lib/ui/first-scenario';

/**
 * The employees example as a history written by hand, by the rules of reference §5: a checkpoint about 30 s in, a pause at 53 s, and
 * after it the two messages again that the checkpoint had not covered. Tests of the page do not wait for the engine, and state what
 * it should show.
 */

export const JOB = '1041900000000000001';
const SINK = 'kafka://localhost:9092';
const S = 1_000_000_000;
const MS = 1_000_000;

interface Row {
  readonly id: number;
  readonly name: string;
  readonly office: string;
}

/** Builds the events in order; seq is their place in the list. */
export function employeesHistory(): HistoryEvent[] {
  const events: HistoryEvent[] = [];
  const offsets = new Map<string, number>();
  const push = (event: HistoryEvent) => events.push(event) - 1;
  const lines = EMPLOYEES_SCRIPT.split('\n').filter((line) => line !== '' && !line.startsWith('--'));
  let statement = 0;
  const firstLine =
    EMPLOYEES_SCRIPT.split('\n').findIndex((line) => line !== '' && !line.startsWith('--')) + 1;

  const begin = (t: number) => {
    const sql = lines[statement];
    statement++;
    push({
      t,
      type: 'statement',
      statement,
      session: 'root',
      sql,
      line: firstLine + statement - 1,
      column: 1
    });
    return statement;
  };
  const result = (t: number, tag: string) =>
    push({ t, type: 'result', statement, tag, columns: [], rows: [] });

  const send = (t: number, row: Row, wall: number, commit: number, parts: Partial<MessageEvent> = {}) => {
    const key = `[${row.id}]`;
    const offset = offsets.get('employees') ?? 0;
    offsets.set('employees', offset + 1);
    const value = JSON.stringify({
      after: row,
      key: [row.id],
      updated: `17000000${String(wall).padStart(11, '0')}.0000000000`
    });
    return push({
      t,
      type: 'message',
      job: JOB,
      statement: 2,
      sink: SINK,
      topic: 'employees',
      partition: 0,
      offset,
      key,
      value,
      headers: {},
      mvcc: timestamp(wall),
      updated: timestamp(wall),
      table: 'employees',
      family: 'primary',
      cause: 'change',
      emission: 1,
      first: null,
      checkpoint: null,
      commit,
      flow: 1,
      range: 64,
      node: 1,
      batch: offset + 1,
      attempt: 1,
      ...parts
    });
  };
  const write = (t: number, row: Row, op: 'insert' | 'update', tag: string, sends = true) => {
    const no = begin(t);
    const commit = push({
      t: t + 3 * MS,
      type: 'commit',
      txn: no,
      session: 'root',
      statement: no,
      mvcc: timestamp(t + 2 * MS),
      writes: [{ table: 'employees', family: 'primary', key: `[${row.id}]`, op, range: 64 }]
    });
    result(t + 4 * MS, tag);
    const message = sends ? send(t + 14 * MS, row, t + 2 * MS, commit) : -1;
    return { commit, message, wall: t + 2 * MS };
  };
  const wait = (t: number) => begin(t);
  const job = (
    t: number,
    no: number,
    status: 'running' | 'pause-requested' | 'paused',
    highWater: number | null
  ) =>
    push({
      t,
      type: 'job',
      job: JOB,
      statement: no,
      status,
      running_status: null,
      error: null,
      high_water: highWater === null ? null : timestamp(highWater)
    });
  const checkpoint = (t: number, flow: number, covers: number) =>
    push({ t, type: 'checkpoint', job: JOB, flow, high_water: timestamp(covers), spans: [] });

  begin(0);
  result(6 * MS, 'CREATE TABLE');
  begin(6 * MS);
  job(30 * MS, 2, 'running', null);
  push({
    t: 30 * MS,
    type: 'result',
    statement: 2,
    tag: 'CREATE CHANGEFEED',
    columns: [{ name: 'job_id', type: 'INT8' }],
    rows: [[JOB]]
  });
  push({
    t: 34 * MS,
    type: 'flow',
    job: JOB,
    statement: 2,
    flow: 1,
    coordinator: 1,
    nodes: [1, 2, 3],
    reason: 'start',
    high_water: null,
    checkpoint: null
  });
  begin(40 * MS);
  wait(40 * MS);
  checkpoint(60 * MS, 1, 28 * MS);
  write(5.04 * S, { id: 1, name: 'Terry', office: 'new york city' }, 'insert', 'INSERT 0 1');
  wait(5.06 * S);
  write(14.05 * S, { id: 2, name: 'Alex', office: 'los angeles' }, 'insert', 'INSERT 0 1');
  wait(14.07 * S);
  write(20.06 * S, { id: 1, name: 'Terri', office: 'new york city' }, 'update', 'UPDATE 1');
  wait(20.08 * S);
  const saved = checkpoint(30.2 * S, 1, 27.2 * S);
  const ash = write(45.07 * S, { id: 3, name: 'Ash', office: 'london' }, 'insert', 'INSERT 0 1');
  wait(45.09 * S);
  const terrence = write(
    49.08 * S,
    { id: 1, name: 'Terrence', office: 'new york city' },
    'update',
    'UPDATE 1'
  );
  wait(49.1 * S);
  begin(53.1 * S);
  job(53.1 * S, 2, 'pause-requested', 27.2 * S);
  result(53.1 * S, 'PAUSE JOB 1');
  job(53.11 * S, 2, 'paused', 27.2 * S);
  wait(53.12 * S);
  const alex = write(
    58.11 * S,
    { id: 2, name: 'Alex', office: 'new york city' },
    'update',
    'UPDATE 1',
    false
  );
  begin(58.13 * S);
  job(58.13 * S, 2, 'running', 27.2 * S);
  result(58.13 * S, 'RESUME JOB 1');
  push({
    t: 58.14 * S,
    type: 'flow',
    job: JOB,
    statement: 2,
    flow: 2,
    coordinator: 1,
    nodes: [1, 2, 3],
    reason: 'resume',
    high_water: timestamp(27.2 * S),
    checkpoint: saved
  });
  const again = { flow: 2, cause: 'replay', emission: 2, checkpoint: saved } as const;
  send(58.19 * S, { id: 3, name: 'Ash', office: 'london' }, ash.wall, ash.commit, {
    ...again,
    first: ash.message
  });
  send(58.192 * S, { id: 1, name: 'Terrence', office: 'new york city' }, terrence.wall, terrence.commit, {
    ...again,
    first: terrence.message
  });
  send(58.2 * S, { id: 2, name: 'Alex', office: 'new york city' }, alex.wall, alex.commit, {
    flow: 2,
    checkpoint: null
  });
  wait(58.3 * S);
  checkpoint(61.2 * S, 2, 58.2 * S);
  return events;
}
