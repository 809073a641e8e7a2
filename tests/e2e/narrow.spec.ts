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
