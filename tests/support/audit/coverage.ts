import type { HistoryEvent } from '../../../src/lib/engine/base/events';

/** What a feed is doing when something happens. */
export const PHASES = [
  'initial scan',
  'following',
  'backfill',
  'waiting to retry',
  'paused',
  'ended'
] as const;
type Phase = (typeof PHASES)[number];

/** What can be done to a cluster and its far ends, as history names it. */
export const FAULT_KINDS = [
  ...['node down', 'node draining', 'node clock', 'partition', 'lease', 'gc'],
  ...['down', 'slow', 'hang', 'lose-acks', 'ack-then-fail', 'reply', 'registry'],
  ...['topic', 'session closed']
] as const;

/** Options of changefeeds, as statements that were carried out have given them. */
export const OPTIONS = [
  ...['updated', 'mvcc_timestamp', 'diff', 'resolved', 'initial_scan', 'cursor', 'end_time', 'on_error'],
  ...['schema_change_policy', 'schema_change_events', 'full_table_name', 'split_column_families'],
  ...[
    'min_checkpoint_frequency',
    'key_in_value',
    'topic_in_value',
    'envelope',
    'enriched_properties',
    'format'
  ],
  ...['confluent_schema_registry', 'compression', 'kafka_sink_config', 'webhook_sink_config'],
  ...[
    'pubsub_sink_config',
    'virtual_columns',
    'ignore_disable_changefeed_replication',
    'unordered',
    'extra_headers'
  ]
] as const;

/**
 * What a campaign has met, counted: a random option that is never applied, or a fault that never strikes while a feed scans, makes a
 * campaign look better than it is.
 */
export class Coverage {
  readonly counts = new Map<string, number>();

  /** Takes in one run. */
  take(events: Iterable<HistoryEvent>): void {
    const phases = new Map<string, Phase>();
    const statements = new Map<number, string>();
    for (const event of events) {
      this.#followPhases(phases, event);
      if (event.type === 'statement') statements.set(event.statement, event.sql);
      if (event.type === 'error') statements.delete(event.statement);
      const fault = faultOf(event);
      if (fault === undefined) continue;
      this.#count(fault);
      for (const phase of new Set(phases.values())) this.#count(`${fault} / ${phase}`);
    }
    for (const sql of statements.values())
      if (/^CREATE CHANGEFEED/.test(sql))
        for (const option of OPTIONS)
          if (new RegExp(`\\b${option}\\b`).test(sql)) this.#count(`option ${option}`);
  }

  #count(what: string): void {
    this.counts.set(what, (this.counts.get(what) ?? 0) + 1);
  }

  /** A scan lasts until what it has sent is persisted: until then a restart begins it again. */
  #followPhases(phases: Map<string, Phase>, event: HistoryEvent): void {
    if (event.type === 'flow') {
      const scans = event.high_water === null && event.terms?.initial_scan !== 'no';
      phases.set(feedOf(event), scans ? 'initial scan' : 'following');
    } else if (event.type === 'scan' && event.kind === 'backfill') phases.set(feedOf(event), 'backfill');
    else if (event.type === 'scan' && event.job === null && event.state === 'end')
      phases.set(feedOf(event), 'following');
    else if (event.type === 'checkpoint' && event.high_water) phases.set(event.job, 'following');
    else if (event.type === 'job' && phases.has(event.job)) {
      if (event.status === 'paused') phases.set(event.job, 'paused');
      if (['failed', 'canceled', 'succeeded'].includes(event.status)) phases.set(event.job, 'ended');
      if (event.status === 'running' && event.running_status !== null)
        phases.set(event.job, 'waiting to retry');
    }
  }
}

const feedOf = ({ job, statement }: { readonly job: string | null; readonly statement: number }): string =>
  job ?? `statement ${statement}`;

function faultOf(event: HistoryEvent): string | undefined {
  if (event.type === 'fault' && event.state === 'begin')
    return event.target.startsWith('registry') ? 'registry' : event.kind;
  if (event.type === 'statement') {
    if (event.sql.startsWith('\\topic')) return 'topic';
    if (/^\\session \w+ close/.test(event.sql)) return 'session closed';
  }
  if (event.type !== 'cluster') return undefined;
  if (event.kind === 'node') return event.value === 'up' ? undefined : `node ${event.value.split(' ')[0]}`;
  return event.kind === 'lease' || event.kind === 'gc' ? event.kind : undefined;
}
