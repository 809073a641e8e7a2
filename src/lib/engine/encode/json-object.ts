import type { Row } from '../base/datum';
import { jsonString, makeJsonWriter } from '../sql/types/json-form';
import { compareStrings } from '../sql/types/string-order';
import type { ShapeColumn } from './row-shape';

/**
 * Rows as JSON text (reference §4.1): object members in byte order of their names, `": "` and `", "` between them. What is
 * the same for every row of a shape is written once, so that a row costs little more than joining its values.
 */

/** Writes a row, or what of it the writer was made for. */
export type RowWriter = (row: Row) => string;

/** A whole column value that is JSON null, told apart from SQL NULL (`encode_json_value_null_as_object`, reference §4.9). */
const JSON_NULL_OBJECT = '{"__crdb_json_null__": true}';

/** Writes the value of one column. */
export function valueWriter(column: ShapeColumn, jsonNullAsObject: boolean): RowWriter {
  const { slot, type } = column;
  if (slot === null) return () => 'null';
  const write = makeJsonWriter(type);
  const plain: RowWriter = (row) => {
    const datum = row[slot];
    return datum === null || datum === undefined ? 'null' : write(datum);
  };
  if (!jsonNullAsObject || type.family !== 'jsonb') return plain;
  return (row) => (row[slot] === 'null' ? JSON_NULL_OBJECT : plain(row));
}

interface MemberWriter {
  readonly name: string;
  readonly lead: string;
  readonly write: RowWriter;
}

function memberWriters(columns: readonly ShapeColumn[], jsonNullAsObject: boolean): MemberWriter[] {
  return [...columns]
    .sort((a, b) => compareStrings(a.name, b.name))
    .map((column) => ({
      name: column.name,
      lead: `${jsonString(column.name)}: `,
      write: valueWriter(column, jsonNullAsObject)
    }));
}

/** A row as an object of its columns. */
export function objectWriter(columns: readonly ShapeColumn[], jsonNullAsObject = false): RowWriter {
  const members = memberWriters(columns, jsonNullAsObject);
  const leads = members.map(({ lead }, i) => (i === 0 ? '{' : ', ') + lead);
  const writes = members.map(({ write }) => write);
  if (members.length === 0) return () => '{}';
  return (row) => {
    let text = '';
    for (let i = 0; i < writes.length; i++) text += leads[i] + writes[i](row);
    return `${text}}`;
  };
}

/** A key: the array of its columns' values in key order. */
export function arrayWriter(columns: readonly ShapeColumn[], jsonNullAsObject = false): RowWriter {
  const writes = columns.map((column) => valueWriter(column, jsonNullAsObject));
  return (row) => {
    let text = '[';
    for (let i = 0; i < writes.length; i++) text += (i === 0 ? '' : ', ') + writes[i](row);
    return `${text}]`;
  };
}

/** The member of a top-level row that holds what an envelope adds (reference §4.4). */
const METADATA = '__crdb__';

/** Writes a row with its metadata, an object's text or nothing, sorted in among its columns. */
export type BareWriter = (row: Row, metadata: string) => string;

/** A column that has the name of the metadata gives way to it: one object cannot have both. */
export function bareWriter(columns: readonly ShapeColumn[], jsonNullAsObject: boolean): BareWriter {
  const members = memberWriters(columns, jsonNullAsObject);
  const others = members.filter(({ name }) => name !== METADATA);
  const before = others.filter(({ name }) => compareStrings(name, METADATA) < 0).length;
  const member = ({ lead, write }: MemberWriter, row: Row) => lead + write(row);
  return (row, metadata) => {
    if (metadata === '') return `{${members.map((m) => member(m, row)).join(', ')}}`;
    const parts = others.map((m) => member(m, row));
    parts.splice(before, 0, `"${METADATA}": ${metadata}`);
    return `{${parts.join(', ')}}`;
  };
}
