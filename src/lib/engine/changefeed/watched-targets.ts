import type { FamilyDef, TableDef } from '../catalog/descriptors';
import { isSplit, splitTarget } from './create';
import type { FeedSpec, Target } from './feed';

/** A target as it is at one version of its table. */
export interface WatchedTarget {
  readonly target: Target;
  /** Undefined where rows are watched whole. */
  readonly family: FamilyDef | undefined;
}

/**
 * The targets of a feed at each version of their tables. A table that is split is watched whole: families that it gets later have a
 * stream of their own from their first row on, and one that it has no more has none (reference §6.5). Derived, kept for speed.
 */
export class WatchedTargets {
  readonly #known = new WeakMap<FeedSpec, Known>();

  /** Those of a table, in the order in which its messages are made. */
  at(spec: FeedSpec, table: TableDef): readonly WatchedTarget[] {
    let known = this.#known.get(spec);
    if (!known) this.#known.set(spec, (known = { byVersion: new WeakMap(), later: new Map() }));
    let targets = known.byVersion.get(table);
    if (!targets) known.byVersion.set(table, (targets = targetsAt(spec, table, known.later)));
    return targets;
  }
}

interface Known {
  readonly byVersion: WeakMap<TableDef, readonly WatchedTarget[]>;
  /** One target for a family at all versions: encoders are kept by target. */
  readonly later: Map<string, Target>;
}

function targetsAt(spec: FeedSpec, table: TableDef, later: Map<string, Target>): WatchedTarget[] {
  const targets = spec.targets.filter((target) => target.table === table.id);
  const found = targets.flatMap((target): WatchedTarget[] => {
    if (!target.family) return [{ target, family: undefined }];
    const family = table.families.find(({ id }) => id === target.family?.id);
    return family ? [{ target, family }] : [];
  });
  const split = targets.find(isSplit);
  if (!split) return found;
  for (const family of table.families) {
    if (targets.some((target) => target.family?.id === family.id)) continue;
    const place = `${table.id}.${family.id}`;
    let target = later.get(place);
    if (!target) later.set(place, (target = splitTarget(split, family, spec.naming)));
    found.push({ target, family });
  }
  return found;
}
