import type { Datum } from '../../base/datum';
import type { ExplainStatement } from '../../sql/ast/other';
import { isPlannable } from '../../sql/plan/planner';
import { STRING } from '../../sql/types/type';
import type { Handlers, StatementContext, StatementResult } from '../statement';
import type { StatementRunner } from '../statement-runner';
import { STATEMENTS } from './classification';
import { column, listing } from './show-listing';

/**
 * EXPLAIN shows the plan of a query or DML statement, one operator a line; EXPLAIN ANALYZE runs it besides. Simpler than
 * CockroachDB: there is one form, whatever the options ask for.
 */
export function registerExplain(handlers: Handlers, runner: StatementRunner): void {
  handlers.on('explain', (statement, ctx) => explain(statement, ctx, runner));
}

function explain(
  { statement, analyze }: ExplainStatement,
  ctx: StatementContext,
  runner: StatementRunner
): StatementResult {
  const columns = [column('info', STRING)];
  if (!isPlannable(statement)) return listing(columns, [[`• ${STATEMENTS[statement.kind].name}`]]);
  const lines: Datum[][] = runner
    .plan(statement, ctx)
    .explain()
    .split('\n')
    .map((line) => [line]);
  if (!analyze) return listing(columns, lines);
  const { rows, work } = runner.query(statement, ctx.text, ctx);
  return { ...listing(columns, [...lines, [''], [`rows: ${rows.length}`]]), work };
}
