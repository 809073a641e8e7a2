import type {
  CreateFunctionStatement,
  DropFunctionStatement,
  FunctionReturns,
  RoutineParam,
  RoutineProperty,
  RoutineRef
} from '../ast/routine';
import { printExpr } from './expr';
import { printName, printObjectName } from './names';
import { printType } from './types';

/** User-defined functions, as CockroachDB prints them (sem/tree/create_routine.go). */

export function printCreateFunction(statement: CreateFunctionStatement): string {
  const { orReplace, name, params, returns, properties, language, body } = statement;
  const lines = [
    `CREATE ${orReplace ? 'OR REPLACE ' : ''}FUNCTION ${printObjectName(name)}(${printParams(params)})`,
    ...(returns ? [`RETURNS ${printReturns(returns)}`] : []),
    ...properties.map(printProperty),
    ...(language === undefined ? [] : [`LANGUAGE ${language === 'sql' ? 'SQL' : language}`]),
    ...(body ? [`AS ${dollarQuoted(body.text)}`] : [])
  ];
  return lines.join('\n\t');
}

function printReturns({ setof, type, columns }: FunctionReturns): string {
  if (!type) return `TABLE (${printParams(columns)})`;
  return `${setof ? 'SETOF ' : ''}${printType(type)}`;
}

export function printProperty(property: RoutineProperty): string {
  switch (property.kind) {
    case 'leakproof':
      return property.value ? 'LEAKPROOF' : 'NOT LEAKPROOF';
    case 'security':
      return `SECURITY ${property.value}`;
    default:
      return property.value;
  }
}

/** A text between dollars, with a tag where the text has two dollars of its own, or would with those behind it. */
export function dollarQuoted(text: string): string {
  let tag = '';
  for (let n = 0; `${text}$`.includes(`$${tag}$`); n++) tag = `body${n === 0 ? '' : n}`;
  return `$${tag}$${text}$${tag}$`;
}

export function printDropFunction({ ifExists, functions, behavior }: DropFunctionStatement): string {
  const names = functions.map(printRoutine).join(', ');
  return `DROP FUNCTION ${ifExists ? 'IF EXISTS ' : ''}${names}${behavior ? ` ${behavior}` : ''}`;
}

export function printRoutine({ name, params }: RoutineRef): string {
  return printObjectName(name) + (params === undefined ? '' : `(${printParams(params)})`);
}

export const printParams = (params: readonly RoutineParam[]): string => params.map(printParam).join(', ');

function printParam({ mode, name, type, default: value }: RoutineParam): string {
  const words = [mode, name && printName(name), printType(type)].filter((word) => word !== undefined);
  return words.join(' ') + (value ? ` DEFAULT ${printExpr(value)}` : '');
}
