import { toBase64 } from '../base/base64';
import type { Datum, Row, WideInt } from '../base/datum';
import type { Epoch } from '../base/timestamp';
import { formatRfc3339 } from '../sql/types/datetime';
import { DEFAULT_FORMAT } from '../sql/types/session-format';
import { textOf } from '../sql/types/format';
import { jsonString, tupleNames } from '../sql/types/json-form';
import { compareStrings } from '../sql/types/string-order';
import type { SqlType } from '../sql/types/type';
import { operationOf, SourceWriter, type FeedSource, type Operation } from './change-source';
import type { JsonEncoderOptions } from './json-encoder';
import type { EncodedRow, RowChange, RowEncoder } from './row-change';
import type { RowShape, ShapeColumn } from './row-shape';

/**
 * The logical content of protobuf messages (reference §4.13, encoder_protobuf.go) as JSON: a row is `{"values": {…}}`, members
 * without a value are left out as protobuf leaves them out. Simpler than CockroachDB: the bytes are not made; a notice of
 * CREATE CHANGEFEED says so.
 */
export class ProtobufEncoder implements RowEncoder {
  readonly #options: JsonEncoderOptions;
  readonly #epoch: Epoch;
  readonly #topic: string;
  readonly #source: SourceWriter;
  readonly #writers = new WeakMap<RowShape, { row: RowWriter; key: RowWriter; inner: RowWriter }>();

  constructor(parts: { options: JsonEncoderOptions; topic: string; epoch: Epoch; source: FeedSource }) {
    this.#options = parts.options;
    this.#epoch = parts.epoch;
    this.#topic = jsonString(parts.topic);
    this.#source = new SourceWriter(parts.source, parts.epoch);
  }

  encode(change: RowChange): EncodedRow {
    const { envelope } = this.#options;
    const key = this.#writersOf(change.shape).key(change.keyRow);
    if (envelope === 'key_only') return { key, value: null };
    if (envelope === 'bare') return { key, value: this.#bare(change) };
    return { key, value: this.#wrapped(change) };
  }

  #bare(change: RowChange): string {
    const metadata = object(this.#metadata(change));
    const values = `"values": ${this.#writersOf(change.shape).row(change.row)}`;
    return metadata === '{}' ? `{${values}}` : `{"__crdb__": ${metadata}, ${values}}`;
  }

  #wrapped(change: RowChange): string {
    const o = this.#options;
    const members: string[] = [];
    const row = (shape: RowShape, of: Row) => `{"values": ${this.#writersOf(shape).row(of)}}`;
    if (!change.deleted) members.push(`"after": ${row(change.shape, change.row)}`);
    if (o.diff && change.before !== null) members.push(`"before": ${row(change.beforeShape, change.before)}`);
    if (o.envelope !== 'enriched') return object([...members, ...this.#metadata(change)]);
    if (o.keyInValue) members.push(`"key": ${this.#writersOf(change.shape).inner(change.keyRow)}`);
    members.push(`"op": ${OPERATIONS[operationOf(change)]}`);
    if (o.enrichedSource) members.push(`"source": ${this.#source.write(change)}`);
    members.push(`"ts_ns": ${this.#epoch.wallText(change.now)}`);
    return object(members);
  }

  #metadata(change: RowChange): string[] {
    const o = this.#options;
    const members: string[] = [];
    if (o.keyInValue) members.push(`"key": ${this.#writersOf(change.shape).inner(change.keyRow)}`);
    if (o.mvccTimestamp) members.push(`"mvcc_timestamp": "${this.#epoch.hlc(change.mvcc)}"`);
    if (o.topicInValue) members.push(`"topic": ${this.#topic}`);
    if (o.updated) members.push(`"updated": "${this.#epoch.hlc(change.updated)}"`);
    return members;
  }

  #writersOf(shape: RowShape): { row: RowWriter; key: RowWriter; inner: RowWriter } {
    let writers = this.#writers.get(shape);
    if (!writers) {
      writers = {
        row: columnsWriter(shape.columns),
        key: columnsWriter(shape.messageKey),
        inner: columnsWriter(shape.key)
      };
      this.#writers.set(shape, writers);
    }
    return writers;
  }
}

type RowWriter = (row: Row) => string;

/** Numbers of the message's enum. */
const OPERATIONS: Readonly<Record<Operation, number>> = { c: 1, u: 2, d: 3 };

const object = (members: readonly string[]): string => `{${members.join(', ')}}`;

function columnsWriter(columns: readonly ShapeColumn[]): RowWriter {
  const sorted = [...columns].sort((a, b) => compareStrings(a.name, b.name));
  return (row) =>
    object(
      sorted.map(({ name, slot, type }) => {
        const datum = slot === null ? null : row[slot];
        return `${jsonString(name)}: ${logicalValue(datum === undefined ? null : datum, type)}`;
      })
    );
}

/** A value as protobuf's JSON form has the member that holds it. */
function logicalValue(datum: Datum, type: SqlType): string {
  if (datum === null) return 'null';
  switch (type.family) {
    case 'bool':
      return datum ? 'true' : 'false';
    case 'int':
      return String(datum);
    case 'float':
      if (!Number.isFinite(datum)) return `"${String(datum)}"`;
      return Object.is(datum, -0) ? '-0' : String(datum);
    case 'bytes':
      return `"${toBase64(datum as Uint8Array)}"`;
    case 'timestamp':
    case 'timestamptz':
      return `"${formatRfc3339(datum as WideInt).replace(/\d$/, '$&Z')}"`;
    case 'array':
      return `[${(datum as readonly Datum[]).map((item) => logicalValue(item, type.elem)).join(', ')}]`;
    case 'tuple': {
      const names = tupleNames(type);
      return object(
        (datum as readonly Datum[]).map(
          (item, i) => `${jsonString(names[i])}: ${logicalValue(item, type.elems[i])}`
        )
      );
    }
    default:
      return jsonString(textOf(datum, type, DEFAULT_FORMAT));
  }
}
