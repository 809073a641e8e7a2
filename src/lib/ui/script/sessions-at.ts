import type { Nanos } from '../../engine/base/timestamp';
import type { StatementMark, TrackIndex } from '../../timeline/tracks';

/** The SQL sessions of a run, and what each is doing at a moment. */

export interface SessionAt {
  readonly name: string;
  /** Statements begun by then. */
  readonly statements: readonly StatementMark[];
  /** The statement that has not come back, which others may be waited for by. */
  readonly waiting: StatementMark | null;
  /** The transaction that is open. */
  readonly txn: { readonly txn: number; readonly since: Nanos } | null;
}

/** A statement that takes longer waits for something: the script goes on without it after 100 ms. */
const WAITS_NS = 50_000_000;

/**
 * @param isCommand whether a statement is a backslash command, which returns nothing
 * @param extra names of sessions that have not said anything yet
 */
export function sessionsAt(
  tracks: TrackIndex,
  at: Nanos,
  isCommand: (statement: number) => boolean,
  extra: readonly string[] = []
): SessionAt[] {
  const begun = tracks.statements.filter((s) => s !== undefined && s.t <= at);
  const names = [...new Set(['root', ...begun.map(({ session }) => session), ...extra])];
  return names.map((name) => {
    const statements = begun.filter((s) => s.session === name && !isCommand(s.statement));
    const open = tracks.txns.find((x) => x.session === name && x.from <= at && (x.to ?? Infinity) > at);
    const last = statements.at(-1);
    const isOut =
      last !== undefined && (last.returned === null || last.returned > at) && at - last.t > WAITS_NS;
    return {
      name,
      statements,
      waiting: isOut ? last : null,
      txn: open ? { txn: open.txn, since: open.from } : null
    };
  });
}

/** A name for another session: `session2`, `session3` … */
export function nextSessionName(names: readonly string[]): string {
  for (let n = names.length + 1; ; n++) if (!names.includes(`session${n}`)) return `session${n}`;
}
