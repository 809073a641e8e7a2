import { SqlError, type Span } from '../../base/errors';
import { functionsOf } from '../../catalog/catalog';
import type { FunctionDef } from '../../catalog/descriptors';
import { schemaFunctions } from '../../catalog/ddl/dependencies';
import { ddlErrors, quoted } from '../../catalog/ddl/errors';
import { checkExpr } from '../../catalog/ddl/expressions';
import { enumsIn, storedType, typeSql } from '../../catalog/ddl/type-sql';
import { visitTree } from '../../catalog/ddl/tree';
import { calledName, defaultPrivileges } from '../../catalog/privileges';
import type {
  CreateFunctionStatement,
  DropFunctionStatement,
  RoutineParam,
  RoutineProperty,
  RoutineRef
} from '../../sql/ast/routine';
import type { ObjectName } from '../../sql/ast/name';
import type { ShowStatement } from '../../sql/ast/show';
import type { Query } from '../../sql/ast/select';
import type { Statement } from '../../sql/ast/statement';
import type { TypeRef } from '../../sql/ast/type';
import { parseStatement, parseStatements } from '../../sql/parse/parser';
import { checkRoutine } from '../../sql/plan/check-routine';
import { resolveType } from '../../sql/plan/type-resolution';
import { printObjectName, quoteAnyName } from '../../sql/print/names';
import { dollarQuoted } from '../../sql/print/routine';
import { printStatement } from '../../sql/print/statement';
import { compareStrings } from '../../sql/types/string-order';
import { typeWord } from '../../sql/types/type-name';
import { ANY_TUPLE, STRING, sameType, tupleOf, unbounded, type SqlType } from '../../sql/types/type';
import type { Cluster } from '../cluster';
import { functionsNamed } from '../names';
import { udtName } from '../virtual/pg-types';
import { done, type Handlers, type StatementResult } from '../statement';
import type { StatementRunner } from '../statement-runner';
import { dropObjects } from './ddl-drop';
import { SchemaStatement } from './ddl-host';
import { keptQuery } from './ddl-views';
import type { ShowRequest } from './show';
import { column, listing } from './show-listing';
import { schemasIn } from './show-names';

/** User-defined functions in SQL: CREATE, DROP, SHOW. */
export function registerFunctions(handlers: Handlers, cluster: Cluster, runner: StatementRunner): void {
  handlers.on('createFunction', (statement, ctx) =>
    createFunction(statement, new SchemaStatement(cluster, runner, ctx))
  );
  handlers.on('dropFunction', (statement, ctx) =>
    dropFunctions(statement, new SchemaStatement(cluster, runner, ctx))
  );
}

const MAX_PARAMS = 100;

/** 42P13 */
const invalid = (message: string, span: Span): SqlError => new SqlError('42P13', message, { span });

function createFunction(statement: CreateFunctionStatement, host: SchemaStatement): StatementResult {
  const { name, span, repeated } = statement;
  if (repeated)
    throw new SqlError('42601', `${textAt(repeated, host)}: conflicting or redundant options`, {
      span: repeated
    });
  const body = bodyOf(statement);
  const place = host.placeForNew(name);
  const { database, schema } = place;
  if (statement.params.length > MAX_PARAMS)
    throw new SqlError('54023', `functions cannot have more than ${MAX_PARAMS} arguments`, { span });
  const params = statement.params.map((param) => parameter(param, host));
  refuseBareParams(params, span);
  const key = functionKey(place.name, params, host);
  const known = host.view.find(functionsOf(schema.id), key);
  if (known && !statement.orReplace)
    throw new SqlError('42723', `function ${quoted(place.name)} already exists with same argument types`, {
      span: name.span
    });
  const stored = body.map((query) => keptQuery(query, host));
  const before = known?.kind === 'function' ? known : undefined;
  const made: FunctionDef = {
    kind: 'function',
    id: before?.id ?? host.newId(),
    name: key,
    called: place.name,
    version: (before?.version ?? 0) + 1,
    modified: host.now,
    dropped: false,
    privileges:
      before?.privileges ??
      defaultPrivileges({ database, schema, objects: 'functions', kind: 'function', owner: host.user }),
    database: database.id,
    schema: schema.id,
    params,
    returns: returnsOf(statement, host),
    ...propertiesOf(statement.properties, span),
    bodySql: stored.map(({ sql }) => sql),
    dependsOn: [...new Set(stored.flatMap(({ dependsOn }) => dependsOn))],
    usesColumns: stored.flatMap(({ usesColumns }) => usesColumns)
  };
  if (before) requireReplaceable(before, made, statement, host);
  refuseOtherDatabases(made, span, host);
  checkRoutine(hydrated(made, host), body.map(printStatement), host.plan, host.session);
  if (made.volatility !== 'volatile' && made.volatility !== 'stable' && readsRelations(made, host))
    throw new SqlError('22023', 'referencing relations is not allowed in immutable function', { span });
  host.stage(made);
  return done('CREATE FUNCTION');
}

