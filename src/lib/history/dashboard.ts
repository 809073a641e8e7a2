import type { Metric, MetricName, MetricUnit } from './metric-names';

/**
 * The DB Console's changefeed dashboard: its graphs under their titles, in their order, with the axes and legends that they have there
 * (reference §8.5, docs v26.2 ui-cdc-dashboard; metrics and legends as in the console's changefeeds.tsx).
 */

/** One line of a graph. */
export interface GraphLine {
  /** As the legend calls it. */
  readonly label: string;
  readonly metric: MetricName;
  /** Of a histogram: the share of values that lie at or below, in percent. */
  readonly percent?: number;
  /** Of a counter: growth a second in place of the sum. */
  readonly rate?: boolean;
  /** Of a gauge: the most that it was within a step, so that no spike hides between two steps, in place of what it was at the end. */
  readonly peak?: boolean;
}

export interface Graph {
  readonly title: string;
  readonly unit: MetricUnit;
  /** What the axis says. */
  readonly axis: string;
  readonly help: string;
  readonly lines: readonly GraphLine[];
  /** Where history has nothing to draw it from: the metric that CockroachDB draws, and why there is none here. */
  readonly absent?: { readonly metric: string; readonly why: string };
}

export const GRAPHS: readonly Graph[] = [
  {
    title: 'Changefeed Status',
    unit: 'count',
    axis: 'count',
    help: 'Jobs that run, that are paused, and that have failed so far.',
    lines: [
      { label: 'Running', metric: 'jobs.changefeed.currently_running' },
      { label: 'Paused', metric: 'jobs.changefeed.currently_paused' },
      { label: 'Failed', metric: 'jobs.changefeed.resume_failed' }
    ]
  },
  {
    title: 'Commit Latency',
    unit: 'nanoseconds',
    axis: 'latency',
    help: 'From the MVCC timestamp of a change to the acknowledgement of the sink. Backfills do not count.',
    lines: [
      { label: '99th Percentile', metric: 'changefeed.commit_latency', percent: 99 },
      { label: '90th Percentile', metric: 'changefeed.commit_latency', percent: 90 },
      { label: '50th Percentile', metric: 'changefeed.commit_latency', percent: 50 }
    ]
  },
  {
    title: 'Emitted Bytes',
    unit: 'bytes',
    axis: 'bytes',
    help: 'Bytes of acknowledged messages a second, before compression.',
    lines: [{ label: 'Emitted Bytes', metric: 'changefeed.emitted_bytes', rate: true }]
  },
  {
    title: 'Sink Counts',
    unit: 'count',
    axis: 'actions',
    help: 'Messages that sinks have acknowledged, and flushes, a second.',
    lines: [
      { label: 'Messages', metric: 'changefeed.emitted_messages', rate: true },
      { label: 'Flushes', metric: 'changefeed.flushes', rate: true }
    ]
  },
  {
    title: 'Max Checkpoint Latency',
    unit: 'nanoseconds',
    axis: 'time',
    help: 'How far the persisted checkpoint of the slowest changefeed lies behind the present: what a restart would send again.',
    lines: [{ label: 'Max Checkpoint Latency', metric: 'changefeed.max_behind_nanos', peak: true }]
  },
  {
    title: 'Changefeed Restarts',
    unit: 'count',
    axis: 'actions',
    help: 'Retryable errors a second. A few are ordinary; a rate that stays is not.',
    lines: [{ label: 'Retryable Errors', metric: 'changefeed.error_retries', rate: true }]
  },
  {
    title: 'Oldest Protected Timestamp',
    unit: 'seconds',
    axis: 'time',
    help: 'Age of the oldest data that garbage collection leaves alone for a changefeed.',
    lines: [{ label: 'Protected Timestamp Age', metric: 'jobs.changefeed.protected_age_sec', peak: true }]
  },
  {
    title: 'Backfill Pending Ranges',
    unit: 'count',
    axis: 'count',
    help: 'What an initial scan or a backfill has still to read.',
    lines: [{ label: 'Backfill Pending Ranges', metric: 'changefeed.backfill_pending_ranges', peak: true }]
  },
  {
    title: 'Schema Registry Registrations',
    unit: 'count',
    axis: 'action',
    help: 'Schemas that a registry has taken, a second.',
    lines: [
      {
        label: 'Schema Registry Registrations',
        metric: 'changefeed.schema_registry.registrations',
        rate: true
      }
    ]
  },
  {
    title: 'Ranges in catchup mode',
    unit: 'count',
    axis: 'ranges',
    help: 'Ranges whose rangefeed is in its catch-up scan.',
    lines: [],
    absent: {
      metric: 'distsender.rangefeed.catchup_ranges',
      why: 'a catch-up scan reads everything in one moment here, so no range is ever seen in it. The timeline marks each scan'
    }
  },
  {
    title: 'Rangefeed Catchup Scans Duration',
    unit: 'nanoseconds',
    axis: 'duration',
    help: 'How long catch-up scans take, by node.',
    lines: [],
    absent: {
      metric: 'kv.rangefeed.catchup_scan_nanos',
      why: 'reading takes no time here. What it has read arrives later by the network’s delay, which Commit Latency shows'
    }
  }
];

/** What the console's Custom Chart draws of one metric: a gauge as it is, a counter's growth a second, a histogram's 99th percentile. */
export function customGraph({ name, kind, unit, help }: Metric): Graph {
  const line = { label: name, metric: name };
  switch (kind) {
    case 'gauge':
      return { title: name, unit, axis: unit, help, lines: [{ ...line, peak: true }] };
    case 'counter':
      return { title: name, unit, axis: unit, help, lines: [{ ...line, rate: true }] };
    case 'histogram':
      return {
        title: name,
        unit,
        axis: unit,
        help,
        lines: [99, 90, 50].map((percent) => ({ label: `${percent}th Percentile`, metric: name, percent }))
      };
  }
}
