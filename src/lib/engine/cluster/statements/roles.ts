import { SqlError, type Span } from '../../base/errors';
import { ROLES } from '../../catalog/catalog';
import type {
  DatabaseDef,
  DefaultPrivilege,
  DefaultPrivilegeObject,
  Descriptor,
  FunctionDef,
  RoleDef,
  SchemaDef,
  SchemaObject
} from '../../catalog/descriptors';
import { allObjects, databaseObjects, schemaFunctions } from '../../catalog/ddl/dependencies';
import { ddlErrors, quoted } from '../../catalog/ddl/errors';
import {
  ADMIN,
  GRANTABLE,
  grantKindOf,
  objectWord,
  PUBLIC,
  ROLE_OPTIONS,
  ROOT,
  withGrant,
  withoutGrant,
  type GrantKind
} from '../../catalog/privileges';
import type { RoleSpec, TablePattern } from '../../sql/ast/name';
import type { RoutineRef } from '../../sql/ast/routine';
import type {
  AlterRoleSetStatement,
  AlterRoleStatement,
  CreateRoleStatement,
  DefaultPrivilegesStatement,
  DropOwnedStatement,
  DropRoleStatement,
  GrantRoleStatement,
  GrantStatement,
  GrantTarget,
  Privilege,
  ReassignOwnedStatement,
  RoleOption
} from '../../sql/ast/role';
import { makeRole } from '../bootstrap';
import type { Cluster } from '../cluster';
import { done, type Handlers, type StatementResult } from '../statement';
import type { StatementRunner } from '../statement-runner';
import { newOwner, roleName } from './ddl-databases';
import { dropObjects } from './ddl-drop';
import { functionNamed } from './ddl-functions';
import { SchemaStatement } from './ddl-host';
import { typeNamed } from './ddl-types';
import { roleSetting } from './role-settings';
import { writtenName } from './ddl-host';
import { VIRTUAL_SCHEMAS } from '../names';

/** Users and roles, GRANT and REVOKE, default privileges, ownership. */
export function registerRoles(handlers: Handlers, cluster: Cluster, runner: StatementRunner): void {
  const on = (ctx: ConstructorParameters<typeof SchemaStatement>[2]) =>
    new SchemaStatement(cluster, runner, ctx);
  handlers.on('createRole', (statement, ctx) => createRole(statement, on(ctx)));
  handlers.on('alterRole', (statement, ctx) => alterRole(statement, on(ctx)));
  handlers.on('alterRoleSet', (statement, ctx) => alterRoleSet(statement, on(ctx)));
  handlers.on('dropRole', (statement, ctx) => dropRoles(statement, on(ctx)));
  handlers.on('grant', (statement, ctx) => changeGrants(statement, on(ctx)));
  handlers.on('revoke', (statement, ctx) => changeGrants(statement, on(ctx)));
  handlers.on('grantRole', (statement, ctx) => changeMembership(statement, on(ctx)));
  handlers.on('revokeRole', (statement, ctx) => changeMembership(statement, on(ctx)));
  handlers.on('alterDefaultPrivileges', (statement, ctx) => alterDefaults(statement, on(ctx)));
  handlers.on('reassignOwned', (statement, ctx) => reassignOwned(statement, on(ctx)));
  handlers.on('dropOwned', (statement, ctx) => dropOwned(statement, on(ctx)));
}

// --- roles ---------------------------------------------------------------------------------------------------------

function requireCreateRole(host: SchemaStatement): void {
  if (!host.authority.hasOption(host.user, 'CREATEROLE'))
    throw new SqlError('42501', `user ${host.user} does not have CREATEROLE privilege`);
}

/** Letters of any script, digits and a few marks. Simpler than CockroachDB: capital letters stay what they are. */
const ROLE_NAME = /^[\p{L}0-9_][-\p{L}0-9_.]*$/u;

