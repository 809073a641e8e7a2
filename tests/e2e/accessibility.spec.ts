import { expectNoComplaints } from '../support/page/axe';
import { expect, test } from '../support/page/journey';

const VIEWS = [
  { name: 'wide', viewport: { width: 1440, height: 900 } },
  { name: 'narrow', viewport: { width: 390, height: 844 } }
];

for (const colorScheme of ['light', 'dark'] as const)
  for (const { name, viewport } of VIEWS)
    test.describe(`${name}, ${colorScheme}`, () => {
      test.use({ viewport, colorScheme });

      test('axe finds nothing to complain about', async ({ playground, page }) => {
        // Every view one after the other, each looked at whole.
        test.slow();
        const check = (state: string) =>
          expectNoComplaints(page, state, {
            withoutEditor: state !== 'opened',
            onlyColors: colorScheme === 'dark'
          });
        await playground.open();
        if (name === 'wide') {
          await playground.largeEditor();
          await check('opened');
          await playground.messages.filter({ hasText: '2nd copy' }).first().click();
          await expect(playground.inspector).toContainText('Sent again');
          await check('inspector');
          await playground.choosePanel('Kafka');
          await check('Kafka');
          await playground.choosePanel('Results');
          await check('results');
          await page.getByRole('tab', { name: 'Audit' }).click();
          await expect(page.getByRole('region', { name: 'Audit' })).toContainText('10 messages');
          await check('audit');
          await page.getByRole('button', { name: 'Table', exact: true }).click();
          await check('table');
          await page.getByRole('button', { name: 'Order', exact: true }).click();
          await page.getByRole('button', { name: 'Find by shape' }).click();
          await expect(page.getByRole('complementary', { name: 'Find by shape' })).toContainText('2 found');
          await check('order and find');
          await page.getByRole('button', { name: 'Choose what is shown' }).click();
          await expect(page.getByRole('dialog', { name: 'What is shown' })).toContainText('Partition');
          await check('filter');
          await page.keyboard.press('Escape');
          await page.getByRole('button', { name: 'Save as a picture' }).click();
          await expect(page.getByRole('img', { name: /as a picture/ })).toBeVisible();
          await check('picture');
          await page.keyboard.press('Escape');
          await page.getByRole('button', { name: 'Legend' }).click();
          await check('legend');
        } else {
          await check('timeline');
          await page.getByRole('tab', { name: 'SQL', exact: true }).click();
          await check('script');
          await page.getByRole('tab', { name: 'Messages', exact: true }).first().click();
          await check('messages');
        }
      });
    });
