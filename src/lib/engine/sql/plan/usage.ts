import type { SqlType } from '../types/type';
import type { RoutineScalar, Scalar, Volatility } from './scalar';
import { visitScalar } from './walk';

/** What an expression is made of: for deciding whether it may stand where it does. */
export interface Usage {
  /** Columns read, by the register and slot they stand at; a virtual column counts itself and those it is made of. */
  readonly columns: readonly UsedColumn[];
  readonly functions: readonly UsedFunction[];
  readonly hasSubquery: boolean;
  /** The most changeable thing in it. */
  readonly volatility: Volatility;
  /** Ids of user-defined types among the types of its parts. */
  readonly userTypes: ReadonlySet<number>;
}

export interface UsedColumn {
  readonly name: string;
  readonly register: number;
  /** Undefined for a virtual column. */
  readonly slot: number | undefined;
  readonly span: Scalar['span'];
}

export interface UsedFunction {
  readonly name: string;
  readonly volatility: Volatility;
  readonly span: Scalar['span'];
  /** A user-defined one. */
  readonly isRoutine?: true;
}

const RANK: readonly Volatility[] = ['leakproof', 'immutable', 'stable', 'volatile'];

/** Lists what a typed expression uses, subqueries included. */
export function usageOf(scalar: Scalar): Usage {
  const columns: UsedColumn[] = [];
  const functions: UsedFunction[] = [];
  const userTypes = new Set<number>();
  let hasSubquery = false;
  let rank = 0;
  const note = (node: Scalar): boolean => {
    noteTypes(node.type, userTypes);
    if ('volatility' in node) rank = Math.max(rank, RANK.indexOf(node.volatility));
    if (node.kind === 'column')
      columns.push({ name: node.name, register: node.register, slot: node.slot, span: node.span });
    else if (node.kind === 'virtual')
      columns.push({ name: node.name, register: node.register, slot: undefined, span: node.span });
    else if (node.kind === 'call')
      functions.push({ name: node.name, volatility: node.volatility, span: node.span });
    else if (node.kind === 'subquery') {
      if ('volatility' in node) return noteRoutine(node);
      hasSubquery = true;
    }
    return true;
  };
  /** What a function does inside is settled by what it was declared to be. */
  const noteRoutine = ({ routine: { name, args }, volatility, span }: RoutineScalar): false => {
    functions.push({ name, volatility, span, isRoutine: true });
    for (const arg of args) visitScalar(arg, note);
    return false;
  };
  visitScalar(scalar, note);
  return { columns, functions, hasSubquery, volatility: RANK[rank], userTypes };
}

function noteTypes(type: SqlType, found: Set<number>): void {
  if (type.family === 'enum') found.add(type.id);
  else if (type.family === 'array') noteTypes(type.elem, found);
  else if (type.family === 'tuple') for (const elem of type.elems) noteTypes(elem, found);
}
