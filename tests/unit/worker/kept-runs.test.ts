import { FakeBrowser } from '../../support/worker/browser';
import Dexie from 'dexie';
import { IDBObjectStore } from 'fake-indexeddb';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { PlainCodec } from '../../../src/lib/engine/base/plain-codec';
import { NS_PER_SECOND } from '../../../src/lib/engine/base/timestamp';
import { makeScenario } from '../../../src/lib/scenario/scenario';
import { UNNAMED_KEPT } from '../../../src/lib/worker/kept-runs';
import { Playground } from '../../../src/lib/worker/playground';
import { sealRecord } from '../../../src/lib/worker/record';
import { RunHost } from '../../../src/lib/worker/run-host';
import { MemoryStore, openStore } from '../../../src/lib/worker/store';

/** The history of runs (design §5a): what becomes of the run before, and what browsers do to what is kept of it. */

const FIRST = makeScenario({ title: 'Example', script: 'SELECT 1;' });
const ENOUGH = 1_000_000;
const SCRIPT = `CREATE TABLE t (id INT PRIMARY KEY);
CREATE CHANGEFEED FOR TABLE t INTO 'kafka://k' WITH updated;
\\wait 5s
INSERT INTO t VALUES (1);
\\wait 60s
INSERT INTO t VALUES (2);
`;

afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

async function opened(script = SCRIPT) {
  const playground = new Playground(new MemoryStore('a test keeps nothing'));
  await playground.open(makeScenario({ title: '', script }));
  return playground;
}

const namesOf = async (playground: Playground) => (await playground.runs()).map(({ name }) => name);

async function scriptsOf(playground: Playground): Promise<string[]> {
  const scripts: string[] = [];
  for (const { id, isShown } of await playground.runs())
    scripts.push(
      isShown
        ? (await playground.advance(0, 0)).script
        : ((await playground.showRun(id, ''))?.update.script ?? '')
    );
  return scripts;
}

describe('Run all', () => {
  it('of an edited script keeps the run before, which can be shown again as it was', async () => {
    const playground = await opened();
    const before = await playground.runToEnd(ENOUGH);
    const edited = SCRIPT.replace('(2)', '(2), (3)');
    const { mark, kept } = await playground.runAll(edited);
    expect({ mark: mark.name, from: mark.from, kept }).toEqual({ mark: 'Run 2', from: 1, kept: 1 });
    await playground.runToEnd(ENOUGH);

    expect(await playground.runs()).toMatchObject([
      {
        name: 'Run 2',
        isShown: true,
        counts: { messages: 3, duplicates: 0 },
        lines: { added: 0, removed: 0 }
      },
      {
        name: 'Run 1',
        isShown: false,
        counts: { messages: 2, duplicates: 0 },
        lines: { added: 1, removed: 1 }
      }
    ]);
    const shown = await playground.showRun(1, edited);
    expect(shown?.update).toMatchObject({
      script: SCRIPT,
      now: before.now,
      mark: { name: 'Run 1' },
      kept: 1
    });
    expect(await namesOf(playground)).toEqual(['Run 2', 'Run 1']);
  });

  it('of the same script on the same cluster is the same run, also of one that is kept', async () => {
    const playground = await opened();
    expect(await playground.runAll(SCRIPT)).toMatchObject({ mark: { id: 1 }, kept: 0 });
    expect(await playground.runAll(SCRIPT, { seed: 2 })).toMatchObject({ mark: { id: 2 }, kept: 1 });
    expect(await playground.runAll(SCRIPT, { seed: 1 })).toMatchObject({ mark: { id: 1 }, kept: 1 });
  });

  it('keeps no empty script', async () => {
    const playground = await opened('');
    expect(await playground.runAll(SCRIPT)).toMatchObject({ kept: 0 });
  });
});

