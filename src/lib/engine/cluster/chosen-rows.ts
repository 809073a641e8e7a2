import { SqlError } from '../base/errors';
import { previousTimestamp, type Timestamp } from '../base/timestamp';
import type { FamilyDef, TableDef } from '../catalog/descriptors';
import type { Feed } from '../changefeed/feed';
import type { CompiledQuery } from '../changefeed/feed-query';
import { hasFamily } from '../changefeed/row-encoders';
import { objectWriter, type RowWriter } from '../encode/json-object';
import { keyOnly, queryColumn, type RowShape } from '../encode/row-shape';
import { visibleAt, type Version } from '../storage/mvcc';
import type { Cluster } from './cluster';

/** A row's version as a changefeed tells of it: the change itself, or a scan at that time. */
export interface ToldVersion {
  readonly at: Timestamp;
  readonly kind: 'change' | 'initial' | 'backfill';
}

/**
 * Which rows the queries of changefeeds choose and what they make of them, asked after the fact: beside the aggregators, which ask the same of the rows that reach
 * them, so that an audit sees what should have reached them (guarantee G5).
 */
export class ChosenRows {
  readonly #cluster: Cluster;
  readonly #compiled = new WeakMap<Feed, WeakMap<TableDef, Map<number | undefined, CompiledQuery>>>();

  readonly #writers = new WeakMap<CompiledQuery, RowWriter>();

  constructor(cluster: Cluster) {
    this.#cluster = cluster;
  }

  /** @returns null for a row that is not chosen, undefined for a feed without a query and where the query fails for the row */
  output(
    { job, statement }: { readonly job: string | null; readonly statement: number },
    {
      table,
      family: name,
      shape,
      newest
    }: {
      readonly table: TableDef;
      readonly family: string;
      readonly shape: RowShape;
      readonly newest: Version | null;
    },
    { at, kind }: ToldVersion
  ): string | null | undefined {
    const feed = [...this.#cluster.changefeeds.feeds].find((f) =>
      job === null ? f.job === null && f.statement === statement : f.job === job
    );
    const version = visibleAt(newest, at);
    if (!feed?.spec.query || !version) return undefined;
    const isWhole = feed.spec.targets.every((target) => target.family === null);
    const family = isWhole ? undefined : table.families.find((one) => one.name === name);
    if (!isWhole && !family) return null; // the table has no such family at that time
    // A family of which every column is NULL counts as deleted (reference §4.8).
    const deleted = version.deleted || !hasFamily(table, family, version.row);
    if (kind !== 'change' && deleted) return null;
    const before = this.#before(feed, newest, { version, at, kind });
    const beforeDef = kind === 'backfill' ? this.#cluster.catalog.at(table.id, previousTimestamp(at)) : table;
    if (beforeDef?.kind !== 'table') return undefined;
    try {
      const query = this.#queryOf(feed, table, family);
      const projected = query.project({
        row: deleted ? keyOnly(version.row, shape) : version.row,
        deleted,
        before: before && !before.deleted && hasFamily(table, family, before.row) ? before.row : null,
        beforeDef,
        mvcc: { wall: version.wall, logical: version.logical },
        updated: at
      });
      return projected ? this.#writerOf(query)(projected) : null;
    } catch (error) {
      if (!(error instanceof SqlError)) throw error;
      return undefined;
    }
  }

  #before(
    { spec: { options, query } }: Feed,
    newest: Version | null,
    { version, at, kind }: ToldVersion & { readonly version: Version }
  ): Version | null {
    const wanted = options.diff || options.envelope === 'enriched' || query?.usesPrevious === true;
    if (!wanted || kind === 'initial') return null;
    return kind === 'backfill' ? version : visibleAt(newest, previousTimestamp(at));
  }

  #writerOf(query: CompiledQuery): RowWriter {
    let writer = this.#writers.get(query);
    if (!writer) this.#writers.set(query, (writer = objectWriter(query.columns.map(queryColumn))));
    return writer;
  }

  #queryOf(feed: Feed, table: TableDef, family: FamilyDef | undefined): CompiledQuery {
    let byTable = this.#compiled.get(feed);
    if (!byTable) this.#compiled.set(feed, (byTable = new WeakMap()));
    let byFamily = byTable.get(table);
    if (!byFamily) byTable.set(table, (byFamily = new Map()));
    let compiled = byFamily.get(family?.id);
    if (!compiled) {
      compiled = this.#cluster.compileQuery(feed, feed.spec.query!, table, family); // asked for before
      byFamily.set(family?.id, compiled);
    }
    return compiled;
  }
}
