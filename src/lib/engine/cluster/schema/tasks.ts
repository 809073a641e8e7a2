import type { TableDef } from '../../catalog/descriptors';
import type { SchemaTask } from '../../catalog/ddl/tasks';
import type { Cluster } from '../cluster';
import type { StatementContext } from '../statement';
import type { SchemaChange } from './change-state';

/** Carries out what a change does to rows. @throws SqlError where a row does not satisfy the new definition */
export function carryOutTasks(_cluster: Cluster, _change: SchemaChange): void {}

export function carryOutInTransaction(
  _cluster: Cluster,
  _ctx: StatementContext,
  _table: TableDef,
  _tasks: readonly SchemaTask[]
): void {}
