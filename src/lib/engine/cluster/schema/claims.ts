import type { Descriptor, TableDef } from '../../catalog/descriptors';
import { Blocked, type TxnState } from '../../storage/txn-state';
import type { Cluster } from '../cluster';
import type { StatementContext } from '../statement';

/**
 * Who may change an object now. Two transactions cannot both make its next version, so the second waits until the first has
 * ended; a table waits besides for its running schema change and for open transactions that have used it, as CockroachDB waits
 * until the leases on the version before are released.
 */

/** Thrown where a schema change job is in the way; the statement begins again when it has ended. */
export class WaitsForJob {
  readonly job: string;
  constructor(job: string) {
    this.job = job;
  }
}

/** Where a descriptor is in the way: no row of any index. */
const DESCRIPTOR = { index: 0, key: '' };

/** @throws Blocked, WaitsForJob */
export function claimDescriptor(cluster: Cluster, ctx: StatementContext, descriptor: Descriptor): void {
  for (const session of cluster.sessions.all) {
    const { transaction } = session;
    if (!transaction || transaction.txn === ctx.txn.id) continue;
    for (const staged of transaction.staged.objects.values())
      if (staged.id === descriptor.id || sameName(staged, descriptor))
        throw new Blocked(transaction.txn, DESCRIPTOR, undefined);
  }
  const published = cluster.catalog.get(descriptor.id);
  if (published?.kind !== 'table') return;
  if (published.changing !== undefined) throw new WaitsForJob(published.changing);
  const user = txnUsing(cluster, published, ctx.txn.id);
  if (user) throw new Blocked(user.id, DESCRIPTOR, undefined);
}

/** Two new objects of one name in one place. */
function sameName(a: Descriptor, b: Descriptor): boolean {
  if (a.dropped || b.dropped || a.name !== b.name) return false;
  if (a.kind === 'database' || a.kind === 'role' || a.kind === 'externalConnection') return a.kind === b.kind;
  if (a.kind === 'schema') return b.kind === 'schema' && a.database === b.database;
  return 'schema' in b && a.schema === b.schema;
}

/** An open transaction, other than one, that has read or written a table's rows. */
export function txnUsing(cluster: Cluster, table: TableDef, except: number): TxnState | undefined {
  const index = table.primary.storage;
  for (const txn of cluster.storage.txns.open) {
    if (txn.id === except) continue;
    if (txn.writes.some((write) => write.index === index) || txn.reads.some((read) => read.index === index))
      return txn;
  }
  return undefined;
}
