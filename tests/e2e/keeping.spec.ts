import { expect, test } from '../support/page/journey';

test('a reload in the middle of a run comes back to the same moment', async ({ playground, page }) => {
  await playground.open();
  await playground.largeEditor();
  await playground.setSpeed('10×');
  await playground.runAll();
  await expect.poll(() => playground.at()).toBeGreaterThan(15_000);
  await playground.pause();
  // Written behind the run's back, at most every half second; a step that was under way at the pause is shown before.
  await page.waitForTimeout(2000);
  const at = await playground.at();
  const shown = await playground.messages.allTextContents();
  await page.reload();
  await playground.timeline.waitFor();
  expect(Math.abs((await playground.at()) - at)).toBeLessThanOrEqual(1);
  expect(await playground.messages.allTextContents()).toEqual(shown);
  await expect(page.getByText('Saved in this browser')).toBeVisible();
});

test('what was typed but not run survives a reload', async ({ playground, page }) => {
  await playground.open();
  await playground.largeEditor();
  await playground.script.focus();
  await page.keyboard.press('ControlOrMeta+End');
  await page.keyboard.insertText('-- not lost');
  await page.waitForTimeout(600);
  await page.reload();
  await expect(playground.lines).toContainText('-- not lost');
});

test('a second tab on the same workspace opens read-only and says so', async ({
  playground,
  page,
  context
}) => {
  await playground.open();
  await page.waitForTimeout(1500);
  const second = await context.newPage();
  await second.goto(page.url());
  await expect(second.getByText('Read-only')).toBeVisible();
  await expect(page.getByText('Saved in this browser')).toBeVisible();
});

test('where storage is denied it runs in memory and says so', async ({ page }) => {
  // As browsers deny them: no database, and no worker either.
  await page.addInitScript(() => {
    const denied = () => {
      throw new DOMException('denied', 'SecurityError');
    };
    Object.defineProperty(window, 'indexedDB', { get: denied });
    Object.defineProperty(window, 'localStorage', { get: denied });
    Object.defineProperty(window, 'Worker', { value: denied });
  });
  await page.goto('./');
  await expect(page.getByText('In memory only')).toBeVisible();
  await expect(page.getByRole('application', { name: 'Timeline' })).toBeVisible();
  await page.getByRole('button', { name: /^Run (all|it yourself)$/ }).click();
  await page.getByRole('button', { name: 'Run to the end' }).click();
  await expect(page.getByRole('list', { name: 'Messages' }).getByRole('listitem')).toHaveCount(10);
});
