import { normalizeInt, type Datum } from '../../base/datum';
import { SqlError } from '../../base/errors';
import { Authority } from '../../catalog/privileges';
import { ttlOf } from '../../catalog/ddl/storage-params';
import type {
  ChangefeedSource,
  CreateChangefeedStatement,
  CreateScheduleStatement,
  OptionNode
} from '../../sql/ast/changefeed';
import type { Expr } from '../../sql/ast/expr';
import type { ControlSchedulesStatement } from '../../sql/ast/job';
import type { TableName } from '../../sql/ast/name';
import type { Query } from '../../sql/ast/select';
import type { ShowStatement } from '../../sql/ast/show';
import { parseStatement } from '../../sql/parse/parser';
import { printCreateChangefeed, printCreateSchedule } from '../../sql/print/changefeed';
import { canonicalJson, quoteJson } from '../../sql/types/json';
import { INT, JSONB, STRING, TIMESTAMPTZ } from '../../sql/types/type';
import { readTimestamp } from '../as-of';
import type { Cluster } from '../cluster';
import { redactStatement } from '../redact';
import type { OnFailure, OnRunning, ScheduleRecord } from '../schedules/schedule-state';
import { done, type Handlers, type StatementContext, type StatementResult } from '../statement';
import type { StatementRunner } from '../statement-runner';
import { definitionOf, requireEnabled } from './changefeeds';
import { defineFeed, textOf } from './feed-definition';
import { resolveTarget } from './feed-targets';
import { idsOf } from './ids';
import { jobId } from './jobs';
import type { ShowRequest } from './show';
import { column, listing } from './show-listing';

/** CREATE SCHEDULE FOR CHANGEFEED and the statements beside it (reference §1.5). */
export function registerSchedules(handlers: Handlers, cluster: Cluster, runner: StatementRunner): void {
  handlers.on('createChangefeedSchedule', (statement, ctx) =>
    createSchedule(statement, ctx, cluster, runner)
  );
  handlers.on('controlSchedules', (statement, ctx) => controlSchedules(statement, ctx, cluster, runner));
}

// --- making one ----------------------------------------------------------------------------------------------------

const CREATED_COLUMNS = [
  column('schedule_id', INT),
  column('label', STRING),
  column('status', STRING),
  column('first_run', TIMESTAMPTZ),
  column('schedule', STRING),
  column('changefeed_stmt', STRING)
];

function createSchedule(
  statement: CreateScheduleStatement,
  ctx: StatementContext,
  cluster: Cluster,
  runner: StatementRunner
): StatementResult {
  requireEnabled(cluster);
  const recurrence = textOf(statement.recurring);
  const byCron = atNode(statement.recurring, () => cluster.schedules.nextOf(recurrence));
  const settings = scheduleOptions(statement.scheduleOptions, cluster);
  const label = labelOf(statement, cluster);
  if (statement.ifNotExists && cluster.schedules.all.some((s) => s.label === label)) {
    ctx.notice(`schedule "${label}" already exists, skipping`);
    return { ...listing(CREATED_COLUMNS, []), tag: 'CREATE SCHEDULE' };
  }
  const { options, scanAdded } = scanOptions(statement, ctx);
  const feed: CreateChangefeedStatement = {
    kind: 'createChangefeed',
    experimental: false,
    source: qualified(statement.source, ctx, cluster, runner),
    sink: statement.sink,
    options,
    span: statement.span
  };
  const description = dryRun(feed, scanAdded, ctx, cluster, runner);
  const { session } = ctx;
  const record: ScheduleRecord = {
    id: String(cluster.uniqueId(session.node)),
    label,
    owner: session.user,
    created: cluster.now,
    statement: ctx.statement,
    work: {
      kind: 'changefeed',
      sql: printCreateChangefeed(feed),
      database: session.database,
      variables: new Map(session.variables)
    },
    recurrence,
    nextRun: settings.firstRun ?? byCron,
    status: null,
    onFailure: settings.onFailure,
    onRunning: settings.onRunning,
    ticket: 0
  };
  cluster.schedules.add(record);
  ctx.onCommit({ kind: 'armSchedule', schedule: record.id });
  const row = [idOf(record), label, 'ACTIVE', record.nextRun, recurrence, description];
  return { ...listing(CREATED_COLUMNS, [row]), tag: 'CREATE SCHEDULE 1' };
}

