/**
 * A tree without what printing cannot keep: places in the text, numbers of literals, and brackets that only group. Bytes become
 * plain arrays so that trees can be compared.
 */
export function withoutPlaces(tree: unknown): unknown {
  if (tree instanceof Uint8Array) return [...tree];
  if (Array.isArray(tree)) return tree.map(withoutPlaces);
  if (typeof tree !== 'object' || tree === null) return tree;
  const node = tree as Record<string, unknown>;
  if (node.kind === 'paren') return withoutPlaces(node.operand);
  return Object.fromEntries(
    Object.entries(node)
      .filter(([key]) => key !== 'span' && key !== 'lit')
      .map(([key, value]) => [key, withoutPlaces(value)])
  );
}
