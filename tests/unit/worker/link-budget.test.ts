import { describe, expect, it } from 'vitest';
import { GALLERY } from '../../../src/lib/gallery/gallery';
import { scenarioOf } from '../../../src/lib/gallery/example';
import { encodeLink } from '../../../src/lib/scenario/link';
import { makeScenario } from '../../../src/lib/scenario/scenario';
import { Playground } from '../../../src/lib/worker/playground';
import { MemoryStore } from '../../../src/lib/worker/store';

/** A link plays at once within a budget and waits for Run past it (design §5a); what it may cost does not depend on how it is written. */

async function opened(script: string) {
  const playground = new Playground(new MemoryStore('a test'));
  const { opened: found } = await playground.openLink(encodeLink(makeScenario({ script })));
  return found?.update;
}

describe('a link past its budget waits for Run', () => {
  it.each([
    {
      name: 'statements that visit many rows',
      script: `CREATE TABLE t (id INT PRIMARY KEY);\n${'SELECT count(*) FROM generate_series(1, 90000);\n'.repeat(20)}`,
      most: 5
    },
    {
      name: 'many feeds over many rows',
      script: `CREATE TABLE t (id INT PRIMARY KEY);\nINSERT INTO t SELECT generate_series(1, 2000);\n${"CREATE CHANGEFEED FOR t INTO 'kafka://k';\n".repeat(300)}\\wait 1h\n`,
      most: 302
    },
    {
      name: 'one statement that makes many rows',
      script: `CREATE TABLE t (id INT PRIMARY KEY);\nINSERT INTO t SELECT generate_series(1, 2000000);\nSELECT 1;\n`,
      most: 2
    },
    {
      name: 'one statement at the very beginning',
      script: 'SELECT count(*) FROM generate_series(1, 30000000);',
      most: 1
    },
    {
      name: 'queries of feeds that let nothing through',
      script: `CREATE TABLE t (id INT PRIMARY KEY);\nINSERT INTO t SELECT generate_series(1, 2000);\n${"CREATE CHANGEFEED INTO 'kafka://k' AS SELECT * FROM t WHERE id < 0;\n".repeat(300)}\\wait 1h\n`,
      most: 302
    },
    {
      name: 'one row on which the query of a feed works long',
      script: `CREATE TABLE t (id INT PRIMARY KEY);
CREATE CHANGEFEED INTO 'kafka://k' AS SELECT id FROM t WHERE length(repeat('x', 8000000) || repeat('y', 8000000)) < id;
INSERT INTO t SELECT generate_series(1, 5000);
\\wait 1h
`,
      most: 4
    },
    {
      name: 'a workload of hours',
      script: `\\workload init movr\n\\workload run movr --duration 10h --rate 100\n\\wait 10h\n`,
      most: 3
    }
  ])('$name', async ({ script, most }) => {
    const update = await opened(script);
    expect(update).toMatchObject({ idle: false });
    expect(update?.taken).toBeLessThanOrEqual(most);
    expect(update?.history.count).toBeLessThan(210_000);
  });

  it('before a statement, which is then carried out whole', async () => {
    const playground = new Playground(new MemoryStore('a test'));
    const script = `CREATE TABLE t (id INT PRIMARY KEY);
SELECT iferror(count(*), 0) FROM generate_series(1, 300000);
INSERT INTO t SELECT generate_series(1, 5);
`;
    const { opened: found, differs } = await playground.openLink(
      encodeLink(makeScenario({ script, digest: '0123456789abcdef' }))
    );
    expect(found).toMatchObject({ isCut: true, update: { taken: 2, idle: false } });
    expect(differs).toBe(false);
    const { history, idle } = await playground.runToEnd(1_000_000);
    expect(idle).toBe(true);
    const seqs = Array.from({ length: history.count }, (_, i) => history.from + i);
    const events = await playground.events(seqs);
    expect(events.filter(({ type }) => type === 'error')).toEqual([]);
    expect(events.filter(({ type }) => type === 'result')).toMatchObject([
      { tag: 'SELECT 1' },
      { tag: 'INSERT 0 5' }
    ]);
  });
});

describe('a link within its budget plays to its end', () => {
  it('whose time is long and empty', async () => {
    const update = await opened('BEGIN;\nCREATE TABLE t (id INT PRIMARY KEY);\n\\wait 2000h\n');
    expect(update?.idle).toBe(true);
  });

  it.each(GALLERY.map((example) => ({ name: example.title, example })))('$name', async ({ example }) => {
    const playground = new Playground(new MemoryStore('a test'));
    const { update } = await playground.openNew(scenarioOf(example));
    expect(update.idle).toBe(true);
  });
});
