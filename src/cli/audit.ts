import { Audit } from '../lib/audit/audit';
import type { AuditReport } from '../lib/audit/report';
import { MIN_TIMESTAMP } from '../lib/engine/base/timestamp';
import { PastRows } from '../lib/engine/cluster/past-rows';
import type { runScenario } from './run-scenario';

/** Judges a run that has come to its end. */
export function auditRun({ log, epoch, engine }: ReturnType<typeof runScenario>): AuditReport {
  const audit = new Audit({ epoch, rows: new PastRows(engine.cluster) });
  for (const event of log) audit.take(event);
  audit.finish({ settled: engine.isSettled(engine.highestCommit ?? MIN_TIMESTAMP) });
  return audit.report();
}

/** The report as lines for people: a row for each guarantee under its question, findings below, duplicates last. */
export function reportLines(report: AuditReport): string[] {
  const lines: string[] = [];
  let question = '';
  for (const guarantee of report.guarantees) {
    if (guarantee.question !== question) lines.push('', guarantee.question);
    question = guarantee.question;
    const { id, verdict, name, explanation, findings, violations } = guarantee;
    lines.push(`  ${id.padEnd(4)} ${verdict.padEnd(17)} ${name}`, `       ${explanation}`);
    for (const { evidence, sentence, feed } of findings)
      lines.push(`       - ${feed ?? ''} ${sentence} (events ${evidence.join(', ')})`);
    if (violations > findings.length) lines.push(`       - and ${violations - findings.length} more`);
  }
  lines.push('', `${report.messages} messages, ${report.resolved} resolved`);
  for (const { cause, count, example } of report.duplicates)
    lines.push(`${count} duplicates: ${cause} (event ${example[1]} repeats ${example[0]})`);
  return lines;
}
