import type { CatalogView } from '../catalog';
import { typeName } from '../../sql/types/type-name';
import type { EnumType, SqlType } from '../../sql/types/type';
import { quoteName } from '../../sql/print/names';

/** A type as DDL text names it: enums by database, schema and name as they are called now. */
export function typeSql(type: SqlType, view: CatalogView): string {
  if (type.family === 'array' && type.elem.family === 'enum') return `${enumSql(type.elem, view)}[]`;
  return type.family === 'enum' ? enumSql(type, view) : typeName(type);
}

function enumSql(type: EnumType, view: CatalogView): string {
  const stored = view.get(type.id);
  if (stored?.kind !== 'type') return quoteName(type.name);
  const parts = [view.get(stored.database)?.name, view.get(stored.schema)?.name, stored.name];
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
