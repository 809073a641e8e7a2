import { SqlError, type Span } from '../base/errors';
import { EXTERNAL_CONNECTIONS } from '../catalog/catalog';
import type { ExternalConnectionDef } from '../catalog/descriptors';
import { Authority } from '../catalog/privileges';
import { mergeExternalUri } from '../sinks/make-spec';
import { quoteSql } from '../sql/types/sql-literal';
import type { Cluster } from './cluster';
import type { StatementContext } from './statement';

/** URIs by way of external connections (reference §1.7). */

const EXTERNAL = /^external:\/\/([^/?#]*)/;

/** A URI as it is used, and as it was written where that names a connection. */
export interface ResolvedUri {
  readonly uri: string;
  readonly external?: string;
}

/** The name of the connection that a URI goes by; undefined for a URI of its own. */
export const connectionName = (uri: string): string | undefined => EXTERNAL.exec(uri)?.[1];

/**
 * Puts the URI of an external connection in place of `external://name`; whether it may be used is `requireUse`'s to say.
 * @throws SqlError 42704 for a connection that does not exist
 */
export function resolveConnection(uri: string, span: Span | undefined, ctx: StatementContext): ResolvedUri {
  const name = connectionName(uri);
  if (name === undefined) return { uri };
  return { uri: mergeExternalUri(findConnection(name, span, ctx).uri, uri), external: uri };
}

function findConnection(name: string, span: Span | undefined, ctx: StatementContext): ExternalConnectionDef {
  if (name === '')
    throw new SqlError(
      'XXUUU',
      'host component of an external URI must refer to an existing external connection',
      { span }
    );
  const found = ctx.catalog.find(EXTERNAL_CONNECTIONS, name);
  if (found?.kind === 'externalConnection') return found;
  throw new SqlError('42704', `external connection with name '${name}' does not exist`, {
    span,
    hint: `CREATE EXTERNAL CONNECTION ${quoteSql(name)} AS 'kafka://localhost:9092';`
  });
}

/**
 * A connection asks for USAGE on it; with `changefeed.permissions.require_external_connection_sink.enabled` only admins may write a URI out.
 * @throws SqlError 42501
 */
export function requireUse(
  uri: string,
  span: Span | undefined,
  ctx: StatementContext,
  cluster: Cluster
): void {
  const authority = new Authority(ctx.catalog);
  const { user } = ctx.session;
  const name = connectionName(uri);
  if (name !== undefined) return authority.require(user, findConnection(name, span, ctx), 'USAGE', span);
  const setting = 'changefeed.permissions.require_external_connection_sink.enabled';
  if (!cluster.settings.bool(setting) || authority.isAdmin(user)) return;
  throw new SqlError('42501', `user ${user} may only use external connection sinks`, {
    span,
    hint: `the cluster setting ${setting} is on: INTO 'external://name'`
  });
}
