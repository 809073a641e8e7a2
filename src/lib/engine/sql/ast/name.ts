import type { Span } from '../../base/errors';

/**
 * Names. Every text here is already normalised as CockroachDB does it: folded to lower case unless it was quoted, and
 * in Unicode form NFC, so two names are the same exactly when their texts are.
 */

/** What every node of the tree has: its place in the statement's text. */
export interface Node {
  readonly span: Span;
}

/** One identifier: a column, an alias, a constraint, a database … */
export interface Name extends Node {
  readonly text: string;
}

/** `[[catalog.]schema.]table`: a table, view or sequence. `db.t` is legal and is read as `schema.table` until resolved. */
export interface TableName extends Node {
  readonly catalog: string | undefined;
  readonly schema: string | undefined;
  readonly table: string;
}

/** `[[catalog.]schema.]object` for what is no relation: a type or a function. */
export interface ObjectName extends Node {
  readonly catalog: string | undefined;
  readonly schema: string | undefined;
  readonly object: string;
}

/** `[catalog.]schema`. */
export interface SchemaName extends Node {
  readonly catalog: string | undefined;
  readonly schema: string;
}

/** `table@index`, or a name that stands alone: then `table` is undefined and the prefix names the schema to search. */
export interface IndexName extends Node {
  readonly table: TableName | undefined;
  readonly catalog: string | undefined;
  readonly schema: string | undefined;
  readonly index: string;
}

/** What GRANT and SHOW GRANTS take for tables: `t`, `s.t`, `s.*`, `d.s.*` or `*` (`table` undefined means every table). */
export interface TablePattern extends Node {
  readonly catalog: string | undefined;
  readonly schema: string | undefined;
  readonly table: string | undefined;
}

/** A role: a name, or one of the two words that stand for the user of the session. */
export interface RoleSpec extends Node {
  readonly kind: 'role' | 'current_user' | 'session_user';
  /** The role's name; for the two words, the word. */
  readonly name: string;
}
