import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { faultsOf } from '../support/audit/campaign';

/** Random scripts that once failed, cut down to what the failure needed. The first line of each says why. */
const FOLDER = join(import.meta.dirname, 'seeds');
const HEAD = /^-- seed (\d+), nodes (\d+): /;

describe('seeds that once failed', () => {
  it.each(readdirSync(FOLDER))('%s', (name) => {
    const script = readFileSync(join(FOLDER, name), 'utf8');
    const [, seed, nodes] = HEAD.exec(script) ?? [];
    expect(seed, 'the first line names seed and nodes').toBeDefined();
    expect(faultsOf(script, { seed: Number(seed), nodes: Number(nodes) })).toEqual([]);
  });
});
