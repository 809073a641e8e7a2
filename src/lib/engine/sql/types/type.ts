/**
 * SQL types as plain serialisable data: a descriptor holds them, a snapshot writes them out. What a value of each looks
 * like is the table in `base/datum.ts`. Widths and precisions that were not given are `undefined`.
 */

export interface BoolType {
  readonly family: 'bool';
}

export interface IntType {
  readonly family: 'int';
  readonly width: 16 | 32 | 64;
}

export interface FloatType {
  readonly family: 'float';
  readonly width: 32 | 64;
}

export interface DecimalType {
  readonly family: 'decimal';
  /** Digits in all; undefined means any number of them. */
  readonly precision?: number;
  /** Digits after the point; only with a precision. */
  readonly scale?: number;
}

/** `"char"` is PostgreSQL's one-byte type, which is not CHAR. `bpchar` is CHAR of no given width. */
export type StringVariant = 'string' | 'varchar' | 'char' | 'bpchar' | 'name' | '"char"';

export interface StringType {
  readonly family: 'string';
  readonly variant: StringVariant;
  /** Most characters a value may have; always given for `char`. */
  readonly width?: number;
}

export interface CollatedType {
  readonly family: 'collated';
  readonly variant: StringVariant;
  readonly width?: number;
  readonly locale: string;
}

export interface BytesType {
  readonly family: 'bytes';
}

export interface BitType {
  readonly family: 'bit';
  readonly varying: boolean;
  /** BIT: the exact number of bits. VARBIT: the largest. */
  readonly width?: number;
}

/** The types of a day or an instant that have no parts but a precision: digits of a second kept, 0…6. */
export interface TimeLikeType {
  readonly family: 'time' | 'timetz' | 'timestamp' | 'timestamptz';
  readonly precision?: number;
}

export interface DateType {
  readonly family: 'date';
}

export type IntervalField = 'year' | 'month' | 'day' | 'hour' | 'minute' | 'second';

export interface IntervalType {
  readonly family: 'interval';
  readonly precision?: number;
  /** `INTERVAL DAY TO SECOND` has `from: 'day', field: 'second'`; `INTERVAL HOUR` only the field. */
  readonly field?: IntervalField;
  readonly from?: IntervalField;
}

export interface UuidType {
  readonly family: 'uuid';
}

export interface InetType {
  readonly family: 'inet';
}

export interface JsonbType {
  readonly family: 'jsonb';
}

export type OidVariant =
  'oid' | 'regtype' | 'regclass' | 'regproc' | 'regprocedure' | 'regnamespace' | 'regrole';

export interface OidType {
  readonly family: 'oid';
  readonly variant: OidVariant;
}

/** One label of an enum. */
export interface EnumMember {
  /** Where it stands in the order. Never changes once given, so that stored rows keep their meaning: see `EnumDef`. */
  readonly rank: number;
  readonly label: string;
  /** A label that is being added or dropped: it can be read but not written. */
  readonly readOnly?: boolean;
}

/**
 * What an enum's descriptor says, by rising rank. A label added between two others gets a rank between theirs, so ranks
 * need be neither whole nor next to one another.
 */
export interface EnumDef {
  readonly members: readonly EnumMember[];
  /** Labels taken away: nothing can be written with them, but rows of the past still show them. */
  readonly removed?: readonly EnumMember[];
}

export interface EnumType {
  readonly family: 'enum';
  readonly id: number;
  readonly name: string;
  readonly schema?: string;
  /** Filled in from the catalog when a statement is planned; a stored type goes without. */
  readonly def?: EnumDef;
}

export interface ArrayType {
  readonly family: 'array';
  readonly elem: SqlType;
}

export interface TupleType {
  readonly family: 'tuple';
  readonly elems: readonly SqlType[];
  /** As many as there are elements, where the elements have names. */
  readonly labels?: readonly string[];
}

