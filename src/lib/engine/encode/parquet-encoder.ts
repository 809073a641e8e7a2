import type { Datum } from '../base/datum';
import { SqlError } from '../base/errors';
import type { Epoch } from '../base/timestamp';
import { textOf } from '../sql/types/format';
import { jsonString, makeJsonWriter } from '../sql/types/json-form';
import { bytesOfKept } from '../sql/types/kept-text';
import { DEFAULT_FORMAT } from '../sql/types/session-format';
import type { OtherType, SqlType } from '../sql/types/type';
import { typeWord } from '../sql/types/type-name';
import { operationOf } from './change-source';
import { arrayWriter, objectWriter, type RowWriter } from './json-object';
import type { EncodedRow, RowChange, RowEncoder } from './row-change';
import type { RowShape, ShapeColumn } from './row-shape';

/**
 * Rows for Parquet files (reference §4.12): columns in table order, then what the feed adds. A message's value is the row as one JSON
 * object, which is how history shows it; the cells beside it are what the file is written from.
 *
 * Types stand in the file as in util/parquet/schema.go: dates and timestamps are text, because Parquet's own kinds are narrower than
 * SQL's; arrays are lists.
 *
 * Simpler than CockroachDB: a DECIMAL is a column of text. CockroachDB puts the same text under Parquet's decimal kind, whose readers
 * expect an integer and get a wrong number out of it.
 */

/** How a column's values stand in the file: Parquet's physical types, and its logical types by name. */
export type ParquetKind =
  | 'BOOLEAN'
  | 'INT32'
  | 'INT64'
  | 'FLOAT'
  | 'DOUBLE'
  | 'BYTE_ARRAY'
  | 'STRING'
  | 'JSON'
  | 'ENUM'
  | 'UUID'
  | 'TIME_MICROS';

export interface ParquetColumn {
  readonly name: string;
  /** Of a list: that of its elements. */
  readonly kind: ParquetKind;
  readonly isList: boolean;
}

export type ParquetCell = null | boolean | number | bigint | string | Uint8Array | readonly ParquetCell[];

export interface ParquetRow {
  /** The same for all rows of a shape. */
  readonly columns: readonly ParquetColumn[];
  readonly cells: readonly ParquetCell[];
}

export interface ParquetEncoderOptions {
  readonly updated: boolean;
  readonly mvccTimestamp: boolean;
  readonly diff: boolean;
}

interface ColumnWriter {
  readonly lead: string;
  readonly json: (datum: Datum) => string;
  readonly cell: (datum: Datum) => ParquetCell;
  readonly slot: number | null;
}

interface Writers {
  readonly columns: readonly ParquetColumn[];
  readonly writers: readonly ColumnWriter[];
  readonly key: RowWriter;
  readonly object: RowWriter;
}

export class ParquetEncoder implements RowEncoder {
  readonly #options: ParquetEncoderOptions;
  readonly #epoch: Epoch;
  readonly #writers = new WeakMap<RowShape, Writers>();

  constructor(parts: { options: ParquetEncoderOptions; epoch: Epoch }) {
    this.#options = parts.options;
    this.#epoch = parts.epoch;
  }

  encode(change: RowChange): EncodedRow {
    const { columns, writers, key } = this.#writersOf(change.shape);
    const cells: ParquetCell[] = [];
    let text = '{';
    for (const { lead, json, cell, slot } of writers) {
      const datum = slot === null ? null : (change.row[slot] ?? null);
      text += lead + (datum === null ? 'null' : json(datum));
      cells.push(datum === null ? null : cell(datum));
    }
    for (const [name, value, shown] of this.#added(change)) {
      text += `${text === '{' ? '' : ', '}"${name}": ${value === null ? 'null' : shown}`;
      cells.push(value);
    }
    return { key: key(change.keyRow), value: `${text}}`, parquet: { columns, cells } };
  }

