import { expectNoComplaints } from '../support/page/axe';
import { expect, test } from '../support/page/journey';

const PANELS = ['Tables', 'Jobs', 'Cluster', 'Consumer', 'Audit', 'Logs'];

for (const colorScheme of ['light', 'dark'] as const)
  for (const width of [1440, 390])
    test.describe(`panels at ${width}, ${colorScheme}`, () => {
      test.use({ viewport: { width, height: 900 }, colorScheme });

      test('axe finds nothing to complain about', async ({ playground, page }) => {
        test.slow();
        const check = (state: string, part: string) => expectNoComplaints(page, state, { part });
        await playground.open();
        if (width < 640) await page.getByRole('tab', { name: 'Messages', exact: true }).first().click();
        for (const name of PANELS) {
          await page.getByRole('tab', { name, exact: true }).last().click();
          await page.getByRole('tabpanel', { name }).locator('*').first().waitFor();
          if (name === 'Tables') {
            await page.getByRole('button', { name: 'Versions of [1]' }).click();
            await page.getByRole('region', { name: 'Versions', exact: true }).waitFor();
          }
          if (name === 'Jobs') {
            await page.getByRole('img', { name: /^Max Checkpoint Latency/ }).waitFor();
            await page.getByRole('button', { name: /^Alter job/ }).click();
          }
          if (name === 'Cluster') {
            await page.getByRole('article', { name: 'Node 1, up' }).waitFor();
            await page.getByRole('button', { name: /^Sink is down/ }).click();
          }
          if (name === 'Consumer') await page.getByRole('region', { name: 'Consumers' }).waitFor();
          if (name === 'Audit')
            await expect(page.getByRole('region', { name: 'Audit' })).toContainText('10 messages');
          await check(name, '.side');
          if (name === 'Consumer') {
            await page.getByRole('button', { name: 'Terminal' }).click();
            await check('terminal', '.side');
          }
        }
        await page.keyboard.press('F1');
        await page.getByRole('dialog', { name: 'Commands' }).waitFor();
        await check('commands', 'dialog[open]');
        await page.keyboard.press('Escape');
        if (width > 640) {
          await page.getByRole('group', { name: 'Sessions' }).getByRole('button', { name: 'root' }).click();
          await page.getByRole('textbox', { name: 'Statement for session root' }).waitFor();
          await check('session', 'section[aria-label="Script"]');
        }
      });
    });
