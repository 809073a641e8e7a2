import type { AlterDatabaseAction, CreateDatabaseStatement, SurvivalGoal } from '../ast/ddl';
import type { Name, RoleSpec } from '../ast/name';
import type { Statement } from '../ast/statement';
import { NON_RESERVED } from '../lex/keywords';
import type { Cursor } from './cursor';
import { name, newName, roleSpec, schemaName } from './names';
import { textNode } from './options';
import { signedInteger } from './sequence-options';
import { roleSetting } from './session';
import { stringConstant } from './txn';
import { zoneAction } from './zone';

/** Databases, their regions, and schemas: CREATE, ALTER and DROP, each from its noun on. */

export function createDatabase(p: Cursor, offset: number): CreateDatabaseStatement {
  p.expect('DATABASE');
  const ifNotExists = p.eatAll('IF', 'NOT', 'EXISTS');
  const database = newName(p);
  p.eat('WITH');
  const template = optText(p, 'TEMPLATE');
  const encoding = optText(p, 'ENCODING');
  const lcCollate = optText(p, 'LC_COLLATE');
  const lcCtype = optText(p, 'LC_CTYPE');
  const connectionLimit = p.eatAll('CONNECTION', 'LIMIT') ? afterEquals(p, signedInteger) : undefined;
  const primaryRegion = p.eatAll('PRIMARY', 'REGION') ? afterEquals(p, region) : undefined;
  const regions = p.eatOneOf('REGIONS', 'REGION') ? afterEquals(p, (c) => c.list(region)) : [];
  const survival = p.at('SURVIVE') ? survivalGoal(p) : undefined;
  const placement = p.eat('PLACEMENT') ? p.expectOneOf('RESTRICTED', 'DEFAULT') : undefined;
  const owner = p.eat('OWNER') ? afterEquals(p, roleSpec) : undefined;
  const superRegion = p.eatAll('SUPER', 'REGION') ? superRegionOf(p) : undefined;
  const secondaryRegion = p.eatAll('SECONDARY', 'REGION') ? afterEquals(p, region) : undefined;
  return {
    kind: 'createDatabase',
    ifNotExists,
    name: database,
    template,
    encoding,
    lcCollate,
    lcCtype,
    connectionLimit,
    primaryRegion,
    regions,
    survival,
    placement,
    owner,
    superRegion,
    secondaryRegion,
    span: p.spanFrom(offset)
  };
}

/** A region's name may also be a string. */
function region(p: Cursor): Name {
  return p.kind === 'string' ? textNode(p) : name(p, 'region');
}

function afterEquals<T>(p: Cursor, read: (cursor: Cursor) => T): T {
  p.eat('=');
  return read(p);
}

/** `TEMPLATE = template0` */
function optText(p: Cursor, word: 'TEMPLATE' | 'ENCODING' | 'LC_COLLATE' | 'LC_CTYPE'): string | undefined {
  if (!p.eat(word)) return undefined;
  p.eat('=');
  if (p.kind === 'string') return stringConstant(p);
  if (!p.isName(NON_RESERVED)) p.fail();
  const text = p.tokenText();
  p.next();
  return text;
}

function superRegionOf(p: Cursor): { name: Name; regions: readonly Name[] } {
  const given = region(p);
  p.expect('VALUES');
  return { name: given, regions: p.list(region) };
}

function survivalGoal(p: Cursor): SurvivalGoal {
  p.expect('SURVIVE');
  p.eat('=');
  const word = p.expectOneOf('REGION', 'ZONE', 'AVAILABILITY');
  if (word === 'AVAILABILITY') p.expect('ZONE');
  p.expect('FAILURE');
  return word === 'AVAILABILITY' ? 'AVAILABILITY ZONE FAILURE' : `${word} FAILURE`;
}

export function alterDatabase(p: Cursor, offset: number): Statement {
  p.expect('DATABASE');
  const database = name(p, 'database');
  if (p.at('CONFIGURE')) {
    const action = zoneAction(p);
    return {
      kind: 'configureZone',
      target: { kind: 'database', name: database },
      action,
      span: p.spanFrom(offset)
    };
  }
  const action = databaseAction(p);
  return { kind: 'alterDatabase', name: database, action, span: p.spanFrom(offset) };
}