/** Names that stand for something else. @throws SqlError 42939, 42602 */
function requireRoleName({ name, span }: RoleSpec): void {
  if (name === PUBLIC || name === 'none' || name === 'node')
    throw new SqlError('42939', `role name ${quoted(name)} is reserved`, { span });
  if (name.startsWith('pg_') || name.startsWith('crdb_internal_'))
    throw new SqlError('42939', `role name ${quoted(name)} is reserved`, {
      span,
      detail: 'the prefixes "pg_" and "crdb_internal_" are reserved'
    });
  if (!ROLE_NAME.test(name) || name.length > 63)
    throw new SqlError('42602', `${quoted(name.slice(0, 70))}: username is invalid`, {
      span,
      hint: 'at most 63 letters, digits, underscores, dashes and periods, of which the last two cannot come first'
    });
}

function createRole(statement: CreateRoleStatement, host: SchemaStatement): StatementResult {
  requireCreateRole(host);
  const { name, isUser } = statement;
  if (name.kind !== 'role')
    throw new SqlError('42939', `role name ${quoted(name.name)} is reserved`, { span: name.span });
  requireRoleName(name);
  if (host.view.find(ROLES, name.name)) {
    if (!statement.ifNotExists) throw ddlErrors.duplicateObject('a role/user named', name.name, name.span);
    host.notice(`role/user ${quoted(name.name)} already exists, skipping`);
    return done('CREATE ROLE');
  }
  const role = makeRole(host.ctx.catalog.newRoleId(), name.name, isUser, host.now);
  host.stage(withOptions(role, statement.options, host));
  return done('CREATE ROLE');
}

/** @throws SqlError 42601 for options that contradict one another, 42704 for unknown ones */
function withOptions(role: RoleDef, given: readonly RoleOption[], host: SchemaStatement): RoleDef {
  const options = new Set(role.options);
  let { login, validUntil } = role;
  const seen = new Set<string>();
  for (const { name, value, span } of given) {
    const plain = name.startsWith('NO') && name !== 'NOSQLLOGIN' ? name.slice(2) : name;
    if (seen.has(plain)) throw new SqlError('42601', 'conflicting role options', { span });
    seen.add(plain);
    if (plain === 'LOGIN') login = name === 'LOGIN';
    else if (name === 'NOSQLLOGIN') options.add('NOSQLLOGIN');
    else if (name === 'SQLLOGIN') options.delete('NOSQLLOGIN');
    else if (name === 'VALID UNTIL') validUntil = value?.kind === 'text' ? value.text : undefined;
    else if (name === 'PASSWORD' || name === 'ENCRYPTED PASSWORD')
      host.notice('passwords are not kept: every session of the playground is let in');
    else if (ROLE_OPTIONS.includes(plain)) {
      requireOptionRight(plain, host);
      if (name === plain) options.add(plain);
      else options.delete(plain);
    }
  }
  const { validUntil: _before, ...rest } = role;
  return {
    ...rest,
    login,
    options: [...options].sort(),
    ...(validUntil === undefined ? {} : { validUntil })
  };
}

/** Rights over jobs and settings are given only by those who have them. */
function requireOptionRight(option: string, host: SchemaStatement): void {
  if (option === 'CONTROLJOB' && !host.authority.hasOption(host.user, 'CONTROLJOB'))
    throw new SqlError('42501', `user ${host.user} does not have CONTROLJOB privilege`);
}

function alterRole(statement: AlterRoleStatement, host: SchemaStatement): StatementResult {
  requireCreateRole(host);
  const role = findRole(statement.name, host);
  if (!role) {
    if (!statement.ifExists) throw ddlErrors.undefinedRole(statement.name.name, statement.name.span);
    return done('ALTER ROLE');
  }
  if (role.name === ROOT || role.name === ADMIN)
    throw new SqlError('42501', `cannot edit ${role.name === ROOT ? 'root user' : 'admin role'}`, {
      span: statement.name.span
    });
  if (host.authority.isAdmin(role.name)) host.authority.requireAdmin(host.user, 'ALTER ROLE admin');
  host.stage({ ...withOptions(role, statement.options, host), version: role.version + 1 });
  return done('ALTER ROLE');
}

