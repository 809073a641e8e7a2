import type { DeclareCursorStatement, FetchStatement, PrepareStatement, TransactionModes } from '../ast/txn';
import { printString } from './literals';
import { printName } from './names';
import { printAsOf, printQuery } from './select';
import { printStatement } from './statement';
import { printTypes } from './types';

/** Transactions, prepared statements and cursors. */

/** The modes with a blank before each, or nothing. */
export function printModes({ isolation, priority, readOnly, asOf, deferrable }: TransactionModes): string {
  const modes = [
    ...(isolation ? [`ISOLATION LEVEL ${isolation}`] : []),
    ...(priority ? [`PRIORITY ${priority}`] : []),
    ...(readOnly === undefined ? [] : [readOnly ? 'READ ONLY' : 'READ WRITE']),
    ...(asOf ? [printAsOf(asOf)] : []),
    ...(deferrable === undefined ? [] : [deferrable ? 'DEFERRABLE' : 'NOT DEFERRABLE'])
  ];
  return modes.length > 0 ? ` ${modes.join(', ')}` : '';
}

/** `AND CHAIN` and its opposite, with a blank before, or nothing. */
export function printChain(chain: boolean | undefined): string {
  return chain === undefined ? '' : chain ? ' AND CHAIN' : ' AND NO CHAIN';
}

export function printPrepare({ name, types, statement, plan }: PrepareStatement): string {
  const list = types.length > 0 ? ` (${printTypes(types)})` : '';
  const what = statement ? printStatement(statement) : `OPT PLAN ${printString(plan ?? '')}`;
  return `PREPARE ${printName(name)}${list} AS ${what}`;
}

export function printDeclareCursor(statement: DeclareCursorStatement): string {
  const { binary, sensitivity, scroll, hold, query } = statement;
  const words = [
    ...['DECLARE', printName(statement.name), binary ? 'BINARY' : '', sensitivity ?? ''],
    scroll === undefined ? '' : scroll ? 'SCROLL' : 'NO SCROLL',
    ...['CURSOR', hold ? 'WITH HOLD' : '', 'FOR', printQuery(query)]
  ];
  return words.filter((word) => word !== '').join(' ');
}

export function printFetch({ kind, cursor, position, count }: FetchStatement): string {
  const where = position === 'RELATIVE COUNT' ? '' : `${position} `;
  const many = position === 'FIRST' || position === 'LAST' ? '' : `${count} `;
  return `${kind.toUpperCase()} ${where}${many}${printName(cursor)}`;
}
