import { FakeBrowser } from '../../support/worker/browser';
import { IDBObjectStore } from 'fake-indexeddb';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { PlainCodec } from '../../../src/lib/engine/base/plain-codec';
import { NS_PER_SECOND } from '../../../src/lib/engine/base/timestamp';
import { makeScenario } from '../../../src/lib/scenario/scenario';
import type { StorageState } from '../../../src/lib/worker/api';
import { Playground } from '../../../src/lib/worker/playground';
import { sealRecord } from '../../../src/lib/worker/record';
import { openStore } from '../../../src/lib/worker/store';

/** What browsers do to what they keep (guarantees C2), by a browser that does it on demand. */

const FIRST = makeScenario({ title: 'Example', script: 'SELECT 1;' });
const ENOUGH = 10_000_000;
/** More than two segments of history. */
const LONG = `CREATE TABLE t (id INT PRIMARY KEY, n INT);
CREATE CHANGEFEED FOR TABLE t INTO 'kafka://k:9092';
INSERT INTO t SELECT i, 0 FROM generate_series(1, 1000) AS g (i);
${'\\wait 500ms\nUPDATE t SET n = n + 1;\n'.repeat(16)}`;

afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

const open = async () => new Playground(await openStore());

/** A tab in which a script has been run and written. */
async function written(browser: FakeBrowser, script: string) {
  const close = browser.openTab();
  const playground = await open();
  await playground.open(FIRST);
  await playground.runAll(script);
  await playground.advance(60 * NS_PER_SECOND, ENOUGH);
  expect(await playground.flush()).toEqual({ kind: 'saved' });
  return { playground, close };
}

async function reopened(browser: FakeBrowser) {
  browser.openTab();
  const playground = await open();
  return { playground, opened: await playground.open(FIRST) };
}

/** History as it is shown, without the numbers of runs. */
async function eventsOf(playground: Playground) {
  const { history } = await playground.advance(0, 0);
  const count = history.from + history.count;
  return playground.events(Array.from({ length: count }, (_, i) => i));
}

describe('a write', () => {
  it('is told by the state: saving while something done is not written yet, saved once it is', async () => {
    new FakeBrowser().openTab();
    const playground = await open();
    const states: string[] = [];
    playground.watchStorage(({ kind }) => states.push(kind));
    await playground.open(FIRST);
    await playground.flush();
    await playground.runAll('SELECT 2;');
    await playground.flush();
    await playground.advance(NS_PER_SECOND, ENOUGH);
    await playground.flush();
    expect(states).toEqual(['saved', 'saving', 'saved', 'saving', 'saved']);
  });

  it('of the workspace before is not lost to the one that a link opens', async () => {
    const browser = new FakeBrowser();
    browser.openTab();
    const playground = await open();
    await playground.open(FIRST);
    const { fragment } = await playground.link({ at: null, selected: null, panes: [], speed: 1 });
    await playground.runAll('SELECT 2;');
    await playground.openLink(fragment ?? '');
    await playground.flush();
    const scripts = new Set<string>();
    await browser.change('heads', (record) => {
      scripts.add(new TextDecoder().decode(record).match(/SELECT \d;/)?.[0] ?? '');
      return record;
    });
    expect(scripts).toEqual(new Set(['SELECT 1;', 'SELECT 2;']));
  });

  it('after an edit far back replaces the segments in between as well', async () => {
    const browser = new FakeBrowser();
    const { playground, close } = await written(browser, LONG);
    expect(await browser.keys('segments')).toHaveLength(3);
    // The same number of events as before, other ones: as many segments, none of them the same.
    await playground.setScript(LONG.replace('SELECT i, 0', 'SELECT i, 7'));
    await playground.advance(60 * NS_PER_SECOND, ENOUGH);
    await playground.flush();
    const shown = await eventsOf(playground);
    close();
    const again = await reopened(browser);
    expect(again.opened.repaired).toBeNull();
    expect(await eventsOf(again.playground)).toEqual(shown);
  });
});