function findRole(spec: RoleSpec, host: SchemaStatement): RoleDef | undefined {
  return host.authority.role(spec.kind === 'role' ? spec.name : host.user);
}

function alterRoleSet(statement: AlterRoleSetStatement, host: SchemaStatement): StatementResult {
  if (!statement.name) {
    host.authority.requireAdmin(host.user, 'ALTER ROLE ALL SET');
    throw ddlErrors.unsupported(
      'ALTER ROLE ALL SET',
      'ALTER DATABASE … SET, or ALTER ROLE for each role',
      statement.span
    );
  }
  const role = findRole(statement.name, host);
  if (!role) {
    if (statement.ifExists) return done('ALTER ROLE');
    throw ddlErrors.undefinedRole(statement.name.name, statement.name.span);
  }
  if (role.name !== host.user) requireCreateRole(host);
  const database = statement.database
    ? host.names.database(statement.database.text, statement.database.span).name
    : '';
  host.stage({ ...roleSetting(role, database, statement.setting, host), version: role.version + 1 });
  return done('ALTER ROLE');
}

function dropRoles(statement: DropRoleStatement, host: SchemaStatement): StatementResult {
  requireCreateRole(host);
  for (const spec of statement.names) {
    const role = findRole(spec, host);
    if (!role) {
      if (!statement.ifExists) throw ddlErrors.undefinedRole(spec.name, spec.span);
      host.notice(`role/user ${quoted(spec.name)} does not exist, skipping`);
      continue;
    }
    if (role.name === ROOT || role.name === ADMIN)
      throw new SqlError('42501', `role/user ${quoted(role.name)} cannot be dropped`, { span: spec.span });
    if (host.authority.isAdmin(role.name)) host.authority.requireAdmin(host.user, 'DROP ROLE admin');
    refuseOwnedObjects(role.name, spec.span, host);
    for (const other of host.view.children(ROLES))
      if (other.kind === 'role' && other.memberOf.some((m) => m.role === role.name))
        host.stage({
          ...other,
          version: other.version + 1,
          memberOf: other.memberOf.filter((m) => m.role !== role.name)
        });
    host.stage({ ...role, version: role.version + 1, dropped: true });
  }
  return done('DROP ROLE');
}

/** Every object of the cluster with its place, databases and schemas included. */
function* everything(host: SchemaStatement): Iterable<Descriptor> {
  for (const database of host.view.children(0)) {
    yield database;
    for (const schema of host.view.children(database.id)) yield schema;
  }
  yield* allObjects(host.view);
}

/** @throws SqlError 2BP01 where the role owns something or has been granted something */
function refuseOwnedObjects(role: string, span: Span, host: SchemaStatement): void {
  const owned = [...everything(host)].filter((object) => object.privileges.owner === role);
  const granted = [...everything(host)].filter((object) =>
    object.privileges.grants.some((grant) => grant.grantee === role)
  );
  const defaults = [...everything(host)].filter(
    (d) =>
      (d.kind === 'database' || d.kind === 'schema') &&
      d.defaultPrivileges?.some((p) => p.role === role || p.grantee === role)
  );
  const hasSystem = (host.authority.role(role)?.system.length ?? 0) > 0;
  if (owned.length === 0 && granted.length === 0 && defaults.length === 0 && !hasSystem) return;
  const lines = [
    ...owned.map((object) => `owner of ${objectWord(object)} ${object.name}`),
    ...granted.map((object) => `privileges for ${objectWord(object)} ${object.name}`),
    ...defaults.map((object) => `default privileges in ${object.kind} ${object.name}`),
    ...(hasSystem ? ['system privileges'] : [])
  ];
  throw ddlErrors.dependsOn(
    owned.length > 0
      ? `role ${role} cannot be dropped because some objects depend on it`
      : `cannot drop role/user ${role}: grants still exist on ${[...granted, ...defaults].map((o) => o.name).join(', ') || 'the system'}`,
    { span, detail: lines.join('\n'), hint: 'REASSIGN OWNED and DROP OWNED, or REVOKE, before DROP ROLE' }
  );
}

