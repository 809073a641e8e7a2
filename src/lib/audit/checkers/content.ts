import {
  compareTimestamps,
  isAtOrBefore,
  isBefore,
  previousTimestamp,
  sameTimestamp,
  type Timestamp
} from '../../engine/base/timestamp';
import type { FeedTerms } from '../../engine/base/events';
import { Checker, type CheckerContext } from '../checker';
import type { Facts, MessageFacts, SettleFacts } from '../model/facts';
import type { FeedModel, Settled } from '../model/feed-model';
import { jsonMembers } from '../../history/json-members';
import { shownOutput } from '../model/shown-row';
import type { CommittedVersion } from '../model/ledger';

const question = 'Is the content true?';

/** G6: every message tells of a version that there is, as it is. */
export class NothingInvented extends Checker {
  readonly #judge;

  constructor(context: CheckerContext) {
    super(context);
    this.#judge = context.judge({
      id: 'G6',
      question,
      name: 'Every message tells of a committed version of a watched row, as it was',
      facts: 'messages'
    });
  }

  override message(facts: MessageFacts): void {
    const { feed, event, seq, table, rowKey } = facts;
    const { ledger } = this.context.model;
    if (!feed.terms || table === undefined || rowKey === null || !ledger.knows(table))
      return this.#judge.excuse('History does not tell what was committed to the tables.');
    const version = facts.scan
      ? ledger.rowAt(table, event.family, rowKey, event.updated)
      : ledger.visibleAt(table, event.family, rowKey, event.updated);
    // Keys of before a change of the primary key mean nothing after it.
    if (facts.scan && ledger.mayHaveHadOtherKey(table, version, event.updated)) return;
    this.#judge.count();
    const fault = this.#faultOf(facts, version);
    if (!feed.watches(table, event.family))
      this.#breach(facts, [], 'belongs to nothing that the changefeed watches');
    else if (fault) this.#breach(facts, [version?.commit ?? -1], fault);
    else this.#compareRow(facts, table, rowKey);
    void seq;
  }

  #faultOf({ feed, event, scan, table, shown }: MessageFacts, version: CommittedVersion | undefined) {
    const { ledger } = this.context.model;
    if (!version) return 'was never committed';
    if (scan) {
      if (!ledger.isThere(table!, version, event.updated)) return 'copies a row that was not there'; // asked for before
      if (shown?.after === 'null') return 'is a deletion in the middle of a scan';
      return sameTimestamp(version.mvcc, event.mvcc) || this.#familyMayBeNull(feed, table)
        ? undefined
        : 'copies another version than the one that was there';
    }
    if (!sameTimestamp(version.mvcc, event.updated)) return 'was not committed at that time';
    if (version.omitted && !feed.terms?.all_writes) return 'was hidden from changefeeds';
    if (!feed.covers(event.updated)) return 'lies outside the time that the changefeed covers';
    if (
      shown &&
      !this.#familyMayBeNull(feed, table) &&
      (shown.after === 'null') !== (version.op === 'delete')
    )
      return version.op === 'delete'
        ? 'shows a row that was deleted'
        : 'shows a deletion where there was none';
    return undefined;
  }

  /** A family of which every column is NULL is told as deleted (reference §4.8). */
  #familyMayBeNull(feed: FeedModel, table: number | undefined): boolean {
    return table !== undefined && feed.targetsOf(table).some(({ family }) => family !== null);
  }

  #compareRow(facts: MessageFacts, table: number, rowKey: string): void {
    const { event, shown, feed } = facts;
    if (feed.terms?.query) return this.#compareOutput(facts, { table, key: rowKey }, feed.terms);
    if (!shown || shown.after === 'null') return;
    const row = { table, family: event.family, key: rowKey };
    const stored = this.context.model.rowAt(feed, row, event.updated);
    if (stored === undefined) return;
    if (stored === null) return this.#breach(facts, [], 'shows a row that was not there');
    if (!sameValues(shown.after, stored))
      this.#breach(facts, [], `shows ${clip(shown.after)}, but the row was ${clip(stored)}`);
  }

  /** A query's output has the columns and values that the query gives for the row. */
  #compareOutput(
    facts: MessageFacts,
    row: { readonly table: number; readonly key: string },
    terms: FeedTerms
  ): void {
    const { event, feed, scan } = facts;
    const shown = shownOutput(event, terms);
    if (shown === undefined) return;
    const version = { at: event.updated, kind: scan?.kind ?? ('change' as const) };
    const due = this.context.model.outputOf(feed, { ...row, family: event.family }, version);
    if (due === undefined || due === shown) return;
    if (due === null) return this.#breach(facts, [], 'shows a row that the query does not choose');
    this.#breach(facts, [], `shows ${clip(shown)}, where the query gives ${clip(due)}`);
  }

  #breach({ feed, event, seq }: MessageFacts, evidence: readonly number[], what: string): void {
    this.#judge.breach(
      feed.name,
      [...evidence, seq],
      `Key ${event.key ?? ''}: the message of ${this.hlc(event.updated)} ${what}.`
    );
  }
}

