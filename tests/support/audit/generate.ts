import { makeRandom, nextChance, nextInt, type RandomState } from '../../../src/lib/engine/base/random';

/**
 * Random scripts about changefeeds. A seed chooses everything, also which kinds of things happen at all in its script (swarm testing):
 * a fault that is always mixed with all others hides what it does alone.
 */
export interface RandomScript {
  readonly seed: number;
  readonly nodes: number;
  /** Statements and backslash commands, one a line. */
  readonly lines: readonly string[];
}

interface Feature {
  readonly name: string;
  /** How often it is chosen among the others while it is switched on. */
  readonly weight: number;
  readonly make: (w: Writer) => void;
}

const SINKS = ['kafka', 'kafka', 'kafka', 'cloud', 'webhook', 'null', 'pubsub', 'sinkless'] as const;
type SinkKind = (typeof SINKS)[number];

interface TableShape {
  readonly name: string;
  readonly kind: 'simple' | 'pair' | 'families' | 'types';
  columns: number;
  dropped: boolean;
}

class Writer {
  readonly random: RandomState;
  readonly lines: string[] = [];
  readonly tables: TableShape[] = [];
  readonly feeds: {
    readonly name: string;
    readonly sink: SinkKind;
    readonly uri: string;
    paused: boolean;
  }[] = [];
  readonly nodes: number;
  session = 'root';
  /** Sessions with a transaction open. */
  readonly open = new Set<string>();
  columnsMade = 0;

  constructor(random: RandomState, nodes: number) {
    this.random = random;
    this.nodes = nodes;
  }

  int(low: number, high: number): number {
    return nextInt(this.random, low, high);
  }

  chance(of: number, outOf: number): boolean {
    return nextChance(this.random, of, outOf);
  }

  pick<T>(list: readonly T[]): T {
    return list[this.int(0, list.length - 1)];
  }

  say(...lines: string[]): void {
    this.lines.push(...lines);
  }

  get table(): TableShape {
    return this.pick(this.tables);
  }

  useSession(name: string): void {
    if (this.session === name) return;
    this.session = name;
    this.say(`\\session ${name}`);
  }
}

// --- tables and rows ---------------------------------------------------------------------------------------------------

const KEYS = 12;

const SHAPES: Readonly<Record<TableShape['kind'], string>> = {
  simple: 'id INT PRIMARY KEY, v STRING, n INT',
  pair: 'a INT, b STRING, v STRING, n INT, PRIMARY KEY (a, b)',
  families: 'id INT PRIMARY KEY, v STRING, n INT, w STRING, FAMILY f1 (id, v), FAMILY f2 (n, w)',
  types: 'id INT PRIMARY KEY, v STRING, n INT, d DECIMAL(20,4), j JSONB, at TIMESTAMPTZ DEFAULT now()'
};

function makeTable(w: Writer, no: number): void {
  const kind = w.pick(['simple', 'simple', 'pair', 'families', 'types'] as const);
  const table = { name: `t${no}`, kind, columns: 0, dropped: false };
  w.tables.push(table);
  w.say(`CREATE TABLE ${table.name} (${SHAPES[kind]});`);
  if (w.chance(3, 4))
    w.say(`INSERT INTO ${table.name} (${columnsOf(table)}) VALUES ${rowsOf(w, table, 1, w.int(1, KEYS))};`);
  for (let i = w.int(0, 2); i > 0; i--) split(w, table);
}

const columnsOf = ({ kind }: TableShape): string => (kind === 'pair' ? 'a, b, v, n' : 'id, v, n');

function rowsOf(w: Writer, table: TableShape, from: number, to: number): string {
  const rows: string[] = [];
  for (let key = from; key <= to; key++) rows.push(rowOf(w, table, key));
  return rows.join(', ');
}

function rowOf(w: Writer, { kind }: TableShape, key: number): string {
  const rest = `'v${w.int(0, 999)}', ${w.chance(1, 5) ? 'NULL' : w.int(-9, 99)}`;
  return kind === 'pair' ? `(${key}, 'b${key % 3}', ${rest})` : `(${key}, ${rest})`;
}

const keyColumn = ({ kind }: TableShape): string => (kind === 'pair' ? 'a' : 'id');

function split(w: Writer, table: TableShape): void {
  w.say(`ALTER TABLE ${table.name} SPLIT AT VALUES (${w.int(1, KEYS)});`);
}

