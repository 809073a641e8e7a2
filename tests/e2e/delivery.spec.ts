import { expect, test, type Page } from '@playwright/test';
import { spawn } from 'node:child_process';
import { createServer as createHttpServer } from 'node:http';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { makeReceiver } from '../../src/cli/tools/receiver.mjs';
import { PlaygroundPage } from '../support/page/playground-page';

/** Real deliveries to the receiver in each of its misbehaviours: the doctor's verdict is right, and nothing is sent without the dialog. */

const SLOW_MS = 700;

async function receiver(answer: string) {
  const server = makeReceiver({ answer, slowMs: SLOW_MS });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { server, port: (server.address() as AddressInfo).port };
}

/** A port that nobody listens on. */
async function closedPort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** A run that has sent one request, to the mock as yet. */
async function runInto(page: Page, port: number, rest = ''): Promise<PlaygroundPage> {
  const playground = new PlaygroundPage(page);
  await playground.open();
  await playground.largeEditor();
  await playground.write(`CREATE TABLE t (id INT PRIMARY KEY, v STRING);
CREATE CHANGEFEED FOR t INTO 'webhook-https://127.0.0.1:${port}/hook?insecure_tls_skip_verify=true';
\\wait 2s
INSERT INTO t VALUES (1, 'for real');
\\wait 5s
${rest}`);
  await playground.runAll();
  await playground.runToEnd();
  await page.getByRole('tab', { name: 'Webhook' }).click();
  await expect(page.getByRole('list', { name: 'Requests' }).getByRole('listitem').first()).toBeVisible();
  return playground;
}

/** Names the host and opens the window that sends. */
async function allow(page: Page, port: number, { isPlain = true } = {}): Promise<Page> {
  await page.getByRole('button', { name: 'Deliver for real…' }).click();
  const dialog = page.getByRole('dialog', { name: 'Deliver for real' });
  if (isPlain) await dialog.getByRole('checkbox', { name: /plain HTTP/ }).check();
  const open = dialog.getByRole('button', { name: 'Open the delivery window' });
  await expect(open).toBeDisabled();
  await dialog.getByRole('textbox', { name: 'Host' }).fill(`127.0.0.1:${port}`);
  const popup = page.waitForEvent('popup');
  await open.click();
  return popup;
}

const verdicts = (page: Page) => page.getByRole('list', { name: 'What happened' }).getByRole('listitem');

/** A run whose two requests, the second of a row called `later`, have been delivered and recorded. */
async function deliverTwo(page: Page, port: number): Promise<PlaygroundPage> {
  const playground = await runInto(page, port, "INSERT INTO t VALUES (2, 'later');\n\\wait 5s\n");
  await allow(page, port);
  await expect(verdicts(page)).toHaveCount(2, { timeout: 20_000 });
  await page.getByRole('button', { name: 'Close' }).click();
  await expect(playground.lines.first()).toContainText(/\\reply\s2/);
  return playground;
}

const CASES = [
  { answer: '200', says: /Delivered and confirmed: 200/, sends: 1, line: /\\reply\s1\s200\safter\s\d+ms/ },
  {
    answer: 'slow',
    says: /Delivered and confirmed: 200 after [7-9]\d\d|after \d{4} ms/,
    sends: 1,
    line: /\\reply\s1\s200\safter\s\d+ms/
  },
  {
    answer: 'unreadable',
    says: /Delivered, but the answer cannot be read/,
    sends: 1,
    line: /\\reply\s1\sunreadable\safter\s\d+ms/
  },
  { answer: 'no-cors', says: /Preflight refused, nothing was sent/, sends: 0, line: null },
  { answer: 'no-preflight', says: /Preflight refused, nothing was sent/, sends: 0, line: null }
] as const;

