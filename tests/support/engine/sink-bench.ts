import { NEWEST_RELEASE } from '../../../src/lib/engine/base/release';
import type { SinkOptions, SinkSettings } from '../../../src/lib/engine/sinks/make-spec';

/** Options and settings of a changefeed that asks for nothing. */

export const OPTIONS: SinkOptions = {
  format: 'json',
  kafkaConfig: null,
  webhookConfig: null,
  pubsubConfig: null,
  partitionAlg: 'fnv-1a',
  webhookTimeoutNs: 3_000_000_000,
  webhookAuth: null,
  extraHeaders: [],
  compression: null,
  unordered: false,
  registry: null
};

export const SETTINGS: SinkSettings = {
  workers: 0,
  kafkaMaxBytes: 256 * 1024 * 1024,
  halvesBatches: false,
  release: NEWEST_RELEASE
};
