import type { Page } from '@playwright/test';
import { expectNoComplaints } from '../support/page/axe';
import { expect, test } from '../support/page/journey';
import type { PlaygroundPage } from '../support/page/playground-page';

/** The history of runs: a branch off an earlier moment, the run before it, and the way between them. */

const SCRIPT = `CREATE TABLE t (id INT PRIMARY KEY, v STRING);
CREATE CHANGEFEED FOR TABLE t INTO 'kafka://k:9092' WITH updated;
\\wait 5s
INSERT INTO t VALUES (1, 'a');
\\wait 10s
INSERT INTO t VALUES (2, 'b');
\\wait 5s
`;

const dialogOf = (page: Page) => page.getByRole('dialog', { name: 'Runs' });
const rowsOf = (page: Page) => dialogOf(page).getByRole('list', { name: 'Runs' }).getByRole('listitem');

/** Moves the playhead by its keys from the start to behind a moment. @returns where it stands, in milliseconds */
async function scrubBehind(playground: PlaygroundPage, seconds: number): Promise<number> {
  const slider = playground.page.getByRole('slider', { name: 'Playhead' });
  await slider.press('Home');
  while ((await playground.at()) < seconds * 1000) await slider.press('ArrowRight');
  return playground.at();
}

/** The one sentence that a branch is told with. */
const told = (page: Page) =>
  page.getByText(/^Made a branch at \d+\.\d{3} s; the run before is kept in Runs\.$/);

test('what somebody does at an earlier moment is a branch; the run before is kept, with what was being written', async ({
  playground,
  page
}) => {
  await playground.open();
  await playground.largeEditor();
  await playground.write(SCRIPT);
  await playground.runAll();
  await playground.runToEnd();
  await playground.waitForMessages(2);
  await expect(page.getByRole('button', { name: /2 runs/ })).toContainText('Run 2');

  // An edit that has not been run, the playhead back before the second row, and a button.
  await playground.script.focus();
  await page.keyboard.press('ControlOrMeta+End');
  await page.keyboard.insertText('-- not run yet');
  const at = await scrubBehind(playground, 8);
  await playground.nodes.getByRole('button', { name: 'Kill node 2' }).click();
  await expect(told(page)).toBeVisible();
  await expect(playground.lines).toContainText('\\node 2 kill');
  await expect(playground.lines).not.toContainText('INSERT INTO t VALUES (2');
  expect(await playground.at()).toBe(at);
  await playground.choosePanel('Messages');
  await playground.waitForMessages(1);

  // The branch goes on by itself.
  await playground.script.focus();
  await page.keyboard.press('ControlOrMeta+End');
  await page.keyboard.insertText("INSERT INTO t VALUES (3, 'c'), (4, 'd');");
  await page.keyboard.press('ControlOrMeta+Enter');
  await playground.runToEnd();
  await playground.choosePanel('Messages');
  await playground.waitForMessages(3);

  // By keyboard: the list, what differs, and back to the run before.
  await page.getByRole('button', { name: /3 runs/ }).focus();
  await page.keyboard.press('Enter');
  await expect(rowsOf(page)).toHaveCount(3);
  await expect(rowsOf(page).nth(0)).toContainText(/at [89]\.\d+ s: \\node 2 kill/);
  await expect(rowsOf(page).nth(0)).toContainText(/branch of Run 2 at [89]\.\d{3} s/);
  await expect(rowsOf(page).nth(1)).toContainText('2 messages −1');
  await expect(rowsOf(page).nth(1)).toContainText('with an edit that was not run');
  await page.getByRole('button', { name: 'Open Run 2' }).press('Enter');
  await expect(dialogOf(page)).toHaveCount(0);
  await playground.waitForMessages(2);
  await expect(playground.lines).toContainText('-- not run yet');

  // Killed and opened again: every run is there, under the names that they were given.
  await page.keyboard.press('F1');
  await page.keyboard.type('runs: go back');
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: /^Rename at/ }).click();
  await page.keyboard.insertText('Node 2 down early');
  await page.keyboard.press('Enter');
  await expect(rowsOf(page).nth(0)).toContainText('Node 2 down early');
  await page.getByRole('button', { name: 'Delete Run 1' }).click();
  await expect(rowsOf(page)).toHaveCount(2);
  await dialogOf(page).getByRole('button', { name: 'Undo' }).click();
  await expect(rowsOf(page)).toHaveCount(3);
  await page.getByRole('button', { name: 'Delete Run 1' }).click();
  await expect(rowsOf(page)).toHaveCount(2);
  await page.getByRole('button', { name: 'Close' }).click();
  await expect(page.getByText('Saved in this browser')).toBeVisible();
  await page.reload();
  await playground.timeline.waitFor();
  await expect(playground.lines).toContainText('-- not run yet');
  await page.getByRole('button', { name: /2 runs/ }).click();
  await page.getByRole('button', { name: 'Open Node 2 down early' }).click();
  await playground.waitForMessages(3);
  await expect(playground.lines).toContainText('\\node 2 kill');
});

