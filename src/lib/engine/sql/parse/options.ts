import type { TextNode } from '../ast/ddl';
import type { OptionNode, TextOrPlaceholder } from '../ast/changefeed';
import { NAME, NON_RESERVED } from '../lex/keywords';
import type { Cursor } from './cursor';
import { placeholder } from './placeholder';
import type { SlotKind } from './slots';
import { stringConstant } from './txn';

/** Texts that may be placeholders, and lists of `name = value`. */

/** A string, a word without quotes, or a placeholder: URIs, labels, names of connections. */
export function textOrPlaceholder(p: Cursor, slot: SlotKind): TextOrPlaceholder {
  const span = p.tokenSpan();
  if (p.kind === 'placeholder') return placeholder(p);
  if (p.kind !== 'string' && !p.isName(NON_RESERVED)) {
    p.offer(slot);
    p.fail();
  }
  const text = p.tokenText();
  p.next();
  return { kind: 'text', text, span };
}

/** A string or a placeholder, but no word. */
export function stringOrPlaceholder(p: Cursor, slot: SlotKind): TextOrPlaceholder {
  if (p.kind !== 'string' && p.kind !== 'placeholder') {
    p.offer(slot);
    p.fail();
  }
  return textOrPlaceholder(p, slot);
}

/** A string, with its place. */
export function textNode(p: Cursor): TextNode {
  const span = p.tokenSpan();
  return { text: stringConstant(p), span };
}

/** Where the options of a list belong: it says what completion offers. */
export type OptionSlot = 'changefeed_option' | 'schedule_option' | 'storage_parameter';

/** `WITH a = 'b', c` or `WITH OPTIONS (…)`, or nothing. */
export function optWithOptions(p: Cursor, slot: OptionSlot): OptionNode[] {
  if (!p.eat('WITH')) return [];
  if (p.kind === 'OPTIONS' && p.peek(1) === '(') {
    p.next();
    return p.parenList((c) => option(c, slot));
  }
  return optionList(p, slot);
}

export function optionList(p: Cursor, slot: OptionSlot): OptionNode[] {
  return p.list((c) => option(c, slot));
}

function option(p: Cursor, slot: OptionSlot): OptionNode {
  const offset = p.offset;
  if (p.kind !== 'string' && !p.isName(NAME)) {
    p.offer(slot);
    p.fail();
  }
  const name = p.tokenText();
  p.next();
  const value = p.eat('=') ? optionValue(p, name) : undefined;
  return { name, value, span: p.spanFrom(offset) };
}

/** Beside texts CockroachDB's pages write numbers and truth values here (reference §1.1), so they are read as texts too. */
function optionValue(p: Cursor, name: string): TextOrPlaceholder {
  p.offer('option_value', name);
  const span = p.tokenSpan();
  switch (p.kind) {
    case 'int':
    case 'decimal':
    case 'TRUE':
    case 'FALSE': {
      const text = p.tokenText();
      p.next();
      return { kind: 'text', text, span };
    }
    case '-':
      p.next();
      if (!p.atAny('int', 'decimal')) p.fail();
      p.next();
      return {
        kind: 'text',
        text: p.text.slice(span.offset, p.tokens.ends[p.pos - 1]),
        span: p.spanFrom(span.offset)
      };
    default:
      return textOrPlaceholder(p, 'option_value');
  }
}