function write(w: Writer, table: TableShape): string {
  const key = w.int(1, KEYS);
  const column = keyColumn(table);
  switch (w.int(0, 7)) {
    case 0:
    case 1:
    case 2:
      return `UPSERT INTO ${table.name} (${columnsOf(table)}) VALUES ${rowsOf(w, table, key, Math.min(KEYS, key + w.int(0, 3)))};`;
    case 3:
    case 4:
      return `UPDATE ${table.name} SET v = 'u${w.int(0, 999)}' WHERE ${column} BETWEEN ${key} AND ${key + w.int(0, 3)};`;
    case 5:
      return `UPDATE ${table.name} SET n = n + 1 WHERE ${column} = ${key};`;
    default:
      return `DELETE FROM ${table.name} WHERE ${column} = ${key};`;
  }
}

// --- changefeeds -------------------------------------------------------------------------------------------------------

function makeFeed(w: Writer, no: number): void {
  const sink = w.pick(SINKS);
  const targets = w.tables.filter((t, i) => !t.dropped && (i === 0 || w.chance(1, 2)));
  const options = new Map<string, string | null>();
  const hasFamilies = targets.some(({ kind }) => kind === 'families');
  const onlyScan = w.chance(1, 20);
  if (hasFamilies) options.set('split_column_families', null);
  if (onlyScan) options.set('initial_scan', 'only');
  else {
    if (w.chance(3, 4)) options.set('updated', null);
    if (w.chance(1, 2)) options.set('mvcc_timestamp', null);
    if (w.chance(1, 2)) options.set('diff', null);
    const mayResolve = !(hasFamilies && (sink === 'kafka' || sink === 'pubsub'));
    if (mayResolve && w.chance(3, 4)) options.set('resolved', w.pick(['', '1s', '2s', '5s']));
    if (w.chance(1, 8)) options.set('initial_scan', 'no');
    if (w.chance(1, 10)) options.set('cursor', `-${w.int(1, 3)}ms`);
    if (w.chance(1, 6)) options.set('on_error', 'pause');
    if (w.chance(1, 5)) options.set('schema_change_policy', w.pick(['nobackfill', 'stop', 'ignore']));
    if (w.chance(1, 6)) options.set('schema_change_events', 'column_changes');
    if (w.chance(1, 8)) options.set('full_table_name', null);
  }
  if (w.chance(5, 6)) options.set('min_checkpoint_frequency', w.pick(['0s', '500ms', '1s', '1s', '3s']));
  if (w.chance(1, 5)) options.set('key_in_value', null);
  if (!onlyScan && w.chance(1, 5)) {
    const envelope = w.pick(['bare', 'row', 'key_only', 'enriched'] as const);
    if (envelope !== 'enriched') options.delete('diff');
    if (envelope === 'row' || envelope === 'key_only') options.delete('key_in_value');
    options.set('envelope', envelope);
  }
  if (sink === 'kafka' && w.chance(1, 3))
    options.set(
      'kafka_sink_config',
      `{"Flush": {"Messages": ${w.int(2, 5)}, "Frequency": "${w.int(20, 500)}ms"}}`
    );
  if (sink === 'webhook' && w.chance(1, 2))
    options.set(
      'webhook_sink_config',
      `{"Flush": {"Messages": ${w.int(2, 5)}, "Frequency": "${w.int(20, 500)}ms"}, "Retry": {"Max": "${w.int(1, 4)}", "Backoff": "100ms"}}`
    );
  if (sink === 'cloud' && w.chance(1, 3)) options.set('compression', w.pick(['gzip', 'zstd']));
  const list = [...options].map(([name, value]) => (value === null ? name : `${name} = '${value}'`));
  const uri = uriOf(sink, no);
  const into = uri === '' ? '' : ` INTO '${uri}'`;
  const with_ = list.length === 0 ? '' : ` WITH ${list.join(', ')}`;
  const create = `CREATE CHANGEFEED FOR ${targets.map(({ name }) => `TABLE ${name}`).join(', ')}${into}${with_}`;
  w.useSession('root');
  if (sink === 'sinkless') return w.say(`${create};`);
  w.say(`${create} \\gset f${no}_`);
  w.feeds.push({ name: `f${no}_job_id`, sink, uri: uri.split('?')[0], paused: false });
}

