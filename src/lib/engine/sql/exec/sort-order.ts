import type { Datum } from '../../base/datum';
import type { SortKey } from '../plan/rel';
import { compareDatums } from '../types/compare';

/** Orders rows by the values of their sort keys: negative, zero or positive. */
export type KeyOrder = (a: readonly Datum[], b: readonly Datum[]) => number;

export function makeKeyOrder(keys: readonly SortKey[]): KeyOrder {
  const columns = keys.map(makeColumnOrder);
  if (columns.length === 1) {
    const [only] = columns;
    return (a, b) => only(a[0], b[0]);
  }
  return (a, b) => {
    for (let i = 0; i < columns.length; i++) {
      const order = columns[i](a[i], b[i]);
      if (order !== 0) return order;
    }
    return 0;
  };
}

function makeColumnOrder({ expr, descending, nullsFirst }: SortKey): (a: Datum, b: Datum) => number {
  const { type } = expr;
  const sign = descending ? -1 : 1;
  const nulls = nullsFirst ? -1 : 1;
  return (a, b) => {
    if (a === null || b === null) return a === b ? 0 : a === null ? nulls : -nulls;
    return sign * compareDatums(a, b, type);
  };
}
