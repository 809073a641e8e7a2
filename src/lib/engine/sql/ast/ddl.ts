import type { Expr } from './expr';
import type { IndexName, Name, Node, ObjectName, RoleSpec, SchemaName, TableName } from './name';
import type { Query } from './select';
import type { DropBehavior, IndexVisibility, Locality, PartitionBy, SequenceOption } from './table-def';
import type { TypeRef } from './type';

/** Data definition other than tables and indexes, and what CockroachDB adds to them: splits, leases, zones. */

export type RelationKind = 'TABLE' | 'VIEW' | 'MATERIALIZED VIEW' | 'SEQUENCE';

/** `ALTER TABLE | VIEW | SEQUENCE … RENAME TO …`. */
export interface RenameRelationStatement extends Node {
  readonly kind: 'renameRelation';
  readonly relation: RelationKind;
  readonly ifExists: boolean;
  readonly name: TableName;
  readonly to: TableName;
}

/** `ALTER TABLE | VIEW | SEQUENCE … SET SCHEMA …`. */
export interface SetRelationSchemaStatement extends Node {
  readonly kind: 'setRelationSchema';
  readonly relation: RelationKind;
  readonly ifExists: boolean;
  readonly name: TableName;
  readonly schema: Name;
}

/** `ALTER TABLE | VIEW | SEQUENCE … OWNER TO …`. */
export interface SetRelationOwnerStatement extends Node {
  readonly kind: 'setRelationOwner';
  readonly relation: RelationKind;
  readonly ifExists: boolean;
  readonly name: TableName;
  readonly owner: RoleSpec;
}

export interface SetTableLocalityStatement extends Node {
  readonly kind: 'setTableLocality';
  readonly ifExists: boolean;
  readonly name: TableName;
  readonly locality: Locality;
}

/** `ALTER TABLE … SET LOGGED | UNLOGGED`, which changes nothing. */
export interface SetTableLoggedStatement extends Node {
  readonly kind: 'setTableLogged';
  readonly ifExists: boolean;
  readonly name: TableName;
  readonly logged: boolean;
}

/** A table's primary index or another index: what SPLIT AT and its relatives work on. */
export type RangeOwner =
  | { readonly kind: 'table'; readonly table: TableName }
  | { readonly kind: 'index'; readonly index: IndexName };

export interface SplitStatement extends Node {
  readonly kind: 'split';
  readonly on: RangeOwner;
  readonly at: Query;
  readonly expiration: Expr | undefined;
}

/** `UNSPLIT AT …`, or `UNSPLIT ALL` where `at` is undefined. */
export interface UnsplitStatement extends Node {
  readonly kind: 'unsplit';
  readonly on: RangeOwner;
  readonly at: Query | undefined;
}

export interface ScatterStatement extends Node {
  readonly kind: 'scatter';
  readonly on: RangeOwner;
  readonly from: readonly Expr[];
  readonly to: readonly Expr[];
}

/** `ALTER TABLE | INDEX … RELOCATE [VOTERS | NONVOTERS | LEASE] …`. */
export interface RelocateStatement extends Node {
  readonly kind: 'relocate';
  readonly on: RangeOwner;
  readonly subject: RelocateSubject;
  readonly rows: Query;
}

export type RelocateSubject = 'VOTERS' | 'NONVOTERS' | 'LEASE';

/** `ALTER RANGE …`; the ranges are one id or the rows of a query. A lease has no `from`. */
export interface RelocateRangeStatement extends Node {
  readonly kind: 'relocateRange';
  readonly subject: RelocateSubject;
  readonly range: Expr | undefined;
  readonly query: Query | undefined;
  readonly from: Expr | undefined;
  readonly to: Expr;
}

export interface RenameIndexStatement extends Node {
  readonly kind: 'renameIndex';
  readonly ifExists: boolean;
  readonly index: IndexName;
  readonly to: Name;
}

export interface AlterIndexVisibleStatement extends Node {
  readonly kind: 'alterIndexVisible';
  readonly ifExists: boolean;
  readonly index: IndexName;
  readonly visibility: IndexVisibility;
}

export interface AlterIndexPartitionStatement extends Node {
  readonly kind: 'alterIndexPartition';
  readonly ifExists: boolean;
  readonly index: IndexName;
  readonly commands: readonly PartitionBy[];
}

/** What a zone configuration is for. */
export type ZoneTarget =
  | { readonly kind: 'range'; readonly name: string }
  | { readonly kind: 'database'; readonly name: Name }
  | { readonly kind: 'table'; readonly table: TableName; readonly partition: Name | undefined }
  | { readonly kind: 'index'; readonly index: IndexName; readonly partition: Name | undefined }
  /** `PARTITION p OF INDEX t@*`. */
  | { readonly kind: 'allIndexes'; readonly table: TableName; readonly partition: Name };