const textAt = ({ offset, length }: Span, { text }: SchemaStatement): string =>
  text.slice(offset, offset + length);

/** The body's queries. @throws SqlError 42P13 where language or body is missing, 0A000 for what is not simulated */
function bodyOf({ language, body, span }: CreateFunctionStatement): Query[] {
  if (language === undefined) throw invalid('no language specified', span);
  if (language === 'plpgsql')
    throw ddlErrors.unsupported('PL/pgSQL functions', 'a function LANGUAGE SQL', span);
  if (language === 'c') throw new SqlError('0A000', 'unimplemented: C is not yet supported', { span });
  if (language !== 'sql') throw new SqlError('42704', `language "${language}" does not exist`, { span });
  if (!body) throw invalid('no function body specified', span);
  const statements = parseStatements(body.text);
  for (const statement of statements) requireQuery(statement, body.span);
  if (statements.length === 0)
    throw ddlErrors.unsupported('functions without a statement', 'SELECT NULL', body.span);
  return statements as Query[];
}

/** @throws SqlError 0A000 for a statement that is no query, or that changes data */
function requireQuery(statement: Statement, span: Span): void {
  visitTree(statement, ({ kind }) => {
    if (kind === 'insert' || kind === 'update' || kind === 'delete')
      throw ddlErrors.unsupported(
        'functions that change data',
        'write the statement into the script, or use a data-modifying WITH',
        span
      );
  });
  if (statement.kind !== 'query')
    throw new SqlError(
      '0A000',
      `unimplemented: ${printStatement(statement).split(' ').slice(0, 2).join(' ')} usage inside a function definition is not supported`,
      { span }
    );
}

function parameter(param: RoutineParam, host: SchemaStatement): FunctionDef['params'][number] {
  const { name, mode, span } = param;
  if (mode === 'OUT' || mode === 'INOUT')
    throw ddlErrors.unsupported(`${mode} parameters`, 'RETURNS with the type of the result', span);
  const type = declaredType(param.type, host);
  if (type.family === 'anytuple') throw invalid('SQL functions cannot have arguments of type record', span);
  return {
    name: name?.text,
    type: storedType(type.family === 'int' ? type : unbounded(type)),
    ...(param.default
      ? { defaultSql: checkExpr(param.default, { place: 'DEFAULT', wanted: type }, host).sql }
      : {})
  };
}

/** @throws SqlError 42P13 for a parameter without a default behind one that has one */
function refuseBareParams(params: FunctionDef['params'], span: Span): void {
  const first = params.findIndex(({ defaultSql }) => defaultSql !== undefined);
  if (first >= 0 && params.slice(first).some(({ defaultSql }) => defaultSql === undefined))
    throw invalid('input parameters after one with a default value must also have defaults', span);
}

/** @throws SqlError 0A000 for relations and types of another database */
function refuseOtherDatabases(fn: FunctionDef, span: Span, host: SchemaStatement): void {
  const types = [...fn.params.map(({ type }) => type), fn.returns.type].flatMap(enumsIn);
  for (const id of [...fn.dependsOn, ...types]) {
    const object = host.view.get(id);
    if (object && 'database' in object && object.database !== fn.database)
      throw new SqlError(
        '0A000',
        `${object.kind} ${quoted(calledName(object))} cannot be from another database`,
        {
          span
        }
      );
  }
}

const POLYMORPHIC: ReadonlySet<string> = new Set(['anyelement', 'anyarray', 'anynonarray', 'anyenum']);

/** @throws SqlError 42704 for an unknown type, 0A000 for one that stands for any */
function declaredType(ref: TypeRef, host: SchemaStatement): SqlType {
  const name = ref.name.toLowerCase();
  if (name === 'record') return ANY_TUPLE;
  if (POLYMORPHIC.has(name))
    throw ddlErrors.unsupported('functions of any type', 'a function for each type', ref.span);
  return resolveType(ref, host.plan);
}

/** The name of a function among those of its schema. */
const functionKey = (name: string, params: FunctionDef['params'], host: SchemaStatement): string =>
  `${name}(${params.map(({ type }) => typeSql(type, host.view)).join(', ')})`;

function returnsOf(
  { returns, span }: CreateFunctionStatement,
  host: SchemaStatement
): FunctionDef['returns'] {
  if (!returns) throw invalid('function result type must be specified', span);
  const { setof, columns } = returns;
  if (!returns.type) {
    const types = columns.map((param) => storedType(resolveType(param.type, host.plan)));
    if (types.length === 1) return { setof, type: types[0] };
    return {
      setof,
      type: tupleOf(
        types,
        columns.map((param, i) => param.name?.text ?? `column${i + 1}`)
      )
    };
  }
  return { setof, type: storedType(declaredType(returns.type, host)) };
}

