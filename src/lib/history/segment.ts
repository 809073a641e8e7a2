import { assert } from '../engine/base/assert';

/** Events in a segment: the unit of storing and of handing to the page. */
export const SEGMENT_EVENTS = 8192;

/** Whole-number columns whose meaning depends on the event's type (`event-codec.ts`). */
export const NUMBER_COLUMNS = 8;

/**
 * Up to 8192 events in columns: 61 bytes each (1 type, 8 time, 4 context, 8 + 4 timestamp, 32 numbers, 4 text position)
 * and their texts. Plain data: it can be stored, copied and transferred as it is.
 */
export interface Segment {
  /** Seq of the first event. */
  readonly from: number;
  readonly count: number;
  readonly type: Uint8Array;
  readonly t: Float64Array;
  readonly context: Int32Array;
  /** The event's main timestamp, where it has one; NaN for none. */
  readonly wall: Float64Array;
  readonly logical: Int32Array;
  /** `NUMBER_COLUMNS` columns one after another, each as long as the others. */
  readonly numbers: Int32Array;
  /** Where the text of each event ends in `text`. */
  readonly textEnd: Uint32Array;
  readonly text: Uint8Array;
}

/** The value of one whole-number column. */
export function numberAt(segment: Segment, column: number, index: number): number {
  return segment.numbers[column * segment.type.length + index];
}

/** The bytes of one event's text. */
export function textAt(segment: Segment, index: number): Uint8Array {
  return segment.text.subarray(index === 0 ? 0 : segment.textEnd[index - 1], segment.textEnd[index]);
}

const encoder = new TextEncoder();
/** Characters up to which a text is tried as ASCII first. */
const SHORT_TEXT = 256;

/** A segment that grows. Columns have their full size from the start, the text doubles. */
export class SegmentWriter {
  readonly from: number;
  count = 0;
  readonly type = new Uint8Array(SEGMENT_EVENTS);
  readonly t = new Float64Array(SEGMENT_EVENTS);
  readonly context = new Int32Array(SEGMENT_EVENTS);
  readonly wall = new Float64Array(SEGMENT_EVENTS);
  readonly logical = new Int32Array(SEGMENT_EVENTS);
  readonly numbers = new Int32Array(SEGMENT_EVENTS * NUMBER_COLUMNS);
  readonly textEnd = new Uint32Array(SEGMENT_EVENTS);
  #text: Uint8Array;
  #textLength = 0;

  /** @param textBytes how much text to expect: what the segment before took, so that it seldom has to grow */
  constructor(from: number, textBytes = 64 * 1024) {
    this.from = from;
    this.#text = new Uint8Array(textBytes);
  }

  get textLength(): number {
    return this.#textLength;
  }

  /** The first `count` events of a segment, to be continued. */
  static copyOf(segment: Segment, count: number): SegmentWriter {
    const writer = new SegmentWriter(segment.from);
    writer.count = count;
    writer.type.set(segment.type.subarray(0, count));
    writer.t.set(segment.t.subarray(0, count));
    writer.context.set(segment.context.subarray(0, count));
    writer.wall.set(segment.wall.subarray(0, count));
    writer.logical.set(segment.logical.subarray(0, count));
    writer.textEnd.set(segment.textEnd.subarray(0, count));
    for (let column = 0; column < NUMBER_COLUMNS; column++) {
      const start = column * segment.type.length;
      writer.numbers.set(segment.numbers.subarray(start, start + count), column * SEGMENT_EVENTS);
    }
    writer.#textLength = count === 0 ? 0 : segment.textEnd[count - 1];
    writer.#reserve(0);
    writer.#text.set(segment.text.subarray(0, writer.#textLength));
    return writer;
  }

  /** Begins an event; its numbers are zero until set. */
  begin(type: number, t: number, context: number): void {
    assert(this.count < SEGMENT_EVENTS, () => 'segment is full');
    const i = this.count++;
    this.type[i] = type;
    this.t[i] = t;
    this.context[i] = context;
    this.wall[i] = Number.NaN;
    this.textEnd[i] = this.#textLength;
  }

  timestamp(wall: number, logical: number): void {
    this.wall[this.count - 1] = wall;
    this.logical[this.count - 1] = logical;
  }

  number(column: number, value: number): void {
    this.numbers[column * SEGMENT_EVENTS + this.count - 1] = value;
  }

  /** Appends to the text of the event begun last. @returns how many bytes it took */
  text(text: string): number {
    const before = this.#textLength;
    this.#reserve(text.length);
    const written = this.#shortAscii(text);
    if (written === undefined) this.#encode(text);
    else this.#textLength += written;
    this.textEnd[this.count - 1] = this.#textLength;
    return this.#textLength - before;
  }

  /** Most texts are short and their own UTF-8: writing them here takes half the time of the call into the encoder. */
  #shortAscii(text: string): number | undefined {
    const { length } = text;
    if (length > SHORT_TEXT) return undefined;
    const out = this.#text;
    const start = this.#textLength;
    for (let i = 0; i < length; i++) {
      const code = text.charCodeAt(i);
      if (code > 0x7f) return undefined;
      out[start + i] = code;
    }
    return length;
  }

  /** Few texts take more bytes than they have characters: room for the others is made when they turn up. */
  #encode(text: string): void {
    const { read, written } = encoder.encodeInto(text, this.#text.subarray(this.#textLength));
    this.#textLength += written;
    if (read === text.length) return;
    const rest = text.slice(read);
    this.#reserve(rest.length * 3);
    this.#textLength += encoder.encodeInto(rest, this.#text.subarray(this.#textLength)).written;
  }

  /** The segment as it stands, sharing memory with this writer. */
  view(): Segment {
    const { from, count, type, t, context, wall, logical, numbers, textEnd } = this;
    return { from, count, type, t, context, wall, logical, numbers, textEnd, text: this.#text };
  }

  /** The finished segment, its text cut to length. */
  finish(): Segment {
    return { ...this.view(), text: this.#text.slice(0, this.#textLength) };
  }

  #reserve(more: number): void {
    if (this.#textLength + more <= this.#text.length) return;
    const larger = new Uint8Array(Math.max(this.#text.length * 2, this.#textLength + more));
    larger.set(this.#text.subarray(0, this.#textLength));
    this.#text = larger;
  }
}
