/**
 * What an embedding page and the frame say to each other (design §9, a contract). Each side drops what is not from the window it expects,
 * not of the form below, or of a type or version it does not know, without an answer.
 */

export const SOURCE = 'changefeed-playground';
export const PROTOCOL = 1;

/** The longest script that a page may hand over. */
const MAX_SCRIPT_CHARS = 1024 * 1024;
const MAX_NOTE_CHARS = 1000;

interface Envelope {
  readonly source: typeof SOURCE;
  readonly v: typeof PROTOCOL;
  readonly id?: string | number;
}

export type ToFrame =
  | { readonly type: 'load'; readonly scenario?: unknown; readonly script?: string }
  | { readonly type: 'run' }
  /** A moment in nanoseconds since the run's start, or the text of a note. */
  | { readonly type: 'seek'; readonly at?: number; readonly note?: string }
  | { readonly type: 'state' }
  | { readonly type: 'check' }
  | { readonly type: 'theme'; readonly value: 'auto' | 'light' | 'dark' };

export type FromFrame =
  | { readonly type: 'ready' }
  | { readonly type: 'state'; readonly at: number; readonly running: boolean; readonly digest: string | null }
  | { readonly type: 'emission'; readonly count: number; readonly last: number | null }
  | { readonly type: 'check'; readonly ok: boolean; readonly failed: readonly string[] }
  | { readonly type: 'height'; readonly px: number }
  | { readonly type: 'error'; readonly message: string };

export type Id = string | number | undefined;
export type Received<T> = T & { readonly id?: string | number };

/** A message to post. */
export function sealed(message: ToFrame | FromFrame, id?: Id): Envelope & { readonly type: string } {
  return { source: SOURCE, v: PROTOCOL, ...message, ...(id === undefined ? {} : { id }) };
}

type Fields = ReadonlyMap<string, unknown>;
type Check = (fields: Fields) => boolean;

const optional = (value: unknown, is: (value: unknown) => boolean) => value === undefined || is(value);
const isText = (most: number) => (value: unknown) => typeof value === 'string' && value.length <= most;
const isMoment = (value: unknown) => typeof value === 'number' && Number.isFinite(value) && value >= 0;
const isFlag = (value: unknown) => typeof value === 'boolean';
const isCount = (value: unknown) => typeof value === 'number' && Number.isInteger(value) && value >= 0;
const isTexts = (value: unknown) => Array.isArray(value) && value.every((item) => typeof item === 'string');
const isObject = (value: unknown) => typeof value === 'object' && value !== null && !Array.isArray(value);

/** What makes a message of each type well formed. */
const TO_FRAME: ReadonlyMap<string, Check> = new Map<string, Check>([
  [
    'load',
    (f) => (f.has('scenario') ? isObject(f.get('scenario')) : isText(MAX_SCRIPT_CHARS)(f.get('script')))
  ],
  ['run', () => true],
  [
    'seek',
    (f) =>
      f.has('at') !== f.has('note') &&
      optional(f.get('at'), isMoment) &&
      optional(f.get('note'), isText(MAX_NOTE_CHARS))
  ],
  ['state', () => true],
  ['check', () => true],
  ['theme', (f) => ['auto', 'light', 'dark'].includes(String(f.get('value')))]
]);

const FROM_FRAME: ReadonlyMap<string, Check> = new Map<string, Check>([
  ['ready', () => true],
  [
    'state',
    (f) =>
      isMoment(f.get('at')) &&
      isFlag(f.get('running')) &&
      (f.get('digest') === null || isText(16)(f.get('digest')))
  ],
  ['emission', (f) => isCount(f.get('count')) && (f.get('last') === null || isCount(f.get('last')))],
  ['check', (f) => isFlag(f.get('ok')) && isTexts(f.get('failed'))],
  ['height', (f) => isMoment(f.get('px'))],
  ['error', (f) => isText(10_000)(f.get('message'))]
]);

/** A message to the frame; null for anything else. */
export function readToFrame(data: unknown): Received<ToFrame> | null {
  return read(data, TO_FRAME) as Received<ToFrame> | null;
}

/** A message from the frame; null for anything else. */
export function readFromFrame(data: unknown): Received<FromFrame> | null {
  return read(data, FROM_FRAME) as Received<FromFrame> | null;
}

function read(data: unknown, types: typeof TO_FRAME): unknown {
  if (!isObject(data)) return null;
  const fields = new Map(Object.entries(data as object));
  const { source, v, type, id } = Object.fromEntries(
    ['source', 'v', 'type', 'id'].map((name) => [name, fields.get(name)])
  );
  if (source !== SOURCE || v !== PROTOCOL || typeof type !== 'string') return null;
  if (!optional(id, (i) => isText(100)(i) || typeof i === 'number')) return null;
  return types.get(type)?.(fields) === true ? data : null;
}
