import type { TextOrPlaceholder } from '../ast/changefeed';
import type { Name, RoleSpec, TablePattern } from '../ast/name';
import type { DefaultPrivilegesStatement, GrantTarget, Privilege, RoleOption } from '../ast/role';
import type { ShowGrantTarget } from '../ast/show';
import type { Statement } from '../ast/statement';
import type { Keyword } from '../lex/keywords';
import { NAME } from '../lex/keywords';
import { normalizeName } from '../lex/normalize';
import type { TokenKind } from '../lex/tokens';
import type { Cursor } from './cursor';
import { name, objectName, roleSpec, roleSpecs, schemaName, tablePattern } from './names';
import { stringOrPlaceholder, textOrPlaceholder } from './options';
import { routineRef } from './routine';
import { roleSetting } from './session';

/** Roles and privileges. */

const FLAGS = [
  'CREATEROLE',
  'LOGIN',
  'CONTROLJOB',
  'CONTROLCHANGEFEED',
  'CREATEDB',
  'CREATELOGIN',
  'VIEWACTIVITY',
  'VIEWACTIVITYREDACTED',
  'CANCELQUERY',
  'MODIFYCLUSTERSETTING',
  'SQLLOGIN',
  'VIEWCLUSTERSETTING',
  'REPLICATION',
  'BYPASSRLS'
] as const;
const ROLE_FLAGS: readonly Keyword[] = FLAGS.flatMap((flag): Keyword[] => [flag, `NO${flag}`]);

/** USER, ROLE or GROUP. */
function isUser(p: Cursor): boolean {
  return p.expectOneOf('USER', 'ROLE', 'GROUP') === 'USER';
}

export function createRole(p: Cursor, offset: number): Statement {
  const user = isUser(p);
  const ifNotExists = p.eatAll('IF', 'NOT', 'EXISTS');
  const role = roleSpec(p);
  const options = roleOptions(p);
  return { kind: 'createRole', isUser: user, ifNotExists, name: role, options, span: p.spanFrom(offset) };
}

/** Options, or settings of variables, also for `ALL` roles. */
export function alterRole(p: Cursor, offset: number): Statement {
  const user = isUser(p);
  const forAll = p.eat('ALL');
  const ifExists = !forAll && p.eatAll('IF', 'EXISTS');
  const role = forAll ? undefined : roleSpec(p);
  if (!role || p.atAny('IN', 'SET', 'RESET')) {
    const database = p.eatAll('IN', 'DATABASE') ? name(p, 'database') : undefined;
    const setting = roleSetting(p);
    return {
      kind: 'alterRoleSet',
      isUser: user,
      ifExists,
      name: role,
      database,
      setting,
      span: p.spanFrom(offset)
    };
  }
  const options = roleOptions(p);
  return { kind: 'alterRole', isUser: user, ifExists, name: role, options, span: p.spanFrom(offset) };
}

export function dropRole(p: Cursor, offset: number): Statement {
  const user = isUser(p);
  const ifExists = p.eatAll('IF', 'EXISTS');
  const names = roleSpecs(p);
  return { kind: 'dropRole', isUser: user, ifExists, names, span: p.spanFrom(offset) };
}

/** `[WITH] option …`; WITH alone is an error. */
function roleOptions(p: Cursor): RoleOption[] {
  const options: RoleOption[] = [];
  const isAnnounced = p.eat('WITH');
  p.offer('role_option');
  for (let option = roleOption(p); option; option = roleOption(p)) options.push(option);
  if (isAnnounced && options.length === 0) p.fail();
  return options;
}

