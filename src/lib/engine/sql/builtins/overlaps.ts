import type { Datum, Interval, TimeTz, WideInt } from '../../base/datum';
import { compareDatums } from '../types/compare';
import { addInterval, addToTime, addToTimeTz, dateToMicros } from '../types/datetime-math';
import { sessionZone } from '../types/datetime';
import * as T from '../types/type';
import type { SqlType } from '../types/type';
import type { EvalContext } from './context';
import { scalar, type OverloadSpec } from './overload';

/** `overlaps`: whether two periods have a moment in common. Each begins at its earlier end and does not hold its later one. */

function overlap(
  type: SqlType,
  [start, end, otherStart, otherEnd]: readonly [Datum, Datum, Datum, Datum]
): boolean {
  const before = (a: Datum, b: Datum) => compareDatums(a, b, type) < 0;
  const [a, b] = before(end, start) ? [end, start] : [start, end];
  const [c, d] = before(otherEnd, otherStart) ? [otherEnd, otherStart] : [otherStart, otherEnd];
  if (before(c, a)) return before(a, d);
  return before(a, c) ? before(c, b) : true;
}

type Move = (start: Datum, length: Interval, ctx: EvalContext) => Datum;

const PERIODS: readonly (readonly [name: string, type: SqlType, move: Move])[] = [
  ['timestamp', T.TIMESTAMP, (start, length) => addInterval(start as WideInt, length)],
  ['timetz', T.TIMETZ, (start, length) => addToTimeTz(start as TimeTz, length)],
  ['time', T.TIME, (start, length) => addToTime(start as number, length)],
  [
    'timestamptz',
    T.TIMESTAMPTZ,
    (start, length, ctx) => addInterval(start as WideInt, length, sessionZone(ctx.format))
  ],
  ['date', T.DATE, (start, length) => addInterval(dateToMicros(start as number), length)]
];

/** Overloads with both ends, and with a beginning and a length. */
export const OVERLAPS: OverloadSpec[] = PERIODS.flatMap(([name, type, move]) => [
  scalar(
    `(s1: ${name}, e1: ${name}, s2: ${name}, e2: ${name}) -> bool`,
    (ends: readonly [Datum, Datum, Datum, Datum]) => overlap(type, ends)
  ),
  scalar(
    `(s1: ${name}, e1: interval, s2: ${name}, e2: interval) -> bool`,
    ([start, length, otherStart, otherLength]: [Datum, Interval, Datum, Interval], ctx) => {
      const ends = [move(start, length, ctx), move(otherStart, otherLength, ctx)];
      // A date becomes the moment it begins before a length is added to it.
      const begin = (day: Datum) => (type === T.DATE ? dateToMicros(day as number) : day);
      return overlap(type === T.DATE ? T.TIMESTAMP : type, [
        begin(start),
        ends[0],
        begin(otherStart),
        ends[1]
      ]);
    },
    { volatility: type === T.TIMESTAMPTZ ? 'stable' : 'immutable' }
  )
]);
