import { unreachable } from '../../base/assert';
import type { SqlType } from '../types/type';
import type { CteDef, JoinRel, ProjectRel, Rel, ScanRel } from './rel';
import type { QueryPlanner } from './query-planner';
import { AccessChooser } from './access';
import { joined } from './join-choice';
import type { Scalar } from './scalar';
import { scalarKey } from './scalar-key';
import { substituted } from './substitute';
import {
  conjunctsOf,
  hasSubquery,
  isVolatile,
  mapParts,
  outputRegisters,
  ownScalars,
  readRegisters,
  isKnownRow,
  valuesRow,
  visitScalar
} from './walk';

/**
 * Makes a plan fit to run: moves conditions down to where their columns come from, chooses how tables are read and joined,
 * leaves out sorts that an index makes needless. Rules only, no statistics: the same text over the same catalog always
 * gives the same plan.
 */
export class Optimizer {
  readonly #access: AccessChooser;
  /** Registers whose version times somebody reads. */
  readonly #mvcc = new Set<number>();

  constructor(planner: QueryPlanner) {
    this.#access = new AccessChooser(planner);
  }

  /** @param columns what is read from the plan's rows in the end */
  optimize(rel: Rel, columns: readonly Scalar[]): Rel {
    this.#noteMvcc(rel);
    for (const column of columns) this.#noteScalar(column);
    return this.#rel(rel, []);
  }

  /** The subqueries of an expression, optimised. */
  scalar(scalar: Scalar): Scalar {
    const mapped = mapParts(scalar, (part) => this.scalar(part));
    return mapped.kind === 'subquery' ? { ...mapped, rel: this.#rel(mapped.rel, []) } : mapped;
  }

  #scalars(scalars: readonly Scalar[]): Scalar[] {
    return scalars.map((scalar) => this.scalar(scalar));
  }

  #noteMvcc(rel: Rel): void {
    visitAll(rel, (scalar) => this.#noteScalar(scalar));
  }