/** Types that have no values to speak of: of a bare NULL, of a function that gives nothing, of any argument, of any tuple. */
export interface PseudoType {
  readonly family: 'unknown' | 'void' | 'any' | 'anytuple' | 'anyenum';
}

/**
 * A type of CockroachDB that this program knows little of: `kept-text.ts` says of which it keeps values, as their text.
 * `name` in lower case (`geometry`).
 */
export interface OtherType {
  readonly family: 'other';
  readonly name: string;
  /** Of VECTOR(n). */
  readonly dims?: number;
  /** Of GEOMETRY(shape, srid). */
  readonly shape?: string;
  readonly srid?: number;
}

export type SqlType =
  | BoolType
  | IntType
  | FloatType
  | DecimalType
  | StringType
  | CollatedType
  | BytesType
  | BitType
  | DateType
  | TimeLikeType
  | IntervalType
  | UuidType
  | InetType
  | JsonbType
  | OidType
  | EnumType
  | ArrayType
  | TupleType
  | PseudoType
  | OtherType;

export type Family = SqlType['family'];

export const BOOL: BoolType = { family: 'bool' };
export const INT2: IntType = { family: 'int', width: 16 };
export const INT4: IntType = { family: 'int', width: 32 };
export const INT: IntType = { family: 'int', width: 64 };
export const FLOAT4: FloatType = { family: 'float', width: 32 };
export const FLOAT: FloatType = { family: 'float', width: 64 };
export const DECIMAL: DecimalType = { family: 'decimal' };
export const STRING: StringType = { family: 'string', variant: 'string' };
export const VARCHAR: StringType = { family: 'string', variant: 'varchar' };
export const CHAR: StringType = { family: 'string', variant: 'char', width: 1 };
export const BPCHAR: StringType = { family: 'string', variant: 'bpchar' };
export const NAME: StringType = { family: 'string', variant: 'name' };
export const QUOTED_CHAR: StringType = { family: 'string', variant: '"char"', width: 1 };
export const BYTES: BytesType = { family: 'bytes' };
export const BIT: BitType = { family: 'bit', varying: false, width: 1 };
export const VARBIT: BitType = { family: 'bit', varying: true };
export const DATE: DateType = { family: 'date' };
export const TIME: TimeLikeType = { family: 'time' };
export const TIMETZ: TimeLikeType = { family: 'timetz' };
export const TIMESTAMP: TimeLikeType = { family: 'timestamp' };
export const TIMESTAMPTZ: TimeLikeType = { family: 'timestamptz' };
export const INTERVAL: IntervalType = { family: 'interval' };
export const UUID: UuidType = { family: 'uuid' };
export const INET: InetType = { family: 'inet' };
export const JSONB: JsonbType = { family: 'jsonb' };
export const OID: OidType = { family: 'oid', variant: 'oid' };
export const REGTYPE: OidType = { family: 'oid', variant: 'regtype' };
export const REGCLASS: OidType = { family: 'oid', variant: 'regclass' };
export const REGPROC: OidType = { family: 'oid', variant: 'regproc' };
export const REGPROCEDURE: OidType = { family: 'oid', variant: 'regprocedure' };
export const REGNAMESPACE: OidType = { family: 'oid', variant: 'regnamespace' };
export const REGROLE: OidType = { family: 'oid', variant: 'regrole' };
export const UNKNOWN: PseudoType = { family: 'unknown' };
export const VOID: PseudoType = { family: 'void' };
export const ANY: PseudoType = { family: 'any' };
export const ANY_TUPLE: PseudoType = { family: 'anytuple' };
export const ANY_ENUM: PseudoType = { family: 'anyenum' };

export function arrayOf(elem: SqlType): ArrayType {
  return { family: 'array', elem };
}

export function tupleOf(elems: readonly SqlType[], labels?: readonly string[]): TupleType {
  return labels ? { family: 'tuple', elems, labels } : { family: 'tuple', elems };
}

