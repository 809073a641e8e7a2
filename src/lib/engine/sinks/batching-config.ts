import { JsonConfig, readFlush, readRetry, type FlushConfig, type RetryConfig } from './json-config';

/** `webhook_sink_config` and `pubsub_sink_config` (reference §3.6), checked and settled with their defaults. */
export interface SinkConfig {
  readonly flush: FlushConfig;
  readonly retry: RetryConfig;
  /** Members that no client knows. */
  readonly ignored: readonly string[];
}

const WEBHOOK_FLUSH: FlushConfig = { messages: 0, bytes: 0, frequencyNs: 0 };
/** Those of Google's client library. */
const PUBSUB_FLUSH: FlushConfig = { messages: 100, bytes: 1_000_000, frequencyNs: 10_000_000 };

/** @throws SqlError 22023 naming the member */
export const parseWebhookConfig = (text: string | null): SinkConfig =>
  parse('webhook_sink_config', text, WEBHOOK_FLUSH);

/** @throws SqlError 22023 naming the member */
export const parsePubsubConfig = (text: string | null): SinkConfig =>
  parse('pubsub_sink_config', text, PUBSUB_FLUSH);

function parse(option: string, text: string | null, initial: FlushConfig): SinkConfig {
  const config = JsonConfig.parse(option, text, ['Flush', 'Retry']);
  const flush = readFlush(config.object('Flush', ['Messages', 'Bytes', 'Frequency']), initial);
  const retry = readRetry(config.object('Retry', ['Max', 'Backoff']));
  return { flush, retry, ignored: config.ignored };
}