test('undo of a branch gives the run before back, at the moment at which it was left', async ({
  playground,
  page
}) => {
  await playground.open();
  await playground.largeEditor();
  await playground.waitForMessages(10);
  const at = await scrubBehind(playground, 20);
  await playground.nodes.getByRole('button', { name: 'Kill node 3' }).click();
  await expect(told(page)).toBeVisible();
  await page.getByRole('button', { name: 'Undo Kill' }).click();
  await expect(told(page)).toHaveCount(0);
  await expect(page.getByRole('button', { name: /\d runs$/ })).toHaveCount(0);
  expect(await playground.at()).toBe(at);
  await expect(playground.lines).toContainText("VALUES (3, 'Ash'");
  await expect(playground.lines).not.toContainText('\\node 3 kill');
  await page.getByRole('slider', { name: 'Playhead' }).press('End');
  await playground.choosePanel('Messages');
  await playground.waitForMessages(10);
});

test('a step and a pause at the run’s present are no earlier moment', async ({ playground, page }) => {
  await playground.open();
  await playground.largeEditor();
  await playground.setSpeed('10×');
  await playground.runAll();
  await expect.poll(() => playground.at()).toBeGreaterThan(3000);
  await playground.pause();
  await page.getByRole('button', { name: 'Step', exact: true }).click();
  await playground.nodes.getByRole('button', { name: 'Kill node 2' }).click();
  await expect(playground.nodes.getByRole('button', { name: 'Restart node 2' })).toBeVisible();
  await expect(told(page)).toHaveCount(0);
});

for (const colorScheme of ['light', 'dark'] as const)
  for (const width of [1440, 390])
    test.describe(`the list at ${width}, ${colorScheme}`, () => {
      test.use({ viewport: { width, height: 844 }, colorScheme });

      test('axe finds nothing to complain about', async ({ playground, page }) => {
        await playground.open();
        await scrubBehind(playground, 20);
        await playground.nodes.getByRole('button', { name: 'Kill node 3' }).click();
        await expect(told(page)).toBeVisible();
        if (width < 640) await page.getByRole('tab', { name: 'SQL', exact: true }).click();
        const check = (state: string, part: string) =>
          expectNoComplaints(page, state, { part, withoutEditor: true });
        await check('script', 'section[aria-label="Script"]');
        await page.getByRole('button', { name: /2 runs/ }).click();
        await expect(rowsOf(page)).toHaveCount(2);
        await check('list', 'dialog[open]');
        await page
          .getByRole('button', { name: /^Rename/ })
          .first()
          .click();
        await check('rename', 'dialog[open]');
        await page.keyboard.press('Escape');
        await expect(page.getByRole('button', { name: /^Rename/ })).toHaveCount(2);
        await page.getByRole('button', { name: 'Delete Run 1' }).click();
        await expect(dialogOf(page).getByText('Run 1 was deleted.')).toBeVisible();
        await check('deleted', 'dialog[open]');
      });
    });