function databaseAction(p: Cursor): AlterDatabaseAction {
  if (p.at('SURVIVE')) return { kind: 'survive', goal: survivalGoal(p) };
  if (p.at('RESET')) return { kind: 'set', setting: roleSetting(p) };
  if (p.eatAll('PRIMARY', 'REGION')) return { kind: 'primaryRegion', region: afterEquals(p, region) };
  switch (p.expectOneOf('RENAME', 'OWNER', 'CONVERT', 'ADD', 'DROP', 'ALTER', 'PLACEMENT', 'SET')) {
    case 'RENAME':
      p.expect('TO');
      return { kind: 'rename', to: name(p, 'new_name') };
    case 'OWNER':
      p.expect('TO');
      return { kind: 'owner', owner: roleSpec(p) };
    case 'CONVERT':
      p.expectAll('TO', 'SCHEMA', 'WITH', 'PARENT');
      return { kind: 'convertToSchema', parent: name(p, 'database') };
    case 'PLACEMENT':
      return { kind: 'placement', placement: p.expectOneOf('RESTRICTED', 'DEFAULT') };
    case 'ADD':
      return addRegion(p);
    case 'DROP':
      return dropRegion(p);
    case 'ALTER':
      return alterRegion(p);
    case 'SET':
      return setOnDatabase(p);
  }
}

function addRegion(p: Cursor): AlterDatabaseAction {
  if (p.eat('SUPER')) {
    p.expect('REGION');
    const { name: given, regions } = superRegionOf(p);
    return { kind: 'addSuperRegion', region: given, regions };
  }
  p.expect('REGION');
  const ifNotExists = p.eatAll('IF', 'NOT', 'EXISTS');
  return { kind: 'addRegion', region: region(p), ifNotExists };
}

function dropRegion(p: Cursor): AlterDatabaseAction {
  const word = p.expectOneOf('SUPER', 'SECONDARY', 'REGION');
  if (word !== 'REGION') p.expect('REGION');
  if (word === 'SUPER') return { kind: 'dropSuperRegion', region: region(p) };
  const ifExists = p.eatAll('IF', 'EXISTS');
  if (word === 'SECONDARY') return { kind: 'dropSecondaryRegion', ifExists };
  return { kind: 'dropRegion', region: region(p), ifExists };
}

function alterRegion(p: Cursor): AlterDatabaseAction {
  if (p.expectOneOf('SUPER', 'LOCALITY') === 'SUPER') {
    p.expect('REGION');
    const { name: given, regions } = superRegionOf(p);
    return { kind: 'alterSuperRegion', region: given, regions };
  }
  const global = p.expectOneOf('GLOBAL', 'REGIONAL') === 'GLOBAL';
  const inRegion = !global && p.eat('IN') ? region(p) : undefined;
  return { kind: 'locality', global, region: inRegion, zone: zoneAction(p) };
}

/** `SET PRIMARY | SECONDARY REGION …`, or a variable. SET is read already. */
function setOnDatabase(p: Cursor): AlterDatabaseAction {
  if (p.eatAll('PRIMARY', 'REGION')) return { kind: 'primaryRegion', region: afterEquals(p, region) };
  if (p.eatAll('SECONDARY', 'REGION')) return { kind: 'secondaryRegion', region: afterEquals(p, region) };
  return { kind: 'set', setting: roleSetting(p, true) };
}

export function createSchema(p: Cursor, offset: number): Statement {
  p.expect('SCHEMA');
  const ifNotExists = p.eatAll('IF', 'NOT', 'EXISTS');
  const schema = p.at('AUTHORIZATION') ? undefined : schemaName(p);
  let authorization: RoleSpec | undefined;
  if (!schema || p.at('AUTHORIZATION')) {
    p.expect('AUTHORIZATION');
    authorization = roleSpec(p);
  }
  return { kind: 'createSchema', ifNotExists, name: schema, authorization, span: p.spanFrom(offset) };
}

export function alterSchema(p: Cursor, offset: number): Statement {
  p.expect('SCHEMA');
  const schema = schemaName(p);
  const word = p.expectOneOf('RENAME', 'OWNER');
  p.expect('TO');
  const action =
    word === 'RENAME'
      ? ({ kind: 'rename', to: name(p, 'new_name') } as const)
      : ({ kind: 'owner', owner: roleSpec(p) } as const);
  return { kind: 'alterSchema', name: schema, action, span: p.spanFrom(offset) };
}

export function dropDatabase(p: Cursor, offset: number): Statement {
  p.expect('DATABASE');
  const ifExists = p.eatAll('IF', 'EXISTS');
  const database = name(p, 'database');
  const behavior = p.eatOneOf('CASCADE', 'RESTRICT');
  return { kind: 'dropDatabase', ifExists, name: database, behavior, span: p.spanFrom(offset) };
}

export function dropSchema(p: Cursor, offset: number): Statement {
  p.expect('SCHEMA');
  const ifExists = p.eatAll('IF', 'EXISTS');
  const names = p.list(schemaName);
  const behavior = p.eatOneOf('CASCADE', 'RESTRICT');
  return { kind: 'dropSchema', ifExists, names, behavior, span: p.spanFrom(offset) };
}
