import { expect, test as base, type FrameLocator, type Page } from '@playwright/test';
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { encodeLink } from '../../src/lib/scenario/link.ts';
import { makeScenario, printScenario } from '../../src/lib/scenario/scenario.ts';
import { DocsSite } from '../support/page/docs-site.ts';

/** The playground in other people's pages: fixture sites of each kind, sandboxes, the message interface, hostile pages. */

const SCRIPT = `CREATE TABLE t (id INT PRIMARY KEY, v STRING);
CREATE CHANGEFEED FOR TABLE t INTO 'kafka://localhost:9092' WITH updated;
\\wait 5s
INSERT INTO t VALUES (1, 'first');
\\wait 20s
\\note the second row
INSERT INTO t VALUES (2, 'second');
\\wait 10s
`;
const SCENARIO = makeScenario({ title: 'Two rows', script: SCRIPT });
const LINK = encodeLink(SCENARIO);

const test = base.extend<{ site: DocsSite; playgroundUrl: string; faults: string[] }>({
  // eslint-disable-next-line no-empty-pattern -- Playwright reads the names of what a fixture needs
  site: async ({}, use) => {
    const site = await DocsSite.start();
    await use(site);
    site.close();
  },
  playgroundUrl: async ({ baseURL }, use) => use(baseURL!),
  faults: [
    async ({ context, site, baseURL }, use) => {
      const faults: string[] = [];
      context.on('request', (request) => {
        const { protocol, origin, hostname } = new URL(request.url());
        const known =
          origin === site.origin || origin === new URL(baseURL!).origin || hostname === '127.0.0.1';
        if (protocol.startsWith('http') && !known) faults.push(`request to ${request.url()}`);
      });
      context.on('weberror', (error) => faults.push(`uncaught: ${error.error().message}`));
      context.on('console', (message) => {
        if (/Content Security Policy|violates/.test(message.text())) faults.push(message.text());
      });
      await use(faults);
      expect(faults).toEqual([]);
    },
    { auto: true }
  ]
});

const inFrame = (page: Page): FrameLocator => page.frameLocator('iframe').first();

async function playhead(page: Page): Promise<number> {
  const slider = inFrame(page).getByRole('slider', { name: 'Playhead' });
  return Number(await slider.getAttribute('aria-valuenow'));
}

/** The block that `cli render` prints. */
function block(playground: string, options: readonly string[] = []): string {
  const cli = join(import.meta.dirname, '../../src/cli/tools/cli.mjs');
  const file = test.info().outputPath('scenario.json');
  writeFileSync(file, printScenario(SCENARIO));
  return execFileSync(process.execPath, [cli, 'render', file, '--base', playground, ...options], {
    encoding: 'utf8'
  }).trim();
}

for (const name of ['plain.html', 'jekyll.html', 'docusaurus.html'])
  test(`a page of ${name.replace('.html', '')} shows the block, which becomes live, and its sentences drive it`, async ({
    page,
    site,
    playgroundUrl
  }) => {
    const url = site.fixture(name, {
      PLAYGROUND: playgroundUrl,
      BLOCK: block(playgroundUrl),
      NOTE: 'the second row'
    });
    await page.goto(url);
    await expect(inFrame(page).getByRole('application', { name: 'Timeline' })).toBeVisible({
      timeout: 20_000
    });
    await page.getByText('twenty seconds').click();
    await expect.poll(() => playhead(page)).toBe(20_000);
    expect(
      await page.locator('iframe').evaluate((frame) => frame.getBoundingClientRect().height)
    ).toBeGreaterThan(200);
  });

test('without JavaScript the block shows script, picture and messages', async ({
  browser,
  site,
  playgroundUrl
}) => {
  const context = await browser.newContext({ javaScriptEnabled: false });
  const page = await context.newPage();
  await page.goto(
    site.fixture('plain.html', { PLAYGROUND: playgroundUrl, BLOCK: block(playgroundUrl), NOTE: 'x' })
  );
  await expect(page.getByText("INSERT INTO t VALUES (2, 'second');")).toBeVisible();
  await expect(page.getByRole('img', { name: /Two rows/ })).toBeVisible();
  await expect(page.getByRole('cell', { name: '{"id": 2' })).toHaveCount(1);
  await expect(page.getByRole('link', { name: 'Open in the playground' })).toBeVisible();
  await context.close();
});

