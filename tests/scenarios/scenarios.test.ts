import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { describe, expect, test } from 'vitest';
import { differenceOf, kindOf, record, type RecordingKind } from '../support/scenarios/recording';

/**
 * Every script below this folder shows what was recorded of it. `UPDATE=1 npx vitest run --project node tests/scenarios` records anew;
 * read the difference as you would read code.
 */

const folder = import.meta.dirname;
const update = process.env.UPDATE === '1';

const scripts = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.sql'))
  .sort();

describe('scenarios', () => {
  test.each(scripts)('%s', (name) => {
    const file = join(folder, name);
    const script = readFileSync(file, 'utf8');
    const { path, kind } = recordingOf(file, script);
    if (update) writeFileSync(path, record(script, kind));
    expect(existsSync(path), `${relative(folder, path)} is missing; record it with UPDATE=1`).toBe(true);
    expect(differenceOf(script, kind, readFileSync(path, 'utf8'))).toBeNull();
  });
});

function recordingOf(file: string, script: string): { path: string; kind: RecordingKind } {
  const base = file.slice(0, -'.sql'.length);
  const wanted = kindOf(script);
  const kind = (['ndjson', 'table'] as const).find((k) => existsSync(`${base}.${k}`)) ?? wanted;
  return { path: `${base}.${kind}`, kind };
}
