import { describe, expect, it } from 'vitest';
import { NS_PER_SECOND } from '../../../src/lib/engine/base/timestamp';
import { DEFAULT_VIEW, makeScenario } from '../../../src/lib/scenario/scenario';
import { Playground } from '../../../src/lib/worker/playground';
import { MemoryStore } from '../../../src/lib/worker/store';
import { EventColumns } from '../../../src/lib/timeline/columns';

const ENOUGH = 1_000_000;
const SCRIPT = `CREATE TABLE t (id INT PRIMARY KEY);
CREATE CHANGEFEED FOR TABLE t INTO 'kafka://k' WITH updated;
\\wait 5s
INSERT INTO t VALUES (1);
\\wait 60s
INSERT INTO t VALUES (2);
`;

async function opened(script = SCRIPT) {
  const playground = new Playground(new MemoryStore('a test keeps nothing'));
  const { update } = await playground.open(makeScenario({ title: '', script: 'SELECT 1;' }));
  const columns = new EventColumns();
  columns.take(update.history);
  columns.clear();
  columns.take((await playground.runAll(script)).history);
  return { playground, columns };
}

describe('a button', () => {
  it('puts its line at the present moment, and undo gives the run as if it had not been pressed', async () => {
    const { playground, columns } = await opened();
    columns.take((await playground.advance(20 * NS_PER_SECOND, ENOUGH)).history);
    const before = columns.length;

    const { update, offset } = await playground.append(SCRIPT, '\\node 2 kill');
    expect(update.script.slice(offset)).toMatch(/^\\node 2 kill\n/);
    expect(update.script).toContain('INSERT INTO t VALUES (1);');
    expect(update.now).toBe(20 * NS_PER_SECOND);
    columns.take(update.history);

    const undone = (await playground.undo())?.update;
    expect(undone?.script).toBe(SCRIPT);
    expect(undone?.now).toBe(20 * NS_PER_SECOND);
    if (undone) columns.take(undone.history);
    expect(columns.length).toBe(before);
    expect(await playground.undo()).toBeNull();
  });

  it('leaves what has happened before it as it was', async () => {
    const { playground, columns } = await opened();
    columns.take((await playground.advance(20 * NS_PER_SECOND, ENOUGH)).history);
    const sent = async () => {
      const events = await playground.events(Array.from({ length: columns.length }, (_, i) => i));
      return events.filter((event) => event.type === 'message' || event.type === 'commit');
    };
    const before = await sent();
    const { update } = await playground.append(SCRIPT, 'INSERT INTO t VALUES (7);');
    columns.take(update.history);
    expect(before.some((event) => event.type === 'message')).toBe(true);
    expect((await sent()).slice(0, before.length)).toEqual(before);
  });
});

describe('a link', () => {
  it('opens as the same run, which its digest confirms', async () => {
    const { playground } = await opened();
    await playground.advance(30 * NS_PER_SECOND, ENOUGH);
    const { fragment } = await playground.link({ ...DEFAULT_VIEW, at: 30 * NS_PER_SECOND });
    const other = new Playground(new MemoryStore('a test keeps nothing'));
    const answer = await other.openLink(fragment ?? '');
    expect(answer).toMatchObject({ ok: true, problem: null, differs: false });
    expect(answer.opened?.update).toMatchObject({ script: SCRIPT, now: 30 * NS_PER_SECOND });
  });

  it.each([
    { name: 'cut', change: (f: string) => f.slice(0, 40), says: /damaged/ },
    { name: 'of a newer version', change: (f: string) => f.replace(/s=\d/, 's=9'), says: /newer version/ },
    { name: 'empty', change: () => '', says: /no scenario/ }
  ])('that is $name is refused with a sentence, and the present run goes on', async ({ change, says }) => {
    const { playground } = await opened();
    const { fragment } = await playground.link(DEFAULT_VIEW);
    const answer = await playground.openLink(change(fragment ?? ''));
    expect(answer).toMatchObject({ ok: false, opened: null });
    expect(answer.problem).toMatch(says);
    expect((await playground.advance(NS_PER_SECOND, ENOUGH)).script).toBe(SCRIPT);
  });
});

it('a run without end stops where the work allowed is used up, and says that it has not settled', async () => {
  const { playground } = await opened(`${SCRIPT}\\sink 'kafka://k' down\nINSERT INTO t VALUES (3);\n`);
  const update = await playground.runToEnd(20_000);
  expect(update.idle).toBe(true);
  expect(update.settled).toBe(false);
});

it('a run that never settles is waited for ten minutes behind its script, in whatever slices', async () => {
  const { playground } = await opened(`${SCRIPT}BEGIN;\nINSERT INTO t VALUES (4);\n`);
  let update = await playground.runToEnd(10_000);
  for (let before = -1; update.now !== before;) {
    before = update.now;
    update = await playground.runToEnd(10_000, true);
  }
  expect(update).toMatchObject({ idle: true, settled: false });
  expect(update.now).toBeLessThan(800 * NS_PER_SECOND);
  // Whoever asks again waits as long again.
  expect((await playground.runToEnd(10_000)).now).toBeGreaterThan(update.now);
});

