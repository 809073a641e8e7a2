import type { GuaranteeReport, Verdict } from '../../audit/report';

/** The verdict over several guarantees: one breach is enough, and what nothing was judged by is never good news. */
export function groupVerdict(guarantees: readonly GuaranteeReport[]): Verdict {
  if (guarantees.some((g) => g.verdict === 'violated')) return 'violated';
  return guarantees.some((g) => g.verdict === 'holds') ? 'holds' : 'nothing to judge';
}
