/** What an audit says: plain data, so that it can travel from a worker to the page. */

/** The questions a person asks (guarantees B8), in the order in which they are shown. */
export const QUESTIONS = [
  'Did everything arrive?',
  'In order?',
  'Exactly when may I trust resolved?',
  'Why twice?',
  'Is the content true?',
  'Does the job keep its word?'
] as const;

export type Question = (typeof QUESTIONS)[number];

/**
 * `nothing to judge` is never shown as good news: no fact of the history was a case of the guarantee, the guarantee is not
 * promised for this feed, or what it takes to check it is not there. The explanation says which.
 */
export type Verdict = 'holds' | 'violated' | 'nothing to judge';

/** One breach of a guarantee. */
export interface Finding {
  /** `G1` … `G22`, `P1` … `P14`. */
  readonly guarantee: string;
  /** The job, or `statement 4` for a sinkless changefeed. */
  readonly feed: string | null;
  /** The fewest events that show it, as seq numbers in ascending order. */
  readonly evidence: readonly number[];
  /** One sentence with the names and times in question. */
  readonly sentence: string;
}

/** One guarantee with its verdict. */
export interface GuaranteeReport {
  readonly id: string;
  readonly question: Question;
  /** The guarantee in a few words: "Changes of one key arrive in the order of their commits". */
  readonly name: string;
  readonly verdict: Verdict;
  /** How many facts were judged, and what they were: 12480 `messages`. */
  readonly judged: number;
  readonly facts: string;
  /** One sentence: what was seen, why nothing was judged, or the first finding. */
  readonly explanation: string;
  /** Events of the first finding; where it holds, of an example that is worth a look (often none). */
  readonly evidence: readonly number[];
  /** Breaches in all; `findings` keeps the first ones. */
  readonly violations: number;
  readonly findings: readonly Finding[];
}

/** Why something was delivered more than once. Duplicates are allowed: at least once is what is promised. */
export type DuplicateCause =
  | 'replay after a restart'
  | 'batch sent again'
  | 'late batch of an ended flow'
  | 'of a cause that output does not tell';

export interface DuplicateCount {
  readonly cause: DuplicateCause;
  readonly count: number;
  /** The first such duplicate and its first copy, as seq numbers. */
  readonly example: readonly [first: number, duplicate: number];
}

export interface AuditReport {
  /** In the order of the questions, then of the identifiers; every guarantee, judged or not. */
  readonly guarantees: readonly GuaranteeReport[];
  readonly messages: number;
  readonly resolved: number;
  /** Copies beyond the first, by cause, most frequent first. */
  readonly duplicates: readonly DuplicateCount[];
  /** True where no guarantee is violated. */
  readonly ok: boolean;
}
