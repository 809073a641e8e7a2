import type { FeedTerms, HistoryEvent } from '../engine/base/events';
import type { Timestamp } from '../engine/base/timestamp';
import { jsonMembers } from '../history/json-members';
import type { RowReader } from '../history/row-reader';
import { compareRow, isWrong, type Standing } from './compare';
import {
  BufferingConsumer,
  CONSUMERS,
  IdempotentConsumer,
  NaiveConsumer,
  type Consumer,
  type ConsumerName
} from './consumer';
import { deliveredResolved, deliveredRow, placeOf, type DeliveredRow } from './delivery';

/** The consumers of one feed side by side, beside its source: plain data for a view. */

/** A feed by what it is called in views: its job, or `statement 4` for a sinkless one. */
export const feedIdOf = (event: { readonly job: string | null; readonly statement: number }): string =>
  event.job ?? `statement ${event.statement}`;

export interface ConsumerCell {
  readonly standing: Standing;
  /** As the message shows it; null for no row. */
  readonly row: string | null;
  /** The message that it has this from; null where no message has said anything of the row. */
  readonly seq: number | null;
}

export interface WorkbenchRow {
  readonly id: string;
  readonly table: string;
  readonly family: string;
  readonly key: string;
  /** The source's row at the time that is compared; null for none. */
  readonly source: string | null;
  readonly consumers: Readonly<Record<ConsumerName, ConsumerCell>>;
}

export interface ConsumerSum {
  readonly applied: number;
  readonly skipped: number;
  /** Rows that differ from the source in a way that is a mistake. */
  readonly wrong: number;
  /** Rows of a later time than the one that is compared. */
  readonly ahead: number;
  /** Rows in other columns than the source shows. */
  readonly reshaped: number;
}

export interface WorkbenchReport {
  readonly feed: string;
  readonly messages: number;
  readonly copies: number;
  /** The time of the source, and whose promise it is. `now`: there is no promise yet. */
  readonly at: Timestamp | null;
  readonly by: 'resolved' | 'high-water' | 'now';
  /** Messages that the buffering consumer holds back. */
  readonly waiting: number;
  /** Whether the feed sends resolved timestamps; without them a buffering consumer waits for ever. */
  readonly hasResolved: boolean;
  /** Whether messages say when their version was written; without it old and new cannot be told apart. */
  readonly hasUpdated: boolean;
  readonly sums: Readonly<Record<ConsumerName, ConsumerSum>>;
  /** Rows in all, and of them the first ones, those with a mistake before all others. */
  readonly count: number;
  readonly rows: readonly WorkbenchRow[];
}

/** Rows that a report holds at most. */
const MOST_ROWS = 500;

export class Workbench {
  readonly #feed: string;
  readonly #consumers: Readonly<Record<ConsumerName, Consumer>>;
  readonly #buffering: BufferingConsumer;
  #terms: FeedTerms | null = null;
  #highWater: Timestamp | null = null;
  #messages = 0;
  #copies = 0;
  /** Ids of tables in history's `schema_change` events, by name. */
  readonly #tableIds = new Map<string, number>();

