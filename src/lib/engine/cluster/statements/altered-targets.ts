import type { NamedTable } from '../../changefeed/create';
import type { Target } from '../../changefeed/feed';
import { quoteName } from '../../sql/print/names';
import type { Cluster } from '../cluster';

/** Targets as jobs show them: in listings, in ALTER CHANGEFEED's errors and in its new description (reference §1.3, §8.1). */

/** Database, schema and table. */
export type NameParts = readonly [database: string, schema: string, table: string];

export const namesAtStatementTime = ({ database, schema, tableName }: Target): NameParts => [
  database,
  schema,
  tableName
];

/** A target's table by the names of now; one that is gone has those under which the feed has known it. */
export function namesNow(cluster: Cluster, target: Target): NameParts {
  const { catalog } = cluster;
  const table = catalog.get(target.table);
  if (table?.kind !== 'table') return namesAtStatementTime(target);
  return [
    catalog.get(table.database)?.name ?? target.database,
    catalog.get(table.schema)?.name ?? target.schema,
    table.name
  ];
}

/** The family that FAMILY named. */
export const namedFamily = (target: Partial<Target>): string | undefined =>
  target.byFamily ? target.family?.name : undefined;

/** A target that a clause names, as errors show it. */
export function targetName({ table, family }: NamedTable): string {
  return family === undefined ? `TABLE "${table.name}"` : `TABLE "${table.name}" FAMILY "${family}"`;
}

/** Targets as the description lists them: by their full names, with the quotes that SQL needs, split ones once. */
export function targetTexts(cluster: Cluster, targets: readonly Target[]): string[] {
  const texts = targets.map((target) => {
    const family = namedFamily(target);
    const name = namesNow(cluster, target).map(quoteName).join('.');
    return `TABLE ${name}${family === undefined ? '' : ` FAMILY ${quoteName(family)}`}`;
  });
  return [...new Set(texts)];
}
