import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { HistoryEvent } from '$lib/engine/base/events';
import { makeScenario } from '$lib/scenario/scenario';
import { runScenario } from '../../../src/cli/run-scenario';

/**
 * Conversations with changefeeds, sentence by sentence of the reference. A block is a title with its section, then lines of a script, each followed
 * by what it must answer:
 *
 * - `! SQLSTATE word, word` the statement fails with this state (`*` for any) and names these words
 * - `? word, word` it works and one notice of it has these words; `?- word` no notice of it has that word
 * - `= cell | cell` one line for each row of its result; `*` is any cell, `''` an empty one, a cell between
 *   slashes a pattern
 * - `: topic: key -> value` what far ends have received since the lines of this kind before, in order of keys and of arrival within a
 *   key; `: nothing` for nothing. `$name` stands for a time, and for the same one wherever it stands in the block. Headers follow as `{name=value}`.
 * - `< $a < $b` how times that have a name are ordered (`<`, `=` or `>`)
 *
 * Statements without a line below must only succeed.
 */
interface Expectation {
  readonly line: number;
  readonly kind: '!' | '?' | '=' | ':' | '<';
  readonly texts: string[];
}

interface Block {
  readonly title: string;
  readonly script: string;
  readonly expectations: readonly Expectation[];
}

function kindOf(line: string): Expectation['kind'] | undefined {
  return /^([!?=:<])-? /.exec(line)?.[1] as Expectation['kind'] | undefined;
}

function blockOf(text: string): Block {
  const [title, ...lines] = text.trimEnd().split('\n');
  const expectations: Expectation[] = [];
  let said = 0;
  const script = lines.map((line, i) => {
    const kind = kindOf(line);
    if (!kind) {
      if (line !== '') said = i + 1;
      return line;
    }
    if (kind !== '<' && i > 0 && kindOf(lines[i - 1]) === kind) expectations.at(-1)?.texts.push(line);
    else {
      expectations.push({ line: kind === ':' ? i + 1 : said, kind, texts: [line] });
      // Everything that has arrived by now is meant.
      if (kind === ':') return `\\note line ${i + 1}`;
    }
    return '';
  });
  return { title: title.slice(2), script: `${script.join('\n')}\n`, expectations };
}

type Of<T extends HistoryEvent['type']> = Extract<HistoryEvent, { type: T }>;

class Conversation {
  readonly #events: readonly HistoryEvent[];
  /** Times by the names that the block has for them. */
  readonly #times = new Map<string, string>();
  #seen = 0;

  constructor(script: string) {
    const { log } = runScenario(makeScenario({ script }), { settle: false });
    this.#events = [...log];
  }

