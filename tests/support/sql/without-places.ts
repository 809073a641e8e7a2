import type { ValuesClause } from '../../../src/lib/engine/sql/ast/select';
import { rowExprs } from '../../../src/lib/engine/sql/ast/values';

/**
 * A tree without what printing cannot keep: places in the text, numbers of literals, and brackets that only group. Bytes become
 * plain arrays so that trees can be compared, and rows of literals the expressions that they stand for.
 */
export function withoutPlaces(tree: unknown): unknown {
  if (tree instanceof Uint8Array) return [...tree];
  if (Array.isArray(tree)) return tree.map(withoutPlaces);
  if (typeof tree !== 'object' || tree === null) return tree;
  const node = tree as Record<string, unknown>;
  if (node.kind === 'paren') return withoutPlaces(node.operand);
  if (node.kind === 'values' && 'literals' in node) {
    const values = tree as ValuesClause;
    return { kind: 'values', rows: values.rows.map((_, row) => withoutPlaces(rowExprs(values, row))) };
  }
  return Object.fromEntries(
    Object.entries(node)
      .filter(([key]) => key !== 'span' && key !== 'lit')
      .map(([key, value]) => [key, withoutPlaces(value)])
  );
}
