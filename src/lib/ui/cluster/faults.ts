import { COMPATIBILITIES } from '../../engine/base/registry-compatibility';

/** The faults that a script can have (design §6), as a palette offers them: what each is for, what it can be told, and its line. */

export type FieldKind = 'node' | 'nodes' | 'duration' | 'sink' | 'table' | 'number' | 'choice' | 'text';

export interface FaultField {
  readonly name: string;
  readonly label: string;
  readonly kind: FieldKind;
  /** What stands in it at first; nodes, sinks and tables are filled in from the run. */
  readonly value?: string;
  readonly choices?: readonly string[];
  /** May be left empty. */
  readonly isOptional?: boolean;
}

export interface FaultDef {
  readonly id: string;
  readonly group: 'Sink' | 'Node' | 'Network' | 'Ranges' | 'Kafka' | 'Schema registry';
  readonly title: string;
  /** What it shows. */
  readonly says: string;
  readonly fields: readonly FaultField[];
  readonly line: (values: Readonly<Record<string, string>>) => string;
}

const sink: FaultField = { name: 'sink', label: 'Sink', kind: 'sink' };
const node: FaultField = { name: 'node', label: 'Node', kind: 'node' };
const lasting = (value: string): FaultField => ({
  name: 'for',
  label: 'For',
  kind: 'duration',
  value,
  isOptional: true
});

const quoted = (text: string): string => `'${text.replaceAll("'", "''")}'`;
const withFor = (line: string, values: Readonly<Record<string, string>>): string =>
  values.for ? `${line} for ${values.for}` : line;

