import { unreachable } from '../../base/assert';
import type { Datum, WideInt } from '../../base/datum';
import { toHex } from './bytes-text';
import { enumLabel } from './enum';
import { textOf } from './format';
import { formatTimestampTz } from './datetime';
import { DEFAULT_FORMAT } from './session-format';
import { typeName } from './type-name';
import type { SqlType } from './type';
import { UTC } from './time-zone';

/** SQL text that means a value: for DEFAULT expressions, SHOW CREATE and the text of jobs. */

/** A string constant: plain quotes where nothing needs care, else an escape string. */
export function quoteSql(text: string): string {
  if (!/[\\']|[^ -~\u00a0-\uffff]/.test(text)) return `'${text}'`;
  const body = text.replace(/[\\']|[^ -~\u00a0-\uffff]/g, (char) => {
    switch (char) {
      case '\n':
        return '\\n';
      case '\r':
        return '\\r';
      case '\t':
        return '\\t';
      case '\b':
        return '\\b';
      case '\f':
        return '\\f';
      case "'":
      case '\\':
        return `\\${char}`;
      default:
        return char.charCodeAt(0) < 0x80
          ? `\\x${char.charCodeAt(0).toString(16).padStart(2, '0').toUpperCase()}`
          : `\\u${char.charCodeAt(0).toString(16).padStart(4, '0').toUpperCase()}`;
    }
  });
  return `e'${body}'`;
}

/** A constant that reads back as the value: `'2024-05-09'::DATE`, `ARRAY[1,NULL]`, `'\x6869'`. */
export function datumToSql(datum: Datum, type: SqlType): string {
  if (datum === null) return 'NULL';
  switch (type.family) {
    case 'bool':
      return datum ? 'true' : 'false';
    case 'int':
      return String(datum);
    case 'float':
      return floatLiteral(datum as number);
    case 'decimal':
      return decimalLiteral(datum as string);
    case 'string':
      return quoteSql(datum as string);
    case 'collated':
      return `${quoteSql(datum as string)} COLLATE ${type.locale.replaceAll('-', '_')}`;
    case 'bytes':
      return `'\\x${toHex(datum as Uint8Array)}'`;
    case 'bit':
      return `B'${datum as string}'`;
    case 'timestamptz':
      return `'${formatTimestampTz(datum as WideInt, UTC)}'::${typeName(type)}`;
    case 'date':
    case 'time':
    case 'timetz':
    case 'timestamp':
    case 'interval':
    case 'uuid':
    case 'inet':
      return `'${textOf(datum, type, DEFAULT_FORMAT)}'::${typeName(type)}`;
    case 'jsonb':
    case 'other':
      return `${quoteSql(datum as string)}::${typeName(type)}`;
    case 'enum':
      return `${quoteSql(enumLabel(datum as number, type))}::${typeName(type)}`;
    case 'oid':
      return `${datum as number}::${typeName(type)}`;
    case 'array': {
      const items = (datum as readonly Datum[]).map((item) => datumToSql(item, type.elem));
      // Nothing in the brackets says of what the array is.
      return items.length > 0 ? `ARRAY[${items.join(',')}]` : `ARRAY[]::${typeName(type)}`;
    }
    case 'tuple': {
      const items = (datum as readonly Datum[]).map((item, i) => datumToSql(item, type.elems[i]));
      const tuple = `(${items.join(', ')}${items.length === 1 ? ',' : ''})`;
      return type.labels ? `(${tuple} AS ${type.labels.join(', ')})` : tuple;
    }
    case 'void':
      return "''";
    case 'unknown':
    case 'any':
    case 'anytuple':
    case 'anyenum':
      return quoteSql(String(datum));
    default:
      return unreachable(type);
  }
}

/** A whole number gets a point so that it does not read as an INT. */
function floatLiteral(value: number): string {
  if (!Number.isFinite(value))
    return value !== value ? "'NaN'::FLOAT8" : `'${value > 0 ? '' : '-'}Infinity'::FLOAT8`;
  const text = textOf(value, { family: 'float', width: 64 }, DEFAULT_FORMAT);
  return /[.e]/.test(text) ? text : `${text}.0`;
}

function decimalLiteral(text: string): string {
  return /^-?[\d.]+(E[+-]\d+)?$/.test(text) ? text : `'${text}'::DECIMAL`;
}
