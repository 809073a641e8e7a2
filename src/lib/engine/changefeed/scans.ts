import type { Row } from '../base/datum';
import { isBefore, type Timestamp } from '../base/timestamp';
import { isVersionAfter, type Version } from '../storage/mvcc';
import { rangesOverlapping } from '../storage/ranges';
import type { Storage } from '../storage/storage';
import { Blocked } from '../storage/txn-state';
import type { AggregatorSpan, Scan } from './feed';

/** What an aggregator reads of its spans: rows as of a time, step by step, and the versions that came since one. */

/** Rows of one step of a scan. */
const SCAN_ROWS = 1000;

export interface ScannedRow {
  readonly key: string;
  readonly row: Row;
  readonly version: Version;
}

/**
 * A scan of the spans that have not come to its time yet.
 * @param tables whose spans it reads; all where none are given
 * @returns null where nothing is to be read
 */
export function makeScan(
  spans: readonly AggregatorSpan[],
  kind: Scan['kind'],
  at: Timestamp,
  tables?: readonly number[]
): Scan | null {
  const due = spans.flatMap((span, i) =>
    (!tables || tables.includes(span.table)) && isBefore(span.resolved, at) ? [i] : []
  );
  return due.length === 0 ? null : { kind, at, spans: due, next: spans[due[0]].start, begun: false };
}

/**
 * The next rows of a span, in order of keys, and whether there are more.
 * @returns null where it has to be tried again: a leaseholder is out of reach, or a transaction that is open has written there
 */
export function scanStep(
  storage: Storage,
  node: number,
  { at, span, from }: { readonly at: Timestamp; readonly span: AggregatorSpan; readonly from: string }
): { rows: ScannedRow[]; more: boolean } | null {
  const ranges = rangesOverlapping(storage.state.ranges, span.index, from, span.end);
  if (!ranges.every((range) => storage.isAvailable(range, node))) return null;
  const rows: ScannedRow[] = [];
  let more = false;
  try {
    storage.txns.scanAt(at, { index: span.index, start: from, end: span.end }, (key, row, version) => {
      if (rows.length === SCAN_ROWS) return (more = true);
      rows.push({ key, row, version });
      return false;
    });
  } catch (error) {
    if (!(error instanceof Blocked)) throw error;
    return null;
  }
  return { rows, more };
}

/** Every committed version after a time, key by key, the oldest of a key first. */
export function versionsAfter(
  storage: Storage,
  span: AggregatorSpan,
  from: Timestamp
): { readonly key: string; readonly version: Version }[] {
  const found: { key: string; version: Version }[] = [];
  storage.primary(span.index).forEach(span.start, span.end, (key, newest) => {
    const versions: Version[] = [];
    for (let v: Version | null = newest; v && isVersionAfter(v, from); v = v.prev)
      if (v.txn === 0) versions.push(v);
    for (let i = versions.length - 1; i >= 0; i--) found.push({ key, version: versions[i] });
    return false;
  });
  return found;
}
