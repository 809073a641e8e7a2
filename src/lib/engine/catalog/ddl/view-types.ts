import type { AnnotateExpr, CastExpr } from '../../sql/ast/expr';
import type { Statement } from '../../sql/ast/statement';
import type { TypeRef } from '../../sql/ast/type';
import { parseStatement } from '../../sql/parse/parser';
import { printStatement } from '../../sql/print/statement';
import type { CatalogView } from '../catalog';
import { namedType } from './expressions';
import { mapTree, visitTree, type TreeNode } from './tree';

/** User-defined types in the queries of views: kept by their full names, followed when they are renamed. */

/** The full name of a type; undefined for one that is not there. */
export type QualifyType = (
  ref: TypeRef
) => { readonly catalog: string; readonly schema: string; readonly name: string } | undefined;

/** A query with every user-defined type under its full name. */
export const qualifyTypes = <T>(query: T, qualify: QualifyType): T =>
  mapTree(query, (node) => {
    if (node.kind !== 'type' || (node as TypeRef).builtIn) return node;
    const full = qualify(node as TypeRef);
    return full ? { ...node, ...full } : node;
  });

/** The ids of the user-defined types that a kept query names. */
export function typesInQuery(sql: string, view: CatalogView): number[] {
  const ids: number[] = [];
  if (!sql.includes('::') && !/\bCAST\b/i.test(sql)) return ids;
  visitTree(parseStatement(sql), (node) => {
    const id = node.kind === 'type' ? namedType(node as TypeRef, view) : undefined;
    if (id !== undefined) ids.push(id);
  });
  return ids;
}

/** The query with a type under another name. */
export const renameTypeInQuery = (
  sql: string,
  type: number,
  to: { readonly catalog: string; readonly schema: string; readonly name: string },
  view: CatalogView
): string =>
  rewritten(sql, (node) =>
    node.kind === 'type' && namedType(node as TypeRef, view) === type ? { ...node, ...to } : node
  );

/** The query with a label of an enum under another name, where a constant is cast to the type. */
export const renameLabelInQuery = (
  sql: string,
  type: number,
  labels: { readonly from: string; readonly to: string },
  view: CatalogView
): string =>
  rewritten(sql, (node) => {
    if (node.kind !== 'cast' && node.kind !== 'annotate') return node;
    const { operand, type: ref } = node as AnnotateExpr | CastExpr;
    if (operand.kind !== 'string' || operand.value !== labels.from || namedType(ref, view) !== type)
      return node;
    return { ...node, operand: { ...operand, value: labels.to } };
  });

function rewritten(sql: string, change: (node: TreeNode) => unknown): string {
  const statement: Statement = parseStatement(sql);
  const changed = mapTree(statement, change);
  return changed === statement ? sql : printStatement(changed);
}
