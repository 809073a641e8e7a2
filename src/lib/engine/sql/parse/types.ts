import { SqlError } from '../../base/errors';
import { POSTGRES_ONLY, type IntervalField, type IntervalQualifier, type TypeRef } from '../ast/type';
import { ANY_NAME, TYPE_NAME } from '../lex/keywords';
import type { TokenKind } from '../lex/tokens';
import { type Cursor, NONE } from './cursor';

/** Types as they are written, taken to the names that CockroachDB prints (docs v26.2 `data-types.md`). */

/** Type names that are ordinary identifiers. */
const NAMED: ReadonlyMap<string, string> = new Map([
  ...['BOOL', 'BYTES', 'DATE', 'INET', 'INT2', 'INT4', 'INT8', 'INT2VECTOR', 'JSONB', 'JSONPATH', 'NAME'].map(
    own
  ),
  ...['OID', 'OIDVECTOR', 'REGCLASS', 'REGNAMESPACE', 'REGPROC', 'REGPROCEDURE', 'REGROLE', 'REGTYPE'].map(
    own
  ),
  ...[
    'UUID',
    'FLOAT4',
    'FLOAT8',
    'BPCHAR',
    'TSVECTOR',
    'TSQUERY',
    'PG_LSN',
    'REFCURSOR',
    'LTREE',
    'VOID'
  ].map(own),
  ...['RECORD', 'TRIGGER', 'UNKNOWN', 'ANYELEMENT', 'ANYARRAY'].map(own),
  // Names of keyword types are types in quotes too.
  ...['TIMESTAMP', 'TIMESTAMPTZ', 'TIME', 'TIMETZ', 'INTERVAL', 'VARCHAR', 'BIT', 'VARBIT', 'GEOMETRY'].map(
    own
  ),
  ...['GEOGRAPHY', 'BOX2D', 'VECTOR', 'CITEXT'].map(own),
  ['numeric', 'DECIMAL'],
  ['blob', 'BYTES'],
  ['bytea', 'BYTES'],
  ['int64', 'INT8'],
  ['json', 'JSONB'],
  ['text', 'STRING'],
  ['char', '"char"'],
  ['serial', 'SERIAL8'],
  ['serial2', 'SERIAL2'],
  ['serial4', 'SERIAL4'],
  ['serial8', 'SERIAL8'],
  ['smallserial', 'SERIAL2'],
  ['bigserial', 'SERIAL8']
]);

function own(name: string): readonly [string, string] {
  return [name.toLowerCase(), name];
}

/** Types of which there are no arrays. */
const NO_ARRAY: ReadonlySet<string> = new Set(['VOID', 'TRIGGER', 'UNKNOWN']);

/** Written so, a whole number has the session's default width. */
const DEFAULT_SIZED: ReadonlySet<string> = new Set(['INT', 'INTEGER', 'serial']);

/** Keywords that are a type by themselves. */
const SIMPLE: ReadonlyMap<TokenKind, string> = new Map([
  ['INT', 'INT8'],
  ['INTEGER', 'INT8'],
  ['SMALLINT', 'INT2'],
  ['BIGINT', 'INT8'],
  ['REAL', 'FLOAT4'],
  ['BOOLEAN', 'BOOL'],
  ['BOX2D', 'BOX2D']
]);

const GEO_SHAPES: ReadonlySet<string> = new Set(
  [
    'POINT',
    'LINESTRING',
    'POLYGON',
    'MULTIPOINT',
    'MULTILINESTRING',
    'MULTIPOLYGON',
    'GEOMETRYCOLLECTION',
    'GEOMETRY'
  ].flatMap((shape) => [shape, `${shape}M`, `${shape}Z`, `${shape}ZM`])
);

/** The type without its array brackets and place. */
interface Base {
  readonly name: string;
  readonly builtIn?: boolean;
  readonly isDefaultSized?: boolean;
  readonly schema?: string;
  readonly catalog?: string;
  readonly args?: readonly number[];
  readonly interval?: IntervalQualifier;
  readonly shape?: string;
  readonly srid?: number;
  /** `_int8` is a name for an array. */
  readonly isArray?: boolean;
}

