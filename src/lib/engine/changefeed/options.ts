import { formatDuration, parseDuration } from '../base/duration';
import { SqlError, type Span } from '../base/errors';
import type { Nanos } from '../base/timestamp';
import type { Release } from '../base/release';
import { utf8Length } from '../sql/types/string-order';
import { parseExtraHeaders } from './extra-headers';
import { parseLocality } from './locality';
import {
  changefeedOption,
  isKnownToSink,
  optionError,
  unknownOption,
  valuesIn,
  type OptionDef,
  type SinkFamily
} from './option-table';

/**
 * Options of one changefeed: read from the statement, checked one by one (§2.1), against each other (§2.3) and against the
 * sink (§2.5), and settled with what is forced (§2.4). An error leaves nothing behind; it names the option, the value as
 * written and the accepted words.
 */

/** As written: value text, or null for a bare name. */
export interface GivenOption {
  readonly name: string;
  readonly value: string | null;
  readonly span?: Span;
}

export type Envelope = 'wrapped' | 'bare' | 'key_only' | 'row' | 'enriched';
export type Format = 'json' | 'avro' | 'csv' | 'parquet' | 'protobuf';

/** Settled options; plain data. */
export interface FeedOptions {
  /** As the user gave them, by name, for the job's description. */
  readonly given: readonly GivenOption[];
  readonly format: Format;
  readonly envelope: Envelope;
  readonly updated: boolean;
  readonly mvccTimestamp: boolean;
  readonly diff: boolean;
  readonly keyInValue: boolean;
  readonly topicInValue: boolean;
  readonly fullTableName: boolean;
  /** Null for none; 0 for one at each checkpoint that moves the high-water mark. */
  readonly resolvedNs: Nanos | null;
  readonly minCheckpointNs: Nanos;
  readonly initialScan: 'yes' | 'no' | 'only';
  readonly cursor: string | null;
  readonly endTime: string | null;
  readonly schemaChangeEvents: 'default' | 'column_changes';
  readonly schemaChangePolicy: 'backfill' | 'nobackfill' | 'stop' | 'ignore';
  readonly onError: 'fail' | 'pause';
  readonly virtualColumns: 'omitted' | 'null';
  readonly splitFamilies: boolean;
  readonly unordered: boolean;
  readonly keyColumn: string | null;
  readonly headersColumn: string | null;
  readonly extraHeaders: readonly (readonly [string, string])[];
  readonly jsonNullAsObject: boolean;
  readonly enrichedSource: boolean;
  readonly enrichedSchema: boolean;
  readonly ignoreDisabledReplication: boolean;
  readonly gcProtectNs: Nanos | null;
  /** How far behind a range counts as lagging. */
  readonly laggingNs: Nanos;
  readonly partitionAlg: 'fnv-1a' | 'murmur2';
  readonly compression: 'gzip' | 'zstd' | null;
  readonly registry: string | null;
  readonly avroPrefix: string | null;
  readonly kafkaConfig: string | null;
  readonly webhookConfig: string | null;
  readonly pubsubConfig: string | null;
  readonly webhookTimeoutNs: Nanos;
  readonly webhookAuth: string | null;
  readonly executionLocality: string | null;
  readonly metricsLabel: string | null;
}

const wordList = (words: readonly string[]): string =>
  words.length < 2
    ? words.map((word) => `'${word}'`).join('')
    : `${words
        .slice(0, -1)
        .map((word) => `'${word}'`)
        .join(', ')} and '${words.at(-1)}'`;

/** A word of an enum as the table of options spells it. */
const spelt = (def: OptionDef, value: string): string => (def.anyCase ? value.toLowerCase() : value);

/** Values of the options of one statement, each checked on its own. */
class Given {
  readonly all: readonly GivenOption[];
  readonly #byName: ReadonlyMap<string, GivenOption>;

  constructor(options: readonly GivenOption[], release: Release) {
    const byName = new Map<string, GivenOption>();
    for (const option of options) {
      const def = changefeedOption(option.name, release);
      if (!def) throw unknownOption(option.name, option.span);
      if (byName.has(option.name)) throw optionError(`option "${option.name}" is given twice`, option.span);
      checkValue(def, option, release);
      byName.set(option.name, option);
    }
    this.all = options;
    this.#byName = byName;
  }

