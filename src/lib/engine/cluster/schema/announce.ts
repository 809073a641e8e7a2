import type { ColumnDef, FamilyDef, IndexDef, TableDef } from '../../catalog/descriptors';
import type { ElementState } from '../../sql/plan/schema';

/**
 * A version on the way from one definition to another: what is new stands in it but is not public, what goes is still there.
 * Constraints that are new hold for later writes already, although older rows are still to be checked.
 */
export function announced(base: TableDef, target: TableDef, state: ElementState, job: string): TableDef {
  const { change: _change, ...rest } = base;
  const newColumns = target.columns.filter((c) => !base.columns.some((b) => b.id === c.id));
  const newIndexes = target.indexes.filter((i) => !base.indexes.some((b) => b.id === i.id));
  const known = new Set(base.checks.map((check) => check.name));
  const columns = [...base.columns, ...newColumns.map((c): ColumnDef => ({ ...c, state, nullable: true }))];
  const has = (ids: readonly number[]): boolean => ids.every((id) => base.columns.some((c) => c.id === id));
  return {
    ...rest,
    columns,
    indexes: [...base.indexes, ...newIndexes.map((i): IndexDef => ({ ...i, state }))],
    families: announcedFamilies(base, target, newColumns),
    checks: [
      ...base.checks,
      ...target.checks
        .filter((check) => !known.has(check.name) && has(check.columns))
        .map((check) => ({ ...check, validated: false }))
    ],
    nextColumn: target.nextColumn,
    nextIndex: target.nextIndex,
    nextFamily: target.nextFamily,
    nextSlot: target.nextSlot,
    changing: job
  };
}

/** The families before, with the new columns where they will be. */
function announcedFamilies(base: TableDef, target: TableDef, added: readonly ColumnDef[]): FamilyDef[] {
  const ids = new Set(added.map(({ id }) => id));
  const kept = base.families.map((family) => {
    const later = target.families.find((f) => f.id === family.id)?.columns.filter((id) => ids.has(id)) ?? [];
    return later.length > 0 ? { ...family, columns: [...family.columns, ...later] } : family;
  });
  const fresh = target.families.filter((family) => !base.families.some((f) => f.id === family.id));
  return [...kept, ...fresh];
}