const clip = (text: string): string => (text.length > 80 ? `${text.slice(0, 80)}…` : text);

/** Equal members by name, whatever the numbers' last digits are written like: those are the business of G18. */
function sameValues(shown: string, stored: string): boolean {
  if (shown === stored) return true;
  const a = jsonMembers(shown);
  const b = jsonMembers(stored);
  if (!a || !b) return shown === stored;
  for (const [name, text] of a) {
    const other = b.get(name);
    if (other !== undefined && other !== text && !sameJson(text, other)) return false;
  }
  return true;
}

function sameJson(a: string, b: string): boolean {
  try {
    return JSON.stringify(JSON.parse(a)) === JSON.stringify(JSON.parse(b));
  } catch {
    return false;
  }
}

/** G7: `before` is the row as it was just before. */
export class TrueBefore extends Checker {
  readonly #judge;

  constructor(context: CheckerContext) {
    super(context);
    this.#judge = context.judge({
      id: 'G7',
      question,
      name: 'before is the row as it was just before',
      facts: 'messages with before'
    });
  }

  override message(facts: MessageFacts): void {
    const { feed, event, seq, table, rowKey, scan, shown, key, version } = facts;
    if (!feed.terms?.diff || shown?.before === undefined) return;
    if (this.context.isOutput) return this.#compareWithSeen(facts, shown.before);
    if (table === undefined || rowKey === null || !this.context.model.ledger.knows(table)) return;
    if (feed.targetsOf(table).some(({ family }) => family !== null)) return;
    const { ledger } = this.context.model;
    const breach = (what: string, evidence: readonly number[] = []) =>
      this.#judge.breach(
        feed.name,
        [...evidence, seq],
        `Key ${event.key ?? ''}: before of the version of ${this.hlc(event.updated)} ${what}.`
      );
    if (scan?.kind === 'initial') {
      this.#judge.count();
      if (shown.before !== 'null') breach('is set, although the message comes from the initial scan');
      return;
    }
    const justBefore = previousTimestamp(event.updated);
    const was = ledger.visibleAt(table, event.family, rowKey, justBefore);
    // Rows of before a change of the primary key are known under other keys.
    if (ledger.mayHaveHadOtherKey(table, was, event.updated)) return;
    // A backfill tells the row that it reads as the one before, also where that is no older (reference §6.1).
    if (scan && sameTimestamp(event.mvcc, event.updated)) return;
    this.#judge.count();
    const wasThere = ledger.isThere(table, was, justBefore);
    if (wasThere !== (shown.before !== 'null'))
      return breach(wasThere ? 'is null, although there was a row' : 'is set, although there was no row', [
        was?.commit ?? -1
      ]);
    if (!wasThere || scan) return;
    const sent = key.versionBefore(justBefore);
    if (sent && sent !== version && sameTimestamp(sent.mvcc, was!.mvcc) && sent.after !== null) {
      if (sent.after !== 'null' && !sameValues(shown.before, sent.after))
        breach('is another row than the message before showed', [sent.first.seq]);
      return;
    }
    const row = { table, family: event.family, key: rowKey };
    const stored = this.context.model.rowAt(feed, row, justBefore);
    if (stored && !sameValues(shown.before, stored)) breach('is not the row that was stored');
  }

  /** In real output: before is what the message before it of that key left behind, where both tell. */
  #compareWithSeen({ feed, event, seq, copy, newestBefore }: MessageFacts, before: string): void {
    const after = newestBefore?.after;
    if (copy > 1 || !newestBefore || !after || after === 'null' || before === 'null') return;
    this.#judge.count();
    if (sameJson(before, after)) return;
    this.#judge.remark(
      feed.name,
      [newestBefore.first.seq, seq],
      `Key ${event.key ?? ''}: before of the version of ${this.hlc(event.updated)} is not what the message before it shows.`
    );
  }
}

