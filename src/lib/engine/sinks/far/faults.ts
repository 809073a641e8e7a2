import type { Nanos } from '../../base/timestamp';

/**
 * What has been done to far ends (`\sink` of design §6). A fault names a sink by the beginning of its address, also one
 * that no changefeed uses yet; the newest that matches decides.
 */
export type SinkFault =
  | { readonly kind: 'down' }
  | { readonly kind: 'slow'; readonly delay: Nanos }
  | { readonly kind: 'hang' }
  | { readonly kind: 'lose-acks'; left: number }
  | { readonly kind: 'reply'; readonly codes: readonly number[]; next: number; left: number | null }
  | { readonly kind: 'ack-then-fail'; readonly stored: number; readonly of: number };

export interface FaultEntry {
  /** Number of the fault in history. */
  readonly no: number;
  /** `scheme://host/path` prefix. */
  readonly prefix: string;
  readonly fault: SinkFault;
  /** When it ends by itself. */
  readonly until: Nanos | null;
}

export interface FaultsState {
  nextNo: number;
  entries: FaultEntry[];
}

export const makeFaultsState = (): FaultsState => ({ nextNo: 1, entries: [] });

/** What an address does with requests: the newest fault there but for slowness, which comes on top of any. */
export function faultAt(state: FaultsState, address: string): FaultEntry | undefined {
  for (let i = state.entries.length - 1; i >= 0; i--) {
    const entry = state.entries[i];
    if (entry.fault.kind !== 'slow' && address.startsWith(entry.prefix)) return entry;
  }
  return undefined;
}

/** The newest fault of one kind at an address. */
export function faultOfKind<K extends SinkFault['kind']>(
  state: FaultsState,
  address: string,
  kind: K
): (FaultEntry & { readonly fault: Extract<SinkFault, { kind: K }> }) | undefined {
  for (let i = state.entries.length - 1; i >= 0; i--) {
    const entry = state.entries[i];
    if (entry.fault.kind === kind && address.startsWith(entry.prefix))
      return entry as FaultEntry & { readonly fault: Extract<SinkFault, { kind: K }> };
  }
  return undefined;
}
