import { describe, expect, it, vi } from 'vitest';
import FileContent from '../../src/lib/ui/inspect/FileContent.svelte';
import Inspector from '../../src/lib/ui/inspect/Inspector.svelte';
import KafkaPanel from '../../src/lib/ui/panels/KafkaPanel.svelte';
import MessagesPanel from '../../src/lib/ui/panels/MessagesPanel.svelte';
import RegistryPanel from '../../src/lib/ui/panels/RegistryPanel.svelte';
import ResultsPanel from '../../src/lib/ui/panels/ResultsPanel.svelte';
import StoredPanel from '../../src/lib/ui/panels/StoredPanel.svelte';
import saved from '../data/stored/far-ends.ndjson?raw';
import { mount } from '../support/page/mount';
import { savedHistory } from '../support/page/saved-history';

/**
 * Far ends of a saved history on a page whose encoders are emptied, so that whatever asked them for something would fail: what the panels
 * show is read from the stored bytes by code of their own.
 */
vi.mock('../../src/lib/engine/encode/json-encoder', () => ({}));
vi.mock('../../src/lib/engine/encode/json-object', () => ({}));
vi.mock('../../src/lib/engine/encode/csv-encoder', () => ({}));
vi.mock('../../src/lib/engine/encode/parquet-encoder', () => ({}));
vi.mock('../../src/lib/engine/encode/parquet-writer', () => ({}));
vi.mock('../../src/lib/engine/encode/protobuf-encoder', () => ({}));
vi.mock('../../src/lib/engine/encode/avro/avro-encoder', () => ({}));
vi.mock('../../src/lib/engine/encode/avro/wire', () => ({}));
vi.mock('../../src/lib/engine/encode/avro/textual', () => ({}));
vi.mock('../../src/lib/engine/encode/avro/schema', () => ({}));
vi.mock('../../src/lib/engine/encode/avro/avsc-no-eval', () => ({}));

const history = savedHistory(saved);
const where = (is: (event: (typeof history)[number]) => boolean) => history.findIndex(is);
const avro = where((event) => event.type === 'message' && event.value_base64 !== undefined);

describe('without an encoder', () => {
  it('there is none', async () => {
    const encoders = await Promise.all([
      import('../../src/lib/engine/encode/avro/avro-encoder'),
      import('../../src/lib/engine/encode/parquet-writer'),
      import('../../src/lib/engine/encode/json-encoder')
    ]);
    expect(encoders.flatMap((module) => Object.keys(module))).toEqual([]);
  });

  it('an Avro message is taken apart by its schema', async () => {
    const { screen } = await mount(Inspector, { seq: avro }, history);
    await screen.getByRole('button', { name: 'Bytes' }).click();
    const parts = screen.getByRole('region', { name: 'Parts of the value' });
    await expect
      .element(parts.getByRole('row').nth(6))
      .toHaveTextContent(/^02 0a 50 65 74 65 65\s*name\s*string\s*"Petee"$/);
    await expect
      .element(parts.getByRole('row').nth(7))
      .toHaveTextContent(/^02 04 04 e2\s*weight\s*bytes, decimal\(5,2\)\s*12\.50$/);
  });

  it.each(['gz', 'parquet'])('a file of a bucket is read: %s', async (extension) => {
    const event = history.find((event) => event.type === 'file' && event.path.endsWith(extension));
    if (event?.type !== 'file') throw new Error('no such file');
    const { screen } = await mount(FileContent, { event }, history);
    await expect
      .element(screen.getByRole('region', { name: extension === 'gz' ? 'Text' : 'Rows of the file' }))
      .toHaveTextContent(/Petee/);
  });

  it.each([
    { name: 'Kafka', panel: KafkaPanel, props: {}, shows: 'office_dogs' },
    { name: 'Messages', panel: MessagesPanel, props: {}, shows: 'Petee' },
    { name: 'Registry', panel: RegistryPanel, props: {}, shows: 'office_dogs-value' },
    { name: 'Files', panel: StoredPanel, props: { kind: 'files' }, shows: '.parquet' },
    { name: 'Webhook', panel: StoredPanel, props: { kind: 'requests' }, shows: '200' },
    { name: 'Results, with a stream', panel: ResultsPanel, props: {}, shows: 'Petee' }
  ])('the panel shows what is stored: $name', async ({ panel, props, shows }) => {
    const { screen } = await mount(panel as typeof KafkaPanel, props as Record<string, never>, history);
    await expect.element(screen.getByText(shows).first()).toBeVisible();
  });
});
