import type { WideInt } from '../base/datum';
import { SqlError } from '../base/errors';
import { normalizeInt } from '../base/datum';
import type { SequenceDef } from '../catalog/descriptors';
import type { StatementContext } from './statement';

/** Where sequences stand. Values are handed out at once and never taken back, whatever becomes of the transaction. */
export interface SequencesState {
  /** Next value, and whether any has been given, by descriptor id. Values are texts: they may need 64 bits. */
  values: Map<number, { last: string; called: boolean }>;
  /** Last value each session drew, by session and sequence. */
  drawn: Map<string, { sequence: number; value: string }[]>;
}

export const makeSequencesState = (): SequencesState => ({ values: new Map(), drawn: new Map() });

export class Sequences {
  readonly #state: SequencesState;
  readonly #resolve: (name: string | number, ctx: StatementContext) => SequenceDef;

  /** @param resolve finds a sequence by name or id @throws SqlError 42P01 */
  constructor(state: SequencesState, resolve: (name: string | number, ctx: StatementContext) => SequenceDef) {
    this.#state = state;
    this.#resolve = resolve;
  }

  next(sequence: string | number, ctx: StatementContext): WideInt {
    const def = this.#resolve(sequence, ctx);
    const at = this.#state.values.get(def.id);
    let value: bigint;
    if (!at) value = BigInt(def.start);
    else value = at.called ? BigInt(at.last) + BigInt(def.increment) : BigInt(at.last);
    if (value > BigInt(def.max) || value < BigInt(def.min))
      throw new SqlError(
        '2200H',
        `reached ${value > BigInt(def.max) ? 'maximum' : 'minimum'} value of sequence "${def.name}" (${value > BigInt(def.max) ? def.max : def.min})`
      );
    this.#state.values.set(def.id, { last: value.toString(), called: true });
    const drawn = (this.#state.drawn.get(ctx.session.name) ?? []).filter((d) => d.sequence !== def.id);
    this.#state.drawn.set(ctx.session.name, [...drawn, { sequence: def.id, value: value.toString() }]);
    return normalizeInt(value);
  }

  current(sequence: string | number, ctx: StatementContext): WideInt {
    const def = this.#resolve(sequence, ctx);
    const drawn = this.#state.drawn.get(ctx.session.name)?.find((d) => d.sequence === def.id);
    if (!drawn)
      throw new SqlError('55000', `currval of sequence "${def.name}" is not yet defined in this session`);
    return normalizeInt(BigInt(drawn.value));
  }

  set(sequence: string | number, value: WideInt, called: boolean, ctx: StatementContext): void {
    const def = this.#resolve(sequence, ctx);
    const wanted = BigInt(value);
    if (wanted > BigInt(def.max) || wanted < BigInt(def.min))
      throw new SqlError(
        '22003',
        `value ${wanted} is out of bounds for sequence "${def.name}" (${def.min}..${def.max})`
      );
    this.#state.values.set(def.id, { last: wanted.toString(), called });
  }

  last(ctx: StatementContext): WideInt {
    const drawn = this.#state.drawn.get(ctx.session.name)?.at(-1);
    if (!drawn) throw new SqlError('55000', 'lastval is not yet defined in this session');
    return normalizeInt(BigInt(drawn.value));
  }

  /** What a session has drawn counts no longer: it has no `currval` and no `lastval`. */
  forget(session: string): void {
    this.#state.drawn.delete(session);
  }

  /** The last value given, for SHOW and `SELECT * FROM sequence`. */
  lastValue(def: SequenceDef): { value: string; called: boolean } {
    const at = this.#state.values.get(def.id);
    return at ? { value: at.last, called: at.called } : { value: def.start, called: false };
  }
}
