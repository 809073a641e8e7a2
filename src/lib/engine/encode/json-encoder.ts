import type { Datum, Row } from '../base/datum';
import type { Epoch } from '../base/timestamp';
import {
  columnById,
  primaryKeyColumns,
  publicColumns,
  type ColumnDef,
  type FamilyDef,
  type TableDef
} from '../catalog/descriptors';
import { jsonString, makeJsonWriter } from '../sql/types/json-form';
import { compareStrings } from '../sql/types/string-order';
import type { EncodedRow, RowChange, RowEncoder } from './row-change';

/**
 * JSON messages (reference §4.1–4.6): object members in byte order of their names at every level, `": "` and `", "` between
 * them. An encoder is made for one version of a table, one family and one set of options; what it can write once it writes
 * once, so that a row costs little more than joining its values.
 */

export interface JsonEncoderOptions {
  readonly envelope: 'wrapped' | 'bare' | 'row' | 'key_only';
  readonly updated: boolean;
  readonly mvccTimestamp: boolean;
  readonly diff: boolean;
  readonly keyInValue: boolean;
  readonly topicInValue: boolean;
  readonly virtualColumns: 'omitted' | 'null';
  readonly keyColumn: string | null;
}

/** Writes the columns of rows of one table version as a JSON object. */
type ObjectWriter = (row: Row) => string;

/** What is made once for each table version. */
interface Writers {
  readonly object: ObjectWriter;
  readonly key: ObjectWriter;
  readonly bare: BareWriter;
}

export class JsonEncoder implements RowEncoder {
  readonly #options: JsonEncoderOptions;
  readonly #epoch: Epoch;
  readonly #family: FamilyDef | undefined;
  readonly #topicMember: string;
  /** Writers by table version: `before` may be read with another version than the row. */
  readonly #writers = new Map<TableDef, Writers>();

  constructor(parts: {
    options: JsonEncoderOptions;
    family: FamilyDef | undefined;
    topic: string;
    epoch: Epoch;
  }) {
    this.#options = parts.options;
    this.#epoch = parts.epoch;
    this.#family = parts.family;
    this.#topicMember = jsonString(parts.topic);
  }

  encode(change: RowChange): EncodedRow {
    const writers = this.#writersOf(change.table);
    const key = writers.key(change.row);
    return { key, value: this.#value(change, key, writers) };
  }

  #value(change: RowChange, key: string, writers: Writers): string | null {
    switch (this.#options.envelope) {
      case 'key_only':
        return null;
      case 'row':
        return change.deleted ? null : writers.bare(change.row, this.#metadata(change, null));
      case 'bare':
        return writers.bare(change.deleted ? keyOnly(change) : change.row, this.#metadata(change, key));
      case 'wrapped':
        return this.#wrapped(change, key, writers.object);
    }
  }

  #wrapped(change: RowChange, key: string, object: ObjectWriter): string {
    const o = this.#options;
    let text = `{"after": ${change.deleted ? 'null' : object(change.row)}`;
    if (o.diff) {
      const before =
        change.before === null ? 'null' : this.#writersOf(change.beforeTable).object(change.before);
      text += `, "before": ${before}`;
    }
    if (o.keyInValue) text += `, "key": ${key}`;
    if (o.mvccTimestamp) text += `, "mvcc_timestamp": "${this.#epoch.hlc(change.mvcc)}"`;
    if (o.topicInValue) text += `, "topic": ${this.#topicMember}`;
    if (o.updated) text += `, "updated": "${this.#epoch.hlc(change.updated)}"`;
    return `${text}}`;
  }

  /** The `__crdb__` object of envelopes that put the row at the top level; empty where there is nothing to say. */
  #metadata(change: RowChange, key: string | null): string {
    const o = this.#options;
    const members: string[] = [];
    if (o.keyInValue && key !== null) members.push(`"key": ${key}`);
    if (o.mvccTimestamp) members.push(`"mvcc_timestamp": "${this.#epoch.hlc(change.mvcc)}"`);
    if (o.topicInValue && key !== null) members.push(`"topic": ${this.#topicMember}`);
    if (o.updated) members.push(`"updated": "${this.#epoch.hlc(change.updated)}"`);
    return members.length === 0 ? '' : `{${members.join(', ')}}`;
  }

