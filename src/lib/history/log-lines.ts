import type { FlowEvent, HistoryEvent, JobEvent } from '../engine/base/events';
import type { Epoch } from '../engine/base/timestamp';
import { retryError } from './job-state';

/**
 * What nodes write into their logs, derived from history: the lines that CockroachDB's documentation and support tell readers to look for
 * when a changefeed misbehaves. Channels and structured events as on the pages "Logging Overview" and "Notable Event Types"; the rest of a
 * real log, thousands of lines a minute, is left out.
 */

export type Severity = 'INFO' | 'WARNING' | 'ERROR';

export interface LogLine {
  readonly severity: Severity;
  readonly channel: 'CHANGEFEED' | 'TELEMETRY' | 'OPS' | 'HEALTH';
  /** The node that writes it. */
  readonly node: number;
  /** What stands in the brackets behind the node: `job=CHANGEFEED id=123`. */
  readonly tags: string;
  readonly text: string;
}

/** The line of an event; null for the many that leave none. @param coordinator the node that runs the event's job */
export function logLine(event: HistoryEvent, coordinator = 1): LogLine | null {
  switch (event.type) {
    case 'flow':
      return flowLine(event);
    case 'job':
      return jobLine(event, coordinator);
    case 'batch':
      if (event.outcome === 'ok') return null;
      return {
        severity: 'WARNING',
        channel: 'CHANGEFEED',
        node: event.node,
        tags: jobTags(event.job),
        text: `sink ${event.sink}: batch of ${event.messages} failed (attempt ${event.attempt}): ${event.error ?? WORDS[event.outcome]}`
      };
    case 'cluster':
      return clusterLine(event.kind, event.target, event.value, coordinator);
    default:
      return null;
  }
}

const WORDS = { failed: 'refused', timeout: 'no answer in time', ack_lost: 'the acknowledgement was lost' };

const jobTags = (job: string | null): string => (job === null ? 'sinkless' : `job=CHANGEFEED id=${job}`);

function flowLine({ job, flow, coordinator, reason, terms, nodes, high_water }: FlowEvent): LogLine {
  const base = { node: coordinator, tags: jobTags(job) };
  if (reason === 'start' && flow === 1)
    return {
      ...base,
      severity: 'INFO',
      channel: 'TELEMETRY',
      text: JSON.stringify({
        EventType: 'create_changefeed',
        SinkType: terms?.sink ?? '',
        NumTables: terms?.targets.length ?? 1,
        Resolved:
          terms?.resolved_ns === null || !terms
            ? 'no'
            : terms.resolved_ns === 0
              ? 'yes'
              : seconds(terms.resolved_ns),
        InitialScan: terms?.initial_scan ?? 'yes',
        Format: (terms?.format ?? 'json').toUpperCase(),
        ...(job === null ? {} : { JobId: job })
      })
    };
  const from = high_water === null ? 'without a checkpoint' : 'from its last checkpoint';
  return {
    ...base,
    severity: 'INFO',
    channel: 'CHANGEFEED',
    text: `starting changefeed flow ${flow} (${reason.replaceAll('_', ' ')}) ${from} on ${nodes.map((n) => `n${n}`).join(',')}`
  };
}

const seconds = (ns: number): string => `${ns / 1_000_000_000}s`;

function jobLine(event: JobEvent, coordinator: number): LogLine | null {
  const { job, status, error } = event;
  const base = { channel: 'CHANGEFEED', node: coordinator, tags: jobTags(job) } as const;
  switch (status) {
    case 'running': {
      const retried = retryError(event);
      if (retried === null) return null;
      return {
        ...base,
        severity: 'WARNING',
        text: `CHANGEFEED job ${job} encountered retryable error: ${retried}`
      };
    }
    case 'failed':
      return {
        ...base,
        severity: 'ERROR',
        channel: 'TELEMETRY',
        text: JSON.stringify({
          EventType: 'changefeed_failed',
          JobId: job,
          FailureType: 'unknown_error',
          Error: error ?? ''
        })
      };
    case 'canceled':
      return {
        ...base,
        severity: 'INFO',
        channel: 'TELEMETRY',
        text: JSON.stringify({ EventType: 'changefeed_canceled', JobId: job })
      };
    case 'pending':
      return null;
    default:
      return {
        ...base,
        severity: 'INFO',
        text: `job ${job}: now in status ${status}${error ? ` with error: ${error}` : ''}`
      };
  }
}

function clusterLine(kind: string, target: string, value: string, writer: number): LogLine | null {
  switch (kind) {
    case 'node': {
      const node = Number(target);
      if (value === 'up')
        return {
          severity: 'INFO',
          channel: 'OPS',
          node,
          tags: '',
          text: JSON.stringify({ EventType: 'node_restart', NodeID: node })
        };
      if (value === 'draining')
        return { severity: 'INFO', channel: 'OPS', node, tags: '', text: 'draining SQL and leases' };
      if (value === 'down')
        return {
          severity: 'WARNING',
          channel: 'HEALTH',
          node: writer === node ? (node === 1 ? 2 : 1) : writer,
          tags: '',
          text: `n${node} is not live: its heartbeats have stopped`
        };
      return { severity: 'WARNING', channel: 'HEALTH', node, tags: '', text: value };
    }
    case 'lease':
      return {
        severity: 'INFO',
        channel: 'OPS',
        node: Number(value.replace('n', '')),
        tags: target,
        text: `lease of ${target} acquired by ${value}`
      };
    default:
      return null;
  }
}

/** The whole line in CockroachDB's `crdb-v2` format. */
export function formatLogLine({ severity, node, tags, text }: LogLine, t: number, epoch: Epoch): string {
  const { seconds: unix, nanos } = epoch.unix(t);
  const iso = new Date(unix * 1000).toISOString();
  const date = iso.slice(2, 10).replaceAll('-', '');
  const time = `${iso.slice(11, 19)}.${String(Math.floor(nanos / 1000)).padStart(6, '0')}`;
  return `${severity[0]}${date} ${time} [n${node}${tags === '' ? '' : `,${tags}`}] ${text}`;
}