test('where the playground’s host cannot be reached, the block of another site stays, and can be tried again', async ({
  page,
  site,
  playgroundUrl
}) => {
  await page.clock.install();
  const html = block(playgroundUrl, ['--run', 'click']);
  await page.goto(
    site.page(
      'away',
      `<!doctype html><title>away</title><script src="${playgroundUrl}embed.js"></script>${html}`
    )
  );
  const button = page.getByRole('button', { name: /Run it here/ });
  await expect(button).toBeVisible();
  await page.route(`${playgroundUrl}embed/**`, (route) => route.abort());
  await button.click();
  await expect(page.locator('iframe')).toHaveCount(1);
  await expect(page.getByText("INSERT INTO t VALUES (2, 'second');")).toBeVisible();
  await page.clock.fastForward(20_000);
  await expect(page.getByRole('status')).toHaveText(/cannot be reached/);
  await expect(page.locator('iframe')).toHaveCount(0);
  await expect(page.getByRole('img', { name: /Two rows/ })).toBeVisible();

  await page.unroute(`${playgroundUrl}embed/**`);
  await page.clock.resume();
  await button.click();
  await expect(inFrame(page).getByRole('application', { name: 'Timeline' })).toBeVisible({ timeout: 20_000 });
  await expect(page.getByText("INSERT INTO t VALUES (2, 'second');")).toBeHidden();
});

test('what made the page finds it as it left it, and may take an embed away and put it back', async ({
  page,
  site,
  playgroundUrl
}) => {
  await page.goto(
    site.page(
      'framework',
      `<!doctype html><title>framework</title><main>${block(playgroundUrl)}</main><script async src="${playgroundUrl}embed.js"></script>`
    )
  );
  const markup = () => page.locator('main').evaluate((main) => main.innerHTML);
  const before = await markup();
  await expect(inFrame(page).getByRole('application', { name: 'Timeline' })).toBeVisible({ timeout: 20_000 });
  expect(await markup()).toBe(before);
  await page.evaluate(() => {
    const main = document.querySelector('main')!;
    const [child] = main.children;
    child.remove();
    main.append(child);
  });
  await expect(page.locator('iframe')).toHaveCount(1);
  await expect(inFrame(page).getByRole('application', { name: 'Timeline' })).toBeVisible({ timeout: 20_000 });
  expect(await markup()).toBe(before);
});

test('ten embeds cost less than 60 kB before a click, and nothing of the playground is loaded', async ({
  page,
  site,
  playgroundUrl
}) => {
  const one = block(playgroundUrl, ['--run', 'click']);
  const blocks = `${one}\n`.repeat(10);
  const html = `<!doctype html><title>ten</title><script async src="${playgroundUrl}embed.js"></script>${blocks}`;
  const loader = readFileSync(join(import.meta.dirname, '../../build/embed.js'));
  expect(gzipSync(loader, { level: 9 }).length).toBeLessThan(15_000);
  // One by one: ten like blocks in one file would be packed far better than ten different ones.
  const bytes = 10 * gzipSync(one).length + gzipSync(loader).length;
  expect(bytes).toBeLessThan(60_000);
  const requests: string[] = [];
  page.on('request', (request) => requests.push(request.url()));
  await page.goto(site.page('ten', html));
  const buttons = page.getByRole('button', { name: /Run it here/ });
  await expect(buttons).toHaveCount(10);
  expect(requests.filter((url) => url.startsWith(playgroundUrl))).toEqual([`${playgroundUrl}embed.js`]);
  await buttons.first().click();
  await expect(inFrame(page).getByRole('application', { name: 'Timeline' })).toBeVisible({ timeout: 20_000 });
});

test('frames load only near the viewport, however many there are', async ({ page, site, playgroundUrl }) => {
  const one = `<changefeed-playground link="${playgroundUrl}${LINK}" height="300"><pre>SQL</pre></changefeed-playground><div style="height:900px"></div>`;
  await page.goto(
    site.page(
      'many',
      `<!doctype html><script src="${playgroundUrl}embed.js"></script>${one.repeat(200)}<changefeed-playground></changefeed-playground>`
    )
  );
  // Those in view and one just below.
  await expect(page.locator('iframe')).toHaveCount(2);
  await expect(inFrame(page).getByRole('application', { name: 'Timeline' })).toBeVisible({ timeout: 20_000 });
});

