import type { Datum, WideInt } from '../../base/datum';
import { SqlError } from '../../base/errors';
import { fn, group, window, type OverloadSpec, type WindowFn, type WindowView } from './overload';

/** Functions that see the rows around the current one. */

const plain = (result: string, call: WindowFn): OverloadSpec[] => [window(`() -> ${result}`, () => call)];

/** The number of buckets is the one that the first row of the partition gives. @throws SqlError 22014 */
function buckets(view: WindowView): number | null {
  // Rows before the first that says a number are in no bucket.
  let first = 0;
  while (first < view.row && view.arg(first, 0) === null) first++;
  const count = view.arg(first, 0) as WideInt | null;
  if (count === null) return null;
  if (count <= 0) throw new SqlError('22014', 'argument of ntile() must be greater than zero');
  const n = Number(count);
  // The first buckets take the rows that are left over.
  const size = Math.floor(view.size / n);
  const larger = view.size - size * n;
  const inLarger = larger * (size + 1);
  const row = view.row - first;
  if (row < inLarger) return Math.floor(row / (size + 1)) + 1;
  return larger + Math.floor((row - inLarger) / size) + 1;
}

/** The value so many rows before or behind, or the default that was given for rows beyond the partition. */
const shifted = (direction: 1 | -1) => {
  const call =
    (hasOffset: boolean, hasDefault: boolean): WindowFn =>
    (view) => {
      const offset = hasOffset ? (view.arg(view.row, 1) as WideInt | null) : 1;
      if (offset === null) return null;
      const row = view.row + direction * Number(offset);
      if (row >= 0 && row < view.size) return view.arg(row, 0);
      return hasDefault ? view.arg(view.row, 2) : null;
    };
  return [
    window('(val: any) -> $1', () => call(false, false)),
    window('(val: any, n: int) -> $1', () => call(true, false)),
    // Value and default are of one type; either may be a bare NULL.
    window('(val: T, n: int, default: T) -> T', () => call(true, true), {
      returns: ([type, , fallback]) => (type.family === 'unknown' ? fallback : type)
    })
  ];
};

/** A value of the frame by its place from 0; NULL where the frame has not so many rows. */
function framed(view: WindowView, place: number): Datum {
  return place >= 0 && place < view.frameSize ? view.arg(view.frameRow(place), 0) : null;
}

/** @throws SqlError 22016 */
function nth(view: WindowView): Datum {
  const place = view.arg(view.row, 1) as WideInt | null;
  if (place === null) return null;
  if (place <= 0) throw new SqlError('22016', 'argument of nth_value() must be greater than zero');
  return framed(view, Number(place) - 1);
}

export const WINDOWS = group('Window', [
  fn(
    'row_number',
    'The number of the row in its partition.',
    plain('int', (view) => view.row + 1)
  ),
  fn(
    'rank',
    'The number of the first row that the order does not tell from this one.',
    plain('int', (view) => view.peerStart + 1)
  ),
  fn(
    'dense_rank',
    'The number of different rows up to this one.',
    plain('int', (view) => view.peerGroup + 1)
  ),
  fn(
    'percent_rank',
    'How far down the row ranks, from 0 to 1.',
    plain('float', (view) => (view.size <= 1 ? 0 : view.peerStart / (view.size - 1)))
  ),
  fn(
    'cume_dist',
    'Which part of the rows rank no later than this one.',
    plain('float', (view) => view.peerEnd / view.size)
  ),
  fn('ntile', 'Which of so many equal buckets the row falls into.', [
    window('(n: int) -> int', () => buckets)
  ]),
  fn('lag', 'A value of a row before.', shifted(-1)),
  fn('lead', 'A value of a row behind.', shifted(1)),
  fn('first_value', 'The value of the first row of the frame.', [
    window('(val: any) -> $1', () => (view) => framed(view, 0))
  ]),
  fn('last_value', 'The value of the last row of the frame.', [
    window('(val: any) -> $1', () => (view) => framed(view, view.frameSize - 1))
  ]),
  fn('nth_value', 'The value of a row of the frame by its number.', [
    window('(val: any, n: int) -> $1', () => nth)
  ])
]);
