import { hydrateType } from '../catalog/hydrate';
import { SharedNames } from '../catalog/shared-names';
import { assert } from '../base/assert';
import type { Row } from '../base/datum';
import { previousTimestamp, type Timestamp } from '../base/timestamp';
import { columnById, sentinelFamily, type FamilyDef, type TableDef } from '../catalog/descriptors';
import { releaseOf } from '../base/release';
import { AvroEncoder } from '../encode/avro/avro-encoder';
import type { FeedSource } from '../encode/change-source';
import { CsvEncoder } from '../encode/csv-encoder';
import { constantHeaders, rowHeaders, type Headers } from '../encode/headers';
import { JsonEncoder, makeRowKeyWriter } from '../encode/json-encoder';
import { ParquetEncoder } from '../encode/parquet-encoder';
import { ProtobufEncoder } from '../encode/protobuf-encoder';
import type { RowChange, RowEncoder, SchemaRequest } from '../encode/row-change';
import { keyOnly, queryColumn, type RowShape } from '../encode/row-shape';
import { redactHeader } from '../sinks/redaction';
import { asReceived, withAttributes } from '../sinks/received';
import type { RowMessage } from '../sinks/sink';
import { ALL_FAMILIES, type Version } from '../storage/mvcc';
import { emissionKey } from './emissions';
import type { Feed, KvItem, Target } from './feed';
import type { CompiledQuery } from './feed-query';
import type { FeedHost } from './host';
import type { Registrations } from './registrations';
import { TargetShapes } from './target-shapes';
import { WatchedTargets } from './watched-targets';

/**
 * Turns row versions into messages: finds the table version valid at their timestamp, the targets they concern, and encodes
 * them. Encoders are kept by target; nothing here is state of the run.
 */

/** Who encodes: the enriched envelope tells the node. */
export interface EncodingSite {
  readonly feed: Feed;
  readonly node: number;
}

/** A row met by a scan. */
export interface ScannedRow {
  readonly row: Row;
  readonly before: Row | null;
  readonly version: Version;
  readonly updated: Timestamp;
  readonly range: number;
  readonly kind: 'initial' | 'backfill';
}

/** What is kept for a target. */
interface TargetEncoder {
  readonly encoder: RowEncoder;
  readonly shapes: TargetShapes;
  readonly headers: Headers;
  /** What the feed's query makes of rows of a shape. */
  readonly queried: WeakMap<RowShape, QueriedShape>;
}

interface QueriedShape {
  readonly shape: RowShape;
  readonly project: CompiledQuery['project'];
}

/** A message while it is made: members that most lack are set afterwards, so that the others all have one shape. */
type Unfinished<T> = { -readonly [name in keyof T]: T[name] };

/** What of a message the encoder does not make. */
type Delivery = Pick<RowMessage, 'cause' | 'version' | 'commit' | 'range'>;

export class RowEncoders {
  readonly #host: FeedHost;
  readonly #registrations: Registrations;
  readonly #shared: SharedNames;
  readonly #targets = new WatchedTargets();
  readonly #byTarget = new WeakMap<Target, TargetEncoder>();
  /** By table version, as long as the catalog stays as it is: the labels of an enum may change. */
  readonly #rowKeys = new WeakMap<TableDef, { generation: number; write: (row: Row) => string }>();

  constructor(host: FeedHost, registrations: Registrations) {
    this.#host = host;
    this.#registrations = registrations;
    this.#shared = new SharedNames(host.catalog);
  }

  /** Nanoseconds of the run's start within its second: progress is rounded to whole absolute seconds. */
  get startNanos(): number {
    return this.#host.epoch.unix(0).nanos;
  }

  wantsBefore(feed: Feed): boolean {
    const { options, query } = feed.spec;
    return options.diff || options.envelope === 'enriched' || (query?.usesPrevious ?? false);
  }

