import { SqlError, type Span } from '../../base/errors';
import type { Descriptor, SchemaDef, TableDef, ZoneConfig } from '../../catalog/descriptors';
import { ownedSequences, readersOf, neededBy } from '../../catalog/ddl/dependencies';
import { ddlErrors, quoted } from '../../catalog/ddl/errors';
import {
  rangeZone,
  systemDatabase,
  withVariable,
  ZONE_DEFAULTS,
  ZONE_VARIABLES,
  zonesOf,
  zoneVariable
} from '../../catalog/zones';
import type {
  CommentStatement,
  CommentTarget,
  ConfigureZoneStatement,
  RelationKind,
  SetRelationOwnerStatement,
  SetRelationSchemaStatement,
  ZoneAction,
  ZoneTarget
} from '../../sql/ast/ddl';
import type { Name } from '../../sql/ast/name';
import type { Cluster } from '../cluster';
import { VIRTUAL_SCHEMAS } from '../names';
import { done, type Handlers, type StatementResult } from '../statement';
import type { StatementRunner } from '../statement-runner';
import { findIndex } from './ddl-alter';
import { newOwner } from './ddl-databases';
import { SchemaStatement } from './ddl-host';
import { nameTaken, relationOfKind } from './ddl-tables';
import { typeNamed } from './ddl-types';
import { requireUnlocked } from './table-change';

/** What every kind of object can have done to it: another schema or owner, comments, zone configurations. */
export function registerRelations(handlers: Handlers, cluster: Cluster, runner: StatementRunner): void {
  const on = (ctx: ConstructorParameters<typeof SchemaStatement>[2]) =>
    new SchemaStatement(cluster, runner, ctx);
  handlers.on('setRelationSchema', (statement, ctx) => setSchema(statement, on(ctx)));
  handlers.on('setRelationOwner', (statement, ctx) => setOwner(statement, on(ctx)));
  handlers.on('setTableLogged', (statement, ctx) => {
    const host = on(ctx);
    relationOfKind(statement.name, { kind: 'TABLE', ifExists: statement.ifExists }, host);
    host.notice('SET LOGGED and SET UNLOGGED change nothing');
    return done('ALTER TABLE');
  });
  handlers.on('configureZone', (statement, ctx) => configureZone(statement, on(ctx)));
  handlers.on('comment', (statement, ctx) => comment(statement, on(ctx)));
}

const ALTER_TAGS: Readonly<Record<RelationKind, string>> = {
  TABLE: 'ALTER TABLE',
  VIEW: 'ALTER VIEW',
  'MATERIALIZED VIEW': 'ALTER VIEW',
  SEQUENCE: 'ALTER SEQUENCE'
};

// --- SET SCHEMA, OWNER TO ------------------------------------------------------------------------------------------

/** A schema of a database by name. @throws SqlError 3F000, 42501 */
export function schemaFor(name: Name, database: number, host: SchemaStatement): SchemaDef {
  if (VIRTUAL_SCHEMAS.includes(name.text))
    throw new SqlError('0A000', `cannot move objects into or out of virtual schemas`, { span: name.span });
  const schema = host.view.find(database, name.text);
  if (schema?.kind !== 'schema') throw ddlErrors.undefinedSchema(name.text, name.span);
  host.authority.require(host.user, schema, 'CREATE', name.span);
  return schema;
}

function setSchema(statement: SetRelationSchemaStatement, host: SchemaStatement): StatementResult {
  const { relation, name } = statement;
  const found = relationOfKind(name, { kind: relation, ifExists: statement.ifExists }, host);
  if (!found) return done(ALTER_TAGS[relation]);
  const { object, database } = found;
  host.authority.require(host.user, object, 'DROP', name.span);
  const schema = schemaFor(statement.schema, database.id, host);
  const [reader] = readersOf(object.id, host.view);
  if (reader) throw neededBy(`cannot set schema on relation ${quoted(object.name)}`, reader, name.span);
  if (schema.id === object.schema) return done(ALTER_TAGS[relation]);
  const known = host.view.find(schema.id, object.name);
  if (known) throw nameTaken(known, { database, schema, name: object.name }, name.span);
  if (object.kind === 'table') requireUnlocked(object, host, { span: name.span });
  host.stage(withoutChange({ ...object, schema: schema.id, version: object.version + 1 }));
  for (const sequence of ownedSequences(object.id, host.view))
    host.stage({ ...sequence, schema: schema.id, version: sequence.version + 1 });
  return done(ALTER_TAGS[relation]);
}

