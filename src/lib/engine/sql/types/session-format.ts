import type { OidVariant } from './type';

/** Numbers and names of objects: `'t'::REGCLASS` is read as its table's number and prints as its name. */
export interface ObjectNames {
  /** The name behind a number; undefined where there is none. */
  oidName(variant: OidVariant, oid: number): string | undefined;
  /** The number of a name; undefined when nothing has that name. */
  oidOf(variant: OidVariant, name: string): number | undefined;
}

/** What of a session decides how values read and print. All of it is plain text or numbers, kept by `SET`. */
export interface SessionFormat {
  /** As SET TIME ZONE keeps it: `UTC`, `America/New_York`, `+02:00`. */
  readonly timeZone: string;
  readonly intervalStyle: 'postgres' | 'iso_8601' | 'sql_standard';
  /** In which order the parts of `01/02/03` are read. Dates always print in ISO form (CockroachDB's only style). */
  readonly dateOrder: 'mdy' | 'dmy' | 'ymd';
  readonly byteaOutput: 'hex' | 'escape' | 'base64';
  /** Session variable `extra_float_digits`, -15 … 3; 1 and above print the shortest text that reads back. */
  readonly extraFloatDigits: number;
  /** Microseconds since 1970 of the statement: what `'now'`, `'today'` and a TIMETZ of a zone name mean. */
  readonly nowMicros: number;
  /** What the catalog knows of REG* values; without it a number prints and a name means nothing. */
  readonly names?: ObjectNames;
}

/** A session nobody has changed, at the start of 1970. */
export const DEFAULT_FORMAT: SessionFormat = {
  timeZone: 'UTC',
  intervalStyle: 'postgres',
  dateOrder: 'mdy',
  byteaOutput: 'hex',
  extraFloatDigits: 1,
  nowMicros: 0
};
