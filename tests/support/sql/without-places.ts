import type { ValuesClause } from '../../../src/lib/engine/sql/ast/select';
import { rowExprs } from '../../../src/lib/engine/sql/ast/values';

/** Where something stands, and whether an INT was written without its width: printing says the width that it has by then. */
const NOT_PRINTED: ReadonlySet<string> = new Set(['span', 'lit', 'isDefaultSized']);

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
      .filter(([key]) => !NOT_PRINTED.has(key))
      .map(([key, value]) => [key, withoutPlaces(value)])
  );
}