/** What a version did is said by that version alone. */
function withoutChange<T extends Descriptor>(object: T): T {
  if (object.kind !== 'table') return object;
  const { change: _change, ...rest } = object as TableDef;
  return rest as T;
}

function setOwner(statement: SetRelationOwnerStatement, host: SchemaStatement): StatementResult {
  const { relation, name } = statement;
  const found = relationOfKind(name, { kind: relation, ifExists: statement.ifExists }, host);
  if (!found) return done(ALTER_TAGS[relation]);
  const { object } = found;
  host.authority.requireOwner(host.user, object, name.span);
  const owner = newOwner(statement.owner, host);
  if (owner !== object.privileges.owner)
    host.stage(
      withoutChange({ ...object, version: object.version + 1, privileges: { ...object.privileges, owner } })
    );
  return done(ALTER_TAGS[relation]);
}

// --- COMMENT ON ----------------------------------------------------------------------------------------------------

function comment({ on, comment: text }: CommentStatement, host: SchemaStatement): StatementResult {
  const tag = `COMMENT ON ${on.kind.toUpperCase()}`;
  const { object, span, commented } = commentTarget(on, text ?? undefined, host);
  host.authority.require(host.user, object, 'CREATE', span);
  host.stage(withoutChange({ ...commented, version: object.version + 1 }));
  return done(tag);
}

interface Commented {
  readonly object: Descriptor;
  readonly span: Span;
  readonly commented: Descriptor;
}

function commentTarget(on: CommentTarget, text: string | undefined, host: SchemaStatement): Commented {
  const own = (object: Descriptor, span: Span): Commented => ({
    object,
    span,
    commented: withComment(object, text)
  });
  switch (on.kind) {
    case 'database':
      return own(host.names.database(on.name.text, on.name.span), on.name.span);
    case 'schema': {
      const database =
        on.name.catalog === undefined
          ? host.names.currentDatabase()
          : host.names.database(on.name.catalog, on.name.span);
      const schema = host.names.findSchema(database, on.name.schema);
      if (!schema) throw ddlErrors.undefinedSchema(on.name.schema, on.name.span);
      return own(schema, on.name.span);
    }
    case 'type':
      return own(typeNamed(on.name, host), on.name.span);
    case 'table': {
      const { object } = host.relation(on.table);
      return own(object, on.table.span);
    }
    case 'column': {
      if (!on.table)
        throw new SqlError('42601', 'column name must be qualified: COMMENT ON COLUMN table.column', {
          span: on.column.span
        });
      const table = host.table(on.table);
      if (!table.columns.some((c) => c.name === on.column.text))
        throw ddlErrors.undefinedColumn(on.column.text, on.column.span);
      const columns = table.columns.map((c) => (c.name === on.column.text ? withComment(c, text) : c));
      return { object: table, span: on.table.span, commented: { ...table, columns } };
    }
    case 'index': {
      const found = findIndex(on.index, host);
      if (!found) throw ddlErrors.undefinedIndex(on.index.index, on.index.span);
      const { table, index } = found;
      const commented =
        index.id === table.primary.id
          ? { ...table, primary: withComment(index, text) }
          : { ...table, indexes: table.indexes.map((i) => (i.id === index.id ? withComment(i, text) : i)) };
      return { object: table, span: on.index.span, commented };
    }
    case 'constraint': {
      const table = host.table(on.table);
      return { object: table, span: on.table.span, commented: commentConstraint(table, on.name, text) };
    }
  }
}

