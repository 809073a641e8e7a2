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

    const undone = await playground.undo();
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

    const undone = await playground.undo();
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
