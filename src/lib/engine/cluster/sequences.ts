import type { WideInt } from '../base/datum';
import { SqlError } from '../base/errors';
import { normalizeInt } from '../base/datum';
import { Authority } from '../catalog/privileges';
import type { SequenceDef } from '../catalog/descriptors';
import type { StatementContext } from './statement';

/** Where sequences stand. Values are handed out at once and never taken back, whatever becomes of the transaction. */
export interface SequencesState {
  /** Next value, and whether any has been given, by descriptor id. Values are texts: they may need 64 bits. */
  values: Map<number, { last: string; called: boolean }>;
  /** Values drawn ahead by a node or session, by its name and the sequence: gone when the sequence is altered. */
  cached?: Map<string, { next: string; left: number; version: number }>;
  /** Last value each session drew, by session and sequence. */
  drawn: Map<string, { sequence: number; value: string }[]>;
}

export const makeSequencesState = (): SequencesState => ({ values: new Map(), drawn: new Map() });

export class Sequences {
  readonly #state: SequencesState;
  readonly #resolve: (name: string | number, ctx: StatementContext) => SequenceDef;
  readonly #rowId: (node: number) => WideInt;

  /** @param resolve finds a sequence by name or id, or throws SqlError 42P01 @param rowId what a virtual sequence gives, drawn by a node */
  constructor(
    state: SequencesState,
    resolve: (name: string | number, ctx: StatementContext) => SequenceDef,
    rowId: (node: number) => WideInt
  ) {
    this.#state = state;
    this.#resolve = resolve;
    this.#rowId = rowId;
  }

  next(sequence: string | number, ctx: StatementContext): WideInt {
    const def = this.#resolve(sequence, ctx);
    requirePrivilege(def, ['UPDATE', 'USAGE'], ctx);
    const value = def.virtual
      ? BigInt(this.#rowId(ctx.session.node))
      : def.cache > 1
        ? this.#drawCached(def, ctx)
        : this.#draw(def, 1).first;
    this.#noteDrawn(def, value, ctx);
    return normalizeInt(value);
  }

  /** The newest value of the session, for `currval` and `lastval`. */
  #noteDrawn(def: SequenceDef, value: bigint, { session }: StatementContext): void {
    const drawn = (this.#state.drawn.get(session.name) ?? []).filter((d) => d.sequence !== def.id);
    this.#state.drawn.set(session.name, [...drawn, { sequence: def.id, value: value.toString() }]);
  }

  /** Moves the sequence on by so many values, or as many as there are left. @throws SqlError 2200H when there is none */
  #draw(def: SequenceDef, count: number): { first: bigint; count: number } {
    const at = this.#state.values.get(def.id);
    const [increment, min, max] = [BigInt(def.increment), BigInt(def.min), BigInt(def.max)];
    const first = !at ? BigInt(def.start) : BigInt(at.last) + (at.called ? increment : 0n);
    if (first > max || first < min)
      throw new SqlError(
        '2200H',
        `reached ${first > max ? 'maximum' : 'minimum'} value of sequence "${def.name}" (${first > max ? def.max : def.min})`
      );
    const left = (increment > 0n ? max - first : first - min) / (increment > 0n ? increment : -increment);
    const ahead = left < BigInt(count - 1) ? left : BigInt(count - 1);
    this.#state.values.set(def.id, { last: (first + ahead * increment).toString(), called: true });
    return { first, count: Number(ahead) + 1 };
  }

  /** CACHE n: a node (or session) takes n values at once and gives them out by itself. */
  #drawCached(def: SequenceDef, { session }: StatementContext): bigint {
    const caches = (this.#state.cached ??= new Map());
    const key = `${def.cachedBy === 'session' ? session.name : `node ${session.node}`}/${def.id}`;
    let cache = caches.get(key);
    if (!cache || cache.left === 0 || cache.version !== def.version) {
      const { first, count } = this.#draw(def, def.cache);
      cache = { next: first.toString(), left: count, version: def.version };
    }
    const value = BigInt(cache.next);
    const next = (value + BigInt(def.increment)).toString();
    caches.set(key, { next, left: cache.left - 1, version: def.version });
    return value;
  }

  current(sequence: string | number, ctx: StatementContext): WideInt {
    const def = this.#resolve(sequence, ctx);
    requirePrivilege(def, ['SELECT', 'USAGE'], ctx);
    const drawn = this.#state.drawn.get(ctx.session.name)?.find((d) => d.sequence === def.id);
    if (!drawn)
      throw new SqlError('55000', `currval of sequence "${def.name}" is not yet defined in this session`);
    return normalizeInt(BigInt(drawn.value));
  }

  set(sequence: string | number, value: WideInt, called: boolean, ctx: StatementContext): void {
    const def = this.#resolve(sequence, ctx);
    requirePrivilege(def, ['UPDATE'], ctx);
    if (def.virtual) throw new SqlError('55000', `cannot set the value of virtual sequence "${def.name}"`);
    const wanted = BigInt(value);
    if (wanted > BigInt(def.max) || wanted < BigInt(def.min))
      throw new SqlError(
        '22003',
        `value ${wanted} is out of bounds for sequence "${def.name}" (${def.min}..${def.max})`
      );
    this.#state.values.set(def.id, { last: wanted.toString(), called });
    if (called) this.#noteDrawn(def, wanted, ctx);
    for (const key of this.#state.cached?.keys() ?? [])
      if (key.endsWith(`/${def.id}`)) this.#state.cached?.delete(key);
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

  /** What the sequence says when it is read as a table: before any value it is one step behind its start. */
  shown(sequence: string | number, ctx: StatementContext): WideInt {
    const def = this.#resolve(sequence, ctx);
    const { value, called } = this.lastValue(def);
    return normalizeInt(called ? BigInt(value) : BigInt(value) - BigInt(def.increment));
  }

  /** The last value given, for SHOW. */
  lastValue(def: SequenceDef): { value: string; called: boolean } {
    const at = this.#state.values.get(def.id);
    return at ? { value: at.last, called: at.called } : { value: def.start, called: false };
  }
}

/** @throws SqlError 42501 for a user with none of the privileges */
function requirePrivilege(
  def: SequenceDef,
  anyOf: readonly string[],
  { session, catalog }: StatementContext
): void {
  const authority = new Authority(catalog);
  if (anyOf.some((privilege) => authority.holds(session.user, def, privilege))) return;
  throw new SqlError(
    '42501',
    `user ${session.user} does not have ${anyOf.join(' or ')} privilege on relation ${def.name}`
  );
}