// --- membership ----------------------------------------------------------------------------------------------------

function changeMembership(statement: GrantRoleStatement, host: SchemaStatement): StatementResult {
  const grants = statement.kind === 'grantRole';
  for (const { text: granted, span } of statement.granted) {
    host.authority.requireRole(granted, span);
    requireRoleAdmin(granted, host);
  }
  for (const spec of statement.roles) {
    const member = findRole(spec, host);
    if (!member) throw ddlErrors.undefinedRole(spec.name, spec.span);
    let { memberOf } = member;
    for (const { text: granted, span } of statement.granted) {
      if (grants && (granted === member.name || host.authority.rolesOf(granted).has(member.name)))
        throw new SqlError(
          '0LP01',
          granted === member.name
            ? `${granted} cannot be a member of itself`
            : `making ${member.name} a member of ${granted} would create a cycle`,
          { span }
        );
      if (!grants && granted === ADMIN && member.name === ROOT)
        throw new SqlError(
          '42704',
          'role/user root cannot be removed from role admin or lose the ADMIN OPTION',
          { span }
        );
      memberOf = grants
        ? joined(memberOf, granted, statement.adminOption)
        : left(memberOf, granted, statement.adminOption);
    }
    if (memberOf !== member.memberOf) host.stage({ ...member, version: member.version + 1, memberOf });
  }
  return done(grants ? 'GRANT' : 'REVOKE');
}

/** @throws SqlError 42501 for somebody who may not give the role to others */
function requireRoleAdmin(granted: string, host: SchemaStatement): void {
  const { authority, user } = host;
  if (authority.isAdmin(user)) return;
  if (authority.mayGrantRole(user, granted)) return;
  if (granted === ADMIN)
    throw new SqlError('42501', `${user} must have admin option on role ${quoted(ADMIN)}`);
  if (!authority.hasOption(user, 'CREATEROLE'))
    throw new SqlError(
      '42501',
      `${user} must have CREATEROLE or have admin option on role ${quoted(granted)}`
    );
}

function joined(memberOf: RoleDef['memberOf'], role: string, admin: boolean): RoleDef['memberOf'] {
  const before = memberOf.find((m) => m.role === role);
  if (before && (before.admin || !admin)) return memberOf;
  return [...memberOf.filter((m) => m.role !== role), { role, admin }];
}

function left(memberOf: RoleDef['memberOf'], role: string, adminOnly: boolean): RoleDef['memberOf'] {
  if (!memberOf.some((m) => m.role === role)) return memberOf;
  if (adminOnly) return memberOf.map((m) => (m.role === role ? { ...m, admin: false } : m));
  return memberOf.filter((m) => m.role !== role);
}

// --- GRANT and REVOKE of privileges --------------------------------------------------------------------------------

function changeGrants(statement: GrantStatement, host: SchemaStatement): StatementResult {
  const grants = statement.kind === 'grant';
  const grantees = statement.roles.map((spec) => granteeName(spec, host));
  if (statement.on.kind === 'system') {
    changeSystem(statement, grantees, host);
    return done(grants ? 'GRANT' : 'REVOKE');
  }
  for (const object of objectsOf(statement.on, host)) {
    const kind = grantKindOf(object);
    const privileges = privilegeNames(statement.privileges, kind);
    requireGrantRight(object, privileges, host);
    if (grants && statement.grantOption && grantees.includes(PUBLIC))
      throw new SqlError('0LP01', 'grant options cannot be granted to "public" role');
    const change = { grantees, privileges, kind };
    const next = grants
      ? withGrant(object.privileges, { ...change, grantable: statement.grantOption })
      : withoutGrant(object.privileges, { ...change, grantOptionOnly: statement.grantOption });
    host.stage(plain({ ...object, version: object.version + 1, privileges: next }));
  }
  return done(grants ? 'GRANT' : 'REVOKE');
}

