import type { Span } from '../../base/errors';
import type { TableName } from '../../sql/ast/name';
import type { Descriptor, TableDef } from '../descriptors';
import type { TableDraft } from './draft';
import type { DdlHost } from './host';
import type { SchemaTask } from './tasks';

/** An ALTER TABLE while it is worked out: the table it makes, and what that asks of the rows. */
export interface Alteration {
  readonly draft: TableDraft;
  readonly host: DdlHost;
  readonly tasks: SchemaTask[];
  /** Values of dropped columns go from every row, which takes a backfill's time. */
  removesData: boolean;
  /** How many commands the statement has: some changes stand alone. */
  readonly commands: number;
  /** Carried out by the legacy schema changer (reference §6.3), as in explicit transactions. */
  readonly legacy: boolean;
  /** In a transaction that began before the statement. */
  readonly inTransaction: boolean;
  /** Session variable `sql_safe_updates`. */
  readonly safeUpdates: boolean;
  /** @throws SqlError 42P01, 42809 */
  findTable(name: TableName): TableDef;
  /** Drops other objects with what hangs on them. @throws SqlError 2BP01 */
  drop(objects: readonly Descriptor[], options: { readonly cascade: boolean; readonly span: Span }): void;
}
