import { unzipSync } from 'fflate';
import { readFileSync } from 'node:fs';
import { expect, test } from '../support/page/journey';

/** What is at the far ends, as the page shows it under its strict policy: formats of bytes, buckets, consumer groups. */

const TABLE = 'CREATE TABLE office_dogs (id INT PRIMARY KEY, name STRING);\n';

test('an Avro message is shown decoded, as bytes, and with the versions of its schema', async ({
  playground,
  page
}) => {
  await playground.open();
  await playground.write(
    `${TABLE}CREATE CHANGEFEED FOR office_dogs INTO 'kafka://broker' WITH format = avro, confluent_schema_registry = 'http://registry:8081';\n` +
      "INSERT INTO office_dogs VALUES (1, 'Petee');\n\\wait 5s\nALTER TABLE office_dogs ADD COLUMN age INT;\n" +
      "\\wait 10s\nUPDATE office_dogs SET age = 3;\n\\registry compatibility FULL 'office_dogs-key'\n"
  );
  await playground.runAll();
  await playground.runToEnd();
  await playground.messages.filter({ hasText: 'Petee' }).first().click();
  const { inspector } = playground;
  await expect(inspector.getByRole('region', { name: 'Value of the message' })).toContainText(
    '"name": {\n        "string": "Petee"'
  );
  await inspector.getByRole('button', { name: 'Bytes' }).click();
  // Magic byte, schema id, then `after` and the two columns, each behind the branch of its union (reference §4.11).
  await expect(inspector.getByRole('region', { name: 'Bytes of the value' })).toContainText(
    /00 00 00 00 0\d 02 02 02 02 0a 50 65 74 65 65/
  );
  const parts = inspector.getByRole('region', { name: 'Parts of the value' });
  await expect(parts.getByRole('row').last()).toHaveText(/^02 0a 50 65 74 65 65\s*name\s*string\s*"Petee"$/);
  await expect(inspector.getByText('Avro, written with schema').last()).toContainText(
    'office_dogs-value, version 1'
  );

  await playground.choosePanel('Registry');
  await page
    .getByRole('navigation', { name: 'Subjects' })
    .getByRole('button', { name: /^office_dogs-value/ })
    .click();
  const schema = page.getByRole('region', { name: 'Schema' });
  const panel = page.getByRole('tabpanel', { name: 'Registry' });
  await expect(panel.getByText('compatibility BACKWARD')).toBeVisible();
  await page
    .getByRole('navigation', { name: 'Subjects' })
    .getByRole('button', { name: /^office_dogs-key/ })
    .click();
  await expect(panel.getByText('compatibility FULL')).toBeVisible();
  await panel.getByRole('button', { name: /^Set/ }).click();
  await expect(inspector).toContainText('compatibility of office_dogs-key: FULL');
  await page
    .getByRole('navigation', { name: 'Subjects' })
    .getByRole('button', { name: /^office_dogs-value/ })
    .click();
  await expect(schema.getByRole('row', { name: /^age/ })).toContainText(/new\s*null or long\s*age INT8/);
  await page
    .getByRole('combobox', { name: 'Version of office_dogs-value' })
    .selectOption({ label: 'version 1' });
  await expect(schema.getByRole('row', { name: /^age/ })).toHaveCount(0);
});

test('a bucket is downloaded as one zip file', async ({ playground, page }) => {
  await playground.open();
  await playground.write(
    `${TABLE}INSERT INTO office_dogs VALUES (1, 'Petee'), (2, 'Carl');\n` +
      "CREATE CHANGEFEED FOR office_dogs INTO 'nodelocal://1/dogs' WITH initial_scan = 'only';\n"
  );
  await playground.runAll();
  await playground.runToEnd();
  await page.getByRole('tab', { name: 'Files' }).click();
  const waiting = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Download all' }).click();
  const download = await waiting;
  expect(download.suggestedFilename()).toBe('nodelocal-1-dogs.zip');
  const entries = unzipSync(new Uint8Array(readFileSync(await download.path())));
  expect(Object.values(entries).map((bytes) => new TextDecoder().decode(bytes))).toEqual([
    '{"after": {"id": 1, "name": "Petee"}, "key": [1]}\n{"after": {"id": 2, "name": "Carl"}, "key": [2]}\n'
  ]);
});

test('a consumer group falls behind and catches up', async ({ playground, page }) => {
  await playground.open();
  await playground.write(
    `${TABLE}\\topic office_dogs partitions 2\nCREATE CHANGEFEED FOR office_dogs INTO 'kafka://broker';\n` +
      "INSERT INTO office_dogs SELECT i, 'dog' FROM generate_series(1, 40) AS g (i);\n\\wait 3s\n\\wait 60s\n"
  );
  await playground.runAll();
  await playground.runToEnd();
  await playground.choosePanel('Kafka');
  await page.getByRole('button', { name: 'Consumer group' }).click();
  const group = page.getByRole('region', { name: 'Consumer group of office_dogs' });
  await group
    .getByRole('combobox', { name: 'Records a second, each' })
    .selectOption({ label: 'as they come' });
  await expect(group.getByRole('status')).toHaveText('Lag 0');
  await expect(group.getByRole('row')).toHaveCount(3);
  await group.getByRole('combobox', { name: 'Records a second, each' }).selectOption({ label: '1' });
  await group.getByRole('combobox', { name: 'Consumers' }).selectOption({ label: '2' });
  await expect(group.getByRole('row').nth(2)).toContainText(/^1\s*2/);
});
