import { makeOverloads, type FunctionGroup, type FunctionSpec, type Overload } from './overload';
import { AGGREGATES } from './aggregates';
import { STATISTICS } from './aggregates-statistics';
import { ARRAYS } from './arrays';
import { DATES } from './dates';
import { ENUMS } from './enums';
import { GENERATORS } from './generators';
import { HASHES } from './hashes';
import { IDS } from './ids';
import { INET_FUNCTIONS } from './inet-functions';
import { INTERNALS } from './internals';
import { JSON_FUNCTIONS } from './json-functions';
import { MATH } from './math';
import { PATTERNS } from './patterns';
import { PG } from './pg';
import { CASTS } from './pg-casts';
import { PRIVILEGES } from './pg-privileges';
import { SESSION } from './session';
import { STRINGS } from './strings';
import { whyUnsupported } from './unsupported';
import { WINDOWS } from './windows';

/** Every built-in function by name. */

/** What is known of a function without its overloads: for completion and hover. */
export interface FunctionInfo {
  readonly name: string;
  readonly category: string;
  readonly doc: string;
}

interface Entry extends FunctionInfo {
  readonly specs: FunctionSpec[];
  /** Made when the function is first asked for: a session uses few of them. */
  overloads: readonly Overload[] | undefined;
}

const GROUPS: readonly FunctionGroup[] = [
  STRINGS,
  PATTERNS,
  HASHES,
  MATH,
  DATES,
  JSON_FUNCTIONS,
  ARRAYS,
  ENUMS,
  INET_FUNCTIONS,
  IDS,
  SESSION,
  PG,
  CASTS,
  PRIVILEGES,
  INTERNALS,
  GENERATORS,
  AGGREGATES,
  STATISTICS,
  WINDOWS
];

const entries = new Map<string, Entry>();
GROUPS.forEach(registerFunctions);

/**
 * Adds functions: those of this folder when it is loaded, and those that need more of the engine than an `EvalContext`
 * when the engine is put together. A function that is there already gets further overloads.
 */
export function registerFunctions({ category, functions }: FunctionGroup): void {
  for (const spec of functions) {
    for (const name of spec.names) {
      const entry = entries.get(name);
      // One name may stand in several groups: `substring` is one of strings and one of patterns.
      if (entry && !entry.specs.includes(spec)) {
        entry.specs.push(spec);
        entry.overloads = undefined;
      } else if (!entry)
        entries.set(name, { name, category, doc: spec.doc, specs: [spec], overloads: undefined });
    }
  }
}

/** Functions of `pg_catalog` are found under their bare names. */
function bareName(name: string): string {
  return name.startsWith('pg_catalog.') ? name.slice('pg_catalog.'.length) : name;
}

/**
 * The overloads of a function, by its name in lower case with the schema that is part of it (`crdb_internal.cluster_id`);
 * undefined when there is none of that name.
 */
export function lookupFunction(name: string): readonly Overload[] | undefined {
  const entry = entries.get(bareName(name));
  if (!entry) return undefined;
  entry.overloads ??= entry.specs.flatMap((spec) =>
    spec.overloads.flatMap((overload) => makeOverloads(entry.name, overload))
  );
  return entry.overloads;
}

/** Why a function that CockroachDB has is left out here, as a hint; undefined for any other name. */
export function unsupportedFunction(name: string): string | undefined {
  const bare = bareName(name);
  return entries.has(bare) ? undefined : whyUnsupported(bare);
}

export function functionNames(): Iterable<string> {
  return entries.keys();
}

export function functionInfo(name: string): FunctionInfo | undefined {
  return entries.get(bareName(name));
}

/** All functions, for completion. */
export function allFunctions(): FunctionInfo[] {
  return [...entries.values()];
}