function roleOption(p: Cursor): RoleOption | undefined {
  const offset = p.offset;
  const make = (option: string, value?: TextOrPlaceholder | null): RoleOption => ({
    name: option,
    value,
    span: p.spanFrom(offset)
  });
  for (const flag of ROLE_FLAGS) if (p.eat(flag)) return make(flag);
  if (p.eat('ENCRYPTED')) {
    p.expect('PASSWORD');
    return make('PASSWORD', stringOrPlaceholder(p, 'string'));
  }
  if (p.eat('PASSWORD')) return make('PASSWORD', p.eat('NULL') ? null : stringOrPlaceholder(p, 'string'));
  if (p.eat('VALID')) {
    p.expect('UNTIL');
    return make('VALID UNTIL', textOrNull(p));
  }
  if (p.eat('SUBJECT')) return make('SUBJECT', textOrNull(p));
  if (p.eat('PROVISIONSRC')) return make('PROVISIONSRC', textOrNull(p));
  return undefined;
}

function textOrNull(p: Cursor): TextOrPlaceholder | null {
  return p.eat('NULL') ? null : textOrPlaceholder(p, 'string');
}

const PRIVILEGES: ReadonlySet<string> = new Set(
  (
    'ALL CREATE DROP SELECT INSERT DELETE UPDATE USAGE ZONECONFIG CONNECT RULE MODIFYCLUSTERSETTING EXTERNALCONNECTION ' +
    'VIEWACTIVITY VIEWACTIVITYREDACTED VIEWCLUSTERSETTING CANCELQUERY NOSQLLOGIN EXECUTE VIEWCLUSTERMETADATA VIEWDEBUG ' +
    'BACKUP RESTORE EXTERNALIOIMPLICITACCESS CHANGEFEED VIEWJOB MODIFYSQLCLUSTERSETTING REPLICATION ' +
    'MANAGEVIRTUALCLUSTER VIEWSYSTEMTABLE CREATEROLE CREATELOGIN CREATEDB CONTROLJOB REPAIRCLUSTER TRIGGER BYPASSRLS ' +
    'REPLICATIONDEST REPLICATIONSOURCE INSPECT'
  ).split(' ')
);

/** Names of roles have no capitals, also in quotes. */
const roleNames = (names: readonly Name[]): Name[] =>
  names.map((name) => ({ ...name, text: normalizeName(name.text) }));

/** Privileges, or the names of roles: which of the two shows only at ON. */
function grantedNames(p: Cursor): Name[] {
  return p.list((c) => {
    c.offer('privilege');
    const span = c.tokenSpan();
    const text = c.tokenText();
    if (c.kind !== 'CREATE' && c.kind !== 'GRANT' && c.kind !== 'SELECT' && !c.isName(NAME)) c.fail();
    c.next();
    return { text, span };
  });
}

/** @throws SqlError 42601 for a word that is no privilege */
function asPrivileges(p: Cursor, names: readonly Name[]): Privilege[] {
  return names.map(({ text, span }) => {
    const privilege = text.toUpperCase();
    if (!PRIVILEGES.has(privilege)) p.fail(`not a valid privilege: "${text}"`);
    return { name: privilege, span };
  });
}

/** `ALL [PRIVILEGES]`, or a list. */
function privileges(p: Cursor): Privilege[] {
  const span = p.tokenSpan();
  if (!p.eat('ALL')) return asPrivileges(p, grantedNames(p));
  p.eat('PRIVILEGES');
  return [{ name: 'ALL', span }];
}

export function grant(p: Cursor): Statement {
  const offset = p.offset;
  p.expect('GRANT');
  if (atSystem(p)) return systemGrant(p, offset);
  const isAll = p.at('ALL');
  const given = isAll ? privileges(p) : grantedNames(p);
  if (!isAll && p.eat('TO')) {
    const roles = roleSpecs(p);
    const adminOption = p.eatAll('WITH', 'ADMIN') && (p.expect('OPTION'), true);
    return {
      kind: 'grantRole',
      granted: roleNames(given as Name[]),
      roles,
      adminOption,
      span: p.spanFrom(offset)
    };
  }
  p.expect('ON');
  const list = isAll ? (given as Privilege[]) : asPrivileges(p, given as Name[]);
  const on = grantTarget(p);
  p.expect('TO');
  const roles = roleSpecs(p);
  return {
    kind: 'grant',
    privileges: list,
    on,
    roles,
    grantOption: optGrantOption(p),
    span: p.spanFrom(offset)
  };
}