  of<T extends HistoryEvent['type']>(type: T, line: number): Of<T>[] {
    const statement = this.#events.findLast(
      (event) => event.type === 'statement' && event.line === line
    ) as Of<'statement'>;
    return this.#events.filter(
      (event): event is Of<T> =>
        event.type === type && 'statement' in event && event.statement === statement.statement
    );
  }

  failures(): string[] {
    return this.#events.flatMap((event) =>
      event.type === 'error' ? [`line ${event.line ?? 0}: ${event.sqlstate} ${event.message}`] : []
    );
  }

  error(line: number, text: string): void {
    const [state, ...rest] = text.slice(2).split(' ');
    const [error] = this.of('error', line);
    expect(error, `line ${line} must fail`).toBeDefined();
    const told = [error.message, error.detail, error.hint].join(' ');
    if (state !== '*') expect(`${error.sqlstate} ${told}`).toMatch(new RegExp(`^${state} `));
    this.#names(told, rest.join(' '));
  }

  notices(line: number, texts: readonly string[]): void {
    const told = this.of('notice', line).map(({ message, hint }) => `${message} ${hint ?? ''}`);
    for (const text of texts)
      if (text.startsWith('?-'))
        for (const word of wordsOf(text.slice(3))) expect(told.join('\n')).not.toContain(word);
      else expect(told).toContainEqual(expect.stringMatching(all(wordsOf(text.slice(2)))));
  }

  rows(line: number, texts: readonly string[]): void {
    const [result] = this.of('result', line);
    expect(result, `line ${line} must have a result`).toBeDefined();
    const wanted = texts.map((text) => text.slice(2)).filter((text) => text !== 'none');
    expect(result.rows.map((row) => row.map((cell) => cell ?? 'NULL').join(' | '))).toEqual(
      wanted.map((text) => expect.stringMatching(this.#pattern(text)))
    );
  }

  messages(line: number, texts: readonly string[]): void {
    const end = this.#events.findIndex((event) => event.type === 'note' && event.text === `line ${line}`);
    const found = this.#events
      .slice(this.#seen, end)
      .flatMap((event) => (event.type === 'message' ? [told(event)] : []));
    this.#seen = end;
    const wanted = texts.map((text) => text.slice(2).trimEnd()).filter((text) => text !== "nothing");
    const inOrder = byKey(found);
    expect(inOrder, `line ${line}`).toHaveLength(wanted.length);
    byKey(wanted).forEach((text, i) => this.#likeWithTimes(text, inOrder[i]));
  }

  order(text: string): void {
    const [, a, sign, b] = text.split(' ');
    const [x, y] = [this.#time(a), this.#time(b)];
    expect(`${x} ${x < y ? '<' : x === y ? '=' : '>'} ${y}`).toBe(`${x} ${sign} ${y}`);
  }

  #time(name: string): string {
    return this.#times.get(name) ?? name;
  }

  #likeWithTimes(text: string, found: string): void {
    const names: string[] = [];
    const pattern = escaped(text).replace(/\\\$([a-z]\w*)/g, (_all, name: string) => {
      const known = this.#times.get(`$${name}`);
      if (known) return escaped(known);
      names.push(`$${name}`);
      return '(\\d{19}\\.\\d{10})';
    });
    const hit = new RegExp(`^${pattern.replaceAll('\\*\\*', '.*')}$`).exec(found);
    if (!hit) expect(found).toBe(text);
    else names.forEach((name, i) => this.#times.set(name, hit[i + 1]));
  }

  #pattern(text: string): RegExp {
    const cells = text.split(' | ').map((cell) => {
      if (cell === '*') return '.*';
      if (cell === "''") return '';
      return /^\/.*\/$/.test(cell) ? cell.slice(1, -1) : escaped(this.#time(cell));
    });
    return new RegExp(`^${cells.join(' \\| ')}$`, 's');
  }

  #names(told: string, words: string): void {
    for (const word of wordsOf(words)) expect(told.toLowerCase()).toContain(word.toLowerCase());
  }
}

const escaped = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
const wordsOf = (text: string): string[] => text.split(', ').filter((word) => word !== '');
const all = (words: readonly string[]): RegExp =>
  new RegExp(words.map((word) => `(?=.*${escaped(word)})`).join(''), 's');

function told({ topic, table, key, value, headers }: Of<'message'>): string {
  const extra = Object.entries(headers).map(([name, text]) => ` {${name}=${text}}`);
  return `${topic ?? table}: ${key ?? ''} -> ${value ?? ''}${extra.join('')}`.trimEnd();
}

/** By topic and key; what a key received stays in its order. */
function byKey(lines: readonly string[]): string[] {
  const place = (line: string) => line.slice(0, line.indexOf(' -> '));
  return [...lines].sort((a, b) => (place(a) < place(b) ? -1 : place(a) > place(b) ? 1 : 0));
}

const FILES = readdirSync(import.meta.dirname).filter((name) => name.endsWith('.txt'));

describe.each(FILES)('%s', (file) => {
  const blocks = readFileSync(join(import.meta.dirname, file), 'utf8')
    .split(/^(?=# )/m)
    .filter((text) => text.startsWith('# '))
    .map(blockOf);

  it.each(blocks.map((block) => [block.title, block] as const))('%s', (_title, { script, expectations }) => {
    const talk = new Conversation(script);
    for (const { kind, line, texts } of expectations) {
      if (kind === '!') talk.error(line, texts[0]);
      if (kind === '?') talk.notices(line, texts);
      if (kind === '=') talk.rows(line, texts);
      if (kind === ':') talk.messages(line, texts);
      if (kind === '<') talk.order(texts[0]);
    }
    const wanted = expectations.filter(({ kind }) => kind === '!').map(({ line }) => `line ${line}`);
    expect(talk.failures().map((text) => text.slice(0, text.indexOf(':')))).toEqual(wanted);
  });
});