function propertiesOf(
  properties: readonly RoutineProperty[],
  span: Span
): Pick<FunctionDef, 'volatility' | 'strict' | 'definer'> {
  const found = { volatility: 'VOLATILE', leakproof: false, strict: false, definer: false };
  for (const property of properties) {
    if (property.kind === 'volatility') found.volatility = property.value;
    else if (property.kind === 'leakproof') found.leakproof = property.value;
    else if (property.kind === 'security') found.definer = property.value === 'DEFINER';
    else found.strict = property.value !== 'CALLED ON NULL INPUT';
  }
  const { volatility, leakproof, strict, definer } = found;
  if (leakproof && volatility !== 'IMMUTABLE')
    throw invalid(`leak proof function must be immutable, but got volatility: ${volatility}`, span);
  const level = leakproof ? 'leakproof' : (volatility.toLowerCase() as FunctionDef['volatility']);
  return { volatility: level, strict, definer };
}

/** @throws SqlError 42P13 for another name of a parameter or another result, 42501 */
function requireReplaceable(
  before: FunctionDef,
  after: FunctionDef,
  { name, span }: CreateFunctionStatement,
  host: SchemaStatement
): void {
  host.authority.requireOwner(host.user, before, name.span);
  before.params.forEach((param, i) => {
    if (param.name !== undefined && param.name !== after.params[i].name)
      throw invalid(`cannot change name of input parameter ${quoted(param.name)}`, span);
    if (param.defaultSql !== undefined && after.params[i].defaultSql === undefined)
      throw invalid('cannot remove parameter defaults from existing function', span);
  });
  const same =
    before.returns.setof === after.returns.setof && sameType(before.returns.type, after.returns.type);
  if (!same) throw invalid('cannot change return type of existing function', span);
  if (callsItself(after, host))
    throw invalid(
      `function ${quoted(after.called)} would call itself: there will be a dependency cycle`,
      span
    );
}

/** Whether a function calls itself, by way of others perhaps. */
function callsItself(fn: FunctionDef, host: SchemaStatement): boolean {
  const seen = new Set<number>();
  const open = [...fn.dependsOn];
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    if (id === fn.id) return true;
    if (seen.has(id)) continue;
    seen.add(id);
    const object = host.view.get(id);
    if (object?.kind === 'function' || object?.kind === 'view') open.push(...object.dependsOn);
  }
  return false;
}

const readsRelations = ({ dependsOn }: FunctionDef, host: SchemaStatement): boolean =>
  dependsOn.some((id) => host.view.get(id)?.kind !== 'function');

/** A function with the members of its enums filled in. */
function hydrated(fn: FunctionDef, { plan }: SchemaStatement): FunctionDef {
  return {
    ...fn,
    params: fn.params.map((param) => ({ ...param, type: plan.hydrate(param.type) })),
    returns: { ...fn.returns, type: plan.hydrate(fn.returns.type) }
  };
}

// --- names ---------------------------------------------------------------------------------------------------------

/** The function that a name means, with its parameters where several have it. @throws SqlError 42883, 42725 */
export function functionNamed(ref: RoutineRef, host: SchemaStatement): FunctionDef {
  const found = findFunction(ref, host);
  if (found) return found;
  const written = printObjectName(ref.name);
  if (!ref.params) throw unknownFunction(ref.name);
  const types = ref.params.map((param) => typeWord(resolveType(param.type, host.plan))).join(', ');
  throw new SqlError('42883', `function ${written}(${types}) does not exist`, { span: ref.span });
}

const unknownFunction = (name: ObjectName): SqlError =>
  new SqlError('42883', `unknown function: ${printObjectName(name)}()`, { span: name.span });

/** As `functionNamed`, undefined where there is none. @throws SqlError 42725 */
function findFunction({ name, params, span }: RoutineRef, host: SchemaStatement): FunctionDef | undefined {
  const routines = functionsNamed(name, host.names, host.view);
  if (params) {
    const inputs = params.filter(({ mode }) => mode !== 'OUT').map((param) => parameter(param, host));
    const key = functionKey(name.object, inputs, host);
    return routines.find((routine) => routine.name === key);
  }
  if (routines.length > 1 && routines[0].schema === routines[1].schema)
    throw new SqlError('42725', `function name ${quoted(name.object)} is not unique`, {
      span,
      hint: `say its parameters: ${routines.map((routine) => routine.name).join(', ')}`
    });
  return routines.at(0);
}

