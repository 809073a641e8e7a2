import { SINK_KINDS, type SinkKind, type TableShape, type Writer } from './writer';

/** CREATE CHANGEFEED statements of random scripts. */

type Options = Map<string, string | null>;

/** Sinks that can store a format (reference §3.2). */
const FORMATS: Readonly<Record<string, readonly SinkKind[]>> = {
  avro: ['kafka', 'sinkless'],
  csv: ['kafka', 'cloud', 'webhook', 'pubsub', 'pulsar', 'sinkless'],
  parquet: ['cloud'],
  protobuf: ['kafka', 'cloud']
};

/** Sinks that take an envelope (reference §3.2). */
const ENVELOPES: Readonly<Record<string, readonly SinkKind[]>> = {
  bare: SINK_KINDS,
  key_only: ['kafka', 'sinkless', 'null'],
  row: ['kafka', 'sinkless', 'null'],
  enriched: ['kafka', 'webhook', 'pubsub', 'sinkless', 'null']
};

export const FEED_KINDS = ['plain', 'scan only', 'until an end', 'from a cursor', 'query'] as const;

export function makeFeed(w: Writer): void {
  const no = ++w.feedsMade;
  const sink = w.chance(2, 5) ? 'kafka' : w.pick(SINK_KINDS);
  const kind = w.chance(1, 2) ? 'plain' : w.pick(FEED_KINDS);
  const there = w.tables.filter(({ gone }) => !gone);
  const targets = there.filter((_t, i) => i === 0 || w.chance(1, 2));
  if (targets.length === 0) return;
  if (kind === 'query') return sayQuery(w, no, sink, w.pick(targets));
  const options: Options = new Map();
  const families = targets.filter((table) => table.kind === 'families');
  const byFamily = families.length > 0 && w.chance(1, 3);
  const splits = families.length > 0 && !byFamily;
  if (splits) options.set('split_column_families', null);
  w.useSession('root');
  if (kind === 'scan only') options.set('initial_scan', 'only');
  else timeOptions(w, options, kind, !(splits && (sink === 'kafka' || sink === 'pubsub')));
  if (w.chance(5, 6)) options.set('min_checkpoint_frequency', w.pick(['0s', '500ms', '1s', '1s', '3s']));
  if (w.chance(1, 8)) options.set('full_table_name', null);
  encodingOptions(w, options, sink, kind === 'scan only');
  sinkOptions(w, options, sink);
  if (sink !== 'sinkless' && w.chance(1, 6)) options.set('on_error', 'pause');
  const names = targets.flatMap((table) =>
    byFamily && table.kind === 'families'
      ? w.pick([['f1'], ['f2'], ['f1', 'f2']]).map((family) => `TABLE ${table.name} FAMILY ${family}`)
      : [`TABLE ${table.name}`]
  );
  sayCreate(w, { no, sink, what: `FOR ${names.join(', ')}`, as: '', options });
}

function timeOptions(
  w: Writer,
  options: Options,
  kind: (typeof FEED_KINDS)[number],
  mayResolve: boolean
): void {
  if (w.chance(3, 4)) options.set('updated', null);
  if (w.chance(1, 2)) options.set('mvcc_timestamp', null);
  if (w.chance(1, 2)) options.set('diff', null);
  if (w.chance(1, 30)) options.set('unordered', null);
  else if (mayResolve && w.chance(3, 4)) options.set('resolved', w.pick(['', '1s', '2s', '5s']));
  if (w.chance(1, 8)) options.set('initial_scan', 'no');
  if (kind === 'from a cursor') options.set('cursor', w.pick(['-1ms', '-20ms', '-2s']));
  if (kind === 'until an end') {
    w.say(`SELECT (cluster_logical_timestamp() + ${w.int(2, 25)}e9)::STRING AS end_${w.feedsMade} \\gset`);
    options.set('end_time', `:'end_${w.feedsMade}'`);
  }
  if (w.chance(1, 5)) options.set('schema_change_policy', w.pick(['nobackfill', 'stop', 'ignore']));
  if (w.chance(1, 6)) options.set('schema_change_events', 'column_changes');
  if (w.chance(1, 10)) options.set('ignore_disable_changefeed_replication', null);
  if (w.chance(1, 10)) options.set('virtual_columns', 'null');
}

function encodingOptions(w: Writer, options: Options, sink: SinkKind, isScan: boolean): void {
  const drop = (...names: string[]) => names.forEach((name) => options.delete(name));
  const formats = Object.keys(FORMATS).filter((format) => FORMATS[format].includes(sink));
  const format = formats.length > 0 && w.chance(1, 4) ? w.pick(formats) : 'json';
  if (format === 'csv' && !isScan) return;
  if (format !== 'json') options.set('format', format);
  if (format === 'avro') options.set('confluent_schema_registry', 'http://registry:8081');
  if (format === 'csv' || format === 'parquet') return;
  if (format !== 'avro' && w.chance(1, 5)) options.set('key_in_value', null);
  if (format !== 'avro' && w.chance(1, 8)) options.set('topic_in_value', null);
  if (format !== 'json' || isScan || !w.chance(1, 4)) return;
  const envelope = w.pick(Object.keys(ENVELOPES).filter((name) => ENVELOPES[name].includes(sink)));
  options.set('envelope', envelope);
  if (envelope !== 'enriched') drop('diff');
  if (envelope === 'row' || envelope === 'key_only') drop('key_in_value', 'topic_in_value');
  if (envelope === 'enriched' && w.chance(2, 3))
    options.set('enriched_properties', w.pick(['source', 'schema', 'source,schema']));
}

