/** Walking syntax trees whatever their nodes are. */

export interface AnyNode {
  readonly kind?: unknown;
  readonly index?: unknown;
}

/** Visits every node of a tree or a list of trees, from the outside in. */
export function visitNodes(node: unknown, visit: (node: AnyNode) => void): void {
  if (Array.isArray(node)) {
    for (const item of node) visitNodes(item, visit);
  } else if (isTreeNode(node)) {
    visit(node);
    for (const part of Object.values(node)) if (typeof part === 'object') visitNodes(part, visit);
  }
}

export function isTreeNode(node: unknown): node is AnyNode {
  return typeof node === 'object' && node !== null && !ArrayBuffer.isView(node);
}
