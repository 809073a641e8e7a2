import type { Nanos } from '../base/timestamp';
import type { GsetTerminator } from '../sql/lex/statement-end';

/**
 * The client: what reads the script and talks to the cluster, in virtual time like everybody else. It sends a line when the
 * one before has returned (design §5a), so a run is a function of its script.
 */

/** One statement or backslash command, as `scenario/script.ts` reads it. */
export interface ClientEntry {
  readonly kind: 'sql' | 'command';
  readonly text: string;
  /** Of its first token, from 1. */
  readonly line: number;
  readonly column: number;
  readonly gset?: GsetTerminator;
}

export interface ClientState {
  /** What has been submitted and not begun. */
  entries: ClientEntry[];
  /** How many of `entries` have been taken. */
  taken: number;
  /** Lines that a command stands for: they come before the other entries. */
  inserted: ClientEntry[];
  session: string;
  /** Statements are numbered from 1, commands included. */
  statements: number;
  /** Script variables of `\gset`. */
  variables: Map<string, string>;
  /** Columns and values of the first row of the last result; null when there was none. */
  lastRow: [string, string | null][] | null;
  /** What the next line waits for. */
  waitsFor: WaitsFor;
  /** `\send`: the next statement is not waited for. */
  sendOnly: boolean;
}

export type WaitsFor =
  | { readonly kind: 'nothing' }
  /** A line is about to begin. */
  | { readonly kind: 'turn' }
  | { readonly kind: 'time'; readonly since: Nanos; readonly until: Nanos }
  | { readonly kind: 'statement'; readonly statement: number; readonly gset?: GsetTerminator };

export const makeClientState = (): ClientState => ({
  entries: [],
  taken: 0,
  inserted: [],
  session: 'root',
  statements: 0,
  variables: new Map(),
  lastRow: null,
  waitsFor: { kind: 'nothing' },
  sendOnly: false
});

/** Whether lines are left to begin. */
export const hasNext = ({ taken, entries, inserted }: ClientState): boolean =>
  inserted.length > 0 || taken < entries.length;

/** Whether the script has ended and everything it waited for has come. */
export function isClientIdle(client: ClientState): boolean {
  return client.waitsFor.kind === 'nothing' && !hasNext(client);
}
