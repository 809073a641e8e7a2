import type { AlterTableStatement } from './alter-table';
import type {
  AlterChangefeedStatement,
  CheckExternalConnectionStatement,
  CreateChangefeedStatement,
  CreateScheduleStatement,
  DropExternalConnectionStatement,
  ExternalConnectionStatement
} from './changefeed';
import type {
  AlterDatabaseStatement,
  AlterIndexPartitionStatement,
  AlterIndexVisibleStatement,
  AlterSchemaStatement,
  AlterSequenceStatement,
  AlterTypeStatement,
  AlterViewOptionsStatement,
  CommentStatement,
  ConfigureZoneStatement,
  CreateDatabaseStatement,
  CreateSchemaStatement,
  CreateSequenceStatement,
  CreateTypeStatement,
  CreateViewStatement,
  DropDatabaseStatement,
  DropRelationStatement,
  DropSchemaStatement,
  DropTypeStatement,
  RefreshViewStatement,
  RelocateRangeStatement,
  RelocateStatement,
  RenameIndexStatement,
  RenameRelationStatement,
  ScatterStatement,
  SetRelationOwnerStatement,
  SetRelationSchemaStatement,
  SetTableLocalityStatement,
  SetTableLoggedStatement,
  SplitStatement,
  StatisticsStatement,
  UnsplitStatement
} from './ddl';
import type { DeleteStatement, InsertStatement, TruncateStatement, UpdateStatement } from './dml';
import type {
  AlterJobOwnerStatement,
  CancelStatement,
  ControlJobsStatement,
  ControlSchedulesStatement
} from './job';
import type { EmptyStatement, ExplainStatement, OtherStatement } from './other';
import type {
  AlterRoleSetStatement,
  AlterRoleStatement,
  CreateRoleStatement,
  DefaultPrivilegesStatement,
  DropOwnedStatement,
  DropRoleStatement,
  GrantRoleStatement,
  GrantStatement,
  ReassignOwnedStatement
} from './role';
import type { Query } from './select';
import type {
  ClusterSettingStatement,
  ResetStatement,
  SetSessionAuthorizationStatement,
  SetStatement,
  SetTracingStatement
} from './session';
import type { CreateFunctionStatement, DropFunctionStatement } from './routine';
import type { ShowStatement } from './show';
import type {
  CreateIndexStatement,
  CreateTableAsStatement,
  CreateTableStatement,
  DropIndexStatement
} from './table-def';
import type {
  BeginStatement,
  CloseCursorStatement,
  DeallocateStatement,
  DeclareCursorStatement,
  DiscardStatement,
  EndTransactionStatement,
  ExecuteStatement,
  FetchStatement,
  PrepareStatement,
  SavepointStatement,
  SetTransactionStatement,
  ShowCommitTimestampStatement,
  TwoPhaseStatement
} from './txn';

/** Every statement of the dialect, told apart by `kind`. */
export type Statement =
  | Query
  | InsertStatement
  | UpdateStatement
  | DeleteStatement
  | TruncateStatement
  | CreateTableStatement
  | CreateTableAsStatement
  | CreateIndexStatement
  | DropIndexStatement
  | AlterTableStatement
  | RenameRelationStatement
  | SetRelationSchemaStatement
  | SetRelationOwnerStatement
  | SetTableLocalityStatement
  | SetTableLoggedStatement
  | SplitStatement
  | UnsplitStatement
  | ScatterStatement
  | RelocateStatement
  | RelocateRangeStatement
  | RenameIndexStatement
  | AlterIndexVisibleStatement
  | AlterIndexPartitionStatement
  | ConfigureZoneStatement
  | CreateDatabaseStatement
  | AlterDatabaseStatement
  | CreateSchemaStatement
  | AlterSchemaStatement
  | DropRelationStatement
  | DropDatabaseStatement
  | DropSchemaStatement
  | DropTypeStatement
  | CreateTypeStatement
  | CreateFunctionStatement
  | DropFunctionStatement
  | AlterTypeStatement
  | CreateViewStatement
  | AlterViewOptionsStatement
  | RefreshViewStatement
  | CreateSequenceStatement
  | AlterSequenceStatement
  | CommentStatement
  | StatisticsStatement
  | BeginStatement
  | EndTransactionStatement
  | SavepointStatement
  | ShowCommitTimestampStatement
  | SetTransactionStatement
  | TwoPhaseStatement
  | PrepareStatement
  | ExecuteStatement
  | DeallocateStatement
  | DiscardStatement
  | DeclareCursorStatement
  | FetchStatement
  | CloseCursorStatement
  | SetStatement
  | SetTracingStatement
  | ResetStatement
  | ClusterSettingStatement
  | SetSessionAuthorizationStatement
  | CreateChangefeedStatement
  | AlterChangefeedStatement
  | CreateScheduleStatement
  | ExternalConnectionStatement
  | DropExternalConnectionStatement
  | CheckExternalConnectionStatement
  | ControlJobsStatement
  | AlterJobOwnerStatement
  | ControlSchedulesStatement
  | CancelStatement
  | CreateRoleStatement
  | AlterRoleStatement
  | AlterRoleSetStatement
  | DropRoleStatement
  | GrantStatement
  | GrantRoleStatement
  | DefaultPrivilegesStatement
  | ReassignOwnedStatement
  | DropOwnedStatement
  | ShowStatement
  | ExplainStatement
  | OtherStatement
  | EmptyStatement;

/** The `kind` of a statement: what a dispatcher keys its handlers by. */
export type StatementKind = Statement['kind'];

/** The statements of a kind; `commit` and `rollback`, for one, share an interface, which `Extract` would not find. */
export type StatementOf<K extends StatementKind, S = Statement> = S extends Statement
  ? K extends S['kind']
    ? S
    : never
  : never;
