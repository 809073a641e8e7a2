import { lowerBound } from './columns';
import { highWaterAt } from './feed-plot';
import type { Drawing } from './hit';
import type { LaneGroup } from './lane-index';
import { toX } from './scale';
import { feedId } from './sieve';

/** The ground that has been promised by a moment: left of its edge nothing new will come. */
export interface Ground {
  readonly id: string;
  readonly y: number;
  readonly height: number;
  readonly x: number;
}

/** What is promised of each group's lanes: by the newest resolved timestamp that went there, or by the feed's high-water mark where it sends none. */
export function grounds(drawing: Drawing, at: number): Ground[] {
  return drawing.layout.rows.flatMap((row) => {
    if (row.kind !== 'group' || row.group.keys.length === 0) return [];
    const covers = promisedOf(drawing, row.group, at);
    if (covers === null) return [];
    const x = Math.min(toX(drawing.scale, covers), drawing.scale.width + 10);
    if (x <= 0) return [];
    return [{ id: row.group.id, y: row.lanesY, height: row.y + row.height - row.lanesY, x }];
  });
}

function promisedOf({ columns, tracks }: Drawing, group: LaneGroup, at: number): number | null {
  if (group.resolved.length > 0) {
    const last = lowerBound(group.resolved, columns.countAt(at)) - 1;
    return last < 0 ? null : columns.wallAt(group.resolved[last]);
  }
  if (!group.feed) return null;
  const id = feedId(group.feed.job, group.feed.statement);
  const feed = tracks.feeds.find((f) => f.id === id);
  return feed ? highWaterAt(feed, at) : null;
}
