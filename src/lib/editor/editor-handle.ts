/** What the page shows in a script beside its text. The plain editor and the large one take the same. */

/** A stretch of the script, in UTF-16 units. */
export interface Stretch {
  readonly from: number;
  readonly to: number;
}

/** Lines from 1, both included. */
export interface Lines {
  readonly first: number;
  readonly last: number;
}

/** A fault of the script, marked at the token to blame. */
export interface Problem {
  readonly from: number;
  readonly to: number;
  readonly sqlstate: string;
  readonly message: string;
  readonly hint: string | null;
  /** Found while typing, or by running. */
  readonly source: 'typing' | 'run';
}

/** What a statement gave, behind its last line. */
export interface ResultTag {
  readonly line: number;
  readonly text: string;
  readonly tone: 'plain' | 'warned' | 'failed';
}

export interface Decorations {
  /** Lines carried out by the playhead's moment: from the first line to this one; 0 for none. */
  readonly executedTo: number;
  /** The statement under the playhead. */
  readonly current: Lines | null;
  readonly problems: readonly Problem[];
  readonly tags: readonly ResultTag[];
  /** Lit up for a moment: what has just been run. */
  readonly flash: Stretch | null;
}

/** What the page can ask of either editor. */
export interface EditorHandle {
  readonly selection: Stretch;
  select(stretch: Stretch): void;
  focus(): void;
  reveal(offset: number): void;
}
