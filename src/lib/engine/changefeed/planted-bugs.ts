/**
 * Bugs that `\plant` puts into the running simulation, so that a reader sees the audit turn red and learns what each check is for
 * (guarantees B8). Each is the mechanism of a published CockroachDB advisory about changefeeds; none is ever on by itself.
 */

export type PlantedBug =
  'early-success' | 'early-resolved' | 'reorder-on-retry' | 'lossy-scan-restart' | 'resolved-without-data';

export interface PlantedBugDef {
  readonly name: PlantedBug;
  /** Number of the advisory. */
  readonly advisory: string;
  /** What goes wrong, in one sentence. */
  readonly says: string;
}

export const PLANTED_BUGS: readonly PlantedBugDef[] = [
  {
    name: 'early-success',
    advisory: '90146',
    says: 'a changefeed with an end reports success before its last messages have been acknowledged'
  },
  {
    name: 'early-resolved',
    advisory: '104309',
    says: 'an aggregator reports progress that it has yet to make, so resolved timestamps come too early'
  },
  {
    name: 'reorder-on-retry',
    advisory: '122372',
    says: 'a batch that is sent again does not hold back later messages of its keys'
  },
  {
    name: 'lossy-scan-restart',
    advisory: '123371',
    says: 'an initial scan that is interrupted counts as done when the changefeed starts again'
  },
  {
    name: 'resolved-without-data',
    advisory: '82309',
    says: 'a rangefeed delivers no more changes while its resolved timestamp goes on'
  }
];

/** A bug by its name or by its advisory's number. */
export function plantedBug(text: string): PlantedBugDef | undefined {
  return PLANTED_BUGS.find(({ name, advisory }) => name === text || advisory === text.replace(/^#/, ''));
}