describe('where there is no room', () => {
  /** Records that are larger than this find no room. */
  const fill = (most: number) => {
    const { put } = IDBObjectStore.prototype;
    vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementation(function (
      this: IDBObjectStore,
      value: unknown,
      key
    ) {
      const { record } = value as { record: Uint8Array };
      if (record.length > most) throw new DOMException('full', 'QuotaExceededError');
      return put.call(this, value, key);
    });
  };

  it('for the history, the script is kept and the run comes back from it', async () => {
    const browser = new FakeBrowser();
    browser.openTab();
    const playground = await open();
    await playground.open(FIRST);
    fill(4000);
    await playground.runAll(LONG);
    await playground.advance(20 * NS_PER_SECOND, ENOUGH);
    expect(await playground.flush()).toEqual({ kind: 'saved' });
    expect(await browser.keys('segments')).toEqual([]);
    vi.restoreAllMocks();
    const again = await reopened(browser);
    expect(again.opened.update.script).toBe(LONG);
  });

  it('at all, the last good copy stays, the state says so, and saving goes on once there is', async () => {
    const browser = new FakeBrowser();
    const { playground, close } = await written(browser, 'SELECT 2;');
    let state: StorageState = { kind: 'saved' };
    playground.watchStorage((now) => (state = now));
    fill(0);
    await playground.runAll('SELECT 3;');
    expect(await playground.flush()).toMatchObject({ kind: 'memory' });
    expect(state).toMatchObject({ kind: 'memory', reason: expect.stringMatching(/no room/) });
    expect((await playground.advance(NS_PER_SECOND, ENOUGH)).now).toBe(NS_PER_SECOND);
    vi.restoreAllMocks();
    browser.openTab();
    close();
    expect((await reopened(browser)).opened.update.script).toBe('SELECT 2;');
  });

  it('for a while, the next write brings everything', async () => {
    const browser = new FakeBrowser();
    const { playground, close } = await written(browser, 'SELECT 2;');
    fill(0);
    await playground.runAll('SELECT 3;');
    await playground.flush();
    vi.restoreAllMocks();
    browser.openTab();
    expect(await playground.flush()).toEqual({ kind: 'saved' });
    close();
  });
});

describe('a database that is lost', () => {
  it('comes back as the copy of its newest workspace, before anything is written', async () => {
    const browser = new FakeBrowser();
    const { close } = await written(browser, 'SELECT 2;');
    close();
    browser.loseDatabase();
    const { opened } = await reopened(browser);
    expect(opened).toMatchObject({ fresh: false, repaired: expect.stringMatching(/restored from its copy/) });
    expect(opened.update.script).toBe('SELECT 2;');
  });

  it('with a copy that is cut, is a first visit', async () => {
    const browser = new FakeBrowser();
    const { close } = await written(browser, 'SELECT 2;');
    close();
    browser.loseDatabase();
    for (const [name, text] of browser.files.texts) browser.files.texts.set(name, text.slice(0, 20));
    const { opened } = await reopened(browser);
    expect(opened).toMatchObject({ fresh: true, repaired: null });
    expect(opened.update.script).toBe('SELECT 1;');
  });

  it('while the page is open, is written again whole', async () => {
    const browser = new FakeBrowser();
    const { playground, close } = await written(browser, LONG);
    await browser.clear();
    await playground.advance(61 * NS_PER_SECOND, ENOUGH);
    expect(await playground.flush()).toEqual({ kind: 'saved' });
    const shown = await eventsOf(playground);
    close();
    const again = await reopened(browser);
    expect(again.opened.repaired).toBeNull();
    expect(await eventsOf(again.playground)).toEqual(shown);
  });

  it('in its connection alone, is connected to again', async () => {
    const browser = new FakeBrowser();
    const { playground, close } = await written(browser, 'SELECT 2;');
    const transaction = vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementationOnce(() => {
      throw new DOMException('Connection to Indexed Database server lost', 'UnknownError');
    });
    await playground.runAll('SELECT 3;');
    expect(await playground.flush()).toEqual({ kind: 'saved' });
    expect(transaction).toHaveBeenCalled();
    close();
    expect((await reopened(browser)).opened.update.script).toBe('SELECT 3;');
  });
});

describe('a thread that was held up', () => {
  it('does not take that for a database that never answers', async () => {
    new FakeBrowser().openTab();
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const opening = openStore();
    vi.advanceTimersByTime(60_000);
    vi.useRealTimers();
    expect((await opening).state).toEqual({ kind: 'saved' });
  });
});

describe('a closed tab', () => {
  it('writes nothing into the files of another browser, whenever its last write comes', async () => {
    const before = new FakeBrowser();
    const { playground } = await written(before, 'SELECT 2;');
    await playground.runAll('SELECT 3;');
    const other = new FakeBrowser();
    other.openTab();
    await playground.flush();
    expect(other.files.texts.size).toBe(0);
    expect([...before.files.texts.values()].join()).toContain('SELECT 3;');
  });
});

