import { describe, expect, it } from 'vitest';
import { NS_PER_SECOND } from '$lib/engine/base/timestamp';
import { assignment, groupAt } from '$lib/ui/panels/consumer-group';

const s = (seconds: number) => seconds * NS_PER_SECOND;

describe('partitions are shared out by ranges', () => {
  const cases = [
    { name: 'one member has all', in: [3, 1], out: [1, 1, 1] },
    { name: 'the first members get one more', in: [5, 2], out: [1, 1, 1, 2, 2] },
    { name: 'a member too many has none', in: [2, 3], out: [1, 2] }
  ];
  it.each(cases)('$name', ({ in: [partitions, members], out }) => {
    expect(assignment(partitions, members)).toEqual(out);
  });
});

describe('a group', () => {
  // Ten records at second 1, one partition.
  const burst = [Array.from({ length: 10 }, () => s(1))];

  it('has read nothing of what has not arrived', () => {
    expect(groupAt(burst, { members: 1, rate: 1 }, s(0.5))).toEqual([
      { partition: 0, member: 1, end: 0, position: 0, committed: null, lag: 0 }
    ]);
  });

  it('falls behind at its own rate, and commits every five seconds', () => {
    // One record a second from second 1 on: seven handled by second 8, those of the first five seconds committed.
    expect(groupAt(burst, { members: 1, rate: 1 }, s(8))).toEqual([
      { partition: 0, member: 1, end: 10, position: 7, committed: 4, lag: 6 }
    ]);
  });

  it('catches up', () => {
    expect(groupAt(burst, { members: 1, rate: 1 }, s(20))).toMatchObject([
      { position: 10, committed: 10, lag: 0 }
    ]);
  });

  it('without a limit has handled what has arrived', () => {
    expect(groupAt(burst, { members: 1, rate: null }, s(5))).toMatchObject([
      { position: 10, committed: 10, lag: 0 }
    ]);
  });

  it('shares the work: each member handles its own partitions one record after another', () => {
    const two = [burst[0], burst[0]];
    const positions = (members: number) =>
      groupAt(two, { members, rate: 1 }, s(5)).map(({ position }) => position);
    expect(positions(2)).toEqual([4, 4]);
    // Alone, a member takes the records of both in turn by their arrival; of those that came at once the first partition's.
    expect(positions(1).reduce((a, b) => a + b)).toBe(4);
  });

  it('waits for records that come one by one', () => {
    expect(groupAt([[s(1), s(11)]], { members: 1, rate: 1 }, s(11.5))).toMatchObject([
      { end: 2, position: 1, committed: 1, lag: 1 }
    ]);
  });
});
