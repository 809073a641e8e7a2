import { expect, it } from 'vitest';
import { formatDuration, parseDuration } from '../../../../src/lib/engine/base/duration';

it.each([
  { text: '10s', ns: 10_000_000_000 },
  { text: '1m30s', ns: 90_000_000_000 },
  { text: '500ms', ns: 500_000_000 },
  { text: '1.5h', ns: 5_400_000_000_000 },
  { text: '4.000000217s', ns: 4_000_000_217 },
  { text: '-10s', ns: -10_000_000_000 },
  { text: '1us', ns: 1000 },
  { text: '0', ns: 0 },
  { text: '0s', ns: 0 },
  { text: '', ns: undefined },
  { text: '10', ns: undefined },
  { text: '0.5', ns: undefined },
  { text: '1x', ns: undefined },
  { text: '1e300h', ns: undefined },
  { text: '99999999999h', ns: undefined }
])("reads '$text' as Go does", ({ text, ns }) => expect(parseDuration(text)).toBe(ns));

it.each([
  { ns: 0, text: '0s' },
  { ns: 30_000_000_000, text: '30s' },
  { ns: 90_000_000_000, text: '1m30s' },
  { ns: 3_600_000_000_000, text: '1h0m0s' },
  { ns: 1_500_000_000, text: '1.5s' },
  { ns: 200_000_000, text: '200ms' },
  { ns: 1500, text: '1.5µs' },
  { ns: -5, text: '-5ns' }
])('prints $ns as Go does', ({ ns, text }) => expect(formatDuration(ns)).toBe(text));
