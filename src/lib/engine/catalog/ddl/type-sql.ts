import type { CatalogView } from '../catalog';
import { typeName } from '../../sql/types/type-name';
import type { EnumType, SqlType } from '../../sql/types/type';
import { quoteName } from '../../sql/print/names';

/** A type as SHOW prints it: enums by schema and name as they are called now. */
export const typeSql = (type: SqlType, view: CatalogView): string => named(type, view, false);

/** A type as a kept expression names it: enums by their database besides, so that it means the same everywhere. */
export const storedTypeSql = (type: SqlType, view: CatalogView): string => named(type, view, true);

function named(type: SqlType, view: CatalogView, withDatabase: boolean): string {
  if (type.family === 'array' && type.elem.family === 'enum')
    return `${enumSql(type.elem, view, withDatabase)}[]`;
  return type.family === 'enum' ? enumSql(type, view, withDatabase) : typeName(type);
}

function enumSql(type: EnumType, view: CatalogView, withDatabase: boolean): string {
  const stored = view.get(type.id);
  if (stored?.kind !== 'type') return quoteName(type.name);
  const database = withDatabase ? view.get(stored.database)?.name : undefined;
  const parts = [database, view.get(stored.schema)?.name, stored.name];
  return parts
    .filter((part) => part !== undefined)
    .map(quoteName)
    .join('.');
}

/** A type as a descriptor keeps it: an enum without its members and names, which its own descriptor has. */
export function storedType(type: SqlType): SqlType {
  switch (type.family) {
    case 'enum':
      return {
        family: 'enum',
        id: type.id,
        name: type.name,
        ...(type.schema === undefined ? {} : { schema: type.schema })
      };
    case 'array':
      return { ...type, elem: storedType(type.elem) };
    default:
      return type;
  }
}

/** The ids of the user-defined types inside a type. */
export function enumsIn(type: SqlType): number[] {
  if (type.family === 'enum') return [type.id];
  if (type.family === 'array') return enumsIn(type.elem);
  return type.family === 'tuple' ? type.elems.flatMap(enumsIn) : [];
}