describe('an edit', () => {
  it('of what has been carried out keeps the run before', async () => {
    const playground = await opened();
    await playground.runToEnd(ENOUGH);
    expect(await playground.setScript(SCRIPT.replace('(1)', '(7)'))).toMatchObject({ kept: 1 });
    expect(await scriptsOf(playground)).toContain(SCRIPT);
  });

  it('behind what has been carried out is the same run', async () => {
    const playground = await opened();
    await playground.runAll(SCRIPT);
    await playground.advance(20 * NS_PER_SECOND, ENOUGH);
    expect(await playground.setScript(SCRIPT.replace('(2)', '(8)'))).toMatchObject({ kept: 0 });
  });
});

describe('a branch', () => {
  const AT = 20 * NS_PER_SECOND;

  it('is the log cut at its moment and the line; the run before stays, with what stood in the editor', async () => {
    const playground = await opened();
    const before = await playground.runToEnd(ENOUGH);
    const draft = `${SCRIPT}-- not run`;
    const { update, offset } = await playground.branch(draft, '\\node 2 kill', AT, 'at 20 s: \\node 2 kill');
    expect(update).toMatchObject({
      now: AT,
      kept: 1,
      mark: { name: 'at 20 s: \\node 2 kill', from: 1, cutAt: AT }
    });
    expect(update.script).toMatch(/VALUES \(1\);\n\\wait 1\d\.\d+s\n\\node 2 kill\n$/);
    expect(update.script.slice(offset)).toBe('\\node 2 kill\n');

    const shown = await playground.showRun(1, update.script);
    expect(shown).toMatchObject({ draft, update: { script: SCRIPT, now: before.now, kept: 1 } });
  });

  it('that is taken back is gone, and the run before is as it was left', async () => {
    const playground = await opened();
    const before = await playground.runToEnd(ENOUGH);
    await playground.append(SCRIPT, '\\note present');
    const { script } = await playground.advance(before.now + NS_PER_SECOND, ENOUGH);
    await playground.branch(`${script}-- not run`, 'SELECT 1;', AT, 'at 20 s: SELECT 1');
    await playground.advance(AT + NS_PER_SECOND, ENOUGH);

    const undone = await playground.undo();
    expect(undone).toMatchObject({
      branch: { at: AT, draft: `${script}-- not run` },
      update: { script, now: before.now + NS_PER_SECOND, mark: { id: 1 }, kept: 0 }
    });
    // And what was done before it can still be taken back.
    expect((await playground.undo())?.update).toMatchObject({ script: SCRIPT });
    expect(await playground.undo()).toBeNull();
  });

  it('whose run has been deleted meanwhile loses its line and stays', async () => {
    const playground = await opened();
    await playground.runToEnd(ENOUGH);
    await playground.branch(SCRIPT, 'SELECT 1;', AT, 'at 20 s: SELECT 1');
    await playground.deleteRun(1);
    expect(await playground.undo()).toMatchObject({ branch: null, update: { mark: { id: 2 }, kept: 0 } });
  });
});

describe('the kept runs', () => {
  it(`are the latest ${UNNAMED_KEPT}, and those that have a name`, async () => {
    const playground = await opened();
    await playground.renameRun(1, 'Mine');
    for (let i = 0; i < UNNAMED_KEPT + 5; i++) await playground.runAll(`SELECT ${i};`);
    const names = await namesOf(playground);
    expect(names).toHaveLength(UNNAMED_KEPT + 2);
    expect(names.at(-1)).toBe('Mine');
    expect(names[0]).toBe(`Run ${UNNAMED_KEPT + 6}`);
    await playground.renameRun(1, '');
    await playground.runAll('SELECT now();');
    expect(await namesOf(playground)).not.toContain('Run 1');
  });

  it('can be deleted and put back where they were', async () => {
    const playground = await opened();
    for (const script of ['SELECT 1;', 'SELECT 2;', 'SELECT 3;']) await playground.runAll(script);
    const before = await playground.runs();
    expect(await playground.deleteRun(2)).toMatchObject({ kept: 2 });
    expect(await namesOf(playground)).toEqual(['Run 4', 'Run 3', 'Run 1']);
    expect(await playground.putBackRun(2)).toMatchObject({ kept: 3 });
    expect(await playground.runs()).toEqual(before);
    // A number is never given twice.
    await playground.deleteRun(3);
    expect((await playground.runAll('SELECT 4;')).mark.id).toBe(5);
  });

  it('do not hold the one that is shown, nor any other workspace’s', async () => {
    const playground = await opened();
    await playground.runAll('SELECT 1;');
    await playground.deleteRun(2);
    expect(await playground.showRun(9, '')).toBeNull();
    expect(await namesOf(playground)).toEqual(['Run 2', 'Run 1']);
    const { update } = await playground.openNew(FIRST);
    expect(update).toMatchObject({ kept: 0, mark: { id: 1 } });
  });
});

