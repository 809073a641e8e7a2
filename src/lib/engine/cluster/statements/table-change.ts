import type { Span } from '../../base/errors';
import type { SchemaChangeKind, TableDef } from '../../catalog/descriptors';
import { TableDraft } from '../../catalog/ddl/draft';
import { ddlErrors } from '../../catalog/ddl/errors';
import type { SchemaTask } from '../../catalog/ddl/tasks';
import { announced } from '../schema/announce';
import type { SchemaChange, SchemaStep } from '../schema/change-state';
import { claimDescriptor } from '../schema/claims';
import { dropsIndex } from '../schema/reclaim';
import { releaseOf } from '../../base/release';
import { variableText } from '../session-variables';
import type { SchemaStatement } from './ddl-host';
import { describeChange, type TableStatement } from './change-description';
import { placeRanges } from './range-placement';

/**
 * How a changed table gets into the catalog: at once where rows need not be touched, else through a job that starts when the
 * transaction commits. A transaction with several changes of one table has one job for all of them.
 */

/** @throws SqlError 57000 for a locked table that the statement may not unlock by itself (reference §1.9) */
export function requireUnlocked(
  table: TableDef,
  host: SchemaStatement,
  parts: { readonly autoUnlock?: boolean; readonly span?: Span } = {}
): void {
  if (!table.schemaLocked || isNewTable(table, host)) return;
  const automatic =
    parts.autoUnlock !== false &&
    host.ctx.implicit &&
    host.cluster.settings.bool('sql.schema.auto_unlock.enabled') &&
    !usesLegacyChanger(host);
  if (!automatic) throw ddlErrors.schemaLocked(table.name, parts.span);
}

/** By choice, or because the release knows no other (reference §6.3). */
export const usesLegacyChanger = (host: SchemaStatement): boolean =>
  variableText(host.ctx.session, 'use_declarative_schema_changer') === 'off' ||
  !host.cluster.settings.isAtLeast(releaseOf(22, 2));

/** What its job is listed as: changes within a transaction are the older schema changer's. */
export const isLegacyChange = (host: SchemaStatement): boolean =>
  usesLegacyChanger(host) || !host.ctx.implicit;

/** Made by the very transaction, which alone knows of it. */
export const isNewTable = (table: TableDef, host: SchemaStatement): boolean =>
  host.cluster.catalog.get(table.id) === undefined;

/** The draft a statement works on: the table as the transaction's earlier changes will have left it. */
export function draftOf(table: TableDef, host: SchemaStatement): TableDraft {
  claimDescriptor(host.cluster, host.ctx, table);
  return TableDraft.of(pendingChange(table.id, host)?.target ?? table);
}

function pendingChange(table: number, host: SchemaStatement): SchemaChange | undefined {
  const actions = host.ctx.session.transaction?.actions ?? [];
  return host.cluster.schemaChanges.pendingIn(
    actions.flatMap((action) => (action.kind === 'startJob' ? [action.job] : [])),
    table
  );
}

export interface FinishedDraft {
  readonly draft: TableDraft;
  readonly tasks: readonly SchemaTask[];
  readonly removesData: boolean;
}

/** Stages a changed table, with a job where rows must be read or written. @param statement what its job is listed as */
export function finishTable(finished: FinishedDraft, statement: TableStatement, host: SchemaStatement): void {
  const { draft, tasks, removesData } = finished;
  const { base } = draft;
  const built = draft.build();
  const pending = pendingChange(base.id, host);
  const description = () => describeChange(statement, base, host.view);
  if (pending) {
    extend(pending, built, finished, host);
    const job = host.cluster.jobs.get(pending.job)!; // made with the change
    return host.cluster.jobs.describe(job, `${job.description};${description()}`);
  }
  if (isNewTable(base, host)) return stageWithRows(base, built, tasks, host);
  if (tasks.length === 0 && !removesData) {
    host.stage(built);
    const drops = dropsIndex(base, built);
    if (!drops && !built.change?.addedColumns?.length) return;
    const parts = { description: description(), legacy: isLegacyChange(host), data: drops ? [base.id] : [] };
    return host.cluster.reclaims.list(parts, host.ctx);
  }
  placeRanges(built, host);
  const change: SchemaChange = {
    job: String(host.cluster.uniqueId(host.ctx.session.node)),
    statement: host.ctx.statement,
    node: host.ctx.session.node,
    table: base.id,
    user: host.user,
    database: host.ctx.session.database,
    variables: new Map(host.ctx.session.variables),
    base,
    target: built,
    tasks: [...tasks],
    steps: [],
    removesData,
    legacy: isLegacyChange(host),
    inTransaction: !host.ctx.implicit,
    done: 0,
    ticket: 0,
    rowsLeft: null,
    waitsFor: null,
    published: false,
    failure: null
  };
  stageChange(change, host);
  host.cluster.jobs.create({
    id: change.job,
    type: change.legacy ? 'SCHEMA CHANGE' : 'NEW SCHEMA CHANGE',
    description: description(),
    statement: host.ctx.statement,
    owner: host.user,
    coordinator: host.ctx.session.node
  });
  host.cluster.schemaChanges.add(change);
  host.ctx.onCommit({ kind: 'startJob', job: change.job });
}

