import { SqlError } from '../../base/errors';
import { cannotParse } from './type-errors';
import { INET } from './type';

/** INET: an address of four or sixteen bytes with a mask. The datum is its text; the parts exist while it is worked on. */
export interface InetParts {
  readonly v6: boolean;
  /** 32 or 128 bits. */
  readonly address: bigint;
  readonly mask: number;
}

const V4_MAPPED = 0xffff00000000n;

function v4Text(address: bigint): string {
  return [24n, 16n, 8n, 0n].map((shift) => String((address >> shift) & 255n)).join('.');
}

/** Groups of sixteen bits, the longest run of two or more zero groups left out (RFC 5952). */
function v6Text(address: bigint): string {
  if (address >> 32n === 0xffffn) return `::ffff:${v4Text(address & 0xffffffffn)}`;
  const groups = Array.from({ length: 8 }, (_, i) => Number((address >> BigInt(112 - 16 * i)) & 0xffffn));
  let start = -1;
  let length = 1;
  for (let i = 0; i < 8; i++) {
    let end = i;
    while (end < 8 && groups[end] === 0) end++;
    if (end - i > length) {
      start = i;
      length = end - i;
    }
  }
  const hex = (part: readonly number[]) => part.map((group) => group.toString(16)).join(':');
  return start < 0 ? hex(groups) : `${hex(groups.slice(0, start))}::${hex(groups.slice(start + length))}`;
}

/** As SQL prints an address: the mask only where it leaves bits free. */
export function formatInet({ v6, address, mask }: InetParts): string {
  const text = v6 ? v6Text(address) : v4Text(address);
  return mask === (v6 ? 128 : 32) ? text : `${text}/${mask}`;
}

function parseV4(text: string): bigint | undefined {
  const m = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/.exec(text);
  if (!m) return undefined;
  let address = 0n;
  for (const octet of m.slice(1)) {
    if (Number(octet) > 255) return undefined;
    address = (address << 8n) | BigInt(octet);
  }
  return address;
}

function parseV6(text: string): bigint | undefined {
  let rest = text;
  const tail = /^(.*:)(\d+\.\d+\.\d+\.\d+)$/.exec(text);
  if (tail) {
    const v4 = parseV4(tail[2]);
    if (v4 === undefined) return undefined;
    rest = `${tail[1]}${(v4 >> 16n).toString(16)}:${(v4 & 0xffffn).toString(16)}`;
  }
  const halves = rest.split('::');
  if (halves.length > 2) return undefined;
  const groups = halves.map((half) => (half === '' ? [] : half.split(':')));
  const count = groups.reduce((sum, part) => sum + part.length, 0);
  if (halves.length === 1 ? count !== 8 : count > 7) return undefined;
  const all =
    halves.length === 1 ? groups[0] : [...groups[0], ...Array<string>(8 - count).fill('0'), ...groups[1]];
  let address = 0n;
  for (const group of all) {
    if (!/^[0-9a-fA-F]{1,4}$/.test(group)) return undefined;
    address = (address << 16n) | BigInt(`0x${group}`);
  }
  return address;
}

/** Reads an address; undefined for text that is none. */
function readInet(text: string): InetParts | undefined {
  const v6 = text.includes(':');
  const [addressText, maskText, ...more] = text.split('/');
  if (more.length > 0) return undefined;
  const size = v6 ? 128 : 32;
  if (maskText !== undefined && !/^\d{1,3}$/.test(maskText)) return undefined;
  const mask = maskText === undefined ? size : Number(maskText);
  if (mask > size) return undefined;
  if (v6) {
    const address = parseV6(addressText);
    return address === undefined ? undefined : { v6, address, mask };
  }
  let dotted = addressText.replace(/\.+$/, '');
  if (maskText !== undefined) {
    // With a mask, octets at the end may be missing, as long as the mask does not reach into them.
    const octets = dotted.split('.').length;
    if ((octets + 1) * 8 - 1 < mask || octets > 4) return undefined;
    dotted += '.0'.repeat(4 - octets);
  }
  const address = parseV4(dotted);
  return address === undefined ? undefined : { v6, address, mask };
}

/** The canonical datum of an address. @throws SqlError 22P02 */
export function parseInet(text: string): string {
  const parts = readInet(text.trim());
  if (!parts) throw cannotParse(text, INET);
  return formatInet(parts);
}

/** The parts of a datum. */
export function inetParts(datum: string): InetParts {
  return readInet(datum) ?? { v6: false, address: 0n, mask: 32 };
}

