import { SqlError, type Span } from '../../base/errors';
import type { FunctionCall } from '../ast/expr';
import type { Statement } from '../ast/statement';
import { lookupFunction } from '../builtins/registry';
import { parseExpression, parseStatement } from '../parse/parser';
import { typeWord } from '../types/type-name';
import { equivalent, INT, sameType, tupleOf, unbounded, type SqlType } from '../types/type';
import { canCast } from '../types/cast-rules';
import { assignmentCast } from './casts';
import { functionName, noSignature, refuseAggregateClauses, starArgument } from './check-call';
import type { Checker, PlannedQuery } from './checker';
import { syntax, unsupported } from './errors';
import { chooseOverload, type Candidate } from './overload-choice';
import { rowType } from './check-subquery';
import { registerColumns, QueryPlanner } from './query-planner';
import type { Rel } from './rel';
import { PlanContext } from './plan-context';
import { nullConst, type Scalar, type Volatility } from './scalar';
import type { FunctionSchema, PlanCatalog, PlanSession } from './schema';
import { Scope, type ScopeColumn } from './scope';
import { visitRelScalars, visitScalar } from './walk';

/**
 * Calls of user-defined functions. A call is a query over one row, that of its arguments, joined with the body's last query: what the body
 * names is read from that row as a correlated subquery reads the row around it.
 */

interface RoutineCandidate extends Candidate {
  readonly routine: FunctionSchema;
  readonly signature: string;
}

/**
 * The functions of the catalog that a call may mean; undefined where it means a builtin, which comes first as `pg_catalog` does in every
 * search path.
 */
export function routinesOf(checker: Checker, call: FunctionCall): readonly FunctionSchema[] | undefined {
  if (call.oid !== undefined || lookupFunction(functionName(call.name))) return undefined;
  const found = checker.context.catalog.functions(call.name);
  return found.length > 0 ? found : undefined;
}

/** A call in an expression. @throws SqlError 42883, 42725 */
export function checkRoutineCall(
  checker: Checker,
  call: FunctionCall,
  routines: readonly FunctionSchema[],
  wanted: SqlType | undefined
): Scalar {
  const span = checker.at(call);
  const name = call.name.object;
  if (call.over)
    throw new SqlError(
      '42809',
      `OVER specified, but ${name}() is neither a window function nor an aggregate function`,
      { span }
    );
  refuseAggregateClauses(checker, call, name);
  const { routine, args } = chooseRoutine(checker, call, routines, wanted);
  if (routine.returns.setof)
    throw unsupported(`${name}() in a select list`, span, `write it in FROM: SELECT * FROM ${name}(…)`);
  const { rel, columns } = planRoutine(checker, routine, args, { firstRow: true, span });
  const value = resultOf(routine, columns, span);
  return {
    kind: 'subquery',
    mode: 'scalar',
    type: value.type,
    span,
    rel,
    columns: [value],
    left: undefined,
    test: undefined,
    equality: undefined,
    memo: checker.context.newMemo(),
    routine: { name, args },
    volatility: routine.volatility
  };
}

const isRowType = ({ family }: SqlType): boolean => family === 'tuple' || family === 'anytuple';

/** Whether a call in FROM gives more than one value in one row, which is what an expression gives there too. */
export const givesTable = (routines: readonly FunctionSchema[]): boolean =>
  routines.some(({ returns: { setof, type } }) => setof || isRowType(type));

/** A call in FROM: rows with the columns that the function's type has, or one called like the function. */
export function routineTable(
  checker: Checker,
  call: FunctionCall,
  routines: readonly FunctionSchema[]
): { rel: Rel; columns: readonly ScopeColumn[]; name: string } {
  const span = checker.at(call);
  const { routine, args } = chooseRoutine(checker, call, routines, undefined);
  const { setof, type } = routine.returns;
  const { rel: input, columns: given } = planRoutine(checker, routine, args, { firstRow: !setof, span });
  if (type.family === 'anytuple')
    throw syntax('a column definition list is required for functions returning "record"', span);
  const isRow = type.family === 'tuple';
  const values = isRow
    ? given.map((column, i) => fitted(column.expr, type.elems[i], i))
    : [resultOf(routine, given, span)];
  const names = isRow ? given.map((column, i) => type.labels?.[i] ?? column.name) : [call.name.object];
  const register = checker.context.newRegister();
  const rel: Rel = { kind: 'project', input, register, exprs: values, names, closed: true };
  return {
    rel,
    columns: registerColumns(
      register,
      names.map((name, i) => ({ name, type: values[i].type }))
    ),
    name: call.name.object
  };
}

