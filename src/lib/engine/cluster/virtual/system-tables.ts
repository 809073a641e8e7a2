import { SqlError } from '../../base/errors';
import { EXTERNAL_CONNECTIONS, ROLES } from '../../catalog/catalog';
import type { RoleDef } from '../../catalog/descriptors';
import { normalizeInt } from '../../base/datum';
import type { VirtualDefinition, VirtualRequest, VirtualRow } from './define';

/**
 * The tables of database `system`. Simpler than CockroachDB: they are worked out when read and nobody can write them; those that
 * hold encoded records or what the playground has nothing of are empty, so that their names are known.
 */

const define = (
  name: string,
  columns: string,
  rows: (request: VirtualRequest) => Iterable<VirtualRow> = () => []
): VirtualDefinition => ({
  schema: 'system',
  name,
  columns,
  rows: (request) => {
    requireReader(request, name);
    return rows(request);
  }
});

/** @throws SqlError 42501 */
function requireReader({ authority, user }: VirtualRequest, table: string): void {
  if (!authority.holdsSystem(user, 'VIEWSYSTEMTABLE'))
    throw new SqlError('42501', `user ${user} does not have SELECT privilege on relation ${table}`);
}

const rolesOf = ({ catalog }: VirtualRequest): RoleDef[] =>
  catalog.children(ROLES).filter((d): d is RoleDef => d.kind === 'role');

/** Users count from 1; `root` and `admin` come first, as in CockroachDB. */
const roleId = (role: RoleDef): number => -role.id - 1;

function* users(request: VirtualRequest): Iterable<VirtualRow> {
  for (const role of rolesOf(request))
    yield { username: role.name, hashedPassword: null, isRole: !role.login, user_id: roleId(role) };
}

function* roleMembers(request: VirtualRequest): Iterable<VirtualRow> {
  const roles = rolesOf(request);
  for (const member of roles)
    for (const { role, admin } of member.memberOf) {
      const parent = roles.find((r) => r.name === role);
      yield {
        role,
        member: member.name,
        isAdmin: admin,
        role_id: parent ? roleId(parent) : null,
        member_id: roleId(member)
      };
    }
}

function* roleOptions(request: VirtualRequest): Iterable<VirtualRow> {
  for (const role of rolesOf(request))
    for (const option of role.options)
      yield { username: role.name, option, value: null, user_id: roleId(role) };
}

function* namespace({ catalog }: VirtualRequest): Iterable<VirtualRow> {
  for (const database of catalog.children(0)) {
    yield { parentID: 0, parentSchemaID: 0, name: database.name, id: database.id };
    for (const schema of catalog.children(database.id)) {
      yield { parentID: database.id, parentSchemaID: 0, name: schema.name, id: schema.id };
      for (const object of catalog.children(schema.id))
        yield { parentID: database.id, parentSchemaID: schema.id, name: object.name, id: object.id };
    }
  }
}

function* settings({ cluster }: VirtualRequest): Iterable<VirtualRow> {
  for (const [name, value] of cluster.state.settings) yield { name, value, valueType: 's' };
}

function* jobs({ cluster }: VirtualRequest): Iterable<VirtualRow> {
  for (const job of cluster.jobs.all)
    yield {
      id: normalizeInt(BigInt(job.id)),
      status: job.status,
      created: cluster.epoch.micros(job.created),
      claim_instance_id: job.finished === null ? job.coordinator : null,
      num_runs: 0,
      job_type: job.type,
      owner: job.owner,
      description: job.description,
      error_msg: job.error === '' ? null : job.error,
      finished: job.finished === null ? null : cluster.epoch.micros(job.finished)
    };
}

function* externalConnections({ catalog }: VirtualRequest): Iterable<VirtualRow> {
  for (const connection of catalog.children(EXTERNAL_CONNECTIONS))
    yield {
      connection_name: connection.name,
      connection_type: 'STORAGE',
      owner: connection.privileges.owner
    };
}

