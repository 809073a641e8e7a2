import { hmac } from '@noble/hashes/hmac.js';
import { md5, sha1 } from '@noble/hashes/legacy.js';
import { sha224, sha256, sha384, sha512 } from '@noble/hashes/sha2.js';
import { normalizeInt, type Datum, type WideInt } from '../../base/datum';
import { SqlError } from '../../base/errors';
import { toHex } from '../types/bytes-text';
import { encodeUtf8 } from '../types/utf8';
import { fn, group, scalar, type OverloadSpec } from './overload';

/** Hash functions and checksums over the concatenation of their arguments. */

type Digest = typeof md5 | typeof sha1 | typeof sha256 | typeof sha512;

/** The bytes of all arguments one after another, NULLs left out; undefined when all are NULL. */
function joined(args: readonly Datum[]): Uint8Array | undefined {
  const parts: Uint8Array[] = [];
  for (const arg of args) {
    if (arg !== null) parts.push(typeof arg === 'string' ? encodeUtf8(arg) : (arg as Uint8Array));
  }
  if (parts.length === 0) return undefined;
  if (parts.length === 1) return parts[0];
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

/** Overloads over any number of texts, and of byte strings. */
function over(result: 'string' | 'int', hash: (bytes: Uint8Array) => Datum): OverloadSpec[] {
  return ['string', 'bytes'].map((type) =>
    scalar(
      `(args: ${type}...) -> ${result}`,
      (args: readonly Datum[]) => {
        const bytes = joined(args);
        return bytes === undefined ? null : hash(bytes);
      },
      { nullable: true, volatility: 'leakproof' }
    )
  );
}

const hexOf = (digest: Digest) => over('string', (bytes) => toHex(digest(bytes)));

/** FNV-1 of 32 bits multiplies before it mixes a byte in, FNV-1a behind it. */
function fnv32(bytes: Uint8Array, mixFirst: boolean): number {
  let hash = 0x811c9dc5;
  for (const byte of bytes) {
    if (mixFirst) hash = Math.imul(hash ^ byte, 0x01000193);
    else hash = Math.imul(hash, 0x01000193) ^ byte;
  }
  return hash >>> 0;
}

const FNV64_PRIME = 0x100000001b3n;

function fnv64(bytes: Uint8Array, mixFirst: boolean): WideInt {
  let hash = 0xcbf29ce484222325n;
  for (const byte of bytes) {
    if (mixFirst) hash = BigInt.asUintN(64, (hash ^ BigInt(byte)) * FNV64_PRIME);
    else hash = BigInt.asUintN(64, hash * FNV64_PRIME) ^ BigInt(byte);
  }
  return normalizeInt(BigInt.asIntN(64, hash));
}

/** A table of cyclic redundancy codes for a polynomial whose bits are reversed. */
function crcTable(polynomial: number): Uint32Array {
  return Uint32Array.from({ length: 256 }, (_, byte) => {
    let code = byte;
    for (let bit = 0; bit < 8; bit++) code = code & 1 ? (code >>> 1) ^ polynomial : code >>> 1;
    return code;
  });
}

const IEEE = crcTable(0xedb88320);
const CASTAGNOLI = crcTable(0x82f63b78);

function crc32(bytes: Uint8Array, table: Uint32Array): number {
  let code = 0xffffffff;
  for (const byte of bytes) code = (code >>> 8) ^ table[(code ^ byte) & 255];
  return ~code >>> 0;
}

const DIGESTS: ReadonlyMap<string, Digest> = new Map<string, Digest>([
  ['md5', md5],
  ['sha1', sha1],
  ['sha224', sha224],
  ['sha256', sha256],
  ['sha384', sha384],
  ['sha512', sha512]
]);

/** @throws SqlError 22023 */
function digestNamed(name: string): Digest {
  const digest = DIGESTS.get(name.toLowerCase());
  if (!digest)
    throw new SqlError('22023', `cannot use ${JSON.stringify(name.slice(0, 40))}, no such hash algorithm`);
  return digest;
}

type Text = string | Uint8Array;
const bytesOf = (text: Text) => (typeof text === 'string' ? encodeUtf8(text) : text);

export const HASHES = group('Cryptographic hashes and checksums', [
  fn('md5', 'The MD5 hash in hexadecimal digits.', hexOf(md5)),
  fn('sha1', 'The SHA1 hash in hexadecimal digits.', hexOf(sha1)),
  fn('sha224', 'The SHA224 hash in hexadecimal digits.', hexOf(sha224)),
  fn('sha256', 'The SHA256 hash in hexadecimal digits.', hexOf(sha256)),
  fn('sha384', 'The SHA384 hash in hexadecimal digits.', hexOf(sha384)),
  fn('sha512', 'The SHA512 hash in hexadecimal digits.', hexOf(sha512)),
  fn(
    'fnv32',
    'The FNV-1 hash of 32 bits.',
    over('int', (bytes) => fnv32(bytes, false))
  ),
  fn(
    'fnv32a',
    'The FNV-1a hash of 32 bits.',
    over('int', (bytes) => fnv32(bytes, true))
  ),
  fn(
    'fnv64',
    'The FNV-1 hash of 64 bits.',
    over('int', (bytes) => fnv64(bytes, false))
  ),
  fn(
    'fnv64a',
    'The FNV-1a hash of 64 bits.',
    over('int', (bytes) => fnv64(bytes, true))
  ),
  fn(
    'crc32ieee',
    'The CRC-32 code with the polynomial of IEEE 802.3.',
    over('int', (bytes) => crc32(bytes, IEEE))
  ),
  fn(
    'crc32c',
    'The CRC-32 code with the polynomial of Castagnoli.',
    over('int', (bytes) => crc32(bytes, CASTAGNOLI))
  ),
  fn('digest', 'The hash of a value by the algorithm of a name.', [
    scalar('(data: string, type: string) -> bytes', ([data, type]: [string, string]) =>
      digestNamed(type)(bytesOf(data))
    ),
    scalar('(data: bytes, type: string) -> bytes', ([data, type]: [Uint8Array, string]) =>
      digestNamed(type)(data)
    )
  ]),
  fn('hmac', 'The hash of a value with a key by the algorithm of a name.', [
    scalar(
      '(data: string, key: string, type: string) -> bytes',
      ([data, key, type]: [string, string, string]) => hmac(digestNamed(type), bytesOf(key), bytesOf(data))
    ),
    scalar(
      '(data: bytes, key: bytes, type: string) -> bytes',
      ([data, key, type]: [Uint8Array, Uint8Array, string]) => hmac(digestNamed(type), key, data)
    )
  ])
]);
