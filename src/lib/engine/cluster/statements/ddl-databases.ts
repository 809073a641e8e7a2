import { SqlError, type Span } from '../../base/errors';
import { isSchemaObject, ROLES } from '../../catalog/catalog';
import type { DatabaseDef, Descriptor, EnumTypeDef, RoleDef, SchemaDef } from '../../catalog/descriptors';
import { ddlErrors, quoted } from '../../catalog/ddl/errors';
import { schemaFunctions } from '../../catalog/ddl/dependencies';
import { initialPrivileges } from '../../catalog/privileges';
import type {
  AlterDatabaseAction,
  AlterDatabaseStatement,
  AlterSchemaStatement,
  CreateDatabaseStatement,
  CreateSchemaStatement,
  DropDatabaseStatement,
  DropSchemaStatement
} from '../../sql/ast/ddl';
import type { RoleSpec, SchemaName } from '../../sql/ast/name';
import type { Cluster } from '../cluster';
import { VIRTUAL_SCHEMAS } from '../names';
import { variableIsOn } from '../session-variables';
import { done, type Handlers, type StatementResult } from '../statement';
import type { StatementRunner } from '../statement-runner';
import { SchemaStatement } from './ddl-host';
import { dropObjects, objectsOf } from './ddl-drop';
import { dropAsJob } from './drop-job';
import { alterRegions, withRegions } from './ddl-regions';
import { renamePlace } from './ddl-types';
import { databaseSetting } from './role-settings';

/** CREATE, ALTER and DROP of databases and schemas. */
export function registerDatabases(handlers: Handlers, cluster: Cluster, runner: StatementRunner): void {
  const on = (ctx: ConstructorParameters<typeof SchemaStatement>[2]) =>
    new SchemaStatement(cluster, runner, ctx);
  handlers.on('createDatabase', (statement, ctx) => createDatabase(statement, on(ctx)));
  handlers.on('alterDatabase', (statement, ctx) => alterDatabase(statement, on(ctx)));
  handlers.on('dropDatabase', (statement, ctx) => dropDatabase(statement, on(ctx)));
  handlers.on('createSchema', (statement, ctx) => createSchema(statement, on(ctx)));
  handlers.on('alterSchema', (statement, ctx) => alterSchema(statement, on(ctx)));
  handlers.on('dropSchema', (statement, ctx) => dropSchemas(statement, on(ctx)));
}

/** Database names of the cluster itself. */
const SYSTEM = 'system';

function createDatabase(statement: CreateDatabaseStatement, host: SchemaStatement): StatementResult {
  const { name } = statement;
  if (name.text === '') throw new SqlError('42601', 'empty database name', { span: name.span });
  refuseOptions(statement);
  if (host.view.find(0, name.text)) {
    if (!statement.ifNotExists) throw ddlErrors.duplicateDatabase(name.text, name.span);
    host.notice(`database ${quoted(name.text)} already exists, skipping`);
    return done('CREATE DATABASE');
  }
  if (!host.authority.hasOption(host.user, 'CREATEDB'))
    throw new SqlError('42501', 'permission denied to create database', {
      hint: `the role needs the option CREATEDB: ALTER ROLE ${host.user} CREATEDB`
    });
  const owner = statement.owner ? roleName(statement.owner, host) : host.user;
  const database = makeDatabase(host, name.text, owner);
  const schema = makeSchema(host, database, 'public', owner);
  host.stage(withRegions(database, schema, statement, host));
  return done('CREATE DATABASE');
}

function refuseOptions(statement: CreateDatabaseStatement): void {
  const refuse = (what: string): never => {
    throw new SqlError('0A000', what, { span: statement.span });
  };
  if (statement.template !== undefined && statement.template.toLowerCase() !== 'template0')
    refuse(`unsupported template: ${statement.template}`);
  if (
    statement.encoding !== undefined &&
    !['UTF8', 'UTF-8', 'UNICODE'].includes(statement.encoding.toUpperCase())
  )
    refuse(`unsupported encoding: ${statement.encoding}`);
  for (const collation of [statement.lcCollate, statement.lcCtype])
    if (collation !== undefined && collation !== 'C.UTF-8' && collation !== 'C')
      refuse(`unsupported collation: ${collation}`);
  if (statement.connectionLimit !== undefined && statement.connectionLimit !== '-1')
    refuse('only connection limit -1 is supported');
  if (statement.placement === 'RESTRICTED' || statement.superRegion || statement.secondaryRegion)
    throw ddlErrors.unsupported('placement and super regions', 'leave the clause out', statement.span);
}

