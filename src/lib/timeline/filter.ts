/**
 * What of a run the timeline shows, as a line of text that a person types: `table:orders kind:duplicate "some words"`. Values of one name
 * are alternatives, different names must all hold, and loose words must all occur in a message. The text is the one truth; menus and chips
 * change it.
 */

export const FILTER_NAMES = ['table', 'key', 'topic', 'partition', 'job', 'kind'] as const;
export type FilterName = (typeof FILTER_NAMES)[number];

/** The kinds of marks that a filter tells apart. */
export const FILTER_KINDS = [
  'commit',
  'message',
  'scan',
  'duplicate',
  'delete',
  'resolved',
  'checkpoint',
  'batch',
  'retry',
  'statement',
  'transaction',
  'fault',
  'schema',
  'note'
] as const;
export type FilterKind = (typeof FILTER_KINDS)[number];

export type Filter = Readonly<Record<FilterName, readonly string[]>> & { readonly words: readonly string[] };

export const NO_FILTER: Filter = {
  table: [],
  key: [],
  topic: [],
  partition: [],
  job: [],
  kind: [],
  words: []
};

export const isNoFilter = (filter: Filter): boolean =>
  Object.values(filter).every((list) => list.length === 0);

const isName = (text: string): text is FilterName => (FILTER_NAMES as readonly string[]).includes(text);

/** Reads a line of text. Every text is a filter: what has no known name before its colon is a word to look for. */
export function parseFilter(text: string): Filter {
  const filter: Record<FilterName | 'words', string[]> = {
    table: [],
    key: [],
    topic: [],
    partition: [],
    job: [],
    kind: [],
    words: []
  };
  for (const [, name, quoted, plain] of text.matchAll(/(?:(\w+):)?(?:"([^"]*)"?|(\S+))/g)) {
    const value = quoted ?? plain;
    if (name !== undefined && isName(name.toLowerCase()))
      filter[name.toLowerCase() as FilterName].push(value);
    else filter.words.push(name === undefined ? value : `${name}:${value}`);
  }
  return filter;
}

const quote = (value: string) =>
  /[\s"]/.test(value) || value === '' ? `"${value.replaceAll('"', '')}"` : value;

/** The filter as a line of text, which reads back as the same filter. */
export function formatFilter(filter: Filter): string {
  const named = FILTER_NAMES.flatMap((name) => filter[name].map((value) => `${name}:${quote(value)}`));
  return [...named, ...filter.words.map(quote)].join(' ');
}

/** The filter with one value added, or without it if it was there. */
export function toggleFilter(filter: Filter, name: FilterName | 'words', value: string): Filter {
  const list = filter[name];
  return { ...filter, [name]: list.includes(value) ? list.filter((v) => v !== value) : [...list, value] };
}