/** The first version is valid with the commit itself: the last one too, where no row has a say in it. */
function stageChange(change: SchemaChange, host: SchemaStatement): void {
  const { base, target, tasks, job } = change;
  change.published = tasks.length === 0;
  change.steps = stepsOf(change);
  const first = change.published ? { ...target, changing: job } : announced(base, target, 'delete-only', job);
  const { keyDropped: _before, ...announcement } = first;
  const { keyDropped } = target;
  host.stage({ ...announcement, version: target.version, ...(keyDropped ? { keyDropped } : {}) });
}

/** Another change of the same table in the same transaction joins the job. */
function extend(
  change: SchemaChange,
  built: TableDef,
  { tasks, removesData }: FinishedDraft,
  host: SchemaStatement
): void {
  const [before, after] = [change.target.change, built.change];
  refuseHalfAdded(change, built);
  const joined: SchemaChangeKind = {
    ...before,
    ...after,
    addedColumns: [...(before?.addedColumns ?? []), ...(after?.addedColumns ?? [])],
    droppedColumns: [...(before?.droppedColumns ?? []), ...(after?.droppedColumns ?? [])]
  };
  change.target = { ...built, change: joined };
  change.tasks.push(...tasks);
  change.removesData ||= removesData;
  stageChange(change, host);
}

/**
 * What an earlier statement of the transaction has begun to add is not there yet, and cannot be dropped.
 * @throws SqlError 55000, 0A000 for constraints
 */
function refuseHalfAdded({ base, target }: SchemaChange, built: TableDef): void {
  type Part = { readonly name: string; readonly id?: number };
  const refuse = (
    kind: Parameters<typeof ddlErrors.halfAdded>[0],
    of: (table: TableDef) => readonly Part[]
  ) => {
    // What is replaced keeps its name, what is renamed its number.
    const has = (table: TableDef, part: Part) =>
      of(table).some(({ name, id }) => name === part.name || (id !== undefined && id === part.id));
    const dropped = of(target).find((part) => !has(base, part) && !has(built, part));
    if (dropped) throw ddlErrors.halfAdded(kind, dropped.name);
  };
  refuse('column', ({ columns }) => columns.filter(({ inaccessible }) => !inaccessible));
  refuse('index', ({ indexes }) => indexes);
  refuse('constraint', ({ checks, foreignKeys }) => [...checks, ...foreignKeys]);
}

/** A table that nobody else knows of needs no job: its rows are this transaction's own. */
function stageWithRows(
  base: TableDef,
  built: TableDef,
  tasks: readonly SchemaTask[],
  host: SchemaStatement
): void {
  const { change: _change, ...table } = built;
  host.stage(table);
  host.cluster.schemaChanges.carryOutInTransaction(host.ctx, { base, table, tasks });
}

function stepsOf({ base, target, tasks, legacy, removesData, published }: SchemaChange): SchemaStep[] {
  const steps: SchemaStep[] = [];
  const filled = tasks.flatMap((task) => (task.kind === 'fillColumn' ? [task.column] : []));
  if (!published) {
    steps.push({ kind: 'announce', state: 'write-only' }, { kind: 'backfill' });
    if (legacy && filled.length > 0) steps.push({ kind: 'rewrite', columns: filled });
    steps.push({ kind: 'publish' });
  }
  if (removesData) steps.push({ kind: 'backfill' });
  if (removesData && legacy && base.primary.storage === target.primary.storage)
    steps.push({ kind: 'rewrite', columns: [] });
  return steps;
}
