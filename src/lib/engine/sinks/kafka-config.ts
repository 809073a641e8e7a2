import { parseDuration } from '../base/duration';
import { SqlError } from '../base/errors';
import type { Nanos } from '../base/timestamp';

/** `kafka_sink_config` (reference §3.4): a JSON object whose members are checked and settled with their defaults. */
export interface KafkaConfig {
  readonly flushBytes: number;
  readonly flushMessages: number;
  readonly flushFrequencyNs: Nanos;
  readonly maxMessages: number;
  readonly acks: 'none' | 'one' | 'all';
  readonly compression: string;
}

const DEFAULTS: KafkaConfig = {
  flushBytes: 0,
  flushMessages: 0,
  flushFrequencyNs: 0,
  maxMessages: 1000,
  acks: 'one',
  compression: 'NONE'
};

const ACKS: ReadonlyMap<string, KafkaConfig['acks']> = new Map([
  ['NONE', 'none'],
  ['0', 'none'],
  ['ONE', 'one'],
  ['1', 'one'],
  ['ALL', 'all'],
  ['-1', 'all']
]);
const CODECS = ['NONE', 'GZIP', 'SNAPPY', 'LZ4', 'ZSTD'];

const configError = (message: string): SqlError => new SqlError('22023', `kafka_sink_config: ${message}`);

/** @throws SqlError 22023 naming the member */
export function parseKafkaConfig(text: string | null): KafkaConfig {
  if (text === null) return DEFAULTS;
  const config = members(parseJson(text), '', [
    'ClientID',
    'Compression',
    'CompressionLevel',
    'Flush',
    'RequiredAcks',
    'Version'
  ]);
  const flush = members(config.get('Flush') ?? {}, 'Flush.', [
    'Bytes',
    'Messages',
    'Frequency',
    'MaxMessages',
    'MaxBytes'
  ]);
  const flushBytes = wholeNumber(flush, 'Flush', 'Bytes', 0);
  const flushMessages = wholeNumber(flush, 'Flush', 'Messages', 0);
  const flushFrequencyNs = duration(flush, 'Flush', 'Frequency');
  if ((flushBytes > 0 || flushMessages > 0) && flushFrequencyNs === 0)
    throw configError(
      'Flush.Frequency must be > 0 when Flush.Bytes or Flush.Messages is > 0: messages might never be sent'
    );
  wholeNumber(flush, 'Flush', 'MaxBytes', 0);
  const codec = settleCodec(config);
  const clientId = config.get('ClientID');
  if (clientId !== undefined && (typeof clientId !== 'string' || !/^[A-Za-z0-9._-]*$/.test(clientId)))
    throw configError('ClientID may only hold letters, digits, dots, dashes and underscores');
  const version = config.get('Version');
  if (version !== undefined && (typeof version !== 'string' || !/^\d+\.\d+\.\d+(\.\d+)?$/.test(version)))
    throw configError(`Version must be a Kafka version such as "1.0.0.0", not ${JSON.stringify(version)}`);
  return {
    flushBytes,
    flushMessages,
    flushFrequencyNs,
    maxMessages: wholeNumber(flush, 'Flush', 'MaxMessages', DEFAULTS.maxMessages),
    acks: settleAcks(config.get('RequiredAcks')),
    compression: codec
  };
}

/** @throws SqlError 22023 where the text is no JSON */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw configError(`error unmarshalling '${text.slice(0, 60)}': it is no JSON`);
  }
}

/** The members of a JSON object, all of them known. */
function members(value: unknown, prefix: string, known: readonly string[]): Map<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw configError(`${prefix === '' ? 'the configuration' : prefix.slice(0, -1)} must be a JSON object`);
  for (const name of Object.keys(value))
    if (!known.includes(name))
      throw configError(
        `unknown field "${prefix}${name}", known are ${known.map((k) => prefix + k).join(', ')}`
      );
  return new Map(Object.entries(value));
}

function wholeNumber(
  from: ReadonlyMap<string, unknown>,
  prefix: string,
  name: string,
  initial: number
): number {
  const value = from.get(name);
  if (value === undefined) return initial;
  if (typeof value !== 'number' || !Number.isSafeInteger(value))
    throw configError(`${prefix}.${name} must be a whole number, not ${JSON.stringify(value)}`);
  if (value < 0) throw configError(`${prefix}.${name} must be >= 0, not ${value}`);
  return value;
}

function duration(from: ReadonlyMap<string, unknown>, prefix: string, name: string): Nanos {
  const value = from.get(name);
  if (value === undefined) return 0;
  const ns = typeof value === 'string' ? parseDuration(value) : undefined;
  if (ns === undefined) throw configError(`${prefix}.${name}: invalid duration ${JSON.stringify(value)}`);
  if (ns < 0) throw configError(`${prefix}.${name} must not be negative: ${JSON.stringify(value)}`);
  return ns;
}

function settleAcks(value: unknown): KafkaConfig['acks'] {
  if (value === undefined) return DEFAULTS.acks;
  const acks = typeof value === 'string' ? ACKS.get(value.toUpperCase()) : undefined;
  if (!acks)
    throw configError(
      `RequiredAcks: invalid acks value ${JSON.stringify(value)}, must be "NONE", "ONE" or "ALL"`
    );
  return acks;
}

function settleCodec(config: ReadonlyMap<string, unknown>): string {
  const value = config.get('Compression') ?? 'NONE';
  const codec = typeof value === 'string' ? value.toUpperCase() : '';
  if (!CODECS.includes(codec))
    throw configError(
      `Compression: unknown codec ${JSON.stringify(value)}, must be one of ${CODECS.join(', ')}`
    );
  const level = config.get('CompressionLevel');
  if (level === undefined) return codec;
  if (typeof level !== 'number' || !Number.isSafeInteger(level))
    throw configError('CompressionLevel must be a whole number');
  const fits =
    codec === 'GZIP'
      ? level >= -2 && level <= 9
      : codec === 'ZSTD'
        ? level >= 1 && level <= 4
        : codec === 'LZ4'
          ? level === 0 || (level >= 512 && level <= 131072 && (level & (level - 1)) === 0)
          : false;
  if (!fits) throw configError(`CompressionLevel ${level} is invalid for Compression ${codec}`);
  return codec;
}