describe('a second tab', () => {
  it.each([true, false])(
    'that takes over goes on from what is stored, and the first one writes no more (locks: %s)',
    async (hasLocks) => {
      const browser = new FakeBrowser({ hasLocks });
      const { playground: first } = await written(browser, 'SELECT 2;');
      browser.openTab();
      const second = await open();
      await second.open(FIRST);
      const opened = await second.takeOver(FIRST);
      expect(opened.storage).toEqual({ kind: 'saved' });
      expect(opened.update.script).toBe('SELECT 2;');

      await first.runAll('SELECT 3;');
      expect(await first.flush()).toMatchObject({ kind: 'read-only', canTakeOver: true });
      await second.runAll('SELECT 4;');
      expect(await second.flush()).toEqual({ kind: 'saved' });
      const back = await first.takeOver(FIRST);
      expect(back.update.script).toBe('SELECT 4;');
      expect(back.storage).toEqual({ kind: 'saved' });
    }
  );

  it('of a newer build changes the database: what is unwritten goes first, and this one becomes read-only', async () => {
    const browser = new FakeBrowser();
    const { playground } = await written(browser, 'SELECT 2;');
    await playground.runAll('SELECT 3;');
    await browser.openNewer();
    expect(await playground.flush()).toMatchObject({ kind: 'read-only', canTakeOver: false });
    const scripts: string[] = [];
    await browser.change('heads', (record) => {
      scripts.push(new TextDecoder().decode(record));
      return record;
    });
    expect(scripts.join()).toContain('SELECT 3;');
  });
});

describe('what a newer build has stored', () => {
  const changes = {
    'a database of a later version': (browser: FakeBrowser) => browser.openNewer(),
    'a head of a later format': (browser: FakeBrowser) =>
      browser.change('heads', (record) => record.map((byte, i) => (i === 3 ? byte + 1 : byte)))
  };
  for (const [name, change] of Object.entries(changes))
    it(`is left alone: ${name}`, async () => {
      const browser = new FakeBrowser();
      const { close } = await written(browser, 'SELECT 2;');
      close();
      await change(browser);
      const { playground, opened } = await reopened(browser);
      expect(opened.storage).toMatchObject({
        kind: 'memory',
        reason: expect.stringMatching(/newer version/)
      });
      await playground.runAll('SELECT 3;');
      await playground.flush();
      expect(await browser.keys('heads')).toHaveLength(1);
    });
});

describe('a stored run', () => {
  it('with a hole in its history is made again from its script', async () => {
    const browser = new FakeBrowser();
    const { playground, close } = await written(browser, LONG);
    const shown = await eventsOf(playground);
    close();
    await browser.deleteSegment(1);
    const again = await reopened(browser);
    expect(again.opened.repaired).toMatch(/damaged/);
    expect(await eventsOf(again.playground)).toEqual(shown);
  });

  it('whose head is damaged is set aside with a sentence, and the copy of its text is opened', async () => {
    const browser = new FakeBrowser();
    const { close } = await written(browser, 'SELECT 2;');
    close();
    await browser.damage('heads');
    const { playground, opened } = await reopened(browser);
    expect(opened.repaired).toMatch(/restored from its copy/);
    expect(opened.update.script).toBe('SELECT 2;');
    await playground.flush();
    expect(await browser.keys('heads')).toHaveLength(2);
  });

  it('and no copy either: a sentence, and the example', async () => {
    const browser = new FakeBrowser();
    const { close } = await written(browser, 'SELECT 2;');
    close();
    browser.files.texts.clear();
    await browser.damage('heads');
    const { opened } = await reopened(browser);
    expect(opened).toMatchObject({ fresh: false, repaired: expect.stringMatching(/set aside/) });
  });

  it('whose snapshot is of another build is made again from its script, without a word', async () => {
    const browser = new FakeBrowser();
    const { playground, close } = await written(browser, LONG);
    const shown = await eventsOf(playground);
    close();
    const codec = new PlainCodec();
    await browser.change('snapshots', (record) => {
      const head = codec.decode(record.subarray(12)) as Record<string, unknown>;
      return sealRecord(codec.encode({ ...head, build: 'another', snapshot: new Uint8Array([1]) }));
    });
    const again = await reopened(browser);
    expect(again.opened.repaired).toBeNull();
    expect(await eventsOf(again.playground)).toEqual(shown);
  });

  it.each(['heads', 'segments', 'snapshots'] as const)(
    'with a foreign record among its %s opens all the same',
    async (table) => {
      const browser = new FakeBrowser();
      const { close } = await written(browser, 'SELECT 2;');
      close();
      await browser.change(table, () => sealRecord(new PlainCodec().encode(['something', 'else'])));
      const { opened } = await reopened(browser);
      expect(opened.update.script).toBe('SELECT 2;');
    }
  );
});
