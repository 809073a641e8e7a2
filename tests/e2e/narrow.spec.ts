import { expect, test } from '../support/page/journey';

for (const width of [390, 320])
  test.describe(`at ${width} pixels`, () => {
    test.use({ viewport: { width, height: 780 }, hasTouch: true });

    test('everything can be reached by tabs, and nothing sticks out', async ({ playground, page }) => {
      await playground.open();
      const overflow = () =>
        page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
      for (const tab of ['SQL', 'Timeline', 'Messages']) {
        await page.getByRole('tab', { name: tab, exact: true }).first().click();
        expect(await overflow()).toBeLessThanOrEqual(0);
      }
      await playground.messages.filter({ hasText: '2nd copy' }).first().click();
      await expect(playground.inspector).toContainText('Sent again');
      await playground.inspector.getByRole('button', { name: 'Close the inspector' }).click();

      await page.getByRole('tab', { name: 'SQL', exact: true }).click();
      const field = page.locator('textarea[aria-label="SQL script"]');
      await field.focus();
      await page.keyboard.press('ControlOrMeta+End');
      await page.keyboard.type('SELECT 1;');
      await expect(field).toHaveValue(/SELECT 1;$/);
      // The large editor is not for small screens.
      await expect(page.locator('.monaco-editor')).toHaveCount(0);
    });
  });

test.describe('in a low window, as at 200 %', () => {
  test.use({ viewport: { width: 720, height: 450 } });

  test('parts stand behind tabs, and the large editor stays', async ({ playground, page }) => {
    await playground.open();
    const box = await playground.timeline.boundingBox();
    expect(box?.height).toBeGreaterThan(130);
    await page.getByRole('tab', { name: 'SQL', exact: true }).click();
    await playground.largeEditor();
    expect(
      await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)
    ).toBeLessThanOrEqual(0);
  });
});

test.describe('versions of a row on a phone', () => {
  test.use({ viewport: { width: 390, height: 780 }, hasTouch: true });

  test('have the width for their values', async ({ playground, page }) => {
    await playground.open();
    await page.getByRole('tab', { name: 'Messages', exact: true }).first().click();
    await page.getByRole('tab', { name: 'Tables', exact: true }).click();
    await page.getByRole('button', { name: 'Versions of [1]' }).click();
    const versions = page.getByRole('region', { name: 'Versions', exact: true });
    const row = await versions.getByRole('listitem').first().boundingBox();
    // One line for the time, one for the commit, one for the values.
    expect(row?.height).toBeLessThan(100);
  });
});