/** IPv4 before IPv6, then shorter masks first, then the address. */
export function compareInets(a: string, b: string): number {
  if (a === b) return 0;
  const x = inetParts(a);
  const y = inetParts(b);
  if (x.v6 !== y.v6) return x.v6 ? 1 : -1;
  if (x.mask !== y.mask) return x.mask - y.mask;
  return x.address < y.address ? -1 : x.address > y.address ? 1 : 0;
}

/** The address as sixteen bytes' worth of a number, IPv4 in its IPv6 form. */
export function wideAddress(parts: InetParts): bigint {
  return parts.v6 ? parts.address : V4_MAPPED | parts.address;
}

function sizeOf(parts: InetParts): number {
  return parts.v6 ? 128 : 32;
}

function sameFamily(a: InetParts, b: InetParts, op: string): void {
  if (a.v6 !== b.v6) throw new SqlError('22023', `cannot ${op} inet values of different sizes`);
}

/** Bit by bit; the mask is the larger one. @throws SqlError 22023 for addresses of different families */
export function combineInets(op: '&' | '|', a: string, b: string): string {
  const x = inetParts(a);
  const y = inetParts(b);
  sameFamily(x, y, op === '&' ? 'AND' : 'OR');
  const address = op === '&' ? x.address & y.address : x.address | y.address;
  return formatInet({ v6: x.v6, address, mask: Math.max(x.mask, y.mask) });
}

export function complementInet(a: string): string {
  const parts = inetParts(a);
  return formatInet({ ...parts, address: BigInt.asUintN(sizeOf(parts), ~parts.address) });
}

/** The address moved up or down. @throws SqlError 22003 past the last one */
export function addToInet(a: string, delta: bigint): string {
  const parts = inetParts(a);
  const address = parts.address + delta;
  if (address < 0n || address >> BigInt(sizeOf(parts)) !== 0n)
    throw new SqlError('22003', 'result out of range');
  return formatInet({ ...parts, address });
}

/** How far apart two addresses are. @throws SqlError 22023 for different families */
export function inetDistance(a: string, b: string): bigint {
  const x = inetParts(a);
  const y = inetParts(b);
  sameFamily(x, y, 'subtract');
  return x.address - y.address;
}

/** The bits under a mask. */
function network(parts: InetParts, mask: number): bigint {
  return parts.address >> BigInt(sizeOf(parts) - mask);
}

/** `a >>= b`: the network of `a` holds all of that of `b`. */
export function containsInet(a: string, b: string, orEquals: boolean): boolean {
  const x = inetParts(a);
  const y = inetParts(b);
  if (x.v6 !== y.v6 || x.mask > y.mask || (!orEquals && x.mask === y.mask)) return false;
  return network(x, x.mask) === network(y, x.mask);
}

/** `a && b`: one network holds the other. */
export function overlapInets(a: string, b: string): boolean {
  return containsInet(a, b, true) || containsInet(b, a, true);
}

// --- What the functions named after these give. ---

function hostBits(parts: InetParts): bigint {
  return (1n << BigInt(sizeOf(parts) - parts.mask)) - 1n;
}

export function broadcast(a: string): string {
  const parts = inetParts(a);
  return formatInet({ ...parts, address: parts.address | hostBits(parts) });
}

export function netmask(a: string): string {
  const parts = inetParts(a);
  const all = (1n << BigInt(sizeOf(parts))) - 1n;
  return formatInet({ ...parts, address: all ^ hostBits(parts), mask: sizeOf(parts) });
}

export function hostmask(a: string): string {
  const parts = inetParts(a);
  return formatInet({ ...parts, address: hostBits(parts), mask: sizeOf(parts) });
}

/** The address alone. */
export function hostOf(a: string): string {
  const parts = inetParts(a);
  return formatInet({ ...parts, mask: sizeOf(parts) });
}

/** The address with its mask, also where the mask leaves nothing free. */
export function fullInetText(a: string): string {
  return a.includes('/') ? a : `${a}/${inetParts(a).mask}`;
}

/** Octets that are wholly host bits are left out of an IPv4 network; an IPv6 one prints in full. */
export function abbreviate(a: string): string {
  const parts = inetParts(a);
  if (parts.v6) return a;
  const host = v4Text(parts.address);
  if (parts.mask === 32) return host;
  return a;
}

/** The same address with another mask. @throws SqlError 22023 for a length that the address has not */
export function withMask(a: string, mask: number): string {
  const parts = inetParts(a);
  const size = sizeOf(parts);
  if (mask < 0 || mask > size) throw new SqlError('22023', `invalid mask length: ${mask}`);
  return formatInet({ ...parts, mask });
}
