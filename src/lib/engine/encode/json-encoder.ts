import type { Row } from '../base/datum';
import type { Epoch } from '../base/timestamp';
import type { TableDef } from '../catalog/descriptors';
import { jsonString } from '../sql/types/json-form';
import type { SqlType } from '../sql/types/type';
import { operationOf, SourceWriter, type FeedSource } from './change-source';
import { envelopeSchema, keySchema } from './connect-schema';
import { arrayWriter, bareWriter, objectWriter, type BareWriter, type RowWriter } from './json-object';
import type { EncodedRow, RowChange, RowEncoder } from './row-change';
import { tableShape, type RowShape } from './row-shape';

/**
 * JSON messages in every envelope (reference §4.1–4.7). An encoder is made for one target and one set of options; it keeps
 * what it makes for a shape.
 */

export interface JsonEncoderOptions {
  readonly envelope: 'wrapped' | 'bare' | 'row' | 'key_only' | 'enriched';
  readonly updated: boolean;
  readonly mvccTimestamp: boolean;
  readonly diff: boolean;
  readonly keyInValue: boolean;
  readonly topicInValue: boolean;
  /** `encode_json_value_null_as_object`. */
  readonly jsonNullAsObject: boolean;
  /** `enriched_properties`. */
  readonly enrichedSource: boolean;
  readonly enrichedSchema: boolean;
}

export interface JsonEncoderParts {
  readonly options: JsonEncoderOptions;
  /** As `topic_in_value` shows it. */
  readonly topic: string;
  /** Name of the table or family at statement time, by which the enriched envelope names its schemas. */
  readonly target: string;
  readonly epoch: Epoch;
  readonly source: FeedSource;
}

const SEPARATORS = /[\u2028\u2029]/;

/** Line and paragraph separators are escaped in messages (reference §4.1), though not in the JSON of SQL. */
function withoutSeparators(text: string): string {
  return SEPARATORS.test(text) ? text.replaceAll('\u2028', '\\u2028').replaceAll('\u2029', '\\u2029') : text;
}

/** What is made once for each shape. */
interface Writers {
  readonly object: RowWriter;
  readonly bare: BareWriter;
  /** The message key, and the key inside a value, which `key_column` does not change. */
  readonly key: RowWriter;
  readonly inner: RowWriter;
}

export class JsonEncoder implements RowEncoder {
  readonly #options: JsonEncoderOptions;
  readonly #epoch: Epoch;
  readonly #target: string;
  readonly #topic: string;
  readonly #source: SourceWriter;
  readonly #writers = new WeakMap<RowShape, Writers>();
  /** Schemas of enriched values by the shapes after and before. */
  readonly #schemas = new WeakMap<RowShape, WeakMap<RowShape, string>>();

  constructor(parts: JsonEncoderParts) {
    this.#options = parts.options;
    this.#epoch = parts.epoch;
    this.#target = parts.target;
    this.#topic = jsonString(parts.topic);
    this.#source = new SourceWriter(parts.source, parts.epoch);
  }

  encode(change: RowChange): EncodedRow {
    const { key, value } = this.#encoded(change);
    return { key: key && withoutSeparators(key), value: value && withoutSeparators(value) };
  }

