import type { ColumnRef, Expr, FunctionCall } from '../../sql/ast/expr';
import type { ObjectName, TableName } from '../../sql/ast/name';
import type { Query, TableRef } from '../../sql/ast/select';
import type { TableDef, ViewDef } from '../descriptors';
import { visitTree } from './tree';

/**
 * The query of a view as it is kept: every table by its full name and every `*` written out, so that it means the same
 * whatever the search path and whatever columns come later.
 */

/** A relation that a name means. */
export interface NamedRelation {
  readonly catalog: string;
  readonly schema: string;
  readonly object: { readonly id: number; readonly name: string };
  /** Names of the columns that `*` stands for; undefined where they are not known here. */
  readonly columns: readonly string[] | undefined;
}

export type FindRelation = (name: TableName) => NamedRelation | undefined;

/** A user-defined function that a call's name means. */
export interface NamedFunction {
  readonly catalog: string;
  readonly schema: string;
  readonly ids: readonly number[];
}

/** Where the names of a query lead. */
export interface NameFinder {
  readonly relation: FindRelation;
  readonly routine: (name: ObjectName) => NamedFunction | undefined;
  /** Is told of the id of every relation and function that is named. */
  readonly found: (id: number) => void;
}

/** Rewrites a query. */
export function qualifyQuery(query: Query, { relation: find, routine, found }: NameFinder): Query {
  const walk = (node: unknown, ctes: ReadonlySet<string>): unknown => {
    if (Array.isArray(node)) {
      const items = node.map((item: unknown) => walk(item, ctes));
      return items.every((item, i) => item === node[i]) ? node : items;
    }
    if (typeof node !== 'object' || node === null || ArrayBuffer.isView(node)) return node;
    const kind = (node as { kind?: unknown }).kind;
    const inner = kind === 'query' ? withCtes(node as Query, ctes) : ctes;
    const expanded = kind === 'select' ? expandStars(node as SelectNode, find, inner) : node;
    if (kind === 'table') return qualifyTable(expanded as TableRef, find, found, inner);
    const named = kind === 'call' ? qualifyCall(expanded as FunctionCall, routine, found) : expanded;
    return mapObject(named, (part) => walk(part, inner));
  };
  return walk(query, new Set()) as Query;
}

type SelectNode = Extract<Query['body'], { kind: 'select' }>;

function mapObject(node: object, map: (part: unknown) => unknown): object {
  const entries = Object.entries(node).map(([name, part]): [string, unknown] => [
    name,
    name === 'span' ? part : map(part)
  ]);
  const before = node as Readonly<Record<string, unknown>>;
  return entries.every(([name, part]) => part === before[name]) ? node : Object.fromEntries(entries);
}

function withCtes(query: Query, ctes: ReadonlySet<string>): ReadonlySet<string> {
  return query.with ? new Set([...ctes, ...query.with.tables.map((table) => table.name.text)]) : ctes;
}

function qualifyTable(
  table: TableRef,
  find: FindRelation,
  found: NameFinder['found'],
  ctes: ReadonlySet<string>
): TableRef {
  if (table.name.schema === undefined && ctes.has(table.name.table)) return table;
  const relation = find(table.name);
  if (!relation) return table;
  found(relation.object.id);
  const { catalog, schema, object } = relation;
  return { ...table, name: { ...table.name, catalog, schema, table: object.name } };
}

function qualifyCall(
  call: FunctionCall,
  find: NameFinder['routine'],
  found: NameFinder['found']
): FunctionCall {
  const routine = find(call.name);
  if (!routine) return call;
  routine.ids.forEach(found);
  const { catalog, schema } = routine;
  return { ...call, name: { ...call.name, catalog, schema } };
}

/** `*` as the columns it stands for, where every source is a plain table; `t.*` likewise. */
function expandStars(select: SelectNode, find: FindRelation, ctes: ReadonlySet<string>): SelectNode {
  if (!select.items.some(({ expr }) => expr.kind === 'star')) return select;
  const sources = select.from.flatMap((item) => plainSources(item, find, ctes));
  if (sources.some((source) => source === undefined)) return select;
  const known = sources as { alias: string; columns: readonly string[] }[];
  const items = select.items.flatMap((item) => {
    if (item.expr.kind !== 'star') return [item];
    const { table, span } = item.expr;
    const wanted = table ? known.filter((source) => source.alias === table.table) : known;
    const single = known.length === 1;
    return wanted.flatMap((source) =>
      source.columns.map((column) => {
        const prefix = { catalog: undefined, schema: undefined, table: source.alias, span };
        const expr: ColumnRef = { kind: 'column', table: single ? undefined : prefix, column, span };
        return { expr: expr as Expr, alias: undefined, span };
      })
    );
  });
  return { ...select, items, tableForm: false };
}

function plainSources(
  item: SelectNode['from'][number],
  find: FindRelation,
  ctes: ReadonlySet<string>
): ({ alias: string; columns: readonly string[] } | undefined)[] {
  if (item.kind === 'join') {
    // Columns that a join has made one stand once in `*`: too much to say here.
    if (item.natural || item.using) return [undefined];
    return [...plainSources(item.left, find, ctes), ...plainSources(item.right, find, ctes)];
  }
  if (item.kind !== 'table' || item.ordinality || (item.alias?.columns.length ?? 0) > 0) return [undefined];
  if (item.name.schema === undefined && ctes.has(item.name.table)) return [undefined];
  const columns = find(item.name)?.columns;
  return [columns && { alias: item.alias?.name?.text ?? item.name.table, columns }];
}

/** The columns of each table that a query may read: those it names anywhere, all of them where a `*` is left. */
export function usedColumns(
  query: Query,
  tables: readonly (TableDef | ViewDef)[]
): { table: number; columns: number[] }[] {
  const names = new Set<string>();
  let star = false;
  visitTree(query, (node) => {
    if (node.kind === 'column') names.add((node as ColumnRef).column);
    if (node.kind === 'star') star = true;
    const { natural, using } = node as { natural?: boolean; using?: readonly { text: string }[] };
    if (natural === true) star = true;
    for (const name of using ?? []) if (typeof name.text === 'string') names.add(name.text);
  });
  return tables.flatMap((table) =>
    table.kind === 'table'
      ? [
          {
            table: table.id,
            columns: table.columns.filter((c) => star || names.has(c.name)).map((c) => c.id)
          }
        ]
      : []
  );
}
