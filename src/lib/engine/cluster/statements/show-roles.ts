import type { Datum } from '../../base/datum';
import { SqlError } from '../../base/errors';
import { EXTERNAL_CONNECTIONS, ROLES, type CatalogView } from '../../catalog/catalog';
import type { DatabaseDef, Descriptor, RoleDef, SchemaDef } from '../../catalog/descriptors';
import { ddlErrors } from '../../catalog/ddl/errors';
import { ADMIN, Authority, initialPrivileges, PUBLIC, ROOT } from '../../catalog/privileges';
import type { RoleSpec, TablePattern } from '../../sql/ast/name';
import type { ShowStatement } from '../../sql/ast/show';
import { compareStrings } from '../../sql/types/string-order';
import { arrayOf, BOOL, STRING, TIMESTAMPTZ } from '../../sql/types/type';
import type { StatementResult } from '../statement';
import type { ShowRequest } from './show';
import { column, listing, type ShownColumn } from './show-listing';
import { relationNamed } from './show-table';

/** SHOW of roles, grants and default privileges. */

type Of<W extends ShowStatement['what']> = Extract<ShowStatement, { what: W }>;

export function rolesIn(view: CatalogView): RoleDef[] {
  return view
    .children(ROLES)
    .filter((d): d is RoleDef => d.kind === 'role')
    .sort((a, b) => compareStrings(a.name, b.name));
}

/** Options as SHOW ROLES lists them: those that a role has, NOLOGIN where it may not log in. */
export function roleOptions(role: RoleDef): string[] {
  const options = [...role.options, ...(role.login ? [] : ['NOLOGIN'])];
  if (role.validUntil !== undefined) options.push(`VALID UNTIL=${role.validUntil}`);
  return options.sort(compareStrings);
}

export function showRoles(_statement: ShowStatement, { ctx }: ShowRequest): StatementResult {
  ctx.notice(
    'estimated_last_login_time is computed on a best effort basis; it is not guaranteed to capture every login event'
  );
  return listing(
    [
      column('username', STRING),
      column('options', arrayOf(STRING)),
      column('member_of', arrayOf(STRING)),
      column('estimated_last_login_time', TIMESTAMPTZ)
    ],
    rolesIn(ctx.catalog).map((role) => [
      role.name,
      roleOptions(role),
      role.memberOf.map((m) => m.role).sort(compareStrings),
      null
    ])
  );
}

export function showRoleSettings({ role: spec }: Of<'roleSettings'>, { ctx }: ShowRequest): StatementResult {
  const wanted =
    spec &&
    new Authority(ctx.catalog).requireRole(spec.kind === 'role' ? spec.name : ctx.session.user, spec.span);
  const rows = rolesIn(ctx.catalog)
    .filter((role) => wanted === undefined || role.name === wanted.name)
    .flatMap((role) =>
      role.settings.map((s): Datum[] => [
        `${s.name}=${s.value}`,
        s.database === '' ? null : s.database,
        false
      ])
    );
  return listing(
    [column('session_variables', STRING), column('database', STRING), column('inherited_globally', BOOL)],
    rows
  );
}

// --- GRANTS --------------------------------------------------------------------------------------------------------

/** The part of a row that says on what; the rest is grantee, privilege and whether it may be granted on. */
interface Listed {
  readonly place: readonly Datum[];
  readonly object: Descriptor;
}

const GRANT_COLUMNS: readonly ShownColumn[] = [
  column('grantee', STRING),
  column('privilege_type', STRING),
  column('is_grantable', BOOL)
];

const text = (name: string): ShownColumn => column(name, STRING);

export function showGrants(statement: Of<'grants'>, request: ShowRequest): StatementResult {
  const { on } = statement;
  if (on?.kind === 'roles') return showMembership(on.roles, statement.for, request);
  const grantees = statement.for.map((spec) => granteeName(spec, request));
  if (on?.kind === 'system') return systemGrants(grantees, request);
  const { columns, listed } = on ? targetRows(on, request) : allRows(request);
  const rows = listed.flatMap(({ place, object }) =>
    grantRows(object)
      .filter(([grantee]) => wanted(grantee, grantees, request))
      .map((row) => [...place, ...row])
  );
  rows.sort(compareRows);
  return listing([...columns, ...GRANT_COLUMNS], rows);
}

/** FOR a role means the roles it is a member of too. */
function wanted(grantee: string, names: readonly string[], { ctx }: ShowRequest): boolean {
  if (names.length === 0) return true;
  const authority = new Authority(ctx.catalog);
  return names.some((name) => name === grantee || authority.rolesOf(name).has(grantee));
}

