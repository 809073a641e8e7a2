import { SqlError, type Span } from '../base/errors';
import type { Datum } from '../base/datum';
import type { Expr, PlaceholderSlot } from '../sql/ast/expr';
import type { Statement } from '../sql/ast/statement';
import type { ExecuteStatement, PrepareStatement } from '../sql/ast/txn';
import { visitNodes } from '../sql/ast/visit';
import { parseWithSlots } from '../sql/parse/parser';
import { undeterminedPlaceholder } from '../sql/plan/constants';
import { isPlannable } from '../sql/plan/planner';
import type { SqlType } from '../sql/types/type';
import { typeName } from '../sql/types/type-name';
import { intSizeOf, withIntSize, type IntSize } from './int-size';
import type { PreparedStatement, SessionState } from './session-state';
import type { StatementContext } from './statement';

/**
 * PREPARE and EXECUTE. Placeholders are slots of the syntax tree: planning finds the types of those that PREPARE does not say,
 * EXECUTE fills the values in, and the tree is carried out as if they had been written there.
 */

/** What this needs of whoever plans statements. */
export interface StatementPlanner {
  /** Plans a query or DML statement, which gives its placeholders their types. */
  plan(statement: Statement, ctx: StatementContext): { readonly columns: PlannedColumns };
  resolveType(ref: PreparedStatement['types'][number], ctx: StatementContext): SqlType;
  /** The value of an argument, as one of a type; of its own type where none is said. @throws SqlError 42809 */
  argument(
    expr: Expr,
    type: SqlType | undefined,
    ctx: StatementContext
  ): { readonly type: SqlType; readonly value: Datum };
}

type PlannedColumns = readonly { readonly name: string; readonly type: SqlType }[];

/** A prepared statement that EXECUTE has read. */
export interface OpenPrepared {
  readonly prepared: PreparedStatement;
  readonly statement: Statement;
  readonly slots: ReadonlyMap<number, PlaceholderSlot>;
}

/** PREPARE. @throws SqlError 42P05 for a name that is taken, 42P18 for a placeholder without a type, and as planning does */
export function prepare(
  { name, types, statement, span }: PrepareStatement,
  ctx: StatementContext,
  planner: StatementPlanner,
  now: number
): void {
  const { session } = ctx;
  if (session.prepared.has(name.text))
    throw new SqlError('42P05', `prepared statement "${name.text}" already exists`, { span: name.span });
  if (!statement)
    throw new SqlError('0A000', 'PREPARE … AS OPT PLAN: the playground does not simulate it', {
      span,
      hint: 'PREPARE … AS with the statement itself'
    });
  const offset = statement.span.offset;
  const text = ctx.text.slice(offset, offset + statement.span.length);
  const intSize = intSizeOf(session);
  const { statement: inner, slots } = read(text, intSize);
  const found = moved(offset, () => describe(inner, slots, types, { ...ctx, text }, planner));
  session.prepared.set(name.text, { text, intSize, types, ...found, preparedAt: now });
}

/** Finds the types of all placeholders and the columns of the rows. */
function describe(
  statement: Statement,
  slots: ReadonlyMap<number, PlaceholderSlot>,
  types: PreparedStatement['types'],
  ctx: StatementContext,
  planner: StatementPlanner
): Pick<PreparedStatement, 'columns' | 'parameters'> {
  types.forEach((ref, i) => {
    const slot = slots.get(i + 1);
    if (slot) slot.type = planner.resolveType(ref, ctx);
  });
  const planned = statement.kind === 'explain' ? statement.statement : statement;
  const plan = isPlannable(planned) ? planner.plan(planned, ctx) : undefined;
  const parameters: string[] = [];
  const last = Math.max(types.length, ...slots.keys());
  for (let index = 1; index <= last; index++) {
    const given = types.at(index - 1);
    const type = slots.get(index)?.type ?? (given && planner.resolveType(given, ctx));
    if (!type && (plan || !slots.has(index))) throw undeterminedPlaceholder(index);
    parameters.push(type ? typeName(type) : 'unknown');
  }
  const columns = plan && statement.kind !== 'explain' ? plan.columns : undefined;
  return { parameters, columns: columns?.map(({ type }) => typeName(type)) ?? null };
}

/** The statement that an EXECUTE names. @throws SqlError 26000 for an unknown name, 42601 for a wrong number of arguments */
export function openPrepared(session: SessionState, { name, args, span }: ExecuteStatement): OpenPrepared {
  const prepared = session.prepared.get(name.text);
  if (!prepared) throw unknownPrepared(name.text, name.span);
  if (prepared.parameters.length !== args.length)
    throw new SqlError(
      '42601',
      `wrong number of parameters for prepared statement "${name.text}": expected ${prepared.parameters.length}, got ${args.length}`,
      { span }
    );
  return { prepared, ...read(prepared.text, prepared.intSize) };
}

function read(text: string, intSize: IntSize): Pick<OpenPrepared, 'statement' | 'slots'> {
  const { statement, slots } = parseWithSlots(text);
  return { statement: withIntSize(statement, intSize), slots };
}

export function unknownPrepared(name: string, span: Span): SqlError {
  return new SqlError('26000', `prepared statement "${name}" does not exist`, { span });
}

/**
 * Gives the placeholders their values.
 * @param ctx of the EXECUTE, whose text the arguments are in
 * @throws SqlError 0A000 where the statement would now give other columns, 42809 and others for arguments that do not fit
 */
export function bindArguments(
  { prepared, statement, slots }: OpenPrepared,
  { args }: ExecuteStatement,
  ctx: StatementContext,
  planner: StatementPlanner
): void {
  const { columns } = describe(statement, slots, prepared.types, { ...ctx, text: prepared.text }, planner);
  if (columns?.join() !== prepared.columns?.join())
    throw new SqlError('0A000', 'cached plan must not change result type', {
      hint: 'DEALLOCATE the statement and PREPARE it again'
    });
  args.forEach((arg, i) => {
    refuseVariables(arg);
    const slot = slots.get(i + 1);
    const { type, value } = planner.argument(arg, slot?.type, ctx);
    if (!slot) return;
    slot.type ??= type;
    slot.value = value;
  });
}

/** @throws SqlError 42601 for a name or query in an argument */
function refuseVariables(arg: Expr): void {
  visitNodes(arg, ({ kind }) => {
    if (kind === 'column' || kind === 'subquery' || kind === 'star' || kind === 'placeholder')
      throw new SqlError('42601', 'variable sub-expressions are not allowed in EXECUTE parameter', {
        span: arg.span
      });
  });
}

/** Runs work whose errors lie in a part of a text, and gives them their places in the whole. */
function moved<T>(offset: number, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof SqlError) || !error.span) throw error;
    const span = { offset: error.span.offset + offset, length: error.span.length };
    throw new SqlError(error.sqlstate, error.message, { ...error, span });
  }
}