/** SYSTEM before a privilege; alone it would be the name of a role. */
function atSystem(p: Cursor): boolean {
  return (
    p.at('SYSTEM') && p.peek(1) !== 'TO' && p.peek(1) !== 'FROM' && p.peek(1) !== ',' && p.peek(1) !== 'ON'
  );
}

function systemGrant(p: Cursor, offset: number): Statement {
  p.expect('SYSTEM');
  const list = privileges(p);
  p.expect('TO');
  const roles = roleSpecs(p);
  const grantOption = optGrantOption(p);
  return {
    kind: 'grant',
    privileges: list,
    on: { kind: 'system' },
    roles,
    grantOption,
    span: p.spanFrom(offset)
  };
}

function optGrantOption(p: Cursor): boolean {
  if (!p.eat('WITH')) return false;
  p.expectAll('GRANT', 'OPTION');
  return true;
}

export function revoke(p: Cursor): Statement {
  const offset = p.offset;
  p.expect('REVOKE');
  if (p.eatAll('ADMIN', 'OPTION', 'FOR')) {
    const granted = grantedNames(p);
    p.expect('FROM');
    return {
      kind: 'revokeRole',
      granted: roleNames(granted),
      roles: roleSpecs(p),
      adminOption: true,
      span: p.spanFrom(offset)
    };
  }
  const grantOption = p.eatAll('GRANT', 'OPTION', 'FOR');
  if (atSystem(p)) {
    p.expect('SYSTEM');
    const list = privileges(p);
    p.expect('FROM');
    const roles = roleSpecs(p);
    return {
      kind: 'revoke',
      privileges: list,
      on: { kind: 'system' },
      roles,
      grantOption,
      span: p.spanFrom(offset)
    };
  }
  const isAll = p.at('ALL');
  const given = isAll ? privileges(p) : grantedNames(p);
  if (!isAll && !grantOption && p.eat('FROM'))
    return {
      kind: 'revokeRole',
      granted: roleNames(given as Name[]),
      roles: roleSpecs(p),
      adminOption: false,
      span: p.spanFrom(offset)
    };
  p.expect('ON');
  const list = isAll ? (given as Privilege[]) : asPrivileges(p, given as Name[]);
  const on = grantTarget(p);
  p.expect('FROM');
  return { kind: 'revoke', privileges: list, on, roles: roleSpecs(p), grantOption, span: p.spanFrom(offset) };
}

/** What follows ON in GRANT and REVOKE. */
export function grantTarget(p: Cursor): GrantTarget {
  if (p.eat('TYPE')) return { kind: 'types', names: p.list((c) => objectName(c, 'type')) };
  if (p.eat('SCHEMA')) return { kind: 'schemas', names: p.list(schemaName) };
  if (p.eat('ALL')) {
    const objects = p.expectOneOf('TABLES', 'SEQUENCES', 'FUNCTIONS', 'PROCEDURES', 'ROUTINES');
    p.expectAll('IN', 'SCHEMA');
    return { kind: 'allInSchema', objects, schemas: p.list(schemaName) };
  }
  return plainTarget(p);
}

function plainTarget(p: Cursor): GrantTarget {
  if (p.eat('TABLE')) return { kind: 'tables', sequence: false, patterns: p.list(tablePattern) };
  const word = beginsName(p)
    ? undefined
    : p.eatOneOf('SEQUENCE', 'DATABASE', 'EXTERNAL', 'FUNCTION', 'PROCEDURE');
  switch (word) {
    case 'SEQUENCE':
      return { kind: 'tables', sequence: true, patterns: p.list(tablePattern) };
    case 'DATABASE':
      return { kind: 'databases', names: p.list((c) => name(c, 'database')) };
    case 'EXTERNAL':
      p.expect('CONNECTION');
      return { kind: 'externalConnections', names: p.list((c) => name(c, 'external_connection')) };
    case 'FUNCTION':
    case 'PROCEDURE':
      return { kind: 'routines', procedure: word === 'PROCEDURE', routines: p.list(routineRef) };
    case undefined:
      return { kind: 'tables', sequence: false, patterns: tablePatterns(p) };
  }
}