/** G8: copies of a version are the same bytes. */
export class SameBytes extends Checker {
  readonly #judge;

  constructor(context: CheckerContext) {
    super(context);
    this.#judge = context.judge({
      id: 'G8',
      question,
      name: 'Copies of a version are the same bytes',
      facts: 'duplicates'
    });
  }

  override message({ feed, event, seq, copy, version, shown }: MessageFacts): void {
    if (copy === 1 || !version.texts || version.texts.terms !== feed.terms) return;
    this.#judge.count();
    // The enriched envelope tells when and where a message was made.
    const same =
      feed.terms?.envelope === 'enriched'
        ? shown?.after === (version.after ?? undefined)
        : event.value === version.texts.value;
    if (same && event.key === version.texts.key) return;
    this.#judge.breach(
      feed.name,
      [version.first.seq, seq],
      `Key ${event.key ?? ''}: a copy of the version of ${this.hlc(event.updated)} has other bytes than the first.`
    );
  }
}

/** G9: whoever replays the first messages up to a promise has the table as it was. */
export class Fingerprint extends Checker {
  readonly #judge;

  constructor(context: CheckerContext) {
    super(context);
    this.#judge = context.judge({
      id: 'G9',
      question,
      name: 'Replaying the messages up to a promised time gives the rows of that time',
      facts: 'rows compared at promised times'
    });
  }

  override settled({ feed, seq, settled, upTo }: SettleFacts): void {
    if (!feed.isWhole || feed.terms?.acks === 'none' || feed.hasEnded) return;
    const seen = new Set<unknown>();
    for (const debt of settled) {
      const { sentKey, required } = debt;
      const identity = sentKey ?? `${required.table} ${required.family} ${required.key}`;
      if (seen.has(identity)) continue;
      seen.add(identity);
      this.#compare(feed, debt, { seq, upTo });
    }
  }

  #compare(
    feed: FeedModel,
    { required, sentKey }: Settled,
    { seq, upTo }: { readonly seq: number; readonly upTo: Timestamp }
  ): void {
    const { table, family, key } = required;
    const { ledger } = this.context.model;
    // Under another primary key, or in another table of the name, the row is told anew.
    if (ledger.isRekeyedBefore(table, upTo) || ledger.isRemovedBefore(table, upTo)) return;
    const row = ledger.visibleAt(table, family, key, upTo);
    if (!row || row.omitted || !feed.covers(row.mvcc) !== this.#isScanned(feed, row)) return;
    if (this.context.model.hasGone(feed, required, row.mvcc)) return;
    this.#judge.count();
    // Replayed in the order of arrival, the version whose first copy came last stays.
    let last = sentKey?.versionBefore(upTo);
    for (const version of sentKey?.versions ?? [])
      if (last && isAtOrBefore(version.updated, upTo) && version.first.seq > last.first.seq) last = version;
    const isGone = row.op === 'delete';
    // A family of which every column is NULL is told as deleted (reference §4.8).
    const isWhole = feed.targetsOf(table).every((target) => target.family === null);
    if (!last && isGone) return;
    if (
      last &&
      sameTimestamp(last.mvcc, row.mvcc) &&
      (last.deleted === null || last.deleted === isGone || !isWhole)
    )
      return;
    if (last?.deleted && isGone) return;
    this.#judge.breach(
      feed.name,
      [row.commit, last?.first.seq ?? -1, seq],
      `Key ${key}: whoever replays the messages up to ${this.hlc(upTo)} has ${last ? `the version of ${this.hlc(last.mvcc)}` : 'no row'}; the table had ${isGone ? 'none' : `that of ${this.hlc(row.mvcc)}`}.`
    );
  }

  /** Written before the feed's time and met by its scan. */
  #isScanned(feed: FeedModel, row: CommittedVersion): boolean {
    const { terms } = feed;
    return terms !== null && terms.initial_scan !== 'no' && compareTimestamps(row.mvcc, terms.since) <= 0;
  }
}

/** G15: the key inside a value is the message's key. */
export class KeyInValue extends Checker {
  readonly #judge;

