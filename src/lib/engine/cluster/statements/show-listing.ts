import type { Datum } from '../../base/datum';
import type { SqlType } from '../../sql/types/type';
import type { StatementResult } from '../statement';

/** The answers of SHOW statements: columns, rows, and a tag that says how many. */

export interface ShownColumn {
  readonly name: string;
  readonly type: SqlType;
}

export const column = (name: string, type: SqlType): ShownColumn => ({ name, type });

export function listing(
  columns: readonly ShownColumn[],
  rows: readonly (readonly Datum[])[]
): StatementResult {
  return { tag: `SHOW ${rows.length}`, columns, rows, work: rows.length };
}
