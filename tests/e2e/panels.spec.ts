import type { Page } from '@playwright/test';
import { expect, test } from '../support/page/journey';
import type { PlaygroundPage } from '../support/page/playground-page';

const FEED = `CREATE TABLE t (id INT PRIMARY KEY, v STRING);
INSERT INTO t VALUES (1, 'a'), (2, 'b');
CREATE CHANGEFEED FOR t INTO 'kafka://k' WITH updated, resolved = '1s', min_checkpoint_frequency = '1s';
\\gset
\\wait 10s
`;
const OUTAGE = `${FEED}\\sink 'kafka://k' down for 10s
UPDATE t SET v = 'c' WHERE id = 1;
\\wait 30s
`;
const OPEN_TXN = `${FEED}\\session alice
BEGIN;
UPDATE t SET v = 'alice' WHERE id = 1;
\\session root
\\wait 20s
\\session alice
COMMIT;
\\wait 10s
`;

async function run(playground: PlaygroundPage, script: string): Promise<void> {
  await playground.open();
  await playground.largeEditor();
  await playground.write(script);
  await playground.runAll();
  await playground.runToEnd();
}

const openPanel = (page: Page, name: string) => page.getByRole('tab', { name, exact: true }).last().click();

test('a newcomer finds out why a row came twice, and what a consumer should do about it', async ({
  playground,
  page
}) => {
  await playground.open();
  await playground.messages.filter({ hasText: '2nd copy' }).first().click();
  await expect(playground.inspector).toContainText('Sent again');
  await expect(playground.inspector).toContainText('updated');
  await openPanel(page, 'Consumer');
  const consumers = page.getByRole('region', { name: 'Consumers' });
  await expect(consumers).toContainText('10 messages read, 2 of them copies');
  await expect(consumers.getByRole('columnheader', { name: /^Idempotent/ })).toContainText(
    'left out 2 copies'
  );
  await expect(consumers.getByRole('columnheader', { name: /^Buffers/ })).toContainText(
    'sends no resolved timestamps'
  );
  await page.getByRole('button', { name: 'Terminal' }).click();
  await expect(page.getByText(/^kafka-console-consumer .*--topic employees/)).toBeVisible();
  await expect(page.getByRole('list', { name: 'Output of the console consumer' })).toContainText('Terrence');
});

test('a panel that is empty offers the step that fills it', async ({ playground, page }) => {
  await run(playground, `CREATE TABLE "Order" (id INT PRIMARY KEY);\nINSERT INTO "Order" VALUES (1);\n`);
  await openPanel(page, 'Jobs');
  await page.getByRole('button', { name: 'Make a changefeed of Order' }).click();
  await expect(page.getByRole('region', { name: 'Changefeed jobs' })).toContainText('running');
  await expect(playground.lines).toContainText('CREATE CHANGEFEED FOR TABLE "Order" INTO');
  await openPanel(page, 'Consumer');
  await page.getByRole('button', { name: 'To the start' }).click();
  await page
    .getByRole('tabpanel')
    .getByRole('button', { name: /^Go to / })
    .click();
  await expect(page.getByRole('tabpanel')).toContainText('Source');
});

test('a sink outage is seen in the graphs, and its cause is found', async ({ playground, page }) => {
  await run(playground, OUTAGE);
  await openPanel(page, 'Jobs');
  const jobs = page.getByRole('region', { name: 'Changefeed jobs' });
  await expect(jobs.getByRole('img', { name: /^Max Checkpoint Latency, at most 1\d s/ })).toBeVisible();
  await jobs.getByRole('button', { name: 'Why the peak? of Max Checkpoint Latency' }).click();
  await expect(jobs.getByRole('status')).toContainText('kafka://k down, since 00:10');
  await expect(playground.inspector).toContainText(/fault/i);
  await openPanel(page, 'Logs');
  await expect(page.getByRole('list', { name: 'Log lines' })).toContainText('encountered retryable error');
});

test('a resolved timestamp that is late is traced to the transaction that holds it back', async ({
  playground,
  page
}) => {
  await run(playground, OPEN_TXN);
  await openPanel(page, 'Jobs');
  const jobs = page.getByRole('region', { name: 'Changefeed jobs' });
  await jobs.getByRole('button', { name: 'Why the peak? of Max Checkpoint Latency' }).click();
  await expect(jobs.getByRole('status')).toContainText(
    /transaction \d+ of session alice was open from 00:10/
  );
  await expect(playground.inspector).toContainText('alice');
});

