import { join } from 'node:path';
import { firstModules, gzipKb } from '../support/page/first-modules';
import { expect, test } from '../support/page/journey';

test('a first visit shows a finished example and says why a message came twice', async ({
  playground,
  page
}) => {
  await playground.open();
  await playground.waitForMessages(10);
  await expect(playground.messages.filter({ hasText: '2nd copy' })).toHaveCount(2);
  await expect(page.getByText('Sent again', { exact: true })).toBeVisible();

  await page.getByRole('button', { name: 'why?' }).click();
  await expect(playground.inspector).toContainText(
    /Sent again: the feed was resumed and went on from its checkpoint at 00:30\.000/
  );
  await expect(playground.inspector).toContainText('At-least-once delivery allows this');
  await expect(playground.inspector).toContainText('Consumers keep the newest updated per key');

  await playground.inspector.getByRole('button', { name: 'First copy' }).click();
  await expect(playground.inspector.getByRole('heading', { name: 'Message', exact: true })).toBeVisible();
  await expect(playground.inspector).toContainText('first copy');

  await playground.messages.filter({ hasText: '2nd copy' }).first().click();
  await playground.inspector.getByRole('button', { name: 'Checkpoint it went back to' }).click();
  await expect(playground.inspector.getByRole('heading', { name: 'Checkpoint' })).toBeVisible();
  await expect(playground.inspector).toContainText('everything up to 00:30.000 has been sent');
});

test('what a page loads at once is small, and has nothing of Monaco', () => {
  const build = join(import.meta.dirname, '../../build');
  const modules = firstModules(build);
  expect(modules.length).toBeGreaterThan(5);
  expect(gzipKb(build, modules)).toBeLessThan(150);
});

test('SQL can be typed before the large editor has loaded, and text, caret and undo survive the change', async ({
  playground,
  page
}) => {
  let release = () => {};
  const held = new Promise<void>((resolve) => (release = resolve));
  await page.route(/_app\/immutable\/chunks\/.*\.js$/, async (route) => {
    const response = await route.fetch();
    const body = await response.body();
    if (body.includes('monaco-list')) await held;
    await route.fulfill({ response, body });
  });
  await playground.open();
  const field = page.locator('textarea[aria-label="SQL script"]');
  await field.focus();
  await page.keyboard.press('ControlOrMeta+End');
  await page.keyboard.type('SELECT 42;');
  await expect(field).toHaveValue(/SELECT 42;$/);
  release();
  await playground.largeEditor();
  await expect(playground.lines).toContainText('SELECT 42;');
  // One word: the large editor takes words back one by one.
  await page.keyboard.type('--on');
  await expect(playground.lines).toContainText('SELECT 42;--on');
  await page.keyboard.press('ControlOrMeta+z');
  await expect(playground.lines).toContainText('SELECT 42;');
  await expect(playground.lines).not.toContainText('--on');
  await page.keyboard.press('ControlOrMeta+z');
  await expect(playground.lines).not.toContainText('SELECT 42;');
});

test('SQL can be typed before the simulation has come, and text, caret and undo survive its coming', async ({
  playground,
  page
}) => {
  let release = () => {};
  const held = new Promise<void>((resolve) => (release = resolve));
  await page.route(/_app\/immutable\/workers\//, async (route) => {
    await held;
    await route.continue();
  });
  await page.goto('./');
  await expect(page.getByText('Starting the cluster…')).toBeVisible();
  await playground.script.focus();
  await page.keyboard.press('ControlOrMeta+Home');
  await page.keyboard.type('SELECT 42;');
  release();
  await expect(page.getByText('Starting the cluster…')).toHaveCount(0);
  await playground.largeEditor();
  // The focus and the caret are where they were.
  await page.keyboard.type(' --on');
  await expect(playground.lines).toContainText('SELECT 42; --on-- A changefeed is paused');
  for (let step = 0; step < 3; step++) await page.keyboard.press('ControlOrMeta+z');
  await expect(playground.lines).not.toContainText('SELECT 42;');
  await expect(playground.lines).toContainText('-- A changefeed is paused');
});

test('whoever comes back is not shown the example of a first visit meanwhile', async ({
  playground,
  page
}) => {
  await playground.open();
  await playground.largeEditor();
  let release = () => {};
  const held = new Promise<void>((resolve) => (release = resolve));
  await page.route(/_app\/immutable\/workers\//, async (route) => {
    await held;
    await route.continue();
  });
  await page.reload();
  await expect(page.getByText('Starting the cluster…')).toBeVisible();
  await expect(page.getByText('A changefeed is paused')).toBeHidden();
  release();
  await expect(playground.timeline).toBeVisible();
});

test.describe('with motion', () => {
  test.use({ contextOptions: { reducedMotion: 'no-preference' } });

  test('the playhead walks once through the example and rests at its end', async ({ playground, page }) => {
    await playground.open();
    await expect(page.getByRole('button', { name: 'Pause', exact: true })).toBeVisible();
    expect(await playground.at()).toBeLessThan(60_000);
    await expect(page.getByRole('button', { name: 'Play', exact: true })).toBeVisible({ timeout: 20_000 });
    expect(await playground.at()).toBeGreaterThan(60_000);
  });
});
