import { MESSAGE } from '../history/event-codec';
import { typeNumber } from '../history/event-types';
import type { EventColumns } from './columns';

/** The run at a glance: messages by time, first copies and duplicates apart. */
export interface Overview {
  readonly first: Uint32Array;
  readonly again: Uint32Array;
  readonly most: number;
}

const MESSAGE_TYPE = typeNumber('message');

/** Counts messages into `bins` equal stretches from the run's start to `end`. */
export function overview(columns: EventColumns, end: number, bins: number): Overview {
  const first = new Uint32Array(bins);
  const again = new Uint32Array(bins);
  let most = 0;
  for (let seq = 0; seq < columns.length; seq++) {
    if (columns.typeNumberAt(seq) !== MESSAGE_TYPE) continue;
    const bin = Math.min(bins - 1, Math.floor((columns.tAt(seq) / Math.max(end, 1)) * bins));
    if (columns.numberAt(MESSAGE.emission, seq) > 1) again[bin]++;
    else first[bin]++;
    most = Math.max(most, first[bin] + again[bin]);
  }
  return { first, again, most };
}
