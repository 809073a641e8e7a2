import type { DatabaseDef, SchemaDef } from '../../catalog/descriptors';
import { ddlErrors } from '../../catalog/ddl/errors';
import type { AlterDatabaseAction } from '../../sql/ast/ddl';
import type { Name } from '../../sql/ast/name';
import type { SchemaStatement } from './ddl-host';

export type RegionChange =
  | Extract<AlterDatabaseAction, { kind: 'addRegion' | 'dropRegion' | 'primaryRegion' | 'survive' }>
  | {
      readonly kind: 'create';
      readonly primary: Name;
      readonly others: readonly Name[];
      readonly survival: string | undefined;
    };

/** Regions of a database. */
export function alterRegions(
  _database: DatabaseDef,
  _change: RegionChange,
  _schema: SchemaDef,
  _host: SchemaStatement
): DatabaseDef {
  throw ddlErrors.unsupported('regions', 'leave the clause out');
}
