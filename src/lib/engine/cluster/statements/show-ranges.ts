import type { Datum } from '../../base/datum';
import { SqlError } from '../../base/errors';
import type { CatalogView } from '../../catalog/catalog';
import { columnById, listedIndexes, type TableDef } from '../../catalog/descriptors';
import { ddlErrors } from '../../catalog/ddl/errors';
import type { RangeOwner } from '../../sql/ast/ddl';
import type { ShowStatement } from '../../sql/ast/show';
import { encodeKeyPart } from '../../sql/types/key-encoding';
import { castDatum } from '../../sql/types/cast';
import { arrayOf, BYTES, DECIMAL, INT, JSONB, STRING, TIMESTAMP } from '../../sql/types/type';
import { versionBytes } from '../../storage/range-sizes';
import type { RangeState } from '../../storage/ranges';
import type { Cluster } from '../cluster';
import { sessionFormat } from '../session-variables';
import type { StatementResult } from '../statement';
import { keyBytes, prettyKey, tablePrefix } from './range-keys';
import type { ShowRequest } from './show';
import { column, listing, type ShownColumn } from './show-listing';
import { tableNamed } from './show-table';

/**
 * SHOW RANGES. Every table begins a range of its own here; each range has one copy on up to three nodes, the leaseholder
 * among them.
 */

type Of<W extends ShowStatement['what']> = Extract<ShowStatement, { what: W }>;

/** A range of a table's primary index. */
export interface TableRange {
  readonly table: TableDef;
  readonly range: RangeState;
}

/** The tables of the answer, in the order of their numbers. */
function tablesOf(of: Of<'ranges'>['of'], request: ShowRequest): TableDef[] {
  const { ctx, runner } = request;
  const all = (database: number): TableDef[] =>
    ctx.catalog
      .children(database)
      .flatMap((schema) => ctx.catalog.children(schema.id))
      .filter((d): d is TableDef => d.kind === 'table')
      .sort((a, b) => a.id - b.id);
  const names = runner.names(ctx.session, ctx.catalog);
  if (!of) return all(names.currentDatabase().id);
  switch (of.kind) {
    case 'currentCatalog':
      return all(names.currentDatabase().id);
    case 'cluster':
      return ctx.catalog.children(0).flatMap((database) => all(database.id));
    case 'database':
      return all(names.database(of.name.text, of.name.span).id);
    default:
      return [ownerTable(of, request)];
  }
}

function ownerTable(of: RangeOwner, request: ShowRequest): TableDef {
  if (of.kind === 'table') return tableNamed(of.table, request);
  const { table: name, index, span } = of.index;
  if (!name) throw ddlErrors.unsupported('an index without its table here', 'write table@index', span);
  const table = tableNamed(name, request);
  if (index === table.primary.name || index === 'primary') return table;
  if (!listedIndexes(table).some((i) => i.name === index)) throw ddlErrors.undefinedIndex(index, span);
  throw ddlErrors.unsupported('ranges of secondary indexes', `SHOW RANGES FROM TABLE ${table.name}`, span);
}

export function rangesOfTables(cluster: Cluster, tables: readonly TableDef[]): TableRange[] {
  return tables.flatMap((table) =>
    cluster.storage.rangesOf(table.primary.storage).map((range) => ({ table, range }))
  );
}

/** How many copies a range has at most. */
const REPLICAS = 3;

/** The nodes that hold a range: its leaseholder and those after it in turn. */
export function replicasOf(cluster: Cluster, range: RangeState): number[] {
  const nodes = cluster.storage.state.nodes.length;
  const replicas = Array.from(
    { length: Math.min(REPLICAS, nodes) },
    (_, i) => ((range.leaseholder - 1 + i) % nodes) + 1
  );
  return replicas.sort((a, b) => a - b);
}

const startOf = ({ table, range }: TableRange, scoped: boolean, view: CatalogView): string =>
  range.start === ''
    ? scoped
      ? '…/<TableMin>'
      : `/Table/${table.id}`
    : `${scoped ? '…' : `/Table/${table.id}`}/${table.primary.id}${prettyKey(table, range.start, view)}`;

const endOf = ({ table, range }: TableRange, scoped: boolean, view: CatalogView): string =>
  range.end === undefined
    ? scoped
      ? '…/<TableMax>'
      : `/Table/${table.id + 1}`
    : `${scoped ? '…' : `/Table/${table.id}`}/${table.primary.id}${prettyKey(table, range.end, view)}`;

/** The rows that are there in a range, and their bytes, about. */
function liveIn(cluster: Cluster, { table, range }: TableRange): { rows: number; bytes: number } {
  let [rows, bytes] = [0, 0];
  cluster.storage.primary(table.primary.storage).forEach(range.start, range.end, (key, newest) => {
    const version = newest.txn === 0 ? newest : newest.prev;
    if (!version || version.deleted) return false;
    rows++;
    bytes += versionBytes(key, version.row);
    return false;
  });
  return { rows, bytes };
}

/** One column of the answer: what it is called and how a range fills it. */
interface RangeColumn extends ShownColumn {
  readonly value: (entry: TableRange) => Datum;
}