function withComment<T extends { readonly comment?: string }>(thing: T, text: string | undefined): T {
  const { comment: _before, ...rest } = thing;
  return { ...rest, ...(text === undefined ? {} : { comment: text }) } as T;
}

function commentConstraint(table: TableDef, { text: name, span }: Name, text: string | undefined): TableDef {
  if (table.checks.some((c) => c.name === name))
    return { ...table, checks: table.checks.map((c) => (c.name === name ? withComment(c, text) : c)) };
  if (table.foreignKeys.some((k) => k.name === name))
    return {
      ...table,
      foreignKeys: table.foreignKeys.map((k) => (k.name === name ? withComment(k, text) : k))
    };
  if (![table.primary, ...table.indexes].some((i) => i.unique && i.name === name))
    throw ddlErrors.undefinedConstraint(name, table.name, span);
  const comments = new Map(table.constraintComments ?? []);
  if (text === undefined) comments.delete(name);
  else comments.set(name, text);
  return { ...table, constraintComments: [...comments] };
}

// --- CONFIGURE ZONE ------------------------------------------------------------------------------------------------

const RANGE_NAMES: ReadonlySet<string> = new Set([
  'default',
  'liveness',
  'meta',
  'system',
  'timeseries',
  'tenants'
]);

function configureZone(
  { target, action, span }: ConfigureZoneStatement,
  host: SchemaStatement
): StatementResult {
  const { object, zone, change } = zoneOf(target, span, host);
  if (object.id === systemDatabase(host.view).id)
    host.authority.requireAdmin(host.user, 'alter system ranges');
  else if (
    !host.authority.holds(host.user, object, 'ZONECONFIG') &&
    !host.authority.holds(host.user, object, 'CREATE')
  )
    throw new SqlError(
      '42501',
      `user ${host.user} does not have ZONECONFIG or CREATE privilege on ${object.kind === 'table' ? 'relation' : object.kind} ${object.name}`,
      { span }
    );
  const next = changedZone(zone ?? {}, action, target, host);
  if (next && action.kind === 'using') checkRangeSizes(next, object, host);
  host.cluster.storage.fixClosedTimestamps();
  host.stage(withoutChange({ ...change(next), version: object.version + 1 }));
  return done('CONFIGURE ZONE 1');
}

/** CockroachDB's own least `range_max_bytes`. */
const LEAST_RANGE_MAX_BYTES = 67_108_864;

/** @throws SqlError 22023 where the least size of a range is not below the largest */
function checkRangeSizes(zone: ZoneConfig, object: Descriptor, host: SchemaStatement): void {
  const zones = [zone, ...zonesOf(host.view, object).filter((other) => other !== zoneOfObject(object))];
  const bytes = (name: string): number => {
    const set = zones.map((z) => zoneVariable(z, name)).find((value) => value !== undefined);
    return Number(set ?? ZONE_DEFAULTS.find(([variable]) => variable === name)?.[1]);
  };
  const [least, most] = [bytes('range_min_bytes'), bytes('range_max_bytes')];
  if (least >= most)
    throw new SqlError(
      '22023',
      `could not validate zone config: RangeMinBytes ${least} is greater than or equal to RangeMaxBytes ${most}`,
      { hint: 'set range_min_bytes and range_max_bytes together' }
    );
  if (zoneVariable(zone, 'range_max_bytes') !== undefined && most < LEAST_RANGE_MAX_BYTES)
    host.notice(
      `CockroachDB takes no range_max_bytes under ${LEAST_RANGE_MAX_BYTES}; the playground does, so that ranges can be seen to split`
    );
}

const zoneOfObject = (object: Descriptor): ZoneConfig | undefined =>
  object.kind === 'table' || object.kind === 'database' ? object.zone : undefined;

interface FoundZone {
  readonly object: Descriptor;
  readonly zone: ZoneConfig | undefined;
  readonly change: (zone: ZoneConfig | undefined) => Descriptor;
}

