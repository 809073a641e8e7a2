import { expect, it } from 'vitest';
import { movrId } from '../../../../src/lib/engine/cluster/workload/movr';
import { runScript } from '../../../support/engine/script-run';

// Design §6: `\workload`.

it('spreads ids as the workload of the tutorials does', () => {
  // A user of the MovR pages, in Amsterdam.
  expect(movrId(34, 50)).toBe('ae147ae1-47ae-4800-8000-000000000022');
});

it('makes the database and its first rows before the next line', () => {
  const { errors, rows } = runScript(`\\workload init movr
    SELECT (SELECT count(*) FROM movr.users), (SELECT count(*) FROM movr.vehicles), (SELECT count(*) FROM movr.rides),
      (SELECT count(*) FROM movr.vehicle_location_histories), (SELECT count(*) FROM movr.promo_codes),
      (SELECT count(*) FROM movr.user_promo_codes);`);
  expect(errors).toEqual([]);
  expect(rows).toEqual([['50', '15', '500', '1000', '1000', '5']]);
});

it('runs at its rate in sessions of its own while the script goes on', () => {
  const { events, errors } = runScript(`\\workload init movr
\\workload run movr --duration 10s --rate 5 --sessions=2
\\wait 5s
SELECT 1;
\\wait 30s`);
  expect(errors).toEqual([]);
  const began = events.flatMap((e) =>
    e.type === 'statement' &&
    e.session.startsWith('movr') &&
    e.sql !== 'COMMIT' &&
    !/^(INSERT INTO movr.rides|UPDATE)/.test(e.sql)
      ? [e.session]
      : []
  );
  expect(began).toHaveLength(50);
  expect(new Set(began)).toEqual(new Set(['movr1_1', 'movr1_2']));
});

it.each([
  { line: '\\workload init nope', error: "22023 \\workload: there is no workload 'nope'" },
  { line: '\\workload walk movr', error: "22023 \\workload: 'walk' is neither init nor run" },
  { line: '\\workload run movr', error: '22023 \\workload: a duration is missing' },
  { line: '\\workload run movr --duration 1s --rate 0', error: '22023 \\workload: --rate must be' },
  { line: '\\workload run movr --speed 9', error: "22023 \\workload: '--speed' is not understood" }
])('refuses $line', ({ line, error }) => {
  const { errors } = runScript(line);
  expect(errors).toHaveLength(1);
  expect(errors[0]).toContain(error);
});
