import { expect, test } from '../support/page/journey';

/** Secrets of a script stay in the script: no panel, title, console or other store of the browser shows one. */

const SCRIPT = `-- was kafka://me:s3cr3t0@old:9092
CREATE TABLE t (id INT PRIMARY KEY);
INSERT INTO t VALUES (1);
CREATE CHANGEFEED FOR TABLE t INTO 'kafka://me:s3cr3t1@k:9092?sasl_enabled=true&sasl_user=s3cr3t2&sasl_password=s3cr3t3';
CREATE CHANGEFEED FOR TABLE t INTO 's3://b?AWS_ACCESS_KEY_ID=s3cr3t4&AWS_SECRET_ACCESS_KEY=s3cr3t5';
CREATE CHANGEFEED FOR TABLE t INTO 'webhook-https://me:s3cr3t6@w/p?token=s3cr3t7' WITH webhook_auth_header = 'Basic s3cr3t8', extra_headers = '{"X-Api-Key": "s3cr3t9"}';
CREATE EXTERNAL CONNECTION c AS 'kafka://me:s3cr3t10@k2:9092';
CREATE CHANGEFEED FOR TABLE missing INTO 'kafka://me:s3cr3t11@k:9092';
\\note see kafka://me:s3cr3t12@k:9092
SHOW CHANGEFEED JOBS;
\\wait 40s
`;

test('secrets of a script are shown nowhere but in the script', async ({ playground, page, context }) => {
  const said: string[] = [];
  context.on('console', (message) => said.push(message.text()));
  await playground.open();
  await playground.largeEditor();
  await playground.write(SCRIPT);
  await playground.runAll();
  await playground.runToEnd();
  await expect(page.getByText('Saved in this browser')).toBeVisible();

  /** Everything on the page but the editor, attributes included. */
  const shown = () =>
    page.evaluate(() => {
      const copy = document.documentElement.cloneNode(true) as HTMLElement;
      for (const editor of copy.querySelectorAll(
        '[aria-label="Script"], .monaco-editor, .monaco-aria-container'
      ))
        editor.remove();
      return `${document.title} ${location.href} ${JSON.stringify({ ...localStorage, ...sessionStorage })} ${copy.outerHTML}`;
    });
  const panels = page.getByRole('tablist', { name: 'Panels' }).getByRole('tab');
  const count = await panels.count();
  expect(count).toBeGreaterThan(5);
  for (let i = 0; i < count; i++) {
    await panels.nth(i).click();
    const name = await panels.nth(i).innerText();
    await expect(page.getByRole('tabpanel').first()).toBeVisible();
    expect((await shown()).match(/.{0,80}s3cr3t\d+.{0,40}/g), name).toBeNull();
  }
  await page.getByRole('button', { name: 'Share' }).click();
  const dialog = page.getByRole('dialog', { name: 'Share this moment' });
  await expect(dialog).toContainText('Secrets were taken out');
  expect(await shown()).not.toContain('s3cr3t');
  expect(said.join('\n')).not.toContain('s3cr3t');

  // What the browser keeps of the run beside its script: history and snapshots, in records that are not packed.
  const kept = await page.evaluate(async () => {
    const database = await new Promise<IDBDatabase>((resolve, reject) => {
      const asked = indexedDB.open('changefeed-playground');
      asked.onsuccess = () => resolve(asked.result);
      asked.onerror = () => reject(asked.error ?? new Error('no database'));
    });
    const rows = await new Promise<{ record: Uint8Array }[]>((resolve) => {
      const asked = database.transaction('segments').objectStore('segments').getAll();
      asked.onsuccess = () => resolve(asked.result as { record: Uint8Array }[]);
    });
    database.close();
    return rows.map(({ record }) => new TextDecoder('latin1').decode(record)).join('\n');
  });
  expect(kept).toContain('CREATE CHANGEFEED FOR TABLE t');
  expect(kept).not.toContain('s3cr3t');
});