test('a job says why it is behind, and what it names explains itself', async ({ playground, page }) => {
  await run(playground, OPEN_TXN.replace(/\\session alice\nCOMMIT;[^]*$/, ''));
  await openPanel(page, 'Jobs');
  const job = page.getByRole('article', { name: /^Job/ });
  await job.getByRole('button', { name: /^Why is job \d+ behind/ }).click();
  await expect(job.getByRole('status')).toContainText(
    /session alice has been open since 00:10.*until it commits or rolls back/
  );
  await job.getByRole('button', { name: 'Show it' }).click();
  await expect(playground.inspector).toContainText('high-water marks and resolved timestamps stand still');
  await expect(playground.inspector.getByRole('button', { name: 'BEGIN' })).toBeVisible();
});

test('an empty panel leads to the statement that failed', async ({ playground, page }) => {
  await run(playground, `CREATE TABLE t (id INT PRIMARY KEY);\nCREATE CHANGEFEED FOR tt INTO 'kafka://k';\n`);
  await openPanel(page, 'Jobs');
  await page.getByRole('tabpanel').getByRole('button', { name: 'See which statement failed' }).click();
  await expect(page.getByRole('tabpanel')).toContainText('relation "tt" does not exist');
});

test('tables show the rows of the moment under the playhead, and every version of a row', async ({
  playground,
  page
}) => {
  await run(playground, OUTAGE);
  await openPanel(page, 'Tables');
  const rows = page.getByRole('region', { name: 'Rows of t' });
  await expect(rows.getByRole('row', { name: /1 c/ })).toBeVisible();
  await rows.getByRole('button', { name: 'Versions of [1]' }).click();
  const versions = page.getByRole('region', { name: 'Versions', exact: true });
  await expect(versions.getByRole('listitem')).toHaveCount(2);
  await versions
    .getByRole('button', { name: /^Commit/ })
    .first()
    .click();
  await expect(playground.inspector).toContainText('update t [1]');
  await playground.inspector.getByRole('button', { name: 'Close the inspector' }).click();
  await page.getByRole('button', { name: 'To the start' }).click();
  await expect(page.getByText('No table at 00:00.000')).toBeVisible();
});

test('a job is paused, altered and resumed from its card: each is lines of the script', async ({
  playground,
  page
}) => {
  await run(playground, FEED);
  await openPanel(page, 'Jobs');
  await page.getByRole('button', { name: /^Alter job/ }).click();
  const form = page.getByRole('form', { name: /^Alter job/ });
  await form.getByRole('combobox', { name: 'Option' }).selectOption('diff');
  await expect(form).toContainText('SET diff');
  await form.getByRole('button', { name: 'Run these lines' }).click();
  await playground.runToEnd();
  await expect(page.getByRole('article', { name: /^Job/ })).toContainText('running');
  await page.getByRole('button', { name: 'Undo Alter' }).click();
  await expect(page.getByRole('button', { name: 'Undo Alter' })).toHaveCount(0);
});

test('a fault is put on a moment by keyboard, becomes a line of the script there, and is taken back', async ({
  playground,
  page
}) => {
  await run(playground, FEED);
  await page.keyboard.press('Escape');
  const end = await playground.at();
  await openPanel(page, 'Cluster');
  const palette = page.getByRole('region', { name: 'Faults' });
  await palette.getByRole('button', { name: /^Kill a node/ }).focus();
  await page.keyboard.press('Enter');
  const form = palette.getByRole('form', { name: 'Kill a node' });
  await form.getByRole('combobox', { name: 'Node' }).selectOption('n2');
  await form.getByRole('textbox', { name: 'At' }).fill('00:05.000');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('article', { name: 'Node 2, down' })).toBeVisible();
  expect(await playground.at()).toBeCloseTo(5000, 0);
  await expect(playground.lines).toContainText('\\node 2 kill');
  await palette.getByRole('button', { name: 'Undo Kill a node' }).click();
  await expect(page.getByRole('article', { name: 'Node 2, up' })).toBeVisible();
  await expect(playground.lines).not.toContainText('\\node 2 kill');
  await page.getByRole('button', { name: 'Run to the end' }).click();
  expect(await playground.at()).toBeGreaterThanOrEqual(end - 1);
});

