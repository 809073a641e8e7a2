import { SqlError, type Span } from '../../base/errors';
import type { Datum } from '../../base/datum';
import type { AnnotateExpr, CastExpr, ColumnRef, Expr, FunctionCall, ParenExpr } from '../../sql/ast/expr';
import type { TypeRef } from '../../sql/ast/type';
import { parseExpression } from '../../sql/parse/parser';
import { Checker, type SubqueryPlanner } from '../../sql/plan/checker';
import { PlanContext } from '../../sql/plan/plan-context';
import { columnScalar, type Scalar } from '../../sql/plan/scalar';
import { Scope } from '../../sql/plan/scope';
import { visitScalar } from '../../sql/plan/walk';
import { canCast } from '../../sql/types/cast-rules';
import { printExpr } from '../../sql/print/expr';
import { printType } from '../../sql/print/types';
import { DEFAULT_FORMAT } from '../../sql/types/session-format';
import { textOf } from '../../sql/types/format';
import { quoteSql } from '../../sql/types/sql-literal';
import { equivalent, unbounded, type ArrayType, type SqlType } from '../../sql/types/type';
import { typeWord } from '../../sql/types/type-name';
import type { CatalogView } from '../catalog';
import type { ColumnDef, TableDef } from '../descriptors';
import { ddlErrors, quoted } from './errors';
import type { DdlHost } from './host';
import { mapTree, visitTree, type TreeNode } from './tree';
import { storedTypeSql } from './type-sql';

/**
 * Expressions that a descriptor keeps: defaults, checks, computed columns, predicates. They are checked once, here, and kept
 * as text in CockroachDB's canonical form, in which every constant says its type (`5:::INT8`), so that the text means the
 * same whatever the session that reads it. Sequences are named by their id, so that renaming one changes nothing.
 */

/** Where an expression stands, as messages name it (tree.SchemaExprContext). */
export type ExprPlace =
  | 'DEFAULT'
  | 'ON UPDATE'
  | 'CHECK'
  | 'STORED COMPUTED COLUMN'
  | 'VIRTUAL COMPUTED COLUMN'
  | 'INDEX PREDICATE'
  | 'EXPRESSION INDEX ELEMENT'
  | 'TTL EXPIRATION EXPRESSION'
  | 'ALTER COLUMN TYPE USING EXPRESSION';

/** A checked expression. */
export interface StoredExpr {
  readonly sql: string;
  readonly type: SqlType;
  /** Ids of the columns it reads. */
  readonly columns: readonly number[];
  /** Ids of the sequences it draws from. */
  readonly sequences: readonly number[];
  /** Whether it gives another value each time. */
  readonly volatile: boolean;
}

/** What decides how much an expression may do. */
interface Rules {
  /** The loosest volatility allowed. */
  readonly volatility: 'immutable' | 'stable' | 'volatile';
  /** A type that can be assigned to the wanted one is enough. */
  readonly assignment: boolean;
}

const RULES: Readonly<Record<ExprPlace, Rules>> = {
  DEFAULT: { volatility: 'volatile', assignment: true },
  'ON UPDATE': { volatility: 'volatile', assignment: true },
  CHECK: { volatility: 'volatile', assignment: false },
  'STORED COMPUTED COLUMN': { volatility: 'immutable', assignment: false },
  'VIRTUAL COMPUTED COLUMN': { volatility: 'immutable', assignment: false },
  'INDEX PREDICATE': { volatility: 'immutable', assignment: false },
  'EXPRESSION INDEX ELEMENT': { volatility: 'immutable', assignment: false },
  'TTL EXPIRATION EXPRESSION': { volatility: 'stable', assignment: false },
  'ALTER COLUMN TYPE USING EXPRESSION': { volatility: 'volatile', assignment: false }
};

/** What checking an expression needs of a statement, or of the text inside a parameter. */
export type ExprHost = Pick<DdlHost, 'plan' | 'session' | 'view' | 'text' | 'sequence'>;

/** The row that an expression may read. */
export interface ExprTable {
  readonly name: string;
  readonly columns: readonly ColumnDef[];
  /** Finds a column by its name, where that is quicker than to look through them. */
  column?(name: string): ColumnDef | undefined;
  /** Where the table stands, for `schema.t.column` and `database.schema.t.column`. */
  readonly base: Pick<TableDef, 'schema' | 'database'>;
}