  /** Changes at or after this are not emitted. */
  endTime(feed: Feed): Timestamp | null {
    return this.#host.seams.end(feed.spec.endTime);
  }

  /** How events name a table: the id only where the name does not do. */
  tableWords(id: number): { readonly table: string; readonly table_id?: number } {
    const table = this.#host.catalog.versions(id).at(-1)?.name ?? String(id);
    return this.#shared.has(table) ? { table, table_id: id } : { table };
  }

  /**
   * Messages of one change, appended to `out`: one for each watched family that it wrote, or deleted where a backfill has sent the
   * row.
   * @returns a schema that has to be registered before; nothing has been appended then
   * @throws SqlError for what the format cannot hold: terminal for the changefeed
   */
  encodeChange(
    site: EncodingSite,
    table: number,
    item: KvItem,
    out: RowMessage[]
  ): SchemaRequest | undefined {
    if (item.omitted && !site.feed.spec.options.ignoreDisabledReplication) return undefined;
    const def = this.#tableAt(table, item.mvcc);
    const before = out.length;
    for (const { target, family } of this.#targets.at(site.feed.spec, def)) {
      if (family && item.families !== ALL_FAMILIES && (item.families & (1 << family.id)) === 0) continue;
      const deleted = item.deleted || !hasFamily(def, family, item.row);
      if (item.covered && !deleted) continue;
      // A family that came at this very time has never had anything to delete.
      if (family && deleted && !this.#hadFamily(table, family, item.mvcc)) continue;
      const missing = this.#message(
        site,
        target,
        {
          def,
          beforeDef: def,
          family,
          row: item.row,
          deleted,
          before: item.before && hasFamily(def, family, item.before) ? item.before : null,
          updated: item.mvcc,
          mvcc: item.mvcc
        },
        {
          cause: 'change',
          version: emissionKey(item.version, family?.id ?? 0),
          commit: item.commit < 0 ? null : item.commit,
          range: item.range
        },
        out
      );
      if (missing) {
        out.length = before;
        return missing;
      }
    }
    return undefined;
  }

