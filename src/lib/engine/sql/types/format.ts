import { unreachable } from '../../base/assert';
import type { Datum, Interval, TimeTz, WideInt } from '../../base/datum';
import { formatBytes } from './bytes-text';
import { formatDate, formatTimestamp, formatTimestampTz, formatTimeTz, sessionZone } from './datetime';
import { enumLabel } from './enum';
import { formatFloat } from './float';
import { formatInterval } from './interval';
import type { SessionFormat } from './session-format';
import { charCount } from './string-order';
import { formatTimeOfDay } from './time-text';
import { arrayItem, tupleItem } from './text-list';
import type { OidType, SqlType } from './type';
import { pgTypeName } from './type-name';
import { typeOfOid } from './type-oid';

/**
 * The text of a value in PostgreSQL's protocol, as a client shows it: `t` and `f`, `\x…` for bytes, `{1,NULL,"a b"}` for
 * arrays, CHAR(n) filled up with spaces. Null for NULL.
 */
export function formatDatum(datum: Datum, type: SqlType, format: SessionFormat): string | null {
  return datum === null ? null : textOf(datum, type, format);
}

/** The same of a value that is not NULL. */
export function textOf(datum: Datum, type: SqlType, format: SessionFormat): string {
  switch (type.family) {
    case 'bool':
      return datum ? 't' : 'f';
    case 'int':
      return String(datum);
    case 'float':
      return formatFloat(datum as number, type.width, format.extraFloatDigits);
    case 'decimal':
    case 'bit':
    case 'uuid':
    case 'inet':
    case 'jsonb':
    case 'void':
    case 'other':
      return datum as string;
    case 'string':
    case 'collated':
      return type.variant === 'char' ? padded(datum as string, type.width) : (datum as string);
    case 'bytes':
      return formatBytes(datum as Uint8Array, format.byteaOutput);
    case 'date':
      return formatDate(datum as number);
    case 'time':
      return formatTimeOfDay(datum as number);
    case 'timetz':
      return formatTimeTz(datum as TimeTz);
    case 'timestamp':
      return formatTimestamp(datum as WideInt);
    case 'timestamptz':
      return formatTimestampTz(datum as WideInt, sessionZone(format));
    case 'interval':
      return formatInterval(datum as Interval, format.intervalStyle);
    case 'oid':
      if (type.variant === 'oid') return String(datum);
      return datum === 0 ? '-' : (oidName(datum as number, type, format) ?? String(datum));
    case 'enum':
      return enumLabel(datum as number, type);
    case 'array':
      return `{${(datum as readonly Datum[]).map((item) => itemText(item, type.elem, format)).join(',')}}`;
    case 'tuple':
      return `(${(datum as readonly Datum[]).map((item, i) => fieldText(item, type.elems[i], format)).join(',')})`;
    case 'anytuple':
      return `(${(datum as readonly Datum[]).map((item) => tupleItem(String(item ?? ''))).join(',')})`;
    case 'unknown':
    case 'any':
    case 'anyenum':
      return String(datum);
    default:
      return unreachable(type);
  }
}

function padded(text: string, width: number | undefined): string {
  const missing = (width ?? 0) - charCount(text);
  return missing > 0 ? text + ' '.repeat(missing) : text;
}

function itemText(item: Datum, type: SqlType, format: SessionFormat): string {
  if (item === null) return 'NULL';
  // Elements of CHAR[] are not filled up.
  if (type.family === 'string') return arrayItem(item as string);
  // Whatever bytea_output says, bytes within an array are hexadecimal.
  if (type.family === 'bytes') return arrayItem(formatBytes(item as Uint8Array, 'hex'));
  return arrayItem(textOf(item, type, format));
}

function fieldText(item: Datum, type: SqlType, format: SessionFormat): string {
  return item === null ? '' : tupleItem(textOf(item, type, format));
}

/** What the catalog calls it; built-in types have names without one. */
function oidName(oid: number, type: OidType, format: SessionFormat): string | undefined {
  const name = format.names?.oidName(type.variant, oid);
  if (name !== undefined || type.variant !== 'regtype') return name;
  const builtIn = typeOfOid(oid);
  return builtIn && pgTypeName(builtIn);
}
