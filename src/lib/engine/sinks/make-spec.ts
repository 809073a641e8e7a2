import { SqlError, type Span } from '../base/errors';
import type { BatchingConfig } from './batching';
import { parseKafkaConfig } from './kafka-config';
import { checkKafkaUri } from './kafka-uri';
import { parseSinkUri, redactUri, sinkAddress } from './sink-uri';
import type { SinkSpec } from './spec';
import { UriParams, uriError } from './uri-params';

/** Makes the specification of a sink out of its URI and options. Every kind of sink is checked here, before a job exists. */

/** How many requests a sink client has in flight when `changefeed.sink_io_workers` leaves it open. */
const DEFAULT_WORKERS = 4;

export interface SinkContext {
  readonly kafkaConfig: string | null;
  readonly partitioner: 'fnv-1a' | 'murmur2';
  /** `changefeed.sink_io_workers`; 0 for the default. */
  readonly workers: number;
  /** Where the URI stands in the statement. */
  readonly span?: Span;
}

export interface SinkMade {
  readonly spec: SinkSpec;
  /** `topic_name`: all targets share one topic. */
  readonly topicName: string | undefined;
  readonly topicPrefix: string;
}

const KAFKA_SCHEMES = ['kafka', 'confluent-cloud', 'azure-event-hub'];

const PLAIN_BATCHING: BatchingConfig = {
  flushMessages: 0,
  flushBytes: 0,
  flushFrequencyNs: 0,
  maxMessages: 0,
  workers: 1,
  retryMax: 0,
  retryBackoffNs: 500_000_000,
  mixesTopics: true
};

/** The family of sinks a URI belongs to, for the options it takes. @throws SqlError for no URI or an unknown scheme */
export function sinkFamilyOf(text: string, span?: Span): 'kafka' | 'null' {
  if (text === '')
    throw new SqlError('XXUUU', 'omit the SINK clause for inline results', {
      span,
      hint: 'leave out INTO to stream rows to the session'
    });
  const { scheme } = parseSinkUri(text);
  if (KAFKA_SCHEMES.includes(scheme)) return 'kafka';
  if (scheme === 'null') return 'null';
  throw uriError(`unsupported sink: ${scheme}`, 'kafka://host:9092 sends to Kafka');
}

/** @throws SqlError naming the parameter or member that is wrong */
export function makeSinkSpec(text: string, context: SinkContext): SinkMade {
  const uri = parseSinkUri(text);
  const about = { shown: redactUri(text), address: sinkAddress(uri), host: uri.host } as const;
  if (uri.scheme === 'null') {
    const params = new UriParams(uri);
    params.take('delay');
    params.finish();
    return {
      spec: {
        type: 'null',
        ...about,
        batching: PLAIN_BATCHING,
        partitioner: context.partitioner,
        acks: 'one'
      },
      topicName: undefined,
      topicPrefix: ''
    };
  }
  const kafka = checkKafkaUri(uri);
  const config = parseKafkaConfig(context.kafkaConfig);
  return {
    spec: {
      type: 'kafka',
      ...about,
      host: kafka.bootstrap,
      batching: {
        flushMessages: config.flushMessages,
        flushBytes: config.flushBytes,
        flushFrequencyNs: config.flushFrequencyNs,
        maxMessages: config.maxMessages,
        workers: context.workers || DEFAULT_WORKERS,
        retryMax: 3,
        retryBackoffNs: 500_000_000,
        mixesTopics: true
      },
      partitioner: context.partitioner,
      acks: config.acks
    },
    topicName: kafka.topicName,
    topicPrefix: kafka.topicPrefix
  };
}

/** The stream of a session. */
export const SINKLESS: SinkSpec = {
  type: 'sinkless',
  shown: 'sinkless',
  address: 'sinkless://',
  host: '',
  batching: PLAIN_BATCHING,
  partitioner: 'fnv-1a',
  acks: 'one'
};
