import type { FeedTerms } from '../base/events';
import { isSplit } from './create';
import type { FeedSpec } from './feed';

/** What history tells of a feed with each flow: all that its guarantees depend on, and no secret. */
export function feedTerms({ targets, query, options, sink, startTime, endTime }: FeedSpec): FeedTerms {
  const split = [...new Set(targets.filter(isSplit).map(({ table }) => table))];
  const kafka = sink.type === 'kafka' ? sink : null;
  return {
    targets: targets.map(({ table, family, topic, added }) => ({
      table,
      family: family?.name ?? null,
      topic,
      ...(added === undefined ? {} : { added })
    })),
    ...(split.length === 0 ? {} : { split_tables: split }),
    sink: sink.type,
    format: options.format,
    envelope: options.envelope,
    since: startTime,
    end: endTime,
    initial_scan: options.initialScan,
    schema_change_policy: options.schemaChangePolicy,
    schema_change_events: options.schemaChangeEvents,
    diff: options.diff,
    updated: options.updated,
    mvcc_timestamp: options.mvccTimestamp,
    key_in_value: options.keyInValue,
    resolved_ns: options.resolvedNs,
    min_checkpoint_ns: options.minCheckpointNs,
    unordered: options.unordered,
    key_column: options.keyColumn,
    query: query !== null,
    ...(options.metricsLabel === null ? {} : { metrics_label: options.metricsLabel }),
    plain_rows:
      options.virtualColumns === 'omitted' && options.headersColumn === null && !options.jsonNullAsObject,
    all_writes: options.ignoreDisabledReplication,
    acks: kafka?.acks ?? null,
    partitioner: kafka?.partitioner ?? null
  };
}