function sinkOptions(w: Writer, options: Options, sink: SinkKind): void {
  const flush = () => `"Flush": {"Messages": ${w.int(2, 5)}, "Frequency": "${w.int(20, 500)}ms"}`;
  const retry = () => `"Retry": {"Max": ${w.int(1, 4)}, "Backoff": "100ms"}`;
  if (sink === 'kafka' && w.chance(1, 3)) {
    const acks = w.chance(1, 3) ? `, "RequiredAcks": "${w.pick(['NONE', 'ONE', 'ALL'])}"` : '';
    options.set('kafka_sink_config', `{${flush()}${acks}}`);
  }
  if (sink === 'webhook' && w.chance(1, 2)) options.set('webhook_sink_config', `{${flush()}, ${retry()}}`);
  if (sink === 'pubsub' && w.chance(1, 2)) options.set('pubsub_sink_config', `{${flush()}, ${retry()}}`);
  if (sink === 'cloud' && w.chance(1, 3)) options.set('compression', w.pick(['gzip', 'zstd']));
  if (sink === 'kafka' && w.chance(1, 10)) options.set('extra_headers', '{"h": "1"}');
}

/** Queries whose choice and columns depend on what the rows hold. */
function sayQuery(w: Writer, no: number, sink: SinkKind, table: TableShape): void {
  const key = table.kind === 'pair' ? 'a' : 'id';
  const options: Options = new Map();
  const list = w.pick([
    '*',
    '*',
    `${key}, ${table.text}`,
    `${key}, n * 2 AS twice`,
    '*, event_op() AS op',
    `${key}, cdc_prev`
  ]);
  const where = w.pick([
    '',
    ' WHERE n > 20',
    ` WHERE ${key} < 7`,
    " WHERE event_op() != 'delete'",
    ' WHERE (cdc_prev).n IS NULL'
  ]);
  if (table.kind === 'families') options.set('split_column_families', null);
  if (w.chance(1, 3)) options.set('envelope', 'wrapped');
  if (w.chance(1, 3)) options.set('diff', null);
  if (w.chance(1, 2)) options.set('updated', null);
  if (w.chance(1, 2) && sink !== 'kafka' && sink !== 'pubsub') options.set('resolved', '1s');
  if (w.chance(1, 4)) options.set('key_in_value', null);
  options.set('min_checkpoint_frequency', w.pick(['500ms', '1s', '3s']));
  w.useSession('root');
  sayCreate(w, { no, sink, what: '', as: ` AS SELECT ${list} FROM ${table.name}${where}`, options });
}

function sayCreate(
  w: Writer,
  made: {
    readonly no: number;
    readonly sink: SinkKind;
    readonly what: string;
    readonly as: string;
    readonly options: Options;
  }
): void {
  const { no, sink, what, as, options } = made;
  const literal = (value: string) => (value.startsWith(':') ? value : `'${value}'`);
  const list = [...options].map(([name, value]) => (value === null ? name : `${name} = ${literal(value)}`));
  const uri = uriOf(sink, no);
  const create = `CREATE CHANGEFEED${what && ` ${what}`}${uri && ` INTO '${uri}'`}${list.length > 0 ? ` WITH ${list.join(', ')}` : ''}${as}`;
  if (sink === 'sinkless') return w.say(`${create};`);
  w.say(`${create} \\gset f${no}_`);
  w.feeds.push({ name: `f${no}_job_id`, sink, uri: uri.split('?')[0], paused: false });
}

export function uriOf(sink: SinkKind, no: number): string {
  switch (sink) {
    case 'kafka':
      return `kafka://k${no}:9092`;
    case 'cloud':
      return `nodelocal://1/out${no}`;
    case 'webhook':
      return `webhook-https://hook${no}.example.com/in?insecure_tls_skip_verify=true`;
    case 'null':
      return 'null://';
    case 'pubsub':
      return `gcpubsub://project${no}?region=us-east1&AUTH=implicit`;
    case 'pulsar':
      return `pulsar://p${no}:6650`;
    case 'sinkless':
      return '';
  }
}

/** A schedule that fires at once and then every minute. */
export function makeSchedule(w: Writer): void {
  const no = ++w.feedsMade;
  const table = w.table;
  if (table.kind === 'families') return;
  const format = w.chance(1, 2) ? ' WITH format = csv' : '';
  const running = w.pick(['wait', 'skip', 'start']);
  w.useSession('root');
  w.say(
    `CREATE SCHEDULE s${no} FOR CHANGEFEED ${table.name} INTO 'kafka://k${no}:9092'${format} RECURRING '* * * * *' WITH SCHEDULE OPTIONS first_run = now, on_previous_running = '${running}', on_execution_failure = '${w.pick(['reschedule', 'retry', 'pause'])}' \\gset s${no}_`
  );
  w.schedules.push(`s${no}_schedule_id`);
}
