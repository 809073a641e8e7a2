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
    element('pre', element('code', text(scenario.script.trim()), [['class', 'language-sql']])),
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

/** The timeline as the page draws it; its texts may be hostile, so markup characters in them are escaped once more. */
function picture({ events, until, link }: StaticBlockParts, title: string): string {
  const svg = timelineSvg(untilMoment(events, until), {
    title,
    width: PICTURE_WIDTH,
    hasLegend: false,
    idPrefix: `cfp-${hashOf(link)}`
  });
  return svg
    .trim()
    .replace(/>([^<>]*)</g, (_all, inside: string) => `>${escapeMarkup(inside.replace(/\s+/g, ' '))}<`);
}

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

/** @param inside markup, already escaped */
function element(
  name: string,
  inside: string,
  attributes: readonly (readonly [string, string])[] = []
): string {
  const given = attributes.map(([attribute, value]) => ` ${attribute}="${text(value)}"`).join('');
  return `<${name}${given}>${inside}</${name}>`;
}

/** Text of any content for HTML: no character of it means anything to HTML, Liquid, Markdown or JSX. */
function text(value: string): string {
  return escapeMarkup(
    value
      .replace(/[&<>"]/g, (c) => `&#${c.charCodeAt(0)};`)
      .replace(/\r\n|[\n\r\t]/g, (c) => (c === '\t' ? '&#9;' : '&#10;'))
  );
}

/** Characters that Liquid, Markdown or JSX read, as references; those of references themselves stay. */
function escapeMarkup(value: string): string {
  return value.replace(/&(?:#\d+|[a-z]+);|[{}[\]*_`~|\\$!^]/g, (found) =>
    found.length > 1 ? found : `&#${found.charCodeAt(0)};`
  );
}

/** Tells the ids of several pictures on one page apart. */
function hashOf(value: string): string {
  let h = 0x811c9dc5;
  for (let i = 0; i < value.length; i++) h = Math.imul(h ^ value.charCodeAt(i), 0x01000193);
  return (h >>> 0).toString(36);
}
