import { PlainCodec } from '../engine/base/plain-codec';
import type { KeptRun, RunMark } from './kept-runs';
import { openRecord, sealRecord } from './record';

/** A kept run as it lies in the database, and the same run out of bytes that may be anything. */

const codec = new PlainCodec();

export const packRun = (run: KeptRun): Uint8Array => sealRecord(codec.encode(run));

/** @returns undefined for a record that is damaged or none of ours */
export function unpackRun(record: Uint8Array): KeptRun | undefined {
  try {
    const payload = openRecord(record);
    const run = payload && codec.decode(payload);
    return isKeptRun(run) ? run : undefined;
  } catch {
    // Bytes that pass their checksum and still are no run: whatever they break, they are left out.
    return undefined;
  }
}

type Parts<T> = { readonly [K in keyof T]?: unknown };

export function isMark(value: unknown): value is RunMark {
  if (typeof value !== 'object' || value === null) return false;
  const { id, name, isNamed, madeAt, from, cutAt } = value as Parts<RunMark>;
  return (
    isWhole(id) &&
    typeof name === 'string' &&
    typeof isNamed === 'boolean' &&
    isWhole(madeAt) &&
    (from === null || isWhole(from)) &&
    (cutAt === null || isWhole(cutAt))
  );
}

export function isKeptRun(value: unknown): value is KeptRun {
  if (!isMark(value)) return false;
  const { config, script, draft, now, counts, keptAt } = value as Parts<KeptRun>;
  return (
    typeof script === 'string' &&
    (draft === null || typeof draft === 'string') &&
    isWhole(now) &&
    isWhole(keptAt) &&
    isConfig(config) &&
    isCounts(counts)
  );
}

function isConfig(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  const { seed, start, nodes, version, localities } = value as Parts<KeptRun['config']>;
  return (
    isWhole(seed) &&
    typeof start === 'bigint' &&
    isWhole(nodes) &&
    nodes >= 1 &&
    nodes <= 9 &&
    typeof version === 'string' &&
    Array.isArray(localities) &&
    localities.every((locality) => typeof locality === 'string')
  );
}

function isCounts(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  const { messages, duplicates } = value as Parts<KeptRun['counts']>;
  return isWhole(messages) && isWhole(duplicates);
}

const isWhole = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;
