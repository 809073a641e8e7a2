import { assert } from './assert';
import { MAX_RUN_NS, type Nanos } from './timestamp';

/**
 * Virtual time and what is to happen in it (design §2): a heap of events ordered by (time, sequence). An event is a
 * tagged record of plain values, never a closure, so the whole of it can be written out at any event boundary.
 */

/** What is due: `kind` picks the handler, the rest is that handler's plain data. */
export interface Due {
  readonly kind: string;
}

/** An event in the heap. `seq` breaks ties in the order of scheduling. */
export interface Scheduled<E extends Due> {
  readonly at: Nanos;
  readonly seq: number;
  readonly due: E;
}

/** Everything a scheduler is; plain data. */
export interface SchedulerState<E extends Due> {
  now: Nanos;
  seq: number;
  heap: Scheduled<E>[];
}

export function makeSchedulerState<E extends Due>(): SchedulerState<E> {
  return { now: 0, seq: 0, heap: [] };
}

/** Orders events and owns the clock. It keeps no state but the one it is given. */
export class Scheduler<E extends Due> {
  readonly #state: SchedulerState<E>;

  constructor(state: SchedulerState<E>) {
    this.#state = state;
  }

  get now(): Nanos {
    return this.#state.now;
  }

  get pending(): number {
    return this.#state.heap.length;
  }

  /** When the next event is due, or undefined when nothing is. */
  get nextAt(): Nanos | undefined {
    return this.#state.heap[0]?.at;
  }

  /** Schedules `due` at a moment not before now. Events of one moment happen in the order they were scheduled. */
  at(at: Nanos, due: E): void {
    assert(
      at >= this.#state.now && Number.isSafeInteger(at),
      () => `${due.kind} scheduled at ${at}, now is ${this.now}`
    );
    const heap = this.#state.heap;
    const event: Scheduled<E> = { at, seq: this.#state.seq++, due };
    let i = heap.length;
    heap.push(event);
    while (i > 0) {
      const parent = (i - 1) >> 1;
      if (!comesBefore(event, heap[parent])) break;
      heap[i] = heap[parent];
      i = parent;
    }
    heap[i] = event;
  }

  after(delay: Nanos, due: E): void {
    this.at(this.#state.now + delay, due);
  }

  /** Takes the next event if it is due at or before `until`, and moves the clock to it. */
  takeUntil(until: Nanos): E | undefined {
    const heap = this.#state.heap;
    if (heap.length === 0 || heap[0].at > until) return undefined;
    const first = heap[0];
    const last = heap.pop()!; // the heap is not empty
    if (heap.length > 0) siftDown(heap, last);
    this.#state.now = first.at;
    return first.due;
  }

  /** Moves the clock forward over a time in which nothing is due. */
  moveTo(time: Nanos): void {
    assert(
      time >= this.now && time <= MAX_RUN_NS && !(this.nextAt! < time),
      () => `clock moved to ${time} past an event`
    );
    this.#state.now = time;
  }
}

function comesBefore(a: Scheduled<Due>, b: Scheduled<Due>): boolean {
  return a.at < b.at || (a.at === b.at && a.seq < b.seq);
}

/** Puts `event` in place of the root. */
function siftDown<E extends Due>(heap: Scheduled<E>[], event: Scheduled<E>): void {
  const length = heap.length;
  let i = 0;
  for (;;) {
    let child = 2 * i + 1;
    if (child >= length) break;
    if (child + 1 < length && comesBefore(heap[child + 1], heap[child])) child++;
    if (!comesBefore(heap[child], event)) break;
    heap[i] = heap[child];
    i = child;
  }
  heap[i] = event;
}
