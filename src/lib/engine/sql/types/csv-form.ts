import type { Datum, WideInt } from '../../base/datum';
import { formatFloat } from './float';
import { textOf } from './format';
import { DEFAULT_FORMAT } from './session-format';
import type { SqlType } from './type';
import { datumToSql, quoteSql } from './sql-literal';
import { formatTimestampTz } from './datetime';
import { typeName } from './type-name';
import { UTC } from './time-zone';

/** A value as the field of a CSV message before quoting (reference §4.10): the text that EXPORT writes. */
export function csvForm(datum: Datum, type: SqlType): string {
  if (datum === null) return 'NULL';
  switch (type.family) {
    case 'bool':
      return datum ? 'true' : 'false';
    case 'string':
    case 'collated':
      return datum as string;
    case 'float':
      return exportedFloat(datum as number);
    case 'timestamptz':
      return formatTimestampTz(datum as WideInt, UTC);
    case 'array':
      return `ARRAY[${(datum as readonly Datum[]).map((item) => element(item, type.elem)).join(',')}]`;
    case 'tuple': {
      const items = (datum as readonly Datum[]).map((item, i) => csvForm(item, type.elems[i]));
      const tuple = `(${items.join(', ')}${items.length === 1 ? ',' : ''})`;
      return type.labels ? `(${tuple} AS ${type.labels.join(', ')})` : tuple;
    }
    default:
      return textOf(datum, type, DEFAULT_FORMAT);
  }
}

/** Whole numbers below a million keep a digit behind the point, and infinities are Go's (DFloat.Format, `%.1f` and `%g`). */
function exportedFloat(value: number): string {
  if (value === Infinity) return '+Inf';
  if (value === -Infinity) return '-Inf';
  if (!Number.isInteger(value) || Math.abs(value) >= 1_000_000) return formatFloat(value);
  return `${Object.is(value, -0) ? '-' : ''}${value}.0`;
}

/**
 * A value inside an array. Unlike one that stands alone it is written so that SQL reads it back with its type: `'a':::STRING`,
 * `(-1):::INT8` (DArray.Format turns FmtExport into FmtParsable).
 */
function element(datum: Datum, type: SqlType): string {
  if (datum === null) return 'NULL';
  switch (type.family) {
    case 'bool':
    case 'bit':
    case 'collated':
    case 'tuple':
      return datumToSql(datum, type);
    case 'int':
      return `${bracketed(String(datum))}:::INT8`;
    case 'float':
      return `${number(exportedFloat(datum as number))}:::FLOAT8`;
    case 'decimal':
      return `${number(datum as string)}:::DECIMAL`;
    case 'other':
    case 'enum':
      return `${quoteSql(csvForm(datum, type))}:::${typeName(type)}`;
    case 'oid':
      return `${csvForm(datum, type)}:::${typeName(type)}`;
    case 'bytes':
      return `'${csvForm(datum, type)}':::BYTES`;
    default:
      // The type is that of the value, which knows no width.
      return `${quoteSql(csvForm(datum, type))}:::${type.family.toUpperCase()}`;
  }
}

const bracketed = (text: string): string => (text.startsWith('-') ? `(${text})` : text);

const number = (text: string): string => (/^-?\d/.test(text) ? bracketed(text) : `'${text}'`);

/** Commas, quotes and line ends need quotes around a field, and so does a space in front (Go's encoding/csv). */
const QUOTED = /[",\r\n]|^\s|^\\\.$/;

/** A record of CSV without its line end. */
export function csvRecord(fields: readonly string[]): string {
  return fields.map((field) => (QUOTED.test(field) ? `"${field.replaceAll('"', '""')}"` : field)).join(',');
}
