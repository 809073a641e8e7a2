import type { Datum, Row } from '../base/datum';
import { rangeOfKey, rangesOf, splitRange, type RangesState, type RangeState } from './ranges';
import type { MvccIndex, Version } from './mvcc';
import type { CommittedWrite } from './txn-state';

/**
 * How much each range holds, and the splits of those that hold too much. As in CockroachDB's split queue a range beyond
 * `range_max_bytes` is cut where half of that lies on the left; versions of the past count, collected or not, because here
 * they stay.
 */

export interface RangeSizesHost {
  /** Rises whenever a zone may have changed. */
  readonly generation: number;
  /** `range_max_bytes` of the table over an index. */
  maxBytes(index: number): number;
  /** A range was cut at a key. */
  split(index: number, key: string): void;
}

export class RangeSizes {
  readonly #state: RangesState;
  readonly #host: RangeSizesHost;
  readonly #index: (index: number) => MvccIndex;
  /** Limits by index; derived, and worthless once the catalog has changed. */
  #limits = new Map<number, number>();
  #generation = -1;

  constructor(state: RangesState, host: RangeSizesHost, index: (index: number) => MvccIndex) {
    this.#state = state;
    this.#host = host;
    this.#index = index;
  }

  /** Counts what a transaction has written and cuts the ranges that have grown too large. */
  committed(writes: readonly CommittedWrite[]): void {
    let grown: RangeState | undefined;
    for (const { index, key, version } of writes) {
      const range =
        grown?.index === index && covers(grown, key) ? grown : rangeOfKey(this.#state, index, key);
      if (grown && grown !== range) this.#check(grown);
      range.bytes = (range.bytes ?? 0) + versionBytes(key, version.row);
      grown = range;
    }
    if (grown) this.#check(grown);
  }

  /** Counts an index anew: rows came into it by other ways than a transaction. */
  recount(index: number): void {
    for (const range of [...rangesOf(this.#state, index)]) {
      range.bytes = this.#bytesOf(range);
      this.#check(range);
    }
  }

  /** Cuts what is too large for a limit that may have changed. */
  limitChanged(index: number): void {
    for (const range of [...rangesOf(this.#state, index)]) this.#check(range);
  }

  /** What a range holds, versions of the past included. */
  #bytesOf({ index, start, end }: RangeState): number {
    let bytes = 0;
    this.#index(index).forEach(start, end, (key, newest) => {
      bytes += rowBytes(key, newest);
      return false;
    });
    return bytes;
  }

  #limitOf(index: number): number {
    if (this.#generation !== this.#host.generation) {
      this.#limits = new Map();
      this.#generation = this.#host.generation;
    }
    let limit = this.#limits.get(index);
    if (limit === undefined) this.#limits.set(index, (limit = this.#host.maxBytes(index)));
    return limit;
  }

  /** Cuts a range until no piece is too large; a single row is never cut. */
  #check(range: RangeState): void {
    const limit = this.#limitOf(range.index);
    let piece: RangeState | undefined = range;
    while (piece && (piece.bytes ?? 0) > limit) {
      const bytes: number = piece.bytes ?? 0;
      const cut = this.#cutOf(piece, limit / 2);
      if (!cut) return;
      const right = splitRange(this.#state, piece.index, cut.key);
      if (!right) return;
      piece.bytes = cut.left;
      right.bytes = Math.max(0, bytes - cut.left);
      this.#host.split(piece.index, cut.key);
      piece = right;
    }
  }

  /** The first key, but the range's own, with so much on its left. */
  #cutOf({ index, start, end }: RangeState, wanted: number): { key: string; left: number } | undefined {
    let left = 0;
    let cut: { key: string; left: number } | undefined;
    this.#index(index).forEach(start, end, (key, newest) => {
      if (left > 0 && key !== start) cut = { key, left };
      if (cut && left >= wanted) return true;
      left += rowBytes(key, newest);
      return false;
    });
    return cut;
  }
}

const covers = ({ start, end }: RangeState, key: string): boolean =>
  start <= key && (end === undefined || key < end);

/** A row with all its versions. */
function rowBytes(key: string, newest: Version): number {
  let bytes = 0;
  for (let version: Version | null = newest; version; version = version.prev)
    bytes += versionBytes(key, version.row);
  return bytes;
}

/** Timestamp and checksum that CockroachDB writes with every version. */
const VERSION_BYTES = 17;

/** One version of a row, about as long as CockroachDB would write it. */
export function versionBytes(key: string, row: Row): number {
  let bytes = VERSION_BYTES + key.length;
  for (const datum of row) if (datum !== null) bytes += 1 + datumBytes(datum);
  return bytes;
}

function datumBytes(datum: Datum | undefined): number {
  switch (typeof datum) {
    case 'string':
      return datum.length;
    case 'number':
    case 'bigint':
      return 8;
    case 'boolean':
    case 'undefined':
      return 0;
    default:
      if (datum === null) return 0;
      if (datum instanceof Uint8Array) return datum.length;
      return Array.isArray(datum) ? datum.reduce<number>((sum, item) => sum + 1 + datumBytes(item), 0) : 24;
  }
}
