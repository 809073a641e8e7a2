import { unreachable } from '../../base/assert';
import type { Datum, Interval, TimeTz, WideInt } from '../../base/datum';
import { toHex } from './bytes-text';
import { formatDate, formatRfc3339, formatTimeTzLong } from './datetime';
import { decimalFromFloat } from './decimal';
import { enumLabel } from './enum';
import { formatPostgres } from './interval';
import { quoteJson } from './json';
import { jsonOfKept } from './kept-text';
import { compareStrings } from './string-order';
import { formatTimeOfDay } from './time-text';
import { UTC, type TimeZone } from './time-zone';
import type { SqlType, TupleType } from './type';

/**
 * Values as they stand in the JSON of changefeed messages and in what `to_json` gives (reference §4.1, §4.9): numbers
 * with all their digits, everything without a JSON type as a string of its SQL text, whatever the session says.
 */
export type JsonWriter = (datum: Datum) => string;

/** A string of JSON in quotes: what members of a message that are no values of columns are written with. */
export function jsonString(text: string): string {
  return quoteJson(text);
}

/** Writers by type, kept with the type: descriptors share theirs, so a table's columns are made once. */
const writers = new WeakMap<SqlType, JsonWriter>();

/** The JSON of one value. In a loop, `makeJsonWriter` once is faster. */
export function jsonForm(datum: Datum, type: SqlType): string {
  let writer = writers.get(type);
  if (!writer) {
    writer = makeJsonWriter(type);
    writers.set(type, writer);
  }
  return writer(datum);
}

/**
 * A function that writes the values of a type as JSON; NULL is `null`. Timestamps with time zone show the moment in
 * `zone`, which is UTC in messages and the session's for `to_json`.
 */
export function makeJsonWriter(type: SqlType, zone: TimeZone = UTC): JsonWriter {
  const write = nonNullWriter(type, zone);
  return (datum) => (datum === null ? 'null' : write(datum));
}

function nonNullWriter(type: SqlType, zone: TimeZone): JsonWriter {
  switch (type.family) {
    case 'int':
      return (datum) => String(datum);
    case 'string':
    case 'collated':
      return (datum) => quoteJson(datum as string);
    case 'bool':
      return (datum) => (datum ? 'true' : 'false');
    case 'jsonb':
      return (datum) => datum as string;
    case 'float':
      return (datum) => floatForm(datum as number);
    case 'decimal':
      // Infinity and NaN are no numbers of JSON.
      return (datum) =>
        (datum as string).endsWith('y') || datum === 'NaN' ? `"${datum as string}"` : (datum as string);
    case 'uuid':
    case 'bit':
    case 'inet':
      return (datum) => `"${datum as string}"`;
    case 'bytes':
      return (datum) => `"\\\\x${toHex(datum as Uint8Array)}"`;
    case 'date':
      return (datum) => `"${formatDate(datum as number)}"`;
    case 'time':
      return (datum) => `"${formatTimeOfDay(datum as number)}"`;
    case 'timetz':
      return (datum) => `"${formatTimeTzLong(datum as TimeTz)}"`;
    case 'timestamp':
      return (datum) => `"${formatRfc3339(datum as WideInt)}"`;
    case 'timestamptz':
      return (datum) => `"${formatRfc3339(datum as WideInt, zone)}"`;
    case 'interval':
      return (datum) => `"${formatPostgres(datum as Interval)}"`;
    case 'enum':
      return (datum) => quoteJson(enumLabel(datum as number, type));
    case 'array': {
      const item = makeJsonWriter(type.elem, zone);
      return (datum) => `[${(datum as readonly Datum[]).map(item).join(', ')}]`;
    }
    case 'tuple':
      return tupleWriter(type, zone);
    case 'other':
      return (datum) => jsonOfKept(datum as string, type) ?? quoteJson(datum as string);
    case 'oid':
    case 'unknown':
    case 'any':
    case 'anytuple':
    case 'anyenum':
      return (datum) => quoteJson(String(datum));
    case 'void':
      return () => 'null';
    default:
      return unreachable(type);
  }
}

/** The shortest digits that read back, written as a DECIMAL of them would be: ten is `1E+1`. */
function floatForm(value: number): string {
  if (value === 0) return 1 / value < 0 ? '-0' : '0';
  // Whole numbers keep their form unless they end in a zero, which goes to the exponent.
  if (Number.isInteger(value) && value % 10 !== 0 && value < 1e15 && value > -1e15) return String(value);
  const text = decimalFromFloat(value);
  return Number.isFinite(value) ? text : `"${text}"`;
}

/** The names of a tuple's elements in JSON: its labels, else `f1`, `f2`, … */
export function tupleNames(type: TupleType): string[] {
  return type.elems.map((_, i) => type.labels?.[i] ?? `f${i + 1}`);
}

function tupleWriter(type: TupleType, zone: TimeZone): JsonWriter {
  const members = tupleNames(type).map((name, index) => ({
    name,
    index,
    write: makeJsonWriter(type.elems[index], zone)
  }));
  // Of two elements of one name the last counts, as in any object.
  const last = new Map(members.map((member) => [member.name, member]));
  const sorted = [...last.values()]
    .sort((a, b) => compareStrings(a.name, b.name))
    .map(({ name, index, write }) => ({ lead: `${quoteJson(name)}: `, index, write }));
  return (datum) => {
    const elems = datum as readonly Datum[];
    return `{${sorted.map(({ lead, index, write }) => lead + write(elems[index])).join(', ')}}`;
  };
}
