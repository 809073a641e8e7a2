import { SqlError, type Span } from '../../base/errors';
import type { Expr } from '../../sql/ast/expr';
import type { Name } from '../../sql/ast/name';
import type {
  HashSharding,
  IndexDef as IndexNode,
  IndexElement,
  IndexVisibility,
  StorageParameter
} from '../../sql/ast/table-def';
import { quoteName } from '../../sql/print/names';
import { isKeptKey } from '../../sql/types/kept-text';
import { BOOL, INT } from '../../sql/types/type';
import { typeWord } from '../../sql/types/type-name';
import type { IndexColumnSchema } from '../../sql/plan/schema';
import type { ColumnDef, IndexDef } from '../descriptors';
import type { TableDraft } from './draft';
import { ddlErrors, quoted } from './errors';
import { checkExpr, refuseComputed } from './expressions';
import type { DdlHost } from './host';

/** Indexes: their columns, expressions, hash shards, predicates and default names (tabledesc/structured.go). */

/** What an index is made of, whichever statement asks for it. */
export interface IndexRequest {
  readonly name: Name | undefined;
  readonly columns: readonly IndexElement[];
  readonly unique: boolean;
  /** A UNIQUE or PRIMARY KEY constraint. */
  readonly constraint: boolean;
  readonly sharded?: HashSharding | undefined;
  readonly storing?: readonly Name[];
  readonly where?: Expr | undefined;
  readonly inverted?: boolean;
  /** UNIQUE WITHOUT INDEX: kept unique by what nobody can name. */
  readonly withoutIndex?: boolean;
  readonly notValid?: boolean;
  readonly visibility?: IndexVisibility | undefined;
  readonly storage?: readonly StorageParameter[];
  readonly span: Span;
}

/** The request of an INDEX element or CREATE INDEX. @throws SqlError 0A000 for kinds that are not simulated */
export function requestOf(node: IndexNode): IndexRequest {
  if (node.partitionBy)
    throw ddlErrors.unsupported('PARTITION BY', 'leave the partitions out', node.partitionBy.span);
  if (node.method === 'VECTOR')
    throw ddlErrors.unsupported('vector indexes', 'leave the index out', node.span);
  if (node.method === 'INVERTED' && node.unique)
    throw new SqlError('42601', 'inverted indexes cannot be unique', { span: node.span });
  if (node.method === 'INVERTED' && node.sharded)
    throw new SqlError('0A000', 'inverted indexes do not support hash sharding', { span: node.span });
  return { ...node, constraint: false, inverted: node.method === 'INVERTED' };
}

/** Makes an index and adds it to the table's others. @throws SqlError for columns, predicates and names that do not do */
export function addIndex(draft: TableDraft, request: IndexRequest, host: DdlHost): IndexDef {
  if (request.withoutIndex && (request.storing ?? []).length > 0)
    throw new SqlError('0A000', 'unique constraints without an index cannot store columns', {
      span: request.span
    });
  if (request.withoutIndex && !host.uniqueWithoutIndex)
    throw new SqlError('0A000', 'unique constraints without an index are not yet supported', {
      span: request.span,
      hint: 'SET experimental_enable_unique_without_index_constraints = true allows them'
    });
  const index = makeIndex(draft, request, host);
  draft.indexes.push(index);
  return index;
}

/** Makes a secondary index with a storage of its own; columns that it needs are added to the table. */
export function makeIndex(draft: TableDraft, request: IndexRequest, host: DdlHost): IndexDef {
  const name = indexName(draft, request);
  const explicit = keyColumns(draft, request, name, host);
  const sharded = shardingOf(draft, request, explicit, host);
  const keys = sharded ? [{ column: sharded.column, descending: false }, ...explicit] : explicit;
  const storing = storedColumns(draft, request, name, keys);
  return {
    id: draft.newIndexId(),
    name:
      name ??
      (request.withoutIndex ? constraintName(draft, explicit) : defaultName(draft, explicit, request.unique)),
    storage: host.newSecondaryStorage(),
    unique: request.unique,
    keys,
    storing,
    ...(request.where ? { predicateSql: predicate(draft, request.where, host) } : {}),
    ...(sharded ? { sharded } : {}),
    constraint: request.constraint,
    ...(request.withoutIndex ? { unlisted: 'without index' as const } : {}),
    ...(request.notValid ? { validated: false } : {}),
    notVisible: request.visibility?.invisible ?? false,
    ...(request.visibility?.fraction === undefined ? {} : { visibility: request.visibility.fraction }),
    inverted: request.inverted ?? false,
    ...indexParams(request.storage ?? [], host),
    state: 'public'
  };
}

