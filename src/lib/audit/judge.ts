import type { Finding, GuaranteeReport, Question } from './report';

/** What a guarantee is called and what its facts are. */
export interface Guarantee {
  readonly id: string;
  readonly question: Question;
  readonly name: string;
  /** In the plural: `messages`, `resolved timestamps`. */
  readonly facts: string;
}

/** Where findings go the moment they are made. */
export type OnFinding = (finding: Finding) => void;

/** Counts what a guarantee was judged by and keeps its first findings; the verdict follows from both. */
export class Judge {
  readonly guarantee: Guarantee;
  readonly #keep: number;
  readonly #onFinding: OnFinding;
  /** Why nothing is judged at all. */
  readonly #silence: string | null;
  readonly #findings: Finding[] = [];
  #judged = 0;
  #violations = 0;
  #excuse = '';

  constructor(
    guarantee: Guarantee,
    { keep, onFinding, silence }: { keep: number; onFinding: OnFinding; silence: string | null }
  ) {
    this.guarantee = guarantee;
    this.#keep = keep;
    this.#onFinding = onFinding;
    this.#silence = silence;
    this.#excuse = silence ?? '';
  }

  /** Facts that were cases of the guarantee. */
  count(facts = 1): void {
    if (this.#silence === null) this.#judged += facts;
  }

  /** Why something could not be judged; told only where nothing could. */
  excuse(reason: string): void {
    this.#excuse ||= reason;
  }

  breach(feed: string | null, evidence: readonly number[], sentence: string): void {
    if (this.#silence !== null) return;
    this.#violations++;
    this.#keepFinding(feed, evidence, sentence);
  }

  /** Worth a look, but no breach: what real output shows may have been cut or mixed on its way (guarantees B2, G3 and G12). */
  remark(feed: string | null, evidence: readonly number[], sentence: string): void {
    if (this.#silence === null) this.#keepFinding(feed, evidence, sentence);
  }

  #keepFinding(feed: string | null, evidence: readonly number[], sentence: string): void {
    const distinct = [...new Set(evidence.filter((seq) => seq >= 0))].sort((a, b) => a - b);
    const finding = { guarantee: this.guarantee.id, feed, evidence: distinct, sentence };
    if (this.#findings.length < this.#keep) this.#findings.push(finding);
    this.#onFinding(finding);
  }

  report(): GuaranteeReport {
    const { id, question, name, facts } = this.guarantee;
    const [first] = this.#findings;
    const verdict = this.#violations > 0 ? 'violated' : this.#judged > 0 ? 'holds' : 'nothing to judge';
    return {
      id,
      question,
      name,
      verdict,
      judged: this.#judged,
      facts,
      explanation: first?.sentence ?? this.#plainExplanation(),
      evidence: first?.evidence ?? [],
      violations: this.#violations,
      findings: [...this.#findings]
    };
  }

  #plainExplanation(): string {
    const { facts } = this.guarantee;
    if (this.#judged > 0) return `${this.#judged} ${facts} checked, none breaks it.`;
    return this.#excuse || `No ${facts} to check yet.`;
  }
}
