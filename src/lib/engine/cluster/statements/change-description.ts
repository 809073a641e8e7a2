import type { Span } from '../../base/errors';
import type { TableDef } from '../../catalog/descriptors';
import type { CatalogView } from '../../catalog/catalog';
import type { AlterTableStatement } from '../../sql/ast/alter-table';
import type {
  AlterIndexVisibleStatement,
  RenameIndexStatement,
  SetTableLocalityStatement
} from '../../sql/ast/ddl';
import type { IndexName, TableName } from '../../sql/ast/name';
import type { CreateIndexStatement, DropIndexStatement } from '../../sql/ast/table-def';
import { printStatement } from '../../sql/print/statement';

/** Statements that change a table through a job. */
export type TableStatement =
  | AlterTableStatement
  | AlterIndexVisibleStatement
  | CreateIndexStatement
  | DropIndexStatement
  | RenameIndexStatement
  | SetTableLocalityStatement;

/** A statement as SHOW JOBS has it: printed back, the table that it is about with its database and schema (AsStringWithFQNames). */
export function describeChange(statement: TableStatement, table: TableDef, view: CatalogView): string {
  const { database, schema, name: own } = table;
  const full = ({ span }: { readonly span: Span }): TableName => ({
    catalog: view.get(database)?.name,
    schema: view.get(schema)?.name,
    table: own,
    span
  });
  const indexOf = (index: IndexName): IndexName => ({ ...index, table: full(index) });
  switch (statement.kind) {
    case 'alterTable':
    case 'setTableLocality':
      return printStatement({ ...statement, name: full(statement.name) });
    case 'createIndex':
      return printStatement({ ...statement, table: full(statement.table) });
    case 'dropIndex':
      return printStatement({ ...statement, indexes: statement.indexes.map(indexOf) });
    case 'renameIndex':
    case 'alterIndexVisible':
      return printStatement({ ...statement, index: indexOf(statement.index) });
  }
}
