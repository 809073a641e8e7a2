import { SqlError } from '../../src/lib/engine/base/errors';

/** The SQLSTATE that `run` fails with, or `undefined` when it works; anything but a `SqlError` passes through. */
export function codeOf(run: () => unknown): string | undefined {
  try {
    run();
    return undefined;
  } catch (error) {
    if (error instanceof SqlError) return error.sqlstate;
    throw error;
  }
}