/** These words are names too: of a table, where no name follows them. */
function beginsName(p: Cursor): boolean {
  const next = p.peek(1);
  return (
    next === '.' ||
    next === ',' ||
    next === 'TO' ||
    next === 'FROM' ||
    next === 'FOR' ||
    next === 'eof' ||
    next === ')'
  );
}

/** One name may be any word here, several must be names of tables. */
function tablePatterns(p: Cursor): TablePattern[] {
  return p.list(tablePattern);
}

/** ALTER DEFAULT PRIVILEGES, behind ALTER. */
export function alterDefaultPrivileges(p: Cursor, offset: number): Statement {
  p.expectAll('DEFAULT', 'PRIVILEGES');
  let forRoles: readonly RoleSpec[] | undefined = [];
  if (p.eat('FOR')) {
    if (p.eatAll('ALL', 'ROLES')) forRoles = undefined;
    else {
      isUser(p);
      forRoles = roleSpecs(p);
    }
  }
  const schemas = p.eatAll('IN', 'SCHEMA') ? p.list(schemaName) : [];
  const isGrant = p.expectOneOf('GRANT', 'REVOKE') === 'GRANT';
  const optionFor = !isGrant && p.eatAll('GRANT', 'OPTION', 'FOR');
  const list = privileges(p);
  p.expect('ON');
  const objects: DefaultPrivilegesStatement['objects'] = p.expectOneOf(
    'TABLES',
    'SEQUENCES',
    'TYPES',
    'SCHEMAS',
    'FUNCTIONS',
    'ROUTINES'
  );
  p.expect(isGrant ? 'TO' : 'FROM');
  const roles = roleSpecs(p);
  const grantOption = isGrant ? optGrantOption(p) : optionFor;
  const behavior = isGrant ? undefined : p.eatOneOf('CASCADE', 'RESTRICT');
  return {
    kind: 'alterDefaultPrivileges',
    forRoles,
    schemas,
    grant: isGrant,
    privileges: list,
    objects,
    roles,
    grantOption,
    behavior,
    span: p.spanFrom(offset)
  };
}

const ENDS_TARGET: ReadonlySet<TokenKind> = new Set<TokenKind>(['FOR', 'eof', ';', ')', ']']);

/** What follows ON in SHOW GRANTS. */
export function showGrantTarget(p: Cursor): ShowGrantTarget {
  // The word alone means every role: `SHOW GRANTS ON ROLE FOR a`.
  if (p.at('ROLE') && (ENDS_TARGET.has(p.peek(1)) || !beginsName(p))) {
    p.next();
    return { kind: 'roles', roles: ENDS_TARGET.has(p.kind) ? [] : roleSpecs(p) };
  }
  if (p.at('SCHEMA') && !beginsName(p)) {
    p.next();
    if (p.peek(1) === '.' && p.peek(2) === '*') {
      const database = name(p, 'database');
      p.expectAll('.', '*');
      return { kind: 'allSchemas', database };
    }
    return { kind: 'schemas', names: p.list(schemaName) };
  }
  if (p.at('TYPE') && !beginsName(p)) {
    p.next();
    return { kind: 'types', names: p.list((c) => objectName(c, 'type')) };
  }
  return plainTarget(p);
}

export function reassignOwned(p: Cursor): Statement {
  const offset = p.offset;
  p.expectAll('REASSIGN', 'OWNED', 'BY');
  const from = roleSpecs(p);
  p.expect('TO');
  return { kind: 'reassignOwned', from, to: roleSpec(p), span: p.spanFrom(offset) };
}

/** DROP OWNED BY, behind DROP. */
export function dropOwned(p: Cursor, offset: number): Statement {
  p.expectAll('OWNED', 'BY');
  const roles = roleSpecs(p);
  const behavior = p.eatOneOf('CASCADE', 'RESTRICT');
  return { kind: 'dropOwned', roles, behavior, span: p.spanFrom(offset) };
}
