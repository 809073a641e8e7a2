import { SqlError, type Span } from '../../base/errors';
import type { Timestamp } from '../../base/timestamp';
import type { TableDef } from '../../catalog/descriptors';
import type { NamedTable } from '../../changefeed/create';
import type { FeedQuery } from '../../changefeed/feed-query';
import type { FeedOptions } from '../../changefeed/options';
import type { ChangefeedQuery } from '../../sql/ast/changefeed';
import type { FunctionCall } from '../../sql/ast/expr';
import { lookupFunction, unsupportedFunction } from '../../sql/builtins/registry';
import { functionName } from '../../sql/plan/check-call';
import { visitNodes } from '../../sql/ast/visit';
import { usageOf, type Usage } from '../../sql/plan/usage';
import type { SqlType } from '../../sql/types/type';
import { printChangefeedQuery } from '../../sql/print/changefeed';
import type { Cluster } from '../cluster';
import { aliasOf, compileQuery, type CheckedQuery } from '../feed-queries';
import type { StatementContext } from '../statement';
import type { StatementRunner } from '../statement-runner';

/** Checks the query of `CREATE CHANGEFEED … AS SELECT` (reference §7.1). */

/** Stable functions that CDC queries may use all the same (reference §7.1). */
const ALLOWED_STABLE: ReadonlySet<string> = new Set([
  'age',
  'array_to_json',
  'array_to_string',
  'crdb_internal.cluster_id',
  'date_part',
  'date_trunc',
  'extract',
  'format',
  'jsonb_build_array',
  'jsonb_build_object',
  'json_build_array',
  'json_build_object',
  'row_to_json',
  'to_json',
  'to_jsonb',
  'overlaps',
  'pg_collation_for',
  'pg_typeof',
  'quote_literal',
  'quote_nullable',
  'timezone',
  'to_char'
]);

const unsupportedByCdc = (name: string, span: Span | undefined): SqlError =>
  new SqlError('42883', `function "${name}" unsupported by CDC`, {
    span,
    hint: 'CDC queries take immutable functions, some stable ones, and event_op(), changefeed_creation_timestamp(), event_schema_timestamp()'
  });

/**
 * @returns what the feed keeps of the query, and its target: a family of the table where the query reads one of several
 * @throws SqlError for forbidden constructs, and as a SELECT over the table would
 */
export function checkFeedQuery(
  query: ChangefeedQuery,
  named: NamedTable,
  options: FeedOptions,
  ctx: StatementContext,
  cluster: Cluster,
  runner: StatementRunner
): { query: FeedQuery; named: NamedTable[] } {
  refuseConstructs(query);
  const { table } = named;
  const { session } = ctx;
  const compiled = compileQuery(
    query,
    ctx.text,
    {
      table,
      family: undefined,
      alias: aliasOf(query.from) ?? table.name,
      virtualColumns: options.virtualColumns,
      usesDiff: options.diff,
      creation: ctx.txn.readTs
    },
    {
      epoch: cluster.epoch,
      clusterId: cluster.state.clusterId,
      catalog: runner.sqlCatalog(ctx, ctx.catalog),
      session
    }
  );
  const { exprs, filter } = compiled.query;
  const usages = [...exprs, ...(filter ? [filter] : [])].map(usageOf);
  for (const usage of usages) checkUsage(usage, table, cluster);
  if (matchesNothing(compiled, table, ctx.txn.readTs))
    throw new SqlError('22023', 'the filter of the changefeed does not match any rows', {
      span: query.where?.span
    });
  const columns = usages.flatMap((usage) => usage.columns);
  return {
    query: {
      sql: printChangefeedQuery(query),
      usesPrevious: columns.some(
        ({ register, slot }) => register === compiled.eventRegister && slot === compiled.previousSlot
      ),
      session: {
        loginUser: session.loginUser,
        user: session.user,
        database: session.database,
        variables: new Map(session.variables)
      }
    },
    named: [{ ...named, family: familyOf(query, named, options, columns, compiled) }]
  };
}

