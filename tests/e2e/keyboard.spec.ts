import { expect, test } from '../support/page/journey';

test('the whole of a journey by keyboard', async ({ playground, page }) => {
  await playground.open();
  await playground.waitForMessages(10);
  await playground.timeline.focus();

  // From the first mark down to the lane of employees [3], and along it to its second copy.
  await page.keyboard.press('ArrowDown');
  for (let i = 0; i < 4; i++) await page.keyboard.press('ArrowDown');
  for (let i = 0; i < 3; i++) await page.keyboard.press('ArrowRight');
  await page.keyboard.press('Enter');
  await expect(playground.inspector).toContainText('Sent again');
  await expect(page.getByRole('log')).toContainText(/sent again/i);

  await page.keyboard.press('+');
  await expect(page.getByRole('button', { name: 'Show the whole run' })).toBeEnabled();
  await page.keyboard.press('f');
  await expect(page.getByRole('button', { name: 'Show the whole run' })).toBeDisabled();
  await page.keyboard.press('Escape');
  await expect(playground.inspector).toHaveCount(0);

  // The run goes on a little after its last event: two steps back, and one forth to the same event.
  const end = await playground.at();
  await page.keyboard.press(',');
  const last = await playground.at();
  expect(last).toBeLessThan(end);
  await page.keyboard.press(',');
  expect(await playground.at()).toBeLessThan(last);
  await page.keyboard.press('.');
  expect(await playground.at()).toBe(last);
});

test('F6 goes from part to part, and a reload gives the focus back', async ({ playground, page }) => {
  await playground.open();
  await playground.largeEditor();
  await playground.waitForMessages(10);
  await page.keyboard.press('F6');
  await expect(playground.script).toBeFocused();
  await page.keyboard.press('F6');
  await expect(page.getByRole('tab', { name: 'Messages', exact: true })).toBeFocused();
  await page.keyboard.press('F6');
  await expect(playground.timeline).toBeFocused();
  await page.keyboard.press('Shift+F6');
  await page.keyboard.press('Shift+F6');
  await expect(playground.script).toBeFocused();
  await page.keyboard.press('Shift+F6');
  await expect(playground.timeline).toBeFocused();

  await page.reload();
  await expect(playground.timeline).toBeFocused();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await expect(playground.inspector).toBeVisible();
});

test('nobody is caught in the editor: Escape, then Tab leaves it', async ({ playground, page }) => {
  await playground.open();
  await playground.largeEditor();
  await playground.script.focus();
  await page.keyboard.press('Escape');
  await page.keyboard.press('Tab');
  await expect(playground.script).not.toBeFocused();
});

test('panes are sized by keyboard, and a double click brings them back', async ({ playground, page }) => {
  await playground.open();
  const handle = page.getByRole('separator', { name: 'Size of the script' });
  const before = await handle.boundingBox();
  await handle.focus();
  await page.keyboard.press('ArrowRight');
  const after = await handle.boundingBox();
  expect(after!.x).toBeGreaterThan(before!.x); // both are on the page
  await handle.dblclick();
  await expect.poll(async () => Math.round((await handle.boundingBox())?.x ?? 0)).toBe(Math.round(before!.x)); // as above
});

test('the question mark lists the shortcuts', async ({ playground, page }) => {
  await playground.open();
  await page.keyboard.press('?');
  await expect(page.getByRole('dialog', { name: 'Keyboard shortcuts' })).toContainText('Play or pause');
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toHaveCount(0);
});
