import type { Datum, WideInt } from '../../base/datum';
import { SqlError } from '../../base/errors';
import { columnById, listedIndexes, type TableDef } from '../../catalog/descriptors';
import { ddlErrors } from '../../catalog/ddl/errors';
import type { RangeOwner, SplitStatement, UnsplitStatement } from '../../sql/ast/ddl';
import { encodeKeyPart } from '../../sql/types/key-encoding';
import { castDatum } from '../../sql/types/cast';
import { canCast } from '../../sql/types/cast-rules';
import { typeWord } from '../../sql/types/type-name';
import { BYTES, STRING, TIMESTAMP, type SqlType } from '../../sql/types/type';
import { splitRange } from '../../storage/ranges';
import type { Cluster } from '../cluster';
import { sessionFormat } from '../session-variables';
import type { Handlers, StatementResult } from '../statement';
import type { StatementRunner } from '../statement-runner';
import { SchemaStatement, writtenName } from './ddl-host';
import { keyBytes, prettyKey, prettySplit, tablePrefix } from './range-keys';

/** SPLIT AT, UNSPLIT AT, SCATTER and the moves of leases. */
export function registerRanges(handlers: Handlers, cluster: Cluster, runner: StatementRunner): void {
  handlers.on('split', (statement, ctx) => split(statement, new SchemaStatement(cluster, runner, ctx)));
  handlers.on('unsplit', (statement, ctx) => unsplit(statement, new SchemaStatement(cluster, runner, ctx)));
  handlers.on('scatter', (statement, ctx) =>
    scatter(statement.on, new SchemaStatement(cluster, runner, ctx))
  );
}

/** A split that is never undone by itself: the end of CockroachDB's time. */
const FOREVER_MICROS = 9_223_372_036_854_776n;

/** The table whose primary index is meant. @throws SqlError 0A000 for other indexes, which have no ranges here */
export function rangeOwner(on: RangeOwner, host: SchemaStatement): TableDef {
  if (on.kind === 'table') return host.table(on.table);
  const { table: name, index, span } = on.index;
  if (!name) throw ddlErrors.unsupported('an index without its table here', 'write table@index', span);
  const table = host.table(name);
  if (index === table.primary.name || index === 'primary') return table;
  if (!listedIndexes(table).some((i) => i.name === index)) throw ddlErrors.undefinedIndex(index, span);
  throw ddlErrors.unsupported(
    'ranges of secondary indexes',
    `${writtenName(name)}@${table.primary.name} is split instead`,
    span
  );
}

/** Keys of rows of values, which may be fewer than the key has columns. @throws SqlError 42601, 42804 */
function keysOf(
  rows: StatementResult,
  what: string,
  table: TableDef,
  host: SchemaStatement
): { key: string; values: Datum[] }[] {
  const columns = table.primary.keys.map((key) => ({ ...key, def: columnById(table, key.column) }));
  if (rows.columns.length > columns.length)
    throw new SqlError('42601', `too many columns in ${what} data`, {
      detail: `the key has ${columns.length} columns`
    });
  const format = sessionFormat(host.ctx.session, 0);
  const types: { from: SqlType; to: SqlType; descending: boolean }[] = rows.columns.map(({ type }, i) => {
    const to = host.plan.hydrate(columns[i].def.type);
    if (type.family !== 'unknown' && !canCast(type, to, 'assignment') && !canCast(type, to, 'explicit'))
      throw new SqlError(
        '42804',
        `${what} data column ${i + 1} (${columns[i].def.name}) must be of type ${typeWord(to)}, not type ${typeWord(type)}`
      );
    return { from: type, to, descending: columns[i].descending };
  });
  return rows.rows.map((row) => {
    const values = row.map((datum, i) =>
      datum === null ? null : castDatum(datum, types[i].from, types[i].to, format)
    );
    const key = values.map((datum, i) => encodeKeyPart(datum, types[i].to, types[i].descending)).join('');
    return { key, values };
  });
}

