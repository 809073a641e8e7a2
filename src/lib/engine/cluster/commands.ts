import { normalizeName } from '../sql/lex/normalize';
import type { ClientEntry } from './client';
import { PLANTED_BUGS, plantedBug } from '../changefeed/planted-bugs';
import { parseDuration } from '../base/duration';
import { SqlError } from '../base/errors';
import { MAX_RUN_NS, type Nanos } from '../base/timestamp';
import { primaryKeyColumns, type TableDef } from '../catalog/descriptors';
import { hydrateType } from '../catalog/hydrate';
import { Authority } from '../catalog/privileges';
import { encodeKeyPart } from '../sql/types/key-encoding';
import { parseDatum } from '../sql/types/parse';
import { DEFAULT_FORMAT } from '../sql/types/session-format';
import { isServing } from '../storage/network';
import type { Cluster } from './cluster';
import { countArgument, durationArgument, forArgument, noMore, type Command } from './command-arguments';
import { errors } from './errors';
import { registry, reply, sink, topic } from './far-end-commands';
import { redactCommand } from './redact';

/** Backslash commands (design §6): the line as typed is taken apart into words, the first names the command. */

/** Runs one command. @returns how long the script waits @throws SqlError 42601, 22023 or 0A000 */
export function runCommand(cluster: Cluster, entry: ClientEntry, statement: number): Nanos | undefined {
  const m = /^\\([A-Za-z_?!]*)\s*([\s\S]*)$/.exec(entry.text.trim());
  const name = m?.[1] ?? '';
  const command = COMMANDS.get(name);
  if (!command) throw errors.unknownCommand(`\\${name}`, nearest(name));
  const rest = m?.[2] ?? '';
  return command(cluster, splitWords(`\\${name}`, rest), statement, rest, entry) ?? undefined;
}

/** Words apart by blanks; a word in single quotes may hold anything, `''` standing for a quote. */
function splitWords(command: string, text: string): string[] {
  const words: string[] = [];
  const word = /\s*(?:'((?:[^']|'')*)'|([^\s']+))/gy;
  let at = 0;
  for (let m = word.exec(text); m; m = word.exec(text)) {
    words.push(m[1] === undefined ? m[2] : m[1].replaceAll("''", "'"));
    at = word.lastIndex;
  }
  if (text.slice(at).trim() !== '') throw errors.badArgument(command, 'a quote is not closed');
  return words;
}

/** The command whose name is fewest edits away, if that is at most half of it. */
function nearest(name: string): string | undefined {
  let best: { name: string; distance: number } | undefined;
  for (const known of COMMANDS.keys()) {
    const distance = editDistance(name, known);
    if (distance <= Math.max(2, known.length / 2) && (!best || distance < best.distance))
      best = { name: known, distance };
  }
  return best && `\\${best.name}`;
}

function editDistance(a: string, b: string): number {
  let previous = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= Math.min(a.length, 32); i++) {
    const current = [i];
    for (let j = 1; j <= b.length; j++)
      current[j] = Math.min(
        previous[j] + 1,
        current[j - 1] + 1,
        previous[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1)
      );
    previous = current;
  }
  return previous[b.length];
}

const wait: Command = (cluster, args) => {
  const duration = durationArgument('\\wait', args[0]);
  noMore('\\wait', args.slice(1));
  if (cluster.now + duration > MAX_RUN_NS)
    throw new SqlError('22008', '\\wait: virtual time ends 100 days after the start of a run');
  return duration;
};

const session: Command = (cluster, args) => {
  const [name, word, user] = args;
  if (name === undefined) throw errors.badArgument('\\session', 'a name is missing');
  if (word === 'close') {
    noMore('\\session', args.slice(2));
    const found = cluster.sessions.find(name);
    if (!found) throw errors.noSession(name);
    return cluster.sessions.close(found);
  }
  if (word !== undefined && (word !== 'as' || user === undefined || args.length > 3))
    throw errors.badArgument(
      '\\session',
      `'${args.slice(1).join(' ').slice(0, 40)}' is not understood`,
      '\\session NAME as USER'
    );
  openSession(cluster, name, user === undefined ? undefined : normalizeName(user));
  cluster.client.state.session = name;
  return undefined;
};

