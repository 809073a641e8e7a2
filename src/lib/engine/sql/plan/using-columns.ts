import { SqlError, type Span } from '../../base/errors';
import type { JoinExpr } from '../ast/select';
import { explicitCast } from './casts';
import { duplicateSource, undefinedColumn } from './errors';
import { unionType } from './plan-set';
import type { From } from './plan-from';
import type { Scalar } from './scalar';
import type { ScopeColumn } from './scope';

/** The columns that two sides of a join have in common, and the names that both may not have. */

/** Whether a value is read from where it stands, so that reading it twice costs nothing. */
export function isPlace(expr: Scalar): boolean {
  return expr.kind === 'column' || expr.kind === 'virtual';
}

/** Names of columns that both sides have: what NATURAL joins by. */
export function sharedNames(left: From, right: From): string[] {
  const names = new Set(right.columns.filter((column) => !column.hidden).map((column) => column.name));
  return left.columns
    .filter((column) => !column.hidden && names.has(column.name))
    .map((column) => column.name);
}

/** The one column of a side that has a name. @throws SqlError 42703, 42702 */
export function onlyColumn(side: From, name: string, span: Span | undefined): ScopeColumn {
  const found = side.columns.filter((column) => column.name === name && !column.system);
  if (found.length > 1)
    throw new SqlError('42702', `common column name "${name}" appears more than once in a side of the join`, {
      span
    });
  if (found.length === 0)
    throw undefinedColumn(
      name,
      span,
      side.columns.map((column) => column.name)
    );
  return found[0];
}

/** RIGHT takes the right side's value, FULL whichever there is, the others the left side's. */
export function mergedColumn(
  type: JoinExpr['type'],
  left: ScopeColumn,
  right: ScopeColumn,
  span: Span | undefined
): ScopeColumn {
  if (type === 'RIGHT') return right;
  if (type !== 'FULL') return left;
  const common = unionType(left.type, right.type, 'JOIN/USING', span);
  const items = [left, right].map(({ expr }) => explicitCast(expr, common, undefined));
  return { ...left, type: common, expr: { kind: 'coalesce', type: common, span: undefined, items } };
}

/** @throws SqlError 42712 when two items of FROM have one name */
export function checkNames(left: From, right: From, span: Span | undefined): void {
  for (const { name, schema, database } of right.sources) {
    if (name === undefined) continue;
    const clash = left.sources.some((s) => s.name === name && s.schema === schema && s.database === database);
    if (clash) throw duplicateSource(name, span);
  }
}