const idOf = (record: ScheduleRecord): Datum => normalizeInt(BigInt(record.id));

function labelOf({ label }: CreateScheduleStatement, cluster: Cluster): string {
  return label ? textOf(label) : `CHANGEFEED ${cluster.epoch.unix(cluster.now).seconds}`;
}

/** Adds `initial_scan='only'`, the only scan a schedule takes. @throws SqlError 22023 for another */
function scanOptions(
  { options, span }: CreateScheduleStatement,
  ctx: StatementContext
): { options: readonly OptionNode[]; scanAdded: boolean } {
  const [given, ...others] = options.filter(({ name }) =>
    ['initial_scan', 'initial_scan_only', 'no_initial_scan'].includes(name)
  );
  if (!given) {
    ctx.notice("added missing initial_scan='only' option to schedule changefeed");
    const only: OptionNode = { name: 'initial_scan', value: { kind: 'text', text: 'only', span }, span };
    return { options: [...options, only], scanAdded: true };
  }
  // Two that exclude each other are refused as in CREATE CHANGEFEED.
  if (others.length > 0) return { options, scanAdded: false };
  const isOnly =
    given.name === 'initial_scan_only' ||
    (given.name === 'initial_scan' && given.value && textOf(given.value).toLowerCase() === 'only');
  if (!isOnly)
    throw new SqlError('22023', `${given.name}: initial_scan must be 'only' for scheduled changefeeds`, {
      span: given.span
    });
  return { options, scanAdded: false };
}

/**
 * Checks the changefeed as if it were made now.
 * @returns its description
 * @throws SqlError as CREATE CHANGEFEED
 */
function dryRun(
  feed: CreateChangefeedStatement,
  scanAdded: boolean,
  ctx: StatementContext,
  cluster: Cluster,
  runner: StatementRunner
): string {
  try {
    const { description, notices } = defineFeed(definitionOf(feed), ctx, cluster, runner);
    for (const { message, hint } of notices) ctx.notice(message, hint);
    return description;
  } catch (error) {
    if (!(error instanceof SqlError) || !scanAdded || error.sqlstate !== '22023' || error.hint) throw error;
    const { sqlstate, message, detail, span } = error;
    const hint = "scheduled changefeeds implicitly pass the option initial_scan='only'";
    throw new SqlError(sqlstate, message, { detail, span, hint });
  }
}

/** Tables under their full names, which mean the same whatever database the schedule runs in. */
function qualified(
  source: ChangefeedSource,
  ctx: StatementContext,
  cluster: Cluster,
  runner: StatementRunner
): ChangefeedSource {
  const full = (table: TableName): TableName => {
    const found = resolveTarget({ table, family: undefined, span: table.span }, ctx, cluster, runner, null);
    return { ...table, catalog: found.database, schema: found.schema, table: found.table.name };
  };
  if (source.kind === 'targets')
    return { ...source, targets: source.targets.map((target) => ({ ...target, table: full(target.table) })) };
  if (source.kind === 'database' || source.query.from.kind !== 'table') return source;
  const { from } = source.query;
  return { ...source, query: { ...source.query, from: { ...from, name: full(from.name) } } };
}

// --- schedule options ----------------------------------------------------------------------------------------------

interface ScheduleSettings {
  readonly firstRun: number | undefined;
  readonly onFailure: OnFailure;
  readonly onRunning: OnRunning;
}

/** @throws SqlError 22023 naming the option, the value and the accepted words */
function scheduleOptions(given: readonly OptionNode[], cluster: Cluster): ScheduleSettings {
  let settings: ScheduleSettings = { firstRun: undefined, onFailure: 'reschedule', onRunning: 'wait' };
  const seen = new Set<string>();
  for (const option of given) {
    const { name, span } = option;
    if (seen.has(name)) throw new SqlError('22023', `option "${name}" is given twice`, { span });
    seen.add(name);
    switch (name) {
      case 'first_run':
        settings = { ...settings, firstRun: firstRun(valueOf(option), option, cluster) };
        break;
      case 'on_execution_failure':
        settings = { ...settings, onFailure: wordOf(option, ['retry', 'reschedule', 'pause']) };
        break;
      case 'on_previous_running':
        settings = { ...settings, onRunning: wordOf(option, ['start', 'skip', 'wait']) };
        break;
      default:
        throw new SqlError('22023', `invalid option "${name}"`, {
          span,
          hint: 'schedule options: first_run, on_execution_failure, on_previous_running'
        });
    }
  }
  return settings;
}

