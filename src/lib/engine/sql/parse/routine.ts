import type { Span } from '../../base/errors';
import type {
  CreateFunctionStatement,
  FunctionReturns,
  ParamMode,
  RoutineParam,
  RoutineProperty,
  RoutineRef
} from '../ast/routine';
import type { TextNode } from '../ast/ddl';
import type { Statement } from '../ast/statement';
import { NAME, NON_RESERVED, TYPE_NAME } from '../lex/keywords';
import type { Cursor } from './cursor';
import { expr } from './expr';
import { objectName, typeWordName } from './names';
import { textNode } from './options';
import { otherByRule } from './other';
import { typeRef } from './types';

/** User-defined functions: CREATE and DROP, and how they and their parameters are named. */

/** CREATE [OR REPLACE] FUNCTION, behind those words. */
export function createFunction(p: Cursor, offset: number, orReplace: boolean): Statement {
  const fn = objectName(p, 'new_name');
  p.expect('(');
  const params = p.at(')') ? [] : p.list(declaredParam);
  p.expect(')');
  const returns = p.eat('RETURNS') ? returnType(p) : undefined;
  const options = functionOptions(p);
  // A body that is no text is checked, and refused by name.
  if (p.at('RETURN') || p.at('BEGIN')) return otherByRule(p, 'routine_body', 'CREATE FUNCTION', offset);
  return {
    kind: 'createFunction',
    orReplace,
    name: fn,
    params,
    returns,
    ...options,
    span: p.spanFrom(offset)
  };
}

/** A parameter with its default. */
function declaredParam(p: Cursor): RoutineParam {
  const param = routineParam(p);
  if (!p.eat('DEFAULT') && !p.eat('=')) return param;
  return { ...param, default: expr(p), span: p.spanFrom(param.span.offset) };
}

function returnType(p: Cursor): FunctionReturns {
  if (p.eat('TABLE')) {
    p.expect('(');
    const columns = p.list(routineParam);
    p.expect(')');
    return { setof: true, type: undefined, columns };
  }
  const setof = p.eat('SETOF');
  return { setof, type: typeRef(p), columns: [] };
}

/** Properties, language and body, in any order. */
function functionOptions(
  p: Cursor
): Pick<CreateFunctionStatement, 'properties' | 'language' | 'body' | 'repeated'> {
  const properties: RoutineProperty[] = [];
  let language: string | undefined;
  let body: TextNode | undefined;
  let repeated: Span | undefined;
  const seen = new Set<string>();
  const note = (kind: string, offset: number): void => {
    if (seen.has(kind)) repeated ??= p.spanFrom(offset);
    seen.add(kind);
  };
  for (;;) {
    const { offset } = p;
    if (p.eat('AS')) {
      body = textNode(p);
      if (p.at(',')) p.unsupported('functions in C');
      note('body', offset);
    } else if (p.eat('LANGUAGE')) {
      language = languageName(p);
      note('language', offset);
    } else {
      const property = functionProperty(p);
      if (!property) return { properties, language, body, repeated };
      note(property.kind, offset);
      properties.push(property);
    }
  }
}

/** A word that is not reserved, or a string. */
function languageName(p: Cursor): string {
  if (p.kind !== 'string' && !p.isName(NON_RESERVED)) p.fail();
  const text = p.tokenText().toLowerCase();
  p.next();
  return text;
}

/** PostgreSQL's properties that CockroachDB has not. */
const UNKNOWN_PROPERTIES = ['TRANSFORM', 'WINDOW', 'COST', 'ROWS', 'SUPPORT', 'SET', 'PARALLEL'] as const;

function functionProperty(p: Cursor): RoutineProperty | undefined {
  const { offset } = p;
  const volatility = p.eatOneOf('IMMUTABLE', 'STABLE', 'VOLATILE');
  if (volatility) return { kind: 'volatility', value: volatility, span: p.spanFrom(offset) };
  if (p.eat('STRICT')) return { kind: 'nullInput', value: 'STRICT', span: p.spanFrom(offset) };
  if (p.eat('CALLED')) {
    p.expectAll('ON', 'NULL', 'INPUT');
    return { kind: 'nullInput', value: 'CALLED ON NULL INPUT', span: p.spanFrom(offset) };
  }
  if (p.eat('RETURNS')) {
    p.expectAll('NULL', 'ON', 'NULL', 'INPUT');
    return { kind: 'nullInput', value: 'RETURNS NULL ON NULL INPUT', span: p.spanFrom(offset) };
  }
  if (p.eat('LEAKPROOF')) return { kind: 'leakproof', value: true, span: p.spanFrom(offset) };
  if (p.eat('NOT')) {
    p.expect('LEAKPROOF');
    return { kind: 'leakproof', value: false, span: p.spanFrom(offset) };
  }
  const isExternal = p.eat('EXTERNAL');
  if (isExternal || p.at('SECURITY')) {
    p.expect('SECURITY');
    return { kind: 'security', value: p.expectOneOf('DEFINER', 'INVOKER'), span: p.spanFrom(offset) };
  }
  if (UNKNOWN_PROPERTIES.some((word) => p.kind === word)) p.unsupported('this option of a routine');
  return undefined;
}

/** DROP FUNCTION, behind those words. */
export function dropFunction(p: Cursor, offset: number): Statement {
  const ifExists = p.eatAll('IF', 'EXISTS');
  const functions = p.list(routineRef);
  const behavior = p.eatOneOf('CASCADE', 'RESTRICT');
  return { kind: 'dropFunction', ifExists, functions, behavior, span: p.spanFrom(offset) };
}

/** `f` or `f(INT, STRING)`. */
export function routineRef(p: Cursor): RoutineRef {
  const { offset } = p;
  const routine = objectName(p, 'function');
  if (!p.eat('(')) return { name: routine, params: undefined, span: p.spanFrom(offset) };
  const params = p.at(')') ? [] : p.list(routineParam);
  p.expect(')');
  return { name: routine, params, span: p.spanFrom(offset) };
}

/** `[IN | OUT | INOUT] [name] type`, the mode and the name in either order. */
export function routineParam(p: Cursor): RoutineParam {
  const { offset } = p;
  let mode = paramMode(p);
  const given = p.isName(TYPE_NAME) && continuesParam(p) ? typeWordName(p, 'new_name') : undefined;
  if (given) mode ??= paramMode(p);
  const type = typeRef(p);
  return { mode, name: given, type, default: undefined, span: p.spanFrom(offset) };
}

function paramMode(p: Cursor): ParamMode | undefined {
  if (p.kind === 'VARIADIC') p.unsupported('VARIADIC parameters');
  if (p.eat('IN')) return p.eat('OUT') ? 'INOUT' : 'IN';
  return p.eatOneOf('OUT', 'INOUT');
}

/** Whether a word is the parameter's name: a type or a mode follows it. */
function continuesParam(p: Cursor): boolean {
  const next = p.peek(1);
  if (p.kind === 'DOUBLE' && next === 'PRECISION') return false;
  if (next === 'IN' || next === 'OUT' || next === 'INOUT' || next === '@') return true;
  return next !== 'ARRAY' && next !== 'DEFAULT' && p.isNameAhead(1, TYPE_NAME | NAME);
}
