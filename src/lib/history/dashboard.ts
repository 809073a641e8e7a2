import type { HistoryEvent } from '../engine/base/events';
import type { Nanos } from '../engine/base/timestamp';

/**
 * The DB Console's Changefeeds dashboard over history (reference §8.5): its graphs under their names, in its order, on virtual time. Facts
 * are kept as they come; a stretch of time is then cut into as many steps as a graph has room for.
 */

export type GraphUnit = 'count' | 'bytes' | 'duration';

export interface GraphLine {
  readonly name: string;
  /** One value for each step; NaN where there is nothing to tell. */
  readonly values: readonly number[];
}

export interface Graph {
  readonly name: string;
  /** The metrics that it draws, as CockroachDB names them. */
  readonly metrics: readonly string[];
  readonly unit: GraphUnit;
  /** Steps are sums of what happened in them, instead of what was so at their end. */
  readonly isRate: boolean;
  readonly lines: readonly GraphLine[];
}

export interface DashboardView {
  readonly from: Nanos;
  readonly to: Nanos;
  readonly steps: number;
  readonly graphs: readonly Graph[];
}

/** Times with a value each, in rising order of time. */
class Samples {
  readonly t: number[] = [];
  readonly value: number[] = [];

  add(t: number, value: number): void {
    this.t.push(t);
    this.value.push(value);
  }

  /** Index of the first sample behind a time. */
  after(t: number): number {
    let low = 0;
    let high = this.t.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.t[middle] <= t) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** The newest value at a time; `none` before the first. */
  at(t: number, none: number): number {
    const i = this.after(t);
    return i === 0 ? none : this.value[i - 1];
  }

  /** The sum of the values in `(from, to]`. */
  sum(from: number, to: number): number {
    let sum = 0;
    for (let i = this.after(from); i < this.t.length && this.t[i] <= to; i++) sum += this.value[i];
    return sum;
  }

  /** The values in `(from, to]`, by size. */
  sorted(from: number, to: number): number[] {
    return this.value.slice(this.after(from), this.after(to)).sort((a, b) => a - b);
  }
}

/** How many of something there are: rises and falls by one. */
class Gauge {
  readonly samples = new Samples();
  #now = 0;

  change(t: number, by: number): void {
    if (by === 0) return;
    this.#now += by;
    this.samples.add(t, this.#now);
  }
}

interface JobFacts {
  status: string;
  /** High-water mark by time; before the first one, when the feed began. */
  readonly highWater: Samples;
  /** When it begins to count and when it no longer does: a feed that is not running has no latency. */
  readonly running: Samples;
}

/** Sent, and not yet acknowledged. */
interface Pending {
  readonly mvcc: number;
  readonly counts: boolean;
}

const encoder = new TextEncoder();
const PERCENTILES = [99, 90, 50] as const;

export class Dashboard {
  readonly #jobs = new Map<string, JobFacts>();
  readonly #gauges = {
    running: new Gauge(),
    paused: new Gauge(),
    failed: new Gauge(),
    pending: new Gauge(),
    catchUp: new Gauge()
  };
  readonly #latency = new Samples();
  readonly #bytes = new Samples();
  readonly #messages = new Samples();
  readonly #flushes = new Samples();
  readonly #errors = new Samples();
  readonly #restarts = new Samples();
  readonly #registrations = new Samples();
  readonly #scanTime = new Samples();
  /** When the protection of each feed was made, by time; NaN once released. */
  readonly #protected = new Map<string, Samples>();
  readonly #unacknowledged = new Map<string, Pending[]>();
  readonly #scans = new Map<string, Nanos>();

