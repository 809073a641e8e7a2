import { assert } from '../engine/base/assert';
import type { HistoryEvent, HistoryEventType, HistorySink } from '../engine/base/events';
import { EVENT_TYPES, typeNumber, type Context } from './event-types';
import { withContent } from './file-content';
import { SegmentWriter, type Segment, SEGMENT_EVENTS } from './segment';
import { readEvent, writeEvent } from './event-codec';

/**
 * The append-only history of one run, in columns (design §2.3): typed arrays of at most 64 bytes an event, texts as UTF-8
 * beside them, and fields that repeat from event to event kept once as *contexts*. An event is an object only while it
 * is written or looked at.
 */

export class HistoryLog implements HistorySink {
  #segments: Segment[] = [];
  #writer = new SegmentWriter(0);
  #length = 0;
  readonly #contexts: Context[] = [];
  readonly #contextNumbers = new Map<string, number>();
  readonly #recent: number[] = [];
  #nextRecent = 0;

  get length(): number {
    return this.#length;
  }

  get contexts(): readonly Context[] {
    return this.#contexts;
  }

  append(event: HistoryEvent): number {
    if (this.#writer.count === SEGMENT_EVENTS) this.#closeSegment();
    writeEvent(this.#writer, event, typeNumber(event.type), (values) => this.#intern(values));
    return this.#length++;
  }

  /** @throws InternalError when there is no such event */
  at(seq: number): HistoryEvent {
    const segment = this.segmentOf(seq);
    const event = readEvent(segment, seq - segment.from, EVENT_TYPES, this.#contexts);
    return event.type === 'file' && event.rows ? withContent(event, (other) => this.at(other)) : event;
  }

  /** The type of an event, without reading the rest. */
  typeAt(seq: number): HistoryEventType {
    const segment = this.segmentOf(seq);
    return EVENT_TYPES[segment.type[seq - segment.from]];
  }

  /** The columns that hold an event; the last segment still grows. */
  segmentOf(seq: number): Segment {
    assert(seq >= 0 && seq < this.#length, () => `history has no event ${seq} of ${this.#length}`);
    const index = Math.floor(seq / SEGMENT_EVENTS);
    return index < this.#segments.length ? this.#segments[index] : this.#writer.view();
  }

  /** Every segment in order, the unfinished one last. */
  segments(): readonly Segment[] {
    return this.#writer.count === 0 ? this.#segments : [...this.#segments, this.#writer.view()];
  }

  *[Symbol.iterator](): Iterator<HistoryEvent> {
    for (let seq = 0; seq < this.#length; seq++) yield this.at(seq);
  }

  /** Takes back every event from `length` on: what an undo or a branch leaves of a run. */
  truncate(length: number): void {
    assert(length <= this.#length, () => `history of ${this.#length} cut to ${length}`);
    if (length === this.#length) return;
    const whole = Math.floor(length / SEGMENT_EVENTS);
    const rest = length % SEGMENT_EVENTS;
    const source = rest === 0 ? undefined : this.segmentOf(length - 1);
    this.#segments = this.#segments.slice(0, whole);
    this.#writer = source ? SegmentWriter.copyOf(source, rest) : new SegmentWriter(whole * SEGMENT_EVENTS);
    this.#length = length;
  }

  /** Makes a log of stored segments and contexts. Only the last segment may be unfinished. */
  static restore(segments: readonly Segment[], contexts: readonly Context[]): HistoryLog {
    const log = new HistoryLog();
    for (const context of contexts) log.#intern(context);
    for (const segment of segments) {
      assert(segment.from === log.#length, () => `stored history has a hole at ${log.#length}`);
      log.#segments.push(segment);
      log.#length += segment.count;
    }
    const last = log.#segments.at(-1);
    if (last && last.count < SEGMENT_EVENTS) {
      log.#segments.pop();
      log.#writer = SegmentWriter.copyOf(last, last.count);
    } else log.#writer = new SegmentWriter(log.#length);
    return log;
  }

  #closeSegment(): void {
    this.#segments.push(this.#writer.finish());
    // Texts of a run are much alike, so the next segment will want about as much room.
    this.#writer = new SegmentWriter(this.#length, Math.ceil(this.#writer.textLength * 1.125) + 4096);
  }

  #intern(values: Context): number {
    // Most events share their context with one of the last few; comparing is much cheaper than making a key.
    for (const number of this.#recent) if (sameContext(this.#contexts[number], values)) return number;
    const number = this.#internNew(values);
    this.#recent[this.#nextRecent] = number;
    this.#nextRecent = (this.#nextRecent + 1) % RECENT_CONTEXTS;
    return number;
  }

  #internNew(values: Context): number {
    const key = JSON.stringify(values);
    const known = this.#contextNumbers.get(key);
    if (known !== undefined) return known;
    const number = this.#contexts.length;
    this.#contexts.push(values);
    this.#contextNumbers.set(key, number);
    return number;
  }
}

const RECENT_CONTEXTS = 8;

function sameContext(a: Context, b: Context): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}