/** What a version did to the rows is said by that version alone. */
function plain(object: Descriptor): Descriptor {
  if (object.kind !== 'table') return object;
  const { change: _change, ...rest } = object;
  return rest;
}

/** @throws SqlError 42704 */
function granteeName(spec: RoleSpec, host: SchemaStatement): string {
  return spec.kind === 'role' && spec.name === PUBLIC ? PUBLIC : roleName(spec, host);
}

/** @throws SqlError 0LP01 for a privilege that the kind of object does not have */
function privilegeNames(privileges: readonly Privilege[], kind: GrantKind): string[] {
  return privileges.map(({ name, span }) => {
    if (name === 'ALL') return name;
    if (!GRANTABLE[kind].includes(name))
      throw new SqlError(
        '0LP01',
        `invalid privilege type ${name} for ${kind === 'global' ? 'system' : kind}`,
        { span }
      );
    return name;
  });
}

function requireGrantRight(object: Descriptor, privileges: readonly string[], host: SchemaStatement): void {
  const { authority, user } = host;
  if (object.kind === 'database' && object.name === 'system')
    authority.requireAdmin(user, 'change privileges on system objects');
  for (const privilege of privileges)
    if (!authority.mayGrant(user, object, privilege)) {
      if (!authority.holds(user, object, privilege))
        throw new SqlError(
          '42501',
          `user ${user} does not have ${privilege} privilege on ${objectWord(object)} ${object.name}`
        );
      throw new SqlError('42501', `user ${user} missing WITH GRANT OPTION privilege on ${privilege}`);
    }
}

function objectsOf(on: GrantTarget, host: SchemaStatement): Descriptor[] {
  switch (on.kind) {
    case 'tables':
      return on.patterns.flatMap((pattern) => matching(pattern, on.sequence, host));
    case 'databases':
      return on.names.map((name) => host.names.database(name.text, name.span));
    case 'schemas':
      return on.names.map((name) => schemaOf(name, host));
    case 'types':
      return on.names.map((name) => typeNamed(name, host));
    case 'allInSchema':
      return on.schemas.flatMap((name) => {
        const schema = schemaOf(name, host);
        if (on.objects === 'FUNCTIONS' || on.objects === 'ROUTINES')
          return [...schemaFunctions(schema.id, host.view)];
        const wanted =
          on.objects === 'TABLES'
            ? ['table', 'view', 'sequence']
            : on.objects === 'SEQUENCES'
              ? ['sequence']
              : [];
        return host.view.children(schema.id).filter((object) => wanted.includes(object.kind));
      });
    case 'externalConnections':
      return on.names.map((name) => host.externalConnection(name.text, name.span));
    case 'routines':
      return on.routines.map((ref) => grantedFunction(ref, on.procedure, host));
    case 'system':
      return [];
  }
}

/** @throws SqlError 42809 for a function that is called a procedure */
function grantedFunction(ref: RoutineRef, procedure: boolean, host: SchemaStatement): FunctionDef {
  const found = functionNamed(ref, host);
  if (procedure) throw new SqlError('42809', `${found.called}() is not a procedure`, { span: ref.span });
  return found;
}

function schemaOf(
  name: { catalog: string | undefined; schema: string; span: Span },
  host: SchemaStatement
): SchemaDef {
  if (VIRTUAL_SCHEMAS.includes(name.schema))
    throw new SqlError('42501', `cannot change privileges of schema ${name.schema}`, { span: name.span });
  const database =
    name.catalog === undefined ? host.names.currentDatabase() : host.names.database(name.catalog, name.span);
  const schema = host.names.findSchema(database, name.schema);
  if (!schema) throw ddlErrors.undefinedSchema(name.schema, name.span);
  return schema;
}

