import { SqlError } from '../../base/errors';
import { formatDecimal, parseDecimal } from './decimal';
import { compareStrings, wellFormed } from './string-order';

/**
 * JSONB: its datum is canonical text (members in byte order, one space behind `:` and `,`, digits as they were written);
 * a tree exists only while an operator works on it. Names come from users, so objects are `Map`s.
 */

/** A number keeps its text: `1.50` stays `1.50`. */
export interface JsonNumber {
  readonly number: string;
}

export type JsonArray = readonly Json[];
/** Members in any order; printing sorts them. */
export type JsonObject = ReadonlyMap<string, Json>;
export type Json = null | boolean | string | JsonNumber | JsonArray | JsonObject;

/** Deeper nesting is refused, so that no walk over a tree runs out of stack and every value can be copied to the page. */
export const MAX_JSON_DEPTH = 500;

export function isObject(json: Json): json is JsonObject {
  return json instanceof Map;
}

export function isArray(json: Json): json is JsonArray {
  return Array.isArray(json);
}

export function isNumber(json: Json): json is JsonNumber {
  return typeof json === 'object' && json !== null && 'number' in json;
}

/** As `jsonb_typeof` names it. */
export function jsonTypeName(json: Json): string {
  if (json === null) return 'null';
  if (typeof json === 'boolean') return 'boolean';
  if (typeof json === 'string') return 'string';
  return isArray(json) ? 'array' : isObject(json) ? 'object' : 'number';
}

function invalid(reason: string): SqlError {
  return new SqlError('22P02', `could not parse JSON: ${reason}`);
}