function uriOf(sink: SinkKind, no: number): string {
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
    case 'sinkless':
      return '';
  }
}

// --- what happens ------------------------------------------------------------------------------------------------------

const WRITES: Feature = { name: 'writes', weight: 30, make: (w) => w.say(write(w, w.table)) };
const WAITS: Feature = {
  name: 'waits',
  weight: 10,
  make: (w) => w.say(`\\wait ${w.pick(['5ms', '50ms', '300ms', '1s', '2s', '4s', '7s'])}`)
};

const FEATURES: readonly Feature[] = [
  {
    name: 'transactions',
    weight: 8,
    make: (w) => {
      const before = w.session;
      const name = w.pick(['s1', 's2']);
      w.useSession(name);
      if (!w.open.has(name)) {
        w.open.add(name);
        w.say('BEGIN;', write(w, w.table));
      } else if (w.chance(2, 3)) {
        w.open.delete(name);
        w.say(w.chance(4, 5) ? 'COMMIT;' : 'ROLLBACK;');
      } else w.say(write(w, w.table), write(w, w.table));
      w.useSession(before);
    }
  },
  {
    name: 'pauses',
    weight: 5,
    make: (w) => {
      const feed = w.feeds.length > 0 ? w.pick(w.feeds) : undefined;
      if (!feed) return;
      w.useSession('root');
      feed.paused = !feed.paused;
      w.say(`${feed.paused ? 'PAUSE' : 'RESUME'} JOB :${feed.name};`);
    }
  },
  {
    name: 'node kills',
    weight: 4,
    make: (w) => {
      const node = w.int(1, w.nodes);
      w.say(`\\node ${node} kill`, `\\wait ${w.pick(['10ms', '1s', '5s', '12s'])}`, `\\node ${node} restart`);
    }
  },
  {
    name: 'node drains',
    weight: 3,
    make: (w) => {
      const node = w.int(1, w.nodes);
      w.say(`\\node ${node} drain`, `\\wait ${w.pick(['10ms', '1s', '6s'])}`, `\\node ${node} restart`);
    }
  },
  {
    name: 'partitions',
    weight: 3,
    make: (w) => {
      if (w.nodes < 2) return;
      const from = w.int(1, w.nodes);
      const to = (from % w.nodes) + 1;
      w.say(
        `\\partition ${from} from ${to}${w.chance(1, 3) ? ' one-way' : ''} for ${w.pick(['500ms', '3s', '11s'])}`
      );
    }
  },
  {
    name: 'sink faults',
    weight: 8,
    make: (w) => {
      const feed = w.feeds.length > 0 ? w.pick(w.feeds) : undefined;
      if (!feed || feed.sink === 'null') return;
      const fault = w.pick([
        `down for ${w.pick(['200ms', '2s', '8s'])}`,
        `slow ${w.pick(['30ms', '300ms', '1500ms'])}`,
        'up',
        `lose-acks ${w.int(1, 3)}`,
        `ack-then-fail ${w.int(1, 2)} of ${w.int(2, 4)}`,
        `hang for ${w.pick(['1s', '15s'])}`,
        `reply ${w.pick(['500', '503,429', '503,200'])} times ${w.int(1, 4)}`
      ]);
      w.say(`\\sink '${feed.uri}' ${fault}`);
    }
  },
  {
    name: 'ranges',
    weight: 4,
    make: (w) => {
      const table = w.table;
      if (w.chance(1, 2)) split(w, table);
      else w.say(`\\lease ${table.name} to ${w.int(1, w.nodes)}`);
    }
  },
  {
    name: 'schema changes',
    weight: 4,
    make: (w) => {
      const table = w.table;
      const column = `c${w.columnsMade++}`;
      const family = table.kind === 'families' ? ` FAMILY ${w.pick(['f1', 'f2'])}` : '';
      if (table.columns > 0 && w.chance(1, 3)) {
        const made = /c(\d+)/.exec(
          w.lines.findLast((l) => l.startsWith(`ALTER TABLE ${table.name} ADD COLUMN`)) ?? ''
        );
        if (made) w.say(`ALTER TABLE ${table.name} DROP COLUMN c${made[1]};`);
        return;
      }
      table.columns++;
      const kind = w.pick([
        `INT DEFAULT ${w.int(1, 9)}`,
        'INT',
        "STRING NOT NULL DEFAULT 'x'",
        'INT AS (n + 1) STORED'
      ]);
      w.say(`ALTER TABLE ${table.name} ADD COLUMN ${column} ${kind}${family};`);
    }
  },
  {
    name: 'index changes',
    weight: 2,
    make: (w) => w.say(`CREATE INDEX ON ${w.table.name} (v);`)
  },
  {
    name: 'clocks',
    weight: 2,
    make: (w) => w.say(`\\node ${w.int(1, w.nodes)} clock ${w.pick(['+', '-'])}${w.int(1, 200)}ms`)
  },
  {
    name: 'collection',
    weight: 2,
    make: (w) => w.say('\\gc')
  },
  {
    name: 'topics',
    weight: 2,
    make: (w) => w.say(`\\topic ${w.table.name} partitions ${w.int(2, 6)}`)
  },
  {
    name: 'more feeds',
    weight: 1,
    make: (w) => {
      if (w.feeds.length < 4) makeFeed(w, w.feeds.length + 10);
    }
  },
  {
    name: 'many rows',
    weight: 1,
    make: (w) => {
      const table = w.table;
      const from = 100 + w.int(0, 3) * 1000;
      w.say(
        table.kind === 'pair'
          ? `UPSERT INTO ${table.name} (a, b, v, n) SELECT i, 'b', 'many', i FROM generate_series(${from}, ${from + w.int(50, 400)}) AS g(i);`
          : `UPSERT INTO ${table.name} (id, v, n) SELECT i, 'many', i FROM generate_series(${from}, ${from + w.int(50, 400)}) AS g(i);`
      );
    }
  },
  {
    name: 'alter changefeed',
    weight: 2,
    make: (w) => {
      const feed = w.feeds.find(({ paused }) => paused);
      if (!feed) return;
      w.useSession('root');
      w.say(
        `ALTER CHANGEFEED :${feed.name} ${w.pick(["SET min_checkpoint_frequency = '1s'", 'SET diff', 'UNSET diff', 'SET updated', `ADD TABLE ${w.table.name} WITH initial_scan = 'yes'`, `ADD TABLE ${w.table.name}`, `DROP TABLE ${w.table.name}`])};`
      );
    }
  },
  {
    name: 'cancels',
    weight: 1,
    make: (w) => {
      const feed = w.feeds.length > 1 ? w.feeds.pop() : undefined;
      if (!feed) return;
      w.useSession('root');
      w.say(`CANCEL JOB :${feed.name};`);
    }
  }
];

