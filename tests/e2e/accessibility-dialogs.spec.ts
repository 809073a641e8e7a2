import { encodeLink } from '../../src/lib/scenario/link.ts';
import { DEFAULT_VIEW, makeScenario } from '../../src/lib/scenario/scenario.ts';
import { expectNoComplaints } from '../support/page/axe';
import { expect, test } from '../support/page/journey';

/** What opens over the page or beside a list: the registry, messages of each far end, dialogs, the embed. */

const SCRIPT = `CREATE TABLE dogs (id INT PRIMARY KEY, name STRING);
CREATE CHANGEFEED FOR dogs INTO 'kafka://broker' WITH format = avro, confluent_schema_registry = 'http://registry:8081';
CREATE CHANGEFEED FOR dogs INTO 'nodelocal://1/dogs' WITH updated;
CREATE CHANGEFEED FOR dogs INTO 'webhook-https://hooks.example:9443/in?insecure_tls_skip_verify=true';
\\wait 5s
INSERT INTO dogs VALUES (1, 'Petee');
\\wait 40s
`;
const LINK = encodeLink(
  makeScenario({ title: 'Dogs', script: SCRIPT, view: { ...DEFAULT_VIEW, speed: 100 } })
);

/** Each width in one scheme: colours and widths have little to do with each other, and each state takes its time. */
const LOOKS = [
  { width: 1440, colorScheme: 'light' },
  { width: 390, colorScheme: 'dark' }
] as const;

for (const { width, colorScheme } of LOOKS)
  test.describe(`far ends and dialogs at ${width}, ${colorScheme}`, () => {
    test.use({ viewport: { width, height: 900 }, colorScheme });

    test('axe finds nothing to complain about', async ({ playground, page }) => {
      test.slow();
      const check = (state: string, part: string) => expectNoComplaints(page, state, { part });
      const dialog = async (name: string) => {
        await page.getByRole('dialog', { name }).waitFor();
        await check(name, 'dialog[open]');
      };
      const panel = (name: string) => page.getByRole('tab', { name, exact: true }).last().click();
      const inspect = async (state: string) => {
        await playground.inspector.getByRole('heading', { name: 'Comes from' }).waitFor();
        await check(state, '.inspector');
        await page.getByRole('button', { name: 'Close the inspector' }).click();
      };

      await playground.open(LINK);
      if (width < 640) await page.getByRole('tab', { name: 'SQL', exact: true }).click();
      await playground.runAll();
      await playground.runToEnd();
      if (width < 640) await page.getByRole('tab', { name: 'Messages', exact: true }).first().click();

      await playground.messages.filter({ hasText: 'Petee' }).first().click();
      await playground.inspector.getByRole('button', { name: 'Bytes' }).click();
      await playground.inspector.getByText('Avro, written with schema').first().waitFor();
      await check('an Avro message', '.inspector');
      await page.getByRole('button', { name: 'Close the inspector' }).click();
      await panel('Registry');
      await page.getByRole('region', { name: 'Schema' }).waitFor();
      await check('registry', '.side');
      await panel('Files');
      await page.getByRole('list', { name: 'Files' }).getByRole('button').last().click();
      await inspect('a file');
      await panel('Webhook');
      await page.getByRole('list', { name: 'Requests' }).getByRole('button').first().click();
      await inspect('a request');

      await page.getByRole('button', { name: 'Deliver for real…' }).click();
      await page.getByRole('textbox', { name: 'Host' }).waitFor();
      await dialog('Deliver for real');
      await page.keyboard.press('Escape');
      await page.keyboard.press('ControlOrMeta+s');
      await expect(page.getByRole('dialog', { name: 'Share this moment' })).toContainText('characters');
      await dialog('Share this moment');
      await page.getByRole('button', { name: 'Embed in a page…' }).click();
      await page.frameLocator('iframe').getByRole('heading', { name: 'Dogs' }).waitFor();
      await dialog('Embed in a page');
      // The preview leaves the focus, and with it the keys, to the dialog.
      await page.keyboard.press('Escape');
      await page.getByRole('button', { name: 'New workspace' }).click();
      await page.getByRole('menuitem', { name: /^Gallery/ }).click();
      await page.getByRole('heading', { name: 'Watch rows become messages' }).waitFor();
      await dialog('Gallery');
      await page.keyboard.press('Escape');
      await page.keyboard.press('?');
      await dialog('Keyboard shortcuts');

      await page.goto(`./embed/${LINK}&view=timeline,messages,editor&run=click`);
      await page.getByRole('button', { name: 'Run', exact: true }).waitFor();
      await check('embed before its run', 'body');
      await page.getByRole('button', { name: 'Run', exact: true }).click();
      await playground.messages.filter({ hasText: 'Petee' }).first().waitFor();
      await check('embed', 'body');
    });
  });
