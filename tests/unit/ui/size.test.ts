import { expect, it } from 'vitest';
import { size } from '../../../src/lib/ui/workspaces/size';

it.each([
  { bytes: 0, out: '0 B' },
  { bytes: 999, out: '999 B' },
  { bytes: 1000, out: '1 kB' },
  { bytes: 19_400, out: '19 kB' },
  { bytes: 999_499, out: '999 kB' },
  { bytes: 999_500, out: '1 MB' },
  { bytes: 3_449_000, out: '3.4 MB' },
  { bytes: 9_960_000, out: '10 MB' },
  { bytes: 120_000_000, out: '120 MB' }
])('$bytes bytes are told as $out', ({ bytes, out }) => expect(size(bytes)).toBe(out));
