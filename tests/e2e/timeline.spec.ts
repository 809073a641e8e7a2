import { readFileSync } from 'node:fs';
import { expect, test } from '../support/page/journey';

const OUTAGE = `CREATE TABLE orders (id INT PRIMARY KEY, n INT);
CREATE CHANGEFEED FOR TABLE orders INTO 'kafka://k:9092' WITH updated, resolved = '10s', min_checkpoint_frequency = '10s';
INSERT INTO orders VALUES (1, 1), (2, 1), (3, 1);
\\wait 20s
DELETE FROM orders WHERE id = 2;
\\wait 5s
INSERT INTO orders VALUES (2, 2);
\\sink 'kafka://k' down for 40s
UPDATE orders SET n = 3 WHERE id = 1;
\\wait 90s
`;

test('order view: a copy stands level with its first one, and leads to the inspector', async ({
  playground,
  page
}) => {
  await playground.open();
  await page.getByRole('button', { name: 'Order', exact: true }).click();
  await expect(page.getByText('time of the change ↑')).toBeVisible();
  await playground.timeline.focus();
  // To the first message, then through the messages of its key upwards: the copy is the fourth.
  await page.keyboard.press('ArrowRight');
  for (let i = 0; i < 3; i++) await page.keyboard.press('ArrowUp');
  await expect(page.getByRole('log')).toContainText(/sent again/i);
  await page.keyboard.press('Enter');
  await expect(playground.inspector).toContainText('Sent again');

  // The same event, the same stretch of time: the lanes show it too.
  await page.getByRole('button', { name: 'Lanes', exact: true }).click();
  await expect(playground.inspector).toContainText('Sent again');
});

test('a filter shows one key; words are looked for in the messages', async ({ playground, page }) => {
  await playground.open();
  const filter = page.getByRole('textbox', { name: 'Filter of the timeline' });
  await playground.timeline.focus();
  await page.keyboard.press('/');
  await expect(filter).toBeFocused();
  await page.keyboard.type('key:3');
  await page.getByRole('button', { name: 'Table', exact: true }).click();
  const rows = page.getByRole('list', { name: 'Events, as the drawing shows them' }).getByRole('button');
  await expect(rows).toHaveCount(3);
  await filter.fill('terrence kind:message');
  await expect(rows).toHaveCount(2);
  await expect(rows.first()).toContainText('employees [1]');
  await filter.press('Escape');
  await expect(filter).toHaveValue('');
  await expect.poll(() => rows.count()).toBeGreaterThan(10);
});

test('the menu of the filter writes the same words', async ({ playground, page }) => {
  await playground.open();
  await page.getByRole('button', { name: 'Choose what is shown' }).click();
  await page
    .getByRole('dialog', { name: 'What is shown' })
    .getByRole('checkbox', { name: 'duplicate' })
    .check();
  await expect(page.getByRole('textbox', { name: 'Filter of the timeline' })).toHaveValue('kind:duplicate');
});

test('shapes are found and stepped through by key', async ({ playground, page }) => {
  await playground.open();
  await playground.largeEditor();
  await playground.write(OUTAGE);
  await playground.runAll();
  await playground.runToEnd();
  await page.getByRole('button', { name: 'Find by shape' }).click();
  const find = page.getByRole('complementary', { name: 'Find by shape' });
  await find.getByRole('combobox', { name: 'Shape to find' }).selectOption('Delete, then insert');
  await expect(find.getByRole('status')).toContainText('1 found');
  await playground.timeline.focus();
  await page.keyboard.press('n');
  await expect(playground.inspector).toContainText('insert');
  await expect(find.getByRole('status')).toContainText('1 of 1');

  await find.getByRole('combobox', { name: 'Shape to find' }).selectOption('Failed batch');
  await playground.timeline.focus();
  await page.keyboard.press('n');
  await expect(playground.inspector.getByRole('heading', { name: 'Batch that failed' })).toBeVisible();

  await find.getByRole('combobox', { name: 'Shape to find' }).selectOption('Gap between resolved above …');
  await expect(find.getByRole('status')).toContainText('found');
  await find.getByRole('textbox', { name: 'Length of time' }).fill('10min');
  await find.getByRole('textbox', { name: 'Length of time' }).press('Enter');
  await expect(find.getByRole('status')).toContainText('None in this run');
});

test('lanes are grouped by what people ask for', async ({ playground, page }) => {
  await playground.open();
  const grouping = page.getByRole('combobox', { name: 'Group lanes by' });
  for (const [by, label] of [
    ['topic', 'employees'],
    ['partition', 'partition 0'],
    ['node', /Node \d/],
    ['job', /job …\d{4}/]
  ] as const) {
    await grouping.selectOption(by);
    await expect(page.locator('.labels .group').first()).toContainText(label);
  }
});

test('the timeline is saved as a picture', async ({ playground, page }) => {
  await playground.open();
  await page.getByRole('button', { name: 'Save as a picture' }).click();
  await page.getByRole('textbox', { name: 'Title' }).fill('Twice, and why');
  const svg = page.waitForEvent('download');
  await page.getByRole('button', { name: 'SVG' }).click();
  const file = await svg;
  expect(file.suggestedFilename()).toBe('twice-and-why.svg');
  const text = readFileSync(await file.path(), 'utf8');
  expect(text).toContain('>Twice, and why<');
  expect(text).toContain('Sent again');
  expect(text).not.toContain('<script');
  const png = page.waitForEvent('download');
  await page.getByRole('button', { name: 'PNG' }).click();
  const picture = readFileSync(await (await png).path());
  expect(picture.subarray(1, 4).toString()).toBe('PNG');
  expect(picture.length).toBeGreaterThan(10_000);
});

test('the stretch that is shown is moved by keyboard on the overview', async ({ playground, page }) => {
  await playground.open();
  const stretch = page.getByRole('slider', { name: 'Stretch of time that is shown' });
  await expect(stretch).toHaveAttribute('aria-valuetext', 'the whole run');
  await stretch.focus();
  await page.keyboard.press('ArrowUp');
  await expect(stretch).toHaveAttribute('aria-valuetext', /\d\d:\d\d\.\d to /);
  const before = await stretch.getAttribute('aria-valuetext');
  await page.keyboard.press('ArrowRight');
  expect(await stretch.getAttribute('aria-valuetext')).not.toBe(before);
  await page.keyboard.press('Escape');
  await expect(stretch).toHaveAttribute('aria-valuetext', 'the whole run');
});
