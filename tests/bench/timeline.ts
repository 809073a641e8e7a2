import { MESSAGE } from '../../src/lib/history/event-codec';
import { typeNumber } from '../../src/lib/history/event-types';
import type { HistoryColumns } from '../../src/lib/history/history-columns';
import { NUMBER_COLUMNS } from '../../src/lib/history/segment';
import { EventColumns } from '../../src/lib/timeline/columns';
import { hit, type Drawing } from '../../src/lib/timeline/hit';
import { LaneIndex } from '../../src/lib/timeline/lane-index';
import { layOut } from '../../src/lib/timeline/layout';
import { paintPixels } from '../../src/lib/timeline/paint-pixels';
import { PALETTE_ROLES, type Palette } from '../../src/lib/timeline/palette';
import { fit } from '../../src/lib/timeline/scale';
import { TrackIndex } from '../../src/lib/timeline/tracks';
import { check } from './support/run';
import { median, type Workload } from './support/workload';

/** The timeline's own work with a million messages, without a browser: what is left of a frame is the browser's. */

const MARKS = 1_000_000;
/** All of them in view at once: the most that a frame can ask for. */
const LANES = 20;
const STEP_NS = 100_000;
const [WIDTH, HEIGHT] = [1200, 800];

/** Messages of a few keys, evenly in time, as the worker hands them over. */
function history(): HistoryColumns {
  const numbers = new Int32Array(MARKS * NUMBER_COLUMNS).fill(-1);
  numbers.fill(1, MESSAGE.emission * MARKS, (MESSAGE.emission + 1) * MARKS);
  return {
    from: 0,
    count: MARKS,
    type: new Uint8Array(MARKS).fill(typeNumber('message')),
    t: Float64Array.from({ length: MARKS }, (_, i) => i * STEP_NS),
    context: new Int32Array(MARKS),
    wall: new Float64Array(MARKS),
    logical: new Int32Array(MARKS),
    numbers,
    messageKey: Int32Array.from({ length: MARKS }, (_, i) => i % LANES),
    writes: {
      seq: new Int32Array(),
      key: new Int32Array(),
      op: new Uint8Array(),
      range: new Int32Array()
    },
    contextsFrom: 0,
    contexts: [[]],
    keysFrom: 0,
    keys: Array.from({ length: LANES }, (_, i) => ({ table: 't', key: `[${i}]` }))
  };
}

function drawing(): Drawing {
  const columns = new EventColumns();
  columns.take(history());
  const lanes = new LaneIndex(columns);
  lanes.update(0);
  const tracks = new TrackIndex(columns);
  return {
    columns,
    lanes,
    tracks,
    layout: layOut(tracks, lanes.groups()),
    scale: fit(MARKS * STEP_NS, WIDTH)
  };
}

/** A canvas as far as pixels go. */
function surface(): CanvasRenderingContext2D {
  const made = { width: WIDTH, height: HEIGHT, data: new Uint8ClampedArray(WIDTH * HEIGHT * 4) };
  const ctx = { canvas: { width: WIDTH, height: HEIGHT }, createImageData: () => made, putImageData() {} };
  return ctx as unknown as CanvasRenderingContext2D;
}

export const workloads: readonly Workload[] = [
  {
    name: 'timeline with 1,000,000 marks in view: painting a frame, without the browser',
    measure: async () => {
      const made = drawing();
      const groups = made.layout.rows.filter((row) => row.kind === 'group');
      check(groups.length === 1 && groups[0].group.keys.length === LANES, 'lanes of all keys');
      const ctx = surface();
      const palette = Object.fromEntries(PALETTE_ROLES.map((role) => [role, '#336699'])) as Palette;
      const FRAMES = 20;
      const ms = await median(() => {
        const began = performance.now();
        for (let i = 0; i < FRAMES; i++)
          paintPixels(ctx, made, groups, { top: 0, height: HEIGHT, ratio: 1 }, palette);
        return (performance.now() - began) / FRAMES;
      });
      // Thirty frames a second, of which half may be ours.
      return { unit: 'ms', lessIsBetter: true, playground: ms, target: 16 };
    }
  },
  {
    name: 'timeline with 1,000,000 marks: what lies under the pointer',
    measure: async () => {
      const made = drawing();
      const ASKED = 100_000;
      let found = 0;
      const us = await median(() => {
        const began = performance.now();
        for (let i = 0; i < ASKED; i++)
          if (hit(made, (i * 7) % WIDTH, (i * 13) % made.layout.height)) found++;
        return ((performance.now() - began) * 1000) / ASKED;
      });
      check(found > 0, 'something under the pointer');
      return { unit: 'µs', lessIsBetter: true, playground: us, target: 1000 };
    }
  }
];
