import { FakeBrowser, denyStorage } from '../../support/worker/browser';
import { IDBObjectStore } from 'fake-indexeddb';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { NS_PER_SECOND } from '../../../src/lib/engine/base/timestamp';
import { makeScenario, parseScenario } from '../../../src/lib/scenario/scenario';
import { Playground } from '../../../src/lib/worker/playground';
import { openStore } from '../../../src/lib/worker/store';

/** Every workspace that a browser keeps: the list of them, what is done to one that is not shown, and the copy of each (guarantee W4). */

const FIRST = makeScenario({ title: 'Example', script: 'SELECT 1;' });
const scenario = (title: string, script: string) => makeScenario({ title, script });

afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

const open = async () => {
  const playground = new Playground(await openStore());
  await playground.open(FIRST);
  return playground;
};

/** Three workspaces of which only the newest has a copy, under the name that earlier builds gave it. */
async function leaveAsEarlierBuild(browser: FakeBrowser): Promise<void> {
  const { playground, close } = await withThree(browser);
  const newest = browser.files.texts.get(`workspace.${await idOf(playground, 'three')}.json`) ?? '';
  close();
  browser.files.texts.clear();
  browser.files.texts.set('newest-workspace.json', newest);
}

/** A tab with three workspaces, of which `three` is shown. */
async function withThree(browser: FakeBrowser) {
  const close = browser.openTab();
  const playground = await open();
  await playground.openNew(scenario('two', 'SELECT 2; SELECT 2;'));
  await playground.openNew(scenario('three', '\\wait 1s\nSELECT 3;\nSELECT 4;'));
  expect(await playground.flush()).toEqual({ kind: 'saved' });
  return { playground, close };
}

const list = async (playground: Playground) => (await playground.shelf('list', [])) ?? [];
const titles = async (playground: Playground) => (await list(playground)).map(({ title }) => title);
async function idOf(playground: Playground, title: string): Promise<string> {
  const found = (await list(playground)).find((workspace) => workspace.title === title);
  expect(found).toBeDefined();
  return found?.id ?? '';
}

/** Every use of a workspace has a moment of its own. */
beforeEach(() => {
  let now = 1_700_000_000_000;
  vi.spyOn(Date, 'now').mockImplementation(() => (now += 1000));
});

describe('the list', () => {
  it('has every workspace with what it is, the one used last first', async () => {
    const { playground } = await withThree(new FakeBrowser());
    const listed = await list(playground);
    expect(listed).toMatchObject([
      { title: 'three', commands: 3, runs: 1, begins: '\\wait 1s SELECT 3; SELECT 4;', isOpen: true },
      { title: 'two', commands: 2, runs: 1, isOpen: false },
      { title: 'Example', commands: 1, runs: 1, isOpen: false }
    ]);
    for (const workspace of listed) expect(workspace).toMatchObject({ state: 'kept', hasCopy: true });
    for (const { bytes } of listed) expect(bytes).toBeGreaterThan(100);
  });

  it('counts the runs of each', async () => {
    const { playground } = await withThree(new FakeBrowser());
    await playground.runAll('SELECT 5;');
    expect(await list(playground)).toMatchObject([{ title: 'three', runs: 2, commands: 1 }, {}, {}]);
  });

  it('is none where nothing is kept', async () => {
    denyStorage();
    expect(await (await open()).shelf('list', [])).toBeNull();
  });

  it('leaves records that it cannot read where they are, and says what they are', async () => {
    const browser = new FakeBrowser();
    const { playground } = await withThree(browser);
    await browser.damage('heads');
    expect(await list(playground)).toMatchObject([
      { state: 'damaged' },
      { state: 'damaged' },
      { state: 'damaged' }
    ]);
    const [, { id }] = await list(playground);
    expect(await playground.shelf('rename', [id, 'other'])).toMatch(/cannot be read/);
    // Its text is in the copy.
    const { opened } = await playground.openWorkspace(id);
    expect(opened?.update.script).toBe('SELECT 2; SELECT 2;');
    await playground.flush();
    expect(await browser.keys('heads')).toHaveLength(4);
  });
});

