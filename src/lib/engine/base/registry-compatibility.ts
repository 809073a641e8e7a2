/**
 * What a subject of a schema registry asks of a new version: with `BACKWARD`, Confluent's default, its readers can read what the newest version
 * has written; with `FORWARD` the newest version's readers can read what it writes; with `FULL` both; `_TRANSITIVE` asks it of all versions.
 */
export const COMPATIBILITIES = [
  'BACKWARD',
  'BACKWARD_TRANSITIVE',
  'FORWARD',
  'FORWARD_TRANSITIVE',
  'FULL',
  'FULL_TRANSITIVE',
  'NONE'
] as const;

export type Compatibility = (typeof COMPATIBILITIES)[number];

/** What every subject asks before anybody says otherwise. */
export const DEFAULT_COMPATIBILITY: Compatibility = 'BACKWARD';
