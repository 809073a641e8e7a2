import type { Node } from './name';
import type { Statement } from './statement';

/** A statement whose grammar is checked but of which nothing is kept beyond its text: what no playground will ever run. */
export interface OtherStatement extends Node {
  readonly kind: 'other';
  /** Its name in upper case for the answer "not supported here": `BACKUP`, `CREATE FUNCTION`. */
  readonly feature: string;
  /** The statement as written, without its semicolon. */
  readonly text: string;
}

/** Nothing but blanks and comments. */
export interface EmptyStatement extends Node {
  readonly kind: 'empty';
}

/** EXPLAIN [ANALYZE] [(options)] statement. */
export interface ExplainStatement extends Node {
  readonly kind: 'explain';
  readonly analyze: boolean;
  /** In upper case: `VERBOSE`, `TYPES`, `OPT` …; the mode is among them. */
  readonly options: readonly string[];
  readonly statement: Statement;
}