  #hadFamily(table: number, { id }: FamilyDef, at: Timestamp): boolean {
    const before = this.#host.catalog.at(
      table,
      this.#host.seams.schemaTime(previousTimestamp(at), this.#host.now)
    );
    return before?.kind !== 'table' || before.families.some((family) => family.id === id);
  }

  /** Messages of one row met by an initial scan or backfill: one for each watched family it has. As `encodeChange`. */
  encodeScanned(
    site: EncodingSite,
    table: number,
    scanned: ScannedRow,
    out: RowMessage[]
  ): SchemaRequest | undefined {
    const length = out.length;
    const def = this.#tableAt(table, scanned.updated);
    const beforeDef =
      scanned.kind === 'backfill' ? this.#tableAt(table, previousTimestamp(scanned.updated)) : def;
    for (const { target, family } of this.#targets.at(site.feed.spec, def)) {
      if (!hasFamily(def, family, scanned.row)) continue;
      const version = family ? lastWriteOf(family, scanned.version) : scanned.version;
      const missing = this.#message(
        site,
        target,
        {
          def,
          beforeDef,
          family,
          row: scanned.row,
          deleted: false,
          before: scanned.before,
          updated: scanned.updated,
          mvcc: { wall: version.wall, logical: version.logical }
        },
        {
          cause: scanned.kind === 'initial' ? 'initial_scan' : 'backfill',
          version: emissionKey(version.id, family?.id ?? 0),
          commit: null,
          range: scanned.range
        },
        out
      );
      if (missing) {
        out.length = length;
        return missing;
      }
    }
    return undefined;
  }

  #message(
    site: EncodingSite,
    target: Target,
    change: {
      readonly def: TableDef;
      readonly beforeDef: TableDef;
      readonly family: FamilyDef | undefined;
    } & Pick<RowChange, 'row' | 'deleted' | 'before' | 'updated' | 'mvcc'>,
    delivery: Delivery,
    out: RowMessage[]
  ): SchemaRequest | undefined {
    const { def, family, row } = change;
    const { encoder, shapes, headers } = this.#encoderOf(site.feed, target);
    const tableShape = shapes.of(def);
    const shown = change.deleted ? keyOnly(row, tableShape) : row;
    const queried = this.#queriedOf(site.feed, target, tableShape, def, family);
    const output = queried ? queried.project({ ...change, row: shown }) : shown;
    if (!output) {
      // The query's predicate does not hold.
      site.feed.counters.filtered++;
      return undefined;
    }
    const shape = queried?.shape ?? tableShape;
    const encodable: RowChange = {
      shape,
      row: output,
      keyRow: shown,
      deleted: change.deleted,
      before: change.before,
      beforeShape: change.beforeDef === def ? tableShape : shapes.of(change.beforeDef),
      updated: change.updated,
      mvcc: change.mvcc,
      now: this.#host.now,
      node: site.node
    };
    const missing = encoder.missingSchema?.(encodable);
    if (missing) return missing;
    const { sink } = site.feed.spec;
    const received = asReceived(sink, target.topic, encoder.encode(encodable));
    const message: Unfinished<RowMessage> = {
      kind: 'row',
      topic: target.topic,
      key: received.key,
      value: received.value,
      headers: withAttributes(sink, def.name, this.#headers(site.feed, def, headers, row)),
      table: def.name,
      family: family?.name ?? sentinelFamily(def).name,
      schema: def.version,
      mvcc: change.mvcc,
      updated: change.updated,
      cause: delivery.cause,
      version: delivery.version,
      commit: delivery.commit,
      range: delivery.range
    };
    if (this.#shared.has(def.name)) message.tableId = def.id;
    if (received.keyBytes) message.keyBytes = received.keyBytes;
    if (received.valueBytes) message.valueBytes = received.valueBytes;
    if (received.parquet) message.parquet = received.parquet;
    if (received.fields && sink.type === 'cloud') message.fields = received.fields;
    if (!this.#showsRowKey(site.feed)) message.row = this.#rowKey(def, row);
    out.push(message);
    return undefined;
  }

  /** The query of a CDC query over the rows of a table's version; undefined for other feeds. */
  #queriedOf(
    feed: Feed,
    target: Target,
    tableShape: RowShape,
    def: TableDef,
    family: FamilyDef | undefined
  ): QueriedShape | undefined {
    const { query } = feed.spec;
    if (!query) return undefined;
    const { queried } = this.#encoderOf(feed, target);
    let made = queried.get(tableShape);
    if (!made) {
      const { columns, project } = this.#host.compileQuery(feed, query, def, family);
      const shape = { ...tableShape, columns: columns.map(queryColumn) };
      queried.set(tableShape, (made = { shape, project }));
    }
    return made;
  }

  /** Whether the message key shows the row's primary key as commits do. */
  #showsRowKey({ spec: { options } }: Feed): boolean {
    return (
      options.format === 'json' &&
      options.envelope !== 'enriched' &&
      options.keyColumn === null &&
      !options.jsonNullAsObject
    );
  }

  #rowKey(def: TableDef, row: Row): string {
    const { generation } = this.#host.catalog;
    const known = this.#rowKeys.get(def);
    if (known?.generation === generation) return known.write(row);
    const catalog = { get: (id: number) => this.#host.catalog.versions(id).at(-1) };
    const write = makeRowKeyWriter(def, (type) => hydrateType(catalog, type));
    this.#rowKeys.set(def, { generation, write });
    return write(row);
  }

  #headers(feed: Feed, def: TableDef, constant: Headers, row: Row): Headers {
    const { headersColumn } = feed.spec.options;
    if (headersColumn === null) return constant;
    const column = def.columns.find(({ name }) => name === headersColumn);
    return rowHeaders(constant, column && row[column.slot]);
  }

  #tableAt(id: number, ts: Timestamp): TableDef {
    const def = this.#host.catalog.at(id, this.#host.seams.schemaTime(ts, this.#host.now));
    assert(def?.kind === 'table', () => `row of table ${id} at a time at which there is no such table`);
    return def;
  }

  #encoderOf(feed: Feed, target: Target): TargetEncoder {
    let made = this.#byTarget.get(target);
    if (!made) this.#byTarget.set(target, (made = this.#makeEncoder(feed, target)));
    return made;
  }

  #makeEncoder(feed: Feed, target: Target): TargetEncoder {
    const { options } = feed.spec;
    const old = !this.#host.settings.isAtLeast(releaseOf(22, 1));
    const shapes = new TargetShapes(this.#host.catalog, target, {
      // Releases before 22.1 knew no way to leave virtual columns out (reference §9).
      virtualColumns: old ? 'null' : options.virtualColumns,
      keyColumn: options.keyColumn,
      headersColumn: options.headersColumn
    });
    const parts = {
      options,
      topic: target.topic,
      target: target.statementName,
      table: target.tableName,
      epoch: this.#host.epoch,
      source: this.#sourceOf(feed)
    };
    return {
      encoder: makeEncoder(options.format, { ...parts, ids: this.#registrations.idsOf(feed) }),
      shapes,
      queried: new WeakMap(),
      headers: constantHeaders(
        options.extraHeaders.map(([name, value]) => [name, redactHeader(name, value)] as const)
      )
    };
  }

  #sourceOf(feed: Feed): FeedSource {
    const { catalog, storage, settings, clusterId } = this.#host;
    const { options, sink } = feed.spec;
    return {
      sink: SINK_WORDS[sink.type],
      clusterId,
      dbVersion: `v${settings.text('version')}.0`,
      jobId: feed.job ?? '0',
      updated: options.updated,
      mvccTimestamp: options.mvccTimestamp,
      localityOf: (node) => storage.node(node).locality,
      namesOf: (table) => {
        const def = catalog.get(table);
        if (def?.kind !== 'table') return { database: '', schema: '' };
        return {
          database: catalog.get(def.database)?.name ?? '',
          schema: catalog.get(def.schema)?.name ?? ''
        };
      }
    };
  }
}

