/**
 * "Break it": the five published advisories about changefeeds as something to try (guarantees B8). Each plants its bug in the running
 * simulation and then does, on a table and a sink of its own, what it takes for the bug to bite: lines of a script like any other, so that
 * one press of undo takes all of it back.
 */

export interface BreakIt {
  /** As `\plant` takes it. */
  readonly bug: string;
  /** Number of the advisory. */
  readonly advisory: string;
  readonly title: string;
  /** What goes wrong, in one sentence. */
  readonly says: string;
  /** What the check that turns red is for. */
  readonly lesson: string;
  /** Guarantees that are violated by it, the telling one first. */
  readonly breaks: readonly string[];
  /** The lines behind `\plant`. `probe` stands for a name that the script has not used. */
  readonly lines: readonly string[];
}

const TABLE = 'CREATE TABLE probe (id INT PRIMARY KEY, v STRING);';
const ROWS = "INSERT INTO probe SELECT i, 'row' FROM generate_series(1, 20) AS g(i);";
const RESOLVED =
  "CREATE CHANGEFEED FOR probe INTO 'kafka://probe' WITH resolved, updated, min_checkpoint_frequency = '1s';";

export const BREAK_IT: readonly BreakIt[] = [
  {
    bug: 'resolved-without-data',
    advisory: '82309',
    title: 'Resolved goes on without its data',
    says: 'A rangefeed delivers no more changes while its resolved timestamp goes on.',
    lesson:
      'A feed that loses rows silently looks healthy: it runs, its high-water mark moves, its sink takes everything. Only comparing what was committed with what arrived shows it.',
    breaks: ['G5', 'P5'],
    lines: [TABLE, RESOLVED, '\\wait 2s', "INSERT INTO probe VALUES (1, 'never sent');", '\\wait 10s']
  },
  {
    bug: 'lossy-scan-restart',
    advisory: '123371',
    title: 'An interrupted scan counts as done',
    says: 'An initial scan that is interrupted counts as done when the changefeed starts again.',
    lesson:
      'A pause in the middle of an initial scan must make the scan begin again where it was. What was neither sent nor checkpointed has to come.',
    breaks: ['G11', 'P3'],
    lines: [
      TABLE,
      ROWS,
      "\\sink 'kafka://probe' slow 5s",
      "CREATE CHANGEFEED FOR probe INTO 'kafka://probe' WITH updated;",
      '\\gset probe_',
      '\\wait 2s',
      'PAUSE JOB :probe_job_id;',
      '\\wait 1s',
      'RESUME JOB :probe_job_id;',
      '\\wait 40s'
    ]
  },
  {
    bug: 'reorder-on-retry',
    advisory: '122372',
    title: 'A retry lets later messages overtake',
    says: 'A batch that is sent again does not hold back later messages of its keys.',
    lesson:
      'Kafka keeps the order of a partition only as it was written. A sink client that sends the next batch while the one before is being tried again turns an old value into the last one.',
    breaks: ['G1', 'G9'],
    lines: [
      TABLE,
      "CREATE CHANGEFEED FOR probe INTO 'kafka://probe' WITH updated;",
      '\\wait 5s',
      "\\sink 'kafka://probe' ack-then-fail 0 of 1",
      "INSERT INTO probe VALUES (1, 'old');",
      '\\wait 5ms',
      "\\sink 'kafka://probe' up",
      "UPDATE probe SET v = 'new' WHERE id = 1;",
      '\\wait 20s'
    ]
  },
  {
    bug: 'early-resolved',
    advisory: '104309',
    title: 'Resolved comes too early',
    says: 'An aggregator reports progress that it has yet to make, so resolved timestamps come too early.',
    lesson:
      'Whoever waits for a resolved timestamp before reading trusts that nothing at or below it is still to come. One message behind it, and the window that was closed was wrong.',
    breaks: ['G3'],
    lines: [
      TABLE,
      RESOLVED,
      '\\wait 6s',
      ...[1, 2, 3, 4, 5, 6, 7, 8].flatMap((id) => [
        `INSERT INTO probe VALUES (${id}, 'late');`,
        '\\wait 300ms'
      ]),
      '\\wait 5s'
    ]
  },
  {
    bug: 'early-success',
    advisory: '90146',
    title: 'Success before the last message',
    says: 'A changefeed with an end reports success before its last messages have been acknowledged.',
    lesson:
      'A job that has succeeded sends nothing again. If it says so before the sink has answered, a failure of the sink loses the rest for good.',
    breaks: ['P3'],
    lines: [
      TABLE,
      ROWS,
      "\\sink 'kafka://probe' slow 2s",
      "CREATE CHANGEFEED FOR probe INTO 'kafka://probe' WITH initial_scan = 'only';",
      '\\wait 20s'
    ]
  }
];

/** The lines that break it, with names that a script has not used yet. */
export function breakItLines({ bug, lines }: BreakIt, script: string): string {
  let name = 'probe';
  for (let n = 2; new RegExp(`\\b${name}(_|\\b)`).test(script); n++) name = `probe${n}`;
  return [`\\plant ${bug}`, ...lines.map((line) => line.replaceAll('probe', name))].join('\n');
}