/** Opens a session that is not open yet. @throws SqlError 28000 for a user who may not log in, 22023 where it is somebody else's */
function openSession(cluster: Cluster, name: string, user: string | undefined): void {
  const found = cluster.sessions.find(name);
  if (found && user !== undefined && user !== found.loginUser)
    throw errors.badArgument(
      '\\session',
      `session ${name} is open as ${found.loginUser}`,
      `\\session ${name} close ends it`
    );
  if (found) return;
  const login = user ?? 'root';
  const role = new Authority(cluster.catalog).role(login);
  if (!role) throw errors.noUser(login);
  if (!role.login) throw errors.noLogin(login);
  cluster.sessions.open(name, login);
}

const send: Command = (cluster, args) => {
  noMore('\\send', args);
  cluster.client.state.sendOnly = true;
};

const gset: Command = (cluster, args) => {
  noMore('\\gset', args.slice(1));
  cluster.client.gset(args[0] ?? '');
};

const note: Command = (cluster, _args, _statement, rest) => {
  cluster.history.append({ type: 'note', t: cluster.now, text: redactCommand(rest.trim()) });
};

const node: Command = (cluster, args) => {
  const id = countArgument('\\node', 'the node', args[0], cluster.state.run.nodes);
  const [action, ...more] = args.slice(1);
  switch (action) {
    case 'kill':
      noMore('\\node', more);
      return cluster.nodes.kill(id);
    case 'restart':
      noMore('\\node', more);
      return cluster.nodes.restart(id);
    case 'drain':
      noMore('\\node', more);
      return cluster.nodes.drain(id);
    case 'clock':
      noMore('\\node', more.slice(1));
      return cluster.nodes.moveClock(id, clockArgument(more[0]));
    default:
      throw new SqlError('42601', `\\node: '${(action ?? '').slice(0, 20)}' is not understood`, {
        hint: 'one of kill, restart, drain, clock'
      });
  }
};

/** A jump of a clock: a duration with its sign. @throws SqlError 22023 */
function clockArgument(text: string | undefined): Nanos {
  const ns = text === undefined ? undefined : parseDuration(text);
  if (ns === undefined || Math.abs(ns) > MAX_RUN_NS)
    throw errors.badArgument(
      '\\node',
      `'${(text ?? '').slice(0, 20)}' is no duration`,
      '\\node 1 clock +10s'
    );
  return ns;
}

const partition: Command = (cluster, args) => {
  const from = countArgument('\\partition', 'the node', args[0], cluster.state.run.nodes);
  if (args[1] !== 'from' || args[2] === undefined)
    throw errors.badArgument('\\partition', 'it wants nodes to part from', '\\partition 1 from 2,3 for 10s');
  const to = args[2]
    .split(',')
    .map((id) => countArgument('\\partition', 'a node', id, cluster.state.run.nodes));
  if (to.includes(from)) throw errors.badArgument('\\partition', `node ${from} cannot be parted from itself`);
  const oneWay = args[3] === 'one-way';
  const duration = forArgument('\\partition', args.slice(oneWay ? 4 : 3));
  cluster.nodes.partition(from, [...new Set(to)], { oneWay, duration });
};

const heal: Command = (cluster, args) => {
  noMore('\\heal', args);
  cluster.nodes.heal();
};

const lease: Command = (cluster, args) => {
  const usage = '\\lease TABLE [KEY] to N';
  const to = args.indexOf('to');
  if (to < 1 || to > 2 || args.length !== to + 2)
    throw errors.badArgument('\\lease', 'a table and a node are wanted', usage);
  const node = countArgument('\\lease', 'the node', args[to + 1], cluster.state.run.nodes);
  if (!isServing(cluster.storage.node(node)))
    throw errors.badArgument('\\lease', `node ${node} is not serving`);
  const table = cluster.client.findTable(args[0]);
  if (!table) throw new SqlError('42P01', `relation "${args[0]}" does not exist`);
  const index = table.primary.storage;
  const ranges =
    to === 1
      ? cluster.storage.rangesOf(index)
      : [cluster.storage.rangeOf(index, keyArgument(cluster, table, args[1]))];
  cluster.nodes.moveLeases(ranges, node);
};