  has(name: string): boolean {
    return this.#byName.has(name);
  }

  span(name: string): Span | undefined {
    return this.#byName.get(name)?.span;
  }

  text(name: string): string | null {
    return this.#byName.get(name)?.value ?? null;
  }

  /** The word of an enum, in the spelling of the table. */
  word(name: string): string | null {
    const value = this.text(name);
    const def = changefeedOption(name)!; // callers name options of the table
    if (value === null || value === '') return def.initial ?? null;
    return spelt(def, value);
  }

  duration(name: string): Nanos | null {
    const value = this.text(name);
    if (value === null || value === '') {
      const initial = changefeedOption(name)?.initial;
      return initial === undefined ? null : (parseDuration(initial) ?? null);
    }
    return parseDuration(value) ?? null;
  }

  list(name: string): string[] {
    return (this.text(name) ?? '')
      .split(',')
      .map((word) => word.trim())
      .filter(Boolean);
  }
}

function checkValue(def: OptionDef, { name, value, span }: GivenOption, release: Release): void {
  if (def.kind === 'flag') return;
  if (value === null || (value === '' && def.valueOptional)) {
    if (def.valueOptional) return;
    throw optionError(`option "${name}" requires a value`, span);
  }
  const words = valuesIn(def, release);
  if (def.values && words.length === 0)
    throw optionError(`option "${name}" takes no value in this release, not '${value}'`, span);
  switch (def.kind) {
    case 'string':
    case 'json':
    case 'timestamp':
      if (value === '') throw optionError(`option "${name}" requires a value`, span);
      return;
    case 'enum': {
      if (!words.includes(spelt(def, value)))
        throw optionError(`unknown ${name}: ${value}, valid values are ${wordList(words)}`, span);
      return;
    }
    case 'list':
      for (const word of value.split(',').map((item) => item.trim()))
        if (!words.includes(word))
          throw optionError(`unknown ${name}: ${word}, valid values are ${wordList(words)}`, span);
      return;
    case 'duration': {
      const ns = parseDuration(value);
      if (ns === undefined)
        throw optionError(
          `problem parsing option ${name}: time: invalid duration "${value}" in ${name}='${value}'`,
          span,
          "a duration is a number with a unit, such as '10s', '1m30s' or '500ms'"
        );
      if (ns < 0) throw optionError(`negative durations are not accepted: ${name}='${value}'`, span);
      if (ns === 0 && !def.zeroAllowed)
        throw optionError(`option ${name} must be a duration greater than 0, not '${value}'`, span);
    }
  }
}

/** Whatever the sink and the statement's form force or forbid. */
export interface OptionContext {
  readonly sink: SinkFamily;
  /** The release whose options these are. */
  readonly release: Release;
  /** `AS SELECT`. */
  readonly query: boolean;
  readonly queryUsesPrevious: boolean;
  readonly partitionAlgEnabled: boolean;
}

export interface SettledOptions {
  readonly options: FeedOptions;
  readonly notices: readonly { readonly message: string; readonly hint?: string }[];
}

