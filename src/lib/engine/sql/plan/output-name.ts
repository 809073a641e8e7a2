import type { Expr } from '../ast/expr';
import type { TypeRef } from '../ast/type';
import { bare } from './same-type';

/** What a result column is called that has no alias (tree/col_name.go). */
export const NO_NAME = '?column?';

/** The name that an expression gives its column. */
export function outputName(expr: Expr): string {
  return nameOf(expr)?.name ?? NO_NAME;
}

/** A name and whether it is better than the name of a cast's type around it. */
interface Candidate {
  readonly name: string;
  readonly strong: boolean;
}

const strong = (name: string): Candidate => ({ name, strong: true });
const weak = (name: string): Candidate => ({ name, strong: false });

function nameOf(expr: Expr): Candidate | undefined {
  switch (expr.kind) {
    case 'column':
      return strong(expr.column);
    case 'call':
      return strong(expr.name.object);
    case 'paren':
    case 'collate':
    case 'annotate':
      return nameOf(expr.operand);
    case 'subscript':
      return nameOf(expr.operand);
    case 'cast': {
      const inner = nameOf(expr.operand);
      return inner?.strong ? inner : weak(typeColumnName(expr.type));
    }
    case 'access':
      return expr.by === 'label' ? strong(String(expr.field)) : undefined;
    case 'bool':
      return weak('bool');
    case 'case': {
      const inner = expr.else && nameOf(expr.else);
      return inner?.strong ? inner : weak('case');
    }
    case 'if':
      return strong('if');
    case 'ifError':
      return strong(expr.else ? 'iferror' : 'iserror');
    case 'nullIf':
      return strong('nullif');
    case 'coalesce':
      return strong(expr.name.toLowerCase());
    case 'array':
    case 'arraySubquery':
      return strong('array');
    case 'tuple':
      return expr.row ? strong('row') : undefined;
    case 'exists':
      return strong('exists');
    case 'subquery':
      return queryName(expr);
    default:
      return undefined;
  }
}

/** A subquery is called as its only column is. */
function queryName(expr: Expr & { kind: 'subquery' }): Candidate | undefined {
  let { query } = expr;
  while (query.body.kind === 'parenQuery') query = query.body.query;
  if (query.body.kind === 'values') return strong('column1');
  if (query.body.kind !== 'select' || query.body.items.length !== 1) return undefined;
  const [item] = query.body.items;
  return item.alias ? strong(item.alias.text) : nameOf(bare(item.expr));
}

/** PostgreSQL's internal name of a type: `int8`, `timestamptz`, `_text` for an array. */
function typeColumnName(ref: TypeRef): string {
  const name = ref.builtIn ? (INTERNAL_NAMES.get(ref.name) ?? ref.name.toLowerCase()) : ref.name;
  return ref.dims > 0 ? `_${name}` : name;
}

const INTERNAL_NAMES: ReadonlyMap<string, string> = new Map([
  ['STRING', 'text'],
  ['BYTES', 'bytea'],
  ['DECIMAL', 'numeric'],
  ['CHAR', 'bpchar'],
  ['"char"', 'char'],
  ['BOOL', 'bool']
]);
