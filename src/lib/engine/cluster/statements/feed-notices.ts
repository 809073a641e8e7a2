import { SqlError } from '../../base/errors';
import { targetNotices, type NamedTable } from '../../changefeed/create';
import type { Target } from '../../changefeed/feed';
import type { FeedOptions, GivenOption } from '../../changefeed/options';
import type { SinkMade } from '../../sinks/make-spec';
import type { SinkFamily } from '../../changefeed/option-table';
import type { Cluster } from '../cluster';

/** What CREATE and ALTER CHANGEFEED look at beyond the statement itself, and tell of it (reference §2.6). */

export interface FeedNotice {
  readonly message: string;
  readonly hint?: string;
}

/** How many labels a cluster keeps metrics for. */
const MAX_LABELS = 1024;
const NS_PER_HOUR = 3_600_000_000_000;

/** @throws SqlError 22023 for a label more than metrics can be kept for (reference §2.2) */
export function refuseManyLabels(
  { metricsLabel }: FeedOptions,
  given: readonly GivenOption[],
  { changefeeds }: Cluster
): void {
  if (metricsLabel === null) return;
  const labels = new Set([...changefeeds.feeds].map((feed) => feed.spec.options.metricsLabel));
  labels.delete(null);
  if (labels.size < MAX_LABELS || labels.has(metricsLabel)) return;
  throw new SqlError(
    '22023',
    `too many metrics labels: metrics_label='${metricsLabel}' would be one more than ${MAX_LABELS}`,
    {
      span: given.find(({ name }) => name === 'metrics_label')?.span,
      hint: 'give changefeeds that belong together the same metrics_label'
    }
  );
}

/** Notices that depend on the cluster, the sink or the targets. */
export function feedNotices(
  feed: {
    readonly options: FeedOptions;
    readonly made: SinkMade;
    readonly tables: readonly NamedTable[];
    readonly targets: readonly Target[];
    readonly family: SinkFamily;
  },
  cluster: Cluster
): FeedNotice[] {
  const { options, made, tables, targets, family } = feed;
  const virtualGiven = options.given.some(({ name }) => name === 'virtual_columns');
  return [
    ...labelNotices(options, cluster),
    ...(family === 'sinkless' ? [] : protectionNotices(options, cluster)),
    ...made.notices.map((message) => ({ message })),
    ...targetNotices(tables, targets, family, virtualGiven).map((message) => ({ message }))
  ];
}

/** A label without series of its own. */
function labelNotices({ metricsLabel }: FeedOptions, { settings }: Cluster): FeedNotice[] {
  if (metricsLabel === null || settings.bool('server.child_metrics.enabled')) return [];
  return [
    {
      message: `metrics_label='${metricsLabel}' has no metrics of its own while server.child_metrics.enabled is off`,
      hint: 'SET CLUSTER SETTING server.child_metrics.enabled = true'
    }
  ];
}

/** Where a feed does not say how long its data is kept for it, the cluster does. */
function protectionNotices({ gcProtectNs }: FeedOptions, { settings }: Cluster): FeedNotice[] {
  const name = 'changefeed.protect_timestamp.max_age';
  const limit = settings.duration(name);
  if ((gcProtectNs !== null && gcProtectNs > 0) || limit === 0 || limit >= NS_PER_HOUR) return [];
  return [
    {
      message: `the value of ${name} (${settings.text(name)}) may be too low: a changefeed that is paused for longer is canceled`,
      hint: 'give the changefeed gc_protect_expires_after, or set the setting to at least 1h'
    }
  ];
}
