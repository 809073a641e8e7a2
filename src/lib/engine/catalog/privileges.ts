import { SqlError, type Span } from '../base/errors';
import type { CatalogView } from './catalog';
import { ROLES } from './catalog';
import type {
  DatabaseDef,
  DefaultPrivilegeObject,
  Descriptor,
  Grant,
  Privileges,
  RoleDef,
  SchemaDef,
  TableDef
} from './descriptors';

/**
 * Who may do what. A role holds a privilege on an object when it owns it, when it or a role it is a member of was granted the
 * privilege or ALL, or when it is a member of `admin`; everybody is a member of `public`.
 */

export const NO_PRIVILEGES: Privileges = { owner: 'root', grants: [] };

export const ROOT = 'root';
export const ADMIN = 'admin';
export const PUBLIC = 'public';

/** Kinds of objects that privileges are granted on. */
export type GrantKind =
  'database' | 'schema' | 'table' | 'sequence' | 'type' | 'function' | 'external_connection' | 'global';

const TABLE_PRIVILEGES = [
  'BACKUP',
  'CHANGEFEED',
  'CREATE',
  'DELETE',
  'DROP',
  'INSERT',
  'INSPECT',
  'REPLICATIONDEST',
  'REPLICATIONSOURCE',
  'SELECT',
  'TRIGGER',
  'UPDATE',
  'ZONECONFIG'
];

/** What can be granted on each kind of object beside ALL (pkg/sql/privilege). */
export const GRANTABLE: Readonly<Record<GrantKind, readonly string[]>> = {
  database: ['BACKUP', 'CHANGEFEED', 'CONNECT', 'CREATE', 'DROP', 'RESTORE', 'ZONECONFIG'],
  schema: ['CHANGEFEED', 'CREATE', 'USAGE'],
  table: TABLE_PRIVILEGES,
  sequence: ['CREATE', 'DELETE', 'DROP', 'INSERT', 'SELECT', 'UPDATE', 'USAGE', 'ZONECONFIG'],
  type: ['USAGE'],
  function: ['EXECUTE'],
  external_connection: ['DROP', 'UPDATE', 'USAGE'],
  global: [
    'BACKUP',
    'BYPASSRLS',
    'CANCELQUERY',
    'CHANGEFEED',
    'CONTROLJOB',
    'CREATEDB',
    'CREATELOGIN',
    'CREATEROLE',
    'EXTERNALCONNECTION',
    'EXTERNALIOIMPLICITACCESS',
    'INSPECT',
    'MANAGEVIRTUALCLUSTER',
    'MODIFYCLUSTERSETTING',
    'MODIFYSQLCLUSTERSETTING',
    'NOSQLLOGIN',
    'REPAIRCLUSTER',
    'REPAIRCLUSTERMETADATA',
    'REPLICATION',
    'REPLICATIONDEST',
    'REPLICATIONSOURCE',
    'RESTORE',
    'VIEWACTIVITY',
    'VIEWACTIVITYREDACTED',
    'VIEWCLUSTERMETADATA',
    'VIEWCLUSTERSETTING',
    'VIEWDEBUG',
    'VIEWJOB',
    'VIEWSYSTEMTABLE'
  ]
};

/** Role options that a role has or has not, beside LOGIN and PASSWORD. */
export const ROLE_OPTIONS: readonly string[] = [
  'BYPASSRLS',
  'CANCELQUERY',
  'CONTROLCHANGEFEED',
  'CONTROLJOB',
  'CREATEDB',
  'CREATELOGIN',
  'CREATEROLE',
  'MODIFYCLUSTERSETTING',
  'REPLICATION',
  'SQLLOGIN',
  'VIEWACTIVITY',
  'VIEWACTIVITYREDACTED',
  'VIEWCLUSTERSETTING'
];

export function grantKindOf(descriptor: Descriptor): GrantKind {
  switch (descriptor.kind) {
    case 'database':
    case 'schema':
    case 'type':
    case 'sequence':
    case 'function':
      return descriptor.kind;
    case 'externalConnection':
      return 'external_connection';
    default:
      return 'table';
  }
}