/** Makes the primary key: its columns lose their nullability. @throws SqlError as `makeIndex` does, 42P16 */
export function makePrimaryKey(draft: TableDraft, request: IndexRequest, host: DdlHost): IndexDef {
  const name = request.name?.text ?? `${draft.name}_pkey`;
  for (const { column, expr, span } of request.columns) {
    if (expr || column === undefined)
      throw new SqlError('42611', 'expressions such as these are not allowed in primary index definition', {
        span
      });
  }
  const explicit = keyColumns(draft, request, name, host);
  for (const { column } of explicit) {
    const def = draft.columnById(column);
    if (def.nullable) draft.replaceColumn({ ...def, nullable: false });
  }
  const sharded = shardingOf(draft, request, explicit, host);
  return {
    id: draft.newIndexId(),
    name: request.name ? name : draft.freeIndexName(name),
    storage: host.newPrimaryStorage(),
    unique: true,
    keys: sharded ? [{ column: sharded.column, descending: false }, ...explicit] : explicit,
    storing: [],
    ...(sharded ? { sharded } : {}),
    constraint: true,
    notVisible: false,
    inverted: false,
    ...indexParams(request.storage ?? [], host, PRIMARY_PARAMETERS),
    state: 'public'
  };
}

function indexName(draft: TableDraft, request: IndexRequest): string | undefined {
  const { name } = request;
  if (!name) return undefined;
  const taken = draft.hasIndexName(name.text);
  if (request.constraint && draft.hasConstraint(name.text) && (draft.isNew || !taken))
    throw ddlErrors.duplicateConstraint(name.text, name.span);
  if (taken) {
    if (draft.isNew)
      throw new SqlError('42P07', `duplicate index name: ${quoted(name.text)}`, { span: name.span });
    throw ddlErrors.duplicateIndex(name.text, name.span);
  }
  return name.text;
}

/** `unique_a_b`: a constraint without an index is not called after its table. */
function constraintName(draft: TableDraft, keys: readonly IndexColumnSchema[]): string {
  const base = ['unique', ...keys.map(({ column }) => draft.columnById(column).name)].join('_');
  return draft.freeConstraintName(base, '_');
}

/** `t_a_b_idx`, `t_a_key`; expressions are called `expr`, `expr1` … */
function defaultName(draft: TableDraft, keys: readonly IndexColumnSchema[], unique: boolean): string {
  let expressions = 0;
  const segments = keys.map(({ column }) => {
    const def = draft.columnById(column);
    if (!def.inaccessible) return def.name;
    expressions++;
    return expressions === 1 ? 'expr' : `expr${expressions - 1}`;
  });
  const base = [draft.name, ...segments, unique ? 'key' : 'idx'].join('_');
  return draft.freeIndexName(base);
}

function keyColumns(
  draft: TableDraft,
  request: IndexRequest,
  name: string | undefined,
  host: DdlHost
): IndexColumnSchema[] {
  const keys: IndexColumnSchema[] = [];
  request.columns.forEach((element, i) => {
    const last = i === request.columns.length - 1;
    const column = element.expr
      ? expressionColumn(draft, element, element.expr, host)
      : namedColumn(draft, element);
    if (keys.some((key) => key.column === column.id))
      throw ddlErrors.indexContainsTwice(
        name ?? defaultName(draft, keys, request.unique),
        column.name,
        element.span
      );
    if (request.inverted && last) checkInverted(column, element);
    else checkIndexable(column, element);
    keys.push({ column: column.id, descending: element.direction === 'DESC' });
  });
  return keys;
}

