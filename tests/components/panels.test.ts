import { describe, expect, it } from 'vitest';
import Inspector from '../../src/lib/ui/inspect/Inspector.svelte';
import DeliveryRow from '../../src/lib/ui/panels/DeliveryRow.svelte';
import MessagesPanel from '../../src/lib/ui/panels/MessagesPanel.svelte';
import ResultsPanel from '../../src/lib/ui/panels/ResultsPanel.svelte';
import EventTable from '../../src/lib/ui/timeline/EventTable.svelte';
import { TimelineView } from '../../src/lib/ui/timeline/timeline-view.svelte';
import { employeesHistory } from '../support/page/employees-history';
import { mount } from '../support/page/mount';

const events = employeesHistory();
const duplicate = events.findIndex((event) => event.type === 'message' && event.emission > 1);
const messages = events.filter((event) => event.type === 'message').length;

describe('the list of results', () => {
  it('has an entry for each statement that returned something, with its tag', async () => {
    const { screen } = await mount(ResultsPanel, {});
    const results = screen.getByRole('feed', { name: 'Results' });
    await expect.element(results).toHaveTextContent('CREATE TABLE');
    const returned = new Set(events.flatMap((event) => (event.type === 'result' ? [event.statement] : [])));
    expect(results.getByRole('article').elements()).toHaveLength(returned.size);
  });

  it('says so where nothing has run', async () => {
    const { screen, playground } = await mount(ResultsPanel, {});
    playground.transport.seek(-1);
    await playground.openNew({ ...(await import('../../src/lib/ui/first-scenario')).BLANK_SCENARIO });
    await expect.element(screen.getByText('No statement has run yet')).toBeVisible();
  });
});

describe('the inspector', () => {
  it('says of a second copy why it came, and jumps to the first copy and to the checkpoint', async () => {
    const { screen, playground } = await mount(Inspector, { seq: duplicate });
    await expect.element(screen.getByText(/Sent again: the feed was resumed/)).toBeVisible();
    const message = events[duplicate];
    const links = message.type === 'message' ? message : undefined;
    await screen.getByRole('button', { name: 'First copy' }).click();
    expect(playground.selection.seq).toBe(links?.first);
    await screen.getByRole('button', { name: 'Checkpoint it went back to' }).click();
    expect(playground.selection.seq).toBe(links?.checkpoint);
  });

  it('shows the value as it was sent, and laid out for reading', async () => {
    const { screen } = await mount(Inspector, { seq: duplicate });
    const message = events[duplicate];
    await screen.getByRole('button', { name: 'Raw' }).click();
    const value = screen.getByRole('region', { name: 'Value of the message' });
    await expect.element(value).toHaveTextContent(message.type === 'message' ? (message.value ?? '') : '');
  });
});

describe('a row of a list of messages', () => {
  it('tells a copy by a word, and is the selected one after a press', async () => {
    const { screen, playground } = await mount(DeliveryRow, { seq: duplicate });
    const row = screen.getByRole('button');
    await expect.element(row).toHaveTextContent('2nd copy');
    await row.click();
    expect(playground.selection.seq).toBe(duplicate);
    await expect.element(row).toHaveAttribute('aria-pressed', 'true');
  });
});

describe('the list of messages', () => {
  it('holds what has been sent by the playhead, and no more', async () => {
    const { screen, playground } = await mount(MessagesPanel, {});
    const rows = screen.getByRole('list', { name: 'Messages' });
    await expect.element(rows.getByRole('listitem').last()).toHaveAttribute('aria-setsize', String(messages));
    playground.transport.seek(0);
    await expect.element(screen.getByText('Nothing has been sent yet')).toBeVisible();
    await expect.element(screen.getByText(/Press play/)).toBeVisible();
    await screen.getByRole('button', { name: /^Go to / }).click();
    await expect.element(rows.getByRole('listitem').first()).toBeVisible();
    const first = events.find((event) => event.type === 'message' || event.type === 'resolved');
    expect(playground.transport.at).toBe(first?.t);
  });

  it('asks nobody to play on where the run is over and nothing was sent', async () => {
    const { screen } = await mount(
      MessagesPanel,
      {},
      events.filter(({ type }) => type === 'statement')
    );
    await expect.element(screen.getByText(/The run is over, and nothing came/)).toBeVisible();
    // A frame of another page has no gallery, and offers nothing.
    expect(screen.getByRole('button').elements()).toHaveLength(0);
  });

  it('is filtered by text of keys and values', async () => {
    const { screen } = await mount(MessagesPanel, {});
    await screen.getByRole('searchbox').fill('Terrence');
    await expect.element(screen.getByText(new RegExp(`of ${messages}$`))).toBeVisible();
  });
});

describe('the timeline as a table', () => {
  it('has a row for every mark of the drawing, in words', async () => {
    const { screen } = await mount<{ timeline: TimelineView }>(EventTable, (playground) => ({
      timeline: new TimelineView(playground)
    }));
    const rows = screen.getByRole('list', { name: 'Events, as the drawing shows them' });
    await expect.element(rows.getByText('insert employees [1]').first()).toBeInTheDocument();
    const [row] = rows.getByRole('listitem').elements();
    expect(Number(row.getAttribute('aria-setsize'))).toBeGreaterThan(messages);
  });
});
