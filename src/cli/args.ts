/** Bad usage or unreadable input: exit status 2 with one line on standard error. */
export class UsageError extends Error {}

/** Words of a command line: `--name value` and `--flag` for the names given, everything else in order; `-` is a word. */
export function parseArgs(
  words: readonly string[],
  known: { readonly values: readonly string[]; readonly flags: readonly string[] }
): { options: Map<string, string>; flags: Set<string>; rest: string[] } {
  const options = new Map<string, string>();
  const flags = new Set<string>();
  const rest: string[] = [];
  for (let i = 0; i < words.length; i++) {
    const word = words[i];
    if (word === '-' || !word.startsWith('-')) {
      rest.push(word);
      continue;
    }
    if (!word.startsWith('--')) throw new UsageError(`unknown option ${word}`);
    const [name, inline] = word.slice(2).split(/=(.*)/s);
    if (known.flags.includes(name)) flags.add(name);
    else if (known.values.includes(name)) {
      const value = inline ?? words[++i];
      if (value === undefined) throw new UsageError(`--${name} needs a value`);
      options.set(name, value);
    } else throw new UsageError(`unknown option --${name}`);
  }
  return { options, flags, rest };
}

/** One word of a few. @throws UsageError */
export function choiceOption<Word extends string>(
  options: ReadonlyMap<string, string>,
  name: string,
  words: readonly Word[]
): Word | undefined {
  const text = options.get(name);
  if (text === undefined) return undefined;
  const found = words.find((word) => word === text);
  if (!found) throw new UsageError(`--${name} is ${listed(words)}, not '${text}'`);
  return found;
}

const listed = (words: readonly string[]): string =>
  `${words.slice(0, -1).join(', ')} or ${words[words.length - 1]}`;

/** A whole number within bounds. @throws UsageError */
export function wholeOption(
  options: ReadonlyMap<string, string>,
  name: string,
  low: number,
  high: number
): number | undefined {
  const text = options.get(name);
  if (text === undefined) return undefined;
  const n = /^\d{1,10}$/.test(text) ? Number(text) : Number.NaN;
  if (!(n >= low && n <= high))
    throw new UsageError(`--${name} must be a whole number from ${low} to ${high}, not '${text}'`);
  return n;
}
