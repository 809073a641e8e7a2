import type {
  DeleteStatement,
  InsertStatement,
  OnConflict,
  Returning,
  SetClause,
  UpdateStatement
} from '../ast/dml';
import { printExpr } from './expr';
import { printNames } from './names';
import {
  printItems,
  printLimit,
  printOrderBy,
  printQuery,
  printTableExpr,
  printTableExprs,
  printWith
} from './select';

/** INSERT, UPSERT, UPDATE and DELETE. */

export function printInsert(statement: InsertStatement): string {
  const { columns, source, onConflict, returning } = statement;
  let text =
    (statement.with ? printWith(statement.with) : '') + (statement.upsert ? 'UPSERT INTO ' : 'INSERT INTO ');
  text += printTableExpr(statement.target);
  if (columns.length > 0) text += `(${printNames(columns)})`;
  text += source ? ` ${printQuery(source)}` : ' DEFAULT VALUES';
  if (onConflict) text += printOnConflict(onConflict);
  return text + printReturning(returning);
}

function printOnConflict({ columns, arbiterWhere, constraint, set, where }: OnConflict): string {
  let text = ' ON CONFLICT';
  if (constraint) text += ` ON CONSTRAINT ${printNames([constraint])}`;
  if (columns.length > 0) text += ` (${printNames(columns)})`;
  if (arbiterWhere) text += ` WHERE ${printExpr(arbiterWhere)}`;
  if (!set) return `${text} DO NOTHING`;
  return `${text} DO UPDATE SET ${printSet(set)}${where ? ` WHERE ${printExpr(where)}` : ''}`;
}

function printSet(clauses: readonly SetClause[]): string {
  return clauses
    .map(({ tuple, columns, value }) => {
      const names = printNames(columns);
      return `${tuple ? `(${names})` : names} = ${printExpr(value)}`;
    })
    .join(', ');
}

function printReturning(returning: Returning | undefined): string {
  if (!returning) return '';
  return ` RETURNING ${returning.items.length === 0 ? 'NOTHING' : printItems(returning.items)}`;
}

export function printUpdate(statement: UpdateStatement): string {
  const { target, set, from } = statement;
  const text = `${statement.with ? printWith(statement.with) : ''}UPDATE ${printTableExpr(target)} SET ${printSet(set)}`;
  return text + (from.length > 0 ? ` FROM ${printTableExprs(from)}` : '') + printTail(statement);
}

export function printDelete(statement: DeleteStatement): string {
  const { batch, target, using } = statement;
  const size = batch?.size ? `(SIZE ${printExpr(batch.size)}) ` : '';
  const head = `${statement.with ? printWith(statement.with) : ''}DELETE ${batch ? `BATCH ${size}` : ''}`;
  const from = `FROM ${printTableExpr(target)}${using.length > 0 ? ` USING ${printTableExprs(using)}` : ''}`;
  return head + from + printTail(statement);
}

/** What UPDATE and DELETE end with. */
function printTail(statement: UpdateStatement | DeleteStatement): string {
  const { where, orderBy, returning } = statement;
  const order = orderBy.length > 0 ? ` ${printOrderBy(orderBy)}` : '';
  return (
    (where ? ` WHERE ${printExpr(where)}` : '') + order + printLimit(statement) + printReturning(returning)
  );
}