/**
 * Checks an expression and brings it into the form in which it is kept.
 * @param table undefined where no column may be named
 * @param wanted the type it must have; undefined for any
 * @throws SqlError for unknown names, wrong types, and what the place does not take
 */
export function checkExpr(
  expr: Expr,
  parts: { place: ExprPlace; table?: ExprTable; wanted?: SqlType },
  host: ExprHost
): StoredExpr {
  const { place, table, wanted } = parts;
  refuseSubqueries(expr, place);
  if (!table) refuseColumns(expr, place);
  const scalar = typeCheck(expr, parts, host);
  refuseRoutines(scalar, place, expr.span);
  refuseVolatility(scalar, place, expr.span);
  if (wanted) requireType(scalar, wanted, place, expr, host.text);
  return storedForm(expr, scalar, table, host);
}

function typeCheck(
  expr: Expr,
  { place, table, wanted }: { place: ExprPlace; table?: ExprTable; wanted?: SqlType },
  host: ExprHost
): Scalar {
  const { plan } = host; // made for who asks
  const context = new PlanContext(plan, host.session, host.text);
  const scope = table ? tableScope(context, table, namedColumns(expr, table), host) : NO_SCOPE;
  const checker = new Checker(context, scope, NO_SUBQUERIES, place);
  return checker.check(expr, wanted && plan.hydrate(wanted));
}

const NO_SUBQUERIES: SubqueryPlanner = {
  planSubquery: () => {
    throw new SqlError('0A000', 'subqueries are not allowed here');
  }
};

const NO_SCOPE = new Scope({ parent: undefined, sources: [] });

/**
 * The columns that an expression names. Where it means others too, or names what is no column, all of them: a table of many computed
 * columns would else be gone through whole for each.
 */
function namedColumns(expr: Expr, table: ExprTable): readonly ColumnDef[] {
  const names = new Set<string>();
  let hasOthers = false;
  visitTree(expr, (node) => {
    const { kind, column } = node as Partial<ColumnRef>;
    if (kind === 'column')
      names.add(column!); // every reference has one
    else if (node.kind === 'star' || node.kind === 'ordinal') hasOthers = true;
  });
  const named = [...names].flatMap((name) => columnNamed(table, name) ?? []);
  return hasOthers || named.length < names.size ? table.columns : named;
}

function columnNamed(table: ExprTable, name: string): ColumnDef | undefined {
  return table.column ? table.column(name) : table.columns.find((column) => column.name === name);
}

function tableScope(
  context: PlanContext,
  table: ExprTable,
  named: readonly ColumnDef[],
  host: ExprHost
): Scope {
  const register = context.newRegister();
  const columns = named
    .filter((column) => !column.inaccessible)
    .map((column) => {
      const type = context.catalog.hydrate(column.type);
      return {
        name: column.name,
        type,
        expr: columnScalar(register, column.slot, column.name, type),
        hidden: column.hidden
      };
    });
  const nameOf = (id: number) => host.view.get(id)?.name;
  const { schema, database } = table.base;
  const source = { name: table.name, schema: nameOf(schema), database: nameOf(database), columns };
  return new Scope({ parent: undefined, sources: [source] });
}

function refuseSubqueries(expr: Expr, place: ExprPlace): void {
  visitTree(expr, (node) => {
    if (node.kind === 'subquery' || node.kind === 'exists' || node.kind === 'arraySubquery')
      throw new SqlError('0A000', `subqueries are not allowed in ${place}`, { span: (node as Expr).span });
  });
}

function refuseColumns(expr: Expr, place: ExprPlace): void {
  visitTree(expr, (node) => {
    if (node.kind === 'column' || node.kind === 'ordinal')
      throw new SqlError('42601', `variable sub-expressions are not allowed in ${place}`, {
        span: (node as Expr).span
      });
  });
}

/** Docs v26.2 `user-defined-functions.md` names this as a limitation. */
function refuseRoutines(scalar: Scalar, place: ExprPlace, span: Span): void {
  visitScalar(scalar, (node) => {
    if (node.kind === 'subquery' && node.routine)
      throw ddlErrors.unsupported(
        `user-defined functions in ${place}`,
        `write what ${node.routine.name}() does in its place`,
        node.span ?? span
      );
    return true;
  });
}

