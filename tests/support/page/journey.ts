import { test as base, expect } from '@playwright/test';
import { PlaygroundPage } from './playground-page';

/**
 * Tests of journeys: each gets the page, and fails on what must never happen in any of them – a request to another host, a violation of the
 * policy, an uncaught error, an error in the console.
 */
export const test = base.extend<{ playground: PlaygroundPage; faults: string[] }>({
  faults: [
    async ({ context, baseURL }, use) => {
      const faults: string[] = [];
      const origin = new URL(baseURL ?? 'http://127.0.0.1').origin;
      context.on('request', (request) => {
        const { protocol, origin: to } = new URL(request.url());
        if (protocol.startsWith('http') && to !== origin) faults.push(`request to ${request.url()}`);
      });
      context.on('weberror', (error) => faults.push(`uncaught: ${error.error().message}`));
      context.on('console', (message) => {
        if (message.type() === 'error') faults.push(`console: ${message.text()}`);
      });
      await use(faults);
      expect(faults).toEqual([]);
    },
    { auto: true }
  ],
  playground: async ({ page }, use) => {
    await use(new PlaygroundPage(page));
  }
});

export { expect };
