/** What a workload found out. Rates count operations a second, times are milliseconds; peers did the same work in the same run. */
export interface Measured {
  readonly unit: string;
  readonly playground: number;
  readonly peers?: Readonly<Record<string, number>>;
  /** What it should be at least (rates) or at most (times and sizes). */
  readonly target?: number;
  readonly lessIsBetter?: boolean;
  /** Figures beside the main one. */
  readonly more?: Readonly<Record<string, number>>;
}

export interface Workload {
  readonly name: string;
  measure(): Measured | Promise<Measured>;
}

/** Runs per figure; the middle one counts. */
const RUNS = 3;

/** The median of a few runs, each after a chance to collect what the one before left. */
export async function median(run: () => number | Promise<number>, runs = RUNS): Promise<number> {
  const found: number[] = [];
  for (let i = 0; i < runs; i++) {
    globalThis.gc?.();
    found.push(await run());
  }
  return found.sort((a, b) => a - b)[runs >> 1];
}

/** Milliseconds that a piece of work takes. */
export async function msOf(work: () => unknown): Promise<number> {
  const began = performance.now();
  await work();
  return performance.now() - began;
}

/** Operations a second of a loop that may be stopped early. @param each does one operation */
export async function rateOf(
  count: number,
  each: (i: number) => unknown,
  { timeBoxMs = 2000 } = {}
): Promise<number> {
  const began = performance.now();
  let done = 0;
  for (; done < count; done++) {
    const result = each(done);
    if (result instanceof Promise) await result;
    if ((done & 63) === 0 && performance.now() - began > timeBoxMs) {
      done++;
      break;
    }
  }
  return (done * 1000) / (performance.now() - began);
}

/** One line of the report. */
export function line(name: string, measured: Measured): string {
  const { unit, playground, peers = {}, target, lessIsBetter = false, more } = measured;
  const others = Object.values(peers);
  const best = lessIsBetter ? Math.min(...others) : Math.max(...others);
  const met = target === undefined ? undefined : lessIsBetter ? playground <= target : playground >= target;
  return JSON.stringify({
    workload: name,
    unit,
    playground: rounded(playground),
    ...Object.fromEntries(Object.entries(peers).map(([peer, value]) => [peer, rounded(value)])),
    // How many times as good as the best of them.
    ...(others.length > 0 && { ratio: rounded(lessIsBetter ? best / playground : playground / best) }),
    ...(target !== undefined && { target, met }),
    ...(more && Object.fromEntries(Object.entries(more).map(([key, value]) => [key, rounded(value)])))
  });
}

/** Three digits that say something. */
function rounded(value: number): number {
  return Number(value.toPrecision(value >= 100 ? Math.ceil(Math.log10(value)) : 3));
}