function refuseVolatility(scalar: Scalar, place: ExprPlace, span: Span): void {
  const { volatility } = RULES[place];
  if (volatility === 'volatile') return;
  visitScalar(scalar, (node) => {
    const found = 'volatility' in node ? node.volatility : 'immutable';
    if (found === 'volatile')
      throw new SqlError('0A000', `volatile functions are not allowed in ${place}`, {
        span: node.span ?? span
      });
    if (found === 'stable' && volatility === 'immutable')
      throw new SqlError('0A000', `context-dependent operators are not allowed in ${place}`, {
        span: node.span ?? span
      });
    return true;
  });
}

function requireType(scalar: Scalar, wanted: SqlType, place: ExprPlace, expr: Expr, text: string): void {
  const { type } = scalar;
  if (type.family === 'unknown' || equivalent(type, wanted)) return;
  if (RULES[place].assignment && canCast(type, wanted, 'assignment')) return;
  const written = text.slice(expr.span.offset, expr.span.offset + expr.span.length) || printExpr(expr);
  throw new SqlError(
    '42804',
    `expected ${place} expression to have type ${typeWord(wanted)}, but '${written.slice(0, 100)}' has type ${typeWord(type)}`,
    { span: expr.span }
  );
}

// --- the form in which it is kept ----------------------------------------------------------------------------------

/** Functions whose overloads differ only in what they give: the text says which is meant. */
const AMBIGUOUS_RESULT: ReadonlySet<string> = new Set([
  'now',
  'current_timestamp',
  'transaction_timestamp',
  'statement_timestamp',
  'clock_timestamp',
  'localtimestamp',
  'current_time',
  'localtime'
]);

const SEQUENCE_FUNCTIONS: ReadonlySet<string> = new Set(['nextval', 'currval', 'setval']);

function storedForm(expr: Expr, scalar: Scalar, table: ExprTable | undefined, host: ExprHost): StoredExpr {
  const types = typesByPlace(scalar);
  const columns = new Set<number>();
  const sequences = new Set<number>();
  const rewritten = mapTree(expr, (node) => {
    const column = columnNode(node, table);
    if (column) {
      columns.add(column.id);
      return column.node;
    }
    const sequence = sequenceCall(node, host);
    if (sequence) {
      sequences.add(sequence.id);
      return sequence.node;
    }
    // Parentheses mean nothing once the tree is made; printing puts them where they are needed.
    if (node.kind === 'paren') return (node as ParenExpr).operand;
    return withoutDoubledCast(fullType(typedNode(node, types, host), host));
  });
  let volatile = false;
  visitScalar(scalar, (node) => {
    volatile ||= 'volatility' in node && node.volatility === 'volatile';
    return true;
  });
  return {
    sql: printExpr(rewritten),
    type: scalar.type,
    columns: [...columns],
    sequences: [...sequences],
    volatile
  };
}

/** A user-defined type by its full name, so that it means the same whatever the search path. */
function fullType(node: unknown, host: ExprHost): unknown {
  const ref = node as Partial<TypeRef> | null;
  if (ref?.kind !== 'type' || ref.builtIn !== false) return node;
  const type = host.plan.type(ref as TypeRef);
  // `_g` is the array type of `g`, and is kept as `g[]`.
  const isArray = type?.family === 'array';
  const named = isArray ? type.elem : type;
  const stored = named?.family === 'enum' ? host.view.get(named.id) : undefined;
  if (stored?.kind !== 'type') return node;
  const [catalog, schema] = [host.view.get(stored.database)?.name, host.view.get(stored.schema)?.name];
  return { ...ref, catalog, schema, name: stored.name, ...(isArray ? { dims: 1 } : {}) };
}

/** `'a'::g` is kept as `'a':::g`: the constant says its type already. */
function withoutDoubledCast(node: unknown): unknown {
  const { kind, operand, type } = node as { kind?: unknown } & Partial<Pick<CastExpr, 'operand' | 'type'>>;
  if ((kind !== 'cast' && kind !== 'annotate') || operand?.kind !== 'annotate' || !type) return node;
  return printType(type) === printType(operand.type) ? operand : node;
}

/** A constant or call of the typed tree, by its place in the text. */
type TypedPlace = { readonly type: SqlType; readonly value?: Datum };

const placeKey = (span: Span): string => `${span.offset}:${span.length}`;

