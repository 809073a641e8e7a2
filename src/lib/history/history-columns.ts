import type { Context } from './event-types';
import type { KeyInfo } from './key-index';

/** New events as columns. The meaning of `numbers` and contexts is told by `event-codec.ts`. */
export interface HistoryColumns {
  /** Seq of the first event here; what the page has from there on is void. */
  readonly from: number;
  readonly count: number;
  readonly type: Uint8Array;
  readonly t: Float64Array;
  readonly context: Int32Array;
  readonly wall: Float64Array;
  readonly logical: Int32Array;
  /** `NUMBER_COLUMNS` columns one after another, each `count` long. */
  readonly numbers: Int32Array;
  /** Key number of each message event, else -1. */
  readonly messageKey: Int32Array;
  /** Rows written by commits among these events. */
  readonly writes: {
    readonly seq: Int32Array;
    readonly key: Int32Array;
    readonly op: Uint8Array;
    readonly range: Int32Array;
  };
  /** Contexts and keys that have come since the update before, by number from `contextsFrom` and `keysFrom` on. */
  readonly contextsFrom: number;
  readonly contexts: readonly Context[];
  readonly keysFrom: number;
  readonly keys: readonly KeyInfo[];
}