  /** Takes the next event. */
  take(event: HistoryEvent): void {
    const { t } = event;
    switch (event.type) {
      case 'message': {
        const { key, value, key_base64: keyBytes, value_base64: valueBytes } = event;
        this.#messages.add(t, 1);
        this.#bytes.add(t, sizeOf(key, keyBytes) + sizeOf(value, valueBytes));
        const batch = batchId(event);
        const counts = event.cause === 'change' || event.cause === 'replay';
        const waiting = this.#unacknowledged.get(batch);
        const pending = { mvcc: event.mvcc.wall, counts };
        if (waiting) waiting.push(pending);
        else this.#unacknowledged.set(batch, [pending]);
        return;
      }
      case 'resolved':
        this.#messages.add(t, 1);
        this.#bytes.add(t, sizeOf(event.value, event.value_base64));
        return;
      case 'batch': {
        if (event.outcome !== 'ok') return this.#errors.add(t, 1);
        this.#flushes.add(t, 1);
        const batch = batchId(event);
        // Commit latency is told when the sink has acknowledged, and leaves scans out (reference §8.5).
        for (const { mvcc, counts } of this.#unacknowledged.get(batch) ?? [])
          if (counts) this.#latency.add(t, Math.max(0, t - mvcc));
        this.#unacknowledged.delete(batch);
        return;
      }
      case 'flow':
        if (event.reason === 'retry' || event.reason === 'node_lost') this.#restarts.add(t, 1);
        this.#job(event.job ?? `statement ${event.statement}`, t);
        if (event.job === null && event.flow === 1)
          this.#setStatus(`statement ${event.statement}`, t, 'running');
        return;
      case 'checkpoint':
        if (event.high_water) this.#job(event.job, t).highWater.add(t, event.high_water.wall);
        return;
      case 'job':
        return this.#setStatus(event.job, t, event.status);
      case 'scan':
        return this.#takeScan(
          event.kind,
          `${event.job} ${event.statement} ${event.flow} ${event.node} ${event.table}`,
          t,
          event.state
        );
      case 'registry':
        return this.#registrations.add(t, 1);
      case 'cluster':
        if (event.kind !== 'protect') return;
        if (!this.#protected.has(event.target)) this.#protected.set(event.target, new Samples());
        this.#protected.get(event.target)?.add(t, event.value === 'released' ? Number.NaN : t);
    }
  }

  #job(id: string, t: number): JobFacts {
    let job = this.#jobs.get(id);
    if (!job) {
      job = { status: '', highWater: new Samples(), running: new Samples() };
      job.highWater.add(t, t);
      this.#jobs.set(id, job);
    }
    return job;
  }

