import type { Datum } from '../../base/datum';
import { SqlError, type Span } from '../../base/errors';
import type { Expr } from '../../sql/ast/expr';
import type { Query } from '../../sql/ast/select';
import { INT, type SqlType } from '../../sql/types/type';
import { typeWord } from '../../sql/types/type-name';
import type { StatementContext } from '../statement';
import type { StatementRunner } from '../statement-runner';

/** Where the ids of a statement come from: one of `id` and `query` is set. */
export interface IdSource {
  readonly id?: Expr;
  readonly query?: Query;
}

/** What the ids are of: `PAUSE JOBS` has a `job_id` of type INT. */
export interface IdColumn {
  readonly statement: string;
  readonly name: string;
  readonly type: SqlType;
}

/**
 * The ids that PAUSE, RESUME, CANCEL and DROP are given; NULLs are passed over (optbuilder/misc_statements.go).
 * @throws SqlError 42601 for ids of another type or more than one column, 22P02 for a text that is none
 */
export function idsOf(
  source: IdSource,
  { statement, name, type }: IdColumn,
  ctx: StatementContext,
  runner: StatementRunner
): Datum[] {
  const { types, values, span } = read(source, type, ctx, runner);
  if (types.length > 1) throw new SqlError('42601', `too many columns in ${statement} data`, { span });
  if (types.length === 0) throw new SqlError('42601', `no columns in ${statement} data`, { span });
  if (!isOf(types[0], type))
    throw new SqlError(
      '42601',
      `${statement} data column 1 (${name}) must be of type ${typeWord(type)}, not type ${typeWord(types[0])}`,
      { span }
    );
  return values;
}

/**
 * The ids that a listing is asked for, which stand behind an IN there (delegate/show_jobs.go).
 * @throws SqlError 42601, 22023, 22P02 as IN with a subquery
 */
export function listedIds(source: IdSource, ctx: StatementContext, runner: StatementRunner): Datum[] {
  const { types, values, span } = read(source, INT, ctx, runner);
  if (types.length !== 1) throw new SqlError('42601', 'subquery has too many columns', { span });
  if (!isOf(types[0], INT))
    throw new SqlError('22023', `unsupported comparison operator: <int> IN <tuple{${typeWord(types[0])}}>`, {
      span
    });
  return values;
}

function read(
  { id, query }: IdSource,
  wanted: SqlType,
  ctx: StatementContext,
  runner: StatementRunner
): { types: readonly SqlType[]; values: Datum[]; span: Span | undefined } {
  if (id) {
    const { type, value } = runner.scalar(id, ctx, wanted);
    return { types: [type], values: value === null ? [] : [value], span: id.span };
  }
  if (!query) return { types: [wanted], values: [], span: undefined };
  const { columns, rows } = runner.query(query, ctx.text, ctx, { wanted: [wanted] });
  const values = rows.map((row) => row[0]).filter((value) => value !== null);
  return { types: columns.map(({ type }) => type), values, span: query.span };
}

const isOf = (found: SqlType, type: SqlType): boolean =>
  found.family === type.family || found.family === 'unknown';