  /** Names, values and JSON texts of what stands behind a row. */
  #added(change: RowChange): (readonly [name: string, value: string | null, shown: string])[] {
    const { updated, mvccTimestamp, diff } = this.#options;
    const text = (name: string, value: string) => [name, value, `"${value}"`] as const;
    const before = change.before === null ? null : this.#writersOf(change.beforeShape).object(change.before);
    return [
      text(EVENT_TYPE, diff || change.deleted ? operationOf(change) : 'c'),
      ...(updated ? [text(UPDATED, this.#epoch.hlc(change.updated))] : []),
      ...(mvccTimestamp ? [text(MVCC_TIMESTAMP, this.#epoch.hlc(change.mvcc))] : []),
      ...(diff ? ([[BEFORE, before, before ?? 'null']] as const) : [])
    ];
  }

  #writersOf(shape: RowShape): Writers {
    let writers = this.#writers.get(shape);
    if (!writers) this.#writers.set(shape, (writers = this.#makeWriters(shape)));
    return writers;
  }

  #makeWriters(shape: RowShape): Writers {
    const { updated, mvccTimestamp, diff } = this.#options;
    const added = [
      EVENT_TYPE,
      ...(updated ? [UPDATED] : []),
      ...(mvccTimestamp ? [MVCC_TIMESTAMP] : []),
      ...(diff ? [BEFORE] : [])
    ];
    return {
      columns: [
        ...shape.columns.map(columnOf),
        ...added.map((name) => ({
          name,
          kind: name === BEFORE ? ('JSON' as const) : ('STRING' as const),
          isList: false
        }))
      ],
      writers: shape.columns.map(columnWriter),
      key: arrayWriter(shape.key),
      object: objectWriter(shape.columns)
    };
  }
}

const EVENT_TYPE = '__crdb__event_type';
const UPDATED = '__crdb__updated';
const MVCC_TIMESTAMP = '__crdb__mvcc_timestamp';
const BEFORE = '__crdb__before';

function columnWriter({ name, type, slot }: ShapeColumn, i: number): ColumnWriter {
  return {
    lead: `${i === 0 ? '' : ', '}${jsonString(name)}: `,
    json: makeJsonWriter(type),
    cell: cellWriter(type),
    slot
  };
}

/** @throws SqlError 0A000 for types that Parquet files cannot hold */
function columnOf({ name, type }: ShapeColumn): ParquetColumn {
  if (type.family !== 'array') return { name, kind: kindOf(type), isList: false };
  if (type.elem.family === 'array') throw unsupported('nested arrays');
  if (type.elem.family === 'tuple') throw unsupported('tuples in arrays');
  return { name, kind: kindOf(type.elem), isList: true };
}

function unsupported(what: string): SqlError {
  return new SqlError('0A000', `parquet writer does not support ${what}`, {
    hint: 'format=json holds values of every type'
  });
}

function kindOf(type: SqlType): ParquetKind {
  switch (type.family) {
    case 'bool':
      return 'BOOLEAN';
    case 'int':
      return type.width === 64 ? 'INT64' : 'INT32';
    case 'oid':
      return 'INT32';
    case 'float':
      return type.width === 32 ? 'FLOAT' : 'DOUBLE';
    case 'bytes':
    case 'bit':
      return 'BYTE_ARRAY';
    case 'jsonb':
      return 'JSON';
    case 'enum':
      return 'ENUM';
    case 'uuid':
      return 'UUID';
    case 'time':
      return 'TIME_MICROS';
    case 'other':
      return kindOfOther(type);
    case 'tuple':
      throw unsupported(`the type family ${typeWord(type)}`);
    default:
      return 'STRING';
  }
}

function kindOfOther(type: OtherType): ParquetKind {
  switch (type.name) {
    case 'geometry':
    case 'geography':
      return 'BYTE_ARRAY';
    case 'vector':
    case 'tsvector':
    case 'tsquery':
      throw unsupported(`the type family ${typeWord(type)}`);
    default:
      return 'STRING';
  }
}

function cellWriter(type: SqlType): (datum: Datum) => ParquetCell {
  if (type.family === 'array') {
    const element = cellWriter(type.elem);
    return (datum) => (datum as readonly Datum[]).map((item) => (item === null ? null : element(item)));
  }
  switch (kindOf(type)) {
    case 'INT64':
    case 'TIME_MICROS':
      return (datum) => BigInt(datum as number | bigint);
    case 'INT32':
      // OIDs above 2^31 keep their bits, as in CockroachDB.
      return (datum) => Number(datum) | 0;
    case 'BOOLEAN':
    case 'FLOAT':
    case 'DOUBLE':
      return (datum) => datum as boolean | number;
    case 'BYTE_ARRAY':
      if (type.family === 'bytes') return (datum) => datum as Uint8Array;
      if (type.family === 'other') return (datum) => bytesOfKept(datum as string, type)!; // shapes have bytes
  }
  return (datum) => textOf(datum, type, DEFAULT_FORMAT);
}
