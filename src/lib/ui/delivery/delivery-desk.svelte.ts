import { OfferedDialog } from '../state/offered-dialog.svelte';
import type { RealDelivery } from './real-delivery.svelte';

/** Where real deliveries are asked for. */
export class DeliveryDesk extends OfferedDialog {
  #current = $state.raw<RealDelivery | null>(null);

  /** The delivery of this visit; null before anybody has asked for one. */
  get current(): RealDelivery | null {
    return this.#current;
  }

  begin(delivery: RealDelivery): void {
    this.#current?.stop();
    this.#current = delivery;
  }
}
