import type { Nanos } from '../../base/timestamp';

/**
 * What has been done to far ends (`\sink` and `\registry` of design §6). A fault names a sink by the beginning of its address,
 * also one that no changefeed uses yet; the newest that matches decides.
 */
export type SinkFault =
  | { readonly kind: 'down' }
  | { readonly kind: 'slow'; readonly delay: Nanos }
  | { readonly kind: 'hang' }
  | { readonly kind: 'lose-acks'; left: number }
  | {
      readonly kind: 'reply';
      readonly codes: readonly number[];
      next: number;
      left: number | null;
      /** Seconds that answers other than successes name in `Retry-After`. */
      readonly retryAfter?: number;
    }
  | { readonly kind: 'ack-then-fail'; readonly stored: number; readonly of: number };

export interface FaultEntry {
  /** Number of the fault in history. */
  readonly no: number;
  /** `scheme://host/path` prefix, or `registry` for all schema registries. */
  readonly prefix: string;
  readonly fault: SinkFault;
  /** When it ends by itself. */
  readonly until: Nanos | null;
}

export interface FaultsState {
  nextNo: number;
  entries: FaultEntry[];
}

/** The address that faults of schema registries have. */
export const REGISTRY_FAULTS = 'registry';

export const makeFaultsState = (): FaultsState => ({ nextNo: 1, entries: [] });

/** What an address does with requests: the newest fault there but for slowness, which comes on top of any. */
export function faultAt(state: FaultsState, address: string): FaultEntry | undefined {
  for (let i = state.entries.length - 1; i >= 0; i--) {
    const entry = state.entries[i];
    if (entry.fault.kind !== 'slow' && address.startsWith(entry.prefix)) return entry;
  }
  return undefined;
}

/** Extra time that an address takes for each answer. */
export function slownessOf(state: FaultsState, address: string): Nanos {
  for (let i = state.entries.length - 1; i >= 0; i--) {
    const { fault, prefix } = state.entries[i];
    if (fault.kind === 'slow' && address.startsWith(prefix)) return fault.delay;
  }
  return 0;
}

/** How a far end treats one request. */
export interface Verdict {
  readonly kind: 'answer' | 'refuse' | 'silent';
  /** HTTP status of an answer that a script orders; undefined leaves it to the far end. */
  readonly status?: number;
  /** Its `Retry-After`, in seconds. */
  readonly retryAfter?: number;
  /** How many messages of the request are stored. */
  readonly stores: number;
  /** The fault that this request was the last of. */
  readonly ended?: FaultEntry;
}

/**
 * Decides what becomes of a request of `size` messages, and uses up faults that are counted.
 * @returns `refuse` without a connection, `silent` without an answer (stored or not), else `answer`
 */
export function judge(state: FaultsState, address: string, size: number): Verdict {
  const entry = faultAt(state, address);
  const fault = entry?.fault;
  switch (fault?.kind) {
    case 'down':
      return { kind: 'refuse', stores: 0 };
    case 'hang':
      return { kind: 'silent', stores: 0 };
    case 'lose-acks':
      return { kind: 'silent', stores: size, ...(--fault.left === 0 ? end(state, entry!) : {}) };
    case 'reply': {
      const status = fault.codes[Math.min(fault.next++, fault.codes.length - 1)];
      const ended = fault.left !== null && --fault.left === 0 ? end(state, entry!) : {};
      if (isSuccess(status)) return { kind: 'answer', status, stores: size, ...ended };
      const { retryAfter } = fault;
      return {
        kind: 'answer',
        status,
        stores: 0,
        ...(retryAfter === undefined ? {} : { retryAfter }),
        ...ended
      };
    }
    case 'ack-then-fail':
      if (size < fault.of) break;
      return { kind: 'answer', status: 500, stores: fault.stored, ...end(state, entry!) };
    default:
      break;
  }
  return { kind: 'answer', stores: size };
}

export const isSuccess = (status: number): boolean => status >= 200 && status < 300;

function end(state: FaultsState, ended: FaultEntry): { ended: FaultEntry } {
  state.entries = state.entries.filter((entry) => entry !== ended);
  return { ended };
}
