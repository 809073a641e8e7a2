import { expect, test } from '../support/page/journey';
import type { Page } from '@playwright/test';
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