export const FAULTS: readonly FaultDef[] = [
  {
    id: 'sink-down',
    group: 'Sink',
    title: 'Sink is down',
    says: 'Nothing can be sent: the feed retries, its high-water mark stands still, and resolved stops.',
    fields: [sink, lasting('10s')],
    line: (v) => withFor(`\\sink ${quoted(v.sink)} down`, v)
  },
  {
    id: 'sink-up',
    group: 'Sink',
    title: 'Sink is up again',
    says: 'Ends whatever was wrong with it.',
    fields: [sink],
    line: (v) => `\\sink ${quoted(v.sink)} up`
  },
  {
    id: 'sink-slow',
    group: 'Sink',
    title: 'Slow sink',
    says: 'Every answer takes longer: latency rises, buffers fill.',
    fields: [sink, { name: 'delay', label: 'Delay', kind: 'duration', value: '500ms' }, lasting('20s')],
    line: (v) => withFor(`\\sink ${quoted(v.sink)} slow ${v.delay}`, v)
  },
  {
    id: 'sink-hang',
    group: 'Sink',
    title: 'Sink hangs',
    says: 'It takes what is sent and never answers: the feed has to give up and send again.',
    fields: [sink, lasting('10s')],
    line: (v) => withFor(`\\sink ${quoted(v.sink)} hang`, v)
  },
  {
    id: 'sink-lose-acks',
    group: 'Sink',
    title: 'Lost acknowledgements',
    says: 'Stored, but the answer is lost: the same batch comes again, and with it duplicates.',
    fields: [sink, { name: 'count', label: 'Answers', kind: 'number', value: '2' }],
    line: (v) => `\\sink ${quoted(v.sink)} lose-acks ${v.count}`
  },
  {
    id: 'sink-ack-then-fail',
    group: 'Sink',
    title: 'Half a batch is stored',
    says: 'The first messages of a batch are stored, then it fails: exactly those come twice.',
    fields: [
      sink,
      { name: 'stored', label: 'Stored', kind: 'number', value: '1' },
      { name: 'of', label: 'Of', kind: 'number', value: '3' }
    ],
    line: (v) => `\\sink ${quoted(v.sink)} ack-then-fail ${v.stored} of ${v.of}`
  },
  {
    id: 'sink-reply',
    group: 'Sink',
    title: 'Answers of a webhook',
    says: 'HTTP statuses that it answers with in turn, such as 503 or 429.',
    fields: [
      sink,
      { name: 'codes', label: 'Statuses', kind: 'text', value: '503' },
      { name: 'times', label: 'Times', kind: 'number', value: '3', isOptional: true }
    ],
    line: (v) => `\\sink ${quoted(v.sink)} reply ${v.codes}${v.times ? ` times ${v.times}` : ''}`
  },
  {
    id: 'node-kill',
    group: 'Node',
    title: 'Kill a node',
    says: 'Its leases and flows move after the liveness time; the feed goes back to its checkpoint.',
    fields: [node],
    line: (v) => `\\node ${v.node} kill`
  },
  {
    id: 'node-restart',
    group: 'Node',
    title: 'Restart a node',
    says: 'Brings a node back that was killed or drained.',
    fields: [node],
    line: (v) => `\\node ${v.node} restart`
  },
  {
    id: 'node-drain',
    group: 'Node',
    title: 'Drain a node',
    says: 'It gives up its work in good order: progress is written down first, so little comes twice.',
    fields: [node],
    line: (v) => `\\node ${v.node} drain`
  },
  {
    id: 'node-clock',
    group: 'Node',
    title: 'Clock jump',
    says: 'The node’s clock moves; beyond the tolerated offset the node stops itself.',
    fields: [node, { name: 'by', label: 'By', kind: 'text', value: '+300ms' }],
    line: (v) => `\\node ${v.node} clock ${v.by}`
  },
  {
    id: 'partition',
    group: 'Network',
    title: 'Network partition',
    says: 'Nodes cannot reach each other: the minority closes no timestamps, so resolved stands still.',
    fields: [
      node,
      { name: 'from', label: 'From', kind: 'nodes' },
      {
        name: 'way',
        label: 'Direction',
        kind: 'choice',
        choices: ['both ways', 'one-way'],
        value: 'both ways'
      },
      lasting('10s')
    ],
    line: (v) => withFor(`\\partition ${v.node} from ${v.from}${v.way === 'one-way' ? ' one-way' : ''}`, v)
  },
  {
    id: 'heal',
    group: 'Network',
    title: 'Heal the network',
    says: 'All links work again.',
    fields: [],
    line: () => '\\heal'
  },
  {
    id: 'lease',
    group: 'Ranges',
    title: 'Move a lease',
    says: 'Another node serves the range; its rangefeed catches up from where it was.',
    fields: [
      { name: 'table', label: 'Table', kind: 'table' },
      { name: 'key', label: 'Key', kind: 'text', isOptional: true },
      { name: 'node', label: 'To node', kind: 'node' }
    ],
    line: (v) => `\\lease ${v.table}${v.key ? ` ${quoted(v.key)}` : ''} to ${v.node}`
  },
  {
    id: 'gc',
    group: 'Ranges',
    title: 'Garbage collection now',
    says: 'Old versions go, but for those that a protected timestamp keeps.',
    fields: [],
    line: () => '\\gc'
  },
  {
    id: 'topic-partitions',
    group: 'Kafka',
    title: 'Partitions of a topic',
    says: 'Creates or grows a topic: after growth keys may move to another partition.',
    fields: [
      { name: 'topic', label: 'Topic', kind: 'table' },
      { name: 'count', label: 'Partitions', kind: 'number', value: '3' }
    ],
    line: (v) => `\\topic ${v.topic} partitions ${v.count}`
  },
  {
    id: 'topic-auto-off',
    group: 'Kafka',
    title: 'No topics by themselves',
    says: 'The cluster creates no topic on its own: sending to a new one fails.',
    fields: [],
    line: () => '\\topic auto off'
  },
  {
    id: 'registry-down',
    group: 'Schema registry',
    title: 'Registry is down',
    says: 'New schemas cannot be registered: Avro feeds wait.',
    fields: [lasting('10s')],
    line: (v) => withFor('\\registry down', v)
  },
  {
    id: 'registry-up',
    group: 'Schema registry',
    title: 'Registry is up again',
    says: 'Ends whatever was wrong with it.',
    fields: [],
    line: () => '\\registry up'
  },
  {
    id: 'registry-slow',
    group: 'Schema registry',
    title: 'Slow registry',
    says: 'Every answer takes longer.',
    fields: [{ name: 'delay', label: 'Delay', kind: 'duration', value: '500ms' }, lasting('20s')],
    line: (v) => withFor(`\\registry slow ${v.delay}`, v)
  },
  {
    id: 'registry-reply',
    group: 'Schema registry',
    title: 'Schema is refused',
    says: '409: the new schema is incompatible with the one before.',
    fields: [
      { name: 'code', label: 'Status', kind: 'text', value: '409' },
      { name: 'times', label: 'Times', kind: 'number', value: '1', isOptional: true }
    ],
    line: (v) => `\\registry reply ${v.code}${v.times ? ` times ${v.times}` : ''}`
  },
  {
    id: 'registry-compatibility',
    group: 'Schema registry',
    title: 'Compatibility',
    says: 'What it asks of the next version of a schema.',
    fields: [
      {
        name: 'mode',
        label: 'Compatibility',
        kind: 'choice',
        choices: COMPATIBILITIES,
        value: 'FULL'
      },
      { name: 'subject', label: 'Subject', kind: 'text', isOptional: true }
    ],
    line: (v) => `\\registry compatibility ${v.mode}${v.subject ? ` ${quoted(v.subject)}` : ''}`
  }
];

/** Whether every field that must be filled in is. */
export const isFilledIn = ({ fields }: FaultDef, values: Readonly<Record<string, string>>): boolean =>
  fields.every(({ name, isOptional }) => isOptional || (values[name] ?? '').trim() !== '');
