import type { Epoch } from '../../base/timestamp';
import { NODE_NAME, ORIGIN, type FeedSource } from '../change-source';
import type { RowChange } from '../row-change';
import { field, orNull, record, type AvroRecord, type AvroType } from './schema';
import { recordValue, type AvroRecordValue, type AvroValue } from './wire';

/** `source` of the enriched envelope as a record (reference §4.7): every member may be null. */
const FIELDS: readonly (readonly [name: string, type: AvroType])[] = [
  ['changefeed_sink', 'string'],
  ['cluster_id', 'string'],
  ['cluster_name', 'string'],
  ['crdb_internal_table_id', 'int'],
  ['database_name', 'string'],
  ['db_version', 'string'],
  ['job_id', 'string'],
  ['mvcc_timestamp', 'string'],
  ['node_id', 'string'],
  ['node_name', 'string'],
  ['origin', 'string'],
  ['primary_keys', { type: 'array', items: 'string' }],
  ['schema_name', 'string'],
  ['source_node_locality', 'string'],
  ['table_name', 'string'],
  ['ts_hlc', 'string'],
  ['ts_ns', 'long']
];

export function sourceRecord(namespace: string | null): AvroRecord {
  return record(
    'source',
    FIELDS.map(([name, type]) => field(name, orNull(type))),
    namespace
  );
}

export function sourceValue(source: FeedSource, epoch: Epoch, change: RowChange): AvroRecordValue {
  const { database, schema } = source.namesOf(change.shape.table);
  const values: readonly AvroValue[] = [
    source.sink,
    source.clusterId,
    '',
    change.shape.table,
    database,
    source.dbVersion,
    source.jobId,
    source.mvccTimestamp ? epoch.hlc(change.mvcc) : null,
    String(change.node),
    NODE_NAME,
    ORIGIN,
    change.shape.key.map(({ name }) => name),
    schema,
    source.localityOf(change.node),
    change.shape.tableName,
    source.updated ? epoch.hlc(change.updated) : null,
    source.updated ? BigInt(epoch.wallText(change.updated.wall)) : null
  ];
  return recordValue(values);
}
