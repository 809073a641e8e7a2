import { write } from './tables';
import type { Feature, Writer } from './writer';

/** What breaks in random scripts: every fault of design §6. */

function onNode(w: Writer, action: string, waits: readonly string[]): void {
  const node = w.int(1, w.nodes);
  w.say(`\\node ${node} ${action}`, `\\wait ${w.pick(waits)}`, `\\node ${node} restart`);
}

function partition(w: Writer): void {
  if (w.nodes < 2) return;
  const from = w.int(1, w.nodes);
  const to = (from % w.nodes) + 1;
  const both = w.nodes > 2 && w.chance(1, 3) ? `${to},${(to % w.nodes) + 1}` : `${to}`;
  if (both.endsWith(`,${from}`)) return;
  w.say(
    `\\partition ${from} from ${both}${w.chance(1, 3) ? ' one-way' : ''} for ${w.pick(['500ms', '3s', '11s'])}`
  );
}

const SINK_FAULTS: readonly ((w: Writer) => string)[] = [
  (w) => `down for ${w.pick(['200ms', '2s', '8s'])}`,
  (w) => `slow ${w.pick(['30ms', '300ms', '1500ms'])}`,
  () => 'up',
  (w) => `lose-acks ${w.int(1, 3)}`,
  (w) => {
    const of = w.int(1, 4);
    return `ack-then-fail ${w.int(0, of)} of ${of}`;
  },
  (w) => `hang for ${w.pick(['1s', '15s'])}`,
  (w) => `reply ${w.pick(['500', '503,429', '503,200', '408', '413', '301', '401'])} times ${w.int(1, 4)}`
];

function onSink(w: Writer): void {
  const feed = w.feed;
  if (feed && feed.sink !== 'null') w.say(`\\sink '${feed.uri}' ${w.pick(SINK_FAULTS)(w)}`);
}

export const FAULTS: readonly Feature[] = [
  { name: 'node kills', weight: 4, make: (w) => onNode(w, 'kill', ['10ms', '1s', '5s', '12s']) },
  { name: 'node drains', weight: 3, make: (w) => onNode(w, 'drain', ['10ms', '1s', '6s']) },
  { name: 'partitions', weight: 3, make: partition },
  { name: 'sinks', weight: 8, make: onSink },
  { name: 'leases', weight: 3, make: (w) => w.say(`\\lease ${w.table.name} to ${w.int(1, w.nodes)}`) },
  {
    name: 'clocks',
    weight: 2,
    make: (w) => w.say(`\\node ${w.int(1, w.nodes)} clock ${w.pick(['+', '-'])}${w.int(1, 200)}ms`)
  },
  { name: 'collection', weight: 2, make: (w) => w.say('\\gc') },
  {
    name: 'topics',
    weight: 2,
    make: (w) =>
      w.say(
        w.chance(1, 4)
          ? `\\topic auto ${w.pick(['on', 'off'])}`
          : `\\topic ${w.table.name} partitions ${w.int(2, 6)}`
      )
  },
  {
    name: 'real answers',
    weight: 3,
    make: (w) => {
      const answer = w.pick(['200', '204', '500', '503', '429']);
      // Later requests than the next ones are met by chance only.
      if (w.feeds.some(({ sink }) => sink === 'webhook'))
        w.say(`\\reply ${w.int(1, 25)} ${answer} after ${w.pick(['1ms', '40ms', '700ms', '5s'])}`);
    }
  },
  {
    name: 'registry',
    weight: 2,
    make: (w) =>
      w.say(
        `\\registry ${w.pick(['down for 3s', 'slow 300ms for 5s', 'reply 503 times 2', 'reply 409 times 1', 'up'])}`
      )
  },
  {
    name: 'ended sessions',
    weight: 2,
    make: (w) => {
      const name = w.pick(['s1', 's2']);
      w.open.delete(name);
      w.useSession(name);
      if (w.chance(1, 2)) w.say('BEGIN;', write(w, w.table));
      w.useSession('root');
      w.say(`\\session ${name} close`);
    }
  }
];
