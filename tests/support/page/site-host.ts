import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { makeServer } from '../serve.mjs';

const BASE = '/docs/tools/playground/';

/** A host of the built site that can go away, come back at the same address, and change its files. */
export class SiteHost {
  readonly #isOpen: boolean;
  #server: Server | undefined;
  #port = 0;
  /** Files that are another text than in the build. */
  changed: (file: string, text: string) => string = (_file, text) => text;

  /** @param isOpen whether pages without an origin of their own may load its files */
  constructor({ isOpen = true }: { readonly isOpen?: boolean } = {}) {
    this.#isOpen = isOpen;
  }

  /** @returns the site's address */
  async start(): Promise<string> {
    this.#server = makeServer({
      root: join(import.meta.dirname, '../../../build'),
      base: BASE,
      isOpen: this.#isOpen,
      change: (file: string, text: string) => this.changed(file, text)
    });
    await new Promise<void>((resolve) => this.#server!.listen(this.#port, '127.0.0.1', resolve));
    this.#port = (this.#server.address() as AddressInfo).port;
    return `http://127.0.0.1:${this.#port}${BASE}`;
  }

  async stop(): Promise<void> {
    this.#server?.closeAllConnections();
    await new Promise((resolve) => this.#server?.close(resolve));
  }
}