/** `ALTER … CONFIGURE ZONE …`. */
export interface ConfigureZoneStatement extends Node {
  readonly kind: 'configureZone';
  readonly target: ZoneTarget;
  readonly action: ZoneAction;
}

export type ZoneAction =
  | { readonly kind: 'using'; readonly settings: readonly ZoneSetting[] }
  | { readonly kind: 'usingDefault' }
  | { readonly kind: 'discard' }
  /** `CONFIGURE ZONE = '<yaml>'`. */
  | { readonly kind: 'yaml'; readonly config: Expr };

/** `name = value`; without a value it is COPY FROM PARENT. */
export interface ZoneSetting extends Node {
  readonly name: string;
  readonly value: Expr | undefined;
}

export interface CreateDatabaseStatement extends Node {
  readonly kind: 'createDatabase';
  readonly ifNotExists: boolean;
  readonly name: Name;
  readonly template: string | undefined;
  readonly encoding: string | undefined;
  readonly lcCollate: string | undefined;
  readonly lcCtype: string | undefined;
  readonly connectionLimit: string | undefined;
  readonly primaryRegion: Name | undefined;
  readonly regions: readonly Name[];
  readonly survival: SurvivalGoal | undefined;
  readonly placement: 'RESTRICTED' | 'DEFAULT' | undefined;
  readonly owner: RoleSpec | undefined;
  readonly superRegion: { readonly name: Name; readonly regions: readonly Name[] } | undefined;
  readonly secondaryRegion: Name | undefined;
}

export type SurvivalGoal = 'REGION FAILURE' | 'ZONE FAILURE' | 'AVAILABILITY ZONE FAILURE';

/** `ALTER DATABASE d …`, one change a statement. */
export interface AlterDatabaseStatement extends Node {
  readonly kind: 'alterDatabase';
  readonly name: Name;
  readonly action: AlterDatabaseAction;
}

export type AlterDatabaseAction =
  | { readonly kind: 'rename'; readonly to: Name }
  | { readonly kind: 'owner'; readonly owner: RoleSpec }
  | { readonly kind: 'convertToSchema'; readonly parent: Name }
  | { readonly kind: 'addRegion'; readonly region: Name; readonly ifNotExists: boolean }
  | { readonly kind: 'dropRegion'; readonly region: Name; readonly ifExists: boolean }
  | { readonly kind: 'primaryRegion'; readonly region: Name }
  | { readonly kind: 'secondaryRegion'; readonly region: Name }
  | { readonly kind: 'dropSecondaryRegion'; readonly ifExists: boolean }
  | {
      readonly kind: 'addSuperRegion' | 'alterSuperRegion';
      readonly region: Name;
      readonly regions: readonly Name[];
    }
  | { readonly kind: 'dropSuperRegion'; readonly region: Name }
  | { readonly kind: 'survive'; readonly goal: SurvivalGoal }
  | { readonly kind: 'placement'; readonly placement: 'RESTRICTED' | 'DEFAULT' }
  /** `ALTER LOCALITY GLOBAL | REGIONAL [IN region] CONFIGURE ZONE …`. */
  | {
      readonly kind: 'locality';
      readonly global: boolean;
      readonly region: Name | undefined;
      readonly zone: ZoneAction;
    }
  | { readonly kind: 'set'; readonly setting: RoleSetting };

/** `SET x = …`, `RESET x`, `RESET ALL` as an attribute of a role or database. */
export type RoleSetting =
  | { readonly kind: 'set'; readonly name: string; readonly values: readonly Expr[] }
  | { readonly kind: 'reset'; readonly name: string }
  | { readonly kind: 'resetAll' };

export interface CreateSchemaStatement extends Node {
  readonly kind: 'createSchema';
  readonly ifNotExists: boolean;
  /** Undefined when only AUTHORIZATION names it. */
  readonly name: SchemaName | undefined;
  readonly authorization: RoleSpec | undefined;
}

export interface AlterSchemaStatement extends Node {
  readonly kind: 'alterSchema';
  readonly name: SchemaName;
  readonly action:
    { readonly kind: 'rename'; readonly to: Name } | { readonly kind: 'owner'; readonly owner: RoleSpec };
}

/** DROP TABLE, VIEW, MATERIALIZED VIEW and SEQUENCE. */
export interface DropRelationStatement extends Node {
  readonly kind: 'dropRelation';
  readonly relation: RelationKind;
  readonly ifExists: boolean;
  readonly names: readonly TableName[];
  readonly behavior: DropBehavior;
}