function namedColumn(draft: TableDraft, element: IndexElement): ColumnDef {
  const column = draft.column(element.column ?? '');
  if (!column) throw ddlErrors.undefinedColumn(element.column ?? '', element.span);
  if (column.inaccessible)
    throw new SqlError('42703', `column ${quoted(column.name)} is inaccessible and cannot be referenced`, {
      span: element.span
    });
  return column;
}

function checkIndexable(column: ColumnDef, element: IndexElement): void {
  if (column.type.family === 'tuple' || !isKeptKey(column.type))
    throw new SqlError(
      '0A000',
      `column ${column.name} has type ${typeWord(column.type)}, which is not indexable in a non-inverted index`,
      { span: element.span }
    );
}

/** An inverted index has to have something to list. */
function checkInverted(column: ColumnDef, element: IndexElement): void {
  const fits =
    ['jsonb', 'array'].includes(column.type.family) ||
    (column.type.family === 'string' && element.opClass?.endsWith('_trgm_ops'));
  if (!fits)
    throw new SqlError(
      '0A000',
      `column ${column.name} has type ${typeWord(column.type)}, which is not allowed as the last column in an inverted index`,
      { span: element.span }
    );
  if (element.direction === 'DESC')
    throw new SqlError('0A000', 'the last column in an inverted index cannot have the DESC option', {
      span: element.span
    });
}

/** An index on an expression is one on a virtual column that no statement can name. */
function expressionColumn(draft: TableDraft, element: IndexElement, expr: Expr, host: DdlHost): ColumnDef {
  refuseComputed(expr, draft, NO_NAMES, 'EXPRESSION INDEX ELEMENT');
  const stored = checkExpr(expr, { place: 'EXPRESSION INDEX ELEMENT', table: draft }, host);
  if (stored.type.family === 'unknown')
    throw ddlErrors.invalidDefinition(
      'type of index element NULL is ambiguous',
      element.span,
      'consider adding a type cast to the expression'
    );
  const known = draft.columns.find((c) => c.inaccessible && c.computed?.sql === stored.sql);
  if (known) return known;
  const column: ColumnDef = {
    id: draft.newColumnId(),
    name: draft.freeColumnName('crdb_internal_idx_expr', '_'),
    type: stored.type,
    nullable: true,
    slot: draft.newSlot(),
    computed: { sql: stored.sql, virtual: true },
    hidden: true,
    inaccessible: true,
    state: 'public'
  };
  draft.columns.push(column);
  return column;
}

const NO_NAMES: ReadonlySet<string> = new Set();

function storedColumns(
  draft: TableDraft,
  request: IndexRequest,
  name: string | undefined,
  keys: readonly IndexColumnSchema[]
): number[] {
  const storing: number[] = [];
  for (const { text, span } of request.storing ?? []) {
    const column = draft.column(text);
    if (!column) throw ddlErrors.undefinedColumn(text, span);
    if (column.computed?.virtual)
      throw new SqlError('0A000', `index cannot store virtual column ${quoted(text)}`, { span });
    const implicit = draft.primary?.keys.some((key) => key.column === column.id) ?? false;
    if (implicit || storing.includes(column.id) || keys.some((key) => key.column === column.id))
      throw new SqlError(
        '42701',
        `index ${quoted(name ?? defaultName(draft, keys, request.unique))} already contains column ${quoted(text)}`,
        {
          span,
          ...(implicit
            ? {
                detail: `column ${quoted(text)} is part of the primary index and therefore implicit in all indexes`
              }
            : {})
        }
      );
    storing.push(column.id);
  }
  return storing;
}

function predicate(draft: TableDraft, where: Expr, host: DdlHost): string {
  const bare = where.kind === 'paren' ? where.operand : where;
  return checkExpr(bare, { place: 'INDEX PREDICATE', table: draft, wanted: BOOL }, host).sql;
}

// --- hash-sharded indexes ------------------------------------------------------------------------------------------

const DEFAULT_BUCKETS = 16;
const MAX_BUCKETS = 2048;

