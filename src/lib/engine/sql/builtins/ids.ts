import { normalizeInt, type WideInt } from '../../base/datum';
import { SqlError } from '../../base/errors';
import { parseUuid, uuidBytes, uuidFromBytes } from '../types/uuid';
import type { EvalContext } from './context';
import { fn, group, scalar, type OverloadSpec } from './overload';
import {
  namedUuid,
  randomBytes,
  randomUlid,
  randomUuid,
  randomUuidBytes,
  timeUuid,
  ulidFromText,
  ulidText
} from './uuids';

/** Functions that make identifiers, and sequences. */

const volatile = { volatility: 'volatile' } as const;

/** How many of a row id's lowest bits are the node (GenerateUniqueInt). */
const NODE_BITS = 15n;
const TIME_BITS = 48;

/** A row id with the bits of its time turned round, so that ids of one time lie far apart (mapToUniqueUnorderedID). */
function unordered(id: WideInt): WideInt {
  const value = BigInt(id);
  let time = value >> NODE_BITS;
  let turned = 0n;
  for (let i = 0; i < TIME_BITS; i++) {
    turned = (turned << 1n) | (time & 1n);
    time >>= 1n;
  }
  return normalizeInt((turned << NODE_BITS) | (value & ((1n << NODE_BITS) - 1n)));
}

/** @throws SqlError 22P02 */
function bytesOfUuid(text: string): Uint8Array {
  const uuid = parseUuid(text);
  if (uuid === undefined)
    throw new SqlError('22P02', `could not parse ${JSON.stringify(text.slice(0, 60))} as type uuid`);
  return uuidBytes(uuid);
}

/** @throws SqlError 22P02 */
function uuidOfBytes(bytes: Uint8Array): string {
  const uuid = uuidFromBytes(bytes);
  if (uuid === undefined)
    throw new SqlError('22P02', `UUID must be exactly 16 bytes long, got ${bytes.length} bytes`);
  return uuid;
}

type SequenceCall = (
  args: [sequence: string | number, value: WideInt, called: boolean],
  ctx: EvalContext
) => WideInt;

/** An overload for sequences by name and one for sequences by number. */
function onSequence(params: string, call: SequenceCall): OverloadSpec[] {
  return ['string', 'regclass'].map((type) =>
    scalar(`(sequence_name: ${type}${params}) -> int`, call, volatile)
  );
}

const constant = (name: string, uuid: string) =>
  fn(name, `The UUID ${uuid}.`, [scalar('() -> uuid', () => uuid)]);

export const IDS = group('ID generation', [
  fn(['gen_random_uuid', 'uuid_generate_v4'], 'A random UUID of version 4.', [
    scalar('() -> uuid', (_, ctx) => randomUuid(ctx), volatile)
  ]),
  fn(['uuid_v4', 'experimental_uuid_v4'], 'A random UUID of version 4 in bytes.', [
    scalar('() -> bytes', (_, ctx) => randomUuidBytes(ctx), volatile)
  ]),
  fn(['uuid_generate_v1', 'uuid_generate_v1mc'], 'A UUID of version 1: the time and a made-up node.', [
    scalar('() -> uuid', (_, ctx) => timeUuid(ctx), volatile)
  ]),
  fn('uuid_generate_v3', 'The UUID of version 3 for a name in a namespace.', [
    scalar('(namespace: uuid, name: string) -> uuid', ([space, name]: [string, string]) =>
      namedUuid(space, name, 3)
    )
  ]),
  fn('uuid_generate_v5', 'The UUID of version 5 for a name in a namespace.', [
    scalar('(namespace: uuid, name: string) -> uuid', ([space, name]: [string, string]) =>
      namedUuid(space, name, 5)
    )
  ]),
  constant('uuid_nil', '00000000-0000-0000-0000-000000000000'),
  constant('uuid_ns_dns', '6ba7b810-9dad-11d1-80b4-00c04fd430c8'),
  constant('uuid_ns_url', '6ba7b811-9dad-11d1-80b4-00c04fd430c8'),
  constant('uuid_ns_oid', '6ba7b812-9dad-11d1-80b4-00c04fd430c8'),
  constant('uuid_ns_x500', '6ba7b814-9dad-11d1-80b4-00c04fd430c8'),
  fn('to_uuid', 'The bytes of a UUID.', [
    scalar('(val: string) -> bytes', ([text]: [string]) => bytesOfUuid(text))
  ]),
  fn('from_uuid', 'The text of a UUID in bytes.', [
    scalar('(val: bytes) -> string', ([bytes]: [Uint8Array]) => uuidOfBytes(bytes))
  ]),
  fn('gen_random_ulid', 'A random ULID: they sort by the time they are made.', [
    scalar('() -> uuid', (_, ctx) => randomUlid(ctx), volatile)
  ]),
  fn('uuid_to_ulid', 'The text of a UUID as a ULID.', [
    scalar('(val: uuid) -> string', ([uuid]: [string]) => ulidText(uuid))
  ]),
  fn('ulid_to_uuid', 'The UUID of a ULID.', [
    scalar('(val: string) -> uuid', ([text]: [string]) => ulidFromText(text))
  ]),
  fn('gen_random_bytes', 'Random bytes.', [
    scalar(
      '(count: int) -> bytes',
      ([count]: [WideInt], ctx) => {
        if (count < 1 || count > 1024)
          throw new SqlError('22023', `length ${count} is outside the range [1, 1024]`);
        return randomBytes(Number(count), ctx);
      },
      volatile
    )
  ]),
  fn('unique_rowid', 'A number for a row that grows with time and differs on every node.', [
    scalar('() -> int', (_, ctx) => ctx.uniqueRowId(), volatile)
  ]),
  fn('unordered_unique_rowid', 'A number for a row that does not grow with time.', [
    scalar('() -> int', (_, ctx) => unordered(ctx.uniqueRowId()), volatile)
  ]),
  fn('cluster_logical_timestamp', 'The HLC timestamp of the transaction.', [
    scalar('() -> decimal', (_, ctx) => ctx.clusterLogicalTimestamp(), volatile)
  ]),
  fn(
    'nextval',
    'The next value of a sequence.',
    onSequence('', ([sequence], ctx) => ctx.nextval(sequence))
  ),
  fn(
    'currval',
    'The value that the session got from a sequence last.',
    onSequence('', ([sequence], ctx) => ctx.currval(sequence))
  ),
  fn('lastval', 'The value that the session got from any sequence last.', [
    scalar('() -> int', (_, ctx) => ctx.lastval(), volatile)
  ]),
  fn('setval', 'Sets the value of a sequence.', [
    ...onSequence(', value: int', ([sequence, value], ctx) => {
      ctx.setval(sequence, value, true);
      return value;
    }),
    ...onSequence(', value: int, is_called: bool', ([sequence, value, called], ctx) => {
      ctx.setval(sequence, value, called);
      return value;
    })
  ])
]);
