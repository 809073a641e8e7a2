import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { makeServer } from '../serve.mjs';

/** Other people's sites: pages that embed the playground, on a site of their own, and a playground whose host gives no leave (CORS). */

export class DocsSite {
  readonly #pages = new Map<string, string>();
  readonly #servers: Server[] = [];
  origin = '';

  static async start(): Promise<DocsSite> {
    const site = new DocsSite();
    const server = createServer((request, response) => {
      const page = site.#pages.get(request.url ?? '');
      response
        .writeHead(page === undefined ? 404 : 200, { 'content-type': 'text/html; charset=utf-8' })
        .end(page);
    });
    // Another name for this machine, so another site to the browser.
    site.origin = `http://localhost:${await site.#listen(server)}`;
    return site;
  }

  /** The built playground on a host that sends no `Access-Control-Allow-Origin`. @returns its address */
  async closedPlayground(): Promise<string> {
    const server = makeServer({
      root: join(import.meta.dirname, '../../../build'),
      base: '/',
      isOpen: false
    });
    return `http://127.0.0.1:${await this.#listen(server)}/`;
  }

  /** @returns the page's address */
  page(name: string, html: string): string {
    this.#pages.set(`/${name}`, html);
    return `${this.origin}/${name}`;
  }

  /** A page of the fixtures, with what stands for the playground's address, the block and a note filled in. */
  fixture(name: string, values: Readonly<Record<'PLAYGROUND' | 'BLOCK' | 'NOTE', string>>): string {
    const html = readFileSync(join(import.meta.dirname, '../../fixtures/docs-sites', name), 'utf8');
    return this.page(
      name,
      html.replace(/%(PLAYGROUND|BLOCK|NOTE)%/g, (_all, key: keyof typeof values) => values[key])
    );
  }

  async #listen(server: Server): Promise<number> {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    this.#servers.push(server);
    return (server.address() as AddressInfo).port;
  }

  close(): void {
    for (const server of this.#servers) {
      server.closeAllConnections();
      server.close();
    }
  }
}
