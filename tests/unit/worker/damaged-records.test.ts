import { describe, expect, it } from 'vitest';
import { PlainCodec } from '../../../src/lib/engine/base/plain-codec';
import { makeRandom, nextInt, type RandomState } from '../../../src/lib/engine/base/random';
import { BUILD } from '../../../src/lib/worker/build';
import { readHead, restoreState } from '../../../src/lib/worker/database';
import { sealRecord } from '../../../src/lib/worker/record';
import { RunHost } from '../../../src/lib/worker/run-host';
import { packSegment } from '../../../src/lib/worker/segment-record';
import { NS_PER_SECOND } from '../../../src/lib/engine/base/timestamp';

/** Records as a failing disk, a cut file or a foreign program may leave them (guarantee W3). */

const ROUNDS = 10_000;
const SEED = Number(process.env.SEED ?? 1);
const codec = new PlainCodec();

const HEAD = sealRecord(
  codec.encode({
    title: 'Example',
    description: '',
    view: { at: null, selected: null, panes: [], speed: 1 },
    extras: '',
    seed: 1,
    start: 1_700_000_000_000_000_000n,
    nodes: 3,
    version: '26.2',
    localities: [],
    script: 'SELECT 1;',
    now: 0
  })
);

function storedRun() {
  const host = new RunHost();
  host.setScript(`CREATE TABLE t (id INT PRIMARY KEY);
CREATE CHANGEFEED FOR TABLE t INTO 'kafka://k';
INSERT INTO t VALUES (1);`);
  host.advance(10 * NS_PER_SECOND, 1_000_000);
  const { saved, log } = host;
  return {
    snapshot: sealRecord(codec.encode({ ...saved, build: BUILD, contexts: log.contexts })),
    segments: log.segments().map((segment) => sealRecord(packSegment(codec, segment)))
  };
}

/** A record with a bit turned, a stretch cut out, its end missing, or something before it. Never the record itself. */
function harmed(record: Uint8Array, random: RandomState): Uint8Array {
  const at = nextInt(random, 0, record.length - 1);
  switch (nextInt(random, 0, 3)) {
    case 0:
      return record.map((byte, i) => (i === at ? byte ^ (1 << nextInt(random, 0, 7)) : byte));
    case 1:
      return record.subarray(0, at);
    case 2:
      return Uint8Array.from([...record.subarray(0, at), ...record.subarray(at + 1)]);
    default:
      return Uint8Array.from([nextInt(random, 0, 255), ...record]);
  }
}

describe(`${ROUNDS} harmed records, seed ${SEED}`, () => {
  it('of heads are known as such', () => {
    const random = makeRandom(SEED, 'heads');
    expect(readHead(HEAD)?.script).toBe('SELECT 1;');
    const taken: number[] = [];
    for (let i = 0; i < ROUNDS; i++) if (readHead(harmed(HEAD, random)) !== undefined) taken.push(i);
    expect(taken).toEqual([]);
  });

  it('of snapshots and segments are known as such', () => {
    const random = makeRandom(SEED, 'runs');
    const { snapshot, segments } = storedRun();
    expect(restoreState(snapshot, segments)).toHaveProperty('log');
    const taken: number[] = [];
    for (let i = 0; i < ROUNDS; i++) {
      const isSnapshot = i % 2 === 0;
      const state = isSnapshot
        ? restoreState(harmed(snapshot, random), segments)
        : restoreState(snapshot, [harmed(segments[0], random), ...segments.slice(1)]);
      // A mark that has become that of a later format is left alone; everything else is damage.
      if (state !== 'damaged' && state !== null) taken.push(i);
    }
    expect(taken).toEqual([]);
  });

  it('with checksums that fit never give anything but a head or none', () => {
    const random = makeRandom(SEED, 'foreign');
    const payload = HEAD.subarray(12);
    const wrong: number[] = [];
    for (let i = 0; i < ROUNDS; i++) {
      const head = readHead(sealRecord(harmed(payload, random)));
      if (head !== undefined && typeof head.script !== 'string') wrong.push(i);
    }
    expect(wrong).toEqual([]);
  });
});