/** The storage key of a row whose primary key is given as values apart by commas. @throws SqlError 22023 */
function keyArgument(cluster: Cluster, table: TableDef, text: string): string {
  const format = { ...DEFAULT_FORMAT, nowMicros: cluster.epoch.micros(cluster.now) };
  const columns = primaryKeyColumns(table);
  const parts = text.split(',');
  if (parts.length > columns.length)
    throw errors.badArgument(
      '\\lease',
      `the primary key of "${table.name}" has ${columns.length} columns, not ${parts.length}`
    );
  return parts
    .map((part, i) => {
      const type = hydrateType(cluster.catalog, columns[i].type);
      try {
        return encodeKeyPart(parseDatum(part, type, format), type, table.primary.keys[i].descending);
      } catch (error) {
        if (!(error instanceof SqlError)) throw error;
        throw errors.badArgument('\\lease', error.message, '\\lease TABLE 5,north to 2');
      }
    })
    .join('');
}

const gc: Command = (cluster, args) => {
  noMore('\\gc', args);
  for (const table of cluster.catalog.all()) {
    if (table.kind !== 'table') continue;
    const threshold = cluster.storage.gc.run(table.id);
    cluster.history.append({
      type: 'cluster',
      t: cluster.now,
      kind: 'gc',
      target: table.name,
      value: cluster.epoch.hlc(threshold)
    });
  }
};

/** Plants a bug of the mechanism for good; the audit shows what it breaks (guarantees B8). */
const plant: Command = (cluster, args) => {
  const names = PLANTED_BUGS.map(({ name }) => name).join(', ');
  const [word] = args;
  if (word === undefined) throw errors.badArgument('\\plant', 'the name of a bug is wanted', names);
  noMore('\\plant', args.slice(1));
  const bug = plantedBug(word);
  if (!bug) throw errors.badArgument('\\plant', `there is no bug '${word.slice(0, 40)}'`, names);
  if (!cluster.state.planted.includes(bug.name)) cluster.state.planted.push(bug.name);
  cluster.history.append({
    type: 'fault',
    t: cluster.now,
    fault: cluster.state.farEnds.faults.nextNo++,
    kind: 'plant',
    target: bug.name,
    state: 'begin',
    until: null
  });
};

const WORKLOAD_USAGE =
  '\\workload init movr, or \\workload run movr --duration 1m [--rate 10] [--sessions 4]';

const workload: Command = (cluster, args, _statement, _rest, at) => {
  const [action, name, ...options] = args;
  if (action !== 'init' && action !== 'run')
    throw errors.badArgument(
      '\\workload',
      `'${(action ?? '').slice(0, 20)}' is neither init nor run`,
      WORKLOAD_USAGE
    );
  if (name !== 'movr')
    throw errors.badArgument(
      '\\workload',
      `there is no workload '${(name ?? '').slice(0, 40)}'`,
      WORKLOAD_USAGE
    );
  if (action === 'init') {
    noMore('\\workload', options);
    cluster.client.insert(cluster.workloads.init(at));
    return;
  }
  const given = new Map<string, string | undefined>();
  for (let i = 0; i < options.length; i += 2) {
    const [flag, inline] = options[i].split('=');
    if (!['--duration', '--rate', '--sessions'].includes(flag) || given.has(flag))
      throw errors.badArgument(
        '\\workload',
        `'${options[i].slice(0, 40)}' is not understood`,
        WORKLOAD_USAGE
      );
    given.set(flag, inline ?? options[i + 1]);
    if (inline !== undefined) i--;
  }
  const count = (flag: string, initial: number, most: number) =>
    given.has(flag) ? countArgument('\\workload', flag, given.get(flag), most) : initial;
  cluster.workloads.start(
    {
      duration: durationArgument('\\workload', given.get('--duration')),
      rate: count('--rate', 10, 1000),
      sessions: count('--sessions', 4, 100)
    },
    at
  );
};

const COMMANDS: ReadonlyMap<string, Command> = new Map<string, Command>([
  ['wait', wait],
  ['session', session],
  ['send', send],
  ['gset', gset],
  ['note', note],
  ['node', node],
  ['sink', sink],
  ['topic', topic],
  ['partition', partition],
  ['heal', heal],
  ['lease', lease],
  ['registry', registry],
  ['reply', reply],
  ['plant', plant],
  ['gc', gc],
  ['workload', workload]
]);

/** Names of all commands, for completion and documentation. */
export const COMMAND_NAMES: readonly string[] = [...COMMANDS.keys()];