const frameOf = (src: string, sandbox?: string) =>
  `<!doctype html><title>frame</title><iframe src="${src}"${sandbox === undefined ? '' : ` sandbox="${sandbox}"`} width="900" height="600"></iframe>`;

test('allow-scripts alone on any other host: the static layer within two seconds, and what to allow', async ({
  page,
  site,
  faults
}) => {
  const closed = await site.closedPlayground();
  await page.goto(site.page('closed', frameOf(`${closed}embed/${LINK}`, 'allow-scripts')));
  const layer = inFrame(page).locator('#static-layer');
  await expect(layer).toBeVisible({ timeout: 2000 });
  await expect(layer).toContainText("INSERT INTO t VALUES (2, 'second');");
  await expect(layer).toContainText('Two rows');
  await expect(layer).toContainText('allow-same-origin');
  await expect(layer.getByRole('link', { name: 'Open in the playground' })).toHaveAttribute(
    'href',
    `${closed}${LINK}`
  );
  // The modules are refused, which is what the layer is for.
  expect(faults.splice(0).every((fault) => fault.includes('dynamically imported module'))).toBe(true);
});

test('the frame is as light or dark as the page around it, whichever way that page says so', async ({
  page,
  site,
  playgroundUrl
}) => {
  await page.emulateMedia({ colorScheme: 'light' });
  const element = `<changefeed-playground link="${playgroundUrl}${LINK}"></changefeed-playground>`;
  await page.goto(
    site.page(
      'follows',
      `<!doctype html><style>[data-theme='dark'] body { background: #1b1b1d } .night { background: rgb(0 0 0 / 90%) }</style>
       <script async src="${playgroundUrl}embed.js"></script><main>${element}</main>`
    )
  );
  const root = inFrame(page).locator('html');
  await expect(inFrame(page).getByRole('application', { name: 'Timeline' })).toBeVisible({ timeout: 20_000 });
  await expect(root).toHaveAttribute('data-theme', 'light');
  await page.evaluate(() => (document.documentElement.dataset.theme = 'dark'));
  await expect(root).toHaveAttribute('data-theme', 'dark');
  await page.evaluate(() => delete document.documentElement.dataset.theme);
  await expect(root).toHaveAttribute('data-theme', 'light');
  await page.evaluate(() => document.querySelector('main')!.classList.add('night'));
  // A part of the page tells nobody when it changes; the next sign from the page is enough.
  await page.evaluate(() => document.body.classList.add('scrolled'));
  await expect(root).toHaveAttribute('data-theme', 'dark');
  await page.evaluate(() => document.querySelector('changefeed-playground')!.setAttribute('theme', 'light'));
  await expect(root).toHaveAttribute('data-theme', 'light');
});

test('choices: parts, read-only, run on click', async ({ page, site, playgroundUrl }) => {
  const src = `${playgroundUrl}embed/${LINK}&view=editor,kafka&theme=dark&run=click&edit=0&consent=1&webhook=1`;
  await page.goto(site.page('choices', frameOf(src)));
  const frame = inFrame(page);
  await expect(frame.getByText("'second'").first()).toBeVisible();
  await frame.getByRole('button', { name: 'Run' }).click();
  await expect(frame.getByRole('tab', { name: 'Kafka' })).toBeVisible();
  await expect(frame.getByRole('textbox', { name: 'SQL script' })).toHaveCount(0);
  await expect(frame.getByRole('application', { name: 'Timeline' })).toHaveCount(0);
  await expect(frame.locator('html')).toHaveAttribute('data-theme', 'dark');
});

test('a link that is damaged says so in the frame', async ({ page, site, playgroundUrl }) => {
  await page.goto(site.page('bent', frameOf(`${playgroundUrl}embed/${LINK.slice(0, 40)}`)));
  await expect(inFrame(page).getByText(/damaged/)).toBeVisible({ timeout: 20_000 });
});

test('every other page shows only a way out when it is framed', async ({ page, site, playgroundUrl }) => {
  await page.goto(site.page('clickjack', frameOf(playgroundUrl)));
  await expect(
    inFrame(page).getByRole('link', { name: /Open the Changefeed Playground in a tab/ })
  ).toBeVisible();
  await expect(inFrame(page).getByRole('button')).toHaveCount(0);
});

