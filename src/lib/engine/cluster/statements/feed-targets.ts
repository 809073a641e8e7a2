import { SqlError } from '../../base/errors';
import type { Timestamp } from '../../base/timestamp';
import { Authority } from '../../catalog/privileges';
import type { NamedTable } from '../../changefeed/create';
import type { ChangefeedTarget } from '../../sql/ast/changefeed';
import type { Cluster } from '../cluster';
import type { StatementContext } from '../statement';
import type { StatementRunner } from '../statement-runner';

/** The tables that a changefeed statement names. */

/**
 * @param cursor names are read as they were then
 * @throws SqlError for what cannot be watched: views, sequences, virtual and system tables, unknown names
 */
export function resolveTarget(
  target: ChangefeedTarget,
  ctx: StatementContext,
  cluster: Cluster,
  runner: StatementRunner,
  cursor: Timestamp | null
): NamedTable {
  const { catalog, schema, table, span } = target.table;
  const view = cursor ? cluster.catalog.asOf(cursor) : ctx.catalog;
  const names = runner.names(ctx.session, view);
  const name = { catalog, schema, object: table, span };
  if (names.isSystem(name))
    throw new SqlError('42809', `CHANGEFEEDs are not supported on system tables: "system.${table}"`, {
      span
    });
  if (names.virtualSchema(name))
    throw new SqlError('42809', `CHANGEFEED cannot target virtual table: "${schema}.${table}"`, { span });
  const found = names.find(name);
  if (!found)
    throw new SqlError('42P01', `relation "${table}" does not exist`, {
      span,
      ...(cursor ? { hint: 'did the table exist at the time of the cursor?' } : {})
    });
  const { object } = found;
  if (object.kind !== 'table' || object.materialized)
    throw new SqlError(
      '42809',
      `CHANGEFEED cannot target ${object.kind === 'table' ? 'view' : object.kind}s: "${table}"`,
      { span }
    );
  return {
    table: object,
    database: found.database.name,
    schema: found.schema.name,
    family: target.family?.text,
    span
  };
}

/** Reference §1.10. @throws SqlError 42501 */
export function requireFeedPrivileges(
  named: readonly NamedTable[],
  hasSink: boolean,
  ctx: StatementContext
): void {
  const authority = new Authority(ctx.catalog);
  const tables = named.map(({ table }) => table);
  if (!hasSink) return authority.requireSinklessFeed(ctx.session.user, tables);
  if (authority.requireFeedJob(ctx.session.user, tables))
    ctx.notice(
      'the role option CONTROLCHANGEFEED is deprecated; grant the CHANGEFEED privilege on the tables instead'
    );
}