/** The function that is meant, with an argument for each of its parameters. */
function chooseRoutine(
  checker: Checker,
  call: FunctionCall,
  routines: readonly FunctionSchema[],
  wanted: SqlType | undefined
): { routine: FunctionSchema; args: readonly Scalar[] } {
  const name = call.name.object;
  const span = checker.at(call);
  const candidates = routines.map(candidateOf);
  const known = call.args.map((arg) => starArgument(checker, arg));
  const { matches, args } = chooseOverload(checker, candidates, call.args, { wanted, known });
  const types = args.map((arg) => typeWord(arg.type)).join(', ');
  if (matches.length === 0) throw noSignature(candidates, name, types, span);
  // Integers of any width are taken for one another; the function of the very types goes first.
  const exact = matches.filter(({ routine }) =>
    args.every((arg, i) => sameType(arg.type, routine.params[i].type))
  );
  if (matches.length > 1 && exact.length !== 1)
    throw new SqlError('42725', `ambiguous call: ${name}(${types})`, {
      span,
      hint: `candidates are: ${matches.map((match) => `${name}${match.signature}`).join(', ')}`
    });
  const [{ routine }] = exact.length === 1 ? exact : matches;
  const given = routine.params.map((param, i) =>
    i < args.length ? args[i] : defaultOf(checker, param.defaultSql!, param.type)
  );
  return { routine, args: given.map((arg, i) => fitted(arg, routine.params[i].type, i)) };
}

function candidateOf(routine: FunctionSchema): RoutineCandidate {
  const { params, returns } = routine;
  const required = params.filter((param) => param.defaultSql === undefined).length;
  const listed = params.map(({ name, type }) =>
    name === undefined ? typeWord(type) : `${name}: ${typeWord(type)}`
  );
  return {
    routine,
    signature: `(${listed.join(', ')}) -> ${typeWord(returns.type)}`,
    preferred: false,
    takes: (count) => count >= required && count <= params.length,
    param: (index) => unbounded(params[index].type),
    result: () => returns.type
  };
}

function defaultOf(checker: Checker, sql: string, type: SqlType): Scalar {
  const { context } = checker;
  return context.foreignText(() =>
    new QueryPlanner(context)
      .checker(new Scope({ parent: undefined, sources: [] }), 'DEFAULT')
      .check(parseExpression(sql), type)
  );
}

/** A value as one of a type, as an assignment makes it. */
function fitted(value: Scalar, type: SqlType, index: number): Scalar {
  return assignmentCast(value, type, `argument ${index + 1}`);
}

/**
 * The rows that the body gives for arguments: those of its last query. Queries before it are run and forgotten.
 * @param options.firstRow only the first row counts
 * @param options.span of the call
 */
export function planRoutine(
  checker: Checker,
  routine: FunctionSchema,
  args: readonly Scalar[],
  { firstRow, span }: { readonly firstRow: boolean; readonly span: Span | undefined }
): { rel: Rel; columns: readonly ScopeColumn[] } {
  const { context } = checker;
  context.use(routine.id, 'EXECUTE');
  const register = context.newRegister();
  const row = parameterRow(routine, register);
  const names = row.map((column) => column.name);
  let rel: Rel = { kind: 'project', input: { kind: 'oneRow' }, register, exprs: args, names, closed: true };
  if (routine.strict)
    rel = {
      kind: 'filter',
      input: rel,
      conjuncts: row.map(({ expr: operand }) => ({
        kind: 'is',
        test: 'null',
        not: true,
        operand,
        type: { family: 'bool' },
        span: undefined
      }))
    };
  const queries = planBody(checker, routine, register, span);
  const last = queries.pop()!; // a body has a statement
  for (const query of queries) rel = applied(rel, ranOnce(query, context));
  const limit: Scalar = { kind: 'const', type: INT, span: undefined, value: 1 };
  const body: Rel = firstRow ? { kind: 'limit', input: last.rel, limit, offset: undefined } : last.rel;
  return { rel: applied(rel, body), columns: last.columns.filter((column) => !column.hidden) };
}

/** The arguments as columns of a register; a parameter without a name is found by its number only. */
const parameterRow = ({ params }: FunctionSchema, register: number): ScopeColumn[] =>
  registerColumns(
    register,
    params.map(({ name, type }) => ({ name: name ?? '', type }))
  );

/** The queries of a body, which read the arguments from a register. */
function planBody(
  { context }: Checker,
  routine: FunctionSchema,
  register: number,
  span: Span | undefined
): PlannedQuery[] {
  const row = parameterRow(routine, register);
  const scope = new Scope({
    parent: undefined,
    sources: [{ name: routine.called, columns: row.filter((column) => column.name !== '') }],
    parameters: row.map((column) => column.expr)
  });
  return context.insideFunction(routine, span, () => {
    const planner = new QueryPlanner(context);
    return routine.bodySql.map((sql) => planner.planQuery(queryOf(sql), scope, undefined));
  });
}

