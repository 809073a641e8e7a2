import { NS_PER_SECOND, type Nanos } from '../../engine/base/timestamp';
import { upperBound } from '../../timeline/columns';

/**
 * A consumer group that reads a topic: a small honest model of what `kafka-consumer-groups --describe` shows. Its members share the
 * partitions out by ranges, each handles the records of its partitions one after another in the order of their arrival, and commits its
 * offsets every five seconds (Kafka's defaults). Worked out from when records arrived: nothing of it is in the run.
 */
export interface GroupOptions {
  readonly members: number;
  /** Records a second that one member handles; null for as fast as they come. */
  readonly rate: number | null;
}

export interface GroupPartition {
  readonly partition: number;
  /** From 1 on. */
  readonly member: number;
  /** Offset behind the newest record. */
  readonly end: number;
  /** Offset behind the last record handled. */
  readonly position: number;
  /** Offset committed last; null before the first commit. */
  readonly committed: number | null;
  /** Records that are there and not committed. */
  readonly lag: number;
}

/** Kafka's `auto.commit.interval.ms`. */
const COMMIT_EVERY_NS = 5 * NS_PER_SECOND;

/**
 * The group as of a moment.
 * @param arrivals when the records of each partition arrived, in order of their offsets
 * @param at records that arrived later are not there yet
 */
export function groupAt(
  arrivals: readonly ArrayLike<Nanos>[],
  { members, rate }: GroupOptions,
  at: Nanos
): GroupPartition[] {
  const owners = assignment(arrivals.length, members);
  const committedAt = Math.floor(at / COMMIT_EVERY_NS) * COMMIT_EVERY_NS;
  const position = arrivals.map(() => 0);
  const committed = arrivals.map(() => 0);
  for (let member = 1; member <= members; member++) {
    const own = owners.flatMap((owner, partition) => (owner === member ? [partition] : []));
    handle(arrivals, own, rate, (partition, done) => {
      if (done > at) return false;
      position[partition]++;
      if (done <= committedAt) committed[partition]++;
      return true;
    });
  }
  return arrivals.map((times, partition) => {
    const end = upperBound(times, at);
    const first = committed[partition] > 0 ? committed[partition] : null;
    return {
      partition,
      member: owners[partition],
      end,
      position: position[partition],
      committed: first,
      lag: end - committed[partition]
    };
  });
}

/** Which member reads each partition: as Kafka's range assignor shares out one topic. */
export function assignment(partitions: number, members: number): number[] {
  const each = Math.floor(partitions / members);
  const more = partitions % members;
  const owners: number[] = [];
  for (let member = 1; member <= members; member++)
    for (let i = 0; i < each + (member <= more ? 1 : 0); i++) owners.push(member);
  return owners;
}

/** Goes through the records of one member's partitions by arrival, telling when each is done, until it is told to stop. */
function handle(
  arrivals: readonly ArrayLike<Nanos>[],
  partitions: readonly number[],
  rate: number | null,
  tell: (partition: number, done: Nanos) => boolean
): void {
  const next = new Map(partitions.map((partition) => [partition, 0]));
  const each = rate === null ? 0 : NS_PER_SECOND / rate;
  let free = Number.NEGATIVE_INFINITY;
  for (;;) {
    let first: { partition: number; t: Nanos } | undefined;
    for (const [partition, i] of next) {
      const t = arrivals[partition][i];
      if (t !== undefined && (!first || t < first.t)) first = { partition, t };
    }
    if (!first) return;
    free = Math.max(free, first.t) + each;
    if (!tell(first.partition, free)) return;
    next.set(first.partition, (next.get(first.partition) ?? 0) + 1);
  }
}
