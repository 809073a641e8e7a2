import type { Datum, Row } from '../../base/datum';
import { unreachable } from '../../base/assert';
import type { GeneratorItem, Rel, SortKey, ValuesRow, WindowCall } from './rel';
import type { Scalar } from './scalar';

/** Ways through plans: the parts of a scalar and of an operator, and what registers they read and write. */

/** The scalars directly inside a scalar; a subquery's plan is not among them. */
export function scalarParts(scalar: Scalar): readonly Scalar[] {
  switch (scalar.kind) {
    case 'const':
    case 'literal':
    case 'column':
      return [];
    case 'virtual':
      return [scalar.expr];
    case 'unary':
    case 'not':
    case 'is':
    case 'cast':
    case 'field':
      return [scalar.operand];
    case 'binary':
    case 'compare':
    case 'distinct':
    case 'quantified':
    case 'nullIf':
      return [scalar.left, scalar.right];
    case 'and':
    case 'or':
      return scalar.operands;
    case 'in':
      return [scalar.left, ...scalar.items];
    case 'call':
      return scalar.args;
    case 'case':
      return [...scalar.whens.flatMap(({ when, then }) => [when, then]), scalar.otherwise];
    case 'coalesce':
    case 'tuple':
    case 'array':
      return scalar.items;
    case 'ifError':
      return [scalar.operand, scalar.otherwise, scalar.code].filter((part) => part !== undefined);
    case 'subscript':
      return [scalar.operand, scalar.index];
    case 'subquery':
      return scalar.left ? [scalar.left, ...scalar.columns] : scalar.columns;
    default:
      return unreachable(scalar);
  }
}

/** A scalar with its parts replaced; a subquery's plan stays as it is. */
export function mapParts(scalar: Scalar, map: (part: Scalar) => Scalar): Scalar {
  switch (scalar.kind) {
    case 'const':
    case 'literal':
    case 'column':
      return scalar;
    case 'virtual':
      return { ...scalar, expr: map(scalar.expr) };
    case 'unary':
    case 'not':
    case 'is':
    case 'cast':
    case 'field':
      return { ...scalar, operand: map(scalar.operand) };
    case 'binary':
    case 'compare':
    case 'distinct':
    case 'quantified':
    case 'nullIf':
      return { ...scalar, left: map(scalar.left), right: map(scalar.right) };
    case 'and':
    case 'or':
      return { ...scalar, operands: scalar.operands.map(map) };
    case 'in':
      return { ...scalar, left: map(scalar.left), items: scalar.items.map(map) };
    case 'call':
      return { ...scalar, args: scalar.args.map(map) };
    case 'case': {
      const whens = scalar.whens.map(({ when, then }) => ({ when: map(when), then: map(then) }));
      return { ...scalar, whens, otherwise: map(scalar.otherwise) };
    }
    case 'coalesce':
    case 'tuple':
    case 'array':
      return { ...scalar, items: scalar.items.map(map) };
    case 'ifError':
      return {
        ...scalar,
        operand: map(scalar.operand),
        otherwise: scalar.otherwise && map(scalar.otherwise),
        code: scalar.code && map(scalar.code)
      };
    case 'subscript':
      return { ...scalar, operand: map(scalar.operand), index: map(scalar.index) };
    case 'subquery':
      return { ...scalar, left: scalar.left && map(scalar.left), columns: scalar.columns.map(map) };
    default:
      return unreachable(scalar);
  }
}

/** Visits a scalar and everything in it, subqueries' plans included, until the visitor gives false for a node. */
export function visitScalar(scalar: Scalar, visit: (scalar: Scalar) => boolean): void {
  if (!visit(scalar)) return;
  for (const part of scalarParts(scalar)) visitScalar(part, visit);
  if (scalar.kind === 'subquery') visitRelScalars(scalar.rel, visit);
}

/** Whether anything in a scalar passes a test. */
export function someScalar(scalar: Scalar, test: (scalar: Scalar) => boolean): boolean {
  let found = false;
  visitScalar(scalar, (node) => {
    found ||= test(node);
    return !found;
  });
  return found;
}

/** Visits every scalar of an operator and of those below it. */
export function visitRelScalars(rel: Rel, visit: (scalar: Scalar) => boolean): void {
  visitRels(rel, (node) => {
    for (const scalar of ownScalars(node)) visitScalar(scalar, visit);
  });
}

/** Visits an operator and those below it, not those of subqueries inside expressions. */
export function visitRels(rel: Rel, visit: (rel: Rel) => void): void {
  visit(rel);
  for (const input of relInputs(rel)) visitRels(input, visit);
}

/** The operators directly below one. */
export function relInputs(rel: Rel): readonly Rel[] {
  switch (rel.kind) {
    case 'oneRow':
    case 'values':
    case 'scan':
    case 'source':
    case 'cteScan':
      return [];
    case 'filter':
    case 'project':
    case 'group':
    case 'window':
    case 'generate':
    case 'ordinality':
    case 'distinct':
    case 'sort':
    case 'limit':
    case 'update':
    case 'delete':
    case 'insert':
      return [rel.input];
    case 'join':
      return [rel.left, rel.right];
    case 'set':
      return rel.inputs.map((input) => input.rel);
    case 'with':
      return [
        ...rel.ctes.flatMap((cte) => (cte.recursive ? [cte.rel, cte.recursive.rel] : [cte.rel])),
        rel.input
      ];
    default:
      return unreachable(rel);
  }
}

/** A row of VALUES with these cells. */
export function valuesRow(cells: readonly Scalar[]): ValuesRow {
  const values = new Array<Datum>(cells.length);
  for (let i = 0; i < cells.length; i++) {
    const cell = cells[i];
    if (cell.kind !== 'const') return { cells };
    values[i] = cell.value;
  }
  return values;
}

