import type { Datum } from '../../base/datum';
import { SqlError, type Span } from '../../base/errors';
import { lexStatement } from '../lex/lexer';
import { literalShape, literalsOfShape, type LiteralShape } from '../lex/shape';
import { Tokens } from '../lex/tokens';
import type { SessionFormat } from '../types/session-format';
import type { Plan } from './planner';

/** More shapes than this are not kept: the one used longest ago goes. */
const MOST_PLANS = 500;
/** Statements often follow others of their shape: so many are tried before a text's own shape is made. */
const TRIED_FIRST = 4;

interface KeptPlan {
  readonly plan: Plan;
  readonly planKey: string;
  readonly shape: LiteralShape;
  /** The text that was planned, which the places in its errors point into. */
  readonly text: string;
  /** When it was looked up last, counted in look-ups. */
  used: number;
}

/** A kept plan with the literals of the text at hand. */
export interface PreparedPlan {
  readonly plan: Plan;
  readonly literals: readonly Datum[];
  /** The text that was planned. */
  readonly planned: string;
}

/**
 * Plans by the shape of their statement: a statement that differs from an earlier one in its literals only is neither parsed nor
 * planned. What a plan depends on besides its shape is part of the key; another generation of the catalog empties the cache.
 */
export class PlanCache {
  readonly #plans = new Map<string, KeptPlan>();
  /** Those found last, the latest first. */
  readonly #latest: KeptPlan[] = [];
  #generation = -1;
  #lookups = 0;

  /** @param planKey the settings of the session that planning depends on */
  find(text: string, generation: number, planKey: string, format: SessionFormat): PreparedPlan | undefined {
    if (generation !== this.#generation) return undefined;
    for (const kept of this.#latest) {
      const literals = kept.planKey === planKey ? literalsOfShape(kept.shape, text) : undefined;
      if (literals) return this.#prepared(kept, literals, format);
    }
    const shaped = literalShape(text);
    const kept = shaped && this.#plans.get(keyOf(planKey, shaped));
    return kept ? this.#prepared(kept, shaped.literals, format) : undefined;
  }

  #prepared(kept: KeptPlan, texts: readonly string[], format: SessionFormat): PreparedPlan | undefined {
    const { plan, text: planned } = kept;
    const literals = bind(plan, texts, format);
    if (!literals) return undefined;
    kept.used = ++this.#lookups;
    if (this.#latest[0] !== kept) this.#putFirst(kept);
    return { plan, literals, planned };
  }

  #putFirst(kept: KeptPlan): void {
    const place = this.#latest.indexOf(kept);
    if (place >= 0) this.#latest.splice(place, 1);
    else if (this.#latest.length === TRIED_FIRST) this.#latest.pop();
    this.#latest.unshift(kept);
  }

  /** Keeps the plan of a text whose every literal is a constant of its tree (`parseShaped`). */
  add(text: string, generation: number, planKey: string, plan: Plan): void {
    const shape = plan.cacheable ? literalShape(text) : null;
    if (!shape) return;
    if (generation !== this.#generation) {
      this.#plans.clear();
      this.#latest.length = 0;
      this.#generation = generation;
    }
    // Never one of the latest, which are far fewer.
    if (this.#plans.size >= MOST_PLANS) this.#dropOldest();
    const key = keyOf(planKey, shape);
    const before = this.#plans.get(key);
    const place = before ? this.#latest.indexOf(before) : -1;
    if (place >= 0) this.#latest.splice(place, 1);
    this.#plans.set(key, { plan, planKey, shape, text, used: ++this.#lookups });
  }

  #dropOldest(): void {
    let oldest: [string, KeptPlan] | undefined;
    for (const entry of this.#plans) if (!oldest || entry[1].used < oldest[1].used) oldest = entry;
    if (oldest) this.#plans.delete(oldest[0]);
  }
}

const keyOf = (planKey: string, { shape }: LiteralShape): string => `${planKey}\u0000${shape}`;

/** An error of a kept plan's run, with its place in the text at hand. */
export function placedIn(text: string, planned: string, error: unknown): unknown {
  if (!(error instanceof SqlError) || !error.span || planned === text) return error;
  const span = samePlace(error.span, planned, text);
  return new SqlError(error.sqlstate, error.message, { ...error, span });
}

/** The values of a text's literals; undefined where one of them has none of the type that the plan wants, which planning tells best. */
function bind(plan: Plan, literals: readonly string[], format: SessionFormat): Datum[] | undefined {
  try {
    return plan.literals.map((slot) => slot.bind(literals[slot.lit], format));
  } catch (error) {
    if (error instanceof SqlError) return undefined;
    throw error;
  }
}

/** A place in one text as the place of the same tokens in another of its shape. */
function samePlace(span: Span, from: string, to: string): Span | undefined {
  const a = spansOf(from);
  const b = spansOf(to);
  const end = span.offset + span.length;
  const first = a.findIndex((token) => token.offset === span.offset);
  const last = a.findIndex((token) => token.offset + token.length === end);
  if (first < 0 || last < first || a.length !== b.length) return undefined;
  return { offset: b[first].offset, length: b[last].offset + b[last].length - b[first].offset };
}

function spansOf(text: string): Span[] {
  const tokens = new Tokens();
  lexStatement(text, 0, tokens);
  const { starts, ends } = tokens;
  return Array.from({ length: tokens.count }, (_, i) => ({ offset: starts[i], length: ends[i] - starts[i] }));
}
