import { unreachable } from '../../base/assert';
import type { BitType, CollatedType, IntervalType, OtherType, SqlType, StringType } from './type';

/** The three ways a type is named: in SQL (`VARCHAR(3)`), in error messages (`varchar`), by PostgreSQL (`character varying`). */

const plainName = /^[a-z_][a-z0-9_$]*$/;

/** Schema and name of an enum as SQL writes them. */
function quoted(name: string): string {
  return plainName.test(name) ? name : `"${name.replaceAll('"', '""')}"`;
}

/** As SHOW COLUMNS and canonical SQL print a type: `INT8`, `DECIMAL(10,2)`, `STRING[]`, an enum's name (types.T.SQLString). */
export function typeName(type: SqlType): string {
  switch (type.family) {
    case 'bool':
      return 'BOOL';
    case 'int':
      return type.width === 64 ? 'INT8' : type.width === 32 ? 'INT4' : 'INT2';
    case 'float':
      return type.width === 64 ? 'FLOAT8' : 'FLOAT4';
    case 'decimal':
      if (type.precision === undefined) return 'DECIMAL';
      return type.scale ? `DECIMAL(${type.precision},${type.scale})` : `DECIMAL(${type.precision})`;
    case 'string':
      return stringName(type);
    case 'collated':
      return `${stringName(type)} COLLATE ${localeName(type.locale)}`;
    case 'bytes':
      return 'BYTES';
    case 'bit':
      return bitName(type);
    case 'date':
    case 'uuid':
    case 'inet':
    case 'jsonb':
    case 'unknown':
    case 'void':
      return type.family.toUpperCase();
    case 'time':
    case 'timetz':
    case 'timestamp':
    case 'timestamptz':
      return type.family.toUpperCase() + digits(type.precision);
    case 'interval':
      return intervalName(type);
    case 'oid':
      return type.variant.toUpperCase();
    case 'enum':
      return type.schema === undefined ? quoted(type.name) : `${quoted(type.schema)}.${quoted(type.name)}`;
    case 'array':
      // The collation of an array's strings stands behind the brackets.
      return type.elem.family === 'collated'
        ? `${stringName(type.elem)}[] COLLATE ${localeName(type.elem.locale)}`
        : `${typeName(type.elem)}[]`;
    case 'tuple':
    case 'anytuple':
      return 'RECORD';
    case 'any':
      return 'ANYELEMENT';
    case 'anyenum':
      return 'anyenum';
    case 'other':
      return otherName(type);
    default:
      return unreachable(type);
  }
}

function otherName({ name, dims, shape, srid }: OtherType): string {
  const limits = [dims, shape, srid || undefined].filter((part) => part !== undefined);
  return name.toUpperCase() + (limits.length > 0 ? `(${limits.join(',')})` : '');
}

function stringName(type: StringType | CollatedType): string {
  switch (type.variant) {
    case '"char"':
      return '"char"';
    case 'bpchar':
      return 'BPCHAR';
    case 'char':
      return type.width === 1 ? 'CHAR' : `CHAR${digits(type.width)}`;
    default:
      return type.variant.toUpperCase() + digits(type.width);
  }
}

function bitName(type: BitType): string {
  if (type.varying) return `VARBIT${digits(type.width)}`;
  return type.width === 1 ? 'BIT' : `BIT${digits(type.width)}`;
}

function intervalName(type: IntervalType): string {
  const span = type.from ? `${type.from.toUpperCase()} TO ` : '';
  const field = type.field ? ` ${span}${type.field.toUpperCase()}` : '';
  return `INTERVAL${field}${digits(type.precision)}`;
}

function digits(n: number | undefined): string {
  return n === undefined ? '' : `(${n})`;
}

/** A locale is an identifier in SQL; its dashes are written as underscores. */
function localeName(locale: string): string {
  const name = locale.replaceAll('-', '_');
  return /^[a-zA-Z_][a-zA-Z0-9_]*$/.test(name) ? name : `"${name}"`;
}

/** As error messages name a type: `int`, `varchar`, `int[]`, `tuple{int, string AS a}` (types.T.String). */
export function typeWord(type: SqlType): string {
  switch (type.family) {
    case 'int':
      return type.width === 64 ? 'int' : type.width === 32 ? 'int4' : 'int2';
    case 'float':
      return type.width === 64 ? 'float' : 'float4';
    case 'string':
      return type.variant;
    case 'collated':
      return `collated${type.variant}{${type.locale}}`;
    case 'bit':
      return type.varying ? 'varbit' : 'bit';
    case 'time':
    case 'timetz':
    case 'timestamp':
    case 'timestamptz':
    case 'interval':
      return type.family + digits(type.precision);
    case 'oid':
      return type.variant;
    case 'enum':
      return type.name;
    case 'array':
      return `${typeWord(type.elem)}[]`;
    case 'tuple': {
      const elems = type.elems.map((elem, i) =>
        type.labels ? `${typeWord(elem)} AS ${type.labels[i]}` : typeWord(elem)
      );
      return elems.length > 0 ? `tuple{${elems.join(', ')}}` : 'tuple';
    }
    case 'anytuple':
      return 'tuple';
    case 'any':
      return 'anyelement';
    case 'other':
      return type.name;
    default:
      return type.family;
  }
}

/** As `pg_typeof` and information_schema name a type, without widths: `bigint`, `text`, `timestamp with time zone`. */
export function pgTypeName(type: SqlType): string {
  switch (type.family) {
    case 'bool':
      return 'boolean';
    case 'int':
      return type.width === 64 ? 'bigint' : type.width === 32 ? 'integer' : 'smallint';
    case 'float':
      return type.width === 64 ? 'double precision' : 'real';
    case 'decimal':
      return 'numeric';
    case 'string':
    case 'collated':
      return PG_STRING_NAMES[type.variant];
    case 'bytes':
      return 'bytea';
    case 'bit':
      return type.varying ? 'bit varying' : 'bit';
    case 'time':
      return 'time without time zone';
    case 'timetz':
      return 'time with time zone';
    case 'timestamp':
      return 'timestamp without time zone';
    case 'timestamptz':
      return 'timestamp with time zone';
    case 'oid':
      return type.variant;
    case 'enum':
      return type.name;
    case 'array':
      return `${pgTypeName(type.elem)}[]`;
    case 'tuple':
    case 'anytuple':
      return 'record';
    case 'any':
      return 'anyelement';
    case 'other':
      return type.name;
    default:
      return type.family;
  }
}

const PG_STRING_NAMES: Readonly<Record<StringType['variant'], string>> = {
  string: 'text',
  varchar: 'character varying',
  char: 'character',
  bpchar: 'character',
  name: 'name',
  '"char"': '"char"'
};
