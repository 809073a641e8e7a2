import type { Datum, WideInt } from '../../base/datum';
import { toHex } from '../types/bytes-text';
import { castToText } from '../types/cast';
import { charCount, mapCase, utf8Length } from '../types/string-order';
import { trigrams, trigramSimilarity } from '../types/trigram';
import { encodeUtf8 } from '../types/utf8';
import type { EvalContext } from './context';
import { formatText } from './format-function';
import { levenshtein, soundex, soundexDifference } from './fuzzy';
import { fn, group, scalar } from './overload';
import { parseIdentifiers, quoteIdentifier, quoteValue } from './quoting';
import {
  askForText,
  capitalize,
  characterOf,
  codeOfFirst,
  leftOf,
  overlay,
  pad,
  positionInBytes,
  positionOf,
  repeat,
  replaceAll,
  rightOf,
  splitPart,
  substring,
  substringBits,
  substringBytes,
  substringIndex,
  toEnglish,
  translate,
  trim,
  trimSpace,
  unaccent
} from './text-parts';
import {
  convertFrom,
  convertTo,
  decode,
  encode,
  indexIn,
  masks,
  setBit,
  setBitOf,
  setByte
} from './byte-texts';

/** Functions on STRING, BYTES and VARBIT. */

type Bytes = Uint8Array;

const lengths = [
  scalar('(val: string) -> int', ([text]: [string]) => charCount(text)),
  scalar('(val: bytes) -> int', ([bytes]: [Bytes]) => bytes.length)
];

const substrings = [
  scalar('(input: string, start_pos: int) -> string', ([text, start]: [string, WideInt]) =>
    substring(text, start)
  ),
  scalar(
    '(input: string, start_pos: int, length: int) -> string',
    ([text, start, length]: [string, WideInt, WideInt]) => substring(text, start, length)
  ),
  scalar('(input: varbit, start_pos: int) -> varbit', ([bits, start]: [string, WideInt]) =>
    substringBits(bits, start)
  ),
  scalar(
    '(input: varbit, start_pos: int, length: int) -> varbit',
    ([bits, start, length]: [string, WideInt, WideInt]) => substringBits(bits, start, length)
  ),
  scalar('(input: bytes, start_pos: int) -> bytes', ([bytes, start]: [Bytes, WideInt]) =>
    substringBytes(bytes, start)
  ),
  scalar(
    '(input: bytes, start_pos: int, length: int) -> bytes',
    ([bytes, start, length]: [Bytes, WideInt, WideInt]) => substringBytes(bytes, start, length)
  )
];

/** The texts of arguments of any type, NULLs left out. */
function textsOf(
  args: readonly Datum[],
  ctx: EvalContext,
  types: Parameters<typeof castToText>[1][]
): string[] {
  const texts: string[] = [];
  args.forEach((arg, i) => {
    if (arg !== null) texts.push(castToText(arg, types[i], ctx.format));
  });
  return texts;
}

/** A distance, or the next one above the limit. */
function atMost(distance: number, limit: WideInt): WideInt {
  return limit >= 0 && distance > limit ? Number(limit) + 1 : distance;
}

const variadicText = { nullable: true, volatility: 'immutable' } as const;

