import { FakeBrowser, denyStorage } from '../../support/worker/browser';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { printEvent } from '../../../src/lib/history/print';
import { Epoch, NS_PER_SECOND } from '../../../src/lib/engine/base/timestamp';
import type { HistoryEvent } from '../../../src/lib/engine/base/events';
import { makeScenario } from '../../../src/lib/scenario/scenario';
import { Playground } from '../../../src/lib/worker/playground';
import { openStore } from '../../../src/lib/worker/store';

const SCRIPT = `CREATE TABLE t (id INT PRIMARY KEY, v STRING);
CREATE CHANGEFEED FOR TABLE t INTO 'kafka://k:9092' WITH updated, resolved;
\\wait 5s
INSERT INTO t VALUES (1, 'a');
\\wait 40s
UPDATE t SET v = 'b' WHERE id = 1;
\\node 1 kill
\\wait 20s
\\node 1 restart
DELETE FROM t WHERE id = 1;
`;
const FIRST = makeScenario({ title: 'Example', script: 'SELECT 1;' });
const ENOUGH = 1_000_000;

const open = async () => new Playground(await openStore());

/** Everything that has happened, as the contract prints it. */
async function historyOf(playground: Playground, count: number): Promise<string[]> {
  const events = await playground.events(Array.from({ length: count }, (_, i) => i));
  const epoch = new Epoch(1_700_000_000_000_000_000n);
  return events.map((event: HistoryEvent, seq) => printEvent(event, seq, epoch));
}

afterEach(() => vi.unstubAllGlobals());

describe('a workspace', () => {
  it('opens with the example where there was nothing', async () => {
    new FakeBrowser().openTab();
    const opened = await (await open()).open(FIRST);
    expect(opened).toMatchObject({ fresh: true, storage: { kind: 'saving' }, repaired: null });
    expect(opened.update.script).toBe('SELECT 1;');
  });

  it('comes back at the same moment after a reload in the middle of a run, and goes on as if nothing had been', async () => {
    const browser = new FakeBrowser();
    const close = browser.openTab();
    const before = await open();
    await before.open(FIRST);
    await before.runAll(SCRIPT);
    const left = await before.advance(30 * NS_PER_SECOND, ENOUGH);
    await before.saveView({ at: 20 * NS_PER_SECOND, selected: 3, panes: [], speed: 100 });
    await before.flush();
    close();

    browser.openTab();
    const after = await open();
    const opened = await after.open(FIRST);
    expect(opened).toMatchObject({ fresh: false, repaired: null, storage: { kind: 'saved' } });
    expect(opened.workspace.view).toMatchObject({ at: 20 * NS_PER_SECOND, selected: 3, speed: 100 });
    expect(opened.update).toMatchObject({ script: SCRIPT, now: left.now, taken: left.taken });

    const end = await after.advance(120 * NS_PER_SECOND, ENOUGH);
    const straight = await before.advance(120 * NS_PER_SECOND, ENOUGH);
    const count = end.history.from + end.history.count;
    expect(count).toBe(straight.history.from + straight.history.count);
    expect(await historyOf(after, count)).toEqual(await historyOf(before, count));
  });

  it('comes back where the last statement was sent to, although the page went before it said so', async () => {
    const browser = new FakeBrowser();
    const close = browser.openTab();
    const before = await open();
    await before.open(FIRST);
    await before.runAll(SCRIPT);
    await before.advance(30 * NS_PER_SECOND, ENOUGH);
    await before.saveView({ at: 20 * NS_PER_SECOND, selected: null, panes: [], speed: 100 });
    await before.append(SCRIPT, '\\note at the present');
    await before.flush();
    close();

    browser.openTab();
    const opened = await (await open()).open(FIRST);
    expect(opened.workspace.view.at).toBeNull();
  });

  it('is read-only in a second tab, which writes nothing, and writable once the first is closed', async () => {
    const browser = new FakeBrowser();
    const close = browser.openTab();
    const first = await open();
    await first.open(FIRST);
    await first.runAll('SELECT 2;');
    await first.flush();

    browser.openTab();
    const second = await open();
    const opened = await second.open(FIRST);
    expect(opened.storage).toMatchObject({ kind: 'read-only' });
    expect(opened.update.script).toBe('SELECT 2;');
    await second.runAll('SELECT 3;');
    expect(await second.flush()).toMatchObject({ kind: 'read-only' });

    close();
    browser.openTab();
    const third = await (await open()).open(FIRST);
    expect(third.storage).toEqual({ kind: 'saved' });
    expect(third.update.script).toBe('SELECT 2;');
  });

  it.each(['segments', 'snapshots'] as const)(
    'whose %s are damaged is made again from its script, with a sentence',
    async (table) => {
      const browser = new FakeBrowser();
      const close = browser.openTab();
      const before = await open();
      await before.open(FIRST);
      await before.runAll(SCRIPT);
      const left = await before.advance(50 * NS_PER_SECOND, ENOUGH);
      await before.flush();
      close();
      await browser.damage(table);

      browser.openTab();
      const after = await open();
      const opened = await after.open(FIRST);
      expect(opened.repaired).toMatch(/damaged/);
      expect(opened.update.now).toBe(left.now);
      const { from, count } = opened.update.history;
      expect(await historyOf(after, from + count)).toEqual(await historyOf(before, from + count));
    }
  );

  it('that was opened from a link leaves the one before as it was', async () => {
    const browser = new FakeBrowser();
    browser.openTab();
    const playground = await open();
    await playground.open(FIRST);
    const { fragment } = await playground.link({ at: null, selected: null, panes: [], speed: 1 });
    await playground.runAll('SELECT 2;');
    await playground.flush();
    const linked = await playground.openLink(fragment ?? '');
    expect(linked).toMatchObject({ ok: true, differs: false });
    expect(linked.opened?.update.script).toBe('SELECT 1;');
    expect(linked.opened?.workspace.id).not.toBe('');
  });
});

it('where storage is denied everything goes on in memory, and the state says so', async () => {
  denyStorage();
  const playground = await open();
  const opened = await playground.open(FIRST);
  expect(opened).toMatchObject({ fresh: true, storage: { kind: 'memory' } });
  await playground.runAll(SCRIPT);
  const { now } = await playground.advance(30 * NS_PER_SECOND, ENOUGH);
  expect(now).toBe(30 * NS_PER_SECOND);
  expect(await playground.flush()).toMatchObject({ kind: 'memory' });
});
