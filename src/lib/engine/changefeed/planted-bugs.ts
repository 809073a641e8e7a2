import {
  MIN_TIMESTAMP,
  NS_PER_SECOND,
  isBefore,
  nextTimestamp,
  timestamp,
  type Timestamp
} from '../base/timestamp';
import type { RowMessage } from '../sinks/sink';
import { TRUE_SEAMS, type Seams } from './seams';

/**
 * Bugs that `\plant` puts into the running simulation, so that a reader sees the audit turn red and learns what each check is for
 * (guarantees B8). Each replaces a piece of the mechanism; none is ever on by itself. The first five are CockroachDB's published
 * advisories about changefeeds.
 */
export interface PlantedBugDef {
  readonly name: string;
  /** Number of the advisory. */
  readonly advisory?: string;
  /** The guarantee that it breaks first of all. */
  readonly breaks: string;
  /** What goes wrong, in one sentence. */
  readonly says: string;
  readonly plant: Partial<Seams>;
}

const after = (ts: Timestamp, ns: number): Timestamp => timestamp(ts.wall + ns, ts.logical);

/** Rows with other texts. */
const rewritten =
  (rewrite: (value: string, row: RowMessage, flow: number) => string) =>
  (rows: readonly RowMessage[], flow: number): RowMessage[] =>
    rows.map((row) => (row.value === null ? row : { ...row, value: rewrite(row.value, row, flow) }));

/** An object of a JSON text, as far as rows without nested objects go. */
const OBJECT = '(\\{[^{}]*\\})';
const AFTER_AND_BEFORE = new RegExp(`"after": ${OBJECT}, "before": ${OBJECT}`);
const AFTER = new RegExp(`"after": ${OBJECT}`);
const LONG_INTEGER = /: (\d{16,})/g;

const ADVISORIES: readonly PlantedBugDef[] = [
  {
    name: 'early-success',
    advisory: '90146',
    breaks: 'P10',
    says: 'a changefeed with an end reports success before its last messages have been acknowledged',
    plant: { awaitsSink: ({ ended }) => !ended }
  },
  {
    name: 'early-resolved',
    advisory: '104309',
    breaks: 'G3',
    says: 'an aggregator reports progress that it has yet to make, so resolved timestamps come too early',
    plant: { told: (_resolved, { now, often }) => timestamp(now + often) }
  },
  {
    name: 'reorder-on-retry',
    advisory: '122372',
    breaks: 'G1',
    says: 'a batch that is sent again does not hold back later messages of its keys',
    plant: { holdsKeys: false }
  },
  {
    name: 'lossy-scan-restart',
    advisory: '123371',
    breaks: 'G5',
    says: 'an initial scan that is interrupted counts as done when the changefeed starts again',
    plant: { scans: (flow) => flow === 1 }
  },
  {
    name: 'resolved-without-data',
    advisory: '82309',
    breaks: 'P5',
    says: 'a rangefeed delivers no more changes while its resolved timestamp goes on',
    plant: { delivered: () => [] }
  }
];