/** As messages name a kind of object: tables, views and sequences are relations. */
export function objectWord(descriptor: Descriptor): string {
  switch (descriptor.kind) {
    case 'table':
    case 'view':
    case 'sequence':
      return 'relation';
    case 'externalConnection':
      return 'external_connection';
    default:
      return descriptor.kind;
  }
}

/** The name of an object in messages: a function's without the types of its parameters. */
export const calledName = (object: Descriptor): string =>
  object.kind === 'function' ? object.called : object.name;

/** What every new object has granted before anybody grants anything (catprivilege). */
export function initialPrivileges(kind: GrantKind, owner: string, isPublicSchema = false): Privileges {
  const grants: Grant[] = [ADMIN, ROOT].map((grantee) => ({ grantee, privilege: 'ALL', grantable: true }));
  const toPublic = (privilege: string): void =>
    void grants.push({ grantee: PUBLIC, privilege, grantable: false });
  if (kind === 'database') toPublic('CONNECT');
  if (kind === 'type') toPublic('USAGE');
  if (kind === 'function') toPublic('EXECUTE');
  if (kind === 'schema' && isPublicSchema) {
    toPublic('CREATE');
    toPublic('USAGE');
  }
  return { owner, grants };
}

/** Answers questions about privileges from one state of the catalog. */
export class Authority {
  readonly #view: CatalogView;

  constructor(view: CatalogView) {
    this.#view = view;
  }

  role(name: string): RoleDef | undefined {
    const found = this.#view.find(ROLES, name);
    return found?.kind === 'role' ? found : undefined;
  }

  /** @throws SqlError 42704 */
  requireRole(name: string, span?: Span): RoleDef {
    const role = this.role(name);
    if (!role) throw new SqlError('42704', `role/user "${name}" does not exist`, { span });
    return role;
  }

  /** Every role whose privileges a role has: itself, those it is a member of, and `public`. */
  rolesOf(user: string): ReadonlySet<string> {
    const found = new Set<string>([user, PUBLIC]);
    const open = [user];
    for (let name = open.pop(); name !== undefined; name = open.pop())
      for (const { role } of this.role(name)?.memberOf ?? [])
        if (!found.has(role)) {
          found.add(role);
          open.push(role);
        }
    return found;
  }

  /** Whether a role has the admin option for another, itself or by a role that it is a member of. */
  mayGrantRole(user: string, role: string): boolean {
    return [...this.rolesOf(user)].some((name) =>
      this.role(name)?.memberOf.some((granted) => granted.role === role && granted.admin)
    );
  }

  isAdmin(user: string): boolean {
    return user === ROOT || user === ADMIN || this.rolesOf(user).has(ADMIN);
  }

  isOwner(user: string, object: Descriptor): boolean {
    return this.isAdmin(user) || this.rolesOf(user).has(object.privileges.owner);
  }

  /** Whether a role has a privilege on an object. */
  holds(user: string, object: Descriptor, privilege: string): boolean {
    return (
      this.isOwner(user, object) ||
      grantsOf(object, this.rolesOf(user)).some((g) => covers(g.privilege, privilege))
    );
  }

  /** Whether a role may grant a privilege on to others. */
  mayGrant(user: string, object: Descriptor, privilege: string): boolean {
    return (
      this.isOwner(user, object) ||
      grantsOf(object, this.rolesOf(user)).some((g) => g.grantable && covers(g.privilege, privilege))
    );
  }

  /** Whether anything at all has been granted to a role on an object. */
  holdsAny(user: string, object: Descriptor): boolean {
    return this.isOwner(user, object) || grantsOf(object, this.rolesOf(user)).length > 0;
  }

  holdsSystem(user: string, privilege: string): boolean {
    if (this.isAdmin(user)) return true;
    return [...this.rolesOf(user)].some((name) =>
      this.role(name)?.system.some((g) => covers(g.privilege, privilege))
    );
  }

  /** A role option, of the role itself or as the system privilege of the same name. */
  hasOption(user: string, option: string): boolean {
    if (this.isAdmin(user)) return true;
    return this.role(user)?.options.includes(option) === true || this.holdsSystem(user, option);
  }

