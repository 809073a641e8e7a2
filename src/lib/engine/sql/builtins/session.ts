import { SqlError } from '../../base/errors';
import type { EvalContext } from './context';
import { fn, group, scalar } from './overload';
import { VERSION_TEXT } from './version';

/** Functions that tell about the session and the server. */

const stable = { volatility: 'stable' } as const;
const volatile = { volatility: 'volatile' } as const;

function unknownVariable(name: string): SqlError {
  return new SqlError('42704', `unrecognized configuration parameter ${JSON.stringify(name.slice(0, 100))}`);
}

function gatewayRegion(ctx: EvalContext): string {
  const region = ctx.locality?.('region');
  if (region === undefined) throw new SqlError('22023', 'no region set on the locality of this node');
  return region;
}

function orPrimary(region: string, ctx: EvalContext): string {
  const regions = ctx.regions?.();
  if (!regions)
    throw new SqlError('42P12', `current database ${ctx.session.database} is not multi-region enabled`);
  return regions.all.includes(region) ? region : regions.primary;
}

export const SESSION = group('System info', [
  fn('version', 'The version of the server.', [scalar('() -> string', () => VERSION_TEXT, volatile)]),
  fn('current_database', 'The current database.', [
    scalar('() -> string', (_, ctx) => ctx.session.database || null, stable)
  ]),
  fn('current_schema', 'The schema in which new objects are made.', [
    scalar('() -> string', (_, ctx) => ctx.session.schemas(false)[0] ?? null, stable)
  ]),
  fn('current_schemas', 'The schemas in which names are looked up.', [
    scalar(
      '(include_pg_catalog: bool) -> string[]',
      ([withSystem]: [boolean], ctx) => [...ctx.session.schemas(withSystem)],
      stable
    )
  ]),
  fn('current_user', 'The user whose privileges count.', [
    scalar('() -> string', (_, ctx) => ctx.session.user, stable)
  ]),
  fn('session_user', 'The user who opened the session.', [
    scalar('() -> string', (_, ctx) => ctx.session.sessionUser, stable)
  ]),
  fn('current_setting', 'The value of a session variable.', [
    scalar(
      '(setting_name: string) -> string',
      ([name]: [string], ctx) => {
        const value = ctx.session.getVar(name);
        if (value === undefined) throw unknownVariable(name);
        return value;
      },
      stable
    ),
    scalar(
      '(setting_name: string, missing_ok: bool) -> string',
      ([name, missingOk]: [string, boolean], ctx) => {
        const value = ctx.session.getVar(name);
        if (value === undefined && !missingOk) throw unknownVariable(name);
        return value ?? null;
      },
      stable
    )
  ]),
  fn('set_config', 'Sets a session variable and gives its value.', [
    scalar(
      '(setting_name: string, new_value: string, is_local: bool) -> string',
      ([name, value, local]: [string, string, boolean], ctx) => {
        ctx.session.setVar(name, value, local);
        return ctx.session.getVar(name) ?? null;
      },
      volatile
    )
  ]),
  fn('getdatabaseencoding', 'The encoding of the database.', [scalar('() -> string', () => 'UTF8', stable)]),
  fn('pg_client_encoding', 'The encoding of the client.', [scalar('() -> string', () => 'UTF8', stable)]),
  fn(['inet_client_addr', 'inet_server_addr'], 'An address of the connection.', [
    scalar('() -> inet', () => '::/0', stable)
  ]),
  fn(['inet_client_port', 'inet_server_port'], 'A port of the connection.', [
    scalar('() -> int', () => 0, stable)
  ]),
  fn('pg_backend_pid', 'A number for the session.', [scalar('() -> int', (_, ctx) => ctx.nodeId, stable)]),
  fn('gateway_region', 'The region of the node that runs the statement.', [
    scalar('() -> string', (_, ctx) => gatewayRegion(ctx), stable)
  ]),
  fn(
    'default_to_database_primary_region',
    'A region, or the primary one where the database has not that one.',
    [scalar('(val: string) -> string', ([region]: [string], ctx) => orPrimary(region, ctx), stable)]
  ),
  fn('rehome_row', 'The region of the gateway, or the primary one where the database has not that one.', [
    scalar('() -> string', (_, ctx) => orPrimary(gatewayRegion(ctx), ctx), stable)
  ])
]);
