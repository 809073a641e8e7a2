import { describe, expect, it } from 'vitest';
import type { FileEvent } from '../../src/lib/engine/base/events';
import Inspector from '../../src/lib/ui/inspect/Inspector.svelte';
import files from '../data/stored/files.ndjson?raw';
import { mount } from '../support/page/mount';

/** Files as a saved history keeps them, on a page that has no engine. */
const [parquet, gzip, csv] = files
  .trim()
  .split('\n')
  .map((line, i) => ({ ...(JSON.parse(line) as FileEvent), t: i }));

const bent = (event: FileEvent): FileEvent => ({
  ...event,
  content_base64: `AAAA${event.content_base64!.slice(4, 400)}`
}); // both are binary

describe('a file of a bucket', () => {
  it('shows the rows, the types and the statistics of its Parquet', async () => {
    const { screen } = await mount(Inspector, { seq: 0 }, [parquet]);
    const rows = screen.getByRole('region', { name: 'Rows of the file' });
    await expect.element(rows.getByRole('columnheader', { name: 'price' })).toHaveTextContent('string');
    await expect.element(rows.getByRole('row').nth(1)).toHaveTextContent(/1Rex12\.50c/);
    await expect.element(rows.getByRole('row').nth(2)).toHaveTextContent(/2NULLNULLc/);
    await screen.getByText('Schema and statistics').click({ position: { x: 20, y: 8 } });
    const columns = screen.getByRole('region', { name: 'Columns of row group 1' });
    await expect.element(columns.getByRole('row').nth(2)).toHaveTextContent(/name.*BYTE_ARRAY.*1.*Rex/);
  });

  it('shows the text that its gzip archive holds', async () => {
    const { screen } = await mount(Inspector, { seq: 0 }, [gzip]);
    await expect
      .element(screen.getByRole('region', { name: 'Text' }))
      .toHaveTextContent('{"after": {"id": 1, "name": "Rex", "price": 12.50}, "key": [1]}');
  });

  it('shows the records of CSV under the names of the columns it was written from, and says whence they are', async () => {
    const { screen } = await mount(Inspector, { seq: 0 }, [csv]);
    const records = screen.getByRole('region', { name: 'Records of the file' });
    await expect.element(records.getByRole('row').nth(0)).toHaveTextContent(/^id\s*name\s*born on$/);
    await expect
      .element(records.getByRole('row').nth(1))
      .toHaveTextContent(/^1\s*Petee, "Sir"\s*2019-01-02$/);
    await expect.element(records.getByRole('row').nth(2)).toHaveTextContent(/^2\s*''\s*NULL$/);
    await expect.element(screen.getByText(/has no header line:\s+the names are those/)).toBeVisible();
    await screen.getByText('As it is stored').click({ position: { x: 20, y: 8 } });
    await expect
      .element(screen.getByRole('region', { name: 'Text' }))
      .toHaveTextContent('1,"Petee, ""Sir""",2019-01-02');
  });

  it('numbers the fields of CSV whose columns nothing tells', async () => {
    const { screen } = await mount(Inspector, { seq: 0 }, [{ ...csv, fields: undefined }]);
    await expect.element(screen.getByRole('columnheader', { name: 'field 3' })).toBeVisible();
  });

  it.each([
    { name: 'Parquet', event: parquet },
    { name: 'gzip', event: gzip }
  ])('that is damaged says so: $name', async ({ event }) => {
    const { screen } = await mount(Inspector, { seq: 0 }, [bent(event)]);
    await expect.element(screen.getByRole('alert')).toHaveTextContent(/damaged/);
  });
});