/** @throws SqlError 22023 for whatever reference §2 forbids */
export function settleOptions(given: readonly GivenOption[], context: OptionContext): SettledOptions {
  const values = new Given(given, context.release);
  const notices: { message: string; hint?: string }[] = [];
  const initialScan = settleInitialScan(values);
  const scanOnly = initialScan === 'only';
  if (scanOnly)
    for (const other of ['end_time', 'resolved', 'diff', 'mvcc_timestamp', 'updated'])
      if (values.has(other)) throw bothError("initial_scan='only'", other, values.span(other));

  const formatWord = values.word('format')!; // has an initial value
  if (formatWord === 'experimental_avro')
    notices.push({ message: 'avro is no longer experimental, use format=avro' });
  const format: Format = formatWord === 'experimental_avro' ? 'avro' : (formatWord as Format);
  const envelopeGiven = values.has('envelope');
  const envelopeWord = envelopeGiven ? values.word('envelope')! : context.query ? 'bare' : 'wrapped';
  const envelope: Envelope = envelopeWord === 'deprecated_row' ? 'row' : (envelopeWord as Envelope);

  checkCombinations(values, { format, envelope, envelopeWord, scanOnly, ...context });
  checkSink(values, { format, envelope, envelopeWord, ...context });

  const resolvedNs = values.has('resolved') ? (values.duration('resolved') ?? 0) : null;
  const minCheckpointNs = values.duration('min_checkpoint_frequency')!; // has an initial value
  pushTimingNotices(values, resolvedNs, minCheckpointNs, notices);
  if (values.has('protect_data_from_gc_on_pause'))
    notices.push({
      message:
        'the protect_data_from_gc_on_pause option is no longer needed; data is always protected while a changefeed is paused'
    });
  const gcProtectNs = values.duration('gc_protect_expires_after');
  if (gcProtectNs !== null && gcProtectNs > 0 && gcProtectNs < 3600_000_000_000)
    notices.push({
      message: `the value of gc_protect_expires_after (${values.text('gc_protect_expires_after')}) is too low to protect the data; consider at least 1h`
    });

  let diff = values.has('diff') || context.queryUsesPrevious;
  if (context.query && values.has('diff') && !context.queryUsesPrevious && envelope !== 'wrapped') {
    diff = false;
    notices.push({
      message: "diff was turned off: the query does not use cdc_prev and the envelope shows no 'before'"
    });
  }
  const forcedKey = !context.query && (context.sink === 'cloud' || context.sink === 'webhook');
  return {
    notices,
    options: {
      given,
      format,
      envelope,
      updated: values.has('updated'),
      mvccTimestamp: values.has('mvcc_timestamp'),
      diff,
      keyInValue: values.has('key_in_value') || forcedKey,
      topicInValue: values.has('topic_in_value') || (!context.query && context.sink === 'webhook'),
      fullTableName: values.has('full_table_name'),
      resolvedNs,
      minCheckpointNs,
      initialScan: initialScan ?? (values.has('cursor') ? 'no' : 'yes'),
      cursor: values.text('cursor'),
      endTime: values.text('end_time'),
      schemaChangeEvents: values.word('schema_change_events') as FeedOptions['schemaChangeEvents'],
      schemaChangePolicy: values.word('schema_change_policy') as FeedOptions['schemaChangePolicy'],
      onError: values.word('on_error') as FeedOptions['onError'],
      virtualColumns: values.word('virtual_columns') as FeedOptions['virtualColumns'],
      splitFamilies: values.has('split_column_families'),
      unordered: values.has('unordered'),
      keyColumn: values.text('key_column'),
      headersColumn: values.text('headers_json_column_name'),
      extraHeaders: parseExtraHeaders(values.text('extra_headers'), values.span('extra_headers')),
      jsonNullAsObject: values.has('encode_json_value_null_as_object'),
      enrichedSource: values.list('enriched_properties').includes('source'),
      enrichedSchema: values.list('enriched_properties').includes('schema'),
      ignoreDisabledReplication: values.has('ignore_disable_changefeed_replication'),
      gcProtectNs: gcProtectNs === 0 ? null : gcProtectNs,
      laggingNs: values.duration('lagging_ranges_threshold')!, // has an initial value
      partitionAlg: values.word('partition_alg') as FeedOptions['partitionAlg'],
      compression: values.word('compression') as FeedOptions['compression'],
      registry: values.text('confluent_schema_registry'),
      avroPrefix: values.text('avro_schema_prefix'),
      kafkaConfig: values.text('kafka_sink_config'),
      webhookConfig: values.text('webhook_sink_config'),
      pubsubConfig: values.text('pubsub_sink_config'),
      webhookTimeoutNs: values.duration('webhook_client_timeout')!, // has an initial value
      webhookAuth: values.text('webhook_auth_header'),
      executionLocality: values.text('execution_locality') || null,
      metricsLabel: values.text('metrics_label')
    }
  };
}