/** A page that keeps what the frame says and can say anything to it. */
const SPEAKER = (src: string) => `<!doctype html><title>speaker</title>
<iframe id="frame" src="${src}" width="900" height="600"></iframe>
<script>
  window.heard = [];
  addEventListener('message', (event) => window.heard.push({ origin: event.origin, data: event.data }));
  window.say = (message) => frame.contentWindow.postMessage({ source: 'changefeed-playground', v: 1, ...message }, '*');
</script>`;

async function ask(page: Page, message: object, id: string): Promise<Record<string, unknown>> {
  await page.evaluate((m) => (window as unknown as { say(m: object): void }).say(m), { ...message, id });
  const answer = await page.waitForFunction(
    (wanted) =>
      (window as unknown as { heard: { data: Record<string, unknown> }[] }).heard.find(
        ({ data }) => data.id === wanted
      ),
    id
  );
  return ((await answer.jsonValue()) as { data: Record<string, unknown> }).data;
}

test('the message interface: load, run, seek, state, check, theme', async ({ page, site, playgroundUrl }) => {
  await page.goto(site.page('speaker', SPEAKER(`${playgroundUrl}embed/`)));
  await page.waitForFunction(() =>
    (window as unknown as { heard: { data: { type: string } }[] }).heard.some(
      ({ data }) => data.type === 'ready'
    )
  );
  expect(await ask(page, { type: 'load', script: SCRIPT }, 'a')).toMatchObject({
    type: 'state',
    running: false
  });
  expect(await ask(page, { type: 'seek', at: 6_000_000_000 }, 'b')).toMatchObject({ type: 'state', at: 6e9 });
  const atNote = await ask(page, { type: 'seek', note: 'the second row' }, 'c');
  expect(atNote.at).toBeGreaterThan(25e9);
  expect(atNote.digest).toMatch(/^[0-9a-f]{16}$/);
  expect(await ask(page, { type: 'seek', note: 'no such' }, 'd')).toMatchObject({ type: 'error' });
  expect(await ask(page, { type: 'check' }, 'e')).toMatchObject({ type: 'check', ok: true, failed: [] });
  const wrong = { version: 1, script: SCRIPT, digest: '0000000000000000' };
  await ask(page, { type: 'load', scenario: wrong }, 'f');
  expect(await ask(page, { type: 'check' }, 'g')).toMatchObject({ ok: false, failed: ['digest'] });
  expect(await ask(page, { type: 'load', scenario: { version: 9 } }, 'h')).toMatchObject({ type: 'error' });
  expect(await ask(page, { type: 'run' }, 'i')).toMatchObject({ type: 'state', running: true });
  await page.waitForFunction(() =>
    (window as unknown as { heard: { data: { type: string; count?: number } }[] }).heard.some(
      ({ data }) => data.type === 'emission' && data.count! > 0
    )
  );
  await page.evaluate(() =>
    (window as unknown as { say(m: object): void }).say({ type: 'theme', value: 'dark' })
  );
  await expect(inFrame(page).locator('html')).toHaveAttribute('data-theme', 'dark');
});

test('strangers are not heard: other windows, wrong forms, floods', async ({ page, site, playgroundUrl }) => {
  const src = `${playgroundUrl}embed/${LINK}`;
  const sibling = site.page(
    'sibling',
    `<script>setInterval(() => { for (const w of [parent.frames[0]]) w.postMessage({ source: 'changefeed-playground', v: 1, type: 'load', script: 'SELECT 666;' }, '*') }, 50)</script>`
  );
  await page.goto(site.page('hostile', `${SPEAKER(src)}<iframe src="${sibling}"></iframe>`));
  const frame = inFrame(page);
  await expect(frame.getByRole('application', { name: 'Timeline' })).toBeVisible({ timeout: 20_000 });
  await page.evaluate(() => {
    const { contentWindow } = document.getElementById('frame') as HTMLIFrameElement;
    for (const data of [
      null,
      [],
      'x',
      { source: 'changefeed-playground' },
      { source: 'changefeed-playground', v: 1, type: 'eval', code: 'window.__xss=1' }
    ])
      contentWindow!.postMessage(data, '*');
    for (let i = 0; i < 100_000; i++)
      contentWindow!.postMessage({ source: 'changefeed-playground', v: 1, type: 'ping' }, '*');
  });
  await page.waitForTimeout(1500);
  await expect(frame.getByText('666')).toHaveCount(0);
  await expect(frame.getByRole('heading', { name: 'Two rows' })).toBeVisible();
  expect(await ask(page, { type: 'state' }, 'alive')).toMatchObject({ type: 'state' });
});
