import { describe, expect, it } from 'vitest';
import { auditOf, runScript, violatedBy } from '../../support/audit/audited-run';
import { HistoryEdit } from '../../support/audit/history-edit';

/** Two tables of one name in two databases, with rows of the same keys: history tells which is meant, and the audit judges both. */
const SCRIPT = `CREATE DATABASE d2;
CREATE TABLE t (id INT PRIMARY KEY, v STRING);
CREATE TABLE d2.t (id INT PRIMARY KEY, v STRING);
INSERT INTO t VALUES (1, 'old');
CREATE CHANGEFEED FOR t, d2.t INTO 'kafka://k' WITH updated, full_table_name, min_checkpoint_frequency = '1s';
INSERT INTO d2.t VALUES (1, 'other');
UPDATE t SET v = 'new';
\\wait 30s
`;

describe('tables of one name', () => {
  const run = runScript(SCRIPT);

  it('are told apart by their ids', () => {
    const ids = run.events.flatMap((event) =>
      event.type === 'message' ? [[event.topic, event.table, event.table_id]] : []
    );
    const [mine, other] = run.events.flatMap((event) =>
      event.type === 'schema_change' && event.version === 1 ? [event.id] : []
    );
    expect(ids).toEqual([
      ['defaultdb.public.t', 't', mine],
      ['d2.public.t', 't', other],
      ['defaultdb.public.t', 't', mine]
    ]);
  });

  it('are audited', () => {
    const report = auditOf(run);
    expect(violatedBy(report)).toEqual([]);
    expect(report.guarantees.find(({ id }) => id === 'G6')?.judged).toBe(3);
  });

  it('are audited for what is missing', () => {
    const edit = new HistoryEdit(run.events);
    edit.drop(edit.messages((message) => message.topic === 'd2.public.t')[0]);
    expect(violatedBy(auditOf(run, edit.events))).toContain('G5');
  });

  it('have no ids where no other table has their name', () => {
    const { events } = runScript(SCRIPT.replaceAll('d2.t', 'd2.u'));
    expect(events.filter((event) => 'table_id' in event)).toEqual([]);
  });
});
