import type { TableDef } from '../../catalog/descriptors';
import { parseStatements } from '../../sql/parse/parser';
import type { TxnState } from '../../storage/txn-state';
import { variableText } from '../session-variables';
import { keyBytes, keyPath, tablePrefix } from '../statements/range-keys';
import { transactionId } from '../statements/show-sessions';
import { databasesOf, objectsOf, type VirtualRequest, type VirtualRow } from './define';

interface LockedTable {
  readonly table: TableDef;
  readonly schema: string;
  readonly database: string;
}

interface LockedRow {
  readonly index: number;
  readonly key: string;
}

/**
 * Intents, locks of SELECT … FOR, and who waits for them. Under READ COMMITTED locks are replicated, and such a lock is in the lock
 * table only while somebody waits for it.
 */
export function* locks(request: VirtualRequest): Iterable<VirtualRow> {
  const { cluster } = request;
  const { txns } = cluster.storage;
  const tables = new Map<number, LockedTable>();
  for (const { database, schema, object } of objectsOf(request, ['table'], databasesOf(request)))
    tables.set(object.primary.storage, { table: object, schema: schema.name, database: database.name });
  const waiting = [...cluster.sessions.all].flatMap((session) => {
    const { active, transaction } = session;
    if (!active?.blockedAt || active.waitsOn === null) return [];
    // A statement on its own begins another transaction when it goes on, so that it has none while it waits.
    const txn = transaction && txns.get(transaction.txn);
    const isolation = txn?.isolation ?? variableText(session, 'default_transaction_isolation');
    const of = { ...(txn ? ownerOf(txn) : {}), isolation_level: isolation.toUpperCase() };
    return [{ of, on: active.waitsOn, at: active.blockedAt, text: active.text }];
  });
  function ownerOf({ id, isolation, writeTs }: TxnState): VirtualRow {
    return {
      txn_id: transactionId(cluster, id),
      ts: cluster.epoch.micros(writeTs.wall),
      isolation_level: isolation.toUpperCase()
    };
  }
  const waitsFor = (txn: TxnState, { index, key }: LockedRow) =>
    waiting.filter(({ on, at }) => on === txn.id && at.index === index && at.key === key);

  for (const txn of txns.open) {
    const written = new Set<string>();
    for (const at of txns.intents(txn)) {
      written.add(`${at.index} ${at.key}`);
      yield* held(txn, at, 'Intent', 'Replicated');
    }
    const isKept = txn.isolation === 'serializable';
    for (const { strength, ...at } of txns.locks(txn)) {
      if (written.has(`${at.index} ${at.key}`) || (!isKept && waitsFor(txn, at).length === 0)) continue;
      yield* held(
        txn,
        at,
        strength === 'update' ? 'Exclusive' : 'Shared',
        isKept ? 'Unreplicated' : 'Replicated'
      );
    }
  }

  function* held(txn: TxnState, at: LockedRow, strength: string, durability: string): Iterable<VirtualRow> {
    const found = tables.get(at.index);
    if (!found) return;
    const waiters = waitsFor(txn, at);
    const row = (of: VirtualRow, lockStrength: string, granted: boolean): VirtualRow => ({
      range_id: cluster.storage.rangeOf(at.index, at.key).id,
      table_id: found.table.id,
      database_name: found.database,
      schema_name: found.schema,
      table_name: found.table.name,
      index_name: found.table.primary.name,
      lock_key: keyBytes(tablePrefix(found.table) + at.key),
      lock_key_pretty: `${keyPath(found.table, at.key, request.catalog)}/0`, // the first column family
      ...of,
      lock_strength: lockStrength,
      durability,
      granted,
      contended: waiters.length > 0
    });
    yield row(ownerOf(txn), strength, true);
    for (const { of, text } of waiters) yield row(of, strengthWanted(text), false);
  }
}

/** What a statement that waits wants of the row: plain reads want no lock. */
function strengthWanted(text: string): string {
  const [statement] = parseStatements(text);
  if (statement.kind !== 'query') return 'Exclusive';
  if (statement.locking.length === 0) return 'None';
  return statement.locking[0].strength.endsWith('SHARE') ? 'Shared' : 'Exclusive';
}