/** Puts a type together; the fields are always the same ones in the same order, which keeps the nodes of one shape. */
function make(p: Cursor, offset: number, base: Base, dims: 0 | 1): TypeRef {
  return {
    kind: 'type',
    name: base.name,
    builtIn: base.builtIn ?? true,
    isDefaultSized: base.isDefaultSized ?? false,
    schema: base.schema,
    catalog: base.catalog,
    args: base.args ?? NONE,
    dims: base.isArray ? 1 : dims,
    collation: undefined,
    interval: base.interval,
    shape: base.shape,
    srid: base.srid,
    span: p.spanFrom(offset)
  };
}

/** A type with its array brackets. @throws SqlError 42601, 0A000, 22023 */
export function typeRef(p: Cursor): TypeRef {
  const offset = p.offset;
  const base = baseType(p);
  const dims = arrayBrackets(p);
  if (dims === 1 && base.builtIn !== false && NO_ARRAY.has(base.name))
    throw new SqlError('42704', `type ${base.name.toLowerCase()}[] does not exist`, {
      span: p.spanFrom(offset)
    });
  return make(p, offset, base, dims);
}

/** The same type with a collation. */
export function collated(p: Cursor, type: TypeRef): TypeRef {
  return { ...type, collation: collationName(p), span: p.spanFrom(type.span.offset) };
}

export function collationName(p: Cursor): string {
  if (!p.isName(ANY_NAME)) {
    p.offer('collation');
    p.fail();
  }
  const locale = p.tokenText();
  p.next();
  return locale;
}

function arrayBrackets(p: Cursor): 0 | 1 {
  const isWord = p.eat('ARRAY');
  if (!p.at('[') || (!isWord && p.peek(1) !== ']' && !(p.peek(1) === 'int' && p.peek(2) === ']')))
    return isWord ? 1 : 0;
  p.next();
  // A bound means nothing, as in PostgreSQL.
  const hasBound = p.eat('int');
  if (isWord && !hasBound) p.fail();
  p.expect(']');
  if (p.at('[')) p.unsupported('nested arrays');
  return 1;
}

/** A type that may stand before a string as its literal: a keyword with its modifiers. */
export function isTypeKeyword(kind: TokenKind): boolean {
  return KEYWORD_TYPES.has(kind);
}

/** The type of a literal such as `TIMESTAMP(3) '…'`: no array, no interval. */
export function literalType(p: Cursor): TypeRef {
  const offset = p.offset;
  return make(p, offset, KEYWORD_TYPES.get(p.kind)!(p), 0); // the caller has asked isTypeKeyword
}

function baseType(p: Cursor): Base {
  const keyword = KEYWORD_TYPES.get(p.kind);
  if (keyword && (p.kind !== 'DOUBLE' || p.peek(1) === 'PRECISION')) return keyword(p);
  if (p.kind === 'INTERVAL') return intervalType(p);
  if (p.eat('@')) return { name: `@${iconst32(p)}`, builtIn: false };
  if (p.kind === 'POINT' || p.kind === 'POLYGON') p.unsupported(`type ${p.tokenText()}`);
  if (!p.isName(TYPE_NAME)) {
    p.offer('type');
    p.fail();
  }
  return namedType(p);
}

function namedType(p: Cursor): Base {
  const first = p.tokenText();
  const isUnsupported = POSTGRES_ONLY.has(first) && p.peek(1) !== '.';
  if (isUnsupported) p.unsupported(`type ${first}`);
  p.next();
  if (!p.eat('.')) return builtInType(first) ?? { name: first, builtIn: false };
  const second = anyWord(p);
  if (!p.eat('.')) {
    const known = first === 'pg_catalog' ? builtInType(second) : undefined;
    return known ?? { name: second, schema: first, builtIn: false };
  }
  return { name: anyWord(p), schema: second, catalog: first, builtIn: false };
}

function anyWord(p: Cursor): string {
  if (!p.isName(ANY_NAME)) {
    p.offer('type');
    p.fail();
  }
  const text = p.tokenText();
  p.next();
  return text;
}

function builtInType(name: string): Base | undefined {
  const known = NAMED.get(name);
  if (known !== undefined) return { name: known, isDefaultSized: DEFAULT_SIZED.has(name) };
  // PostgreSQL's own names of array types.
  const element = name.startsWith('_') ? NAMED.get(name.slice(1)) : undefined;
  return element === undefined ? undefined : { name: element, isArray: true };
}

/** A whole number of at most 32 bits. @throws SqlError 22003 beyond them */
export function iconst32(p: Cursor): number {
  return boundedInt(p, 0x7fffffff);
}

