import type { OpenTransaction, SessionSettings } from './session-state';

type Session = SessionSettings & { readonly transaction?: OpenTransaction | null };

/**
 * SET inside transactions, as CockroachDB keeps it: what plain SET changes stays, whatever becomes of the transaction; what SET LOCAL
 * changes goes back at its end, or with the savepoint before it.
 */

/** What the session keeps of a variable; undefined where that is its first value. */
const kept = (session: Session, name: string): string | undefined =>
  name === 'database' ? session.database : session.variables.get(name);

function keep(session: Session, name: string, value: string | undefined): void {
  if (name === 'database') session.database = value ?? '';
  else if (value === undefined) session.variables.delete(name);
  else session.variables.set(name, value);
  if (name === 'role') session.user = value ?? session.loginUser;
}

/** Changes a variable and remembers, for LOCAL, what it was; another change is what LOCAL ones go back to from now on. */
export function changeVariable(
  session: Session,
  { name, local }: { readonly name: string; readonly local: boolean },
  change: () => void
): void {
  const { transaction } = session;
  const before = kept(session, name);
  change();
  if (!transaction || transaction.implicit) return;
  if (local) transaction.changedVariables.push({ name, before });
  else
    transaction.changedVariables = transaction.changedVariables.map((changed) =>
      changed.name === name ? { name, before: kept(session, name) } : changed
    );
}

/** Takes back what SET LOCAL has changed, but for the first `from` changes. */
export function restoreVariables(session: Session, transaction: OpenTransaction, from = 0): void {
  const { changedVariables } = transaction;
  if (changedVariables.length <= from) return;
  for (const { name, before } of changedVariables.slice(from).reverse()) keep(session, name, before);
  transaction.changedVariables = changedVariables.slice(0, from);
}