  #writersOf(table: TableDef): Writers {
    let writers = this.#writers.get(table);
    if (!writers) {
      const columns = this.#columns(table);
      writers = {
        object: makeObjectWriter(columns),
        key: makeKeyWriter(table, this.#options.keyColumn),
        bare: makeBareWriter(columns)
      };
      this.#writers.set(table, writers);
    }
    return writers;
  }

  /** Public columns of the family, hidden ones included; virtual ones only as null (reference §4.1). */
  #columns(table: TableDef): ColumnDef[] {
    return publicColumns(table).filter((column) => {
      if (column.computed?.virtual && this.#options.virtualColumns === 'omitted') return false;
      return !this.#family || this.#family.columns.includes(column.id);
    });
  }
}

/** A deletion in the bare envelope: the key's columns keep their values, all others are null. */
function keyOnly(change: RowChange): Row {
  const row: Datum[] = new Array<Datum>(change.table.nextSlot).fill(null);
  for (const { slot } of primaryKeyColumns(change.table)) row[slot] = change.row[slot] ?? null;
  return row;
}

interface MemberWriter {
  readonly name: string;
  readonly write: (row: Row) => string;
}

function memberWriters(columns: readonly ColumnDef[]): MemberWriter[] {
  return [...columns]
    .sort((a, b) => compareStrings(a.name, b.name))
    .map(({ name, type, slot, computed }) => {
      const head = `${jsonString(name)}: `;
      if (computed?.virtual) return { name, write: () => `${head}null` };
      const write = makeJsonWriter(type);
      return {
        name,
        write: (row: Row) => {
          const datum = row[slot];
          return datum === null || datum === undefined ? `${head}null` : head + write(datum);
        }
      };
    });
}

function makeObjectWriter(columns: readonly ColumnDef[]): ObjectWriter {
  const members = memberWriters(columns);
  return (row) => {
    let text = '{';
    for (let i = 0; i < members.length; i++) text += (i === 0 ? '' : ', ') + members[i].write(row);
    return `${text}}`;
  };
}

/** Writes a row with a `__crdb__` member sorted in among its columns. */
type BareWriter = (row: Row, metadata: string) => string;

function makeBareWriter(columns: readonly ColumnDef[]): BareWriter {
  const members = memberWriters(columns);
  const before = members.filter(({ name }) => compareStrings(name, '__crdb__') < 0).length;
  return (row, metadata) => {
    const parts = members.map((member) => member.write(row));
    if (metadata !== '') parts.splice(before, 0, `"__crdb__": ${metadata}`);
    return `{${parts.join(', ')}}`;
  };
}

/** The message key: a JSON array of the primary key's values in key order, or of the one column that replaces it. */
function makeKeyWriter(table: TableDef, keyColumn: string | null): ObjectWriter {
  const columns =
    keyColumn === null
      ? table.primary.keys.map((key) => columnById(table, key.column))
      : table.columns.filter((column) => column.name === keyColumn);
  const writers = columns.map(({ type, slot }) => ({ slot, write: makeJsonWriter(type) }));
  return (row) => {
    let text = '[';
    for (let i = 0; i < writers.length; i++) {
      const datum = row[writers[i].slot];
      text +=
        (i === 0 ? '' : ', ') + (datum === null || datum === undefined ? 'null' : writers[i].write(datum));
    }
    return `${text}]`;
  };
}

/** Message keys of committed rows, as `commit` events show them. */
export function makeRowKeyWriter(table: TableDef): (row: Row) => string {
  return makeKeyWriter(table, null);
}
