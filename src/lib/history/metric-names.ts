/**
 * Metrics of changefeeds (reference §8.5) that can be told from history, and the graphs of the DB Console's changefeed dashboard that show
 * them, under its names and in its order.
 *
 * Left out are those that only a running process knows: `changefeed.admit_latency`, the time in queues and the broker's throttling.
 */

export type MetricName =
  | 'changefeed.running'
  | 'jobs.changefeed.currently_paused'
  | 'changefeed.failures'
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
  metric('jobs.changefeed.currently_paused', 'gauge', 'count', 'changefeeds that are paused'),
  metric('changefeed.failures', 'counter', 'count', 'changefeeds that have failed for good'),
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

/** One line of a graph. */
export interface GraphLine {
  readonly label: string;
  readonly metric: MetricName;
  /** Of a histogram: the share of values that lie at or below, in percent. */
  readonly percent?: number;
  /** Of a counter: growth a second in place of the sum. */
  readonly rate?: boolean;
}

export interface Graph {
  readonly title: string;
  readonly unit: MetricUnit;
  readonly lines: readonly GraphLine[];
}

/** The changefeed dashboard (docs v26.2, ui-cdc-dashboard). */
export const GRAPHS: readonly Graph[] = [
  {
    title: 'Changefeed Status',
    unit: 'count',
    lines: [
      { label: 'Running', metric: 'changefeed.running' },
      { label: 'Paused', metric: 'jobs.changefeed.currently_paused' },
      { label: 'Failed', metric: 'changefeed.failures' }
    ]
  },
  {
    title: 'Commit Latency',
    unit: 'nanoseconds',
    lines: [
      { label: '99th Percentile', metric: 'changefeed.commit_latency', percent: 99 },
      { label: '90th Percentile', metric: 'changefeed.commit_latency', percent: 90 },
      { label: '50th Percentile', metric: 'changefeed.commit_latency', percent: 50 }
    ]
  },
  {
    title: 'Emitted Bytes',
    unit: 'bytes',
    lines: [{ label: 'Emitted bytes', metric: 'changefeed.emitted_bytes', rate: true }]
  },
  {
    title: 'Sink Counts',
    unit: 'count',
    lines: [
      { label: 'Messages', metric: 'changefeed.emitted_messages', rate: true },
      { label: 'Flushes', metric: 'changefeed.flushes', rate: true },
      { label: 'Errors', metric: 'changefeed.sink_errors', rate: true }
    ]
  },
  {
    title: 'Max Checkpoint Latency',
    unit: 'nanoseconds',
    lines: [{ label: 'Max Checkpoint Latency', metric: 'changefeed.max_behind_nanos' }]
  },
  {
    title: 'Changefeed Restarts',
    unit: 'count',
    lines: [{ label: 'Retryable Errors', metric: 'changefeed.error_retries', rate: true }]
  },
  {
    title: 'Oldest Protected Timestamp',
    unit: 'seconds',
    lines: [{ label: 'Protected Timestamp Age', metric: 'jobs.changefeed.protected_age_sec' }]
  },
  {
    title: 'Backfill Pending Ranges',
    unit: 'count',
    lines: [{ label: 'Backfill Pending Ranges', metric: 'changefeed.backfill_pending_ranges' }]
  },
  {
    title: 'Schema Registry Registrations',
    unit: 'count',
    lines: [
      {
        label: 'Schema Registry Registrations',
        metric: 'changefeed.schema_registry.registrations',
        rate: true
      }
    ]
  }
];