for (const { answer, says, sends, line } of CASES)
  test(`an endpoint that answers ${answer}`, async ({ page }) => {
    const { server, port } = await receiver(answer);
    const playground = await runInto(page, port);
    expect(server.received).toEqual([]);
    const window = await allow(page, port);
    await expect(verdicts(page).first()).toHaveText(says, { timeout: 20_000 });
    expect(server.received).toHaveLength(sends);
    await expect(window.getByRole('heading', { name: `http://127.0.0.1:${port}` })).toBeVisible();
    await expect(window.getByRole('list', { name: 'Requests' })).toContainText('for real');
    if (line) {
      expect(JSON.parse(server.received[0])).toMatchObject({ length: 1 });
      await page.getByRole('button', { name: 'Close' }).click();
      await expect(playground.lines.first()).toContainText(line);
    }
    server.closeAllConnections();
    server.close();
  });

test('an endpoint that answers 500 gets each attempt of the feed once, until Stop', async ({ page }) => {
  const { server, port } = await receiver('500');
  await runInto(page, port);
  const window = await allow(page, port);
  await expect(verdicts(page).last()).toHaveText(/Received and refused: 500/, { timeout: 20_000 });
  // The window closes itself under the click, which Playwright may then not hear the end of.
  const closed = window.waitForEvent('close');
  await window
    .getByRole('button', { name: 'Stop' })
    .click()
    .catch(() => undefined);
  await closed;
  const count = server.received.length;
  await page.waitForTimeout(1000);
  expect(server.received.length).toBeLessThanOrEqual(count + 1);
  server.closeAllConnections();
  server.close();
});

