import type { Name, Node, ObjectName, RoleSpec, SchemaName, TablePattern } from './name';
import type { RoutineRef } from './routine';
import type { DropBehavior } from './table-def';
import type { RoleSetting } from './ddl';
import type { TextOrPlaceholder } from './changefeed';

/** Users, roles and privileges. USER, ROLE and GROUP mean the same but for what they imply at creation. */

export interface RoleOption extends Node {
  /** The option in upper case: `LOGIN`, `NOCREATEDB`, `PASSWORD`, `VALID UNTIL`, `CONTROLCHANGEFEED` … */
  readonly name: string;
  /** Only for the options that take a value; null for `PASSWORD NULL` and its like. */
  readonly value: TextOrPlaceholder | null | undefined;
}

/** CREATE USER and CREATE ROLE. */
export interface CreateRoleStatement extends Node {
  readonly kind: 'createRole';
  readonly isUser: boolean;
  readonly ifNotExists: boolean;
  readonly name: RoleSpec;
  readonly options: readonly RoleOption[];
}

export interface AlterRoleStatement extends Node {
  readonly kind: 'alterRole';
  readonly isUser: boolean;
  readonly ifExists: boolean;
  readonly name: RoleSpec;
  readonly options: readonly RoleOption[];
}

/** `ALTER ROLE r | ALL [IN DATABASE d] SET | RESET …`; `name` is undefined for ALL. */
export interface AlterRoleSetStatement extends Node {
  readonly kind: 'alterRoleSet';
  readonly isUser: boolean;
  readonly ifExists: boolean;
  readonly name: RoleSpec | undefined;
  readonly database: Name | undefined;
  readonly setting: RoleSetting;
}

export interface DropRoleStatement extends Node {
  readonly kind: 'dropRole';
  readonly isUser: boolean;
  readonly ifExists: boolean;
  readonly names: readonly RoleSpec[];
}

/** A privilege by its name in upper case, checked against CockroachDB's list; `ALL` stands for all of them. */
export interface Privilege extends Node {
  readonly name: string;
}

/** What privileges are granted on. */
export type GrantTarget =
  | { readonly kind: 'tables'; readonly sequence: boolean; readonly patterns: readonly TablePattern[] }
  | { readonly kind: 'databases'; readonly names: readonly Name[] }
  | { readonly kind: 'schemas'; readonly names: readonly SchemaName[] }
  | { readonly kind: 'types'; readonly names: readonly ObjectName[] }
  | { readonly kind: 'externalConnections'; readonly names: readonly Name[] }
  | { readonly kind: 'routines'; readonly procedure: boolean; readonly routines: readonly RoutineRef[] }
  | {
      readonly kind: 'allInSchema';
      readonly objects: 'TABLES' | 'SEQUENCES' | 'FUNCTIONS' | 'PROCEDURES' | 'ROUTINES';
      readonly schemas: readonly SchemaName[];
    }
  | { readonly kind: 'system' };

/** GRANT and REVOKE of privileges. `grantOption`: WITH GRANT OPTION, or GRANT OPTION FOR. */
export interface GrantStatement extends Node {
  readonly kind: 'grant' | 'revoke';
  readonly privileges: readonly Privilege[];
  readonly on: GrantTarget;
  readonly roles: readonly RoleSpec[];
  readonly grantOption: boolean;
}

/** GRANT and REVOKE of membership. `adminOption`: WITH ADMIN OPTION, or ADMIN OPTION FOR. */
export interface GrantRoleStatement extends Node {
  readonly kind: 'grantRole' | 'revokeRole';
  readonly granted: readonly Name[];
  readonly roles: readonly RoleSpec[];
  readonly adminOption: boolean;
}

export interface DefaultPrivilegesStatement extends Node {
  readonly kind: 'alterDefaultPrivileges';
  /** The creators it is for; empty for the current user, undefined for ALL ROLES. */
  readonly forRoles: readonly RoleSpec[] | undefined;
  readonly schemas: readonly SchemaName[];
  readonly grant: boolean;
  readonly privileges: readonly Privilege[];
  readonly objects: 'TABLES' | 'SEQUENCES' | 'TYPES' | 'SCHEMAS' | 'FUNCTIONS' | 'ROUTINES';
  readonly roles: readonly RoleSpec[];
  readonly grantOption: boolean;
  readonly behavior: DropBehavior;
}

export interface ReassignOwnedStatement extends Node {
  readonly kind: 'reassignOwned';
  readonly from: readonly RoleSpec[];
  readonly to: RoleSpec;
}

export interface DropOwnedStatement extends Node {
  readonly kind: 'dropOwned';
  readonly roles: readonly RoleSpec[];
  readonly behavior: DropBehavior;
}
