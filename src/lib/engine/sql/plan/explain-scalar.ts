import type { Datum } from '../../base/datum';
import { formatDatum } from '../types/format';
import { DEFAULT_FORMAT } from '../types/session-format';
import type { SqlType } from '../types/type';
import { typeWord } from '../types/type-name';
import type { Scalar } from './scalar';

/** Expressions as EXPLAIN shows them: normalised, operands of operators in brackets where they are operators themselves. */

/** How tight an expression binds, in three steps: operands are bracketed when they bind no tighter than what holds them. */
const LOGIC = 0;
const COMPARISON = 1;
const ARITHMETIC = 2;
const ATOM = 3;

interface Shown {
  readonly text: string;
  readonly binds: number;
}

export function scalarText(scalar: Scalar): string {
  return shown(scalar).text;
}

export function datumText(value: Datum, type: SqlType): string {
  if (value === null) return 'NULL';
  const text = formatDatum(value, type, { ...DEFAULT_FORMAT, nowMicros: 0 }) ?? 'NULL';
  switch (type.family) {
    case 'bool':
      return text === 't' ? 'true' : 'false';
    case 'int':
    case 'float':
    case 'decimal':
    case 'oid':
      return text;
    default:
      return `'${text.replaceAll("'", "''")}'`;
  }
}

const atom = (text: string): Shown => ({ text, binds: ATOM });

function operand(scalar: Scalar, above: number): string {
  const { text, binds } = shown(scalar);
  return binds <= above && binds !== ATOM ? `(${text})` : text;
}

function infix(op: string, left: Scalar, right: Scalar, binds: number): Shown {
  return { text: `${operand(left, binds)} ${op} ${operand(right, binds)}`, binds };
}

const list = (items: readonly Scalar[]): string => items.map(scalarText).join(', ');

function shown(scalar: Scalar): Shown {
  switch (scalar.kind) {
    case 'const':
    case 'literal':
      return atom(datumText(scalar.value, scalar.type));
    case 'column':
    case 'virtual':
      return atom(scalar.name);
    case 'unary':
      return { text: `${scalar.op}${operand(scalar.operand, ARITHMETIC)}`, binds: ARITHMETIC };
    case 'binary':
      return infix(scalar.op, scalar.left, scalar.right, ARITHMETIC);
    case 'compare':
      return infix(scalar.op, scalar.left, scalar.right, COMPARISON);
    case 'distinct':
      return infix(`IS ${scalar.not ? 'NOT ' : ''}DISTINCT FROM`, scalar.left, scalar.right, COMPARISON);
    case 'and':
    case 'or':
      return {
        text: scalar.operands.map((part) => operand(part, LOGIC)).join(` ${scalar.kind.toUpperCase()} `),
        binds: LOGIC
      };
    case 'not':
      return { text: `NOT ${operand(scalar.operand, COMPARISON)}`, binds: LOGIC };
    case 'is': {
      const test = scalar.test.replace('tuple ', '').toUpperCase();
      return {
        text: `${operand(scalar.operand, COMPARISON)} IS ${scalar.not ? 'NOT ' : ''}${test}`,
        binds: COMPARISON
      };
    }
    case 'in':
      return {
        text: `${operand(scalar.left, COMPARISON)} ${scalar.not ? 'NOT ' : ''}IN (${list(scalar.items)})`,
        binds: COMPARISON
      };
    case 'quantified':
      return {
        text: `${operand(scalar.left, COMPARISON)} ${scalar.op} ${scalar.all ? 'ALL' : 'ANY'} ${operand(scalar.right, COMPARISON)}`,
        binds: COMPARISON
      };
    case 'call':
      return atom(`${scalar.name}(${list(scalar.args)})`);
    case 'cast':
      return atom(`${operand(scalar.operand, ARITHMETIC)}::${typeWord(scalar.type).toUpperCase()}`);
    case 'case':
      return atom(
        `CASE ${scalar.whens.map(({ when, then }) => `WHEN ${scalarText(when)} THEN ${scalarText(then)}`).join(' ')} ELSE ${scalarText(scalar.otherwise)} END`
      );
    case 'coalesce':
      return atom(`COALESCE(${list(scalar.items)})`);
    case 'nullIf':
      return atom(`NULLIF(${list([scalar.left, scalar.right])})`);
    case 'ifError':
      return atom(
        scalar.otherwise
          ? `IFERROR(${list([scalar.operand, scalar.otherwise])})`
          : `ISERROR(${scalarText(scalar.operand)})`
      );
    case 'tuple':
      return atom(`(${list(scalar.items)})`);
    case 'field':
      return atom(`(${scalarText(scalar.operand)}).@${scalar.index + 1}`);
    case 'array':
      return atom(`ARRAY[${list(scalar.items)}]`);
    case 'subscript':
      return atom(`${operand(scalar.operand, ARITHMETIC)}[${scalarText(scalar.index)}]`);
    case 'subquery':
      return atom(scalar.mode === 'exists' ? 'EXISTS (subquery)' : '(subquery)');
  }
}
