import type { Expr } from './expr';
import type { GrantTarget } from './role';
import type { Name, Node, ObjectName, RoleSpec, SchemaName, TableName } from './name';
import type { OptionNode, TextOrPlaceholder } from './changefeed';
import type { Query } from './select';
import type { RangeOwner, ZoneTarget } from './ddl';

/**
 * SHOW statements. They are rows like any others: `[SHOW …]` stands in FROM and `WITH x AS (SHOW …)` in WITH. `what` tells
 * them apart; those that nothing in a playground answers come as `OtherStatement` instead.
 */
export type ShowStatement = Node & { readonly kind: 'show' } & Show;

export type Show =
  /** `SHOW x`, `SHOW SESSION x`; the name `all` for SHOW ALL. */
  | { readonly what: 'variable'; readonly name: string }
  | { readonly what: 'clusterSetting'; readonly name: string }
  | { readonly what: 'clusterSettings'; readonly all: boolean }
  | { readonly what: 'columns'; readonly table: TableName; readonly comment: boolean }
  | { readonly what: 'constraints'; readonly table: TableName; readonly comment: boolean }
  | { readonly what: 'indexes'; readonly table: TableName; readonly comment: boolean }
  | { readonly what: 'databaseIndexes'; readonly database: Name; readonly comment: boolean }
  | { readonly what: 'triggers'; readonly table: TableName }
  | { readonly what: 'policies'; readonly table: TableName }
  | {
      readonly what: 'partitions';
      readonly of: RangeOwner | { kind: 'database'; name: Name } | { kind: 'allIndexes'; table: TableName };
    }
  | { readonly what: 'databases'; readonly comment: boolean }
  | { readonly what: 'schemas'; readonly database: Name | undefined; readonly comment: boolean }
  | { readonly what: 'tables'; readonly from: SchemaName | undefined; readonly comment: boolean }
  | { readonly what: 'sequences'; readonly database: Name | undefined }
  | { readonly what: 'enums'; readonly from: SchemaName | undefined }
  | { readonly what: 'functions' | 'procedures'; readonly from: SchemaName | undefined }
  | { readonly what: 'types'; readonly comment: boolean }
  | { readonly what: 'roles' | 'users' | 'locality' | 'fullScans' | 'savepointStatus' }
  | { readonly what: 'transactionStatus'; readonly which: 'ISOLATION LEVEL' | 'PRIORITY' | 'STATUS' }
  | {
      readonly what: 'createTable';
      readonly form: CreateForm;
      readonly name: TableName;
      readonly option: 'REDACT' | 'IGNORE_FOREIGN_KEYS' | undefined;
    }
  | { readonly what: 'createDatabase'; readonly name: Name }
  | { readonly what: 'createIndexes'; readonly secondary: boolean; readonly table: TableName }
  | { readonly what: 'createRoutine'; readonly procedure: boolean; readonly name: ObjectName }
  | { readonly what: 'createTrigger'; readonly name: Name; readonly table: TableName }
  | { readonly what: 'createAll'; readonly objects: 'SCHEMAS' | 'TABLES' | 'TRIGGERS' | 'TYPES' | 'ROUTINES' }
  /** `SHOW CREATE ALL SCHEDULES` has no id. */
  | { readonly what: 'createSchedules'; readonly id: Expr | undefined }
  /** `SHOW CREATE ALL EXTERNAL CONNECTIONS` has no name. */
  | { readonly what: 'createExternalConnections'; readonly name: TextOrPlaceholder | undefined }
  | { readonly what: 'externalConnections'; readonly name: TextOrPlaceholder | undefined }
  | { readonly what: 'grants'; readonly on: ShowGrantTarget | undefined; readonly for: readonly RoleSpec[] }
  | { readonly what: 'systemGrants'; readonly for: readonly RoleSpec[] }
  | {
      readonly what: 'defaultPrivileges';
      readonly forRoles: readonly RoleSpec[] | undefined;
      readonly grantee: boolean;
      readonly schema: Name | undefined;
    }
  | { readonly what: 'jobs'; readonly jobs: ShowJobs }
  | {
      readonly what: 'schedules';
      readonly status: 'RUNNING' | 'PAUSED' | undefined;
      readonly executor: 'BACKUP' | 'SQL STATISTICS' | 'CHANGEFEED' | undefined;
      readonly id: Expr | undefined;
    }
  | {
      readonly what: 'queries' | 'sessions' | 'transactions';
      readonly all: boolean;
      readonly scope: 'CLUSTER' | 'LOCAL';
    }
  | {
      readonly what: 'ranges';
      readonly of:
        | RangeOwner
        | { kind: 'database'; name: Name }
        | { kind: 'currentCatalog' }
        | { kind: 'cluster' }
        | undefined;
      readonly options: readonly string[];
    }
  | { readonly what: 'rangeForRow'; readonly of: RangeOwner; readonly row: readonly Expr[] }
  | {
      readonly what: 'statistics';
      readonly json: boolean;
      readonly table: TableName;
      readonly options: readonly OptionNode[];
    }
  | { readonly what: 'zoneConfigurations' }
  | { readonly what: 'zoneConfiguration'; readonly target: ZoneTarget }
  | {
      readonly what: 'regions';
      readonly from: 'CLUSTER' | 'DATABASE' | 'ALL DATABASES' | 'SUPER' | undefined;
      readonly database: Name | undefined;
    }
  | { readonly what: 'survivalGoal'; readonly database: Name | undefined }
  | { readonly what: 'roleSettings'; readonly role: RoleSpec | undefined }
  | { readonly what: 'syntax'; readonly statement: string }
  | { readonly what: 'lastQueryStatistics'; readonly columns: readonly Name[] };

export type CreateForm = 'TABLE' | 'VIEW' | 'SEQUENCE' | undefined;

export type ShowGrantTarget =
  | GrantTarget
  | { readonly kind: 'roles'; readonly roles: readonly RoleSpec[] }
  /** `SCHEMA d.*`. */
  | { readonly kind: 'allSchemas'; readonly database: Name };

/** Which jobs SHOW JOBS lists. */
export interface ShowJobs {
  readonly type: 'ALL' | 'AUTOMATIC' | 'CHANGEFEED';
  readonly id: Expr | undefined;
  readonly query: Query | undefined;
  readonly scheduleId: Expr | undefined;
  readonly scheduleQuery: Query | undefined;
  /** WHEN COMPLETE: answer once they have finished. */
  readonly block: boolean;
  /** In upper case: `EXECUTION DETAILS`, `RESOLVED TIMESTAMP`, `WATCHED_TABLES`. */
  readonly options: readonly string[];
}