const READING: readonly PlantedBugDef[] = [
  {
    name: 'scan-loses-a-row',
    breaks: 'G5',
    says: 'each step of an initial scan leaves its last row out',
    plant: { scanned: (rows, kind) => (kind === 'initial' ? rows.slice(0, -1) : rows) }
  },
  {
    name: 'backfill-loses-a-row',
    breaks: 'G20',
    says: 'each step of a backfill leaves its last row out',
    plant: { scanned: (rows, kind) => (kind === 'backfill' ? rows.slice(0, -1) : rows) }
  },
  {
    name: 'backfill-of-everything',
    breaks: 'G20',
    says: 'a schema change of one table sends the rows of all watched tables again',
    plant: { backfilled: (due, watched) => (due.length > 0 ? watched : due) }
  },
  {
    name: 'no-backfill',
    breaks: 'G20',
    says: 'a schema change that asks for a copy of the table makes none',
    plant: { backfilled: () => [] }
  },
  {
    name: 'deletes-lost',
    breaks: 'G5',
    says: 'deletions are taken for nothing to tell',
    plant: { delivered: (items) => items.filter(({ deleted }) => !deleted) }
  },
  {
    name: 'transaction-torn',
    breaks: 'G22',
    says: 'the last row of a transaction with several is lost',
    plant: { delivered: (items) => (items.length > 1 ? items.slice(0, -1) : items) }
  },
  {
    name: 'catch-up-backwards',
    breaks: 'G1',
    says: 'a catch-up scan gives the versions of a key from the newest to the oldest',
    plant: { delivered: (items) => [...items].reverse() }
  },
  {
    name: 'delivered-twice',
    breaks: 'G10',
    says: 'a rangefeed tells each change twice',
    plant: { delivered: (items) => items.flatMap((item) => [item, item]) }
  },
  {
    name: 'time-of-arrival',
    breaks: 'G6',
    says: 'changes are told with another time than that of their commit',
    plant: { delivered: (items) => items.map((item) => ({ ...item, mvcc: nextTimestamp(item.mvcc) })) }
  },
  {
    name: 'before-forgotten',
    breaks: 'G7',
    says: 'the previous version is not read, so before is null',
    plant: { delivered: (items) => items.map((item) => ({ ...item, before: null })) }
  },
  {
    name: 'before-is-after',
    breaks: 'G7',
    says: 'the previous version is read too late and is the new one',
    plant: { delivered: (items) => items.map((item) => ({ ...item, before: item.row })) }
  },
  {
    name: 'hidden-writes-shown',
    breaks: 'G6',
    says: 'writes that a session has hidden from changefeeds are sent',
    plant: { delivered: (items) => items.map((item) => ({ ...item, omitted: false })) }
  },
  {
    name: 'updates-shown-as-deletes',
    breaks: 'G6',
    says: 'a changed row is told as deleted',
    plant: { delivered: (items) => items.map((item) => ({ ...item, deleted: item.before !== null })) }
  },
  {
    name: 'deletes-shown-as-rows',
    breaks: 'G6',
    says: 'a deleted row is told as it was before',
    plant: {
      delivered: (items) =>
        items.map((item) =>
          item.deleted && item.before ? { ...item, deleted: false, row: item.before } : item
        )
    }
  },
  {
    name: 'end-overlooked',
    breaks: 'G6',
    says: 'a changefeed with an end goes on for two seconds more',
    plant: { end: (asked) => asked && after(asked, 2 * NS_PER_SECOND) }
  },
  {
    name: 'schema-of-today',
    breaks: 'P14',
    says: 'rows are read with the newest version of their table, not with that of their time',
    plant: { schemaTime: (_row, now) => timestamp(now + NS_PER_SECOND) }
  },
  {
    name: 'restart-from-memory',
    breaks: 'G11',
    says: 'a restart goes on from where the flow had been, not from its checkpoint',
    plant: { spanStart: (persisted, { no, now }) => (no > 1 ? timestamp(now) : persisted) }
  },
  {
    name: 'span-progress-forgotten',
    breaks: 'G11',
    says: 'a restart goes back to the high-water mark where its checkpoint tells that a span has come further',
    plant: { spanStart: (persisted, { highWater }) => highWater ?? persisted }
  },
  {
    name: 'restart-too-early',
    breaks: 'G11',
    says: 'a restart repeats what its checkpoint covers',
    plant: {
      spanStart: (persisted, { no }) =>
        no > 1 && isBefore(MIN_TIMESTAMP, persisted) ? after(persisted, -20 * NS_PER_SECOND) : persisted
    }
  }
];