/** Marks an error of a value with the option's place. */
function atOption<T>(span: Span | undefined, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw error instanceof SqlError ? error.at(span) : error;
  }
}

const bothError = (a: string, b: string, span?: Span): SqlError =>
  optionError(`cannot specify both ${a} and ${b}`, span);

/** The three spellings of one choice; null when none was given. */
function settleInitialScan(values: Given): 'yes' | 'no' | 'only' | null {
  const given = ['initial_scan', 'no_initial_scan', 'initial_scan_only'].filter((name) => values.has(name));
  if (given.length > 1) throw bothError(given[0], given[1], values.span(given[1]));
  switch (given[0]) {
    case 'no_initial_scan':
      return 'no';
    case 'initial_scan_only':
      return 'only';
    case 'initial_scan':
      return (values.word('initial_scan') ?? 'yes') as 'yes' | 'no' | 'only';
    default:
      return null;
  }
}

interface Settling extends OptionContext {
  readonly format: Format;
  readonly envelope: Envelope;
  /** As written, so that an error names what the user wrote. */
  readonly envelopeWord: string;
}

function checkCombinations(values: Given, s: Settling & { readonly scanOnly: boolean }): void {
  const { format, envelope, envelopeWord } = s;
  if (format === 'csv' && !s.scanOnly)
    throw optionError(
      "format=csv is only usable with initial_scan='only'",
      values.span('format'),
      "add initial_scan='only', or initial_scan_only as older statements have it"
    );
  if (format === 'parquet' && values.has('topic_in_value'))
    throw bothError('format=parquet', 'topic_in_value', values.span('topic_in_value'));
  if (format === 'avro') {
    for (const other of ['key_in_value', 'topic_in_value'])
      if (values.has(other))
        throw optionError(`${other} is not supported with format=avro`, values.span(other));
    if (envelope === 'row')
      throw optionError(
        `envelope=${envelopeWord} is not supported with format=avro`,
        values.span('envelope')
      );
    if (!values.has('confluent_schema_registry'))
      throw optionError(
        'WITH option confluent_schema_registry is required for format=avro',
        values.span('format')
      );
  }
  if (envelope === 'enriched') {
    if (s.query)
      throw optionError('envelope=enriched is incompatible with SELECT statement', values.span('envelope'));
    if (format === 'csv' || format === 'parquet')
      throw optionError(
        `envelope=enriched is only usable with format=json/avro, not format=${format}`,
        values.span('envelope')
      );
  } else if (values.has('enriched_properties'))
    throw optionError(
      'enriched_properties is only usable with envelope=enriched',
      values.span('enriched_properties')
    );
  if (values.has('encode_json_value_null_as_object') && format !== 'json')
    throw optionError(
      `encode_json_value_null_as_object is only usable with format=json, not format=${format}`,
      values.span('encode_json_value_null_as_object')
    );
  const plainFormat = format === 'json' || format === 'parquet' || format === 'protobuf';
  if (envelope !== 'wrapped' && envelope !== 'enriched' && !plainFormat) {
    for (const other of ['key_in_value', 'topic_in_value', 'updated', 'mvcc_timestamp', 'diff'])
      if (values.has(other))
        throw optionError(
          `${other} is only usable with envelope=wrapped, not envelope=${envelopeWord}`,
          values.span(other)
        );
  }
  if (format === 'json' && (envelope === 'row' || envelope === 'key_only')) {
    for (const other of ['key_in_value', 'topic_in_value'])
      if (values.has(other))
        throw optionError(
          `${other} is only usable with envelope=wrapped, envelope=bare or envelope=enriched, not envelope=${envelopeWord}`,
          values.span(other)
        );
  }
  if (
    values.has('diff') &&
    format === 'json' &&
    !s.query &&
    (envelope === 'row' || envelope === 'key_only' || envelope === 'bare')
  )
    throw optionError(
      `diff is only usable with envelope=wrapped or envelope=enriched, not envelope=${envelopeWord}`,
      values.span('diff')
    );
  if (values.has('resolved') && values.has('unordered'))
    throw optionError(
      'resolved timestamps cannot be guaranteed with unordered: leave out resolved or unordered',
      values.span('resolved')
    );
  if (values.has('key_column') && !values.has('unordered'))
    throw optionError(
      'key_column requires unordered',
      values.span('key_column'),
      'another key gives up the order of messages: add unordered'
    );
  if (values.has('headers_json_column_name') && format !== 'json' && format !== 'avro')
    throw optionError(
      `headers_json_column_name is only usable with format=json/avro, not format=${format}`,
      values.span('headers_json_column_name')
    );
  const locality = values.text('execution_locality');
  if (locality !== null && locality !== '')
    atOption(values.span('execution_locality'), () => parseLocality(locality));
  const label = values.text('metrics_label');
  if (label !== null && (utf8Length(label) > 128 || label === 'default'))
    throw optionError(
      label === 'default'
        ? "metrics_label='default' is reserved"
        : `metrics_label may have at most 128 bytes, '${label.slice(0, 20)}…' has ${utf8Length(label)}`,
      values.span('metrics_label')
    );
}

