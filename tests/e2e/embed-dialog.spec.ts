import { DocsSite } from '../support/page/docs-site';
import { expect, test } from '../support/page/journey';

/** The dialog that makes an embed: its choices in the preview, in the markup, and in a page that the markup is pasted into. */

test('parts, moment, theme, height and form show in the preview and stand in the markup', async ({
  page,
  playground,
  faults
}) => {
  await playground.open();
  await page.getByRole('button', { name: 'Share' }).click();
  await page.getByRole('button', { name: 'Embed in a page…' }).click();
  const dialog = page.getByRole('dialog', { name: 'Embed in a page' });
  const markup = dialog.getByRole('textbox', { name: 'Markup to paste into the page' });
  const preview = page.frameLocator('dialog iframe');
  await expect(preview.getByRole('application', { name: 'Timeline' })).toBeVisible({ timeout: 20_000 });
  // Nothing chosen, nothing said: the link alone.
  await expect(markup).toHaveValue(/<changefeed-playground link="[^"]+" name="[^"]+">/);
  await expect(markup).toHaveValue(/embed\.js"><\/script>$/);

  await dialog.getByRole('checkbox', { name: 'Kafka' }).check();
  await dialog.getByRole('checkbox', { name: 'Timeline' }).uncheck();
  await dialog.getByRole('combobox', { name: 'Theme' }).selectOption('dark');
  await dialog.getByRole('spinbutton', { name: 'Height' }).fill('400');
  await expect(preview.getByRole('tab', { name: 'Kafka' })).toBeVisible({ timeout: 20_000 });
  await expect(preview.getByRole('application', { name: 'Timeline' })).toHaveCount(0);
  await expect(preview.locator('html')).toHaveAttribute('data-theme', 'dark');
  await expect(markup).toHaveValue(/ view="messages,kafka" theme="dark" height="400">/);
  await expect(markup).toHaveValue(/<td>copy 2<\/td>/);

  await dialog
    .getByRole('combobox', { name: 'Begins' })
    .selectOption({ label: 'at its beginning, to be played' });
  await expect(preview.getByText('Nothing has been sent yet')).toBeVisible({ timeout: 20_000 });
  // A block of a run that has not begun shows what it comes to.
  await expect(markup).toHaveValue(/<td>copy 2<\/td>/);

  await dialog.getByRole('combobox', { name: 'Runs' }).selectOption({ label: 'when it is clicked' });
  await dialog.getByRole('radio', { name: 'Frame only' }).check();
  await expect(markup).toHaveValue(
    /^<iframe src="[^"]+&amp;view=messages,kafka&amp;theme=dark&amp;run=click" .*height="400"/
  );

  const site = await DocsSite.start();
  const other = await page.context().newPage();
  await other.goto(
    site.page(
      'pasted',
      `<!doctype html><title>pasted</title><link rel="icon" href="data:,">${await markup.inputValue()}`
    )
  );
  const pasted = other.frameLocator('iframe');
  await pasted.getByRole('button', { name: 'Run' }).click();
  // It plays by itself: nothing is to be seen at its beginning.
  await expect(
    pasted
      .getByRole('list', { name: /^Messages/ })
      .getByRole('button')
      .first()
  ).toBeVisible({
    timeout: 20_000
  });
  // The page that it is pasted into is somebody else’s.
  expect(faults.splice(0)).toEqual([`request to ${site.origin}/pasted`]);
  site.close();
});

test('secrets stay out of the markup, and the dialog says so', async ({ page, playground }) => {
  await playground.open();
  await playground.largeEditor();
  await playground.write(
    "CREATE TABLE t (id INT PRIMARY KEY);\nCREATE CHANGEFEED FOR t INTO 'kafka://k:9092?sasl_enabled=true&sasl_user=u&sasl_password=canary77&sasl_mechanism=PLAIN';\n"
  );
  await playground.runAll();
  await page.getByRole('button', { name: 'Share' }).click();
  await page.getByRole('button', { name: 'Embed in a page…' }).click();
  const dialog = page.getByRole('dialog', { name: 'Embed in a page' });
  await expect(dialog.getByText('Secrets were taken out (line 2 of the script)')).toBeVisible();
  const markup = dialog.getByRole('textbox', { name: 'Markup to paste into the page' });
  await expect(markup).toHaveValue(/sasl&#95;password/);
  expect(await markup.inputValue()).not.toContain('canary77');
});
