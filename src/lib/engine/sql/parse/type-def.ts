import type { AlterTypeAction } from '../ast/ddl';
import type { Name } from '../ast/name';
import type { Statement } from '../ast/statement';
import type { TypeRef } from '../ast/type';
import type { Cursor } from './cursor';
import { name, objectName, roleSpec } from './names';
import { textNode } from './options';
import { typeRef } from './types';

/** User-defined types: CREATE, ALTER and DROP, each from its noun on. */

export function dropType(p: Cursor, offset: number): Statement {
  p.expect('TYPE');
  const ifExists = p.eatAll('IF', 'EXISTS');
  const names = p.list((c) => objectName(c, 'type'));
  const behavior = p.eatOneOf('CASCADE', 'RESTRICT');
  return { kind: 'dropType', ifExists, names, behavior, span: p.spanFrom(offset) };
}

/** CREATE TYPE … AS ENUM (…) or AS (a INT, …). */
export function createType(p: Cursor, offset: number): Statement {
  p.expect('TYPE');
  const ifNotExists = p.eatAll('IF', 'NOT', 'EXISTS');
  const type = objectName(p, 'new_name');
  if (p.kind === 'eof' || p.kind === '(') p.unsupported('base and shell types');
  p.expect('AS');
  if (p.kind === 'RANGE') p.unsupported('range types');
  if (p.eat('ENUM')) {
    p.expect('(');
    const labels = p.at(')') ? [] : p.list(textNode);
    p.expect(')');
    return {
      kind: 'createType',
      ifNotExists,
      name: type,
      labels,
      fields: undefined,
      span: p.spanFrom(offset)
    };
  }
  p.expect('(');
  const fields = p.at(')') ? [] : p.list(compositeField);
  p.expect(')');
  return { kind: 'createType', ifNotExists, name: type, labels: undefined, fields, span: p.spanFrom(offset) };
}

function compositeField(p: Cursor): { name: Name; type: TypeRef } {
  return { name: name(p, 'new_name'), type: typeRef(p) };
}

export function alterType(p: Cursor, offset: number): Statement {
  p.expect('TYPE');
  const type = objectName(p, 'type');
  const action = typeAction(p);
  return { kind: 'alterType', name: type, action, span: p.spanFrom(offset) };
}

function typeAction(p: Cursor): AlterTypeAction {
  const word = p.expectOneOf('ADD', 'DROP', 'RENAME', 'SET', 'OWNER', 'ALTER');
  if (p.kind === 'ATTRIBUTE') p.unsupported('ALTER TYPE … ATTRIBUTE');
  switch (word) {
    case 'ADD':
      return addValue(p);
    case 'DROP':
      p.expect('VALUE');
      return { kind: 'dropValue', value: textNode(p) };
    case 'RENAME': {
      if (p.eat('TO')) return { kind: 'rename', to: name(p, 'new_name') };
      p.expect('VALUE');
      const from = textNode(p);
      p.expect('TO');
      return { kind: 'renameValue', from, to: textNode(p) };
    }
    case 'SET':
      p.expect('SCHEMA');
      return { kind: 'setSchema', schema: name(p, 'schema') };
    case 'OWNER':
      p.expect('TO');
      return { kind: 'owner', owner: roleSpec(p) };
    case 'ALTER':
      return p.fail();
  }
}

function addValue(p: Cursor): AlterTypeAction {
  p.expect('VALUE');
  const ifNotExists = p.eatAll('IF', 'NOT', 'EXISTS');
  const value = textNode(p);
  const where = p.eatOneOf('BEFORE', 'AFTER');
  const placement = where ? { before: where === 'BEFORE', value: textNode(p) } : undefined;
  return { kind: 'addValue', value, ifNotExists, placement };
}