function dropFunctions(statement: DropFunctionStatement, host: SchemaStatement): StatementResult {
  const gone: FunctionDef[] = [];
  for (const ref of statement.functions) {
    const found = statement.ifExists ? findFunction(ref, host) : functionNamed(ref, host);
    if (!found) {
      host.notice(`function ${printObjectName(ref.name)}() does not exist, skipping`);
      continue;
    }
    host.authority.requireOwner(host.user, found, ref.span);
    gone.push(found);
  }
  if (statement.behavior === 'CASCADE' && gone.length > 0)
    throw new SqlError('0A000', 'unimplemented: drop function cascade not supported', {
      span: statement.span
    });
  dropObjects(gone, { cascade: false, span: statement.span }, host);
  return done('DROP FUNCTION');
}

// --- SHOW ----------------------------------------------------------------------------------------------------------

type Of<W extends ShowStatement['what']> = Extract<ShowStatement, { what: W }>;

const VOLATILITY = { leakproof: 'immutable', immutable: 'immutable', stable: 'stable', volatile: 'volatile' };

/** SHOW FUNCTIONS, and SHOW PROCEDURES, of which there are none. */
export function showFunctions(
  { what, from }: Of<'functions' | 'procedures'>,
  request: ShowRequest
): StatementResult {
  const isFunctions = what === 'functions';
  const columns = [
    column('schema_name', STRING),
    column(isFunctions ? 'function_name' : 'procedure_name', STRING),
    ...(isFunctions ? [column('result_data_type', STRING)] : []),
    column('argument_data_types', STRING),
    ...(isFunctions ? [column('function_type', STRING), column('volatility', STRING)] : [])
  ];
  if (!isFunctions) return listing(columns, []);
  const rows = schemasIn(from, request).flatMap((schema) =>
    [...schemaFunctions(schema.id, request.ctx.catalog)].map((routine) => [
      schema.name,
      routine.called,
      udtName(routine.returns.type, request.ctx.catalog),
      routine.params.map(({ type }) => udtName(type, request.ctx.catalog)).join(', '),
      'func',
      VOLATILITY[routine.volatility]
    ])
  );
  rows.sort((a, b) => compareStrings(a[0], b[0]) || compareStrings(a[1], b[1]) || compareStrings(a[3], b[3]));
  return listing(columns, rows);
}

/** SHOW CREATE FUNCTION: a row for each function of the name. @throws SqlError 42883 */
export function showCreateFunction(
  { name, procedure }: Of<'createRoutine'>,
  request: ShowRequest
): StatementResult {
  const { runner, ctx } = request;
  if (procedure)
    throw new SqlError('42883', `unknown procedure: ${printObjectName(name)}()`, { span: name.span });
  const routines = functionsNamed(name, runner.names(ctx.session, ctx.catalog), ctx.catalog);
  if (routines.length === 0) throw unknownFunction(name);
  return listing(
    [column('function_name', STRING), column('create_statement', STRING)],
    routines.map((routine) => [routine.called, createFunctionSql(routine, request)])
  );
}

/** The statement that makes a function again (sql/show_create_function.go). */
function createFunctionSql(routine: FunctionDef, { ctx }: ShowRequest): string {
  const { catalog, session } = ctx;
  const { params, returns, definer, strict, volatility } = routine;
  const schema = catalog.get(routine.schema)?.name ?? '';
  const list = params.map(({ name, type, defaultSql }) => {
    const words = [...(name === undefined ? [] : [quoteAnyName(name)]), typeSql(type, catalog)].join(' ');
    return defaultSql === undefined ? words : `${words} DEFAULT ${defaultSql}`;
  });
  const result = returns.type.family === 'anytuple' ? 'RECORD' : typeSql(returns.type, catalog);
  const isLeakproof = volatility === 'leakproof';
  const statements = routine.bodySql.map((sql) => `\t${withoutDatabase(sql, session.database)};\n`);
  return [
    `CREATE FUNCTION ${quoteAnyName(schema)}.${quoteAnyName(routine.called)}(${list.join(', ')})`,
    `RETURNS ${returns.setof ? 'SETOF ' : ''}${result}`,
    isLeakproof ? 'IMMUTABLE' : volatility.toUpperCase(),
    isLeakproof ? 'LEAKPROOF' : 'NOT LEAKPROOF',
    strict ? 'STRICT' : 'CALLED ON NULL INPUT',
    'LANGUAGE SQL',
    definer ? 'SECURITY DEFINER' : 'SECURITY INVOKER',
    `AS ${dollarQuoted(`\n${statements.join('')}`)}`
  ].join('\n\t');
}

/** A query with names of the session's own database without it. */
function withoutDatabase(sql: string, database: string): string {
  const query = parseStatement(sql);
  visitTree(query, (node) => {
    const { name } = node as { name?: { catalog?: string } };
    if ((node.kind === 'table' || node.kind === 'call') && name?.catalog === database)
      name.catalog = undefined;
  });
  return printStatement(query);
}