function makeDatabase(host: SchemaStatement, name: string, owner: string): DatabaseDef {
  return {
    kind: 'database',
    id: host.newId(),
    name,
    version: 1,
    modified: host.now,
    dropped: false,
    privileges: initialPrivileges('database', owner)
  };
}

function makeSchema(host: SchemaStatement, database: DatabaseDef, name: string, owner: string): SchemaDef {
  const schema: SchemaDef = {
    kind: 'schema',
    id: host.newId(),
    name,
    database: database.id,
    version: 1,
    modified: host.now,
    dropped: false,
    privileges: initialPrivileges('schema', owner, name === 'public')
  };
  host.stage(schema);
  return schema;
}

// --- ALTER DATABASE ------------------------------------------------------------------------------------------------

function alterDatabase(
  { name, action, span }: AlterDatabaseStatement,
  host: SchemaStatement
): StatementResult {
  const database = host.names.database(name.text, name.span);
  if (database.name === SYSTEM && action.kind !== 'owner')
    throw new SqlError('42501', `user ${host.user} may not change database ${SYSTEM}`, { span: name.span });
  const changed = changedDatabase(database, action, host, span);
  if (changed !== database) host.stage({ ...changed, version: database.version + 1 });
  return done('ALTER DATABASE');
}

function changedDatabase(
  database: DatabaseDef,
  action: AlterDatabaseAction,
  host: SchemaStatement,
  span: Span
): DatabaseDef {
  switch (action.kind) {
    case 'rename':
      return renamed(database, action.to, host);
    case 'owner':
      host.authority.requireOwner(host.user, database);
      return { ...database, privileges: { ...database.privileges, owner: newOwner(action.owner, host) } };
    case 'set':
      host.authority.requireOwner(host.user, database);
      return databaseSetting(database, action.setting, host);
    case 'addRegion':
    case 'dropRegion':
    case 'primaryRegion':
    case 'survive':
      host.authority.requireOwner(host.user, database);
      return alterRegions(database, action, publicSchema(database, host), host);
    case 'convertToSchema':
      throw new SqlError('0A000', 'ALTER DATABASE CONVERT TO SCHEMA is not supported any more', { span });
    default:
      throw ddlErrors.unsupported(
        'ALTER DATABASE with placement, super regions or secondary regions',
        'PRIMARY REGION and ADD REGION are simulated',
        span
      );
  }
}

function publicSchema(database: DatabaseDef, host: SchemaStatement): SchemaDef {
  const schema = host.view.find(database.id, 'public');
  if (schema?.kind !== 'schema') throw ddlErrors.undefinedSchema('public');
  return schema;
}

function renamed(
  database: DatabaseDef,
  to: { text: string; span: Span },
  host: SchemaStatement
): DatabaseDef {
  if (to.text === '') throw new SqlError('42601', 'empty database name', { span: to.span });
  host.authority.requireOwner(host.user, database);
  if (!host.authority.hasOption(host.user, 'CREATEDB'))
    throw new SqlError('42501', 'permission denied to rename database');
  if (variableIsOn(host.ctx.session, 'sql_safe_updates') && database.name === host.ctx.session.database)
    throw new SqlError('01000', 'rejected (sql_safe_updates = true): RENAME DATABASE on current database');
  if (to.text === database.name) return database;
  if (host.view.find(0, to.text)) throw ddlErrors.duplicateDatabase(to.text, to.span);
  // Views name their tables with the database.
  for (const object of objectsOf(database, host.view))
    if (object.kind === 'view' || (object.kind === 'table' && object.materialized))
      throw ddlErrors.dependsOn(
        `cannot rename database because relation ${quoted(object.name)} depends on relations of it`,
        {
          hint: `you can drop ${quoted(object.name)} instead`
        }
      );
  renamePlace(typesAmong(objectsOf(database, host.view)), { catalog: to.text }, host);
  if (host.ctx.session.database === database.name) host.ctx.session.database = to.text;
  return { ...database, name: to.text };
}

