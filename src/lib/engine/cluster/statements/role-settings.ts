import type { DatabaseDef } from '../../catalog/descriptors';
import { ddlErrors } from '../../catalog/ddl/errors';
import type { RoleSetting } from '../../sql/ast/ddl';
import type { SchemaStatement } from './ddl-host';

/** `ALTER DATABASE … SET`. */
export function databaseSetting(
  _database: DatabaseDef,
  _setting: RoleSetting,
  _host: SchemaStatement
): DatabaseDef {
  throw ddlErrors.unsupported('ALTER DATABASE … SET', 'SET in each session');
}
