import { SqlError } from '../base/errors';
import { compareTimestamps, isBefore, type Timestamp } from '../base/timestamp';
import type { Catalog } from '../catalog/catalog';
import type { TableDef } from '../catalog/descriptors';
import { isSplit } from './create';
import type { Feed, Target } from './feed';
import type { FeedOptions } from './options';

/**
 * Which schema changes a changefeed stops at (reference §6.1): the versions of its tables, each classified by what it did and
 * by the options `schema_change_events` and `schema_change_policy`.
 */

/** A moment that every span must reach before anything later is emitted. */
export interface Boundary {
  readonly at: Timestamp;
  /** Tables of which every row is emitted again at that moment. */
  readonly backfill: readonly number[];
  /** The flow must be planned anew: rows are in another index from here on. */
  readonly restart: boolean;
  /** The policy `stop` ends the feed here. */
  readonly stop: boolean;
}

/** The first boundary after a moment, or undefined. */
export function nextBoundary(feed: Feed, catalog: Catalog, after: Timestamp): Boundary | undefined {
  let found: Boundary | undefined;
  for (const table of watchedTables(feed)) {
    for (const version of tableVersions(catalog, table)) {
      if (!isBefore(after, version.modified)) continue;
      if (found && compareTimestamps(version.modified, found.at) > 0) break;
      const event = classify(version, feed.spec.targets, feed.spec.options);
      if (!event) continue;
      found =
        found && compareTimestamps(found.at, version.modified) === 0
          ? {
              at: found.at,
              backfill: [...found.backfill, ...event.backfill],
              restart: found.restart || event.restart,
              stop: found.stop || event.stop
            }
          : { at: version.modified, ...event };
      break;
    }
  }
  return found;
}

export function watchedTables(feed: Feed): number[] {
  return [...new Set(feed.spec.targets.map((target) => target.table))];
}

function tableVersions(catalog: Catalog, table: number): TableDef[] {
  return catalog.versions(table).filter((d): d is TableDef => d.kind === 'table' && !d.dropped);
}

function classify(
  version: TableDef,
  targets: readonly Target[],
  options: FeedOptions
): { backfill: readonly number[]; restart: boolean; stop: boolean } | undefined {
  const change = version.change;
  if (!change) return undefined;
  const counts = countingColumnChange(version, targets, options);
  const restart = change.primaryKey === true || change.locality === true;
  if (!counts && !restart) return undefined;
  const policy = options.schemaChangePolicy;
  // `ignore` never waits, but rows that moved to another index must still be found there.
  if (policy === 'ignore') return restart ? { backfill: [], restart, stop: false } : undefined;
  return {
    backfill: policy === 'backfill' && (counts || change.locality === true) ? [version.id] : [],
    restart,
    stop: policy === 'stop' && (counts || change.locality === true)
  };
}

/** Whether a version added or dropped a column that the feed's options and families make count. */
function countingColumnChange(version: TableDef, targets: readonly Target[], options: FeedOptions): boolean {
  const change = version.change;
  const here = targets.filter((t) => t.table === version.id);
  const watched = (family: number | undefined) =>
    here.some((t) => !t.family || isSplit(t) || t.family.id === family);
  const added = change?.addedColumns?.some(({ column, backfill }) => {
    const def = version.columns.find((c) => c.id === column);
    if (!def || def.hidden || def.computed?.virtual) return false;
    const family = version.families.find((f) => f.columns.includes(column))?.id;
    return watched(family) && (backfill || options.schemaChangeEvents === 'column_changes');
  });
  const dropped = change?.droppedColumns?.some(({ family, virtual }) => !virtual && watched(family));
  return Boolean(added) || Boolean(dropped);
}

/** What makes going on impossible, now: a watched table is gone, emptied, or no longer fits the targets (§5.11, §6.2). */
export function terminalSchemaError(feed: Feed, catalog: Catalog, since: Timestamp): SqlError | undefined {
  for (const target of feed.spec.targets) {
    const newest = catalog.versions(target.table).at(-1);
    if (!newest || newest.kind !== 'table') continue;
    const name = newest.name;
    if (newest.dropped) return terminal(`"${name}" was dropped`, 'leave the table out of a new changefeed');
    if (newest.truncated && isBefore(since, newest.truncated))
      return terminal(`"${name}" was truncated`, 'create a new changefeed for the table');
    if (newest.change?.offline) return terminal(`"${name}" was taken offline`);
    // Also with split_column_families, which found one family only when the feed was made (reference §6.5).
    if (!target.family && newest.families.length > 1)
      return terminal(
        `changefeed targets a single column family, but "${name}" now has ${newest.families.length} of them`
      );
    if (target.family && !isSplit(target) && !newest.families.some((f) => f.id === target.family?.id))
      return terminal(
        `changefeed targets column family "${target.family.name}" of "${name}", which was removed`
      );
    for (const column of [feed.spec.options.keyColumn, feed.spec.options.headersColumn])
      if (column !== null && !newest.columns.some((c) => c.name === column && c.state === 'public'))
        return terminal(`required column "${column}" is not present on table "${name}"`);
  }
  return undefined;
}

const terminal = (message: string, hint?: string): SqlError => new SqlError('XXUUU', message, { hint });

/** The error of `schema_change_policy='stop'` (reference §6.1). */
export function stoppedBySchemaChange(at: string): SqlError {
  return new SqlError('55C01', `schema change occurred at ${at}`, {
    hint: 'a new changefeed with this timestamp as its cursor goes on after the change'
  });
}
