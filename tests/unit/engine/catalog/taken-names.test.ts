import { describe, expect, it } from 'vitest';
import { TakenNames } from '../../../../src/lib/engine/catalog/ddl/taken-names';

interface Thing {
  readonly name: string;
  readonly counts?: boolean;
}

/** Names over lists that a test changes; `looks` counts how many things were looked at. */
function taken(start: { first?: Thing; lists: Thing[][] }) {
  const state: { first?: Thing; lists: Thing[][]; looks: number } = { ...start, looks: 0 };
  const names = new TakenNames<Thing>(
    () => ({ first: state.first, lists: [...state.lists] }),
    ({ counts = true }) => {
      state.looks++;
      return counts;
    }
  );
  return { state, names };
}

describe('names that things of a table take', () => {
  it('numbers names from the second one on', () => {
    const { state, names } = taken({ lists: [[]] });
    const made: string[] = [];
    for (let i = 0; i < 4; i++) {
      const name = names.free('w_a_idx');
      made.push(name);
      state.lists[0].push({ name });
    }
    expect(made).toEqual(['w_a_idx', 'w_a_idx1', 'w_a_idx2', 'w_a_idx3']);
    expect(names.free('unique_a', '_')).toBe('unique_a');
  });

  it('passes over numbers that somebody has written', () => {
    const { names } = taken({ lists: [[{ name: 'k' }, { name: 'k_1' }], [{ name: 'k_2' }]] });
    expect(names.free('k', '_')).toBe('k_3');
    expect(names.free('k')).toBe('k1');
  });

  it('knows the first thing and leaves out what takes no name', () => {
    const { names } = taken({ first: { name: 'w_pkey' }, lists: [[{ name: 'old', counts: false }]] });
    expect(names.has('w_pkey')).toBe(true);
    expect(names.has('old')).toBe(false);
  });

  it('gives a name again when its list is another one or the first thing has changed', () => {
    const { state, names } = taken({ first: { name: 'w_pkey' }, lists: [[{ name: 'k' }, { name: 'k1' }]] });
    expect(names.free('k')).toBe('k2');
    state.lists[0] = state.lists[0].filter(({ name }) => name !== 'k1');
    expect(names.free('k')).toBe('k1');
    state.first = { name: 'w_pkey1' };
    expect(names.has('w_pkey')).toBe(false);
  });

  it('looks at each thing once while lists grow', () => {
    const { state, names } = taken({ lists: [[], []] });
    for (let i = 0; i < 1000; i++) state.lists[i % 2].push({ name: names.free('check_a') });
    expect(names.free('check_a')).toBe('check_a1000');
    expect(state.looks).toBe(1000);
  });
});