/** `t`, `s.*`, `*`. @throws SqlError 42P01, 42809, 42704 where a pattern names nothing */
function matching(pattern: TablePattern, sequence: boolean, host: SchemaStatement): SchemaObject[] {
  const { catalog, schema, table, span } = pattern;
  if (table === undefined) {
    const schemas = host.names.searchedSchemas({ catalog, schema, span });
    const found = schemas
      .flatMap((s) => host.view.children(s.id))
      .filter((d): d is SchemaObject => d.kind === 'table' || d.kind === 'view' || d.kind === 'sequence');
    if (found.length === 0) throw new SqlError('42704', 'no object matched', { span });
    return found;
  }
  const name = { catalog, schema, table, span };
  const { object } = host.relation(name);
  if (sequence && object.kind !== 'sequence') throw ddlErrors.wrongKind(writtenName(name), 'sequence', span);
  return [object];
}

function changeSystem(statement: GrantStatement, grantees: readonly string[], host: SchemaStatement): void {
  const privileges = privilegeNames(statement.privileges, 'global');
  for (const privilege of privileges) {
    if (host.authority.isAdmin(host.user)) continue;
    const own = [...host.authority.rolesOf(host.user)].flatMap(
      (name) => host.authority.role(name)?.system ?? []
    );
    if (!own.some((g) => g.grantable && (g.privilege === privilege || g.privilege === 'ALL')))
      throw new SqlError('42501', `user ${host.user} missing WITH GRANT OPTION privilege on ${privilege}`);
  }
  for (const grantee of grantees) {
    if (grantee === PUBLIC)
      throw ddlErrors.unsupported('system privileges of public', 'grant them to roles', statement.span);
    const role = host.authority.requireRole(grantee);
    const before = { owner: '', grants: role.system.map((g) => ({ ...g, grantee })) };
    const change = { grantees: [grantee], privileges, kind: 'global' as const };
    const after =
      statement.kind === 'grant'
        ? withGrant(before, { ...change, grantable: statement.grantOption })
        : withoutGrant(before, { ...change, grantOptionOnly: statement.grantOption });
    host.stage({
      ...role,
      version: role.version + 1,
      system: after.grants.map(({ privilege, grantable }) => ({ privilege, grantable }))
    });
  }
}

// --- default privileges --------------------------------------------------------------------------------------------

const DEFAULT_KINDS: Readonly<
  Record<DefaultPrivilegesStatement['objects'], { objects: DefaultPrivilegeObject; kind: GrantKind }>
> = {
  TABLES: { objects: 'tables', kind: 'table' },
  SEQUENCES: { objects: 'sequences', kind: 'sequence' },
  TYPES: { objects: 'types', kind: 'type' },
  SCHEMAS: { objects: 'schemas', kind: 'schema' },
  FUNCTIONS: { objects: 'functions', kind: 'function' },
  ROUTINES: { objects: 'functions', kind: 'function' }
};