function granteeName(spec: RoleSpec, { ctx }: ShowRequest): string {
  const name = spec.kind === 'role' ? spec.name : ctx.session.user;
  if (name !== PUBLIC) new Authority(ctx.catalog).requireRole(name, spec.span);
  return name;
}

type GrantRow = [grantee: string, privilege: string, grantable: boolean];

/** What has been granted on an object; its owner holds everything without being told. */
export function grantRows(object: Descriptor): GrantRow[] {
  const { owner, grants } = object.privileges;
  const rows = grants.map(({ grantee, privilege, grantable }): GrantRow => [grantee, privilege, grantable]);
  if (
    owner !== ROOT &&
    owner !== ADMIN &&
    !rows.some(([grantee, privilege]) => grantee === owner && privilege === 'ALL')
  )
    rows.push([owner, 'ALL', true]);
  return rows;
}

function compareRows(a: readonly Datum[], b: readonly Datum[]): number {
  for (let i = 0; i < a.length; i++) {
    const order = compareStrings(String(a[i]), String(b[i]));
    if (order !== 0) return order;
  }
  return 0;
}

function targetRows(
  on: NonNullable<Of<'grants'>['on']>,
  request: ShowRequest
): { columns: ShownColumn[]; listed: Listed[] } {
  const { ctx, runner } = request;
  const names = runner.names(ctx.session, ctx.catalog);
  const nameOf = (id: number): string => ctx.catalog.get(id)?.name ?? '';
  switch (on.kind) {
    case 'databases':
      return {
        columns: [text('database_name')],
        listed: on.names.map(({ text: name, span }) => ({
          place: [name],
          object: names.database(name, span)
        }))
      };
    case 'schemas': {
      const found = on.names.map(({ catalog, schema, span }) => {
        const database = catalog === undefined ? names.currentDatabase() : names.database(catalog, span);
        const object = names.findSchema(database, schema);
        if (!object) throw ddlErrors.undefinedSchema(schema, span);
        return { place: [database.name, schema], object };
      });
      return { columns: [text('database_name'), text('schema_name')], listed: found };
    }
    case 'allSchemas': {
      const database = names.database(on.database.text, on.database.span);
      return {
        columns: [text('database_name'), text('schema_name')],
        listed: ctx.catalog
          .children(database.id)
          .map((object) => ({ place: [database.name, object.name], object }))
      };
    }
    case 'types': {
      const found = on.names.map((name) => {
        const type = names.find({ ...name });
        if (type?.object.kind !== 'type') throw ddlErrors.undefinedType(name.object, name.span);
        return { place: [type.database.name, type.schema.name, type.object.name], object: type.object };
      });
      return { columns: [text('database_name'), text('schema_name'), text('type_name')], listed: found };
    }
    case 'tables': {
      const listed = on.patterns
        .flatMap((pattern) => patternObjects(pattern, request))
        .map((object) => ({
          place: 'schema' in object ? [nameOf(object.database), nameOf(object.schema), object.name] : [],
          object
        }));
      return {
        columns: [
          text('database_name'),
          text('schema_name'),
          text(on.sequence ? 'sequence_name' : 'table_name')
        ],
        listed
      };
    }
    case 'externalConnections':
      return {
        columns: [text('connection_name')],
        listed: on.names.map(({ text: name, span }) => {
          const object = ctx.catalog.find(EXTERNAL_CONNECTIONS, name);
          if (!object)
            throw new SqlError('42704', `external connection with name '${name}' does not exist`, { span });
          return { place: [name], object };
        })
      };
    default:
      throw ddlErrors.unsupported(
        'SHOW GRANTS on such objects',
        'SHOW GRANTS lists everything of the database'
      );
  }
}

function patternObjects(pattern: TablePattern, request: ShowRequest): Descriptor[] {
  const { ctx, runner } = request;
  const { table } = pattern;
  if (table !== undefined) return [relationNamed({ ...pattern, table }, request).object];
  const schemas = runner.names(ctx.session, ctx.catalog).searchedSchemas(pattern);
  return schemas
    .flatMap((schema) => ctx.catalog.children(schema.id))
    .filter((d) => d.kind === 'table' || d.kind === 'view' || d.kind === 'sequence');
}

/** SHOW GRANTS without a target: everything of the current database. */
function allRows({ ctx, runner }: ShowRequest): { columns: ShownColumn[]; listed: Listed[] } {
  const { catalog } = ctx;
  const database = runner.names(ctx.session, catalog).currentDatabase();
  const listed: Listed[] = [{ place: [database.name, null, null, 'database'], object: database }];
  for (const schema of catalog.children(database.id)) {
    listed.push({ place: [database.name, schema.name, null, 'schema'], object: schema });
    for (const object of catalog.children(schema.id))
      listed.push({
        place: [database.name, schema.name, object.name, object.kind === 'view' ? 'table' : object.kind],
        object
      });
  }
  return {
    columns: [text('database_name'), text('schema_name'), text('object_name'), text('object_type')],
    listed
  };
}

