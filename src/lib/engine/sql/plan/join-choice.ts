import type { AccessChooser } from './access';
import type { EquiPair, JoinRel, Rel } from './rel';
import type { Scalar } from './scalar';
import { freeRegisters, isVolatile, outputRegisters, readRegisters } from './walk';

/**
 * How tables are joined: in which order, by which way, and which conditions are asked where. Inner joins that follow one
 * another are taken together; each next table is one that a condition of equality ties to those before.
 */

/** What the optimiser does for joins. */
export interface JoinHelp {
  /** Optimises an operator under conditions of its own. */
  rel(rel: Rel, conditions: readonly Scalar[]): Rel;
  readonly access: AccessChooser;
}

/** Up to so many rows on the left, looking each up in an index beats reading the right side whole. */
const LOOKUP_ROWS = 150;

/** A join under conditions, which count as part of an inner one. */
export function joined(rel: JoinRel, conditions: readonly Scalar[], help: JoinHelp): Rel {
  if (rel.type === 'inner') return innerJoin(rel, conditions, help);
  if (rel.type === 'left' && conditions.some((c) => rejectsMissing(c, new Set(outputRegisters(rel.right)))))
    return innerJoin({ ...rel, type: 'inner' }, conditions, help);
  return outerJoin(rel, conditions, help);
}

/** Whether a condition fails for rows without a partner, so that LEFT is as good as INNER. */
function rejectsMissing(condition: Scalar, right: ReadonlySet<number>): boolean {
  const isOwn = (side: Scalar) => side.kind === 'column' && right.has(side.register);
  if (condition.kind === 'compare') return isOwn(condition.left) || isOwn(condition.right);
  if (condition.kind === 'in') return !condition.not && isOwn(condition.left);
  return condition.kind === 'is' && condition.test === 'null' && condition.not && isOwn(condition.operand);
}

interface Leaf {
  readonly rel: Rel;
  readonly registers: ReadonlySet<number>;
  /** Registers of other leaves that it reads: LATERAL. */
  readonly needs: ReadonlySet<number>;
  /** The conditions that read it, in their order. */
  readonly about: OpenCondition[];
  /** How many conditions of equality wait for nothing but this leaf. */
  ties: number;
}

/** A condition that has not been given a place yet. */
interface OpenCondition {
  readonly condition: Scalar;
  readonly isEquality: boolean;
  /** How many leaves it reads. */
  readonly width: number;
  /** Those of them that have not been joined yet. */
  readonly waitsFor: Set<Leaf>;
}

function innerJoin(root: JoinRel, conditions: readonly Scalar[], help: JoinHelp): Rel {
  const rels: Rel[] = [];
  const all = [...conditions];
  flatten(root, rels, all);
  const filled = new Set(rels.flatMap(outputRegisters));
  const leaves = rels.map((rel): Leaf => {
    const registers = new Set(outputRegisters(rel));
    const needs = new Set([...freeRegisters(rel)].filter((r) => filled.has(r) && !registers.has(r)));
    return { rel, registers, needs, about: [], ties: 0 };
  });
  // What gives another answer each time is asked last, once for each row.
  const last = all.filter(isVolatile);
  const open = all.filter((condition) => !isVolatile(condition));
  const result = new JoinOrder(leaves, open, help).build();
  return last.length === 0 ? result : { kind: 'filter', input: result, conjuncts: last };
}

function flatten(rel: Rel, leaves: Rel[], conditions: Scalar[]): void {
  if (rel.kind === 'join' && rel.type === 'inner') {
    flatten(rel.left, leaves, conditions);
    flatten(rel.right, leaves, conditions);
    conditions.push(...rel.on);
  } else if (rel.kind === 'filter' && rel.input.kind === 'join' && rel.input.type === 'inner') {
    flatten(rel.input, leaves, conditions);
    conditions.push(...rel.conjuncts);
  } else leaves.push(rel);
}

/**
 * Puts the leaves of a join in order. What a condition reads is looked at once, and each condition counts down the leaves it still waits
 * for: hundreds of tables are hundreds of steps, each as long as the tables that are left.
 */
class JoinOrder {
  readonly #left: Leaf[];
  /** Conditions that read none of the leaves: they are about queries around. */
  readonly #aboutNone: Scalar[] = [];
  readonly #help: JoinHelp;
  readonly #known = new Set<number>();