  /** @param places every partition of the feed's topics, as `placeOf` names them */
  constructor(feed: string, places: ReadonlySet<string>) {
    this.#feed = feed;
    this.#buffering = new BufferingConsumer(places);
    this.#consumers = {
      naive: new NaiveConsumer(),
      idempotent: new IdempotentConsumer(),
      buffering: this.#buffering
    };
  }

  /** Reads the next event of the run; what is not of this feed is passed over. */
  take(seq: number, event: HistoryEvent): void {
    switch (event.type) {
      case 'schema_change':
        if (event.id !== undefined) this.#tableIds.set(event.table, event.id);
        return;
      case 'flow':
        if (feedIdOf(event) === this.#feed && event.terms) this.#terms = event.terms;
        return;
      case 'checkpoint':
        if (event.job === this.#feed && event.high_water) this.#highWater = event.high_water;
        return;
      case 'message': {
        if (feedIdOf(event) !== this.#feed) return;
        this.#messages++;
        if (event.emission > 1) this.#copies++;
        const row = deliveredRow(seq, event, this.#terms);
        for (const name of CONSUMERS) this.#consumers[name].take(row);
        return;
      }
      case 'resolved': {
        if (feedIdOf(event) !== this.#feed) return;
        const resolved = deliveredResolved(seq, event);
        for (const name of CONSUMERS) this.#consumers[name].take(resolved);
      }
    }
  }

  /** @param rows the source; without one nothing can be compared and every row counts as the same */
  report(rows: RowReader | undefined, now: Timestamp): WorkbenchReport {
    const resolved = this.#buffering.upTo;
    const promised = resolved ?? this.#highWater;
    const at = promised ?? now;
    const all = this.#ids().map((row) => this.#row(row, rows, at, promised));
    const wrong = (row: WorkbenchRow) => CONSUMERS.some((name) => isWrong(row.consumers[name].standing));
    const count = (name: ConsumerName, standing: Standing) =>
      all.filter((row) => row.consumers[name].standing === standing).length;
    const sum = (name: ConsumerName): ConsumerSum => ({
      applied: this.#consumers[name].applied,
      skipped: this.#consumers[name].skipped,
      wrong: all.filter((row) => isWrong(row.consumers[name].standing)).length,
      ahead: count(name, 'ahead'),
      reshaped: count(name, 'reshaped')
    });
    const shown = all.length > MOST_ROWS ? [...all.filter(wrong), ...all.filter((r) => !wrong(r))] : all;
    return {
      feed: this.#feed,
      messages: this.#messages,
      copies: this.#copies,
      at: promised,
      by: resolved ? 'resolved' : promised ? 'high-water' : 'now',
      waiting: this.#buffering.waiting,
      hasResolved: this.#terms?.resolved_ns !== null && this.#terms !== null,
      hasUpdated: (this.#terms?.updated ?? false) || (this.#terms?.mvcc_timestamp ?? false),
      sums: { naive: sum('naive'), idempotent: sum('idempotent'), buffering: sum('buffering') },
      count: all.length,
      rows: shown.slice(0, MOST_ROWS)
    };
  }

  /** One delivery of every row that any consumer knows of, by table and key. */
  #ids(): DeliveredRow[] {
    const known = new Map<string, DeliveredRow>();
    for (const row of this.#consumers.naive.held.values()) known.set(row.id, row);
    return [...known.values()].sort((a, b) => byTableAndKey(a, b));
  }

  #row(
    { id, table, family, key }: DeliveredRow,
    rows: RowReader | undefined,
    at: Timestamp,
    promised: Timestamp | null
  ): WorkbenchRow {
    const tableId = this.#tableIds.get(table);
    const read = (ts: Timestamp, written = ts) =>
      tableId === undefined ? undefined : rows?.rowAt(tableId, family, key, ts, written);
    const source = read(at);
    // Nothing is sent again where a column came without a default, and a query shows columns of its own.
    const isReshaped = (held: DeliveredRow, shown: string) =>
      typeof source === 'string' &&
      (this.#terms?.query || !haveSameMembers(shown, source)) &&
      read(at, held.mvcc) === source;
    const cell = (name: ConsumerName): ConsumerCell => {
      const held = this.#consumers[name].held.get(id);
      // Formats without JSON, and envelopes without the row: the source at the message's time says what it meant.
      const shown = held && held.row === undefined ? (read(held.updated) ?? null) : (held?.row ?? null);
      const standing: Standing =
        name === 'buffering' && this.#buffering.upTo === null
          ? 'waiting'
          : source === undefined
            ? 'same'
            : compareRow(
                held && { ...held, row: shown },
                source,
                promised,
                held && shown !== null && isReshaped(held, shown)
              );
      return { standing, row: shown, seq: held?.seq ?? null };
    };
    return {
      id,
      table,
      family,
      key,
      source: source ?? null,
      consumers: { naive: cell('naive'), idempotent: cell('idempotent'), buffering: cell('buffering') }
    };
  }
}

/** Whether two rows, as JSON objects, have members of the same names. */
function haveSameMembers(a: string, b: string): boolean {
  const [x, y] = [jsonMembers(a), jsonMembers(b)];
  return x?.size === y?.size && [...(x?.keys() ?? [])].every((name) => y?.has(name));
}

/** Keys in the order of their values: numbers by size, texts by code point. */
function byTableAndKey(a: DeliveredRow, b: DeliveredRow): number {
  return compareTexts(a.table, b.table) || compareKeys(a.key, b.key) || compareTexts(a.family, b.family);
}

function compareKeys(a: string, b: string): number {
  const x = Number(a.slice(1, -1));
  const y = Number(b.slice(1, -1));
  return Number.isNaN(x) || Number.isNaN(y) ? compareTexts(a, b) : x - y || compareTexts(a, b);
}

const compareTexts = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** The places of a feed by its messages and resolved timestamps, for `Workbench`. */
export function placesOf(
  feed: string,
  events: Iterable<{
    readonly feed: string;
    readonly topic: string | null;
    readonly partition: number | null;
  }>
): Set<string> {
  const places = new Set<string>();
  for (const event of events) if (event.feed === feed) places.add(placeOf(event.topic, event.partition));
  return places;
}
