import type { Expr } from './expr';
import type { Node } from './name';

/** Session variables and cluster settings. */

/**
 * `SET [SESSION | LOCAL] name = values`, also `SET TIME ZONE`, `SET SCHEMA`, `SET NAMES`, `SET ROLE` and `USE`, which are
 * read as the variables `timezone`, `search_path`, `client_encoding`, `role` and `database`. A bare word, `ON` and `NONE` too, comes as a
 * column reference.
 */
export interface SetStatement extends Node {
  readonly kind: 'set';
  readonly scope: 'SESSION' | 'LOCAL';
  /** Lower case, parts joined by dots. */
  readonly name: string;
  readonly values: readonly Expr[];
}

export interface SetTracingStatement extends Node {
  readonly kind: 'setTracing';
  readonly values: readonly Expr[];
}

/** `RESET x`; the name `all` stands for RESET ALL. */
export interface ResetStatement extends Node {
  readonly kind: 'reset';
  readonly name: string;
}

/** `SET | RESET CLUSTER SETTING`; a reset has no value. */
export interface ClusterSettingStatement extends Node {
  readonly kind: 'setClusterSetting';
  readonly name: string;
  readonly value: Expr | undefined;
}

/** `SET SESSION AUTHORIZATION DEFAULT`. */
export interface SetSessionAuthorizationStatement extends Node {
  readonly kind: 'setSessionAuthorization';
}
