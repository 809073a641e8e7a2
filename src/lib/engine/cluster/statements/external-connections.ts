import type { Release } from '../../base/release';
import { SqlError } from '../../base/errors';
import { nextInt } from '../../base/random';
import { NS_PER_MS } from '../../base/timestamp';
import { EXTERNAL_CONNECTIONS } from '../../catalog/catalog';
import type { ExternalConnectionDef } from '../../catalog/descriptors';
import { initialPrivileges, insufficient } from '../../catalog/privileges';
import { settleOptions } from '../../changefeed/options';
import { sinkSettings } from '../../changefeed/sink-settings';
import { parseSize } from '../../base/size';
import { checkRegistryUri } from '../../sinks/other-uris';
import { redactUri } from '../../sinks/redaction';
import { REDACTED } from '../../sinks/secret-values';
import { parseSinkUri } from '../../sinks/sink-uri';
import { makeSinkSpec, sinkFamilyOf } from '../../sinks/make-spec';
import type {
  CheckExternalConnectionStatement,
  DropExternalConnectionStatement,
  ExternalConnectionStatement,
  TextOrPlaceholder
} from '../../sql/ast/changefeed';
import type { ShowStatement } from '../../sql/ast/show';
import { compareStrings } from '../../sql/types/string-order';
import { quoteSql } from '../../sql/types/sql-literal';
import { BOOL, INT, STRING } from '../../sql/types/type';
import type { Cluster } from '../cluster';
import { connectionName, requireUse, resolveConnection } from '../connections';
import { done, type Handlers, type StatementResult } from '../statement';
import type { StatementRunner } from '../statement-runner';
import { SchemaStatement } from './ddl-host';
import { textOf } from './feed-definition';
import type { ShowRequest } from './show';
import { column, listing } from './show-listing';

/** External connections: a sink or registry URI under a name of its own (reference §1.7). */
export function registerConnections(handlers: Handlers, cluster: Cluster, runner: StatementRunner): void {
  handlers.on('createExternalConnection', (statement, ctx) =>
    createConnection(statement, new SchemaStatement(cluster, runner, ctx))
  );
  handlers.on('alterExternalConnection', (statement, ctx) =>
    alterConnection(statement, new SchemaStatement(cluster, runner, ctx))
  );
  handlers.on('dropExternalConnection', (statement, ctx) =>
    dropConnection(statement, new SchemaStatement(cluster, runner, ctx))
  );
  handlers.on('checkExternalConnection', (statement, ctx) =>
    checkConnection(statement, new SchemaStatement(cluster, runner, ctx))
  );
}

function find(name: string, host: SchemaStatement): ExternalConnectionDef | undefined {
  const found = host.view.find(EXTERNAL_CONNECTIONS, name);
  return found?.kind === 'externalConnection' ? found : undefined;
}

function createConnection(statement: ExternalConnectionStatement, host: SchemaStatement): StatementResult {
  if (!host.authority.holdsSystem(host.user, 'EXTERNALCONNECTION'))
    throw new SqlError(
      '42501',
      'only users with the EXTERNALCONNECTION system privilege are allowed to CREATE EXTERNAL CONNECTION'
    );
  const name = nameOf(statement.name);
  const uri = textOf(statement.uri);
  const tag = 'CREATE EXTERNAL CONNECTION';
  requireUsable(uri, statement.uri, host);
  if (find(name, host)) {
    if (statement.ifNotExists) return done(tag);
    throw new SqlError('42710', `external connection with connection name '${name}' already exists`, {
      span: statement.name.span
    });
  }
  host.stage({
    kind: 'externalConnection',
    id: host.ctx.catalog.newRoleId(),
    name,
    version: 1,
    modified: host.now,
    dropped: false,
    privileges: initialPrivileges('external_connection', host.user),
    uri
  });
  return done(tag);
}

function alterConnection(statement: ExternalConnectionStatement, host: SchemaStatement): StatementResult {
  const name = nameOf(statement.name);
  const before = find(name, host);
  const tag = 'ALTER EXTERNAL CONNECTION';
  requireOn(before, name, 'UPDATE', host);
  if (!before) {
    if (statement.ifExists) return done(tag);
    throw new SqlError('42704', `external connection with name '${name}' does not exist`, {
      span: statement.name.span
    });
  }
  const uri = textOf(statement.uri);
  requireUsable(uri, statement.uri, host);
  host.stage({ ...before, version: before.version + 1, uri });
  return done(tag);
}