function valueOf({ name, value, span }: OptionNode): string {
  if (!value) throw new SqlError('22023', `option "${name}" requires a value`, { span });
  return textOf(value);
}

function wordOf<W extends string>(option: OptionNode, words: readonly W[]): W {
  const value = valueOf(option);
  const found = words.find((word) => word === value.toLowerCase());
  if (found) return found;
  throw new SqlError(
    '22023',
    `"${value.slice(0, 60)}" is not a valid ${option.name}; valid values are [${words.join('|')}]`,
    { span: option.span }
  );
}

/** Microseconds since 1970. */
function firstRun(text: string, { span }: OptionNode, cluster: Cluster): number {
  if (text.toLowerCase() === 'now') return cluster.epoch.micros(cluster.now);
  const micros = Number(readTimestamp(cluster, text) ?? NaN);
  if (!Number.isFinite(micros))
    throw new SqlError('22023', `could not parse first_run='${text.slice(0, 60)}' as a timestamp`, {
      span,
      hint: "accepted: now, or a timestamp such as '2024-05-01 10:00:00'"
    });
  return micros;
}

function atNode<T>(node: { readonly span: SqlError['span'] }, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw error instanceof SqlError ? error.at(node.span) : error;
  }
}

// --- PAUSE, RESUME, DROP, EXECUTE ----------------------------------------------------------------------------------

function controlSchedules(
  statement: ControlSchedulesStatement,
  ctx: StatementContext,
  cluster: Cluster,
  runner: StatementRunner
): StatementResult {
  const { action } = statement;
  const wanted = { statement: `${action} SCHEDULES`, name: 'schedule_id', type: INT };
  const records = schedulesOf(idsOf(statement, wanted, ctx, runner), cluster);
  const authority = new Authority(ctx.catalog);
  for (const record of records) {
    if (!authority.holdsSystem(ctx.session.user, 'REPAIRCLUSTER') && record.owner !== ctx.session.user)
      throw new SqlError(
        '42501',
        `must have REPAIRCLUSTER privilege or be owner of the schedule ${record.id} to ${action} it`
      );
    if (action === 'PAUSE') cluster.schedules.pause(record);
    else if (action === 'RESUME') cluster.schedules.resume(record);
    else if (action === 'EXECUTE') cluster.schedules.runNow(record);
    else {
      requireDroppable(record, cluster);
      cluster.schedules.drop(record.id);
    }
  }
  return done(`${action} SCHEDULES ${records.length}`, 1000);
}

/** Schedules of one id or of a query's ids; ids of none are passed over. */
export function selectSchedules(
  id: Expr | undefined,
  query: Query | undefined,
  ctx: StatementContext,
  cluster: Cluster,
  runner: StatementRunner
): ScheduleRecord[] {
  const ids = id
    ? [jobId(id, runner, ctx)]
    : query
      ? runner.query(query, ctx.text, ctx).rows.map((row) => row[0])
      : [];
  return schedulesOf(ids, cluster);
}

function schedulesOf(ids: readonly Datum[], cluster: Cluster): ScheduleRecord[] {
  return ids.map((id) => cluster.schedules.get(String(id))).filter((record) => record !== undefined);
}

function requireDroppable({ work }: ScheduleRecord, cluster: Cluster): void {
  const table = work.kind === 'ttl' ? cluster.catalog.get(work.table) : undefined;
  if (table?.kind !== 'table' || !ttlOf(table)) return;
  throw new SqlError('42P16', 'cannot drop a row level TTL schedule', {
    hint: `use ALTER TABLE ${table.name} RESET (ttl) instead`
  });
}

// --- SHOW ----------------------------------------------------------------------------------------------------------

type Of<W extends ShowStatement['what']> = Extract<ShowStatement, { what: W }>;

const SCHEDULE_COLUMNS = [
  column('id', INT),
  column('label', STRING),
  column('schedule_status', STRING),
  column('next_run', TIMESTAMPTZ),
  column('state', STRING),
  column('recurrence', STRING),
  column('jobsrunning', INT),
  column('owner', STRING),
  column('created', TIMESTAMPTZ),
  column('on_previous_running', STRING),
  column('on_execution_failure', STRING)
];