  constructor(context: CheckerContext) {
    super(context);
    this.#judge = context.judge({
      id: 'G15',
      question,
      name: 'The key inside a value is the key of its row',
      facts: 'values with a key'
    });
  }

  override message({ feed, event, seq, rowKey, shown }: MessageFacts): void {
    if (!feed.terms?.key_in_value || shown?.key === undefined || rowKey === null) return;
    if (feed.terms.envelope === 'enriched') return;
    this.#judge.count();
    if (shown.key === rowKey || sameJson(shown.key, rowKey)) return;
    this.#judge.breach(feed.name, [seq], `The value says key ${shown.key}, the row's key is ${rowKey}.`);
    void event;
  }
}

/** G16: a message stands in the topic of its table and family. */
export class Topics extends Checker {
  readonly #judge;

  constructor(context: CheckerContext) {
    super(context);
    this.#judge = context.judge({
      id: 'G16',
      question,
      name: 'A message stands in the topic of its table and family',
      facts: 'messages'
    });
  }

  override message({ feed, event, seq, target }: MessageFacts): void {
    if (!target || event.topic === null) return;
    this.#judge.count();
    if (event.topic === target.topic) return;
    this.#judge.breach(
      feed.name,
      [seq],
      `Key ${event.key ?? ''} of ${event.table} is in topic ${event.topic} and belongs in ${target.topic}.`
    );
  }
}

/** G17: the times of a message fit one another and what its value says. */
export class Times extends Checker {
  readonly #judge;
  #clocksMoved = false;

  constructor(context: CheckerContext) {
    super(context);
    this.#judge = context.judge({
      id: 'G17',
      question,
      name: 'mvcc_timestamp and updated are the times of the version and of its emission',
      facts: 'messages'
    });
  }

  override event({ event }: Facts): void {
    if (event.type === 'cluster' && event.kind === 'node' && event.value.startsWith('clock'))
      this.#clocksMoved = true;
  }

  override message({ feed, event, seq, scan, shown }: MessageFacts): void {
    this.#judge.count();
    const { mvcc, updated } = event;
    const breach = (what: string) => this.#judge.breach(feed.name, [seq], `Key ${event.key ?? ''}: ${what}.`);
    if (isBefore(updated, mvcc))
      return breach(`updated ${this.hlc(updated)} is before mvcc_timestamp ${this.hlc(mvcc)}`);
    if (feed.terms && !scan && !this.context.isOutput && !sameTimestamp(updated, mvcc))
      return breach(`updated ${this.hlc(updated)} is not the commit time ${this.hlc(mvcc)}`);
    if (!this.#clocksMoved && updated.wall > event.t)
      return breach(`updated ${this.hlc(updated)} lies after its arrival`);
    if (!feed.terms || !shown) return;
    this.#compareText(feed.terms.updated, shown.updated, updated, (text) =>
      breach(`the value says updated ${text}, the version's is ${this.hlc(updated)}`)
    );
    this.#compareText(feed.terms.mvcc_timestamp, shown.mvcc, mvcc, (text) =>
      breach(`the value says mvcc_timestamp ${text}, the version's is ${this.hlc(mvcc)}`)
    );
  }

  #compareText(
    asked: boolean,
    shown: string | undefined,
    ts: Timestamp,
    breach: (text: string) => void
  ): void {
    if (asked && shown !== undefined && shown !== this.hlc(ts)) breach(shown);
  }
}

const LONE_SURROGATE = /[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/;

/** G18: what is stored can be read, and no digit of the row is lost. */
export class Lossless extends Checker {
  readonly #judge;

  constructor(context: CheckerContext) {
    super(context);
    this.#judge = context.judge({
      id: 'G18',
      question,
      name: 'Messages are valid in their format and lose no digit of the row',
      facts: 'messages'
    });
  }

  override message(facts: MessageFacts): void {
    const { feed, event, seq } = facts;
    if (feed.terms?.format !== 'json') return;
    this.#judge.count();
    const text = [event.key, event.value].find((part) => part !== null && !isValidJson(part));
    if (text !== undefined && text !== null)
      return this.#judge.breach(feed.name, [seq], `${clip(text)} is not valid JSON text.`);
    this.#compareDigits(facts);
  }

  #compareDigits({ feed, event, seq, table, rowKey, shown }: MessageFacts): void {
    if (!shown || shown.after === 'null' || table === undefined || rowKey === null) return;
    const row = { table, family: event.family, key: rowKey };
    const text = this.context.model.rowAt(feed, row, event.updated);
    if (!text || text === shown.after) return;
    const stored = jsonMembers(text);
    for (const [name, value] of jsonMembers(shown.after) ?? []) {
      const other = stored?.get(name);
      // Other values are G6's; here the values are equal and the texts are not.
      if (other === undefined || withPlainTexts(other) === withPlainTexts(value) || !sameJson(other, value))
        continue;
      this.#judge.breach(
        feed.name,
        [seq],
        `Key ${event.key ?? ''}: ${name} is written ${clip(value)}, the row has ${clip(other)}.`
      );
      return;
    }
  }
}

