import { describe, expect, it } from 'vitest';
import { matching, matchScore } from '../../../src/lib/ui/palette/match';

const ITEMS = [
  { group: 'Run', title: 'Run all on a fresh cluster' },
  { group: 'Panel', title: 'Jobs: changefeed jobs and their graphs' },
  { group: 'Job', title: 'Pause job …8017' },
  { group: 'Node', title: 'Kill node 2' },
  { group: 'Break it', title: 'Resolved comes too early' }
];
const titles = (typed: string) => matching(ITEMS, typed).map(({ title }) => title.split(':')[0]);

describe('what was typed finds', () => {
  it.each([
    { typed: '', first: 'Run all on a fresh cluster' },
    { typed: 'kill', first: 'Kill node 2' },
    { typed: 'node 2', first: 'Kill node 2' },
    { typed: '2 kill', first: 'Kill node 2' },
    { typed: 'job', first: 'Jobs' },
    { typed: 'break', first: 'Resolved comes too early' },
    { typed: 'klnd', first: 'Kill node 2' }
  ])('"$typed": $first', ({ typed, first }) => {
    expect(titles(typed)[0]).toBe(first);
  });

  it('nothing where nothing is called that', () => {
    expect(titles('zebra')).toEqual([]);
    expect(matchScore('Kill node 2', 'xq')).toBeNull();
  });
});
