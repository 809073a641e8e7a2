import type { Expr } from './expr';
import type { Name, Node, TableName } from './name';
import type {
  ColumnDef,
  ConstraintDef,
  DropBehavior,
  HashSharding,
  IndexElement,
  PartitionBy,
  SequenceOption,
  StorageParameter
} from './table-def';
import type { TypeRef } from './type';

/** `ALTER TABLE t …`: the commands that may stand in one comma-separated list. */
export interface AlterTableStatement extends Node {
  readonly kind: 'alterTable';
  readonly ifExists: boolean;
  readonly name: TableName;
  readonly commands: readonly AlterTableCommand[];
}

export type AlterTableCommand =
  | AddColumn
  | DropColumn
  | RenameColumn
  | AlterColumnType
  | AlterColumnExpr
  | AlterColumnFlag
  | AlterColumnIdentity
  | AddConstraint
  | NamedConstraint
  | RenameConstraint
  | AlterPrimaryKey
  | SetStorage
  | ResetStorage
  | SetPartitionBy
  | InjectStatistics
  | SetAudit
  | RowLevelSecurity
  | TriggerSwitch;

export interface AddColumn extends Node {
  readonly kind: 'addColumn';
  readonly ifNotExists: boolean;
  readonly column: ColumnDef;
}

export interface DropColumn extends Node {
  readonly kind: 'dropColumn';
  readonly ifExists: boolean;
  readonly column: Name;
  readonly behavior: DropBehavior;
}

export interface RenameColumn extends Node {
  readonly kind: 'renameColumn';
  readonly column: Name;
  readonly to: Name;
}

/** `ALTER COLUMN c [SET DATA] TYPE t [COLLATE l] [USING e]`; the collation is part of `type`. */
export interface AlterColumnType extends Node {
  readonly kind: 'alterColumnType';
  readonly column: Name;
  readonly type: TypeRef;
  readonly using: Expr | undefined;
}

/** `SET DEFAULT e`, `SET ON UPDATE e`, and with `expr` undefined `DROP DEFAULT`, `DROP ON UPDATE`. */
export interface AlterColumnExpr extends Node {
  readonly kind: 'setDefault' | 'setOnUpdate';
  readonly column: Name;
  readonly expr: Expr | undefined;
}

export interface AlterColumnFlag extends Node {
  readonly kind: 'setNotNull' | 'dropNotNull' | 'setVisible' | 'setNotVisible' | 'dropStored';
  readonly column: Name;
}

/** Everything about `GENERATED … AS IDENTITY`. */
export interface AlterColumnIdentity extends Node {
  readonly kind: 'addIdentity' | 'setIdentity' | 'setIdentityOptions' | 'dropIdentity';
  readonly column: Name;
  readonly always: boolean;
  readonly ifExists: boolean;
  readonly options: readonly SequenceOption[];
}

export interface AddConstraint extends Node {
  readonly kind: 'addConstraint';
  readonly constraint: ConstraintDef;
  readonly notValid: boolean;
}

export interface NamedConstraint extends Node {
  readonly kind: 'dropConstraint' | 'validateConstraint';
  readonly ifExists: boolean;
  readonly constraint: Name;
  readonly behavior: DropBehavior;
}

export interface RenameConstraint extends Node {
  readonly kind: 'renameConstraint';
  readonly constraint: Name;
  readonly to: Name;
}

export interface AlterPrimaryKey extends Node {
  readonly kind: 'alterPrimaryKey';
  readonly columns: readonly IndexElement[];
  readonly sharded: HashSharding | undefined;
  readonly storage: readonly StorageParameter[];
}

export interface SetStorage extends Node {
  readonly kind: 'setStorage';
  readonly parameters: readonly StorageParameter[];
}

export interface ResetStorage extends Node {
  readonly kind: 'resetStorage';
  readonly keys: readonly string[];
}

export interface SetPartitionBy extends Node {
  readonly kind: 'partitionBy';
  readonly partitionBy: PartitionBy;
}

export interface InjectStatistics extends Node {
  readonly kind: 'injectStatistics';
  readonly statistics: Expr;
}

export interface SetAudit extends Node {
  readonly kind: 'setAudit';
  readonly mode: 'READ WRITE' | 'OFF';
}

export interface RowLevelSecurity extends Node {
  readonly kind: 'rowLevelSecurity';
  readonly mode: 'ENABLE' | 'DISABLE' | 'FORCE' | 'NO FORCE';
}

/** `ENABLE | DISABLE TRIGGER name | ALL | USER`. */
export interface TriggerSwitch extends Node {
  readonly kind: 'switchTrigger';
  readonly enable: boolean;
  readonly trigger: Name | 'ALL' | 'USER';
}