/** Each row of the left with the rows that the right has for it. */
const applied = (left: Rel, right: Rel): Rel => ({
  kind: 'join',
  type: 'inner',
  left,
  right,
  algorithm: 'apply',
  pairs: [],
  on: []
});

/** One row, made once every row of a query has been. */
function ranOnce(query: PlannedQuery, context: PlanContext): Rel {
  const { rel: input } = new QueryPlanner(context).materialized(query);
  const register = context.newRegister();
  return { kind: 'group', input, keys: [], aggregates: [], register, scalar: true };
}

function queryOf(sql: string): Statement & { kind: 'query' } {
  const statement = parseStatement(sql);
  if (statement.kind !== 'query') throw new Error('internal error: a statement of a function is no query');
  return statement;
}

/**
 * The value that a function gives, from the columns of its last query.
 * @throws SqlError 42P13 where they are not of its type
 */
export function resultOf(
  { returns: { type } }: Pick<FunctionSchema, 'returns'>,
  columns: readonly ScopeColumn[],
  span: Span | undefined
): Scalar {
  if (type.family === 'void') return nullConst(type, span);
  const isOwnRow = columns.length === 1 && columns[0].type.family === 'tuple';
  if (type.family === 'anytuple' && isOwnRow) return columns[0].expr;
  if (type.family === 'anytuple' || (type.family === 'tuple' && columns.length !== 1)) {
    const types = columns.map((column) => column.type);
    if (type.family === 'tuple' && !equivalent(unlabelled(type.elems), unlabelled(types)))
      throw returnMismatch(type, columns);
    const elems = type.family === 'tuple' ? type.elems : types;
    const items = columns.map((column, i) => returned(column.expr, elems[i], type, columns));
    const labels = type.family === 'tuple' ? type.labels : columns.map((column) => column.name);
    return { kind: 'tuple', type: tupleOf(elems, labels), span, items, register: undefined };
  }
  if (columns.length !== 1) throw returnMismatch(type, columns);
  const { expr } = columns[0];
  if (type.family === 'tuple' && expr.type.family !== 'tuple')
    return {
      kind: 'tuple',
      type,
      span,
      items: [returned(expr, type.elems[0], type, columns)],
      register: undefined
    };
  return returned(expr, type, type, columns);
}

const unlabelled = (types: readonly SqlType[]): SqlType => tupleOf(types);

function returned(value: Scalar, wanted: SqlType, type: SqlType, columns: readonly ScopeColumn[]): Scalar {
  const from = value.type;
  if (from.family !== 'unknown' && !sameType(from, wanted) && !canCast(from, wanted, 'assignment'))
    throw returnMismatch(type, columns);
  return assignmentCast(value, wanted, 'result');
}

/** @returns 42P13 */
export function returnMismatch(type: SqlType, columns: readonly ScopeColumn[]): SqlError {
  const actual = columns.length === 1 ? typeWord(rowType(columns)) : 'record';
  return new SqlError('42P13', `return type mismatch in function declared to return ${typeWord(type)}`, {
    detail: `Actual return type is ${actual}`
  });
}

const RANK: readonly Volatility[] = ['leakproof', 'immutable', 'stable', 'volatile'];

/**
 * Checks a function before it is made: that its body can be planned, gives what the function returns and changes no more often than it says.
 * @param statements the text of each statement of the body, for messages
 * @throws SqlError 42P13, 22023, and as its queries do
 */
export function checkRoutine(
  routine: FunctionSchema,
  statements: readonly string[],
  catalog: PlanCatalog,
  session: PlanSession
): void {
  const context = new PlanContext(catalog, session, '');
  const checker = new QueryPlanner(context).checker(new Scope({ parent: undefined, sources: [] }), 'FROM');
  const declared = routine.volatility === 'leakproof' ? 'immutable' : routine.volatility;
  const queries = planBody(checker, routine, context.newRegister(), undefined);
  queries.forEach((query, i) => {
    const found = volatilityOf(query);
    if (RANK.indexOf(found) > RANK.indexOf(declared))
      throw new SqlError('22023', `${found} statement not allowed in ${declared} function: ${statements[i]}`);
  });
  const last = queries.at(-1)!; // a body has a statement
  resultOf(
    routine,
    last.columns.filter((column) => !column.hidden),
    undefined
  );
}

/** The most changeable thing in a query; what another function does is as it was declared. */
function volatilityOf({ rel, columns }: PlannedQuery): Volatility {
  let rank = 0;
  const visit = (node: Scalar): boolean => {
    if ('volatility' in node) rank = Math.max(rank, RANK.indexOf(node.volatility));
    if (node.kind !== 'subquery' || !node.routine) return true;
    for (const arg of node.routine.args) visitScalar(arg, visit);
    return false;
  };
  visitRelScalars(rel, visit);
  for (const column of columns) visitScalar(column.expr, visit);
  return RANK[rank];
}