function zoneOf(target: ZoneTarget, span: Span, host: SchemaStatement): FoundZone {
  switch (target.kind) {
    case 'range': {
      if (!RANGE_NAMES.has(target.name))
        throw new SqlError('42704', `"${target.name}" is not a built-in zone`, {
          span,
          hint: `one of ${[...RANGE_NAMES].join(', ')}`
        });
      const system = systemDatabase(host.view);
      const others = (system.rangeZones ?? []).filter(([name]) => name !== target.name);
      return {
        object: system,
        zone: rangeZone(host.view, target.name),
        change: (zone) => ({ ...system, rangeZones: zone ? [...others, [target.name, zone]] : others })
      };
    }
    case 'database': {
      const database = host.names.database(target.name.text, target.name.span);
      return { object: database, zone: database.zone, change: (zone) => withZone(database, zone) };
    }
    case 'table': {
      if (target.partition)
        throw ddlErrors.unsupported('zones of partitions', 'configure the table', target.partition.span);
      const table = host.table(target.table);
      return { object: table, zone: table.zone, change: (zone) => withZone(table, zone) };
    }
    case 'index':
    case 'allIndexes':
      throw ddlErrors.unsupported('zones of indexes', 'configure the table', span);
  }
}

function withZone<T extends { readonly zone?: ZoneConfig }>(object: T, zone: ZoneConfig | undefined): T {
  const { zone: _before, ...rest } = object;
  return { ...rest, ...(zone ? { zone } : {}) } as T;
}

function changedZone(
  zone: ZoneConfig,
  action: ZoneAction,
  target: ZoneTarget,
  host: SchemaStatement
): ZoneConfig | undefined {
  switch (action.kind) {
    case 'discard':
      if (target.kind === 'range' && target.name === 'default')
        throw new SqlError('0A000', 'cannot remove default zone');
      return undefined;
    case 'usingDefault':
      return target.kind === 'range' && target.name === 'default' ? undefined : {};
    case 'yaml':
      throw ddlErrors.unsupported(
        'CONFIGURE ZONE = yaml',
        'CONFIGURE ZONE USING variable = value',
        action.config.span
      );
    case 'using':
      return action.settings.reduce((changed, setting) => {
        if (!ZONE_VARIABLES.has(setting.name))
          throw new SqlError('22023', `unsupported zone config parameter: ${quoted(setting.name)}`, {
            span: setting.span
          });
        return withVariable(
          changed,
          setting.name,
          setting.value && zoneValue(setting.name, setting.value, host)
        );
      }, zone);
  }
}

const NUMERIC: ReadonlySet<string> = new Set(
  ZONE_DEFAULTS.slice(0, 4)
    .map(([name]) => name)
    .concat('num_voters')
);

/** @throws SqlError 22023 for a value of the wrong type or out of range */
function zoneValue(
  name: string,
  value: Parameters<SchemaStatement['constant']>[0],
  host: SchemaStatement
): string {
  const { type, value: datum } = host.constant(value, name);
  if (NUMERIC.has(name)) {
    const number =
      typeof datum === 'number'
        ? datum
        : typeof datum === 'string' && /^\d{1,15}$/.test(datum)
          ? Number(datum)
          : Number.NaN;
    if (!Number.isInteger(number))
      throw new SqlError('22023', `argument of ${name} must be type int, not type ${type.family}`, {
        span: value.span
      });
    if (name === 'gc.ttlseconds' && number < 1)
      throw new SqlError(
        '22023',
        `could not validate zone config: GC.TTLSeconds ${number} less than minimum allowed 1`,
        { span: value.span }
      );
    if (name === 'num_replicas' && number < 1)
      throw new SqlError('22023', 'could not validate zone config: at least one replica is required', {
        span: value.span
      });
    return String(number);
  }
  return typeof datum === 'boolean' ? String(datum) : `'${String(datum).replaceAll("'", "''")}'`;
}
