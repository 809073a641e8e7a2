import type { Node } from './name';

/** The parts of an interval that a qualifier may name, from coarse to fine. */
export type IntervalField = 'YEAR' | 'MONTH' | 'DAY' | 'HOUR' | 'MINUTE' | 'SECOND';

/** `INTERVAL … DAY TO SECOND(3)`: `from` is undefined when only the last field is given. */
export interface IntervalQualifier {
  readonly from: IntervalField | undefined;
  readonly to: IntervalField;
}

/**
 * A type as written. Aliases of built-in types are already taken to the name CockroachDB prints (`INTEGER` → `INT8`,
 * `TIMESTAMP WITH TIME ZONE` → `TIMESTAMPTZ`); the quoted `"char"` keeps its quotes.
 */
export interface TypeRef extends Node {
  readonly kind: 'type';
  /** For a built-in type its canonical upper-case name; otherwise the last part of the type's name, as it is. */
  readonly name: string;
  /** False for a name that must be looked up in the catalog: an enum, a composite type, or a mistake. */
  readonly builtIn: boolean;
  /** `INT`, `INTEGER` and `SERIAL`: the session variable `default_int_size` has the last word on their width. */
  readonly isDefaultSized: boolean;
  /** The qualification of a looked-up name; `pg_catalog` and `public` stay with it. */
  readonly schema: string | undefined;
  readonly catalog: string | undefined;
  /** `VARCHAR(3)`, `DECIMAL(10,2)`, `TIMESTAMP(3)`, `BIT(4)`, `VECTOR(2)`, the precision of an interval. */
  readonly args: readonly number[];
  /** 1 for an array, else 0: CockroachDB has no nested arrays. */
  readonly dims: 0 | 1;
  readonly collation: string | undefined;
  readonly interval: IntervalQualifier | undefined;
  /** `GEOMETRY(POINT, 4326)`. */
  readonly shape: string | undefined;
  readonly srid: number | undefined;
}

/** PostgreSQL's types that CockroachDB knows of and lacks. */
export const POSTGRES_ONLY: ReadonlySet<string> = new Set([
  'box',
  'cidr',
  'circle',
  'line',
  'lseg',
  'macaddr',
  'macaddr8',
  'money',
  'path',
  'txid_snapshot',
  'xml'
]);
