import { expect, test } from '../support/page/journey';

const TWO_SINKS = `CREATE TABLE t (id INT PRIMARY KEY, v STRING);
INSERT INTO t VALUES (1, 'a');
CREATE CHANGEFEED FOR t INTO 's3://bucket/x?AUTH=implicit' WITH updated;
CREATE CHANGEFEED FOR t INTO 'webhook-https://hook.example.com/in' WITH updated;
\\wait 5s
\\sink 'webhook-https://hook.example.com' reply 503 times 2
UPDATE t SET v = 'b' WHERE id = 1;
\\wait 60s
`;

test('a message leads back to the statement that wrote its row, and on to where it was stored', async ({
  playground,
  page
}) => {
  await playground.open();
  await playground.largeEditor();
  await playground.messages.filter({ hasText: '2nd copy' }).first().click();
  const why = page.getByRole('region', { name: 'Why was this emitted?' });
  await expect(why.getByRole('listitem')).toHaveText([
    /^Statement.*UPDATE employees SET name = 'Terrence'.*line 14/,
    /^Transaction/,
    /^MVCC version/,
    /^Range.*node n/,
    /^Changefeed.*flow 2/,
    /^Encoder.*json/,
    /^Batch.*3 messages/,
    /^Delivery.*attempt 1: confirmed/,
    /^Far end.*topic employees, partition 0, offset 5/
  ]);
  await why.getByRole('button', { name: /UPDATE employees/ }).click();
  await expect(playground.lines).toContainText("SET name = 'Terrence'");
  await expect(playground.inspector).toContainText('Sent again');
});

test('files and requests stand beside Kafka, with their contents and the attempts that were refused', async ({
  playground,
  page
}) => {
  await playground.open();
  await playground.largeEditor();
  await playground.write(TWO_SINKS);
  await playground.runAll();
  await playground.runToEnd();

  await page.getByRole('tab', { name: 'Files' }).click();
  await page.getByRole('list', { name: 'Files' }).getByRole('button').first().click();
  await expect(playground.inspector.getByRole('region', { name: 'Text' })).toContainText('"v": "a"');
  const download = page.waitForEvent('download');
  await playground.inspector.getByRole('button', { name: 'Download' }).click();
  expect((await download).suggestedFilename()).toMatch(/\.ndjson$/);
  await playground.inspector.getByRole('button', { name: '[1]' }).click();
  await expect(playground.inspector).toContainText('a line of');

  await page.getByRole('tab', { name: 'Webhook' }).click();
  const requests = page.getByRole('list', { name: 'Requests' }).getByRole('button');
  await expect(requests.filter({ hasText: '503' })).toHaveCount(2);
  await requests.filter({ hasText: 'attempt 3' }).click();
  await playground.inspector.getByRole('button', { name: '[1]' }).click();
  await expect(page.getByRole('region', { name: 'Why was this emitted?' })).toContainText(
    'attempt 1: refused'
  );
});

test('the audit follows the playhead: nothing to judge at the start, every question answered at the end', async ({
  playground,
  page
}) => {
  await playground.open();
  await page.getByRole('tab', { name: 'Audit' }).click();
  const audit = page.getByRole('region', { name: 'Audit' });
  await expect(audit).toContainText('No guarantee is violated, in 10 messages');
  await expect(audit.getByRole('region', { name: 'Why twice?' })).toContainText('2 copies beyond the first');
  await audit.getByRole('button', { name: 'Sent again' }).click();
  await expect(playground.inspector).toContainText('Sent again');
  await page.getByRole('button', { name: 'To the start' }).click();
  await expect(audit).toContainText('Nothing has been sent that could be judged');
});
