/**
 * Metrics of changefeeds (reference §8.5) that can be told from history.
 *
 * Left out are those that only a running process knows: `changefeed.admit_latency`, the time in queues and the broker's throttling.
 */

export type MetricName =
  | 'changefeed.running'
  | 'jobs.changefeed.currently_running'
  | 'jobs.changefeed.currently_paused'
  | 'changefeed.failures'
  | 'jobs.changefeed.resume_failed'
  | 'changefeed.emitted_messages'
  | 'changefeed.emitted_bytes'
  | 'changefeed.flushed_bytes'
  | 'changefeed.flushes'
  | 'changefeed.emitted_batch_sizes'
  | 'changefeed.message_size_hist'
  | 'changefeed.error_retries'
  | 'changefeed.sink_errors'
  | 'changefeed.commit_latency'
  | 'changefeed.max_behind_nanos'
  | 'changefeed.checkpoint_progress'
  | 'changefeed.backfill_count'
  | 'changefeed.backfill_pending_ranges'
  | 'changefeed.schema_registry.registrations'
  | 'changefeed.progress_skew.span'
  | 'changefeed.progress_skew.table'
  | 'jobs.changefeed.protected_age_sec'
  | 'jobs.changefeed.protected_record_count';

/** `gauge`: what is now. `counter`: what has been so far. `histogram`: how large the values of a while were. */
export type MetricKind = 'gauge' | 'counter' | 'histogram';

export type MetricUnit = 'count' | 'bytes' | 'nanoseconds' | 'seconds';

export interface Metric {
  readonly name: MetricName;
  readonly kind: MetricKind;
  readonly unit: MetricUnit;
  readonly help: string;
}

const metric = (name: MetricName, kind: MetricKind, unit: MetricUnit, help: string): Metric => ({
  name,
  kind,
  unit,
  help
});

export const METRICS: readonly Metric[] = [
  metric('changefeed.running', 'gauge', 'count', 'changefeeds that run now, those without a sink too'),
  metric('jobs.changefeed.currently_running', 'gauge', 'count', 'jobs of changefeeds that run now'),
  metric('jobs.changefeed.currently_paused', 'gauge', 'count', 'changefeeds that are paused'),
  metric('changefeed.failures', 'counter', 'count', 'changefeeds that have failed for good'),
  metric(
    'jobs.changefeed.resume_failed',
    'counter',
    'count',
    'jobs of changefeeds that have failed for good'
  ),
  metric(
    'changefeed.emitted_messages',
    'counter',
    'count',
    'rows and resolved timestamps that a sink has acknowledged'
  ),
  metric(
    'changefeed.emitted_bytes',
    'counter',
    'bytes',
    'bytes of acknowledged messages, before compression'
  ),
  metric(
    'changefeed.flushed_bytes',
    'counter',
    'bytes',
    'the same bytes as the sink stores them, after compression'
  ),
  metric('changefeed.flushes', 'counter', 'count', 'checkpoints for which the sinks were flushed'),
  metric(
    'changefeed.emitted_batch_sizes',
    'histogram',
    'count',
    'messages of a batch; a resolved timestamp is one'
  ),
  metric('changefeed.message_size_hist', 'histogram', 'bytes', 'bytes of a message'),
  metric(
    'changefeed.error_retries',
    'counter',
    'count',
    'times that a changefeed began again after a retryable error'
  ),
  metric('changefeed.sink_errors', 'counter', 'count', 'batches that a sink refused or did not acknowledge'),
  metric(
    'changefeed.commit_latency',
    'histogram',
    'nanoseconds',
    'from a commit to the acknowledgement of its message; no backfills'
  ),
  metric(
    'changefeed.max_behind_nanos',
    'gauge',
    'nanoseconds',
    'how far the oldest checkpoint lies behind the present'
  ),
  metric(
    'changefeed.checkpoint_progress',
    'gauge',
    'nanoseconds',
    'the oldest checkpoint, in time since the start of the run'
  ),
  metric('changefeed.backfill_count', 'gauge', 'count', 'changefeeds that scan a table now'),
  metric('changefeed.backfill_pending_ranges', 'gauge', 'count', 'pieces of tables whose scan is under way'),
  metric('changefeed.schema_registry.registrations', 'counter', 'count', 'schemas that a registry has taken'),
  metric(
    'changefeed.progress_skew.span',
    'gauge',
    'nanoseconds',
    'between the fastest and the slowest piece of a changefeed'
  ),
  metric(
    'changefeed.progress_skew.table',
    'gauge',
    'nanoseconds',
    'between the fastest and the slowest table of a changefeed'
  ),
  metric(
    'jobs.changefeed.protected_age_sec',
    'gauge',
    'seconds',
    'age of the oldest data that is kept for a changefeed'
  ),
  metric('jobs.changefeed.protected_record_count', 'gauge', 'count', 'changefeeds for which data is kept')
];
