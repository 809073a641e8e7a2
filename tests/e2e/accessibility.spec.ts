import AxeBuilder from '@axe-core/playwright';
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
        const check = async (state: string) => {
          const axe = new AxeBuilder({ page });
          // The large editor does not change with the panels: it is looked at once.
          if (state !== 'opened') axe.exclude('.monaco-editor');
          // What is the same in both schemes but for its colours is judged in one of them.
          if (colorScheme === 'dark') axe.withRules(['color-contrast']);
          const { violations } = await axe.analyze();
          expect(
            violations.map((v) => `${state}: ${v.id} ${v.nodes.map((n) => n.html.slice(0, 160)).join(' | ')}`)
          ).toEqual([]);
        };
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
          await page.getByRole('button', { name: 'Show as a table' }).click();
          await check('table');
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
