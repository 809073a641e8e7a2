import type { SetOperation } from '../ast/select';
import { equivalent, sameType, unbounded, type SqlType } from '../types/type';
import { typeWord } from '../types/type-name';
import { canCast } from '../types/cast-rules';
import { explicitCast, implicitCast } from './casts';
import type { PlannedQuery } from './checker';
import { syntax, typeMismatch } from './errors';
import { registerColumns, type QueryPlanner } from './query-planner';
import type { Rel } from './rel';
import type { Scalar } from './scalar';
import type { Scope } from './scope';

/** UNION, INTERSECT and EXCEPT over two or more queries. */
export function planSet(
  planner: QueryPlanner,
  operation: SetOperation,
  outer: Scope | undefined,
  wanted: readonly SqlType[] | undefined
): PlannedQuery {
  const inputs = operation.operands.map((operand) => planOperand(planner, operand, outer, wanted));
  return combine(planner, operation, inputs);
}

/** One side: a body alone, or a query in brackets with its own clauses. */
export function planOperand(
  planner: QueryPlanner,
  operand: SetOperation['operands'][number],
  outer: Scope | undefined,
  wanted: readonly SqlType[] | undefined
): PlannedQuery {
  const { span } = operand;
  const query = {
    kind: 'query' as const,
    span,
    with: undefined,
    body: operand,
    orderBy: [],
    limit: undefined,
    limitAll: false,
    offset: undefined,
    locking: []
  };
  return planner.planQuery(query, outer, wanted);
}

export function combine(
  planner: QueryPlanner,
  operation: Pick<SetOperation, 'op' | 'all' | 'span'>,
  inputs: readonly PlannedQuery[]
): PlannedQuery {
  const [first] = inputs;
  const span = planner.context.at(operation.span);
  const types = first.columns.map((column) => column.type);
  for (const input of inputs.slice(1)) {
    if (input.columns.length !== types.length)
      throw syntax(
        `each ${operation.op} query must have the same number of columns: ${types.length} vs ${input.columns.length}`,
        span
      );
    input.columns.forEach((column, i) => (types[i] = unionType(types[i], column.type, operation.op, span)));
  }
  const register = planner.context.newRegister();
  const rel: Rel = {
    kind: 'set',
    op: operation.op.toLowerCase() as 'union' | 'intersect' | 'except',
    all: operation.all,
    inputs: inputs.map((input) => ({
      rel: input.rel,
      exprs: input.columns.map((column, i) => castTo(column.expr, types[i]))
    })),
    types,
    register
  };
  const columns = first.columns.map(({ name, hidden }, i) => ({ name, hidden, type: types[i] }));
  return { rel, columns: registerColumns(register, columns) };
}

function castTo(expr: Scalar, type: SqlType): Scalar {
  return implicitCast(expr, type) ?? explicitCast(expr, type, undefined);
}

/** The type of a column made of two: the wider of like types, else the one that the other turns into by itself. */
export function unionType(left: SqlType, right: SqlType, op: string, span: Scalar['span']): SqlType {
  if (left === right || sameType(left, right) || right.family === 'unknown') return left;
  if (left.family === 'unknown') return right;
  if (left.family === 'tuple' && right.family === 'tuple' && left.elems.length === right.elems.length) {
    const elems = left.elems.map((elem, i) => unionType(elem, right.elems[i], op, span));
    return { ...left, elems };
  }
  if (equivalent(left, right)) return unbounded(left);
  if (canCast(left, right, 'implicit')) return unbounded(right);
  if (canCast(right, left, 'implicit')) return unbounded(left);
  throw typeMismatch(`${op} types ${typeWord(left)} and ${typeWord(right)} cannot be matched`, span);
}
