import type { CancelStatement, ControlJobsStatement, JobAction, JobSelection } from '../ast/job';
import type { Statement } from '../ast/statement';
import type { Cursor } from './cursor';
import { expr } from './expr';
import { name, roleSpec } from './names';
import { textOrPlaceholder } from './options';
import { anyQuery } from './txn';

/** PAUSE, RESUME and CANCEL, for jobs, schedules, queries and sessions. */

export function control(p: Cursor): Statement {
  const offset = p.offset;
  const action = p.expectOneOf('PAUSE', 'RESUME', 'CANCEL');
  if (action !== 'CANCEL' && (p.at('SCHEDULE') || p.at('SCHEDULES')))
    return controlSchedules(p, action, offset);
  if (action === 'CANCEL' && p.atAny('QUERY', 'QUERIES', 'SESSION', 'SESSIONS')) return cancel(p, offset);
  return controlJobs(p, action, offset);
}

function controlJobs(p: Cursor, action: JobAction, offset: number): ControlJobsStatement {
  const jobs = jobSelection(p);
  const takesReason = action === 'PAUSE' && (jobs.kind === 'job' || jobs.kind === 'jobs');
  let reason: ControlJobsStatement['reason'];
  if (takesReason && p.eat('WITH')) {
    p.expectAll('REASON', '=');
    reason = textOrPlaceholder(p, 'string');
  }
  return { kind: 'controlJobs', action, jobs, reason, span: p.spanFrom(offset) };
}

function jobSelection(p: Cursor): JobSelection {
  if (p.eat('ALL')) {
    if (p.kind === 'caret') p.recorder?.keyword('CHANGEFEED');
    const type = name(p, 'new_name');
    p.expect('JOBS');
    return { kind: 'all', type };
  }
  if (p.expectOneOf('JOB', 'JOBS') === 'JOB') {
    p.offer('job');
    return { kind: 'job', id: expr(p) };
  }
  return p.at('FOR') ? jobsOfSchedules(p) : { kind: 'jobs', query: anyQuery(p) };
}

/** `FOR SCHEDULE id`, `FOR SCHEDULES query` */
export function jobsOfSchedules(p: Cursor): Extract<JobSelection, { kind: 'schedule' | 'schedules' }> {
  p.expect('FOR');
  if (p.expectOneOf('SCHEDULE', 'SCHEDULES') === 'SCHEDULES')
    return { kind: 'schedules', query: anyQuery(p) };
  p.offer('schedule');
  return { kind: 'schedule', id: expr(p) };
}

/** PAUSE, RESUME and DROP SCHEDULE[S], at the noun. */
export function controlSchedules(p: Cursor, action: 'PAUSE' | 'RESUME' | 'DROP', offset: number): Statement {
  const isOne = p.expectOneOf('SCHEDULE', 'SCHEDULES') === 'SCHEDULE';
  if (isOne) p.offer('schedule');
  const id = isOne ? expr(p) : undefined;
  const query = isOne ? undefined : anyQuery(p);
  return { kind: 'controlSchedules', action, id, query, span: p.spanFrom(offset) };
}

function cancel(p: Cursor, offset: number): CancelStatement {
  const word = p.expectOneOf('QUERY', 'QUERIES', 'SESSION', 'SESSIONS');
  const kind = word === 'QUERY' || word === 'QUERIES' ? 'cancelQueries' : 'cancelSessions';
  const ifExists = p.eatAll('IF', 'EXISTS');
  const isOne = word === 'QUERY' || word === 'SESSION';
  const id = isOne ? expr(p) : undefined;
  const query = isOne ? undefined : anyQuery(p);
  return { kind, ifExists, id, query, span: p.spanFrom(offset) };
}

/** ALTER JOB id OWNER TO role, from its second word on. */
export function alterJob(p: Cursor, offset: number): Statement {
  p.expect('JOB');
  p.offer('job');
  const job = expr(p);
  p.expectAll('OWNER', 'TO');
  const owner = roleSpec(p);
  return { kind: 'alterJobOwner', job, owner, span: p.spanFrom(offset) };
}
