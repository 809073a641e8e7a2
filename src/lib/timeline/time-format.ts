import { NS_PER_MS, NS_PER_SECOND, type Nanos } from '../engine/base/timestamp';

/** Virtual time as people read it: the run's own clock, which begins at zero. */

const pad = (n: number, width = 2) => String(n).padStart(width, '0');

/** `00:41.2`, `1:02:03.000` – minutes and seconds, hours where there are some, with so many decimals. */
export function formatClock(t: Nanos, decimals = 1): string {
  const sign = t < 0 ? '−' : '';
  // Cut, not rounded: a clock never shows a moment that has not come.
  const unit = 10 ** (9 - decimals);
  const ticks = Math.floor(Math.abs(t) / unit);
  const perSecond = 10 ** decimals;
  const seconds = Math.floor(ticks / perSecond);
  const fraction = decimals === 0 ? '' : `.${pad(ticks % perSecond, decimals)}`;
  const minutes = Math.floor(seconds / 60);
  const hours = Math.floor(minutes / 60);
  const head = hours > 0 ? `${hours}:${pad(minutes % 60)}` : pad(minutes);
  return `${sign}${head}:${pad(seconds % 60)}${fraction}`;
}

/** How many decimals of a second tell moments apart that lie `step` apart. */
export function decimalsFor(step: Nanos): number {
  let decimals = 0;
  for (let unit = NS_PER_SECOND; unit > step && decimals < 9; unit /= 10) decimals++;
  return decimals;
}

/** A length of time with its unit: `3.2 ms`, `41 s`, `1 min 5 s`. */
export function formatDuration(ns: Nanos): string {
  const abs = Math.abs(ns);
  if (abs < 1000) return `${Math.round(ns)} ns`;
  if (abs < NS_PER_MS) return `${trim(ns / 1000)} µs`;
  if (abs < NS_PER_SECOND) return `${trim(ns / NS_PER_MS)} ms`;
  if (abs < 60 * NS_PER_SECOND) return `${trim(ns / NS_PER_SECOND)} s`;
  const seconds = Math.round(ns / NS_PER_SECOND);
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return seconds % 60 === 0 ? `${minutes} min` : `${minutes} min ${seconds % 60} s`;
  return minutes % 60 === 0
    ? `${Math.floor(minutes / 60)} h`
    : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

function trim(value: number): string {
  const digits = Math.abs(value) >= 10 ? 0 : 1;
  return String(Number(value.toFixed(digits)));
}
