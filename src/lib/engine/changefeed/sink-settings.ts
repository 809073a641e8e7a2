import type { ClusterSettings } from '../catalog/cluster-settings';
import type { SinkSettings } from '../sinks/make-spec';

/** What sinks want to know of the cluster's settings when a changefeed is created. */
export function sinkSettings(settings: ClusterSettings): SinkSettings {
  return {
    workers: settings.number('changefeed.sink_io_workers'),
    kafkaMaxBytes: settings.size('changefeed.kafka.max_request_size'),
    halvesBatches: settings.bool('changefeed.batch_reduction_retry.enabled'),
    release: settings.release
  };
}
