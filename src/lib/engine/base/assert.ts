/**
 * A broken invariant of the program itself: never a user's mistake. It stops the run; whoever hosts the engine
 * shows it as "internal error" together with the seed and the number of the command, so that it can be replayed.
 */
export class InternalError extends Error {
  constructor(message: string) {
    super(`internal error: ${message}`);
    this.name = 'InternalError';
  }
}

/** Checks an invariant in production builds too; the message is built only when it fails. @throws InternalError */
export function assert(condition: unknown, message: () => string): asserts condition {
  if (!condition) throw new InternalError(message());
}

/** Ends an exhaustive `switch`. @throws InternalError always */
export function unreachable(value: never): never {
  throw new InternalError(`unreachable: ${String((value as { kind?: unknown })?.kind ?? value)}`);
}
