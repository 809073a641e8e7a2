/** The order of row keys for reading: numbers as numbers, everything else as text, column by column. */
export function compareKeys(a: string, b: string): number {
  const left = parseKey(a);
  const right = parseKey(b);
  for (let i = 0; i < left.length && i < right.length; i++) {
    const order = compareParts(left[i], right[i]);
    if (order !== 0) return order;
  }
  return left.length - right.length;
}

function compareParts(a: unknown, b: unknown): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  const left = typeof a === 'string' ? a : JSON.stringify(a);
  const right = typeof b === 'string' ? b : JSON.stringify(b);
  return left < right ? -1 : left > right ? 1 : 0;
}

/** The columns of a message key; a key that is no JSON array is one column. */
export function parseKey(key: string): readonly unknown[] {
  try {
    const value: unknown = JSON.parse(key);
    return Array.isArray(value) ? value : [value];
  } catch {
    return [key];
  }
}