/** Words of the schedule's record, which SHOW SCHEDULES prints as they are. */
const RUNNING_WORDS: Readonly<Record<OnRunning, string>> = { start: 'NO_WAIT', skip: 'SKIP', wait: 'WAIT' };
const FAILURE_WORDS: Readonly<Record<OnFailure, string>> = {
  retry: 'RETRY_SOON',
  reschedule: 'RETRY_SCHED',
  pause: 'PAUSE_SCHED'
};

export function showSchedules(statement: Of<'schedules'>, request: ShowRequest): StatementResult {
  const { status, executor, id } = statement;
  const { cluster, ctx, runner } = request;
  const wanted = id === undefined ? undefined : String(jobId(id, runner, ctx));
  const shown = visibleSchedules(request).filter(
    (record) =>
      (wanted === undefined || record.id === wanted) &&
      (status === undefined || (record.nextRun === null) === (status === 'PAUSED')) &&
      (executor === undefined || (executor === 'CHANGEFEED' && record.work.kind === 'changefeed'))
  );
  const plain = executor === 'CHANGEFEED';
  return listing(
    [...SCHEDULE_COLUMNS, column('command', plain ? STRING : JSONB)],
    shown.map((record) => [
      idOf(record),
      record.label,
      record.nextRun === null ? 'PAUSED' : 'ACTIVE',
      record.nextRun,
      record.status,
      record.recurrence,
      cluster.schedules.runningJobs(record).length,
      record.owner,
      cluster.epoch.micros(record.created),
      RUNNING_WORDS[record.onRunning],
      FAILURE_WORDS[record.onFailure],
      plain ? feedText(record) : commandJson(record)
    ])
  );
}

function visibleSchedules({ cluster, ctx, authority }: ShowRequest): ScheduleRecord[] {
  const { user } = ctx.session;
  const seesAll = authority.holdsSystem(user, 'VIEWSYSTEMTABLE');
  return cluster.schedules.all.filter((record) => seesAll || record.owner === user);
}

const feedText = ({ work }: ScheduleRecord): string | null =>
  work.kind === 'changefeed' ? redactStatement(work.sql) : null;

function commandJson(record: ScheduleRecord): string {
  const { work } = record;
  if (work.kind === 'ttl') return canonicalJson(`{"tableId": ${work.table}}`);
  return canonicalJson(`{"changefeed_statement": ${quoteJson(feedText(record) ?? '')}}`);
}

export function showCreateSchedules({ id }: Of<'createSchedules'>, request: ShowRequest): StatementResult {
  const { ctx, runner } = request;
  const wanted = id === undefined ? undefined : String(jobId(id, runner, ctx));
  return listing(
    [column('schedule_id', INT), column('create_statement', STRING)],
    visibleSchedules(request)
      .filter((record) => wanted === undefined || record.id === wanted)
      .map((record) => [idOf(record), createStatement(record, request.cluster)])
  );
}

function createStatement(record: ScheduleRecord, cluster: Cluster): string {
  const { work } = record;
  if (work.kind === 'ttl') {
    const table = cluster.catalog.get(work.table);
    const name = table?.kind === 'table' ? cluster.ttlJobs.fullName(table) : String(work.table);
    return `ALTER TABLE ${name} WITH (ttl = 'on', ...)`;
  }
  const statement = parseStatement(work.sql);
  if (statement.kind !== 'createChangefeed' || !statement.sink) return redactStatement(work.sql);
  const { span, source, sink, options } = statement;
  const text = (value: string): OptionNode['value'] => ({ kind: 'text', text: value, span });
  return redactStatement(
    printCreateSchedule({
      kind: 'createChangefeedSchedule',
      ifNotExists: false,
      label: { kind: 'text', text: record.label, span },
      source,
      sink,
      options,
      recurring: { kind: 'text', text: record.recurrence, span },
      scheduleOptions: [
        { name: 'on_execution_failure', value: text(record.onFailure.toUpperCase()), span },
        { name: 'on_previous_running', value: text(record.onRunning.toUpperCase()), span }
      ],
      span
    })
  );
}
