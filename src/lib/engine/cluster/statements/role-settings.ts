import { SqlError } from '../../base/errors';
import type { DatabaseDef, RoleDef } from '../../catalog/descriptors';
import type { RoleSetting } from '../../sql/ast/ddl';
import { normalizeVariable, sessionVariable } from '../session-variables';
import type { SchemaStatement } from './ddl-host';
import { settingText } from './settings';

/** Session variables that a role or database gives to the sessions that begin with it. */

/** Variables that belong to one session alone. */
const PER_SESSION: ReadonlySet<string> = new Set([
  'database',
  'role',
  'transaction_status',
  'transaction_read_only',
  'transaction_isolation',
  'transaction_priority'
]);

/** The name and value of a setting. @throws SqlError 42704, 22023 */
function settingOf(
  setting: Exclude<RoleSetting, { kind: 'resetAll' }>,
  host: SchemaStatement
): { name: string; value: string | undefined } {
  const def = sessionVariable(setting.name);
  if (!def) throw new SqlError('42704', `unrecognized configuration parameter "${setting.name}"`);
  if (PER_SESSION.has(def.name) || def.kind === 'readonly')
    throw new SqlError('55P02', `parameter "${def.name}" cannot be changed`);
  if (setting.kind === 'reset') return { name: def.name, value: undefined };
  const [first] = setting.values;
  if (setting.values.length === 1 && first.kind === 'default') return { name: def.name, value: undefined };
  const text = setting.values.map((value) => settingText(value, host.runner, host.ctx)).join(', ');
  return { name: def.name, value: normalizeVariable(def, text) };
}

/** `ALTER DATABASE … SET`. */
export function databaseSetting(
  database: DatabaseDef,
  setting: RoleSetting,
  host: SchemaStatement
): DatabaseDef {
  const { settings: before, ...rest } = database;
  if (setting.kind === 'resetAll') return rest;
  const { name, value } = settingOf(setting, host);
  const others = (before ?? []).filter(([variable]) => variable !== name);
  return { ...rest, settings: value === undefined ? others : [...others, [name, value]] };
}

/** `ALTER ROLE … [IN DATABASE d] SET`; an empty database means every one. */
export function roleSetting(
  role: RoleDef,
  database: string,
  setting: RoleSetting,
  host: SchemaStatement
): RoleDef {
  if (setting.kind === 'resetAll')
    return { ...role, settings: role.settings.filter((s) => s.database !== database) };
  const { name, value } = settingOf(setting, host);
  const others = role.settings.filter((s) => s.database !== database || s.name !== name);
  return { ...role, settings: value === undefined ? others : [...others, { database, name, value }] };
}