/** Whether a row of VALUES is known before it is run. */
export const isKnownRow = (row: Row | { readonly cells: readonly unknown[] }): row is Row =>
  Array.isArray(row);

const NO_SCALARS: readonly Scalar[] = [];

/** The scalars of an operator itself. */
export function ownScalars(rel: Rel): readonly Scalar[] {
  switch (rel.kind) {
    case 'oneRow':
    case 'source':
    case 'ordinality':
    case 'cteScan':
      return [];
    case 'values':
      return rel.rows.every(isKnownRow)
        ? NO_SCALARS
        : rel.rows.flatMap((row) => (isKnownRow(row) ? NO_SCALARS : row.cells));
    case 'scan':
      return rel.filter;
    case 'filter':
      return rel.conjuncts;
    case 'project':
      return rel.exprs;
    case 'join':
      return [...rel.pairs.flatMap(({ left, right }) => [left, right]), ...rel.on];
    case 'group':
      return [
        ...rel.keys,
        ...rel.aggregates.flatMap((call) => [
          ...call.args,
          ...(call.filter ? [call.filter] : []),
          ...keyScalars(call.orderBy)
        ])
      ];
    case 'window':
      return rel.calls.flatMap(windowScalars);
    case 'generate':
      return rel.items.flatMap((item: GeneratorItem) => item.args);
    case 'distinct':
      return rel.keys;
    case 'sort':
      return keyScalars(rel.keys);
    case 'limit':
      return [rel.limit, rel.offset].filter((part) => part !== undefined);
    case 'set':
      return rel.inputs.flatMap((input) => input.exprs);
    case 'with':
      return rel.ctes.flatMap((cte) => [...cte.exprs, ...(cte.recursive?.exprs ?? [])]);
    case 'insert':
    case 'update':
    case 'delete':
      return rel.scalars;
    default:
      return unreachable(rel);
  }
}

const keyScalars = (keys: readonly SortKey[]): Scalar[] => keys.map((key) => key.expr);

function windowScalars(call: WindowCall): Scalar[] {
  const { start, end } = call.frame;
  const rest = [call.filter, start.offset, end.offset].filter((part) => part !== undefined);
  return [...call.args, ...call.partitionBy, ...keyScalars(call.orderBy), ...rest];
}

/** The registers that an operator puts its row into: what somebody who keeps rows must keep. */
export function outputRegisters(rel: Rel): readonly number[] {
  const registers: number[] = [];
  collectOutput(rel, registers);
  return registers;
}

function collectOutput(rel: Rel, registers: number[]): void {
  switch (rel.kind) {
    case 'oneRow':
      return;
    case 'values':
    case 'scan':
    case 'source':
    case 'cteScan':
    case 'set':
      registers.push(rel.register);
      return;
    case 'project':
      if (!rel.closed) collectOutput(rel.input, registers);
      registers.push(rel.register);
      return;
    case 'group':
    case 'window':
    case 'generate':
    case 'ordinality':
      collectOutput(rel.input, registers);
      registers.push(rel.register);
      return;
    case 'filter':
    case 'distinct':
    case 'sort':
    case 'limit':
    case 'with':
      return collectOutput(rel.input, registers);
    case 'join':
      collectOutput(rel.left, registers);
      return collectOutput(rel.right, registers);
    case 'insert':
    case 'update':
    case 'delete':
      registers.push(...rel.outputRegisters);
      return;
    default:
      return unreachable(rel);
  }
}

/** The registers an expression reads, those read inside its subqueries included. */
export function readRegisters(scalar: Scalar): Set<number> {
  const found = new Set<number>();
  visitScalar(scalar, (node) => {
    noteRegister(node, found);
    return true;
  });
  return found;
}

function noteRegister(node: Scalar, found: Set<number>): void {
  if (node.kind === 'column' || node.kind === 'virtual') found.add(node.register);
  else if (node.kind === 'tuple' && node.register !== undefined) found.add(node.register);
}

/** Registers that an operator and everything below it reads but does not fill itself: those of outer queries. */
export function freeRegisters(rel: Rel): Set<number> {
  const read = new Set<number>();
  const filled = new Set<number>();
  collectRegisters(rel, read, filled);
  for (const register of filled) read.delete(register);
  return read;
}

function collectRegisters(rel: Rel, read: Set<number>, filled: Set<number>): void {
  visitRels(rel, (node) => {
    if ('register' in node) filled.add(node.register);
    if (node.kind === 'insert' || node.kind === 'update' || node.kind === 'delete')
      for (const register of node.ownRegisters) filled.add(register);
    for (const scalar of ownScalars(node)) {
      visitScalar(scalar, (part) => {
        noteRegister(part, read);
        if (part.kind === 'subquery')
          visitRels(part.rel, (inner) => 'register' in inner && filled.add(inner.register));
        return true;
      });
    }
  });
}

/** Whether an expression gives another value when asked again. */
export function isVolatile(scalar: Scalar): boolean {
  return someScalar(scalar, (node) => 'volatility' in node && node.volatility === 'volatile');
}

/** Whether an expression contains a subquery. */
export function hasSubquery(scalar: Scalar): boolean {
  return someScalar(scalar, (node) => node.kind === 'subquery');
}

/** The conjuncts of a condition, nested ANDs taken apart. */
export function conjunctsOf(scalar: Scalar): Scalar[] {
  return scalar.kind === 'and' ? scalar.operands.flatMap(conjunctsOf) : [scalar];
}