describe('in this browser', () => {
  const open = async () => new Playground(await openStore());

  /** A tab in which two runs and a branch have been made and written. */
  async function written(browser: FakeBrowser) {
    const close = browser.openTab();
    const playground = await open();
    await playground.open(FIRST);
    await playground.runAll(SCRIPT);
    await playground.runToEnd(ENOUGH);
    await playground.branch(
      `${SCRIPT}-- draft`,
      '\\node 2 kill',
      20 * NS_PER_SECOND,
      'at 20 s: \\node 2 kill'
    );
    await playground.renameRun(2, 'Whole');
    expect(await playground.flush()).toEqual({ kind: 'saved' });
    return { playground, close, list: await playground.runs() };
  }

  async function reopened(browser: FakeBrowser) {
    browser.openTab();
    const playground = await open();
    return { playground, opened: await playground.open(FIRST) };
  }

  it('they are there after a reload, whole', async () => {
    const browser = new FakeBrowser();
    const { close, list } = await written(browser);
    close();
    const { playground, opened } = await reopened(browser);
    expect(opened).toMatchObject({ repaired: null, update: { kept: 2, mark: { id: 3, from: 2 } } });
    expect(await playground.runs()).toEqual(list);
    expect(await playground.showRun(2, '')).toMatchObject({
      draft: `${SCRIPT}-- draft`,
      update: { script: SCRIPT }
    });
  });

  it('what a build without them has stored opens as the first run', async () => {
    const browser = new FakeBrowser();
    browser.openTab();
    const before = new Dexie('changefeed-playground');
    before.version(1).stores({
      heads: 'id, usedAt',
      segments: '[workspace+index], workspace',
      snapshots: 'workspace'
    });
    const { config, script } = new RunHost();
    const head = { title: 'Old', description: '', ...config, script: `${script}SELECT 4;`, now: 0 };
    await before
      .table('heads')
      .put({ id: 'a', usedAt: 1, record: sealRecord(new PlainCodec().encode(head)) });
    before.close();
    const { playground, opened } = await reopened(browser);
    expect(opened).toMatchObject({
      workspace: { title: 'Old' },
      repaired: null,
      update: { script: 'SELECT 4;', kept: 0, mark: { id: 1, name: 'Run 1' } }
    });
    await playground.runAll('SELECT 5;');
    expect(await playground.flush()).toEqual({ kind: 'saved' });
    expect(await browser.keys('runs')).toHaveLength(1);
  });

  it('a run that is left is written at once, not with the next time that something is', async () => {
    const browser = new FakeBrowser();
    const { playground, close } = await written(browser);
    await playground.runAll('SELECT 5;');
    // The tab is killed: nobody waits for anything any more.
    await vi.waitFor(async () => expect(await browser.keys('runs')).toHaveLength(3), {
      interval: 5,
      timeout: 400
    });
    close();
  });

  it('what is deleted is deleted there as well', async () => {
    const browser = new FakeBrowser();
    const { playground, close } = await written(browser);
    await playground.deleteRun(1);
    await playground.flush();
    expect(await browser.keys('runs')).toHaveLength(1);
    await playground.putBackRun(1);
    await playground.flush();
    close();
    expect((await reopened(browser)).opened.update.kept).toBe(2);
  });

  it('a second tab sees them and writes none; one that takes over goes on with them', async () => {
    const browser = new FakeBrowser();
    const { playground: first, list } = await written(browser);
    browser.openTab();
    const second = await open();
    await second.open(FIRST);
    expect(await second.runs()).toEqual(list);
    await second.deleteRun(1);
    await second.flush();
    expect(await browser.keys('runs')).toHaveLength(2);
    expect(await second.takeOver(FIRST)).toMatchObject({ update: { kept: 2 } });
    await second.runAll('SELECT 6;');
    await second.flush();
    await first.runAll('SELECT 7;');
    expect(await first.flush()).toMatchObject({ kind: 'read-only' });
    expect(await browser.keys('runs')).toHaveLength(3);
  });

  it('storage that is cleared while the page is open is written again whole', async () => {
    const browser = new FakeBrowser();
    const { playground, close, list } = await written(browser);
    await browser.clear();
    await playground.advance(30 * NS_PER_SECOND, ENOUGH);
    await playground.flush();
    close();
    const again = await reopened(browser);
    expect((await again.playground.runs()).map(({ id }) => id)).toEqual(list.map(({ id }) => id));
  });

  it('a lost database leaves them in the copy', async () => {
    const browser = new FakeBrowser();
    const { close, list } = await written(browser);
    close();
    browser.loseDatabase();
    const { playground, opened } = await reopened(browser);
    expect(opened).toMatchObject({ repaired: expect.stringMatching(/copy/), update: { kept: 2 } });
    expect((await playground.runs()).map(({ name }) => name)).toEqual(list.map(({ name }) => name));
    // The copy's own member is no part of what is shared.
    const { text } = await playground.exportFile({ kind: 'scenario', view: opened.workspace.view, base: '' });
    expect(JSON.parse(text)).not.toHaveProperty('runs');
  });

  it.each([
    {
      name: 'damaged',
      change: (record: Uint8Array) => record.map((byte, i) => (i === 20 ? byte ^ 1 : byte)),
      says: /damaged/
    },
    {
      name: 'foreign',
      change: () => sealRecord(new PlainCodec().encode(['something', 'else'])),
      says: /damaged/
    },
    {
      name: 'of a later format',
      change: (record: Uint8Array) => record.map((byte, i) => (i === 3 ? byte + 1 : byte)),
      says: null
    }
  ])('records that are $name are left out and left alone', async ({ change, says }) => {
    const browser = new FakeBrowser();
    const { close } = await written(browser);
    close();
    await browser.change('runs', change);
    const { playground, opened } = await reopened(browser);
    expect(opened.update).toMatchObject({ kept: 0, mark: { id: 3 } });
    expect(opened.repaired).toEqual(says === null ? null : expect.stringMatching(says));
    // New runs get numbers of their own beside them.
    await playground.runAll('SELECT 8;');
    await playground.flush();
    expect(await browser.keys('runs')).toHaveLength(3);
  });

  it('where there is no room for them, the script that is written comes first', async () => {
    const browser = new FakeBrowser();
    const { playground, close } = await written(browser);
    const { put } = IDBObjectStore.prototype;
    vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementation(function (
      this: IDBObjectStore,
      value: unknown,
      key
    ) {
      if (['runs', 'segments', 'snapshots'].includes(this.name))
        throw new DOMException('full', 'QuotaExceededError');
      return put.call(this, value, key);
    });
    await playground.runAll('SELECT 9;');
    expect(await playground.flush()).toMatchObject({
      kind: 'memory',
      reason: expect.stringMatching(/no room/)
    });
    vi.restoreAllMocks();
    close();
    expect((await reopened(browser)).opened.update.script).toBe('SELECT 9;');
  });
});
