import { SqlError, type Span } from '../base/errors';
import type { Nanos } from '../base/timestamp';
import { releaseName, releaseOf, type Release } from '../base/release';
import { constantHeaders } from '../encode/headers';
import { PLAIN_BATCHING, type BatchingConfig } from './batching';
import { parsePubsubConfig, parseWebhookConfig, type SinkConfig } from './batching-config';
import { checkCloudUri, type CloudProvider } from './cloud-uri';
import { parseKafkaConfig } from './kafka-config';
import { checkKafkaUri, type KafkaScheme } from './kafka-uri';
import {
  checkNullUri,
  checkPubsubUri,
  checkPulsarUri,
  checkRegistryUri,
  checkSqlUri,
  checkWebhookUri
} from './other-uris';
import { redactHeader, redactUri } from './redaction';
import { parseSinkUri, sinkAddress, uriError, type SinkUri } from './sink-uri';
import type { CloudSpec, RegistrySpec, SinklessSpec, SinkSpec } from './spec';

/** Makes the specification of a sink out of its URI and options. Every kind of sink is checked here, before a job exists. */

/** What of a changefeed's options concerns its sink. */
export interface SinkOptions {
  readonly format: 'json' | 'avro' | 'csv' | 'parquet' | 'protobuf';
  readonly kafkaConfig: string | null;
  readonly webhookConfig: string | null;
  readonly pubsubConfig: string | null;
  readonly partitionAlg: 'fnv-1a' | 'murmur2';
  readonly webhookTimeoutNs: Nanos;
  readonly webhookAuth: string | null;
  readonly extraHeaders: readonly (readonly [string, string])[];
  readonly compression: 'gzip' | 'zstd' | null;
  readonly unordered: boolean;
  readonly registry: string | null;
}

/** What of the cluster's settings concerns sinks. */
export interface SinkSettings {
  /** `changefeed.sink_io_workers`; 0 for the default. */
  readonly workers: number;
  /** `changefeed.kafka.max_request_size`. */
  readonly kafkaMaxBytes: number;
  /** `changefeed.batch_reduction_retry.enabled`. */
  readonly halvesBatches: boolean;
  /** What schemes there are, and how rows are written, follow it. */
  readonly release: Release;
}

export interface SinkContext {
  readonly options: SinkOptions;
  readonly settings: SinkSettings;
  /** `external://name` with its parameters, where the URI comes from a connection. */
  readonly external?: string;
  /** The registry's URI, where `confluent_schema_registry` names an external connection. */
  readonly registryUri?: string;
}

export interface SinkMade {
  readonly spec: SinkSpec;
  /** `topic_name`: all targets share one topic. */
  readonly topicName: string | undefined;
  readonly topicPrefix: string;
  /** For the client that makes the changefeed. */
  readonly notices: readonly string[];
}

/** How many requests a sink client has in flight when `changefeed.sink_io_workers` leaves it open. */
const DEFAULT_WORKERS = 4;
/** With no thresholds a Kafka client sends what it has at once, so its requests stay small by themselves. */
const UNPROMPTED_BYTES = 1_000_000;

/** Kinds of sinks as options tell them apart. */
export type SinkFamily = 'kafka' | 'cloud' | 'webhook' | 'pubsub' | 'pulsar' | 'null' | 'sql';

type SchemeEntry = {
  readonly family: SinkFamily;
  readonly provider?: CloudProvider;
  /** What to write instead, for a scheme on its way out. */
  readonly instead?: string;
  /** The release that brought it; undefined for what v21.2 had (reference §9). */
  readonly since?: Release;
};

