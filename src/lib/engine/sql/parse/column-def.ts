import { SqlError } from '../../base/errors';
import type { Expr } from '../ast/expr';
import type { Name } from '../ast/name';
import type { ColumnDef, ColumnFamily, ColumnReference, Identity, NamedExpr } from '../ast/table-def';
import type { TypeRef } from '../ast/type';
import { NAME } from '../lex/keywords';
import type { Cursor } from './cursor';
import { expr, restrictedExpr } from './expr';
import { name, newName, tableName } from './names';
import { sequenceOptions } from './sequence-options';
import { contradiction, optBuckets, optMatch, optStorageParameters, referenceActions } from './table-def';
import { collated, typeRef } from './types';

/**
 * A column of CREATE TABLE or ADD COLUMN. Its qualifications come in any order; what contradicts itself is refused here, as
 * in CockroachDB (`sem/tree/create.go`).
 */

/** A definition while it is put together. */
type Draft = { -readonly [K in keyof Omit<ColumnDef, 'checks'>]: ColumnDef[K] } & {
  checks: NamedExpr[];
};

/** @throws SqlError 42601, 22023 for qualifications that exclude one another, 42P16 for two references or families */
export function columnDef(p: Cursor): ColumnDef {
  const offset = p.offset;
  const column = newName(p);
  const draft: Draft = {
    kind: 'columnDef',
    name: column,
    type: typeRef(p),
    nullability: undefined,
    nullabilityConstraint: undefined,
    hidden: false,
    primaryKey: undefined,
    unique: undefined,
    default: undefined,
    onUpdate: undefined,
    identity: undefined,
    checks: [],
    references: undefined,
    computed: undefined,
    family: undefined,
    span: column.span
  };
  while (qualification(p, draft));
  draft.span = p.spanFrom(offset);
  return draft;
}

/** Reads one qualification; false when none follows. */
function qualification(p: Cursor, draft: Draft): boolean {
  if (p.eat('COLLATE')) return addCollation(p, draft);
  const family = optFamily(p);
  if (family) {
    if (draft.family)
      throw new SqlError('42P16', `multiple column families specified for column "${draft.name.text}"`, {
        span: draft.name.span
      });
    draft.family = family;
    return true;
  }
  const hasName = p.eat('CONSTRAINT');
  const constraint = hasName ? name(p, 'new_name') : undefined;
  if (namedQualification(p, draft, constraint)) return true;
  if (hasName) p.fail();
  return false;
}

function addCollation(p: Cursor, draft: Draft): true {
  const type = collated(p, draft.type);
  if (type.collation !== 'default') {
    if (draft.type.collation !== undefined)
      throw new SqlError('42601', `multiple COLLATE declarations for column "${draft.name.text}"`, {
        span: type.span
      });
    if (type.builtIn && !COLLATABLE.has(type.name))
      throw new SqlError('42804', `COLLATE declaration for non-string-typed column "${draft.name.text}"`, {
        span: type.span
      });
    draft.type = type;
  }
  return true;
}

const COLLATABLE: ReadonlySet<string> = new Set(['STRING', 'VARCHAR', 'CHAR', 'BPCHAR', 'NAME', '"char"']);

/** `FAMILY f`, `CREATE FAMILY [f]`, `CREATE IF NOT EXISTS FAMILY f` */
function optFamily(p: Cursor): ColumnFamily | undefined {
  if (p.eat('FAMILY')) return { name: name(p, 'family'), create: false, ifNotExists: false };
  if (p.eatAll('CREATE', 'IF')) {
    p.expectAll('NOT', 'EXISTS', 'FAMILY');
    return { name: name(p, 'family'), create: true, ifNotExists: true };
  }
  if (!p.eat('CREATE')) return undefined;
  p.expect('FAMILY');
  const given = p.isName(NAME) ? name(p, 'new_name') : undefined;
  return { name: given, create: true, ifNotExists: false };
}

function namedQualification(p: Cursor, draft: Draft, constraint: Name | undefined): boolean {
  if (p.kind === 'NOT' && p.peek(1) !== 'NULL' && p.peek(1) !== 'VISIBLE' && p.peek(1) !== 'caret')
    return false;
  if (p.eatAll('NOT', 'VISIBLE')) draft.hidden = true;
  else if (p.eatAll('NOT', 'NULL')) addNullability(draft, 'NOT NULL', constraint);
  else if (p.eat('NULL')) addNullability(draft, 'NULL', constraint);
  else if (p.eat('UNIQUE')) draft.unique = { constraint, withoutIndex: p.eatAll('WITHOUT', 'INDEX') };
  else if (p.eat('PRIMARY')) addPrimaryKey(p, draft, constraint);
  else if (p.eat('CHECK')) draft.checks.push({ expr: bracketed(p), constraint });
  else if (p.eat('DEFAULT')) addDefault(draft, { expr: restrictedExpr(p), constraint });
  else if (p.eatAll('ON', 'UPDATE')) addOnUpdate(draft, { expr: restrictedExpr(p), constraint });
  else if (p.eat('REFERENCES')) addReference(draft, reference(p, constraint));
  else if (p.eat('AS')) addComputed(p, draft);
  else if (p.at('GENERATED') && (p.peek(1) === 'ALWAYS' || p.peek(1) === 'BY')) addGenerated(p, draft);
  else return false;
  return true;
}

