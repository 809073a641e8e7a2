import { SqlError } from '../../base/errors';
import { POSTGRES_ONLY } from '../ast/type';
import { requireCollation, shownLocale } from './collation';
import {
  arrayOf,
  BOOL,
  BPCHAR,
  ANY_TUPLE,
  BYTES,
  CHAR,
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
  UNKNOWN,
  UUID,
  VARBIT,
  VARCHAR,
  VOID,
  type IntervalField,
  type SqlType
} from './type';

/**
 * A type as it is written: the name in lower case with single spaces (`double precision`, `"char"` for the quoted one),
 * the numbers in its brackets, how many `[]` follow and what COLLATE names.
 */
export interface TypeRefInput {
  readonly name: string;
  readonly args?: readonly number[];
  /** Of `GEOMETRY(POINT, 4326)`. */
  readonly shape?: string;
  readonly srid?: number;
  readonly dims?: number;
  readonly collation?: string;
  /** `INTERVAL YEAR`, `INTERVAL DAY TO SECOND`. */
  readonly interval?: { readonly from?: IntervalField; readonly field: IntervalField };
}

/** Names that stand for a type as they are; those with brackets are worked out in `sized`. */
const PLAIN: ReadonlyMap<string, SqlType> = new Map<string, SqlType>([
  ['bool', BOOL],
  ['boolean', BOOL],
  ['int', INT],
  ['integer', INT],
  ['int8', INT],
  ['int64', INT],
  ['bigint', INT],
  ['int4', INT4],
  ['int2', INT2],
  ['smallint', INT2],
  ['serial', INT],
  ['serial8', INT],
  ['bigserial', INT],
  ['serial4', INT4],
  ['serial2', INT2],
  ['smallserial', INT2],
  ['float8', FLOAT],
  ['double precision', FLOAT],
  ['float4', FLOAT4],
  ['real', FLOAT4],
  ['name', NAME],
  ['"char"', QUOTED_CHAR],
  ['bytes', BYTES],
  ['record', ANY_TUPLE],
  ['bytea', BYTES],
  ['blob', BYTES],
  ['date', DATE],
  ['uuid', UUID],
  ['inet', INET],
  ['json', JSONB],
  ['jsonb', JSONB],
  ['oid', OID],
  ['regtype', REGTYPE],
  ['regclass', REGCLASS],
  ['regproc', REGPROC],
  ['regprocedure', REGPROCEDURE],
  ['regnamespace', REGNAMESPACE],
  ['regrole', REGROLE],
  ['int2vector', arrayOf(INT2)],
  ['oidvector', arrayOf(OID)],
  ['unknown', UNKNOWN],
  ['void', VOID]
]);

/** Types that CockroachDB has and this program knows little of. */
const OTHER: ReadonlySet<string> = new Set([
  'geometry',
  'geography',
  'box2d',
  'tsvector',
  'tsquery',
  'vector',
  'pg_lsn',
  'ltree',
  'refcursor',
  'jsonpath',
  'citext',
  'trigger'
]);

/** The names that ask for a default from a sequence or `unique_rowid()` besides naming an integer type. */
export const SERIAL_NAMES: ReadonlySet<string> = new Set([
  'serial',
  'serial2',
  'serial4',
  'serial8',
  'smallserial',
  'bigserial'
]);

/** Every name of a type that `typeFromRef` takes, for completion and near misses. */
export function builtinTypeNames(): string[] {
  return [...PLAIN.keys(), ...SIZED.keys(), ...OTHER];
}

/**
 * The type that a written name means, or undefined when no built-in type has that name: the caller then looks for an
 * enum.
 * @throws SqlError 42601 or 22023 for brackets the type does not take, 0A000 for arrays of arrays and PostgreSQL's own types
 */
export function typeFromRef(ref: TypeRefInput): SqlType | undefined {
  const base = scalarFromRef(ref);
  if (base === undefined) return undefined;
  const collated = ref.collation === undefined ? base : collate(base, ref.collation);
  if (!ref.dims) return collated;
  if (ref.dims > 1 || collated.family === 'array') {
    throw new SqlError('0A000', 'nested arrays are not supported', {
      hint: 'use one [] behind the type, or JSONB'
    });
  }
  return arrayOf(collated);
}

/** The same type with a collation. @throws SqlError 42804 for what is no string type, 22023 and 0A000 for its name */
function collate(type: SqlType, locale: string): SqlType {
  if (type.family !== 'string')
    throw new SqlError('42804', `COLLATE needs a string type, not ${type.family}`);
  if (locale.toLowerCase() === 'default') return type;
  requireCollation(locale);
  const { variant, width } = type;
  const collated = { family: 'collated', variant, locale: shownLocale(locale) } as const;
  return width === undefined ? collated : { ...collated, width };
}

