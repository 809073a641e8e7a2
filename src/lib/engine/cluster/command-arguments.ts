import { parseDuration } from '../base/duration';
import { MAX_RUN_NS, type Nanos } from '../base/timestamp';
import type { ClientEntry } from './client';
import type { Cluster } from './cluster';
import { errors } from './errors';

/** What backslash commands (design §6) are and how they read their words. */

/** Takes no virtual time but what it gives back. @throws SqlError 22023 for a word that makes no sense */
export type Command = (
  cluster: Cluster,
  args: string[],
  statement: number,
  rest: string,
  at: Pick<ClientEntry, 'line' | 'column'>
) => Nanos | undefined | void;

/** A duration that is not negative. @throws SqlError 22023 */
export function durationArgument(command: string, text: string | undefined): Nanos {
  const ns = text === undefined ? undefined : parseDuration(text);
  if (text === undefined || ns === undefined || ns < 0 || ns > MAX_RUN_NS)
    throw errors.badArgument(
      command,
      text === undefined ? 'a duration is missing' : `'${text.slice(0, 40)}' is no duration`,
      'a duration is a number with one of the units ns, us, ms, s, m, h, such as 10s or 1m30s'
    );
  return ns;
}

/** A whole number within bounds. @throws SqlError 22023 */
export function countArgument(command: string, what: string, text: string | undefined, most: number): number {
  const n = text !== undefined && /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN;
  if (!(n >= 1 && n <= most))
    throw errors.badArgument(
      command,
      `${what} must be a whole number from 1 to ${most}, not '${(text ?? '').slice(0, 20)}'`
    );
  return n;
}

export function noMore(command: string, args: readonly string[]): void {
  if (args.length > 0) throw errors.badArgument(command, `'${args.join(' ').slice(0, 40)}' is too much`);
}

/** `for 10s` at the end of a command; null without it. */
export function forArgument(command: string, args: string[]): Nanos | null {
  if (args.length === 0) return null;
  if (args[0] !== 'for') throw errors.badArgument(command, `'${args[0].slice(0, 20)}' is not understood`);
  const duration = durationArgument(command, args[1]);
  noMore(command, args.slice(2));
  return duration;
}