describe('another workspace', () => {
  it('is opened as it was left, and is the one that is opened the next time', async () => {
    const browser = new FakeBrowser();
    const { playground, close } = await withThree(browser);
    const { opened } = await playground.openWorkspace(await idOf(playground, 'two'));
    expect(opened).toMatchObject({
      workspace: { title: 'two' },
      update: { script: 'SELECT 2; SELECT 2;' },
      storage: { kind: 'saved' },
      repaired: null
    });
    close();
    browser.openTab();
    const again = await new Playground(await openStore()).open(FIRST);
    expect(again.workspace.title).toBe('two');
  });

  it('does not cost the one before what was done last', async () => {
    const { playground } = await withThree(new FakeBrowser());
    await playground.setScript('SELECT 9;');
    await playground.openWorkspace(await idOf(playground, 'two'));
    await playground.setScript('SELECT 10;');
    const { opened } = await playground.openWorkspace(await idOf(playground, 'three'));
    expect(opened?.update.script).toBe('SELECT 9;');
    expect((await playground.openWorkspace(await idOf(playground, 'two'))).opened?.update.script).toBe(
      'SELECT 10;'
    );
  });

  it('that another tab has open is read-only here, and neither renamed nor removed', async () => {
    const browser = new FakeBrowser();
    await withThree(browser);
    browser.openTab();
    const second = new Playground(await openStore());
    await second.openNew(scenario('four', 'SELECT 4;'));
    await second.flush();
    const id = await idOf(second, 'three');
    expect(await list(second)).toMatchObject([{ title: 'four' }, { title: 'three', isOpen: true }, {}, {}]);
    expect(await second.shelf('rename', [id, 'other'])).toMatch(/Another tab/);
    expect(await second.shelf('remove', [id])).toMatch(/Another tab/);
    const { opened } = await second.openWorkspace(id);
    expect(opened).toMatchObject({
      workspace: { title: 'three' },
      storage: { kind: 'read-only', canTakeOver: true }
    });
    expect((await second.openWorkspace(await idOf(second, 'four'))).opened?.storage).toEqual({
      kind: 'saved'
    });
  });

  it('that is gone by now is told about; what is shown stays', async () => {
    const { playground } = await withThree(new FakeBrowser());
    expect(await playground.openWorkspace('none')).toMatchObject({
      ok: false,
      problem: expect.stringMatching(/no longer/)
    });
    await playground.setScript('SELECT 9;');
    expect(await playground.flush()).toEqual({ kind: 'saved' });
    expect(await titles(playground)).toEqual(['three', 'two', 'Example']);
  });

  it('takes over nothing of what could not be written before', async () => {
    const { playground } = await withThree(new FakeBrowser());
    const id = await idOf(playground, 'two');
    const full = vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementation(() => {
      throw new DOMException('full', 'QuotaExceededError');
    });
    await playground.setScript('SELECT 9;');
    expect(await playground.flush()).toMatchObject({ kind: 'memory' });
    const { opened } = await playground.openWorkspace(id);
    expect(opened?.update.script).toBe('SELECT 2; SELECT 2;');
    full.mockRestore();
    await playground.flush();
    const three = await playground.openWorkspace(await idOf(playground, 'three'));
    expect(three.opened?.update.script).toContain('SELECT 3;');
  });

  it('is renamed, in its copy as well', async () => {
    const browser = new FakeBrowser();
    const { playground } = await withThree(browser);
    const id = await idOf(playground, 'two');
    expect(await playground.shelf('rename', [id, 'Second'])).toBeNull();
    expect(await titles(playground)).toEqual(['three', 'Second', 'Example']);
    expect(browser.files.texts.get(`workspace.${id}.json`)).toContain('"Second"');
  });

  it('is duplicated with its runs, right behind itself', async () => {
    const { playground } = await withThree(new FakeBrowser());
    await playground.runAll('SELECT 5;');
    expect(
      await playground.shelf('duplicate', [await idOf(playground, 'three'), 'three (2)'])
    ).toHaveProperty('id');
    expect(await list(playground)).toMatchObject([
      { title: 'three', runs: 2 },
      { title: 'three (2)', runs: 2, hasCopy: true },
      {},
      {}
    ]);
    await playground.setScript('SELECT 6;');
    const { opened } = await playground.openWorkspace(await idOf(playground, 'three (2)'));
    expect(opened).toMatchObject({ update: { script: 'SELECT 5;', kept: 1 }, repaired: null });
  });

  it('is removed with everything of it, and put back', async () => {
    const browser = new FakeBrowser();
    const { playground } = await withThree(browser);
    await playground.openWorkspace(await idOf(playground, 'two'));
    await playground.runAll('SELECT 5;');
    await playground.openWorkspace(await idOf(playground, 'three'));
    const id = await idOf(playground, 'two');
    expect(await playground.shelf('remove', [id])).toBeNull();
    expect(await titles(playground)).toEqual(['three', 'Example']);
    for (const table of ['heads', 'snapshots', 'segments', 'runs'] as const)
      expect(JSON.stringify(await browser.keys(table))).not.toContain(id);
    expect(browser.files.texts.has(`workspace.${id}.json`)).toBe(false);
    expect(await playground.shelf('putBack', [id])).toBeNull();
    expect(await list(playground)).toMatchObject([
      { title: 'three' },
      { title: 'two', runs: 2, hasCopy: true },
      {}
    ]);
    expect((await playground.openWorkspace(id)).opened?.update.script).toBe('SELECT 5;');
  });

  it('is a file without secrets', async () => {
    const browser = new FakeBrowser();
    const { playground } = await withThree(browser);
    await playground.setScript("CREATE CHANGEFEED FOR t INTO 'kafka://k?sasl_password=geheim';");
    const id = await idOf(playground, 'three');
    await playground.openWorkspace(await idOf(playground, 'two'));
    const file = await playground.shelf('exportFile', [id]);
    expect(file?.name).toBe('three.json');
    expect(file?.text).not.toContain('geheim');
    expect(file?.stripped).toHaveLength(1);
    expect(parseScenario(file?.text ?? '').title).toBe('three');
  });
});