test('a fault is dragged onto the timeline', async ({ playground, page }) => {
  await run(playground, FEED);
  await openPanel(page, 'Cluster');
  const fault = page.getByRole('region', { name: 'Faults' }).getByText('Sink is down', { exact: true });
  await fault.scrollIntoViewIfNeeded();
  const box = await playground.timeline.boundingBox();
  await fault.dragTo(playground.timeline, {
    targetPosition: { x: (box?.width ?? 0) * 0.5, y: (box?.height ?? 0) * 0.5 }
  });
  await expect(playground.lines).toContainText("\\sink 'kafka://k' down for 10s");
  await expect(page.getByRole('button', { name: 'Undo Sink is down' }).first()).toBeVisible();
});

test('every command is found by name, from inside the editor too', async ({ playground, page }) => {
  // Two statements on one line are two lines of the list.
  await run(playground, `${FEED}SELECT 1; SELECT 2;\n`);
  await playground.script.focus();
  await page.keyboard.press('ControlOrMeta+k');
  // Typed at once: none of it lands in the script.
  await page.keyboard.type('kill node 2');
  const commands = page.getByRole('dialog', { name: 'Commands' });
  await expect(commands.getByRole('option').first()).toContainText('Kill node 2');
  await page.keyboard.press('Enter');
  await expect(playground.lines).toContainText('\\node 2 kill');
  await page.keyboard.press('F1');
  await page.keyboard.type('tables');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('region', { name: 'Rows of t' })).toBeVisible();
});

test('a second session has a prompt of its own, waits for the first, and goes on when that commits', async ({
  playground,
  page
}) => {
  await run(playground, FEED);
  const sessions = page.getByRole('group', { name: 'Sessions' });
  const prompt = (name: string) => page.getByRole('textbox', { name: `Statement for session ${name}` });
  await sessions.getByRole('button', { name: 'root' }).click();
  const send = async (name: string, text: string) => {
    await prompt(name).focus();
    await page.keyboard.insertText(text);
    await page.keyboard.press('Enter');
  };
  await send('root', "BEGIN; UPDATE t SET v = 'root' WHERE id = 1;");
  await expect(page.getByText(/in transaction \d+/)).toBeVisible();
  await sessions.getByRole('button', { name: 'Another session' }).click();
  await expect(prompt('session2')).toBeFocused();
  await send('session2', "UPDATE t\nSET v = 'second'\nWHERE id = 1;");
  await expect(page.getByRole('status').filter({ hasText: 'waiting since' })).toBeVisible();
  await sessions.getByRole('button', { name: 'root' }).click();
  // What is typed and not sent stays, over another tab and over a reload.
  await prompt('root').focus();
  await page.keyboard.insertText('COMMIT');
  await page.keyboard.press('Enter');
  await page.keyboard.insertText('SELECT 77');
  await sessions.getByRole('button', { name: 'session2' }).click();
  await sessions.getByRole('button', { name: 'root' }).click();
  const typed = page.locator('.typing');
  await expect(typed).toContainText('SELECT 77');
  await prompt('root').focus();
  await page.keyboard.press('ControlOrMeta+z');
  await expect(typed).not.toContainText('SELECT 77');
  await sessions.getByRole('button', { name: 'session2' }).click();
  await page.reload();
  await sessions.getByRole('button', { name: 'root' }).click();
  await expect(page.getByText('in transaction')).toBeVisible();
  await prompt('root').focus();
  await page.keyboard.press('ControlOrMeta+End');
  await page.keyboard.press('ControlOrMeta+Enter');
  await playground.runToEnd();
  await sessions.getByRole('button', { name: 'session2' }).click();
  await expect(page.getByRole('feed', { name: 'Statements of session2' })).toContainText('UPDATE 1');
  await sessions.getByRole('button', { name: 'SQL' }).click();
  await expect(playground.lines).toContainText('\\session session2');
});

test.describe('at 390 pixels', () => {
  test.use({ viewport: { width: 390, height: 844 }, hasTouch: true });

  test('a check is broken, turns red, and its evidence is opened', async ({ playground, page }) => {
    await playground.open();
    await page.getByRole('tab', { name: 'Messages', exact: true }).first().click();
    await page.getByRole('button', { name: 'All panels' }).click();
    await page.getByRole('menuitemradio', { name: /^Audit/ }).click();
    await page.getByRole('button', { name: 'Break it: Resolved goes on without its data' }).click();
    const audit = page.getByRole('region', { name: 'Audit' });
    await expect(audit).toContainText('violated: the evidence is below');
    await audit.getByRole('list', { name: 'Evidence' }).first().getByRole('button').first().click();
    await expect(playground.inspector).toBeVisible();
    const overflow = await page.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth
    );
    expect(overflow).toBeLessThanOrEqual(0);
  });
});
