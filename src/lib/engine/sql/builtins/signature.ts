import { assert } from '../../base/assert';
import * as T from '../types/type';
import type { SqlType } from '../types/type';
import type { Param } from './overload';

/**
 * Signatures as documentation writes them: `(input: string, count: int) -> string`. A last parameter `args: any...` takes
 * any number of arguments. `T` is each type in turn that an array may hold, the same throughout; a result `$1` is the type
 * of the first argument, `$1[]` an array of it, `$1.elem` what it is an array of; `{key: string, value: jsonb}` are the
 * columns of a generator.
 */
export interface Signature {
  readonly text: string;
  readonly params: readonly Param[];
  readonly rest: SqlType | undefined;
  readonly result: (args: readonly SqlType[]) => SqlType;
}

const TYPES: ReadonlyMap<string, SqlType> = new Map<string, SqlType>([
  ['bool', T.BOOL],
  ['int', T.INT],
  ['int4', T.INT4],
  ['float', T.FLOAT],
  ['float4', T.FLOAT4],
  ['decimal', T.DECIMAL],
  ['string', T.STRING],
  ['name', T.NAME],
  ['bytes', T.BYTES],
  ['date', T.DATE],
  ['time', T.TIME],
  ['timetz', T.TIMETZ],
  ['timestamp', T.TIMESTAMP],
  ['timestamptz', T.TIMESTAMPTZ],
  ['interval', T.INTERVAL],
  ['uuid', T.UUID],
  ['inet', T.INET],
  ['jsonb', T.JSONB],
  ['varbit', T.VARBIT],
  ['oid', T.OID],
  ['regclass', T.REGCLASS],
  ['regtype', T.REGTYPE],
  ['regnamespace', T.REGNAMESPACE],
  ['regproc', T.REGPROC],
  ['regprocedure', T.REGPROCEDURE],
  ['regrole', T.REGROLE],
  ['any', T.ANY],
  ['anytuple', T.ANY_TUPLE],
  ['anyenum', T.ANY_ENUM],
  ['unknown', T.UNKNOWN],
  ['void', T.VOID]
]);

/** The types of which `T` makes overloads (types.Scalar, and enums). */
const ELEMENTS: readonly SqlType[] = [
  T.STRING,
  T.INT,
  T.FLOAT,
  T.DECIMAL,
  T.BOOL,
  T.BYTES,
  T.DATE,
  T.TIME,
  T.TIMETZ,
  T.TIMESTAMP,
  T.TIMESTAMPTZ,
  T.INTERVAL,
  T.UUID,
  T.INET,
  T.JSONB,
  T.VARBIT,
  T.OID,
  T.ANY_ENUM,
  T.ANY_TUPLE
];

const SHAPE = /^\((.*)\) -> (.+)$/;

/** The signatures that a text stands for. */
export function makeSignatures(text: string): Signature[] {
  const m = SHAPE.exec(text);
  assert(m, () => `malformed signature ${text}`);
  const [, params, result] = m;
  if (!/\bT\b/.test(text)) return [makeSignature(text, params, result, undefined)];
  return ELEMENTS.map((elem) => makeSignature(text, params, result, elem));
}

function makeSignature(
  text: string,
  paramText: string,
  resultText: string,
  elem: SqlType | undefined
): Signature {
  const params: Param[] = [];
  let rest: SqlType | undefined;
  for (const part of paramText === '' ? [] : paramText.split(', ')) {
    const [name, type] = part.split(': ');
    if (type.endsWith('...')) rest = typeOf(type.slice(0, -3), elem);
    else params.push({ name, type: typeOf(type, elem) });
  }
  return { text, params, rest, result: resultOf(resultText, elem) };
}

function typeOf(word: string, elem: SqlType | undefined): SqlType {
  if (word.endsWith('[]')) return T.arrayOf(typeOf(word.slice(0, -2), elem));
  const type = word === 'T' ? elem : TYPES.get(word);
  assert(type, () => `unknown type ${word} in a signature`);
  return type;
}

function resultOf(text: string, elem: SqlType | undefined): Signature['result'] {
  const argument = /^\$(\d)(\[\]|\.elem)?$/.exec(text);
  if (argument) {
    const index = Number(argument[1]) - 1;
    const [, , form] = argument;
    if (form === '[]') return (args) => T.arrayOf(args[index] ?? T.UNKNOWN);
    if (form === '.elem') return (args) => elementOf(args[index]);
    return (args) => args[index] ?? T.UNKNOWN;
  }
  const columns = /^\{(.*)\}$/.exec(text);
  if (columns) {
    const parts = columns[1].split(', ').map((part) => part.split(': '));
    const tuple = T.tupleOf(
      parts.map(([, type]) => typeOf(type, elem)),
      parts.map(([name]) => name)
    );
    return () => tuple;
  }
  const type = typeOf(text, elem);
  return () => type;
}

/** What an argument is an array of. */
function elementOf(type: SqlType | undefined): SqlType {
  return type?.family === 'array' ? type.elem : T.UNKNOWN;
}