  constructor(leaves: readonly Leaf[], conditions: readonly Scalar[], help: JoinHelp) {
    this.#left = [...leaves];
    this.#help = help;
    const byRegister = new Map<number, Leaf>();
    for (const leaf of leaves) for (const register of leaf.registers) byRegister.set(register, leaf);
    for (const condition of new Set(conditions)) this.#addCondition(condition, byRegister);
  }

  #addCondition(condition: Scalar, byRegister: ReadonlyMap<number, Leaf>): void {
    const waitsFor = new Set<Leaf>();
    for (const register of readRegisters(condition)) {
      const leaf = byRegister.get(register);
      if (leaf) waitsFor.add(leaf);
    }
    if (waitsFor.size === 0) this.#aboutNone.push(condition);
    const open = { condition, isEquality: isEquality(condition), width: waitsFor.size, waitsFor };
    for (const leaf of waitsFor) leaf.about.push(open);
    tie(open);
  }

  build(): Rel {
    const first = this.#left.splice(this.#firstIndex(), 1)[0];
    // What reads nothing at all may be asked as soon as there is a row.
    let result = this.#help.rel(first.rel, [...own(first), ...this.#aboutNone]);
    this.#add(first);
    while (this.#left.length > 0) {
      const [next] = this.#left.splice(this.#nextIndex(), 1);
      result = this.#joinTo(result, next);
      this.#add(next);
    }
    return result;
  }

  /** The first in the text, unless another one gives but a few rows. */
  #firstIndex(): number {
    const free = this.#left.findIndex((leaf) => leaf.needs.size === 0);
    // Only plain tables are looked at: planning a subquery several times over would cost more than it gains.
    const rowsOf = (leaf: Leaf) =>
      leaf.rel.kind === 'scan'
        ? this.#help.access.estimate(this.#help.rel(leaf.rel, own(leaf)))
        : leaf.rel.kind === 'values'
          ? leaf.rel.rows.length
          : LOOKUP_ROWS;
    if (this.#left.length < 2 || rowsOf(this.#left[free]) <= LOOKUP_ROWS / 10) return free;
    const small = this.#left.findIndex(
      (leaf) => leaf.needs.size === 0 && leaf.rel.kind === 'scan' && rowsOf(leaf) <= LOOKUP_ROWS / 10
    );
    return small < 0 ? free : small;
  }

  #nextIndex(): number {
    const isReady = (leaf: Leaf) => isWithin(leaf.needs, this.#known);
    const tied = this.#left.findIndex((leaf) => leaf.ties > 0 && isReady(leaf));
    return tied >= 0 ? tied : Math.max(0, this.#left.findIndex(isReady));
  }

  #add(leaf: Leaf): void {
    for (const register of leaf.registers) this.#known.add(register);
    for (const open of leaf.about) {
      open.waitsFor.delete(leaf);
      tie(open);
    }
  }

  #joinTo(left: Rel, leaf: Leaf): Rel {
    // What can be asked once the leaf has joined those already there.
    const on = leaf.about.filter(({ width, waitsFor }) => width > 1 && waitsFor.size === 1);
    return joinSides(
      'inner',
      left,
      leaf.rel,
      {
        own: own(leaf),
        on: on.map(({ condition }) => condition),
        known: this.#known,
        lateral: leaf.needs.size > 0
      },
      this.#help
    );
  }
}

/** Conditions about one leaf alone. */
const own = ({ about }: Leaf): Scalar[] =>
  about.filter(({ width }) => width === 1).map(({ condition }) => condition);

/** A condition that waits for one leaf only ties it to those that are there. */
function tie({ isEquality, waitsFor }: OpenCondition): void {
  if (isEquality && waitsFor.size === 1) for (const leaf of waitsFor) leaf.ties++;
}

function isWithin(registers: ReadonlySet<number>, known: ReadonlySet<number>): boolean {
  for (const register of registers) if (!known.has(register)) return false;
  return true;
}

function isEquality(condition: Scalar): boolean {
  return condition.kind === 'compare' && condition.op === '=';
}

interface SideConditions {
  /** About the right side alone. */
  readonly own: readonly Scalar[];
  /** About both. */
  readonly on: readonly Scalar[];
  /** Registers of the left side. */
  readonly known: ReadonlySet<number>;
  readonly lateral: boolean;
}