/** One that does not exist is dropped as well as any. */
function dropConnection(statement: DropExternalConnectionStatement, host: SchemaStatement): StatementResult {
  const name = nameOf(statement.name);
  const before = find(name, host);
  requireOn(before, name, 'DROP', host);
  if (before) host.stage({ ...before, version: before.version + 1, dropped: true });
  return done('DROP EXTERNAL CONNECTION');
}

/** @throws SqlError 42501, also for a name that is not taken */
function requireOn(
  connection: ExternalConnectionDef | undefined,
  name: string,
  privilege: string,
  host: SchemaStatement
): void {
  if (connection) return host.authority.require(host.user, connection, privilege);
  if (!host.authority.isAdmin(host.user))
    throw insufficient(host.user, privilege, `external_connection ${name}`);
}

function nameOf(node: TextOrPlaceholder): string {
  const name = textOf(node);
  if (name === '')
    throw new SqlError('22023', 'external connection name must not be empty', { span: node.span });
  return name;
}

// --- what a URI must be --------------------------------------------------------------------------------------------

const KEYS_ONLY: ReadonlySet<string> = new Set(['gcp-kms', 'gs-kms', 'aws-kms', 'azure-kms']);
const FOREIGN: ReadonlySet<string> = new Set(['postgres', 'postgresql', 'external-postgres']);
/** Sinks that cannot be reached by a connection. */
const NEVER: ReadonlySet<string> = new Set(['pulsar', 'external', 'experimental-sql', 'null']);

const schemeOf = (uri: string): string => /^([A-Za-z][A-Za-z0-9+.-]*):/.exec(uri)?.[1].toLowerCase() ?? '';

/** Checks a URI as a sink of its scheme would be. @throws SqlError naming the parameter */
function requireUsable(uri: string, node: TextOrPlaceholder, host: SchemaStatement): void {
  const { span } = node;
  const scheme = schemeOf(uri);
  if (KEYS_ONLY.has(scheme) || FOREIGN.has(scheme)) return;
  if (NEVER.has(scheme))
    throw new SqlError('22023', `external connections of scheme "${scheme}" are not supported`, { span });
  try {
    if (scheme === 'http' || scheme === 'https') checkRegistryUri(parseSinkUri(uri));
    else {
      const { settings } = host.cluster;
      makeSinkSpec(uri, { options: plainOptions(uri, settings.release), settings: sinkSettings(settings) });
    }
  } catch (error) {
    throw error instanceof SqlError ? error.at(span) : error;
  }
}

/** The options of a feed that says nothing but its sink; Pub/Sub needs no region then. */
function plainOptions(uri: string, release: Release): ReturnType<typeof settleOptions>['options'] {
  const sink = sinkFamilyOf(uri, release);
  const unordered = sink === 'pubsub' ? [{ name: 'unordered', value: null }] : [];
  return settleOptions(unordered, {
    sink,
    query: false,
    queryUsesPrevious: false,
    release,
    partitionAlgEnabled: false
  }).options;
}

function typeOf(uri: string): string {
  const scheme = schemeOf(uri);
  return KEYS_ONLY.has(scheme) ? 'KMS' : FOREIGN.has(scheme) ? 'FOREIGNDATA' : 'STORAGE';
}

// --- SHOW ----------------------------------------------------------------------------------------------------------

type Of<W extends ShowStatement['what']> = Extract<ShowStatement, { what: W }>;

function connections({ ctx }: ShowRequest): ExternalConnectionDef[] {
  return ctx.catalog
    .children(EXTERNAL_CONNECTIONS)
    .filter((d): d is ExternalConnectionDef => d.kind === 'externalConnection')
    .sort((a, b) => compareStrings(a.name, b.name));
}

function named(node: TextOrPlaceholder, request: ShowRequest): ExternalConnectionDef {
  const name = nameOf(node);
  const found = connections(request).find((connection) => connection.name === name);
  if (!found)
    throw new SqlError('42704', `external connection with name '${name}' does not exist`, {
      span: node.span
    });
  return found;
}

