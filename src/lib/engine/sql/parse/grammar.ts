import { assert } from '../../base/assert';
import type { TokenKind } from '../lex/tokens';
import type { Cursor } from './cursor';

/**
 * A grammar in text, for statements of which only their being well formed matters. One line of it is
 *
 *     TABLE <table> [ WITH OPTIONS { INDEX ALL | DETACHED } ]
 *
 * Words in capitals and signs stand for themselves, `<x>` is read by a function or another rule, `[ … ]` may be left out,
 * `( a | b )` is a choice, `{ … }` one or more with commas between them, `{* … }` the same with nothing said twice, `… *`
 * none or more without commas. A bracket or brace as a sign is quoted: `'('`. A choice is made by the words that an
 * alternative begins with; one that begins with `<x>` stands last or says itself whether it can begin.
 */

/** A function that reads a part, and whether it can begin here where a choice depends on that. */
export interface Reader {
  readonly read: (p: Cursor) => void;
  readonly starts?: (p: Cursor) => boolean;
}

type Rule =
  | { readonly kind: 'word'; readonly token: TokenKind }
  | { readonly kind: 'read'; readonly name: string }
  | { readonly kind: 'sequence'; readonly items: readonly Rule[] }
  | { readonly kind: 'choice'; readonly items: readonly Rule[] }
  | { readonly kind: 'optional' | 'repeat'; readonly item: Rule }
  | { readonly kind: 'list'; readonly item: Rule; readonly once: boolean };

/** Rules by name, and the functions they fall back on. */
export class Grammar {
  readonly #rules = new Map<string, Rule>();
  readonly #readers: ReadonlyMap<string, Reader>;

  constructor(rules: Readonly<Record<string, string>>, readers: ReadonlyMap<string, Reader>) {
    this.#readers = readers;
    for (const [name, text] of Object.entries(rules)) this.#rules.set(name, compile(text));
    for (const rule of this.#rules.values()) this.#checkNames(rule);
  }

  /** Reads what a rule says. @throws SqlError 42601, 0A000 */
  read(p: Cursor, name: string): void {
    const rule = this.#rules.get(name);
    if (rule) this.#match(p, rule);
    else this.#readers.get(name)?.read(p);
  }

  #checkNames(rule: Rule): void {
    if (rule.kind === 'read')
      assert(
        this.#rules.has(rule.name) || this.#readers.has(rule.name),
        () => `no grammar rule <${rule.name}>`
      );
    else if ('items' in rule) for (const item of rule.items) this.#checkNames(item);
    else if ('item' in rule) this.#checkNames(rule.item);
  }

  #match(p: Cursor, rule: Rule): void {
    switch (rule.kind) {
      case 'word':
        p.expect(rule.token);
        break;
      case 'read':
        this.read(p, rule.name);
        break;
      case 'sequence':
        for (const item of rule.items) this.#match(p, item);
        break;
      case 'choice':
        this.#match(p, rule.items.find((item) => this.#starts(p, item)) ?? p.fail());
        break;
      case 'optional':
        if (this.#starts(p, rule.item)) this.#match(p, rule.item);
        break;
      case 'repeat':
        while (this.#starts(p, rule.item)) this.#match(p, rule.item);
        break;
      case 'list':
        this.#matchList(p, rule.item, rule.once);
        break;
    }
  }

  #matchList(p: Cursor, item: Rule, once: boolean): void {
    const seen = new Set<TokenKind>();
    do {
      const option = SAME_OPTION.get(p.kind) ?? p.kind;
      if (once && seen.has(option) && !REPEATABLE.has(option))
        p.fail(`${p.tokenText()} option specified multiple times`);
      seen.add(option);
      this.#match(p, item);
    } while (p.eat(','));
  }

  /** Whether a part can begin here, by the words it begins with. */
  #starts(p: Cursor, rule: Rule): boolean {
    switch (rule.kind) {
      case 'word':
        return p.at(rule.token);
      case 'read': {
        const inner = this.#rules.get(rule.name);
        return inner ? this.#starts(p, inner) : (this.#readers.get(rule.name)?.starts?.(p) ?? true);
      }
      case 'sequence':
        return this.#startsSequence(p, rule.items);
      case 'choice':
        return rule.items.some((item) => this.#starts(p, item));
      case 'list':
      case 'optional':
      case 'repeat':
        return this.#starts(p, rule.item);
    }
  }

  #startsSequence(p: Cursor, items: readonly Rule[]): boolean {
    const words: TokenKind[] = [];
    for (const item of items) {
      if (item.kind !== 'word') break;
      words.push(item.token);
    }
    if (words.length > 0) return p.atWords(words);
    const [first, ...rest] = items;
    if (this.#starts(p, first)) return true;
    return (
      (first.kind === 'optional' || first.kind === 'repeat') &&
      rest.length > 0 &&
      this.#startsSequence(p, rest)
    );
  }
}

/** Two spellings of one option. */
const SAME_OPTION: ReadonlyMap<TokenKind, TokenKind> = new Map<TokenKind, TokenKind>([
  ['INCLUDE_ALL_SECONDARY_TENANTS', 'INCLUDE_ALL_VIRTUAL_CLUSTERS']
]);

/** Options that are given once for each of several tables. */
const REPEATABLE: ReadonlySet<TokenKind> = new Set<TokenKind>(['FUNCTION']);

/** Text of the grammar → rule. Faults are faults of the program. */
function compile(text: string): Rule {
  const parts = text.match(/'[^']+'|<\w+>|\{\*|[[\](){}|*]|[A-Z0-9_]+|\S/g) ?? [];
  let at = 0;
  const choice = (close: string | undefined): Rule => {
    const items = [sequence(close)];
    while (parts[at] === '|') {
      at++;
      items.push(sequence(close));
    }
    assert(parts[at] === close, () => `grammar: ${String(close)} expected in ${text}`);
    at++;
    return items.length === 1 ? items[0] : { kind: 'choice', items };
  };
  const sequence = (close: string | undefined): Rule => {
    const items: Rule[] = [];
    while (parts[at] !== close && parts[at] !== '|') {
      let item = single(parts[at++]);
      if (parts[at] === '*') {
        at++;
        item = { kind: 'repeat', item };
      }
      items.push(item);
    }
    return items.length === 1 ? items[0] : { kind: 'sequence', items };
  };
  const single = (part: string): Rule => {
    if (part === '[') return { kind: 'optional', item: choice(']') };
    if (part === '(') return choice(')');
    if (part === '{' || part === '{*') return { kind: 'list', item: choice('}'), once: part === '{*' };
    if (part.startsWith('<')) return { kind: 'read', name: part.slice(1, -1) };
    return { kind: 'word', token: (part.startsWith("'") ? part.slice(1, -1) : part) as TokenKind };
  };
  return choice(undefined);
}