/** A whole number of at most 64 bits, exact up to 2⁵³, which ids never pass. @throws SqlError 22003 beyond it */
export function iconst64(p: Cursor): number {
  return boundedInt(p, Number.MAX_SAFE_INTEGER);
}

/** The same where only its being a number of 64 bits matters: ids of jobs and schedules pass 2⁵³. @throws SqlError 22003 */
export function checkInt64(p: Cursor): void {
  if (p.kind !== 'int') {
    p.offer('number');
    p.fail();
  }
  if (BigInt(p.tokenText()) > 0x7fff_ffff_ffff_ffffn)
    throw new SqlError('22003', 'numeric constant out of int64 range', { span: p.tokenSpan() });
  p.next();
}

function boundedInt(p: Cursor, max: number): number {
  if (p.kind !== 'int') {
    p.offer('number');
    p.fail();
  }
  const value = Number(p.tokenText());
  if (value > max)
    throw new SqlError('22003', 'numeric constant out of int64 range', { span: p.tokenSpan() });
  p.next();
  return value;
}

function invalid(p: Cursor, message: string): never {
  throw new SqlError('42601', `${message}`, { span: p.spanFrom(p.tokens.starts[p.pos - 1]) });
}

/** `(n)` or nothing. */
function optLength(p: Cursor): number[] {
  if (!p.eat('(')) return [];
  const length = iconst32(p);
  p.expect(')');
  return [length];
}

function optPrecision(p: Cursor): number[] {
  const args = optLength(p);
  if (args[0] > 6) invalid(p, `precision ${args[0]} out of range`);
  return args;
}

/** `WITH TIME ZONE`, `WITHOUT TIME ZONE` or nothing. */
function optTimeZone(p: Cursor): boolean {
  if (p.kind === 'WITH' && p.peek(1) === 'TIME') {
    p.expectAll('WITH', 'TIME', 'ZONE');
    return true;
  }
  if (p.eat('WITHOUT')) p.expectAll('TIME', 'ZONE');
  return false;
}

function timeType(p: Cursor, word: 'TIME' | 'TIMESTAMP'): Base {
  p.next();
  const args = optPrecision(p);
  return { name: optTimeZone(p) ? `${word}TZ` : word, args };
}

function zonedType(p: Cursor, name: string): Base {
  p.next();
  return { name, args: optPrecision(p) };
}

function decimalType(p: Cursor): Base {
  p.next();
  if (!p.eat('(')) return { name: 'DECIMAL' };
  const precision = iconst32(p);
  const scale = p.eat(',') ? iconst32(p) : 0;
  p.expect(')');
  if (scale > precision)
    throw new SqlError('22023', `scale (${scale}) must be between 0 and precision (${precision})`, {
      span: p.spanFrom(p.tokens.starts[p.pos - 1])
    });
  return { name: 'DECIMAL', args: scale === 0 ? [precision] : [precision, scale] };
}

function floatType(p: Cursor): Base {
  p.next();
  const [bits] = optLength(p);
  if (bits === undefined) return { name: 'FLOAT8' };
  if (bits < 1 || bits > 54)
    throw new SqlError(
      '22023',
      `precision for type float must be ${bits < 1 ? 'at least 1 bit' : 'less than 54 bits'}`,
      {
        span: p.spanFrom(p.tokens.starts[p.pos - 1])
      }
    );
  return { name: bits <= 24 ? 'FLOAT4' : 'FLOAT8' };
}

function bitType(p: Cursor): Base {
  const isVarying = p.kind === 'VARBIT';
  p.next();
  const name = isVarying || p.eat('VARYING') ? 'VARBIT' : 'BIT';
  const args = optLength(p);
  return { name, args: name === 'BIT' && args[0] === 1 ? [] : args };
}

function characterType(p: Cursor): Base {
  const kind = p.kind;
  p.next();
  const isChar = kind === 'CHAR' || kind === 'CHARACTER';
  const name = kind === 'STRING' ? 'STRING' : isChar && !p.eat('VARYING') ? 'CHAR' : 'VARCHAR';
  const args = optLength(p);
  if (args[0] === 0) invalid(p, `length for type ${name} must be at least 1`);
  return { name, args: name === 'CHAR' && args[0] === 1 ? [] : args };
}

function doubleType(p: Cursor): Base {
  p.expectAll('DOUBLE', 'PRECISION');
  return { name: 'FLOAT8' };
}

