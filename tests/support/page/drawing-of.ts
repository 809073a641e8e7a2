import type { HistoryEvent } from '../../../src/lib/engine/base/events';
import { EventColumns } from '../../../src/lib/timeline/columns';
import { LaneIndex } from '../../../src/lib/timeline/lane-index';
import { layOut } from '../../../src/lib/timeline/layout';
import { fit } from '../../../src/lib/timeline/scale';
import { isSparse, TrackIndex } from '../../../src/lib/timeline/tracks';
import { RecordedHistory } from './columns-of';

/** A history laid out over a thousand pixels. */
export function drawingOf(events: readonly HistoryEvent[]) {
  const columns = new EventColumns();
  columns.take(new RecordedHistory(events).columns());
  const lanes = new LaneIndex(columns);
  lanes.update(0);
  const tracks = new TrackIndex(columns);
  const sparse = new Map(
    events.flatMap((e, seq) => (isSparse(columns.typeNumberAt(seq)) ? [[seq, e] as const] : []))
  );
  tracks.update(0, sparse);
  const end = events.at(-1)?.t ?? 0;
  return { columns, lanes, tracks, layout: layOut(tracks, lanes.groups()), scale: fit(end, 1000) };
}
