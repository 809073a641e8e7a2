/** What ALTER CHANGEFEED is asked for most, as a form offers it; anything else can be typed (reference §1.6). */

export interface AlterOption {
  readonly name: string;
  /** Values offered; the first stands in the field. Empty for an option that takes none. */
  readonly values: readonly string[];
}

export const ALTER_OPTIONS: readonly AlterOption[] = [
  { name: 'resolved', values: ['10s', '1s', '30s'] },
  { name: 'min_checkpoint_frequency', values: ['10s', '1s', '30s'] },
  { name: 'diff', values: [] },
  { name: 'updated', values: [] },
  { name: 'mvcc_timestamp', values: [] },
  { name: 'on_error', values: ['pause', 'fail'] },
  { name: 'schema_change_policy', values: ['backfill', 'nobackfill', 'stop'] },
  { name: 'envelope', values: ['wrapped', 'bare', 'key_only', 'row'] }
];

export type Alteration =
  | { readonly kind: 'set'; readonly option: string; readonly value: string }
  | { readonly kind: 'unset'; readonly option: string }
  | { readonly kind: 'add' | 'drop'; readonly target: string };

/** The clause of an alteration, as it stands behind `ALTER CHANGEFEED job`. */
export function alterClause(alteration: Alteration): string {
  switch (alteration.kind) {
    case 'set': {
      const { option, value } = alteration;
      return value === '' ? `SET ${option}` : `SET ${option} = '${value.replaceAll("'", "''")}'`;
    }
    case 'unset':
      return `UNSET ${alteration.option}`;
    case 'add':
      return `ADD ${alteration.target}`;
    case 'drop':
      return `DROP ${alteration.target}`;
  }
}

/** The lines that alter a job: one that runs has to be paused first, and goes on afterwards. */
export function alterLines(job: string, clause: string, isPaused: boolean): string {
  const alter = `ALTER CHANGEFEED ${job} ${clause};`;
  return isPaused ? alter : `PAUSE JOB ${job};\n\\wait 1s\n${alter}\nRESUME JOB ${job};`;
}