function scalarFromRef(ref: TypeRefInput): SqlType | undefined {
  const args = ref.args ?? [];
  const plain = PLAIN.get(ref.name);
  if (plain) {
    if (args.length > 0) throw new SqlError('42601', `type ${ref.name} takes no length`);
    return plain;
  }
  const sized = SIZED.get(ref.name);
  if (sized) return sized(args, ref);
  if (OTHER.has(ref.name)) return otherType(ref, args);
  if (POSTGRES_ONLY.has(ref.name)) {
    throw new SqlError('0A000', `type ${ref.name} is not supported`, {
      hint: 'it is a type of PostgreSQL that CockroachDB lacks'
    });
  }
  return undefined;
}

function otherType({ name, shape, srid }: TypeRefInput, [dims]: readonly number[]): SqlType {
  return {
    family: 'other',
    name,
    ...(dims === undefined ? {} : { dims }),
    ...(shape === undefined ? {} : { shape }),
    ...(srid === undefined ? {} : { srid })
  };
}

type Sized = (args: readonly number[], ref: TypeRefInput) => SqlType;

const decimal: Sized = (args) => {
  if (args.length === 0) return DECIMAL;
  const [precision, scale = 0] = args;
  if (args.length > 2) throw new SqlError('42601', 'a DECIMAL has a precision and a scale, no more');
  if (precision < 1) throw new SqlError('22023', 'precision for type decimal must be at least 1');
  if (scale < 0 || scale > precision) {
    throw new SqlError('22023', `scale (${scale}) must be between 0 and precision (${precision})`);
  }
  return { family: 'decimal', precision, scale };
};

/** FLOAT(p): p counts bits, as the standard has it. */
const float: Sized = (args) => {
  const bits = one(args, 'float') ?? 53;
  if (bits < 1) throw new SqlError('22023', 'precision for type float must be at least 1 bit');
  if (bits > 54) throw new SqlError('22023', 'precision for type float must be less than 54 bits');
  return bits <= 24 ? FLOAT4 : FLOAT;
};

const text =
  (bare: SqlType, variant: 'string' | 'varchar' | 'char'): Sized =>
  (args, ref) => {
    const width = one(args, ref.name);
    return width === undefined ? bare : { family: 'string', variant, width: length(width, ref.name) };
  };

const bit =
  (varying: boolean): Sized =>
  (args, ref) => {
    const width = one(args, ref.name);
    if (width === undefined) return varying ? VARBIT : { family: 'bit', varying, width: 1 };
    return { family: 'bit', varying, width: length(width, ref.name) };
  };

const timeLike =
  (family: 'time' | 'timetz' | 'timestamp' | 'timestamptz', bare: SqlType): Sized =>
  (args, ref) => {
    const precision = one(args, ref.name);
    return precision === undefined ? bare : { family, precision: secondDigits(precision) };
  };

const interval: Sized = (args, ref) => {
  const precision = one(args, 'interval');
  const digits = precision === undefined ? {} : { precision: secondDigits(precision) };
  if (!ref.interval) return precision === undefined ? INTERVAL : { family: 'interval', ...digits };
  if (precision !== undefined && ref.interval.field !== 'second') {
    throw new SqlError('42601', 'only an interval of seconds takes a precision');
  }
  const from = ref.interval.from === undefined ? {} : { from: ref.interval.from };
  return { family: 'interval', ...digits, field: ref.interval.field, ...from };
};

const SIZED: ReadonlyMap<string, Sized> = new Map<string, Sized>([
  ['decimal', decimal],
  ['dec', decimal],
  ['numeric', decimal],
  ['float', float],
  ['string', text(STRING, 'string')],
  ['text', text(STRING, 'string')],
  ['varchar', text(VARCHAR, 'varchar')],
  ['character varying', text(VARCHAR, 'varchar')],
  ['char varying', text(VARCHAR, 'varchar')],
  ['char', text(CHAR, 'char')],
  ['character', text(CHAR, 'char')],
  ['bpchar', text(BPCHAR, 'char')],
  ['bit', bit(false)],
  ['varbit', bit(true)],
  ['bit varying', bit(true)],
  ['time', timeLike('time', TIME)],
  ['time without time zone', timeLike('time', TIME)],
  ['timetz', timeLike('timetz', TIMETZ)],
  ['time with time zone', timeLike('timetz', TIMETZ)],
  ['timestamp', timeLike('timestamp', TIMESTAMP)],
  ['timestamp without time zone', timeLike('timestamp', TIMESTAMP)],
  ['timestamptz', timeLike('timestamptz', TIMESTAMPTZ)],
  ['timestamp with time zone', timeLike('timestamptz', TIMESTAMPTZ)],
  ['interval', interval]
]);

function one(args: readonly number[], name: string): number | undefined {
  if (args.length > 1) throw new SqlError('42601', `type ${name} takes one number in brackets`);
  return args[0];
}

function length(width: number, name: string): number {
  if (width < 1) throw new SqlError('42601', `length for type ${name} must be at least 1`);
  return width;
}

function secondDigits(precision: number): number {
  if (precision < 0 || precision > 6) throw new SqlError('42601', `precision ${precision} out of range`);
  return precision;
}
