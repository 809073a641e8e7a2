import { SqlError, type Span } from '../../base/errors';
import type { DatabaseDef, EnumTypeDef, SchemaDef, TableDef } from '../../catalog/descriptors';
import { isRegionalByRow } from '../../catalog/ddl/alter-locality';
import { databaseObjects, typeUsers } from '../../catalog/ddl/dependencies';
import { TableDraft } from '../../catalog/ddl/draft';
import { ddlErrors, quoted } from '../../catalog/ddl/errors';
import { regionEnum, REGION_TYPE, regionTypeOf } from '../../catalog/ddl/regions';
import { initialPrivileges } from '../../catalog/privileges';
import type { AlterDatabaseAction, CreateDatabaseStatement, SurvivalGoal } from '../../sql/ast/ddl';
import type { Name } from '../../sql/ast/name';
import { compareStrings } from '../../sql/types/string-order';
import { fullObjectName, inUse } from './ddl-drop';
import type { SchemaStatement } from './ddl-host';
import { placeRanges } from './range-placement';
import { requireUnused } from './ddl-types';
import { adoptRegion, localities } from './localities';

/**
 * Regions of databases. Each is one of the cluster's, said by the localities of its nodes, and a label of the enum
 * `crdb_internal_region`, which lives and dies with the primary region.
 */

export type RegionAction = Extract<
  AlterDatabaseAction,
  { kind: 'addRegion' | 'dropRegion' | 'primaryRegion' | 'survive' }
>;

/** Regions that can lose one and still have a majority. */
const REGIONS_TO_SURVIVE = 3;

/** PRIMARY REGION, REGIONS and SURVIVE of CREATE DATABASE. @throws SqlError 42P12, 42602, 22023 */
export function withRegions(
  database: DatabaseDef,
  schema: SchemaDef,
  statement: CreateDatabaseStatement,
  host: SchemaStatement
): DatabaseDef {
  const { primaryRegion: primary, regions: others, survival } = statement;
  if (!primary) {
    const without = (clause: string): SqlError =>
      new SqlError('42P12', `PRIMARY REGION must be specified ${clause}`, { span: statement.span });
    if (others.length > 0) throw without('if REGIONS are specified');
    if (survival) throw without('when using SURVIVE');
    return database;
  }
  others.forEach(({ text, span }, i) => {
    if (others.slice(0, i).some((other) => other.text === text))
      throw new SqlError('42602', `region ${quoted(text)} defined multiple times`, { span });
  });
  const all = [primary, ...others.filter((other) => other.text !== primary.text)];
  for (const region of all) requireClusterRegion(region, host);
  const regions = all.map((region) => region.text).sort(compareStrings);
  const goal = goalOf(survival);
  requireSurvivable(goal, regions, statement.span);
  host.stage(makeRegionType(database, schema, regions, host));
  return { ...database, primaryRegion: primary.text, regions, survival: goal };
}

/** @throws SqlError 42P12, 42602, 42704, 42710, 22023, 2BP01 */
export function alterRegions(
  database: DatabaseDef,
  action: RegionAction,
  schema: SchemaDef,
  host: SchemaStatement
): DatabaseDef {
  switch (action.kind) {
    case 'primaryRegion':
      return setPrimary(database, action.region, schema, host);
    case 'addRegion':
      return addRegion(database, action, host);
    case 'dropRegion':
      return dropRegion(database, action, host);
    case 'survive': {
      if (!database.regions)
        throw new SqlError(
          '42602',
          'database must have associated regions before a survival goal can be set',
          {
            hint: 'ALTER DATABASE … PRIMARY REGION names the first'
          }
        );
      const goal = goalOf(action.goal);
      requireSurvivable(goal, database.regions, undefined);
      return { ...database, survival: goal };
    }
  }
}

const goalOf = (goal: SurvivalGoal | undefined): 'zone' | 'region' =>
  goal === 'REGION FAILURE' ? 'region' : 'zone';

function requireSurvivable(
  goal: 'zone' | 'region',
  regions: readonly string[],
  span: Span | undefined
): void {
  if (goal === 'zone' || regions.length >= REGIONS_TO_SURVIVE) return;
  throw new SqlError(
    '22023',
    `at least ${REGIONS_TO_SURVIVE} regions are required for surviving a region failure`,
    {
      span,
      hint: 'add regions to the database, or SURVIVE ZONE FAILURE'
    }
  );
}

/** A region of the cluster. @throws SqlError 42602 for one that no node is in */
function requireClusterRegion({ text, span }: Name, host: SchemaStatement): void {
  const { cluster } = host;
  if (localities(cluster).has(text)) return;
  const nodes = adoptRegion(cluster, text);
  if (nodes.length > 0) {
    const which = nodes.length === 1 ? `node ${nodes[0]} is` : `nodes ${nodes.join(', ')} are`;
    host.notice(`the run gives its nodes no localities: ${which} taken to be in region ${quoted(text)}`);
    return;
  }
  const known = [...localities(cluster).keys()].sort(compareStrings);
  throw new SqlError('42602', `region ${quoted(text)} does not exist`, {
    span,
    hint: `valid regions: ${known.join(', ')}; a region needs a node in it`
  });
}

function makeRegionType(
  database: DatabaseDef,
  schema: SchemaDef,
  regions: readonly string[],
  host: SchemaStatement
): EnumTypeDef {
  const known = host.view.find(schema.id, REGION_TYPE);
  if (known)
    throw new SqlError('42710', `type ${quoted(`${database.name}.public.${REGION_TYPE}`)} already exists`, {
      hint: `rename or drop ${quoted(REGION_TYPE)} before adding the primary region`,
      detail: `a database with regions has an enum called ${REGION_TYPE}, which nothing else may be called`
    });
  return {
    kind: 'type',
    id: host.newId(),
    name: REGION_TYPE,
    version: 1,
    modified: host.now,
    dropped: false,
    privileges: initialPrivileges('type', database.privileges.owner),
    database: database.id,
    schema: schema.id,
    def: regionEnum(regions, undefined),
    ofRegions: true
  };
}