export const STRINGS = group('String and byte', [
  fn('length', 'How many characters a text has, or bytes, or bits.', [
    ...lengths,
    scalar('(val: varbit) -> int', ([bits]: [string]) => bits.length)
  ]),
  fn(['char_length', 'character_length'], 'How many characters a text has, or bytes.', lengths),
  fn('octet_length', 'How many bytes a value takes.', [
    scalar('(val: string) -> int', ([text]: [string]) => utf8Length(text)),
    scalar('(val: bytes) -> int', ([bytes]: [Bytes]) => bytes.length),
    scalar('(val: varbit) -> int', ([bits]: [string]) => Math.ceil(bits.length / 8))
  ]),
  fn('bit_length', 'How many bits a value takes.', [
    scalar('(val: string) -> int', ([text]: [string]) => utf8Length(text) * 8),
    scalar('(val: bytes) -> int', ([bytes]: [Bytes]) => bytes.length * 8),
    scalar('(val: varbit) -> int', ([bits]: [string]) => bits.length)
  ]),
  fn('lower', 'The text in small letters.', [
    scalar('(val: string) -> string', ([text]: [string]) => mapCase(text, false))
  ]),
  fn('upper', 'The text in capitals.', [
    scalar('(val: string) -> string', ([text]: [string]) => mapCase(text, true))
  ]),
  fn('initcap', 'The text with a capital at the beginning of every word.', [
    scalar('(val: string) -> string', ([text]: [string]) => capitalize(text))
  ]),
  fn('unaccent', 'The text without accents.', [
    scalar('(val: string) -> string', ([text]: [string]) => unaccent(text))
  ]),
  fn('reverse', 'The characters from last to first.', [
    scalar('(val: string) -> string', ([text]: [string]) => [...text].reverse().join(''))
  ]),
  fn('ascii', 'The number of the first character.', [
    scalar('(val: string) -> int', ([text]: [string]) => codeOfFirst(text))
  ]),
  fn('chr', 'The character of a number.', [
    scalar('(val: int) -> string', ([code]: [WideInt]) => characterOf(code))
  ]),
  fn('concat', 'Its arguments one after another, NULLs left out.', [
    scalar(
      '(args: any...) -> string',
      (args: readonly Datum[], ctx, types) => {
        const texts = textsOf(args, ctx, [...types]);
        askForText(
          texts.reduce((sum, text) => sum + text.length, 0),
          ctx
        );
        return texts.join('');
      },
      variadicText
    )
  ]),
  fn('concat_ws', 'Its arguments with the first one between them, NULLs left out.', [
    scalar(
      '(separator: string, args: any...) -> string',
      (args: readonly Datum[], ctx, types) => {
        const [separator] = args;
        if (separator === null) return null;
        const texts = textsOf(args.slice(1), ctx, types.slice(1));
        askForText(
          texts.reduce((sum, text) => sum + text.length + (separator as string).length, 0),
          ctx
        );
        return texts.join(separator as string);
      },
      variadicText
    )
  ]),
  fn('repeat', 'A text so many times.', [
    scalar('(input: string, repeat_counter: int) -> string', ([text, count]: [string, WideInt], ctx) =>
      repeat(text, count, ctx)
    )
  ]),
  fn('replace', 'The text with every occurrence of one text replaced by another.', [
    scalar(
      '(input: string, find: string, replace: string) -> string',
      ([text, from, to]: [string, string, string], ctx) => replaceAll(text, from, to, ctx)
    )
  ]),
  fn('translate', 'The text with characters replaced one by one.', [
    scalar(
      '(input: string, find: string, replace: string) -> string',
      ([text, from, to]: [string, string, string]) => translate(text, from, to)
    )
  ]),
  fn('overlay', 'The text with a part of it replaced.', [
    scalar(
      '(input: string, overlay_val: string, start_pos: int) -> string',
      ([text, other, at]: [string, string, WideInt]) => overlay(text, other, at, charCount(other))
    ),
    scalar(
      '(input: string, overlay_val: string, start_pos: int, end_pos: int) -> string',
      ([text, other, at, size]: [string, string, WideInt, WideInt]) => overlay(text, other, at, size)
    )
  ]),
  fn(['substr', 'substring'], 'A part of a text, counted from 1.', substrings),
  fn('substring_index', 'The text up to a separator that is counted from one of its ends.', [
    scalar(
      '(input: string, delim: string, count: int) -> string',
      ([text, separator, count]: [string, string, WideInt]) => substringIndex(text, separator, count)
    )
  ]),
  fn('left', 'The first characters of a text.', [
    scalar('(input: string, return_set: int) -> string', ([text, n]: [string, WideInt]) => leftOf(text, n)),
    scalar('(input: bytes, return_set: int) -> bytes', ([bytes, n]: [Bytes, WideInt]) =>
      bytes.slice(0, n >= 0 ? Number(n) : Math.max(0, bytes.length + Number(n)))
    )
  ]),
  fn('right', 'The last characters of a text.', [
    scalar('(input: string, return_set: int) -> string', ([text, n]: [string, WideInt]) => rightOf(text, n)),
    scalar('(input: bytes, return_set: int) -> bytes', ([bytes, n]: [Bytes, WideInt]) =>
      bytes.slice(n >= 0 ? Math.max(0, bytes.length - Number(n)) : -Number(n))
    )
  ]),
  fn('lpad', 'The text filled up on the left.', [
    scalar('(string: string, length: int) -> string', ([text, length]: [string, WideInt], ctx) =>
      pad(text, length, ' ', true, ctx)
    ),
    scalar(
      '(string: string, length: int, fill: string) -> string',
      ([text, length, fill]: [string, WideInt, string], ctx) => pad(text, length, fill, true, ctx)
    )
  ]),
  fn('rpad', 'The text filled up on the right.', [
    scalar('(string: string, length: int) -> string', ([text, length]: [string, WideInt], ctx) =>
      pad(text, length, ' ', false, ctx)
    ),
    scalar(
      '(string: string, length: int, fill: string) -> string',
      ([text, length, fill]: [string, WideInt, string], ctx) => pad(text, length, fill, false, ctx)
    )
  ]),
  fn('btrim', 'The text without spaces, or given characters, at both ends.', [
    scalar('(input: string, trim_chars: string) -> string', ([text, chars]: [string, string]) =>
      trim(text, chars, 'both')
    ),
    scalar('(val: string) -> string', ([text]: [string]) => trimSpace(text, 'both'))
  ]),
  fn('ltrim', 'The text without spaces, or given characters, at its beginning.', [
    scalar('(input: string, trim_chars: string) -> string', ([text, chars]: [string, string]) =>
      trim(text, chars, 'left')
    ),
    scalar('(val: string) -> string', ([text]: [string]) => trimSpace(text, 'left'))
  ]),
  fn('rtrim', 'The text without spaces, or given characters, at its end.', [
    scalar('(input: string, trim_chars: string) -> string', ([text, chars]: [string, string]) =>
      trim(text, chars, 'right')
    ),
    scalar('(val: string) -> string', ([text]: [string]) => trimSpace(text, 'right'))
  ]),
  fn('strpos', 'Where a text stands in another, from 1; 0 when it does not.', [
    scalar('(input: string, find: string) -> int', ([text, wanted]: [string, string]) =>
      positionOf(text, wanted)
    ),
    scalar(
      '(input: varbit, find: varbit) -> int',
      ([bits, wanted]: [string, string]) => bits.indexOf(wanted) + 1
    ),
    scalar('(input: bytes, find: bytes) -> int', ([bytes, wanted]: [Bytes, Bytes]) =>
      positionInBytes(bytes, wanted)
    )
  ]),
  fn('split_part', 'One of the parts between separators, from 1.', [
    scalar(
      '(input: string, delimiter: string, return_index_pos: int) -> string',
      ([text, separator, n]: [string, string, WideInt]) => splitPart(text, separator, n)
    )
  ]),
  fn('to_english', 'The digits of a number as words.', [
    scalar('(val: int) -> string', ([value]: [WideInt]) => toEnglish(value))
  ]),
  fn('to_hex', 'A value in hexadecimal digits.', [
    scalar('(val: int) -> string', ([value]: [WideInt]) => BigInt.asUintN(64, BigInt(value)).toString(16)),
    scalar('(val: bytes) -> string', ([bytes]: [Bytes]) => toHex(bytes)),
    scalar('(val: string) -> string', ([text]: [string]) => toHex(encodeUtf8(text)))
  ]),
  fn('encode', 'Bytes as text in hex, escape or base64 form.', [
    scalar('(data: bytes, format: string) -> string', ([bytes, format]: [Bytes, string]) =>
      encode(bytes, format)
    )
  ]),
  fn('decode', 'Bytes from text in hex, escape or base64 form.', [
    scalar('(text: string, format: string) -> bytes', ([text, format]: [string, string]) =>
      decode(text, format)
    )
  ]),
  fn('convert_from', 'Bytes of an encoding as text.', [
    scalar('(str: bytes, enc: string) -> string', ([bytes, encoding]: [Bytes, string]) =>
      convertFrom(bytes, encoding)
    )
  ]),
  fn('convert_to', 'A text in the bytes of an encoding.', [
    scalar('(str: string, enc: string) -> bytes', ([text, encoding]: [string, string]) =>
      convertTo(text, encoding)
    )
  ]),
  fn('get_bit', 'A bit by its number.', [
    scalar('(bit_string: varbit, index: int) -> int', ([bits, index]: [string, WideInt]) =>
      Number(bits[indexIn(index, bits.length, 'bit')])
    ),
    scalar('(byte_string: bytes, index: int) -> int', ([bytes, index]: [Bytes, WideInt]) => {
      const at = indexIn(index, bytes.length * 8, 'bit');
      return (bytes[at >> 3] >> (at & 7)) & 1;
    })
  ]),
  fn('set_bit', 'The value with one bit changed.', [
    scalar(
      '(bit_string: varbit, index: int, to_set: int) -> varbit',
      ([bits, index, bit]: [string, WideInt, WideInt]) => setBitOf(bits, index, bit)
    ),
    scalar(
      '(byte_string: bytes, index: int, to_set: int) -> bytes',
      ([bytes, index, bit]: [Bytes, WideInt, WideInt]) => setBit(bytes, index, bit)
    )
  ]),
  fn('get_byte', 'A byte by its number.', [
    scalar(
      '(byte_string: bytes, index: int) -> int',
      ([bytes, index]: [Bytes, WideInt]) => bytes[indexIn(index, bytes.length, 'byte')]
    )
  ]),
  fn('set_byte', 'The value with one byte changed.', [
    scalar(
      '(byte_string: bytes, index: int, to_set: int) -> bytes',
      ([bytes, index, value]: [Bytes, WideInt, WideInt]) => setByte(bytes, index, value)
    )
  ]),
  fn('bit_count', 'How many bits are set.', [
    scalar(
      '(val: bytes) -> int',
      ([bytes]: [Bytes]) =>
        toHex(bytes)
          .replace(/./g, (digit) => parseInt(digit, 16).toString(2))
          .replaceAll('0', '').length
    ),
    scalar('(val: varbit) -> int', ([bits]: [string]) => bits.replaceAll('0', '').length)
  ]),
  fn('bitmask_and', 'Bits that two masks share.', masks('and')),
  fn('bitmask_or', 'Bits that one of two masks has.', masks('or')),
  fn('bitmask_xor', 'Bits that just one of two masks has.', masks('xor')),
  fn('quote_ident', 'A name as SQL writes it, in quotes where it needs them.', [
    scalar('(val: string) -> string', ([text]: [string]) => quoteIdentifier(text))
  ]),
  fn('quote_literal', 'A value as a constant of SQL.', [
    scalar('(val: string) -> string', ([text]: [string]) => quoteValue(text), { preferred: true }),
    scalar(
      '(val: any) -> string',
      ([value]: [Datum], ctx, [type]) => quoteValue(castToText(value, type, ctx.format)),
      { volatility: 'stable' }
    )
  ]),
  fn('quote_nullable', 'A value as a constant of SQL, NULL as NULL.', [
    scalar(
      '(val: string) -> string',
      ([text]: [string | null]) => (text === null ? 'NULL' : quoteValue(text)),
      {
        nullable: true,
        preferred: true
      }
    ),
    scalar(
      '(val: any) -> string',
      ([value]: [Datum], ctx, [type]) =>
        value === null ? 'NULL' : quoteValue(castToText(value, type, ctx.format)),
      { nullable: true, volatility: 'stable' }
    )
  ]),
  fn('parse_ident', 'The parts of a qualified name.', [
    scalar('(qualified_identifier: string) -> string[]', ([text]: [string]) => parseIdentifiers(text, true)),
    scalar('(qualified_identifier: string, strict: bool) -> string[]', ([text, strict]: [string, boolean]) =>
      parseIdentifiers(text, strict)
    )
  ]),
  fn('format', 'A text with arguments put in for %s, %I and %L.', [
    scalar(
      '(format: string, args: any...) -> string',
      (args: readonly Datum[], ctx, types) =>
        args[0] === null ? null : formatText(args[0] as string, args.slice(1), types.slice(1), ctx),
      { nullable: true, volatility: 'stable' }
    )
  ]),
  fn('levenshtein', 'How many edits lead from one text to another.', [
    scalar('(source: string, target: string) -> int', ([a, b]: [string, string], ctx) =>
      levenshtein(a, b, [1, 1, 1], ctx)
    ),
    scalar(
      '(source: string, target: string, ins_cost: int, del_cost: int, sub_cost: int) -> int',
      ([a, b, ins, del, sub]: [string, string, WideInt, WideInt, WideInt], ctx) =>
        levenshtein(a, b, [Number(ins), Number(del), Number(sub)], ctx)
    )
  ]),
  fn('levenshtein_less_equal', 'How many edits lead from one text to another, or more than a limit.', [
    scalar(
      '(source: string, target: string, max_d: int) -> int',
      ([a, b, most]: [string, string, WideInt], ctx) => atMost(levenshtein(a, b, [1, 1, 1], ctx), most)
    ),
    scalar(
      '(source: string, target: string, ins_cost: int, del_cost: int, sub_cost: int, max_d: int) -> int',
      ([a, b, ins, del, sub, most]: [string, string, WideInt, WideInt, WideInt, WideInt], ctx) =>
        atMost(levenshtein(a, b, [Number(ins), Number(del), Number(sub)], ctx), most)
    )
  ]),
  fn('soundex', 'The code of how a name sounds in English.', [
    scalar('(source: string) -> string', ([text]: [string]) => soundex(text))
  ]),
  fn('difference', 'How many letters of two Soundex codes agree.', [
    scalar('(source: string, target: string) -> int', ([a, b]: [string, string]) => soundexDifference(a, b))
  ]),
  fn('similarity', 'How much two texts resemble each other by trigrams, 0 to 1.', [
    scalar('(left: string, right: string) -> float', ([a, b]: [string, string]) => trigramSimilarity(a, b))
  ]),
  fn('show_trgm', 'The trigrams of a text.', [
    scalar('(input: string) -> string[]', ([text]: [string]) => trigrams(text))
  ])
]);