/**
 * Memberships as they were granted; names that are no role's give none. FOR alone means the roles it is a member of too
 * (delegate/show_role_grants.go).
 */
function showMembership(
  roles: readonly RoleSpec[],
  grantees: readonly RoleSpec[],
  { ctx }: ShowRequest
): StatementResult {
  const authority = new Authority(ctx.catalog);
  const nameOf = (spec: RoleSpec): string => (spec.kind === 'role' ? spec.name : ctx.session.user);
  const names = roles.map(nameOf);
  const members = grantees.map(nameOf);
  const isMeant = (member: string): boolean =>
    members.length === 0 ||
    members.some((name) => name === member || (names.length === 0 && authority.rolesOf(name).has(member)));
  const rows = rolesIn(ctx.catalog)
    .filter((member) => isMeant(member.name))
    .flatMap((member) =>
      member.memberOf
        .filter(({ role }) => names.length === 0 || names.includes(role))
        .map(({ role }): Datum[] => [role, member.name, authority.mayGrantRole(member.name, role)])
    );
  rows.sort(compareRows);
  return listing([text('role_name'), text('member'), column('is_admin', BOOL)], rows);
}

export function showSystemGrants(statement: Of<'systemGrants'>, request: ShowRequest): StatementResult {
  return systemGrants(
    statement.for.map((spec) => granteeName(spec, request)),
    request
  );
}

function systemGrants(grantees: readonly string[], request: ShowRequest): StatementResult {
  const rows = rolesIn(request.ctx.catalog)
    .filter((role) => wanted(role.name, grantees, request))
    .flatMap((role) =>
      role.system.map(({ privilege, grantable }): Datum[] => [role.name, privilege, grantable])
    );
  rows.sort(compareRows);
  return listing(GRANT_COLUMNS, rows);
}

// --- default privileges --------------------------------------------------------------------------------------------

const OBJECT_KINDS = [
  ['functions', 'function'],
  ['schemas', 'schema'],
  ['sequences', 'sequence'],
  ['tables', 'table'],
  ['types', 'type']
] as const;

export function showDefaultPrivileges(
  statement: Of<'defaultPrivileges'>,
  { ctx, runner }: ShowRequest
): StatementResult {
  const names = runner.names(ctx.session, ctx.catalog);
  const database = names.currentDatabase();
  const schema = statement.schema && names.findSchema(database, statement.schema.text);
  if (statement.schema && !schema)
    throw ddlErrors.undefinedSchema(statement.schema.text, statement.schema.span);
  const target: DatabaseDef | SchemaDef = schema ?? database;
  const forRoles = statement.forRoles;
  const roles: (string | null)[] =
    forRoles === undefined
      ? [null]
      : forRoles.length > 0
        ? forRoles.map((spec) => (spec.kind === 'role' ? spec.name : ctx.session.user))
        : [ctx.session.user];
  const rows = roles.flatMap((role) => defaultRows(target, role));
  return listing([text('role'), column('for_all_roles', BOOL), text('object_type'), ...GRANT_COLUMNS], rows);
}

/** The rules of one creator: his own full rights, what everybody gets, and what was said. */
function defaultRows(target: DatabaseDef | SchemaDef, role: string | null): Datum[][] {
  const rows: Datum[][] = [];
  for (const [objects, kind] of OBJECT_KINDS) {
    const rules = (target.defaultPrivileges ?? []).filter(
      (rule) => rule.role === role && rule.objects === objects
    );
    const own: Datum[][] = [];
    if (target.kind === 'database') {
      if (role !== null) own.push([role, role === null, objects, role, 'ALL', true]);
      for (const grant of initialPrivileges(kind, '').grants)
        if (grant.grantee === PUBLIC)
          own.push([role, role === null, objects, PUBLIC, grant.privilege, false]);
      if (kind === 'function') own.push([role, role === null, objects, PUBLIC, 'EXECUTE', false]);
    }
    for (const rule of rules) {
      if (!rule.revoked)
        own.push([role, role === null, objects, rule.grantee, rule.privilege, rule.grantable]);
      else
        own.splice(
          0,
          own.length,
          ...own.filter(
            (row) => row[3] !== rule.grantee || (row[4] !== rule.privilege && rule.privilege !== 'ALL')
          )
        );
    }
    own.sort(compareRows);
    rows.push(...own);
  }
  return rows;
}
