import type { Descriptor } from '../../catalog/descriptors';
import type {
  DropDatabaseStatement,
  DropRelationStatement,
  DropSchemaStatement,
  DropTypeStatement
} from '../../sql/ast/ddl';
import type { TruncateStatement } from '../../sql/ast/dml';
import type { ObjectName, TableName } from '../../sql/ast/name';
import { printStatement } from '../../sql/print/statement';
import type { SchemaStatement } from './ddl-host';
import { isLegacyChange } from './table-change';

type DropStatement =
  DropDatabaseStatement | DropRelationStatement | DropSchemaStatement | DropTypeStatement | TruncateStatement;

/**
 * Carries a drop out and lists it as a job, unless there was nothing to drop or the very transaction had made all of it.
 * @param drop gives every object that went, with what hung on it
 */
export function dropAsJob(
  statement: DropStatement,
  host: SchemaStatement,
  drop: () => readonly Descriptor[]
): void {
  const description = describeDrop(statement, host); // while the names still mean something
  const gone = drop().filter(({ id }) => host.cluster.catalog.get(id));
  if (gone.length === 0) return;
  const data = gone.filter(({ kind }) => kind === 'table' || kind === 'sequence').map(({ id }) => id);
  host.cluster.reclaims.list({ description, data, legacy: isLegacyChange(host) }, host.ctx);
}

/** A statement printed back, each object with its database and schema (AsStringWithFQNames). */
function describeDrop(statement: DropStatement, host: SchemaStatement): string {
  const relation = (name: TableName): TableName => {
    const found = host.findRelation(name);
    return found ? { ...name, catalog: found.database.name, schema: found.schema.name } : name;
  };
  const type = (name: ObjectName): ObjectName => {
    const found = host.names.find(name);
    return found ? { ...name, catalog: found.database.name, schema: found.schema.name } : name;
  };
  switch (statement.kind) {
    case 'dropRelation':
      return printStatement({ ...statement, names: statement.names.map(relation) });
    case 'truncate':
      return printStatement({ ...statement, tables: statement.tables.map(relation) });
    case 'dropType':
      return printStatement({ ...statement, names: statement.names.map(type) });
    case 'dropDatabase':
    case 'dropSchema':
      return printStatement(statement);
  }
}
