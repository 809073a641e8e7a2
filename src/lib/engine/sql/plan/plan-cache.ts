import type { Datum } from '../../base/datum';
import { SqlError, type Span } from '../../base/errors';
import { lexStatement } from '../lex/lexer';
import { literalShape } from '../lex/shape';
import { Tokens } from '../lex/tokens';
import type { SessionFormat } from '../types/session-format';
import type { Plan } from './planner';

/** More shapes than this are not kept: the one used longest ago goes. */
const MOST_PLANS = 500;

interface KeptPlan {
  readonly plan: Plan;
  /** The text that was planned, which the places in its errors point into. */
  readonly text: string;
  /** When it was looked up last, counted in look-ups. */
  used: number;
}

/** A kept plan with the literals of the text at hand. */
export interface PreparedPlan {
  readonly plan: Plan;
  readonly literals: readonly Datum[];
  /** An error of the run with its place in the text at hand. */
  placed(error: unknown): unknown;
}

/**
 * Plans by the shape of their statement: a statement that differs from an earlier one in its literals only is neither parsed nor
 * planned. What a plan depends on besides its shape is part of the key; another generation of the catalog empties the cache.
 */
export class PlanCache {
  readonly #plans = new Map<string, KeptPlan>();
  #generation = -1;
  #lookups = 0;

  /** @param planKey the settings of the session that planning depends on */
  find(text: string, generation: number, planKey: string, format: SessionFormat): PreparedPlan | undefined {
    if (generation !== this.#generation) return undefined;
    const shaped = literalShape(text);
    if (!shaped) return undefined;
    const key = `${planKey}\u0000${shaped.shape}`;
    const kept = this.#plans.get(key);
    if (!kept) return undefined;
    const literals = bind(kept.plan, shaped.literals, format);
    if (!literals) return undefined;
    kept.used = ++this.#lookups;
    return {
      plan: kept.plan,
      literals,
      placed: (error) =>
        error instanceof SqlError && error.span && kept.text !== text
          ? new SqlError(error.sqlstate, error.message, {
              ...error,
              span: samePlace(error.span, kept.text, text)
            })
          : error
    };
  }

  /** Keeps the plan of a text whose every literal is a constant of its tree (`parseShaped`). */
  add(text: string, generation: number, planKey: string, plan: Plan): void {
    const shaped = plan.cacheable ? literalShape(text) : null;
    if (!shaped) return;
    if (generation !== this.#generation) {
      this.#plans.clear();
      this.#generation = generation;
    }
    if (this.#plans.size >= MOST_PLANS) this.#dropOldest();
    this.#plans.set(`${planKey}\u0000${shaped.shape}`, { plan, text, used: ++this.#lookups });
  }

  #dropOldest(): void {
    let oldest: [string, KeptPlan] | undefined;
    for (const entry of this.#plans) if (!oldest || entry[1].used < oldest[1].used) oldest = entry;
    if (oldest) this.#plans.delete(oldest[0]);
  }
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
