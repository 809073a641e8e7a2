import { SqlError } from '../../base/errors';
import type { SequenceOption } from '../ast/table-def';
import type { TableName } from '../ast/name';
import { ANY_NAME, NAME, TABLE_NAME } from '../lex/keywords';
import type { Cursor } from './cursor';
import { typeRef } from './types';

/** The options of sequences and identity columns. */

/** Any number of options, none too. @throws SqlError 42601, 42704 */
export function sequenceOptions(p: Cursor): SequenceOption[] {
  const options: SequenceOption[] = [];
  for (let option = sequenceOption(p); option; option = sequenceOption(p)) options.push(option);
  return options;
}

const INTEGERS: ReadonlySet<string> = new Set(['INT2', 'INT4', 'INT8', 'SERIAL2', 'SERIAL4', 'SERIAL8']);
const INT64 = 1n << 63n;

function sequenceOption(p: Cursor): SequenceOption | undefined {
  if (p.eat('AS')) {
    const type = typeRef(p);
    if (!type.builtIn) throw new SqlError('42704', `type "${type.name}" does not exist`, { span: type.span });
    if (!INTEGERS.has(type.name) || type.dims > 0) p.fail(`invalid integer type: ${type.name}`);
    return { kind: 'as', type };
  }
  if (p.eat('OWNED')) {
    p.expect('BY');
    return { kind: 'ownedBy', column: p.eat('NONE') ? undefined : columnPath(p) };
  }
  return limitOption(p);
}

/** The options that are numbers, also those of `ALTER COLUMN … SET`. */
export function limitOption(p: Cursor): SequenceOption | undefined {
  if (p.eat('CYCLE')) return { kind: 'cycle' };
  if (p.eat('VIRTUAL')) return { kind: 'virtual' };
  if (p.eat('NO')) {
    const word = p.expectOneOf('CYCLE', 'MINVALUE', 'MAXVALUE');
    return { kind: word === 'CYCLE' ? 'noCycle' : word === 'MINVALUE' ? 'noMinValue' : 'noMaxValue' };
  }
  if (p.eat('CACHE')) return { kind: 'cache', value: signedInteger(p) };
  if (p.eat('PER')) {
    const scope = p.expectOneOf('NODE', 'SESSION');
    p.expect('CACHE');
    return { kind: scope === 'NODE' ? 'nodeCache' : 'sessionCache', value: signedInteger(p) };
  }
  if (p.eat('INCREMENT')) {
    p.eat('BY');
    return { kind: 'increment', value: signedInteger(p) };
  }
  if (p.eat('MINVALUE')) return { kind: 'minValue', value: signedInteger(p) };
  if (p.eat('MAXVALUE')) return { kind: 'maxValue', value: signedInteger(p) };
  if (p.eat('START')) {
    const word = p.eat('WITH');
    return { kind: 'start', value: signedInteger(p), ...(word ? { word: true as const } : {}) };
  }
  if (p.eat('RESTART')) return { kind: 'restart', value: optRestartValue(p) };
  return undefined;
}

function optRestartValue(p: Cursor): string | undefined {
  const isGiven = p.eat('WITH') || p.atAny('int', '+', '-');
  return isGiven ? signedInteger(p) : undefined;
}

/** A whole number of 64 bits as decimal digits. @throws SqlError 22003 beyond them */
export function signedInteger(p: Cursor): string {
  const isNegative = p.eat('-');
  if (!isNegative) p.eat('+');
  if (p.kind !== 'int') {
    p.offer('number');
    p.fail();
  }
  const value = BigInt(p.tokenText()) * (isNegative ? -1n : 1n);
  if (value < -INT64 || value >= INT64)
    throw new SqlError('22003', 'numeric constant out of int64 range', { span: p.tokenSpan() });
  p.next();
  return value.toString();
}

/** `c`, `t.c`, `s.t.c`, `d.s.t.c` */
export function columnPath(p: Cursor): { table: TableName | undefined; column: string } {
  const offset = p.offset;
  if (!p.isName(p.peek(1) === '.' ? TABLE_NAME : NAME)) {
    p.offer('column');
    p.fail();
  }
  const parts = [p.tokenText()];
  p.next();
  while (parts.length < 4 && p.eat('.')) {
    if (!p.isName(ANY_NAME)) {
      p.offer('column', parts.join('.'));
      p.fail();
    }
    parts.push(p.tokenText());
    p.next();
  }
  const column = parts.pop()!; // at least one part was read
  const table = parts.pop();
  if (table === undefined) return { table: undefined, column };
  const schema = parts.pop();
  return { table: { catalog: parts.pop(), schema, table, span: p.spanFrom(offset) }, column };
}
