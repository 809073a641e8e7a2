import { printEmbedOptions, type EmbedOptions } from '../embed/options';
import type { HistoryEvent } from '../engine/base/events';
import type { Epoch, Nanos } from '../engine/base/timestamp';
import type { Scenario } from '../scenario/scenario';
import { timelineSvg } from '../timeline/timeline-svg';
import { deliveredUntil } from './message-export';

/**
 * A scenario as a block of a documentation page that needs no JavaScript (design §9): script, picture, messages and a link, inside the
 * element that `embed.js` upgrades where that script is there. It is one line without markup characters in its texts, so that HTML, Jekyll
 * with Liquid and Redcarpet, and MDX all leave it as it is.
 */

export interface StaticBlockParts {
  readonly scenario: Scenario;
  readonly events: Iterable<HistoryEvent>;
  readonly epoch: Epoch;
  readonly until: Nanos;
  /** The whole share link. */
  readonly link: string;
  readonly options: EmbedOptions;
  /** Of the frame, in pixels; null: as tall as it wants to be. */
  readonly height: number | null;
}

/** The moment that a block shows: that of its frame, or the run's end where the frame begins with nothing yet to be seen. */
export const picturedUntil = (at: Nanos, end: Nanos): Nanos => (at === 0 ? end : at);

const PICTURE_WIDTH = 760;
const MOST_ROWS = 40;
const MOST_CELL_CHARS = 240;

export function staticBlock(parts: StaticBlockParts): string {
  const { scenario, link, options, height } = parts;
  const title = scenario.title || 'Changefeed scenario';
  const attributes: readonly (readonly [string, string])[] = [
    ['link', link],
    ['name', title],
    ...attributesOf(options),
    ...(height === null ? [] : ([['height', String(height)]] as const))
  ];
  const inside = [
    element('p', element('strong', text(title))),
    element('pre', element('code', text(scenario.script.trim()))),
    picture(parts, title),
    messageTable(parts),
    element('p', element('a', 'Open in the playground', [['href', link]]))
  ];
  return `<div>${element('changefeed-playground', inside.join(''), attributes)}</div>`;
}

function attributesOf(options: EmbedOptions): (readonly [string, string])[] {
  return printEmbedOptions(options)
    .split('&')
    .filter((part) => part !== '')
    .map((part) => [part.slice(0, part.indexOf('=')), part.slice(part.indexOf('=') + 1)] as const);
}

/**
 * The timeline as the page draws it, as an image: no style of the page around gets at it, ids of several do not meet, and it has no
 * attribute that React would call by another name. It is as light or dark as its frame; `auto` is what the page says it is (`color-scheme`).
 */
function picture({ events, until, options }: StaticBlockParts, title: string): string {
  const svg = timelineSvg(untilMoment(events, until), {
    title,
    width: PICTURE_WIDTH,
    hasLegend: false,
    theme: options.theme === 'auto' ? 'system' : options.theme
  });
  return empty('img', [
    ['src', `data:image/svg+xml,${inUrl(svg.trim().replace(/>\s+/g, '>'))}`],
    ['alt', `Timeline: ${title}`],
    ['width', '100%']
  ]);
}

/** Text as part of an address; what needs no escape there has none, since it is read and packed better so. */
const inUrl = (value: string): string =>
  encodeURIComponent(value).replace(/%(?:20|2C|2F|3A|3B|3D)/g, (escape) => decodeURIComponent(escape));

function* untilMoment(events: Iterable<HistoryEvent>, until: Nanos): Generator<HistoryEvent> {
  for (const event of events) {
    if (event.t > until) return;
    yield event;
  }
}

function messageTable({ events, epoch, until }: StaticBlockParts): string {
  const rows: string[] = [];
  let count = 0;
  for (const [, event] of deliveredUntil(events, until)) {
    if (++count > MOST_ROWS) continue;
    const { topic, partition, offset, path } = event;
    const place = partition === null ? (path ?? topic ?? '') : `${topic ?? ''} ${partition}@${offset ?? ''}`;
    const [key, value, time, copy] =
      event.type === 'message'
        ? [event.key ?? 'null', event.value ?? 'null', epoch.hlc(event.updated), event.emission]
        : ['', event.value, epoch.hlc(event.resolved), 1];
    const note = event.type === 'resolved' ? 'resolved' : copy > 1 ? `copy ${copy}` : '';
    const cells = [(event.t / 1e9).toFixed(3), place, key, value, time, note];
    rows.push(element('tr', cells.map((cell) => element('td', text(cut(cell)))).join('')));
  }
  if (count === 0) return element('p', 'No messages.');
  const names = ['t, s', 'where', 'key', 'value', 'updated', 'note'];
  const head = element('thead', element('tr', names.map((name) => element('th', name)).join('')));
  const more = count > MOST_ROWS ? element('p', `and ${count - MOST_ROWS} more.`) : '';
  return element('table', head + element('tbody', rows.join(''))) + more;
}

const cut = (value: string) =>
  value.length > MOST_CELL_CHARS ? `${value.slice(0, MOST_CELL_CHARS)}…` : value;

type Attributes = readonly (readonly [string, string])[];

/** @param inside markup, already escaped */
const element = (name: string, inside: string, attributes: Attributes = []): string =>
  `<${name}${printed(attributes)}>${inside}</${name}>`;

const empty = (name: string, attributes: Attributes): string => `<${name}${printed(attributes)} />`;

const printed = (attributes: Attributes): string =>
  attributes.map(([attribute, value]) => ` ${attribute}="${text(value)}"`).join('');

/** Text of any content for HTML: no character of it means anything to HTML, Liquid, Markdown or JSX. */
const text = (value: string): string =>
  value.replace(/\r\n|[&<>"{}[\]*_`~|\\$!^\n\r\t]/g, (found) =>
    found === '\r\n' ? '&#10;' : `&#${found === '\r' ? 10 : found.charCodeAt(0)};`
  );
