import { SqlError } from '../base/errors';

/**
 * A broken invariant as the answer of the statement or job it came up in, so that one fault does not end the run: the message
 * says what broke, the hint how to see it again.
 * @param thrown whatever was thrown; a `SqlError` stays as it is
 * @param where what was being carried out: `statement 12`, `the schema change of job 7`
 */
export function internalError(thrown: unknown, seed: number, where: string): SqlError {
  if (thrown instanceof SqlError) return thrown;
  if (thrown instanceof RangeError && /call stack/i.test(thrown.message))
    return new SqlError('54001', 'statement is too complex: it is nested too deeply');
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  return new SqlError('XX000', `internal error: ${message.replace(/^internal error: /, '')}`, {
    hint: `this is a fault of the playground, not of your script: seed ${seed}, ${where} shows it again`
  });
}
