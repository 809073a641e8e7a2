/**
 * The only error a user can meet (style §6), and the catalogue of its wordings: CockroachDB's SQLSTATE and nouns in
 * our own short sentence. An error without an SQLSTATE of its own in CockroachDB carries `XXUUU` (reference,
 * conventions).
 */

/** Where in a text an error lies. `line` and `column` count from 1, `column` and `offset` in UTF-16 units. */
export interface Position {
  readonly offset: number;
  readonly length: number;
  readonly line: number;
  readonly column: number;
}

export interface SqlErrorParts {
  readonly detail?: string;
  readonly hint?: string;
  /** Offset and length in the statement's text; line and column are worked out where the text is at hand. */
  readonly span?: Span;
  /** Set on errors of a changefeed: the feed restarts instead of failing (reference §5.11). */
  readonly retryable?: boolean;
}

/** A piece of a statement's text, in UTF-16 units. */
export interface Span {
  readonly offset: number;
  readonly length: number;
}

export class SqlError extends Error {
  readonly sqlstate: string;
  readonly detail?: string;
  readonly hint?: string;
  readonly span?: Span;
  readonly retryable: boolean;

  constructor(sqlstate: string, message: string, parts: SqlErrorParts = {}) {
    super(message);
    this.name = 'SqlError';
    this.sqlstate = sqlstate;
    this.detail = parts.detail;
    this.hint = parts.hint;
    this.span = parts.span;
    this.retryable = parts.retryable ?? false;
  }

  /** The same error, marked at a place if it has none yet. */
  at(span: Span | undefined): SqlError {
    if (this.span || !span) return this;
    return new SqlError(this.sqlstate, this.message, { ...this, span });
  }
}

/** Line and column of an offset, both from 1. */
export function positionOf(text: string, span: Span): Position {
  let line = 1;
  let lineStart = 0;
  for (let i = text.indexOf('\n'); i >= 0 && i < span.offset; i = text.indexOf('\n', i + 1)) {
    line++;
    lineStart = i + 1;
  }
  return { offset: span.offset, length: span.length, line, column: span.offset - lineStart + 1 };
}