/** Every scheme that CREATE CHANGEFEED INTO takes (reference §3.1); `external` is replaced before. */
const SCHEMES: ReadonlyMap<string, SchemeEntry> = new Map<string, SchemeEntry>([
  ['kafka', { family: 'kafka' }],
  ['confluent-cloud', { family: 'kafka', since: releaseOf(23, 2) }],
  ['azure-event-hub', { family: 'kafka', since: releaseOf(24, 1) }],
  ['gcpubsub', { family: 'pubsub', since: releaseOf(22, 1) }],
  ['pulsar', { family: 'pulsar', since: releaseOf(24, 1) }],
  ['webhook-https', { family: 'webhook' }],
  ['webhook-http', { family: 'webhook' }],
  ['s3', { family: 'cloud', provider: 's3', since: releaseOf(22, 1) }],
  ['gs', { family: 'cloud', provider: 'gs', since: releaseOf(22, 1) }],
  ['azure', { family: 'cloud', provider: 'azure', since: releaseOf(22, 1) }],
  ['azure-storage', { family: 'cloud', provider: 'azure', since: releaseOf(22, 1) }],
  ['azure-blob', { family: 'cloud', provider: 'azure', since: releaseOf(22, 1) }],
  ['nodelocal', { family: 'cloud', provider: 'nodelocal', since: releaseOf(22, 1) }],
  ['userfile', { family: 'cloud', provider: 'userfile' }],
  ['file-http', { family: 'cloud', provider: 'http', since: releaseOf(23, 2) }],
  ['file-https', { family: 'cloud', provider: 'http', since: releaseOf(23, 2) }],
  ['http', { family: 'cloud', provider: 'http', instead: 'file-http' }],
  ['https', { family: 'cloud', provider: 'http', instead: 'file-https' }],
  ['experimental-s3', { family: 'cloud', provider: 's3', instead: 's3' }],
  ['experimental-gs', { family: 'cloud', provider: 'gs', instead: 'gs' }],
  ['experimental-azure', { family: 'cloud', provider: 'azure', instead: 'azure' }],
  ['experimental-nodelocal', { family: 'cloud', provider: 'nodelocal', instead: 'nodelocal' }],
  ['experimental-http', { family: 'cloud', provider: 'http', instead: 'file-http' }],
  ['experimental-https', { family: 'cloud', provider: 'http', instead: 'file-https' }],
  ['experimental-sql', { family: 'sql' }],
  ['null', { family: 'null' }]
]);

/** Schemes of sinks, for completion. */
export const SINK_SCHEMES: readonly string[] = [...SCHEMES.keys()];

function schemeOf({ scheme }: SinkUri, release: Release): SchemeEntry {
  const entry = SCHEMES.get(scheme);
  if (!entry) throw uriError(`unsupported sink: ${scheme}`, 'kafka://host:9092 sends to Kafka');
  const { since = 0 } = entry;
  if (release < since)
    throw uriError(
      `unsupported sink: ${scheme}`,
      `${scheme} came with ${releaseName(since)}, and this cluster's version is older`
    );
  return entry;
}

/** The family of sinks a URI belongs to, for the options it takes. @param release whose schemes there are @throws SqlError for no URI or an unknown scheme */
export function sinkFamilyOf(text: string, release: Release, span?: Span): SinkFamily {
  if (text === '')
    throw new SqlError('XXUUU', 'omit the SINK clause for inline results', {
      span,
      hint: 'leave out INTO to stream rows to the session'
    });
  return schemeOf(parseSinkUri(text), release).family;
}

/** @throws SqlError naming the parameter or member that is wrong */
export function makeSinkSpec(text: string, context: SinkContext): SinkMade {
  const uri = parseSinkUri(text);
  const scheme = schemeOf(uri, context.settings.release);
  const made = new SpecMaker(uri, context, redactUri(context.external ?? text)).make(scheme);
  if (!scheme.instead) return made;
  const notice = `${uri.scheme} is a deprecated scheme for sinks: use ${scheme.instead}:// instead`;
  return { ...made, notices: [notice, ...made.notices] };
}

type Common = { readonly shown: string; readonly address: string; readonly registry: RegistrySpec | null };

class SpecMaker {
  readonly #uri: SinkUri;
  readonly #options: SinkOptions;
  readonly #settings: SinkSettings;
  readonly #common: Common;

