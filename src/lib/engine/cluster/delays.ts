import { parseDuration } from '../base/duration';
import { makeRandom, nextInt, nextWord, type RandomState } from '../base/random';
import type { Nanos } from '../base/timestamp';
import type { ClusterSettings } from '../catalog/cluster-settings';

/** How long things take between and inside nodes. */
export class Delays {
  readonly #settings: ClusterSettings;
  readonly #seed: number;

  constructor(settings: ClusterSettings, seed: number) {
    this.#settings = settings;
    this.#seed = seed;
  }

  /** Time of a message from one node to another; inside a node there is only a little work. */
  hop(random: RandomState, from: number, to: number): Nanos {
    if (from === to) return nextInt(random, 50_000, 200_000) + this.ofNode(from);
    const min = this.#settings.duration('playground.network.hop_min');
    const max = Math.max(min, this.#settings.duration('playground.network.hop_max'));
    return nextInt(random, min, max) + this.ofNode(from) + this.ofNode(to);
  }

  /** What `playground.node.delay` says of a node. */
  ofNode(node: number): Nanos {
    const text = this.#settings.text('playground.node.delay');
    if (text === '') return 0;
    for (const pair of text.split(',')) {
      const [id, delay] = pair.split('=');
      if (Number(id) === node) return parseDuration(delay.trim()) ?? 0;
    }
    return 0;
  }

  /** The next time at or after `at` that rangefeeds of a node report: together, at a phase of its own. */
  nextReport(node: number, at: Nanos): Nanos {
    const interval = Math.max(
      1_000_000,
      this.#settings.duration('kv.rangefeed.closed_timestamp_refresh_interval')
    );
    const phase = nextWord(makeRandom(this.#seed, `reports of node ${node}`)) % interval;
    return phase + Math.ceil((at - phase) / interval) * interval;
  }
}