function addNullability(draft: Draft, nullability: 'NULL' | 'NOT NULL', constraint: Name | undefined): void {
  if (draft.nullability !== undefined && draft.nullability !== nullability)
    throw contradiction('conflicting NULL/NOT NULL declarations for', draft.name);
  draft.nullability = nullability;
  draft.nullabilityConstraint = constraint;
}

function addPrimaryKey(p: Cursor, draft: Draft, constraint: Name | undefined): void {
  p.expect('KEY');
  const sharded = p.eatAll('USING', 'HASH') ? { buckets: optBuckets(p) } : undefined;
  draft.primaryKey = { constraint, sharded, storage: optStorageParameters(p) };
}

function addDefault(draft: Draft, value: NamedExpr): void {
  if (draft.default || draft.identity)
    throw contradiction('multiple default values specified for', draft.name);
  draft.default = value;
}

function addOnUpdate(draft: Draft, value: NamedExpr): void {
  if (draft.onUpdate) throw contradiction('multiple ON UPDATE values specified for', draft.name);
  if (draft.identity)
    throw contradiction('both generated identity and on update expression specified for', draft.name);
  draft.onUpdate = value;
}

function addReference(draft: Draft, value: ColumnReference): void {
  if (draft.references)
    throw new SqlError(
      '42P16',
      `multiple foreign key constraints specified for column "${draft.name.text}"`,
      {
        span: draft.name.span
      }
    );
  draft.references = value;
}

function reference(p: Cursor, constraint: Name | undefined): ColumnReference {
  const table = tableName(p);
  let column: Name | undefined;
  if (p.eat('(')) {
    column = name(p, 'column');
    p.expect(')');
  }
  const match = optMatch(p);
  return { constraint, table, column, match, ...referenceActions(p) };
}

/** `AS (e) STORED | VIRTUAL`, behind AS. */
function addComputed(p: Cursor, draft: Draft): void {
  if (draft.identity)
    throw contradiction('both generated identity and computed expression specified for', draft.name);
  if (!p.at('(')) p.fail('use AS ( <expr> ) STORED or AS ( <expr> ) VIRTUAL');
  const value = bracketed(p);
  if (!p.atAny('STORED', 'VIRTUAL')) p.fail('use AS ( <expr> ) STORED or AS ( <expr> ) VIRTUAL');
  draft.computed = { expr: value, virtual: p.expectOneOf('STORED', 'VIRTUAL') === 'VIRTUAL' };
}

/** `GENERATED ALWAYS AS (e) …`, and the two kinds of identity. */
function addGenerated(p: Cursor, draft: Draft): void {
  const { always } = generated(p);
  p.expect('AS');
  if (always && !p.at('IDENTITY')) {
    addComputed(p, draft);
    return;
  }
  p.expect('IDENTITY');
  checkIdentity(draft);
  draft.identity = { always, options: optSequenceOptions(p) };
  draft.nullability = 'NOT NULL';
}

/** `GENERATED ALWAYS` or `GENERATED BY DEFAULT`. */
export function generated(p: Cursor): { always: boolean } {
  p.expect('GENERATED');
  if (p.eat('ALWAYS')) return { always: true };
  p.expectAll('BY', 'DEFAULT');
  return { always: false };
}

/** `(options)` of an identity, or nothing. */
export function optSequenceOptions(p: Cursor): Identity['options'] {
  if (!p.eat('(')) return [];
  const options = sequenceOptions(p);
  p.expect(')');
  return options;
}

const INTEGERS: ReadonlySet<string> = new Set(['INT2', 'INT4', 'INT8', 'SERIAL2', 'SERIAL4', 'SERIAL8']);

function isInteger(type: TypeRef): boolean {
  return type.builtIn && type.dims === 0 && INTEGERS.has(type.name);
}

function checkIdentity(draft: Draft): void {
  if (!isInteger(draft.type))
    throw new SqlError('22023', 'identity column type must be an INT', { span: draft.type.span });
  if (draft.identity) throw contradiction('multiple identity specifications for', draft.name);
  if (draft.default) throw contradiction('multiple default values specified for', draft.name);
  if (draft.computed)
    throw contradiction('both generated identity and computed expression specified for', draft.name);
  if (draft.nullability === 'NULL')
    throw contradiction('conflicting NULL/NOT NULL declarations for', draft.name);
  if (draft.onUpdate)
    throw contradiction('both generated identity and on update expression specified for', draft.name);
}

function bracketed(p: Cursor): Expr {
  p.expect('(');
  const value = expr(p);
  p.expect(')');
  return value;
}