export interface DropDatabaseStatement extends Node {
  readonly kind: 'dropDatabase';
  readonly ifExists: boolean;
  readonly name: Name;
  readonly behavior: DropBehavior;
}

export interface DropSchemaStatement extends Node {
  readonly kind: 'dropSchema';
  readonly ifExists: boolean;
  readonly names: readonly SchemaName[];
  readonly behavior: DropBehavior;
}

export interface DropTypeStatement extends Node {
  readonly kind: 'dropType';
  readonly ifExists: boolean;
  readonly names: readonly ObjectName[];
  readonly behavior: DropBehavior;
}

/** An enum has `labels`, a composite type has `fields`. */
export interface CreateTypeStatement extends Node {
  readonly kind: 'createType';
  readonly ifNotExists: boolean;
  readonly name: ObjectName;
  readonly labels: readonly TextNode[] | undefined;
  readonly fields: readonly { readonly name: Name; readonly type: TypeRef }[] | undefined;
}

/** A text given as a string literal, with its place. */
export interface TextNode extends Node {
  readonly text: string;
}

export interface AlterTypeStatement extends Node {
  readonly kind: 'alterType';
  readonly name: ObjectName;
  readonly action: AlterTypeAction;
}

export type AlterTypeAction =
  | {
      readonly kind: 'addValue';
      readonly value: TextNode;
      readonly ifNotExists: boolean;
      readonly placement: { readonly before: boolean; readonly value: TextNode } | undefined;
    }
  | { readonly kind: 'dropValue'; readonly value: TextNode }
  | { readonly kind: 'renameValue'; readonly from: TextNode; readonly to: TextNode }
  | { readonly kind: 'rename'; readonly to: Name }
  | { readonly kind: 'setSchema'; readonly schema: Name }
  | { readonly kind: 'owner'; readonly owner: RoleSpec };

export interface CreateViewStatement extends Node {
  readonly kind: 'createView';
  readonly materialized: boolean;
  readonly orReplace: boolean;
  readonly temporary: boolean;
  readonly ifNotExists: boolean;
  readonly name: TableName;
  readonly columns: readonly Name[];
  readonly securityInvoker: boolean | undefined;
  readonly query: Query;
  /** False for a materialized view WITH NO DATA. */
  readonly withData: boolean;
}

/** `ALTER VIEW v SET (security_invoker [= …])`; RESET gives undefined. */
export interface AlterViewOptionsStatement extends Node {
  readonly kind: 'alterViewOptions';
  readonly ifExists: boolean;
  readonly name: TableName;
  readonly securityInvoker: boolean | undefined;
}

export interface RefreshViewStatement extends Node {
  readonly kind: 'refreshView';
  readonly concurrently: boolean;
  readonly name: TableName;
  readonly asOf: Expr | undefined;
  readonly data: 'WITH DATA' | 'WITH NO DATA' | undefined;
}

export interface CreateSequenceStatement extends Node {
  readonly kind: 'createSequence';
  readonly temporary: boolean;
  readonly ifNotExists: boolean;
  readonly name: TableName;
  readonly options: readonly SequenceOption[];
}

export interface AlterSequenceStatement extends Node {
  readonly kind: 'alterSequence';
  readonly ifExists: boolean;
  readonly name: TableName;
  readonly options: readonly SequenceOption[];
}

/** COMMENT ON …; `comment` null takes the comment away. */
export interface CommentStatement extends Node {
  readonly kind: 'comment';
  readonly on: CommentTarget;
  readonly comment: string | null;
}

export type CommentTarget =
  | { readonly kind: 'database'; readonly name: Name }
  | { readonly kind: 'schema'; readonly name: SchemaName }
  | { readonly kind: 'type'; readonly name: ObjectName }
  | { readonly kind: 'table'; readonly table: TableName }
  /** A column without its table parses, but names nothing. */
  | { readonly kind: 'column'; readonly table: TableName | undefined; readonly column: Name }
  | { readonly kind: 'index'; readonly index: IndexName }
  | { readonly kind: 'constraint'; readonly name: Name; readonly table: TableName };

/** `ANALYZE t` and CREATE STATISTICS. */
export interface StatisticsStatement extends Node {
  readonly kind: 'statistics';
  /** True for ANALYZE. */
  readonly analyze: boolean;
  readonly name: Name | undefined;
  readonly columns: readonly Name[];
  readonly table: TableName | undefined;
  readonly tableId: number | undefined;
  /** The options as written after the table, from the first token to the last. */
  readonly options: string;
  readonly asOf: Expr | undefined;
  readonly where: Expr | undefined;
}