export function showConnections({ name }: Of<'externalConnections'>, request: ShowRequest): StatementResult {
  const { authority, ctx } = request;
  const sees = (connection: ExternalConnectionDef): boolean =>
    authority.holds(ctx.session.user, connection, 'USAGE');
  const shown = name ? [named(name, request)] : connections(request).filter(sees);
  for (const connection of shown)
    if (!sees(connection))
      throw new SqlError(
        '42501',
        `must have USAGE privilege or be owner of the External Connection "${connection.name}"`,
        { span: name?.span }
      );
  return listing(
    [column('connection_name', STRING), column('connection_uri', STRING), column('connection_type', STRING)],
    shown.map((connection) => [connection.name, redactUri(connection.uri), typeOf(connection.uri)])
  );
}

/** CockroachDB shows secrets here; nothing of them may enter history (design §7). */
export function showCreateConnections(
  { name }: Of<'createExternalConnections'>,
  request: ShowRequest
): StatementResult {
  const { authority, ctx } = request;
  const { user } = ctx.session;
  const sees = authority.holdsSystem(user, 'VIEWCLUSTERMETADATA');
  if (!sees && !name)
    throw new SqlError(
      '42501',
      'must have VIEWCLUSTERMETADATA privilege to run SHOW CREATE ALL EXTERNAL CONNECTIONS'
    );
  const shown = name ? [named(name, request)] : connections(request);
  for (const connection of shown)
    if (!sees && !authority.isOwner(user, connection))
      throw new SqlError(
        '42501',
        `must have VIEWCLUSTERMETADATA privilege or be owner of the External Connection "${connection.name}"`,
        { span: name?.span }
      );
  // Told by what is shown: whether the secret happens to be the word itself must not show (design §7).
  if (shown.some(({ uri }) => redactUri(uri).includes(REDACTED)))
    ctx.notice('the playground shows secrets redacted here; CockroachDB shows them');
  return listing(
    [column('connection_name', STRING), column('create_statement', STRING)],
    shown.map((connection) => [
      connection.name,
      `CREATE EXTERNAL CONNECTION ${quoteSql(connection.name)} AS ${quoteSql(redactUri(connection.uri))}`
    ])
  );
}

// --- CHECK ---------------------------------------------------------------------------------------------------------

const DEFAULT_TRANSFER = '32MiB';

/** Every node writes, reads and deletes a test file; the time it takes is that of a file of the mock bucket. */
function checkConnection(
  statement: CheckExternalConnectionStatement,
  host: SchemaStatement
): StatementResult {
  const { cluster, ctx } = host;
  const given = textOf(statement.uri);
  if (connectionName(given) !== undefined) requireUse(given, statement.uri.span, ctx, cluster);
  const { uri } = resolveConnection(given, statement.uri.span, ctx);
  requireUsable(uri, statement.uri, host);
  if (sinkFamilyOf(uri, cluster.settings.release) !== 'cloud')
    throw new SqlError('22023', `"${schemeOf(uri)}" is not cloud storage: only that can be checked`, {
      span: statement.uri.span
    });
  const transfer = statement.transfer ? textOf(statement.transfer) : DEFAULT_TRANSFER;
  const bytes = parseSize(transfer);
  if (bytes === undefined)
    throw new SqlError('22023', `transfer='${transfer.slice(0, 40)}' is not a size`, {
      span: statement.transfer?.span
    });
  const mib = Math.max(1, Math.round(bytes / 1_048_576));
  const speed = (): string => {
    const ms = nextInt(cluster.state.random, 50 * NS_PER_MS, 200 * NS_PER_MS) / NS_PER_MS;
    return `${Math.round((mib * 1000) / ms)} MiB/s`;
  };
  return {
    ...listing(
      [
        column('node', INT),
        column('locality', STRING),
        column('ok', BOOL),
        column('error', STRING),
        column('transferred', STRING),
        column('read_speed', STRING),
        column('write_speed', STRING),
        column('can_delete', BOOL)
      ],
      cluster.storage.liveNodes.map((node) => [
        node.id,
        node.locality,
        true,
        null,
        `${mib} MiB`,
        speed(),
        speed(),
        true
      ])
    ),
    work: 1000
  };
}
