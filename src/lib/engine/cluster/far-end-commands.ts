import { SqlError } from '../base/errors';
import { COMPATIBILITIES } from '../base/registry-compatibility';
import { NS_PER_SECOND } from '../base/timestamp';
import { REGISTRY_FAULTS, type SinkFault } from '../sinks/far/faults';
import { recordReply } from '../sinks/far/recorded-replies';
import { SINK_SCHEMES } from '../sinks/make-spec';
import { parseSinkUri, type SinkUri } from '../sinks/sink-uri';
import { countArgument, durationArgument, forArgument, noMore, type Command } from './command-arguments';
import type { Cluster } from './cluster';
import { errors } from './errors';

/** The commands that concern far ends: sinks, schema registries, topics, answers of real endpoints (design §6). */

export const sink: Command = (cluster, args) => {
  const [uri, action, ...more] = args;
  if (!uri) throw errors.badArgument('\\sink', 'a sink URI is missing', "\\sink 'kafka://host' down");
  const prefix = sinkPrefix(uri);
  switch (action) {
    case 'down':
      return cluster.sinkFaults.add(prefix, { kind: 'down' }, forArgument('\\sink', more));
    case 'up':
      noMore('\\sink', more);
      return cluster.sinkFaults.clear(prefix);
    case 'slow': {
      const delay = durationArgument('\\sink', more[0]);
      return cluster.sinkFaults.add(prefix, { kind: 'slow', delay }, forArgument('\\sink', more.slice(1)));
    }
    case 'ack-then-fail': {
      const stored =
        more[0] === '0' ? 0 : countArgument('\\sink', 'the number of stored messages', more[0], 1_000_000);
      if (more[1] !== 'of')
        throw errors.badArgument(
          '\\sink',
          'ack-then-fail takes K of N',
          "\\sink 'kafka://host' ack-then-fail 2 of 5"
        );
      const of = countArgument('\\sink', 'the size of the batch', more[2], 1_000_000);
      noMore('\\sink', more.slice(3));
      if (stored > of) throw errors.badArgument('\\sink', `a batch of ${of} cannot store ${stored}`);
      return cluster.sinkFaults.add(prefix, { kind: 'ack-then-fail', stored, of }, null);
    }
    case 'hang':
      return cluster.sinkFaults.add(prefix, { kind: 'hang' }, forArgument('\\sink', more));
    case 'lose-acks': {
      const left = countArgument('\\sink', 'the number of requests', more[0], MOST_REQUESTS);
      noMore('\\sink', more.slice(1));
      return cluster.sinkFaults.add(prefix, { kind: 'lose-acks', left }, null);
    }
    case 'reply':
      return cluster.sinkFaults.add(prefix, replyArgument('\\sink', more), null);
    default:
      throw new SqlError('42601', `\\sink: '${(action ?? '').slice(0, 20)}' is not understood`, {
        hint: 'one of down, up, slow, hang, lose-acks, reply, ack-then-fail'
      });
  }
};

const MOST_REQUESTS = 1_000_000;

/**
 * `503`, `503,502` or either with `times 3` and `retry-after 10s`: statuses in turn, of which the last one stays.
 * @throws SqlError 22023
 */
function replyArgument(command: string, args: readonly string[]): SinkFault {
  const [codes, ...options] = args;
  const statuses = (codes ?? '').split(',').map(statusArgument);
  if (statuses.includes(0))
    throw errors.badArgument(
      command,
      `'${(codes ?? '').slice(0, 40)}' is no list of HTTP statuses`,
      'statuses from 100 to 599 apart by commas, such as 503 or 503,429 times 4'
    );
  let left: number | null = null;
  let retryAfter: number | undefined;
  for (let i = 0; i < options.length; i += 2) {
    const [word, value] = [options[i], options[i + 1]];
    if (word === 'times' && left === null)
      left = countArgument(command, 'the number of times', value, MOST_REQUESTS);
    else if (word === 'retry-after' && retryAfter === undefined)
      // The header holds whole seconds.
      retryAfter = Math.ceil(durationArgument(command, value) / NS_PER_SECOND);
    else
      throw errors.badArgument(
        command,
        `'${word.slice(0, 20)}' is not understood`,
        'reply 503 times 3, reply 429 retry-after 10s'
      );
  }
  return {
    kind: 'reply',
    codes: statuses,
    next: 0,
    left,
    ...(retryAfter === undefined ? {} : { retryAfter })
  };
}

/** An HTTP status; 0 for what is none. */
const statusArgument = (text: string): number => (/^[1-5]\d\d$/.test(text) ? Number(text) : 0);

/**
 * `\reply N STATUS after D`: what a real endpoint answered to the Nth webhook request of the run; `unreadable` for an answer that the
 * browser kept to itself.
 */