  #encoded(change: RowChange): { key: string; value: string | null } {
    const writers = this.#writersOf(change.shape);
    const key = writers.key(change.keyRow);
    switch (this.#options.envelope) {
      case 'wrapped':
        return { key, value: this.#wrapped(change, writers) };
      case 'bare':
        return { key, value: writers.bare(change.row, this.#metadata(change, writers)) };
      case 'row':
        return { key, value: change.deleted ? null : writers.bare(change.row, this.#metadata(change, null)) };
      case 'key_only':
        return { key, value: null };
      case 'enriched':
        return { key, value: this.#enriched(change, writers) };
    }
  }

  #wrapped(change: RowChange, writers: Writers): string {
    const o = this.#options;
    let text = `{"after": ${change.deleted ? 'null' : writers.object(change.row)}`;
    if (o.diff) text += `, "before": ${this.#before(change)}`;
    if (o.keyInValue) text += `, "key": ${writers.inner(change.keyRow)}`;
    if (o.mvccTimestamp) text += `, "mvcc_timestamp": "${this.#epoch.hlc(change.mvcc)}"`;
    if (o.topicInValue) text += `, "topic": ${this.#topic}`;
    if (o.updated) text += `, "updated": "${this.#epoch.hlc(change.updated)}"`;
    return `${text}}`;
  }

  #before(change: RowChange): string {
    return change.before === null ? 'null' : this.#writersOf(change.beforeShape).object(change.before);
  }

  /**
   * The `__crdb__` object of envelopes that put the row at the top level; empty where there is nothing to say.
   * @param writers null where neither key nor topic may stand in the value
   */
  #metadata(change: RowChange, writers: Writers | null): string {
    const o = this.#options;
    const members: string[] = [];
    if (o.keyInValue && writers) members.push(`"key": ${writers.inner(change.keyRow)}`);
    if (o.mvccTimestamp) members.push(`"mvcc_timestamp": "${this.#epoch.hlc(change.mvcc)}"`);
    if (o.topicInValue && writers) members.push(`"topic": ${this.#topic}`);
    if (o.updated) members.push(`"updated": "${this.#epoch.hlc(change.updated)}"`);
    return members.length === 0 ? '' : `{${members.join(', ')}}`;
  }

  #enriched(change: RowChange, writers: Writers): string {
    const o = this.#options;
    let payload = `{"after": ${change.deleted ? 'null' : writers.object(change.row)}`;
    if (o.diff) payload += `, "before": ${this.#before(change)}`;
    if (o.keyInValue) payload += `, "key": ${writers.inner(change.keyRow)}`;
    payload += `, "op": "${operationOf(change)}"`;
    if (o.enrichedSource) payload += `, "source": ${this.#source.write(change)}`;
    payload += `, "ts_ns": ${this.#epoch.wallText(change.now)}}`;
    return o.enrichedSchema ? `{"payload": ${payload}, "schema": ${this.#schemaOf(change)}}` : payload;
  }

  #schemaOf({ shape, beforeShape }: RowChange): string {
    let byBefore = this.#schemas.get(shape);
    if (!byBefore) this.#schemas.set(shape, (byBefore = new WeakMap()));
    let schema = byBefore.get(beforeShape);
    if (schema === undefined) {
      schema = envelopeSchema({
        target: this.#target,
        shape,
        before: this.#options.diff ? beforeShape : null,
        source: this.#options.enrichedSource,
        key: this.#options.keyInValue
      });
      byBefore.set(beforeShape, schema);
    }
    return schema;
  }

  #writersOf(shape: RowShape): Writers {
    let writers = this.#writers.get(shape);
    if (!writers) this.#writers.set(shape, (writers = this.#makeWriters(shape)));
    return writers;
  }

  #makeWriters(shape: RowShape): Writers {
    const { jsonNullAsObject, envelope, enrichedSchema } = this.#options;
    const object = objectWriter(shape.columns, jsonNullAsObject);
    const bare = bareWriter(shape.columns, jsonNullAsObject);
    if (envelope !== 'enriched')
      return {
        object,
        bare,
        key: arrayWriter(shape.messageKey, jsonNullAsObject),
        inner: arrayWriter(shape.key, jsonNullAsObject)
      };
    const key = objectWriter(shape.messageKey, jsonNullAsObject);
    const schema = enrichedSchema ? keySchema(this.#target, shape.messageKey) : null;
    return {
      object,
      bare,
      key: schema === null ? key : (row) => `{"payload": ${key(row)}, "schema": ${schema}}`,
      inner: objectWriter(shape.key, jsonNullAsObject)
    };
  }
}

/**
 * Message keys of committed rows, as `commit` events show them.
 * @param resolveType fills in the members of enums
 */
export function makeRowKeyWriter(
  table: TableDef,
  resolveType: (type: SqlType) => SqlType = (type) => type
): (row: Row) => string {
  const shape = tableShape(table, undefined, {
    virtualColumns: 'omitted',
    keyColumn: null,
    headersColumn: null,
    resolveType
  });
  return arrayWriter(shape.key);
}
