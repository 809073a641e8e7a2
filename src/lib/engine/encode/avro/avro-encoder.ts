import { assert } from '../../base/assert';
import { SqlError } from '../../base/errors';
import type { Row } from '../../base/datum';
import type { Epoch, Timestamp } from '../../base/timestamp';
import { operationOf, type FeedSource } from '../change-source';
import { avroName, kafkaTopicName } from '../names';
import type {
  EncodedResolved,
  EncodedRow,
  RowChange,
  RowEncoder,
  SchemaIds,
  SchemaRequest
} from '../row-change';
import type { RowShape, ShapeColumn } from '../row-shape';
import { avroColumn, type AvroColumn } from './column-type';
import { field, orNull, record, type AvroField, type AvroRecord } from './schema';
import { sourceRecord, sourceValue } from './source-record';
import { textReader } from './textual';
import { recordValue, WireWriter, type AvroRecordValue, type AvroValue } from './wire';

/**
 * Avro messages (reference §4.11): key and value as bytes behind the id of their schema. The schemas have to be registered before, so a
 * changefeed asks `missingSchema` first; what it knows of ids is its own.
 */

export interface AvroEncoderOptions {
  readonly envelope: 'wrapped' | 'bare' | 'row' | 'key_only' | 'enriched';
  readonly updated: boolean;
  readonly mvccTimestamp: boolean;
  readonly diff: boolean;
  readonly enrichedSource: boolean;
  /** `avro_schema_prefix`. */
  readonly avroPrefix: string | null;
}

export interface AvroEncoderParts {
  readonly options: AvroEncoderOptions;
  /** The table at statement time as subjects name it, a family behind a dot. */
  readonly target: string;
  /** Its plain name at statement time. */
  readonly table: string;
  readonly epoch: Epoch;
  readonly source: FeedSource;
  readonly ids: SchemaIds;
}

/** A schema that has been made: how it is asked for, and who writes and reads its messages. */
interface Prepared {
  readonly request: SchemaRequest;
  readonly writer: WireWriter;
  readonly read: (message: Uint8Array) => string;
}

function prepare(subject: string, schema: AvroRecord): Prepared {
  return {
    request: { subject, schema: JSON.stringify(schema) },
    writer: new WireWriter(schema),
    read: textReader(schema)
  };
}

/** Columns of a shape with how each is written. */
interface DataRecord {
  readonly schema: AvroRecord;
  readonly value: (row: Row) => AvroRecordValue;
}

function dataRecord(name: string, columns: readonly ShapeColumn[], namespace: string | null): DataRecord {
  const written = columns.map((column) => ({ column, avro: columnOf(column) }));
  const fields = written.map(({ column, avro }) =>
    field(avroName(column.name), avro.schema, column.definition)
  );
  return {
    schema: record(name, fields, namespace),
    value: (row) =>
      recordValue(
        written.map(({ column: { slot }, avro }) => avro.write(slot === null ? null : (row[slot] ?? null)))
      )
  };
}

function columnOf({ name, type }: ShapeColumn): AvroColumn {
  try {
    return avroColumn(type);
  } catch (error) {
    if (!(error instanceof SqlError)) throw error;
    throw new SqlError('XXUUU', `column ${name}: ${error.message}`);
  }
}

/** A member of the envelope. */
interface Member {
  readonly field: AvroField;
  readonly value: (change: RowChange) => AvroValue;
}

interface Key {
  readonly prepared: Prepared;
  readonly data: DataRecord;
}

interface Value {
  readonly prepared: Prepared;
  readonly members: readonly Member[];
}

export class AvroEncoder implements RowEncoder {
  readonly #options: AvroEncoderOptions;
  readonly #epoch: Epoch;
  readonly #source: FeedSource;
  readonly #ids: SchemaIds;
  /** The target with the schema prefix: names subjects, keys and envelopes. */
  readonly #name: string;
  readonly #table: string;
  readonly #keys = new WeakMap<RowShape, Key>();
  /** By the shapes after and before. */
  readonly #values = new WeakMap<RowShape, WeakMap<RowShape, Value>>();

  constructor(parts: AvroEncoderParts) {
    this.#options = parts.options;
    this.#epoch = parts.epoch;
    this.#source = parts.source;
    this.#ids = parts.ids;
    this.#table = parts.table;
    this.#name = `${parts.options.avroPrefix ?? ''}${parts.target}`;
  }

