import type { Datum } from '../../base/datum';
import { SqlError } from '../../base/errors';
import { castToText } from '../types/cast';
import { charCount } from '../types/string-order';
import type { SqlType } from '../types/type';
import type { EvalContext } from './context';
import { quoteIdentifier, quoteValue } from './quoting';

/** `format(…)`: PostgreSQL's own little language of `%s`, `%I` and `%L`. */

const VERB = /%(?:(%)|(?:(\d+)\$)?(-?)(?:(\d+)|\*(?:(\d+)\$)?)?([sIL]))?/g;

/** Widths beyond this are a mistake or an attack. */
const MAX_WIDTH = 1_000_000;

function malformed(reason: string): SqlError {
  return new SqlError('22023', `error parsing format string: ${reason}`);
}

/** @throws SqlError 22023 for an unknown verb or a missing argument, 22004 for a NULL name */
export function formatText(
  format: string,
  args: readonly Datum[],
  types: readonly SqlType[],
  ctx: EvalContext
): string {
  let next = 0;
  let length = 0;
  const argument = (index: number): { value: Datum; type: SqlType } => {
    if (index < 0 || index >= args.length) throw malformed('not enough arguments');
    next = index + 1;
    return { value: args[index], type: types[index] };
  };
  const take = (position: string | undefined) =>
    argument(position === undefined ? next : Number(position) - 1);

  return format.replace(
    VERB,
    (
      whole: string,
      percent: string | undefined,
      position: string | undefined,
      minus: string | undefined,
      width: string | undefined,
      widthPosition: string | undefined,
      verb: string | undefined
    ) => {
      if (percent) return '%';
      if (verb === undefined) throw malformed('unrecognized verb');
      let size = width === undefined ? 0 : Number(width);
      if (whole.includes('*')) size = Number(take(widthPosition).value ?? 0);
      if (!(Math.abs(size) <= MAX_WIDTH)) throw malformed('width too large');
      const text = verbText(verb, take(position), ctx);
      const missing = Math.abs(size) - charCount(text);
      length += text.length + Math.max(0, missing);
      ctx.memory(2 * length);
      if (missing <= 0) return text;
      return minus || size < 0 ? text + ' '.repeat(missing) : ' '.repeat(missing) + text;
    }
  );
}

function verbText(verb: string, { value, type }: { value: Datum; type: SqlType }, ctx: EvalContext): string {
  if (value === null) {
    if (verb === 'I') throw new SqlError('22004', 'NULL cannot be formatted as a SQL identifier');
    return verb === 'L' ? 'NULL' : '';
  }
  const text = type.family === 'bool' ? (value ? 't' : 'f') : castToText(value, type, ctx.format);
  return verb === 's' ? text : verb === 'I' ? quoteIdentifier(text) : quoteValue(text);
}
