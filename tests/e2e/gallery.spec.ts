import { expect, test } from '../support/page/journey';

test('an example of the gallery opens in a workspace of its own', async ({ playground, page }) => {
  await playground.open();
  await page.getByRole('button', { name: 'New workspace' }).click();
  await page.getByRole('menuitem', { name: /^Gallery/ }).click();
  const dialog = page.getByRole('dialog', { name: 'Gallery' });
  await dialog.getByRole('searchbox', { name: 'Search the gallery' }).fill('lost vehicles');
  await expect(dialog.getByRole('status')).toHaveText(/^[1-5] examples?$/);
  await dialog.getByRole('button', { name: /^Open: Emit only lost vehicles/ }).click();
  await expect(page.getByRole('textbox', { name: 'Name of the workspace' })).toHaveValue(
    'Emit only lost vehicles'
  );
});

test('a scenario file that is dropped opens; another one is refused with a sentence', async ({
  playground,
  page
}) => {
  await playground.open();
  const drop = async (name: string, text: string) => {
    const data = await page.evaluateHandle(
      ([fileName, content]) => {
        const transfer = new DataTransfer();
        transfer.items.add(new File([content], fileName));
        return transfer;
      },
      [name, text]
    );
    await page.dispatchEvent('body', 'drop', { dataTransfer: data });
  };
  await drop('bent.json', '{"version":1,');
  await expect(page.getByText(/not valid JSON/)).toBeVisible();
  await drop('mine.json', '{"version":1,"title":"Dropped","script":"SELECT 1;"}');
  await expect(page.getByRole('textbox', { name: 'Name of the workspace' })).toHaveValue('Dropped');
});
