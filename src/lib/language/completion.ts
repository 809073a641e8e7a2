import { expectedAt, type Expected, type Slot } from '../engine/sql/parse/expected';
import { scopeAt } from '../engine/sql/parse/scope';
import { readScript, type ScriptEntry } from '../scenario/script';
import { completeCommand } from './complete-command';
import { candidates } from './candidates';
import { readNames } from './script-names';

/** Completion of scripts: what the parser expects at the caret, filled in with the names of the script and of the dialect. */

export type CompletionKind =
  | 'keyword'
  | 'table'
  | 'column'
  | 'function'
  | 'type'
  | 'option'
  | 'value'
  | 'setting'
  | 'name'
  | 'sink'
  | 'command';

export interface Completion {
  readonly label: string;
  readonly kind: CompletionKind;
  /** A few words beside the label: a type, a signature. */
  readonly detail: string;
  /** A sentence or two; may be empty. */
  readonly docs: string;
  readonly insert: string;
  /** What is replaced, in UTF-16 units of the script. */
  readonly from: number;
  readonly to: number;
}

/** What a slot offers, before it is known where it goes. */
export interface Candidate {
  readonly label: string;
  readonly kind: CompletionKind;
  readonly detail?: string;
  readonly docs?: string;
  /** The label where it is left out. */
  readonly insert?: string;
}

/** Longer scripts are made by programs. */
const LONGEST_SCRIPT = 2_000_000;
/** More than there are functions or settings: the end of a list is cut off only where nothing has been typed. */
const MOST = 500;

/** What may stand at an offset of a script, best first. Names and values come before keywords. */
export function complete(text: string, offset: number): Completion[] {
  if (text.length > LONGEST_SCRIPT) return [];
  const entries = readScript(text);
  const entry = entryAt(text, entries, offset);
  if (entry?.kind === 'command') return completeCommand(entry, offset, readNames(entries, entry));
  const from = entry && entry.offset < offset ? entry.offset : offset;
  const expected = expectedAt(text, from, offset);
  if (!expected) return [];
  const names = readNames(entries, entry);
  const source = { text, from, offset, expected, names, scope: scopeAt(text, from, offset) };
  const found = slotsOf(expected).flatMap((slot) => candidates(slot, source));
  const all = [...found, ...keywordCandidates(expected, text.slice(from, offset))];
  const unique = new Map<string, Candidate>();
  for (const candidate of matching(all, expected))
    if (!unique.has(candidate.label)) unique.set(candidate.label, candidate);
  return [...unique.values()].slice(0, MOST).map((candidate) => placed(candidate, expected));
}

/** The entry that an offset lies in: a statement up to its semicolon, a command up to the end of its line. */
export function entryAt(
  text: string,
  entries: readonly ScriptEntry[],
  offset: number
): ScriptEntry | undefined {
  return entries.find(
    (entry) =>
      entry.leadOffset <= offset &&
      (offset < entry.endOffset ||
        (isOpen(text, entry) && /^[ \t]*$/.test(text.slice(entry.endOffset, offset))))
  );
}

/** Whether what is typed behind an entry, on the same line, still belongs to it. */
function isOpen(text: string, entry: ScriptEntry): boolean {
  return entry.kind === 'command' || (!entry.gset && text[entry.endOffset - 1] !== ';');
}

/** A value of an option is offered once, with its option. */
function slotsOf({ slots }: Expected): Slot[] {
  return slots.filter(
    (slot) => slot.kind !== 'option_value' || slot.detail !== undefined || slots.length === 1
  );
}

/** Old spellings, and statements that the playground does not run. */
const UNUSUAL: ReadonlySet<string> = new Set([
  ...[
    'ANALYSE',
    'ABORT',
    'ISNULL',
    'NOTNULL',
    'TENANT',
    'TENANTS',
    'REINDEX',
    'UNLISTEN',
    'MOVE',
    'LOCALTIME'
  ],
  ...['LOCALTIMESTAMP', 'CURRENT_CATALOG', 'CURRENT_ROLE', 'GLOBAL', 'LOCAL', 'UNLOGGED', 'USER', 'OPERATOR'],
  ...['LOGICAL', 'LOGICALLY', 'INJECT', 'TESTING_RELOCATE', 'EXPERIMENTAL_RELOCATE', 'EXPERIMENTAL_AUDIT'],
  ...[
    'EXPERIMENTAL_FINGERPRINTS',
    'EXPERIMENTAL_REPLICA',
    'VIRTUAL',
    'EXTENSION',
    'POLICY',
    'TRIGGER',
    'STATEMENT'
  ]
]);

/** The words that statements and clauses most often begin with; the rest keep the parser's order behind them. */
const FREQUENT: readonly string[] = [
  ...[
    'SELECT',
    'INSERT',
    'CREATE',
    'UPDATE',
    'DELETE',
    'UPSERT',
    'ALTER',
    'DROP',
    'SHOW',
    'SET',
    'BEGIN',
    'COMMIT',
    'ROLLBACK'
  ],
  ...[
    'PAUSE',
    'RESUME',
    'CANCEL',
    'TABLE',
    'CHANGEFEED',
    'INDEX',
    'DATABASE',
    'FOR',
    'FROM',
    'WHERE',
    'GROUP',
    'ORDER',
    'LIMIT'
  ]
];

function rankOf(phrase: string): number {
  const rank = FREQUENT.indexOf(phrase.split(' ')[0]);
  return rank < 0 ? FREQUENT.length : rank;
}

function keywordCandidates({ keywords, typed }: Expected, before: string): Candidate[] {
  const isLower = typed === '' ? writesLower(before) : typed === typed.toLowerCase();
  const usual = keywords
    .filter((phrase) => !UNUSUAL.has(phrase.split(' ')[0]))
    .sort((a, b) => rankOf(a) - rankOf(b));
  const rest = keywords.filter((phrase) => UNUSUAL.has(phrase.split(' ')[0]) && typed !== '');
  return [...usual, ...rest].map((phrase) => ({
    label: phrase,
    kind: 'keyword',
    insert: isLower ? phrase.toLowerCase() : phrase
  }));
}

/** Whether the statement's first word is in small letters, so that its keywords will be too. */
function writesLower(before: string): boolean {
  return /^\s*[a-z]+\b/.test(before);
}

/** What goes on with what is typed: first what begins with it, then what has a word that does. */
function matching(all: readonly Candidate[], { typed, replaces }: Expected): Candidate[] {
  const wanted = typed.toLowerCase();
  if (wanted === '' || replaces === 'string') return [...all];
  const beginning: Candidate[] = [];
  const containing: Candidate[] = [];
  for (const candidate of all) {
    const label = candidate.label.toLowerCase();
    if (label.startsWith(wanted)) beginning.push(candidate);
    else if (wanted.length > 1 && new RegExp(`[\\s_.]${escaped(wanted)}`).test(label))
      containing.push(candidate);
  }
  return [...beginning, ...containing];
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

function placed(
  { label, kind, detail = '', docs = '', insert = label }: Candidate,
  expected: Expected
): Completion {
  const { offset, length } = expected.replace;
  return { label, kind, detail, docs, insert, from: offset, to: offset + length };
}