  /** The key's schema is registered before the value's. @throws SqlError XXUUU for a column of a type that Avro lacks */
  missingSchema(change: RowChange): SchemaRequest | undefined {
    const key = this.#keyOf(change.shape).prepared.request;
    if (this.#ids.find(key) === undefined) return key;
    if (this.#options.envelope === 'key_only') return undefined;
    const value = this.#valueOf(change).prepared.request;
    return this.#ids.find(value) === undefined ? value : undefined;
  }

  /** @throws SqlError XXUUU for a value that Avro cannot hold */
  encode(change: RowChange): EncodedRow {
    const { prepared, data } = this.#keyOf(change.shape);
    const keyBytes = this.#write(prepared, data.value(change.keyRow));
    const key = prepared.read(keyBytes);
    if (this.#options.envelope === 'key_only') return { key, keyBytes, value: null };
    const value = this.#valueOf(change);
    const valueBytes = this.#write(value.prepared, recordValue(value.members.map((m) => m.value(change))));
    return { key, keyBytes, value: value.prepared.read(valueBytes), valueBytes };
  }

  #write({ request, writer }: Prepared, value: AvroRecordValue): Uint8Array {
    const id = this.#ids.find(request);
    assert(id !== undefined, () => `the schema of ${request.subject} is not registered`);
    return writer.write(id, value);
  }

  #keyOf(shape: RowShape): Key {
    let key = this.#keys.get(shape);
    if (!key) {
      const data = dataRecord(avroName(this.#name), shape.messageKey, this.#options.avroPrefix);
      key = { prepared: prepare(`${kafkaTopicName(this.#name)}-key`, data.schema), data };
      this.#keys.set(shape, key);
    }
    return key;
  }

  #valueOf({ shape, beforeShape }: RowChange): Value {
    let byBefore = this.#values.get(shape);
    if (!byBefore) this.#values.set(shape, (byBefore = new WeakMap()));
    let value = byBefore.get(beforeShape);
    if (!value) {
      const members = this.#members(shape, beforeShape);
      const schema = record(
        `${avroName(this.#name)}_envelope`,
        members.map((member) => member.field),
        this.#options.avroPrefix
      );
      value = { prepared: prepare(`${kafkaTopicName(this.#name)}-value`, schema), members };
      byBefore.set(beforeShape, value);
    }
    return value;
  }

  /** In the order of CockroachDB's schemas. */
  #members(shape: RowShape, beforeShape: RowShape): Member[] {
    const { envelope, diff, updated, mvccTimestamp, enrichedSource, avroPrefix } = this.#options;
    const members: Member[] = [];
    if (diff && envelope !== 'bare') members.push(this.#before(beforeShape));
    const row = this.#data(shape, '');
    const nullable = orNull(row.schema);
    if (envelope === 'bare')
      return [
        ...this.#timestamps(),
        { field: field('record', nullable), value: (change) => row.value(change.row) }
      ];
    members.push({
      field: field('after', nullable),
      value: (change) => (change.deleted ? null : row.value(change.row))
    });
    if (envelope !== 'enriched')
      return updated || mvccTimestamp ? [...members, ...this.#timestamps()] : members;
    if (enrichedSource)
      members.push({
        field: field('source', orNull(sourceRecord(avroPrefix))),
        value: (change) => sourceValue(this.#source, this.#epoch, change)
      });
    members.push(
      { field: field('ts_ns', orNull('long')), value: (change) => BigInt(this.#epoch.wallText(change.now)) },
      { field: field('op', orNull('string')), value: operationOf }
    );
    return members;
  }

  #before(shape: RowShape): Member {
    const data = this.#data(shape, '_before');
    return {
      field: field('before', orNull(data.schema)),
      value: ({ before }) => (before === null ? null : data.value(before))
    };
  }

  /**
   * Records are named by the table, and by its family where it has several. CockroachDB takes the table's present name, which a registry
   * that compares schemas refuses for ever after RENAME TABLE; that statement is to be nothing to a feed (reference §6.2).
   */
  #data(shape: RowShape, suffix: string): DataRecord {
    const name = shape.family === null ? this.#table : `${this.#table}.${shape.family}`;
    return dataRecord(`${avroName(name)}${suffix}`, shape.columns, this.#options.avroPrefix);
  }

  #timestamps(): Member[] {
    const { updated, mvccTimestamp } = this.#options;
    const text = (name: string, of: (change: RowChange) => Timestamp): Member => ({
      field: field(name, orNull('string')),
      value: (change) => this.#epoch.hlc(of(change))
    });
    return [
      ...(updated ? [text('updated', (change) => change.updated)] : []),
      ...(mvccTimestamp ? [text('mvcc_timestamp', (change) => change.mvcc)] : [])
    ];
  }
}

/** Resolved messages of one topic: an envelope of its own with nothing but the timestamp. */
export class AvroResolvedEncoder {
  readonly #prepared: Prepared;
  readonly #ids: SchemaIds;

  constructor(topic: string, options: Pick<AvroEncoderOptions, 'avroPrefix'>, ids: SchemaIds) {
    const fields = [field('resolved', orNull('string'))];
    const schema = record(`${avroName(topic)}_envelope`, fields, options.avroPrefix);
    this.#prepared = prepare(`${kafkaTopicName(topic)}-value`, schema);
    this.#ids = ids;
  }

  missingSchema(): SchemaRequest | undefined {
    return this.#ids.find(this.#prepared.request) === undefined ? this.#prepared.request : undefined;
  }

  /** @param hlc the resolved timestamp */
  encode(hlc: string): EncodedResolved {
    const { request, writer, read } = this.#prepared;
    const id = this.#ids.find(request);
    assert(id !== undefined, () => `the schema of ${request.subject} is not registered`);
    const valueBytes = writer.write(id, recordValue([hlc]));
    return { value: read(valueBytes), valueBytes };
  }
}
