import { rolesIn } from '../statements/show-roles';
import { type VirtualRequest, type VirtualRow } from './define';
import { roleOid } from './oids';
/** Rows of `pg_catalog` about roles and who is a member of which. */

export function* roles(request: VirtualRequest): Iterable<VirtualRow> {
  const { catalog, authority } = request;
  for (const role of rolesIn(catalog)) {
    const oid = roleOid(catalog, role.name);
    const admin = authority.isAdmin(role.name);
    const createDb = authority.hasOption(role.name, 'CREATEDB');
    yield {
      oid,
      usesysid: oid,
      rolname: role.name,
      usename: role.name,
      rolsuper: admin,
      usesuper: admin,
      rolinherit: true,
      rolcreaterole: authority.hasOption(role.name, 'CREATEROLE'),
      rolcreatedb: createDb,
      usecreatedb: createDb,
      rolcatupdate: false,
      rolcanlogin: role.login,
      rolreplication: authority.hasOption(role.name, 'REPLICATION'),
      userepl: authority.hasOption(role.name, 'REPLICATION'),
      rolbypassrls: authority.hasOption(role.name, 'BYPASSRLS'),
      usebypassrls: authority.hasOption(role.name, 'BYPASSRLS'),
      rolconnlimit: -1,
      rolpassword: '********',
      passwd: '********',
      rolconfig: role.settings.filter((s) => s.database === '').map((s) => `${s.name}=${s.value}`),
      useconfig: role.settings.filter((s) => s.database === '').map((s) => `${s.name}=${s.value}`)
    };
  }
}

export function* members({ catalog }: VirtualRequest): Iterable<VirtualRow> {
  for (const role of rolesIn(catalog))
    for (const { role: name, admin } of role.memberOf)
      yield {
        roleid: roleOid(catalog, name),
        member: roleOid(catalog, role.name),
        grantor: 0,
        admin_option: admin
      };
}
