import { COMPATIBILITIES } from '../engine/base/registry-compatibility';

/** Backslash commands as completion, hover and the generated pages show them (design §6). */

export interface CommandDoc {
  /** Without its backslash. */
  readonly name: string;
  readonly usage: string;
  readonly effect: string;
  /** Words that may stand as arguments. */
  readonly words: readonly string[];
  /** What names an argument may be, beside the words. */
  readonly names?: 'sessions' | 'sinks' | 'tables';
}

export const COMMAND_DOCS: readonly CommandDoc[] = [
  {
    name: 'wait',
    usage: '\\wait 10s',
    effect: 'let virtual time pass',
    words: ['100ms', '1s', '10s', '1m', '1h']
  },
  {
    name: 'session',
    usage: '\\session NAME [as USER] | \\session NAME close',
    effect: 'switch to a session, which is opened on first use, or end one and what it runs',
    words: ['as', 'close'],
    names: 'sessions'
  },
  { name: 'send', usage: '\\send', effect: 'start the next statement and do not wait for it', words: [] },
  {
    name: 'node',
    usage: '\\node N kill | restart | drain | clock +10s',
    effect: 'faults of a node; a killed one stays down until it is restarted',
    words: ['kill', 'restart', 'drain', 'clock']
  },
  {
    name: 'partition',
    usage: '\\partition 1 from 2,3 [one-way] [for 10s]',
    effect: 'cut the network between nodes',
    words: ['from', 'one-way', 'for']
  },
  { name: 'heal', usage: '\\heal', effect: 'end all network partitions', words: [] },
  {
    name: 'lease',
    usage: '\\lease TABLE [KEY] to N',
    effect: "move a range's lease to a node",
    words: ['to'],
    names: 'tables'
  },
  {
    name: 'sink',
    usage:
      "\\sink 'URI' down [for 10s] | up | slow 500ms | hang [for 10s] | lose-acks N | reply 503 [times 3] | ack-then-fail 2 of 5",
    effect: 'faults of a far end; the URI is matched by scheme, host and path as a prefix',
    words: ['down', 'up', 'slow', 'hang', 'lose-acks', 'reply', 'ack-then-fail', 'for', 'times', 'of'],
    names: 'sinks'
  },
  {
    name: 'registry',
    usage: "\\registry down | up | slow 500ms | reply 409 [times N] | compatibility FULL ['SUBJECT']",
    effect: 'faults of the schema registry, and what it asks of new versions',
    words: ['down', 'up', 'slow', 'reply', 'times', 'compatibility', ...COMPATIBILITIES]
  },
  {
    name: 'topic',
    usage: '\\topic NAME partitions N | \\topic auto off',
    effect: 'create or grow a topic in every mock Kafka; topics made by themselves have one partition',
    words: ['partitions', 'auto', 'on', 'off']
  },
  {
    name: 'reply',
    usage: '\\reply N STATUS after 120ms',
    effect: 'the recorded answer of a real delivery',
    words: ['after']
  },
  { name: 'plant', usage: '\\plant NAME', effect: 'plant one of the named bugs', words: [] },
  { name: 'gc', usage: '\\gc', effect: 'run garbage collection now', words: [] },
  {
    name: 'workload',
    usage: '\\workload init movr | \\workload run movr --duration 1m [--rate N] [--sessions N]',
    effect: "the workload of CockroachDB's tutorials",
    words: ['init', 'run', 'movr', '--duration', '--rate', '--sessions']
  },
  { name: 'note', usage: '\\note text', effect: 'a labelled mark on the timeline', words: [] },
  {
    name: 'gset',
    usage: '\\gset [PREFIX]',
    effect: 'the first row of the last result becomes variables named by prefix and column',
    words: []
  }
];

export function commandDoc(name: string): CommandDoc | undefined {
  return COMMAND_DOCS.find((command) => command.name === name);
}
