import { md5, sha1 } from '@noble/hashes/legacy.js';
import { SqlError } from '../../base/errors';
import { encodeUtf8 } from '../types/utf8';
import { uuidBytes, uuidFromBytes } from '../types/uuid';
import type { EvalContext } from './context';

/** Making UUIDs and ULIDs. Chance comes from the run, time from its clock. */

export function randomBytes(count: number, ctx: EvalContext): Uint8Array {
  const bytes = new Uint8Array(count);
  for (let i = 0; i < count; i += 4) {
    const word = ctx.random();
    for (let k = 0; k < 4 && i + k < count; k++) bytes[i + k] = (word >>> (8 * k)) & 255;
  }
  return bytes;
}

/** Sixteen bytes with the version's digit and the variant's bits in their places. */
function marked(bytes: Uint8Array, version: number): Uint8Array {
  const copy = bytes.slice(0, 16);
  copy[6] = (copy[6] & 0x0f) | (version << 4);
  copy[8] = (copy[8] & 0x3f) | 0x80;
  return copy;
}

function textOf(bytes: Uint8Array): string {
  return uuidFromBytes(bytes) ?? '';
}

/** Version 4: all chance. */
export function randomUuidBytes(ctx: EvalContext): Uint8Array {
  return marked(randomBytes(16, ctx), 4);
}

export function randomUuid(ctx: EvalContext): string {
  return textOf(randomUuidBytes(ctx));
}

/** From 15 October 1582, where the Gregorian calendar and version 1 begin, to 1970, in steps of 100 ns. */
const GREGORIAN_START = 0x01b21dd213814000n;

/** Version 1: the time in steps of 100 ns, a clock sequence, and a node, which is a made-up one here. */
export function timeUuid(ctx: EvalContext): string {
  const ticks = BigInt(Math.floor(ctx.clockMicros())) * 10n + GREGORIAN_START;
  const bytes = randomBytes(16, ctx);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, Number(ticks & 0xffffffffn));
  view.setUint16(4, Number((ticks >> 32n) & 0xffffn));
  view.setUint16(6, Number((ticks >> 48n) & 0x0fffn));
  // The lowest bit of its first byte says that the node is no network card's.
  bytes[10] |= 1;
  return textOf(marked(bytes, 1));
}

/** Versions 3 and 5: a hash of a name in a namespace. */
export function namedUuid(namespace: string, name: string, version: 3 | 5): string {
  const text = encodeUtf8(name);
  const input = new Uint8Array(16 + text.length);
  input.set(uuidBytes(namespace));
  input.set(text, 16);
  return textOf(marked(version === 3 ? md5(input) : sha1(input), version));
}

/** A ULID: milliseconds in 48 bits, then chance. */
export function randomUlid(ctx: EvalContext): string {
  const bytes = randomBytes(16, ctx);
  let millis = BigInt(Math.floor(ctx.clockMicros() / 1000));
  for (let i = 5; i >= 0; i--) {
    bytes[i] = Number(millis & 255n);
    millis >>= 8n;
  }
  return textOf(bytes);
}

/** Crockford's digits, which leave out I, L, O and U. */
const BASE32 = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** Twenty-six digits of five bits. */
export function ulidText(uuid: string): string {
  let value = BigInt(`0x${uuid.replaceAll('-', '')}`);
  let text = '';
  for (let i = 0; i < 26; i++) {
    text = BASE32[Number(value & 31n)] + text;
    value >>= 5n;
  }
  return text;
}

/** @throws SqlError 22P02 */
export function ulidFromText(text: string): string {
  const malformed = () =>
    new SqlError('22P02', `could not parse ${JSON.stringify(text.slice(0, 40))} as type ulid`);
  if (text.length !== 26) throw malformed();
  let value = 0n;
  for (const digit of text.toUpperCase()) {
    const index = BASE32.indexOf(digit);
    if (index < 0) throw malformed();
    value = (value << 5n) | BigInt(index);
  }
  if (value >> 128n !== 0n) throw malformed();
  const hex = value.toString(16).padStart(32, '0');
  return textOf(Uint8Array.from({ length: 16 }, (_, i) => parseInt(hex.slice(2 * i, 2 * i + 2), 16)));
}