/** JSON whose texts are written in one way: a character may be escaped or not, a number has its digits. */
const withPlainTexts = (json: string): string =>
  json.replace(/"(?:[^"\\]|\\.)*"/g, (text) => JSON.stringify(JSON.parse(text)));

function isValidJson(text: string): boolean {
  if (LONE_SURROGATE.test(text)) return false;
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** P14: every row is read with the version of its table that was valid at its time. */
export class SchemaOfItsTime extends Checker {
  readonly #judge;
  /** Column names by feed, table and version, with the message that showed them first. */
  readonly #columns = new Map<string, { readonly names: string; readonly seq: number }>();

  constructor(context: CheckerContext) {
    super(context);
    this.#judge = context.judge({
      id: 'P14',
      question,
      name: "Every row has the columns that its table had at the row's time",
      facts: 'rows with columns'
    });
  }

  override message(facts: MessageFacts): void {
    const { feed, event, seq, table, shown, rowKey } = facts;
    if (!shown || shown.after === 'null' || table === undefined || rowKey === null) return;
    const version = this.context.model.ledger.schemaVersionAt(table, event.updated);
    const members = jsonMembers(shown.after);
    if (version === undefined || !members) return;
    this.#judge.count();
    const names = [...members.keys()].join(', ');
    const place = `${feed.name} ${table} ${event.family} ${version}`;
    const known = this.#columns.get(place);
    if (!known) this.#columns.set(place, { names, seq });
    const due = known?.names ?? this.#dueNames(facts, { table, rowKey, members, names });
    if (names !== due)
      this.#judge.breach(
        feed.name,
        [known?.seq ?? -1, seq],
        `Key ${event.key ?? ''}: the row of ${this.hlc(event.updated)} has the columns ${names}; the table had ${due}.`
      );
  }

  /** The columns of the stored row, where that can be read. */
  #dueNames(
    { feed, event }: MessageFacts,
    shown: {
      readonly table: number;
      readonly rowKey: string;
      readonly members: ReadonlyMap<string, string>;
      readonly names: string;
    }
  ): string {
    const row = { table: shown.table, family: event.family, key: shown.rowKey };
    const stored = this.context.model.rowAt(feed, row, event.updated);
    const columns = [...(jsonMembers(stored ?? '{}')?.keys() ?? [])];
    return columns.length === 0 ? shown.names : columns.join(', ');
  }
}

/** G22: grouped by `updated`, what a promise covers are whole transactions. */
export class WholeTransactions extends Checker {
  readonly #judge;

  constructor(context: CheckerContext) {
    super(context);
    this.#judge = context.judge({
      id: 'G22',
      question,
      name: 'Grouped by updated, messages up to a resolved timestamp are whole transactions',
      facts: 'transactions of several rows'
    });
  }

  override settled({ feed, seq, settled }: SettleFacts): void {
    if (feed.terms?.acks === 'none') return;
    const byCommit = new Map<number, Settled[]>();
    for (const debt of settled) {
      if (debt.required.kind !== 'change') continue;
      const list = byCommit.get(debt.required.because);
      if (list) list.push(debt);
      else byCommit.set(debt.required.because, [debt]);
    }
    for (const [commit, debts] of byCommit) {
      if (debts.length < 2) continue;
      this.#judge.count();
      const missing = debts.filter(({ sent }) => !sent).length;
      if (missing === 0 || missing === debts.length) continue;
      this.#judge.breach(
        feed.name,
        [commit, seq],
        `${missing} of ${debts.length} rows of a transaction are missing behind the promise that covers it.`
      );
    }
  }
}
