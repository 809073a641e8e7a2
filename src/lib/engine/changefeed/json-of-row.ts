import { NEWEST_RELEASE } from '../base/release';
import { SqlError } from '../base/errors';
import type { Datum } from '../base/datum';
import { Epoch, timestamp } from '../base/timestamp';
import { JsonEncoder } from '../encode/json-encoder';
import type { RowShape, ShapeColumn } from '../encode/row-shape';
import { tupleNames } from '../sql/types/json-form';
import type { TupleType } from '../sql/types/type';
import { settleOptions } from './options';

/** Where nothing is known of a row's time it is zero. */
const ZERO = timestamp(0);
const ZERO_EPOCH = new Epoch(0n);

/**
 * What `crdb_internal.to_json_as_changefeed_with_flags` gives: the value that a changefeed with these options would send for a row as an
 * insert (reference §4.1).
 * @param flags `name` or `name=value` @param nowMicros the time, since 1970, that an enriched message says it was made at
 * @throws SqlError as the statement would for these options
 */
export function jsonAsChangefeed(
  row: readonly Datum[],
  type: TupleType,
  flags: readonly string[],
  nowMicros: number
): string {
  const given = flags.map((flag) => {
    const eq = flag.indexOf('=');
    return eq < 0
      ? { name: flag.toLowerCase(), value: null }
      : { name: flag.slice(0, eq).toLowerCase(), value: flag.slice(eq + 1) };
  });
  const { options } = settleOptions(given, {
    sink: 'sinkless',
    query: false,
    queryUsesPrevious: false,
    release: NEWEST_RELEASE,
    partitionAlgEnabled: false
  });
  if (options.format !== 'json')
    throw new SqlError('22023', `format=${options.format} is not JSON`, { hint: 'leave out format' });
  const encoder = new JsonEncoder({
    options,
    topic: '',
    target: '',
    epoch: ZERO_EPOCH,
    source: {
      sink: 'sinkless buffer',
      clusterId: '',
      dbVersion: '',
      jobId: '0',
      updated: options.updated,
      mvccTimestamp: options.mvccTimestamp,
      localityOf: () => '',
      namesOf: () => ({ database: '', schema: '' })
    }
  });
  const shape = shapeOf(type);
  const change = { shape, row, keyRow: row, deleted: false, before: null, beforeShape: shape };
  // Counted from 1970 the nanoseconds of today are a number only to some hundreds, which tell nothing here.
  const now = nowMicros * 1000;
  return encoder.encode({ ...change, updated: ZERO, mvcc: ZERO, now, node: 0 }).value ?? '';
}

/** A tuple knows no key. */
function shapeOf(type: TupleType): RowShape {
  const names = tupleNames(type);
  const columns: ShapeColumn[] = type.elems.map((elem, slot) => ({
    name: names[slot],
    type: elem,
    slot,
    nullable: true,
    definition: ''
  }));
  return { table: 0, tableName: '', version: 0, family: null, columns, key: [], messageKey: [] };
}