  #setStatus(id: string, t: number, status: string): void {
    const job = this.#job(id, t);
    if (job.status === status) return;
    this.#count(job.status, t, -1);
    this.#count(status, t, 1);
    job.status = status;
    job.running.add(t, status === 'running' ? 1 : 0);
  }

  #count(status: string, t: number, by: number): void {
    if (status === 'running') this.#gauges.running.change(t, by);
    else if (status === 'paused') this.#gauges.paused.change(t, by);
    else if (status === 'failed') this.#gauges.failed.change(t, by);
  }

  #takeScan(kind: string, id: string, t: number, state: 'begin' | 'end'): void {
    const gauge = kind === 'catch_up' ? this.#gauges.catchUp : this.#gauges.pending;
    const name = `${kind} ${id}`;
    const begun = this.#scans.get(name);
    if (state === 'begin') {
      if (begun !== undefined) return;
      this.#scans.set(name, t);
      gauge.change(t, 1);
    } else if (begun !== undefined) {
      this.#scans.delete(name);
      gauge.change(t, -1);
      if (kind === 'catch_up') this.#scanTime.add(t, t - begun);
    }
  }

  /** The graphs of a stretch of time. @param now nothing is told of times behind it */
  view(from: Nanos, to: Nanos, steps: number, now: Nanos): DashboardView {
    const width = (to - from) / steps;
    const each = (value: (start: number, end: number) => number): number[] =>
      Array.from({ length: steps }, (_, i) => {
        const start = from + i * width;
        return start > now || start + width < 0 ? Number.NaN : value(start, Math.min(start + width, now));
      });
    const gauge = (name: string, { samples }: Gauge): GraphLine => ({
      name,
      // What was so for a moment within a step is not lost.
      values: each((start, end) => Math.max(samples.at(end, 0), ...within(samples, start, end)))
    });
    const rate = (name: string, samples: Samples): GraphLine => ({
      name,
      values: each((start, end) => samples.sum(start, end))
    });
    const graphs: Graph[] = [
      {
        name: 'Changefeed Status',
        metrics: ['changefeed.running', 'jobs.changefeed.currently_paused', 'changefeed.failures'],
        unit: 'count',
        isRate: false,
        lines: [
          gauge('Running', this.#gauges.running),
          gauge('Paused', this.#gauges.paused),
          gauge('Failed', this.#gauges.failed)
        ]
      },
      {
        name: 'Commit Latency',
        metrics: ['changefeed.commit_latency'],
        unit: 'duration',
        isRate: false,
        lines: PERCENTILES.map((p) => ({
          name: `p${p}`,
          values: each((start, end) => percentile(this.#latency.sorted(start, end), p))
        }))
      },
      {
        name: 'Emitted Bytes',
        metrics: ['changefeed.emitted_bytes'],
        unit: 'bytes',
        isRate: true,
        lines: [rate('Emitted Bytes', this.#bytes)]
      },
      {
        name: 'Sink Counts',
        metrics: ['changefeed.emitted_messages', 'changefeed.flushes'],
        unit: 'count',
        isRate: true,
        lines: [rate('Messages', this.#messages), rate('Flushes', this.#flushes)]
      },
      {
        name: 'Max Checkpoint Latency',
        metrics: ['changefeed.max_behind_nanos'],
        unit: 'duration',
        isRate: false,
        lines: [{ name: 'Max Checkpoint Latency', values: each((start, end) => this.#behind(start, end)) }]
      },
      {
        name: 'Changefeed Restarts',
        metrics: ['changefeed.error_retries'],
        unit: 'count',
        isRate: true,
        lines: [rate('Retryable Errors', this.#restarts), rate('Failed Batches', this.#errors)]
      },
      {
        name: 'Oldest Protected Timestamp',
        metrics: ['jobs.changefeed.protected_age_sec'],
        unit: 'duration',
        isRate: false,
        lines: [
          { name: 'Protected Timestamp Age', values: each((_start, end) => this.#oldestProtected(end)) }
        ]
      },
      {
        name: 'Backfill Pending Ranges',
        metrics: ['changefeed.backfill_pending_ranges'],
        unit: 'count',
        isRate: false,
        lines: [gauge('Backfill Pending Ranges', this.#gauges.pending)]
      },
      {
        name: 'Schema Registry Registrations',
        metrics: ['changefeed.schema_registry.registrations'],
        unit: 'count',
        isRate: true,
        lines: [rate('Schema Registry Registrations', this.#registrations)]
      },
      {
        name: 'Ranges in catchup mode',
        metrics: ['distsender.rangefeed.catchup_ranges'],
        unit: 'count',
        isRate: false,
        lines: [gauge('Ranges', this.#gauges.catchUp)]
      },
      {
        name: 'Rangefeed catchup scans duration',
        metrics: ['kv.rangefeed.catchup_scan_nanos'],
        unit: 'duration',
        isRate: true,
        lines: [rate('Duration', this.#scanTime)]
      }
    ];
    return { from, to, steps, graphs };
  }

  /** How far the oldest high-water mark of a running feed was behind, at most, within a step. */
  #behind(start: number, end: number): number {
    let most = Number.NaN;
    for (const { highWater, running } of this.#jobs.values()) {
      // It is furthest behind just before a checkpoint, and at the end of the step.
      const moments = [
        end,
        ...highWater.t.slice(highWater.after(start), highWater.after(end)).map((t) => t - 1)
      ];
      for (const t of moments) {
        if (running.at(t, 0) === 0) continue;
        const behind = t - highWater.at(t, t);
        if (!(behind <= most)) most = behind;
      }
    }
    return most;
  }

  #oldestProtected(end: number): number {
    let oldest = Number.NaN;
    for (const samples of this.#protected.values()) {
      const since = samples.at(end, Number.NaN);
      if (!Number.isNaN(since) && !(end - since <= oldest)) oldest = end - since;
    }
    return oldest;
  }
}

const batchId = (event: {
  readonly job: string | null;
  readonly statement: number;
  readonly batch: number;
  readonly flow: number;
  readonly node: number;
}): string => `${event.job ?? ''} ${event.statement} ${event.flow} ${event.node} ${event.batch}`;

/** Bytes of a key or a value: of binary formats those that the text stands for. */
function sizeOf(text: string | null, base64: string | undefined): number {
  if (base64 !== undefined) return Math.floor((base64.replace(/=+$/, '').length * 3) / 4);
  return text === null ? 0 : encoder.encode(text).length;
}

const within = (samples: Samples, start: number, end: number): number[] =>
  samples.value.slice(samples.after(start), samples.after(end));

/** The nearest-rank percentile of values by size; NaN of none. */
function percentile(sorted: readonly number[], p: number): number {
  return sorted.length === 0 ? Number.NaN : sorted[Math.ceil((p / 100) * sorted.length) - 1];
}
