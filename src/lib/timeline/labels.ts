import type { EventColumns } from './columns';
import { highWaterAt } from './feed-plot';
import type { Drawing } from './hit';
import type { FeedName, LaneGroup } from './lane-index';
import { laneY, lanesWithin, type FeedRow, type Row, type TimelineLayout } from './layout';
import { formatClock } from './time-format';
import { statusAt } from './tracks';

/** What stands left of the rows: on the page, and in pictures of the timeline. */

export type LabelTone = 'name' | 'weak' | 'promise' | 'plain';

export interface RowLabel {
  readonly id: string;
  readonly kind: Row['kind'];
  readonly y: number;
  readonly height: number;
  readonly parts: readonly { readonly text: string; readonly tone: LabelTone }[];
  /** More than has room. */
  readonly title: string;
}

export interface LaneLabel {
  readonly id: string;
  readonly text: string;
  readonly y: number;
}

/** A job's long number by its last digits, which are what differs. */
export const shortId = (id: string): string => (id.length > 6 ? `…${id.slice(-4)}` : id);

const clock = (t: number) => formatClock(t, 3);

/** The labels of all rows, as of a moment. @param isNarrow there is room for the most important words only */
export function rowLabels(drawing: Drawing, at: number, isNarrow = false): RowLabel[] {
  return drawing.layout.rows.map((row) => ({ ...labelOf(drawing, row, at, isNarrow), kind: row.kind }));
}

function labelOf(drawing: Drawing, row: Row, at: number, isNarrow: boolean): Omit<RowLabel, 'kind'> {
  const { y, height } = row;
  switch (row.kind) {
    case 'script':
      return { id: 'script', y, height, parts: plain('Script'), title: '' };
    case 'faults':
      return { id: 'faults', y, height, parts: plain('Faults'), title: '' };
    case 'txns':
      return { id: 'txns', y, height, parts: plain('Transactions'), title: '' };
    case 'feed':
      return { id: `feed ${row.feed.id}`, y, height, parts: feedParts(row, at, isNarrow), title: '' };
    case 'group':
      return {
        id: `group ${row.group.id}`,
        y,
        height: row.lanesY - y,
        parts: groupParts(drawing, row.group, isNarrow),
        title: row.group.feed?.sink ?? ''
      };
  }
}

const plain = (text: string) => [{ text, tone: 'plain' as const }];

function feedParts({ feed }: FeedRow, at: number, isNarrow: boolean): RowLabel['parts'] {
  const covers = highWaterAt(feed, at);
  const word = feed.job === null ? 'resolved' : 'high-water';
  return [
    {
      text: feed.job === null ? `Stream, statement ${feed.statement}` : `Job ${shortId(feed.job)}`,
      tone: 'name'
    },
    { text: statusAt(feed, at)?.status ?? 'not yet created', tone: 'weak' },
    {
      text: covers === null ? `no ${word}` : isNarrow ? clock(covers) : `${word} ${clock(covers)}`,
      tone: 'promise'
    }
  ];
}

function groupParts(drawing: Drawing, group: LaneGroup, isNarrow: boolean): RowLabel['parts'] {
  const [name, words] = groupWords(drawing, group);
  // There is room for what tells the groups of a table apart, and for no more.
  const isShort = isNarrow && drawing.lanes.grouping === 'table' && group.feed?.job;
  const detail = isShort ? shortId(group.feed.job) : words;
  const parts = [{ text: name, tone: 'name' as const }];
  return detail === '' || (isNarrow && !needsDetail(drawing))
    ? parts
    : [...parts, { text: detail, tone: 'weak' }];
}

/** On a narrow screen what every group would say is left out. */
const needsDetail = ({ tracks, lanes }: Drawing) => tracks.feeds.length > 1 || lanes.grouping === 'partition';

function groupWords(
  drawing: Drawing,
  { table, feed, partition, node }: LaneGroup
): readonly [string, string] {
  const by = feed && drawing.tracks.feeds.length > 1 ? feedWords(drawing, feed) : '';
  const topic = feed?.topic ?? feed?.sink ?? '';
  switch (drawing.lanes.grouping) {
    case 'table':
      return [table ?? '', feed ? `→ ${placeWords(drawing, table ?? '', feed)}` : ''];
    case 'topic':
      return feed ? [topic, by] : [table ?? '', 'not sent'];
    case 'partition':
      return [
        topic,
        [partition === null ? 'no partition' : `partition ${partition}`, by].filter(Boolean).join(', ')
      ];
    case 'node':
      return [`Node ${node}`, 'sent'];
    case 'job':
      return feed ? [feedWords(drawing, feed), `→ ${topic}`] : [table ?? '', 'not sent'];
  }
}

/** Where a table's messages go. With several feeds it takes the feed's name to tell the groups apart. */
function placeWords(drawing: Drawing, table: string, feed: FeedName): string {
  const { job, topic } = feed;
  if (job === null) return feedWords(drawing, feed);
  if (drawing.tracks.feeds.length < 2) return topic ?? 'sink';
  return topic === null || topic === table ? shortId(job) : `${topic} by ${shortId(job)}`;
}

function feedWords({ tracks }: Drawing, { job, statement }: FeedName): string {
  return job === null ? `stream of line ${tracks.statements[statement - 1]?.line}` : `job ${shortId(job)}`;
}

/** The labels of the lanes within a stretch of heights. */
export function laneLabels(
  columns: EventColumns,
  layout: TimelineLayout,
  top: number,
  height: number
): LaneLabel[] {
  return layout.rows.flatMap((row) => {
    if (row.kind !== 'group' || row.y > top + height || row.y + row.height < top) return [];
    const [from, to] = lanesWithin(layout, row, top, top + height);
    return row.group.keys.slice(from, to).map((key, i) => ({
      id: `${row.group.id} ${key}`,
      text:
        row.group.table === null
          ? `${columns.keys[key].table} ${columns.keys[key].key}`
          : columns.keys[key].key,
      y: laneY(layout, row, from + i)
    }));
  });
}
