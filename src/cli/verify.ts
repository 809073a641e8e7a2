import { UsageError } from './args';

/**
 * Compares a recorded history with one made now, event by event, and only in the members that the record has, so that a later build may
 * add members (design §8).
 * @returns the first difference in words, or null
 * @throws UsageError when the record is none
 */
export function firstDifference(recorded: string, printed: readonly string[]): string | null {
  const lines = recorded.split(/\r?\n/).filter((line) => line !== '');
  for (let i = 0; i < Math.max(lines.length, printed.length); i++) {
    if (i >= lines.length) return `event ${i}: not in the record: ${printed[i]}`;
    if (i >= printed.length) return `event ${i}: missing, recorded as ${lines[i]}`;
    const difference = compare(recordedEvent(lines[i], i), JSON.parse(printed[i]), '');
    if (difference !== null) return `event ${i}: ${difference}\n- ${lines[i]}\n+ ${printed[i]}`;
  }
  return null;
}

function recordedEvent(line: string, i: number): unknown {
  try {
    return JSON.parse(line);
  } catch {
    throw new UsageError(`event ${i} of the record is no JSON: ${line.slice(0, 80)}`);
  }
}

function compare(recorded: unknown, made: unknown, path: string): string | null {
  if (Array.isArray(recorded)) {
    if (!Array.isArray(made) || made.length !== recorded.length) return `${path} has another length`;
    for (let i = 0; i < recorded.length; i++) {
      const difference = compare(recorded[i], made[i], `${path}[${i}]`);
      if (difference !== null) return difference;
    }
    return null;
  }
  if (typeof recorded === 'object' && recorded !== null) {
    if (typeof made !== 'object' || made === null) return `${path} is no object`;
    const members = new Map(Object.entries(made));
    for (const [name, value] of Object.entries(recorded)) {
      const difference = compare(value, members.get(name), path === '' ? name : `${path}.${name}`);
      if (difference !== null) return difference;
    }
    return null;
  }
  return Object.is(recorded, made)
    ? null
    : `${path} was ${JSON.stringify(recorded)}, is ${JSON.stringify(made)}`;
}
