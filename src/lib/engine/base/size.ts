/** Sizes in bytes as people write them: `16MB`, `1 KiB`, `512`. Decimal units but for those with an `i`. */

const UNITS: ReadonlyMap<string, number> = new Map([
  ['', 1],
  ['b', 1],
  ['k', 1000],
  ['kb', 1000],
  ['ki', 1024],
  ['kib', 1024],
  ['m', 1000 * 1000],
  ['mb', 1000 * 1000],
  ['mi', 1024 * 1024],
  ['mib', 1024 * 1024],
  ['g', 1000 * 1000 * 1000],
  ['gb', 1000 * 1000 * 1000],
  ['gi', 1024 * 1024 * 1024],
  ['gib', 1024 * 1024 * 1024]
]);

/** Bytes of a size text, cut off below; undefined when it is none or beyond what a safe integer holds. */
export function parseSize(text: string): number | undefined {
  const m = /^\s*(\d+(?:\.\d+)?)\s*([a-zA-Z]*)\s*$/.exec(text);
  if (!m) return undefined;
  const unit = UNITS.get(m[2].toLowerCase());
  if (unit === undefined) return undefined;
  const bytes = Math.floor(Number(m[1]) * unit);
  return Number.isSafeInteger(bytes) ? bytes : undefined;
}