function shardingOf(
  draft: TableDraft,
  request: IndexRequest,
  keys: readonly IndexColumnSchema[],
  host: DdlHost
): { buckets: number; column: number } | undefined {
  const parameter = request.storage?.find(({ key }) => key === 'bucket_count');
  if (!request.sharded) {
    if (parameter)
      throw ddlErrors.invalidValue(
        '"bucket_count" storage param should only be set with "USING HASH" for hash sharded index',
        parameter.span
      );
    return undefined;
  }
  if (parameter && request.sharded.buckets)
    throw ddlErrors.invalidValue(
      '"bucket_count" storage parameter and "BUCKET_COUNT" cannot be set at the same time',
      parameter.span
    );
  const buckets = bucketCount(parameter?.value ?? request.sharded.buckets, host);
  const columns = keys.map((key) => draft.columnById(key.column));
  return { buckets, column: shardColumn(draft, columns, buckets).id };
}

function bucketCount(expr: Expr | undefined, host: DdlHost): number {
  if (!expr) return DEFAULT_BUCKETS;
  const { type, value } = host.constant(expr, 'BUCKET_COUNT');
  if (type.family !== 'int' || typeof value !== 'number')
    throw new SqlError(
      '42804',
      `expected BUCKET_COUNT expression to have type int, but '${host.textOf(expr)}' has type ${typeWord(type)}`,
      {
        span: expr.span
      }
    );
  if (value < 2 || value > MAX_BUCKETS)
    throw ddlErrors.invalidValue(
      `hash sharded index bucket count must be in range [2, ${MAX_BUCKETS}], got ${value}`,
      expr.span
    );
  return value;
}

/** The virtual column that says in which bucket a row is (reference §4.1); shared by indexes over the same columns. */
export function shardColumn(draft: TableDraft, columns: readonly ColumnDef[], buckets: number): ColumnDef {
  const name = `crdb_internal_${columns.map((c) => c.name).join('_')}_shard_${buckets}`;
  const known = draft.column(name);
  if (known) return known;
  const column: ColumnDef = {
    id: draft.newColumnId(),
    name,
    type: INT,
    nullable: false,
    slot: draft.newSlot(),
    computed: {
      sql: shardSql(
        columns.map((c) => c.name),
        buckets
      ),
      virtual: true
    },
    hidden: true,
    state: 'public'
  };
  draft.columns.push(column);
  return column;
}

export function shardSql(columns: readonly string[], buckets: number): string {
  return `mod(fnv32(md5(crdb_internal.datums_to_bytes(${columns.map(quoteName).join(', ')}))), ${buckets}:::INT8)`;
}

/** Index parameters that are kept to be shown again; `bucket_count` is part of the sharding. */
function indexParams(
  parameters: readonly StorageParameter[],
  host: DdlHost,
  allowed: ReadonlySet<string> = INDEX_PARAMETERS
): Pick<IndexDef, 'params'> {
  const params: [string, string][] = [];
  const seen = new Set<string>();
  for (const { key, value, span } of parameters) {
    if (seen.has(key))
      throw ddlErrors.invalidValue(`parameter ${quoted(key)} specified more than once`, span);
    seen.add(key);
    if (key === 'bucket_count') continue;
    if (!allowed.has(key)) throw ddlErrors.invalidValue(`invalid storage parameter ${quoted(key)}`, span);
    if (key === 'fillfactor') checkFillFactor(value, host);
    params.push([key, host.parameterText(value)]);
  }
  return params.length > 0 ? { params } : {};
}

/** @throws SqlError 22023 for what is no share of a hundred */
export function checkFillFactor(value: Expr, host: DdlHost): void {
  const given = host.constant(value, 'fillfactor');
  const number = given.type.family === 'bool' ? Number.NaN : Number(given.value);
  if (Number.isNaN(number))
    throw ddlErrors.invalidValue('parameter "fillfactor" requires a float value', value.span);
  if (number < 0 || number > 100)
    throw ddlErrors.invalidValue('"fillfactor" must be between 0 and 100', value.span);
}

const PRIMARY_PARAMETERS: ReadonlySet<string> = new Set(['fillfactor', 'skip_unique_checks']);

const INDEX_PARAMETERS: ReadonlySet<string> = new Set([
  'fillfactor',
  'geometry_max_x',
  'geometry_max_y',
  'geometry_min_x',
  'geometry_min_y',
  's2_level_mod',
  's2_max_cells',
  's2_max_level',
  'skip_unique_checks'
]);
