import { SqlError } from '../../base/errors';
import type { Expr, PlaceholderSlot } from '../ast/expr';
import type { Statement } from '../ast/statement';
import type { TypeRef } from '../ast/type';
import { Cursor } from './cursor';
import { expr } from './expr';
import { explainFailure } from './hint';
import { anyStatement } from './statement';
import { typeRef } from './types';

/** SQL text → syntax tree: CockroachDB v26.2's dialect, by recursive descent with precedence climbing for expressions. */

/**
 * The cursor of the parse before, to be used again: its token arrays are most of what parsing a short statement would
 * allocate. Taken out while in use.
 */
let spare: Cursor | undefined;
/** A cursor with room for more tokens is given up: that of one statement of ten megabytes is a third of a gigabyte. */
const MOST_SPARE_TOKENS = 1 << 18;

function withCursor<T>(use: (p: Cursor) => T): T {
  const p = spare ?? new Cursor();
  spare = undefined;
  p.explain = explainFailure;
  try {
    return use(p);
  } finally {
    p.slots = undefined;
    if (p.tokens.room <= MOST_SPARE_TOKENS) spare = p;
  }
}

/**
 * Exactly one statement; a semicolon behind it is allowed. Text without a statement gives `{kind: 'empty'}`.
 * @throws SqlError 42601 for a syntax error, with its place and often a hint; 0A000 for what CockroachDB refuses too;
 * 54001 where it nests too deeply
 */
export function parseStatement(text: string): Statement {
  return withCursor((p) => {
    let end = p.load(text, 0);
    while (p.kind === 'eof' && end < text.length) end = p.load(text, end);
    const statement = oneStatement(p);
    while (end < text.length) {
      end = p.load(text, end);
      if (p.kind !== 'eof') p.fail('only one statement is expected');
    }
    return statement;
  });
}

/** A statement with what a plan cache must know of it. */
export interface ShapedStatement {
  readonly statement: Statement;
  /**
   * Whether every literal of the text is a constant of the tree (`lit`), so that all texts of its `literalShape` have this tree
   * but for the values of its constants. A length or precision of a type, the text of an option and the like are none.
   */
  readonly isShaped: boolean;
}

/** As `parseStatement`. @throws SqlError */
export function parseShaped(text: string): ShapedStatement {
  return withCursor((p) => {
    const end = p.load(text, 0);
    const literals = p.tokens.literalCount;
    const statement = oneStatement(p);
    const isShaped = p.constants === literals && text.slice(end).trim() === '';
    if (!isShaped && end < text.length) return { statement: parseStatement(text), isShaped };
    return { statement, isShaped };
  });
}

/** A statement with places for values, by the index of their placeholders. */
export interface OpenStatement {
  readonly statement: Statement;
  readonly slots: ReadonlyMap<number, PlaceholderSlot>;
}

/** One statement whose placeholders are to get types and values. @throws SqlError as `parseStatement` */
export function parseWithSlots(text: string): OpenStatement {
  return withCursor((p) => {
    const slots = (p.slots = new Map<number, PlaceholderSlot>());
    p.load(text, 0);
    return { statement: oneStatement(p), slots };
  });
}

/** Every statement of a text, empty ones left out. @throws SqlError for the first that is wrong */
export function parseStatements(text: string): Statement[] {
  return withCursor((p) => {
    const statements: Statement[] = [];
    for (let end = 0; end < text.length;) {
      end = p.load(text, end);
      if (p.kind !== 'eof') statements.push(oneStatement(p));
    }
    return statements;
  });
}

/** A text's statements with one error for each that is wrong: the reader goes on behind its semicolon. */
export interface LenientScript {
  readonly statements: Statement[];
  readonly errors: SqlError[];
}

/** As `parseStatements`, but going on after errors. A string or comment that is left open takes the rest of the text. */
export function parseScriptLenient(text: string): LenientScript {
  return withCursor((p) => {
    const statements: Statement[] = [];
    const errors: SqlError[] = [];
    for (let end = 0; end < text.length;) {
      end = p.load(text, end);
      if (p.kind === 'eof') continue;
      try {
        statements.push(oneStatement(p));
      } catch (error) {
        if (!(error instanceof SqlError)) throw error;
        errors.push(error);
      }
    }
    return { statements, errors };
  });
}

/** An expression alone. @throws SqlError as `parseStatement` */
export function parseExpression(text: string): Expr {
  return parseAlone(text, expr);
}

/** A type alone. @throws SqlError as `parseStatement` */
export function parseType(text: string): TypeRef {
  return parseAlone(text, typeRef);
}

function parseAlone<T>(text: string, read: (p: Cursor) => T): T {
  return withCursor((p) => {
    p.explain = undefined;
    const end = p.load(text, 0);
    const result = read(p);
    p.expect('eof');
    if (end < text.length) {
      p.load(text, end);
      p.expect('eof');
    }
    return result;
  });
}

function oneStatement(p: Cursor): Statement {
  if (p.kind === 'eof') return { kind: 'empty', span: p.tokenSpan() };
  const statement = anyStatement(p);
  p.expect('eof');
  return statement;
}
