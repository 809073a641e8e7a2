import type { Datum } from '../../base/datum';
import { SqlError } from '../../base/errors';
import type { Expr } from '../../sql/ast/expr';
import type { Query } from '../../sql/ast/select';
import type { SqlType } from '../../sql/types/type';
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
  { id, query }: IdSource,
  column: IdColumn,
  ctx: StatementContext,
  runner: StatementRunner
): Datum[] {
  if (id) {
    const { type, value } = runner.scalar(id, ctx, column.type);
    requireType(type, column, id);
    return value === null ? [] : [value];
  }
  if (!query) return [];
  const { columns, rows } = runner.query(query, ctx.text, ctx, { wanted: [column.type] });
  const refused = columns.length === 0 ? 'no' : columns.length > 1 ? 'too many' : undefined;
  if (refused)
    throw new SqlError('42601', `${refused} columns in ${column.statement} data`, { span: query.span });
  requireType(columns[0].type, column, query);
  return rows.map((row) => row[0]).filter((value) => value !== null);
}

function requireType(found: SqlType, { statement, name, type }: IdColumn, { span }: Expr | Query): void {
  if (found.family === type.family || found.family === 'unknown') return;
  throw new SqlError(
    '42601',
    `${statement} data column 1 (${name}) must be of type ${typeWord(type)}, not type ${typeWord(found)}`,
    { span }
  );
}