export function showRanges({ of, options }: Of<'ranges'>, request: ShowRequest): StatementResult {
  const { cluster, ctx } = request;
  const has = (option: string): boolean => options.includes(option);
  const scoped = of?.kind === 'table' || of?.kind === 'index';
  const nameOf = (id: number): string => ctx.catalog.get(id)?.name ?? '';
  const localityOf = (node: number): string => cluster.storage.node(node).locality;
  const col = (name: string, type: ShownColumn['type'], value: RangeColumn['value']): RangeColumn => ({
    name,
    type,
    value
  });
  const bytes = ({ range }: TableRange): number => range.bytes ?? 0;
  const startKey = (entry: TableRange): string => tablePrefix(entry.table) + entry.range.start;
  const columns: RangeColumn[] = [
    col('start_key', STRING, (entry) => startOf(entry, scoped, ctx.catalog)),
    col('end_key', STRING, (entry) => endOf(entry, scoped, ctx.catalog)),
    ...(has('KEYS')
      ? [
          col('raw_start_key', BYTES, (entry) => keyBytes(startKey(entry))),
          col('raw_end_key', BYTES, ({ table, range }) =>
            keyBytes(
              range.end === undefined
                ? encodeKeyPart(table.id + 1, INT, false)
                : tablePrefix(table) + range.end
            )
          )
        ]
      : []),
    col('range_id', INT, ({ range }) => range.id),
    ...(has('TABLES') || has('INDEXES')
      ? [
          ...(of?.kind === 'cluster'
            ? [col('database_name', STRING, ({ table }) => nameOf(table.database))]
            : []),
          col('schema_name', STRING, ({ table }) => nameOf(table.schema)),
          col('table_name', STRING, ({ table }) => table.name),
          col('table_id', INT, ({ table }) => table.id)
        ]
      : []),
    ...(has('TABLES')
      ? [
          col('table_start_key', STRING, (entry) => startOf(entry, scoped, ctx.catalog)),
          col('table_end_key', STRING, (entry) => endOf(entry, scoped, ctx.catalog))
        ]
      : []),
    ...(has('INDEXES')
      ? [
          col('index_name', STRING, ({ table }) => table.primary.name),
          col('index_id', INT, ({ table }) => table.primary.id),
          col('index_start_key', STRING, (entry) => startOf(entry, scoped, ctx.catalog)),
          col('index_end_key', STRING, (entry) => endOf(entry, scoped, ctx.catalog))
        ]
      : []),
    ...(has('DETAILS')
      ? [
          col('range_size_mb', DECIMAL, (entry) => (bytes(entry) / 1_000_000).toFixed(6)),
          col('lease_holder', INT, ({ range }) => range.leaseholder),
          col('lease_holder_locality', STRING, ({ range }) => localityOf(range.leaseholder))
        ]
      : []),
    col('replicas', arrayOf(INT), ({ range }) => replicasOf(cluster, range)),
    col('replica_localities', arrayOf(STRING), ({ range }) => replicasOf(cluster, range).map(localityOf)),
    col('voting_replicas', arrayOf(INT), ({ range }) => replicasOf(cluster, range)),
    col('non_voting_replicas', arrayOf(INT), () => []),
    col('learner_replicas', arrayOf(INT), () => []),
    col('split_enforced_until', TIMESTAMP, ({ range }) => range.enforcedUntil ?? null),
    ...(has('DETAILS')
      ? [
          col('range_size', INT, bytes),
          col('span_stats', JSONB, (entry) => {
            const live = liveIn(cluster, entry);
            return `{"key_count": ${live.rows}, "live_bytes": ${live.bytes}, "live_count": ${live.rows}, "total_bytes": ${bytes(entry)}}`;
          })
        ]
      : [])
  ];
  const entries = rangesOfTables(cluster, tablesOf(of, request));
  return listing(
    columns.map(({ name, type }) => column(name, type)),
    entries.map((entry) => columns.map(({ value }) => value(entry)))
  );
}

/** SHOW RANGE FROM TABLE … FOR ROW (…). @throws SqlError for a row that does not fit the key */
export function showRangeForRow({ of, row, span }: Of<'rangeForRow'>, request: ShowRequest): StatementResult {
  const { cluster, ctx, runner } = request;
  const table = ownerTable(of, request);
  const columns = table.primary.keys.map((key) => ({ ...key, def: columnById(table, key.column) }));
  if (row.length !== columns.length)
    throw new SqlError(
      '42601',
      `number of values must match number of columns in the index (${columns.length})`,
      { span }
    );
  const format = sessionFormat(ctx.session, 0);
  const key = row
    .map((expr, i) => {
      const { type, value } = runner.scalar(expr, ctx);
      const to = runner.sqlCatalog(ctx, ctx.catalog).hydrate(columns[i].def.type);
      return encodeKeyPart(
        value === null ? null : castDatum(value, type, to, format),
        to,
        columns[i].descending
      );
    })
    .join('');
  const entry = { table, range: cluster.storage.rangeOf(table.primary.storage, key) };
  const replicas = replicasOf(cluster, entry.range);
  return listing(
    [
      column('start_key', STRING),
      column('end_key', STRING),
      column('range_id', INT),
      column('lease_holder', INT),
      column('lease_holder_locality', STRING),
      column('replicas', arrayOf(INT)),
      column('replica_localities', arrayOf(STRING))
    ],
    [
      [
        startOf(entry, true, ctx.catalog),
        endOf(entry, true, ctx.catalog),
        entry.range.id,
        entry.range.leaseholder,
        cluster.storage.node(entry.range.leaseholder).locality,
        replicas,
        replicas.map((node) => cluster.storage.node(node).locality)
      ]
    ]
  );
}
