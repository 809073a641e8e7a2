import { Audit } from '../lib/audit/audit';
import type { AuditReport } from '../lib/audit/report';
import { MIN_TIMESTAMP } from '../lib/engine/base/timestamp';
import { PastRows } from '../lib/engine/cluster/past-rows';
import { ImportError } from '../lib/scenario/import/output-file';
import { readRealOutput } from '../lib/scenario/import/real-output';
import { UsageError } from './args';
import { readOutputFiles } from './input';
import type { runScenario } from './run-scenario';

/** Judges a run that has come to its end. */
export function auditRun({ log, epoch, engine }: ReturnType<typeof runScenario>): AuditReport {
  const audit = new Audit({ epoch, rows: new PastRows(engine.cluster) });
  for (const event of log) audit.take(event);
  audit.finish({ settled: engine.isSettled(engine.highestCommit ?? MIN_TIMESTAMP) });
  return audit.report();
}

/**
 * Judges files of a real changefeed's output (design §10).
 * @returns the report as lines, evidence as file and line
 * @throws UsageError for what cannot be read
 */
export function auditOutput(paths: readonly string[]): { lines: string[]; ok: boolean } {
  try {
    const { events, epoch, places, remarks } = readRealOutput(readOutputFiles(paths));
    const audit = new Audit({ epoch, origin: 'output' });
    for (const event of events) audit.take(event);
    const report = audit.report();
    const where = (seq: number) => `${places[seq].file}:${places[seq].line}`;
    return { lines: [...remarks, ...reportLines(report, where)], ok: report.ok };
  } catch (error) {
    if (error instanceof ImportError) throw new UsageError(error.message);
    throw error;
  }
}

/**
 * The report as lines for people: a row for each guarantee under its question, findings below, duplicates last.
 * @param where what an event is called
 */
export function reportLines(
  report: AuditReport,
  where: (seq: number) => string = (seq) => `event ${seq}`
): string[] {
  const lines: string[] = [];
  let question = '';
  for (const guarantee of report.guarantees) {
    if (guarantee.question !== question) lines.push('', guarantee.question);
    question = guarantee.question;
    const { id, verdict, name, explanation, findings, violations } = guarantee;
    lines.push(`  ${id.padEnd(4)} ${verdict.padEnd(17)} ${name}`, `       ${explanation}`);
    for (const { evidence, sentence, feed } of findings)
      lines.push(`       - ${feed ?? ''} ${sentence} (${evidence.map(where).join(', ')})`);
    if (violations > findings.length) lines.push(`       - and ${violations - findings.length} more`);
  }
  lines.push('', `${report.messages} messages, ${report.resolved} resolved`);
  for (const { cause, count, example } of report.duplicates)
    lines.push(`${count} duplicates: ${cause} (${where(example[1])} repeats ${where(example[0])})`);
  return lines;
}