/** Joins an optimised left side with a right side that is not optimised yet. */
function joinSides(
  type: 'inner' | 'left',
  left: Rel,
  right: Rel,
  conditions: SideConditions,
  help: JoinHelp
): Rel {
  const { own, on, known, lateral } = conditions;
  if (lateral)
    return { kind: 'join', type, left, right: help.rel(right, own), algorithm: 'apply', pairs: [], on };
  const rightAlone = help.rel(right, own);
  const lookup = lookupSide(rightAlone, on, known, help);
  if (lookup && help.access.estimate(left) <= LOOKUP_ROWS)
    return { kind: 'join', type, left, right: lookup, algorithm: 'apply', pairs: [], on: [] };
  return plainJoin(type, left, rightAlone, on, known);
}

/** The right side found through an index by values of the left; undefined when no index serves. */
function lookupSide(
  right: Rel,
  on: readonly Scalar[],
  known: ReadonlySet<number>,
  help: JoinHelp
): Rel | undefined {
  if (right.kind !== 'scan' || on.length === 0) return undefined;
  const scan = help.access.choose({ ...right, filter: [...right.filter, ...on] }, []);
  const readsLeft = (scalar: Scalar) => [...readRegisters(scalar)].some((register) => known.has(register));
  return help.access.isLookup(scan, readsLeft) ? scan : undefined;
}

/** A join by hashing where a condition of equality allows it, else by trying all pairs. */
function plainJoin(
  type: JoinRel['type'],
  left: Rel,
  right: Rel,
  on: readonly Scalar[],
  leftRegisters: ReadonlySet<number>
): Rel {
  const rightRegisters = new Set(outputRegisters(right));
  const pairs: EquiPair[] = [];
  const rest: Scalar[] = [];
  for (const condition of on) {
    const pair = equiPair(condition, leftRegisters, rightRegisters);
    if (pair) pairs.push(pair);
    else rest.push(condition);
  }
  return { kind: 'join', type, left, right, algorithm: pairs.length > 0 ? 'hash' : 'loop', pairs, on: rest };
}

function equiPair(
  condition: Scalar,
  left: ReadonlySet<number>,
  right: ReadonlySet<number>
): EquiPair | undefined {
  if (condition.kind !== 'compare' || condition.op !== '=' || !condition.comparison.type) return undefined;
  const { type } = condition.comparison;
  const isOver = (scalar: Scalar, own: ReadonlySet<number>, other: ReadonlySet<number>) => {
    const reads = [...readRegisters(scalar)];
    return reads.some((register) => own.has(register)) && !reads.some((register) => other.has(register));
  };
  const straight = isOver(condition.left, left, right) && isOver(condition.right, right, left);
  if (straight) return { left: condition.left, right: condition.right, type };
  const turned = isOver(condition.right, left, right) && isOver(condition.left, right, left);
  return turned ? { left: condition.right, right: condition.left, type } : undefined;
}

/** LEFT and FULL: conditions above may go to the left side of a LEFT join, conditions of ON to its right side. */
function outerJoin(rel: JoinRel, conditions: readonly Scalar[], help: JoinHelp): Rel {
  const leftRegisters = new Set(outputRegisters(rel.left));
  const rightRegisters = new Set(outputRegisters(rel.right));
  const readsNone = (condition: Scalar, registers: ReadonlySet<number>) =>
    ![...readRegisters(condition)].some((register) => registers.has(register));
  const isFull = rel.type === 'full';
  const toLeft = conditions.filter((c) => !isFull && !isVolatile(c) && readsNone(c, rightRegisters));
  const above = conditions.filter((c) => !toLeft.includes(c));
  const left = help.rel(rel.left, toLeft);
  const own = rel.on.filter((c) => !isFull && !isVolatile(c) && readsNone(c, leftRegisters));
  const on = rel.on.filter((c) => !own.includes(c));
  const lateral = [...freeRegisters(rel.right)].some((register) => leftRegisters.has(register));
  const result = isFull
    ? plainJoin('full', left, help.rel(rel.right, []), on, leftRegisters)
    : joinSides('left', left, rel.right, { own, on, known: leftRegisters, lateral }, help);
  return above.length === 0 ? result : { kind: 'filter', input: result, conjuncts: above };
}