export const SYSTEM_TABLES: readonly VirtualDefinition[] = [
  define('comments', 'type:INT object_id:INT sub_id:INT comment:STRING'),
  define('database_role_settings', 'database_id:OID role_name:STRING settings:STRING[] role_id:OID'),
  define('descriptor', 'id:INT descriptor:BYTES'),
  define(
    'eventlog',
    'timestamp:TIMESTAMP eventType:STRING targetID:INT reportingID:INT info:STRING uniqueID:BYTES payload:JSONB'
  ),
  define(
    'external_connections',
    'connection_name:STRING created:TIMESTAMP updated:TIMESTAMP connection_type:STRING connection_details:BYTES owner:STRING owner_id:OID',
    externalConnections
  ),
  define('job_info', 'job_id:INT info_key:STRING written:TIMESTAMPTZ value:BYTES'),
  define(
    'jobs',
    'id:INT status:STRING created:TIMESTAMP created_by_type:STRING created_by_id:INT claim_session_id:BYTES claim_instance_id:INT num_runs:INT last_run:TIMESTAMP job_type:STRING owner:STRING description:STRING error_msg:STRING finished:TIMESTAMPTZ',
    jobs
  ),
  define('lease', 'desc_id:INT version:INT sql_instance_id:INT session_id:BYTES crdb_region:BYTES'),
  define('locations', 'localityKey:STRING localityValue:STRING latitude:DECIMAL longitude:DECIMAL'),
  define('migrations', 'major:INT minor:INT patch:INT internal:INT completed_at:TIMESTAMPTZ'),
  define('namespace', 'parentID:INT parentSchemaID:INT name:STRING id:INT', namespace),
  define('privileges', 'username:STRING path:STRING privileges:STRING[] grant_options:STRING[] user_id:OID'),
  define(
    'protected_ts_records',
    'id:UUID ts:DECIMAL meta_type:STRING meta:BYTES num_spans:INT spans:BYTES verified:BOOL target:BYTES'
  ),
  define(
    'rangelog',
    'timestamp:TIMESTAMP rangeID:INT storeID:INT eventType:STRING otherRangeID:INT info:STRING uniqueID:INT'
  ),
  define('role_members', 'role:STRING member:STRING isAdmin:BOOL role_id:OID member_id:OID', roleMembers),
  define('role_options', 'username:STRING option:STRING value:STRING user_id:OID', roleOptions),
  define(
    'scheduled_jobs',
    'schedule_id:INT schedule_name:STRING created:TIMESTAMPTZ owner:STRING next_run:TIMESTAMPTZ schedule_state:BYTES schedule_expr:STRING schedule_details:BYTES executor_type:STRING execution_args:BYTES'
  ),
  define('settings', 'name:STRING value:STRING lastUpdated:TIMESTAMP valueType:STRING', settings),
  define('span_configurations', 'start_key:BYTES end_key:BYTES config:BYTES'),
  define('sql_instances', 'id:INT addr:STRING session_id:BYTES locality:JSONB sql_addr:STRING'),
  define('sqlliveness', 'session_id:BYTES expiration:DECIMAL'),
  define(
    'statement_statistics',
    'aggregated_ts:TIMESTAMPTZ fingerprint_id:BYTES transaction_fingerprint_id:BYTES plan_hash:BYTES app_name:STRING node_id:INT metadata:JSONB statistics:JSONB plan:JSONB'
  ),
  define(
    'table_statistics',
    'tableID:INT statisticID:INT name:STRING columnIDs:INT[] createdAt:TIMESTAMP rowCount:INT distinctCount:INT nullCount:INT histogram:BYTES avgSize:INT'
  ),
  define('tenants', 'id:INT active:BOOL info:BYTES name:STRING data_state:INT service_mode:INT'),
  define(
    'transaction_statistics',
    'aggregated_ts:TIMESTAMPTZ fingerprint_id:BYTES app_name:STRING node_id:INT metadata:JSONB statistics:JSONB'
  ),
  define('ui', 'key:STRING value:BYTES lastUpdated:TIMESTAMP'),
  define('users', 'username:STRING hashedPassword:BYTES isRole:BOOL user_id:OID', users),
  define(
    'web_sessions',
    'id:INT hashedSecret:BYTES username:STRING createdAt:TIMESTAMP expiresAt:TIMESTAMP user_id:OID'
  ),
  define('zones', 'id:INT config:BYTES')
];
