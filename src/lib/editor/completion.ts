/**
 * The seam for completion and hover, which come with the dialect's catalogue (issue 3): the large editor asks here, and so far there is
 * nothing to offer.
 */

export interface Completion {
  readonly label: string;
  readonly detail: string;
  readonly insert: string;
  /** What is replaced, in UTF-16 units. */
  readonly from: number;
  readonly to: number;
}

/** What may stand at an offset of a script. */
export type CompletionSource = (text: string, offset: number) => readonly Completion[];

export const noCompletion: CompletionSource = () => [];
