import type { NamedTable } from '../../changefeed/create';
import type { Target } from '../../changefeed/feed';
import { dottedName, quoteName } from '../../sql/print/names';

/** Targets as ALTER CHANGEFEED names them: in errors and in the new description (reference §1.3). */

/** The family that FAMILY named. */
export const namedFamily = (target: Partial<Target>): string | undefined =>
  target.byFamily ? target.family?.name : undefined;

/** A target that a clause names, as errors show it. */
export function targetName({ table, family }: NamedTable): string {
  return family === undefined ? `TABLE "${table.name}"` : `TABLE "${table.name}" FAMILY "${family}"`;
}

/** With quotes where SQL needs them. */
function fullNameText({ fullName, tableName }: Target): string {
  const [database, schema] = fullName.slice(0, -(tableName.length + 1)).split('.');
  return dottedName(database, schema, tableName);
}

/** Targets as the description lists them: by their full names, split ones once. */
export function targetTexts(targets: readonly Target[]): string[] {
  const texts = targets.map((target) => {
    const family = namedFamily(target);
    return `TABLE ${fullNameText(target)}${family === undefined ? '' : ` FAMILY ${quoteName(family)}`}`;
  });
  return [...new Set(texts)];
}
