import { flushSync } from 'svelte';
import { nextFrame } from '../../editor/next-frame';

/** Parts go on standing up for so long before what was typed and pressed meanwhile is heard. */
const SLICE_MS = 8;

interface Waiting {
  readonly rank: number;
  readonly work: () => void;
}

/**
 * The parts of a page that opens stand up one after the other: all of them in one task would hold up what is typed meanwhile, for most of a
 * second on a slow machine. A part that stands up may wait with parts of its own. Once everything stands, whatever comes later comes at once.
 */
export class Turns {
  #waiting: Waiting[] = [];
  #isUnderWay = false;
  #isOver = false;

  /** Whether everything stood already. */
  get isOver(): boolean {
    return this.#isOver;
  }

  /** Has something done when its turn has come. @param rank the lowest comes first @returns what takes it back */
  take(rank: number, work: () => void): () => void {
    const waiting = { rank, work };
    this.#waiting.push(waiting);
    if (!this.#isUnderWay) void this.#goOn();
    return () => {
      this.#waiting = this.#waiting.filter((other) => other !== waiting);
    };
  }

  async #goOn(): Promise<void> {
    this.#isUnderWay = true;
    while (this.#waiting.length > 0) {
      await nextFrame();
      const began = performance.now();
      while (this.#waiting.length > 0 && performance.now() - began < SLICE_MS) this.#doNext();
    }
    this.#isUnderWay = false;
    this.#isOver = true;
  }

  #doNext(): void {
    const next = this.#waiting.reduce((first, other) => (other.rank < first.rank ? other : first));
    this.#waiting = this.#waiting.filter((other) => other !== next);
    next.work();
    flushSync();
  }
}