function setPrimary(
  database: DatabaseDef,
  region: Name,
  schema: SchemaDef,
  host: SchemaStatement
): DatabaseDef {
  if (!database.regions) {
    requireClusterRegion(region, host);
    host.stage(makeRegionType(database, schema, [region.text], host));
    return { ...database, primaryRegion: region.text, regions: [region.text], survival: 'zone' };
  }
  if (!database.regions.includes(region.text)) {
    requireClusterRegion(region, host);
    throw new SqlError('42602', `region ${quoted(region.text)} has not been added to the database`, {
      span: region.span,
      hint: `ALTER DATABASE ${database.name} ADD REGION ${quoted(region.text)} adds it`
    });
  }
  return { ...database, primaryRegion: region.text };
}

function addRegion(
  database: DatabaseDef,
  { region, ifNotExists }: Extract<RegionAction, { kind: 'addRegion' }>,
  host: SchemaStatement
): DatabaseDef {
  if (!database.regions)
    throw new SqlError(
      '42P12',
      `cannot add region ${quoted(region.text)} to database ${quoted(database.name)}`,
      { span: region.span, hint: 'ALTER DATABASE … PRIMARY REGION names the first region' }
    );
  if (database.regions.includes(region.text)) {
    if (!ifNotExists)
      throw new SqlError('42710', `region ${quoted(region.text)} already added to database`, {
        span: region.span
      });
    host.notice(`region ${quoted(region.text)} already exists, skipping`);
    return database;
  }
  requireClusterRegion(region, host);
  return relabelled(database, [...database.regions, region.text], host);
}

/** The database with other regions, and its enum with it. */
function relabelled(database: DatabaseDef, regions: readonly string[], host: SchemaStatement): DatabaseDef {
  const type = regionTypeOf(database.id, host.view);
  if (type) host.stage({ ...type, version: type.version + 1, def: regionEnum(regions, type.def) });
  for (const table of tablesByRow(database, host)) placeRanges(table, host);
  return { ...database, regions: [...regions].sort(compareStrings) };
}

const tablesOf = (database: DatabaseDef, host: SchemaStatement): TableDef[] =>
  [...databaseObjects(database.id, host.view)].filter((object) => object.kind === 'table');

const tablesByRow = (database: DatabaseDef, host: SchemaStatement): TableDef[] =>
  tablesOf(database, host).filter(isRegionalByRow);

function dropRegion(
  database: DatabaseDef,
  { region, ifExists }: Extract<RegionAction, { kind: 'dropRegion' }>,
  host: SchemaStatement
): DatabaseDef {
  const { text, span } = region;
  const { regions, primaryRegion } = database;
  if (!regions?.includes(text)) {
    if (ifExists) {
      host.notice(`region ${quoted(text)} is not defined on the database, skipping`);
      return database;
    }
    if (!regions) throw new SqlError('42P12', 'database has no regions to drop', { span });
    throw new SqlError('42704', `region ${quoted(text)} has not been added to the database`, { span });
  }
  if (text === primaryRegion) return dropLast(database, region, host);
  const rest = regions.filter((other) => other !== text);
  requireSurvivable(database.survival ?? 'zone', rest, span);
  const home = tablesOf(database, host).find(
    ({ locality }) => locality?.kind === 'regional by table' && locality.region === text
  );
  if (home)
    throw ddlErrors.dependsOn(
      `could not remove enum value ${quoted(text)} as it is the home region for table ${quoted(home.name)}`,
      { span }
    );
  const type = regionTypeOf(database.id, host.view);
  const member = type?.def.members.find(({ label }) => label === text);
  if (type && member) requireUnused(type, member.rank, region, host);
  return relabelled(database, rest, host);
}

/** The primary region goes last, and with it everything that makes the database one with regions. */
function dropLast(database: DatabaseDef, { text, span }: Name, host: SchemaStatement): DatabaseDef {
  if ((database.regions ?? []).length > 1)
    throw new SqlError('42P12', `cannot drop region ${quoted(text)}`, {
      span,
      hint: `make another region the primary one (ALTER DATABASE ${database.name} PRIMARY REGION …), or drop all others first`
    });
  const type = regionTypeOf(database.id, host.view);
  if (type) {
    const users = [
      ...typeUsers(type.id, host.view),
      ...tablesOf(database, host).filter(
        ({ locality }) => locality?.kind === 'regional by table' && locality.region !== undefined
      )
    ];
    if (users.length > 0) throw inUse(type, users, span, host);
    host.stage({ ...type, version: type.version + 1, dropped: true });
  }
  for (const table of tablesOf(database, host)) {
    if (!table.locality) continue;
    const draft = TableDraft.of(table);
    draft.locality = undefined;
    host.stage(draft.build());
  }
  const { primaryRegion: _primary, regions: _regions, survival: _survival, ...rest } = database;
  return rest;
}

/** @throws SqlError 42809 for the enum of regions, which only ALTER DATABASE changes */
export function refuseRegionType(type: EnumTypeDef, span: Span, host: SchemaStatement): void {
  if (!type.ofRegions) return;
  throw new SqlError(
    '42809',
    `${quoted(fullObjectName(type, host.view))} is a multi-region enum and can't be modified using the alter type command`,
    { span, hint: 'ALTER DATABASE … ADD REGION and DROP REGION change it' }
  );
}
