import { describe, expect, it } from 'vitest';
import { evaluate } from '../../../../support/call-builtin';
import { codeOf } from '../../../../support/sql-state';

/** Results of CockroachDB's logic test `builtin_function` and of the algorithms' own test vectors. */
const RESULTS: readonly (readonly [call: string, out: string | null])[] = [
  ["md5('abc')", '900150983cd24fb0d6963f7d28e17f72'],
  ["md5('')", 'd41d8cd98f00b204e9800998ecf8427e'],
  ['md5(NULL::string)', null],
  ['sha512(NULL::string, NULL::string)', null],
  ["md5('a', 'b', NULL::string, 'c')", '900150983cd24fb0d6963f7d28e17f72'],
  ["md5('\\x616263'::bytes)", '900150983cd24fb0d6963f7d28e17f72'],
  ["sha1('abc')", 'a9993e364706816aba3e25717850c26c9cd0d89d'],
  ["sha224('abc')", '23097d223405d8228642a477bda255b32aadbce4bda0b3f7e36c9da7'],
  ["sha256('abc')", 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'],
  [
    "sha384('abc')",
    'cb00753f45a35e8bb5a03d699ac65007272c32ab0eded1631a8b605a43ff5bed8086072ba1e7cc2358baeca134c825a7'
  ],
  ["fnv32('abc')", '1134309195'],
  ["fnv32a('abc')", '440920331'],
  ["fnv64('abc')", '-2820157060406071861'],
  ["fnv64a('abc')", '-1792535898324117685'],
  ["crc32ieee('abc')", '891568578'],
  ["crc32c('abc')", '910901175'],
  ["digest('abc', 'md5')", '\\x900150983cd24fb0d6963f7d28e17f72'],
  ["hmac('what do ya want for nothing?', 'Jefe', 'md5')", '\\x750c783e6ab0b503eaa86e310a5db738']
];

describe('hashes', () => {
  it.each(RESULTS)('%s', (call, out) => {
    expect(evaluate(call)).toBe(out);
  });

  it('refuses algorithms that there are not', () => {
    expect(codeOf(() => evaluate("digest('abc', 'made up')"))).toBe('22023');
  });

  // Reference §4.1: the shard of a hash-sharded key, 16 buckets.
  it.each([
    [0, 2],
    [1, 11],
    [2, 6]
  ])('gives key %i the shard %i', (key, shard) => {
    const hash = Number(evaluate(`fnv32(md5(crdb_internal.datums_to_bytes(${key})))`));
    expect(hash % 16).toBe(shard);
  });
});