/** True when two types are the same in every part, widths and labels included. */
export function sameType(a: SqlType, b: SqlType): boolean {
  if (a === b) return true;
  if (a.family !== b.family) return false;
  switch (a.family) {
    case 'int':
    case 'float':
      return a.width === (b as IntType | FloatType).width;
    case 'decimal':
      return a.precision === (b as DecimalType).precision && a.scale === (b as DecimalType).scale;
    case 'string':
      return a.variant === (b as StringType).variant && a.width === (b as StringType).width;
    case 'collated': {
      const other = b as CollatedType;
      return a.variant === other.variant && a.width === other.width && sameLocale(a.locale, other.locale);
    }
    case 'bit':
      return a.varying === (b as BitType).varying && a.width === (b as BitType).width;
    case 'time':
    case 'timetz':
    case 'timestamp':
    case 'timestamptz':
      return a.precision === (b as TimeLikeType).precision;
    case 'interval': {
      const other = b as IntervalType;
      return a.precision === other.precision && a.field === other.field && a.from === other.from;
    }
    case 'oid':
      return a.variant === (b as OidType).variant;
    case 'enum':
      return a.id === (b as EnumType).id;
    case 'array':
      return sameType(a.elem, (b as ArrayType).elem);
    case 'tuple':
      return sameTuple(a, b as TupleType);
    case 'other': {
      const other = b as OtherType;
      return (
        a.name === other.name && a.dims === other.dims && a.shape === other.shape && a.srid === other.srid
      );
    }
    default:
      return true;
  }
}

function sameTuple(a: TupleType, b: TupleType): boolean {
  return (
    a.elems.length === b.elems.length &&
    a.elems.every((elem, i) => sameType(elem, b.elems[i]) && a.labels?.[i] === b.labels?.[i])
  );
}

/**
 * True when values of both types are of one kind, widths aside: what overloads and comparisons go by (types.T.Equivalent).
 * `any` matches everything; NULL's type only itself and `any`.
 */
export function equivalent(a: SqlType, b: SqlType): boolean {
  if (a === b || a.family === 'any' || b.family === 'any') return true;
  if (a.family === 'anytuple') return b.family === 'tuple' || b.family === 'anytuple';
  if (b.family === 'anytuple') return a.family === 'tuple';
  if (a.family === 'anyenum') return b.family === 'enum' || b.family === 'anyenum';
  if (b.family === 'anyenum') return a.family === 'enum';
  if (a.family !== b.family) return false;
  switch (a.family) {
    case 'collated':
      return sameLocale(a.locale, (b as CollatedType).locale);
    case 'enum':
      return a.id === (b as EnumType).id;
    case 'array':
      return equivalent(a.elem, (b as ArrayType).elem);
    case 'tuple': {
      const other = b as TupleType;
      return (
        a.elems.length === other.elems.length && a.elems.every((elem, i) => equivalent(elem, other.elems[i]))
      );
    }
    case 'other':
      return a.name === (b as OtherType).name;
    default:
      return true;
  }
}

/** Locale names compare without regard to case, and `_` is `-`. */
export function sameLocale(a: string, b: string): boolean {
  return a === b || foldLocale(a) === foldLocale(b);
}

function foldLocale(locale: string): string {
  return locale.toLowerCase().replaceAll('_', '-');
}

/** The type itself without widths and precisions: what an expression that no longer keeps to them has. */
export function unbounded(type: SqlType): SqlType {
  switch (type.family) {
    case 'decimal':
      return DECIMAL;
    case 'string':
      return STRING;
    case 'collated':
      return { family: 'collated', variant: 'string', locale: type.locale };
    case 'int':
      return INT;
    case 'float':
      return FLOAT;
    case 'bit':
      return VARBIT;
    case 'time':
      return TIME;
    case 'timetz':
      return TIMETZ;
    case 'timestamp':
      return TIMESTAMP;
    case 'timestamptz':
      return TIMESTAMPTZ;
    case 'interval':
      return INTERVAL;
    case 'array':
      return arrayOf(unbounded(type.elem));
    default:
      return type;
  }
}