const SENDING: readonly PlantedBugDef[] = [
  {
    name: 'value-cut-off',
    breaks: 'G18',
    says: 'the last byte of a value is lost',
    plant: { encoded: rewritten((value) => value.slice(0, -1)) }
  },
  {
    name: 'digits-lost',
    breaks: 'G18',
    says: 'integers pass through a floating-point number',
    plant: {
      encoded: rewritten((value) =>
        value.replace(LONG_INTEGER, (_all, digits: string) => `: ${Number(digits)}`)
      )
    }
  },
  {
    name: 'after-and-before-exchanged',
    breaks: 'G6',
    says: 'after holds the previous row and before the new one',
    plant: { encoded: rewritten((value) => value.replace(AFTER_AND_BEFORE, '"after": $2, "before": $1')) }
  },
  {
    name: 'another-value',
    breaks: 'G6',
    says: 'a number is off by one',
    plant: {
      encoded: rewritten((value) =>
        value.replace(AFTER, (text) =>
          text.replace(/"n": (\d+)/, (_all, n: string) => `"n": ${Number(n) + 1}`)
        )
      )
    }
  },
  {
    name: 'key-of-another-row',
    breaks: 'G15',
    says: 'the key inside a value is that of another row',
    plant: {
      encoded: rewritten((value) =>
        value.replace(/"key": \[(\d+)/, (_all, key: string) => `"key": [${Number(key) + 1}`)
      )
    }
  },
  {
    name: 'foreign-topic',
    breaks: 'G16',
    says: 'rows are sent to a topic of another name',
    plant: { encoded: (rows) => rows.map((row) => ({ ...row, topic: `${row.topic}_2` })) }
  },
  {
    name: 'updated-off-by-one',
    breaks: 'G17',
    says: 'the text of updated is one nanosecond late',
    plant: {
      encoded: rewritten((value) =>
        value.replace(/"updated": "(\d+)\./, (_all, wall: string) => `"updated": "${BigInt(wall) + 1n}.`)
      )
    }
  },
  {
    name: 'mvcc-from-the-future',
    breaks: 'G17',
    says: 'a scanned row carries a time later than the scan',
    plant: { encoded: (rows) => rows.map((row) => ({ ...row, mvcc: nextTimestamp(row.updated) })) }
  },
  {
    name: 'scan-told-as-changes',
    breaks: 'G6',
    says: 'scanned rows are told with the times of their commits',
    plant: { encoded: (rows) => rows.map((row) => ({ ...row, updated: row.mvcc })) }
  },
  {
    name: 'column-left-out',
    breaks: 'P14',
    says: 'the last column of a row is left out after the first message',
    plant: {
      encoded: rewritten((value, row) => (row.key === '[1]' ? value.replace(/, "v": "[^"]*"\}/, '}') : value))
    }
  },
  {
    name: 'copies-differ',
    breaks: 'G8',
    says: 'a replay writes its values in another way',
    plant: { encoded: rewritten((value, _row, flow) => (flow > 1 ? `${value} ` : value)) }
  },
  {
    name: 'rows-lost-in-encoding',
    breaks: 'G5',
    says: 'rows of one key in three are dropped without a word',
    plant: { encoded: (rows) => rows.filter(({ key }) => !/[258]\]$/.test(key ?? '')) }
  },
  {
    name: 'wrong-hash',
    breaks: 'G2',
    says: 'keys are hashed with another function than the one asked for',
    plant: { sink: (spec) => (spec.type === 'kafka' ? { ...spec, partitioner: 'murmur2' } : spec) }
  },
  {
    name: 'rest-of-batch-resent',
    breaks: 'G14',
    says: 'of a failed batch only the messages behind the first are sent again',
    plant: { sent: (messages, attempt) => (attempt > 1 ? messages.slice(1) : messages) }
  },
  {
    name: 'last-of-batch-lost',
    breaks: 'G5',
    says: 'the last message of a batch with several is not sent',
    plant: { sent: (messages) => (messages.length > 1 ? messages.slice(0, -1) : messages) }
  },
  {
    name: 'failure-taken-for-success',
    breaks: 'P3',
    says: 'a batch counts as delivered whatever the sink answers',
    plant: { understood: (answer) => ({ ...answer, outcome: 'ok', error: null }) }
  },
  {
    name: 'files-named-by-the-clock',
    breaks: 'G19',
    says: 'files are named by the time they are written at, so that they sort behind what covers them',
    plant: { fileBound: (_frontier, now) => timestamp(now) }
  },
  {
    name: 'copies-uncounted',
    breaks: 'G13',
    says: 'a duplicate is told as a first copy',
    plant: { counted: () => 1 }
  }
];

const PROMISING: readonly PlantedBugDef[] = [
  {
    name: 'checkpoint-before-flush',
    breaks: 'P3',
    says: 'a checkpoint is written before the sink has acknowledged what it covers',
    plant: { awaitsSink: () => false }
  },
  {
    name: 'rounded-up',
    breaks: 'G5',
    says: 'progress is rounded up to whole seconds instead of down',
    plant: {
      told: ({ wall }) => timestamp(Math.ceil(wall / NS_PER_SECOND) * NS_PER_SECOND + 5 * NS_PER_SECOND)
    }
  },
  {
    name: 'fastest-span-counts',
    breaks: 'P2',
    says: 'the high-water mark is what the fastest span has reached, not the slowest',
    plant: {
      frontier: (spans) =>
        spans.reduce<Timestamp | undefined>(
          (most, ts) => (ts && (!most || isBefore(most, ts)) ? ts : most),
          undefined
        )
    }
  },
  {
    name: 'progress-kept-back',
    breaks: 'P11',
    says: 'what aggregators report is never merged, so the changefeed stands still',
    plant: { frontier: () => undefined }
  },
  {
    name: 'high-water-falls',
    breaks: 'P1',
    says: 'the job is written with an older high-water mark than it had',
    plant: {
      persisted: (frontier, before) => (before ? after(before, -NS_PER_SECOND) : frontier)
    }
  },
  {
    name: 'resolved-ahead',
    breaks: 'P4',
    says: 'resolved timestamps run ahead of the high-water mark',
    plant: { resolved: (highWater) => [after(highWater, 8 * NS_PER_SECOND)] }
  },
  {
    name: 'resolved-falls',
    breaks: 'G4',
    says: 'after a resolved timestamp the one before it is sent again',
    plant: {
      resolved: (highWater, { last }) => (last && isBefore(last, highWater) ? [highWater, last] : [highWater])
    }
  },
  {
    name: 'resolved-twice',
    breaks: 'G4',
    says: 'each resolved timestamp is sent twice',
    plant: { resolved: (highWater) => [highWater, highWater] }
  },
  {
    name: 'resolved-too-often',
    breaks: 'P4',
    says: 'the distance that resolved was asked for is not kept',
    plant: { resolved: (highWater, { last }) => (!last || isBefore(last, highWater) ? [highWater] : []) }
  }
];

const JOBS: readonly PlantedBugDef[] = [
  {
    name: 'pause-ignored',
    breaks: 'P8',
    says: 'a paused changefeed goes on sending',
    plant: { haltsWhenPaused: false }
  },
  {
    name: 'no-backoff',
    breaks: 'P9',
    says: 'a changefeed begins again at once after each error',
    plant: { backoff: () => 0 }
  },
  {
    name: 'error-untold',
    breaks: 'P9',
    says: 'a changefeed begins again without telling why',
    plant: { tellsRetries: false }
  },
  {
    name: 'protection-ahead',
    breaks: 'P12',
    says: 'data is protected from the present on, not from the high-water mark',
    plant: { protectedAt: (_highWater, now) => timestamp(now) }
  },
  {
    name: 'protection-kept',
    breaks: 'P12',
    says: 'a job that has ended goes on protecting its data',
    plant: { releases: false }
  },
  {
    name: 'collected-data-read',
    breaks: 'P13',
    says: 'a changefeed reads below what was collected and takes what is left for all there was',
    // Nothing is protected in time, or there would be nothing collected to read.
    plant: { protectedAt: (_highWater, now) => timestamp(now), checksCollection: false }
  }
];

export const PLANTED_BUGS: readonly PlantedBugDef[] = [
  ...ADVISORIES,
  ...READING,
  ...SENDING,
  ...PROMISING,
  ...JOBS
];

/** A bug by its name or by its advisory's number. */
export function plantedBug(text: string): PlantedBugDef | undefined {
  return PLANTED_BUGS.find(({ name, advisory }) => name === text || advisory === text.replace(/^#/, ''));
}

const MADE = new WeakMap<readonly string[], { readonly bugs: number; readonly seams: Seams }>();

/**
 * The mechanism with some bugs planted; of two in the same place the later one.
 * @param names grows at most; asked for at every step of a changefeed
 */
export function seamsWith(names: readonly string[]): Seams {
  if (names.length === 0) return TRUE_SEAMS;
  let made = MADE.get(names);
  if (made?.bugs !== names.length) {
    const bugs = PLANTED_BUGS.filter(({ name }) => names.includes(name));
    const seams: Seams = Object.assign({}, TRUE_SEAMS, ...bugs.map(({ plant }) => plant));
    MADE.set(names, (made = { bugs: names.length, seams }));
  }
  return made.seams;
}
