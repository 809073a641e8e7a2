import type { Expr } from '../ast/expr';
import type { SelectClause } from '../ast/select';
import { bare } from './same-type';
import type { Checker } from './checker';
import { grouping } from './errors';
import { checkRow, flattened, ordinalOf } from './plan-order';
import type { PlanContext } from './plan-context';
import type { Scalar } from './scalar';
import type { IndexSchema } from './schema';
import { hasLiteral, scalarKey } from './scalar-key';
import { scalarParts, visitRels, ownScalars } from './walk';

/** GROUP BY: its keys, and the rule that everything else must follow from them. */

/** The keys of a GROUP BY clause: expressions, columns of the FROM, or select items by number or alias. */
export function planGroupKeys(checker: Checker, select: SelectClause): Scalar[] {
  return select.groupBy
    .flatMap(flattened)
    .flatMap((expr) => checkRow(checker, selectItem(checker, expr, select) ?? expr));
}

/** The select item that a GROUP BY item names. A column of the FROM goes before an alias. */
function selectItem(checker: Checker, expr: Expr, select: SelectClause): Expr | undefined {
  const position = ordinalOf(checker, expr, 'GROUP BY', select.items.length);
  if (position !== undefined) return select.items[position].expr;
  const inner = bare(expr);
  if (inner.kind !== 'column' || inner.table) return undefined;
  if (checker.scope.columns.some((column) => column.name === inner.column)) return undefined;
  return select.items.find((item) => item.alias?.text === inner.column)?.expr;
}

/** Whether an index keeps every row of its table unique. */
const isTotalKey = ({ unique, state, predicateSql, validated }: IndexSchema): boolean =>
  unique && state === 'public' && predicateSql === undefined && validated !== false;

/**
 * Checks what is evaluated after grouping: outside of aggregates it may read only grouping expressions, and columns of
 * tables of which a whole key is among them.
 * @throws SqlError 42803
 */
export class GroupingRule {
  readonly #context: PlanContext;
  readonly #keys: ReadonlyMap<string, Scalar>;
  /** Registers of the FROM, whose columns vary within a group. */
  readonly #varying: ReadonlySet<number>;

  constructor(context: PlanContext, keys: readonly Scalar[], from: readonly number[]) {
    this.#context = context;
    this.#keys = new Map(keys.map((key) => [scalarKey(key), key]));
    const fixed = new Set(from.filter((register) => this.#hasWholeKey(register)));
    this.#varying = new Set(from.filter((register) => !fixed.has(register)));
  }

  check(scalar: Scalar): void {
    const key = this.#keys.get(scalarKey(scalar));
    if (key) {
      // That two expressions are the same may rest on their literals being the same.
      if (hasLiteral(scalar)) this.#context.cacheable = false;
      return;
    }
    if ((scalar.kind === 'column' || scalar.kind === 'virtual') && this.#varying.has(scalar.register))
      throw grouping(
        `column "${scalar.name}" must appear in the GROUP BY clause or be used in an aggregate function`,
        scalar.span
      );
    for (const part of scalarParts(scalar)) this.check(part);
    if (scalar.kind === 'subquery')
      visitRels(scalar.rel, (rel) => {
        for (const inner of ownScalars(rel)) this.check(inner);
      });
  }

  /** True when a register's row is settled by the keys: they hold its table's primary key, or another one without NULLs. */
  #hasWholeKey(register: number): boolean {
    const table = this.#context.tables.get(register);
    if (!table) return false;
    const isWhole = ({ keys }: IndexSchema): boolean =>
      keys.every(({ column }) => {
        const def = table.columns.find((c) => c.id === column);
        return def && !def.nullable && this.#keys.has(`r${register}.${def.slot}`);
      });
    return isWhole(table.primary) || table.indexes.some((index) => isTotalKey(index) && isWhole(index));
  }
}
