import { mapTree, type TreeNode } from '../catalog/ddl/tree';
import type { Statement } from '../sql/ast/statement';
import type { TypeRef } from '../sql/ast/type';
import type { SessionSettings } from './session-state';
import { variableText } from './session-variables';

/** Bytes of an `INT` whose width is not written (docs v26.2 `int.md`). */
export type IntSize = '4' | '8';

/** The session variable `default_int_size`. */
export const intSizeOf = (session: SessionSettings): IntSize =>
  session.variables.size > 0 && variableText(session, 'default_int_size') === '4' ? '4' : '8';

/**
 * A statement with the width of every `INT`, `INTEGER` and `SERIAL` settled. That comes before anything looks at the statement, so that what is
 * kept of it, the query of a view for one, means the same to every session.
 */
export function withIntSize(statement: Statement, size: IntSize): Statement {
  // As it is read.
  if (size === '8') return statement;
  return mapTree(statement, (node) =>
    isDefaultSized(node) ? { ...node, name: node.name.replace('8', size), isDefaultSized: false } : node
  );
}

function isDefaultSized(node: TreeNode): node is TypeRef {
  return node.kind === 'type' && (node as TypeRef).isDefaultSized;
}
