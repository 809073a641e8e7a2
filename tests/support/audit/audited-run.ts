import { Audit } from '../../../src/lib/audit/audit';
import type { AuditReport } from '../../../src/lib/audit/report';
import { runScenario } from '../../../src/cli/run-scenario';
import type { HistoryEvent } from '../../../src/lib/engine/base/events';
import { MIN_TIMESTAMP, type Epoch } from '../../../src/lib/engine/base/timestamp';
import type { Engine } from '../../../src/lib/engine/cluster/engine';
import { PastRows } from '../../../src/lib/engine/cluster/past-rows';
import type { RowReader } from '../../../src/lib/history/row-reader';
import { makeScenario } from '../../../src/lib/scenario/scenario';

/** A script's run from its first line until it has settled, with what an audit of it needs. */
export interface TestRun {
  readonly events: readonly HistoryEvent[];
  readonly epoch: Epoch;
  readonly engine: Engine;
  readonly rows: RowReader;
  readonly settled: boolean;
}

export function runScript(
  script: string,
  options: { readonly seed?: number; readonly nodes?: number } = {}
): TestRun {
  const plain = makeScenario({ script });
  const { seed = plain.seed, nodes = plain.cluster.nodes } = options;
  const scenario = { ...plain, seed, cluster: { ...plain.cluster, nodes } };
  const { log, epoch, engine } = runScenario(scenario, { settle: true });
  return {
    events: [...log],
    epoch,
    engine,
    rows: new PastRows(engine.cluster),
    settled: engine.isSettled(engine.highestCommit ?? MIN_TIMESTAMP)
  };
}

/** @param events the run's own, or a changed copy */
export function auditOf(run: TestRun, events: readonly HistoryEvent[] = run.events): AuditReport {
  const audit = new Audit({ epoch: run.epoch, rows: run.rows });
  for (const event of events) audit.take(event);
  audit.finish({ settled: run.settled });
  return audit.report();
}

/** The guarantees that a report finds violated. */
export const violatedBy = (report: AuditReport): string[] =>
  report.guarantees.filter(({ verdict }) => verdict === 'violated').map(({ id }) => id);

/** The first findings of a report as lines. */
export const findingsOf = (report: AuditReport): string[] =>
  report.guarantees.flatMap(({ id, findings }) =>
    findings.slice(0, 2).map(({ sentence, evidence }) => `${id}: ${sentence} [${evidence.join(', ')}]`)
  );