describe('copies', () => {
  it('bring every workspace back where the database is lost, each under its name', async () => {
    const browser = new FakeBrowser();
    const { close } = await withThree(browser);
    close();
    browser.loseDatabase();
    browser.openTab();
    const playground = new Playground(await openStore());
    const opened = await playground.open(FIRST);
    expect(opened).toMatchObject({
      workspace: { title: 'three' },
      repaired: expect.stringMatching(/restored from its copy/)
    });
    expect(await list(playground)).toMatchObject([
      { title: 'three', state: 'kept' },
      { title: 'two', state: 'copy', commands: 2 },
      { title: 'Example', state: 'copy' }
    ]);
    const two = await playground.openWorkspace(await idOf(playground, 'two'));
    expect(two.opened?.update.script).toBe('SELECT 2; SELECT 2;');
    await playground.flush();
    expect(await list(playground)).toMatchObject([
      { title: 'two', state: 'kept' },
      { title: 'three' },
      { state: 'copy' }
    ]);
  });

  it('that are cut are passed over', async () => {
    const browser = new FakeBrowser();
    const { playground, close } = await withThree(browser);
    const name = `workspace.${await idOf(playground, 'three')}.json`;
    close();
    browser.loseDatabase();
    browser.files.texts.set(name, browser.files.texts.get(name)?.slice(0, 30) ?? '');
    browser.openTab();
    const opened = await new Playground(await openStore()).open(FIRST);
    expect(opened.workspace.title).toBe('two');
  });

  it('are made of what earlier builds have stored, which kept one of the newest alone', async () => {
    const browser = new FakeBrowser();
    await leaveAsEarlierBuild(browser);
    browser.openTab();
    const again = await open();
    await again.setScript('SELECT 9;');
    await again.flush();
    expect((await list(again)).map(({ hasCopy }) => hasCopy)).toEqual([true, true, true]);
    expect(browser.files.texts.has('newest-workspace.json')).toBe(false);
  });

  it('of an earlier build come back as well', async () => {
    const browser = new FakeBrowser();
    await leaveAsEarlierBuild(browser);
    browser.loseDatabase();
    browser.openTab();
    const again = new Playground(await openStore());
    expect((await again.open(FIRST)).workspace.title).toBe('three');
    await again.advance(NS_PER_SECOND, 1000);
    await again.flush();
    expect(await list(again)).toMatchObject([{ title: 'three', state: 'kept' }]);
  });
});
