import { assert } from '../../base/assert';
import type { Span } from '../../base/errors';
import { parseStatement } from '../parse/parser';
import type { QueryPlanner } from './query-planner';
import type { Rel } from './rel';
import type { ViewSchema } from './schema';
import type { ScopeColumn } from './scope';

/** A view is its query, planned in place. */
export function planView(
  planner: QueryPlanner,
  view: ViewSchema,
  span: Span | undefined
): { rel: Rel; columns: ScopeColumn[] } {
  const { context } = planner;
  return context.insideView(view.id, span, () => {
    const query = parseStatement(view.querySql);
    assert(query.kind === 'query', () => `view ${view.name} is no query`);
    const planned = planner.withCtes(undefined).planQuery(query, undefined, undefined);
    const columns = planned.columns.map((column, i) => ({
      ...column,
      name: view.columns[i]?.name ?? column.name
    }));
    return { rel: planned.rel, columns };
  });
}
