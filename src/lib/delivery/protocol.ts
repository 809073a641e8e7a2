/** What the playground and its delivery document say to each other (design §11). Both are of one origin; nobody else is heard. */

export const DELIVERY = 'changefeed-playground-delivery';

/** A visit's limits: past them the document pauses and asks. */
export const MOST_PER_SECOND = 10;
export const MOST_PER_VISIT = 500;

export interface DeliveryRequest {
  readonly id: number;
  readonly url: string;
  readonly body: string;
}

export type Outcome =
  /** The endpoint answered and the browser let the answer be read. */
  | { readonly kind: 'confirmed'; readonly status: number; readonly ms: number }
  /** The whole request went out; its answer is the browser's secret, or has not come in the time there is (`isLate`). */
  | { readonly kind: 'unreadable'; readonly ms: number; readonly isLate?: boolean }
  /** The endpoint had the request and sent it on to another host, where nothing went. */
  | { readonly kind: 'redirected'; readonly ms: number }
  /** The preflight was refused: nothing was sent. */
  | { readonly kind: 'preflight refused' }
  /** Nobody is there: nothing was sent. */
  | { readonly kind: 'unreachable' }
  /** The browser did not even try. */
  | { readonly kind: 'blocked'; readonly why: string }
  /** The person has pressed Stop, or closed the window. */
  | { readonly kind: 'stopped' };

export type ToDelivery =
  | { readonly type: 'start'; readonly origin: string }
  | { readonly type: 'send'; readonly request: DeliveryRequest };

export type FromDelivery =
  | { readonly type: 'here' }
  | { readonly type: 'outcome'; readonly id: number; readonly outcome: Outcome }
  | { readonly type: 'stopped' };

export const sealed = <T extends ToDelivery | FromDelivery>(message: T) => ({ source: DELIVERY, ...message });

/** Whether data is one of ours; who sent it is the receiver's to check. */
export function isDelivery(data: unknown): data is { readonly source: string; readonly type: string } {
  return (
    typeof data === 'object' &&
    data !== null &&
    (data as { source?: unknown }).source === DELIVERY &&
    typeof (data as { type?: unknown }).type === 'string'
  );
}
