import { unreachable } from '../../base/assert';
import type {
  AlterRoleSetStatement,
  AlterRoleStatement,
  CreateRoleStatement,
  DefaultPrivilegesStatement,
  GrantRoleStatement,
  GrantStatement,
  GrantTarget,
  Privilege,
  RoleOption
} from '../ast/role';
import { printText } from './changefeed';
import { printRoleSetting } from './ddl';
import {
  printName,
  printNames,
  printObjectName,
  printRole,
  printRoles,
  printSchemaName,
  printTablePattern
} from './names';
import { printRoutine } from './routine';

/** Roles and privileges. */

export function roleWord({ isUser }: { isUser: boolean }): string {
  return isUser ? 'USER' : 'ROLE';
}

export function printCreateRole(statement: CreateRoleStatement): string {
  const condition = statement.ifNotExists ? 'IF NOT EXISTS ' : '';
  return `CREATE ${roleWord(statement)} ${condition}${printRole(statement.name)}${printRoleOptions(statement.options)}`;
}

export function printAlterRole(statement: AlterRoleStatement): string {
  const condition = statement.ifExists ? 'IF EXISTS ' : '';
  return `ALTER ${roleWord(statement)} ${condition}${printRole(statement.name)}${printRoleOptions(statement.options)}`;
}

function printRoleOptions(options: readonly RoleOption[]): string {
  return options.length > 0 ? ` WITH ${options.map(printRoleOption).join(' ')}` : '';
}

function printRoleOption({ name, value }: RoleOption): string {
  if (value === undefined) return name;
  return `${name} ${value === null ? 'NULL' : printText(value)}`;
}

export function printAlterRoleSet(statement: AlterRoleSetStatement): string {
  const { ifExists, name, database, setting } = statement;
  const who = name ? printRole(name) : 'ALL';
  const where = database ? ` IN DATABASE ${printName(database)}` : '';
  return `ALTER ${roleWord(statement)} ${ifExists ? 'IF EXISTS ' : ''}${who}${where} ${printRoleSetting(setting)}`;
}

function printPrivileges(privileges: readonly Privilege[]): string {
  return privileges.map((privilege) => privilege.name).join(', ');
}

export function printGrant({ kind, privileges, on, roles, grantOption }: GrantStatement): string {
  const list = printPrivileges(privileges);
  const what = on.kind === 'system' ? `SYSTEM ${list}` : `${list} ON ${printGrantTarget(on)}`;
  if (kind === 'grant')
    return `GRANT ${what} TO ${printRoles(roles)}${grantOption ? ' WITH GRANT OPTION' : ''}`;
  return `REVOKE ${grantOption ? 'GRANT OPTION FOR ' : ''}${what} FROM ${printRoles(roles)}`;
}

export function printGrantTarget(on: GrantTarget): string {
  switch (on.kind) {
    case 'tables':
      return `${on.sequence ? 'SEQUENCE' : 'TABLE'} ${on.patterns.map(printTablePattern).join(', ')}`;
    case 'databases':
      return `DATABASE ${printNames(on.names)}`;
    case 'schemas':
      return `SCHEMA ${on.names.map(printSchemaName).join(', ')}`;
    case 'types':
      return `TYPE ${on.names.map(printObjectName).join(', ')}`;
    case 'externalConnections':
      return `EXTERNAL CONNECTION ${printNames(on.names)}`;
    case 'routines':
      return `${on.procedure ? 'PROCEDURE' : 'FUNCTION'} ${on.routines.map(printRoutine).join(', ')}`;
    case 'allInSchema':
      return `ALL ${on.objects} IN SCHEMA ${on.schemas.map(printSchemaName).join(', ')}`;
    case 'system':
      return 'SYSTEM';
    default:
      return unreachable(on);
  }
}

export function printGrantRole({ kind, granted, roles, adminOption }: GrantRoleStatement): string {
  const names = printNames(granted);
  if (kind === 'grantRole')
    return `GRANT ${names} TO ${printRoles(roles)}${adminOption ? ' WITH ADMIN OPTION' : ''}`;
  return `REVOKE ${adminOption ? 'ADMIN OPTION FOR ' : ''}${names} FROM ${printRoles(roles)}`;
}

export function printDefaultPrivileges(statement: DefaultPrivilegesStatement): string {
  const { forRoles, schemas, privileges, objects, roles, grantOption, behavior } = statement;
  let text = 'ALTER DEFAULT PRIVILEGES ';
  if (!forRoles) text += 'FOR ALL ROLES ';
  else if (forRoles.length > 0) text += `FOR ROLE ${printRoles(forRoles)} `;
  if (schemas.length > 0) text += `IN SCHEMA ${schemas.map(printSchemaName).join(', ')} `;
  const what = `${printPrivileges(privileges)} ON ${objects}`;
  if (statement.grant)
    return `${text}GRANT ${what} TO ${printRoles(roles)}${grantOption ? ' WITH GRANT OPTION' : ''}`;
  const end = behavior ? ` ${behavior}` : '';
  return `${text}REVOKE ${grantOption ? 'GRANT OPTION FOR ' : ''}${what} FROM ${printRoles(roles)}${end}`;
}
