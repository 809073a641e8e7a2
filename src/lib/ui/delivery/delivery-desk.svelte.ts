import type { RealDelivery } from './real-delivery.svelte';

/** Where real deliveries are asked for: on the playground's own page alone, never in an embed. */
export class DeliveryDesk {
  #isOffered = $state(false);
  #isOpen = $state(false);
  #current = $state.raw<RealDelivery | null>(null);

  get isOffered(): boolean {
    return this.#isOffered;
  }

  get isOpen(): boolean {
    return this.#isOpen;
  }

  /** The delivery of this visit; null before anybody has asked for one. */
  get current(): RealDelivery | null {
    return this.#current;
  }

  offer(): void {
    this.#isOffered = true;
  }

  open(): void {
    this.#isOpen = this.#isOffered;
  }

  close(): void {
    this.#isOpen = false;
  }

  begin(delivery: RealDelivery): void {
    this.#current?.stop();
    this.#current = delivery;
  }
}