/** The word that `source` has for a sink (reference §4.7). */
const SINK_WORDS: Readonly<Record<Feed['spec']['sink']['type'], string>> = {
  kafka: 'kafka',
  cloud: 'cloudstorage',
  webhook: 'webhook',
  pubsub: 'pubsub',
  pulsar: 'pulsar',
  null: 'null',
  sinkless: 'sinkless buffer'
};

function makeEncoder(
  format: Feed['spec']['options']['format'],
  parts: ConstructorParameters<typeof JsonEncoder>[0] & ConstructorParameters<typeof AvroEncoder>[0]
): RowEncoder {
  switch (format) {
    case 'avro':
      return new AvroEncoder(parts);
    case 'csv':
      return new CsvEncoder();
    case 'protobuf':
      return new ProtobufEncoder(parts);
    case 'parquet':
      return new ParquetEncoder(parts);
    default:
      return new JsonEncoder(parts);
  }
}

/** Whether a row has a key-value pair for a family: the first family always, another where a column is not NULL (§4.8). */
export function hasFamily(def: TableDef, family: FamilyDef | undefined, row: Row): boolean {
  if (!family || family.id === sentinelFamily(def).id) return true;
  return family.columns.some((id) => {
    const value = row[columnById(def, id).slot];
    return value !== null && value !== undefined;
  });
}

/** The version in which a family was last written. */
function lastWriteOf(family: FamilyDef, newest: Version): Version {
  let version = newest;
  while (
    version.families !== ALL_FAMILIES &&
    (version.families & (1 << family.id)) === 0 &&
    version.prev &&
    !version.prev.deleted
  )
    version = version.prev;
  return version;
}
