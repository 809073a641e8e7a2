import type { Datum, WideInt } from '../../base/datum';
import { formatFloat } from './float';
import { textOf } from './format';
import { DEFAULT_FORMAT } from './session-format';
import type { SqlType } from './type';
import { datumToSql } from './sql-literal';
import { formatTimestampTz } from './datetime';
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
      return formatFloat(datum as number);
    case 'timestamptz':
      return formatTimestampTz(datum as WideInt, UTC);
    case 'array':
    case 'tuple':
      return datumToSql(datum, type);
    default:
      return textOf(datum, type, DEFAULT_FORMAT);
  }
}

/** Commas, quotes and line ends need quotes around a field, and so does a space in front (Go's encoding/csv). */
const QUOTED = /[",\r\n]|^\s|^\\\.$/;

/** A record of CSV without its line end. */
export function csvRecord(fields: readonly string[]): string {
  return fields.map((field) => (QUOTED.test(field) ? `"${field.replaceAll('"', '""')}"` : field)).join(',');
}
