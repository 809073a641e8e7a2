import * as T from './type';
import type { SqlType } from './type';

/** PostgreSQL's numbers for the built-in types, which clients and `pg_catalog` go by: the type and the array of it. */
const OIDS: ReadonlyMap<string, readonly [scalar: number, array: number]> = new Map([
  ['bool', [16, 1000]],
  ['bytes', [17, 1001]],
  ['"char"', [18, 1002]],
  ['name', [19, 1003]],
  ['int8', [20, 1016]],
  ['int2', [21, 1005]],
  ['int4', [23, 1007]],
  ['regproc', [24, 1008]],
  ['string', [25, 1009]],
  ['oid', [26, 1028]],
  ['float4', [700, 1021]],
  ['float8', [701, 1022]],
  ['unknown', [705, 0]],
  ['inet', [869, 1041]],
  ['char', [1042, 1014]],
  ['varchar', [1043, 1015]],
  ['date', [1082, 1182]],
  ['time', [1083, 1183]],
  ['timestamp', [1114, 1115]],
  ['timestamptz', [1184, 1185]],
  ['interval', [1186, 1187]],
  ['timetz', [1266, 1270]],
  ['bit', [1560, 1561]],
  ['varbit', [1562, 1563]],
  ['decimal', [1700, 1231]],
  ['regprocedure', [2202, 2207]],
  ['regclass', [2205, 2210]],
  ['regtype', [2206, 2211]],
  ['record', [2249, 2287]],
  ['void', [2278, 0]],
  ['any', [2283, 2277]],
  ['uuid', [2950, 2951]],
  ['jsonb', [3802, 3807]],
  ['regnamespace', [4089, 4090]],
  ['regrole', [4096, 4097]]
]);

/** Enums have numbers of their own: the descriptor's id, moved clear of PostgreSQL's. */
const USER_DEFINED_BASE = 100_000;

function oidKey(type: SqlType): string {
  switch (type.family) {
    case 'int':
      return `int${type.width / 8}`;
    case 'float':
      return `float${type.width / 8}`;
    case 'string':
    case 'collated':
      return type.variant === 'bpchar' ? 'char' : type.variant;
    case 'bit':
      return type.varying ? 'varbit' : 'bit';
    case 'oid':
      return type.variant;
    case 'tuple':
    case 'anytuple':
      return 'record';
    default:
      return type.family;
  }
}

/** PostgreSQL's number of a type; 0 for one that has none. */
export function typeOid(type: SqlType): number {
  if (type.family === 'enum') return USER_DEFINED_BASE + type.id;
  if (type.family === 'array') return OIDS.get(oidKey(type.elem))?.[1] ?? 0;
  return OIDS.get(oidKey(type))?.[0] ?? 0;
}

const BUILT_IN: readonly SqlType[] = [
  T.BOOL,
  T.BYTES,
  T.QUOTED_CHAR,
  T.NAME,
  T.INT,
  T.INT2,
  T.INT4,
  T.REGPROC,
  T.STRING,
  T.OID,
  T.FLOAT4,
  T.FLOAT,
  T.UNKNOWN,
  T.INET,
  T.BPCHAR,
  T.VARCHAR,
  T.DATE,
  T.TIME,
  T.TIMESTAMP,
  T.TIMESTAMPTZ,
  T.INTERVAL,
  T.TIMETZ,
  T.BIT,
  T.VARBIT,
  T.DECIMAL,
  T.REGPROCEDURE,
  T.REGCLASS,
  T.REGTYPE,
  T.ANY_TUPLE,
  T.VOID,
  T.ANY,
  T.UUID,
  T.JSONB,
  T.REGNAMESPACE,
  T.REGROLE
];

const byOid = new Map<number, SqlType>();
for (const type of BUILT_IN) {
  byOid.set(typeOid(type), type);
  byOid.set(typeOid(T.arrayOf(type)), T.arrayOf(type));
}
byOid.delete(0);

/** The built-in type of a number, without a width. */
export function typeOfOid(oid: number): SqlType | undefined {
  return byOid.get(oid);
}
