import { grouped } from '../format';
import type { MetricUnit } from '../../history/metric-names';

/** A value of a graph in its unit, or so much of it a second, short enough for an axis. */
export function graphValue(value: number | null | undefined, unit: MetricUnit, isRate = false): string {
  if (value === null || value === undefined) return '–';
  return isRate ? `${inUnit(value, unit)}/s` : inUnit(value, unit);
}

function inUnit(value: number, unit: MetricUnit): string {
  switch (unit) {
    case 'count':
      return Number.isInteger(value) ? grouped(value) : value.toFixed(1);
    case 'bytes':
      return scaled(value, 1024, ['B', 'KiB', 'MiB', 'GiB']);
    case 'nanoseconds':
      return duration(value);
    case 'seconds':
      return duration(value * 1e9);
  }
}

function duration(ns: number): string {
  if (ns >= 3_600e9) return `${trim(ns / 3_600e9)} h`;
  if (ns >= 60e9) return `${trim(ns / 60e9)} min`;
  if (ns >= 1e9) return `${trim(ns / 1e9)} s`;
  if (ns >= 1e6) return `${trim(ns / 1e6)} ms`;
  return ns === 0 ? '0' : `${trim(ns / 1e3)} µs`;
}

function scaled(value: number, base: number, units: readonly string[]): string {
  let i = 0;
  let left = value;
  while (left >= base && i < units.length - 1) {
    left /= base;
    i++;
  }
  return `${i === 0 ? Math.round(left) : trim(left)} ${units[i]}`;
}

/** Three digits that mean something. */
const trim = (value: number): string =>
  value >= 100 ? String(Math.round(value)) : String(Number(value.toPrecision(2)));
