import type { CatalogView } from '../../catalog/catalog';
import {
  arrayOf,
  BIT,
  BOOL,
  BPCHAR,
  BYTES,
  DATE,
  DECIMAL,
  FLOAT,
  FLOAT4,
  INET,
  INT,
  INT2,
  INT4,
  INTERVAL,
  JSONB,
  NAME,
  OID,
  QUOTED_CHAR,
  REGCLASS,
  REGNAMESPACE,
  REGPROC,
  REGPROCEDURE,
  REGROLE,
  REGTYPE,
  STRING,
  TIME,
  TIMESTAMP,
  TIMESTAMPTZ,
  TIMETZ,
  UUID,
  VARBIT,
  VARCHAR,
  type SqlType
} from '../../sql/types/type';

/** PostgreSQL's short names of types: `int8`, `_text`, `timestamptz`. */

const NAMES: ReadonlyMap<SqlType['family'], string> = new Map<SqlType['family'], string>([
  ['bool', 'bool'],
  ['bytes', 'bytea'],
  ['decimal', 'numeric'],
  ['date', 'date'],
  ['time', 'time'],
  ['timetz', 'timetz'],
  ['timestamp', 'timestamp'],
  ['timestamptz', 'timestamptz'],
  ['interval', 'interval'],
  ['uuid', 'uuid'],
  ['inet', 'inet'],
  ['jsonb', 'jsonb'],
  ['tuple', 'record'],
  ['void', 'void'],
  ['unknown', 'unknown']
]);

export function udtName(type: SqlType, view: CatalogView): string {
  switch (type.family) {
    case 'int':
      return `int${type.width / 8}`;
    case 'float':
      return `float${type.width / 8}`;
    case 'string':
    case 'collated':
      return type.variant === 'string'
        ? 'text'
        : type.variant === 'char'
          ? 'bpchar'
          : type.variant.replaceAll('"', '');
    case 'bit':
      return type.varying ? 'varbit' : 'bit';
    case 'oid':
      return type.variant;
    case 'enum':
      return view.get(type.id)?.name ?? type.name;
    case 'array':
      return `_${udtName(type.elem, view)}`;
    default:
      return NAMES.get(type.family) ?? type.family;
  }
}

/** The built-in types that `pg_type` lists, arrays of them besides. */
const SCALARS: readonly SqlType[] = [
  BOOL,
  BYTES,
  QUOTED_CHAR,
  NAME,
  INT,
  INT2,
  INT4,
  REGPROC,
  STRING,
  OID,
  FLOAT4,
  FLOAT,
  INET,
  BPCHAR,
  VARCHAR,
  DATE,
  TIME,
  TIMESTAMP,
  TIMESTAMPTZ,
  INTERVAL,
  TIMETZ,
  BIT,
  VARBIT,
  DECIMAL,
  REGPROCEDURE,
  REGCLASS,
  REGTYPE,
  UUID,
  JSONB,
  REGNAMESPACE,
  REGROLE
];

export const BUILT_IN_TYPES: readonly SqlType[] = [...SCALARS, ...SCALARS.map((type) => arrayOf(type))];

/** Bytes of a value, -1 where they vary. */
export function typeLength(type: SqlType): number {
  switch (type.family) {
    case 'bool':
      return 1;
    case 'int':
    case 'float':
      return type.width / 8;
    case 'oid':
    case 'date':
    case 'enum':
      return 4;
    case 'time':
    case 'timestamp':
    case 'timestamptz':
      return 8;
    case 'timetz':
      return 12;
    case 'interval':
    case 'uuid':
      return 16;
    case 'string':
      return type.variant === 'name' ? 64 : type.variant === '"char"' ? 1 : -1;
    default:
      return -1;
  }
}

/** PostgreSQL's one-letter category. */
export function typeCategory(type: SqlType): string {
  switch (type.family) {
    case 'bool':
      return 'B';
    case 'int':
    case 'float':
    case 'decimal':
    case 'oid':
      return 'N';
    case 'string':
    case 'collated':
      return 'S';
    case 'date':
    case 'time':
    case 'timetz':
    case 'timestamp':
    case 'timestamptz':
      return 'D';
    case 'interval':
      return 'T';
    case 'inet':
      return 'I';
    case 'bit':
      return 'V';
    case 'enum':
      return 'E';
    case 'array':
      return 'A';
    default:
      return 'U';
  }
}

/** The width part of a type as `atttypmod` has it. */
export function typeModifier(type: SqlType): number {
  switch (type.family) {
    case 'string':
    case 'collated':
      return type.width === undefined || type.variant === '"char"' ? -1 : type.width + 4;
    case 'bit':
      return type.width ?? -1;
    case 'decimal':
      return type.precision === undefined ? -1 : type.precision * 65536 + (type.scale ?? 0) + 4;
    case 'time':
    case 'timetz':
    case 'timestamp':
    case 'timestamptz':
      return type.precision ?? -1;
    case 'array':
      return typeModifier(type.elem);
    default:
      return -1;
  }
}