function alterDefaults(statement: DefaultPrivilegesStatement, host: SchemaStatement): StatementResult {
  const { objects, kind } = DEFAULT_KINDS[statement.objects];
  const privileges = privilegeNames(statement.privileges, kind);
  const grantees = statement.roles.map((spec) => granteeName(spec, host));
  if (statement.grant && statement.grantOption && grantees.includes(PUBLIC))
    throw new SqlError('0LP01', 'grant options cannot be granted to "public" role');
  const creators =
    statement.forRoles === undefined
      ? [null]
      : statement.forRoles.length === 0
        ? [host.user]
        : statement.forRoles.map((spec) => newOwner(spec, host));
  if (statement.forRoles === undefined)
    host.authority.requireAdmin(host.user, 'ALTER DEFAULT PRIVILEGES FOR ALL ROLES');
  const database = host.names.currentDatabase();
  if (statement.schemas.length > 0 && objects === 'schemas')
    throw new SqlError('0LP01', 'cannot use IN SCHEMA clause when using GRANT/REVOKE ON SCHEMAS', {
      span: statement.span
    });
  const targets: (DatabaseDef | SchemaDef)[] =
    statement.schemas.length > 0 ? statement.schemas.map((name) => schemaOf(name, host)) : [database];
  for (const target of targets) {
    let rules = target.defaultPrivileges ?? [];
    for (const role of creators)
      for (const grantee of grantees)
        for (const privilege of privileges)
          rules = changedRules(
            rules,
            { role, objects, grantee, privilege, grantable: statement.grantOption },
            statement
          );
    host.stage({ ...target, version: target.version + 1, defaultPrivileges: rules });
  }
  return done('ALTER DEFAULT PRIVILEGES');
}

/** A later word on the same grant takes the place of an earlier one; a revoke of what was never said is kept as such. */
function changedRules(
  rules: readonly DefaultPrivilege[],
  rule: DefaultPrivilege,
  { grant, grantOption }: DefaultPrivilegesStatement
): DefaultPrivilege[] {
  const same = (r: DefaultPrivilege): boolean =>
    r.role === rule.role &&
    r.objects === rule.objects &&
    r.grantee === rule.grantee &&
    (r.privilege === rule.privilege || rule.privilege === 'ALL');
  const others = rules.filter((r) => !same(r));
  if (grant) return [...others, rule];
  if (grantOption) return rules.map((r) => (same(r) ? { ...r, grantable: false } : r));
  const known = rules.some((r) => same(r) && !r.revoked);
  return known ? others : [...others, { ...rule, grantable: false, revoked: true }];
}

// --- ownership -----------------------------------------------------------------------------------------------------

function reassignOwned(statement: ReassignOwnedStatement, host: SchemaStatement): StatementResult {
  const to = newOwner(statement.to, host);
  const from = statement.from.map((spec) => newOwner(spec, host));
  const database = host.names.currentDatabase();
  for (const object of ownedIn(database, host)) {
    if (!from.includes(object.privileges.owner)) continue;
    host.stage(
      plain({ ...object, version: object.version + 1, privileges: { ...object.privileges, owner: to } })
    );
  }
  return done('REASSIGN OWNED BY');
}

function ownedIn(database: DatabaseDef, host: SchemaStatement): Descriptor[] {
  return [database, ...host.view.children(database.id), ...databaseObjects(database.id, host.view)];
}

function dropOwned(statement: DropOwnedStatement, host: SchemaStatement): StatementResult {
  if (statement.behavior === 'CASCADE')
    throw new SqlError('0A000', 'DROP OWNED BY CASCADE is not yet supported', { span: statement.span });
  const roles = statement.roles.map((spec) => newOwner(spec, host));
  if (roles.some((role) => role === ADMIN || role === ROOT))
    throw new SqlError('42501', 'cannot drop objects owned by admin or root', { span: statement.span });
  const database = host.names.currentDatabase();
  const owned = [...databaseObjects(database.id, host.view)].filter((object) =>
    roles.includes(object.privileges.owner)
  );
  dropObjects(owned, { cascade: false, span: statement.span }, host);
  for (const object of ownedIn(database, host)) {
    if (owned.some((o) => o.id === object.id)) continue;
    if (!object.privileges.grants.some((grant) => roles.includes(grant.grantee))) continue;
    const privileges = {
      ...object.privileges,
      grants: object.privileges.grants.filter((grant) => !roles.includes(grant.grantee))
    };
    host.stage(plain({ ...object, version: object.version + 1, privileges }));
  }
  return done('DROP OWNED BY', owned.length);
}