function typesByPlace(scalar: Scalar): Map<string, TypedPlace> {
  const found = new Map<string, TypedPlace>();
  visitScalar(scalar, (node) => {
    if (!node.span) return true;
    const key = placeKey(node.span);
    if (node.kind === 'const' || node.kind === 'literal')
      found.set(key, { type: node.type, value: node.value });
    else if ((node.kind === 'call' || node.kind === 'array') && !found.has(key))
      found.set(key, { type: node.type });
    return true;
  });
  return found;
}

/** A column as its bare name. */
function columnNode(node: TreeNode, table: ExprTable | undefined): { id: number; node: Expr } | undefined {
  if (node.kind !== 'column' || !table) return undefined;
  const ref = node as ColumnRef;
  const column = columnNamed(table, ref.column);
  return column && { id: column.id, node: { ...ref, table: undefined } };
}

/** `nextval('s')` as `nextval(106:::REGCLASS)`. */
function sequenceCall(node: TreeNode, host: ExprHost): { id: number; node: Expr } | undefined {
  if (node.kind !== 'call') return undefined;
  const call = node as FunctionCall;
  if (!SEQUENCE_FUNCTIONS.has(call.name.object) || call.args.length === 0) return undefined;
  const name = textConstant(call.args[0]);
  if (name === undefined) return undefined;
  // `'s'::REGCLASS` has become its number by now.
  const isNumber = call.args[0].kind !== 'string' && /^\d+$/.test(name);
  const { id } = host.sequence(isNumber ? Number(name) : name, call.args[0].span);
  return { id, node: { ...call, args: [parseExpression(`${id}:::REGCLASS`), ...call.args.slice(1)] } };
}

/** The text of a string constant, through casts and annotations. */
function textConstant(expr: Expr): string | undefined {
  switch (expr.kind) {
    case 'string':
      return expr.value;
    case 'paren':
    case 'cast':
    case 'annotate':
      return textConstant(expr.operand);
    default:
      return undefined;
  }
}

/** A constant with its type; an array and a call whose result its name leaves open likewise. */
function typedNode(node: TreeNode, types: ReadonlyMap<string, TypedPlace>, host: ExprHost): unknown {
  if (!CONSTANT_KINDS.has(node.kind as string) && node.kind !== 'call' && node.kind !== 'array') return node;
  const expr = node as Expr;
  const typed = types.get(placeKey(expr.span));
  if (!typed) return node;
  const { type, value } = typed;
  if (expr.kind === 'array')
    return type.family === 'array' && type.elem.family !== 'unknown' ? annotated(expr, type, host) : node;
  if (value !== undefined) return constantNode(value, type, host) ?? node;
  return expr.kind === 'call' && AMBIGUOUS_RESULT.has(expr.name.object) && type.family !== 'tuple'
    ? annotated(expr, type, host)
    : node;
}

const annotated = (operand: Expr, type: SqlType, { view }: ExprHost): Expr =>
  ({ ...parseExpression(`NULL:::${storedTypeSql(type, view)}`), operand }) as Expr;

/** Kinds of syntax that may have been a constant as a whole: literals, and arithmetic on them. */
const CONSTANT_KINDS: ReadonlySet<string> = new Set([
  'int',
  'decimal',
  'string',
  'bytes',
  'bit',
  'unary',
  'binary'
]);

function constantNode(value: Datum, type: SqlType, host: ExprHost): Expr | undefined {
  if (value === null || type.family === 'tuple') return undefined;
  if (type.family === 'array') return labelsNode(value, type, host);
  return parseExpression(constantSql(value, type, host.view));
}

/** `'{a,b}'` as an array of labels, where renaming and dropping a label finds them. Other arrays stay as they are written. */
function labelsNode(value: Datum, type: ArrayType, host: ExprHost): Expr | undefined {
  const { elem } = type;
  if (elem.family !== 'enum' || !Array.isArray(value)) return undefined;
  const labels = value.map((rank: Datum) => constantSql(rank, elem, host.view)).join(', ');
  return annotated(parseExpression(`ARRAY[${labels}]`), type, host);
}