const typesAmong = (objects: readonly Descriptor[]): EnumTypeDef[] =>
  objects.filter((object) => object.kind === 'type');

/** A role by name or as the word that stands for the session's user. @throws SqlError 42704 */
export function roleName(spec: RoleSpec, host: SchemaStatement): string {
  const name = spec.kind === 'role' ? spec.name : host.user;
  const found = host.view.find(ROLES, name) as RoleDef | undefined;
  if (!found) throw ddlErrors.undefinedRole(name, spec.span);
  return name;
}

/** Who an object is given to: a role that the user is a member of. @throws SqlError 42501, 42704 */
export function newOwner(spec: RoleSpec, host: SchemaStatement): string {
  const owner = roleName(spec, host);
  if (!host.authority.isAdmin(host.user) && !host.authority.rolesOf(host.user).has(owner))
    throw new SqlError('42501', `must be member of role ${quoted(owner)}`, { span: spec.span });
  return owner;
}

// --- DROP DATABASE -------------------------------------------------------------------------------------------------

function dropDatabase(statement: DropDatabaseStatement, host: SchemaStatement): StatementResult {
  const { name, ifExists, behavior } = statement;
  const database = host.view.find(0, name.text);
  if (database?.kind !== 'database') {
    if (!ifExists) throw ddlErrors.undefinedDatabase(name.text, name.span);
    host.notice(`database ${quoted(name.text)} does not exist, skipping`);
    return done('DROP DATABASE');
  }
  if (database.name === SYSTEM)
    throw new SqlError('42501', `user ${host.user} does not have DROP privilege on database system`, {
      span: name.span
    });
  host.authority.require(host.user, database, 'DROP', name.span);
  const safe = variableIsOn(host.ctx.session, 'sql_safe_updates');
  if (safe && database.name === host.ctx.session.database)
    throw new SqlError('01000', 'rejected (sql_safe_updates = true): DROP DATABASE on current database');
  const objects = objectsOf(database, host.view);
  if (objects.length > 0 && behavior === 'RESTRICT')
    throw ddlErrors.dependsOn(`database ${quoted(name.text)} is not empty and RESTRICT was specified`, {
      span: name.span
    });
  if (objects.length > 0 && safe && behavior !== 'CASCADE')
    throw new SqlError(
      '01000',
      'rejected (sql_safe_updates = true): DROP DATABASE on non-empty database without explicit CASCADE'
    );
  dropAsJob(statement, host, () => {
    const gone = dropObjects(objects, { cascade: true, span: name.span }, host);
    for (const schema of host.view.children(database.id))
      host.stage({ ...schema, version: schema.version + 1, dropped: true });
    host.stage({ ...database, version: database.version + 1, dropped: true });
    return [...gone, database];
  });
  return done('DROP DATABASE', objects.length);
}

// --- schemas -------------------------------------------------------------------------------------------------------

function createSchema(statement: CreateSchemaStatement, host: SchemaStatement): StatementResult {
  const owner = statement.authorization ? roleName(statement.authorization, host) : host.user;
  const name = statement.name?.schema ?? owner;
  const span = statement.name?.span ?? statement.span;
  const database = databaseOf(statement.name, host);
  host.authority.require(host.user, database, 'CREATE', span);
  if (host.view.find(database.id, name) || VIRTUAL_SCHEMAS.includes(name)) {
    if (!statement.ifNotExists) throw ddlErrors.duplicateSchema(name, span);
    host.notice(`schema ${quoted(name)} already exists, skipping`);
    return done('CREATE SCHEMA');
  }
  requireSchemaName(name, span);
  if (database.name === SYSTEM)
    throw new SqlError('42501', 'cannot create schemas in the system database', { span });
  makeSchema(host, database, name, owner);
  return done('CREATE SCHEMA');
}

