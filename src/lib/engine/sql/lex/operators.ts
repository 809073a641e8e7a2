import type { Operator, Tokens } from './tokens';

/** Operators by their first character, longest first: the first that the text goes on with is the token. */
const BY_FIRST: readonly (readonly Operator[] | undefined)[] = byFirst([
  '.',
  '..',
  ':',
  '::',
  ':::',
  '+',
  '-',
  '->',
  '->>',
  '*',
  '/',
  '//',
  '%',
  '^',
  '<',
  '<=',
  '<=>',
  '<<',
  '<<=',
  '<@',
  '<->',
  '<#>',
  '>',
  '>=',
  '>>',
  '>>=',
  '=',
  '!=',
  '!~',
  '!~*',
  '?',
  '??',
  '?|',
  '?&',
  '?@>',
  '?<@',
  '@',
  '@>',
  '@@',
  '|',
  '||',
  '||/',
  '|/',
  '~',
  '~*',
  '&',
  '&&',
  '#',
  '#>',
  '#>>',
  '#-',
  '(',
  ')',
  '[',
  ']',
  '{',
  '}',
  ',',
  ';'
]);

/** Characters that begin one operator only, which is themselves: by their code. */
export const SINGLE: readonly (Operator | undefined)[] = Array.from({ length: 128 }, (_, c) => {
  const [only, other] = BY_FIRST[c] ?? [];
  return other === undefined && only?.length === 1 ? only : undefined;
});

function byFirst(operators: readonly Operator[]): (readonly Operator[] | undefined)[] {
  const table: Operator[][] = [];
  for (const op of operators) (table[op.charCodeAt(0)] ??= []).push(op);
  for (const list of table) list?.sort((a, b) => b.length - a.length);
  return table;
}

/**
 * Adds the operator at `start`, whose first character is `c`, and gives the offset behind it. A character that begins no
 * operator becomes a token `unknown`.
 */
export function scanOperator(text: string, start: number, c: number, tokens: Tokens): number {
  const next = text.charCodeAt(start + 1);
  // Spellings of words with signs: <> is !=, ~~ is LIKE, and !~~ is NOT before that LIKE.
  if (c === 60 && next === 62) {
    tokens.add('!=', start, start + 2, 0);
    return start + 2;
  }
  if (c === 126 && next === 126) {
    const isCaseBlind = text.charCodeAt(start + 2) === 42;
    const end = start + (isCaseBlind ? 3 : 2);
    tokens.add(isCaseBlind ? 'ILIKE' : 'LIKE', start, end, 0);
    return end;
  }
  if (c === 33 && next === 126 && text.charCodeAt(start + 2) === 126) {
    tokens.add('NOT', start, start + 1, 0);
    return start + 1;
  }
  const known = BY_FIRST[c] ?? [];
  for (let i = 0; i < known.length; i++) {
    const op = known[i];
    if (op.length === 1 || (op.charCodeAt(1) === next && (op.length === 2 || text.startsWith(op, start)))) {
      tokens.add(op, start, start + op.length, 0);
      return start + op.length;
    }
  }
  tokens.add('unknown', start, start + 1, 0);
  return start + 1;
}