function geoType(p: Cursor, name: 'GEOMETRY' | 'GEOGRAPHY'): Base {
  p.next();
  if (!p.eat('(')) return { name };
  const shape = p.tokenText().toUpperCase();
  if (!GEO_SHAPES.has(shape) || p.kind === 'string' || p.kind === 'ident') p.fail();
  p.next();
  let srid: number | undefined;
  if (p.eat(',')) {
    const sign = p.eat('-') ? -1 : (p.eat('+'), 1);
    srid = sign * iconst32(p);
  }
  p.expect(')');
  return { name, shape, srid };
}

function vectorType(p: Cursor): Base {
  p.next();
  const args = optLength(p);
  if (args[0] === 0) invalid(p, 'dimensions for type vector must be at least 1');
  if (args[0] > 16_000) invalid(p, 'dimensions for type vector cannot exceed 16000');
  return { name: 'VECTOR', args };
}

function intervalType(p: Cursor): Base {
  p.next();
  if (p.at('(')) return { name: 'INTERVAL', args: optPrecision(p) };
  return { name: 'INTERVAL', ...optIntervalQualifier(p) };
}

const FIELDS = ['YEAR', 'MONTH', 'DAY', 'HOUR', 'MINUTE', 'SECOND'] as const;
/** Where `a TO b` may end, by where it begins. */
const RANGES: ReadonlyMap<IntervalField, readonly IntervalField[]> = new Map([
  ['YEAR', ['MONTH']],
  ['DAY', ['HOUR', 'MINUTE', 'SECOND']],
  ['HOUR', ['MINUTE', 'SECOND']],
  ['MINUTE', ['SECOND']]
]);

/** `DAY TO SECOND(3)` and its like, or nothing; the precision comes as the type's argument. */
function optIntervalQualifier(p: Cursor): { interval?: IntervalQualifier; args?: readonly number[] } {
  const first = p.eatOneOf(...FIELDS);
  if (first === undefined) return {};
  const ends = RANGES.get(first);
  if (!ends || !p.eat('TO'))
    return { interval: { from: undefined, to: first }, args: first === 'SECOND' ? optPrecision(p) : [] };
  const to = p.expectOneOf(...ends);
  return { interval: { from: first, to }, args: to === 'SECOND' ? optPrecision(p) : [] };
}

/**
 * The type of an interval literal: `INTERVAL(3)` before its string, or a qualifier behind it. The callback reads the
 * string, which stands in between.
 */
export function intervalLiteralType(p: Cursor, readString: () => void): TypeRef {
  const offset = p.offset;
  p.expect('INTERVAL');
  if (p.at('(')) {
    const base = { name: 'INTERVAL', args: optPrecision(p) };
    const type = make(p, offset, base, 0);
    readString();
    return type;
  }
  readString();
  return make(p, offset, { name: 'INTERVAL', ...optIntervalQualifier(p) }, 0);
}

const KEYWORD_TYPES: ReadonlyMap<TokenKind, (p: Cursor) => Base> = new Map<TokenKind, (p: Cursor) => Base>([
  ...[...SIMPLE].map(([kind, name]): [TokenKind, (p: Cursor) => Base] => [
    kind,
    (p) => {
      p.next();
      return { name, isDefaultSized: DEFAULT_SIZED.has(kind) };
    }
  ]),
  ['FLOAT', floatType],
  ['DOUBLE', doubleType],
  ['DECIMAL', decimalType],
  ['DEC', decimalType],
  ['NUMERIC', decimalType],
  ['BIT', bitType],
  ['VARBIT', bitType],
  ['CHAR', characterType],
  ['CHARACTER', characterType],
  ['VARCHAR', characterType],
  ['STRING', characterType],
  ['TIME', (p) => timeType(p, 'TIME')],
  ['TIMESTAMP', (p) => timeType(p, 'TIMESTAMP')],
  ['TIMETZ', (p) => zonedType(p, 'TIMETZ')],
  ['TIMESTAMPTZ', (p) => zonedType(p, 'TIMESTAMPTZ')],
  ['GEOMETRY', (p) => geoType(p, 'GEOMETRY')],
  ['GEOGRAPHY', (p) => geoType(p, 'GEOGRAPHY')],
  ['VECTOR', vectorType]
]);

/** A comma-separated list of types. */
export function typeList(p: Cursor): TypeRef[] {
  return p.list(typeRef);
}