const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const PLAIN_NUMBER = /^-?\d{1,300}(\.\d{1,6})?$/;
/** Characters of a string up to its end or the first that needs care. */
const PLAIN_CHARS = /[ !#-[\]-\uffff]*/y;

class Parser {
  readonly #text: string;
  #at = 0;
  #depth = 0;

  constructor(text: string) {
    this.#text = text;
  }

  parse(): Json {
    const value = this.#value();
    this.#skipSpace();
    if (this.#at < this.#text.length) throw invalid('trailing characters after the value');
    return value;
  }

  #skipSpace(): void {
    for (;;) {
      const c = this.#text.charCodeAt(this.#at);
      if (c !== 0x20 && c !== 0x0a && c !== 0x0d && c !== 0x09) return;
      this.#at++;
    }
  }

  #value(): Json {
    this.#skipSpace();
    switch (this.#text[this.#at]) {
      case '{':
        return this.#object();
      case '[':
        return this.#array();
      case '"':
        return this.#string();
      case 't':
        return this.#word('true', true);
      case 'f':
        return this.#word('false', false);
      case 'n':
        return this.#word('null', null);
      default:
        return this.#number();
    }
  }

  #word<T extends Json>(word: string, value: T): T {
    if (!this.#text.startsWith(word, this.#at)) throw this.#unexpected();
    this.#at += word.length;
    return value;
  }

  #unexpected(): SqlError {
    if (this.#at >= this.#text.length) return invalid('unexpected end of input');
    const code = this.#text.codePointAt(this.#at) ?? 0;
    return invalid(`unexpected character ${JSON.stringify(String.fromCodePoint(code))}`);
  }

  #number(): JsonNumber {
    NUMBER.lastIndex = this.#at;
    const m = NUMBER.exec(this.#text);
    if (!m) throw this.#unexpected();
    this.#at += m[0].length;
    return { number: canonicalNumber(m[0]) };
  }

  #enter(): void {
    if (++this.#depth > MAX_JSON_DEPTH)
      throw new SqlError('54001', `JSON is nested more than ${MAX_JSON_DEPTH} levels deep`);
    this.#at++;
    this.#skipSpace();
  }

  #array(): Json[] {
    this.#enter();
    const items: Json[] = [];
    if (this.#text[this.#at] === ']') this.#at++;
    else {
      do items.push(this.#value());
      while (this.#more(']'));
    }
    this.#depth--;
    return items;
  }

  #object(): Map<string, Json> {
    this.#enter();
    const members = new Map<string, Json>();
    if (this.#text[this.#at] === '}') this.#at++;
    else {
      do {
        this.#skipSpace();
        if (this.#text[this.#at] !== '"') throw this.#unexpected();
        const name = this.#string();
        this.#skipSpace();
        if (this.#text[this.#at] !== ':') throw this.#unexpected();
        this.#at++;
        // Of two members of one name the last counts.
        members.set(name, this.#value());
      } while (this.#more('}'));
    }
    this.#depth--;
    return members;
  }

  /** True after a comma, false after the end. */
  #more(end: string): boolean {
    this.#skipSpace();
    const c = this.#text[this.#at];
    if (c !== ',' && c !== end) throw this.#unexpected();
    this.#at++;
    return c === ',';
  }

  #string(): string {
    this.#at++;
    let out = '';
    for (;;) {
      PLAIN_CHARS.lastIndex = this.#at;
      const plain = PLAIN_CHARS.exec(this.#text)?.[0] ?? '';
      this.#at += plain.length;
      out += plain;
      const c = this.#text[this.#at];
      if (c === '"') {
        this.#at++;
        return wellFormed(out);
      }
      if (c !== '\\')
        throw c === undefined ? invalid('unterminated string') : invalid('control character in string');
      out += this.#escape();
    }
  }

  #escape(): string {
    const c = this.#text[this.#at + 1];
    if (c === 'u') {
      const hex = this.#text.slice(this.#at + 2, this.#at + 6);
      if (!/^[0-9a-fA-F]{4}$/.test(hex)) throw invalid('invalid \\u escape');
      this.#at += 6;
      return String.fromCharCode(parseInt(hex, 16));
    }
    const i = c === undefined ? -1 : '"\\/bfnrt'.indexOf(c);
    if (i < 0) throw invalid('invalid escape');
    this.#at += 2;
    return '"\\/\b\f\n\r\t'[i];
  }
}

/** The digits as DECIMAL prints them: `1e3` is `1E+3`. @throws SqlError 22003 */
function canonicalNumber(text: string): string {
  if (PLAIN_NUMBER.test(text)) return text;
  const d = parseDecimal(text);
  if (d === undefined) throw invalid('invalid number');
  return formatDecimal(d);
}

/** @throws SqlError 22P02 for text that is no JSON, 54001 when it is nested too deeply, 22003 for numbers out of range */
export function parseJson(text: string): Json {
  return new Parser(text).parse();
}

/** The canonical datum of a JSON text. @throws as `parseJson` */
export function canonicalJson(text: string): string {
  return printJson(parseJson(text));
}

/** Quotes, backslashes and everything below the space. */
const NEEDS_ESCAPE = /["\\]|[^ -\uffff]/;
const ESCAPES = /["\\]|[^ -\uffff]/g;

function escapeChar(char: string): string {
  switch (char) {
    case '"':
      return '\\"';
    case '\\':
      return '\\\\';
    case '\n':
      return '\\n';
    case '\r':
      return '\\r';
    case '\t':
      return '\\t';
    default:
      return `\\u00${char.charCodeAt(0).toString(16).padStart(2, '0')}`;
  }
}

/** A string in quotes, escaped as CockroachDB does (json.go): only what JSON requires, backspace as `\u0008`. */
export function quoteJson(text: string): string {
  return NEEDS_ESCAPE.test(text) ? `"${text.replace(ESCAPES, escapeChar)}"` : `"${text}"`;
}

/** The canonical text. */
export function printJson(json: Json): string {
  if (json === null) return 'null';
  if (typeof json === 'boolean') return json ? 'true' : 'false';
  if (typeof json === 'string') return quoteJson(json);
  if (isArray(json)) return `[${json.map(printJson).join(', ')}]`;
  if (isObject(json)) {
    return `{${sortedMembers(json)
      .map(([name, value]) => `${quoteJson(name)}: ${printJson(value)}`)
      .join(', ')}}`;
  }
  return json.number;
}

/** Members in byte order of their names. */
export function sortedMembers(json: JsonObject): [string, Json][] {
  return [...json].sort((a, b) => compareStrings(a[0], b[0]));
}

/** With line breaks and four spaces a level; empty containers stay on their line. */
export function prettyJson(json: Json, indent = ''): string {
  const deeper = `${indent}    `;
  if (isArray(json) && json.length > 0) {
    return `[\n${json.map((item) => deeper + prettyJson(item, deeper)).join(',\n')}\n${indent}]`;
  }
  if (isObject(json) && json.size > 0) {
    const members = sortedMembers(json).map(
      ([name, value]) => `${deeper}${quoteJson(name)}: ${prettyJson(value, deeper)}`
    );
    return `{\n${members.join(',\n')}\n${indent}}`;
  }
  return printJson(json);
}