function checkSink(values: Given, s: Settling): void {
  if (
    s.format === 'avro' &&
    (s.sink === 'cloud' || s.sink === 'webhook' || s.sink === 'pubsub' || s.sink === 'pulsar')
  )
    throw optionError(
      'this sink is incompatible with format=avro and option confluent_schema_registry',
      values.span('format')
    );
  for (const { name, span } of values.all) {
    const def = changefeedOption(name)!; // Given has checked the names
    if (!isKnownToSink(def, s.sink, s.release))
      throw optionError(`this sink is incompatible with option ${name}`, span);
  }
  if (s.format === 'parquet' && s.sink !== 'cloud')
    throw optionError('format=parquet is only usable with cloud storage', values.span('format'));
  if (s.format === 'protobuf' && s.sink !== 'kafka' && s.sink !== 'cloud' && s.sink !== 'null')
    throw optionError('this sink is incompatible with format=protobuf', values.span('format'));
  const allowed: readonly Envelope[] =
    s.sink === 'cloud' || s.sink === 'pulsar'
      ? ['wrapped', 'bare']
      : s.sink === 'webhook' || s.sink === 'pubsub'
        ? ['wrapped', 'bare', 'enriched']
        : ['wrapped', 'bare', 'key_only', 'row', 'enriched'];
  if (!allowed.includes(s.envelope))
    throw optionError(`this sink is incompatible with envelope=${s.envelopeWord}`, values.span('envelope'));
  if (
    values.has('resolved') &&
    values.has('split_column_families') &&
    (s.sink === 'kafka' || s.sink === 'pubsub')
  )
    throw optionError(
      'resolved is not supported with split_column_families for this sink',
      values.span('resolved'),
      'name the families as targets: FOR TABLE t FAMILY f'
    );
  if (values.has('partition_alg') && !s.partitionAlgEnabled)
    throw optionError(
      'partition_alg is not enabled',
      values.span('partition_alg'),
      'SET CLUSTER SETTING changefeed.partition_alg.enabled = true'
    );
}

const VERY_LOW_NS = 500_000_000;

function pushTimingNotices(
  values: Given,
  resolvedNs: Nanos | null,
  minCheckpointNs: Nanos,
  notices: { message: string }[]
): void {
  if (resolvedNs !== null && resolvedNs < minCheckpointNs)
    notices.push({
      message: `resolved (${formatDuration(resolvedNs)}) messages will not be emitted more frequently than min_checkpoint_frequency (${formatDuration(minCheckpointNs)}); set both to the wanted interval`
    });
  const low = (name: string, ns: Nanos) =>
    notices.push({
      message: `the '${name}' timestamp interval (${formatDuration(ns)}) is very low; consider increasing it to at least 500ms`
    });
  if (resolvedNs !== null && resolvedNs > 0 && resolvedNs < VERY_LOW_NS) low('resolved', resolvedNs);
  if (values.has('min_checkpoint_frequency') && minCheckpointNs < VERY_LOW_NS)
    low('min_checkpoint_frequency', minCheckpointNs);
}
