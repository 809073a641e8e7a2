import { expect, test } from '../support/page/journey';
import type { Page } from '@playwright/test';
import { gzipSync } from 'node:zlib';

/** What a real changefeed has sent, dropped on the page (design §10). */

interface Dropped {
  readonly name: string;
  readonly content: Buffer;
}

async function drop(page: Page, files: readonly Dropped[]): Promise<void> {
  const data = await page.evaluateHandle(
    (list) => {
      const transfer = new DataTransfer();
      for (const { name, base64 } of list)
        transfer.items.add(new File([Uint8Array.from(atob(base64), (c) => c.charCodeAt(0))], name));
      return transfer;
    },
    files.map(({ name, content }) => ({ name, base64: content.toString('base64') }))
  );
  await page.dispatchEvent('body', 'drop', { dataTransfer: data });
}

const wall = (second: number) => `${1_700_000_000 + second}000000000`;
const row = (id: number, second: number, name: string) =>
  JSON.stringify({
    after: { id, name },
    key: [id],
    topic: 'employees',
    updated: `${wall(second)}.0000000000`
  });
const dataFile = (second: number, sequence: number, lines: readonly string[]): Dropped => ({
  name: `20231114221320${String(second).padStart(9, '0')}0000000000-0123456789abcdef-1-1-${String(sequence).padStart(8, '0')}-employees-1.ndjson.gz`,
  content: gzipSync(lines.join('\n'))
});

test('files of a bucket open read-only, with their messages and the audit of what they promise', async ({
  playground,
  page
}) => {
  await playground.open();
  await expect(page.getByText('Saved in this browser')).toBeVisible();
  await drop(page, [
    dataFile(2, 1, [row(1, 5, 'Terri'), row(1, 5, 'Terri')]),
    dataFile(1, 0, [row(1, 3, 'Terry'), row(2, 1, 'Alex')])
  ]);
  await expect(page.getByRole('textbox', { name: 'Name of the workspace' })).toHaveValue(
    '2 files of a changefeed'
  );
  await expect(page.getByText('Read-only')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Take over' })).toHaveCount(0);
  await playground.waitForMessages(4);
  await expect(playground.messages.first()).toContainText('Terry');

  await page.getByRole('tab', { name: 'Audit' }).click();
  const audit = page.getByRole('tabpanel', { name: 'Audit' });
  await expect(audit).toContainText(/nothing to judge/i);
  await playground.runAll();
  await expect(page.getByText(/what a real changefeed has sent, which cannot be run/)).toBeVisible();

  // The workspace before is as it was.
  await page.reload();
  await expect(page.getByRole('textbox', { name: 'Name of the workspace' })).toHaveValue(
    'Pause before a checkpoint'
  );
});

test('what cannot be read is refused with a sentence that names the file, and nothing is lost', async ({
  playground,
  page
}) => {
  await playground.open();
  await drop(page, [{ name: 'bent.ndjson', content: Buffer.from(`${row(1, 1, 'a')}\n{"after": `) }]);
  await expect(page.getByText(/bent\.ndjson, line 2/)).toBeVisible();
  await drop(page, [{ name: 'picture.png', content: Buffer.from([0x89, 0x50, 0x4e, 0x47, 0xff]) }]);
  await expect(page.getByText(/picture\.png: the file is not UTF-8 text/)).toBeVisible();
  // Half a gigabyte of nothing in half a megabyte.
  await drop(page, [{ name: 'bomb.ndjson.gz', content: gzipSync(Buffer.alloc(300 * 1024 * 1024)) }]);
  await expect(page.getByText(/bomb\.ndjson\.gz: it unfolds to more than 256 MiB/)).toBeVisible({
    timeout: 20_000
  });
  await expect(page.getByRole('textbox', { name: 'Name of the workspace' })).toHaveValue(
    'Pause before a checkpoint'
  );
  await playground.waitForMessages(10);
});