  // --- demands -----------------------------------------------------------------------------------------------------

  /** @throws SqlError 42501 naming user, privilege and object */
  require(user: string, object: Descriptor, privilege: string, span?: Span): void {
    if (this.holds(user, object, privilege)) return;
    throw insufficient(user, privilege, `${objectWord(object)} ${calledName(object)}`, span);
  }

  requireAny(user: string, object: Descriptor, span?: Span): void {
    if (this.holdsAny(user, object)) return;
    throw new SqlError('42501', `user ${user} has no privileges on ${objectWord(object)} ${object.name}`, {
      span
    });
  }

  /** @throws SqlError 42501 */
  requireOwner(user: string, object: Descriptor, span?: Span): void {
    if (this.isOwner(user, object)) return;
    throw new SqlError('42501', `must be owner of ${objectWord(object)} ${calledName(object)}`, { span });
  }

  requireAdmin(user: string, what: string): void {
    if (!this.isAdmin(user))
      throw new SqlError('42501', `only users with the admin role are allowed to ${what}`);
  }

  requireSystem(user: string, privilege: string): void {
    if (!this.holdsSystem(user, privilege))
      throw new SqlError('42501', `user ${user} does not have ${privilege} system privilege`);
  }

  // --- changefeeds (reference §1.10) -------------------------------------------------------------------------------

  /**
   * A changefeed without a sink needs SELECT on every target.
   * @throws SqlError 42501
   */
  requireSinklessFeed(user: string, targets: readonly TableDef[]): void {
    for (const table of targets)
      if (!this.holds(user, table, 'SELECT')) throw feedPrivilege(user, 'SELECT', table);
  }

  /**
   * A changefeed with a sink needs CHANGEFEED on every target or its database. The role option CONTROLCHANGEFEED with SELECT
   * on every target does too, and then SELECT is asked for even where CHANGEFEED was granted.
   * @returns true where the old way was used: a deprecation notice is due
   * @throws SqlError 42501
   */
  requireFeedJob(user: string, targets: readonly TableDef[]): boolean {
    if (this.isAdmin(user)) return false;
    if (this.role(user)?.options.includes('CONTROLCHANGEFEED')) {
      this.requireSinklessFeed(user, targets);
      return true;
    }
    for (const table of targets) {
      const database = this.#view.get(table.database);
      const held =
        this.holds(user, table, 'CHANGEFEED') ||
        (database !== undefined && this.holds(user, database, 'CHANGEFEED'));
      if (!held) throw feedPrivilege(user, 'CHANGEFEED', table);
    }
    return false;
  }

  /** Who may see a changefeed's job: its owner, members of that role, VIEWJOB, CONTROLJOB, admins. */
  maySeeJob(user: string, owner: string): boolean {
    return (
      this.rolesOf(user).has(owner) || this.hasOption(user, 'VIEWJOB') || this.hasOption(user, 'CONTROLJOB')
    );
  }

  /** Pausing, resuming, cancelling, altering and giving away; what belongs to an admin, admins alone. @throws SqlError 42501 */
  requireJobControl(user: string, job: { readonly id: string; readonly owner: string }, span?: Span): void {
    if (this.isAdmin(user)) return;
    if (this.isAdmin(job.owner))
      throw new SqlError(
        '42501',
        `user ${user} does not have privileges for job ${job.id}: only admins can control jobs owned by other admins`,
        { span }
      );
    if (this.rolesOf(user).has(job.owner) || this.hasOption(user, 'CONTROLJOB')) return;
    throw new SqlError('42501', `user ${user} does not have privileges for job ${job.id}`, { span });
  }
}

function feedPrivilege(user: string, privilege: string, table: TableDef): SqlError {
  return new SqlError(
    '42501',
    `user '${user}' requires the '${privilege}' privilege on all target tables to be able to run a changefeed`,
    {
      hint: `GRANT ${privilege} ON TABLE ${table.name} TO ${user}`
    }
  );
}

export function insufficient(user: string, privilege: string, object: string, span?: Span): SqlError {
  return new SqlError('42501', `user ${user} does not have ${privilege} privilege on ${object}`, { span });
}

