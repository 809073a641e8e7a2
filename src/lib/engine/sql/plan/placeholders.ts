import type { Expr } from '../ast/expr';
import type { Statement } from '../ast/statement';
import { isTreeNode, visitNodes } from '../ast/visit';

/**
 * Placeholders are filled in before planning: EXECUTE puts the expressions of its arguments in their places, where they are
 * typed like any other.
 */

/** How many arguments a statement takes: its highest placeholder. */
export function placeholderCount(statement: Statement): number {
  let highest = 0;
  visitNodes(statement, (node) => {
    if (node.kind === 'placeholder') highest = Math.max(highest, Number(node.index));
  });
  return highest;
}

/** The statement with arguments for its placeholders; one without an argument stays and is reported when it is planned. */
export function withArguments<S extends Statement>(statement: S, args: readonly Expr[]): S {
  return replaced(statement, args) as S;
}

function replaced(node: unknown, args: readonly Expr[]): unknown {
  if (Array.isArray(node)) return node.map((item) => replaced(item, args));
  if (!isTreeNode(node)) return node;
  if (node.kind === 'placeholder') return args[Number(node.index) - 1] ?? node;
  // The fields of tree nodes have names of ours, never of the user's.
  return Object.fromEntries(Object.entries(node).map(([field, part]) => [field, replaced(part, args)]));
}
