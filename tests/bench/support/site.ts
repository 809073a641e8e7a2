import { join } from 'node:path';
import { chromium, type Browser } from 'playwright';
import { launchOptions } from '../../support/chromium';
import { makeServer } from '../../support/serve.mjs';

/** The built site: `npm run build` comes first. */
export const BUILD = join(process.cwd(), 'build');

/** Serves the build to a real Chromium while something is measured in it. @param work gets the site's address */
export async function inBrowser<T>(work: (browser: Browser, site: string) => Promise<T>): Promise<T> {
  const server = makeServer({ root: BUILD, base: '/', isPacked: true });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  const browser = await chromium.launch(launchOptions);
  try {
    return await work(browser, `http://127.0.0.1:${port}/`);
  } finally {
    await browser.close();
    server.close();
  }
}

/** A thousand keys, written again and again. @param emissions thousands */
export const longScript = (emissions: number): string => `CREATE TABLE t (id INT PRIMARY KEY, n INT);
CREATE CHANGEFEED FOR TABLE t INTO 'kafka://k:9092';
INSERT INTO t SELECT i, 0 FROM generate_series(1, 1000) AS g (i);
${'\\wait 500ms\nUPDATE t SET n = n + 1;\n'.repeat(emissions / 1000 - 1)}\\wait 5s
`;

/** A hundred thousand emissions. */
export const LONG_SCRIPT = longScript(100_000);