test('a redirect to another host is not followed, and does not pass for a request that was not sent', async ({
  page
}) => {
  const seen: string[] = [];
  const elsewhere = await receiver('200');
  const server = createHttpServer((request, response) => {
    seen.push(request.method ?? '');
    response.setHeader('access-control-allow-origin', '*').setHeader('access-control-allow-headers', '*');
    if (request.method === 'OPTIONS') response.writeHead(204).end();
    else response.writeHead(307, { location: `http://127.0.0.1:${elsewhere.port}/x` }).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const playground = await runInto(page, port);
  const window = await allow(page, port);
  await expect(verdicts(page).last()).toHaveText(/Received.*redirect to another host/, { timeout: 20_000 });
  await page.getByRole('button', { name: 'Stop', exact: true }).click();
  await page.getByRole('button', { name: 'Close' }).click();
  await expect(playground.lines.first()).toContainText(/\\reply\s1\s302\safter\s\d+ms/);
  expect(seen).toContain('POST');
  expect(elsewhere.server.received).toEqual([]);
  expect(window.isClosed()).toBe(true);
  for (const one of [server, elsewhere.server]) {
    one.closeAllConnections();
    one.close();
  }
});

test('a closed port', async ({ page }) => {
  const port = await closedPort();
  await runInto(page, port);
  await allow(page, port);
  await expect(verdicts(page).first()).toHaveText(/Unreachable: nothing was sent/, { timeout: 20_000 });
});

test('what has been sent is not sent again, whatever is undone', async ({ page }) => {
  const { server, port } = await receiver('200');
  const playground = await runInto(page, port);
  await allow(page, port);
  await expect(verdicts(page)).toHaveCount(1, { timeout: 20_000 });
  await page.getByRole('button', { name: 'Close' }).click();
  await expect(playground.lines.first()).toContainText(/\\reply\s1/);
  await page.getByRole('button', { name: /^Undo/ }).first().click();
  await expect(playground.lines.first()).not.toContainText(/\\reply\s1/);
  await page.waitForTimeout(1000);
  expect(server.received).toHaveLength(1);
  server.closeAllConnections();
  server.close();
});

test('of a branch and of the run before it nothing is sent again, and answers that a branch does not get are left out of it', async ({
  page
}) => {
  const { server, port } = await receiver('200');
  const playground = await deliverTwo(page, port);

  // Behind the first request and before the second one.
  const slider = page.getByRole('slider', { name: 'Playhead' });
  await slider.press('Home');
  while ((await playground.at()) < 4000) await slider.press('ArrowRight');
  await playground.nodes.getByRole('button', { name: 'Kill node 3' }).click();
  await expect(page.getByText(/^Made a branch at/)).toBeVisible();
  await expect(playground.lines.first()).toContainText(/\\reply\s1/);
  await expect(playground.lines.first()).not.toContainText(/\\reply\s2/);
  await playground.script.focus();
  await page.keyboard.press('ControlOrMeta+End');
  await page.keyboard.insertText("INSERT INTO t VALUES (3, 'of the branch');");
  await page.keyboard.press('ControlOrMeta+Enter');
  await playground.runToEnd();
  await page.waitForTimeout(1000);
  expect(server.received).toHaveLength(2);

  await page.getByRole('button', { name: /3 runs/ }).click();
  await page.getByRole('button', { name: 'Open Run 2' }).click();
  await expect(playground.lines.first()).toContainText(/\\reply\s2/);
  await page.waitForTimeout(1000);
  await expect(page.getByText(/is another one since the script was changed/)).toHaveCount(0);
  expect(server.received).toHaveLength(2);
  server.closeAllConnections();
  server.close();
});

test('an edit that makes an answered request another one drops its answer, with a notice, and sends nothing', async ({
  page
}) => {
  const { server, port } = await receiver('200');
  const playground = await deliverTwo(page, port);
  const script = await page.evaluate(() => document.querySelector('.view-lines')!.textContent);
  expect(script).toMatch(/\\reply\s1/);

  await playground.script.focus();
  await page.keyboard.press('ControlOrMeta+Home');
  await page.keyboard.press('ControlOrMeta+f');
  await page.keyboard.insertText('later');
  await page.keyboard.press('Alt+Enter');
  await page.keyboard.insertText('edited');
  await page.keyboard.press('Escape');
  await playground.runAll();
  await playground.runToEnd();
  await expect(page.getByText(/Request 2 is another one since the script was changed/)).toBeVisible();
  await expect(playground.lines.first()).not.toContainText(/\\reply\s2/);
  await expect(playground.lines.first()).toContainText(/\\reply\s1/);
  expect(server.received).toHaveLength(2);
  server.closeAllConnections();
  server.close();
});

test('the receiver of the repository over https, as a webhook sink wants it', async ({
  browser,
  baseURL
}) => {
  const context = await browser.newContext({
    baseURL,
    ignoreHTTPSErrors: true,
    viewport: { width: 1440, height: 900 },
    reducedMotion: 'reduce'
  });
  const files = join(import.meta.dirname, '../fixtures/receiver');
  const receiving = spawn(process.execPath, [
    join(import.meta.dirname, '../../src/cli/tools/receiver.mjs'),
    ...['--https', '--cert', join(files, 'cert.pem'), '--key', join(files, 'key.pem'), '--port', '0']
  ]);
  let printed = '';
  receiving.stdout.on('data', (part: Buffer) => (printed += part.toString()));
  await expect.poll(() => printed).toMatch(/https:\/\/localhost:\d+/);
  const port = Number(/localhost:(\d+)/.exec(printed)![1]);

  const page = await context.newPage();
  await runInto(page, port);
  await allow(page, port, { isPlain: false });
  await expect(verdicts(page).first()).toHaveText(/Delivered and confirmed: 200/, { timeout: 20_000 });
  await expect.poll(() => printed).toContain('for real');
  await context.close();
  receiving.kill();
});

test('before sending, the dialog tells what the endpoint will see beside the requests', async ({ page }) => {
  await runInto(page, await closedPort());
  await page.getByRole('button', { name: 'Deliver for real…' }).click();
  const dialog = page.getByRole('dialog', { name: 'Deliver for real' });
  await expect(dialog).toContainText('one GET without body or cookies');
  await expect(dialog).toContainText('webhook_auth_header is not sent');
});

test('the delivery window does nothing unless the playground opens it', async ({ page, baseURL }) => {
  await page.goto(`${baseURL}deliver.html`);
  await expect(page.getByText('works only when the playground opens it')).toBeVisible();
  const policy = await page
    .locator('meta[http-equiv="content-security-policy"]')
    .first()
    .getAttribute('content');
  expect(policy).toContain("default-src 'none'");
});