const covers = (granted: string, wanted: string): boolean => granted === 'ALL' || granted === wanted;

function grantsOf(object: Descriptor, roles: ReadonlySet<string>): Grant[] {
  return object.privileges.grants.filter((grant) => roles.has(grant.grantee));
}

// --- granting ------------------------------------------------------------------------------------------------------

/** Privileges with more granted. Granting ALL replaces what there was; the last privilege missing makes ALL of them. */
export function withGrant(
  privileges: Privileges,
  parts: {
    readonly grantees: readonly string[];
    readonly privileges: readonly string[];
    readonly grantable: boolean;
    readonly kind: GrantKind;
  }
): Privileges {
  let grants = [...privileges.grants];
  for (const grantee of parts.grantees)
    for (const privilege of parts.privileges)
      grants = addGrant(grants, { grantee, privilege, grantable: parts.grantable }, parts.kind);
  return { ...privileges, grants };
}

function addGrant(grants: readonly Grant[], added: Grant, kind: GrantKind): Grant[] {
  const own = grants.filter((g) => g.grantee === added.grantee);
  const others = grants.filter((g) => g.grantee !== added.grantee);
  const all = own.find((g) => g.privilege === 'ALL');
  if (added.privilege === 'ALL')
    return [...others, { ...added, grantable: added.grantable || (all?.grantable ?? false) }];
  if (all) {
    if (!added.grantable || all.grantable) return [...grants];
    return [...others, all, added];
  }
  const before = own.find((g) => g.privilege === added.privilege);
  const merged = { ...added, grantable: added.grantable || (before?.grantable ?? false) };
  const held = [...own.filter((g) => g.privilege !== added.privilege), merged];
  const complete = GRANTABLE[kind].every((privilege) => held.some((g) => g.privilege === privilege));
  if (complete)
    return [
      ...others,
      { grantee: added.grantee, privilege: 'ALL', grantable: held.every((g) => g.grantable) }
    ];
  return [...others, ...held];
}

/** Privileges with some taken away, or only the right to grant them on. */
export function withoutGrant(
  privileges: Privileges,
  parts: {
    readonly grantees: readonly string[];
    readonly privileges: readonly string[];
    readonly grantOptionOnly: boolean;
    readonly kind: GrantKind;
  }
): Privileges {
  const grants = privileges.grants.flatMap((grant) => {
    if (!parts.grantees.includes(grant.grantee)) return [grant];
    return expand(grant, parts.privileges, parts.kind).flatMap((g) => {
      if (!parts.privileges.some((privilege) => covers(privilege, g.privilege))) return [g];
      return parts.grantOptionOnly ? [{ ...g, grantable: false }] : [];
    });
  });
  return { ...privileges, grants };
}

/** ALL as its single privileges, where some of them are about to go. */
function expand(grant: Grant, revoked: readonly string[], kind: GrantKind): Grant[] {
  if (grant.privilege !== 'ALL' || revoked.includes('ALL')) return [grant];
  return GRANTABLE[kind].map((privilege) => ({ ...grant, privilege }));
}

/** What a new object gets by ALTER DEFAULT PRIVILEGES of its database and schema (catprivilege/default_privilege.go). */
export function defaultPrivileges(parts: {
  readonly database: DatabaseDef;
  readonly schema: SchemaDef | undefined;
  readonly objects: DefaultPrivilegeObject;
  readonly kind: GrantKind;
  readonly owner: string;
}): Privileges {
  const { database, schema, objects, kind, owner } = parts;
  let privileges = initialPrivileges(kind, owner);
  for (const rule of [...(database.defaultPrivileges ?? []), ...(schema?.defaultPrivileges ?? [])]) {
    if (rule.objects !== objects || (rule.role !== null && rule.role !== owner)) continue;
    const change = { grantees: [rule.grantee], privileges: [rule.privilege], kind };
    privileges = rule.revoked
      ? withoutGrant(privileges, { ...change, grantOptionOnly: false })
      : withGrant(privileges, { ...change, grantable: rule.grantable });
  }
  return privileges;
}
