/**
 * SQL values as plain JavaScript values (design §5). A datum does not know its type: the column or expression does.
 *
 * | type                    | datum                                                                                |
 * | ----------------------- | ------------------------------------------------------------------------------------ |
 * | any, NULL               | `null`                                                                               |
 * | BOOL                    | `boolean`                                                                            |
 * | INT2/4/8, OID           | `number` where it is a safe integer, else `bigint` (see `WideInt`)                   |
 * | FLOAT4/8                | `number` (a FLOAT4 already rounded by `Math.fround`)                                 |
 * | DECIMAL                 | `string`: sign, digits, point and exponent with its scale kept (`12.50`, `1E+3`, `NaN`, `Infinity`) |
 * | STRING, CHAR, COLLATED  | `string` without lone surrogates                                                     |
 * | BYTES                   | `Uint8Array`                                                                         |
 * | BIT, VARBIT             | `string` of `0` and `1`                                                              |
 * | DATE                    | `number`: days since 1970-01-01, ±Infinity                                           |
 * | TIME                    | `number`: microseconds since midnight, up to 86 400 000 000 included                 |
 * | TIMETZ                  | `TimeTz`                                                                             |
 * | TIMESTAMP, TIMESTAMPTZ  | `WideInt`: microseconds since 1970-01-01 UTC, ±Infinity                              |
 * | INTERVAL                | `Interval`                                                                           |
 * | UUID                    | `string`, lower case with dashes                                                     |
 * | INET                    | `string` as SQL prints it                                                            |
 * | JSONB                   | `string`: canonical JSON text (members sorted, `": "` and `", "`, digits kept)       |
 * | ENUM                    | `number`: the member's rank in sort order, never its label                           |
 * | ARRAY, TUPLE            | array of datums                                                                      |
 */
export type Datum =
  null | boolean | number | bigint | string | Uint8Array | TimeTz | Interval | readonly Datum[];

/** An integer that is a `bigint` exactly when it is no safe integer, so that `===` and `<` work across both forms. */
export type WideInt = number | bigint;

/** TIMETZ: local time of day and how far its zone lies east of UTC. */
export interface TimeTz {
  readonly micros: number;
  readonly offsetSeconds: number;
}

/** INTERVAL: three parts that are never carried over into one another by themselves. */
export interface Interval {
  readonly months: number;
  readonly days: number;
  readonly micros: number;
}

/** A row: one datum for each storage slot of its table; a slot the row was written without is absent or undefined. */
export type Row = readonly Datum[];

/** The one form of an integer: a number where that is exact. */
export function normalizeInt(value: bigint): WideInt {
  return value >= BigInt(Number.MIN_SAFE_INTEGER) && value <= BigInt(Number.MAX_SAFE_INTEGER)
    ? Number(value)
    : value;
}