function split(statement: SplitStatement, host: SchemaStatement): StatementResult {
  const table = rangeOwner(statement.on, host);
  host.authority.require(host.user, table, 'INSERT', statement.span);
  const at = keysOf(host.runner.query(statement.at, host.text, host.ctx), 'SPLIT AT', table, host);
  const { cluster } = host;
  const rows: Datum[][] = [];
  const until = enforcedUntil(statement, host);
  for (const { key, values } of at) {
    const { storage } = table.primary;
    const made = splitRange(cluster.storage.state.ranges, storage, key);
    cluster.storage.rangeOf(storage, key).enforcedUntil = until;
    if (made) {
      cluster.history.append({
        type: 'cluster',
        t: cluster.now,
        kind: 'split',
        target: table.name,
        value: prettyKey(table, key, host.view),
        range: made.id
      });
    }
    rows.push([keyBytes(tablePrefix(table) + key), prettySplit(table, values), until]);
  }
  cluster.storage.sizes?.recount(table.primary.storage);
  return {
    tag: `ALTER TABLE`,
    columns: [
      { name: 'key', type: BYTES },
      { name: 'pretty', type: STRING },
      { name: 'split_enforced_until', type: TIMESTAMP }
    ],
    rows,
    work: 500 * rows.length
  };
}

/** WITH EXPIRATION: until when the split is kept. @throws SqlError 22007, 42804 */
function enforcedUntil({ expiration }: SplitStatement, host: SchemaStatement): WideInt {
  if (!expiration) return FOREVER_MICROS;
  const { type, value } = host.runner.scalar(expiration, host.ctx);
  const format = sessionFormat(host.ctx.session, host.cluster.epoch.micros(host.cluster.now));
  const at = value === null ? null : castDatum(value, type, TIMESTAMP, format);
  if (typeof at !== 'number' && typeof at !== 'bigint')
    throw new SqlError('42804', 'SPLIT AT: expiration must be a timestamp', { span: expiration.span });
  return at;
}

/**
 * Takes back that splits are kept for ever. The ranges stay: CockroachDB joins small neighbours later, when nobody looks, which
 * is not simulated.
 */
function unsplit(statement: UnsplitStatement, host: SchemaStatement): StatementResult {
  const table = rangeOwner(statement.on, host);
  host.authority.require(host.user, table, 'INSERT', statement.span);
  const { storage } = host.cluster;
  const index = table.primary.storage;
  const keys = statement.at
    ? keysOf(host.runner.query(statement.at, host.text, host.ctx), 'UNSPLIT AT', table, host).map(
        ({ key }) => key
      )
    : storage
        .rangesOf(index)
        .slice(1)
        .map(({ start }) => start);
  for (const key of keys)
    if (storage.rangeOf(index, key).start !== key)
      throw new SqlError(
        'XXUUU',
        `could not UNSPLIT AT ${prettyKey(table, key, host.view)}: there is no split`
      );
  for (const key of keys) delete storage.rangeOf(index, key).enforcedUntil;
  return keyRows(table, keys, host);
}

/** Simpler than CockroachDB: the leases stay where they are, and `\lease` moves them. */
function scatter(on: RangeOwner, host: SchemaStatement): StatementResult {
  const table = rangeOwner(on, host);
  host.authority.require(host.user, table, 'INSERT');
  return keyRows(
    table,
    host.cluster.storage.rangesOf(table.primary.storage).map(({ start }) => start),
    host
  );
}

function keyRows(table: TableDef, keys: readonly string[], host: SchemaStatement): StatementResult {
  return {
    tag: 'ALTER TABLE',
    columns: [
      { name: 'key', type: BYTES },
      { name: 'pretty', type: STRING }
    ],
    rows: keys.map((key) => [keyBytes(tablePrefix(table) + key), prettyKey(table, key, host.view)]),
    work: 100 * keys.length
  };
}
