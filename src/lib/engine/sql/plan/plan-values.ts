import type { ValuesClause } from '../ast/select';
import { rowExprs, rowSpan, rowWidth } from '../ast/values';
import { equivalent, sameType, unbounded, UNKNOWN, type SqlType } from '../types/type';
import { typeWord } from '../types/type-name';
import { implicitCast } from './casts';
import type { PlannedQuery } from './checker';
import { syntax, typeMismatch } from './errors';
import { registerColumns, type QueryPlanner } from './query-planner';
import type { Scalar } from './scalar';
import { Scope } from './scope';
import { valuesRow } from './walk';

/** VALUES: rows of expressions whose columns have one type each. */
export function planValues(
  planner: QueryPlanner,
  values: ValuesClause,
  outer: Scope | undefined,
  wanted: readonly SqlType[] | undefined
): PlannedQuery {
  const { context } = planner;
  const width = rowWidth(values, 0);
  const checker = planner.checker(new Scope({ parent: outer, sources: [] }), 'VALUES');
  const rows = values.rows.map((_, row) => {
    requireWidth(planner, values, row);
    return rowExprs(values, row).map((expr, i) => checker.check(expr, wanted?.[i]));
  });
  const types = columnTypes(rows, width, (row, column) => context.at(rowExprs(values, row)[column].span));
  const register = context.newRegister();
  const columns = types.map((type, i) => ({ name: `column${i + 1}`, type }));
  const typed = rows.map((row) =>
    valuesRow(row.map((scalar, i) => implicitCast(scalar, types[i]) ?? scalar))
  );
  return {
    rel: { kind: 'values', register, width, rows: typed },
    columns: registerColumns(register, columns)
  };
}

/** @throws SqlError 42601 for a row that is not as long as the first */
export function requireWidth({ context }: QueryPlanner, values: ValuesClause, row: number): void {
  const width = rowWidth(values, 0);
  const found = rowWidth(values, row);
  if (found !== width)
    throw syntax(
      `VALUES lists must all be the same length, expected ${width} columns, found ${found}`,
      context.at(rowSpan(values, row))
    );
}

/** One type for each column: that of its values, without widths where these differ. @throws SqlError 42804 */
function columnTypes(
  rows: readonly (readonly Scalar[])[],
  width: number,
  spanOf: (row: number, column: number) => Scalar['span']
): SqlType[] {
  return Array.from({ length: width }, (_, column) => {
    let type: SqlType = UNKNOWN;
    for (let row = 0; row < rows.length; row++) {
      const found = rows[row][column].type;
      if (found === type || found.family === 'unknown') continue;
      if (type.family === 'unknown' || sameType(type, found)) type = found;
      else if (equivalent(type, found)) type = unbounded(type);
      else
        throw typeMismatch(
          `VALUES types ${typeWord(found)} and ${typeWord(type)} cannot be matched`,
          spanOf(row, column)
        );
    }
    return type;
  });
}
