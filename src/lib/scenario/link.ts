import { deflateSync, Inflate, strToU8 } from 'fflate';
import { LINK_DICTIONARY_2 } from './link-dictionary';
import { parseScenario, printScenario, ScenarioError, type Scenario } from './scenario';

/**
 * Links (design §9, a contract): `#s=<codec>.<base64url>`. The number names the codec and never changes its meaning. 1 is
 * deflate-raw without a dictionary, 2 deflate-raw with preset dictionary 2. The same functions serve page and command line, so both make
 * the same link.
 */

/** What every codec that was ever released needs to be read again. */
const CODECS: ReadonlyMap<number, { readonly dictionary?: Uint8Array }> = new Map([
  [1, {}],
  [2, { dictionary: strToU8(LINK_DICTIONARY_2) }]
]);
/** The codec of new links. */
const NEWEST_CODEC = 2;
/** Longest payload that is looked at, and most that it may unfold to. */
const MAX_ENCODED_CHARS = 64 * 1024;
const MAX_INFLATED_BYTES = 1024 * 1024;
/** Compressed bytes handed to the inflater at once, so that a bomb is noticed before it has unfolded far. */
const INFLATE_SLICE = 512;

/** The fragment of a link, with `#s=`. @throws ScenarioError when the scenario is too large for a link */
export function encodeLink(scenario: Scenario): string {
  const bytes = strToU8(printScenario(scenario));
  if (bytes.length > MAX_INFLATED_BYTES)
    throw new ScenarioError('This scenario is too large for a link; save it as a file.');
  const packed = deflateSync(bytes, { level: 9, ...CODECS.get(NEWEST_CODEC) });
  const fragment = `#s=${NEWEST_CODEC}.${toBase64Url(packed)}`;
  if (fragment.length > MAX_ENCODED_CHARS)
    throw new ScenarioError('This scenario makes a link of more than 64 KiB; save it as a file.');
  return fragment;
}

/**
 * The scenario of a fragment, with or without its `#`; other parameters may follow behind `&`.
 * @returns null where the fragment holds no scenario at all
 * @throws ScenarioError for one that is cut, bent, from a newer version or too large
 */
export function decodeLink(fragment: string): Scenario | null {
  const payload = linkPayload(fragment);
  if (payload === null) return null;
  if (payload.length > MAX_ENCODED_CHARS)
    throw new ScenarioError('This link is longer than 64 KiB, so it is not opened.');
  const m = /^(\d{1,4})\.([A-Za-z0-9_-]+)$/.exec(payload);
  if (!m) throw new ScenarioError('This link is damaged: part of it is missing or was changed on the way.');
  const codec = CODECS.get(Number(m[1]));
  if (!codec)
    throw new ScenarioError(
      `This link was made by a newer version (its format is ${Number(m[1])}); reload to get it.`
    );
  return parseScenario(inflateText(fromBase64Url(m[2]), codec));
}

function linkPayload(fragment: string): string | null {
  for (const part of fragment.replace(/^#/, '').split('&')) if (part.startsWith('s=')) return part.slice(2);
  return null;
}

/** Unfolds slice by slice and stops at the limit. */
function inflateText(bytes: Uint8Array, codec: { readonly dictionary?: Uint8Array }): string {
  const chunks: Uint8Array[] = [];
  let size = 0;
  let ended = false;
  const inflate = new Inflate(codec, (chunk, final) => {
    size += chunk.length;
    chunks.push(chunk);
    ended ||= final;
  });
  try {
    for (let at = 0; at < bytes.length && size <= MAX_INFLATED_BYTES; at += INFLATE_SLICE)
      inflate.push(bytes.subarray(at, at + INFLATE_SLICE), at + INFLATE_SLICE >= bytes.length);
  } catch {
    throw new ScenarioError('This link is damaged: it cannot be unpacked.');
  }
  if (size > MAX_INFLATED_BYTES)
    throw new ScenarioError('This link unfolds to more than 1 MiB, so it is not opened.');
  if (!ended) throw new ScenarioError('This link is damaged: its end is missing.');
  const all = new Uint8Array(size);
  let at = 0;
  for (const chunk of chunks) {
    all.set(chunk, at);
    at += chunk.length;
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(all);
  } catch {
    throw new ScenarioError('This link is damaged: its text is not valid.');
  }
}

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

/** base64url without padding; chat programs drop `=` from the end of links. */
export function toBase64Url(bytes: Uint8Array): string {
  let text = '';
  for (let i = 0; i < bytes.length; i += 3) {
    const word = (bytes[i] << 16) | ((bytes[i + 1] ?? 0) << 8) | (bytes[i + 2] ?? 0);
    const digits = Math.min(bytes.length - i, 3) + 1;
    for (let d = 0; d < digits; d++) text += ALPHABET[(word >> (18 - 6 * d)) & 63];
  }
  return text;
}

/** The bytes of a base64url text. @throws ScenarioError for a length that no bytes give */
export function fromBase64Url(text: string): Uint8Array {
  if (text.length % 4 === 1) throw new ScenarioError('This link is damaged: part of it is missing.');
  const bytes = new Uint8Array(Math.floor((text.length * 3) / 4));
  let word = 0;
  let bits = 0;
  let at = 0;
  for (const c of text) {
    word = ((word << 6) | ALPHABET.indexOf(c)) & 0xffffff;
    bits += 6;
    if (bits >= 8) {
      bits -= 8;
      bytes[at++] = (word >> bits) & 0xff;
    }
  }
  return bytes;
}
