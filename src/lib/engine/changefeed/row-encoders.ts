import type { Row } from '../base/datum';
import { previousTimestamp, type Epoch, type Timestamp } from '../base/timestamp';
import { assert } from '../base/assert';
import type { Catalog } from '../catalog/catalog';
import { columnById, sentinelFamily, type FamilyDef, type TableDef } from '../catalog/descriptors';
import { JsonEncoder } from '../encode/json-encoder';
import type { RowEncoder } from '../encode/row-change';
import { NO_HEADERS, type RowMessage } from '../sinks/sink';
import { ALL_FAMILIES, type Version } from '../storage/mvcc';
import { emissionKey } from './emissions';
import type { Feed, KvItem, Target } from './feed';

/**
 * Turns row versions into messages: finds the table version valid at their timestamp, the targets they concern, and encodes
 * them. Encoders are kept by feed and target; nothing here is state of the run.
 */

/** A row met by a scan. */
export interface ScannedRow {
  readonly row: Row;
  readonly before: Row | null;
  readonly version: Version;
  readonly updated: Timestamp;
  readonly range: number;
  readonly kind: 'initial' | 'backfill';
}

export class RowEncoders {
  readonly #catalog: Catalog;
  readonly #epoch: Epoch;
  readonly #byTarget = new WeakMap<Target, RowEncoder>();

  constructor(catalog: Catalog, epoch: Epoch) {
    this.#catalog = catalog;
    this.#epoch = epoch;
  }

  /** Nanoseconds of the run's start within its second: progress is rounded to whole absolute seconds. */
  get startNanos(): number {
    return this.#epoch.unix(0).nanos;
  }

  wantsBefore(feed: Feed): boolean {
    return feed.spec.options.diff || feed.spec.options.envelope === 'enriched';
  }

  /** Changes at or after this are not emitted. */
  endTime(feed: Feed): Timestamp | null {
    return feed.spec.endTime;
  }

  tableName(id: number): string {
    const newest = this.#catalog.versions(id).at(-1);
    return newest?.name ?? String(id);
  }

  /** Messages of one change, appended to `out`: one for each watched family that it wrote. */
  encodeChange(feed: Feed, table: number, item: KvItem, out: RowMessage[]): void {
    if (item.omitted && !feed.spec.options.ignoreDisabledReplication) return;
    const def = this.#tableAt(table, item.mvcc);
    for (const target of feed.spec.targets) {
      if (target.table !== table) continue;
      const family = this.#familyOf(target, def);
      if (family && item.families !== ALL_FAMILIES && (item.families & (1 << family.id)) === 0) continue;
      const deleted = item.deleted || !hasFamily(def, family, item.row);
      const before = item.before && hasFamily(def, family, item.before) ? item.before : null;
      const encoded = this.#encoder(feed, target, def).encode({
        table: def,
        row: item.row,
        deleted,
        before,
        beforeTable: def,
        updated: item.mvcc,
        mvcc: item.mvcc
      });
      out.push({
        kind: 'row',
        topic: target.topic,
        ...encoded,
        headers: NO_HEADERS,
        table: def.name,
        family: family?.name ?? sentinelFamily(def).name,
        mvcc: item.mvcc,
        updated: item.mvcc,
        cause: 'change',
        version: emissionKey(item.version, family?.id ?? 0),
        commit: item.commit < 0 ? null : item.commit,
        range: item.range
      });
    }
  }

  /** Messages of one row met by an initial scan or backfill: one for each watched family it has. */
  encodeScanned(feed: Feed, table: number, scanned: ScannedRow, out: RowMessage[]): void {
    const def = this.#tableAt(table, scanned.updated);
    const beforeDef =
      scanned.kind === 'backfill' ? this.#tableAt(table, previousTimestamp(scanned.updated)) : def;
    for (const target of feed.spec.targets) {
      if (target.table !== table) continue;
      const family = this.#familyOf(target, def);
      if (!hasFamily(def, family, scanned.row)) continue;
      const version = family ? lastWriteOf(family, scanned.version) : scanned.version;
      const mvcc = { wall: version.wall, logical: version.logical };
      const encoded = this.#encoder(feed, target, def).encode({
        table: def,
        row: scanned.row,
        deleted: false,
        before: scanned.before,
        beforeTable: beforeDef,
        updated: scanned.updated,
        mvcc
      });
      out.push({
        kind: 'row',
        topic: target.topic,
        ...encoded,
        headers: NO_HEADERS,
        table: def.name,
        family: family?.name ?? sentinelFamily(def).name,
        mvcc,
        updated: scanned.updated,
        cause: scanned.kind === 'initial' ? 'initial_scan' : 'backfill',
        version: emissionKey(version.id, family?.id ?? 0),
        commit: null,
        range: scanned.range
      });
    }
  }

  #tableAt(id: number, ts: Timestamp): TableDef {
    const def = this.#catalog.at(id, ts);
    assert(def?.kind === 'table', () => `row of table ${id} at a time at which there is no such table`);
    return def;
  }

  #familyOf(target: Target, def: TableDef): FamilyDef | undefined {
    return target.family && def.families.find((family) => family.id === target.family!.id); // checked on its left
  }

  #encoder(feed: Feed, target: Target, def: TableDef): RowEncoder {
    let encoder = this.#byTarget.get(target);
    if (!encoder) {
      const { options } = feed.spec;
      encoder = new JsonEncoder({
        options: { ...options, envelope: options.envelope === 'enriched' ? 'wrapped' : options.envelope },
        family: this.#familyOf(target, def),
        topic: target.topic,
        epoch: this.#epoch
      });
      this.#byTarget.set(target, encoder);
    }
    return encoder;
  }
}

/** Whether a row has a key-value pair for a family: the first family always, another where a column is not NULL (§4.8). */
function hasFamily(def: TableDef, family: FamilyDef | undefined, row: Row): boolean {
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
