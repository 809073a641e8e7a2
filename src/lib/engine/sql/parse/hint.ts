import type { Cursor } from './cursor';

/** A hint for a syntax error. */
export function explainFailure(_p: Cursor, _token: number): string | undefined {
  return undefined;
}
