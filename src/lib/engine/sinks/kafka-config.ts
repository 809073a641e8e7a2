import { JsonConfig, readFlush, readRetry, type FlushConfig, type RetryConfig } from './json-config';

/** `kafka_sink_config` (reference §3.4), checked and settled with its defaults. */
export interface KafkaConfig {
  readonly flush: FlushConfig;
  readonly retry: RetryConfig;
  /** Most messages of one request. */
  readonly maxMessages: number;
  /** Most bytes of one request; null to leave it to the cluster setting. */
  readonly maxBytes: number | null;
  readonly acks: Acks;
  /** Members that no client knows. */
  readonly ignored: readonly string[];
}

export type Acks = 'none' | 'one' | 'all';

const ACKS: ReadonlyMap<string, Acks> = new Map([
  ['NONE', 'none'],
  ['0', 'none'],
  ['ONE', 'one'],
  ['1', 'one'],
  ['ALL', 'all'],
  ['-1', 'all']
]);
const CODECS = ['NONE', 'GZIP', 'SNAPPY', 'LZ4', 'ZSTD'];
const MEMBERS = ['ClientID', 'Compression', 'CompressionLevel', 'Flush', 'Retry', 'RequiredAcks', 'Version'];
const FLUSH = ['Bytes', 'Messages', 'Frequency', 'MaxMessages', 'MaxBytes'];
const DEFAULT_MAX_MESSAGES = 1000;

/** @throws SqlError 22023 naming the member */
export function parseKafkaConfig(text: string | null): KafkaConfig {
  const config = JsonConfig.parse('kafka_sink_config', text, MEMBERS);
  const flush = config.object('Flush', FLUSH);
  const retry = config.object('Retry', ['Max', 'Backoff']);
  checkCompression(config);
  checkIdentity(config);
  const maxBytes = flush.count('MaxBytes', 0);
  return {
    flush: readFlush(flush, { messages: 0, bytes: 0, frequencyNs: 0 }),
    retry: readRetry(retry),
    maxMessages: flush.count('MaxMessages', DEFAULT_MAX_MESSAGES),
    maxBytes: maxBytes > 0 ? maxBytes : null,
    acks: settleAcks(config),
    ignored: config.ignored
  };
}

function settleAcks(config: JsonConfig): Acks {
  const value = config.text('RequiredAcks');
  if (value === undefined || value === '') return 'one';
  const acks = ACKS.get(value.toUpperCase());
  if (!acks)
    throw config.error(
      `unknown required acks value: "${value.slice(0, 40)}" of RequiredAcks, must be "NONE"/"0", "ONE"/"1", or "ALL"/"-1"`
    );
  return acks;
}

function checkIdentity(config: JsonConfig): void {
  const clientId = config.text('ClientID');
  if (clientId !== undefined && !/^[A-Za-z0-9._-]*$/.test(clientId))
    throw config.error(
      `ClientID "${clientId.slice(0, 40)}" may only hold letters, digits, dots, dashes and underscores`
    );
  const version = config.text('Version');
  if (version && !/^v?\d+\.\d+(\.\d+){0,2}$/.test(version))
    throw config.error(`unknown kafka version: "${version.slice(0, 40)}" of Version, one is "1.0.0.0"`);
}

/** Levels that a codec does not know are refused; NONE has none and takes any (sink_kafka_v2.go). */
function checkCompression(config: JsonConfig): void {
  const value = config.text('Compression');
  const codec = (value ?? 'NONE').toUpperCase();
  if (!CODECS.includes(codec))
    throw config.error(
      `unknown compression codec: "${(value ?? '').slice(0, 40)}" of Compression`,
      `supported compression codecs are ${CODECS.join(', ')}`
    );
  const level = config.value('CompressionLevel');
  if (level === undefined || codec === 'NONE') return;
  if (typeof level !== 'number' || !Number.isSafeInteger(level))
    throw config.error('error unmarshalling json: CompressionLevel must be a whole number');
  if (codec === 'SNAPPY')
    throw config.error(`SNAPPY does not support compression levels: CompressionLevel is ${level}`);
  if (!isLevel(codec, level)) throw config.error(`invalid ${codec} CompressionLevel: ${level}`);
}

function isLevel(codec: string, level: number): boolean {
  switch (codec) {
    case 'GZIP':
      return level >= -2 && level <= 9;
    case 'ZSTD':
      return level >= 1 && level <= 4;
    default:
      return level === 0 || (level >= 512 && level <= 131072 && (level & (level - 1)) === 0);
  }
}
