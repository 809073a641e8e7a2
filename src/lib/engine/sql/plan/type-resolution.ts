import { SqlError, type Span } from '../../base/errors';
import type { IntervalField as AstIntervalField, TypeRef } from '../ast/type';
import { isKept } from '../types/kept-text';
import { typeFromRef, type TypeRefInput } from '../types/type-ref';
import type { IntervalField, SqlType } from '../types/type';
import { unsupported } from './errors';
import type { PlanCatalog } from './schema';

/**
 * The type that a written type means: a built-in one or an enum of the catalog.
 * @throws SqlError 42704 for a name nobody knows, 0A000 for types without values here
 */
export function resolveType(
  ref: TypeRef,
  catalog: Pick<PlanCatalog, 'type'>,
  span: Span | undefined = ref.span
): SqlType {
  const type = ref.builtIn ? builtIn(ref, span) : userDefined(ref, catalog);
  if (!type) throw new SqlError('42704', `type "${typeRefName(ref)}" does not exist`, { span });
  const held = type.family === 'array' ? type.elem : type;
  if (held.family === 'other' && !isKept(held))
    throw unsupported(`values of type ${held.name}`, span, 'use STRING, BYTES or JSONB for such values here');
  return type;
}

function builtIn(ref: TypeRef, span: Span | undefined): SqlType | undefined {
  const input: TypeRefInput = {
    name: ref.name.toLowerCase(),
    args: ref.args,
    shape: ref.shape,
    srid: ref.srid,
    dims: ref.dims,
    collation: ref.collation,
    interval: ref.interval && { from: fieldOf(ref.interval.from), field: fieldOf(ref.interval.to)! }
  };
  try {
    return typeFromRef(input);
  } catch (error) {
    throw error instanceof SqlError ? error.at(span) : error;
  }
}

const FIELDS: Readonly<Record<AstIntervalField, IntervalField>> = {
  YEAR: 'year',
  MONTH: 'month',
  DAY: 'day',
  HOUR: 'hour',
  MINUTE: 'minute',
  SECOND: 'second'
};

function fieldOf(field: AstIntervalField | undefined): IntervalField | undefined {
  return field && FIELDS[field];
}

/** `typeFromRef` knows names such as `int8` that the parser gives as words of its own; the rest is the catalog's. */
function userDefined(ref: TypeRef, catalog: Pick<PlanCatalog, 'type'>): SqlType | undefined {
  const type = catalog.type(ref) ?? arrayTypeNamed(ref, catalog);
  return type && ref.dims > 0 && type.family !== 'array' ? { family: 'array', elem: type } : type;
}

/** As in PostgreSQL, the type of arrays of `t` is also called `_t`. */
function arrayTypeNamed(ref: TypeRef, catalog: Pick<PlanCatalog, 'type'>): SqlType | undefined {
  const elem = ref.name.startsWith('_') ? catalog.type({ ...ref, name: ref.name.slice(1) }) : undefined;
  return elem && { family: 'array', elem };
}

function typeRefName(ref: TypeRef): string {
  return [ref.catalog, ref.schema, ref.name].filter((part) => part !== undefined).join('.');
}
