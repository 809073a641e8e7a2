import type { TokenKind } from '../lex/tokens';

/** The table of operators behind an operand: how tightly each binds, and what it becomes. */

/** How tightly operators bind, from loosest to tightest. */
export const OR = 1;
export const AND = 2;
export const NOT = 3;
export const IS = 4;
const COMPARE = 5;
export const MATCH = 6;
export const ESCAPE = 7;
const CONTAINS = 8;
export const CONCAT = 9;
const BIT_OR = 10;
const BIT_XOR = 11;
const BIT_AND = 12;
export const SHIFT = 13;
export const NAMED_OPERATOR = 14;
const ADD = 15;
const MULTIPLY = 16;
const POWER = 17;
export const AT = 18;
const COLLATE = 19;
export const UNARY = 20;
const ANNOTATE = 21;
const CAST = 22;

/** One operator behind an operand. */
export interface Infix {
  readonly binds: number;
  /** Whether a restricted expression has it. */
  readonly restricted: boolean;
  /** Two in a row need brackets: `a = b = c` is an error. */
  readonly nonAssociative: boolean;
  /** `arithmetic` and `comparison` become nodes with `op`; `special` has a function of its own where expressions are read. */
  readonly kind: 'arithmetic' | 'comparison' | 'special';
  readonly op: string;
}

/** Every operator behind an operand, by the kind of its token. */
export const INFIX: ReadonlyMap<TokenKind, Infix> = new Map<TokenKind, Infix>([
  ...entries(COMPARE, 'comparison', true, ['=', '<', '>', '<=', '>=', '!='], true),
  ...entries(MATCH, 'comparison', false, ['~', '!~', '~*', '!~*'], true),
  ...entries(CONTAINS, 'comparison', false, ['@>', '<@', '?@>', '?<@', '?', '?|', '?&'], true),
  ...entries(CONCAT, 'arithmetic', true, ['||']),
  ...entries(CONCAT, 'arithmetic', false, ['->', '->>', '#>', '#>>', '#-', '<->', '<=>', '<#>']),
  ...entries(CONCAT, 'comparison', false, ['@@']),
  ...entries(BIT_OR, 'arithmetic', true, ['|']),
  ...entries(BIT_XOR, 'arithmetic', true, ['#']),
  ...entries(BIT_AND, 'arithmetic', true, ['&']),
  ...entries(SHIFT, 'arithmetic', true, ['<<', '>>']),
  ...entries(SHIFT, 'comparison', false, ['&&']),
  ...entries(SHIFT, 'special', false, ['<<=', '>>=']),
  ...entries(NAMED_OPERATOR, 'special', true, ['OPERATOR']),
  ...entries(ADD, 'arithmetic', true, ['+', '-']),
  ...entries(MULTIPLY, 'arithmetic', true, ['*', '/', '//', '%']),
  ...entries(POWER, 'arithmetic', true, ['^']),
  ...entries(OR, 'special', false, ['OR']),
  ...entries(AND, 'special', false, ['AND']),
  ...entries(IS, 'special', true, ['IS']),
  ...entries(IS, 'special', false, ['ISNULL', 'NOTNULL']),
  ...entries(MATCH, 'special', false, ['LIKE', 'ILIKE', 'SIMILAR', 'BETWEEN', 'IN', 'NOT']),
  ...entries(AT, 'special', false, ['AT']),
  ...entries(COLLATE, 'special', false, ['COLLATE']),
  ...entries(ANNOTATE, 'special', true, [':::']),
  ...entries(CAST, 'special', true, ['::'])
]);

function entries(
  binds: number,
  kind: Infix['kind'],
  restricted: boolean,
  ops: readonly TokenKind[],
  nonAssociative = false
): [TokenKind, Infix][] {
  return ops.map((op) => [op, { binds, kind, restricted, nonAssociative, op }]);
}

/** What an operator between two expressions may be when written `OPERATOR(op)` or before ANY, SOME and ALL. */
export const QUANTIFIABLE: ReadonlySet<TokenKind> = new Set<TokenKind>([
  ...['=', '<', '>', '<=', '>=', '!=', '~', '!~', '~*', '!~*', '@>', '<@', '?@>', '?<@'],
  ...[
    '?',
    '?|',
    '?&',
    '||',
    '->',
    '->>',
    '#>',
    '#>>',
    '<->',
    '<=>',
    '<#>',
    '@@',
    '|',
    '#',
    '&',
    '<<',
    '>>',
    '&&'
  ],
  ...['+', '-', '*', '/', '//', '%', '^', 'LIKE', 'ILIKE']
] as TokenKind[]);

/** What may stand before ANY, SOME and ALL: operators whose answer is a truth value. */
export const BOOLEAN_OPERATORS: ReadonlySet<string> = new Set([
  ...[
    '=',
    '<',
    '>',
    '<=',
    '>=',
    '!=',
    '~',
    '!~',
    '~*',
    '!~*',
    '@>',
    '<@',
    '?@>',
    '?<@',
    '?',
    '?|',
    '?&',
    '&&',
    '@@'
  ],
  ...['LIKE', 'ILIKE', 'NOT LIKE', 'NOT ILIKE']
]);
