import type {
  CheckpointEvent,
  HistoryEvent,
  HistoryEventType,
  JobEvent,
  MessageEvent,
  ResolvedEvent
} from '../../../src/lib/engine/base/events';

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** A copy of a history in which events are changed, dropped or put in, with the references between events kept right. */
export class HistoryEdit {
  #events: HistoryEvent[];

  constructor(events: readonly HistoryEvent[]) {
    this.#events = [...events];
  }

  get events(): readonly HistoryEvent[] {
    return this.#events;
  }

  get length(): number {
    return this.#events.length;
  }

  at(seq: number): HistoryEvent {
    return this.#events[seq];
  }

  /** Seq of each event of a type that fits. */
  find<T extends HistoryEventType>(
    type: T,
    fits: (event: Extract<HistoryEvent, { type: T }>, seq: number) => boolean = () => true
  ): number[] {
    return this.#events.flatMap((event, seq) =>
      event.type === type && fits(event as Extract<HistoryEvent, { type: T }>, seq) ? [seq] : []
    );
  }

  messages(fits?: (event: MessageEvent, seq: number) => boolean): number[] {
    return this.find('message', fits);
  }

  resolved(fits?: (event: ResolvedEvent, seq: number) => boolean): number[] {
    return this.find('resolved', fits);
  }

  checkpoints(fits?: (event: CheckpointEvent, seq: number) => boolean): number[] {
    return this.find('checkpoint', fits);
  }

  jobs(fits?: (event: JobEvent, seq: number) => boolean): number[] {
    return this.find('job', fits);
  }

  message(seq: number): MessageEvent {
    return this.#events[seq] as MessageEvent;
  }

  /** Changes fields of an event. */
  change<T extends HistoryEventType>(
    seq: number,
    _type: T,
    fields: Partial<Mutable<Extract<HistoryEvent, { type: T }>>>
  ): void {
    this.#events[seq] = { ...this.#events[seq], ...fields } as HistoryEvent;
  }

  /** Puts something that means nothing in an event's place. */
  drop(seq: number): void {
    this.#events[seq] = { type: 'note', t: this.#events[seq].t, text: '' };
  }

  /** Exchanges two events; each takes over the other's time. */
  swap(a: number, b: number): void {
    const [first, second] = [this.#events[a], this.#events[b]];
    this.#events[a] = { ...second, t: first.t };
    this.#events[b] = { ...first, t: second.t };
    this.#renumber((seq) => (seq === a ? b : seq === b ? a : seq));
  }

  /** Puts an event behind another, at that one's time. */
  insertAfter(seq: number, event: HistoryEvent): void {
    this.#events.splice(seq + 1, 0, { ...event, t: this.#events[seq].t });
    this.#renumber((old) => (old > seq ? old + 1 : old), seq + 1);
  }

  /** Moves an event behind another. */
  moveAfter(from: number, to: number): void {
    const event = this.#events[from];
    this.drop(from);
    this.insertAfter(to, event);
    const place = from > to ? from + 1 : from;
    this.#renumber((seq) => (seq === place ? to + 1 : seq));
  }

  #renumber(to: (seq: number) => number, except = -1): void {
    const moved = (seq: number | null) => (seq === null ? null : to(seq));
    this.#events = this.#events.map((event, seq) => {
      if (seq === except) return event;
      if (event.type === 'message')
        return {
          ...event,
          first: moved(event.first),
          checkpoint: moved(event.checkpoint),
          commit: moved(event.commit)
        };
      return event.type === 'flow' ? { ...event, checkpoint: moved(event.checkpoint) } : event;
    });
  }
}
