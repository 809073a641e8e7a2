/**
 * Rewriting syntax trees as the plain data they are: a schema change renames a column inside stored expressions, or turns
 * names into ids, without knowing every kind of node.
 */

/** Any node of a syntax tree; `kind` tells them apart. */
export type TreeNode = { readonly kind?: unknown };

/**
 * Rebuilds a tree from the leaves up, giving every object to `change`, which returns it or another in its place. Parts in
 * which nothing changes are shared with the old tree. Trees are no deeper than the parser's limit, so this may recurse.
 */
export function mapTree<T>(tree: T, change: (node: TreeNode) => unknown): T {
  if (Array.isArray(tree)) {
    const items = tree.map((item: unknown) => mapTree(item, change));
    return (items.every((item, i) => item === tree[i]) ? tree : items) as T;
  }
  if (typeof tree !== 'object' || tree === null || ArrayBuffer.isView(tree)) return tree;
  let rebuilt: Map<string, unknown> | undefined;
  for (const [name, part] of Object.entries(tree)) {
    if (name === 'span') continue;
    const mapped = mapTree<unknown>(part, change);
    if (mapped !== part) (rebuilt ??= new Map()).set(name, mapped);
  }
  const node = rebuilt ? { ...tree, ...Object.fromEntries(rebuilt) } : tree;
  return change(node as TreeNode) as T;
}

/** Visits every object of a tree, outer ones first; a visitor that gives false is spared what is inside. */
export function visitTree(tree: unknown, visit: (node: TreeNode) => boolean | void): void {
  if (Array.isArray(tree)) {
    for (const item of tree) visitTree(item, visit);
    return;
  }
  if (typeof tree !== 'object' || tree === null || ArrayBuffer.isView(tree)) return;
  if (visit(tree as TreeNode) === false) return;
  for (const [name, part] of Object.entries(tree)) if (name !== 'span') visitTree(part, visit);
}
