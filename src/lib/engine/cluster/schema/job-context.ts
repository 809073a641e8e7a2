import { NS_PER_MS } from '../../base/timestamp';
import { Blocked, Restart } from '../../storage/txn-state';
import { Unavailable } from '../row-access';
import { makeStagedChanges, StagedCatalog } from '../../catalog/catalog';
import type { Cluster } from '../cluster';
import { makeSession } from '../sessions';
import type { SessionState } from '../session-state';
import type { StatementContext } from '../statement';

/** After this long a job looks whether what was in its way has gone. */
export const BLOCKED_NS = 100 * NS_PER_MS;

/** Whether what was thrown is an intent, a lease or a retry in the way of a job's work, which will be out of the way: no error. */
export function isInTheWay(thrown: unknown): boolean {
  return thrown instanceof Blocked || thrown instanceof Unavailable || thrown instanceof Restart;
}

/** Who a job works for: a user with the session variables of the statement that made it. */
export interface JobUser {
  readonly user: string;
  readonly database: string;
  readonly variables: ReadonlyMap<string, string>;
  readonly node: number;
  readonly statement: number;
}

/**
 * Lets a job evaluate expressions and write rows as a statement would, in a transaction of its own. The work commits it
 * (`cluster.commitJob`) or leaves it; what is not committed is taken back.
 */
export function withJobContext<T>(cluster: Cluster, job: JobUser, work: (ctx: StatementContext) => T): T {
  const session: SessionState = makeSession('job', job.user, job.node);
  session.database = job.database;
  session.variables = new Map(job.variables);
  const txn = cluster.storage.txns.begin({
    session: session.name,
    node: job.node,
    ts: cluster.schemaTick(job.node),
    startedAt: cluster.now,
    recordsReads: false
  });
  const ctx: StatementContext = {
    session,
    statement: job.statement,
    text: '',
    txn,
    implicit: true,
    catalog: new StagedCatalog(cluster.catalog, makeStagedChanges()),
    notice: () => undefined,
    onCommit: () => undefined
  };
  try {
    return work(ctx);
  } finally {
    if (cluster.storage.txns.get(txn.id)) cluster.storage.txns.abort(txn);
  }
}
