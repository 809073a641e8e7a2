import type { Nanos } from '../../base/timestamp';

/**
 * What real endpoints answered (design §6, `\reply`): the Nth request of the run to any webhook gets the answer recorded for it in place
 * of the mock's, so that a run with real deliveries is the same again without a network.
 */
export interface RepliesState {
  /** Requests that have arrived, from 1 on in the order of their `request` events. */
  arrived: number;
  /** By number of the request; taken out when it arrives. */
  recorded: Map<number, RecordedReply>;
}

export interface RecordedReply {
  /** Null where the request was delivered and the browser would not let its answer be read. */
  readonly status: number | null;
  /** Counted from the moment of the request. */
  readonly after: Nanos;
}

export const makeRepliesState = (): RepliesState => ({ arrived: 0, recorded: new Map() });

/** @returns false where that request has had its answer */
export function recordReply(state: RepliesState, request: number, reply: RecordedReply): boolean {
  if (request <= state.arrived) return false;
  state.recorded.set(request, reply);
  return true;
}

/** Counts a request that arrives. @returns the answer recorded for it; undefined leaves it to the mock */
export function takeReply(state: RepliesState): RecordedReply | undefined {
  const request = ++state.arrived;
  const reply = state.recorded.get(request);
  state.recorded.delete(request);
  return reply;
}