describe('a line at an earlier moment', () => {
  it('stands where the run was then, and the run is worked out anew up to where it was', async () => {
    const { playground, columns } = await opened();
    columns.take((await playground.advance(80 * NS_PER_SECOND, ENOUGH)).history);
    const { update } = await playground.append(SCRIPT, '\\node 2 kill', undefined, 20 * NS_PER_SECOND);
    columns.take(update.history);
    expect(update.now).toBe(80 * NS_PER_SECOND);
    expect(update.script).toContain('INSERT INTO t VALUES (2);');
    const events = await playground.events(Array.from({ length: columns.length }, (_, i) => i));
    const killed = events.find((event) => event.type === 'cluster' && event.kind === 'node');
    expect(killed?.t).toBe(20 * NS_PER_SECOND);
    expect(events.filter((event) => event.type === 'commit')).toHaveLength(2);

    const undone = (await playground.undo())?.update;
    expect(undone?.script).toBe(SCRIPT);
    expect(undone?.now).toBe(80 * NS_PER_SECOND);
  });

  it('behind the end of the script stands there after a wait', async () => {
    const { playground } = await opened('CREATE TABLE t (id INT PRIMARY KEY);\n');
    await playground.advance(30 * NS_PER_SECOND, ENOUGH);
    const { update } = await playground.append(
      'CREATE TABLE t (id INT PRIMARY KEY);\n',
      '\\note here',
      undefined,
      10 * NS_PER_SECOND
    );
    const events = await playground.events(
      Array.from({ length: update.history.from + update.history.count }, (_, i) => i)
    );
    expect(events.find((event) => event.type === 'note')?.t).toBe(10 * NS_PER_SECOND);
    expect(update.now).toBe(30 * NS_PER_SECOND);
  });
});

describe('files of a real changefeed', () => {
  const bytes = (text: string) => new TextEncoder().encode(text);
  const message = (id: number, at: number) =>
    JSON.stringify({
      after: { id },
      key: [id],
      topic: 't',
      updated: `170000000${at}000000000.0000000000`
    });
  const OUTPUT = [message(1, 1), message(1, 3), message(1, 2), message(1, 3)].join('\n');

  it('open as a history that is judged, without a cluster behind it', async () => {
    const { playground } = await opened();
    const answer = await playground.openFiles([{ name: 'orders.ndjson', bytes: bytes(OUTPUT) }]);
    expect(answer).toMatchObject({ ok: true, problem: null });
    expect(answer.opened).toMatchObject({
      workspace: { title: 'orders.ndjson' },
      storage: { kind: 'read-only', canTakeOver: false },
      update: { idle: true, settled: true, now: 2 * NS_PER_SECOND }
    });
    const { report } = await playground.audit(10 * NS_PER_SECOND, ENOUGH);
    const verdicts = new Map(report.guarantees.map(({ id, verdict }) => [id, verdict]));
    expect(verdicts.get('G1')).toBe('violated');
    expect(verdicts.get('G5')).toBe('nothing to judge');
    expect(report).toMatchObject({ messages: 4, ok: false });
    expect(await playground.read('tables', [0])).toEqual([]);
  });

  it('cannot be run or shared as a link, and time does not pass in them', async () => {
    const { playground } = await opened();
    await playground.openFiles([{ name: 'orders.ndjson', bytes: bytes(OUTPUT) }]);
    await expect(playground.runAll('SELECT 1;')).rejects.toThrow(/cannot be run/);
    expect(await playground.link(DEFAULT_VIEW)).toMatchObject({ fragment: null });
    expect((await playground.advance(60 * NS_PER_SECOND, ENOUGH)).now).toBe(2 * NS_PER_SECOND);
    expect((await playground.runToEnd(ENOUGH)).now).toBe(2 * NS_PER_SECOND);
    await playground.openNew(makeScenario({ script: 'SELECT 1;' }));
    expect((await playground.runAll('SELECT 2;')).script).toBe('SELECT 2;');
  });

  it.each([
    { name: 'a picture', file: 'x.png', content: '\u0089PNG\r\n', says: /x\.png.*(line 1|UTF-8)/ },
    { name: 'no messages', file: 'x.ndjson', content: '\n\n', says: /holds no messages/ },
    { name: 'a zip that is none', file: 'x.ndjson.gz', content: 'not packed', says: /no gzip archive/ },
    { name: 'a nest of lists', file: 'x.ndjson', content: '['.repeat(100_000), says: /x\.ndjson/ }
  ])('that are $name are refused with a sentence, and the run goes on', async ({ file, content, says }) => {
    const { playground } = await opened();
    const answer = await playground.openFiles([{ name: file, bytes: bytes(content) }]);
    expect(answer).toMatchObject({ ok: false, opened: null });
    expect(answer.problem).toMatch(says);
    expect((await playground.advance(NS_PER_SECOND, ENOUGH)).script).toBe(SCRIPT);
  });
});
