import type { WideInt } from '../../base/datum';
import { SqlError } from '../../base/errors';
import { formatInet, inetParts, parseInet, wideAddress, type InetParts } from '../types/inet';
import * as inet from '../types/inet';
import { fn, group, scalar } from './overload';

/** Functions on INET. */

const MAPPED_V4 = 0xffff00000000n;

/** An address of 16 bytes, or 4, as text. @throws SqlError 22023 */
function addressOfBytes(bytes: Uint8Array): string {
  if (bytes.length === 0) throw new SqlError('22023', 'zero length IP');
  if (bytes.length !== 16 && bytes.length !== 4)
    throw new SqlError('22023', `invalid IP length: ${bytes.length}`);
  let address = 0n;
  for (const byte of bytes) address = (address << 8n) | BigInt(byte);
  const isV4 = bytes.length === 4 || address >> 32n === MAPPED_V4 >> 32n;
  const parts: InetParts = isV4
    ? { v6: false, address: address & 0xffffffffn, mask: 32 }
    : { v6: true, address, mask: 128 };
  return formatInet(parts);
}

/** An address in 16 bytes, those of IPv4 behind the usual prefix. @throws SqlError 22023 */
function bytesOfAddress(text: string): Uint8Array {
  if (text.includes('/')) throw invalidAddress(text);
  let address = wideAddress(partsOf(text));
  const bytes = new Uint8Array(16);
  for (let i = 15; i >= 0; i--) {
    bytes[i] = Number(address & 255n);
    address >>= 8n;
  }
  return bytes;
}

function partsOf(text: string): InetParts {
  try {
    return inetParts(parseInet(text));
  } catch (error) {
    throw error instanceof SqlError ? invalidAddress(text) : error;
  }
}

function invalidAddress(text: string): SqlError {
  return new SqlError('22023', `invalid IP format: '${text.slice(0, 60)}'`);
}

const one = (name: string, doc: string, f: (value: string) => string | number, result: string) =>
  fn(name, doc, [scalar(`(val: inet) -> ${result}`, ([value]: [string]) => f(value))]);

export const INET_FUNCTIONS = group('INET', [
  one('abbrev', 'The shortest text of the address.', inet.abbreviate, 'string'),
  one('broadcast', 'The last address of its network.', inet.broadcast, 'inet'),
  one('family', '4 or 6.', (value) => (inetParts(value).v6 ? 6 : 4), 'int'),
  one('host', 'The address without the length of its mask.', inet.hostOf, 'string'),
  one('hostmask', 'The bits that tell hosts of its network apart.', inet.hostmask, 'inet'),
  one('masklen', 'The length of its mask.', (value) => inetParts(value).mask, 'int'),
  one('netmask', 'The mask of its network.', inet.netmask, 'inet'),
  fn('set_masklen', 'The address with another length of its mask.', [
    scalar('(val: inet, prefixlen: int) -> inet', ([value, length]: [string, WideInt]) =>
      inet.withMask(value, Number(length))
    )
  ]),
  fn('inet_same_family', 'Whether two addresses are both of IPv4 or both of IPv6.', [
    scalar(
      '(val: inet, val: inet) -> bool',
      ([a, b]: [string, string]) => inetParts(a).v6 === inetParts(b).v6
    )
  ]),
  fn('inet_contained_by_or_equals', 'Whether a network lies within another.', [
    scalar('(val: inet, container: inet) -> bool', ([a, b]: [string, string]) =>
      inet.containsInet(b, a, true)
    )
  ]),
  fn('inet_contains_or_equals', 'Whether a network holds another.', [
    scalar('(container: inet, val: inet) -> bool', ([a, b]: [string, string]) =>
      inet.containsInet(a, b, true)
    )
  ]),
  fn('from_ip', 'The text of an address in bytes.', [
    scalar('(val: bytes) -> string', ([bytes]: [Uint8Array]) => addressOfBytes(bytes))
  ]),
  fn('to_ip', 'The bytes of an address.', [
    scalar('(val: string) -> bytes', ([text]: [string]) => bytesOfAddress(text))
  ])
]);
