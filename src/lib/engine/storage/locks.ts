/**
 * Locks of SELECT … FOR UPDATE and FOR SHARE: held by a transaction on one row until it ends, also through a rollback to a
 * savepoint. They stop other transactions' writes and locking reads, never plain reads. Plain data.
 */

export type LockStrength = 'share' | 'update';

interface HeldLock {
  /** The one transaction that holds the row for itself; 0 when none does. */
  update: number;
  share: Set<number>;
}

/** Locks by index number and key. */
export type LocksState = Map<number, Map<string, HeldLock>>;

/** A transaction other than `txn` that holds a lock in the way of one of this strength; undefined when none does. */
export function lockHolder(
  locks: LocksState,
  wanted: { index: number; key: string; txn: number; strength: LockStrength }
): number | undefined {
  const held = locks.get(wanted.index)?.get(wanted.key);
  if (!held) return undefined;
  if (held.update !== 0 && held.update !== wanted.txn) return held.update;
  if (wanted.strength === 'share') return undefined;
  for (const other of held.share) if (other !== wanted.txn) return other;
  return undefined;
}

/** Takes a lock that nobody is in the way of. @returns false when the transaction had it already */
export function takeLock(
  locks: LocksState,
  wanted: { index: number; key: string; txn: number; strength: LockStrength }
): boolean {
  let keys = locks.get(wanted.index);
  if (!keys) locks.set(wanted.index, (keys = new Map<string, HeldLock>()));
  let held = keys.get(wanted.key);
  if (!held) keys.set(wanted.key, (held = { update: 0, share: new Set() }));
  if (wanted.strength === 'update') {
    if (held.update === wanted.txn) return false;
    held.update = wanted.txn;
  } else {
    if (held.share.has(wanted.txn)) return false;
    held.share.add(wanted.txn);
  }
  return true;
}

/** Gives back what a transaction holds on a row. */
export function releaseLock(locks: LocksState, held: { index: number; key: string; txn: number }): void {
  const keys = locks.get(held.index);
  const lock = keys?.get(held.key);
  if (!keys || !lock) return;
  if (lock.update === held.txn) lock.update = 0;
  lock.share.delete(held.txn);
  if (lock.update !== 0 || lock.share.size > 0) return;
  keys.delete(held.key);
  if (keys.size === 0) locks.delete(held.index);
}