export const reply: Command = (cluster, args) => {
  const usage = '\\reply 1 200 after 120ms';
  const request = countArgument('\\reply', 'the number of the request', args[0], MOST_REQUESTS);
  const status = args[1] === 'unreadable' ? null : statusArgument(args[1] ?? '');
  if (status === 0)
    throw errors.badArgument('\\reply', `'${(args[1] ?? '').slice(0, 20)}' is no HTTP status`, usage);
  if (args[2] !== 'after') throw errors.badArgument('\\reply', 'it wants to know after how long', usage);
  const after = durationArgument('\\reply', args[3]);
  noMore('\\reply', args.slice(4));
  if (!recordReply(cluster.farEnds.state.replies, request, { status, after }))
    throw errors.badArgument('\\reply', `request ${request} has had its answer already`);
};

export const registry: Command = (cluster, args) => {
  const [action, ...more] = args;
  switch (action) {
    case 'down':
      return cluster.sinkFaults.add(REGISTRY_FAULTS, { kind: 'down' }, forArgument('\\registry', more));
    case 'up':
      noMore('\\registry', more);
      return cluster.sinkFaults.clear(REGISTRY_FAULTS);
    case 'slow': {
      const delay = durationArgument('\\registry', more[0]);
      const duration = forArgument('\\registry', more.slice(1));
      return cluster.sinkFaults.add(REGISTRY_FAULTS, { kind: 'slow', delay }, duration);
    }
    case 'reply':
      return cluster.sinkFaults.add(REGISTRY_FAULTS, replyArgument('\\registry', more), null);
    case 'compatibility':
      return setCompatibility(cluster, more);
    default:
      throw new SqlError('42601', `\\registry: '${(action ?? '').slice(0, 20)}' is not understood`, {
        hint: 'one of down, up, slow, reply, compatibility'
      });
  }
};

/** `\registry compatibility FULL ['foo-value']`: for all subjects, or for one. */
function setCompatibility(cluster: Cluster, [word = '', subject, ...more]: readonly string[]): void {
  const mode = COMPATIBILITIES.find((known) => known === word.toUpperCase());
  if (!mode)
    throw errors.badArgument(
      '\\registry',
      `'${word.slice(0, 30)}' is no compatibility: it is one of ${COMPATIBILITIES.join(', ')}`,
      '\\registry compatibility FULL'
    );
  noMore('\\registry', more);
  const { compatibility } = cluster.farEnds.state;
  if (subject === undefined) compatibility.ofAll = mode;
  else compatibility.subjects.set(subject, mode);
  cluster.history.append({
    type: 'cluster',
    t: cluster.now,
    kind: 'compatibility',
    target: subject ?? '',
    value: mode
  });
}

/**
 * What faults are kept under: the address as typed, without parameters; any scheme and host may be a prefix.
 * @throws SqlError 22023 for what no sink can begin with
 */
function sinkPrefix(text: string): string {
  const plain = text.split('?')[0];
  const isScheme = plain.endsWith('://');
  const { scheme, host, path } = partsOfSink(isScheme ? `${plain}-` : plain);
  if (scheme !== 'external' && !SINK_SCHEMES.includes(scheme))
    throw errors.badArgument(
      '\\sink',
      `no sink has the scheme '${scheme.slice(0, 40)}'`,
      `one of ${SINK_SCHEMES.join(', ')}, external`
    );
  return isScheme ? `${scheme}://` : `${scheme}://${host}${path}`;
}

/** @throws SqlError 22023 */
function partsOfSink(text: string): SinkUri {
  const hint = "\\sink 'kafka://host' down";
  if (!text.includes('://'))
    throw errors.badArgument('\\sink', `'${text.slice(0, 40)}' is no sink URI`, hint);
  try {
    return parseSinkUri(text);
  } catch (error) {
    if (!(error instanceof SqlError)) throw error;
    throw errors.badArgument('\\sink', error.message, error.hint ?? hint);
  }
}

export const topic: Command = (cluster, args) => {
  const [name, word, count] = args;
  if (name === 'auto' && args.length === 2) {
    if (word !== 'on' && word !== 'off')
      throw errors.badArgument('\\topic', `auto is 'on' or 'off', not '${word.slice(0, 20)}'`);
    cluster.farEnds.kafka.autoCreate = word === 'on';
    return;
  }
  if (name === undefined || word !== 'partitions')
    throw errors.badArgument('\\topic', 'a topic and its partitions are wanted', '\\topic NAME partitions N');
  noMore('\\topic', args.slice(3));
  const partitions = countArgument('\\topic', 'the number of partitions', count, 1000);
  const { kafka } = cluster.farEnds;
  const before = kafka.mostPartitions(name);
  if (partitions < before)
    throw errors.badArgument(
      '\\topic',
      `'${name.slice(0, 40)}' has ${before} partitions and never loses one`
    );
  kafka.setPartitions(name, partitions);
};
