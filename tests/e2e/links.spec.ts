import { expect, test } from '../support/page/journey';
import type { Page } from '@playwright/test';
import { decodeLink, encodeLink } from '../../src/lib/scenario/link.ts';
import { makeScenario } from '../../src/lib/scenario/scenario';
import { PlaygroundPage } from '../support/page/playground-page';

async function copyLink(page: Page): Promise<string> {
  await page.keyboard.press('ControlOrMeta+s');
  const dialog = page.getByRole('dialog', { name: 'Share this moment' });
  await expect(dialog.getByRole('textbox')).toHaveValue(/#s=\d\./);
  const url = await dialog.getByRole('textbox').inputValue();
  await dialog.getByRole('button', { name: 'Close' }).click();
  return url;
}

test('a link opens as the same run at the same moment, in a workspace of its own', async ({
  playground,
  page,
  browser
}) => {
  await playground.open();
  await playground.waitForMessages(10);
  await page.getByRole('slider', { name: 'Playhead' }).focus();
  await page.keyboard.press('PageDown');
  await page.keyboard.press('PageDown');
  const at = await playground.at();
  const shown = await playground.messages.allTextContents();
  const url = await copyLink(page);
  expect(url.length).toBeLessThan(2000);

  const other = await browser.newContext({ viewport: { width: 1440, height: 900 }, reducedMotion: 'reduce' });
  const opened = new PlaygroundPage(await other.newPage());
  await opened.page.goto(url);
  await opened.timeline.waitFor();
  expect(await opened.at()).toBe(at);
  expect(await opened.messages.allTextContents()).toEqual(shown);
  expect(opened.page.url()).not.toContain('#s=');
  await expect(opened.page.getByText('shows something else')).toHaveCount(0);
  await other.close();
});

test('a link carries how the timeline shows the run: mode, filter, stretch of time, grouping', async ({
  playground,
  page,
  browser
}) => {
  await playground.open();
  await playground.waitForMessages(10);
  await page.getByRole('combobox', { name: 'Group lanes by' }).selectOption('partition');
  await page.getByRole('textbox', { name: 'Filter of the timeline' }).fill('kind:duplicate');
  await playground.timeline.focus();
  for (let i = 0; i < 3; i++) await page.keyboard.press('+');
  const timeline = (url: string) => decodeLink(`#${url.split('#')[1]}`)!.view.timeline;
  const lanes = await copyLink(page);
  expect(timeline(lanes)).toMatchObject({ grouping: 'partition', filter: 'kind:duplicate' });
  expect(timeline(lanes)?.stretch).toHaveLength(2);
  await page.getByRole('button', { name: 'Order', exact: true }).click();
  const order = await copyLink(page);
  expect(timeline(order)).toEqual({ ...timeline(lanes), mode: 'order' });

  const other = await browser.newContext({ viewport: { width: 1440, height: 900 }, reducedMotion: 'reduce' });
  const opened = new PlaygroundPage(await other.newPage());
  await opened.page.goto(order);
  await opened.timeline.waitFor();
  await expect(opened.page.getByRole('button', { name: 'Order', exact: true })).toHaveAttribute(
    'aria-pressed',
    'true'
  );
  await expect(opened.page.getByRole('textbox', { name: 'Filter of the timeline' })).toHaveValue(
    'kind:duplicate'
  );
  expect(timeline(await copyLink(opened.page))).toEqual(timeline(order));
  await opened.page.getByRole('button', { name: 'Lanes', exact: true }).click();
  await expect(opened.page.getByRole('combobox', { name: 'Group lanes by' })).toHaveValue('partition');
  await other.close();
});

const BROKEN = [
  { name: 'cut', change: (fragment: string) => fragment.slice(0, 60), says: /damaged/ },
  {
    name: 'tampered with',
    change: (fragment: string) => `${fragment.slice(0, 40)}AAAA${fragment.slice(44)}`,
    says: /damaged|no scenario|not valid/
  },
  {
    name: 'from a newer version',
    change: (fragment: string) => fragment.replace(/#s=\d\./, '#s=7.'),
    says: /newer version/
  }
];

for (const { name, change, says } of BROKEN)
  test(`a link that is ${name} is refused with a sentence, and the present work stays`, async ({
    playground,
    page
  }) => {
    await playground.open();
    await playground.waitForMessages(10);
    const url = await copyLink(page);
    await page.waitForTimeout(1200);
    await page.goto('about:blank');
    await page.goto(`${url.split('#')[0]}${change(`#${url.split('#')[1]}`)}`);
    await expect(page.getByText(says)).toBeVisible();
    await playground.waitForMessages(10);
    await expect(page.getByRole('textbox', { name: 'Name of the workspace' })).toHaveValue(
      'Pause before a checkpoint'
    );
  });

test('a link with a statement of much work stands before it, and the page offers to run it', async ({
  playground,
  page
}) => {
  const script =
    'CREATE TABLE t (id INT PRIMARY KEY);\nSELECT count(*) AS rows FROM generate_series(1, 300000);\nSELECT 1 AS last;\n';
  await playground.open(encodeLink(makeScenario({ script })));
  const offer = page.getByRole('button', { name: 'Run to the end' }).first();
  await expect(page.getByText('carried out in part')).toBeVisible();
  await page.getByRole('tab', { name: 'Results' }).click();
  await expect(page.getByRole('columnheader', { name: /^rows/ })).toHaveCount(0);
  await offer.click();
  await expect(page.getByRole('columnheader', { name: /^last/ })).toBeVisible();
  await expect(page.getByText('carried out in part')).toHaveCount(0);
});

test('one refusal after the other leaves the page to the run, and what is opened next takes the word about it away', async ({
  playground,
  page
}) => {
  await playground.open();
  const refusals = ['#s=1.AA', '#s=9.AA', `#s=1.${'A'.repeat(70_000)}`];
  for (const fragment of refusals) {
    await page.evaluate((hash) => (location.hash = hash), fragment);
    await expect(page.getByText(/^This link/)).toHaveCount(1);
  }
  await expect(page.getByText(/^This link is longer/)).toBeVisible();
  await page.evaluate((hash) => (location.hash = hash), encodeLink(makeScenario({ script: 'SELECT 1;' })));
  await expect(page.getByText(/^This link/)).toHaveCount(0);
});
