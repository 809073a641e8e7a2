import type { TypeRef } from '../ast/type';
import { dottedName, printLocale } from './names';

/** A type with its length, its array brackets and its collation: `DECIMAL(10,2)`, `STRING[] COLLATE en`. */
export function printType(type: TypeRef): string {
  const array = type.dims > 0 ? '[]' : '';
  const collation = type.collation === undefined ? '' : ` COLLATE ${printLocale(type.collation)}`;
  return printElement(type) + array + collation;
}

function printElement(type: TypeRef): string {
  if (!type.builtIn)
    return type.name.startsWith('@') ? type.name : dottedName(type.catalog, type.schema, type.name);
  if (type.interval) return `INTERVAL ${printQualifier(type)}`;
  if (type.shape !== undefined)
    return `${type.name}(${type.shape}${type.srid === undefined ? '' : `,${type.srid}`})`;
  return type.args.length === 0 ? type.name : `${type.name}(${type.args.join(',')})`;
}

function printQualifier({ interval, args }: TypeRef): string {
  const from = interval?.from === undefined ? '' : `${interval.from} TO `;
  return `${from}${interval?.to ?? ''}${args.length === 0 ? '' : `(${args[0]})`}`;
}

export function printTypes(types: readonly TypeRef[]): string {
  return types.map(printType).join(', ');
}
