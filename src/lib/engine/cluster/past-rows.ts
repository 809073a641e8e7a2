import { hydrateType } from '../catalog/hydrate';
import { isAtOrBefore, type Timestamp } from '../base/timestamp';
import type { TableDef } from '../catalog/descriptors';
import { printKey } from '../changefeed/coordinator';
import { hasFamily } from '../changefeed/row-encoders';
import { TargetShapes } from '../changefeed/target-shapes';
import { makeRowKeyWriter } from '../encode/json-encoder';
import { objectWriter, type RowWriter } from '../encode/json-object';
import type { RowShape } from '../encode/row-shape';
import { visibleAt } from '../storage/mvcc';
import { ChosenRows, type ToldVersion } from './chosen-rows';
import type { Cluster } from './cluster';

/**
 * Rows of any moment by the key that history shows, past what SQL may read (design §2.4): for views and the audit, never for
 * statements. Finding a key takes a pass over its index once, and again when keys have come since.
 */
export class PastRows {
  readonly #cluster: Cluster;
  readonly #chosen: ChosenRows;
  readonly #writers = new WeakMap<RowShape, RowWriter>();
  readonly #shapes = new Map<number, TargetShapes>();
  /** Stored keys by shown key, by index. */
  readonly #keys = new Map<number, { size: number; byText: Map<string, string> }>();

  constructor(cluster: Cluster) {
    this.#cluster = cluster;
    this.#chosen = new ChosenRows(cluster);
  }

  /** As `RowReader.rowAt` of history. */
  rowAt(id: number, family: string, key: string, at: Timestamp, written = at): string | null | undefined {
    const table = this.#cluster.catalog.at(id, at);
    if (table?.kind !== 'table' || !isAtOrBefore(table.modified, at)) return undefined;
    const stored = this.#keysOf(table).get(key);
    if (stored === undefined) return undefined;
    const version = visibleAt(this.#cluster.storage.primary(table.primary.storage).newest(stored), written);
    if (!version || version.deleted) return null;
    const found = table.families.find(({ name }) => name === family);
    // A family that the table has no longer, or not yet, holds nothing.
    if (!found || !hasFamily(table, found, version.row)) return null;
    return this.#writerOf(this.#shapesOf(id).of(table))(version.row);
  }

  /** As `RowReader.storedKey` of history. */
  storedKey(id: number, key: string, at: Timestamp): string | undefined {
    const table = this.#cluster.catalog.at(id, at);
    const stored = table?.kind === 'table' ? this.#keysOf(table).get(key) : undefined;
    return stored === undefined ? undefined : printKey(stored, '');
  }

  /** As `RowReader.output` of history. */
  output(
    feed: { readonly job: string | null; readonly statement: number },
    { table: id, family, key }: { readonly table: number; readonly family: string; readonly key: string },
    version: ToldVersion
  ): string | null | undefined {
    const table = this.#cluster.catalog.at(id, version.at);
    if (table?.kind !== 'table' || !isAtOrBefore(table.modified, version.at)) return undefined;
    const stored = this.#keysOf(table).get(key);
    if (stored === undefined) return undefined;
    const newest = this.#cluster.storage.primary(table.primary.storage).newest(stored);
    return this.#chosen.output(feed, { table, family, shape: this.#shapesOf(id).of(table), newest }, version);
  }

  #writerOf(shape: RowShape): RowWriter {
    let writer = this.#writers.get(shape);
    if (!writer) this.#writers.set(shape, (writer = objectWriter(shape.columns)));
    return writer;
  }

  #keysOf(table: TableDef): ReadonlyMap<string, string> {
    const index = this.#cluster.storage.primary(table.primary.storage);
    const known = this.#keys.get(table.primary.storage);
    if (known?.size === index.size) return known.byText;
    const byText = new Map<string, string>();
    const { catalog } = this.#cluster;
    const types = { get: (type: number) => catalog.versions(type).at(-1) };
    const write = makeRowKeyWriter(table, (type) => hydrateType(types, type));
    index.forEach('', undefined, (key, newest) => {
      byText.set(write(newest.row), key);
      return false;
    });
    this.#keys.set(table.primary.storage, { size: index.size, byText });
    return byText;
  }

  #shapesOf(id: number): TargetShapes {
    let shapes = this.#shapes.get(id);
    if (!shapes) {
      const options = { virtualColumns: 'omitted', keyColumn: null, headersColumn: null } as const;
      this.#shapes.set(id, (shapes = new TargetShapes(this.#cluster.catalog, {}, options)));
    }
    return shapes;
  }
}