function databaseOf(name: SchemaName | undefined, host: SchemaStatement): DatabaseDef {
  return name?.catalog === undefined
    ? host.names.currentDatabase()
    : host.names.database(name.catalog, name.span);
}

function requireSchemaName(name: string, span: Span): void {
  if (name === '') throw new SqlError('42601', 'empty schema name', { span });
  if (name.startsWith('pg_') || name.startsWith('crdb_internal'))
    throw new SqlError('42939', `unacceptable schema name ${quoted(name)}`, {
      span,
      detail: 'the prefix "pg_" is reserved for system schemas'
    });
}

/** @throws SqlError 3F000 */
function schemaNamed(name: SchemaName, host: SchemaStatement): SchemaDef {
  const database = databaseOf(name, host);
  const schema = host.names.findSchema(database, name.schema);
  if (!schema) throw ddlErrors.undefinedSchema(name.schema, name.span);
  return schema;
}

function alterSchema({ name, action }: AlterSchemaStatement, host: SchemaStatement): StatementResult {
  if (VIRTUAL_SCHEMAS.includes(name.schema) || name.schema === 'public')
    throw new SqlError('3F000', `cannot modify schema ${quoted(name.schema)}`, { span: name.span });
  const schema = schemaNamed(name, host);
  host.authority.requireOwner(host.user, schema, name.span);
  if (action.kind === 'owner') {
    host.stage({
      ...schema,
      version: schema.version + 1,
      privileges: { ...schema.privileges, owner: newOwner(action.owner, host) }
    });
    return done('ALTER SCHEMA');
  }
  const { text, span } = action.to;
  if (host.view.find(schema.database, text) || VIRTUAL_SCHEMAS.includes(text))
    throw ddlErrors.duplicateSchema(text, span);
  requireSchemaName(text, span);
  for (const object of host.view.children(schema.id))
    if (object.kind === 'view' || (object.kind === 'table' && object.materialized))
      throw ddlErrors.dependsOn(
        `cannot rename schema because relation ${quoted(object.name)} depends on relations of it`,
        { span }
      );
  const database = host.view.get(schema.database)?.name ?? '';
  renamePlace(typesAmong(host.view.children(schema.id)), { catalog: database, schema: text }, host);
  host.stage({ ...schema, name: text, version: schema.version + 1 });
  return done('ALTER SCHEMA');
}

function dropSchemas(statement: DropSchemaStatement, host: SchemaStatement): StatementResult {
  let work = 0;
  dropAsJob(statement, host, () => {
    const gone = droppedWithSchemas(statement, host);
    work = gone.length;
    return gone;
  });
  return done('DROP SCHEMA', work);
}

function droppedWithSchemas(
  { names, ifExists, behavior }: DropSchemaStatement,
  host: SchemaStatement
): Descriptor[] {
  const gone: Descriptor[] = [];
  for (const name of names) {
    const database = databaseOf(name, host);
    const schema = host.names.findSchema(database, name.schema);
    if (VIRTUAL_SCHEMAS.includes(name.schema) || name.schema === 'public')
      throw new SqlError('3F000', `cannot drop schema ${quoted(name.schema)}`, { span: name.span });
    if (!schema) {
      if (!ifExists) throw ddlErrors.undefinedSchema(name.schema, name.span);
      host.notice(`schema ${quoted(name.schema)} does not exist, skipping`);
      continue;
    }
    host.authority.requireOwner(host.user, schema, name.span);
    const objects = [
      ...host.view.children(schema.id).filter(isSchemaObject),
      ...schemaFunctions(schema.id, host.view)
    ];
    if (objects.length > 0 && behavior !== 'CASCADE')
      throw ddlErrors.dependsOn(`schema ${quoted(name.schema)} is not empty and CASCADE was not specified`, {
        span: name.span,
        hint: 'use DROP SCHEMA … CASCADE to drop what is in it too'
      });
    gone.push(...dropObjects(objects, { cascade: true, span: name.span }, host), schema);
    host.stage({ ...schema, version: schema.version + 1, dropped: true });
  }
  return gone;
}
