import type { AuditEvent } from '../engine/base/events';
import type { Nanos } from '../engine/base/timestamp';
import type { AuditReport } from './report';

/** The report as history events (design §7): one for each guarantee that there was something to judge of. */
export function auditEvents(report: AuditReport, t: Nanos): AuditEvent[] {
  return report.guarantees
    .filter(({ verdict }) => verdict !== 'nothing to judge')
    .map(({ id, verdict, evidence }) => ({
      type: 'audit',
      t,
      guarantee: id,
      ok: verdict === 'holds',
      evidence
    }));
}