export function randomScript(seed: number): RandomScript {
  const random = makeRandom(seed, 'random script');
  const nodes = nextInt(random, 1, 5);
  const w = new Writer(random, nodes);
  for (let i = w.int(1, 3); i > 0; i--) makeTable(w, i);
  if (w.chance(1, 2)) w.say(`\\topic t1 partitions ${w.int(2, 5)}`);
  if (w.chance(1, 4)) w.say("SET CLUSTER SETTING kv.closed_timestamp.target_duration = '1s';");
  if (w.chance(1, 4)) w.say("SET CLUSTER SETTING changefeed.progress.frontier_persistence.interval = '1s';");
  const features = [WRITES, WAITS, ...FEATURES.filter(() => w.chance(1, 3))];
  for (let i = w.int(0, 2); i > 0; i--) WRITES.make(w);
  for (let i = w.int(1, 2); i > 0; i--) makeFeed(w, i);
  const total = features.reduce((sum, { weight }) => sum + weight, 0);
  for (let i = w.int(10, 50); i > 0; i--) {
    let at = w.int(1, total);
    for (const feature of features) {
      at -= feature.weight;
      if (at > 0) continue;
      feature.make(w);
      break;
    }
  }
  heal(w);
  return { seed, nodes, lines: w.lines };
}

/** Everything that stands in a feed's way is taken out of it, and time is left to catch up. */
function heal(w: Writer): void {
  for (const name of w.open) {
    w.useSession(name);
    w.say('COMMIT;', 'ROLLBACK;');
  }
  w.useSession('root');
  w.say('\\heal');
  for (let node = 1; node <= w.nodes; node++) w.say(`\\node ${node} restart`);
  for (const { name, uri, sink } of w.feeds) {
    if (sink !== 'null') w.say(`\\sink '${uri}' up`);
    w.say(`RESUME JOB :${name};`);
  }
  w.say('\\wait 40s');
}