/** What no expression of a CDC query may hold, whatever its types. */
function refuseConstructs({ items, where }: ChangefeedQuery): void {
  const refuse = (node: { readonly kind?: unknown }) => {
    if (node.kind === 'query') {
      const { span } = node as { readonly span?: Span };
      throw new SqlError('0A000', 'sub-query expressions are not supported by CDC', { span });
    }
    if (node.kind === 'call') refuseCall(node as FunctionCall);
  };
  visitNodes(items, refuse);
  visitNodes(where, refuse);
}

function refuseCall(call: FunctionCall): void {
  const name = functionName(call.name);
  const overloads = lookupFunction(name);
  const known = overloads !== undefined || unsupportedFunction(name) !== undefined;
  if (call.over || (known && !overloads?.some(({ kind }) => kind === 'scalar')))
    throw unsupportedByCdc(name, call.name.span);
}

function checkUsage({ functions, userTypes }: Usage, table: TableDef, cluster: Cluster): void {
  for (const { name, volatility, span, isRoutine } of functions) {
    // Of user-defined functions all are taken that are not volatile.
    const allowed =
      volatility === 'immutable' ||
      volatility === 'leakproof' ||
      isRoutine ||
      ALLOWED_STABLE.has(name.toLowerCase());
    if (!allowed || volatility === 'volatile') throw unsupportedByCdc(name, span);
  }
  const own = new Set(table.columns.flatMap(({ type }) => enumsOf(type)));
  for (const id of userTypes)
    if (!own.has(id)) {
      const name = cluster.catalog.get(id)?.name ?? String(id);
      throw new SqlError('42704', `type "${name}" is not used by table "${table.name}": unsupported by CDC`);
    }
}

function enumsOf(type: SqlType): number[] {
  switch (type.family) {
    case 'enum':
      return [type.id];
    case 'array':
      return enumsOf(type.elem);
    case 'tuple':
      return type.elems.flatMap(enumsOf);
    default:
      return [];
  }
}

function matchesNothing(
  { query, context, tableRegister }: CheckedQuery,
  table: TableDef,
  now: Timestamp
): boolean {
  const notNull = new Set(table.columns.filter(({ nullable }) => !nullable).map(({ slot }) => slot));
  const nowhere = {
    row: [],
    deleted: false,
    before: null,
    beforeDef: table,
    mvcc: now,
    updated: now
  };
  return query.matchesNothing(
    (register, slot) => register === tableRegister && notNull.has(slot),
    context(nowhere)
  );
}

/** The one family that a query over a table with several reads (reference §6.5); undefined for the table as a whole. */
function familyOf(
  query: ChangefeedQuery,
  { table, span }: NamedTable,
  { splitFamilies }: FeedOptions,
  columns: Usage['columns'],
  { tableRegister }: CheckedQuery
): string | undefined {
  if (table.families.length === 1) return undefined;
  if (query.items.some(({ expr }) => expr.kind === 'star')) {
    if (splitFamilies) return undefined;
    throw new SqlError(
      '22023',
      `table "${table.name}" has ${table.families.length} column families: SELECT * requires WITH split_column_families`,
      { span, hint: 'or select columns of one family' }
    );
  }
  const key = table.primary.keys.map(({ column }) => column);
  const used = columns
    .filter(({ register, slot }) => register === tableRegister && slot !== undefined)
    .flatMap(({ slot }) => table.columns.filter((column) => column.slot === slot).map(({ id }) => id));
  const others = used.filter((id) => !key.includes(id));
  const wanted = others.length > 0 ? others : [used.find((id) => key.includes(id)) ?? key[0]];
  const families = table.families.filter((family) => wanted.some((id) => family.columns.includes(id)));
  if (families.length <= 1) return (families[0] ?? table.families[0]).name;
  throw new SqlError(
    '22023',
    `a CDC query cannot reference columns of several families of table "${table.name}": ${families.map(({ name }) => `"${name}"`).join(', ')}`,
    { span }
  );
}