/** A value as a constant that says its type: `5:::INT8`, `'2024-05-09':::DATE`. */
export function constantSql(value: Datum, type: SqlType, view: DdlHost['view']): string {
  if (value === null) return 'NULL';
  if (type.family === 'bool') return value ? 'true' : 'false';
  const text = textOf(value, type, DEFAULT_FORMAT);
  const isNumber =
    (type.family === 'int' || type.family === 'float' || type.family === 'decimal') &&
    /^-?[\d.]+(e[+-]?\d+)?$/i.test(text);
  const literal = isNumber ? (text.startsWith('-') ? `(${text})` : text) : quoteSql(text);
  return `${literal}:::${storedTypeSql(unbounded(type), view)}`;
}

// --- changing what is kept -----------------------------------------------------------------------------------------

/** The text with a column under another name. */
export function renameColumnIn(sql: string, from: string, to: string): string {
  const expr = parseExpression(sql);
  const renamed = mapTree(expr, (node) => {
    if (node.kind !== 'column') return node;
    const ref = node as ColumnRef;
    return ref.table === undefined && ref.column === from ? { ...ref, column: to } : ref;
  });
  return renamed === expr ? sql : printExpr(renamed);
}

/** Whether a kept text names a column. */
export function mentionsColumn(sql: string, name: string): boolean {
  let found = false;
  visitTree(parseExpression(sql), (node) => {
    if (node.kind === 'column' && (node as ColumnRef).column === name) found = true;
    return !found;
  });
  return found;
}

/** The columns a kept text names, in the order in which they come. */
export function columnsIn(sql: string): string[] {
  const names = new Set<string>();
  visitTree(parseExpression(sql), (node) => {
    if (node.kind === 'column') names.add((node as ColumnRef).column);
  });
  return [...names];
}

/**
 * @param unsettled names of computed columns whose value is still to be worked out
 * @throws SqlError 42P16 where a computed column is named, 42703 where one that nobody can name is
 */
export function refuseComputed(
  expr: Expr,
  table: ExprTable,
  unsettled: ReadonlySet<string>,
  place: ExprPlace
): void {
  visitTree(expr, (node) => {
    if (node.kind !== 'column') return;
    const ref = node as ColumnRef;
    const column = columnNamed(table, ref.column);
    if (column?.inaccessible)
      throw new SqlError('42703', `column ${quoted(column.name)} is inaccessible and cannot be referenced`, {
        span: ref.span
      });
    if (column && (column.computed || unsettled.has(column.name)))
      throw ddlErrors.invalidDefinition(`${place} expression cannot reference computed columns`, ref.span);
  });
}

/** The ids of user-defined types that a kept text names, as `database.schema.name`. */
export function typesNamedIn(sql: string, view: CatalogView): number[] {
  const ids: number[] = [];
  if (!sql.includes('.')) return ids;
  visitTree(parseExpression(sql), (node) => {
    const id = node.kind === 'type' ? namedType(node as TypeRef, view) : undefined;
    if (id !== undefined) ids.push(id);
  });
  return ids;
}

/** The id of the type that a full name stands for. */
export function namedType(ref: TypeRef, view: CatalogView): number | undefined {
  if (ref.builtIn || ref.catalog === undefined || ref.schema === undefined) return undefined;
  const database = view.find(0, ref.catalog);
  const schema = database && view.find(database.id, ref.schema);
  const type = schema && view.find(schema.id, ref.name);
  return type?.kind === 'type' ? type.id : undefined;
}

/** The text with a type under another name. */
export function renameTypeIn(
  sql: string,
  type: number,
  to: { readonly catalog: string; readonly schema: string; readonly name: string },
  view: CatalogView
): string {
  if (!sql.includes('.')) return sql;
  return rewritten(sql, (node) =>
    node.kind === 'type' && namedType(node as TypeRef, view) === type ? { ...node, ...to } : node
  );
}

/** The text with a label of an enum under another name. Every constant says its type, so none is missed. */
export function renameLabelIn(
  sql: string,
  type: number,
  from: string,
  to: string,
  view: CatalogView
): string {
  if (!sql.includes('.')) return sql;
  return rewritten(sql, (node) => {
    const { kind, operand, type: ref } = node as Partial<AnnotateExpr>;
    const isLabel =
      kind === 'annotate' && operand?.kind === 'string' && operand.value === from && ref !== undefined;
    return isLabel && namedType(ref, view) === type ? { ...node, operand: { ...operand, value: to } } : node;
  });
}

function rewritten(sql: string, change: (node: TreeNode) => unknown): string {
  const expr = parseExpression(sql);
  const changed = mapTree(expr, change);
  return changed === expr ? sql : printExpr(changed);
}
