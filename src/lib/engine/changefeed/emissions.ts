import { isAtOrBefore, sameTimestamp, type Timestamp } from '../base/timestamp';
import type { RowMessage } from '../sinks/sink';
import type { Emission, Emissions } from './feed';

/**
 * Counts how often each version has been stored by the far end (design §7, `emission`). A scan or backfill copy has a
 * timestamp of its own and so is counted apart from the change that wrote the row.
 */

export const makeEmissions = (): Emissions => ({ changes: new Map(), scans: [], underway: new Map() });

/** Column families a table may have; more than a table can get. */
const FAMILIES = 256;

/** Identity of a version of one family within its pass. */
export function emissionKey(version: number, family: number): number {
  return version * FAMILIES + (family % FAMILIES);
}

/**
 * Notes that a message was stored.
 * @param seq what the message's event will have as seq
 * @returns the emission, with `count` 1 for a first copy
 */
export function countEmission(
  emissions: Emissions,
  message: RowMessage,
  flow: number,
  seq: number
): Emission {
  const sent = sentIn(emissions, message);
  const known = sent.get(message.version);
  if (known) {
    known.count++;
    return known;
  }
  // `updated` is the commit's time for a change; one object is shared by everything that a scan sends.
  const emission: Emission = { count: 1, first: seq, flow, mvcc: message.updated };
  sent.set(message.version, emission);
  return emission;
}

function sentIn(emissions: Emissions, message: RowMessage): Map<number, Emission> {
  if (
    sameTimestamp(message.updated, message.mvcc) &&
    message.cause !== 'initial_scan' &&
    message.cause !== 'backfill'
  )
    return emissions.changes;
  let scan = emissions.scans.find((s) => sameTimestamp(s.at, message.updated));
  if (!scan) emissions.scans.push((scan = { at: message.updated, sent: new Map() }));
  return scan.sent;
}

/** Notes that a flow has sent a batch off. */
export function noteSent({ underway }: Emissions, flow: number): void {
  underway.set(flow, (underway.get(flow) ?? 0) + 1);
}

/** Notes that a batch has reached the far end. */
export function noteArrived({ underway }: Emissions, flow: number): void {
  const left = (underway.get(flow) ?? 1) - 1;
  if (left > 0) underway.set(flow, left);
  else underway.delete(flow);
}

/**
 * Forgets what cannot be stored again: the persisted high-water mark has passed it, and nothing of an earlier flow than this one is still
 * on its way.
 */
export function forgetEmissions(emissions: Emissions, highWater: Timestamp, flow: number): void {
  for (const sender of emissions.underway.keys()) if (sender !== flow) return;
  for (const [key, emission] of emissions.changes)
    if (isAtOrBefore(emission.mvcc, highWater)) emissions.changes.delete(key);
  emissions.scans = emissions.scans.filter((scan) => !isAtOrBefore(scan.at, highWater));
}