  constructor(uri: SinkUri, context: SinkContext, shown: string) {
    this.#uri = uri;
    this.#options = context.options;
    this.#settings = context.settings;
    this.#common = { shown, address: sinkAddress(uri), registry: registryOf(context) };
  }

  make({ family, provider }: SchemeEntry): SinkMade {
    switch (family) {
      case 'kafka':
        return this.#kafka(this.#uri.scheme as KafkaScheme); // the family's schemes
      case 'cloud':
        return this.#cloud(provider!); // cloud schemes have one
      case 'webhook':
        return this.#webhook();
      case 'pubsub':
        return this.#pubsub();
      case 'pulsar':
        checkPulsarUri(this.#uri);
        return plain({
          ...this.#common,
          type: 'pulsar',
          csv: this.#isCsv,
          batching: this.#batching(NO_FLUSH)
        });
      case 'null': {
        const delayNs = checkNullUri(this.#uri);
        return plain({ ...this.#common, type: 'null', delayNs, batching: PLAIN_BATCHING });
      }
      case 'sql':
        return checkSqlUri(this.#uri);
    }
  }

  /** Sinks before v23.2 wrote rows without blanks. */
  get #isCompact(): boolean {
    return this.#settings.release < releaseOf(23, 2);
  }

  get #isCsv(): boolean {
    return this.#options.format === 'csv';
  }

  #batching(config: Omit<SinkConfig, 'ignored'>): BatchingConfig {
    return {
      ...PLAIN_BATCHING,
      flushMessages: config.flush.messages,
      flushBytes: config.flush.bytes,
      flushFrequencyNs: config.flush.frequencyNs,
      workers: this.#settings.workers || DEFAULT_WORKERS,
      retryMax: config.retry.max,
      retryBackoffNs: config.retry.backoffNs
    };
  }

  #kafka(scheme: KafkaScheme): SinkMade {
    const { bootstrap, topicName, topicPrefix } = checkKafkaUri(this.#uri, scheme);
    const config = parseKafkaConfig(this.#options.kafkaConfig);
    const { messages, bytes, frequencyNs } = config.flush;
    const prompted = messages > 0 || bytes > 0 || frequencyNs > 0;
    const limit = config.maxBytes ?? this.#settings.kafkaMaxBytes;
    return {
      spec: {
        ...this.#common,
        type: 'kafka',
        bootstrap,
        partitioner: this.#options.partitionAlg,
        acks: config.acks,
        batching: {
          ...this.#batching(config),
          maxMessages: config.maxMessages,
          maxBytes: prompted ? limit : Math.min(limit, UNPROMPTED_BYTES),
          halves: this.#settings.halvesBatches
        }
      },
      topicName,
      topicPrefix,
      notices: ignoredNotices('kafka_sink_config', config.ignored)
    };
  }

  #cloud(provider: CloudProvider): SinkMade {
    const { fileSizeBytes, partitionFormat, topicPrefix } = checkCloudUri(this.#uri, provider);
    const { format, compression } = this.#options;
    const parquet = format === 'parquet';
    const spec: CloudSpec = {
      ...this.#common,
      type: 'cloud',
      partitionFormat,
      fileSizeBytes,
      // Parquet compresses its pages; its name stays.
      extension: EXTENSIONS[format] + (parquet || compression === null ? '' : COMPRESSED[compression]),
      compression,
      parquet,
      batching: PLAIN_BATCHING
    };
    return { spec, topicName: undefined, topicPrefix, notices: [] };
  }

  #webhook(): SinkMade {
    const { url } = checkWebhookUri(this.#uri);
    const config = parseWebhookConfig(this.#options.webhookConfig);
    const batching = this.#batching(config);
    const { messages, bytes, frequencyNs } = config.flush;
    const prompted = messages > 0 || bytes > 0 || frequencyNs > 0;
    return {
      ...plain({
        ...this.#common,
        type: 'webhook',
        url,
        headers: this.#webhookHeaders(),
        csv: this.#isCsv,
        compact: this.#isCompact,
        timeoutNs: this.#options.webhookTimeoutNs,
        // Without thresholds each row is due as soon as it comes, so it goes alone (sink.go, shouldFlushBatch).
        batching: prompted ? batching : { ...batching, maxMessages: 1 }
      }),
      notices: ignoredNotices('webhook_sink_config', config.ignored)
    };
  }

  #webhookHeaders(): Record<string, string> {
    const { compression, extraHeaders, webhookAuth } = this.#options;
    return constantHeaders([
      ['Content-Type', this.#isCsv ? 'text/csv' : 'application/json'],
      ...(compression === null
        ? []
        : ([
            ['Accept-Encoding', compression],
            ['Content-Encoding', compression]
          ] as const)),
      ...extraHeaders.map(([name, value]) => [name, redactHeader(name, value)] as const),
      ...(webhookAuth === null
        ? []
        : ([['Authorization', redactHeader('Authorization', webhookAuth)]] as const))
    ]);
  }

  #pubsub(): SinkMade {
    const { topicName, tableNameAttribute } = checkPubsubUri(this.#uri, this.#options.unordered);
    const config = parsePubsubConfig(this.#options.pubsubConfig);
    return {
      spec: {
        ...this.#common,
        type: 'pubsub',
        csv: this.#isCsv,
        tableNameAttribute,
        lowerCase: this.#isCompact,
        batching: { ...this.#batching(config), mixesTopics: false }
      },
      topicName,
      topicPrefix: '',
      notices: ignoredNotices('pubsub_sink_config', config.ignored)
    };
  }
}

const plain = (spec: SinkSpec): SinkMade => ({ spec, topicName: undefined, topicPrefix: '', notices: [] });

/** Pulsar has no configuration: rows go out as they come. */
const NO_FLUSH: Omit<SinkConfig, 'ignored'> = {
  flush: { messages: 0, bytes: 0, frequencyNs: 0 },
  retry: { max: 3, backoffNs: 500_000_000 }
};

const EXTENSIONS: Readonly<Record<SinkOptions['format'], string>> = {
  json: '.ndjson',
  csv: '.csv',
  parquet: '.parquet',
  protobuf: '.pb',
  avro: '.avro'
};
const COMPRESSED: Readonly<Record<'gzip' | 'zstd', string>> = { gzip: '.gz', zstd: '.zst' };

const ignoredNotices = (option: string, ignored: readonly string[]): string[] =>
  ignored.length === 0
    ? []
    : [
        `${option}: ignored what no sink knows: ${ignored.map((name) => `"${name.slice(0, 40)}"`).join(', ')}`
      ];

function registryOf({ options, registryUri }: SinkContext): RegistrySpec | null {
  return options.registry === null ? null : checkRegistryUri(parseSinkUri(registryUri ?? options.registry));
}

/** The stream of a session. @throws SqlError for a wrong registry URI */
export function sinklessSpec(context: SinkContext): SinklessSpec {
  return {
    type: 'sinkless',
    shown: 'sinkless',
    address: 'sinkless://',
    batching: PLAIN_BATCHING,
    registry: registryOf(context)
  };
}

/**
 * The URI behind an external connection with what a statement adds: parameters of the statement come behind those of the
 * connection, and replace those of the same name.
 * @param uri the connection's own @param external `external://name` as written, perhaps with parameters
 */
export function mergeExternalUri(uri: string, external: string): string {
  const added = external.split('?')[1]?.split('#')[0];
  if (!added) return uri;
  const [base, own = ''] = uri.split('?');
  const names = new Set(added.split('&').map((pair) => pair.split('=')[0]));
  const kept = own.split('&').filter((pair) => pair !== '' && !names.has(pair.split('=')[0]));
  return `${base}?${[...kept, added].join('&')}`;
}
