import type { Datum } from '../../base/datum';
import type { IndexAccess, IndexSpans, KeyBound, KeyEquality, KeyRange } from '../plan/rel';
import { encodeKeyPart } from '../types/key-encoding';
import type { Compiler } from './compiler';
import type { Eval, Frame } from './frame';
import { prefixEnd } from './row-writer';

/** A piece of an index: keys from `start` (included) to `end` (excluded; undefined: to the end). */
export interface KeySpan {
  readonly start: string;
  readonly end: string | undefined;
}

/** Every key begins with the marker of a value; the one of NULL stands before all others. */
const AFTER_NULL = '\x01';
const NULL_DESCENDING = '\xff';

/** The spans of an access in the order in which it goes through them. Values are worked out for each run. */
export function compileSpans(access: IndexAccess, compiler: Compiler): SpansOf {
  const { either, reverse } = access;
  if (either.length === 0) return compilePart(access, reverse, compiler);
  const parts = either.map((part) => compilePart(part, false, compiler));
  return (frame) => {
    const spans = merged(parts.flatMap((part) => part(frame)));
    return reverse ? spans.reverse() : spans;
  };
}

type SpansOf = (frame: Frame) => readonly KeySpan[];

/** Spans in the order of the index, those that overlap made one. */
function merged(spans: readonly KeySpan[]): KeySpan[] {
  const result: KeySpan[] = [];
  for (const span of [...spans].sort((a, b) => (a.start < b.start ? -1 : a.start > b.start ? 1 : 0))) {
    const last = result.at(-1);
    if (!last || (last.end !== undefined && last.end < span.start)) result.push(span);
    else if (last.end !== undefined && (span.end === undefined || span.end > last.end))
      result[result.length - 1] = { start: last.start, end: span.end };
  }
  return result;
}

function compilePart(access: IndexSpans, reverse: boolean, compiler: Compiler): SpansOf {
  const equal = access.equal.map((equality) => compileEquality(equality, compiler));
  const range = access.range && compileRange(access.range, compiler);
  if (equal.length === 0 && !range) return () => WHOLE;
  if (access.equal.every((equality) => equality.values.length === 1)) {
    return (frame) => {
      let prefix = '';
      for (const keys of equal) {
        const [key] = keys(frame);
        if (key === undefined) return NONE;
        prefix += key;
      }
      const span = range ? range(frame, prefix) : wholePrefix(prefix);
      return span ? [span] : NONE;
    };
  }
  return (frame) => {
    let prefixes = [''];
    for (const keys of equal) {
      const values = keys(frame);
      prefixes = prefixes.flatMap((prefix) => values.map((value) => prefix + value));
    }
    const sorted = [...new Set(prefixes)].sort((a, b) => (a < b ? -1 : 1));
    const spans = sorted.map((prefix) => (range ? range(frame, prefix) : wholePrefix(prefix)));
    const found = spans.filter((span) => span !== undefined);
    return reverse ? found.reverse() : found;
  };
}

const WHOLE: readonly KeySpan[] = [{ start: '', end: undefined }];
const NONE: readonly KeySpan[] = [];

function wholePrefix(prefix: string): KeySpan {
  return { start: prefix, end: prefixEnd(prefix) };
}

/** The encoded values of an equality; values that are NULL match nothing unless NULL is what is looked for. */
function compileEquality(equality: KeyEquality, compiler: Compiler): (frame: Frame) => readonly string[] {
  const { type, descending, matchesNull } = equality;
  const values = compiler.scalars(equality.values);
  const encode = (value: Datum) => encodeKeyPart(value, type, descending);
  if (values.length === 1) {
    const [only] = values;
    return (frame) => {
      const value = only(frame);
      return value === null && !matchesNull ? [] : [encode(value)];
    };
  }
  return (frame) =>
    values
      .map((value) => value(frame))
      .filter((value) => value !== null || matchesNull)
      .map(encode);
}

type CompiledRange = (frame: Frame, prefix: string) => KeySpan | undefined;

interface CompiledBound extends Omit<KeyBound, 'value'> {
  readonly value: Eval;
}

/** A range of values is a range of keys; descending keys run the other way. Undefined when a bound is NULL. */
function compileRange(range: KeyRange, compiler: Compiler): CompiledRange {
  const { type, descending } = range;
  const compile = (bound: KeyBound | undefined): CompiledBound | undefined =>
    bound && { ...bound, value: compiler.scalar(bound.value) };
  const low = compile(range.low);
  const high = compile(range.high);

  /** The keys of values equal to a bound, or beginning like a pattern; null for a bound that is NULL. */
  const keysOf = (bound: CompiledBound, frame: Frame): string | null => {
    const value = bound.value(frame);
    if (value === null) return null;
    if (!bound.prefix) return encodeKeyPart(value, type, descending);
    const key = encodeKeyPart(likePrefix(value as string), type, descending);
    return key.slice(0, -STRING_END);
  };

  return (frame, prefix) => {
    const lowKey = low && keysOf(low, frame);
    const highKey = high && keysOf(high, frame);
    if (lowKey === null || highKey === null) return undefined;
    const first = descending ? highKey : lowKey;
    const last = descending ? lowKey : highKey;
    const firstIn = (descending ? high : low)?.inclusive ?? true;
    const lastIn = (descending ? low : high)?.inclusive ?? true;
    const start =
      first === undefined
        ? prefix + (descending ? '' : AFTER_NULL)
        : firstIn
          ? prefix + first
          : prefixEnd(prefix + first);
    const end =
      last === undefined
        ? descending
          ? prefix + NULL_DESCENDING
          : prefixEnd(prefix)
        : lastIn
          ? prefixEnd(prefix + last)
          : prefix + last;
    if (start === undefined || (end !== undefined && start >= end)) return undefined;
    return { start, end };
  };
}

/** An encoded string ends with two bytes that only whole values have. */
const STRING_END = 2;

/** What every text that matches a LIKE pattern begins with. */
function likePrefix(pattern: string): string {
  let prefix = '';
  for (let i = 0; i < pattern.length; i++) {
    const char = pattern[i];
    if (char === '%' || char === '_') break;
    // An escape character at the end is an error of the pattern, which the filter will raise.
    prefix += char === '\\' ? (pattern[++i] ?? '') : char;
  }
  return prefix;
}