  #noteScalar(scalar: Scalar): void {
    visitScalar(scalar, (node) => {
      if (node.kind === 'column' && node.system) this.#mvcc.add(node.register);
      return true;
    });
  }

  /** @param conditions conjuncts that rows must satisfy; they have had their subqueries optimised */
  #rel(rel: Rel, conditions: readonly Scalar[]): Rel {
    switch (rel.kind) {
      case 'filter':
        return this.#rel(rel.input, [...conditions, ...this.#scalars(rel.conjuncts).flatMap(conjunctsOf)]);
      case 'scan':
        return this.#scan(rel, conditions);
      case 'project':
        return this.#project(rel, conditions);
      case 'join':
        return this.#join(rel, conditions);
      case 'sort':
        return this.#sort(rel, conditions);
      case 'oneRow':
      case 'source':
      case 'cteScan':
        return filtered(rel, conditions);
      case 'values':
        return filtered(
          {
            ...rel,
            rows: rel.rows.every(isKnownRow)
              ? rel.rows
              : rel.rows.map((row) => (isKnownRow(row) ? row : valuesRow(this.#scalars(row.cells))))
          },
          conditions
        );
      case 'group': {
        const { below, above } = this.#throughGroup(rel, conditions);
        const input = this.#rel(rel.input, below);
        return filtered(
          {
            ...rel,
            input,
            keys: this.#scalars(rel.keys),
            aggregates: rel.aggregates.map((call) => ({
              ...call,
              args: this.#scalars(call.args),
              filter: call.filter && this.scalar(call.filter),
              orderBy: call.orderBy.map((key) => ({ ...key, expr: this.scalar(key.expr) }))
            }))
          },
          above
        );
      }
      case 'window':
        return filtered(
          {
            ...rel,
            input: this.#rel(rel.input, []),
            calls: rel.calls.map((call) => ({
              ...call,
              args: this.#scalars(call.args),
              filter: call.filter && this.scalar(call.filter),
              partitionBy: this.#scalars(call.partitionBy),
              orderBy: call.orderBy.map((key) => ({ ...key, expr: this.scalar(key.expr) }))
            }))
          },
          conditions
        );
      case 'generate': {
        const input = new Set(outputRegisters(rel.input));
        const below = conditions.filter(
          (c) =>
            !isVolatile(c) &&
            !readRegisters(c).has(rel.register) &&
            rel.input.kind !== 'oneRow' &&
            input.size > 0
        );
        const above = conditions.filter((c) => !below.includes(c));
        const items = rel.items.map((item) => ({ ...item, args: this.#scalars(item.args) }));
        return filtered({ ...rel, input: this.#rel(rel.input, below), items }, above);
      }
      case 'ordinality':
        return filtered({ ...rel, input: this.#rel(rel.input, []) }, conditions);
      case 'distinct': {
        // A condition on the keys alone is the same for all rows that are equal in them.
        const keys = new Set(rel.keys.map(scalarKey));
        const plain = rel.keys.every((key) => !isComposite(key.type));
        const whole = (c: Scalar) =>
          plain && !rel.duplicateError && !isVolatile(c) && !hasSubquery(c) && readsOnly(c, keys);
        const below = conditions.filter(whole);
        const above = conditions.filter((c) => !below.includes(c));
        return filtered({ ...rel, input: this.#rel(rel.input, below), keys: this.#scalars(rel.keys) }, above);
      }
      case 'limit':
        return filtered(this.#limit(rel), conditions);
      case 'set':
        return this.#set(rel, conditions);
      case 'with':
        return filtered(
          { ...rel, ctes: rel.ctes.map((cte) => this.cte(cte)), input: this.#rel(rel.input, []) },
          conditions
        );
      case 'insert':
        return {
          ...rel,
          input: this.#rel(rel.input, []),
          values: rel.values.map((v) => ({ ...v, expr: this.scalar(v.expr) }))
        };
      case 'update':
        return {
          ...rel,
          input: this.#rel(rel.input, []),
          sets: rel.sets.map((s) => ({ ...s, expr: this.scalar(s.expr) }))
        };
      case 'delete':
        return { ...rel, input: this.#rel(rel.input, []) };
      default:
        return unreachable(rel);
    }
  }

  cte(cte: CteDef): CteDef {
    return {
      ...cte,
      rel: this.#rel(cte.rel, []),
      exprs: this.#scalars(cte.exprs),
      recursive: cte.recursive && {
        ...cte.recursive,
        rel: this.#rel(cte.recursive.rel, []),
        exprs: this.#scalars(cte.recursive.exprs)
      }
    };
  }

  #limit(rel: Rel & { kind: 'limit' }): Rel {
    const limit = rel.limit && this.scalar(rel.limit);
    const offset = rel.offset && this.scalar(rel.offset);
    return { ...rel, input: this.#rel(rel.input, []), limit, offset };
  }

  #scan(rel: ScanRel, conditions: readonly Scalar[]): ScanRel {
    const mvccSlot = this.#mvcc.has(rel.register) ? rel.table.nextSlot : undefined;
    const filter = [...rel.filter, ...conditions];
    return this.#access.choose({ ...rel, mvccSlot, filter }, []);
  }

  #project(rel: ProjectRel, conditions: readonly Scalar[]): Rel {
    const exprs = this.#scalars(rel.exprs);
    const below: Scalar[] = [];
    const above: Scalar[] = [];
    const costly = exprs.map((expr) => isVolatile(expr) || hasSubquery(expr));
    for (const condition of conditions) {
      const usesCostly = readsSlots(condition, rel.register).some((slot) => costly[slot]);
      if (usesCostly || isVolatile(condition) || hasSubquery(condition)) above.push(condition);
      else below.push(substituted(condition, rel.register, exprs));
    }
    return filtered({ ...rel, exprs, input: this.#rel(rel.input, below) }, above);
  }

  /** A condition that follows from the keys of a group may be asked of its rows; without keys there is always a group. */
  #throughGroup(rel: Rel & { kind: 'group' }, conditions: readonly Scalar[]) {
    const keys = new Set(rel.keys.map(scalarKey));
    const plain = rel.keys.every((key) => !isComposite(key.type));
    const passes = (c: Scalar) =>
      plain && !rel.scalar && !isVolatile(c) && !hasSubquery(c) && readsOnly(c, keys);
    return { below: conditions.filter(passes), above: conditions.filter((c) => !passes(c)) };
  }

  #set(rel: Rel & { kind: 'set' }, conditions: readonly Scalar[]): Rel {
    const inputs = rel.inputs.map((input) => ({ rel: input.rel, exprs: this.#scalars(input.exprs) }));
    const costly = inputs.some((input) => input.exprs.some((expr) => isVolatile(expr) || hasSubquery(expr)));
    // Rows that count as equal and yet differ (1.0, 1.00) must meet before a condition may tell them apart.
    const merges = rel.op !== 'union' || !rel.all;
    const plain = !merges || !rel.types.some(isComposite);
    const moves = (c: Scalar) => plain && !costly && !isVolatile(c) && !hasSubquery(c);
    const below = conditions.filter(moves);
    return filtered(
      {
        ...rel,
        inputs: inputs.map((input) => ({
          ...input,
          rel: this.#rel(
            input.rel,
            below.map((c) => substituted(c, rel.register, input.exprs))
          )
        }))
      },
      conditions.filter((c) => !moves(c))
    );
  }

  #join(rel: JoinRel, conditions: readonly Scalar[]): Rel {
    const on = this.#scalars(rel.on).flatMap(conjunctsOf);
    return joined({ ...rel, on }, conditions, {
      rel: (input, below) => this.#rel(input, below),
      access: this.#access
    });
  }

  /** A sort over a table read in that order is left out. */
  #sort(rel: Rel & { kind: 'sort' }, conditions: readonly Scalar[]): Rel {
    const keys = rel.keys.map((key) => ({ ...key, expr: this.scalar(key.expr) }));
    const top = rel.top && {
      limit: this.scalar(rel.top.limit),
      offset: rel.top.offset && this.scalar(rel.top.offset)
    };
    const input = this.#rel(rel.input, conditions);
    const ordered = this.#access.ordered(input, keys, rel.top !== undefined);
    return ordered ?? { ...rel, keys, top, input };
  }
}

/** Conditions over an operator. */
export function filtered(rel: Rel, conditions: readonly Scalar[]): Rel {
  return conditions.length === 0 ? rel : { kind: 'filter', input: rel, conjuncts: conditions };
}

/** Whether an expression is made of some given ones and of constants only. */
function readsOnly(scalar: Scalar, keys: ReadonlySet<string>): boolean {
  if (keys.has(scalarKey(scalar))) return true;
  if (scalar.kind === 'column' || scalar.kind === 'virtual') return false;
  if (scalar.kind === 'const' || scalar.kind === 'literal') return true;
  let all = true;
  mapParts(scalar, (part) => {
    all &&= readsOnly(part, keys);
    return part;
  });
  return all;
}

/** Whether values of a type may be equal and still be told apart: `1.0` and `1.00`, `-0` and `0`. */
function isComposite(type: SqlType): boolean {
  switch (type.family) {
    case 'decimal':
    case 'float':
    case 'jsonb':
    case 'interval':
    case 'collated':
    case 'array':
    case 'tuple':
      return true;
    default:
      return false;
  }
}

/** The slots of a register that an expression reads. */
function readsSlots(scalar: Scalar, register: number): number[] {
  const slots: number[] = [];
  visitScalar(scalar, (node) => {
    if (node.kind === 'column' && node.register === register) slots.push(node.slot);
    return true;
  });
  return slots;
}

function visitAll(rel: Rel, visit: (scalar: Scalar) => void): void {
  for (const scalar of ownScalars(rel)) visit(scalar);
  switch (rel.kind) {
    case 'join':
      visitAll(rel.left, visit);
      visitAll(rel.right, visit);
      return;
    case 'set':
      for (const input of rel.inputs) visitAll(input.rel, visit);
      return;
    case 'with':
      for (const cte of rel.ctes) {
        visitAll(cte.rel, visit);
        if (cte.recursive) visitAll(cte.recursive.rel, visit);
      }
      visitAll(rel.input, visit);
      return;
    default:
      if ('input' in rel) visitAll(rel.input, visit);
  }
}
